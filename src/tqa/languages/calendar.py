"""Whether a word that may be a month or a weekday is one where it stands (March, may; середа, Март)."""

from __future__ import annotations

from collections.abc import Sequence

from tqa.languages import Language
from tqa.languages.text import Token

# Words before a month or a day.
_BEFORE = {
    "Latn": frozenset("in on since until by last next this from of through early late and to than".split()),
    "Cyrl": frozenset(
        "в у на до з від с по к и і та або или минулу минулого эту цю следующую наступну".split(),
    ),
}


def is_date(tokens: Sequence[Token], i: int, lower: str, lang: Language) -> bool:
    """Whether token i, a month or day name by its form `lower`, is one here."""
    following = tokens[i + 1] if i + 1 < len(tokens) else None
    capital = tokens[i].text[0].isupper()
    if lang.script == "Cyrl" and capital and following is not None and following.kind == "word":
        if following.text.istitle():
            return False  # Март Лаар is a person
    if lower in lang.words("dates", "given_names") and following is not None and following.text.istitle():
        before = tokens[i - 1] if i else None
        if before is None or (before.kind != "number" and before.word.lower not in _BEFORE["Latn"]):
            return False  # June Brown, August Wilson
    if lower not in lang.words("dates", "ambiguous"):
        return True
    if "-" in tokens[i].text:  # mid-May
        return tokens[i].text.rpartition("-")[2].istitle()
    if lang.script == "Latn" and not capital:
        return False
    if any(t.kind == "number" for t in (*tokens[max(0, i - 2) : i], *tokens[i + 1 : i + 2])):
        return True
    return i > 0 and tokens[i - 1].word.lower in _BEFORE.get(lang.script, _BEFORE["Cyrl"])
