"""What numbers say together: the ends of a range, and figures of languages whose numerals nobody knows."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence

from tqa.languages.digits import Mention

_RANGE = re.compile(r"\s*(?:[-–—]|to|or|and|до|или|и|або|чи|та|i|bis|und|oder|až|a)\s*[$£€₴₽¥]?")
_WORD_BEHIND = re.compile(r"[-\s]*[^\W\d_]")


def read_together(
    mentions: Sequence[Mention], string: str, scaled: Mapping[int, float], clocked: Collection[int]
) -> list[Mention]:
    """Mentions with what the other end of their range tells of them.

    16–18 thousand, 17–18 Uhr: the first takes the scale of the second as a reading, or its kind; in 2008–12 the second takes
    its century from the first. `scaled` are the scales of mentions by their start, `clocked` the starts of hours.
    """
    found = list(mentions)
    for n in range(len(found) - 1):
        a, b = found[n], found[n + 1]
        if a.kind != "number" or a.start in scaled or not _RANGE.fullmatch(string, a.end, b.start):
            continue
        if scale := scaled.get(b.start):
            found[n] = a._replace(values=(*a.values, *(round(v * scale, 6) for v in a.values)))
        elif b.start in clocked and a.values[0] <= 24:
            found[n] = a._replace(kind="time", values=tuple(v * 60 for v in a.values))
        elif b.kind == "number" and b.end - b.start == 2 and a.end - a.start == 4 and 1000 <= a.values[0] < 2100:
            found[n + 1] = b._replace(values=(*b.values, a.values[0] // 100 * 100 + b.values[0]))
    return found


def perhaps_scaled(mention: Mention, string: str) -> Mention:
    """A figure with a word behind it that may be a scale, in all readings."""
    if mention.kind != "number" or not _WORD_BEHIND.match(string, mention.end):
        return mention
    return mention._replace(values=tuple(round(v * k, 6) for k in (1, 1e3, 1e6, 1e9) for v in mention.values))
