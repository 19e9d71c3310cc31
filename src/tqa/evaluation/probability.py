"""Whether a probability means what it says, and what may be published at what precision."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np


class Bin(NamedTuple):
    """Cases of like probability: what was said of them on average, what came true, how many."""

    said: float
    true: float
    cases: int


def reliability(chances: Sequence[float], outcomes: Sequence[bool], bins: int = 15) -> list[Bin]:
    """Bins of equal size (equal mass), from the least probable to the most."""
    p, y = np.asarray(chances, float), np.asarray(outcomes, float)
    order = np.argsort(p, kind="stable")
    return [
        Bin(float(p[part].mean()), float(y[part].mean()), len(part))
        for part in np.array_split(order, min(bins, max(1, len(p))))
        if len(part)
    ]


def calibration_error(chances: Sequence[float], outcomes: Sequence[bool], bins: int = 15) -> float:
    """The expected calibration error over bins of equal mass."""
    rows = reliability(chances, outcomes, bins)
    total = sum(b.cases for b in rows)
    return sum(b.cases * abs(b.true - b.said) for b in rows) / total if total else 0.0


def brier(chances: Sequence[float], outcomes: Sequence[bool]) -> float:
    """The mean squared error of probabilities."""
    p, y = np.asarray(chances, float), np.asarray(outcomes, float)
    return float(((p - y) ** 2).mean()) if len(p) else 0.0


class Coverage(NamedTuple):
    """The precision among the most probable `share` of cases, with a 95 % interval of Wilson's (1927)."""

    share: float
    precision: float
    low: float
    high: float
    cases: int


def at_coverage(chances: Sequence[float], outcomes: Sequence[bool], share: float) -> Coverage:
    """Cases that tie at the border count in proportion, so the order of the data does not matter."""
    p, y = np.asarray(chances, float), np.asarray(outcomes, float)
    n = max(1, round(share * len(p)))
    if not len(p):
        return Coverage(share, 0.0, 0.0, 1.0, 0)
    border = np.sort(p)[::-1][n - 1]
    above, at = p > border, p == border
    right = float(y[above].sum() + y[at].mean() * (n - above.sum()))
    low, high = wilson(right, n)
    return Coverage(share, right / n, low, high, n)


def wilson(right: float, cases: int, z: float = 1.96) -> tuple[float, float]:
    """Wilson's interval of a share."""
    if not cases:
        return 0.0, 1.0
    share = right / cases
    middle = (share + z * z / (2 * cases)) / (1 + z * z / cases)
    half = z / (1 + z * z / cases) * np.sqrt(share * (1 - share) / cases + z * z / (4 * cases * cases))
    return float(max(0.0, middle - half)), float(min(1.0, middle + half))
