"""Small words that change what is claimed: alleged, former, deputy, almost, at least, again."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from tqa.checks.finder import Hit, Pair, check_where
from tqa.languages import language
from tqa.languages.phrases import Index, Match, first_of, phrase
from tqa.languages.text import Text
from tqa.records import Span

_DENYING = frozenset(
    "не ні ни як как какой какая какие каких який яка які яких not еще ещё ще".split()
)  # not only, as soon as, is yet to be


_JUST_NOW = frozenset({"что", "що"})  # только что


@lru_cache(maxsize=16)
def _index(tag: str) -> Index[tuple[str, str]]:
    """What a language surely says for each kind of qualifier: (kind, the phrase as written)."""
    facts = language(tag).facts.get("qualifiers", {})
    return Index((phrase(w, tag), (kind, w)) for kind, told in facts.items() for w in told.get("says", ()))


@lru_cache(maxsize=256)
def _answers(tag: str, kind: str) -> tuple[str, ...]:
    """What in a language may say a kind of qualifier."""
    told = language(tag).facts["qualifiers"].get(kind, {})
    return (*told.get("says", ()), *told.get("also", ()))


def said(text: Text) -> dict[str, Match]:
    """The kinds of qualifiers that surely stand in a text, each with its place."""
    return text.once(_said)


def _said(text: Text) -> dict[str, Match]:
    found: dict[str, Match] = {}
    for kind, written in dict.fromkeys(_index(text.language.tag).met(text)):
        match = next(phrase(written, text.language.tag).find(text), None)
        if match is None:
            continue
        before, behind = text.tokens[max(0, match.first - 1) : match.first], text.tokens[match.last : match.last + 1]
        if not any(t.word.lower in _DENYING for t in before) and not any(t.word.lower in _JUST_NOW for t in behind):
            found.setdefault(kind, match)
    return found


def is_qualified(pair: Pair) -> bool:
    return pair.has_source and bool(said(pair.source) or said(pair.target))


@check_where(is_qualified)
def qualifier(pair: Pair, *, fault: str, kinds: tuple[str, ...], longest: int = 45) -> Iterator[Hit]:
    """A qualifier of one of `kinds` that one side has and nothing on the other side answers; `fault` is lost or added.

    The words stand in the table `qualifiers` of the language packs; a language without it is left alone. Segments of more
    than `longest` words are not judged, since there the same may be said in ways no table has.
    """
    if max(len(pair.source.words), len(pair.target.words)) > longest or pair.segment.source == pair.segment.target:
        return
    if not all(side.facts.get("qualifiers") for side in (pair.source_language, pair.target_language)):
        return
    ours, theirs = (pair.source, pair.target) if fault == "lost" else (pair.target, pair.source)
    for kind, match in sorted(said(ours).items()):
        if kind in kinds and first_of(_answers(theirs.language.tag, kind), theirs) is None:
            span = Span(ours.tokens[match.first].start, ours.tokens[match.last - 1].end)
            found = ours.at(span.start, span.end)
            yield (
                Hit(source=span, target=_bare(pair, match.last), words={"source": found})
                if fault == "lost"
                else Hit(target=span, words={"found": found})
            )


def _bare(pair: Pair, after: int) -> Span | None:
    """The word of the target that stands there without its qualifier: the answer of what follows it in the source."""
    answers = (pair.links.of_source.get(i) for i in range(after, after + 3))
    j = next((found[0] for found in answers if found), None)
    return None if j is None else pair.target.tokens[j].span
