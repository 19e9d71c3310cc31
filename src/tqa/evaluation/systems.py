"""Whether a metric orders systems as people do: soft pairwise accuracy (Thompson et al. 2024) and Kendall over systems."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from tqa.evaluation.correlation import kendall

Array = NDArray[np.float64]
TRIALS = 1000


class Agreement(NamedTuple):
    """`soft` is soft pairwise accuracy, `hard` the share of pairs in the same order, `tau` Kendall's over system means."""

    soft: float
    hard: float
    tau: float
    systems: int


def better(scores: Array, trials: int = TRIALS, seed: int = 12345) -> Array:
    """p[i, j]: the one-sided p-value of "system i is better than j" by paired permutation over segments.

    `scores` are systems by segments, higher is better; one mask of signs a trial serves all pairs. A pair is compared on the
    segments that both have a score for (NaN is none).
    """
    rng = np.random.default_rng(seed)
    signs = rng.integers(2, size=(trials, scores.shape[1])).astype(float) * 2 - 1
    found = np.full((len(scores), len(scores)), 0.5)
    for i in range(len(scores)):
        for j in range(i + 1, len(scores)):
            apart = np.nan_to_num(scores[i] - scores[j])
            found[i, j] = float((signs @ apart >= apart.sum()).mean())
            found[j, i] = 1 - found[i, j]
    return found


def agreement(ours: Array, theirs: Array, trials: int = TRIALS, seed: int = 12345) -> Agreement:
    """A metric's systems-by-segments scores against people's of the same systems; the segments need not be the same.

    SPA = 1 - mean over pairs of |p_people - p_metric|; NaN stands for a score that is missing.
    """
    pairs = np.triu_indices(len(ours), 1)
    one, other = (better(m, trials, seed) for m in (ours, theirs))
    soft = 1 - float(np.abs(one[pairs] - other[pairs]).mean())
    means = [np.nanmean(m, axis=1) for m in (ours, theirs)]
    same = np.sign(means[0][pairs[0]] - means[0][pairs[1]]) == np.sign(means[1][pairs[0]] - means[1][pairs[1]])
    return Agreement(soft, float(same.mean()), kendall(list(means[0]), list(means[1])), len(ours))
