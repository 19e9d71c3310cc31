"""Names of people and places across scripts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

import regex
from rapidfuzz.distance import Levenshtein

from tqa.checks.finder import Hit, Pair, check, check_where
from tqa.languages import names
from tqa.languages.text import Text, Token
from tqa.languages.words import lexicon, vocabulary
from tqa.records import Span

# Regions named by what they lie along, which English names otherwise (Поволжье, the Volga region).
_REGION = re.compile(
    r"(?:по|за|при|под|під|перед|пере).{3,}(?:ь[еяю]|тт[яюі]|'[яюі])$|.{3,}[щч]ин(?:а|и|і|у|ою|ой|е|ы)$"
)
_OPENING = frozenset('«"“„([—–-:•')
_NO_WORD = 0.05  # occurrences per million words below which a form is no word of the language
_USUAL = 5.0  # from which it is an ordinary word rather than a name


def starts_sentence(text: Text, i: int) -> bool:
    """Whether token i opens a sentence, a quotation or a list item, where any word has a capital."""
    return (
        i == 0
        or any(s.first == i for s in text.sentences)
        or text.tokens[i - 1].text in _OPENING
        or (text.tokens[i - 1].text[-1] in ".!?…")
    )


def source_names(pair: Pair) -> list[int]:
    """Tokens of the source that are surely names: capitalised inside a sentence, or known to the lexicon as names."""
    return pair.once(_source_names)


def _source_names(pair: Pair) -> list[int]:
    links, found = pair.links, []
    for i in pair.source.words:
        token = pair.source.tokens[i]
        if not token.text[0].isupper() or token.word.is_upper or len(token.text) < 3 or token.word.script != "Cyrl":
            continue
        pos, _, _ = links.gloss(token.word)
        alone = _alone_in_quotes(pair.source, i)
        if pos == "N" or (pos == "" and not token.word.is_function and (alone or not starts_sentence(pair.source, i))):
            found.append(i)
    stems = {names.stem(pair.source.tokens[i].word.lower) for i in found}
    return sorted({*found, *(i for i in _openers(pair) if names.stem(pair.source.tokens[i].word.lower) in stems)})


def _openers(pair: Pair) -> list[int]:
    """Words that open a sentence of the source and that nobody knows: names, if another place of the text shows it."""
    tokens = pair.source.tokens
    return [
        i
        for i in (s.first for s in pair.source.sentences[1:])
        if tokens[i].kind == "word" and tokens[i].text.istitle() and pair.links.gloss(tokens[i].word)[0] == ""
    ]


def _alone_in_quotes(text: Text, i: int) -> bool:
    """Whether token i is all that stands between two quotation marks: the name of a company, a ship or a team."""
    tokens = text.tokens
    return 0 < i < len(tokens) - 1 and tokens[i - 1].text in "«“„" and tokens[i + 1].text in "»”“"


@lru_cache(maxsize=8)
def _known_names(source: str, target: str) -> frozenset[str]:
    """English names (stems) that the lexicon gives for names of the source language."""
    common = vocabulary(target).word
    return frozenset(
        g
        for pos, glosses in lexicon(source, target).values()
        if pos == "N"
        for g in glosses
        if len(g) > 4 and common(g).frequency < 20
    )


def _open(pair: Pair, j: int) -> bool:
    """Whether target token j is a capitalised word that answers nothing."""
    if not 0 <= j < len(pair.target.tokens):
        return False
    token = pair.target.tokens[j]
    return (
        token.kind == "word"
        and token.text[0].isupper()
        and j not in pair.links.linked_targets
        and not token.word.is_function
        and len(token.text) > 2
        and not token.word.is_upper
        and token.word.lower not in pair.target_language.months
        and token.word.lower not in pair.target_language.weekdays
    )


def _beside(pair: Pair, i: int, theirs: set[int]) -> int | None:
    """The open target word beside the answer of a neighbouring name: where the name at i should stand."""
    for n, step in ((i - 1, 1), (i + 1, -1)):
        if n in theirs and pair.links.of_source.get(n):
            found = pair.links.of_source[n]
            j = max(found) + 1 if step == 1 else min(found) - 1
            if _open(pair, j):
                return j
    return None


def _alike(source: str, target: str, tag: str) -> float:
    return float(
        Levenshtein.normalized_similarity(
            names.romanise(names.stem(source), tag), target.lower()[: len(names.stem(source)) + 2]
        )
    )


def has_names(pair: Pair) -> bool:
    across = pair.has_source and pair.target_language.script == "Latn" and pair.source_language.script == "Cyrl"
    return (
        across and bool(pair.target.words) and any(pair.source.tokens[i].text[0].isupper() for i in pair.source.words)
    )


@check_where(has_names)
def name(pair: Pair, *, fault: str, reach: float = 0.35) -> Iterator[Hit]:
    """A name of the source that no word of the target can be; `fault` is wrong (another stands there) or missing.

    `reach` is how far, as a share of the text, a known name may stand that the source does not license.
    """
    links, tokens = pair.links, pair.source.tokens
    theirs = set(source_names(pair))
    for i in sorted(theirs):
        token = tokens[i]
        if sum(ch.isupper() for ch in token.text) > 1 and "-" not in token.text:
            continue
        if "-" in token.text:
            if fault == "wrong":
                yield from _compound(pair, i)
            continue
        if links.of_source.get(i) or len(token.text) < 4:
            if fault == "wrong":
                yield from _other_country(pair, i)
                if i in links.by_sound:
                    yield from _own_name(pair, i)
            continue
        beside = _beside(pair, i, theirs) if len(token.text) > 4 else None
        j = beside if beside is not None else _stranger(pair, i, reach)
        if j is not None:
            other = pair.target.tokens[j]
            alike = _alike(token.word.lower, other.text, pair.source_language.tag)
            other_name = alike < 0.4 or (alike < 0.85 and beside is None)
            common = other.word.frequency >= (40 if len(other.text) > 5 else 1)  # Mike is Майкл
            clashes = not common and names.clashes(token.word.lower, other.word.lower)
            lowered = token.word.lower, other.word.lower
            spelled = not common and names.is_own_spelling(*lowered, pair.source_language.tag)
            if fault == "wrong" and (other_name or clashes) and not spelled:
                yield _wrong(pair, i, j)
        elif (
            fault == "missing"
            and len(token.text) > 4
            and not any(n in theirs and links.of_source.get(n) for n in (i - 1, i + 1))
            and not any(_open(pair, n) for n in pair.target.words)
        ):
            yield Hit(source=token.span, words={"source": token.text})
    if fault == "wrong":
        yield from _translated(pair)


def _wrong(pair: Pair, i: int, j: int, expected: str = "") -> Hit:
    token, other = pair.source.tokens[i], pair.target.tokens[j]
    return Hit(
        source=token.span,
        target=other.span,
        suggestion=expected or None,
        words={
            "found": other.text,
            "source": token.text,
            "expected": expected or names.romanise(token.text, pair.source_language.tag),
        },
    )


def _stranger(pair: Pair, i: int, reach: float) -> int | None:
    """A name known to the lexicon that nothing in the source licenses, near the place of the source name at i."""
    token = pair.source.tokens[i]
    pos, _, _ = pair.links.gloss(token.word)
    if pos not in ("N", "") or (_REGION.match(token.word.lower) and not _country(pair, token)):
        return None
    known = _known_names(*pair.links.languages)
    at = token.start / max(1, len(pair.source.string))
    size = max(1, len(pair.target.string))
    found = [
        j
        for j in pair.target.words
        if _open(pair, j)
        and pair.target.tokens[j].word.lower in known
        and abs(pair.target.tokens[j].start / size - at) <= reach
    ]
    lost = [n for n in source_names(pair) if not pair.links.of_source.get(n)]
    alone = pos == "N" and len(lost) == 1
    found = [
        j
        for j in found
        if alone or _alike(token.word.lower, pair.target.tokens[j].text, pair.source_language.tag) > 0.35
    ]
    if not found and len(lost) == 1 and len(token.text) > 4:
        found = _lonely(pair, token)
    return found[0] if len(found) == 1 else None


def _lonely(pair: Pair, token: Token) -> list[int]:
    """The open word of the target, if there is only one and no common word, where one name of the source is unanswered:
    they should be one name, and begin like one."""
    free = [
        j
        for j in pair.target.words
        if _open(pair, j) and (pair.target.tokens[j].word.frequency < _NO_WORD or not starts_sentence(pair.target, j))
    ]
    first = names.first_letters(token.word.lower)
    return [
        j
        for j in free
        if len(free) == 1
        and pair.target.tokens[j].word.frequency < 1
        and (
            first is None
            or pair.target.tokens[j].word.lower[0] in first
            or _alike(token.word.lower, pair.target.tokens[j].text, pair.source_language.tag) > 0.6
        )
        and names.clashes(token.word.lower, pair.target.tokens[j].word.lower)
    ]


def _own_name(pair: Pair, i: int) -> Iterator[Hit]:
    """A place with an English name of its own that was spelled out by sound (Chornohora for Montenegro)."""
    token = pair.source.tokens[i]
    pos, words, _ = pair.links.gloss(token.word)
    quoted = (i and pair.source.tokens[i - 1].text in '«"“„') or (i and pair.source.tokens[i - 1].text[0].isupper())
    if (
        pos == "N"
        and words
        and len(words[0]) > 5
        and not quoted
        and not any(names.heard(token.word.lower, w) for w in words)
    ):
        j = pair.links.of_source[i][0]
        other = pair.target.tokens[j]
        if other.text[0].isupper() and _alike(token.word.lower, other.text, pair.source_language.tag) > 0.7:
            yield _wrong(pair, i, j, words[0].capitalize())


def _other_country(pair: Pair, i: int) -> Iterator[Hit]:
    """A country whose name only begins like that of the source (Australia for Австрия)."""
    mine = _country(pair, pair.source.tokens[i])
    if not mine or mine in pair.target.string:
        return
    _, words, _ = pair.links.gloss(pair.source.tokens[i].word)
    for j in pair.links.of_source.get(i, ()):
        named = pair.target.tokens[j].text.removesuffix("'s").removesuffix("’s")
        if named in pair.target_language.words("countries", "bare") and named.lower() not in words:
            yield _wrong(pair, i, j, mine)


def _translated(pair: Pair) -> Iterator[Hit]:
    """A surname that was translated as a word (Андрій Пишний, Andriy Lush)."""
    links, tokens = pair.links, pair.source.tokens
    for i in pair.source.words:
        token = tokens[i]
        if not (
            token.text[0].isupper()
            and i
            and i not in links.by_sound
            and len(token.text) > 2
            and not token.word.is_upper
        ):
            continue
        pos, _, _ = links.gloss(token.word)
        if i + 1 < len(tokens) and tokens[i + 1].text.istitle() and links.gloss(tokens[i + 1].word)[0] == "n":
            continue  # Луганская Народная Республика
        first = _spelled_out(pair, i - 1)
        if pos in ("a", "n") and first and tokens[i - 1].end + 1 == token.start:
            for j in links.of_source.get(i, ()):
                other = pair.target.tokens[j]
                heard = any(names.heard(token.word.lower, pair.target.tokens[k].word.lower) for k in pair.target.words)
                heard = heard or _alike(token.word.lower, other.text, pair.source_language.tag) > 0.7  # Яр, Yar
                if other.text[0].isupper() and j == max(first) + 1 and not heard and other.word.frequency > 0:
                    yield _wrong(pair, i, j)


def _spelled_out(pair: Pair, i: int) -> tuple[int, ...]:
    """The words of the target that spell out the name at i of the source; none where it is no name or was translated."""
    token = pair.source.tokens[i]
    pos, glosses, _ = pair.links.gloss(token.word)
    if not token.text[0].isupper() or pos == "a" or names.is_adjective(token.word.lower):
        return ()  # Домініканська Республіка
    found = [(j, pair.target.tokens[j]) for j in pair.links.of_source.get(i, ())]
    if pos == "n":  # Надія Мороз, but not Радіо Свобода
        found = [(j, t) for j, t in found if t.word.lower not in glosses]
    if pos != "N":
        heard = [(j, t) for j, t in found if names.heard(token.word.lower, t.word.lower)]
        letters = {names.romanise(form, pair.source_language.tag) for form in (token.word.lower, token.word.lemma)}
        found = [(j, t) for j, t in heard if t.word.frequency < _USUAL or t.word.lower in letters]  # Roman
    return tuple(j for j, t in found if t.text[0].isupper())


def _country(pair: Pair, token: Token) -> str:
    """The English name of the country that a word of the source names (Словаччина, which ends like a region); "" for none."""
    _, words, _ = pair.links.gloss(token.word)
    known = pair.target_language.words("countries", "bare")
    return next((w.capitalize() for w in words if w.capitalize() in known), "")


def _compound(pair: Pair, i: int) -> Iterator[Hit]:
    """A hyphenated name of which a part was translated (Rostov-on-House)."""
    token = pair.source.tokens[i]
    parts = [p for p in token.word.lower.split("-") if len(p) > 2]
    for other in pair.target.tokens:
        theirs = [p for p in other.text.split("-") if p] if other.kind == "word" and "-" in other.text else []
        if len(theirs) < 3 or len(parts) < 2 or not token.text[0].isupper():
            continue
        heard = [any(names.heard(p, t.lower()) for t in theirs) for p in parts]
        if heard[0] and not all(heard):
            yield Hit(
                source=token.span,
                target=other.span,
                words={
                    "found": other.text,
                    "source": token.text,
                    "expected": names.romanise(token.text, pair.source_language.tag),
                },
            )


_GIVEN = re.compile(r"\b(?!(?:In|From|Near|At|To|Of|The|Around)\b)[A-Z][a-z]+ $")


@check
def place(
    pair: Pair,
    *,
    find: regex.Pattern[str],
    use: str,
    unless: tuple[str, ...] = (),
    source: tuple[str, ...] = (),
    surname: bool = False,
) -> Iterator[Hit]:
    """A place under a name the house does not use. Silent near the words of `unless` (Odessa, Texas), and where a source
    exists that has none of the stems in `source`; a name that is a `surname` too is one behind a given name."""
    if pair.has_source and source and not any(stem in pair.source.lower for stem in source):
        return
    for m in find.finditer(pair.target.string, timeout=1.0):
        around = pair.target.string[max(0, m.start() - 24) : m.end() + 24]
        inside_link = any(t.kind in ("link", "hash") and t.start <= m.start() < t.end for t in pair.target.tokens)
        person = surname and bool(_GIVEN.search(pair.target.string, 0, m.start()))
        if not inside_link and not person and not any(word in around for word in unless):
            yield Hit(
                target=Span(*m.span()), suggestion=m.expand(use), words={"found": m[0], "expected": m.expand(use)}
            )
