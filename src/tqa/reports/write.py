"""Verdicts written out: JSON Lines, CSV, HTML; beside the place first, then renamed, so that nothing is half-written."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterable
from typing import IO

from tqa.files import inert
from tqa.records import Verdict, to_json
from tqa.reports.page import page
from tqa.reports.summary import Summary

CSV_COLUMNS = (
    "segment",
    "document",
    "translator",
    "rule",
    "category",
    "severity",
    "message",
    "source_words",
    "target_words",
    "suggestion",
    "confidence",
    "fingerprint",
    "source",
    "target",
)


def rule_page(rule: str) -> str:
    """The page of a rule in the project's documentation; the phrase cards of a pair of languages (uk-en/…) share one."""
    pack, _, name = rule.rpartition("/")
    return f"docs/rules/{pack}.md#{name}" if "-" in pack else f"docs/rules/{pack or 'und'}/{name}.md"


def jsonl_line(verdict: Verdict) -> str:
    """A verdict as one line; findings name their rule's page."""
    data = to_json(verdict)
    del data["facts"]
    for finding in data["findings"]:
        finding["link"] = rule_page(finding["rule"])
    for score in data["scores"]:
        if not score["statistics"]:
            del score["statistics"]
    return json.dumps(data, ensure_ascii=False, sort_keys=False) + "\n"


def as_jsonl(verdicts: Iterable[Verdict], out: IO[str], summary: Summary) -> None:
    for verdict in verdicts:
        out.write(jsonl_line(verdict))


def as_csv(verdicts: Iterable[Verdict], out: IO[str], summary: Summary) -> None:
    """One finding a row; a cell that a spreadsheet would take for a formula begins with an apostrophe."""
    rows = csv.writer(out, lineterminator="\n")
    rows.writerow(CSV_COLUMNS)
    for v in verdicts:
        s = v.segment
        for f in v.findings:
            rows.writerow(
                [
                    inert(cell) if isinstance(cell, str) else cell
                    for cell in (
                        s.id,
                        s.document,
                        s.translator,
                        f.rule,
                        f.category,
                        f.severity.value,
                        f.message,
                        (s.source or "")[f.source.start : f.source.end] if f.source else "",
                        s.target[f.target.start : f.target.end] if f.target else "",
                        f.suggestion or "",
                        f.confidence,
                        f.fingerprint,
                        s.source or "",
                        s.target,
                    )
                ]
            )


def as_html(verdicts: Iterable[Verdict], out: IO[str], summary: Summary) -> None:
    """One self-contained page; the segments are gone through first, so that the summary stands on top."""
    for part in page(verdicts, summary):
        out.write(part)


WRITERS: dict[str, Callable[[Iterable[Verdict], IO[str], Summary], None]] = {
    "jsonl": as_jsonl,
    "csv": as_csv,
    "html": as_html,
}
