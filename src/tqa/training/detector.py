"""The learned detector: what it is taught, fitted, calibrated and exported from."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from tqa.models.detectors import step
from tqa.models.tokens import Sample
from tqa.training.calibrate import expected_calibration_error, isotonic, threshold
from tqa.training.corpora import Marks, clean, edited, faulty, framed_as_news, marked, rows, spans, spoilt, written

Estimates = Sequence[Sequence[float]]  # of each sentence, for each word the probability that it is wrong
KEPT = 0.95  # of the sentences that the whole model flags, those that its early answer lets through to the end
INGREDIENTS = ("edits", "faults", "clean", "damage", "spans", "marks")


def mixture(
    paths: Sequence[Path],
    ingredients: Sequence[str] = INGREDIENTS,
    seed: int = 1,
    lang: str = "en",
    rounds: int = 1,
    reads_source: bool = False,
    marks: Marks | None = None,
) -> list[Sample]:
    """All samples of the train part: post-edited rows give `edits`, `clean` and `damage`, annotated rows `spans`, marked faults
    `faults`, rows of which `marks` tell the errors `marks` and nothing else. In each of `rounds` every right sentence comes as it is
    and with another damage, and every fault and marked row again."""
    rng = random.Random(seed)
    found: list[Sample] = []
    right: dict[tuple[str, ...], Sample] = {}

    def read(sample: Sample) -> Sample:
        return sample if reads_source else replace(sample, source=())

    known = marks or {}
    for row in rows(paths, ("train",)):
        if row.get("id") in known:
            if "marks" in ingredients and (sample := marked(row["target"], (e.span for e in known[row["id"]]), row)):
                found += [read(sample)] * rounds
        elif (
            row.get("post_edit") or row.get("good_target") or row.get("src_lang") == row.get("tgt_lang") or written(row)
        ):
            if "edits" in ingredients and (sample := edited(row)):
                found.append(read(sample))
            if "faults" in ingredients and row.get("marked") and (sample := faulty(row)):
                found += [read(sample)] * rounds
            if sample := clean(row):
                right[sample.words] = read(sample)
        elif (
            "spans" in ingredients
            and row.get("spans") is not None
            and (sample := spans(row, frozenset({"major", "critical"})))
        ):
            found.append(read(sample))
    sentences = list(right.values())

    def told(sample: Sample, share: float) -> Sample:
        if reads_source or lang != "en" or rng.random() >= share:
            return sample  # a frame that the source has not would be a fault
        return framed_as_news(sample, rng)

    if "clean" in ingredients:
        found += [told(sample, 0.4) for sample in sentences * rounds]
    if "damage" in ingredients:
        for sample in sentences * rounds:
            if spoiled := spoilt(sample, rng.choice(sentences), rng, lang):
                found.append(told(spoiled, 0.2))
    return found


def calibration_rows(paths: Sequence[Path], seed: int = 1, lang: str = "en") -> list[Sample]:
    """Faulty and edited rows of the calibrate part, however heavily: calibration must see bad translations too. A corpus with
    neither gives damaged sentences beside the clean ones."""
    found = [
        s for row in rows(paths, ("calibrate",)) if (s := faulty(row) if row.get("marked") else edited(row, most=1.0))
    ]
    if found:
        return found
    rng = random.Random(seed)
    right = [s for row in rows(paths, ("calibrate",)) if (s := clean(row))]
    return right + [s for one in right if (s := spoilt(one, rng.choice(right), rng, lang))]


def card(found: Estimates, samples: Sequence[Sample], quiet: Estimates, budget: float) -> dict[str, Any]:
    """Threshold, calibration steps and their figures: what was `found` in the samples calibrates, what in `quiet` ones sets the threshold."""
    chances, wrong = [], []
    for sample, estimates in zip(samples, found, strict=True):
        for label, chance in zip(sample.labels, estimates, strict=True):
            if label >= 0:
                chances.append(chance)
                wrong.append(int(label))
    steps = isotonic(chances, wrong)
    raw, true = [round(r, 3) for r, _ in steps], [round(t, 3) for _, t in steps]
    fitted = [step(raw, true, c) for c in chances]
    return {
        "threshold": threshold(_worst(quiet), budget),
        "budget_per_1000": budget,
        "clean_segments": len(quiet),
        "words": len(chances),
        "wrong_share": round(sum(wrong) / len(wrong), 4),
        "calibration_error_before": round(expected_calibration_error(chances, wrong), 4),
        "calibration_error_after": round(expected_calibration_error(fitted, wrong), 4),
        "calibration": {"raw": raw, "true": true},
    }


def reads_on(early: Estimates, whole: Estimates, early_of_quiet: Estimates, threshold: float) -> dict[str, float]:
    """From which early answer a sentence must be read to the end, so that `KEPT` of those that the whole model flags still are; and
    the share of quiet sentences that then are read to the end."""
    flagged = sorted(d for d, chance in zip(_worst(early), _worst(whole), strict=True) if chance >= threshold)
    # never above the threshold, or an early answer alone would flag a sentence
    least = min(threshold, flagged[int((1 - KEPT) * len(flagged))]) if flagged else 0.0
    read = [doubt >= least for doubt in _worst(early_of_quiet)]
    return {"reads_on": least, "read_on": round(sum(read) / len(read), 3)}


def _worst(estimates: Estimates) -> list[float]:
    return [max(chances, default=0.0) for chances in estimates]
