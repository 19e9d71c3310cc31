"""Broken constructions: fronted reports, reports without a subject."""

from __future__ import annotations

from collections.abc import Iterator

from tqa.checks.finder import Hit, Pair, check
from tqa.languages.text import Sentence, Text
from tqa.records import Span

_TOPICS = frozenset({"this", "it", "that", "which", "these", "such"})
_PLACES = frozenset({"in", "at", "on", "from", "with"})
_SOURCE_TOPIC = frozenset({"про", "о", "об"})
_SOURCE_PLACE = frozenset({"у", "в", "на", "во", "із", "з"})
_DETERMINERS = frozenset({"the", "a", "an", "its", "his", "her", "their", "our", "this", "that", "these"})
_SUBJECTS = frozenset({"i", "he", "she", "it", "they", "we", "you", "who", "one", "everyone", "officials"})


def _reporting(text: Text, first: int, last: int) -> int:
    """The first reporting verb among the tokens, or -1."""
    verbs = text.language.words("reporting_verbs")
    return next((k for k in range(first, last) if text.tokens[k].word.lower in verbs), -1)


@check
def fronted_report(pair: Pair, *, reach: int = 12) -> Iterator[Hit]:
    """A report that begins with its topic or place and has no subject before its verb (About this stated at the Ministry)."""
    text = pair.target
    if not text.language.words("reporting_verbs") or text.language.script != "Latn":
        return
    for number, sentence in enumerate(text.sentences):
        words = [
            k
            for k in range(sentence.first, min(sentence.last, sentence.first + reach))
            if text.tokens[k].kind == "word"
        ]
        if len(words) < 4:
            continue
        head = text.tokens[words[0]].word.lower
        verb = _reporting(text, words[1], min(sentence.last, sentence.first + reach))
        if verb < 0:
            continue
        if (head == "about" and _topic_fronted(pair, text, words, verb, number)) or (
            head in _PLACES and _place_fronted(pair, text, words, verb, number)
        ):
            yield _hit(text, sentence, verb)


def _hit(text: Text, sentence: Sentence, verb: int) -> Hit:
    start, end = text.tokens[sentence.first].start, text.tokens[verb].end
    return Hit(target=Span(start, end), words={"found": text.at(start, end)})


def _source_frame(pair: Pair, number: int, heads: frozenset[str]) -> bool:
    """Whether the source sentence in the same place is such a report: preposition first, reporting verb in it."""
    if not pair.has_source or number >= len(pair.source.sentences):
        return False
    s = pair.source.sentences[number]
    words = [k for k in range(s.first, s.last) if pair.source.tokens[k].kind == "word"]
    verbs = pair.source_language.words("reporting_verbs")
    return (
        bool(words)
        and pair.source.tokens[words[0]].word.lower in heads
        and any(pair.source.tokens[k].word.lower in verbs for k in words[1:])
    )


def _subject_before(text: Text, start: int, verb: int) -> bool:
    """Whether a subject can stand between two tokens: a pronoun, or a noun phrase after a comma or a complete phrase."""
    tokens = text.tokens
    inner = range(start, verb)
    if any(tokens[k].word.lower in _SUBJECTS for k in inner):
        return True
    commas = [k for k in inner if tokens[k].text == ","]
    if commas and any(tokens[k].kind == "word" for k in range(commas[-1] + 1, verb)):
        return len(commas) != 2 or commas[-1] + 1 < verb
    return False


def _topic_fronted(pair: Pair, text: Text, words: list[int], verb: int, number: int) -> bool:
    tokens = text.tokens
    second = tokens[words[1]].word.lower
    if _subject_before(text, words[1] + 1, verb):
        return False
    adjacent = verb == words[2] or (
        second in _TOPICS and tokens[words[1] + 1].word.lower in ("on", "in", "at", "to", "during", "with", ",", "also")
    )
    framed = _source_frame(pair, number, _SOURCE_TOPIC)
    if pair.has_source and not framed:
        return second in _TOPICS and verb == words[2]
    if framed:
        return True
    return (
        second in ("this", "it", "that")
        and adjacent
        and tokens[verb].word.lower.endswith(("ed", "told", "said", "wrote", "writes", "reports"))
    )


def _place_fronted(pair: Pair, text: Text, words: list[int], verb: int, number: int) -> bool:
    """In the National Bank explained …: the place runs straight into the verb, and the source says it so."""
    tokens = text.tokens
    if not _source_frame(pair, number, _SOURCE_PLACE) or verb > words[0] + 7:
        return False
    if any(tokens[k].kind != "word" and tokens[k].text not in "'’-\"" for k in range(words[0], verb)):
        return False
    # one noun phrase only: a second determiner or a pronoun before the verb is a subject
    determiners = [k for k in range(words[0] + 1, verb) if tokens[k].word.lower in _DETERMINERS]
    if any(k > words[0] + 1 for k in determiners) or any(
        tokens[k].word.lower in _SUBJECTS for k in range(words[0], verb)
    ):
        return False
    source_verbs = pair.source_language.words("reporting_verbs")
    sentence = pair.source.sentences[number]
    plural = [t for t in pair.source.tokens[sentence.first : sentence.last] if t.word.lower in source_verbs]
    return bool(plural) and plural[0].word.lower.endswith(("ли", "ють", "ят", "ют"))


def _impersonal(pair: Pair) -> bool:
    """Whether the source begins with an impersonal verb of report (Повідомляється, Отмечается)."""
    first = next((t.word.lower for t in pair.source.tokens if t.kind == "word"), "")
    return len(first) > 7 and first.endswith(("ється", "ається", "ется", "ится", "ться"))


@check
def subjectless_report(pair: Pair) -> Iterator[Hit]:
    """A sentence that begins with a reporting verb and "that", with no one who reports (Noted that …)."""
    text = pair.target
    verbs = text.language.words("reporting_verbs")
    if not verbs or text.language.script != "Latn":
        return
    for sentence in text.sentences:
        tokens = text.tokens[sentence.first : sentence.last]
        words = [t for t in tokens if t.kind == "word"]
        if len(words) < 5 or tokens[0].kind != "word" or words[0].word.lower not in verbs:
            continue
        second = words[1].word.lower
        third = words[2].word.lower
        past = words[0].word.lower.endswith(("ed", "said", "told", "wrote"))
        if (
            words[0].text[0].isupper()
            and (second == "that" or (second in ("also", "further") and third == "that"))
            and (past or _impersonal(pair))
        ):
            end = words[1].end if second == "that" else words[2].end
            yield Hit(target=Span(words[0].start, end), words={"found": text.at(words[0].start, end)})
