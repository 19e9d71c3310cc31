"""The quality model: an encoder taught what people gave to translations, from the translation alone or beside its source.

    tqa train quality --rows mlqe_ru-en.jsonl.gz … --marks corpora/marks/mlqe.tsv --faults corpora/faults/01.tsv … \\
        --encoder FOLDER --reads-source --out src/tqa/models/en/quality

Taught at once are the parts of a `Judgement`: the score (DA) and the effort spared (HTER) as standard scores within their set, since
sets are harder or easier and raters milder or stricter; whether the text was left as it is; the root of its MQM points, which marks of
errors give too. How translations of one source compare is taught by pairs of them, and by faulty sentences beside their mended ones:
what makes a source hard is no fault of a translation.
"""

from __future__ import annotations

import math
import random
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import fmean, pstdev
from typing import Any

from tqa.models.quality import Judgement, QualityModel
from tqa.models.served import CARD
from tqa.models.tokens import Rated, fit
from tqa.records import ModelError
from tqa.training.corpora import Error, Marks, marks, rows, unmarked, words_of
from tqa.training.order import Order, write_card

LONGEST = 160  # pieces of a text and its source in training
_SCORE, _EFFORT, _UNTOUCHED, _POINTS, _COMPARISON = range(len(Judgement._fields))
_UNKNOWN = (math.nan,) * len(Judgement._fields)


MOST_POINTS = 25.0  # of a text: one that is no translation
POINTS = {True: 5.0, False: 1.0}  # of a marked error, by whether it is major
PAIRS = 4  # of translations of one source
FAULT = 1.5  # how far a mended sentence is ahead of the faulty one, in roots of points


@dataclass(frozen=True, slots=True, kw_only=True)
class QualityOrder(Order):
    """What `tqa train quality` was asked for."""

    rows: tuple[Path, ...]
    marks: tuple[Path, ...] = ()
    faults: tuple[Path, ...] = ()
    most: int = 0


def rated(paths: Sequence[Path], part: str, lang: str, errors: Marks | None = None) -> dict[str, list[Rated]]:
    """Judged translations of a part of the split by set, several raters of one translation averaged."""
    groups: dict[tuple[str, str], dict[tuple[str, str], list[dict[str, Any]]]] = defaultdict(lambda: defaultdict(list))
    for row in rows(paths, (part,)):
        if row.get("human_score") is not None and row["tgt_lang"] == lang and row["target"].strip():
            groups[row["dataset"], row["score_type"]][row["source"], row["target"]].append(row)
    found: dict[str, list[Rated]] = defaultdict(list)
    for (dataset, kind), texts in sorted(groups.items()):
        mqm = "penalty" in kind
        means = [fmean(r["human_score"] for r in same) for same in texts.values()]
        score = _standard([math.nan if mqm else m for m in means])
        efforts = [same[0].get("hter") for same in texts.values()]
        effort = _standard([math.nan if e is None else -min(1.0, e) for e in efforts])
        for ((source, target), same), mean, s, e, hter in zip(
            texts.items(), means, score, effort, efforts, strict=True
        ):
            told = (errors or {}).get(same[0].get("id", ""))
            points = -mean if mqm else math.nan if told is None else points_of(told)
            untouched = float(points == 0) if not math.isnan(points) else math.nan if hter is None else float(hter == 0)
            values = (s, e, untouched, _root(points), math.nan)
            read = tuple(words_of(source, same[0]["src_lang"]))
            found[dataset].append(Rated(tuple(words_of(target, lang)), values, read))
    return found


def points_of(errors: Iterable[Error]) -> float:
    """What marked errors cost, as MQM points."""
    return sum(POINTS[error.is_major] for error in errors)


def _root(points: float) -> float:
    return points if math.isnan(points) else -math.sqrt(min(MOST_POINTS, max(0.0, points)))


def rivals(texts: Sequence[Rated], rng: random.Random) -> list[Rated]:
    """Pairs of translations of one source whose points are known."""
    by_source: dict[tuple[str, ...], list[Rated]] = defaultdict(list)
    for text in texts:
        if text.source and not math.isnan(text.values[_POINTS]):
            by_source[text.source].append(text)
    found = []
    for same in by_source.values():
        for _ in range(PAIRS if len(same) > 1 else 0):
            one, other = rng.sample(same, 2)
            ahead = one.values[_POINTS] - other.values[_POINTS]
            found.append(replace(one, values=_UNKNOWN, rival=other.words, ahead=ahead))
    return found


def beside_mended(paths: Sequence[Path], lang: str) -> list[Rated]:
    """Faulty sentences and their mended ones, in turn the one as the rival of the other."""
    found: list[Rated] = []
    for row in rows(paths, ("train",)):
        bad, good = (tuple(words_of(t, lang)) for t in (unmarked(row["marked"])[0], row["good_target"]))
        source, mended = tuple(words_of(row["source"], row["src_lang"])), bool(len(found) % 2)
        one, other = (good, bad) if mended else (bad, good)
        values = (*_UNKNOWN[:_UNTOUCHED], float(mended), *_UNKNOWN[_POINTS:])
        if bad != good:
            found.append(Rated(one, values, source, other, FAULT if mended else -FAULT))
    return found


def _standard(values: Sequence[float]) -> list[float]:
    known = [v for v in values if not math.isnan(v)]
    if not known:
        return list(values)
    mean, spread = fmean(known), pstdev(known) or 1.0
    return [(v - mean) / spread for v in values]


def fit_quality(order: QualityOrder, progress: Callable[[int, int, float], None]) -> dict[str, Any]:
    """Writes `model.onnx`, `tokenizer.json` and `card.toml` into `order.out`; the figures of the card."""
    from tqa.models.export import export

    rng = random.Random(order.seed)
    errors = marks(order.marks)
    samples = []
    for texts in rated(order.rows, "train", order.lang, errors).values():
        rng.shuffle(texts)
        samples += texts[: order.most or None] + rivals(texts, rng)
    samples += beside_mended(order.faults, order.lang)
    if not order.reads_source:
        samples = [replace(r, source=()) for r in samples]
    if not samples:
        raise ModelError("holds no judged translation", str(order.rows[0]))
    rng.shuffle(samples)
    recipe = order.recipe(LONGEST, labels=len(Judgement._fields))
    fit(order.encoder, samples, recipe, order.out / "torch", progress)
    export(order.out / "torch", order.out, recipe.labels)
    told = order.told(order.encoder, order.rows, samples=len(samples))
    card = order.out / CARD
    write_card(card, "tqa.training.quality", told, "pearson_with_people", {})
    figures = measured(QualityModel(order.out), rated(order.rows, "test", order.lang, errors))
    write_card(card, "tqa.training.quality", told, "pearson_with_people", figures)
    return figures


def measured(model: QualityModel, sets: dict[str, list[Rated]]) -> dict[str, float]:
    """Pearson's correlation of what the model says with people's scores, or their points where they gave no score, by set."""
    import numpy

    found = {}
    for name, texts in sorted(sets.items()):
        part = _POINTS if math.isnan(texts[0].values[_SCORE]) else _SCORE
        ours = [j[part] for j in model.estimate([r.words for r in texts], [r.source for r in texts])]
        if len(texts) > 2:
            found[name] = round(float(numpy.corrcoef(ours, [r.values[part] for r in texts])[0, 1]), 3)
    return found
