"""Quality models: encoders that read a translation, beside its source or alone, and judge it as a whole, as people did."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from tqa.models.served import DIGITS, Served, folder_of
from tqa.records import ModelError


class Judgement(NamedTuple):
    """What a quality model expects of people: their score and the effort they would be spared, both in standard deviations of
    their set, higher for better, and the share who would leave the text as it is."""

    score: float
    effort: float
    untouched: float


class QualityModel(Served):
    """A served model with three logits a piece, whose means over a text are its judgement."""

    def estimate(
        self,
        texts: Sequence[Sequence[str]],
        sources: Sequence[Sequence[str]] | None = None,
        longest: int = 256,
    ) -> list[Judgement]:
        """A judgement of each text, given as words, beside its source for a model that reads it; what lies past `longest`
        pieces is not read."""
        return [
            Judgement(*(round(float(x), DIGITS) for x in answer.logits.mean(axis=0)))
            for answer in self.answers(texts, sources, longest)
        ]


@lru_cache(maxsize=4)
def quality_model(name: str) -> QualityModel:
    """A shipped quality model by name (en/quality) or one in a folder, loaded once a process."""
    model = QualityModel(folder_of(name))
    if "pearson_with_people" not in model.card:
        raise ModelError("is no quality model", name)
    return model
