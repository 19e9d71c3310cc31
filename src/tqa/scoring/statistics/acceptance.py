"""Whether a batch may pass: Wald's sequential test on errors per 1,000 words, and what no error at all says."""

from __future__ import annotations

import math
from typing import NamedTuple


class Ruling(NamedTuple):
    """`ruling` is accept, reject or go on; `evidence` the log likelihood ratio, between `low` (accept) and `high` (reject)."""

    ruling: str
    evidence: float
    low: float
    high: float


def sequential(
    errors: float, words: int, good: float, bad: float, producer: float = 0.05, consumer: float = 0.05
) -> Ruling:
    """Wald's sequential probability ratio test (1945) of a Poisson rate: `good` against `bad` errors per 1,000 words.

    `producer` is the chance to reject a good batch, `consumer` the chance to accept a bad one. ValueError unless
    0 < good < bad.
    """
    if not 0 < good < bad:
        raise ValueError("the acceptable rate must be above 0 and below the unacceptable one")
    evidence = errors * math.log(bad / good) - (bad - good) * words / 1000
    low, high = math.log(consumer / (1 - producer)), math.log((1 - consumer) / producer)
    return Ruling("accept" if evidence <= low else "reject" if evidence >= high else "go on", evidence, low, high)


def rule_of_three(units: float, level: float = 0.95) -> float:
    """The largest rate a unit that is still likely when nothing was found in `units` (about 3 / units)."""
    return -math.log(1 - level) / units if units > 0 else math.inf
