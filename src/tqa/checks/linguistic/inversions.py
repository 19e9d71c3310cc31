"""The order of a Slavic sentence kept in English: topic, verb, subject (About the fire told the mayor)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

from tqa.checks.finder import Hit, Pair, check_where
from tqa.checks.linguistic.constructions import span_of
from tqa.checks.linguistic.licences import answering
from tqa.checks.linguistic.subjects import CLAUSE_ENDS, turned, unnamed_speakers
from tqa.checks.linguistic.tenses import INVERTED, verbs
from tqa.languages.tagged import NOUNS, Piece, Tagged, tagged
from tqa.languages.text import Sentence

_FINITE = frozenset({"VBD", "VBZ", "VBP", "VBN"})
_INSIDE = NOUNS | {"DT", "PRP$", "JJ", "JJR", "JJS", "CD", "POS", "VBN", "VBG"}  # of a noun phrase
_BETWEEN = _INSIDE | {"IN", "TO", "RB", "PRP", "RP", "CC"}  # between a verb and the subject behind it
_TOPICS = frozenset("that about whether how why what who".split())
# What English lets stand before a verb and its subject: "so says the mayor", "as do others", "no sooner had they".
_TURNING = frozenset("so thus here there then nor neither such only never more than no not if".split())
# As noted in the report: only what is told by somebody misses its speaker behind "as".
_SPOKEN = frozenset(
    "told said informed assured emphasised emphasized underlined reminded clarified added stressed".split()
)
_TELLING = frozenset("told tells informed informs assured assures notified reminded".split())


@check_where(verbs)
def subject_behind_verb(pair: Pair) -> Iterator[Hit]:
    """A verb whose subject stands behind it as in the source, with nothing before it that could be one."""
    for source, sentence in _answered(pair):
        for verb, subject in turned(pair, source):
            piece = _pieces(sentence)
            places = _answers(pair, subject, piece) or _answers(pair, range(verb + 1, subject[-1] + 2), piece)
            said = set(_answers(pair, [verb], piece))
            if places and (at := _verb_before(sentence, min(places), said, pair)) is not None:
                yield _hit(pair, sentence, at, min(places) + 1, verb)


@check_where(verbs)
def place_for_speaker(pair: Pair) -> Iterator[Hit]:
    """A verb of report whose speaker is a place in both languages (said in the ministry): the source lets many unnamed people speak."""
    for source, sentence in _answered(pair):
        for verb in unnamed_speakers(pair, source):
            for at in _answers(pair, [verb], _pieces(sentence)):
                if _said_in_place(sentence, at):
                    yield _hit(pair, sentence, at, at + 1, verb)


def _answered(pair: Pair) -> Iterator[tuple[Sentence, Tagged]]:
    """Sentences of the source, each with its answer that is no question."""
    for number, sentence in enumerate(pair.target.once(tagged)):
        source = answering(pair, number)
        if source is not None and "?" not in sentence.has:
            yield source, sentence


def _pieces(sentence: Tagged) -> dict[int, int]:
    """The first piece of each token."""
    return {p.token: n for n, p in reversed(list(enumerate(sentence.pieces)))}


def _hit(pair: Pair, sentence: Tagged, first: int, last: int, verb: int) -> Hit:
    span, token = span_of(pair.target, sentence, first, last), pair.source.tokens[verb]
    words = {"found": pair.target.at(span.start, span.end), "source": token.text}
    return Hit(source=token.span, target=span, words=words)


def _said_in_place(sentence: Tagged, verb: int) -> bool:
    """Whether only a place stands before a verb in its clause, or nothing, and a place behind it."""
    pieces = sentence.pieces
    start = verb
    while start and pieces[start - 1].lower in ("do", "did", "does", "have", "has", "not", "n't", "yet", "also"):
        start -= 1
    follows = pieces[verb + 1].lower if verb + 1 < len(pieces) else ""
    if start == verb and pieces[verb].tag not in _FINITE | {"VB"} and follows != "that":
        return False
    before = _clause_before(sentence, start)
    if not before or (len(before) == 1 and before[0].lower in ("as", "how")):
        return follows in ("in", "at", "on") and (not before or pieces[verb].lower in _SPOKEN)
    return before[0].lower in ("in", "at") and _one_phrase(before)


def _answers(pair: Pair, words: Sequence[int], piece: Mapping[int, int]) -> list[int]:
    """The pieces of a target sentence that answer words of the source."""
    return [piece[j] for k in words for j in pair.links.of_source.get(k, ()) if j in piece]


def _verb_before(sentence: Tagged, noun: int, said: set[int], pair: Pair) -> int | None:
    """The verb that a noun stands behind as its subject, if no subject can stand before that verb."""
    pieces = sentence.pieces
    reports = pair.target_language.words("reporting_verbs")
    start = noun
    while (
        start and pieces[start - 1].tag in _INSIDE and pieces[start].tag not in ("DT", "PRP$") and start - 1 not in said
    ):
        start -= 1
    if start and pieces[start - 1].tag in ("IN", "TO", "CC", "WDT", "WP"):
        return None
    verb = start - 1
    while verb > noun - 8 and verb >= 0 and verb not in said and pieces[verb].tag in _BETWEEN:
        verb -= 1
    if verb < 0 or pieces[verb].lower in INVERTED:
        return None
    if pieces[verb].tag not in _FINITE and not (verb in said and verb and pieces[verb - 1].lower in ("as", "this")):
        return None
    spare = not said and pieces[verb].tag == "VBD" and pieces[verb].token not in pair.links.linked_targets
    if verb not in said and pieces[verb].lower not in reports and not spare:
        return None
    if (
        verb
        and pieces[verb - 1].lower in CLAUSE_ENDS
        and pieces[verb].lower not in _TELLING
        and pieces[0].lower != "that"
    ):
        return None  # That is why, explained the mayor, work was halted.
    return verb if _nothing_before(sentence, verb) or _says_what(sentence, verb) else None


def _says_what(sentence: Tagged, verb: int) -> bool:
    """Whether all before a verb is a clause that tells what is reported (That it was closed confirmed the mayor)."""
    pieces = sentence.pieces
    told = pieces[0].lower in _TOPICS and any(p.tag in ("VBD", "VBZ", "VBP", "MD") for p in pieces[1:verb])
    return told and pieces[verb - 1].tag != "PRP"


def _clause_before(sentence: Tagged, verb: int) -> Sequence[Piece]:
    """What stands before a verb in its clause."""
    pieces = sentence.pieces
    ends = (
        n + 1 for n in range(verb - 1, -1, -1) if pieces[n].lower in CLAUSE_ENDS or pieces[n].tag in ("``", "''", ":")
    )
    return pieces[next(ends, 0) : verb]


def _one_phrase(before: Sequence[Piece]) -> bool:
    """Whether one phrase that a preposition governs is all that stands before a verb."""
    if any(p.tag in ("PRP", "EX", "WP", "WDT", "MD", "VBZ", "VBD") for p in before):
        return False
    inner = [p for p in before if p.tag != "RB"]
    return not any(p.tag in ("DT", "PRP$") and q.tag in NOUNS for q, p in pairwise(inner))


def _nothing_before(sentence: Tagged, verb: int) -> bool:
    """Whether the clause of a verb begins with it, or with one phrase that a preposition governs."""
    pieces, before = sentence.pieces, _clause_before(sentence, verb)
    if pieces[0].lower in _TURNING:
        return False
    if len(before) < verb and pieces[verb].lower not in _TELLING and pieces[0].lower not in _TOPICS:
        return False
    return not before or ((before[0].tag in ("IN", "TO") or before[0].lower == "as") and _one_phrase(before))
