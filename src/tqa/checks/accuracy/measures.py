"""Figures that stayed while what they measure has changed: times and per cent, units, to and by, half hours."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tqa.checks.finder import Hit, Pair, check_where
from tqa.languages.text import Token
from tqa.records import Span

_TIMES = frozenset({"раз", "раза", "рази", "разів"})
_MOVED = (
    "упа", "выр", "сниз", "сниж", "сокра", "повы", "увелич", "уменьш", "подеш", "подорож", "рост", "паден", "зріс", "зрос", "зниз", "зниж",
    "скоро", "підви", "збільш", "зменш", "впа", "поднял", "піднял", "опустил", "обвали", "замедл", "уповільн",
)  # fmt: skip
_DIGIT = re.compile(r"\d")


def has_measures(pair: Pair) -> bool:
    return (
        pair.has_source
        and pair.source_language.tag.split("-")[0] in ("uk", "ru")
        and _DIGIT.search(pair.source.string) is not None
        and _DIGIT.search(pair.target.string) is not None
    )


@check_where(has_measures)
def measure(pair: Pair, *, fault: str) -> Iterator[Hit]:
    """A figure kept while what it measures has changed; `fault` is times (2.5 times turned into 2.5 per cent), points
    (percentage points into per cent), bound (a rise to 40 turned into one by 40, or the reverse), unit (hours turned into
    days) or order (from 19 to 11 turned into from 11 to 19)."""
    ours, theirs = pair.source.tokens, pair.target.tokens
    if fault == "order":
        yield from _reversed(pair)
        return
    for i, j in pair.once(_kept):
        token = ours[i]
        after = [t.word.lower for t in ours[i + 1 : i + 4]]
        following = [t.word.lower for t in theirs[j + 1 : j + 6]]
        percent = following[:1] == ["%"] or following[:1] in (["percent"], ["pc"]) or following[:2] == ["per", "cent"]
        wrong = (
            (fault == "times" and after[:1] and after[0] in _TIMES and percent)
            or (
                fault == "points"
                and any(w.startswith("пункт") for w in after)
                and percent
                and not any("point" in w for w in following)
            )
            or (fault == "bound" and _turned(ours, i, theirs, j))
            or (fault == "unit" and _other_unit(after, following))
        )
        if wrong:
            start = theirs[j - 1].start if fault == "bound" else theirs[j].start
            end = theirs[min(j + 1, len(theirs) - 1)].end if percent or fault == "unit" else theirs[j].end
            yield Hit(
                source=Span(ours[max(0, i - 1)].start, token.end),
                target=Span(start, end),
                words={
                    "found": pair.target.at(start, end),
                    "source": pair.source.at(ours[max(0, i - 1)].start, ours[min(len(ours) - 1, i + 1)].end),
                },
            )
            return


def _kept(pair: Pair) -> list[tuple[int, int]]:
    """Figures that stand once on either side, by their tokens."""
    sides = []
    for text in (pair.source, pair.target):
        places: dict[str, list[int]] = {}
        for k, t in enumerate(text.tokens):
            if t.kind == "number":
                places.setdefault(_figure(t.text), []).append(k)
        sides.append({figure: found[0] for figure, found in places.items() if len(found) == 1})
    return [(i, sides[1][figure]) for figure, i in sides[0].items() if figure in sides[1]]


def _reversed(pair: Pair) -> Iterator[Hit]:
    ours, theirs = pair.source.tokens, pair.target.tokens
    for i, token in enumerate(ours):
        if token.kind == "number" and (turned := _turned_round(ours, i, theirs)) >= 0:
            last = next(k for k in range(turned + 1, len(theirs)) if theirs[k].kind == "number")
            span = Span(theirs[turned].start, theirs[last].end)
            found = {"found": pair.target.at(span.start, span.end), "source": token.text}
            yield Hit(source=token.span, target=span, words=found)
            return


_UNITS = {  # stems of a unit of the source: stems of English words that it may become
    "центнер": "cent quint hundredw kg kilo", "тонн": "ton", "кілометр": "k", "километр": "k", "км": "k", "гектар": "h", "га": "h",
    "гривень": "uah hr h", "гривня": "uah hr h", "грн": "uah hr", "рубл": "r", "руб": "r", "долар": "d us b", "доллар": "d us b", "євро": "e", "евро": "e",
    "годин": "h", "хвилин": "m", "минут": "m", "часов": "h", "часа": "h", "тижн": "w", "недел": "w", "місяц": "m", "месяц": "m", "років": "y", "роки": "y",
    "літр": "l", "литр": "l", "кілограм": "k", "килограмм": "k", "кг": "k", "днів": "d", "дней": "d", "дня": "d", "дні": "d", "сантиметр": "c", "градус": "d",
}  # fmt: skip
_THEIR_UNITS = ("tonne", "ton", "kilomet", "km", "hectare", "hryvnia", "uah", "rouble", "ruble", "dollar", "usd", "euro", "hour", "minute", "week", "month", "year", "litre", "liter", "kilogram", "kg", "day", "centimet", "degree", "centner", "quintal", "second", "metre", "meter", "mile", "acre", "gallon", "pound", "foot", "feet", "inch", "yard")  # fmt: skip


def _other_unit(after: list[str], following: list[str]) -> bool:
    """Whether the unit behind a figure has become another: centners tonnes, hours days."""
    ours = next(
        (w for w in after[:2] if not w.startswith(("тис", "тыс", "млн", "млрд", "мільй", "милл", "мільярд"))), ""
    )
    theirs = next((w for w in following[:2] if w not in ("thousand", "million", "billion", "-", "–")), "")
    stem = next((u for u in _UNITS if ours.startswith(u) and (len(u) > 3 or ours == u)), "")
    return bool(stem) and theirs.startswith(_THEIR_UNITS) and not theirs.startswith(tuple(_UNITS[stem].split()))


def _turned_round(ours: list[Token], i: int, theirs: list[Token]) -> int:
    """Where in the target a change "from A to B" of the source stands as "from B to A"; -1 where it does not."""
    ends = [t.text for t in ours[i + 1 : i + 5] if t.kind == "number"]
    said = [t.word.lower for t in ours[max(0, i - 1) : i + 5]]
    if (
        not ends
        or said[:1] not in (["з"], ["із"], ["зі"], ["с"], ["со"], ["від"], ["от"])
        or "до" not in said
        or ends[0] == ours[i].text
    ):
        return -1
    for j, token in enumerate(theirs):
        behind = [t for t in theirs[j + 1 : j + 5] if t.kind == "number"]
        if (
            token.kind == "number"
            and behind
            and (_figure(token.text), _figure(behind[0].text)) == (_figure(ends[0]), _figure(ours[i].text))
        ):
            return j if any(t.word.lower == "to" for t in theirs[j + 1 : j + 4]) else -1
    return -1


def _figure(text: str) -> str:
    return text.replace(",", ".")


def _turned(ours: list[Token], i: int, theirs: list[Token], j: int) -> bool:
    """Whether a change до (to) a figure became one by it, or на (by) became to."""
    if not i or not j:
        return False
    verb = any(t.word.lower.startswith(_MOVED) for t in ours[max(0, i - 6) : i])
    ours_said, theirs_said = ours[i - 1].word.lower, theirs[j - 1].word.lower
    return verb and (ours_said, theirs_said) in (("до", "by"), ("на", "to"))


_HOURS = {  # the hour that half to it leads up to
    "першу|первого": 1, "другу|второго": 2, "третю|третьего": 3, "четверту|четвертого|четвёртого": 4, "п'яту|п’яту|пятого": 5, "шосту|шестого": 6,
    "сьому|седьмого": 7, "восьму|восьмого": 8, "дев'яту|дев’яту|девятого": 9, "десяту|десятого": 10, "одинадцяту|одиннадцатого": 11, "дванадцяту|двенадцатого": 12,
}  # fmt: skip
_WORDS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
_HALF_TO = re.compile(r"(?:пів на|половине|половину|пол)\s?(" + "|".join(_HOURS) + ")")
_HALF_PAST = re.compile(r"\bhalf past (" + "|".join(_WORDS) + r")\b", re.IGNORECASE)


def tells_half_hours(pair: Pair) -> bool:
    return pair.has_source and "half past" in pair.target.lower


@check_where(tells_half_hours)
def half_hour(pair: Pair) -> Iterator[Hit]:
    """Half past eight for пів на восьму, which is half past seven."""
    ours, theirs = _HALF_TO.findall(pair.source.lower), list(_HALF_PAST.finditer(pair.target.string))
    if len(ours) == len(theirs) == 1:
        hour = next(n for forms, n in _HOURS.items() if ours[0] in forms.split("|"))
        right = _WORDS[(hour - 2) % 12]
        if theirs[0][1].lower() != right:
            yield Hit(
                target=Span(*theirs[0].span()),
                suggestion=f"half past {right}",
                words={"found": theirs[0][0], "expected": f"half past {right}"},
            )
