"""Control charts of errors per 1,000 words over time: Laney u′, EWMA, CUSUM, and what counts as an alarm."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np


class Point(NamedTuple):
    """One period: its rate and limits a unit of exposure; `alarms` name the rules it breaks."""

    value: float
    centre: float
    low: float
    high: float
    z: float
    alarms: tuple[str, ...]


LEAST_PERIODS = 5  # with fewer there is no spread to speak of, and no chart


def laney(counts: Sequence[float], exposure: Sequence[float]) -> list[Point]:
    """The u′ chart (Laney 2002): u limits widened by how much more than Poisson the periods vary.

    `counts` are errors (or penalty points) of periods, `exposure` their words in units, such as thousands. Alarms: beyond
    three sigmas; eight in a row on one side; two of three beyond two sigmas; four of five beyond one (Western Electric).
    Empty below `LEAST_PERIODS` periods.
    """
    c, n = np.asarray(counts, float), np.asarray(exposure, float)
    if len(c) < LEAST_PERIODS or (n <= 0).any():
        return []
    centre = c.sum() / n.sum()
    sigma = np.sqrt(centre / n) if centre > 0 else np.full(len(n), np.inf)
    z = (c / n - centre) / sigma
    extra = float(np.abs(np.diff(z)).mean() / 1.128) if centre > 0 else 1.0
    wide = sigma * extra
    scaled = z / extra if extra > 0 else np.zeros_like(z)
    return [
        Point(
            float(c[i] / n[i]),
            float(centre),
            float(max(0.0, centre - 3 * wide[i])),
            float(centre + 3 * wide[i]),
            float(scaled[i]),
            _broken(scaled[: i + 1]),
        )
        for i in range(len(c))
    ]


def _broken(z: np.ndarray) -> tuple[str, ...]:
    """The rules that the last of some standardised values breaks."""
    found = []
    if abs(z[-1]) > 3:
        found.append("beyond three sigmas")
    for side in (1, -1):
        mine = z * side
        if len(z) >= 3 and (mine[-3:] > 2).sum() >= 2 and mine[-1] > 2:
            found.append("two of three beyond two sigmas")
        if len(z) >= 5 and (mine[-5:] > 1).sum() >= 4 and mine[-1] > 1:
            found.append("four of five beyond one sigma")
        if len(z) >= 8 and (mine[-8:] > 0).all():
            found.append("eight in a row on one side")
    return tuple(found)


def ewma(z: Sequence[float], share: float = 0.2, limit: float = 2.86) -> list[tuple[float, float, bool]]:
    """An exponentially weighted mean of standardised values, its limit and whether it is beyond (Lucas and Saccucci 1990).

    With a share of 0.2 and a limit of 2.86 a process in control sounds once in about 370 periods.
    """
    level, rows = 0.0, []
    for n, value in enumerate(z, 1):
        level = share * value + (1 - share) * level
        bound = limit * float(np.sqrt(share / (2 - share) * (1 - (1 - share) ** (2 * n))))
        rows.append((level, bound, abs(level) > bound))
    return rows


def cusum(z: Sequence[float], slack: float = 0.5, limit: float = 4.77) -> list[tuple[float, float, bool]]:
    """Upper and lower cumulative sums of standardised values and whether one is beyond the limit (Page 1954; Montgomery).

    With slack 0.5 and limit 4.77 a process in control sounds once in about 370 periods, one a sigma off in about ten.
    """
    up = down = 0.0
    rows = []
    for value in z:
        up, down = max(0.0, up + value - slack), max(0.0, down - value - slack)
        rows.append((up, down, max(up, down) > limit))
    return rows
