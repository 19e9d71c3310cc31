"""Pronouns of the target held against the pronoun of the source beside the word that they belong to."""

from __future__ import annotations

from collections.abc import Iterator

from tqa.checks.finder import Hit, Pair, check_where
from tqa.checks.linguistic.constructions import span_of
from tqa.checks.linguistic.tenses import answers, verbs
from tqa.languages.tagged import NOUNS, Tagged, tagged
from tqa.languages.text import Token

_THEY = frozenset(
    "їх їхній їхня їхнє їхні їхнього їхньої їхньому їхніх їхню їхнім їхньою їхніми их ими ними них".split()
)
_SHE = frozenset("її неї нею їй ній её ее неё нее ней нею".split())
_HE = frozenset("його йому нього ньому его ему него нему".split())
_ALL = _THEY | _SHE | _HE
# What each kind of pronoun of the source can never be in English. A body that is "her" in Slavic may be "their" or "its".
_NEVER: tuple[tuple[frozenset[str], frozenset[str]], ...] = (
    (_THEY, frozenset({"its", "his", "her", "it", "him"})),
    (_SHE, frozenset({"his", "him"})),
    (_HE, frozenset({"her"})),
)
# Nouns that are many in the source and one in English.
_ONE = frozenset("data money news information advice equipment evidence".split())
_PLURAL = frozenset("сша оаэ оае нидерланды нідерланди филиппины філіппіни мальдивы мальдіви".split())
_VERBS = ("VB", "VBD", "VBG", "VBN", "VBP", "VBZ")


@check_where(verbs)
def pronoun(pair: Pair) -> Iterator[Hit]:
    """A pronoun of another person or number than the one beside the source's noun or verb (its gardens for їхні городи)."""
    answered, text = pair.once(answers), pair.target
    for sentence in text.once(tagged):
        for n, piece in enumerate(sentence.pieces):
            if piece.lower not in ("its", "his", "her", "it", "him"):
                continue
            many = not _PLURAL.isdisjoint(pair.source.forms) or not _ONE.isdisjoint(text.forms)
            if piece.lower in ("its", "it") and many:
                continue
            own = piece.tag == "PRP$"
            head = _owned(sentence, n) if own else _governing(sentence, n)
            if head is None:
                continue
            said = [
                s for i in answered.get(sentence.pieces[head].token, ()) if (s := _beside(pair, i, own)) is not None
            ]
            if len(said) == 1 and any(said[0].word.lower in kind and piece.lower in never for kind, never in _NEVER):
                span = span_of(text, sentence, n, n + 1)
                yield Hit(
                    source=said[0].span,
                    target=span,
                    words={"found": text.at(span.start, span.end), "source": said[0].text},
                )


def _owned(sentence: Tagged, n: int) -> int | None:
    """The noun right after a possessive, past its adjectives."""
    for k in range(n + 1, min(n + 4, len(sentence.pieces))):
        tag = sentence.pieces[k].tag
        if tag in NOUNS and (k + 1 == len(sentence.pieces) or sentence.pieces[k + 1].tag not in NOUNS):
            return k
        if tag not in ("JJ", "CD", "VBN", "JJS") and tag not in NOUNS:
            return None
    return None


def _governing(sentence: Tagged, n: int) -> int | None:
    """The verb whose object the pronoun is, at most one particle or preposition before it."""
    for k in (n - 1, n - 2):
        if k >= 0 and sentence.pieces[k].tag in _VERBS:
            return k
        if k < 0 or sentence.pieces[k].tag not in ("RP", "IN", "RB"):
            return None
    return None


def _beside(pair: Pair, at: int, own: bool) -> Token | None:
    """The third-person pronoun of the source before a noun (`own`) or on either side of a verb."""
    tokens = pair.source.tokens
    if own:
        before = at - 1
        while before > 0 and pair.links.gloss(tokens[before].word)[0] == "a" and tokens[before].word.lower not in _ALL:
            before -= 1
        return tokens[before] if before >= 0 and tokens[before].word.lower in _ALL else None
    for k in (at + 1, at - 1):
        if 0 <= k < len(tokens) and tokens[k].word.lower in _ALL:
            following = tokens[k + 1] if k + 1 < len(tokens) else None
            if k < at or following is None or pair.links.gloss(following.word)[0] not in ("n", "a"):
                return tokens[k]
    return None
