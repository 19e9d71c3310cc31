"""What the XML formats share: a stream of elements that refuses entities and DTDs, and texts with their inline codes."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from tqa.feeds.lines import Source, whole
from tqa.records import FeedError, Mark


def elements(source: Source, root: str, kind: str) -> Iterator[tuple[str, etree._Element, str]]:
    """(event, element, local name) of a document whose root must be `root`; FeedError for what is not well-formed."""
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
            name = local(element)
            if event == "start" and element.getparent() is None:
                dtd = element.getroottree().docinfo.internalDTD
                if dtd is not None and (
                    any(dtd.iterentities()) or dtd.external_id or (dtd.system_url and root != "tmx")
                ):
                    raise FeedError(
                        "has a DTD with entities; they are refused, write the characters themselves", source.name
                    )
                if name != root:
                    raise FeedError(f"is no {kind} file: its root is <{name}>", source.name, element.sourceline)
            yield event, element, name
    except etree.XMLSyntaxError as error:
        raise FeedError(f"is not well-formed XML: {error.msg}", source.name, error.lineno) from None


def local(element: etree._Element) -> str:
    return etree.QName(element).localname if isinstance(element.tag, str) else ""


def spent(element: etree._Element) -> None:
    """Free an element that was read, and those before it."""
    element.clear()
    while element.getprevious() is not None:
        del element.getparent()[0]


def content(
    element: etree._Element, codes: frozenset[str], silent: frozenset[str] = frozenset({"mrk"})
) -> tuple[str, tuple[Mark, ...]]:
    """The text of an element and its inline codes. What stands inside an element of `codes` is code and no text; other
    elements are codes on both sides of their text, and `silent` ones leave no trace."""
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
            name = local(child)
            if name in codes:
                marks.append(Mark(size, size, f'<{name} id="{child.get("id", child.get("i", ""))}"/>'))
            elif name:
                if name not in silent:
                    marks.append(Mark(size, size, f'<{name} id="{child.get("id", "")}">'))
                walk(child)
                if name not in silent:
                    marks.append(Mark(size, size, f"</{name}>"))
            text(child.tail)

    walk(element)
    return "".join(out), tuple(marks)
