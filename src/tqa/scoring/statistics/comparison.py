"""Several translators compared: all pairs with one error budget, and what a difference of a metric means to people."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

# Differences at which people agree with a metric on the better of two systems in 60, 70, 80 and 90 of 100 cases (Kocmi et al.
# 2024, Navigating the Metrics Maze; MT-Thresholds). Where 90 is never reached there are three.
_AGREEMENT: Mapping[str, tuple[float, ...]] = {
    "bleu": (0.78, 1.39, 2.34),
    "chrf": (0.54, 1.00, 1.63, 3.05),
    "spbleu": (0.82, 1.49, 2.46, 5.57),
    "comet22": (0.18, 0.35, 0.56, 0.94),
    "cometkiwi22": (0.16, 0.33, 0.53, 0.85),
    "cometkiwi23-xl": (0.27, 0.52, 0.84, 1.40),
    "xcomet-xl": (0.34, 0.67, 1.08, 1.80),
    "bleurt20": (0.33, 0.66, 1.07, 1.73),
    "metricx23-qe-large": (0.029, 0.059, 0.096, 0.156),
}


def holm(p_values: Sequence[float]) -> list[float]:
    """p-values adjusted for all tests at once (Holm 1979): a step-down Bonferroni correction."""
    order = sorted(range(len(p_values)), key=lambda n: p_values[n])
    adjusted, worst = [0.0] * len(p_values), 0.0
    for rank, n in enumerate(order):
        worst = max(worst, min(1.0, (len(p_values) - rank) * p_values[n]))
        adjusted[n] = worst
    return adjusted


class _Curve(NamedTuple):
    most: float  # percent
    slope: float


@lru_cache(maxsize=16)
def _curve(metric: str) -> _Curve:
    """The logistic curve through the published points, by a search over its upper end."""
    points = list(zip(_AGREEMENT[metric], (60.0, 70.0, 80.0, 90.0), strict=False))
    best = (math.inf, _Curve(100.0, 1.0))
    for step in range(int(points[-1][1] * 10) + 1, 1021):
        most = min(step / 10, 102.0)
        slopes = [-math.log(most / share - 1) / delta for delta, share in points]
        slope = sum(slopes) / len(slopes)
        wrong = sum((most / (1 + math.exp(-slope * delta)) - share) ** 2 for delta, share in points)
        best = min(best, (wrong, _Curve(most, slope)))
    return best[1]


def agreement(metric: str, difference: float) -> float | None:
    """The chance that people prefer the system that a metric prefers by `difference` points; None for an unknown metric.

    The curve is the published one, share = a / (1 + exp(-b·difference)); it does not reach beyond the pairs it was fitted to.
    """
    if metric not in _AGREEMENT:
        return None
    most, slope = _curve(metric)
    return min(most, max(50.0, most / (1 + math.exp(-slope * abs(difference))))) / 100
