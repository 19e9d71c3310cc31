"""The order of a Slavic sentence kept in English: topic, verb, subject (About the fire told the mayor)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

from tqa.checks.finder import Hit, Pair, check_where
from tqa.checks.linguistic.constructions import span_of
from tqa.checks.linguistic.licences import answering, form
from tqa.checks.linguistic.tenses import INVERTED, verbs
from tqa.languages.tagged import NOUNS, Piece, Tagged, tagged
from tqa.languages.text import Sentence, Token

_FINITE = frozenset({"VBD", "VBZ", "VBP", "VBN"})
_INSIDE = NOUNS | {"DT", "PRP$", "JJ", "JJR", "JJS", "CD", "POS", "VBN", "VBG"}  # of a noun phrase
_BETWEEN = _INSIDE | {"IN", "TO", "RB", "PRP", "RP", "CC"}  # between a verb and the subject behind it
_CLAUSE_ENDS = frozenset(",;:.?!()—–")
_QUOTES = frozenset('"“”«»„')
_MANY = ("и", "і", "ї", "ы")  # endings of nouns that are many and in the nominative
_TOPICS = frozenset("that about whether how why what who when where".split())
# What English lets stand before a verb and its subject: "so says the mayor", "as do others", "no sooner had they".
_TURNING = frozenset("so thus here there then nor neither such only never more than no not if".split())
# As noted in the report: only what is told by somebody misses its speaker behind "as".
_SPOKEN = frozenset(
    "told said informed assured emphasised emphasized underlined reminded clarified added stressed".split()
)
_TELLING = frozenset("told tells informed informs assured assures notified reminded".split())
_OBLIQUE = (
    "и",
    "і",
    "ї",
    "ы",
    "у",
    "ю",
    "ом",
    "ем",
    "єм",
    "ой",
    "ою",
    "ею",
    "ым",
    "им",
    "ам",
    "ям",
    "ах",
    "ях",
    "ами",
    "ями",
)
_THEY_DO = ("ли", "ють", "уть", "ять", "ать", "ют", "ут", "ят", "ат")
_NOMINATIVE = frozenset(
    "я ти ты він вона воно він ми вони мы вы ви он она оно они хто кто решта більшість большинство який яка яке які який который которая которое которые все всі".split()
)


@check_where(verbs)
def subject_behind_verb(pair: Pair) -> Iterator[Hit]:
    """A verb whose subject stands behind it as in the source, with nothing before it that could be one."""
    text = pair.target
    for number, sentence in enumerate(text.once(tagged)):
        source = answering(pair, number)
        if source is None or "?" in sentence.has:
            continue
        piece = {p.token: n for n, p in reversed(list(enumerate(sentence.pieces)))}
        for verb, subject in _turned(pair, source):
            places = _answers(pair, subject, piece) or _answers(pair, range(verb + 1, subject[-1] + 2), piece)
            said = set(_answers(pair, [verb], piece))
            if places and (at := _verb_before(sentence, min(places), said, pair)) is not None:
                span = span_of(text, sentence, at, min(places) + 1)
                yield Hit(
                    source=pair.source.tokens[verb].span,
                    target=span,
                    words={"found": text.at(span.start, span.end), "source": pair.source.tokens[verb].text},
                )


@check_where(verbs)
def place_for_speaker(pair: Pair) -> Iterator[Hit]:
    """A verb of report whose speaker is a place in both languages (said in the ministry): the source lets many unnamed people speak."""
    text, tokens = pair.target, pair.source.tokens
    reports = pair.source_language.words("reporting_verbs")
    for number, sentence in enumerate(text.once(tagged)):
        source = answering(pair, number)
        if source is None or "?" in sentence.has:
            continue
        piece = {p.token: n for n, p in reversed(list(enumerate(sentence.pieces)))}
        for verb in range(source.first, source.last):
            if (
                tokens[verb].word.lower not in reports
                or not _is_many(tokens[verb])
                or _has_subject(pair, source.first, verb)
            ):
                continue
            if any(_may_be_subject(pair, verb, k) for k in _behind(pair, verb, source.last)):
                continue
            for at in _answers(pair, [verb], piece):
                if _said_in_place(sentence, at):
                    span = span_of(text, sentence, at, at + 1)
                    yield Hit(source=tokens[verb].span, target=span, words={"found": text.at(span.start, span.end)})


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


def _turned(pair: Pair, sentence: Sentence) -> Iterator[tuple[int, Sequence[int]]]:
    """Verbs of the source with their subject behind them, and the words of the subject's name."""
    tokens = pair.source.tokens
    for verb in range(sentence.first, sentence.last):
        tense = form(tokens[verb].word, pair.source) if tokens[verb].kind == "word" else ""
        if tense not in ("past", "present") or _has_subject(pair, sentence.first, verb):
            continue
        subjects = [k for k in _behind(pair, verb, sentence.last) if _may_be_subject(pair, verb, k)]
        if subjects:
            nouns = [k for k in subjects if not tokens[k].text[:1].isupper()]
            last = subjects[-1] + 1
            while last < sentence.last and tokens[last].text[:1].isupper():
                last += 1
            yield verb, range(nouns[-1] if nouns else subjects[0], last)


def _behind(pair: Pair, verb: int, end: int) -> Iterator[int]:
    """The words behind a verb up to a mark, none that a preposition governs."""
    tokens = pair.source.tokens
    prepositions, governed = pair.source_language.words("prepositions"), False
    for k in range(verb + 1, min(verb + 7, end)):
        if tokens[k].text in _CLAUSE_ENDS:
            return
        if tokens[k].text in _QUOTES:
            continue
        if tokens[k].word.lower in prepositions:
            governed = True
        elif not governed:
            yield k
        elif pair.links.gloss(tokens[k].word)[0] in ("n", "N") or tokens[k].word.lower != tokens[k].word.lemma:
            governed = False


def _has_subject(pair: Pair, first: int, verb: int) -> bool:
    """Whether something before a verb in its clause may be its subject: a pronoun or a noun in the nominative without a preposition."""
    tokens = pair.source.tokens
    start = next((k + 1 for k in range(verb - 1, first - 1, -1) if tokens[k].text in _CLAUSE_ENDS), first)
    prepositions = pair.source_language.words("prepositions")
    many, governed = _is_many(tokens[verb]), False
    for token in tokens[start:verb]:
        lower = token.word.lower
        if lower in _NOMINATIVE:
            return True
        if lower in prepositions:
            governed = True
        elif token.kind == "number" and not governed:
            return True  # twelve people
        elif pair.links.gloss(token.word)[0] in ("n", "N") or token.text[:1].isupper():
            nominative = lower == token.word.lemma or (many and lower.endswith(_MANY))
            if nominative and not governed and token is not tokens[first]:
                return True
            governed = False
    return False


def _may_be_subject(pair: Pair, verb: int, at: int) -> bool:
    """Whether a noun or a name is in the nominative, agrees with a verb in number and gender, and is no object by its form."""
    word, text = pair.source.tokens[at].word, pair.source.tokens[at].text
    said = pair.source.tokens[verb].word.lower.removesuffix("ся").removesuffix("сь")
    name = text[:1].isupper()
    if not name and pair.links.gloss(word)[0] != "n":
        return False
    if _is_many(pair.source.tokens[verb]):
        return word.lower.endswith(_MANY)
    ending = word.lower.endswith
    if said.endswith("ла"):  # the lemmatiser gives режисер for режисерка
        return ending("ка") or (word.lower == word.lemma and (name or ending(("а", "я", "ь"))))
    if word.lower != word.lemma and (not name or ending(_OBLIQUE)):
        return False
    if said.endswith(("в", "л", "ло")) and ending(("а", "я")):
        return name
    if said.endswith("ло"):
        return ending(("о", "е", "є"))
    return name or not (said.endswith(("в", "л")) and ending(("о", "е", "є")))


def _is_many(verb: Token) -> bool:
    return verb.word.lower.removesuffix("ся").removesuffix("сь").endswith(_THEY_DO)


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
    if pieces[verb - 1].lower in _CLAUSE_ENDS and pieces[verb].lower not in _TELLING and pieces[0].lower != "that":
        return None  # That is why, explained the mayor, work was halted.
    return verb if _nothing_before(sentence, verb) or _says_what(sentence, verb) else None


def _says_what(sentence: Tagged, verb: int) -> bool:
    """Whether all before a verb is a clause that tells what is reported (That it was closed confirmed the mayor)."""
    pieces = sentence.pieces
    return pieces[0].lower in _TOPICS and any(p.tag in ("VBD", "VBZ", "VBP", "MD") for p in pieces[1:verb])


def _clause_before(sentence: Tagged, verb: int) -> Sequence[Piece]:
    """What stands before a verb in its clause."""
    pieces = sentence.pieces
    ends = (
        n + 1 for n in range(verb - 1, -1, -1) if pieces[n].lower in _CLAUSE_ENDS or pieces[n].tag in ("``", "''", ":")
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
