"""The words of this room: a check finds Hits in a Pair; a Rule is the card that says what a Hit means."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeVar

from tqa.alignment.words import Links
from tqa.languages import Language, language
from tqa.languages.digits import Mention
from tqa.languages.lazy import lazy
from tqa.languages.numbers import mentions
from tqa.languages.text import Text
from tqa.records import Fact, Segment, Severity, Span

if TYPE_CHECKING:
    from tqa.glossary.match import Use
    from tqa.glossary.termbase import Termbase

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Hit:
    """A place and the words for the card's message; never a sentence of its own."""

    source: Span | None = None
    target: Span | None = None
    suggestion: str | None = None
    words: Mapping[str, str] = field(default_factory=dict)
    evidence: tuple[str, ...] = ()
    confidence: float | None = None
    severity: Severity | None = None


@dataclass(frozen=True, slots=True)
class Example:
    """One case of a card. `pairs` are (source, target) of one document; marks ⟦…⟧ are already turned into spans.

    `terms` are the glossary it needs: rows of concept, lang, term, status, type.
    """

    pairs: tuple[tuple[str | None, str], ...]
    source_lang: str
    target_lang: str
    spans: tuple[tuple[str, Span], ...] = ()  # (side, span) in the last pair
    fixed: str | None = None
    terms: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule card, resolved: everything about a kind of fault but where it is."""

    id: str
    check: Check
    category: str
    severity: Severity
    message: str
    why: str
    settings: Mapping[str, Any]
    target_lang: str
    source_lang: str = ""
    when: frozenset[str] = frozenset()
    confidence: float = 0.9
    since: str = "0.1"
    state: str = "stable"
    precision: str = ""
    bad: tuple[Example, ...] = ()
    good: tuple[Example, ...] = ()
    path: str = ""


class Pair:
    """Both sides of a segment, analysed once and shared by all rules."""

    def __init__(self, segment: Segment, termbase: Termbase | None = None) -> None:
        self.segment = segment
        self.termbase = termbase
        self._memo: dict[Callable[..., Any], Any] = {}

    @lazy
    def target(self) -> Text:
        return Text(self.segment.target, self.target_language)

    @lazy
    def source(self) -> Text:
        """The source side; an empty text where the feed has none (ask `has_source` first)."""
        return Text(self.segment.source or "", self.source_language)

    @lazy
    def target_language(self) -> Language:
        return language(self.segment.target_lang)

    @lazy
    def source_language(self) -> Language:
        return language(self.segment.source_lang or "und")

    @lazy
    def has_source(self) -> bool:
        return bool(self.segment.source and self.segment.source.strip())

    @lazy
    def links(self) -> Links:
        return Links(self.source, self.target)

    @lazy
    def source_numbers(self) -> list[Mention]:
        return mentions(self.source)

    @lazy
    def target_numbers(self) -> list[Mention]:
        return mentions(self.target)

    @lazy
    def uses(self) -> list[Use]:
        """The glossary's terms as used on both sides."""
        if self.termbase is None:
            return []
        from tqa.glossary.match import find

        return find(self.termbase, self.source if self.has_source else None, self.target)

    def once(self, work: Callable[[Pair], T]) -> T:
        """The result of a computation that several rules share."""
        if work not in self._memo:
            self._memo[work] = work(self)
        return self._memo[work]  # type: ignore[no-any-return]


Finder = Callable[..., Iterator[Hit]]
Gate = Callable[[Pair], bool]
# Of the rules of a check and a source language it makes the function that says which of them can hit in a pair.
Sieve = Callable[[Sequence["Rule"], str], Callable[["Pair"], "Iterable[Rule]"]]
Collector = Callable[..., Iterator[Fact]]
Decider = Callable[..., Iterator[tuple[int, Hit]]]


@dataclass(frozen=True)
class Check:
    """A function that finds. Scope `pair`: `find(pair, **settings)`. Scope `batch`: `find(pairs, **settings)`, one list of
    hits a pair. Scope `feed`: `collect(pair, **settings)` yields Facts and `decide(facts, **settings)` yields
    (number of the fact, Hit). A `gate` is asked once a pair for all rules that share it: where it says no, none can hit. A
    `sieve` is given all rules of the check and answers which of them can hit in a pair."""

    name: str
    scope: str
    find: Callable[..., Any]
    decide: Decider | None = None
    gate: Gate | None = None
    sieve: Sieve | None = None

    @property
    def doc(self) -> str:
        """Its first paragraph on one line: what it finds."""
        return " ".join((self.find.__doc__ or "").strip().split("\n\n")[0].split())


def check(find: Finder) -> Check:
    """Mark a function of one pair as a check."""
    return Check(find.__name__, "pair", find)


def check_where(gate: Gate) -> Callable[[Finder], Check]:
    """Mark a function of one pair as a check that can only hit where the gate is open."""

    def mark(find: Finder) -> Check:
        return Check(find.__name__, "pair", find, gate=gate)

    return mark


def check_sifted(sieve: Sieve) -> Callable[[Finder], Check]:
    """Mark a function of one pair as a check with so many rules that a sieve picks those that can hit."""

    def mark(find: Finder) -> Check:
        return Check(find.__name__, "pair", find, sieve=sieve)

    return mark


def bilingual(pair: Pair) -> bool:
    """There is a source to compare with."""
    return pair.has_source


def batch_check(find: Callable[..., list[list[Hit]]]) -> Check:
    """Mark a function of many pairs as a check; its answer for a pair may not depend on the pair's neighbours."""
    return Check(find.__name__, "batch", find)


def feed_check(decide: Decider, gate: Gate | None = None) -> Callable[[Collector], Check]:
    """Mark a collector as a feed check, decided by `decide` over all facts of one key."""

    def mark(collect: Collector) -> Check:
        return Check(collect.__name__, "feed", collect, decide, gate)

    return mark
