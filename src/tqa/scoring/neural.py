"""What a quality model reads in translations, as features of the estimate."""

from __future__ import annotations

from collections.abc import Sequence

from tqa.languages.text import Text
from tqa.models.quality import quality_model


def readings(targets: Sequence[Text], model: str) -> list[dict[str, float]]:
    """What a model (a name or a folder; none if empty) judges of each text, by the names of `tqa.scoring.estimate`; nothing for
    texts that are empty or in a language that it was not taught."""
    if not model:
        return [{} for _ in targets]
    known = quality_model(model)
    mine = [
        n for n, text in enumerate(targets) if text.words and text.language.tag.split("-")[0] == known.card["language"]
    ]
    found: list[dict[str, float]] = [{} for _ in targets]
    for n, judgement in zip(mine, known.estimate([[t.text for t in targets[n].tokens] for n in mine]), strict=True):
        found[n] = {f"read_{name}": value for name, value in judgement._asdict().items()}
    return found
