"""The glossary obeyed: forbidden, deprecated and missing terms, in a pair and in a document."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tqa.checks.finder import Hit, Pair, check_where, feed_check
from tqa.glossary.match import CERTAINTY, GOOD, Use, occurrences
from tqa.glossary.termbase import Concept, Status
from tqa.records import Fact, Severity, Span

_BAD = (Status.FORBIDDEN, Status.DEPRECATED)


def _by_concept(pair: Pair) -> dict[str, tuple[list[Use], list[Use]]]:
    grouped: dict[str, tuple[list[Use], list[Use]]] = {}
    for use in pair.uses:
        if use.term.valid_on(pair.segment.date) or use.term.status in _BAD:
            grouped.setdefault(use.term.concept, ([], []))[use.side == "target"].append(use)
    return grouped


def _concept(pair: Pair, cid: str) -> Concept:
    assert pair.termbase is not None
    return pair.termbase.concepts[cid]


def _rightful(pair: Pair, use: Use, grouped: dict[str, tuple[list[Use], list[Use]]]) -> bool:
    """Whether the words are a good term of another concept which the source speaks of."""
    return any(
        other.span == use.span and other.term.status in GOOD and (grouped[cid][0] or not pair.has_source)
        for cid, (_, theirs) in grouped.items()
        if cid != use.term.concept
        for other in theirs
    )


def has_uses(pair: Pair) -> bool:
    return bool(pair.uses)


@check_where(has_uses)
def term(pair: Pair, *, fault: str) -> Iterator[Hit]:
    """A term against the glossary; `fault` is forbidden, deprecated, untouched (a do-not-translate term lost) or left
    (a must-translate term left as it is)."""
    if not pair.uses:
        return
    grouped = pair.once(_by_concept)
    for cid, (ours, theirs) in grouped.items():
        concept = _concept(pair, cid)
        if fault in ("forbidden", "deprecated"):
            if pair.has_source and not ours:
                continue
            for use in theirs:
                if (
                    use.how != "loose"
                    and use.term.status == fault
                    and not _elsewhere(pair, use)
                    and not _rightful(pair, use, grouped)
                    and (
                        pair.has_source
                        or (fault == "deprecated" and use.term.type != "name")
                        or (use.term.type == "acronym" and _speaks_alone(pair, use))
                    )
                ):
                    yield _against(pair, concept, use, ours)
        elif fault == "untouched":
            for use in ours:
                if use.term.status is Status.DO_NOT_TRANSLATE and use.term.text not in pair.segment.target:
                    yield Hit(source=use.span, words={"source": use.term.text}, evidence=(f"glossary: {cid}",))
        elif fault == "left":
            for use in ours:
                place = pair.target.string.find(use.term.text)
                if use.term.status is Status.MUST_TRANSLATE and place >= 0:
                    best = concept.best(pair.segment.target_lang, use.term)
                    yield Hit(
                        source=use.span,
                        target=Span(place, place + len(use.term.text)),
                        suggestion=best.text if best else None,
                        words={"source": use.term.text},
                        evidence=(f"glossary: {cid}",),
                    )


def _elsewhere(pair: Pair, use: Use) -> bool:
    """Whether a name is told apart by what follows it (Odessa, Texas) or is a person's (Eduard Nikolaev)."""
    if use.term.type != "name":
        return False
    after = pair.target.string[use.span.end : use.span.end + 3]
    before = [t for t in pair.target.tokens if t.end < use.span.start][-1:]
    person = (
        bool(before)
        and before[0].kind == "word"
        and before[0].text[0].isupper()
        and not before[0].word.is_function
        and (before[0].end + 1 == use.span.start)
        and before[0].word.lower not in ("in", "near", "central", "downtown", "old", "greater")
    )
    return (after.startswith(", ") and after[2:3].isupper()) or (person and not before[0].word.is_upper)


def _speaks_alone(pair: Pair, use: Use) -> bool:
    """Whether a forbidden acronym is no word of the target language otherwise (MAGATE, VOOZ)."""
    assert pair.termbase is not None
    return len(use.term.text) > 3 and not any(
        t.text == use.term.text and t.status in GOOD
        for c in pair.termbase.concepts.values()
        for t in c.of(pair.segment.target_lang)
    )


def _against(pair: Pair, concept: Concept, use: Use, ours: list[Use]) -> Hit:
    best = concept.best(pair.segment.target_lang, use.term)
    found = pair.target.at(use.span.start, use.span.end)
    suggestion = best.text if best else None
    if suggestion and (found.endswith(("'s", "’s")) and not suggestion.endswith("s")):
        suggestion += found[-2:]
    if suggestion and found.isupper() != suggestion.isupper() and found[:1].islower() and best and best.pos != "propn":
        suggestion = suggestion[:1].lower() + suggestion[1:]
    return Hit(
        source=ours[0].span if ours else None,
        target=use.span,
        suggestion=suggestion,
        words={"found": found, "expected": suggestion or "another term"},
        evidence=(f"glossary: {concept.id} ({use.how})",),
        confidence=CERTAINTY[use.how],
    )


def _reworded(pair: Pair, use: Use) -> bool:
    """Whether a content word of the source term is answered in the target, so that it is there in other words."""
    inside = [i for i, t in enumerate(pair.source.tokens) if t.start < use.span.end and use.span.start < t.end]
    return any(pair.links.of_source.get(i) for i in inside)


def _decide_missing(facts: Sequence[Fact]) -> Iterator[tuple[int, Hit]]:
    named = False
    for n, fact in enumerate(facts):
        kind, source, expected, concept, how = fact.words
        if kind == "answered":
            named = True
        elif not named:  # a document that has named the thing may go on with "it" or a short form
            yield (
                n,
                Hit(
                    source=fact.source,
                    words={"source": source, "expected": expected},
                    evidence=(f"glossary: {concept} ({how})",),
                    confidence=0.9 * CERTAINTY[how],
                    severity=None if how in _SURE else Severity.NEUTRAL,
                ),
            )


_SURE = ("exact", "form", "generated", "case")


@feed_check(_decide_missing, has_uses)
def missing_term(pair: Pair, *, reworded: bool) -> Iterator[Fact]:
    """A term of the source without an accepted term in the target; at a later mention in a document it may be left out.

    `reworded` asks for those whose words are answered by other words (true) or by nothing (false). Where the match in the
    source is a guess, the finding is neutral.
    """
    if not pair.has_source or pair.termbase is None:
        return
    where = pair.segment.document or pair.segment.id
    wrong = {u.term.concept for u in pair.uses if u.side == "target" and u.term.status in _BAD}
    for use, answer in occurrences(pair.termbase, pair.uses, pair.segment.target_lang, pair.segment.date):
        best = _concept(pair, use.term.concept).best(pair.segment.target_lang, use.term)
        told = use.term.concept in wrong  # a forbidden or deprecated term stands for it, and is told by its own rule
        kind = "answered" if answer or told else "missing"
        if (best or answer) and (kind == "answered" or _reworded(pair, use) == reworded):
            source = pair.source.at(use.span.start, use.span.end)
            words = (kind, source, best.text if best else "", use.term.concept, use.how)
            yield Fact("", f"{where}\u0000{use.term.concept}", words, source=use.span)


def _decide_document(facts: Sequence[Fact], *, fault: str) -> Iterator[tuple[int, Hit]]:
    good = [f.words[1] for f in facts if f.words[0] == "good"]
    if not good:
        return
    for n, fact in enumerate(facts):
        if fact.words[0] == fault:
            yield (
                n,
                Hit(
                    target=fact.target,
                    suggestion=fact.words[2] or None,
                    words={"found": fact.words[1], "expected": fact.words[2], "concept": good[0]},
                    evidence=(f'glossary: {fact.words[3]}; the document says "{good[0]}"',),
                ),
            )


@feed_check(_decide_document, has_uses)
def term_in_document(pair: Pair, *, fault: str) -> Iterator[Fact]:
    """Without a source: a forbidden term in a document that names its concept rightly elsewhere."""
    if pair.has_source or not pair.uses:
        return
    for use in pair.uses:
        concept = _concept(pair, use.term.concept)
        where = f"{pair.segment.document}\u0000{concept.id}"
        if use.term.status is Status.PREFERRED and use.term.type != "short":
            yield Fact("", where, ("good", use.term.text))
        elif use.term.status == fault:
            best = concept.best(pair.segment.target_lang, use.term)
            yield Fact(
                "",
                where,
                (fault, pair.target.at(use.span.start, use.span.end), best.text if best else "", concept.id),
                target=use.span,
            )


def _decide_first(facts: Sequence[Fact]) -> Iterator[tuple[int, Hit]]:
    kind, found, expansion, concept = facts[0].words
    if kind == "acronym":
        words = {"found": found, "expected": f"{expansion} ({found})"}
        yield (
            0,
            Hit(target=facts[0].target, suggestion=words["expected"], words=words, evidence=(f"glossary: {concept}",)),
        )


@feed_check(_decide_first, has_uses)
def unexplained_acronym(pair: Pair) -> Iterator[Fact]:
    """An acronym at the first mention of its concept in a document, where the glossary has a full form."""
    where = pair.segment.document or pair.segment.id
    good = [u for u in pair.uses if u.side == "target" and u.term.status in GOOD]
    for use in sorted(good, key=lambda u: (u.term.type == "acronym", u.span.start)):
        full = [
            t
            for t in _concept(pair, use.term.concept).of(pair.segment.target_lang, Status.PREFERRED)
            if t.type == "full"
        ]
        if full:
            found = pair.target.at(use.span.start, use.span.end)
            words = ("acronym" if use.term.type == "acronym" else "named", found, full[0].text, use.term.concept)
            yield Fact("", f"{where}\u0000{use.term.concept}", words, target=use.span)
