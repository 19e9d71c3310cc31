"""One name for one thing: across the feed, in a document, in a segment."""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from itertools import pairwise

from tqa.checks.accuracy.entities import has_names, source_names
from tqa.checks.finder import Hit, Pair, check_where, feed_check
from tqa.checks.terminology.glossary import has_uses
from tqa.glossary.match import GOOD
from tqa.languages.names import heard, stem
from tqa.languages.text import Token
from tqa.records import Fact, Span


def _decide_same(facts: Sequence[Fact], *, words: int = 3) -> Iterator[tuple[int, Hit]]:
    counts = Counter(fact.words[0] for fact in facts)
    if len(counts) < 2:
        return
    top, often = counts.most_common(1)[0]
    other = next(f for f in facts if f.words[0] == top)
    for n, fact in enumerate(facts):
        if fact.words[0] != top:
            yield (
                n,
                Hit(
                    target=fact.target,
                    words={"found": fact.words[1][:80], "expected": other.words[1][:80], "count": str(often)},
                    evidence=(f'translated as "{other.words[1][:120]}" {often} times',),
                ),
            )


@feed_check(_decide_same)
def same_source(pair: Pair, *, words: int = 3) -> Iterator[Fact]:
    """One source sentence translated in different ways across the feed; the minority is flagged."""
    if pair.has_source and len(pair.source.words) >= words and pair.segment.target.strip():
        key = " ".join(t.word.lower for t in pair.source.tokens if t.kind != "mark")
        same = " ".join(t.word.lower for t in pair.target.tokens if t.kind != "mark")
        yield Fact(
            "",
            f"{pair.segment.source_lang}>{pair.segment.target_lang} {key}",
            (same, pair.segment.target),
            target=Span(0, len(pair.target.string)),
        )


def _decide_rivals(facts: Sequence[Fact]) -> Iterator[tuple[int, Hit]]:
    counts = Counter(fact.words[0] for fact in facts)
    if len(counts) < 2:
        return
    top, often = counts.most_common(1)[0]
    places = list(dict.fromkeys(fact.words[1] for fact in facts if fact.words[0] == top))[:SHOWN_PLACES]
    for n, fact in enumerate(facts):
        if not (fact.words[0].startswith(top) or top.startswith(fact.words[0])):  # US and USA are no rivals
            yield (
                n,
                Hit(
                    source=fact.source,
                    target=fact.target,
                    words={"found": fact.words[0], "expected": top},
                    evidence=(f'the document has "{top}" {often} times, in {", ".join(places)}',),
                ),
            )


SHOWN_PLACES = 5


@feed_check(_decide_rivals, has_uses)
def rival_terms(pair: Pair) -> Iterator[Fact]:
    """Two good terms of one kind for one concept within a document; the minority is flagged, with the majority's places."""
    for use in pair.uses:
        if use.side == "target" and use.term.status in GOOD and use.how in ("exact", "form", "generated", "case"):
            if any(o is not use and o.span == use.span and o.term.concept != use.term.concept for o in pair.uses):
                continue
            yield Fact(
                "",
                f"{pair.segment.document}\u0000{use.term.concept}\u0000{use.term.type}",
                (use.term.text, pair.segment.id),
                target=use.span,
            )


def _decide_spellings(facts: Sequence[Fact]) -> Iterator[tuple[int, Hit]]:
    counts = Counter(fact.words[0] for fact in facts)
    if len(counts) < 2 or _translated_twice(facts):
        return
    top, often = counts.most_common(1)[0]
    for n, fact in enumerate(facts):
        if fact.words[0] != top and _rival_spellings(fact.words[0], top):
            words = {"found": fact.words[1], "expected": top.capitalize(), "source": fact.words[2]}
            yield (
                n,
                Hit(
                    source=fact.source,
                    target=fact.target,
                    words=words,
                    evidence=(f"{often} times {top.capitalize()}",),
                ),
            )


def _translated_twice(facts: Sequence[Fact]) -> bool:
    """Whether one place of the source was spelled in two ways: the document holds rival translations, each its own."""
    spelled: dict[tuple[str, Span | None], set[str]] = defaultdict(set)
    for fact in facts:
        spelled[fact.words[3], fact.source].add(fact.words[0])
    return any(len(words) > 1 for words in spelled.values())


_OF_SURNAMES = ("uk", "enko", "chuk", "yuk", "iuk", "ov", "ev", "yev", "iv")


def _rival_spellings(one: str, other: str) -> bool:
    """Whether two words spell one name, and are not a name and what is derived from it (Ukraine, Ukrainian)."""
    from rapidfuzz.distance import Levenshtein

    derived = one.startswith(other[:-1]) or other.startswith(one[:-1])
    if (
        derived
        and max(one, other, key=len).endswith(_OF_SURNAMES)
        and not min(one, other, key=len).endswith(_OF_SURNAMES)
    ):
        return True
    return not derived and Levenshtein.normalized_similarity(one, other) >= 0.55


@feed_check(_decide_spellings, has_names)
def spelled_two_ways(pair: Pair) -> Iterator[Fact]:
    """One name of the source spelled in two ways in the targets of a document; the minority is flagged."""
    always = pair.target_language.words("always_capital")
    for i in source_names(pair):
        token = pair.source.tokens[i]
        lower = token.word.lower
        answers = [pair.target.tokens[j] for j in pair.links.of_source.get(i, ())]
        spelled = [t for t in answers if t.text[0].isupper() and len(t.text) > 3 and heard(lower, t.word.lower)]
        if len(token.text) > 4 and "-" not in token.text and spelled:
            for other in spelled:
                written = other.word.lower.removesuffix("'s").removesuffix("’s")
                if written not in always:
                    key = f"{pair.segment.document}\u0000{stem(lower)}{_surname(pair, i)}"
                    yield Fact(
                        "",
                        key,
                        (written, other.text, token.text, _digest(pair.source.string)),
                        source=token.span,
                        target=other.span,
                    )


def _surname(pair: Pair, i: int) -> str:
    """The name right after a given name: two people may share one and spell it in two ways."""
    following = pair.source.tokens[i + 1] if i + 1 < len(pair.source.tokens) else None
    if following is None or following.kind != "word" or not following.text.istitle():
        return ""
    return f" {stem(following.word.lower)}"


def _digest(string: str) -> str:
    return hashlib.sha256(string.encode("utf-8", "replace")).hexdigest()[:12]


def _phrases(pair: Pair, first: int, last: int) -> list[tuple[int, int]]:
    """Runs of capitalised words (small words between them allowed) in a stretch of target tokens."""
    tokens, found, run = pair.target.tokens, [], []
    for k in range(first, last + 1):
        token = tokens[k] if k < last else None
        if token is not None and token.kind == "word" and token.text[0].isupper() and not token.word.is_function:
            run.append(k)
        elif run and (
            token is None or token.kind != "word" or token.word.lower not in ("of", "the", "on", "for", "and")
        ):
            if len(run) > 1:
                found.append((run[0], run[-1]))
            run = []
    return found


def has_sentences(pair: Pair) -> bool:
    return pair.has_source and len(pair.source.sentences) > 1


@check_where(has_sentences)
def rival_name(pair: Pair) -> Iterator[Hit]:
    """A name of several words that the source repeats in the next sentence and the target changes."""
    ours, theirs = pair.source.sentences, pair.target.sentences
    if len(ours) != 2 or len(theirs) != 2:
        return
    lemmas = [[pair.source.tokens[i].word.lemma for i in range(s.first, s.last)] for s in ours]
    pairs = [set(pairwise(side)) for side in lemmas]
    content = {pair.source.tokens[i].word.lemma for i in pair.links.of_source}
    shared = [p for p in pairs[0] & pairs[1] if p[0] in content and p[1] in content]
    named = any(t.text[0].isupper() and t.word.lemma in {w for p in shared for w in p} for t in pair.source.tokens)
    phrases = [_phrases(pair, t.first, t.last) for t in theirs]
    if not shared or not named or len(phrases[0]) != 1 or len(phrases[1]) != 1:
        return
    words = [{pair.target.tokens[k].word.key for k in range(a, b + 1)} for ((a, b),) in phrases]
    if len(words[0] & words[1]) * 2 <= min(len(words[0]), len(words[1])):
        (a, b) = phrases[1][0]
        span = Span(pair.target.tokens[a].start, pair.target.tokens[b].end)
        (c, d) = phrases[0][0]
        expected = pair.target.at(pair.target.tokens[c].start, pair.target.tokens[d].end)
        yield Hit(target=span, words={"found": pair.target.at(span.start, span.end), "expected": expected})


@check_where(has_sentences)
def rendering(pair: Pair) -> Iterator[Hit]:
    """A source noun that stands twice in a segment, answered once and then by a word that answers nothing."""
    links = pair.links
    if not links.useful or len(pair.source.sentences) != len(pair.target.sentences):
        return
    places: dict[str, list[int]] = defaultdict(list)
    for i in links.of_source:
        token = pair.source.tokens[i]
        pos, _, _ = links.gloss(token.word)
        if pos in ("n", "N", "") and len(token.text) > 3 and not token.word.is_upper:
            places[token.word.lemma].append(i)
    for found in places.values():
        if len(found) < 2:
            continue
        answers = {j for i in found for j in links.of_source[i]}
        if not answers:
            continue
        for i in found:
            sentence = next(n for n, s in enumerate(pair.source.sentences) if s.first <= i < s.last)
            theirs = pair.target.sentences[sentence]
            if any(theirs.first <= j < theirs.last for j in answers):
                yield from _another_word(pair, i, found, theirs.first, theirs.last)
                continue
            rival = _odd_word(pair, theirs.first, theirs.last)
            if rival is not None:
                first = pair.target.tokens[min(answers)]
                if heard(pair.source.tokens[i].word.lower, rival.word.lower) and first.start > rival.start:
                    rival, first = first, rival  # a name, and then what it means
                yield Hit(
                    source=pair.source.tokens[i].span,
                    target=rival.span,
                    words={"found": rival.text, "expected": first.text, "source": pair.source.tokens[i].text},
                )


def _another_word(pair: Pair, i: int, found: list[int], first: int, last: int) -> Iterator[Hit]:
    """A definite noun of a sentence that is another meaning of a source word than the sentence before had for it."""
    tokens = pair.target.tokens
    here = [j for j in pair.links.of_source[i] if first <= j < last]
    before = [j for n in found if n < i for j in pair.links.of_source[n] if j < first]
    said = {tokens[j].word.key for j in before}
    if not before or any(tokens[j].word.key in said for j in range(first, last)):
        return
    for j in here:
        if j and tokens[j - 1].word.lower == "the" and pair.links.gloss(pair.source.tokens[i].word)[0] == "n":
            yield Hit(
                source=pair.source.tokens[i].span,
                target=tokens[j].span,
                words={
                    "found": tokens[j].text,
                    "expected": tokens[before[0]].text,
                    "source": pair.source.tokens[i].text,
                },
            )
            return


def _odd_word(pair: Pair, first: int, last: int) -> Token | None:
    """The only noun-like word after an article in a stretch that answers nothing of the source."""
    tokens = pair.target.tokens
    odd = [
        tokens[j] for j in range(first, last) if pair.links.content(tokens[j]) and j not in pair.links.linked_targets
    ]
    headed = [
        t
        for t in odd
        if any(tokens[k].end + 1 == t.start and tokens[k].word.lower in ("the", "a", "an") for k in range(first, last))
        or t.text[0].isupper()
    ]
    return headed[0] if len(headed) == 1 and len(odd) <= 4 else None
