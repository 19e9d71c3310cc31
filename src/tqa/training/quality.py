"""The quality model: an encoder taught what people gave to translations, from the translation alone or beside its source.

    tqa train quality --rows mlqe_ru-en.jsonl.gz … --encoder FOLDER --reads-source --out src/tqa/models/en/quality

Three things are taught at once: the score (DA, or the root of MQM points), the effort spared (HTER) and whether the text was left
as it is; scores and effort as standard scores within their set, since sets are harder or easier and raters milder or stricter.
"""

from __future__ import annotations

import math
import random
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import fmean, pstdev
from typing import Any

from tqa.models.quality import Judgement, QualityModel
from tqa.models.served import CARD
from tqa.models.tokens import Rated, fit
from tqa.records import ModelError
from tqa.training.corpora import rows, words_of
from tqa.training.order import Order, write_card

LONGEST = 128  # pieces of a text in training


@dataclass(frozen=True, slots=True, kw_only=True)
class QualityOrder(Order):
    """What `tqa train quality` was asked for."""

    rows: tuple[Path, ...]
    most: int = 0


def rated(paths: Sequence[Path], part: str, lang: str) -> dict[str, list[Rated]]:
    """Judged translations of a part of the split by set, several raters of one translation averaged."""
    groups: dict[tuple[str, str], dict[tuple[str, str], list[dict[str, Any]]]] = defaultdict(lambda: defaultdict(list))
    for row in rows(paths, (part,)):
        if row.get("human_score") is not None and row["tgt_lang"] == lang and row["target"].strip():
            groups[row["dataset"], row["score_type"]][row["source"], row["target"]].append(row)
    found: dict[str, list[Rated]] = defaultdict(list)
    for (dataset, kind), texts in sorted(groups.items()):
        sign = "penalty" in kind
        means = [fmean(r["human_score"] for r in same) for same in texts.values()]
        score = _standard([-math.sqrt(max(0.0, -m)) if sign else m for m in means])
        efforts = [same[0].get("hter") for same in texts.values()]
        effort = _standard([math.nan if e is None else -min(1.0, e) for e in efforts])
        for ((source, target), same), mean, s, e, hter in zip(
            texts.items(), means, score, effort, efforts, strict=True
        ):
            untouched = float(hter == 0) if hter is not None else float(mean == 0) if sign else math.nan
            read = tuple(words_of(source, same[0]["src_lang"]))
            found[dataset].append(Rated(tuple(words_of(target, lang)), (s, e, untouched), read))
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
    samples = []
    for texts in rated(order.rows, "train", order.lang).values():
        rng.shuffle(texts)
        samples += texts[: order.most or None]
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
    figures = measured(QualityModel(order.out), rated(order.rows, "test", order.lang))
    write_card(card, "tqa.training.quality", told, "pearson_with_people", figures)
    return figures


def measured(model: QualityModel, sets: dict[str, list[Rated]]) -> dict[str, float]:
    """Pearson's correlation of the model's score with people's, by set."""
    import numpy

    found = {}
    for name, texts in sorted(sets.items()):
        ours = [j.score for j in model.estimate([r.words for r in texts], [r.source for r in texts])]
        if len(texts) > 2:
            found[name] = round(float(numpy.corrcoef(ours, [r.values[0] for r in texts])[0, 1]), 3)
    return found
