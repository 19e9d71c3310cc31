"""Glossaries as TBX: ISO 30042:2019 (TBX-Basic and -Min, DCA and DCT styles) and the 2008 style, read tolerantly."""

from __future__ import annotations

from pathlib import Path

from lxml import etree

from tqa.glossary.table import LONGEST
from tqa.glossary.termbase import Status, Term, Termbase
from tqa.languages import normal_tag
from tqa.records import GlossaryError, LanguageError

_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
# TBX-Basic's administrative statuses, and the words that tools write in their place.
_STATUS = {
    "preferredterm-admn-sts": Status.PREFERRED,
    "admittedterm-admn-sts": Status.ADMITTED,
    "deprecatedterm-admn-sts": Status.DEPRECATED,
    "supersededterm-admn-sts": Status.DEPRECATED,
    "standardizedterm-admn-sts": Status.PREFERRED,
    "forbidden": Status.FORBIDDEN,
    "preferred": Status.PREFERRED,
    "admitted": Status.ADMITTED,
    "deprecated": Status.DEPRECATED,
    "obsolete": Status.DEPRECATED,
    "notrecommended": Status.DEPRECATED,
    "superseded": Status.DEPRECATED,
    "do-not-translate": Status.DO_NOT_TRANSLATE,
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


def parse_xml(path: Path) -> etree._ElementTree:
    """An XML tree without entities, DTDs or network; GlossaryError with the line for what is not well formed."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        tree = etree.parse(str(path), parser)
    except etree.XMLSyntaxError as error:
        raise GlossaryError(f"is not well-formed XML: {error.msg}", str(path), error.lineno) from None
    except OSError as error:
        raise GlossaryError(f"cannot be read: {error}", str(path)) from None
    info = tree.docinfo
    if info.internalDTD is not None and any(info.internalDTD.iterentities()):
        raise GlossaryError("declares entities; they are refused, write the characters themselves", str(path))
    return tree


def read_tbx(path: Path) -> Termbase:
    """A termbase of a TBX file; entries that break the standard are left out and told with their line."""
    root = parse_xml(path).getroot()
    if _name(root) not in ("tbx", "martif"):
        raise GlossaryError(f"is no TBX file: its root is <{_name(root)}>", str(path), root.sourceline)
    terms: list[Term] = []
    problems: list[GlossaryError] = []
    entries = [e for e in root.iter() if _name(e) in ("conceptEntry", "termEntry")]
    for number, entry in enumerate(entries, 1):
        concept = entry.get("id") or f"concept-{number}"
        domain = _value(entry, "subjectField")
        for section in (e for e in entry if _name(e) in ("langSec", "langSet")):
            for group in (e for e in section.iter() if _name(e) in ("termSec", "tig", "ntig")):
                try:
                    terms.append(_term(group, concept, section.get(_XML_LANG) or section.get("lang") or "", domain))
                except (ValueError, LanguageError) as error:
                    problems.append(GlossaryError(str(error), str(path), group.sourceline))
    if not entries:
        raise GlossaryError("has no entries (<conceptEntry> or <termEntry>)", str(path), root.sourceline)
    return Termbase.of(terms, problems)


def _name(element: etree._Element) -> str:
    return etree.QName(element).localname if isinstance(element.tag, str) else ""


def _value(element: etree._Element, kind: str) -> str:
    """The value of a data category in either style: <termNote type="kind"> (DCA) or <min:kind> (DCT)."""
    for child in element.iter():
        if (child.get("type") or _name(child)).lower() == kind.lower():
            return "".join(child.itertext()).strip()
    return ""


def _term(group: etree._Element, concept: str, lang: str, domain: str) -> Term:
    text = next(("".join(e.itertext()).strip() for e in group.iter() if _name(e) == "term"), "")
    if not text:
        raise ValueError(f"an entry of concept '{concept}' has no term")
    if len(text) > LONGEST:
        raise ValueError(f"a term of {len(text):,} characters; at most {LONGEST:,}")
    if not lang:
        raise ValueError(f"the language section of '{text}' has no xml:lang")
    status = (_value(group, "administrativeStatus") or "preferred").lower().replace("_", "-")
    if status not in _STATUS:
        raise ValueError(f"unknown administrative status '{status}' of '{text}'")
    kind = (_value(group, "termType") or "fullForm").lower().replace("_", "")
    return Term(
        concept=concept,
        lang=normal_tag(lang),
        text=text,
        status=_STATUS[status],
        type=_TYPES.get(kind, "full"),
        pos=_value(group, "partOfSpeech") or "noun",
        case="exact" if kind in ("acronym", "abbreviation") else "free",
        domain=domain,
        note=_value(group, "note"),
    )
