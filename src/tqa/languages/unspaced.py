"""Numbers of a text that puts no blanks between words (Chinese, Japanese): figures and numerals run into their scales (31億1600万)."""

from __future__ import annotations

import re
from functools import lru_cache

from tqa.languages import Language, language
from tqa.languages.digits import Mention
from tqa.languages.text import Text

_FULL_WIDTH = str.maketrans("０１２３４５６７８９．％", "0123456789.%")
_FIGURE = re.compile(r"\d+(?:,\d{3})*(?:\.\d+)?")
_DOT = re.compile(r"(?<=\d)・(?=\d)")
_FEW = 13  # numerals below it stand in many words that count nothing


def mentions(text: Text) -> list[Mention]:
    """All mentions in order. Numerals in words below thirteen only answer others, as do hours, codes and native measures."""
    reader = _reader(text.language.tag)
    plain = _DOT.sub(".", text.string.translate(_FULL_WIDTH))
    found, at = reader.weekdays(plain), 0
    while at < len(plain):
        mention = reader.mention(plain, at)
        if mention is None:
            at += 1
        else:
            found.append(mention)
            at = mention.end
    return sorted(found, key=lambda m: m.start)


@lru_cache(maxsize=8)
def _reader(tag: str) -> _Reader:
    return _Reader(language(tag))


class _Reader:
    def __init__(self, lang: Language) -> None:
        single = {form: value for form, value in lang.numerals("cardinal").items() if len(form) == 1}
        scales = lang.numerals("scale")
        self.digits = {form: int(value) for form, value in single.items() if value < 10}
        self.small = {form: int(value) for form, value in scales.items() if len(form) == 1 and value < 10_000}
        self.large = {form: value for form, value in scales.items() if len(form) == 1 and value >= 10_000}
        self.written = re.compile(f"[{''.join((*self.digits, *self.small))}]+")
        self.days = {form: value for form, value in lang.weekdays.items() if len(form) > 1}
        self.words = {
            name: tuple(lang.words("numbers", "unspaced", name))
            for name in ("more", "year", "month", "decade", "share", "tenths", "hour", "native", "unit", "era")
        }

    def weekdays(self, plain: str) -> list[Mention]:
        found = {m.start(): (form, m) for form in sorted(self.days, key=len) for m in re.finditer(form, plain)}
        return [Mention("weekday", m.start(), m.end(), (float(self.days[form]),)) for form, m in found.values()]

    def mention(self, plain: str, start: int) -> Mention | None:
        """The mention that begins at a place."""
        read = self._number(plain, start)
        if read is None:
            return None
        value, end = read
        follows = {name for name, forms in self.words.items() if forms and plain.startswith(forms, end)}
        if "share" in follows:  # 百分之三十, 三分之二
            behind = end + next(len(form) for form in self.words["share"] if plain.startswith(form, end))
            part = self._number(plain, behind)
            if part is not None and value:
                return Mention("number", start, part[1], (part[0] if value == 100 else round(part[0] / value, 6),))
        if "month" in follows and value in range(1, 13):
            return Mention("month", start, end, (value,))
        if "decade" in follows and value % 10 == 0 and value < 2100:
            return Mention("decade", start, end, (value,))
        figures = plain[start].isdecimal()
        values: tuple[float, ...] = (value,)
        if follows & {"year", "decade"} and figures and value < 100:
            values = (value, 2000 + value, 1900 + value, 1800 + value)
        elif "tenths" in follows:
            values = (10 * value, value)
        code = start > 0 and plain[start - 1].isascii() and (plain[start - 1].isalpha() or plain[start - 1] == ".")
        code = code or plain.startswith(".", end) or plain.endswith(self.words["era"], 0, start)
        soft = code or bool(follows & {"hour", "native"}) or (not figures and (value < _FEW or end - start < 2))
        return Mention("number", start, end, values, soft, soft)

    def _number(self, plain: str, start: int) -> tuple[float, int] | None:
        """The value that begins at a place, of all parts with their scales, and where it ends."""
        total, at = 0.0, start
        while (read := self._part(plain, at)) is not None:
            value, at = read
            behind = at + next((len(form) for form in self.words["more"] if plain.startswith(form, at)), 0)
            behind += plain.startswith(" ", behind)
            scale = 1.0
            while behind < len(plain) and plain[behind] in self.large:  # 万亿
                scale *= self.large[plain[behind]]
                behind = at = behind + 1
            total += value * scale
            if scale == 1.0:
                break
        return (round(total, 6), at) if at > start else None

    def _part(self, plain: str, at: int) -> tuple[float, int] | None:
        """The value of a part below ten thousand, or of any figure (8千, 1600, 三百二十)."""
        if figure := _FIGURE.match(plain, at):
            value, end = float(figure[0].replace(",", "")), figure.end()
            measured = plain.startswith(self.words["unit"], end + 1)  # 10千米 are ten kilometres
            if end < len(plain) and plain[end] in self.small and not measured:
                return value * self.small[plain[end]], end + 1
            return value, end
        written = self.written.match(plain, at)
        if (
            written
            and plain.startswith("点", written.end())
            and (behind := self.written.match(plain, written.end() + 1))
        ):
            if all(ch in self.digits for ch in written[0] + behind[0]):  # 一点七万
                told = ".".join("".join(str(self.digits[ch]) for ch in part) for part in (written[0], behind[0]))
                return float(told), behind.end()
        if written is None or (written[0][0] in self.small and self.small[written[0][0]] != 10):
            return None  # 千 and 百 alone count nothing
        if not any(ch in self.small for ch in written[0]):
            digits = [self.digits[ch] for ch in written[0]]
            decade = len(digits) == 2 and plain.startswith(self.words["decade"], written.end())  # 九零年代
            if len(digits) == 1 or len(digits) > 3 or decade:  # a year, digit by digit
                return float("".join(map(str, digits))), written.end()
            return None
        total = current = last = 0
        for n, ch in enumerate(written[0]):
            if ch in self.small:
                last = self.small[ch]
                total, current = total + (current or 1) * last, 0
            elif current:  # 十四五 is 14 and 5
                return float(total + current), at + n
            else:
                current = self.digits[ch]
                last = last if current else 0
        return float(total + current * (last // 10 if last > 10 else 1)), written.end()  # 一百二 is 120
