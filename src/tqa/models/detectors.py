"""Detectors: models that tell for each word of a sentence how probably it is wrong."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from functools import lru_cache

from tqa.models.served import Served, folder_of, probability


def step(raw: Sequence[float], true: Sequence[float], chance: float) -> float:
    """The value of the last step of a calibration that begins at or below a probability."""
    return float(true[max(0, bisect_right(raw, chance) - 1)])


class Detector(Served):
    """A served model with two logits a piece: right and wrong."""

    def estimate(
        self,
        sentences: Sequence[Sequence[str]],
        sources: Sequence[Sequence[str]] | None = None,
        longest: int = 256,
    ) -> list[list[float]]:
        """For each word the probability that it is wrong, the worst of its pieces; 0 past `longest` pieces. `sources` are what
        the sentences translate, for a model that reads them."""
        found = [[0.0] * len(words) for words in sentences]
        for chances_of, answer in zip(found, self.answers(sentences, sources, longest), strict=True):
            chances = probability(answer.logits)
            for word, chance in zip(answer.words, chances.tolist(), strict=True):
                if word is not None and chance > chances_of[word]:
                    chances_of[word] = chance
        return found

    def calibrated(self, chance: float) -> float:
        """The share of words that were wrong among those given such a probability, by isotonic regression (`card.toml`)."""
        return step(self.card["calibration"]["raw"], self.card["calibration"]["true"], chance)


@lru_cache(maxsize=4)
def detector(name: str) -> Detector:
    """A shipped detector by name (en/detector) or one in a folder, loaded once a process."""
    return Detector(folder_of(name))
