"""Intervals and tests by resampling documents: errors of one document are not independent (ICC .1 to .3 in news)."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from tqa.scoring.statistics import SEED

Array = NDArray[np.float64]
CHUNK = 250_000  # numbers drawn at once: what stays in a processor's cache


class Interval(NamedTuple):
    """A value with its interval; `clusters` is the number of documents it rests on."""

    value: float
    low: float
    high: float
    clusters: int


def rate_interval(
    points: Array, words: Array, per: float = 1000.0, level: float = 0.95, resamples: int = 1000, seed: int = SEED
) -> Interval:
    """Points per `per` words with a bootstrap-t interval; `points` and `words` are sums of documents.

    The ratio's error is linearised in every resample (Cochran 1977, 6.5) and the interval turned around its distribution
    (Efron and Tibshirani 1993, 12.5), which a percentile interval of few, skewed documents falls short of. Without any
    point the upper end is the rule of three for one point; one document has no interval but that of a Poisson count.
    """
    total, size = float(words.sum()), len(points)
    if total <= 0:
        return Interval(0.0, 0.0, 0.0, size)
    value = float(points.sum()) / total
    if not points.any():
        return Interval(0.0, 0.0, 3.0 / total * per, size)
    error = _error(_moments(points, words))
    if size < 2 or error == 0:
        half = 1.96 * np.sqrt(float((points**2).sum())) / total
        return Interval(value * per, float(max(0.0, value - half)) * per, float(value + half) * per, size)
    rows = (points, words, points**2, points * words, words**2)
    rng = np.random.default_rng(seed)
    scaled = np.empty(resamples)
    step = max(1, CHUNK // size)
    for start in range(0, resamples, step):
        n = min(step, resamples - start)
        drawn = rng.integers(size, size=(n, size), dtype=np.int32)
        sums = np.stack([column.take(drawn).sum(axis=1) for column in rows], axis=1)
        spread = _error(sums, size)
        ratio = sums[:, 0] / sums[:, 1]
        with np.errstate(divide="ignore", invalid="ignore"):
            scaled[start : start + n] = np.where(spread > 0, (ratio - value) / spread, -np.inf)
    tail = (1 - level) / 2
    finite = np.clip(scaled, -25, 25)
    low, high = np.quantile(finite, [1 - tail, tail])
    lower, upper = float(max(0.0, value - low * error)), float(value - high * error)
    return Interval(value * per, lower * per, upper * per, size)


def _moments(points: Array, words: Array) -> Array:
    return np.array([points.sum(), words.sum(), (points**2).sum(), (points * words).sum(), (words**2).sum()])


def _error(sums: Array, size: int | None = None) -> Array:
    """The linearised standard error of a ratio from its sums: p, w, p², pw, w²."""
    p, w, pp, pw, ww = np.moveaxis(sums, -1, 0)
    ratio = p / w
    squares = np.maximum(pp - 2 * ratio * pw + ratio**2 * ww, 0.0)
    correction = size / (size - 1) if size and size > 1 else 1.0
    result: Array = np.sqrt(squares * correction) / w
    return result


Scorer = Callable[[Array], Array]  # sums of statistics, a row a resample -> a score a row


class Difference(NamedTuple):
    """Two translators on the same units: score of the second minus the first, its interval, the two-sided p-value."""

    value: float
    low: float
    high: float
    p: float
    units: int


def paired_bootstrap(
    one: Array, other: Array, score: Scorer, resamples: int = 1000, level: float = 0.95, seed: int = SEED
) -> Difference:
    """Paired bootstrap (Koehn 2004) of `score(sum of rows)`; rows are units: documents, or segments as sacrebleu has it.

    The p-value is sacrebleu's: resampled differences centred on their mean, counted beyond the real one, plus one.
    """
    rng = np.random.default_rng(seed)
    size = len(one)
    drawn = rng.choice(size, size=(resamples, size), replace=True)
    found = np.empty(resamples)
    step = max(1, CHUNK // max(1, size))
    for start in range(0, resamples, step):
        part = drawn[start : start + step]
        sums = [np.stack([c.take(part).sum(axis=1) for c in side.T], axis=1) for side in (other, one)]
        found[start : start + step] = score(sums[0]) - score(sums[1])
    real = float(score(other.sum(axis=0)[None])[0] - score(one.sum(axis=0)[None])[0])
    sizes = np.abs(found)
    p = (int((sizes - sizes.mean() > abs(real)).sum()) + 1) / (resamples + 1)
    low, high = np.quantile(found, [(1 - level) / 2, (1 + level) / 2])
    return Difference(real, float(low), float(high), p, size)


def approximate_randomisation(
    one: Array, other: Array, score: Scorer, trials: int = 10_000, seed: int = SEED
) -> tuple[float, float]:
    """The difference and its two-sided p-value when each unit changes hands at random (Riezler and Maxwell 2005)."""
    rng = np.random.default_rng(seed)
    kept = rng.integers(2, size=(trials, len(one)), dtype=bool)
    total = one.sum(axis=0) + other.sum(axis=0)
    mine = kept @ one + ~kept @ other
    real = float(score(other.sum(axis=0)[None])[0] - score(one.sum(axis=0)[None])[0])
    found = np.abs(score(mine) - score(total - mine))
    return real, (int((found > abs(real)).sum()) + 1) / (trials + 1)


def rate(sums: Array, per: float = 1000.0) -> Array:
    """Points per `per` words of sums (points, words); a Scorer."""
    result: Array = sums[:, 0] / np.maximum(sums[:, 1], 1e-12) * per
    return result
