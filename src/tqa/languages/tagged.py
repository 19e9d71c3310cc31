"""A sentence as tagged words, and patterns over words and tags.

A pattern is a row of elements separated by blanks: `word` in lower case, `TAG` (Penn; `NN.` for all that begin so),
`~lemma` for the forms of an English lemma, `word/TAG` for both, `_` for anything; `a|b` for either, `!a|b` for one word that
is neither; `?`, `*` and `+` after an element or a group as in regular expressions. Standing alone: `(` and `)` around a
group, `[` and `]` around what is marked, `^` and `$` for the ends of the sentence, `<!` and `>` around what must not follow.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from tqa.languages.inflect import inflections
from tqa.languages.tagging import Tagger, pieces, tagger
from tqa.languages.text import Text


class Piece(NamedTuple):
    """A word or a part of one (do, n't) with its tag; `token` is the token it belongs to."""

    lower: str
    tag: str
    token: int


class Tagged(NamedTuple):
    """One sentence: its pieces, and all of them in one line (`the/DT ministry/NN …`) for patterns."""

    pieces: tuple[Piece, ...]
    line: str

    def number(self, place: int) -> int:
        """The piece at a place of the line."""
        return self.line.count(" ", 0, place)


def _forms(text: Text, first: int, last: int) -> list[tuple[str, int]]:
    return [(piece, n) for n in range(first, last) for piece in pieces(text.tokens[n].text)]


def tagged(text: Text) -> list[Tagged]:
    """The sentences of a text tagged; none for a language without a tagger."""
    known = tagger(text.language.tag)
    return [_tagged(text, known, s.first, s.last) for s in text.sentences] if known else []


def _tagged(text: Text, known: Tagger, first: int, last: int) -> Tagged:
    forms = _forms(text, first, last)
    tags = known.tag([form for form, _ in forms])
    found = tuple(Piece(form.lower().replace("’", "'"), tag, n) for (form, n), tag in zip(forms, tags, strict=True))
    return Tagged(found, "".join([f"{p.lower}/{p.tag} " for p in found]))


def _alternative(written: str) -> str:
    if written == "_":
        return r"[^ ]+"
    word, _, tag = written.partition("/")
    if written[:1].isupper():
        word, tag = "", written
    tags = r"[^ ]+" if not tag else re.escape(tag).replace(r"\.", r"[A-Z$]*")
    if word.startswith("~"):
        words = "|".join(map(re.escape, sorted(inflections(word[1:]), key=lambda w: (-len(w), w))))
    else:
        words = re.escape(word) if word else r"[^ ]+"
    return f"(?:{words})/{tags}"


def _element(written: str) -> str:
    bare = written.rstrip("?*+")
    options = "|".join(_alternative(a) for a in bare.lstrip("!").split("|"))
    unit = f"(?:(?!(?:{options}) )[^ ]+ )" if bare.startswith("!") else f"(?:(?:{options}) )"
    return unit + written[len(bare) :]


_SIGNS = {"[": "(", "]": ")", "(": "(?:", "<!": "(?!", ">": ")", "^": "^", "$": "$"}


@lru_cache(maxsize=1024)
def pattern(written: str) -> re.Pattern[str]:
    """A pattern compiled; what stands between `[` and `]` is its first group. ValueError for one that cannot be read."""
    parts = [")" + p[1:] if p.startswith(")") else _SIGNS[p] if p in _SIGNS else _element(p) for p in written.split()]
    try:
        return re.compile("".join(parts) if parts[0] == "^" else r"(?:(?<=^)|(?<= ))" + "".join(parts))
    except re.error as error:
        raise ValueError(f"the pattern '{written}' cannot be read: {error}") from None
