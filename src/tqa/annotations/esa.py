"""Error Span Annotation (WMT24 on): spans of two severities and a score from 0 to 100, a JSON object a line.

`esa_spans` have start_i and end_i (the last character, not the one behind it, as Pearmut has it), severity, and "missing" in
both where something was left out; `esa_score` is the rater's score.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO, Any

from tqa.annotations.marks import RATER, fitted, lines, mark, rater_of, severity
from tqa.records import FeedError, Finding, Score, Segment, Severity, Span, Verdict


def read(path: Path) -> Iterator[Verdict]:
    """A Verdict a line, the score as its Score `esa`."""
    for number, line in lines(path):
        yield _verdict(line, str(path), number)


def _verdict(line: str, path: str, number: int) -> Verdict:
    try:
        row = json.loads(line)
        segment = Segment(
            str(row.get("seg", number)),
            row.get("src"),
            row["tgt"],
            str(row.get("source_lang", "")),
            str(row.get("target_lang", "")),
            translator=str(row.get("system", "")),
            document=str(row.get("doc", "")),
        )
        rater = str(row.get("rater", ""))
        found = [_span(span, segment, rater, path, number) for span in row["esa_spans"]]
        scores = (
            (Score("esa", float(row["esa_score"]), "esa|0-100", segment.id),)
            if row.get("esa_score") is not None
            else ()
        )
    except (ValueError, TypeError, AttributeError, KeyError) as error:
        raise FeedError(f"is no error span annotation: {error}", path, number) from None
    return Verdict(segment, tuple(found), scores, plan=f"{RATER}{rater}")


def _span(span: dict[str, Any], segment: Segment, rater: str, path: str, number: int) -> Finding:
    weight = severity(str(span["severity"]), path, number) or Severity.NEUTRAL
    kind = str(span.get("category", ""))
    if span["start_i"] == "missing":
        end = len(segment.target)
        return mark(segment, rater, kind or "accuracy/omission", weight, None, Span(end, end))
    place = fitted(segment, Span(int(span["start_i"]), int(span["end_i"]) + 1), "target", path, number)
    return mark(segment, rater, kind, weight, None, place)


def write(verdicts: Iterable[Verdict], out: IO[str]) -> None:
    """A line a verdict; critical becomes major, a finding without words in the target is missing content."""
    for verdict in verdicts:
        s = verdict.segment
        rater = rater_of(verdict)
        score = next((x.value for x in verdict.scores if x.metric == "esa"), None)
        row = {
            "system": s.translator, "doc": s.document, "seg": s.id, "rater": rater, "src": s.source, "tgt": s.target,
            "source_lang": s.source_lang, "target_lang": s.target_lang, "esa_score": score, "esa_spans": [_row(f) for f in verdict.findings],
        }  # fmt: skip
        out.write(json.dumps(row, ensure_ascii=False) + "\n")


def _row(finding: Finding) -> dict[str, Any]:
    weight = "minor" if finding.severity in (Severity.MINOR, Severity.NEUTRAL) else "major"
    span = finding.target
    missing = span is None or span.start == span.end
    place: dict[str, Any] = (
        {"start_i": "missing", "end_i": "missing"}
        if missing or span is None
        else {"start_i": span.start, "end_i": span.end - 1}
    )
    return {**place, "severity": weight, "category": finding.category}
