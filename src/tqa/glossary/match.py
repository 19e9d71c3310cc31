"""Where the terms of a termbase are used in a pair, however they are inflected, and which use answers which."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from tqa.glossary.automaton import Automaton, Found
from tqa.glossary.termbase import Status, Term, Termbase
from tqa.languages.text import Text
from tqa.records import Span

# How sure a match is, by how it was made.
CERTAINTY = {
    "exact": 1.0,
    "form": 0.98,
    "generated": 0.97,
    "case": 0.95,
    "lemma": 0.9,
    "part": 0.8,
    "order": 0.7,
    "fuzzy": 0.6,
    "loose": 0.6,
}


class Use(NamedTuple):
    """A term found in one side of a pair.

    `how` says how it was matched: exact, case (other capitals), form (listed, or with another hyphen), generated (plural,
    genitive, by paradigm), lemma, part (in a compound), order (its words changed places), fuzzy (a form that the
    dictionary gives to another word), loose (against its case rule).
    """

    term: Term
    side: str
    span: Span
    how: str


# Automata live as long as their termbase's content is in use by this process; keyed by content, so equal bases share one.
_AUTOMATA: dict[tuple[str, str], Automaton] = {}


def automaton(termbase: Termbase, lang: str) -> Automaton:
    """The automaton of a termbase for a language, made once a process."""
    key = (termbase.fingerprint, lang)
    if key not in _AUTOMATA:
        _AUTOMATA[key] = Automaton(termbase, lang)
    return _AUTOMATA[key]


def uses(termbase: Termbase, text: Text, side: str = "target") -> list[Use]:
    """The uses in one text, in order; a longer match shields those inside it, concepts that share a form are all told."""
    best: dict[tuple[str, str, Span], Found] = {}
    for found in automaton(termbase, text.language.tag).find(text):
        place = (found.term.concept, found.term.text, found.span)
        old = best.get(place)
        if old is None or CERTAINTY[found.how] > CERTAINTY[old.how]:
            best[place] = found
    kept: list[Found] = []
    for found in sorted(best.values(), key=lambda f: (f.span.start, -f.span.end, f.term.concept, f.term.text)):
        if not any(_shields(other, found) for other in kept[-NEAR:]):
            kept = [*kept[:-NEAR], *(other for other in kept[-NEAR:] if not _shields(found, other)), found]
    return [Use(f.term, side, f.span, f.how) for f in kept]


NEAR = 12  # matches that can overlap one; more of them at one place are the same words in other concepts


def _shields(one: Found, other: Found) -> bool:
    """Whether a match hides another: it is longer and holds it, or is longer, overlaps it and says the same concept."""
    a, b = one.span, other.span
    if a.end <= b.start or b.end <= a.start or a == b or one.how == "loose":
        return False
    if a.start <= b.start and b.end <= a.end:
        return True
    return one.term.concept == other.term.concept and (b.end - b.start, -b.start) < (a.end - a.start, -a.start)


def find(termbase: Termbase, source: Text | None, target: Text) -> list[Use]:
    """All uses in the source (where there is one) and in the target of terms that the context lets be meant."""
    found = [*(uses(termbase, source, "source") if source is not None else ()), *uses(termbase, target)]
    if not any(use.term.context for use in found):
        return found
    near = {
        w for text in (source, target) if text is not None for t in text.tokens for w in (t.word.lower, t.word.lemma)
    }
    return [use for use in found if in_context(use.term, near)]


class Occurrence(NamedTuple):
    """A term used in the source, and the good term in the target that answers it, if one does."""

    use: Use
    answer: Use | None


GOOD = (Status.PREFERRED, Status.ADMITTED)


def occurrences(termbase: Termbase, found: Sequence[Use], target_lang: str, date: str = "") -> list[Occurrence]:
    """The terms of the source that the base renders in the target language, each use in the target answering one of them."""
    answers: dict[str, list[Use]] = {}
    for use in found:
        if use.side == "target" and use.term.status in GOOD and use.term.valid_on(date):
            answers.setdefault(use.term.concept, []).append(use)
    taken: dict[str, list[Use]] = {concept: list(uses) for concept, uses in answers.items()}
    told: list[Occurrence] = []
    for use in found:
        concept = termbase.concepts[use.term.concept]
        if use.side == "source" and use.term.valid_on(date) and concept.of(target_lang, *GOOD):
            left = taken.get(use.term.concept)
            told.append(Occurrence(use, left.pop(0) if left else None))
    return told


def in_context(term: Term, near: set[str]) -> bool:
    """Whether the words near a term let it be meant: one of those asked for, none of those after `!`."""
    asked = [w.lower() for w in term.context if not w.startswith("!")]
    barred = [w[1:].strip().lower() for w in term.context if w.startswith("!")]
    return (not asked or any(w in near for w in asked)) and not any(w in near for w in barred)
