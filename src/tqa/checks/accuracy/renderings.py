"""Phrases of the source that have a usual wrong rendering: calques, false friends, official names."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from tqa.checks.finder import Hit, Pair, Rule, check_sifted
from tqa.languages.phrases import Index, first_of, phrase, replacement
from tqa.languages.text import Text
from tqa.records import Span


def _span(text: Text, first: int, last: int) -> Span:
    return Span(text.tokens[first].start, text.tokens[last - 1].end)


def _called(rules: Sequence[Rule], source: str) -> Callable[[Pair], Iterable[Rule]]:
    """The rules that have a phrase of theirs in the source."""
    index = Index((phrase(written, source), rule) for rule in rules for written in rule.settings["source"])

    def sift(pair: Pair) -> Iterable[Rule]:
        called = index.met(pair.source) if pair.has_source else []
        return {rule.id: rule for rule in called}.values() if called else ()

    return sift


@check_sifted(_called)
def misrendering(
    pair: Pair,
    *,
    source: tuple[str, ...],
    wrong: tuple[str, ...],
    use: str = "",
    unless: tuple[str, ...] = (),
    unless_source: tuple[str, ...] = (),
) -> Iterator[Hit]:
    """A wording of the target that is wrong for a phrase of the source (accept participation for взяти участь).

    All settings but `use` are phrases (`tqa.languages.phrases`); `unless` and `unless_source` excuse it wherever they occur.
    """
    said = first_of(source, pair.source) if pair.has_source else None
    if said is None or first_of(unless_source, pair.source) or first_of(unless, pair.target):
        return
    text, after = pair.target, 0
    tag = text.language.tag
    places = sorted(((m, w) for w in wrong for m in phrase(w, tag).find(text)), key=lambda p: (p[0].first, -p[0].last))
    for match, written in places:
        if match.first < after:
            continue
        after = match.last
        span = _span(text, match.first, match.last)
        better = replacement(use, phrase(written, tag), match, text) if use else None
        yield Hit(
            source=_span(pair.source, said.first, said.last),
            target=span,
            suggestion=better,
            words={
                "found": text.at(span.start, span.end),
                "expected": better or "",
                "source": pair.source.at(pair.source.tokens[said.first].start, pair.source.tokens[said.last - 1].end),
            },
        )
