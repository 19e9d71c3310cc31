"""The quality estimate fitted: ridge regression of people's judgements on the features of `tqa.scoring.estimate`.

    tqa train estimate --rows mlqe_ru-en.jsonl.gz --rows mqm_zh-en_news2020.jsonl.gz … --out src/tqa/scoring/estimate.json

The shipped model: the train part of MLQE-PE (CC0) into English and of the MQM sets of WMT 2020 to 2023 and of bio-mqm (Apache-2.0).
Judgements of different kinds meet as standard scores within their set: the root of MQM points, DA as it is. What the latent
quality means in points, and what chance it gives a segment to need no edit, is learned on the calibration part: points and
error-free segments from the MQM sets.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from tqa.audit.audit import audit
from tqa.audit.plan import Plan
from tqa.checks.finder import Pair
from tqa.records import Segment
from tqa.scoring.estimate import features, stretched
from tqa.scoring.neural import readings
from tqa.training.split import part

Array = NDArray[np.float64]
QUANTILES = (0.1, 0.3, 0.5, 0.7, 0.9)
MOST_POINTS = 25.0
PER_SET = 6000


class Judged(NamedTuple):
    """A translation and what people said of it: DA from 0 to 100, or MQM points (`mqm`)."""

    dataset: str
    part: str
    segment: Segment
    value: float
    mqm: bool


def judged(rows: Iterable[dict[str, Any]]) -> list[Judged]:
    """Rows of evaluation sets as judged translations, several raters of one translation averaged."""
    groups: dict[tuple[str, str, str], list[dict[str, Any]]] = defaultdict(list)
    for row in rows:
        if row.get("human_score") is not None and row["score_type"] in ("mqm_neg_penalty", "DA_mean_0_100"):
            groups[row["dataset"], row["source"], row["target"]].append(row)
    found = []
    for (dataset, source, target), same in groups.items():
        one = same[0]
        mean = sum(r["human_score"] for r in same) / len(same)
        mqm = one["score_type"] == "mqm_neg_penalty"
        segment = Segment(one["id"], source, target, one["src_lang"], one["tgt_lang"])
        where = part(dataset, str(one["doc_id"]))
        found.append(Judged(dataset, where, segment, min(MOST_POINTS, -mean) if mqm else mean, mqm))
    found.sort(key=lambda j: j.segment.id)
    return [j for name in sorted({j.dataset for j in found}) for j in [k for k in found if k.dataset == name][:PER_SET]]


def measured(rows: Sequence[Judged], plan: Plan, model: str = "") -> list[dict[str, float]]:
    """The features of each; with the name of a quality `model` also what it reads."""
    found = []
    for start in range(0, len(rows), 500):
        segments = [r.segment for r in rows[start : start + 500]]
        pairs = [Pair(segment) for segment in segments]
        read = readings([(p.source, p.target) for p in pairs], model)
        for pair, verdict, said in zip(pairs, audit(segments, plan), read, strict=True):
            found.append(features(pair.source, pair.target, pair.links, verdict.findings, said))
    return found


def standard(rows: Sequence[Judged]) -> Array:
    """Quality as standard scores within each set, higher is better."""
    values = np.array([-np.sqrt(r.value) if r.mqm else r.value for r in rows])
    for name in {r.dataset for r in rows}:
        mine = np.array([r.dataset == name for r in rows])
        values[mine] = (values[mine] - values[mine].mean()) / (values[mine].std() or 1.0)
    return values


def _knots(column: Array) -> list[float]:
    found = np.unique(np.quantile(column, QUANTILES))
    return [round(float(k), 4) for k in found if column.min() < k < column.max()]


def ridge(table: Array, wanted: Array, weights: Array, penalty: float) -> tuple[Array, float]:
    """Coefficients and intercept; columns are penalised in standard units."""
    mean = np.average(table, axis=0, weights=weights)
    spread = np.sqrt(np.average((table - mean) ** 2, axis=0, weights=weights)) + 1e-9
    scaled = (table - mean) / spread
    middle = float(np.average(wanted, weights=weights))
    gram = (scaled * weights[:, None]).T @ scaled + penalty * np.eye(table.shape[1])
    found = np.linalg.solve(gram, (scaled * weights[:, None]).T @ (wanted - middle)) / spread
    return found, middle - float(mean @ found)


def _head(
    names: list[str],
    found: list[dict[str, float]],
    wanted: Array,
    weights: Array,
    penalty: float,
    groups: NDArray[np.int64] | None = None,
) -> dict[str, Any]:
    """A part of the model; with `groups`, fitted to what differs inside them."""
    table = np.array([[f[n] for n in names] for f in found])
    knots = [_knots(table[:, n]) for n in range(len(names))]
    stretch = np.array([stretched(list(row), knots) for row in table])
    if groups is not None:
        stretch, wanted = _centred(stretch, groups), _centred(wanted[:, None], groups)[:, 0]
    coefficients, intercept = ridge(stretch, wanted, weights, penalty)
    return {
        "features": names,
        "knots": knots,
        "weights": [round(float(w), 5) for w in coefficients],
        "intercept": round(intercept, 5),
    }


def _centred(table: Array, groups: NDArray[np.int64]) -> Array:
    """Each row less the mean of its group."""
    sizes = np.bincount(groups)
    means = np.stack([np.bincount(groups, column) / sizes for column in table.T], axis=1)
    result: Array = table - means[groups]
    return result


def _comparison(rows: Sequence[Judged], found: list[dict[str, float]], wanted: Array) -> dict[str, Any]:
    """What tells better from worse translations of one source: fitted inside the sources that people judged several times."""
    sources = [f"{r.dataset} {r.segment.source}" for r in rows]
    often = Counter(sources)
    kept = [n for n, r in enumerate(rows) if r.mqm and often[sources[n]] > 2]
    if not kept:
        return {"features": [], "knots": [], "weights": [], "intercept": 0.0}
    groups = np.unique([sources[n] for n in kept], return_inverse=True)[1]
    names = [n for n in sorted(found[0]) if not n.startswith("source_") and n != "lexicon"]
    return _head(names, [found[n] for n in kept], wanted[kept], np.ones(len(kept)), 500.0, groups)


def _latent(head: dict[str, Any], found: list[dict[str, float]]) -> Array:
    rows = [stretched([f[n] for n in head["features"]], head["knots"]) for f in found]
    result: Array = np.array(rows) @ np.array(head["weights"]) + head["intercept"]
    return result


def logistic(latent: Array, outcomes: Array, steps: int = 50) -> tuple[float, float]:
    """Slope and shift of a logistic curve by Newton's method (Platt scaling)."""
    table, found = np.stack([latent, np.ones_like(latent)], axis=1), np.zeros(2)
    for _ in range(steps):
        chance = 1 / (1 + np.exp(-table @ found))
        weight = np.maximum(chance * (1 - chance), 1e-9)
        found = found + np.linalg.solve((table * weight[:, None]).T @ table, table.T @ (outcomes - chance))
    return float(found[0]), float(found[1])


def fit(
    rows: Sequence[Judged], found: list[dict[str, float]], penalty: float = 300.0, seen: frozenset[str] = frozenset()
) -> dict[str, Any]:
    """The model as it is shipped. `seen` are sets whose train part a quality model was taught: what it reads there is no
    reading of the unseen, so the calibrate part stands in."""
    most = max(len(f) for f in found)  # what a quality model did not read has fewer
    rows, found = [r for r, f in zip(rows, found, strict=True) if len(f) == most], [f for f in found if len(f) == most]
    train = [n for n, r in enumerate(rows) if r.part == ("calibrate" if r.dataset in seen else "train")]
    calibrate = [n for n, r in enumerate(rows) if r.part == "calibrate"]
    mine = [rows[n] for n in train]
    sizes = {name: sum(r.dataset == name for r in mine) for name in {r.dataset for r in mine}}
    weights = np.array([1 / np.sqrt(sizes[r.dataset]) for r in mine])
    weights /= weights.mean()
    wanted = standard(mine)
    names = sorted(found[0])
    taught = [found[n] for n in train]
    quality = _head(names, taught, wanted, weights, penalty)
    hard = _head([n for n in names if n.startswith("source_")], taught, -wanted, weights, penalty)
    kept = [n for n in calibrate if rows[n].mqm]
    latent = _latent(quality, [found[n] for n in kept])
    points = np.array([rows[n].value for n in kept])
    groups = np.array_split(np.argsort(latent, kind="stable"), 12)
    at = [round(float(latent[g].mean()), 4) for g in groups]
    value = _falling([float(points[g].mean()) for g in groups])
    return {
        "version": 1,
        "rows": {name: sizes[name] for name in sorted(sizes)},
        "features": names,
        "quality": quality,
        "comparison": _comparison(mine, taught, wanted),
        "difficulty": hard,
        "penalty": {"at": at, "value": value},
        "publishable": [round(x, 4) for x in logistic(latent, (points == 0).astype(float))],
    }


def _falling(values: list[float]) -> list[float]:
    """The nearest sequence that never rises (pool adjacent violators)."""
    blocks: list[list[float]] = []
    for value in values:
        blocks.append([value, 1.0])
        while len(blocks) > 1 and blocks[-2][0] < blocks[-1][0]:
            a, b = blocks[-2], blocks.pop()
            a[0], a[1] = (a[0] * a[1] + b[0] * b[1]) / (a[1] + b[1]), a[1] + b[1]
    return [round(v, 4) for v, n in blocks for _ in range(int(n))]


def write(data: dict[str, Any], path: Path) -> None:
    path.write_text(json.dumps(data, indent=1) + "\n", "utf-8")
