"""Glossaries as TBX (ISO 30042): the 2019 edition in DCA and DCT style and the 2008 style read, TBX-Basic and -Min written.

What TBX-Basic or -Min has no category for stands in a `<note>` that begins with `tqa:` and its name, which every reader may
show and tqa reads back; so nothing is lost.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from lxml import etree

from tqa.glossary.blocks import change_of, line_of
from tqa.glossary.termbase import (
    ABOUT,
    Change,
    Concept,
    Status,
    Term,
    Termbase,
    make_change,
    make_id,
    make_relation,
    make_term,
    make_text,
)
from tqa.records import GlossaryError, LanguageError

_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_CORE = "urn:iso:std:iso:30042:ed-2"
_STATUS_OUT = {
    Status.PREFERRED: "preferredTerm-admn-sts",
    Status.ADMITTED: "admittedTerm-admn-sts",
    Status.DEPRECATED: "deprecatedTerm-admn-sts",
    Status.FORBIDDEN: "supersededTerm-admn-sts",
}
# TBX-Basic's administrative statuses, and the words that tools write in their place.
_STATUS = {
    "preferredterm-admn-sts": "preferred",
    "admittedterm-admn-sts": "admitted",
    "deprecatedterm-admn-sts": "deprecated",
    "supersededterm-admn-sts": "deprecated",
    "standardizedterm-admn-sts": "preferred",
    "obsolete": "deprecated",
    "notrecommended": "deprecated",
    "superseded": "deprecated",
    **{s.value: s.value for s in Status},
}
_TYPES = {
    "fullform": "full",
    "acronym": "acronym",
    "abbreviation": "acronym",
    "shortform": "short",
    "variant": "full",
    "propername": "name",
    "full": "full",
    "short": "short",
    "name": "name",
}
_TYPES_OUT = {"full": "fullForm", "acronym": "acronym", "short": "shortForm", "name": "fullForm"}
_POS = {"properNoun": "propn", "adjective": "adj", "adverb": "adv"}
_POS_OUT = {ours: theirs for theirs, ours in _POS.items()}
_CATEGORIES = {  # of each dialect: element of the DCA style by category
    "basic": {
        "subjectField": "descrip",
        "definition": "descrip",
        "source": "admin",
        "crossReference": "ref",
        "transactionType": "transac",
        "responsibility": "transacNote",
        "administrativeStatus": "termNote",
        "termType": "termNote",
        "partOfSpeech": "termNote",
        "grammaticalNumber": "termNote",
    },
    "min": {"subjectField": "descrip", "administrativeStatus": "termNote", "partOfSpeech": "termNote"},
}
DIALECTS, STYLES = tuple(_CATEGORIES), ("dca", "dct")
_OURS = re.compile(r"tqa:(\w+)=(.*)", re.DOTALL)
_NAME = re.compile(r"[A-Za-z_][\w.-]*\Z")


def parse_xml(path: Path) -> etree._ElementTree:
    """An XML tree without entities, DTDs or network; GlossaryError with the line for what is not well formed.

    The bare `<!DOCTYPE martif SYSTEM "….dtd">` of 2008 files is let through; the file it names is never opened.
    """
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        tree = etree.parse(str(path), parser)
    except etree.XMLSyntaxError as error:
        raise GlossaryError(f"is not well-formed XML: {error.msg}", str(path), error.lineno) from None
    except OSError as error:
        raise GlossaryError(f"cannot be read: {error}", str(path)) from None
    info = tree.docinfo
    if info.internalDTD is not None:
        if any(info.internalDTD.iterentities()):
            raise GlossaryError("declares entities; they are refused, write the characters themselves", str(path))
        if any(info.internalDTD.iterelements()) or not (info.system_url or "").lower().endswith(".dtd"):
            raise GlossaryError("has a document type of its own; take the <!DOCTYPE …> line out", str(path))
    return tree


def read_tbx(path: Path) -> Termbase:
    """A termbase of a TBX file; entries that break the standard are left out and told with their line."""
    root = parse_xml(path).getroot()
    if _name(root) not in ("tbx", "martif"):
        raise GlossaryError(f"is no TBX file: its root is <{_name(root)}>", str(path), root.sourceline)
    terms: list[Term] = []
    about: list[Concept] = []
    problems: list[GlossaryError] = []
    entries = [e for e in root.iter() if _name(e) in ("conceptEntry", "termEntry")]

    def tried(work: Callable[[], Any], element: etree._Element) -> Any:
        try:
            return work()
        except (ValueError, LanguageError) as error:
            problems.append(GlossaryError(str(error), str(path), element.sourceline))

    for number, entry in enumerate(entries, 1):
        cid = make_id(_decoded(entry.get("id") or f"concept-{number}"))
        if concept := tried(lambda e=entry, c=cid: _concept(e, c), entry):  # type: ignore[misc]
            about.append(concept)
        for section in (e for e in entry if _name(e) in ("langSec", "langSet")):
            lang = section.get(_XML_LANG) or section.get("lang") or ""
            for group in (e for e in section.iter() if _name(e) in ("termSec", "tig", "ntig")):
                if term := tried(lambda g=group, c=cid, t=lang: _term(g, c, t, str(path)), group):  # type: ignore[misc]
                    terms.append(term)
    if not entries:
        raise GlossaryError("has no entries (<conceptEntry> or <termEntry>)", str(path), root.sourceline)
    return Termbase.of(terms, problems, about)


def _name(element: etree._Element) -> str:
    return etree.QName(element).localname if isinstance(element.tag, str) else ""


def _own(element: etree._Element) -> Iterator[etree._Element]:
    """What belongs to an entry or term itself: its descendants outside language sections and terms, except notes' groups."""
    for child in element:
        if isinstance(child.tag, str) and _name(child) not in ("langSec", "langSet", "transacGrp"):
            yield child
            yield from _own(child)


def _text(element: etree._Element) -> str:
    return "".join(element.itertext()).strip()


def _value(element: etree._Element, kind: str) -> str:
    """The value of a data category in either style: <termNote type="kind"> (DCA) or <min:kind> (DCT)."""
    for child in _own(element):
        if (child.get("type") or _name(child)).lower() == kind.lower():
            return _text(child)
    return ""


def _notes(element: etree._Element) -> tuple[dict[str, str], str]:
    """What tqa wrote into notes, by name, and the first note of somebody else."""
    ours: dict[str, str] = {}
    plain = ""
    for child in _own(element):
        if (child.get("type") or _name(child)) == "note":
            if m := _OURS.fullmatch(_text(child)):
                ours[m[1]] = m[2].strip()
            else:
                plain = plain or _text(child)
    return ours, plain


def _concept(entry: etree._Element, cid: str) -> Concept:
    ours, plain = _notes(entry)
    said = {
        "domain": _value(entry, "subjectField"),
        "definition": _value(entry, "definition"),
        "source": _value(entry, "source"),
        "note": plain,
        **{k: v for k, v in ours.items() if k in ABOUT},
    }
    relations = [part.split(maxsplit=1) for part in ours.get("relations", "").split("|") if " " in part]
    kinds = {other for _, other in relations}
    for child in _own(entry):
        if (child.get("type") or _name(child)) == "crossReference" and child.get("target"):
            other = _decoded(child.get("target", ""))
            if other not in kinds:
                relations.append(["related", other])
    history = [_change(group) for group in entry if _name(group) == "transacGrp"]
    history += [change_of(line) for line in ours.get("history", "").split("\n") if line.strip()]
    return Concept(
        cid,
        relations=tuple(make_relation(*pair) for pair in relations),
        history=tuple(h for h in history if h),
        **{k: make_text(v) for k, v in said.items()},  # type: ignore[arg-type]
    )


def _change(group: etree._Element) -> Change | None:
    def found(kind: str) -> str:
        return next((_text(e) for e in group if (e.get("type") or _name(e)) == kind), "")

    if ours := _notes(group)[0].get("change"):
        return change_of(ours)
    return make_change(found("date"), found("responsibility"), found("transactionType")) if found("date") else None


def _term(group: etree._Element, concept: str, lang: str, path: str) -> Term:
    text = next((_text(e) for e in group.iter() if _name(e) == "term"), "")
    if not text:
        raise ValueError(f"an entry of concept '{concept}' has no term")
    if not lang:
        raise ValueError(f"the language section of '{text[:40]}' has no xml:lang")
    ours, plain = _notes(group)
    status = (_value(group, "administrativeStatus") or "preferred").lower().replace("_", "-")
    if status not in _STATUS:
        raise ValueError(f"unknown administrative status '{status}' of '{text[:40]}'")
    kind = (_value(group, "termType") or "fullForm").lower().replace("_", "")
    pos = _value(group, "partOfSpeech")
    said: dict[str, Any] = {
        "status": _STATUS[status],
        "type": _TYPES.get(kind, "full"),
        "pos": _POS.get(pos, pos),
        "number": _value(group, "grammaticalNumber"),
        "case": "exact" if kind in ("acronym", "abbreviation") else "free",
        "note": plain,
        **{
            k: v
            for k, v in ours.items()
            if k in Term.__dataclass_fields__ and k not in ("concept", "lang", "text", "origin")
        },
    }
    lists: dict[str, Any] = {
        k: tuple(p.strip() for p in said.pop(k).split("|")) for k in ("forms", "context") if k in said
    }
    return make_term(concept, lang, text, {**said, **lists}, f"{path}:{group.sourceline}")


def write_tbx(base: Termbase, dialect: str = "basic", style: str = "dct") -> str:
    """The base as TBX: `dialect` is basic or min, `style` dct or dca."""
    space = f"http://www.tbxinfo.net/ns/{dialect}"
    spaces: dict[str | None, str] = {None: _CORE, **({dialect: space} if style == "dct" else {})}
    root = etree.Element(f"{{{_CORE}}}tbx", nsmap=spaces)
    root.set("type", f"TBX-{dialect.title()}")
    root.set("style", style)
    root.set(_XML_LANG, "en")
    write = _Writer(space if style == "dct" else "", _CATEGORIES[dialect])
    header = write.core(write.core(root, "tbxHeader"), "fileDesc")
    write.core(write.core(header, "sourceDesc"), "p", "Written by tqa.")
    body = write.core(write.core(root, "text"), "body")
    for concept in base.concepts.values():
        write.concept(body, concept)
    etree.indent(root)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{etree.tostring(root, encoding="unicode")}\n'


class _Writer:
    """Elements of one style (`space` is the namespace of DCT, empty for DCA) with the categories of one dialect."""

    def __init__(self, space: str, categories: dict[str, str]) -> None:
        self.space, self.categories = space, categories

    def core(self, parent: etree._Element, name: str, text: str = "") -> etree._Element:
        element = etree.SubElement(parent, f"{{{_CORE}}}{name}")
        if text:
            element.text = text
        return element

    def category(self, parent: etree._Element, kind: str, text: str) -> etree._Element:
        if self.space:
            element = etree.SubElement(parent, f"{{{self.space}}}{kind}")
        else:
            element = self.core(parent, self.categories[kind])
            element.set("type", kind)
        element.text = text
        return element

    def note(self, parent: etree._Element, name: str, text: str) -> None:
        if text:
            self.core(parent, "note", f"tqa:{name}={text}")

    def concept(self, body: etree._Element, concept: Concept) -> None:
        entry = self.core(body, "conceptEntry")
        entry.set("id", _encoded(concept.id))
        for name, kind in (("domain", "subjectField"), ("definition", "definition"), ("source", "source")):
            if text := getattr(concept, name):
                self.category(entry, kind, text) if kind in self.categories else self.note(entry, name, text)
        if "crossReference" in self.categories:
            for relation in concept.relations:
                self.category(entry, "crossReference", relation.concept).set("target", _encoded(relation.concept))
            for change in concept.history:
                group = self.core(entry, "transacGrp")
                self.category(group, "transactionType", "modification")
                if change.by:
                    self.category(group, "responsibility", change.by)
                self.core(group, "date", change.at)
                self.note(group, "change", line_of(change))
        else:
            self.note(entry, "history", "\n".join(map(line_of, concept.history)))
        self.note(entry, "relations", "|".join(f"{r.kind} {r.concept}" for r in concept.relations))
        self.note(entry, "note", concept.note)
        self.note(entry, "owner", concept.owner)
        for lang in concept.languages:
            section = self.core(entry, "langSec")
            section.set(_XML_LANG, lang)
            for term in concept.terms:
                if term.lang == lang:
                    self.term(self.core(section, "termSec"), term)

    def term(self, group: etree._Element, term: Term) -> None:
        self.core(group, "term", term.text)
        native = {
            "administrativeStatus": _STATUS_OUT.get(term.status, ""),
            "termType": _TYPES_OUT[term.type],
            "partOfSpeech": _POS_OUT.get(term.pos, term.pos),
            "grammaticalNumber": term.number,
        }
        for kind, text in native.items():
            if text and kind in self.categories:
                self.category(group, kind, text)
        plain = _term_again(native, self.categories)
        for name in ("status", "type", "pos", "case", "number", "valid_from", "valid_to", "note"):
            if getattr(term, name) != plain.get(name, ""):
                self.note(group, name, getattr(term, name))
        self.note(group, "forms", "|".join(term.forms))
        self.note(group, "context", "|".join(term.context))


def _term_again(native: dict[str, str], categories: dict[str, str]) -> dict[str, str]:
    """What a reader makes of the categories alone; the rest must be said in notes."""
    native = {kind: text for kind, text in native.items() if kind in categories}
    kind = native.get("termType", "fullForm").lower()
    return {
        "status": _STATUS[(native.get("administrativeStatus") or "preferred").lower()],
        "type": _TYPES[kind],
        "pos": _POS.get(native.get("partOfSpeech", ""), native.get("partOfSpeech", "noun")),
        "case": "exact" if kind == "acronym" else "free",
        "number": native.get("grammaticalNumber", ""),
    }


def _encoded(cid: str) -> str:
    """A concept's id as an XML name: what cannot stand in one is written _xHHHH_, and such writing in the id likewise."""
    safe = "".join(ch if re.match(r"[\w.-]", ch) and ch != "_" else f"_x{ord(ch):04X}_" for ch in cid)
    return safe if _NAME.match(safe) else f"_x{ord(safe[0]):04X}_{safe[1:]}"


def _decoded(name: str) -> str:
    return re.sub(r"_x([0-9A-F]{4,6})_", lambda m: chr(int(m[1], 16)), name)
