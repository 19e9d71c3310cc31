"""The learned detector: what it is taught, fitted, calibrated and exported from."""

from __future__ import annotations

import random
from collections.abc import Sequence
from pathlib import Path

from tqa.models.tokens import Sample
from tqa.training.corpora import clean, edited, rows, spans, spoilt

INGREDIENTS = ("edits", "clean", "damage", "spans")


def mixture(
    paths: Sequence[Path], ingredients: Sequence[str] = INGREDIENTS, seed: int = 1, lang: str = "en"
) -> list[Sample]:
    """All samples of the train part: post-edited rows give `edits`, `clean` and `damage`, annotated rows `spans`."""
    rng = random.Random(seed)
    found: list[Sample] = []
    right: dict[tuple[str, ...], Sample] = {}
    for row in rows(paths, ("train",)):
        if row.get("post_edit") or row.get("good_target"):
            if "edits" in ingredients and (sample := edited(row)):
                found.append(sample)
            if sample := clean(row):
                right[sample.words] = sample
        elif "spans" in ingredients and (sample := spans(row, frozenset({"major", "critical"}))):
            found.append(sample)
    sentences = list(right.values())
    if "clean" in ingredients:
        found += sentences
    if "damage" in ingredients:
        for sample in sentences:
            if spoiled := spoilt(sample, rng.choice(sentences), rng, lang):
                found.append(spoiled)
    return found
