"""Rates of translators drawn to the common mean by how little is known of each (empirical Bayes)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np


class Shrunk(NamedTuple):
    """`weight` is how much of the translator's own rate is left: 1 for a large sample, 0 for none."""

    value: float
    low: float
    high: float
    weight: float


def shrink(values: Sequence[float], errors: Sequence[float]) -> list[Shrunk]:
    """Each rate between itself and the mean; `errors` are standard errors, infinite where nothing is known.

    Normal-normal model, the variance between translators by Paule and Mandel (1982).
    """
    x, v = np.asarray(values, float), np.asarray(errors, float) ** 2
    known = np.isfinite(v) & (v > 0)
    if not known.any():
        return [Shrunk(float(a), float(a), float(a), 1.0) for a in x]
    between = _between(x[known], v[known])
    w = 1 / (v[known] + between)
    mean = float((w * x[known]).sum() / w.sum())
    mean_variance = float(1 / w.sum())
    result = []
    for a, variance in zip(x, v, strict=True):
        share = 0.0 if not np.isfinite(variance) else 1.0 if variance == 0 else between / (between + variance)
        value = share * a + (1 - share) * mean if share else mean
        error = np.sqrt(share * (variance if share else 0.0) + (1 - share) ** 2 * mean_variance)
        if not share:
            error = np.sqrt(between + mean_variance)
        result.append(Shrunk(float(value), float(value - 1.96 * error), float(value + 1.96 * error), float(share)))
    return result


def _between(x: np.ndarray, v: np.ndarray) -> float:
    """The variance between groups at which the weighted squares are what chance gives."""

    def excess(t: float) -> float:
        w = 1 / (v + t)
        mean = (w * x).sum() / w.sum()
        return float((w * (x - mean) ** 2).sum() - (len(x) - 1))

    if len(x) < 2 or excess(0.0) <= 0:
        return 0.0
    low, high = 0.0, float(x.var() + v.max()) + 1e-12
    while excess(high) > 0:
        high *= 2
    for _ in range(200):
        middle = (low + high) / 2
        low, high = (middle, high) if excess(middle) > 0 else (low, middle)
    return (low + high) / 2
