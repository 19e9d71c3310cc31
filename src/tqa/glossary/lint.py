"""What is wrong with a termbase itself: each complaint with its place and, where one is certain, its mend."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from itertools import pairwise
from typing import NamedTuple

from tqa.glossary.match import GOOD, automaton
from tqa.glossary.termbase import Concept, Status, Term, Termbase
from tqa.languages import language, names
from tqa.languages.text import Text
from tqa.languages.words import frequencies

BAD = (Status.FORBIDDEN, Status.DEPRECATED)
# A word of more occurrences per million words of general text is an ordinary word.
ORDINARY = 100.0
# Hits per 1,000 clean segments from which a term is told to match ordinary text.
OFTEN = 20.0
_INVISIBLE = dict.fromkeys(map(ord, "\u00ad\u200b\u200c\u200d\u2060\ufeff\u200e\u200f"))
_LOOK_ALIKE = dict(
    zip("ABCEHIKMOPTXaceiopxyАВСЕНІКМОРТХасеіорху", "АВСЕНІКМОРТХасеіорхуABCEHIKMOPTXaceiopxy", strict=True)
)


class Complaint(NamedTuple):
    """A fault of the base: its kind, what it is about, where it stands, and the term as it should be if that is certain."""

    kind: str
    concept: str
    term: Term | None
    message: str
    mend: Term | None = None

    def __str__(self) -> str:
        place = self.term.origin if self.term and self.term.origin else self.concept
        return f"{place}: {self.kind}: {self.message}" + (f"; write '{self.mend.text}'" if self.mend else "")


def lint(base: Termbase, today: str) -> list[Complaint]:
    """All complaints about a base, by concept; `today` is the ISO date by which terms expire."""
    found = [c for concept in base.concepts.values() for c in _of_concept(concept, base, today)]
    return sorted(dict.fromkeys([*found, *_of_base(base)]), key=lambda c: (c.concept, c.kind, c.message))


def _of_concept(concept: Concept, base: Termbase, today: str) -> Iterator[Complaint]:
    for term in concept.terms:
        for check in _OF_TERM:
            yield from check(term, concept, today)
    sections: dict[tuple[str, str], list[Term]] = defaultdict(list)
    for term in concept.terms:
        if term.status is Status.PREFERRED and term.valid_on(today) and not term.context:
            sections[term.lang, term.type].append(term)
    for (lang, kind), preferred in sections.items():
        if len(preferred) > 1:
            listed = ", ".join(f"'{t.text}'" for t in preferred)
            yield Complaint("two-preferred", concept.id, preferred[1], f"{lang} prefers {listed} as {kind}; keep one")
    yield from _against_itself(concept)
    for relation in concept.relations:
        if relation.concept not in base.concepts:
            yield Complaint(
                "unknown-relation", concept.id, None, f"{relation.kind} '{relation.concept}', which is not here"
            )


def _spaces(term: Term, concept: Concept, today: str) -> Iterator[Complaint]:
    for text in (term.text, *term.forms):
        clean = " ".join(text.translate(_INVISIBLE).replace("\u00a0", " ").split())
        clean = clean.replace(" ,", ",").replace("( ", "(").replace(" )", ")")
        if clean != text:
            mend = replace(term, text=clean) if text == term.text else None
            yield Complaint(
                "stray-space", term.concept, term, f"'{term.text}' has invisible characters or stray spaces", mend
            )


def _homoglyphs(term: Term, concept: Concept, today: str) -> Iterator[Complaint]:
    for word in re.findall(r"[^\W\d_]+", term.text):
        scripts = Counter(unicodedata.name(ch, "?").split()[0] for ch in word if ch.isalpha())
        if len(scripts) == 2 and {"LATIN", "CYRILLIC"} == set(scripts):
            main = scripts.most_common(1)[0][0]
            mended = "".join(
                _LOOK_ALIKE.get(ch, ch) if ch.isalpha() and not unicodedata.name(ch, "?").startswith(main) else ch
                for ch in word
            )
            pure = len({unicodedata.name(ch, "?").split()[0] for ch in mended if ch.isalpha()}) == 1
            mend = replace(term, text=term.text.replace(word, mended)) if pure else None
            yield Complaint("homoglyph", term.concept, term, f"'{word}' mixes Latin and Cyrillic letters", mend)


def _dates(term: Term, concept: Concept, today: str) -> Iterator[Complaint]:
    if term.valid_from and term.valid_to and term.valid_from > term.valid_to:
        yield Complaint(
            "dates", term.concept, term, f"'{term.text}' ends ({term.valid_to}) before it begins ({term.valid_from})"
        )
    elif term.valid_to and term.valid_to < today and term.status in GOOD:
        yield Complaint("expired", term.concept, term, f"'{term.text}' was valid until {term.valid_to}")


def _acronym(term: Term, concept: Concept, today: str) -> Iterator[Complaint]:
    if term.type != "acronym" or term.status not in GOOD:
        return
    full = [t.text for t in concept.terms if t.lang == term.lang and t.type in ("full", "name") and t.status in GOOD]
    others = [t.text for t in concept.terms if t.lang != term.lang and t.type == "acronym"]
    heard = any(
        names.heard(*pair) for o in others for pair in ((o.lower(), term.text.lower()), (term.text.lower(), o.lower()))
    )
    if full and not heard and not any(ch.isdigit() for ch in term.text):
        for word in term.text.lower().split():
            if not any(_within([ch for ch in word if ch.isalpha()], text.lower()) for text in full):
                yield Complaint(
                    "acronym", term.concept, term, f"the letters of '{term.text}' cannot come from '{full[0]}'"
                )
                return


def _within(letters: list[str], text: str) -> bool:
    """Whether the letters stand in a text in this order."""
    rest = iter(text)
    return all(letter in rest for letter in letters)


def _ordinary(term: Term, concept: Concept, today: str) -> Iterator[Complaint]:
    """A single word that general text uses often, and that nothing tells apart from it."""
    if " " in term.text or term.context or (term.case == "exact" and not term.text.islower()):
        return
    share = frequencies(term.lang).get(term.text.lower(), 0.0) * 1e6
    if share >= ORDINARY and (term.status in BAD or term.text.isupper()):
        mend = replace(term, case="exact") if term.text.isupper() else None
        yield Complaint(
            "ordinary-word",
            term.concept,
            term,
            f"'{term.text}' is an ordinary word ({share:,.0f} per million words); say its case or a context",
            mend,
        )


_OF_TERM: tuple[Callable[[Term, Concept, str], Iterator[Complaint]], ...] = (
    _spaces,
    _homoglyphs,
    _dates,
    _acronym,
    _ordinary,
)


def _against_itself(concept: Concept) -> Iterator[Complaint]:
    """Terms of one language that are both good and bad."""
    for good in concept.terms:
        for bad in concept.terms:
            if good.lang == bad.lang and good.status in GOOD and bad.status in BAD and _same(good, bad):
                yield Complaint("good-and-bad", concept.id, bad, f"'{bad.text}' is both {good.status} and {bad.status}")


def _same(one: Term, other: Term) -> bool:
    """Whether two terms are written alike as far as their capitals bind them."""
    return one.text == other.text or ("free" in (one.case, other.case) and _folded(one.text) == _folded(other.text))


def _by_matching(base: Termbase) -> Iterator[Complaint]:
    """Terms that the automaton never finds, and bad terms that it finds in a good one of their concept."""
    for term in base.terms:
        found = automaton(base, term.lang).find(Text(term.text, language(term.lang)))
        if not any(f.term is term for f in found):
            yield Complaint("unreachable", term.concept, term, f"'{term.text}' can never be found in a text")
        for f in found:
            bad, good = (f.term, term) if term.status in GOOD else (term, f.term)
            if bad.concept != good.concept or bad.status not in BAD or good.status not in GOOD or _same(bad, good):
                continue
            if good is term or f.span.end - f.span.start == len(term.text):
                message = f"{bad.status} '{bad.text}' stands inside, or is a form of, '{good.text}'"
                yield Complaint("bad-inside-good", term.concept, bad, message)


def _of_base(base: Termbase) -> Iterator[Complaint]:
    places: dict[tuple[str, str], list[Term]] = defaultdict(list)
    for term in base.terms:
        if term.status in GOOD:
            places[term.lang, _folded(term.text)].append(term)
    for (lang, _), same in places.items():
        concepts = sorted({t.concept for t in same})
        for one, other in pairwise(sorted(same, key=lambda t: t.concept)):
            if one.concept == other.concept and _same(one, other):
                yield Complaint("duplicate", one.concept, other, f"'{other.text}' stands more than once in {lang}")
        if len(concepts) > 1 and not _told_apart(same, base):
            yield Complaint(
                "two-concepts", concepts[0], same[0], f"'{same[0].text}' is a term of {', '.join(concepts)}"
            )
    yield from _by_matching(base)
    yield from _missing_languages(base)
    yield from _circles(base)


def _told_apart(same: list[Term], base: Termbase) -> bool:
    """Whether a context or a relation says which of the concepts is meant."""
    related = {r.concept for t in same for r in base.concepts[t.concept].relations}
    return sum(not t.context for t in same) < 2 or any(t.concept in related for t in same)


def _missing_languages(base: Termbase) -> Iterator[Complaint]:
    counts = Counter(lang for c in base.concepts.values() for lang in c.languages)
    usual = {lang for lang, n in counts.items() if n * 2 > len(base.concepts)}
    for concept in base.concepts.values():
        if missing := sorted(usual - set(concept.languages)):
            yield Complaint("missing-language", concept.id, concept.terms[0], f"has no term in {', '.join(missing)}")


def _circles(base: Termbase) -> Iterator[Complaint]:
    """Concepts that are broader than, or abbreviate, themselves by way of others."""
    for kind in ("broader", "abbreviation-of"):
        above = {c.id: [r.concept for r in c.relations if r.kind == kind] for c in base.concepts.values()}
        for cid in above:
            seen: list[str] = []
            rest = list(above[cid])
            while rest:
                if (other := rest.pop()) == cid:
                    yield Complaint("circle", cid, None, f"is {kind} itself by way of {', '.join(seen) or 'itself'}")
                    break
                if other not in seen:
                    seen.append(other)
                    rest += above.get(other, ())


def _folded(text: str) -> str:
    return " ".join(text.casefold().split())


def often(base: Termbase, hits: Mapping[tuple[str, str, str], int], segments: int) -> Iterator[Complaint]:
    """Terms that match more than OFTEN of 1,000 segments of clean text, by counts from `(concept, language, text)`."""
    for term in base.terms:
        rate = hits.get((term.concept, term.lang, term.text), 0) * 1000 / max(segments, 1)
        if rate > OFTEN:
            yield Complaint(
                "ordinary-word", term.concept, term, f"'{term.text}' is found in {rate:.0f} of 1,000 segments"
            )


def unused(base: Termbase, hits: Mapping[tuple[str, str, str], int], langs: Iterable[str]) -> Iterator[Complaint]:
    """Good terms of these languages that a feed never uses."""
    langs = set(langs)
    for term in base.terms:
        if term.status in GOOD and term.lang in langs and not hits.get((term.concept, term.lang, term.text)):
            yield Complaint("unused", term.concept, term, f"'{term.text}' is not used in the feed")


def fixed(base: Termbase, complaints: Iterable[Complaint]) -> Termbase:
    """The base with the certain mends made."""
    mends = {(c.term.concept, c.term.lang, c.term.text, c.term.status): c.mend for c in complaints if c.mend and c.term}
    changed: dict[str, Concept] = {}
    for cid in {place[0] for place in mends}:
        concept = base.concepts[cid]
        terms: dict[tuple[str, str, Status], Term] = {}
        for term in concept.terms:
            mended = mends.get((cid, term.lang, term.text, term.status), term)
            terms.setdefault((mended.lang, mended.text, mended.status), mended)
        changed[cid] = replace(concept, terms=tuple(terms.values()))
    return base.with_concepts(*changed.values())
