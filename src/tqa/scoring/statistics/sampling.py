"""Which segments a person should read: likelier the riskier they are, weighted so that the score stays unbiased."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from tqa.scoring.statistics import SEED


class Chosen(NamedTuple):
    """A unit drawn and the chance with which it was: 1 / chance is its weight."""

    unit: int
    chance: float


def chances(risk: Sequence[float], size: int, floor: float = 0.2) -> NDArray[np.float64]:
    """Chances of being drawn, in proportion to risk, summing to `size`; a share `floor` is spread evenly, so that nothing
    is out of reach and no weight grows without bound."""
    r = np.maximum(np.asarray(risk, float), 0.0)
    size = min(size, len(r))
    if not len(r) or not size:
        return np.zeros(len(r))
    even = np.full(len(r), 1 / len(r))
    share = floor * even + (1 - floor) * (r / r.sum() if r.sum() > 0 else even)
    found: NDArray[np.float64] = np.zeros(len(r))
    sure = np.zeros(len(r), bool)
    while True:  # chances above one are certain, and the others share what is left
        rest = size - sure.sum()
        found[~sure] = share[~sure] / share[~sure].sum() * rest if (~sure).any() else 0.0
        found[sure] = 1.0
        over = (found > 1) & ~sure
        if not over.any():
            return found
        sure |= over


def draw(risk: Sequence[float], size: int, floor: float = 0.2, seed: int = SEED) -> list[Chosen]:
    """A systematic sample with unequal chances (Madow 1949) over the units in random order; units in the order given."""
    pi = chances(risk, size, floor)
    rng = np.random.default_rng(seed)
    order = rng.permutation(len(pi))
    marks = np.cumsum(pi[order]) - rng.random()
    taken = (
        order[np.floor(marks) > np.floor(np.concatenate([[marks[0] - pi[order[0]]], marks[:-1]]))] if len(pi) else []
    )
    return [Chosen(int(n), float(pi[n])) for n in sorted(taken)]


def estimated_total(values: Sequence[float], drawn: Sequence[float]) -> float:
    """The total of all units from those drawn with these chances (Horvitz and Thompson 1952)."""
    return float(sum(v / p for v, p in zip(values, drawn, strict=True)))
