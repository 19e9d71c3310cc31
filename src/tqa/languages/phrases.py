"""Phrases written by a linguist, found in a text whatever the inflection.

A phrase is a row of words: `word` stands for itself in any case (a word written with a capital keeps it), `~word` for
every form of its lemma, `stem*` for what begins so, `a|b` for either, `word?` for a word that may be absent, `#` for a
number, `..` for up to four words, `^` (first) for the start of a sentence.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Generic, NamedTuple, TypeVar

from tqa.languages.inflect import answering
from tqa.languages.text import Text, Token
from tqa.languages.words import Vocabulary, Word, plain, vocabulary

T = TypeVar("T")
GAP = 4
_STOPS = frozenset(".!?;…:")


class Piece(NamedTuple):
    """One place of a phrase and what may stand there."""

    forms: frozenset[str] = frozenset()
    exact: frozenset[str] = frozenset()
    lemmas: frozenset[str] = frozenset()
    stems: tuple[str, ...] = ()
    optional: bool = False
    gap: bool = False
    number: bool = False

    def fits(self, token: Token) -> bool:
        if self.number:
            return token.kind == "number"
        word = token.word
        return (
            word.lower in self.forms
            or token.text in self.exact
            or (bool(self.lemmas) and token.kind == "word" and word.lemma in self.lemmas)
            or (bool(self.stems) and word.lower.startswith(self.stems))
        )


class Match(NamedTuple):
    """Tokens of a phrase found, end excluded; `gap` are the tokens that `..` swallowed."""

    first: int
    last: int
    gap: tuple[int, int]


class Phrase(NamedTuple):
    """A phrase of one language, read from its written form."""

    written: str
    pieces: tuple[Piece, ...]
    opens: bool

    def at(self, text: Text, first: int) -> Match | None:
        """The phrase beginning at a token."""
        return self._from(text.tokens, first, first, 0, (first, first))

    def _from(self, tokens: list[Token], first: int, at: int, piece: int, gap: tuple[int, int]) -> Match | None:
        if piece == len(self.pieces):
            return Match(first, at, gap)
        wanted = self.pieces[piece]
        if wanted.gap:
            for end in range(at, min(at + GAP, len(tokens)) + 1):
                if end > at and tokens[end - 1].text in _STOPS:
                    return None
                if found := self._from(tokens, first, end, piece + 1, (at, end)):
                    return found
            return None
        if at < len(tokens) and wanted.fits(tokens[at]):
            if found := self._from(tokens, first, at + 1, piece + 1, gap):
                return found
        return self._from(tokens, first, at, piece + 1, gap) if wanted.optional else None

    def find(self, text: Text) -> Iterator[Match]:
        """All places of the phrase, in order, none inside another."""
        starts = {s.first for s in text.sentences} if self.opens else None
        after = 0
        for first in range(len(text.tokens)):
            if first >= after and (starts is None or first in starts):
                found = self.at(text, first)
                if found and found.last > first:
                    after = found.last
                    yield found

    @property
    def anchor(self) -> Piece:
        """The piece by which an index meets the phrase: the one with the longest words."""
        solid = [p for p in self.pieces if not (p.optional or p.gap or p.number)]
        return max(solid, key=lambda p: min(map(len, (*p.forms, *p.exact, *p.lemmas, *p.stems))))


def _piece(written: str, known: Vocabulary) -> Piece:
    if written in ("..", "#"):
        return Piece(gap=written == "..", number=written == "#")
    optional = len(written) > 1 and written.endswith("?")
    kinds: dict[str, set[str]] = {"forms": set(), "exact": set(), "lemmas": set(), "stems": set()}
    for word in (written[:-1] if optional else written).split("|"):
        bare = plain(word.strip("~*"))
        if word.startswith("~"):
            kinds["lemmas"].add(known.lemma(bare))
            kinds["forms"].add(bare)
        elif word.endswith("*"):
            kinds["stems"].add(bare)
        else:
            kinds["exact" if word != word.lower() else "forms"].add(word if word != word.lower() else bare)
    return Piece(
        frozenset(kinds["forms"]),
        frozenset(kinds["exact"]),
        frozenset(kinds["lemmas"]),
        tuple(sorted(kinds["stems"])),
        optional,
    )


@lru_cache(maxsize=8192)
def phrase(written: str, tag: str) -> Phrase:
    """A written phrase of a language; ValueError where nothing in it must occur."""
    words = written.split()
    opens = words[:1] == ["^"]
    pieces = tuple(_piece(word, vocabulary(tag)) for word in words[opens:])
    if not any(p.forms or p.exact or p.lemmas or p.stems for p in pieces if not p.optional):
        raise ValueError(f"the phrase '{written}' has no word that must occur")
    return Phrase(written, pieces, opens)


def replacement(use: str, wrong: Phrase, match: Match, text: Text) -> str:
    """`use` for the words matched: its `~word`s take the forms of the phrase's, its `..` the words of the gap."""
    tokens = text.tokens
    inflected = [
        (k, lemma)
        for k in range(match.first, match.last)
        if not match.gap[0] <= k < match.gap[1]
        for p in wrong.pieces
        for lemma in p.lemmas
        if tokens[k].word.lemma == lemma
    ]
    out = []
    for word in use.split():
        if word == "..":
            word = (
                text.at(tokens[match.gap[0]].start, tokens[match.gap[1] - 1].end) if match.gap[0] < match.gap[1] else ""
            )
        elif word.startswith("~"):
            word = word[1:]
            if inflected:
                k, lemma = inflected.pop(0)
                word = answering(word, tokens[k].word.lower, lemma, tokens[k - 1].text if k else "")
        out += [word] if word else []
    made = " ".join(out).replace(" ,", ",")
    return made[:1].upper() + made[1:] if tokens[match.first].text[:1].isupper() else made


class Index(Generic[T]):
    """Many phrases of one language, each with what it stands for; a text meets only those whose longest word it has."""

    def __init__(self, entries: Iterable[tuple[Phrase, T]]) -> None:
        self._by: dict[str, dict[str, list[T]]] = {"form": {}, "exact": {}, "lemma": {}, "stem": {}}
        for phrase, value in entries:
            anchor = phrase.anchor
            for kind, words in zip(self._by, anchor[:4], strict=True):
                for word in words:
                    self._by[kind].setdefault(word, []).append(value)
        self._lengths = sorted({len(stem) for stem in self._by["stem"]})
        self._met: dict[str, tuple[T, ...]] = {}

    def _look(self, word: Word) -> tuple[T, ...]:
        by, lower = self._by, word.lower
        found = [*by["form"].get(lower, ()), *by["exact"].get(word.form, ()), *by["lemma"].get(word.lemma, ())]
        found += [value for n in self._lengths for value in by["stem"].get(lower[:n], ()) if len(lower) >= n]
        if len(self._met) > Vocabulary.limit:
            self._met.clear()
        self._met[word.form] = tuple(found)
        return self._met[word.form]

    def met(self, text: Text) -> list[T]:
        """What may occur in a text, in the order of the text, each once or more."""
        met = self._met
        found: list[T] = []
        for token in text.tokens:
            values = met.get(token.text)
            if values is None:
                values = self._look(token.word)
            if values:
                found += values
        return found


@lru_cache(maxsize=4096)
def _index(written: tuple[str, ...], tag: str) -> Index[Phrase]:
    return Index((p, p) for p in (phrase(w, tag) for w in written))


def all_of(written: tuple[str, ...], text: Text) -> list[tuple[Match, Phrase]]:
    """All places of the phrases, in order, the longer of those that begin together first."""
    met = _index(written, text.language.tag).met(text) if written else []
    return sorted(((m, p) for p in dict.fromkeys(met) for m in p.find(text)), key=lambda f: (f[0].first, -f[0].last))


def first_of(written: tuple[str, ...], text: Text) -> Match | None:
    """The first place of any of the phrases."""
    return next((match for match, _ in all_of(written, text)), None)
