"""Words glued to one another, and words torn by a blank."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise

from tqa.checks.finder import Hit, Pair, check, check_where
from tqa.languages import Language, language, names
from tqa.languages.text import Token
from tqa.languages.words import Word, vocabulary
from tqa.records import Span

_POSSESSIVE = re.compile(r"([A-Za-z]+'s)([a-z]{3,})")
_TWO_CAPITALS = re.compile(r"([A-Z][a-z]+)([A-Z][a-z]+)")
_HUMP = re.compile(r"([A-Z]{2,}|[A-Z]?[a-z]{3,})([A-Z][a-z]{2,})")


@check
def glued_words(pair: Pair, *, rarity: float = 0.03) -> Iterator[Hit]:
    """An unknown word that two well-known words make together (waspublished, Operaon)."""
    if pair.target_language.script != "Latn":
        return
    lang = pair.target_language
    for token in pair.target.tokens:
        form = token.text
        if token.kind != "word" or len(form) < 4 or not form.isascii():
            continue
        if "'" in form:
            if (m := _POSSESSIVE.fullmatch(form)) and vocabulary(lang.tag).word(m[2]).frequency >= 10:
                yield Hit(target=token.span, suggestion=f"{m[1]} {m[2]}", words={"found": form})
            continue
        if not form.isalpha() or token.word.frequency > 50:
            continue
        small = form.islower()
        at = 0 if small or form.istitle() else _humped(token, pair)
        if (at and not _licensed(token, at, pair)) or (
            small and not token.word.is_known and (at := _two_small(form, lang))
        ):
            yield Hit(target=token.span, suggestion=f"{form[:at]} {form[at:]}", words={"found": form})
            continue
        if len(form) < 5 or token.word.frequency > rarity:
            continue
        if at := _before_article(token, pair):
            yield Hit(target=token.span, suggestion=f"{form[:at]} {form[at:]}", words={"found": form})
            continue
        at = _seam(token.text, pair.target_language.tag)
        if (at and not _licensed(token, at, pair)) or (at := _after_name(token, pair)):
            yield Hit(target=token.span, suggestion=f"{token.text[:at]} {token.text[at:]}", words={"found": token.text})


_PREPOSITIONS = ("from", "with", "for", "by", "in", "on", "at", "of", "to")


def _before_article(token: Token, pair: Pair) -> int:
    """Where a preposition is stuck to the word before it, its article behind (reportby the); 0 where none is."""
    following = pair.target.string[token.end : token.end + 5]
    if not token.text.islower() or token.word.is_known or not following.startswith((" the ", " a ", " an ")):
        return 0
    tail = next((p for p in _PREPOSITIONS if token.text.endswith(p)), "")
    at = len(token.text) - len(tail)
    head = vocabulary(pair.target_language.tag).word(token.text[:at])
    return at if tail and at > 3 and head.is_known and head.frequency >= 20 else 0


@lru_cache(maxsize=20_000)
def _two_small(form: str, lang: Language) -> int:
    """Where an unknown form falls apart into two of the commonest small words (upto, ofthe); 0 where it does not."""
    look = vocabulary(lang.tag).word
    for at in range(2, len(form) - 1):
        halves = (look(form[:at]), look(form[at:]))
        if all(h.is_function and h.frequency >= 400 and len(h.form) < 6 for h in halves):
            return at
    return 0


def _humped(token: Token, pair: Pair) -> int:
    """Where a capital inside a word begins a common word behind another (OfficeSearches, BBCNews); 0 where none does, or
    where the source has the word as it is."""
    m = _HUMP.fullmatch(token.text)
    if (two := _TWO_CAPITALS.fullmatch(token.text)) and f"{two[1]} {two[2]}" in pair.source.string:
        return two.end(1)  # TheGuardian
    if m is None or token.word.lower in pair.target_language.words("brands") or not pair.has_source:
        return 0
    if token.text.lower() in pair.source.lower or pair.target.string[token.end : token.end + 1] == ":":
        return 0  # copied, or a label stuck to the text (highwayPhoto:), which is told as one
    look = vocabulary(pair.target_language.tag).word
    first, second = look(m[1].lower()), look(m[2].lower())
    whole = m[1].isupper() or first.frequency >= 20
    if token.word.frequency >= 0.1:
        return 0
    if _two_names(pair, m[1].lower(), m[2].lower()):
        return m.end(1)  # DariaMelnychuk
    if second.is_function and second.frequency >= 300 and len(m[1]) > 3:
        return m.end(1)  # VestnikThe
    if (
        first.frequency >= 1
        and first.is_known
        and any(t.text.istitle() and names.heard(t.word.lower, m[2].lower()) for t in pair.source.tokens)
    ):
        return m.end(1)  # nearVyazma
    return m.end(1) if whole and second.frequency >= 20 else 0


def _two_names(pair: Pair, first: str, second: str) -> bool:
    """Whether two words side by side in the source are these two names."""
    return any(
        a.text.istitle()
        and b.text.istitle()
        and a.end + 1 == b.start
        and names.heard(a.word.lower, first)
        and names.heard(b.word.lower, second)
        for a, b in pairwise(pair.source.tokens)
    )


def _after_name(token: Token, pair: Pair) -> int:
    """Where a name of the source ends inside the token and a common word goes on (Leyenarrived); 0 where none does."""
    if not pair.has_source or not token.text.istitle() or len(token.text) < 8:
        return 0
    look = vocabulary(pair.target_language.tag).word
    for i in pair.source.words:
        if not pair.source.tokens[i].text.istitle() or len(pair.source.tokens[i].text) < 3:
            continue
        stem = names.stem(pair.source.tokens[i].word.lower)
        for at in range(3, len(token.text) - 2):
            rest = look(token.text[at:])
            goes_on = (
                rest.is_function
                or rest.lower.endswith(("ed", "ing"))
                or rest.lower in pair.target_language.words("reporting_verbs")
            )
            if (
                goes_on
                and rest.frequency >= (20 if len(rest.form) < 6 else 3)
                and abs(at - len(stem)) <= 2
                and names.heard(pair.source.tokens[i].word.lower, token.text[:at].lower())
            ):
                return at
    return 0


def _licensed(token: Token, at: int, pair: Pair) -> bool:
    """Whether the source has the whole word: copied, or as a name that sounds like all of it."""
    if not pair.has_source:
        return token.text[0].isupper() and not token.text[:at].isupper()
    if token.text.lower() in pair.source.lower:
        return True
    for theirs in pair.source.tokens:
        if theirs.kind == "word" and theirs.word.script == "Cyrl" and len(theirs.text) >= 0.7 * len(token.text):
            if names.heard(theirs.word.lower, token.word.lower):
                # a name takes a free ending: glued only if the name is already whole before the seam
                whole = len(names.romanise(names.stem(theirs.word.lower), pair.source_language.tag)) <= at
                return not (whole and names.heard(theirs.word.lower, token.word.lower[:at]))
    return False


@lru_cache(maxsize=20_000)
def _seam(form: str, tag: str) -> int:
    """Where an unknown form falls apart into two words; 0 where it does not."""
    look, lang = vocabulary(tag).word, language(tag)
    if (
        (m := re.fullmatch(r"([A-Z]{2,})([a-z]{3,})", form))
        and look(m[2]).frequency >= 5
        and m[2] not in ("like", "ing", "ers")
    ):
        return m.end(1)
    if (
        (m := re.fullmatch(r"([a-z]{3,})([A-Z][a-z]+)", form))
        and m[2].lower() in lang.function_words
        and look(m[1]).frequency >= 5
    ):
        return m.end(1)
    if not (form.islower() or form.istitle()):
        return 0
    scale = next((s for s in lang.numerals("scale") if len(s) > 4 and form.startswith(s)), "")
    if scale and len(form) > len(scale) + 3 and _is_word(look(form[len(scale) :]), lang):
        return len(scale)  # millionhryvnias
    best, at = 0.0, 0
    for k in range(2, len(form) - 1):
        a, b = look(form[:k].lower()), look(form[k:])
        weight = min(_weight(a, lang.function_words), _weight(b, lang.function_words))
        if weight > best and _may_be_torn(a, b, form.istitle(), lang):
            best, at = weight, k
    return at if best >= (1.0 if form.islower() else 0.9) else 0


def _is_word(word: Word, lang: Language) -> bool:
    return word.is_known or word.lower in lang.words("loanwords")


def _may_be_torn(a: Word, b: Word, title: bool, lang: Language) -> bool:
    """Whether two words stand side by side in a sentence rather than in a compound: one of them is a small word that makes
    no compounds, or the first is a verb form (reportedtraffic, but taximeters and outdance are words)."""
    makes_compounds = lang.words("compounding")
    small = (a.is_function and a.lower not in makes_compounds) or (b.is_function and b.lower not in makes_compounds)
    if small or title:
        past = b.lower.endswith("ed") and len(a.form) > 5 and a.frequency >= 20 and b.frequency >= 5
        return small or past  # Committeefined
    if a.lower == "the" and len(b.lower) > 5 and b.is_known:
        return True
    whole = len(a.lower) > 4 and len(b.lower) > 4 and not {a.lower, b.lower} & makes_compounds
    return whole and (a.lower.endswith(("ed", "ing", "ly")) or min(a.frequency, b.frequency) >= 30)


def _weight(word: Word, function_words: frozenset[str]) -> float:
    """How surely a piece is a word of its own: short pieces must be function words, long ones frequent."""
    if len(word.form) < 4:
        if word.lower in function_words:
            return 2.0 if word.frequency > 1000 else 0.0
        return 1.0 if len(word.form) == 3 and word.frequency >= 200 else 0.0
    if len(word.form) > 7:  # long words are rare, and rarely part of another
        return word.frequency
    return word.frequency / 10


_ENDINGS = frozenset("ment ments tion tions sion sions ness ity ence ance ings culture".split())


def has_rare_words(pair: Pair) -> bool:
    """A small word of the target is no word of general text, or one that many words end in."""
    return not _ENDINGS.isdisjoint(pair.target.forms) or any(
        t.word.frequency < 0.3 for t in pair.target.tokens if t.kind == "word" and t.text.islower()
    )


@check_where(has_rare_words)
def torn_word(pair: Pair) -> Iterator[Hit]:
    """A blank inside a word: two pieces of which one is no word make a well-known word together (corr uption)."""
    look = vocabulary(pair.target_language.tag).word
    for a, b in pairwise(pair.target.tokens):
        if (
            a.kind == b.kind == "word"
            and b.start == a.end + 1
            and b.text.islower()
            and len(a.text) > 1
            and len(b.text) > 1
        ):
            if b.text in _ENDINGS and not a.word.is_function and look(a.text + b.text).frequency >= 5:
                found = {"found": f"{a.text} {b.text}"}
                yield Hit(target=Span(a.start, b.end), suggestion=a.text + b.text, words=found)
            elif min(a.word.frequency, b.word.frequency) < 0.3 and not (a.text[0].isupper() or a.word.is_function):
                whole = look(a.text + b.text)
                if whole.frequency >= 1 and max(a.word.frequency, b.word.frequency) < 300:
                    yield Hit(
                        target=Span(a.start, b.end),
                        suggestion=a.text + b.text,
                        words={"found": pair.target.at(a.start, b.end)},
                    )
