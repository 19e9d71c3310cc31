"""Glossaries as plain text made for git: a block a concept, a line a term, always in the same order.

    concept: ssu
    domain: law-enforcement
    relation: broader state-bodies
    history: 2026-11-24 | Olena | added SSU | house style 4
    en preferred acronym propn exact: SSU
      forms: SSU's | SSUs
      note: never SBU in a headline
    uk preferred acronym propn exact: СБУ

The head of a term line names language and status, and what is not the default of type (full), part of speech (noun), case
rule (free) and number. Indented lines belong to the term above them. In texts `\\n` is a new line and `\\\\` a backslash; a line
that begins with `#` is a comment, and is lost when tqa writes the file.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from tqa.glossary.termbase import (
    ABOUT,
    CASES,
    NUMBERS,
    STATUSES,
    TYPES,
    Change,
    Concept,
    Term,
    Termbase,
    make_change,
    make_id,
    make_relation,
    make_term,
    make_text,
    one_of,
)
from tqa.glossary.text import read_text
from tqa.records import GlossaryError, LanguageError

_HEAD = ("concept", "lang", "text", "origin")
_LISTS = ("forms", "context")
_DETAILS = (*_LISTS, "pos", "valid_from", "valid_to", "note")
_HEADED_POS = ("noun", "propn", "verb", "adj", "adv", "phrase", "other")
_LINE = re.compile(r"(\s*)([^:]+?)\s*:(?:\s+(.*))?$")


def read_blocks(path: Path) -> Termbase:
    """A termbase of a .terms file; a line that says something impossible is left out and told with its number."""
    terms: list[Term] = []
    about: dict[str, Concept] = {}
    problems: list[GlossaryError] = []
    cid = ""
    for number, line in enumerate(read_text(path).split("\n"), 1):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        try:
            if not (m := _LINE.match(line)):
                raise ValueError(f"'{line.strip()[:40]}' is neither 'key: text' nor 'lang status …: term'")
            indent, head, value = m[1], m[2], _unescaped(m[3] or "")
            if head == "concept":
                cid = ""
                cid = make_id(value)
                about.setdefault(cid, Concept(cid))
            elif not cid:
                raise ValueError("stands under no concept; begin the block with 'concept: id'")
            elif indent:
                if not terms or terms[-1].concept != cid:
                    raise ValueError(f"'{head}' stands under no term")
                terms[-1] = _detailed(terms[-1], head, value)
            elif " " in head:
                terms.append(_term(cid, head, value, f"{path}:{number}"))
            else:
                about[cid] = _told(about[cid], head, value)
        except (ValueError, LanguageError) as error:
            problems.append(GlossaryError(str(error), str(path), number))
    if not terms and problems:
        raise problems[0]
    return Termbase.of(terms, problems, about.values())


def _term(cid: str, head: str, text: str, origin: str) -> Term:
    lang, status, *rest = head.split()
    said: dict[str, Any] = {"status": one_of(status, STATUSES, "status")}
    for word in rest:
        for name, known in (("type", TYPES), ("case", CASES), ("number", NUMBERS), ("pos", _HEADED_POS)):
            if word in known and name not in said:
                said[name] = word
                break
        else:
            one_of(word, (*TYPES, *CASES, *filter(None, NUMBERS), *_HEADED_POS), "word in the head of a term")
            raise ValueError(f"'{word}' is said twice in the head of a term")
    return make_term(cid, lang, text, said, origin)


def _detailed(term: Term, key: str, value: str) -> Term:
    key = _key(key, _DETAILS)
    said = {name: getattr(term, name) for name in Term.__dataclass_fields__ if name not in _HEAD}
    said[key] = tuple(v.strip() for v in value.split("|") if v.strip()) if key in _LISTS else value
    return make_term(term.concept, term.lang, term.text, said, term.origin)


def _told(concept: Concept, key: str, value: str) -> Concept:
    key = _key(key, (*ABOUT, "relation", "history"))
    if key == "relation":
        kind, _, other = value.partition(" ")
        return replace(concept, relations=(*concept.relations, make_relation(kind, other)))
    if key == "history":
        return replace(concept, history=(*concept.history, change_of(value)))
    return replace(concept, **{key: make_text(value)})  # type: ignore[arg-type]


def change_of(line: str) -> Change:
    """An entry of a history as it is written in one line: when | who | what | why."""
    at, by, what, reason = [*(part.strip() for part in line.split("|")), "", "", ""][:4]
    return make_change(at, by, what, reason)


def line_of(change: Change) -> str:
    """The reverse of `change_of`."""
    return " | ".join((change.at, change.by, change.what, *((change.reason,) if change.reason else ())))


def _key(key: str, known: tuple[str, ...]) -> str:
    if key not in known:
        near = difflib.get_close_matches(key, known, n=1)
        raise ValueError(f"unknown key '{key}'" + (f"; did you mean '{near[0]}'?" if near else ""))
    return key


def write_blocks(base: Termbase) -> str:
    """The base as text, equal for equal bases: concepts by id, terms by language and status."""
    return "\n\n".join("\n".join(_block(concept)) for concept in base.concepts.values()) + "\n"


def _block(concept: Concept) -> Iterator[str]:
    yield f"concept: {_escaped(concept.id)}"
    for key in ABOUT:
        if value := getattr(concept, key):
            yield f"{key}: {_escaped(value)}"
    for relation in concept.relations:
        yield f"relation: {relation.kind} {_escaped(relation.concept)}"
    for change in concept.history:
        yield f"history: {_escaped(line_of(change))}"
    for term in concept.terms:
        head = (
            term.lang,
            term.status.value,
            *([term.type] if term.type != "full" else []),
            *([term.pos] if term.pos in _HEADED_POS[1:] else []),
            *([term.case] if term.case != "free" else []),
            *([term.number] if term.number else []),
        )
        yield f"{' '.join(head)}: {_escaped(term.text)}"
        for key in _DETAILS:
            value = getattr(term, key)
            if value and not (key == "pos" and value in _HEADED_POS):
                yield f"  {key}: {_escaped(' | '.join(value) if key in _LISTS else value)}"


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("\n", "\\n")


def _unescaped(text: str) -> str:
    return re.sub(r"\\(.)", lambda m: "\n" if m[1] == "n" else m[1], text.strip())
