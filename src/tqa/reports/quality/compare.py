"""Groups compared: on the same sources where they share them, by their documents where they do not; all pairs with one budget."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations

import numpy as np

from tqa.reports.quality.figures import Comparison, Row
from tqa.reports.quality.ledger import PER, Ledger
from tqa.scoring.statistics import SEED
from tqa.scoring.statistics.comparison import holm
from tqa.scoring.statistics.resampling import approximate_randomisation, paired_bootstrap, rate

LEAST_SHARED = 10  # documents of both
LEAST_DOCUMENTS = 8  # of each, where they share none
RESAMPLES = 2000


def comparisons(ledger: Ledger, keys: np.ndarray, rows: list[Row]) -> list[Comparison]:
    """All pairs of groups with a number, in order of their names; `keys` is the group of each segment."""
    names = [r.name for r in rows if r.rate.value is not None]
    found = [_pair(ledger, keys, one, other) for one, other in combinations(names, 2)]
    return [replace(c, adjusted_p=round(p, 5)) for c, p in zip(found, holm([c.p for c in found]), strict=True)]


def _sums(ledger: Ledger, mask: np.ndarray, codes: np.ndarray, size: int) -> np.ndarray:
    points = np.bincount(codes[mask], ledger.points[mask], size)
    words = np.bincount(codes[mask], ledger.segments["words"].to_numpy(float)[mask], size)
    return np.stack([points, words], axis=1)


def _pair(ledger: Ledger, keys: np.ndarray, one: str, other: str) -> Comparison:
    """Two groups, their p-value still alone."""
    mine, theirs = keys == one, keys == other
    shared_names = ledger.segments["document"].to_numpy()
    both = set(shared_names[mine]) & set(shared_names[theirs])
    if len(both) >= LEAST_SHARED:
        order = {name: n for n, name in enumerate(sorted(both))}
        codes = np.array([order.get(name, -1) for name in shared_names])
        a = _sums(ledger, mine & (codes >= 0), codes, len(order))
        b = _sums(ledger, theirs & (codes >= 0), codes, len(order))
        drawn = paired_bootstrap(a, b, rate, RESAMPLES)
        _, p = approximate_randomisation(a, b, rate, RESAMPLES)
        value, low, high = drawn.value, drawn.low, drawn.high
        return Comparison(one, other, round(value, 3), round(low, 3), round(high, 3), p, p, True, len(order))
    sides = [ledger.documents(mask) for mask in (mine, theirs)]
    units = min(len(s[0]) for s in sides)
    rng = np.random.default_rng(SEED)
    samples = []
    for points, words in sides:
        drawn_rows = rng.integers(len(points), size=(RESAMPLES, len(points)))
        samples.append(points[drawn_rows].sum(1) / np.maximum(words[drawn_rows].sum(1), 1e-12) * PER)
    value = sides[1][0].sum() / sides[1][1].sum() * PER - sides[0][0].sum() / sides[0][1].sum() * PER
    differences = samples[1] - samples[0]
    low, high = map(float, np.quantile(differences, [0.025, 0.975]))
    tail = min((differences <= 0).sum(), (differences >= 0).sum())
    p = min(1.0, 2 * (int(tail) + 1) / (RESAMPLES + 1)) if units >= LEAST_DOCUMENTS else 1.0
    return Comparison(one, other, round(float(value), 3), round(low, 3), round(high, 3), p, p, False, units)

