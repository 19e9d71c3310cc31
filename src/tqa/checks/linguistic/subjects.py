"""Subjects behind their verbs in a Ukrainian or Russian source: by the case that an ending shows, and agreement."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tqa.checks.finder import Pair
from tqa.checks.linguistic.licences import form
from tqa.languages.text import Sentence, Token

CLAUSE_ENDS = frozenset(",;:.?!()—–")
_QUOTES = frozenset('"“”«»„')
_MANY = ("и", "і", "ї", "ы")  # endings of nouns that are many and in the nominative
_OBLIQUE = tuple("и і ї ы у ю ом ем єм ой ою ею ым им ам ям ах ях ами ями".split())
_THEY_DO = tuple("ли ють уть ять ать ют ут ят ат".split())


def turned(pair: Pair, sentence: Sentence) -> Iterator[tuple[int, Sequence[int]]]:
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


def unnamed_speakers(pair: Pair, sentence: Sentence) -> Iterator[int]:
    """Verbs of report whose many speakers the source does not name (у міністерстві сказали)."""
    tokens, reports = pair.source.tokens, pair.source_language.words("reporting_verbs")
    for verb in range(sentence.first, sentence.last):
        many = tokens[verb].word.lower in reports and _is_many(tokens[verb])
        if many and not _has_subject(pair, sentence.first, verb):
            if not any(_may_be_subject(pair, verb, k) for k in _behind(pair, verb, sentence.last)):
                yield verb


def _behind(pair: Pair, verb: int, end: int) -> Iterator[int]:
    """The words behind a verb up to a mark, none that a preposition governs."""
    tokens = pair.source.tokens
    prepositions, governed = pair.source_language.words("prepositions"), False
    for k in range(verb + 1, min(verb + 7, end)):
        if tokens[k].text in CLAUSE_ENDS:
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
    start = next((k + 1 for k in range(verb - 1, first - 1, -1) if tokens[k].text in CLAUSE_ENDS), first)
    prepositions, pronouns = (pair.source_language.words(name) for name in ("prepositions", "nominative_pronouns"))
    many, governed = _is_many(tokens[verb]), False
    for token in tokens[start:verb]:
        lower = token.word.lower
        if lower in pronouns:
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
