"""Numbers, dates and times of a text by value: `1,2 млн` and `1.2 million` are the same mention."""

from __future__ import annotations

import re

from tqa.languages import ranges, unspaced
from tqa.languages.calendar import is_date
from tqa.languages.clock import half_past
from tqa.languages.digits import (
    CASE_ENDING,
    CONNECTORS,
    CURRENCIES,
    ROMAN_LETTERS,
    SPACES,
    Mention,
    counting_words,
    counts,
    mixed,
    numerals,
    readings,
    roman,
)
from tqa.languages.text import Text, Token

_CLOCK = re.compile(r"([01]?\d|2[0-4])[:.]([0-5]\d)(?:[:.][0-5]\d)?\Z")
_DATE = re.compile(r"(0?[1-9]|[12]\d|3[01])\.(0?[1-9]|1[0-2])\.((?:19|20)?\d\d)\Z")
_HALF_DAY = {"a.m.": 0, "am": 0, "a.m": 0, "p.m.": 12, "pm": 12, "p.m": 12}


def mentions(text: Text) -> list[Mention]:
    """All mentions in order; a time or date yields one mention a part that can be right or wrong."""
    if "unspaced" in text.language.facts["numbers"]:
        return unspaced.mentions(text)
    figures = any(t.kind == "number" for t in text.tokens)
    if (
        not figures
        and "-" not in text.string
        and counting_words(text.language.tag).isdisjoint(text.forms)
        and all(roman(t.text) is None for t in text.tokens if t.text[0] in ROMAN_LETTERS)
    ):
        return []
    return _Reader(text).read()


class _Reader:
    def __init__(self, text: Text) -> None:
        self.text, self.lang = text, text.language
        self.tokens: list[Token] = text.tokens
        self.numerals = numerals(self.lang.tag)
        self.soft = self.lang.numerals("soft")
        self.multipliers = self.lang.numerals("multiplier")
        self.decades = self.lang.numerals("decade")
        self.found: list[Mention] = []
        self.scaled: dict[int, float] = {}
        self.clocked: set[int] = set()

    def read(self) -> list[Mention]:
        months, weekdays, tag, i = self.lang.months, self.lang.weekdays, self.lang.tag, 0
        while i < len(self.tokens):
            token = self.tokens[i]
            if token.kind == "number":
                if self._is_code(i):
                    if token.text.isdigit():
                        self.found.append(Mention("number", token.start, token.end, (float(token.text),), True, True))
                    i += 1
                else:
                    i = self._digits(i)
                continue
            if token.kind == "word" and counts(token.text, token.word.lower, tag):
                lower = token.word.lower
                if (value := roman(token.text)) is not None:
                    self.found.append(Mention("number", token.start, token.end, (value,), True, True))
                    i += 1
                    continue
                if lower in self.multipliers:
                    self._add("times", token, token, (self.multipliers[lower],), weak=True)
                    i += 1
                    continue
                if lower in self.decades:
                    self._add("decade", token, token, (self.decades[lower],), weak=True)
                    i += 1
                    continue
                if lower in self.soft:
                    self.found.append(Mention("number", token.start, token.end, (self.soft[lower],), True, True))
                    i += 1
                    continue
                if (lower in self.numerals or ("-" in lower and lower.split("-")[0] in self.numerals)) and not (
                    self._no_share(token)
                ):
                    i = self._words(i)
                    continue
                named = [lower.removesuffix("'s")]
                if "-" in lower:  # mid-May, январь-апрель
                    head = lower.split("-")[0]
                    named = [
                        p for p in lower.split("-") if (p in months or p in weekdays) and (len(p) > 3 or head == "mid")
                    ]
                for name in named:
                    if name in months and (len(named) > 1 or is_date(self.tokens, i, name, self.lang)):
                        self._add("month", token, token, (float(months[name]),))
                    elif name in weekdays and is_date(self.tokens, i, name, self.lang):
                        self._add("weekday", token, token, (float(weekdays[name]),))
            i += 1
        found = ranges.read_together(self.found, self.text.string, self.scaled, self.clocked)
        return found if self.lang.known else [ranges.perhaps_scaled(m, self.text.string) for m in found]

    def _add(self, kind: str, first: Token, last: Token, values: tuple[float, ...], weak: bool = False) -> None:
        if values:
            self.found.append(Mention(kind, first.start, last.end, values, weak))

    def _peek(self, i: int) -> Token | None:
        return self.tokens[i] if i < len(self.tokens) else None

    def _is_code(self, i: int) -> bool:
        """Whether digits are part of a name: COVID-19, Su-35, G7."""
        if i and self.tokens[i - 1].end == self.tokens[i].start and self.tokens[i - 1].text[-1].isupper():
            return self.tokens[i - 1].text not in CURRENCIES
        if i < 2 or self.tokens[i - 1].text not in "-–" or self.tokens[i - 1].end != self.tokens[i].start:
            return False
        before = self.tokens[i - 2]
        return (
            before.kind == "word"
            and before.end == self.tokens[i - 1].start
            and before.text[0].isupper()
            and "." not in before.text
        )

    # -- digits ------------------------------------------------------------------------------------------------

    def _digits(self, i: int) -> int:
        token, last = self.tokens[i], i
        text = token.text
        if match := _DATE.match(text):
            day, month, year = match.groups()
            self._add("number", token, token, (float(day),))
            self._add("month", token, token, (float(month),))
            self._add("number", token, token, (float(year), 2000 + float(year)) if len(year) == 2 else (float(year),))
            return i + 1
        while self._groups(last) and (text.isdigit() or last > i):
            last += 1
        if last > i:
            text = self.text.string[token.start : self.tokens[last].end]
        following = self._peek(last + 1)
        lower = following.word.lower if following else ""
        if self._is_clock(i, text, lower):
            return self._clock(i, text)
        if ":" in text or "/" in text:
            stage = self._peek(i + 1)
            in_cup = text.startswith("1/") and stage is not None and stage.word.lower.startswith(("фінал", "финал"))
            for part in re.split("[:/]", text):
                for value in readings(part, self.lang)[:1]:
                    if in_cup and value > 1:  # 1/8 финала is the round of 16
                        self.found.append(Mention("number", token.start, token.end, (2 * value,), True, True))
                    soft = "/" in text or not value  # goalless
                    self.found.append(Mention("number", token.start, token.end, (value,), soft, soft))
            return i + 1
        values = readings(text, self.lang)
        if i > 1 and self.lang.script == "Cyrl" and self.tokens[i - 2].kind != "number":  # тисяч 100: some 100,000
            about = self._scale(i - 1)
            values = tuple(round(v * (about or 1), 6) for v in values)
        end = last
        if text.isdigit() and (part := mixed(self.tokens[last], self._peek(last + 1))) and values:  # 1 1/2
            self._add("number", token, self.tokens[last + 1], (values[0] + part,))
            return last + 2
        if following and following.start <= self.tokens[last].end + 1:
            glued = following.start == self.tokens[last].end
            if text.isdigit() and len(text) == 4 and self._is_decade(last + 1):
                self._add("decade", token, token, values)
                return last + 2
            at = last + 1
            if glued and following.text == "-":
                at += 1
                suffix = self._peek(at)
                if suffix is not None and CASE_ENDING.match(suffix.word.lower):
                    at += 1
            if scale := self._scale(at):
                plain = values if self._may_measure(i, at) else ()
                values, end = (*(round(v * scale, 6) for v in values), *plain), at
                self.scaled[token.start] = scale
                rest, size = self._rest(at + 1, scale)
                values, end = tuple(v + rest for v in values), at + size
            elif (part := dict(self.numerals.get(following.word.lower, ())).get("fraction", 1.0)) <= 0.1:
                values, end = tuple(round(v * part, 6) for v in values), last + 1  # 3 десятых
        self._add("number", token, self.tokens[end], values)
        return end + 1

    def _groups(self, last: int) -> bool:
        """Whether the token after `last` is the next group of three digits of one number."""
        here, following = self.tokens[last], self._peek(last + 1)
        if not following or following.kind != "number" or following.start != here.end + 1:
            return False
        gap = self.text.string[here.end]
        head = here.text if following is self.tokens[last + 1] else ""
        if gap not in SPACES:
            return False
        tail = following.text
        return len(head) <= 3 and head.isdigit() and head != "0" and bool(re.fullmatch(r"\d{3}([.,]\d+)?", tail))

    def _rest(self, i: int, scale: float) -> tuple[float, int]:
        """What is left below a scale, and how many tokens tell it: 27 тысяч 350, 3 billion 116 million."""
        dot = self._peek(i)
        skipped = int(dot is not None and dot.text == "." and dot.start == self.tokens[i - 1].end)  # 2 млн. 295 тыс.
        i += skipped
        token, following = self._peek(i), self._peek(i + 1)
        if token is None or following is None or not re.fullmatch(r"[1-9]\d{0,2}", token.text):
            return 0.0, 0
        joined = token.start == self.tokens[i - 1].end + 1 and following.start == token.end + 1
        smaller = self._scale(i + 1)
        if joined and smaller:
            return (float(token.text) * smaller, 2 + skipped) if smaller < scale else (0.0, 0)
        alone = joined and scale == 1000 and len(token.text) == 3 and following.kind == "word"
        return (float(token.text), 1 + skipped) if alone and not skipped else (0.0, 0)

    def _is_decade(self, i: int) -> bool:
        token = self._peek(i)
        if token is None:
            return False
        following = self._peek(i + 1)
        if self.lang.script == "Latn":
            torn = token.text in ("’", "'") and following is not None and following.text == "s"  # 1980’s
            return (token.word.lower == "s" or torn) and token.start == self.tokens[i - 1].end
        return (
            token.text == "-" and following is not None and following.word.lower in ("х", "ті", "е", "тих", "ые", "ых")
        )

    def _scale(self, i: int) -> float | None:
        token = self._peek(i)
        if token is None or token.kind != "word":
            return None
        for kind, value in self.numerals.get(token.word.lower.partition("-")[0], ()):  # 18-million-euro
            if kind == "scale" and value >= 1000:
                # a bare letter is a scale only where it is glued to the digits: 5m, 3bn
                if len(token.text) == 1 and (token.start != self.tokens[i - 1].end or value > 1e6):
                    return None
                return value
        return None

    def _may_measure(self, i: int, at: int) -> bool:
        """Whether the letter glued to a figure may be metres rather than millions: the 100m hurdles, but not $100m."""
        money = i and self.tokens[i - 1].end == self.tokens[i].start and not self.tokens[i - 1].text[-1].isalnum()
        return self.tokens[at].text in ("m", "K") and not money  # 4K

    def _is_clock(self, i: int, text: str, following: str) -> bool:
        if following in _HALF_DAY or following in self.lang.words("numbers", "words", "of_the_clock"):
            return bool(re.fullmatch(r"\d{1,2}([:.]\d\d)?", text))
        return ":" in text and bool(_CLOCK.match(text)) and len(text.split(":")[1]) == 2

    def _clock(self, i: int, text: str) -> int:
        token, following = self.tokens[i], self._peek(i + 1)
        parts = [int(p) for p in re.split("[:.]", text)]
        hour, minute = parts[0], parts[1] if len(parts) > 1 else 0
        half = _HALF_DAY.get(following.word.lower) if following else None
        if half is None:
            if following and following.word.lower in self.lang.words("numbers", "words", "of_the_clock"):
                self.clocked.add(token.start)
            values = (hour * 60.0 + minute, hour % 12 * 60.0 + minute + 720) if hour <= 12 else (hour * 60.0 + minute,)
            self._add("time", token, token, values)
            return i + 1
        assert following is not None
        self._add("time", token, following, ((hour % 12 + half) * 60.0 + minute,))
        return i + 2

    def _no_share(self, token: Token) -> bool:
        """Whether what reads as a fraction is none: a quarter final; Пол, who is Paul."""
        phrases = tuple(self.lang.words("numbers", "words", "no_share"))
        named = token.text.istitle() and token.start > 0 and token.word.lower in self.lang.numerals("fraction")
        return (bool(phrases) and self.text.lower.startswith(phrases, token.start)) or (
            named and self.lang.script == "Cyrl"
        )

    # -- numerals in words -------------------------------------------------------------------------------------

    def _words(self, i: int) -> int:
        if told := half_past(self.tokens, i, self.numerals):
            self.found.append(told[0])
            return told[1]
        total = current = 0.0
        last, weak, ordinal, seen, added = i, True, False, False, False
        alternatives: tuple[float, ...] = ()
        j = i
        while j < len(self.tokens):
            token = self.tokens[j]
            lower = token.word.lower
            parts = [lower] if lower in self.numerals else lower.replace("-a-", "-").split("-")
            if parts[0] not in self.numerals:
                if seen and token.word.lower in CONNECTORS and self._continues(j, current):
                    added = added or token.word.lower not in ("a", "an")
                    j += 1
                    continue
                break
            if seen and token.start > self.tokens[j - 1].end + 1:
                break
            if (
                seen
                and len(parts) > 1
                and parts[1] not in self.numerals
                and "cardinal" not in dict(self.numerals[parts[0]])
            ):
                break  # three fourth-grade students
            stop = False
            for part in parts:
                options = dict(self.numerals.get(part, ()))
                if not options:
                    stop = True
                    break
                if "half" in options:
                    total, weak = total + (current or 1) * options["half"], False
                elif "fraction" in options and (seen or "ordinal" not in options):
                    if "ordinal" in options:  # two thirds, but also sixty-third
                        alternatives = (total + current + options["ordinal"],)
                    part_of = options["fraction"]
                    if added and total and not current and part_of == 0.5:  # a million and a half
                        total, alternatives = total + total * part_of, (total + part_of,)
                        seen = True
                        continue
                    current = current + part_of if added else current * part_of if seen and current else part_of
                    if j > 2 and [t.word.lower for t in self.tokens[j - 2 : j]] == ["and", "a"]:  # a year and a half
                        alternatives = (1 + part_of,)
                elif "scale" in options and (seen or "cardinal" in options):
                    scale = options["scale"]
                    if scale == 100:
                        current = (current or 1) * 100
                    else:
                        total, current = total + (current or 1) * scale, 0.0
                    weak = weak and scale <= 100
                elif "scale" in options:
                    if not (i and self.tokens[i - 1].word.lower in ("a", "one")) and not self._counts_on(j):
                        return j + 1  # "thousands of people": no value
                    scale = options["scale"]
                    total, current = (total, scale) if scale == 100 else (total + scale, 0.0)
                    weak = weak and scale <= 12
                elif "cardinal" in options:
                    value = options["cardinal"]
                    if seen and current and not self._adds(current, value):
                        stop = True
                        break
                    current += value
                elif "ordinal" in options:
                    whole = current
                    current += options["ordinal"]
                    alternatives = tuple(
                        {
                            options.get("fraction", total + current),
                            total + current,
                            (whole or 1) / max(1, options["ordinal"]),
                        }
                    )
                    ordinal = True
                seen = True
            if stop and j == i and total + current < 13:  # nineteen-year-old counts, second-hand does not
                return j + 1
            if stop and parts[0] in self.numerals and len(parts) == 1:
                break
            last = j
            j += 1
            if stop or ordinal:
                break
        value = total + current
        weak = weak and value < 13
        values = (value, *(a for a in alternatives if a != value))
        self._add("number", self.tokens[i], self.tokens[last], tuple(round(v, 6) for v in values), weak or ordinal)
        return last + 1

    def _counts_on(self, j: int) -> bool:
        """Whether a scale alone begins a number (миллион двести тысяч)."""
        following = self._peek(j + 1)
        kinds = dict(self.numerals.get(following.word.lower, ())) if following is not None else {}
        return self.lang.script == "Cyrl" and "cardinal" in kinds and kinds["cardinal"] >= 100

    def _continues(self, j: int, current: float) -> bool:
        """Whether a numeral goes on after a connector: two hundred and five, one and a half million, half a million."""
        k = j
        while k < len(self.tokens) and self.tokens[k].word.lower in CONNECTORS and k < j + 2:
            k += 1
        following = self._peek(k)
        if following is None:
            return False
        kinds = dict(self.numerals.get(following.word.lower.split("-")[0], ()))
        word = self.tokens[j].word.lower
        if word in ("a", "an"):
            return kinds.get("fraction") == 0.5 or ("scale" in kinds and 0 < current < 1)
        if "fraction" in kinds and kinds["fraction"] == 0.5 and k > j:
            return True
        return word == "and" and "cardinal" in kinds and current >= 100 and self._adds(current, kinds["cardinal"])

    @staticmethod
    def _adds(current: float, value: float) -> bool:
        """Whether a smaller numeral may follow in the same number (twenty + one, hundred + twenty)."""
        if current % 1:
            return False
        if value < 10:
            return (current % 100 >= 20 and current % 10 == 0) or (current >= 100 and current % 100 == 0)
        return current >= 100 and current % 100 == 0 and value < 100
