"""What a number in a text is, and how its digits and numerals are read in a language."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple

from tqa.languages import Language, language
from tqa.languages.text import Token

SPACES = " \u00a0\u202f\u2009"
# Roman numerals of centuries and monarchs, in Latin letters and in their Cyrillic look-alikes.
_LOOKS: tuple[dict[str, str | int | None], ...] = ({}, {"I": "І", "X": "Х", "V": "V"}, {"X": "Х"}, {"I": "І"})
ROMAN = {
    numeral.translate(str.maketrans(look)): float(value)
    for value, numeral in enumerate(
        [
            "II",
            "III",
            "IV",
            "V",
            "VI",
            "VII",
            "VIII",
            "IX",
            "X",
            "XI",
            "XII",
            "XIII",
            "XIV",
            "XV",
            "XVI",
            "XVII",
            "XVIII",
            "XIX",
            "XX",
            "XXI",
            "XXII",
            "XXIII",
            "XXIV",
            "XXV",
        ],
        2,
    )
    for look in _LOOKS
}

ROMAN_LETTERS = frozenset(numeral[0] for numeral in ROMAN)
CURRENCIES = frozenset("RMB USD EUR GBP UAH RUB JPY CNY HKD PLN CZK CHF US".split())
CASE_ENDING = re.compile(r"(?:т?[иіь]|х|й|го|му|ю|я|е|є|м|та|рьох|рёх|мя|ма|ома|ох|ёх)\Z")
CONNECTORS = frozenset({"and", "a", "an", "-", "та", "і", "и", "з", "с"})


class Mention(NamedTuple):
    """A number in a text. `values` are its possible readings; `kind` is number, month, weekday, time or decade.

    `weak` mentions are words such as "one" or "second" that other wordings may leave out without a change of meaning;
    `soft` ones ("both", "couple") only answer other mentions.
    """

    kind: str
    start: int
    end: int
    values: tuple[float, ...]
    weak: bool = False
    soft: bool = False

    def agrees(self, other: Mention) -> bool:
        return self.kind == other.kind and any(_close(a, b) for a in self.values for b in other.values)


def _close(a: float, b: float) -> bool:
    return abs(a - b) <= 1e-6 * max(1.0, abs(a), abs(b))


@lru_cache(maxsize=32)
def numerals(tag: str) -> dict[str, tuple[tuple[str, float], ...]]:
    """Every numeral form of the language with its classes and values."""
    lang = language(tag)
    table: dict[str, tuple[tuple[str, float], ...]] = {}
    for kind in ("cardinal", "scale", "ordinal", "fraction"):
        for form, value in lang.numerals(kind).items():
            table[form] = (*table.get(form, ()), (kind, value))
    for form, value in lang.numerals("scale").items():
        for half in ("пів", "пол", "полу") if len(form) > 1 else ():
            table.setdefault(half + form, (("half", value / 2),))
    return table


def readings(text: str, lang: Language) -> tuple[float, ...]:
    """The values that digits with points and commas may have in a language; the usual one first."""
    text = re.sub(f"[{SPACES}'’]", "", text)
    if not text or text.isdigit():
        return (float(text),) if text else ()
    points, commas = text.count("."), text.count(",")
    as_group = float(re.sub(r"[.,]", "", text))
    if points + commas > 1:
        if points and commas:
            last = max(text.rfind("."), text.rfind(","))
            return (float(re.sub(r"[.,]", "", text[:last]) + "." + text[last + 1 :]),)
        return (as_group,) if re.fullmatch(r"\d{1,3}([.,]\d{3})+", text) else ()
    as_decimal = float(text.replace(",", "."))
    if not re.fullmatch(r"[1-9]\d{0,2}[.,]\d{3}", text):
        return (as_decimal,)
    separator = "." if points else ","
    if lang.tag.startswith("en"):
        return (as_decimal,) if separator == lang.decimal else (as_group,)
    return (as_decimal, as_group)


def mixed(whole: Token, following: Token | None) -> float | None:
    """The fraction of a mixed number, if one stands behind its whole: ½, 1/2, 3/4."""
    if following is not None and len(following.text) == 1 and following.start == whole.end:
        sign = unicodedata.numeric(following.text, 0.0)
        return sign if 0 < sign < 1 else None
    parts = following.text.split("/") if following is not None and following.kind == "number" else []
    if len(parts) != 2 or not all(p.isdigit() for p in parts):
        return None
    top, bottom = map(int, parts)
    return top / bottom if 0 < top < bottom < 10 else None


@lru_cache(maxsize=32)
def counting_words(tag: str) -> frozenset[str]:
    """Every form that may begin a mention: numerals, soft numerals, months, weekdays; a single letter (100k) begins none."""
    lang = language(tag)
    scales = frozenset(form for form in lang.numerals("scale") if lang.script in ("Latn", "Cyrl") and len(form) == 1)
    genitives = [f"{word}'s" for word in (*lang.months, *lang.weekdays)] if lang.script == "Latn" else []
    return frozenset(
        (
            *genitives,
            *(numerals(tag).keys() - scales),
            *lang.numerals("soft"),
            *lang.numerals("multiplier"),
            *lang.numerals("decade"),
            *lang.months,
            *lang.weekdays,
        )
    )


_DECLINED = re.compile(r"-[а-яіїє]{1,3}$")  # II-го


def roman(form: str) -> float | None:
    """The value of a Roman numeral that a century or a monarch may have, with its ending or without."""
    return ROMAN.get(_DECLINED.sub("", form))


@lru_cache(maxsize=100_000)
def counts(form: str, lower: str, tag: str) -> bool:
    """Whether a word form, or a part of it, may begin a mention."""
    known = counting_words(tag)
    return (
        lower in known or roman(form) is not None or ("-" in lower and any(part in known for part in lower.split("-")))
    )
