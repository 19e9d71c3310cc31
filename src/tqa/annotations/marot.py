"""The tab-separated form of Marot and of the WMT's MQM data: a row a mark, the words between <v> and </v>.

Columns: system, doc, docSegId, globalSegId, rater, source, target, category, severity and (Marot's) metadata, a JSON object; the
WMT's older files name the third and fourth doc_id and seg_id.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Iterator
from itertools import groupby
from pathlib import Path
from typing import IO, Any

from tqa.annotations.marks import RATER, mark, rater_of, severity, written_category
from tqa.records import FeedError, Finding, Segment, Span, Verdict

COLUMNS = ("system", "doc", "docSegId", "globalSegId", "rater", "source", "target", "category", "severity", "metadata")
_NAMES = {
    "doc_id": "docSegId",
    "seg_id": "globalSegId",
    "segment": "globalSegId",
    "system_id": "system",
    "document": "doc",
}
_OPEN, _CLOSE = "<v>", "</v>"


def unmarked(text: str) -> tuple[str, Span | None]:
    """Text without its marks, and the span between them."""
    start = text.find(_OPEN)
    if start < 0:
        return text, None
    end = text.find(_CLOSE, start)
    inner = text[start + len(_OPEN) : end if end >= 0 else len(text)]
    rest = text[end + len(_CLOSE) :] if end >= 0 else ""
    return text[:start] + inner + rest, Span(start, start + len(inner))


def marked(text: str, span: Span | None) -> str:
    """Text with a span between marks, in one row: tabs and line ends become blanks, which moves no offset."""
    flat = "".join(" " if ch in "\t\r\n" else ch for ch in text)
    return (
        flat if span is None else f"{flat[: span.start]}{_OPEN}{flat[span.start : span.end]}{_CLOSE}{flat[span.end :]}"
    )


def read(path: Path) -> Iterator[Verdict]:
    """A Verdict for each rater of each translation; rows of one stand together."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
            head = [_NAMES.get(name, name) for name in next(rows, [])]
            if missing := [c for c in COLUMNS[:9] if c not in head]:
                raise FeedError(f"has no column {missing[0]}; needed are {', '.join(COLUMNS[:9])}", str(path), 1)
            cells = ((n, dict(zip(head, row, strict=False))) for n, row in enumerate(rows, 2) if any(row))
            for _, group in groupby(
                cells, lambda c: tuple(c[1].get(k, "") for k in ("system", "doc", "docSegId", "rater"))
            ):
                yield _verdict(list(group), str(path))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise FeedError(f"cannot be read: {error}", str(path)) from None


def _verdict(rows: list[tuple[int, dict[str, str]]], path: str) -> Verdict:
    first = rows[0][1]
    if "target" not in first:
        raise FeedError("the row is cut short", path, rows[0][0])
    meta = _metadata(first, path, rows[0][0])
    segment = Segment(
        str(meta.get("segment_id") or first["globalSegId"] or first["docSegId"]),
        unmarked(first["source"])[0],
        unmarked(first["target"])[0],
        str(meta.get("source_lang", "")),
        str(meta.get("target_lang", "")),
        translator=first["system"],
        document=first["doc"],
    )
    found = []
    for line, row in rows:
        weight = severity(row.get("severity", ""), path, line)
        if weight is not None:
            source, target = unmarked(row["source"])[1], unmarked(row["target"])[1]
            known = str(_metadata(row, path, line).get("fingerprint", ""))
            found.append(mark(segment, first["rater"], row["category"], weight, source, target, known))
    return Verdict(segment, tuple(found), plan=f"{RATER}{first['rater']}")


def _metadata(row: dict[str, str], path: str, line: int) -> dict[str, Any]:
    try:
        data = json.loads(row.get("metadata") or "{}")
    except json.JSONDecodeError as error:
        raise FeedError(f"the metadata are no JSON: {error.msg}", path, line) from None
    return data if isinstance(data, dict) else {}


def write(verdicts: Iterable[Verdict], out: IO[str]) -> None:
    """Findings as marks; a translation without one is a row of severity No-error. A finding with both spans marks both."""
    rows = csv.writer(out, delimiter="\t", quoting=csv.QUOTE_NONE, quotechar=None, lineterminator="\n")
    rows.writerow(COLUMNS)
    seen: dict[str, int] = {}
    for number, verdict in enumerate(verdicts, 1):
        s = verdict.segment
        within = seen[s.document] = seen.get(s.document, 0) + 1
        rater = rater_of(verdict)
        for finding in verdict.findings or (None,):
            meta: dict[str, Any] = {"segment_id": s.id, "source_lang": s.source_lang, "target_lang": s.target_lang}
            if finding is not None and finding.fingerprint:
                meta["fingerprint"] = finding.fingerprint
            rows.writerow([s.translator, s.document, within, number, rater, *_sides(s, finding), json.dumps(meta)])


def _sides(s: Segment, finding: Finding | None) -> tuple[str, str, str, str]:
    if finding is None:
        return marked(s.source or "", None), marked(s.target, None), "No-error", "No-error"
    source = marked(s.source or "", finding.source)
    return (
        source,
        marked(s.target, finding.target),
        written_category(finding.category),
        finding.severity.value.capitalize(),
    )
