"""The learned detector: what it is taught, fitted, calibrated and exported from."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from tqa.models.detectors import step
from tqa.models.tokens import Sample
from tqa.training.calibrate import expected_calibration_error, isotonic, threshold
from tqa.training.corpora import clean, edited, framed_as_news, rows, spans, spoilt

Estimates = Callable[[Sequence[Sequence[str]]], list[list[float]]]
INGREDIENTS = ("edits", "clean", "damage", "spans")


def mixture(
    paths: Sequence[Path], ingredients: Sequence[str] = INGREDIENTS, seed: int = 1, lang: str = "en", rounds: int = 1
) -> list[Sample]:
    """All samples of the train part: post-edited rows give `edits`, `clean` and `damage`, annotated rows `spans`. In each of
    `rounds` every right sentence comes as it is and with another damage."""
    rng = random.Random(seed)
    found: list[Sample] = []
    right: dict[tuple[str, ...], Sample] = {}
    for row in rows(paths, ("train",)):
        if row.get("post_edit") or row.get("good_target") or row.get("src_lang") == row.get("tgt_lang"):
            if "edits" in ingredients and (sample := edited(row)):
                found.append(sample)
            if sample := clean(row):
                right[sample.words] = sample
        elif (
            "spans" in ingredients
            and row.get("spans") is not None
            and (sample := spans(row, frozenset({"major", "critical"})))
        ):
            found.append(sample)
    sentences = list(right.values())

    def told(sample: Sample, share: float) -> Sample:
        return framed_as_news(sample, rng) if lang == "en" and rng.random() < share else sample

    if "clean" in ingredients:
        found += [told(sample, 0.4) for sample in sentences * rounds]
    if "damage" in ingredients:
        for sample in sentences * rounds:
            if spoiled := spoilt(sample, rng.choice(sentences), rng, lang):
                found.append(told(spoiled, 0.2))
    return found


def calibration_rows(paths: Sequence[Path], seed: int = 1, lang: str = "en") -> list[Sample]:
    """Edited rows of the calibrate part, however heavily: calibration must see bad translations too. A corpus without edits
    gives damaged sentences beside the clean ones."""
    found = [s for row in rows(paths, ("calibrate",)) if (s := edited(row, most=1.0))]
    if found:
        return found
    rng = random.Random(seed)
    right = [s for row in rows(paths, ("calibrate",)) if (s := clean(row))]
    return right + [s for one in right if (s := spoilt(one, rng.choice(right), rng, lang))]


def card(
    known: Estimates, samples: Sequence[Sample], clean_texts: Sequence[Sequence[str]], budget: float
) -> dict[str, Any]:
    """Threshold, calibration steps and their figures: `known` estimates, `samples` calibrate, `clean_texts` set the threshold."""
    chances, wrong = [], []
    for sample, estimates in zip(samples, known([s.words for s in samples]), strict=True):
        for label, chance in zip(sample.labels, estimates, strict=True):
            if label >= 0:
                chances.append(chance)
                wrong.append(int(label))
    steps = isotonic(chances, wrong)
    raw, true = [round(r, 3) for r, _ in steps], [round(t, 3) for _, t in steps]
    fitted = [step(raw, true, c) for c in chances]
    worst = [max(estimates, default=0.0) for estimates in known(clean_texts)]
    return {
        "threshold": threshold(worst, budget),
        "budget_per_1000": budget,
        "clean_segments": len(clean_texts),
        "words": len(chances),
        "wrong_share": round(sum(wrong) / len(wrong), 4),
        "calibration_error_before": round(expected_calibration_error(chances, wrong), 4),
        "calibration_error_after": round(expected_calibration_error(fitted, wrong), 4),
        "calibration": {"raw": raw, "true": true},
    }
