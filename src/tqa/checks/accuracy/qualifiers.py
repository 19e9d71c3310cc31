"""Small words that change what is claimed: alleged, former, deputy, almost, at least, again."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from tqa.checks.finder import Hit, Pair, check_where
from tqa.languages import language
from tqa.languages.phrases import Index, Match, phrase
from tqa.languages.text import Text
from tqa.records import Span

_DENYING = frozenset({"не", "ні", "ни", "як", "как", "not", "еще", "ещё", "ще"})  # not only, as soon as, is yet to be


@lru_cache(maxsize=16)
def _index(tag: str) -> Index[tuple[str, bool, str]]:
    """What a language says for each kind of qualifier: (kind, whether it surely says so, the phrase as written)."""
    facts = language(tag).facts.get("qualifiers", {})
    return Index(
        (phrase(written, tag), (kind, sure == "says", written))
        for kind, told in facts.items()
        for sure in ("says", "also")
        for written in told.get(sure, ())
    )


def said(text: Text) -> dict[str, tuple[Match | None, bool]]:
    """The kinds of qualifiers in a text: where one surely stands, or that something near its sense does."""
    return text.once(_said)


def _said(text: Text) -> dict[str, tuple[Match | None, bool]]:
    found: dict[str, tuple[Match | None, bool]] = {}
    for kind, sure, written in dict.fromkeys(_index(text.language.tag).met(text)):
        match = next(phrase(written, text.language.tag).find(text), None)
        if match is not None and not (match.first and text.tokens[match.first - 1].word.lower in _DENYING):
            before = found.get(kind, (None, False))
            found[kind] = (before[0] or (match if sure else None), True)
    return found


def is_qualified(pair: Pair) -> bool:
    return pair.has_source and bool(said(pair.source) or said(pair.target))


@check_where(is_qualified)
def qualifier(pair: Pair, *, fault: str, kinds: frozenset[str], longest: int = 45) -> Iterator[Hit]:
    """A qualifier of one of `kinds` that one side has and nothing on the other side answers; `fault` is lost or added.

    The words stand in the table `qualifiers` of the language packs; a language without it is left alone. Segments of more
    than `longest` words are not judged, since there the same may be said in ways no table has.
    """
    if max(len(pair.source.words), len(pair.target.words)) > longest or pair.segment.source == pair.segment.target:
        return
    if not all(side.facts.get("qualifiers") for side in (pair.source_language, pair.target_language)):
        return
    ours, theirs = (pair.source, pair.target) if fault == "lost" else (pair.target, pair.source)
    answered = said(theirs)
    for kind, (match, _) in sorted(said(ours).items()):
        if kind in kinds and match is not None and kind not in answered:
            span = Span(ours.tokens[match.first].start, ours.tokens[match.last - 1].end)
            found = ours.at(span.start, span.end)
            yield (
                Hit(source=span, words={"source": found})
                if fault == "lost"
                else Hit(target=span, words={"found": found})
            )
