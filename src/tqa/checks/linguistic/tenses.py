"""Verbs of the target held one by one against the verbs of the source that they answer: tense, place, number of verbs."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import lru_cache

from tqa.checks.finder import Hit, Pair, check_where
from tqa.checks.linguistic.constructions import span_of
from tqa.checks.linguistic.licences import LICENCES, form, knows
from tqa.languages import language
from tqa.languages.tagged import FINITE, NOUNS, Piece, Tagged, tagged

_AUXILIARY = frozenset("is are am was were be been being has have had do does did 's 're 've 'd 'm will would".split())
# Verbs that say little alone: "takes part" answers a verb of any tense in "has taken part" or a noun.
_LIGHT = frozenset("take make get give keep let put go come do have hold need want seem".split())
_STILL = frozenset("remain remains survive survives lay".split())  # what was left, is left; lay is past too
_DID = frozenset(("do", "does", "did"))
_PAST_YEAR = re.compile(r"(?<!\d)(?:1\d\d\d|20[01]\d)(?!\d)")
INVERTED = frozenset(
    (
        "stood stands came comes lay lies sat sits hung hangs lived lives went goes began begins followed "
        "follows arose emerged rose remained remains loomed ran runs was were is are appeared stretches "
        "sprawled lurks lurked flows hid rests circled circles walked walks waited waits climbed slept rolled strode flew marched grew"
    ).split()
)
# A part of many is a subject, what opens a clause is no place, and behind "only" the verb comes first.
_NO_PLACE = frozenset("one none some most many if when while although though because as whether only never not".split())
_SUCH = frozenset("таким такою такими такой такой этим этой этими цим цією цими таких цих этих".split())


def verbs(pair: Pair) -> bool:
    """Both sides are known well enough to link verbs, and the target is tagged."""
    return pair.has_source and knows(pair) and pair.links.useful and bool(pair.target.once(tagged))


def answers(pair: Pair) -> dict[int, list[int]]:
    """For each target token the source tokens that it answers."""
    found: dict[int, list[int]] = defaultdict(list)
    for i, places in pair.links.of_source.items():
        for j in places:
            found[j].append(i)
    return found


def _reports(pair: Pair, sentence: Tagged) -> bool:
    """Whether somebody reports in the sentence: tenses shift, and a report in the present is told in the past."""
    known = pair.target_language.words("reporting_verbs")
    return any(
        p.lower in known or p.lower in ("if", "whether", "would", '"', "“", "”", "according") for p in sentence.pieces
    )


@check_where(verbs)
def tense(pair: Pair, *, fault: str) -> Iterator[Hit]:
    """A verb whose only answer in the source is in another tense: `fault` is present (the source is past) or past (it is not)."""
    answered, text = pair.once(answers), pair.target
    wanted = {"present": "past", "past": "present"}[fault]
    for sentence in text.once(tagged):
        if sentence.pieces[-1].lower not in (".", "!") or _reports(pair, sentence):
            continue  # headlines tell the past in the present
        for n, piece in enumerate(sentence.pieces):
            if (
                piece.tag not in {"present": ("VBZ", "VBP", "NNS"), "past": ("VBD",)}[fault]
                or piece.lower in _AUXILIARY
                or text.tokens[piece.token].word.lemma in _LIGHT
                or piece.lower in _STILL
                or (fault == "past" and text.tokens[piece.token].word.lemma == piece.lower)  # lead, put, cut
                or piece.lower in pair.target_language.words("same_past")
                or (piece.tag == "VBP" and not _DID.isdisjoint(p.lower for p in sentence.pieces[:n]))
            ):
                continue
            before = sentence.pieces[n - 1] if n else None
            if before is not None and (
                before.lower in _AUXILIARY or before.lower == "now" or before.tag in ("TO", "MD", "WDT", "WP")
            ):
                continue
            forms = [form(pair.source.tokens[i].word, pair.source) for i in answered.get(piece.token, ())]
            if piece.tag == "NNS" and (
                before is None or before.tag not in ("NN", "RB", "NNP") or sentence.has & FINITE
            ):
                continue  # exports may be a verb, but only where nothing else is one
            if (
                fault == "past"
                and len(forms) == 1
                and (
                    _PAST_YEAR.search(pair.source.string)
                    or any(form(t.word, pair.source) == "past" for t in pair.source.tokens)
                )
            ):
                continue  # what people thought is told in the past too, and what was long ago in the present
            if fault == "present" and not _tells_past(pair, sentence):
                continue  # a story told in the present
            if len(forms) == 1 and forms[0] == wanted and not _is_wished(pair, answered[piece.token][0]):
                source = pair.source.tokens[answered[piece.token][0]]
                span = span_of(text, sentence, n, n + 1)
                yield Hit(
                    source=source.span,
                    target=span,
                    words={"found": text.at(span.start, span.end), "source": source.text},
                )


def _tells_past(pair: Pair, sentence: Tagged) -> bool:
    """Whether another verb of the sentence is past, or a time of the target is."""
    past = any(p.tag == "VBD" or p.lower in ("was", "were", "had", "did") for p in sentence.pieces)
    return past or bool(_past_times(pair.target_language.tag).search(pair.target.lower))


@lru_cache(maxsize=8)
def _past_times(tag: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(sorted(language(tag).words('past_times')))}|(?:19|20)\d\d)\b")


def _is_wished(pair: Pair, i: int) -> bool:
    """Whether a past form of the source is no past: behind "that it be so" (щоб знали), or beside "would" (хотів би)."""
    tokens = pair.source.tokens
    wishes = pair.source_language.words("wishes")
    before = next((k for k in range(i, -1, -1) if tokens[k].text in ",;:"), -1)
    return any(t.word.lower in wishes for t in tokens[before + 1 : i + 2])


@check_where(verbs)
def said_twice_over(pair: Pair) -> Iterator[Hit]:
    """Two verbs side by side that both translate one verb of the source (has raised increased)."""
    answered, text = pair.once(answers), pair.target
    finite = ("VBD", "VBZ", "VBN", "VBP")
    for sentence in text.once(tagged):
        pieces = sentence.pieces
        for n in range(1, len(pieces)):
            second, gap = pieces[n], 1
            if second.tag not in finite or second.lower in _AUXILIARY:
                continue
            if pieces[n - 1].tag in ("RP", "RB") and n > 1:
                gap = 2
            first = pieces[n - gap]
            passive = second.tag == "VBN" and text.tokens[first.token].word.lemma == "get"  # got fed up
            if first.tag not in finite or first.lower in _AUXILIARY or first.lower == second.lower or passive:
                continue
            one, other = answered.get(first.token, []), answered.get(second.token, [])
            shared = set(one) & set(other)
            said = bool(shared) and form(pair.source.tokens[min(shared)].word, pair.source) in ("past", "present")
            if said or (not one and not other and gap == 1 and _too_many(pair, sentence, n)):
                span = span_of(text, sentence, n - gap, n + 1)
                yield Hit(target=span, words={"found": text.at(span.start, span.end)})


def _too_many(pair: Pair, sentence: Tagged, n: int) -> bool:
    """Whether the target has more verbs than the only sentence of the source, and the two at `n` stand after their subject."""
    if len(pair.source.sentences) != 1 or len(pair.target.sentences) != 1 or n < 2 or n + 1 >= len(sentence.pieces):
        return False
    before, after = sentence.pieces[n - 2], sentence.pieces[n + 1]
    if before.tag not in ("NN", "NNS", "NNP", "PRP") or after.tag not in ("DT", "PRP$", "RP", "CD"):
        return False
    ours = sum(form(t.word, pair.source) in ("past", "present") for t in pair.source.tokens if t.kind == "word")
    theirs = sum(p.tag in ("VBD", "VBZ", "VBP", "VBN") and p.lower not in _AUXILIARY for p in sentence.pieces)
    return theirs > ours >= 1


@check_where(verbs)
def verb_after_place(pair: Pair) -> Iterator[Hit]:
    """A verb right after the place or time that opens the sentence, the subject behind it (At night near Poltava derailed a train)."""
    answered, text = pair.once(answers), pair.target
    for sentence in text.once(tagged):
        pieces = sentence.pieces
        verb = next((n for n, p in enumerate(pieces) if p.tag in FINITE), 0)
        last = verb - 2 if verb > 2 and pieces[verb - 1].lower == "," else verb - 1
        if verb < 2 or verb > 12 or pieces[verb].lower in INVERTED or pieces[verb].tag == "MD":
            continue
        if verb + 2 >= len(pieces) or not (
            pieces[verb + 1].tag in ("DT", "CD", "JJ", "NN", "NNS", "NNP") or pieces[verb + 1].lower in ("in", "out")
        ):
            continue
        if pieces[last].tag not in NOUNS or any(p.lower in (",", "``", '"') for p in pieces[:last]):
            continue
        if not any(p.tag == "IN" for p in pieces[:verb]) or any(p.lower in _NO_PLACE for p in pieces[:verb]):
            continue
        nouns = [answered.get(p.token, []) for p in pieces[:verb] if p.tag in NOUNS]
        if _placed(pair, nouns[-1]) and all(
            _placed(pair, places, 4) or _adverbial(pair, places) for places in nouns[:-1]
        ):
            if pieces[0].tag in ("IN", "RB", "NN") and not any(p.tag.startswith("PRP") for p in pieces[:verb]):
                span = span_of(text, sentence, verb, verb + 2)
                yield Hit(target=span, words={"found": text.at(span.start, span.end)})


def _placed(pair: Pair, places: list[int], reach: int = 1) -> bool:
    return any(_governed(pair, i, reach) for i in places)


def _adverbial(pair: Pair, places: list[int]) -> bool:
    """Whether a noun of the target answers an adverb (at night for вночі) or nothing."""
    return all(pair.links.gloss(pair.source.tokens[i].word)[0] == "d" for i in places)


def _governed(pair: Pair, at: int, reach: int) -> bool:
    """Whether a preposition stands before a source token, with at most its adjectives and `reach - 1` nouns between."""
    tokens, prepositions = pair.source.tokens, pair.source_language.words("prepositions")
    for before in reversed(tokens[max(0, at - 4) : at]):
        if before.word.lower in prepositions:
            return True
        kind = pair.links.gloss(before.word)[0]
        reach -= kind == "n"
        if reach < 1 or (kind not in ("a", "n") and before.word.lower not in _SUCH):
            return False
    return False


# What a sentence has that is no verbless one, or may well be without a verb: a list, a quotation, a refusal.
_NOT_VERBLESS = FINITE | {":", '"', "``", "“", "no", "not"}


@check_where(verbs)
def verbless(pair: Pair) -> Iterator[Hit]:
    """A whole sentence without a finite verb where the source has a subject and a predicate joined by a copula it need not say."""
    text = pair.target
    for number, sentence in enumerate(text.once(tagged)):
        pieces = sentence.pieces
        if len(pieces) < 6 or pieces[-1].lower != "." or not _NOT_VERBLESS.isdisjoint(sentence.has):
            continue
        if not LICENCES["no_verb"](pair, number) or _says_more(pair):
            continue
        gap = next((n for n in range(1, len(pieces) - 2) if _predicate(pieces, n)), 0)
        if gap and pieces[0].tag in ("DT", "PRP$", "NN", "NNS", "NNP", "JJ", "IN", "VBG"):
            span = span_of(text, sentence, gap, min(gap + 2, len(pieces) - 1))
            yield Hit(target=span, words={"found": text.at(span.start, span.end)})


def _says_more(pair: Pair) -> bool:
    """Whether any clause of the source has a finite verb, which the target must have too (slowed, read as a participle)."""
    return any(form(t.word, pair.source) in ("past", "present") for t in pair.source.tokens if t.kind == "word")


def _predicate(pieces: Sequence[Piece], n: int) -> bool:
    """Whether a predicate may begin here: an adverb, adjective or participle after a noun, an article after one, a dash."""
    before, here, after = pieces[n - 1].tag, pieces[n], pieces[n + 1]
    if not before.startswith("NN") and pieces[n - 1].lower not in ("this", "it", "he", "she", "they"):
        return False
    if here.lower in ("-", "–", "—"):
        return after.tag in ("DT", "CD", "TO") and after.lower != "every"
    if here.tag == "RB":
        return here.lower != "as" and after.tag in ("RB", "JJ", "VBN", "IN")
    if here.tag == "JJ":
        return after.tag in ("IN", "TO", ".", "CC", ",")
    return here.tag == "DT" or (here.tag == "VBN" and after.tag in (".", ","))
