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

FINITE = frozenset({"VBD", "VBZ", "VBP", "MD"})
NOUNS = frozenset({"NN", "NNS", "NNP", "NNPS"})


class Piece(NamedTuple):
    """A word or a part of one (do, n't) with its tag; `token` is the token it belongs to."""

    lower: str
    tag: str
    token: int


class Tagged:
    """One sentence: its pieces, and all of them in one line for patterns. In ` the/DT  ministry/NN ` each piece has a blank
    on either side, so that a pattern begins with a blank, which a search finds fast."""

    def __init__(self, pieces: list[Piece]) -> None:
        self.pieces = pieces
        self.line = "".join([f" {lower}/{tag} " for lower, tag, _ in pieces])
        self.has = frozenset([x for lower, tag, _ in pieces for x in (lower, tag)])

    def number(self, place: int) -> int:
        """The piece at a place of the line."""
        return self.line.count(" ", 0, place) // 2


@lru_cache(maxsize=200_000)
def _cut(form: str) -> tuple[tuple[str, str], ...]:
    """The pieces of a token, each as it is and as patterns see it."""
    return tuple((piece, piece.lower().replace("’", "'")) for piece in pieces(form))


def tagged(text: Text) -> list[Tagged]:
    """The sentences of a text tagged; none for a language without a tagger."""
    known = tagger(text.language.tag)
    return [_tagged(text, known, s.first, s.last) for s in text.sentences] if known else []


def _tagged(text: Text, known: Tagger, first: int, last: int) -> Tagged:
    tokens = text.tokens
    cut = [(form, lower, n) for n in range(first, last) for form, lower in _cut(tokens[n].text)]
    tags = known.tag([form for form, _, _ in cut])
    make = tuple.__new__
    return Tagged([make(Piece, (lower, tag, n)) for (_, lower, n), tag in zip(cut, tags, strict=True)])


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
    return f"(?:{words})/{tags}" if "|" in words else f"{words}/{tags}"


def _element(written: str) -> str:
    bare = written.rstrip("?*+")
    options = "|".join(_alternative(a) for a in bare.lstrip("!").split("|"))
    unit = f"(?: (?!(?:{options}) )[^ ]+ )" if bare.startswith("!") else f"(?: (?:{options}) )"
    return unit + written[len(bare) :]


_SIGNS = {"[": "(", "]": ")", "(": "(?:", "<!": "(?!", ">": ")", "^": "^", "$": "$"}
_TAGS = (
    "CC CD DT EX FW IN JJ JJR JJS MD NN NNS NNP NNPS PDT POS PRP PRP$ RB RBR RBS RP SYM TO UH VB VBD VBG VBN VBP VBZ WDT "
    "WP WP$ WRB"
).split()


class Pattern(NamedTuple):
    """A pattern compiled, and for each word that it cannot do without the words and tags of which one must occur."""

    regex: re.Pattern[str]
    needs: tuple[frozenset[str], ...]

    def may_occur(self, sentence: Tagged) -> bool:
        has = sentence.has
        for need in self.needs:  # noqa: SIM110 - a loop, since a generator costs five times as much here
            if need.isdisjoint(has):
                return False
        return True


def _needed(element: str) -> frozenset[str] | None:
    """The words and tags one of which an element matches; None where it need not match, or matches too much to tell."""
    if element.startswith("!") or element[-1] in "?*" or element.rstrip("+") == "_":
        return None
    found: set[str] = set()
    for option in element.rstrip("+").split("|"):
        word, _, tag = option.partition("/")
        if option[:1].isupper():
            word, tag = "", option
        if word.startswith("~"):
            found |= inflections(word[1:])
        elif word:
            found.add(word)
        elif tag.endswith("."):
            found.update(t for t in _TAGS if t.startswith(tag[:-1]))
        else:
            found.add(tag)
    return frozenset(found)


def _needs(parts: list[str]) -> tuple[frozenset[str], ...]:
    needs, depth, optional = [], 0, 0
    for n, part in enumerate(parts):
        if part in ("(", "<!"):
            depth += 1
            closing = next(p for p in _closings(parts, n))
            optional += bool(optional) or part == "<!" or closing[-1] in "?*"
        elif part.startswith(")") or part == ">":
            depth -= 1
            optional = max(0, optional - 1)
        elif part not in _SIGNS and not optional and (need := _needed(part)) is not None:
            needs.append(need)
    # words before tags, few before many: the first need is the one that an index waits for
    return tuple(sorted(set(needs), key=lambda n: (any(x.isupper() for x in n), len(n), sorted(n))))


def _closings(parts: list[str], opened: int) -> list[str]:
    """The sign that closes the group or the look-ahead opened at a part."""
    depth = 0
    for part in parts[opened:]:
        depth += part in ("(", "<!")
        if part.startswith(")") or part == ">":
            depth -= 1
            if not depth:
                return [part]
    raise ValueError(f"a group is not closed in '{' '.join(parts)}'")


@lru_cache(maxsize=1024)
def pattern(written: str) -> Pattern:
    """A pattern compiled; what stands between `[` and `]` is its first group. ValueError for one that cannot be read."""
    parts = written.split()
    units = [")" + p[1:] if p.startswith(")") else _SIGNS[p] if p in _SIGNS else _element(p) for p in parts]
    try:
        regex = re.compile("".join(units))
    except re.error as error:
        raise ValueError(f"the pattern '{written}' cannot be read: {error}") from None
    return Pattern(regex, _needs(parts))
