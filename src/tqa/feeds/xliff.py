"""XLIFF 1.2, streamed unit by unit; inline codes become marks."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from lxml import etree

from tqa.feeds.lines import Source, whole
from tqa.feeds.rows import Fields, segment
from tqa.records import FeedError, Mark, Segment

_CODES = frozenset({"x", "bx", "ex", "ph", "bpt", "ept", "it"})
_COLUMNS = {n: n for n in ("id", "source", "target", "source_lang", "target_lang", "document", "translator")}


def read(source: Source, fields: Fields, skip: Callable[[FeedError], None]) -> Iterator[Segment]:
    """Segments of the translation units; entities and DTDs are refused, a unit marked translate="no" is left out."""
    where: dict[str, str] = {}
    try:
        events = etree.iterparse(
            source.stream,
            events=("start", "end"),
            resolve_entities=False,
            no_network=True,
            load_dtd=False,
            huge_tree=False,
            remove_comments=True,
        )
        for event, element in events:
            name = etree.QName(element).localname if isinstance(element.tag, str) else ""
            if event == "start":
                if element.getparent() is None:
                    _refuse(element, name, source)
                if name == "file":
                    where = {
                        "source_lang": element.get("source-language") or "",
                        "target_lang": element.get("target-language") or "",
                        "document": element.get("original") or "",
                    }
            elif name == "trans-unit":
                if element.get("translate") != "no":
                    try:
                        yield _unit(element, where, fields)
                    except FeedError as error:
                        skip(FeedError(str(error), source.name, element.sourceline))
                element.clear()
                while element.getprevious() is not None:
                    del element.getparent()[0]
    except etree.XMLSyntaxError as error:
        raise FeedError(f"is not well-formed XML: {error.msg}", source.name, error.lineno) from None


def _refuse(root: etree._Element, name: str, source: Source) -> None:
    dtd = root.getroottree().docinfo.internalDTD
    if dtd is not None and (any(dtd.iterentities()) or dtd.external_id or dtd.system_url):
        raise FeedError("has a DTD with entities; they are refused, write the characters themselves", source.name)
    if name != "xliff":
        raise FeedError(f"is no XLIFF file: its root is <{name}>", source.name, root.sourceline)
    if root.get("version", "1.2").startswith("2"):
        raise FeedError("is XLIFF 2.x; this version of tqa reads XLIFF 1.2", source.name, root.sourceline)


def _unit(unit: etree._Element, where: dict[str, str], fields: Fields) -> Segment:
    sides = {etree.QName(child).localname: child for child in unit if isinstance(child.tag, str)}
    texts = {side: _content(sides[side]) if side in sides else ("", ()) for side in ("source", "target")}
    row: dict[str, object] = {**where, "id": unit.get("id") or "", "translator": unit.get("phase-name") or ""}
    made = segment({**row, "source": "", "target": ""}, _COLUMNS, fields, unit.get("id") or "?")
    prefix = f"{where.get('document')}#" if where.get("document") else ""
    return Segment(
        id=prefix + (unit.get("id") or str(unit.sourceline)),
        source=texts["source"][0],
        target=texts["target"][0],
        source_lang=made.source_lang or fields.source_lang,
        target_lang=made.target_lang,
        translator=made.translator,
        document=made.document,
        source_marks=texts["source"][1],
        target_marks=texts["target"][1],
    )


def _content(element: etree._Element) -> tuple[str, tuple[Mark, ...]]:
    """The text of a side and its inline codes; what stands inside bpt, ept, ph and it is code, not text."""
    out: list[str] = []
    marks: list[Mark] = []
    size = 0

    def text(part: str | None) -> None:
        nonlocal size
        if part:
            out.append(whole(part))
            size += len(part)

    def walk(node: etree._Element) -> None:
        text(node.text)
        for child in node:
            name = etree.QName(child).localname if isinstance(child.tag, str) else ""
            if name in _CODES:
                marks.append(Mark(size, size, f'<{name} id="{child.get("id", "")}"/>'))
            elif name:
                if name != "mrk":
                    marks.append(Mark(size, size, f'<{name} id="{child.get("id", "")}">'))
                walk(child)
                if name != "mrk":
                    marks.append(Mark(size, size, f"</{name}>"))
            text(child.tail)

    walk(element)
    return "".join(out), tuple(marks)
