"""Words and phrases said twice, with the doublings that grammar allows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import pairwise

from rapidfuzz.distance import Prefix

from tqa.checks.finder import Hit, Pair, bilingual, check, check_where
from tqa.languages.text import Text, Token
from tqa.records import Severity, Span


def _has_doubles(text: Text) -> bool:
    tokens = text.tokens
    return any(a.kind == "word" and a.word.lower == b.word.lower for a, b in pairwise(tokens)) or any(
        tokens[k].word.lower == tokens[k + 2].word.lower and tokens[k].kind == "word" and tokens[k + 1].text in ",-–—"
        for k in range(len(tokens) - 2)
    )


@check
def doubled_word(pair: Pair) -> Iterator[Hit]:
    """The same word twice in a row, where neither grammar nor the source doubles it."""
    tokens = pair.target.tokens
    legal = pair.target_language.words("repetition", "legal_doubles")
    for a, b in pairwise(tokens):
        same = a.word.lower == b.word.lower or (len(a.text) > 3 and b.word.lower.startswith(a.word.lower + "-"))
        if a.kind != "word" or not same or pair.target.at(a.end, b.start).strip():
            continue
        if len(a.text) == 1 and a.text not in "aI":
            continue
        if a.word.lower in legal or (a.text[0].isupper() and b.text[0].isupper()):
            continue
        if a.text[0].isupper() and b.text[0].islower() and not a.word.is_function:  # Stay stay? leave names alone
            continue
        if pair.has_source and _has_doubles(pair.source):
            continue
        quoted = (
            a.start
            and b.end < len(pair.target.string)
            and pair.target.string[a.start - 1] in "\"“'‘"
            and (pair.target.string[b.end] in "\"”'’,")
        )
        if not quoted:
            better = a.text if a.word.lower == b.word.lower else b.text
            yield Hit(target=Span(a.start, b.end), suggestion=better, words={"found": a.text})


def repeats(pair: Pair) -> bool:
    """Two words in a row stand in a row again."""
    forms = [t.word.lower for t in pair.target.tokens if t.kind in ("word", "number")]
    plain = ["the" if f in ("a", "an") else f for f in forms]
    return len(set(pairwise(plain))) < len(plain) - 1


@check_where(repeats)
def repeated_phrase(pair: Pair, *, words: int = 2, gap: int = 0, bilingual_gap: int = 3) -> Iterator[Hit]:
    """A phrase of at least `words` words said again at once, or after at most `gap` marks or small words."""
    tokens = [t for t in pair.target.tokens if t.kind in ("word", "number")]
    forms = ["the" if t.word.lower in ("a", "an") else t.word.lower for t in tokens]
    n = len(forms)
    grams = list(pairwise(forms))
    if len(set(grams)) == len(grams) or (pair.has_source and _has_phrases(pair.source)):
        return
    i = 0
    while i < n:
        size, start = _echo(forms, i, words, bilingual_gap if pair.has_source else gap)
        if size:
            first, again = tokens[i : i + size], tokens[start : start + size]
            between = pair.target.at(first[-1].end, again[0].start)
            sentence = "." in between and size > 2 and _more_sentences(pair)
            if any(mark in between for mark in ";:.—–!?") and not sentence:
                i += 1
                continue
            joined = between.strip(" ,").lower() == "and" and not any(t.word.is_function for t in first)
            if size == 2 and {t.word.lower for t in first} & {"and", "or", "by", "after"}:  # on and on and on
                i += 1
                continue
            if all(t.kind == "number" or t.word.is_function for t in first) and size < 3:
                i += 1
                continue
            yield Hit(
                target=Span(first[0].start, again[-1].end),
                suggestion=pair.target.at(first[0].start, first[-1].end) if start == i + size else None,
                words={"found": pair.target.at(again[0].start, again[-1].end)},
                severity=None if start == i + size or joined else Severity.NEUTRAL,
            )
            i = start + size
        else:
            i += 1


def _more_sentences(pair: Pair) -> bool:
    return pair.has_source and len(pair.target.sentences) > len(pair.source.sentences)


def _echo(forms: list[str], i: int, words: int, gap: int) -> tuple[int, int]:
    """The longest phrase at i that stands again right after it or `gap` words later: its size and the place."""
    n, best = len(forms), (0, 0)
    for start in range(i + words, min(i + _LONGEST_PHRASE + gap, n - words) + 1):
        if forms[start] != forms[i] or forms[start + 1] != forms[i + 1]:
            continue
        size = 0
        while i + size < start and start + size < n and forms[i + size] == forms[start + size]:
            size += 1
        adjacent = start == i + size
        if size > best[0] and start - i - size <= gap and len(set(forms[i : i + size])) > 1 and (adjacent or size > 2):
            best = (size, start)
    return best


_LONGEST_PHRASE = 12


def _has_phrases(text: Text) -> bool:
    forms = [t.word.lower for t in text.tokens if t.kind in ("word", "number")]
    pairs = list(pairwise(forms))
    return (
        any(a == b for a, b in zip(pairs, pairs[2:], strict=False))
        or any(count > 1 for count in Counter(zip(forms, forms[1:], forms[2:], strict=False)).values())
        or any(count > 2 for count in Counter(pairs).values())
    )


@check_where(repeats)
def loop(pair: Pair, *, times: int = 3, words: int = 3) -> Iterator[Hit]:
    """A phrase of `words` words that stands at least `times` times in one segment: a translator caught in a loop."""
    tokens = [t for t in pair.target.tokens if t.kind == "word"]
    if len(tokens) < times * words or (pair.has_source and len(pair.source.words) > 0.9 * len(tokens)):
        return
    forms = [t.word.lower for t in tokens]
    pairs = list(pairwise(forms))
    if len(set(pairs)) == len(pairs):
        return
    grams = Counter(tuple(forms[i : i + words]) for i in range(len(forms) - words + 1))
    gram, count = max(grams.items(), key=lambda item: item[1])
    places = [i for i in range(len(forms) - words + 1) if tuple(forms[i : i + words]) == gram]
    close = all(b - a <= 2 * words for a, b in pairwise(places))
    if count >= times and close and not (pair.has_source and _has_phrases(pair.source)):
        yield Hit(
            target=Span(tokens[places[0]].start, tokens[places[-1] + words - 1].end),
            words={"found": " ".join(gram), "count": str(count)},
        )


@check_where(bilingual)
def tautology(pair: Pair, *, reach: int = 5) -> Iterator[Hit]:
    """A nation and its country that answer a single word of the source (Finnish authorities of Finland)."""
    if not pair.has_source or not pair.links.useful:
        return
    tokens = pair.target.tokens
    names = [j for j in pair.target.words if tokens[j].text[0].isupper() and len(tokens[j].text) > 3]
    for a, b in pairwise(names):
        first, second = tokens[a].word.lower, tokens[b].word.lower
        near = 1 < b - a <= reach and "of" in (tokens[b - 1].word.lower, tokens[b - 2].word.lower)
        if near and first != second and first[:3] == second[:3] and _one_source(pair, first, second):
            yield Hit(
                target=Span(tokens[a].start, tokens[b].end),
                words={"found": pair.target.at(tokens[a].start, tokens[b].end)},
            )


def _one_source(pair: Pair, first: str, second: str) -> bool:
    """Whether exactly one word of the source means the nation or the country."""
    meant = [i for i in pair.links.of_source if {first, second} & set(pair.links.gloss(pair.source.tokens[i].word)[1])]
    return len(meant) == 1


def says_all_once(pair: Pair) -> bool:
    """Words of the target begin alike, and no content word of the source stands in it twice; nearly all are answered."""
    return pair.has_source and pair.once(_says_all_once) and pair.links.useful


def _says_all_once(pair: Pair) -> bool:
    heads = [
        pair.target.tokens[j].word.lower[:4] for j in pair.target.words if not pair.target.tokens[j].word.is_function
    ]
    if len(set(heads)) == len(heads):
        return False  # the target says nothing twice
    links = pair.links
    stems = [pair.source.tokens[i].word.lemma[:6] for i in links.of_source]
    lost = sum(not found for found in links.of_source.values())
    return len(set(stems)) == len(stems) and lost * 4 <= len(stems)


@check_where(says_all_once)
def echo(pair: Pair, *, words: int = 3) -> Iterator[Hit]:
    """What the source says once, said twice in a sentence: a phrase of at least `words` words or of two content words
    again, or a word beside another of its stem (demanding demands)."""
    tokens = pair.target.tokens
    answers = Counter(j for found in pair.links.of_source.values() for j in found)
    once = {j for j, n in answers.items() if n == 1}
    for sentence in pair.target.sentences:
        inside = [j for j in pair.target.words if sentence.first <= j < sentence.last]
        places = _phrase_again(pair, inside, once, words) or _stem_again(pair, inside, once)
        if places is not None:
            first, again, last = places
            found = pair.target.at(tokens[again].start, tokens[last].end)
            yield Hit(target=Span(tokens[first].start, tokens[last].end), words={"found": found})
            return


def _phrase_again(pair: Pair, inside: list[int], once: set[int], words: int) -> tuple[int, int, int] | None:
    """A phrase said twice among tokens: where it begins, where it begins again, and its last word."""
    tokens, links = pair.target.tokens, pair.links
    lost = any(not found for found in links.of_source.values())
    seen: dict[tuple[str, ...], int] = {}
    for size in range(min(_LONGEST_ECHO, len(inside)), 1, -1):
        for n in range(len(inside) - size + 1):
            part = inside[n : n + size]
            content = [j for j in part if links.content(tokens[j])]
            if not content or not once.issuperset(content):
                continue
            placed = size == 2 and tokens[part[0]].word.lower in _AT and tokens[part[1]].text[0].isupper()
            if len(content) == 1 and not placed and size < _LONGEST_ECHO:
                if size < words or lost or tokens[content[0]].text[0].isupper():
                    continue  # the accident again may answer a word that the lexicon does not know
            first = seen.setdefault(tuple(tokens[j].word.lower for j in part), n)
            if n >= first + size and (not placed or n - first < _NEAR):
                return inside[first], part[0], part[-1]
    return None


def _stem_again(pair: Pair, inside: list[int], once: set[int]) -> tuple[int, int, int] | None:
    """A word beside another of its stem, or beside itself behind and: in the same places."""
    tokens = pair.target.tokens
    for a, b in pairwise(inside):
        between = next((k for k in range(b, min(b + 3, len(tokens))) if tokens[k].word.lower not in _BETWEEN), b)
        for last in (b, between):
            same = last > b and {a, last} <= once and tokens[a].word.lower == tokens[last].word.lower not in _DOUBLED
            if b == a + 1 and (same or _one_stem(tokens[a], tokens[last])):
                return a, a, last
    return None


_DOUBLED = frozenset({"more", "less", "fewer", "year", "quarter", "month", "day", "again", "through", "over"})
_LONGEST_ECHO = 4
_BETWEEN = frozenset({"and", "or", "on", "a", "an", "the", "of", "for", "by"})
_AT, _NEAR = frozenset({"in", "on", "at"}), 7


def has_more_sentences(pair: Pair) -> bool:
    return pair.has_source and len(pair.target.sentences) > len(pair.source.sentences)


@check_where(has_more_sentences)
def sentence_again(pair: Pair, *, shared: float = 0.6) -> Iterator[Hit]:
    """A sentence that says in nearly the same words what the one before it said: of the content words of the shorter, at
    least the share `shared`, where the source has fewer sentences."""
    sentences = pair.target.sentences
    said = [{t.word.lemma for t in pair.target.tokens[s.first : s.last] if pair.links.content(t)} for s in sentences]
    for (_, one), (again, other) in pairwise(zip(sentences, said, strict=True)):
        least = min(len(one), len(other))
        near = len(one & other) >= shared * least and max(len(one), len(other)) <= 2 * least
        if least > 2 and (near or other <= one):
            yield Hit(target=Span(again.start, again.end), words={"found": pair.target.at(again.start, again.end)})
            return


@check_where(bilingual)
def placed_again(pair: Pair) -> Iterator[Hit]:
    """A place, day or month said twice in a sentence with its preposition, where one word of the source answers both."""
    tokens = pair.target.tokens
    for sentence in pair.target.sentences:
        seen: dict[tuple[str, str], int] = {}
        for j in range(sentence.first + 1, sentence.last):
            before, token = tokens[j - 1], tokens[j]
            if token.kind != "word" or not token.text.istitle() or before.word.lower not in _AT:
                continue
            first = seen.setdefault((before.word.lower, token.text), j)
            if first != j and _one_answer(pair, first, j) and tokens[j - 2].word.lower not in ("and", "or", "but"):
                span = Span(before.start, token.end)
                yield Hit(target=span, words={"found": pair.target.at(span.start, span.end)})
                return


def _one_answer(pair: Pair, first: int, again: int) -> bool:
    """Whether the same word of the source, and no other, answers two words of the target."""
    ours = [{i for i, found in pair.links.of_source.items() if j in found} for j in (first, again)]
    return ours[0] == ours[1] and len(ours[0]) == 1


@check_where(bilingual)
def said_again(pair: Pair, *, reach: int = 9) -> Iterator[Hit]:
    """A reporting verb twice around one speaker (said its chairman X said), where the source says it once."""
    verbs, tokens = pair.target_language.words("reporting_verbs"), pair.target.tokens
    said = [j for j in pair.target.words if tokens[j].word.lower in verbs]
    stems = tuple(pair.source_language.words("saying")) if len(said) > 1 else ()
    if not stems or sum(t.word.lower.startswith(stems) for t in pair.source.tokens) > 1:
        return
    for a, b in pairwise(said):
        between = pair.target.at(tokens[a].end, tokens[b].start)
        before, pronoun = tokens[b - 2].text, tokens[b - 1].word.lower
        tagged = pronoun in ("he", "she") or (pronoun in ("they", "it") and before == ",")
        if (
            tokens[a].word.lower == tokens[b].word.lower
            and b - a <= reach
            and not any(ch in between for ch in ('.;:"“”' if tagged and _ends(pair, b) else '.,;:"“”—–-'))
        ):
            span = Span(tokens[a].start, tokens[b].end)
            yield Hit(target=span, words={"found": pair.target.at(span.start, span.end)})
            return


def _ends(pair: Pair, j: int) -> bool:
    """Whether a sentence ends right behind token j."""
    return any(s.last - 2 <= j < s.last for s in pair.target.sentences)


def _one_stem(a: Token, b: Token) -> bool:
    """Whether two content words differ in their endings only."""
    if a.word.is_function or b.word.is_function or min(len(a.text), len(b.text)) < 3 or b.kind != "word":
        return False
    if a.word.lower.endswith(("er", "or", "ers", "ors")):  # a player played
        return False
    one, other = a.word.lower, b.word.lower
    if other == one + "ly":  # new newly built
        return True
    head = Prefix.similarity(one, other)
    return one != other and head >= 4 and a.text[0].islower() and max(len(one), len(other)) - head <= 4
