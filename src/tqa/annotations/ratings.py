"""Ratings as mt-metrics-eval keeps them: a JSON object a line with its errors (start, end, category, severity, is_source_error)."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO, Any

from tqa.annotations.marks import RATER, fitted, lines, mark, rater_of, severity, written_category
from tqa.records import FeedError, Finding, Segment, Span, Verdict


def read(path: Path) -> Iterator[Verdict]:
    """A Verdict a line; besides `errors` a line has source, target (or hypothesis), system, document, segment and rater."""
    for number, line in lines(path):
        yield _verdict(line, str(path), number)


def _verdict(line: str, path: str, number: int) -> Verdict:
    try:
        row = json.loads(line)
        target = row.get("target", row.get("hypothesis", ""))
        segment = Segment(
            str(row.get("segment", row.get("segment_id", number))),
            row.get("source"),
            target,
            str(row.get("source_lang", "")),
            str(row.get("target_lang", "")),
            translator=str(row.get("system", row.get("system_id", ""))),
            document=str(row.get("document", row.get("document_id", ""))),
        )
        rater = str(row.get("rater", row.get("rater_id", "")))
        found = [_error(error, segment, rater, path, number) for error in row.get("errors", ())]
    except (ValueError, TypeError, AttributeError, KeyError) as error:
        raise FeedError(f"is no rating: {error}", path, number) from None
    return Verdict(segment, tuple(f for f in found if f is not None), plan=f"{RATER}{rater}")


def _error(error: dict[str, Any], segment: Segment, rater: str, path: str, number: int) -> Finding | None:
    weight = severity(str(error["severity"]), path, number)
    side = "source" if error.get("is_source_error") else "target"
    span = fitted(segment, Span(int(error["start"]), int(error["end"])), side, path, number)
    if weight is None:
        return None
    known = str(error.get("fingerprint", ""))
    kind = str(error.get("category", ""))
    source, target = (span, None) if side == "source" else (None, span)
    return mark(segment, rater, kind, weight, source, target, known)


def write(verdicts: Iterable[Verdict], out: IO[str]) -> None:
    """A line a verdict; a finding on both sides is an error of the target."""
    for verdict in verdicts:
        s = verdict.segment
        rater = rater_of(verdict)
        row = {
            "system": s.translator, "document": s.document, "segment": s.id, "rater": rater, "source": s.source, "target": s.target,
            "source_lang": s.source_lang, "target_lang": s.target_lang, "errors": [e for f in verdict.findings if (e := _row(f))],
        }  # fmt: skip
        out.write(json.dumps(row, ensure_ascii=False) + "\n")


def _row(finding: Finding) -> dict[str, Any] | None:
    span = finding.target or finding.source
    if span is None:
        return None
    kind, weight = written_category(finding.category), finding.severity.value
    row = {
        "start": span.start,
        "end": span.end,
        "category": kind,
        "severity": weight,
        "is_source_error": finding.target is None,
    }
    return row | ({"fingerprint": finding.fingerprint} if finding.fingerprint else {})
