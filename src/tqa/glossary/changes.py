"""What changed between two termbases: told, merged three ways, and written into the history of each concept."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import fields, replace
from typing import Any, NamedTuple

from tqa.glossary.termbase import Change, Concept, Term, Termbase, make_change

_ABSENT = "-"
# Told and merged as sets: what both sides put in stays, what either took out goes.
_SETS = ("forms", "context", "relations", "history")
_OF_TERM = tuple(f.name for f in fields(Term) if f.name not in ("concept", "lang", "text", "origin"))
_OF_CONCEPT = tuple(f.name for f in fields(Concept) if f.name not in ("id", "terms"))

Key = tuple[str, str]  # language and text of a term; ("", "") is the concept itself
Values = dict[str, Any]


class Difference(NamedTuple):
    """One field that differs. `term` is (language, text), or ("", "") for the concept; an absent term has no `field`."""

    concept: str
    term: Key
    field: str
    old: str
    new: str

    def __str__(self) -> str:
        what = f"{self.term[0]} {self.term[1]}".strip()
        if not self.field:
            return f"{'added' if self.old == _ABSENT else 'removed'} {what or 'the concept'}"
        return f"{what + ': ' if what else ''}{self.field} {self.old or _ABSENT} -> {self.new or _ABSENT}"


def _parts(concept: Concept | None) -> dict[Key, Values]:
    """A concept as tables of values: of itself, and of each term by language and text (an equal text twice is one)."""
    if concept is None:
        return {}
    found: dict[Key, Values] = {("", ""): {name: getattr(concept, name) for name in _OF_CONCEPT}}
    for term in concept.terms:
        found.setdefault((term.lang, term.text), {name: getattr(term, name) for name in _OF_TERM})
    return found


def _shown(value: Any) -> str:
    return " | ".join(map(_shown, value)) if isinstance(value, tuple) else str(value)


def diff(old: Termbase, new: Termbase) -> Iterator[Difference]:
    """What `new` says otherwise than `old`, by concept, language and field; histories are not compared."""
    for cid in sorted({*old.concepts, *new.concepts}):
        before, after = _parts(old.concepts.get(cid)), _parts(new.concepts.get(cid))
        for key in sorted({*before, *after}):
            if key not in before or key not in after:
                there = key in after
                status = _shown((after if there else before)[key].get("status", "there"))
                yield Difference(cid, key, "", _ABSENT if there else status, status if there else _ABSENT)
                continue
            for name in before[key]:
                if name != "history" and before[key][name] != after[key][name]:
                    yield Difference(cid, key, name, _shown(before[key][name]), _shown(after[key][name]))


class Conflict(NamedTuple):
    """A field that both sides changed, each otherwise; an empty field means that one took out what the other changed."""

    concept: str
    term: Key
    field: str
    base: str
    ours: str
    theirs: str

    def __str__(self) -> str:
        what = f"{self.concept}: {self.term[0]} {self.term[1]}".strip()
        return f"{what}: {self.field or 'the term'}: base '{self.base}', ours '{self.ours}', theirs '{self.theirs}'"


def merge(base: Termbase, ours: Termbase, theirs: Termbase) -> tuple[Termbase, list[Conflict]]:
    """Both sides' changes to `base` put together; where they conflict ours stands, and the conflict is told."""
    conflicts: list[Conflict] = []
    merged: dict[str, Concept] = {}
    for cid in sorted({*base.concepts, *ours.concepts, *theirs.concepts}):
        sides = [_parts(b.concepts.get(cid)) for b in (base, ours, theirs)]
        parts = {}
        for key in dict.fromkeys(key for side in (sides[1], sides[2]) for key in side):
            values = _merged(cid, key, sides[0].get(key), sides[1].get(key), sides[2].get(key), conflicts)
            if values is not None:
                parts[key] = values
        terms = tuple(Term(cid, *key, **values) for key, values in parts.items() if key != ("", ""))
        about = Concept(cid, **parts.get(("", ""), {}))
        merged.update(Termbase.of(terms, about=[about]).concepts)
    return Termbase(merged), conflicts


def _merged(
    cid: str, key: Key, base: Values | None, ours: Values | None, theirs: Values | None, conflicts: list[Conflict]
) -> Values | None:
    if ours is None or theirs is None:
        left = ours if theirs is None else theirs
        if base is None or left is None:
            return left
        if left != base:  # one took it out, the other changed it
            what = ["taken out" if v is None else "changed" for v in (ours, theirs)]
            conflicts.append(Conflict(cid, key, "", "there", *what))
            return ours
        return None
    return {name: _field(cid, key, name, base, ours, theirs, conflicts) for name in ours}


def _field(
    cid: str, key: Key, name: str, base: Values | None, ours: Values, theirs: Values, conflicts: list[Conflict]
) -> Any:
    one, other = ours[name], theirs[name]
    old = base[name] if base is not None else None
    if base is not None and old in (one, other):
        return other if one == old else one
    if name in _SETS:
        was = set(old or ())
        kept = [v for v in one if v in other or v not in was]
        return tuple(dict.fromkeys((*kept, *(v for v in other if v in one or v not in was))))
    if one == other:
        return one
    conflicts.append(Conflict(cid, key, name, _shown(old or ""), _shown(one), _shown(other)))
    return one


def recorded(old: Termbase, new: Termbase, by: str, at: str, reason: str = "") -> Termbase:
    """`new` with each of its changes from `old` written into the history of its concept."""
    told: dict[str, list[Change]] = {}
    for difference in diff(old, new):
        if difference.term == ("", "") and not difference.field:
            continue  # a new concept is told by its terms
        told.setdefault(difference.concept, []).append(make_change(at, by, str(difference), reason))
    return new.with_concepts(
        *(
            replace(concept, history=tuple(sorted({*concept.history, *changes})))
            for cid, changes in told.items()
            if (concept := new.concepts.get(cid))
        )
    )


def blame(base: Termbase, text: str) -> Mapping[str, list[Change]]:
    """The history of each concept that has the term (or the id), latest first; what names the term before the rest."""
    found = {
        c.id: c for c in base.concepts.values() if c.id == text or any(t.text.lower() == text.lower() for t in c.terms)
    }
    return {
        cid: sorted(c.history, key=lambda h: (text.lower() in h.what.lower(), h.at), reverse=True)
        for cid, c in found.items()
    }
