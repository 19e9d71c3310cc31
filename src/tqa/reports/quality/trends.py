"""Periods beside one another: control charts, and rules that became rarer or more frequent."""

from __future__ import annotations

import math

import numpy as np

from tqa.reports.quality.figures import Change, Period
from tqa.reports.quality.ledger import PER, Ledger
from tqa.scoring.mqm import LEAST_WORDS
from tqa.scoring.statistics.charts import cusum, ewma, laney
from tqa.scoring.statistics.comparison import holm

LEAST_FINDINGS = 8


def chart(ledger: Ledger, chosen: np.ndarray) -> tuple[Period, ...]:
    """The control chart of points per 1,000 words by period; periods with too few words are left out."""
    names = np.asarray(ledger.segments["month"])[chosen]
    words, points = ledger.segments["words"].to_numpy(float)[chosen], ledger.points[chosen]
    known = sorted(set(names) - {""})
    sums = [(n, words[names == n].sum(), points[names == n].sum()) for n in known]
    kept = [row for row in sums if row[1] >= LEAST_WORDS]
    limits = laney([p for _, _, p in kept], [w / PER for _, w, _ in kept])
    z = [point.z for point in limits]
    periods = []
    for (name, size, _), point, (level, _, loud), (up, down, far) in zip(
        kept, limits, ewma(z), cusum(z), strict=bool(limits)
    ):
        periods.append(
            Period(
                name=name,
                words=int(size),
                value=round(point.value, 3),
                centre=round(point.centre, 3),
                low=round(point.low, 3),
                high=round(point.high, 3),
                ewma=round(level, 3),
                cusum=round(up if up >= down else -down, 3),
                alarms=(*point.alarms, *(["EWMA beyond its limit"] * loud), *(["CUSUM beyond its limit"] * far)),
            )
        )
    return tuple(periods)


def changes(ledger: Ledger, chosen: np.ndarray, limit: int = 6) -> tuple[Change, ...]:
    """Rules whose rate in the last period differs from that before (exact binomial test of two Poisson counts, Holm)."""
    months = np.asarray(ledger.segments["month"])
    known = sorted(set(months[chosen]) - {""})
    if len(known) < 2:
        return ()
    words = ledger.segments["words"].to_numpy(float)
    now, before = chosen & (months == known[-1]), chosen & (months != known[-1]) & (months != "")
    exposure = words[now].sum(), words[before].sum()
    if min(exposure) < LEAST_WORDS:
        return ()
    rows = ledger.findings["row"].to_numpy(np.int64)
    late = ledger.findings["rule"][now[rows]].value_counts()
    early = ledger.findings["rule"][before[rows]].value_counts()
    share = exposure[0] / sum(exposure)
    tested = []
    for rule in sorted({*late.index, *early.index}):
        a, b = int(late.get(rule, 0)), int(early.get(rule, 0))
        if a + b >= LEAST_FINDINGS:
            tested.append((rule, b / exposure[1] * PER, a / exposure[0] * PER, _binomial(a, a + b, share)))
    adjusted = holm([t[3] for t in tested])
    found = [
        Change(rule, round(old, 3), round(new, 3), round(p, 5))
        for (rule, old, new, _), p in zip(tested, adjusted, strict=True)
        if p <= 0.05
    ]
    return tuple(sorted(found, key=lambda c: (c.p, c.rule))[:limit])


def _binomial(hits: int, trials: int, share: float) -> float:
    """Two-sided exact p-value: the chance of outcomes no likelier than this one."""

    def log_chance(k: int) -> float:
        ways = math.lgamma(trials + 1) - math.lgamma(k + 1) - math.lgamma(trials - k + 1)
        return ways + k * math.log(share) + (trials - k) * math.log1p(-share)

    bound = log_chance(hits) + 1e-9
    return min(1.0, sum(math.exp(x) for k in range(trials + 1) if (x := log_chance(k)) <= bound))
