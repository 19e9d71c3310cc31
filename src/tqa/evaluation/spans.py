"""Findings against annotated spans, by overlap."""

from __future__ import annotations

import math
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


Weighed = tuple[int, int, str]  # start, end and severity of a span; an insertion point counts as one character


def _characters(spans: Iterable[Weighed]) -> list[Weighed]:
    return [(start, max(end, start + 1), severity) for start, end, severity in spans]


@dataclass
class Match:
    """Micro-averaged partial credit for spans matched one to one ("MPP"), after arXiv 2603.19921.

    Spans are matched greedily by the share they overlap, times `1 - penalty` where severities differ; a matched pair credits
    its overlap over the finding's length to precision and over the annotation's to recall.
    """

    penalty: float = 0.5
    found: int = 0
    marked: int = 0
    credit_found: float = 0.0
    credit_marked: float = 0.0

    def add(self, found: Iterable[Weighed], marked: Iterable[Weighed]) -> None:
        ours, theirs = _characters(found), _characters(marked)
        self.found += len(ours)
        self.marked += len(theirs)
        options = []
        for i, (a, b, severity) in enumerate(ours):
            for j, (c, d, other) in enumerate(theirs):
                overlap = min(b, d) - max(a, c)
                if overlap > 0:
                    share = 2 * overlap / (b - a + d - c) * (1 if severity == other else 1 - self.penalty)
                    options.append((-share, i, j, overlap))
        taken: set[tuple[str, int]] = set()
        for _, i, j, overlap in sorted(options):
            if not taken & {("f", i), ("m", j)}:
                taken |= {("f", i), ("m", j)}
                self.credit_found += overlap / (ours[i][1] - ours[i][0])
                self.credit_marked += overlap / (theirs[j][1] - theirs[j][0])

    @property
    def precision(self) -> float:
        return self.credit_found / self.found if self.found else 0.0

    @property
    def recall(self) -> float:
        return self.credit_marked / self.marked if self.marked else 0.0

    @property
    def f1(self) -> float:
        total = self.precision + self.recall
        return 2 * self.precision * self.recall / total if total else 0.0


@dataclass
class Characters:
    """Character F1 of error spans as in the WMT quality-estimation tasks of 2023 to 2025: half credit where severities differ."""

    right: float = 0.0
    found: int = 0
    marked: int = 0

    def add(self, found: Iterable[Weighed], marked: Iterable[Weighed]) -> None:
        ours, theirs = self._mask(found), self._mask(marked)
        self.found += len(ours)
        self.marked += len(theirs)
        self.right += sum(1.0 if ours[at] & theirs[at] else 0.5 for at in ours.keys() & theirs.keys())

    @staticmethod
    def _mask(spans: Iterable[Weighed]) -> dict[int, set[str]]:
        mask: dict[int, set[str]] = {}
        for start, end, severity in _characters(spans):
            for at in range(start, end):
                mask.setdefault(at, set()).add(severity)
        return mask

    @property
    def f1(self) -> float:
        return 2 * self.right / (self.found + self.marked) if self.found + self.marked else 0.0


def matthews(right_bad: int, false_bad: int, missed_bad: int, right_good: int) -> float:
    """Matthews correlation of a two-way decision, 0 where it is not defined."""
    spread = (right_bad + false_bad) * (right_bad + missed_bad) * (right_good + false_bad) * (right_good + missed_bad)
    return (right_bad * right_good - false_bad * missed_bad) / math.sqrt(spread) if spread else 0.0
