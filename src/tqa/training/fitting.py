"""One detector from first to last: samples, fit, export, calibration, card."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from tqa.models.detectors import Detector
from tqa.models.tokens import Recipe, Sample, fit, scratch
from tqa.models.vocabulary import train_vocabulary
from tqa.records import ModelError
from tqa.training.corpora import clean, rows
from tqa.training.detector import INGREDIENTS, calibration_rows, card, mixture, write_card

LONGEST = 96  # pieces of a sentence in training


@dataclass(frozen=True, slots=True)
class Order:
    """What `tqa train detector` was asked for."""

    lang: str
    corpus: tuple[Path, ...]
    out: Path
    clean: tuple[Path, ...] = ()
    encoder: str = ""
    teacher: str = ""
    vocabulary: int = 8000
    ingredient: tuple[str, ...] = INGREDIENTS
    rounds: int = 1
    steps: int = 2000
    batch: int = 32
    rate: float = 3e-4
    seed: int = 1
    threads: int = 0
    budget: float = 3.0
    licence: str = "unknown"


def fit_detector(order: Order, progress: Callable[[int, int, float], None]) -> dict[str, Any]:
    """Writes `model.onnx`, `tokenizer.json` and `card.toml` into `order.out`; the figures of the card."""
    from tqa.models.export import export

    samples = mixture(order.corpus, order.ingredient, order.seed, order.lang, order.rounds)
    if not samples:
        raise ModelError("the corpus gives no sample for these ingredients", str(order.corpus[0]))
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
    recipe = Recipe(
        steps=order.steps,
        batch=order.batch,
        rate=order.rate,
        longest=LONGEST,
        frozen_embeddings=bool(order.encoder)
        and not order.teacher,  # what is rare in the corpus stays as it was learned
        seed=order.seed,
        threads=order.threads,
    )
    fit(encoder, samples, recipe, order.out / "torch", progress)
    export(order.out / "torch", order.out)
    (order.out / "card.toml").touch()
    texts: list[tuple[str, ...]] = [
        s.words for row in rows(order.clean or order.corpus, ("calibrate",)) if (s := clean(row))
    ]
    facts = card(
        Detector(order.out).estimate, calibration_rows(order.corpus, order.seed, order.lang), texts, order.budget
    )
    told = {
        "name": order.out.name,
        "language": order.lang,
        "started_from": order.teacher or order.encoder or "scratch",
        "data": [path.name for path in order.corpus],
        "ingredients": list(order.ingredient),
        "samples": len(samples),
        "rounds": order.rounds,
        "steps": order.steps,
        "batch": order.batch,
        "rate": order.rate,
        "seed": order.seed,
        "licence": order.licence,
    }
    write_card(facts, told, order.out / "card.toml")
    return facts


def taught(teacher: Detector, samples: list[Sample]) -> list[Sample]:
    """The samples with the teacher's probabilities for labels."""
    answers = teacher.estimate([s.words for s in samples])
    return [replace(s, labels=tuple(found)) for s, found in zip(samples, answers, strict=True)]
