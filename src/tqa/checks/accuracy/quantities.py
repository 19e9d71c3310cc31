"""Numbers, dates and times compared by value."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from tqa.checks.finder import Hit, Pair, check_where
from tqa.languages import language
from tqa.languages.digits import Mention
from tqa.languages.text import Text
from tqa.records import Severity, Span

_DATE_KINDS = frozenset({"month", "weekday", "time", "decade"})


def has_numbers(pair: Pair) -> bool:
    return pair.has_source and bool(pair.source_numbers or pair.target_numbers)


class Difference(NamedTuple):
    fault: str  # changed | missing | added
    date: bool
    source: Mention | None
    target: Mention | None


def _is_year(mention: Mention) -> bool:
    return mention.kind == "number" and 1000 <= mention.values[0] <= 2100 and mention.end - mention.start == 4


def _matches(s: Mention, t: Mention, night: bool, months: bool, degrees: bool) -> bool:
    """Whether two mentions may stand for each other, across the forms that news uses for one thing.

    Where both sides name `months`, a day of the month may not pass for one; `degrees` may have been turned into Fahrenheit.
    """
    if s.agrees(t):
        return True
    a, b = s.values[0], t.values[0]
    if s.kind == t.kind == "weekday":
        return night and (a - b) % 7 == 1
    kinds = {s.kind, t.kind}
    if (kinds == {"month", "number"} and not months) or kinds == {"decade", "number"}:
        return a == b or (kinds == {"decade", "number"} and a % 100 == b % 100)
    if s.kind == t.kind == "decade":
        return a % 100 == b % 100
    if kinds == {"times", "number"}:
        return a == b or a * b == 1
    if kinds == {"time", "number"}:
        clock, plain = (s, t) if s.kind == "time" else (t, s)
        return any(
            v // 60 == plain.values[0]
            or (v // 60) % 12 == plain.values[0] % 12
            or v % 60 == plain.values[0]
            or abs((v // 60) % 12 + v % 60 / 100 - plain.values[0] % 12) < 1e-6  # 3.45
            for v in clock.values
        )
    if kinds == {"number"}:
        if (night and a - b == 1 and a <= 31) or (degrees and abs(1.8 * a + 32 - b) < 0.6):
            return True
        return _rounds(a, b)
    return False


def _idle(mention: Mention) -> bool:
    """Whether a mention is no evidence by itself: soft numerals, and one, which is an article in many languages."""
    return mention.soft or (mention.weak and mention.values[0] == 1)


def _inside_word(t: Mention, pair: Pair) -> bool:
    """Whether a source word is built on the numeral (стометрівка, двадцятиповерховий)."""
    figures = pair.target.at(t.start, t.end)
    if (figures if t.kind != "number" else f"-{figures}") in pair.source.string:  # Союз-2.1
        return True
    if t.kind == "time" and t.values[0] in (60, 780):
        return any(p in pair.source.lower for p in pair.source_language.words("numbers", "words", "one_o_clock"))
    if t.kind in ("month", "weekday"):
        table = pair.source_language.months if t.kind == "month" else pair.source_language.weekdays
        forms = [form for form, value in table.items() if value in t.values and len(form) > 3]
        heads = (*(form[: max(4, len(form) - 3)] for form in forms if len(form) > 4), *(f"{form}ск" for form in forms))
        return bool(heads) and any(
            token.word.lower.startswith(heads) for token in pair.source.tokens if token.kind == "word"
        )
    if t.kind != "number":
        return False
    forms = [form for value in t.values for form in _built_on(pair.source_language.tag, value)]
    whole = pair.source_language.numerals("cardinal")  # полторы is a number itself and no word built on one
    built = [w for w in pair.source.tokens if w.kind == "word" and len(w.text) > 6 and w.word.lower not in whole]
    return bool(forms) and any(w.word.lower.startswith(tuple(forms)) for w in built)


@lru_cache(maxsize=10_000)
def _built_on(tag: str, value: float) -> tuple[str, ...]:
    """The forms of a number that longer words may begin with; of a compound joined (тридцатидевятилетний)."""
    lang = language(tag)
    plain = [(form, v) for kind in ("cardinal", "scale") for form, v in lang.numerals(kind).items() if len(form) > 2]
    tens = value // 10 * 10
    joined = [
        a + b
        for a, v in plain
        if v == tens
        for b, w in plain
        if w == value - tens
        if 20 <= tens <= 90 and w in range(1, 10)
    ]
    return (*(form for form, v in plain if v == value), *joined)


def _rounds(a: float, b: float) -> bool:
    """139 thousand may become about 140 thousand, 1,996 nearly 2,000; years and small numbers may not move."""
    if min(a, b) < 100 or 1900 <= a <= 2100:
        return a % 1 != 0 and min(a, b) >= 10 and round(a) == b
    return abs(a - b) / max(a, b) < 0.02 and (a % 10 == 0 or b % 10 == 0 or a % 1 != 0)


def differences(pair: Pair) -> list[Difference]:
    """What differs between the numbers of both sides; equal values answer each other however often they stand."""
    ours, theirs = pair.source_numbers, pair.target_numbers
    if not ours and not theirs:
        return []
    night = bool(pair.target_language.words("numbers", "words", "night") & pair.target.forms)
    degrees = any(form.startswith("degree") for form in pair.target.forms)
    months = any(s.kind == "month" for s in ours) and any(t.kind == "month" for t in theirs)
    lost = [
        s
        for s in ours
        if not _idle(s)
        and not any(_matches(s, t, night, months, degrees) for t in theirs)
        and not _named_month(s, pair)
    ]
    extra = [
        t
        for t in theirs
        if not _idle(t) and not any(_matches(s, t, night, months, degrees) for s in ours) and not _inside_word(t, pair)
    ]
    if lost or extra:
        lost, extra = _in_smaller_units(ours, theirs, lost, extra)
        lost, extra = _shares(pair, lost, extra)
        lost, extra = (
            [s for s in lost if not any(_told_otherwise(pair, s, t) for t in extra)],
            [t for t in extra if not any(_told_otherwise(pair, s, t) for s in lost)],
        )
    found, used = [], set()
    size_s, size_t = max(1, len(pair.source.string)), max(1, len(pair.target.string))
    for s in lost:
        rivals = [t for t in extra if t not in used and t.kind == s.kind and _may_replace(s, t)]
        if rivals:
            t = min(rivals, key=lambda t: (abs(s.start / size_s - t.start / size_t), t.start))
            used.add(t)
            found.append(Difference("changed", s.kind in _DATE_KINDS or _is_year(s), s, t))
        elif not s.weak:
            found.append(Difference("missing", s.kind in _DATE_KINDS or _is_year(s), s, None))
    found += [
        Difference("added", t.kind in _DATE_KINDS or _is_year(t), None, t)
        for t in extra
        if t not in used and not t.weak
    ]
    return found


def _in_smaller_units(
    ours: list[Mention], theirs: list[Mention], lost: list[Mention], extra: list[Mention]
) -> tuple[list[Mention], list[Mention]]:
    """Without figures told in two units, of which the smaller became a fraction (28 грн 50 коп., 28.50; 1米85, 1.85)."""
    for a, b in pairwise(ours):
        if a.kind == b.kind == "number" and 0 < b.start - a.end <= 10 and b.values[0] < 1000:
            whole = [a.values[0] + b.values[0] * k for k in (0.1, 0.01, 0.001)]
            same = [t for t in theirs if t.kind == "number" and any(abs(w - v) < 1e-6 for w in whole for v in t.values)]
            if same:
                lost = [s for s in lost if s not in (a, b)]
                extra = [t for t in extra if t not in same]
    return lost, extra


def _named_month(s: Mention, pair: Pair) -> bool:
    """Whether the target has the month as a word that may be another (for March, as recently as May)."""
    months = pair.target_language.months
    return s.kind == "month" and any(
        t.text.istitle() and t.kind == "word" and months.get(t.word.lower) in s.values for t in pair.target.tokens
    )


def _shares(pair: Pair, lost: list[Mention], extra: list[Mention]) -> tuple[list[Mention], list[Mention]]:
    """Without the fractions that became per cent (a quarter, 25 per cent)."""
    for t in list(extra):
        after = pair.target.lower[t.end : t.end + 9].lstrip()
        if after.startswith(("%", "per cent", "percent")):
            same = [
                s for s in pair.source_numbers if any(0 < v < 1 and abs(100 * v - t.values[0]) < 1 for v in s.values)
            ]
            if same:
                extra = [e for e in extra if e is not t]
                lost = [s for s in lost if s not in same]
    return lost, extra


def _told_otherwise(pair: Pair, s: Mention, t: Mention) -> bool:
    """Whether a period or a share is counted in another way: the third year is more than two years, the 82nd year of a life the
    age of 81, half a year six months; half as much again is a rise by half and a fall by a third."""
    a, b = s.values[0], t.values[0]
    source, target = pair.source_language, pair.target_language
    if a == 1.5 and round(b, 2) in (0.33, 0.5, 50.0):
        return True
    if 0 < a < 1 and _share_told(pair, t) == round(a, 3):
        return True
    if a == 10 and pair.target.lower[t.start : t.end].split()[-1] in target.words("numbers", "words", "about_ten"):
        return True
    if a - b == 1:
        of_a_life = any(w in pair.source.lower[s.end : s.end + 16] for w in source.words("measures", "of_a_life"))
        before = pair.target.lower[: t.start].rstrip()
        return of_a_life or before.endswith(tuple(target.words("measures", "beyond")))
    months = tuple(target.words("measures", "months"))
    return (a, b) in ((0.5, 6.0), (1.5, 18.0)) and pair.target.lower.startswith(months, t.end + 1)


def _share_told(pair: Pair, t: Mention) -> float | None:
    """The share that "two out of three" tells, if the number is the first or the second of them."""
    between = pair.target_language.words("numbers", "words", "out_of")
    for first, second in pairwise(pair.target_numbers):
        if t in (first, second) and pair.target.lower[first.end : second.start].strip() in between and second.values[0]:
            return round(first.values[0] / second.values[0], 3)
    return None


def _may_replace(s: Mention, t: Mention) -> bool:
    if s.weak != t.weak:
        return t.weak and s.values[0] in (t.values[0] * 100, t.values[0] * 1000)  # three for three hundred
    return {s.values[0], t.values[0]} != {0.5, 2.0}


@check_where(has_numbers)
def number(pair: Pair, *, fault: str, date: bool = False) -> Iterator[Hit]:
    """A number, date or time whose value differs between the sides; `fault` is changed, missing or added."""
    if not pair.has_source:
        return
    if fault != "changed" and not pair.links.useful:  # without the language's compounds a number may hide in a word
        return
    imperial = pair.target_language.words("imperial")
    said = {part for form in pair.target.forms for part in form.split("-")} if imperial else set()  # feet-high
    if imperial & said and not imperial & pair.source.forms:
        return  # units were converted, and the figures with them
    for d in pair.once(differences):
        if d.fault == fault and d.date == date:
            if d.target and d.fault == "added" and _said_in_a_word(pair, pair.target.at(d.target.start, d.target.end)):
                continue
            yield Hit(
                source=Span(d.source.start, d.source.end) if d.source else None,
                target=Span(d.target.start, d.target.end) if d.target else None,
                severity=Severity.NEUTRAL if d.fault == "missing" and _beside_a_date(pair, d.source) else None,
                words={
                    "expected": pair.source.at(d.source.start, d.source.end) if d.source else "",
                    "found": pair.target.at(d.target.start, d.target.end) if d.target else "",
                },
            )


def _beside_a_date(pair: Pair, mention: Mention | None) -> bool:
    """Whether a weekday of the source stands beside its date, which says as much: translators leave such weekdays out."""
    if mention is None or pair.source.at(mention.start, mention.end).lower() not in pair.source_language.weekdays:
        return False
    return any(m is not mention and 0 < m.start - mention.end < 4 for m in pair.source_numbers)


def _said_in_a_word(pair: Pair, found: str) -> bool:
    """Whether the source says a number without a figure: a day and a night (сутки) for 24 hours, a bare тисяча for a thousand."""
    lower = found.lower()
    if lower in ("24", "twenty-four", "48") and any(t.word.lemma in _DAY for t in pair.source.tokens):
        return True
    scales = pair.source_language.numerals("scale")
    return lower in pair.target_language.numerals("scale") and any(t.word.lower in scales for t in pair.source.tokens)


_DAY = frozenset(["доба", "сутка", "сутки"])


def _values(text: Text, dimension: str) -> dict[str, Span]:
    """The values of a dimension of relative time that a text states, with the first place of each."""
    found: dict[str, Span] = {}
    for value, forms in text.language.facts.get("relative", {}).get(dimension, {}).items():
        m = _phrases(forms).search(text.lower)
        if m is not None and (dimension != "turn" or text.language.script != "Latn" or _names_a_period(text, m.end())):
            found[value] = Span(*m.span())
    return found


@lru_cache(maxsize=64)
def _phrases(forms: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{forms})(?!\w)")


def _names_a_period(text: Text, end: int) -> bool:
    """Whether a week, month, year or season follows (this week, last November)."""
    following = text.lower[end : end + 12].split()
    head = following[0].strip(".,;:'’s") if following else ""
    return head in _PERIODS or head in text.language.months


_PERIODS = frozenset(["week", "month", "year", "autumn", "fall", "winter", "spring", "summer", "season"])


def has_relative(pair: Pair) -> bool:
    """Both languages know such words, and the source says one."""
    known = "relative" in pair.source_language.facts and "relative" in pair.target_language.facts
    return pair.has_source and known and bool(_any_phrase(pair.source_language.tag).search(pair.source.lower))


@lru_cache(maxsize=16)
def _any_phrase(tag: str) -> re.Pattern[str]:
    dimensions = language(tag).facts["relative"].values()
    return _phrases("|".join(forms for values in dimensions for forms in values.values()))


@check_where(has_relative)
def relative_time(pair: Pair) -> Iterator[Hit]:
    """Yesterday for today, early for late, this year for last: another value of the same dimension of time."""
    for dimension in ("day", "edge", "turn", "noon"):
        ours = _values(pair.source, dimension)
        if len(ours) != 1:
            continue
        theirs = _values(pair.target, dimension)
        ((value, place),) = ours.items()
        if theirs and value not in theirs and len(theirs) == 1:
            ((_, there),) = theirs.items()
            yield Hit(
                source=place,
                target=there,
                words={
                    "expected": pair.source.at(place.start, place.end),
                    "found": pair.target.at(there.start, there.end),
                },
            )


def _minus(pair: Pair) -> Iterator[Hit]:
    """Figures after "minus" in words, of several in the text, whose equals in the target have none beside them."""
    if len(pair.target_numbers) < 2:
        return  # a lone one is told by its degrees
    kept = pair.target_language.words("numbers", "words", "below_zero")
    for a, b in pairwise(pair.source.tokens):
        if a.word.lower not in ("минус", "мінус") or b.kind != "number":
            continue
        same = [t for t in pair.target.tokens if t.kind == "number" and t.text == b.text]
        if len(same) != 1:
            continue
        around = pair.target.string[max(0, same[0].start - 9) : same[0].end + 26]
        if not any(word in around.lower() for word in kept) and not any(mark in around[:9] for mark in "-−–"):
            yield Hit(source=Span(a.start, b.end), target=same[0].span, words={"found": same[0].text})


@check_where(has_numbers)
def sign(pair: Pair) -> Iterator[Hit]:
    """Degrees below zero, or any figure with a spelled minus, that have lost their minus."""
    if not pair.has_source:
        return
    yield from _minus(pair)
    cold = pair.source_language.words("numbers", "words", "below_zero")
    if (
        not cold
        or not cold & pair.source.forms
        or ("градус" not in pair.source.lower and "°" not in pair.source.string)
    ):
        return
    kept = pair.target_language.words("numbers", "words", "below_zero")
    if kept & pair.target.forms or any(mark in pair.target.string for mark in "-−–"):
        return
    for t in pair.target_numbers:
        after = pair.target.lower[t.end : t.end + 10]
        if "degree" in after or "°" in after:
            yield Hit(
                target=Span(t.start, min(len(pair.target.string), t.end + 8)),
                words={"found": pair.target.at(t.start, t.end)},
            )
            return
