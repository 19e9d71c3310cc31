"""Candidates for a termbase, mined from a feed: acronyms, names and phrases of the sources, each with its renderings.

A phrase is a candidate by termhood: it stands in the feed much more often than its words would meet by chance in general text
(wordfreq). A rendering is the n-gram of the targets that stands where the candidate does and not where it does not (Dice's
coefficient), which needs no dictionary; where the words can also be linked one by one, that counts for it.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from tqa.alignment.words import glosses
from tqa.checks.finder import Pair
from tqa.glossary.match import automaton
from tqa.glossary.termbase import Termbase
from tqa.languages import language, names
from tqa.languages.digits import ROMAN
from tqa.languages.text import Text, Token
from tqa.languages.words import Word, frequencies
from tqa.languages.words import key as stem
from tqa.records import Segment

LONGEST_SOURCE, LONGEST_TARGET = 4, 5
LEAST = 3  # distinct sources in which a candidate stands; an acronym or a name of several words in one less
ROWS = 150  # segments a candidate that are looked at for renderings
RIVAL = 0.05  # share of segments from which another rendering is told
SURE = 0.5  # Dice's coefficient over distinct sources from which an n-gram is taken for the rendering
COMMON = 1.0  # termhood of a phrase at or below which it is general language
ORDINARY = 300.0  # occurrences per million words of general text from which a word makes no term


class Candidate(NamedTuple):
    """A term that the base lacks: how it stands in the sources, how often, its renderings with their counts, and why."""

    kind: str  # acronym | name | phrase
    source: str
    sources: int
    renderings: tuple[tuple[str, int], ...]
    strength: float
    expansion: str = ""
    example: str = ""
    translation: str = ""


Key = tuple[str, ...]


class _Row(NamedTuple):
    """One target beside a candidate: which source it translates, and its n-grams."""

    source: int
    grams: frozenset[str]


@dataclass
class _Seen:
    kind: str
    words: tuple[Word, ...]
    sources: int = 0
    surfaces: Counter[str] = field(default_factory=Counter)
    expansions: Counter[str] = field(default_factory=Counter)
    rows: list[_Row] = field(default_factory=list)
    example: tuple[str, str] = ("", "")


def mine(feed: Callable[[], Iterable[Segment]], base: Termbase, limit: int = 500) -> list[Candidate]:
    """The best candidates of a feed, strongest first; `feed` is called twice, for the sources and for their renderings.

    Only the pair of languages that most segments have is mined.
    """
    seen, langs = _candidates(feed(), base)
    if langs is None:
        return []
    total: dict[str, set[int]] = defaultdict(set)
    written: dict[str, Counter[str]] = defaultdict(Counter)
    for segment in feed():
        if (segment.source_lang, segment.target_lang) == langs and segment.source:
            _look(segment, seen, total, written)
    sources = len({source for found in total.values() for source in found})
    rare = {gram: len(found) for gram, found in total.items()}
    judged = ((_judged(key, one, rare, written, sources, langs), key) for key, one in seen.items())
    found = {key: candidate for candidate, key in judged if candidate}
    return sorted(_whole(found), key=lambda c: (-c.strength, c.source))[:limit]


def _candidates(feed: Iterable[Segment], base: Termbase) -> tuple[dict[Key, _Seen], tuple[str, str] | None]:
    """Candidates of the distinct sources that stand often enough and are not in the base."""
    seen: dict[Key, _Seen] = {}
    told: set[int] = set()
    langs: Counter[tuple[str, str]] = Counter()
    for segment in feed:
        langs[segment.source_lang, segment.target_lang] += 1
        if not segment.source or hash(segment.source) in told:
            continue
        told.add(hash(segment.source))
        text = Text(segment.source, language(segment.source_lang or "und"))
        known = [(f.span.start, f.span.end) for f in automaton(base, segment.source_lang).find(text)]
        for kind, key, tokens in {k[:2]: k for k in _spans(text)}.values():
            if any(a < tokens[-1].end and tokens[0].start < b for a, b in known):
                continue
            one = seen.setdefault(key, _Seen(kind, tuple(t.word for t in tokens)))
            one.sources += 1
            one.surfaces[text.at(tokens[0].start, tokens[-1].end)] += 1
        for letters, expansion in _expansions(text):
            if (letters.lower(),) in seen:
                seen[letters.lower(),].expansions[expansion] += 1
    kept = {key: one for key, one in seen.items() if one.sources >= LEAST - _is_told_by_form(key, one)}
    return kept, langs.most_common(1)[0][0] if langs else None


def _is_told_by_form(key: Key, one: _Seen) -> bool:
    return one.kind == "acronym" or (one.kind == "name" and len(key) > 1)


def _spans(text: Text) -> Iterator[tuple[str, Key, list[Token]]]:
    """Acronyms, runs of capitalised words, and phrases without function words, by their lemmas."""
    for s in text.sentences:
        tokens = text.tokens[s.first : s.last]
        for n, token in enumerate(tokens):
            if token.kind != "word" or token.word.is_function:
                continue
            if token.word.is_upper and 2 <= len(token.text) <= 7 and token.text not in ROMAN:
                yield "acronym", (token.word.lower,), [token]
                continue
            run: list[Token] = []
            for other in tokens[n : n + LONGEST_SOURCE]:
                if other.kind != "word" or other.word.is_function or len(other.text) < 3 or other.word.is_upper:
                    break
                run.append(other)
                named = all(t.text[:1].isupper() for t in run)
                if len(run) == 1 and (not named or not n or _opens(tokens, n)):
                    continue
                kind = "name" if named and (n or len(run) > 1) else "phrase"
                if kind == "name" or not any(t.text[:1].isupper() for t in run[1:]):
                    yield kind, tuple(t.word.lemma for t in run), list(run)


def _opens(tokens: list[Token], n: int) -> bool:
    """Whether a word opens a quotation or stands behind a mark that may open a sentence."""
    return tokens[n - 1].kind == "mark" and tokens[n - 1].text not in (",", "-", "(")


def _expansions(text: Text) -> Iterator[tuple[str, str]]:
    """An acronym in brackets and the words before it that begin with its letters."""
    tokens = text.tokens
    for n in range(2, len(tokens) - 1):
        if tokens[n - 1].text == "(" and tokens[n + 1].text == ")" and tokens[n].word.is_upper:
            letters = tokens[n].text.lower()
            for first in range(max(0, n - 1 - 2 * len(letters)), n - 1):
                words = [t for t in tokens[first : n - 1] if t.kind == "word"]
                heads = "".join(t.word.lower[0] for t in words)
                if words and heads[0] == letters[0] and _within(letters, heads):
                    yield tokens[n].text, text.at(tokens[first].start, tokens[n - 2].end)
                    break


def _within(letters: str, heads: str) -> bool:
    rest = iter(heads)
    return all(letter in rest for letter in letters)


def _look(
    segment: Segment, seen: dict[Key, _Seen], total: dict[str, set[int]], written: dict[str, Counter[str]]
) -> None:
    """Count the n-grams of a target by the source they stand for, and keep those that stand beside a candidate."""
    pair, source = Pair(segment), hash(segment.source)
    here = {key for _, key, _ in _spans(pair.source) if key in seen}
    if not here:
        return
    grams = dict(_grams(pair.target))
    for gram, surface in grams.items():
        total[gram].add(source)
        written[gram][surface] += 1
    row = _Row(source, frozenset(grams))
    for key in here:
        one = seen[key]
        if len(one.rows) < ROWS:
            one.rows.append(row)
            if not one.example[0] and len(pair.source.string) < 300:
                one.example = (pair.source.string, segment.target)


def _grams(text: Text) -> Iterator[tuple[str, str]]:
    """N-grams of a text that could be a term, in lower case and as written: no mark inside, no function word at an end."""
    tokens = text.tokens
    for n, first in enumerate(tokens):
        if first.kind != "word" or first.word.is_function or (n and tokens[n - 1].end == first.start):
            continue
        for last in range(n, min(n + LONGEST_TARGET, len(tokens))):
            if tokens[last].kind != "word":
                break
            if not tokens[last].word.is_function:
                surface = text.at(first.start, tokens[last].end).removesuffix("'s").removesuffix("’s")
                yield surface.lower(), surface


def _judged(
    key: Key,
    one: _Seen,
    total: dict[str, int],
    written: dict[str, Counter[str]],
    sources: int,
    langs: tuple[str, str],
) -> Candidate | None:
    """The candidate with its renderings, or None where it is no term or nothing renders it."""
    hood = _termhood(key, one, sources, langs[0])
    here = {row.source for row in one.rows}
    if len(here) < 2 or hood <= COMMON or not _is_noun_phrase(one, langs):
        return None
    beside: dict[str, set[int]] = defaultdict(set)
    for row in one.rows:
        for gram in row.grams:
            beside[gram].add(row.source)
    scored = []
    for gram, where in beside.items():
        if len(where) * 2 >= len(here):
            dice = 2 * len(where) / (len(here) + total[gram])
            scored.append((dice * (0.4 + 0.6 * _answers(one, gram, langs)), dice, gram))
    if not scored:
        return None
    rows = Counter(gram for row in one.rows for gram in row.grams)
    _, dice, gram = max(scored, key=lambda s: (round(s[0], 3), rows[s[2]], s[2]))
    if dice < SURE or (one.kind != "phrase" and not _capital(written[gram])):
        return None
    if one.kind == "phrase" and len(key) > 1 and _answers(one, gram, langs) < 0.75:
        return None
    renderings = [(gram, rows[gram]), *_rivals(gram, one, rows, beside, total, written, langs)][:5]
    strength = round(dice * hood * math.log2(1 + one.sources), 3)
    return Candidate(
        one.kind,
        _cited(key, one),
        one.sources,
        tuple((written[g].most_common(1)[0][0], n) for g, n in renderings),
        strength,
        one.expansions.most_common(1)[0][0] if one.expansions else "",
        *one.example,
    )


def _answers(one: _Seen, gram: str, langs: tuple[str, str]) -> float:
    """The share of a candidate's words that the words of an n-gram answer, by the lexicon or by sound; 1 for an acronym."""
    if one.kind == "acronym":
        return 1.0 if gram.replace(".", "").isalpha() and " " not in gram else 0.5
    words = gram.split()
    stems = {stem(w) for w in words}
    answered = 0.0
    for word in one.words:
        _, meant, known = glosses(word, *langs)
        heard = any(names.heard(word.lower, w) for w in words if len(w) > 2)
        answered += 1.0 if known & stems or heard else 0.0 if meant else 0.5
    return answered / len(one.words) - 0.05 * max(0, len(words) - len(one.words) - 2)


def _rivals(
    main: str,
    one: _Seen,
    rows: Counter[str],
    beside: dict[str, set[int]],
    total: dict[str, int],
    written: dict[str, Counter[str]],
    langs: tuple[str, str],
) -> list[tuple[str, int]]:
    """Other renderings: n-grams that stand where the main one does not, and answer the candidate as well as it does."""
    alone = Counter(gram for row in one.rows if main not in row.grams for gram in row.grams)
    least = max(2.0, RIVAL * len(one.rows))
    told: list[tuple[str, int]] = []
    for gram, n in sorted(alone.items(), key=lambda g: (-g[1], len(g[0]), g[0])):
        if one.kind == "acronym" and not written[gram].most_common(1)[0][0].isupper():
            continue
        if n < least or n < 0.7 * rows[gram] or total[gram] > 2 * len(beside[gram]):
            continue
        if _answers(one, gram, langs) >= 0.9 * _answers(one, main, langs) and not any(
            gram in g or g in gram for g, _ in told
        ):
            told.append((gram, n))
    return told


def _is_noun_phrase(one: _Seen, langs: tuple[str, str]) -> bool:
    """Whether no word is known to be a verb or an adverb, and the last one, or the only one, not to be an adjective."""
    kinds = [glosses(word, *langs)[0].lower() for word in one.words]
    if one.kind == "acronym":
        return True
    general = frequencies(langs[0])
    if one.kind == "phrase" and any(
        general.get(f, 0.0) * 1e6 > ORDINARY for w in one.words for f in (w.lower, w.lemma)
    ):
        return False
    return not any(k in ("v", "d") for k in kinds) and kinds[-1] != "a" and not (len(kinds) == 1 and _adjectival(one))


def _adjectival(one: _Seen) -> bool:
    return one.words[0].lemma.endswith(("ий", "ый", "ой"))


def _cited(key: Key, one: _Seen) -> str:
    """The candidate as a term is cited: in the form whose last word is a lemma, if the feed has it, else as it mostly stands."""
    if one.kind == "name" and len(key) == 1:
        return key[0].capitalize() if one.words[0].is_known or len(one.surfaces) > 1 else max(one.surfaces)
    cited = {s: n for s, n in one.surfaces.items() if s.lower().split()[-1] == key[-1]} or one.surfaces
    return min(cited, key=lambda s: (-cited[s], s))


def _capital(written: Counter[str]) -> bool:
    return written.most_common(1)[0][0][:1].isupper()


def _termhood(key: Key, one: _Seen, sources: int, lang: str) -> float:
    """How much more often the candidate stands here than its words would meet in general text, in powers of two a word."""
    if one.kind != "phrase":
        return 3.0
    general = frequencies(lang)
    chance = 1.0
    for lemma in key:
        chance *= max(general.get(lemma, 0.0), 1e-6) * WINDOW
    return math.log2(one.sources / sources / chance) / (2 * len(key))


WINDOW = 20  # words of a segment among which two may meet by chance


def _whole(found: dict[Key, Candidate]) -> Iterator[Candidate]:
    """Without candidates that are mostly part of a longer one."""
    parts: set[Key] = set()
    for key, longer in found.items():
        for size in range(1, len(key)):
            for n in range(len(key) - size + 1):
                part = key[n : n + size]
                if part in found and 1.6 * longer.sources >= found[part].sources:
                    parts.add(part)
    yield from (candidate for key, candidate in found.items() if key not in parts)
