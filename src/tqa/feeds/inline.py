"""Inline markup kept as marks beside the plain text: where links stood is where translations are torn."""

from __future__ import annotations

import html
import re

from tqa.records import Mark

_MARKUP = re.compile(
    r"</?(?:a|b|i|em|strong|u|s|span|sup|sub|br|p|small|mark|font|code|q)(?:\s[^<>]{0,2000})?/?>|&(?:[a-zA-Z]{2,8}|\#\d{1,7}|\#x[0-9a-fA-F]{1,6});"
)


def plain(raw: str) -> tuple[str, tuple[Mark, ...]]:
    """Text without its HTML tags and entities, and the marks by which `records.to_raw` finds the way back."""
    if "<" not in raw and "&" not in raw:
        return raw, ()
    out: list[str] = []
    marks: list[Mark] = []
    size = last = 0
    for m in _MARKUP.finditer(raw):
        out.append(raw[last : m.start()])
        size += m.start() - last
        character = html.unescape(m[0]) if m[0][0] == "&" else ""
        last = m.end()
        if character == m[0]:  # no entity after all
            out.append(m[0])
            size += len(m[0])
            continue
        marks.append(Mark(size, size + len(character), m[0]))
        out.append(character)
        size += len(character)
    out.append(raw[last:])
    return "".join(out), tuple(marks)


def to_plain(marks: tuple[Mark, ...], offset: int) -> int:
    """The place in the plain text of an offset in the marked-up string."""
    shift = 0
    for mark in marks:
        if mark.start + shift >= offset:
            break
        shift += len(mark.code) - (mark.end - mark.start)
    return offset - shift


def raw(text: str, marks: tuple[Mark, ...]) -> str:
    """The plain text with its inline markup put back; the reverse of `plain`."""
    out: list[str] = []
    last = 0
    for mark in sorted(marks, key=lambda m: (m.start, m.end)):
        out += [text[last : mark.start], mark.code]
        last = mark.end
    return "".join([*out, text[last:]])
