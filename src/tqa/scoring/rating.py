"""Quality ratings of a sample under a scoring profile: raw, linear calibrated and non-linear, with pass and fail.

Formulas as published by the MQM community (themqm.org, Multi-Range Theory: arXiv 2405.16969 and 2511.13467).
"""

from __future__ import annotations

import math
from typing import NamedTuple

from tqa.scoring.mqm import LEAST_WORDS, REFERENCE_WORDS, Profile, Tally


class Rating(NamedTuple):
    """A sample's rating: `score` on the profile's scale up to 100, None where the sample is too small for a number.

    `normed` are penalty points per 1,000 words; `verdict` is pass, fail, fail (critical) or insufficient sample.
    """

    model: str
    score: float | None
    normed: float | None
    verdict: str
    words: int
    signature: str


def tolerance(one: tuple[float, float], other: tuple[float, float]) -> tuple[float, float]:
    """a and b of E(x) = a·ln(1 + b·x), the penalty points that a text of x words may have, through two (words, points).

    ValueError where no such curve exists: the longer text must be allowed more points, but less than in proportion.
    """
    (x1, e1), (x2, e2) = sorted((one, other))
    if not (0 < x1 < x2 and e1 > 0 and 1 > e1 / e2 > x1 / x2):
        raise ValueError(f"no tolerance curve goes through {one} and {other}")
    low, high = 1e-12, 1.0
    while math.log1p(high * x1) / math.log1p(high * x2) < e1 / e2:
        high *= 2
    for _ in range(200):
        middle = (low + high) / 2
        low, high = (middle, high) if math.log1p(middle * x1) / math.log1p(middle * x2) < e1 / e2 else (low, middle)
    b = (low + high) / 2
    return e1 / math.log1p(b * x1), b


def rating(total: Tally, by: Profile, model: str = "") -> Rating:
    """The rating of a sample by the profile's model, or by `model`: raw, linear or non-linear.

    raw: 100·(1 - points/words). linear: 100 - normed·(100 - passing)/acceptable. non-linear: 100 - (100 - passing)·points/E(words).
    """
    model = model or by.model
    signature = f"{by.signature}|model:{model}|passing:{by.passing:g}"
    if total.words < LEAST_WORDS:
        return Rating(model, None, None, "insufficient sample", total.words, signature)
    normed = total.points / total.words * REFERENCE_WORDS
    if model == "raw":
        score = 100 * (1 - total.points / total.words)
    elif model == "linear":
        signature += f"|acceptable:{by.acceptable:g}"
        score = 100 - normed * (100 - by.passing) / by.acceptable
    elif model == "non-linear":
        a, b = tolerance(*by.tolerances)
        signature += "|tolerances:" + ",".join(f"{x:g}={e:g}" for x, e in by.tolerances)
        score = 100 - (100 - by.passing) * total.points / (a * math.log1p(b * total.words))
    else:
        raise ValueError(f"unknown scoring model '{model}'; raw, linear or non-linear")
    failed = by.critical_fails and total.criticals > 0
    verdict = "fail (critical)" if failed else "pass" if score >= by.passing else "fail"
    return Rating(model, round(score, 3), round(normed, 3), verdict, total.words, signature)
