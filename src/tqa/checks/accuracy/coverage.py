"""Nothing left out, nothing put in: lengths, sentences, stretches without any counterpart."""

from __future__ import annotations

import math
from collections.abc import Iterator

from tqa.alignment import lengths
from tqa.alignment.sentences import align
from tqa.alignment.words import Links
from tqa.checks.finder import Hit, Pair, check, check_where
from tqa.languages.text import Text
from tqa.records import Severity, Span


@check
def empty(pair: Pair, *, side: str) -> Iterator[Hit]:
    """One side empty beside a full one."""
    source, target = (pair.segment.source or "").strip(), pair.segment.target.strip()
    if side == "target" and source and not target:
        yield Hit(source=Span(0, len(pair.segment.source or "")), target=Span(0, 0))
    if side == "source" and pair.segment.source is not None and target and not source:
        yield Hit(target=Span(0, len(pair.segment.target)))


def is_off(pair: Pair) -> bool:
    """Both sides have text, and the target's length is at least a standard deviation off."""
    return pair.has_source and bool(pair.segment.target.strip()) and abs(pair.once(_z)) >= 1.0


@check_where(is_off)
def length(pair: Pair, *, fault: str, deviations: float = 4.0) -> Iterator[Hit]:
    """A target far shorter or longer than this pair of languages makes it, in standard deviations."""
    if not pair.has_source or not pair.segment.target.strip():
        return
    z = pair.once(_z)
    if fault == "short" and z < -deviations:
        yield Hit(
            source=Span(0, len(pair.source.string)), target=Span(0, len(pair.target.string)), words={"z": f"{-z:.1f}"}
        )
    if fault == "long" and z > deviations:
        yield Hit(target=Span(0, len(pair.target.string)), words={"z": f"{z:.1f}"})


def _z(pair: Pair) -> float:
    return lengths.deviation(
        pair.source.letters, pair.target.letters, pair.source_language.tag, pair.target_language.tag
    )


def may_lack_sentence(pair: Pair) -> bool:
    return is_off(pair) or (pair.has_source and len(pair.source.sentences) != len(pair.target.sentences))


def _unheard(pair: Pair, first: int, last: int) -> bool:
    """Whether the dictionary knows three content words of a stretch of the source, and none has an answer of its own."""
    mine = [i for i in pair.links.of_source if first <= i < last]
    return sum(pair.links.known[i] for i in mine) >= 3 and _answered(pair.links).isdisjoint(mine)


@check_where(may_lack_sentence)
def unpaired_sentence(pair: Pair, *, fault: str) -> Iterator[Hit]:
    """A sentence of one side that alignment leaves without a partner; `fault` is missing or extra."""
    if not pair.has_source or len(pair.source.sentences) == len(pair.target.sentences) == 1:
        return
    if not pair.segment.target.strip():
        return
    z = pair.once(_z)
    for beads in align(pair.source, pair.target, pair.links):
        ours, theirs = beads.source, beads.target
        if fault == "missing" and theirs and len(ours) > 1 and z < -1.0 and pair.links.useful:
            yield from _swallowed(pair, ours)
        if fault == "missing" and ours and not theirs:
            s = [pair.source.sentences[i] for i in ours]
            short = z < (-1.0 if pair.links.useful else -3.0)
            if not short and not (z < 0 and pair.links.useful and _unheard(pair, s[0].first, s[-1].last)):
                continue
            if sum(_words(pair, "source", x.first, x.last) for x in s) >= 3:
                yield Hit(
                    source=Span(s[0].start, s[-1].end),
                    target=None,
                    words={"source": pair.source.at(s[0].start, s[-1].end)[:60]},
                )
        if fault == "extra" and theirs and not ours and z > (1.0 if pair.links.useful else 3.0):
            t = [pair.target.sentences[j] for j in theirs]
            if sum(_words(pair, "target", x.first, x.last) for x in t) >= 3:
                yield Hit(
                    target=Span(t[0].start, t[-1].end), words={"found": pair.target.at(t[0].start, t[-1].end)[:60]}
                )


def _swallowed(pair: Pair, ours: tuple[int, ...]) -> Iterator[Hit]:
    """Of source sentences that share a target sentence, those of which it says nothing."""
    for i in ours:
        sentence = pair.source.sentences[i]
        if _unheard(pair, sentence.first, sentence.last):
            words = {"source": pair.source.at(sentence.start, sentence.end)[:60]}
            yield Hit(source=Span(sentence.start, sentence.end), target=None, words=words)


def _words(pair: Pair, side: str, first: int, last: int) -> int:
    text = pair.source if side == "source" else pair.target
    return sum(t.kind == "word" for t in text.tokens[first:last])


@check_where(is_off)
def uncovered(pair: Pair, *, fault: str, run: int = 3, deviations: float = 1.0) -> Iterator[Hit]:
    """A stretch of words that nothing on the other side answers, in a text whose length says so too.

    `run` is the least number of content words in the stretch; `deviations` how far the length must be off.
    """
    if not pair.has_source or not pair.links.useful or not pair.segment.target.strip():
        return
    z = pair.once(_z)
    links = pair.links
    if fault == "omission" and z < -deviations:
        answered = _answered(links)
        stretch = _stretch([(i, i in answered) for i in sorted(links.of_source)])
        weight = sum(links.known[i] or pair.source.tokens[i].text[0].isupper() for i in stretch)
        if weight >= run - 1 and weight > _spare_targets(pair):
            start, end = _opening(pair.source, stretch[0]), pair.source.tokens[stretch[-1]].end
            yield Hit(
                source=Span(start, end),
                target=_place(pair, stretch),
                words={"source": pair.source.at(start, end)},
                confidence=_confidence(z, weight),
                severity=_graded(z, weight),
            )
    if fault == "addition" and z > deviations and not _unanswered_acronym(pair):
        links.by_value()
        ours = [j for j in pair.target.words if links.content(pair.target.tokens[j])]
        stretch = _stretch([(j, j in links.linked_targets) for j in ours])
        enough = len(stretch) >= run - 1 and len(stretch) > sum(not found for found in links.of_source.values())
        if enough and not _written_out(pair, stretch) and not _in_brackets(pair.target, stretch):
            start, end = _opening(pair.target, stretch[0]), pair.target.tokens[stretch[-1]].end
            yield Hit(
                target=Span(start, end),
                words={"found": pair.target.at(start, end)},
                confidence=_confidence(z, len(stretch)),
                severity=_graded(z, len(stretch)),
            )


def _spare_targets(pair: Pair) -> int:
    """Content words of the target that answer nothing: where there are as many as were missed, the translation is free."""
    pair.links.by_value()
    return sum(
        pair.links.content(pair.target.tokens[j]) and j not in pair.links.linked_targets for j in pair.target.words
    )


def _answered(links: Links) -> set[int]:
    """Source words with an answer of their own: a target word answers one source word, the first to claim it."""
    claimed: set[int] = set()
    answered: set[int] = set()
    for i in sorted(links.of_source, key=lambda i: (len(links.of_source[i]), i)):
        free = [j for j in links.of_source[i] if j not in claimed]
        if free:
            claimed.add(free[0])
            answered.add(i)
    return answered


def _written_out(pair: Pair, stretch: list[int]) -> bool:
    """Whether a stretch of capitalised words writes out a compound name of the source (Укргідрометцентр)."""
    capitals = all(pair.target.tokens[j].text[0].isupper() for j in stretch)
    return capitals and any(
        not found and pair.source.tokens[i].text[0].isupper() for i, found in pair.links.of_source.items()
    )


def _in_brackets(text: Text, stretch: list[int]) -> bool:
    """Whether a stretch stands in brackets of its own: what a translator explains there is no damage."""
    first, last = text.tokens[stretch[0]].start, text.tokens[stretch[-1]].end
    opened, closed = text.string.rfind("(", 0, first), text.string.find(")", last)
    return opened > 0 and closed >= 0 and text.string.find(")", opened, first) < 0


def _unanswered_acronym(pair: Pair) -> bool:
    """Whether an acronym of the source may have been written out in the target."""
    return any(pair.source.tokens[i].word.is_upper and not found for i, found in pair.links.of_source.items())


def _stretch(items: list[tuple[int, bool]]) -> list[int]:
    """The longest run of positions without an answer."""
    best: list[int] = []
    run: list[int] = []
    for position, answered in items:
        if answered:
            run = []
            continue
        run.append(position)
        if len(run) > len(best):
            best = list(run)
    return best


def _opening(text: Text, first: int) -> int:
    """Where a stretch begins, the small words before its first content word taken in."""
    while first and text.tokens[first - 1].kind == "word" and text.tokens[first - 1].word.is_function:
        first -= 1
    return text.tokens[first].start


def _place(pair: Pair, stretch: list[int]) -> Span | None:
    """The insertion point in the target: after the answer of the last answered word before the stretch."""
    before = [j for i, found in pair.links.of_source.items() if i < stretch[0] for j in found]
    at = pair.target.tokens[max(before)].end if before else 0
    return Span(at, at)


def _graded(z: float, weight: int) -> Severity:
    """Human translations are free: only a long stretch in a text whose length is far off is more than a question."""
    if z * z * weight >= 48:
        return Severity.MAJOR
    return Severity.MINOR if z * z * weight >= 18 else Severity.NEUTRAL


def _confidence(z: float, run: int) -> float:
    return round(min(0.95, 1 / (1 + math.exp(-(0.8 * abs(z) + 0.5 * run - 3.0)))), 3)
