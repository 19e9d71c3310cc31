"""Groups compared: on the same sources where they share them, by their documents where they do not; all pairs with one budget."""

from __future__ import annotations

import math
from dataclasses import replace
from itertools import combinations
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from tqa.reports.quality.figures import Comparison, MetricDifference, Row
from tqa.reports.quality.ledger import PER, Ledger
from tqa.scoring.lexical import score_rows
from tqa.scoring.statistics import SEED
from tqa.scoring.statistics.comparison import agreement, holm
from tqa.scoring.statistics.resampling import approximate_randomisation, paired_bootstrap, rate

LEAST_SHARED = 10  # documents of both
LEAST_DOCUMENTS = 8  # of each, where they share none
RESAMPLES = 1000


class _Sums(NamedTuple):
    """The documents of a group, by number in order, and their points and words."""

    documents: NDArray[np.int64]
    sums: NDArray[np.float64]


def comparisons(ledger: Ledger, keys: np.ndarray, rows: list[Row]) -> list[Comparison]:
    """All pairs of groups with a number, in order of their names; `keys` is the group of each segment."""
    names = [r.name for r in rows if r.rate.value is not None]
    codes = ledger.segments["document"].factorize()[0]
    groups = {name: _sums(ledger, keys == name, codes) for name in names}
    found = [
        replace(_pair(one, other, groups[one], groups[other]), metrics=_metrics(ledger, keys, one, other))
        for one, other in combinations(names, 2)
    ]
    return [replace(c, adjusted_p=_shown(p)) for c, p in zip(found, holm([c.p for c in found]), strict=True)]


def _shown(p: float) -> float:
    return float(f"{p:.3g}")


def _sums(ledger: Ledger, mask: np.ndarray, codes: np.ndarray) -> _Sums:
    documents, at = np.unique(codes[mask], return_inverse=True)
    words = ledger.segments["words"].to_numpy(float)[mask]
    sums = [np.bincount(at, values, len(documents)) for values in (ledger.points[mask], words)]
    return _Sums(documents, np.stack(sums, axis=1))


def _pair(one: str, other: str, mine: _Sums, theirs: _Sums) -> Comparison:
    """Two groups, their p-value still alone."""
    both, at_mine, at_theirs = np.intersect1d(mine.documents, theirs.documents, return_indices=True)
    if len(both) >= LEAST_SHARED:
        a, b = mine.sums[at_mine], theirs.sums[at_theirs]
        drawn = paired_bootstrap(a, b, rate, RESAMPLES)
        _, p = approximate_randomisation(a, b, rate, RESAMPLES)
        if p < 5 / RESAMPLES:
            p = min(p, _tail(a, b))
        return _made(one, other, drawn.value, drawn.low, drawn.high, p, True, len(both))
    rng = np.random.default_rng(SEED)
    samples = []
    for side in (mine, theirs):
        picked = rng.integers(len(side.sums), size=(RESAMPLES, len(side.sums)))
        samples.append(
            side.sums[:, 0].take(picked).sum(1) / np.maximum(side.sums[:, 1].take(picked).sum(1), 1e-12) * PER
        )
    value = float(rate(theirs.sums.sum(0)[None])[0] - rate(mine.sums.sum(0)[None])[0])
    apart = samples[1] - samples[0]
    low, high = map(float, np.quantile(apart, [0.025, 0.975]))
    tail = min((apart <= 0).sum(), (apart >= 0).sum())
    p = min(1.0, 2 * (int(tail) + 1) / (RESAMPLES + 1))
    if p < 5 / RESAMPLES and apart.std() > 0:
        p = min(p, math.erfc(abs(value) / float(apart.std()) / math.sqrt(2)))
    units = min(len(mine.sums), len(theirs.sums))
    return _made(one, other, value, low, high, p if units >= LEAST_DOCUMENTS else 1.0, False, units)


def _metrics(ledger: Ledger, keys: np.ndarray, one: str, other: str) -> tuple[MetricDifference, ...]:
    """Metrics with references, on the sources that both translated (approximate randomisation over segments)."""
    found = []
    sources = ledger.segments["source"].to_numpy()
    for name, (rows, statistics) in ledger.statistics.items():
        sides = [{sources[n]: statistics[k] for k, n in enumerate(rows) if keys[n] == group} for group in (one, other)]
        both = sorted(sides[0].keys() & sides[1].keys())
        if len(both) >= LEAST_SHARED:
            a, b = (np.array([side[source] for source in both]) for side in sides)
            difference, p = approximate_randomisation(a, b, score_rows(name), RESAMPLES)
            found.append(MetricDifference(name, round(difference, 3), _shown(p), agreement(name, difference)))
    return tuple(found)


def _tail(a: np.ndarray, b: np.ndarray) -> float:
    """The p-value beyond what the trials reach, which all pairs together need: the swaps' own variance and a normal curve."""
    words = (a[:, 1].sum() + b[:, 1].sum()) / 2
    common = (a[:, 0].sum() + b[:, 0].sum()) / (2 * words)
    apart = (b[:, 0] - common * b[:, 1]) - (a[:, 0] - common * a[:, 1])
    spread = math.sqrt(float((apart**2).sum()))
    return math.erfc(abs(float(apart.sum())) / spread / math.sqrt(2)) if spread else 1.0


def _made(
    one: str, other: str, value: float, low: float, high: float, p: float, paired: bool, units: int
) -> Comparison:
    return Comparison(one, other, round(value, 3), round(low, 3), round(high, 3), _shown(p), p, paired, units)
