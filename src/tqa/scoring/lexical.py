"""BLEU, chrF and TER by sacrebleu, with its signatures; per-segment statistics add up to any corpus."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from tqa.records import PlanError, Score, Segment

METRICS = ("bleu", "chrf", "ter")


@lru_cache(maxsize=8)
def metric(name: str) -> Any:
    """A sacrebleu metric by its tqa name; sentence BLEU needs the effective order."""
    from sacrebleu.metrics import BLEU, CHRF, TER

    makers: dict[str, Any] = {"bleu": lambda: BLEU(effective_order=True), "chrf": CHRF, "ter": TER}
    if name not in makers:
        raise PlanError(f"unknown metric '{name}'; known are {', '.join(METRICS)}")
    return makers[name]()


def segment_scores(segment: Segment, names: Iterable[str]) -> list[Score]:
    """Scores of one target against its reference; none without a reference."""
    if not segment.reference:
        return []
    scores = []
    for name in names:
        by = metric(name)
        value = by.sentence_score(segment.target, [segment.reference]).score
        scores.append(Score(name, round(float(value), 4), str(by.get_signature()), segment.id))
    return scores


def corpus_score(targets: list[str], references: list[str], name: str) -> Score:
    """The corpus score of sacrebleu itself."""
    by = metric(name)
    value = by.corpus_score(targets, [references]).score
    return Score(name, round(float(value), 4), str(by.get_signature()))


class Sums:
    """Sufficient statistics of a metric, summed segment by segment, so that a feed of any size needs no memory."""

    def __init__(self, name: str) -> None:
        self.name = name
        self._sum: list[float] | None = None
        self.segments = 0

    def add(self, target: str, reference: str) -> None:
        row = metric(self.name)._extract_corpus_statistics([target], [[reference]])[0]
        self._sum = [a + b for a, b in zip(self._sum, row, strict=True)] if self._sum else list(row)
        self.segments += 1

    def score(self) -> Score | None:
        if self._sum is None:
            return None
        by = metric(self.name)
        return Score(self.name, round(float(by._compute_score_from_stats(self._sum).score), 4), str(by.get_signature()))
