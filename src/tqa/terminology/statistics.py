"""How the terms of a base are used in a feed: by concept, by translator, by month, with the variants that were written."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from tqa.checks.finder import Pair
from tqa.glossary.match import Use, occurrences
from tqa.glossary.termbase import Status, Termbase
from tqa.records import Segment

EXAMPLES = 3
_BAD = (Status.FORBIDDEN, Status.DEPRECATED)


@dataclass
class Count:
    """Of the uses in sources: how many were answered by a good term; how many bad terms stand in the targets."""

    uses: int = 0
    answered: int = 0
    bad: int = 0

    @property
    def hit_rate(self) -> float | None:
        return self.answered / self.uses if self.uses else None

    def add(self, other: Count) -> None:
        self.uses += other.uses
        self.answered += other.answered
        self.bad += other.bad

    def to_json(self) -> dict[str, Any]:
        rate = self.hit_rate
        return {
            "uses": self.uses,
            "answered": self.answered,
            "bad": self.bad,
            "hit_rate": None if rate is None else round(rate, 4),
        }


@dataclass
class Usage:
    """How one concept is used."""

    total: Count = field(default_factory=Count)
    translators: dict[str, Count] = field(default_factory=lambda: defaultdict(Count))
    months: dict[str, Count] = field(default_factory=lambda: defaultdict(Count))
    variants: Counter[tuple[str, str]] = field(default_factory=Counter)  # (words of the target, status of their term)
    examples: list[dict[str, str]] = field(default_factory=list)

    def to_json(self) -> dict[str, Any]:
        return {
            **self.total.to_json(),
            "translators": {name: count.to_json() for name, count in sorted(self.translators.items())},
            "months": {month: count.to_json() for month, count in sorted(self.months.items())},
            "variants": [
                {"text": text, "status": status, "count": n}
                for (text, status), n in sorted(self.variants.items(), key=lambda v: (-v[1], v[0]))
            ],
            "violations": self.examples,
        }


@dataclass
class Statistics:
    """The usage of all concepts of a base in a feed, and each term's hits by (concept, language, text)."""

    segments: int = 0
    concepts: dict[str, Usage] = field(default_factory=lambda: defaultdict(Usage))
    hits: Counter[tuple[str, str, str]] = field(default_factory=Counter)
    langs: set[str] = field(default_factory=set)

    def __iter__(self) -> Iterator[tuple[str, Usage]]:
        return iter(sorted(self.concepts.items(), key=lambda c: (-c[1].total.uses, -c[1].total.bad, c[0])))


def statistics(segments: Iterable[Segment], base: Termbase) -> Statistics:
    """The usage of a base in a feed, which is gone through once."""
    found = Statistics()
    for segment in segments:
        _add(found, Pair(segment, base), base)
    return found


def _add(found: Statistics, pair: Pair, base: Termbase) -> None:
    segment, uses = pair.segment, pair.uses
    found.segments += 1
    found.langs |= {segment.target_lang.split("-")[0], segment.source_lang.split("-")[0]} - {""}
    if not uses:
        return
    counts: dict[str, Count] = defaultdict(Count)
    spoken = {u.term.concept for u in uses if u.side == "source"}
    for use in uses:
        found.hits[use.term.concept, use.term.lang, use.term.text] += 1
        if use.side == "target" and (use.term.concept in spoken or not pair.has_source):
            text = pair.target.at(use.span.start, use.span.end)
            found.concepts[use.term.concept].variants[text, use.term.status.value] += 1
            if use.term.status in _BAD:
                counts[use.term.concept].bad += 1
                _example(found.concepts[use.term.concept], pair, use)
    for use, answer in occurrences(base, uses, segment.target_lang, segment.date):
        counts[use.term.concept].uses += 1
        counts[use.term.concept].answered += answer is not None
        if answer is None:
            _example(found.concepts[use.term.concept], pair, use)
    for concept, count in counts.items():
        usage = found.concepts[concept]
        usage.total.add(count)
        usage.translators[segment.translator].add(count)
        usage.months[segment.date[:7]].add(count)


def _example(usage: Usage, pair: Pair, use: Use) -> None:
    """The first few places where the concept was not rendered as it should be."""
    if len(usage.examples) < EXAMPLES:
        side = pair.source if use.side == "source" else pair.target
        usage.examples.append(
            {
                "segment": pair.segment.id,
                "term": side.at(use.span.start, use.span.end),
                "side": use.side,
                "source": pair.segment.source or "",
                "target": pair.segment.target,
            }
        )
