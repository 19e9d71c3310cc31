"""How usual the words of a text are side by side: a small language model over frequent words and tags.

Words of the model's list stand for themselves, all others for their tag. The data of a language pack
(`fluency.json.gz`, made by `tqa.training.fluency`) are counts of runs of three; shorter runs stand in for unseen longer ones
(Jelinek and Mercer 1980).
"""

from __future__ import annotations

import gzip
import json
import math
from functools import lru_cache

from tqa.languages import HERE
from tqa.languages.tagged import Tagged, tagged
from tqa.languages.text import Text

Counts = dict[str, float]
_START = "^"
_WEIGHTS = (0.62, 0.28, 0.1)  # of runs of three, two and one
_FLOOR = 1e-5


class Fluency:
    """Log probabilities of the words of a sentence, each after its two forerunners."""

    def __init__(self, words: frozenset[str], counts: tuple[Counts, Counts, Counts], total: float) -> None:
        self.words, self.counts, self.total = words, counts, total

    def units(self, sentence: Tagged) -> list[str]:
        return [lower if lower in self.words else tag for lower, tag, _ in sentence.pieces]

    def surprises(self, sentence: Tagged) -> list[float]:
        """For each piece minus the natural logarithm of its probability."""
        ones, twos, threes = self.counts
        first, second, found = _START, _START, []
        for unit in self.units(sentence):
            pair = f"{first} {second}"
            chance = (
                _WEIGHTS[0] * threes.get(f"{pair} {unit}", 0.0) / max(1.0, twos.get(pair, 0.0))
                + _WEIGHTS[1] * twos.get(f"{second} {unit}", 0.0) / max(1.0, ones.get(second, 0.0))
                + _WEIGHTS[2] * ones.get(unit, 0.0) / self.total
            )
            found.append(-math.log(max(chance, _FLOOR)))
            first, second = second, unit
        return found


def surprises(text: Text) -> list[list[float]]:
    """By sentence; none for a language without a model."""
    model = fluency(text.language.tag)
    return [model.surprises(s) for s in text.once(tagged)] if model else []


@lru_cache(maxsize=4)
def fluency(tag: str) -> Fluency | None:
    """The model of a language, or None where its pack has none."""
    path = HERE / tag.split("-")[0] / "fluency.json.gz"
    if not path.exists():
        return None
    data = json.loads(gzip.decompress(path.read_bytes()))
    return Fluency(frozenset(data["words"]), (data["one"], data["two"], data["three"]), data["total"])
