"""Figures that stayed while what they measure has changed: times and per cent, units, to and by, half hours."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from tqa.checks.finder import Hit, Pair, check_where
from tqa.languages import Language
from tqa.languages.digits import Mention
from tqa.languages.text import Text
from tqa.records import Span


def has_measures(pair: Pair) -> bool:
    """Both languages tell how they measure, and both sides have numbers."""
    known = "measures" in pair.source_language.facts and "measures" in pair.target_language.facts
    return pair.has_source and known and bool(pair.source_numbers and pair.target_numbers)


class Figure(NamedTuple):
    """A number of a text by its tokens, end excluded."""

    text: Text
    first: int
    last: int
    value: float

    @property
    def before(self) -> str:
        return self.text.tokens[self.first - 1].word.lower if self.first else ""

    def after(self, words: int) -> list[str]:
        return [t.word.lower for t in self.text.tokens[self.last : self.last + words]]

    def span(self, before: int = 0, after: int = 0) -> Span:
        tokens = self.text.tokens
        last = min(len(tokens), self.last + after) - 1
        return Span(tokens[max(0, self.first - before)].start, tokens[last].end)


@check_where(has_measures)
def measure(pair: Pair, *, fault: str) -> Iterator[Hit]:
    """A figure kept while what it measures has changed; `fault` is times (2.5 times turned into 2.5 per cent), points
    (percentage points into per cent), bound (a rise to 40 turned into one by 40, or the reverse), unit (hours turned into
    days) or order (from 19 to 11 turned into from 11 to 19)."""
    for ours, theirs in _reversed(pair) if fault == "order" else pair.once(_kept):
        if fault == "order" or _FAULTS[fault](ours, theirs):
            measured = fault != "order" and (fault == "unit" or _is_percent(theirs))
            there = theirs.span(before=fault == "bound", after=measured)
            here = ours.span(before=1, after=1)
            found = {"found": pair.target.at(there.start, there.end), "source": pair.source.at(here.start, here.end)}
            yield Hit(source=ours.span(before=fault != "order"), target=there, words=found)
            return


def _figures(text: Text, found: list[Mention]) -> list[Figure]:
    """The numbers of a text that stand in it once, in order."""
    numbers = [m for m in found if m.kind == "number"]
    values = [m.values[0] for m in numbers]
    figures = []
    for m in numbers:
        inside = [k for k, t in enumerate(text.tokens) if m.start <= t.start < m.end]
        if inside and values.count(m.values[0]) == 1:
            figures.append(Figure(text, inside[0], inside[-1] + 1, m.values[0]))
    return figures


def _ours(pair: Pair) -> list[Figure]:
    return _figures(pair.source, pair.source_numbers)


def _theirs(pair: Pair) -> list[Figure]:
    return _figures(pair.target, pair.target_numbers)


def _kept(pair: Pair) -> list[tuple[Figure, Figure]]:
    """Figures of the source that stand in the target too."""
    theirs = {f.value: f for f in pair.once(_theirs)}
    return [(f, theirs[f.value]) for f in pair.once(_ours) if f.value in theirs]


def _reversed(pair: Pair) -> Iterator[tuple[Figure, Figure]]:
    """A change "from A to B" of the source that stands as "from B to A" in the target."""
    theirs = list(pairwise(pair.once(_theirs)))
    for a, b in pairwise(pair.once(_ours)):
        if a.before not in _said(a, "from") or b.before not in _said(b, "to") or b.first - a.last >= 4:
            continue
        for c, d in theirs:
            turned = (a.value, b.value) == (d.value, c.value)
            if turned and d.before in _said(d, "to") and d.first - c.last < 4:
                yield a, Figure(c.text, c.first, d.last, c.value)


def _said(figure: Figure, name: str) -> frozenset[str]:
    return figure.text.language.words("measures", name)


def _is_percent(figure: Figure) -> bool:
    following = figure.after(2)
    return bool(following) and not _said(figure, "percent").isdisjoint((following[0], " ".join(following)))


def _starts(words: list[str], stems: frozenset[str]) -> bool:
    return any(word.startswith(tuple(stems)) for word in words)


def _times(ours: Figure, theirs: Figure) -> bool:
    return not _said(ours, "times").isdisjoint(ours.after(1)) and _is_percent(theirs)


def _points(ours: Figure, theirs: Figure) -> bool:
    points = _starts(ours.after(3), _said(ours, "point"))
    return points and _is_percent(theirs) and not _starts(theirs.after(5), _said(theirs, "point"))


def _bound(ours: Figure, theirs: Figure) -> bool:
    """Whether a change до (to) a figure became one by it, or на (by) became to."""
    earlier = [t.word.lower for t in ours.text.tokens[max(0, ours.first - 6) : ours.first]]
    turned = any(
        ours.before in _said(ours, a) and theirs.before in _said(theirs, b) for a, b in (("to", "by"), ("by", "to"))
    )
    ranked = theirs.text.tokens[theirs.last - 1].word.lower in theirs.text.language.numerals("ordinal")
    return turned and not ranked and _starts(earlier, _said(ours, "moved"))


@lru_cache(maxsize=16)
def _units(lang: Language) -> dict[str, tuple[str, ...]]:
    """Stems of units, each with the stems of the words that it may become in the other language."""
    return {stem: tuple(becomes.split()) for stem, becomes in lang.facts["measures"].get("units", {}).items()}


def _unit(ours: Figure, theirs: Figure) -> bool:
    """Whether the unit behind a figure has become another: centners tonnes, hours days."""
    here = next(iter(ours.after(1)), "")
    there = next((w for w in theirs.after(2) if w not in "-–"), "")
    units = _units(ours.text.language)
    stem = next((u for u in units if here.startswith(u) and (len(u) > 3 or here == u)), "")
    return bool(stem) and there.startswith(tuple(_said(theirs, "units"))) and not there.startswith(units[stem])


_FAULTS = {"times": _times, "points": _points, "bound": _bound, "unit": _unit}


def tells_half_hours(pair: Pair) -> bool:
    said = pair.target_language.facts.get("measures", {}).get("half_past")
    return pair.has_source and said is not None and said in pair.target.lower


@check_where(tells_half_hours)
def half_hour(pair: Pair) -> Iterator[Hit]:
    """Half past eight for пів на восьму, which is half past seven."""
    if "measures" not in pair.source_language.facts:
        return
    to, past = _half_to(pair.source_language), _half_past(pair.target_language)
    ours, theirs = to.findall(pair.source.lower), list(past.finditer(pair.target.string))
    if len(ours) == len(theirs) == 1:
        facts = pair.target_language.facts["measures"]
        hours = pair.source_language.facts["measures"]["half_to"]
        hour = next(n for n, forms in enumerate(hours) if ours[0] in forms.split("|"))
        right = facts["hours"].split("|")[hour - 1]
        if theirs[0][1].lower() != right:
            better = f"{facts['half_past']} {right}"
            yield Hit(
                target=Span(*theirs[0].span()), suggestion=better, words={"found": theirs[0][0], "expected": better}
            )


@lru_cache(maxsize=8)
def _half_to(lang: Language) -> re.Pattern[str]:
    facts = lang.facts["measures"]
    return re.compile(rf"(?:{facts['half']})\s?({'|'.join(facts['half_to'])})")


@lru_cache(maxsize=8)
def _half_past(lang: Language) -> re.Pattern[str]:
    facts = lang.facts["measures"]
    return re.compile(rf"\b{facts['half_past']} ({facts['hours']})\b", re.IGNORECASE)
