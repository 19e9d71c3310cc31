"""Broken constructions: fronted reports, reports without a subject."""

from __future__ import annotations

from collections.abc import Iterator

from tqa.checks.finder import Hit, Pair, check
from tqa.languages.text import Sentence, Text
from tqa.records import Span

_TOPICS = frozenset({"this", "it", "that", "which", "these", "such"})
_PLACES = frozenset({"in", "at", "on", "from", "with"})
_TOPIC_HEADS = frozenset({"about", "on"})
_OPENERS = frozenset({"after", "before", "during", "in", "at", "on", "following", "later", "earlier", "meanwhile"})
_SOURCE_TOPIC = frozenset({"про", "о", "об"})
_SOURCE_PLACE = frozenset({"у", "в", "на", "во", "із", "з"})
_DETERMINERS = frozenset({"the", "a", "an", "its", "his", "her", "their", "our", "this", "that", "these"})
_JOINING = frozenset({"of", "for", "to"})
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
        for first in _openings(text, sentence):
            last = min(sentence.last, first + reach)
            words = [k for k in range(first, last) if text.tokens[k].kind == "word"]
            verb = _reporting(text, words[1], last) if len(words) > 3 else -1
            if verb < 0:
                continue
            head = text.tokens[words[0]].word.lower
            if (head in _TOPIC_HEADS and _topic_fronted(pair, text, words, verb, number)) or (
                head in _PLACES and _place_fronted(pair, text, words, verb, number)
            ):
                start, end = text.tokens[first].start, text.tokens[verb].end
                yield Hit(target=Span(start, end), words={"found": text.at(start, end)})
                break


def _openings(text: Text, sentence: Sentence) -> Iterator[int]:
    """Where the main clause may begin: at the start, and behind a first phrase of place or time set off by a comma."""
    yield sentence.first
    comma = next(
        (k for k in range(sentence.first, min(sentence.last, sentence.first + 8)) if text.tokens[k].text == ","), -1
    )
    if comma > 0 and text.tokens[sentence.first].word.lower in _OPENERS:
        yield comma + 1


def _source_frame(pair: Pair, number: int, heads: frozenset[str], inside: bool = False) -> bool:
    """Whether the source sentence in the same place is such a report: preposition first (or `inside`), then its verb."""
    if not pair.has_source or number >= len(pair.source.sentences):
        return False
    s = pair.source.sentences[number]
    words = [t.word.lower for t in pair.source.tokens[s.first : s.last] if t.kind == "word"]
    verbs = pair.source_language.words("reporting_verbs")
    verb = next((n for n, word in enumerate(words) if n and word in verbs), 0)
    return verb > 0 and not heads.isdisjoint(words[:verb] if inside else words[:1])


def _one_phrase(text: Text, words: list[int], verb: int) -> bool:
    """Whether one noun phrase runs from its preposition to the verb: no mark, no pronoun, no determiner of another one."""
    tokens = text.tokens
    inner = range(words[0] + 1, verb)
    return all(
        (tokens[k].kind == "word" or tokens[k].text in "'’-\"")
        and tokens[k].word.lower not in _SUBJECTS
        and (tokens[k].word.lower not in _DETERMINERS or tokens[k - 1].word.lower in _JOINING or k == words[0] + 1)
        for k in inner
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
        return tokens[words[0]].word.lower != "on" or _one_phrase(text, words, verb)
    return (
        second in ("this", "it", "that")
        and adjacent
        and tokens[verb].word.lower.endswith(("ed", "told", "said", "wrote", "writes", "reports"))
    )


def _place_fronted(pair: Pair, text: Text, words: list[int], verb: int, number: int) -> bool:
    """In the National Bank explained …: the place runs straight into the verb, and the source says it so."""
    inside = words[0] > text.sentences[number].first
    if not _source_frame(pair, number, _SOURCE_PLACE, inside) or not _one_phrase(text, words, verb):
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
