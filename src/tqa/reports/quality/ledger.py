"""Findings and segments of a store priced under a scoring profile: sums by any grouping, their intervals and ratings."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from tqa.records import Severity
from tqa.reports.quality.figures import Rate, Row
from tqa.scoring.lexical import from_statistics
from tqa.scoring.mqm import LEAST_WORDS, Profile, Tally
from tqa.scoring.rating import rating
from tqa.scoring.statistics.resampling import rate_interval

if TYPE_CHECKING:
    import pandas as pd

PER = 1000.0
PERIODS = {"day": 10, "month": 7, "year": 4}  # how much of an ISO date names one; weeks are reckoned


class Ledger:
    """Two frames of `tqa.store.frames` with points. Dismissed findings never count; `confirmed` counts accepted ones alone,
    `weighted` each by its confidence (an expected penalty)."""

    def __init__(
        self,
        segments: pd.DataFrame,
        findings: pd.DataFrame,
        profile: Profile,
        period: str = "month",
        weighted: bool = False,
    ) -> None:
        self.profile = profile
        self.weighted = weighted
        # points are unconfirmed unless people ruled on them; the signature says which they are
        self.status = "weighted-by-confidence" if weighted else "unconfirmed"
        self.segments = segments.assign(
            month=_periods(segments["date"], period), row=np.arange(len(segments)), document=_documents(segments)
        )
        # what is resampled: a document of a translator
        self.segments["unit"] = self.segments.groupby(["translator", "document"], sort=False).ngroup()
        rows = findings.merge(self.segments[["run", "position", "row"]], on=["run", "position"])
        prices = {
            (category, severity): profile.penalty(category, Severity(severity))
            for category, severity in rows[["category", "severity"]].drop_duplicates().itertuples(index=False)
        }
        points = np.array([prices[key] for key in zip(rows["category"], rows["severity"], strict=True)], float)
        if weighted:
            points = points * rows["confidence"].to_numpy(float)
        self.all = rows.assign(points=points, dimension=rows["category"].str.replace("/.*", "", regex=True))
        self.findings = self.all[self.all["ruling"] != "dismissed"].reset_index(drop=True)

    def _by_row(self, values: NDArray[np.float64], rows: pd.Series[int]) -> NDArray[np.float64]:
        return _summed(rows.to_numpy(np.int64), values, len(self.segments))

    @cached_property
    def points(self) -> NDArray[np.float64]:
        """Points of each segment."""
        return self._by_row(self.findings["points"].to_numpy(float), self.findings["row"])

    @cached_property
    def confirmed(self) -> NDArray[np.float64]:
        """Points of findings that a reviewer accepted or edited."""
        kept = self.findings[self.findings["ruling"].isin(["accepted", "edited"])]
        return self._by_row(kept["points"].to_numpy(float), kept["row"])

    @cached_property
    def criticals(self) -> NDArray[np.float64]:
        grave = self.findings[self.findings["severity"] == Severity.CRITICAL.value]
        return self._by_row(np.ones(len(grave)), grave["row"])

    @cached_property
    def statistics(self) -> dict[str, tuple[NDArray[np.int64], NDArray[np.float64]]]:
        """By metric with references: the rows that have it, and their sufficient statistics."""
        known = [(n, m) for n, m in enumerate(self.segments["metrics"]) if isinstance(m, dict)]
        found = {}
        for name in sorted({name for _, m in known for name in m}):
            mine = [(n, m[name]) for n, m in known if name in m]
            found[name] = np.array([n for n, _ in mine]), np.array([row for _, row in mine], float)
        return found

    def metrics(self, chosen: NDArray[np.bool_]) -> dict[str, float]:
        """Corpus scores of the segments chosen, by their summed statistics."""
        found = {}
        for name, (rows, statistics) in self.statistics.items():
            mine = chosen[rows]
            if mine.any():
                found[name] = round(from_statistics(list(statistics[mine].sum(axis=0)), name), 2)
        return found

    def rate(self, chosen: NDArray[np.bool_] | None = None, values: NDArray[np.float64] | None = None) -> Rate:
        """Points per 1,000 words with the interval that resampled documents give, or segments where there is one document."""
        segments = self.segments if chosen is None else self.segments[chosen]
        points = self.points if values is None else values
        points = points if chosen is None else points[chosen]
        codes, names = segments["unit"].factorize()
        words = segments["words"].to_numpy(float)
        if len(names) > 1:
            points, words = _summed(codes, points, len(names)), _summed(codes, words, len(names))
        found = rate_interval(points, words, PER)
        short = words.sum() < LEAST_WORDS
        return Rate(None if short else round(found.value, 3), round(found.low, 3), round(found.high, 3))

    def row(self, name: str, chosen: NDArray[np.bool_] | None = None) -> Row:
        """The figures of one group."""
        segments = self.segments if chosen is None else self.segments[chosen]
        mask = np.ones(len(self.segments), bool) if chosen is None else chosen
        mine = self.all[mask[self.all["row"].to_numpy(np.int64)]]
        counted = mine[mine["ruling"] != "dismissed"]
        words, points = int(segments["words"].sum()), float(self.points[mask].sum())
        criticals = int(self.criticals[mask].sum())
        judged = rating(Tally(len(segments), words, points, 0.0, criticals), self.profile)
        dimensions = counted.groupby("dimension")["points"].sum() / max(1, words) * PER
        edits, length = segments["edits"].dropna(), segments["length"].dropna()
        reviewed = mine["ruling"].isin(["accepted", "dismissed", "edited"]).any()
        return Row(
            name=name,
            segments=len(segments),
            documents=int(segments["unit"].nunique()),
            words=words,
            points=round(points, 3),
            findings=len(counted),
            criticals=criticals,
            dismissed=int((mine["ruling"] == "dismissed").sum()),
            rate=self.rate(chosen),
            rating=judged.score,
            verdict=judged.verdict,
            confirmed=self.rate(chosen, self.confirmed) if reviewed else None,
            flagged=float((self.points[mask] > 0).mean()),
            publishable=_mean(segments["publishable"]),
            untouched=float((edits == 0).mean()) if len(edits) else None,
            hter=float(edits.sum() / length.sum()) if len(edits) and length.sum() else None,
            metrics=self.metrics(mask),
            dimensions={str(k): round(float(v), 3) for k, v in dimensions.items()},
        )


def _summed(codes: NDArray[Any], values: NDArray[Any], size: int) -> NDArray[np.float64]:
    found: NDArray[np.float64] = np.bincount(codes, values, size).astype(np.float64)
    return found


def _mean(values: pd.Series[Any]) -> float | None:
    known = values.dropna()
    return float(known.mean()) if len(known) else None


def _periods(dates: pd.Series[str], period: str) -> Sequence[str]:
    if period == "week":
        import pandas as pd

        told = pd.to_datetime(dates.str[:10], errors="coerce", format="%Y-%m-%d").dt.isocalendar()
        return [
            f"{y}-W{w:02d}" if w == w and w is not None and not pd.isna(w) else ""
            for y, w in zip(told["year"], told["week"], strict=True)
        ]
    return list(dates.str[: PERIODS[period]])


def _documents(segments: pd.DataFrame) -> pd.Series[str]:
    """The document of each segment; a segment without one is a document of its own."""
    own = segments["run"].astype(str) + ":" + segments["position"].astype(str)
    return segments["document"].where(segments["document"] != "", own)
