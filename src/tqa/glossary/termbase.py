"""Concepts and their terms; frozen, picklable, in one order, with a fingerprint by term."""

from __future__ import annotations

import datetime
import difflib
import hashlib
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, fields, replace
from enum import StrEnum
from functools import cached_property
from typing import Any

from tqa.languages import normal_tag
from tqa.records import GlossaryError


class Status(StrEnum):
    """What the house thinks of a term.

    A do-not-translate term must stand in the target as it stands in the source, a must-translate term must not.
    """

    PREFERRED = "preferred"
    ADMITTED = "admitted"
    DEPRECATED = "deprecated"
    FORBIDDEN = "forbidden"
    DO_NOT_TRANSLATE = "do-not-translate"
    MUST_TRANSLATE = "must-translate"


STATUSES = tuple(s.value for s in Status)
TYPES = ("full", "acronym", "short", "name")
# How a term's capitals bind: anyhow; as written; as written, but for the first word of a sentence.
CASES = ("free", "exact", "sentence")
NUMBERS = ("", "singular", "plural", "mass")
RELATIONS = ("abbreviation-of", "broader", "false-friend-of", "related")
LONGEST = 1_000  # characters of a term
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True, slots=True)
class Term:
    """One term of a concept in one language.

    `forms` are inflected forms that the matcher could not make itself. `context` are words of which one must stand in
    the segment, on either side, for the term to be meant; a word after `!` must not. Dates are ISO, ends included. `origin` is
    the place (path:line) that it was read from.
    """

    concept: str
    lang: str
    text: str
    status: Status = Status.PREFERRED
    type: str = "full"
    pos: str = "noun"
    case: str = "free"
    number: str = ""
    forms: tuple[str, ...] = ()
    context: tuple[str, ...] = ()
    valid_from: str = ""
    valid_to: str = ""
    note: str = ""
    origin: str = field(default="", compare=False, repr=False)

    @property
    def fingerprint(self) -> str:
        return hashlib.sha256(repr(self).encode("utf-8", "replace")).hexdigest()[:16]

    @property
    def order(self) -> tuple[str, int]:
        """Where it stands in its concept: by language, then by status."""
        return self.lang, _RANKS[self.status]

    def valid_on(self, date: str) -> bool:
        """Whether the term is in force on an ISO date; without a date only terms without an end are."""
        if not date:
            return not self.valid_to
        return (not self.valid_from or self.valid_from <= date) and (not self.valid_to or date[:10] <= self.valid_to)


_RANKS = {status: rank for rank, status in enumerate(Status)}


@dataclass(frozen=True, slots=True, order=True)
class Relation:
    """This concept is `kind` (one of RELATIONS) the concept with the id `concept`."""

    kind: str
    concept: str


@dataclass(frozen=True, slots=True, order=True)
class Change:
    """An entry of a concept's history: who changed what, when (ISO date or date and time) and why."""

    at: str
    by: str
    what: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Concept:
    """What a term means, and all its terms, by language and status."""

    id: str
    terms: tuple[Term, ...] = ()
    domain: str = ""
    definition: str = ""
    note: str = ""
    source: str = ""
    owner: str = ""
    relations: tuple[Relation, ...] = ()
    history: tuple[Change, ...] = ()

    def of(self, lang: str, *statuses: Status) -> list[Term]:
        """The terms of a language, all or by status: `en-GB` also has those of `en`, and `en` those of its regions."""
        return [t for t in self.terms if speaks(t.lang, lang) and (not statuses or t.status in statuses)]

    def best(self, lang: str, like: Term | None = None) -> Term | None:
        """The preferred term of a language, of the same type as `like` where there is one; the region's before the base's."""
        preferred = sorted(self.of(lang, Status.PREFERRED), key=lambda t: t.lang != lang)
        same = [t for t in preferred if like is not None and t.type == like.type]
        full = [t for t in preferred if t.type in ("full", "name")]
        return (same or full or preferred or [None])[0]  # type: ignore[list-item]

    @property
    def languages(self) -> list[str]:
        return sorted({t.lang for t in self.terms})

    def joined(self, other: Concept) -> Concept:
        """Both; what the other says of an equal term or of the concept wins."""
        new = {(t.lang, t.text) for t in other.terms}
        said = {f: getattr(other, f) or getattr(self, f) for f in ABOUT}
        return replace(
            self,
            **said,
            terms=_ordered((*(t for t in self.terms if (t.lang, t.text) not in new), *other.terms)),
            relations=tuple(sorted({*self.relations, *other.relations})),
            history=tuple(sorted({*self.history, *other.history})),
        )

    def overlaid(self, house: Concept) -> Concept:
        """The concept as a house writes it: where the house prefers a term, the base's preferred ones are admitted."""
        wanted = {(t.lang, t.type) for t in house.terms if t.status is Status.PREFERRED}
        demoted = tuple(
            replace(t, status=Status.ADMITTED) if t.status is Status.PREFERRED and (t.lang, t.type) in wanted else t
            for t in self.terms
        )
        return replace(self, terms=demoted).joined(house)


def speaks(lang: str, of: str) -> bool:
    """Whether a term of one language or region may stand in a text of another."""
    return lang == of or lang == of.split("-")[0] or lang.split("-")[0] == of


# What is said of a concept in words of its own.
ABOUT = ("domain", "definition", "note", "source", "owner")


def _ordered(terms: Iterable[Term]) -> tuple[Term, ...]:
    return tuple(sorted(terms, key=lambda t: t.order))


@dataclass(frozen=True)
class Termbase:
    """All concepts by id, in the order of ids. `problems` are entries that were left out, each with its place."""

    concepts: dict[str, Concept] = field(default_factory=dict)
    problems: tuple[GlossaryError, ...] = ()

    @classmethod
    def of(
        cls, terms: Iterable[Term], problems: Iterable[GlossaryError] = (), about: Iterable[Concept] = ()
    ) -> Termbase:
        """A base of terms; `about` says what is known of their concepts (those without terms are left out)."""
        grouped: dict[str, list[Term]] = {}
        for term in terms:
            grouped.setdefault(term.concept, []).append(term)
        known = {c.id: c for c in about}
        concepts = {
            cid: replace(
                concept := known.get(cid, Concept(cid)),
                terms=_ordered((*concept.terms, *grouped[cid])),
                relations=tuple(sorted(set(concept.relations))),
                history=tuple(sorted(set(concept.history))),
            )
            for cid in sorted(grouped)
        }
        return cls(concepts, tuple(problems))

    def with_concepts(self, *changed: Concept) -> Termbase:
        """The base with these concepts put in place; those without terms are taken out."""
        concepts = {**self.concepts, **{c.id: c for c in changed}}
        return Termbase({cid: concepts[cid] for cid in sorted(concepts) if concepts[cid].terms}, self.problems)

    def joined(self, other: Termbase) -> Termbase:
        """Both bases; a concept of the same id gets the terms of both, the later base winning for an equal term."""
        return self._with(other, Concept.joined)

    def overlaid(self, house: Termbase) -> Termbase:
        """This base with the house forms of a publication laid over it (HUR preferred where the base prefers DIU)."""
        return self._with(house, Concept.overlaid)

    def _with(self, other: Termbase, join: Callable[[Concept, Concept], Concept]) -> Termbase:
        concepts = dict(self.concepts)
        for cid, theirs in other.concepts.items():
            concepts[cid] = join(concepts[cid], theirs) if cid in concepts else theirs
        return Termbase({c: concepts[c] for c in sorted(concepts)}, (*self.problems, *other.problems))

    @property
    def terms(self) -> list[Term]:
        return [t for c in self.concepts.values() for t in c.terms]

    @cached_property
    def fingerprint(self) -> str:
        joined = "".join(sorted(t.fingerprint for t in self.terms))
        return hashlib.sha256(joined.encode()).hexdigest()[:16]


def one_of(value: str, known: Iterable[str], what: str) -> str:
    """The value in its usual spelling; ValueError with the nearest right word."""
    known = tuple(known)
    value = value.strip().lower().replace("_", "-").replace(" ", "-")
    if value in known:
        return value
    near = difflib.get_close_matches(value, known, n=1)
    raise ValueError(
        f"unknown {what} '{value}'"
        + (f"; did you mean '{near[0]}'?" if near else f"; one of {', '.join(filter(None, known))}")
    )


def make_term(concept: str, lang: str, text: str, said: Mapping[str, Any], origin: str = "") -> Term:
    """A term of what a file says, by field; ValueError or LanguageError that says what is wrong."""
    concept, text = make_id(concept), " ".join(text.split())
    if not lang.strip():
        raise ValueError(f"no language is given for '{text[:40]}'")
    if not text:
        raise ValueError("the term is empty")
    if len(text) > LONGEST:
        raise ValueError(f"a term of {len(text):,} characters; at most {LONGEST:,}")
    words: dict[str, Any] = {
        k: make_text(v) if k == "note" else " ".join(v.split()) if isinstance(v, str) else v for k, v in said.items()
    }
    words = {k: v for k, v in words.items() if v}
    for name, value in (("term", text), *((k, v) for k, v in words.items())):
        for part in (value,) if isinstance(value, str) else value:
            if bad := _CONTROL.search(part):
                raise ValueError(f"the {name} has a control character (U+{ord(bad[0]):04X})")
            if name in ("forms", "context") and "|" in part:
                raise ValueError(f"'|' cannot stand in an entry of {name}")
    words.update({name: tuple(dict.fromkeys(words[name])) for name in ("forms", "context") if name in words})
    for name, known in (("status", STATUSES), ("type", TYPES), ("case", CASES), ("number", NUMBERS)):
        if name in words:
            words[name] = one_of(str(words[name]), known, name)
    for name in ("valid_from", "valid_to"):
        if name in words:
            words[name] = _date(str(words[name]))
    if "status" in words:
        words["status"] = Status(words["status"])
    return Term(concept, normal_tag(lang), text, **words, origin=origin)


def make_id(text: str) -> str:
    """A concept's id: at most 200 characters on one line."""
    text = " ".join(text.split())
    if not text:
        raise ValueError("the concept has no id")
    if len(text) > 200 or "|" in text or _CONTROL.search(text):
        raise ValueError(
            f"'{text[:40]}' is no concept id: at most 200 characters, none of them '|' or a control character"
        )
    return text


def make_text(text: str) -> str:
    """A text about a concept, its lines ending in a line feed."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").strip()
    if bad := _CONTROL.search(text):
        raise ValueError(f"a control character (U+{ord(bad[0]):04X}) stands in '{text[:20]}'")
    return text


def make_relation(kind: str, concept: str) -> Relation:
    return Relation(one_of(kind, RELATIONS, "relation"), make_id(concept))


def make_change(at: str, by: str, what: str, reason: str = "") -> Change:
    at = at.strip()
    try:
        datetime.datetime.fromisoformat(at)
    except ValueError:
        raise ValueError(f"'{at[:40]}' is no ISO date or time") from None
    return Change(at, *(" ".join(x.split()).replace("|", "/") for x in (by, what, reason)))


def _date(text: str) -> str:
    try:
        return datetime.date.fromisoformat(text.strip()).isoformat()
    except ValueError:
        raise ValueError(f"'{text.strip()[:40]}' is no date; write it as 2026-01-31") from None


TERM_FIELDS = tuple(f.name for f in fields(Term))
