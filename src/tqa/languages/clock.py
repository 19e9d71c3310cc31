"""Hours told in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from tqa.languages.digits import Mention
from tqa.languages.text import Token

_HALF_TO = frozenset({"половина", "половине", "половину"})
_DAY_PARTS = frozenset({"утра", "вечера", "дня", "ночи"})


def half_past(
    tokens: Sequence[Token], i: int, numerals: Mapping[str, tuple[tuple[str, float], ...]]
) -> tuple[Mention, int] | None:
    """пів на восьму, половина восьмого: half past seven, where it begins at token i, and the token behind it."""
    said = [t.word.lower for t in tokens[i : i + 2]]
    to = said[0] in _HALF_TO
    at = i + 2 if said in (["half", "past"], ["пів", "на"], ["пол", "на"]) else i + 1 if to else 0
    if not 0 < at < len(tokens):
        return None
    hour, following = tokens[at], tokens[at + 1] if at + 1 < len(tokens) else None
    past = said[0] == "half"
    number = dict(numerals.get(hour.word.lower, ())).get("cardinal" if past else "ordinal")
    goes_on = following is not None and following.kind == "word" and not following.word.is_function
    if number is None or number > 12 or (to and goes_on and tokens[at + 1].word.lower not in _DAY_PARTS):
        return None  # половина третього тайма
    minutes = (number if past else number - 1) * 60 + 30
    return Mention("time", tokens[i].start, hour.end, (minutes, minutes + 720)), at + 1
