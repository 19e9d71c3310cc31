"""One detector from first to last: samples, fit, export, calibration, card."""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from tqa.models.detectors import Detector
from tqa.models.served import CARD
from tqa.models.tokens import Sample, fit, scratch
from tqa.models.vocabulary import train_vocabulary
from tqa.records import ModelError
from tqa.training.corpora import clean, marks, rows
from tqa.training.detector import INGREDIENTS, calibration_rows, card, mixture, reads_on
from tqa.training.order import Order, write_card

LONGEST = 96  # pieces of a sentence in training


@dataclass(frozen=True, slots=True, kw_only=True)
class DetectorOrder(Order):
    """What `tqa train detector` was asked for."""

    corpus: tuple[Path, ...]
    clean: tuple[Path, ...] = ()
    marks: tuple[Path, ...] = ()
    teacher: str = ""
    vocabulary: int = 8000
    ingredient: tuple[str, ...] = INGREDIENTS
    rounds: int = 1
    early: int = 0
    average_with: str = ""
    share: float = 0.5
    budget: float = 3.0


def fit_detector(order: DetectorOrder, progress: Callable[[int, int, float], None]) -> dict[str, Any]:
    """Writes `model.onnx`, `tokenizer.json` and `card.toml` into `order.out`; the figures of the card."""
    from tqa.models.average import average
    from tqa.models.export import export

    samples = mixture(
        order.corpus, order.ingredient, order.seed, order.lang, order.rounds, order.reads_source, marks(order.marks)
    )
    if not samples:
        raise ModelError("the corpus gives no sample for these ingredients", str(order.corpus[0]))
    quiet = [s for row in rows(order.clean or order.corpus, ("calibrate",)) if (s := clean(row))]
    found = calibration_rows(order.corpus, order.seed, order.lang)
    if not quiet or not found:
        raise ModelError(
            "nothing of the corpus falls into the part that calibrates; give more of it", str(order.corpus[0])
        )
    random.Random(order.seed).shuffle(samples)
    if order.teacher:
        samples = taught(Detector(Path(order.teacher)), samples)
    encoder = order.encoder
    if not encoder or order.teacher:
        encoder = str(order.out / "untrained")
        words = order.encoder or order.teacher or encoder
        if not order.encoder and not order.teacher:
            train_vocabulary((" ".join(s.words) for s in samples), Path(encoder), order.vocabulary)
        scratch(Path(encoder), words)
    # what is rare in the corpus stays as it was learned
    longest = LONGEST * (2 if order.reads_source else 1)
    recipe = order.recipe(longest, frozen_embeddings=bool(order.encoder) and not order.teacher, early=order.early)
    fit(encoder, samples, recipe, order.out / "torch", progress)
    averaged: dict[str, Any] = {}
    if order.average_with:
        average(order.out / "torch", Path(order.average_with), order.share)
        averaged = {"averaged_with": order.average_with, "share": order.share}
    export(order.out / "torch", order.out, early=order.early)
    told = order.told(
        order.teacher or order.encoder or "scratch",
        order.corpus,
        ingredients=list(order.ingredient),
        samples=len(samples),
        rounds=order.rounds,
        **averaged,
        sources=sorted({row.get("src_lang", "") for row in rows(order.corpus, ("train",))} - {""}),
    )
    made = order.out / CARD
    write_card(made, "tqa.training.detector", told, "calibration", {})
    whole = Detector(order.out, reads_on=0.0)
    told_found = answers(whole, found)
    facts = card(told_found, found, answers(whole, quiet), order.budget)
    steps = facts.pop("calibration")
    if order.early:
        early = Detector(order.out, reads_on=math.inf)
        level = reads_on(answers(early, found), told_found, answers(early, quiet), facts["threshold"])
        facts["early"] = {"layer": order.early, **level}
    write_card(made, "tqa.training.detector", told | facts, "calibration", steps)
    return facts


def answers(known: Detector, samples: Sequence[Sample]) -> list[list[float]]:
    """For each word of the samples the probability that it is wrong."""
    return known.estimate([s.words for s in samples], [s.source for s in samples])


def taught(teacher: Detector, samples: list[Sample]) -> list[Sample]:
    """The samples with the teacher's probabilities for labels."""
    return [replace(s, labels=tuple(found)) for s, found in zip(samples, answers(teacher, samples), strict=True)]
