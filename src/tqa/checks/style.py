"""Style: wordings that a better one should replace, with or without a trigger in the source."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

import regex

from tqa.checks.finder import Hit, Pair, check, feed_check
from tqa.records import Fact, Span

# A pattern may take this many seconds on one segment; one that explodes becomes a Failure, not a hang.
PATIENCE = 1.0


@check
def phrase(
    pair: Pair,
    *,
    find: regex.Pattern[str],
    use: str = "",
    unless: regex.Pattern[str] | None = None,
    source: regex.Pattern[str] | None = None,
    source_unless: regex.Pattern[str] | None = None,
    reach: int = 60,
    has: tuple[str, ...] = (),
) -> Iterator[Hit]:
    """A wording of the target, licensed by a wording of the source where `source` is given.

    A target with none of the strings of `has` is not searched; `use` is the replacement (\\1 stands for a group), `unless` a pattern that excuses it within `reach` code points.
    """
    string, licence = pair.target.string, None
    if has and not any(one in string for one in has):
        return
    for m in find.finditer(string, timeout=PATIENCE):
        if source is not None and licence is None:
            licence = source.search(pair.source.string, timeout=PATIENCE) if pair.has_source else None
            if licence is None:
                return
        if source_unless is not None and pair.has_source and source_unless.search(pair.source.string, timeout=PATIENCE):
            return
        if unless is not None and unless.search(string[max(0, m.start() - reach) : m.end() + reach], timeout=PATIENCE):
            continue
        better = m.expand(use) if use else None
        yield Hit(
            source=Span(*licence.span()) if licence else None,
            target=Span(*m.span()),
            suggestion=better,
            words={"found": m[0], "expected": better or ""},
        )


def _decide_boilerplate(facts: Sequence[Fact], *, documents: int = 2) -> Iterator[tuple[int, Hit]]:
    heads = {fact.words[1] for fact in facts if fact.words[0] == "head"}
    for n, fact in enumerate(facts):
        if fact.words[0] == "stuck" and (len(heads) >= documents or fact.words[2]):
            yield n, Hit(target=fact.target, words={"found": fact.words[3]})


@feed_check(_decide_boilerplate)
def boilerplate(pair: Pair, *, documents: int = 2) -> Iterator[Fact]:
    """A label of the feed (Read also:, Photo:) stuck inside running text; labels are learned where `documents` begin with them."""
    string = pair.target.string
    colon = string.find(":")
    if colon < 0:
        return
    known = pair.target_language.words("boilerplate")
    spread: dict[str, bool] = defaultdict(bool)
    for m in _LABEL.finditer(string):
        label = m["label"].lower()
        if m.start("label") == 0:
            yield Fact("", label, ("head", pair.segment.document, ""))
        elif not spread[label] and (
            not string[m.start("label") - 1].isspace() or not _LABEL.search(pair.source.string, 1)
        ):
            spread[label] = True
            yield Fact(
                "",
                label,
                ("stuck", pair.segment.document, "known" if label in known else "", m[0].strip()),
                target=Span(m.start("label"), m.end()),
            )


_LABEL = regex.compile(r"(?:(?<=^)|(?<=[.!?…\"”»])\s?|(?<=[\p{Ll}\d]))(?P<label>\p{Lu}\p{Ll}+(?: \p{Ll}+){0,2}):")
