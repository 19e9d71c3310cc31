"""Targets rewritten where the glossary is certain of the repair."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import NamedTuple

from tqa.records import Finding, Mark, Segment, Verdict

# A repair is certain where the rule says a wrong term stands for one that the source licenses, and how it is written was exact.
_RULES = frozenset(["forbidden-term", "deprecated-term", "must-translate-left"])
CERTAIN = 0.95


class Replacement(NamedTuple):
    """What was put in place of what, where (offsets in the old plain target), and by which rule."""

    segment: str
    start: int
    end: int
    old: str
    new: str
    rule: str
    evidence: str


def applied(verdict: Verdict) -> tuple[Segment, list[Replacement]]:
    """The segment with its certain repairs made, from right to left, and the replacements in order of place."""
    segment = verdict.segment
    made: list[Replacement] = []
    left = len(segment.target) + 1
    for finding in sorted(verdict.findings, key=_place, reverse=True):
        span = finding.target
        if finding.suggestion is None or span is None or not _certain(finding) or span.end > left:
            continue
        left = span.start
        old = segment.target[span.start : span.end]
        made.append(
            Replacement(
                segment.id, span.start, span.end, old, finding.suggestion, finding.rule, "; ".join(finding.evidence)
            )
        )
        segment = replace(
            segment,
            target=segment.target[: span.start] + finding.suggestion + segment.target[span.end :],
            target_marks=tuple(_moved(segment.target_marks, span.start, span.end, len(finding.suggestion))),
        )
    return segment, made[::-1]


def _place(finding: Finding) -> tuple[int, int]:
    return (finding.target.start, finding.target.end) if finding.target else (-1, -1)


def _certain(finding: Finding) -> bool:
    return finding.rule in _RULES and finding.source is not None and finding.confidence >= CERTAIN


def _moved(marks: tuple[Mark, ...], start: int, end: int, size: int) -> Iterator[Mark]:
    """Inline marks after a replacement; those inside it go to its end."""
    shift = size - (end - start)
    for mark in marks:
        if mark.end <= start:
            yield mark
        elif mark.start >= end:
            yield replace(mark, start=mark.start + shift, end=mark.end + shift)
        else:
            yield Mark(end + shift, end + shift, mark.code if mark.start == mark.end else "")
