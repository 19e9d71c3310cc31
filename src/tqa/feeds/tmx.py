"""TMX 1.4, streamed unit by unit: the variant in the source language against each other one."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from tqa.feeds.lines import Skip, Source
from tqa.feeds.rows import Fields, segment
from tqa.feeds.xml import content, elements, local, spent
from tqa.records import FeedError, LanguageError, Mark, Segment

_CODES = frozenset({"bpt", "ept", "ph", "it", "ut"})
_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_COLUMNS = {n: n for n in ("id", "source", "target", "source_lang", "target_lang", "document", "translator", "date")}


def read(source: Source, fields: Fields, skip: Skip) -> Iterator[Segment]:
    """A Segment for each pair of variants of a unit; the target languages are all others, or the one that was asked for."""
    main, number = "", 0
    for event, element, name in elements(source, "tmx", "TMX"):
        if event == "start" and name == "header":
            main = element.get("srclang") or ""
        elif event == "end" and name == "tu":
            number += 1
            try:
                yield from _pairs(element, element.get("srclang") or main, str(element.get("tuid") or number), fields)
            except (FeedError, LanguageError) as error:
                skip(FeedError(str(error), source.name, element.sourceline))
            spent(element)


def _base(tag: str) -> str:
    return tag.replace("_", "-").split("-")[0].lower()


def _pairs(unit: etree._Element, main: str, name: str, fields: Fields) -> Iterator[Segment]:
    variants = [(v.get(_LANG) or v.get("lang") or "", v) for v in unit if local(v) == "tuv"]
    if len(variants) < 2:
        raise FeedError(f"unit {name} has {len(variants)} variants; a translation needs two")
    asked = fields.source_lang or (main if main and main != "*all*" else variants[0][0])
    ours = next((v for v in variants if _base(v[0]) == _base(asked)), None)
    if ours is None:
        raise FeedError(f"unit {name} has no variant in {asked}")
    others = [
        v for v in variants if v is not ours and (not fields.target_lang or _base(v[0]) == _base(fields.target_lang))
    ]
    for lang, variant in others:
        texts = [_text(side, name) for side in (ours[1], variant)]
        row = {
            "id": name if len(others) == 1 else f"{name}.{lang}",
            "source": "",
            "target": "",
            "source_lang": ours[0],
            "target_lang": lang,
            "translator": variant.get("changeid") or variant.get("creationid") or unit.get("creationid") or "",
            "date": _date(variant.get("changedate") or variant.get("creationdate") or unit.get("creationdate") or ""),
        }
        made = segment(row, _COLUMNS, fields, name)
        yield Segment(
            made.id, texts[0][0], texts[1][0], made.source_lang, made.target_lang,
            translator=made.translator, date=made.date, source_marks=texts[0][1], target_marks=texts[1][1],
        )  # fmt: skip


def _text(variant: etree._Element, name: str) -> tuple[str, tuple[Mark, ...]]:
    seg = next((child for child in variant if local(child) == "seg"), None)
    if seg is None:
        raise FeedError(f"unit {name} has a variant without text")
    return content(seg, _CODES, frozenset({"hi", "sub"}))


def _date(written: str) -> str:
    """20250312T101500Z as an ISO date."""
    return f"{written[:4]}-{written[4:6]}-{written[6:8]}" if len(written) >= 8 and written[:8].isdigit() else ""
