"""What a quality model reads in translations, as features of the estimate."""

from __future__ import annotations

from collections.abc import Sequence

from tqa.languages.text import Text
from tqa.models.quality import quality_model


def readings(pairs: Sequence[tuple[Text, Text]], model: str) -> list[dict[str, float]]:
    """What a model (a name or a folder; none if empty) judges of each source and target, by the names of `tqa.scoring.estimate`;
    nothing for targets that are empty or in a language that it was not taught."""
    if not model:
        return [{} for _ in pairs]
    known = quality_model(model)
    mine = [
        n
        for n, (_, target) in enumerate(pairs)
        if target.words and target.language.tag.split("-")[0] == known.card["language"]
    ]
    sources, targets = ([[t.text for t in pairs[n][side].tokens] for n in mine] for side in (0, 1))
    found: list[dict[str, float]] = [{} for _ in pairs]
    for n, judgement in zip(mine, known.estimate(targets, sources), strict=True):
        found[n] = {f"read_{name}": value for name, value in judgement._asdict().items()}
    return found
