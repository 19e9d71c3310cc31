"""Locale conventions: how the target language writes numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tqa.checks.finder import Hit, Pair, check_where
from tqa.languages.digits import readings
from tqa.records import Span

_COMMA_DECIMAL = re.compile(
    r"(?<![\d.,:])(\d+),(\d{1,2})(?![\d,.]*\d)(?=\s*(?:%|percent|per cent|million|billion|thousand|km|kg|°|degrees|points|m\b|times))"
)
_TORN = re.compile(r"(?<![\d.,])(\d{1,3})(?:\. |, | ,| \.|: )(\d{1,3})(?![\d])")


def has_figures(pair: Pair) -> bool:
    return any(t.kind == "number" for t in pair.target.tokens)


@check_where(has_figures)
def decimal_mark(pair: Pair) -> Iterator[Hit]:
    """A decimal comma where the target language writes a point."""
    if pair.target_language.decimal != ".":
        return
    for m in _COMMA_DECIMAL.finditer(pair.target.string):
        yield Hit(target=Span(*m.span()), suggestion=f"{m[1]}.{m[2]}", words={"found": m[0]})


@check_where(has_figures)
def torn_number(pair: Pair) -> Iterator[Hit]:
    """A number torn by a blank (8. 4; 20, 000) that the source has whole."""
    if not pair.has_source:
        return
    values = {v for s in pair.source_numbers for v in s.values}
    for m in _TORN.finditer(pair.target.string):
        mark = next(ch for ch in ".,:" if ch in m[0])
        if mark == ":":
            clock = float(m[1]) * 60 + float(m[2])
            if len(m[2]) == 2 and clock in values:
                yield Hit(target=Span(*m.span()), suggestion=f"{m[1]}:{m[2]}", words={"found": m[0]})
            continue
        whole = f"{m[1]}{mark}{m[2]}"
        if any(v in values for v in readings(whole, pair.target_language)) and not (
            float(m[1]) in values and float(m[2]) in values
        ):
            yield Hit(target=Span(*m.span()), suggestion=whole, words={"found": m[0]})
