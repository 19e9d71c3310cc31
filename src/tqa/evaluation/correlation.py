"""How a metric orders segments beside how people do: Pearson, Kendall, pairwise accuracy with calibrated ties.

Definitions of the WMT metrics tasks as in mt-metrics-eval (stats.py, tau_optimization.py): scores are systems by segments, and
pairs are compared within a segment (`item`) or over all (`none`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


def pearson(ours: Sequence[float], theirs: Sequence[float]) -> float:
    """Pearson's r; 0 where one side does not vary."""
    a, b = np.asarray(ours, float), np.asarray(theirs, float)
    if len(a) < 2 or a.std() == 0 or b.std() == 0:
        return 0.0
    return float(np.corrcoef(a, b)[0, 1])


def spearman(ours: Sequence[float], theirs: Sequence[float]) -> float:
    """Pearson's r of ranks, ties sharing their mean rank."""
    return pearson(_ranks(ours), _ranks(theirs))


def _ranks(values: Sequence[float]) -> list[float]:
    _, inverse, counts = np.unique(np.asarray(values, float), return_inverse=True, return_counts=True)
    ends = np.cumsum(counts)
    return [float(x) for x in (ends - (counts - 1) / 2)[inverse]]


class Pairs(NamedTuple):
    """Pairs of scores by what both sides say: the same order, the opposite, ties of people, of the metric, of both."""

    concordant: int
    discordant: int
    tied_human: int
    tied_metric: int
    tied_both: int

    @property
    def total(self) -> int:
        return sum(self)

    @property
    def accuracy(self) -> float:
        """acc_eq (Deutsch et al. 2023): the share of pairs that both order alike, ties among them."""
        return (self.concordant + self.tied_both) / self.total if self.total else 0.0

    @property
    def tau_b(self) -> float:
        """Kendall's tau-b."""
        ordered = self.concordant + self.discordant
        spread = (ordered + self.tied_metric) * (ordered + self.tied_human)
        return (self.concordant - self.discordant) / float(np.sqrt(spread)) if spread else 0.0


def _differences(ours: Sequence[float], theirs: Sequence[float]) -> tuple[Array, Array]:
    a, b = np.asarray(ours, float), np.asarray(theirs, float)
    first, second = np.triu_indices(len(a), 1)
    return a[first] - a[second], b[first] - b[second]


def count(ours: Array, theirs: Array, epsilon: float = 0.0) -> Pairs:
    """Pairs counted from differences of the metric (`ours`) and of people; a metric's difference up to epsilon is a tie."""
    tied, same = np.abs(ours) <= epsilon, theirs == 0
    agree = (ours > 0) == (theirs > 0)
    return Pairs(
        int((~tied & ~same & agree).sum()),
        int((~tied & ~same & ~agree).sum()),
        int((~tied & same).sum()),
        int((tied & ~same).sum()),
        int((tied & same).sum()),
    )


def kendall(ours: Sequence[float], theirs: Sequence[float]) -> float:
    """Kendall's tau-b over all pairs."""
    return count(*_differences(ours, theirs)).tau_b


class Calibrated(NamedTuple):
    """Accuracy with the tie threshold that suits it best, and what the same data give a constant and a coin."""

    accuracy: float
    epsilon: float
    pairs: int
    of_constant: float
    of_chance: float


def accuracy_with_ties(groups: Sequence[tuple[Sequence[float], Sequence[float]]]) -> Calibrated:
    """acc*_eq (Deutsch et al. 2023): mean over groups of acc_eq with the one epsilon that makes it greatest.

    `groups` are (metric, people) of one segment's translations each. The threshold is tuned on what it is measured on, as at
    WMT: optimistic, so chance levels stand beside it (a constant metric is right on all ties of people; a coin on half the rest).
    """
    rows = [_differences(a, b) for a, b in groups if len(a) > 1]
    if not rows:
        return Calibrated(0.0, 0.0, 0, 0.0, 0.0)
    weights = np.concatenate([np.full(len(a), 1 / len(a)) for a, _ in rows]) / len(rows)
    ours, theirs = np.concatenate([a for a, _ in rows]), np.concatenate([b for _, b in rows])
    right = np.where((ours > 0) == (theirs > 0), theirs != 0, False) & (ours != 0)
    start = float((weights * np.where(ours == 0, theirs == 0, right)).sum())
    sizes = np.abs(ours)
    order = np.argsort(sizes, kind="stable")
    order = order[sizes[order] > 0]
    # a pair that becomes a tie is right if people tie it, and was right before if the orders agreed
    gains = weights[order] * ((theirs[order] == 0).astype(float) - right[order])
    reached = start + np.cumsum(gains)
    last = np.append(np.diff(sizes[order]) > 0, True) if len(order) else np.array([], bool)
    options = np.where(last, reached, -np.inf)
    ties = float((weights * (theirs == 0)).sum())
    best = int(options.argmax()) if len(options) else -1
    if best < 0 or options[best] <= start:
        return Calibrated(start, 0.0, len(ours), ties, (1 - ties) / 2)
    return Calibrated(float(options[best]), float(sizes[order[best]]), len(ours), ties, (1 - ties) / 2)


def by_item(ours: Array, theirs: Array) -> Iterator[tuple[list[float], list[float]]]:
    """Columns of two systems-by-segments matrices as groups, missing scores (NaN) left out."""
    for n in range(ours.shape[1]):
        known = ~(np.isnan(ours[:, n]) | np.isnan(theirs[:, n]))
        if known.sum() > 1:
            yield list(ours[known, n]), list(theirs[known, n])
