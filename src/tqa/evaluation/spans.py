"""Findings against annotated spans, by overlap."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from tqa.records import Finding, Span


@dataclass(frozen=True, slots=True)
class Marked:
    """A span somebody marked: side is source or target, kind is the annotator's word for the fault."""

    side: str
    span: Span
    kind: str = ""


def touches(finding: Finding, mark: Marked) -> bool:
    """Whether a finding's span on the mark's side overlaps it."""
    span = finding.source if mark.side == "source" else finding.target
    return span is not None and span.overlaps(mark.span)


@dataclass
class Precision:
    """Findings that touch some annotated error, by rule."""

    right: Counter[str] = field(default_factory=Counter)
    total: Counter[str] = field(default_factory=Counter)

    def add(self, findings: Iterable[Finding], marks: Sequence[Marked]) -> None:
        for finding in findings:
            self.total[finding.rule] += 1
            self.right[finding.rule] += any(touches(finding, mark) for mark in marks)

    def of(self, rule: str) -> float:
        return self.right[rule] / self.total[rule] if self.total[rule] else 0.0

    @property
    def overall(self) -> float:
        return sum(self.right.values()) / max(1, sum(self.total.values()))


@dataclass
class Recall:
    """Annotated errors that some finding touches, by kind."""

    found: Counter[str] = field(default_factory=Counter)
    total: Counter[str] = field(default_factory=Counter)

    def add(self, findings: Sequence[Finding], marks: Iterable[Marked]) -> None:
        for mark in marks:
            self.total[mark.kind] += 1
            self.found[mark.kind] += any(touches(finding, mark) for finding in findings)

    def over(self, kinds: Iterable[str]) -> tuple[int, int]:
        wanted = set(kinds)
        return sum(n for k, n in self.found.items() if k in wanted), sum(
            n for k, n in self.total.items() if k in wanted
        )
