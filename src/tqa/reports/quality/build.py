"""A quality report made of a ledger: groups, comparisons, charts, faults, terms, examples, what to read next."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from tqa.records import PlanError
from tqa.reports.quality.compare import comparisons
from tqa.reports.quality.figures import Alert, Fault, Period, Place, Profiled, Rate, Report, Row, Term
from tqa.reports.quality.ledger import PER, Ledger
from tqa.reports.quality.trends import changes, chart
from tqa.scoring.statistics.difficulty import adjusted
from tqa.scoring.statistics.shrinkage import shrink

if TYPE_CHECKING:
    import pandas as pd

GROUPS = ("translator", "run", "feed", "pair")
SHOWN = 12  # rules and terms of a table
COSTLY = 5  # rules of a group with examples
EXAMPLES = 3
READING = 20
WORST = 15


def build(ledger: Ledger, grouped: str = "translator", period: str = "month") -> Report:
    """All figures. PlanError where there is nothing to report on."""
    if ledger.segments.empty:
        raise PlanError("there is nothing to report: no stored segment fits what was asked for")
    keys = ledger.segments[grouped].astype(str).replace("", "(unnamed)").to_numpy()
    names = sorted(set(keys))
    rows = [ledger.row(name, keys == name) for name in names]
    rows = _adjusted(ledger, keys, _drawn(rows))
    everyone = np.ones(len(keys), bool)
    total = ledger.row("all")
    months = sorted(set(ledger.segments["date"].str[:10]) - {""})
    pages = tuple(_page(ledger, name, keys == name) for name in names)
    whole = chart(ledger, everyone)
    return Report(
        grouped=grouped,
        since=months[0] if months else "",
        until=months[-1] if months else "",
        period=period,
        signature=ledger.profile.as_signed(ledger.status),
        model=ledger.profile.model,
        status=ledger.status,
        total=total,
        groups=tuple(rows),
        comparisons=tuple(comparisons(ledger, keys, rows)),
        chart=whole,
        faults=_faults(ledger, everyone, SHOWN),
        terms=_terms(ledger),
        documents=_worst(ledger),
        pages=pages,
        reading=_reading(ledger),
        alerts=tuple(_alerts(whole, pages, rows)),
        counts=_counts(ledger, keys),
    )


def _drawn(rows: list[Row]) -> list[Row]:
    """Rates drawn to the common mean; a group too small for a number is drawn all the way."""
    values = [r.points / max(1, r.words) * PER for r in rows]
    errors = [(r.rate.high - r.rate.low) / 3.92 if r.words else np.inf for r in rows]
    return [
        replace(r, drawn=Rate(round(s.value, 3), round(max(0.0, s.low), 3), round(s.high, 3)))
        for r, s in zip(rows, shrink(values, errors), strict=True)
    ]


def _adjusted(ledger: Ledger, keys: np.ndarray, rows: list[Row]) -> list[Row]:
    """Rates at equal difficulty, where statsmodels is installed and the sample allows it."""
    segments = ledger.segments
    table = segments.assign(translator=keys, points=ledger.points)
    documents = table.groupby(["translator", "document", "feed"], as_index=False).agg(
        points=("points", "sum"), words=("words", "sum"), difficulty=("difficulty", _middle)
    )
    try:
        found = adjusted(documents)
    except PlanError:
        return rows
    return [replace(r, adjusted=Rate(*(round(x, 3) for x in found[r.name]))) if r.name in found else r for r in rows]


def _middle(values: pd.Series[float]) -> float:
    known = values.dropna()
    return float(known.mean()) if len(known) else float("nan")


def _faults(ledger: Ledger, chosen: np.ndarray, limit: int) -> tuple[Fault, ...]:
    """Rules by cost."""
    mine = ledger.all[chosen[ledger.all["row"].to_numpy(np.int64)]]
    counted = mine[mine["ruling"] != "dismissed"]
    words, cost = float(ledger.segments["words"].to_numpy(float)[chosen].sum()), float(counted["points"].sum())
    table = counted.groupby(["rule", "category"], as_index=False).agg(
        findings=("points", "size"), points=("points", "sum")
    )
    table = table.sort_values(["points", "findings", "rule"], ascending=[False, False, True]).head(limit)
    ruled = mine[mine["ruling"].isin(["accepted", "edited", "dismissed"])]
    seen = ruled.groupby("rule")["ruling"].agg(["size", lambda r: float((r != "dismissed").mean())])
    reviewed = {str(rule): (int(size), float(right)) for rule, size, right in seen.itertuples()}
    return tuple(
        Fault(
            rule=rule,
            category=category,
            findings=int(found),
            points=round(float(points), 3),
            share=round(float(points) / cost, 4) if cost else 0.0,
            rate=round(float(found) / words * PER, 3) if words else 0.0,
            reviewed=reviewed.get(rule, (0, 0.0))[0],
            right=round(reviewed[rule][1], 3) if rule in reviewed else None,
        )
        for rule, category, found, points in table.itertuples(index=False, name=None)
    )


def _terms(ledger: Ledger) -> tuple[Term, ...]:
    """Glossary entries by what their misuse costs."""
    terms = ledger.findings[ledger.findings["message"] != ""]
    table = terms.groupby("message", as_index=False).agg(findings=("points", "size"), points=("points", "sum"))
    table = table.sort_values(["points", "findings", "message"], ascending=[False, False, True]).head(SHOWN)
    rows = zip(table["message"], table["findings"], table["points"], strict=True)
    return tuple(Term(str(m), int(n), round(float(p), 3)) for m, n, p in rows)


def _worst(ledger: Ledger) -> tuple[Row, ...]:
    """Documents by points a 1,000 words, drawn to the mean, so that a short one with one fault does not lead."""
    codes = ledger.segments["unit"].to_numpy()
    names = ledger.segments.drop_duplicates("unit")[["document", "translator"]].to_numpy()
    points = np.bincount(codes, ledger.points, len(names))
    words = np.bincount(codes, ledger.segments["words"].to_numpy(float), len(names))
    mean = points.sum() / max(1.0, words.sum())
    drawn = (points + mean * 250) / (words + 250)
    order = [n for n in np.argsort(-drawn, kind="stable")[:WORST] if points[n] > 0]
    return tuple(ledger.row(" · ".join(part for part in names[n] if part), codes == n) for n in order)


def _page(ledger: Ledger, name: str, chosen: np.ndarray) -> Profiled:
    faults = _faults(ledger, chosen, SHOWN)
    mine = ledger.findings[chosen[ledger.findings["row"].to_numpy(np.int64)]]
    examples = {}
    for fault in faults[:COSTLY]:
        of_rule = mine[mine["rule"] == fault.rule].sort_values(
            ["confidence", "run", "position"], ascending=[False, True, True]
        )
        places = of_rule[["run", "position"]].drop_duplicates().head(EXAMPLES)
        examples[fault.rule] = tuple(Place(int(r), int(p)) for r, p in places.itertuples(index=False))
    return Profiled(name, chart(ledger, chosen), faults, changes(ledger, chosen), examples)


def _reading(ledger: Ledger) -> tuple[Place, ...]:
    """What to read next: the segments with the highest expected penalty, or most points where there is no estimate."""
    expected = ledger.segments["expected"].astype(float)
    risk = np.nan_to_num(expected.to_numpy(), nan=0.0) + ledger.points
    order = np.argsort(-risk, kind="stable")[:READING]
    rows = ledger.segments.iloc[[n for n in order if risk[n] > 0]]
    return tuple(Place(int(r), int(p)) for r, p in rows[["run", "position"]].itertuples(index=False))


def _alerts(whole: tuple[Period, ...], pages: tuple[Profiled, ...], rows: list[Row]) -> list[Alert]:
    """Alarms of last periods, then critical findings."""
    charts = [("", whole), *((page.name, page.chart) for page in pages)]
    found = [Alert(name, c[-1].name, c[-1].alarms, c[-1].value) for name, c in charts if c and c[-1].alarms]
    return found + [Alert(r.name, "", (), float(r.criticals)) for r in rows if r.criticals]


def _counts(ledger: Ledger, keys: np.ndarray) -> dict[str, dict[str, int]]:
    """Findings of each group by category and severity."""
    kinds = ledger.findings["category"] + " " + ledger.findings["severity"]
    found: dict[str, dict[str, int]] = {str(name): {} for name in sorted(set(keys))}
    for name in found:
        mine = kinds[keys[ledger.findings["row"].to_numpy(np.int64)] == name].value_counts().sort_index()
        found[name] = {str(kind): int(count) for kind, count in mine.items()}
    return found
