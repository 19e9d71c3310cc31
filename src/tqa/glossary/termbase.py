"""Concepts and their terms; frozen, picklable, with a fingerprint by term."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import cached_property

from tqa.records import GlossaryError


class Status(StrEnum):
    """What the house thinks of a term; a do-not-translate term must stand in the target as it stands in the source."""

    PREFERRED = "preferred"
    ADMITTED = "admitted"
    DEPRECATED = "deprecated"
    FORBIDDEN = "forbidden"
    DO_NOT_TRANSLATE = "do-not-translate"


TYPES = ("full", "acronym", "short", "name")


@dataclass(frozen=True, slots=True)
class Term:
    """One term of a concept in one language; `forms` are inflected forms that the matcher could not make itself."""

    concept: str
    lang: str
    text: str
    status: Status = Status.PREFERRED
    type: str = "full"
    pos: str = "noun"
    case: str = "free"  # free | exact
    forms: tuple[str, ...] = ()
    context: str = ""
    domain: str = ""
    valid_from: str = ""
    valid_to: str = ""
    note: str = ""

    @property
    def fingerprint(self) -> str:
        return hashlib.sha256(repr(self).encode("utf-8", "replace")).hexdigest()[:16]

    def valid_on(self, date: str) -> bool:
        """Whether the term is in force on an ISO date; without a date only terms without an end are."""
        if not date:
            return not self.valid_to
        return (not self.valid_from or self.valid_from <= date) and (not self.valid_to or date <= self.valid_to)


@dataclass(frozen=True, slots=True)
class Concept:
    id: str
    terms: tuple[Term, ...]

    def of(self, lang: str, *statuses: Status) -> list[Term]:
        """The terms of a language or of its base (`en-GB` also has the terms of `en`), all or by status."""
        base = lang.split("-")[0]
        return [t for t in self.terms if t.lang in (lang, base) and (not statuses or t.status in statuses)]

    def best(self, lang: str, like: Term | None = None) -> Term | None:
        """The preferred term of a language, of the same type as `like` where there is one."""
        preferred = self.of(lang, Status.PREFERRED)
        same = [t for t in preferred if like is not None and t.type == like.type]
        full = [t for t in preferred if t.type in ("full", "name")]
        return (same or full or preferred or [None])[0]  # type: ignore[list-item]


@dataclass(frozen=True)
class Termbase:
    """All concepts by id. `problems` are entries that were left out, each with its place."""

    concepts: dict[str, Concept] = field(default_factory=dict)
    problems: tuple[GlossaryError, ...] = ()

    @classmethod
    def of(cls, terms: Iterable[Term], problems: Iterable[GlossaryError] = ()) -> Termbase:
        grouped: dict[str, list[Term]] = {}
        for term in terms:
            grouped.setdefault(term.concept, []).append(term)
        return cls({c: Concept(c, tuple(ts)) for c, ts in grouped.items()}, tuple(problems))

    def joined(self, other: Termbase) -> Termbase:
        """Both bases; a concept of the same id gets the terms of both, the later base winning for an equal term."""
        concepts = dict(self.concepts)
        for cid, theirs in other.concepts.items():
            mine = concepts.get(cid)
            if mine:
                new = {(t.lang, t.text) for t in theirs.terms}
                theirs = replace(theirs, terms=(*(t for t in mine.terms if (t.lang, t.text) not in new), *theirs.terms))
            concepts[cid] = theirs
        return Termbase(concepts, (*self.problems, *other.problems))

    @property
    def terms(self) -> list[Term]:
        return [t for c in self.concepts.values() for t in c.terms]

    @cached_property
    def fingerprint(self) -> str:
        joined = "".join(sorted(t.fingerprint for t in self.terms))
        return hashlib.sha256(joined.encode()).hexdigest()[:16]
