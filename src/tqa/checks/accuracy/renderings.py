"""Phrases of the source that have a usual wrong rendering: calques, false friends, official names."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from tqa.checks.finder import Hit, Pair, Rule, check_sifted
from tqa.languages.phrases import Index, all_of, first_of, phrase, replacement
from tqa.languages.text import Text
from tqa.records import Span


def _span(text: Text, first: int, last: int) -> Span:
    return Span(text.tokens[first].start, text.tokens[last - 1].end)


def _called(rules: Sequence[Rule], source: str) -> Callable[[Pair], Iterable[Rule]]:
    """The rules that have a phrase of theirs in the source, and a wrong rendering in the target."""
    index = Index((phrase(written, source), rule) for rule in rules for written in rule.settings["source"])
    wrong: dict[str, Index[str]] = {}

    def renderings(tag: str) -> Index[str]:
        if tag not in wrong:
            wrong[tag] = Index((phrase(written, tag), rule.id) for rule in rules for written in rule.settings["wrong"])
        return wrong[tag]

    def sift(pair: Pair) -> Iterable[Rule]:
        called = index.met(pair.source) if pair.has_source else []
        if not called:
            return ()
        said = set(renderings(pair.target.language.tag).met(pair.target))
        return {rule.id: rule for rule in called if rule.id in said}.values()

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
    places = all_of(wrong, pair.target) if pair.has_source else []
    said = first_of(source, pair.source) if places else None
    if said is None or first_of(unless_source, pair.source) or first_of(unless, pair.target):
        return
    text, ours, after = pair.target, _span(pair.source, said.first, said.last), 0
    for match, found in places:
        if match.first < after:
            continue
        after = match.last
        span = _span(text, match.first, match.last)
        better = replacement(use, found, match, text) if use else None
        yield Hit(
            source=ours,
            target=span,
            suggestion=better,
            words={
                "found": text.at(span.start, span.end),
                "expected": better or "",
                "source": pair.source.at(ours.start, ours.end),
            },
        )
