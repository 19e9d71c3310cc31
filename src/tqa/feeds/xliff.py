"""XLIFF 1.2 and 2.x, streamed unit by unit; inline codes become marks."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from tqa.feeds.lines import Skip, Source
from tqa.feeds.rows import Fields, segment
from tqa.feeds.xml import content, elements, local, spent
from tqa.records import FeedError, Segment

_CODES = frozenset({"x", "bx", "ex", "ph", "bpt", "ept", "it", "sc", "ec", "sm", "em", "cp"})
_COLUMNS = {n: n for n in ("id", "source", "target", "source_lang", "target_lang", "document", "translator")}


def read(source: Source, fields: Fields, skip: Skip) -> Iterator[Segment]:
    """Segments of the translation units; entities and DTDs are refused, a unit marked translate="no" is left out.

    In XLIFF 2.x a segment of a unit is one of its own.
    """
    root: dict[str, str] = {}
    where: dict[str, str] = {}
    for event, element, name in elements(source, "xliff", "XLIFF"):
        if event == "start":
            if name == "xliff":
                root = {"source_lang": element.get("srcLang") or "", "target_lang": element.get("trgLang") or ""}
            elif name == "file":
                where = {
                    "source_lang": element.get("source-language") or root["source_lang"],
                    "target_lang": element.get("target-language") or root["target_lang"],
                    "document": element.get("original") or "",
                }
        elif name in ("trans-unit", "unit"):
            if element.get("translate") != "no":
                try:
                    yield from [_segment(part, unit, where, fields) for part, unit in _parts(element, name)]
                except FeedError as error:
                    skip(FeedError(str(error), source.name, element.sourceline))
            spent(element)


def _parts(unit: etree._Element, name: str) -> Iterator[tuple[etree._Element, str]]:
    """What holds a source and a target, with its name: a unit of 1.2, the segments of a unit of 2.x."""
    own = unit.get("id") or str(unit.sourceline)
    if name == "trans-unit":
        yield unit, own
        return
    segments = [child for child in unit if local(child) == "segment"]
    for n, child in enumerate(segments, 1):
        yield child, own if len(segments) == 1 else f"{own}.{child.get('id') or n}"


def _segment(part: etree._Element, name: str, where: dict[str, str], fields: Fields) -> Segment:
    sides = {local(child): child for child in part if isinstance(child.tag, str)}
    texts = {side: content(sides[side], _CODES) if side in sides else ("", ()) for side in ("source", "target")}
    row: dict[str, object] = {**where, "id": name, "translator": part.get("phase-name") or ""}
    made = segment({**row, "source": "", "target": ""}, _COLUMNS, fields, name)
    prefix = f"{where.get('document')}#" if where.get("document") else ""
    return Segment(
        id=prefix + name,
        source=texts["source"][0],
        target=texts["target"][0],
        source_lang=made.source_lang or fields.source_lang,
        target_lang=made.target_lang,
        translator=made.translator,
        document=made.document,
        source_marks=texts["source"][1],
        target_marks=texts["target"][1],
    )
