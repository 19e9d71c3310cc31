"""What a sentence of the source says of its grammar, so that a construction of the target may be held against it."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

from tqa.alignment.words import glosses
from tqa.checks.finder import Pair
from tqa.languages.text import Sentence, Text
from tqa.languages.words import Word

_PAST = {
    "uk": ("в", "ла", "ло", "ли", "вся", "лася", "лося", "лися", "вшись"),
    "ru": ("л", "ла", "ло", "ли", "лся", "лась", "лось", "лись", "шись"),
}
_PRESENT = {
    "uk": tuple(
        (
            "тиме тимуть тимемо тиму є їть ить ють уть ать ять еть ю у еш иш єш їш емо имо ємо їмо ете ите єте "
            "їте е ться дасть їсть дадуть дасться дадуться"
        ).split()
    ),
    "ru": tuple(
        (
            "ет ёт ит ют ут ат ят ю у ешь ёшь ишь ем ём им ете ёте ите ется ётся ится ются утся атся ятся усь юсь "
            "емся имся даст дадут ест дастся дадутся"
        ).split()
    ),
}
_INFINITIVE = {"uk": ("ти", "тися", "тись"), "ru": ("ть", "ться", "чь", "чься", "ти", "тись")}
_GOVERNING = {
    "uk": frozenset(
        "є немає нема треба слід можна варто необхідно потрібно буде будуть був була було були нехай хай".split()
    ),
    "ru": frozenset(
        "есть нет надо следует можно стоит необходимо нужно будет будут был была было были пусть нельзя".split()
    ),
}
_SHE = frozenset("вона її неї їй ній нею она её ее неё нее ей ней ею нею".split())
_HIM = frozenset("він його нього йому ньому ним он его него ему нему нём".split())
_OWN = frozenset(
    (
        "свій свого своєму своїм своя свою своєю своєї своє свої своїх своїми свой своего своему своим своя "
        "своей свою своё свои своих своими"
    ).split()
)
_HE = _OWN | frozenset(
    "він його нього йому ньому ним він них їх їм ними вони он его него ему нему им нём нем они их свій".split()
)


@lru_cache(maxsize=65536)
def verb(lower: str, lemma: str, pos: str, tag: str) -> str:
    """`past`, `present` (or a perfective future), `bare` (an infinitive) or nothing for a form of Ukrainian or Russian."""
    ends = _INFINITIVE.get(tag)
    if ends is None or len(lower) < 3:
        return ""
    if lower.endswith(ends) and (lemma == lower or pos == "v"):
        return "bare" if pos in ("v", "") else ""
    if not lemma.endswith(ends) or pos not in ("v", ""):
        return ""
    return "past" if lower.endswith(_PAST[tag]) else "present" if lower.endswith(_PRESENT[tag]) else ""


def form(word: Word, text: Text) -> str:
    """What `verb` says of a word of a source text; its part of speech is the English lexicon's."""
    tag = text.language.tag.split("-")[0]
    return verb(word.lower, word.lemma, glosses(word, tag, "en")[0], tag)


def answering(pair: Pair, number: int) -> Sentence | None:
    """The source sentence in the same place, where both sides have as many sentences."""
    ours = pair.source.sentences if pair.has_source else []
    return ours[number] if len(ours) == len(pair.target.sentences) > number else None


def _forms(pair: Pair, sentence: Sentence, first_clause: bool = False) -> list[str]:
    found = []
    tag = pair.source_language.tag.split("-")[0]
    for token in pair.source.tokens[sentence.first : sentence.last]:
        if first_clause and token.text in (",", ";", ":"):
            break
        if token.kind == "word":
            found.append("governing" if token.word.lower in _GOVERNING.get(tag, ()) else form(token.word, pair.source))
    return [f for f in found if f]


def knows(pair: Pair) -> bool:
    """Whether verbs of the source language are told apart here."""
    return pair.source_language.tag.split("-")[0] in _PAST


def no_verb(pair: Pair, number: int) -> bool:
    """The first clause of the source has no verb but perhaps an infinitive: its copula is zero."""
    sentence = answering(pair, number)
    return (
        sentence is not None
        and knows(pair)
        and sentence.last - sentence.first > 3
        and set(_forms(pair, sentence, True)) <= {"bare"}
    )


def no_subject(pair: Pair, number: int) -> bool:
    """The source sentence begins with a finite verb."""
    sentence = answering(pair, number)
    if sentence is None or not knows(pair):
        return False
    first = next((t for t in pair.source.tokens[sentence.first : sentence.last] if t.kind == "word"), None)
    return first is not None and form(first.word, pair.source) in ("past", "present")


def hidden_subject(pair: Pair, number: int) -> bool:
    """A clause of the source begins with its verb right after its conjunction: the subject is understood."""
    sentence = answering(pair, number)
    if sentence is None or not knows(pair):
        return False
    tokens = [t for t in pair.source.tokens[sentence.first : sentence.last] if t.kind == "word"]
    for one, other, third in zip(tokens, tokens[1:], [*tokens[2:], None], strict=False):
        if one.word.lower in ("що", "что", "бо", "якщо", "если", "коли", "когда"):
            verb = third if other.word.lower in ("не", "ще", "уже", "вже", "еще", "ещё") else other
            if verb is not None and form(verb.word, pair.source) in ("past", "present"):
                return True
    return False


def only_past(pair: Pair, number: int) -> bool:
    """Every verb of the source sentence is in the past."""
    sentence = answering(pair, number)
    return sentence is not None and knows(pair) and set(_forms(pair, sentence)) == {"past"}


_WAS = frozenset("був була було були был была было были".split())  # closed, being a participle


def never_past(pair: Pair, number: int) -> bool:
    """The source sentence has verbs, none in the past."""
    sentence = answering(pair, number)
    forms = set(_forms(pair, sentence)) if sentence is not None and knows(pair) else set()
    return bool(forms & {"present", "governing"}) and "past" not in forms and _WAS.isdisjoint(pair.source.forms)


def _past(pair: Pair) -> list[str]:
    """The past verbs of the source in order, without the reflexive ending."""
    text = pair.source
    return [t.word.lower.removesuffix("ся").removesuffix("сь") for t in text.tokens if form(t.word, text) == "past"]


def only_she(pair: Pair, number: int) -> bool:
    """The past verbs of the source are feminine, and none of its pronouns is masculine, plural or reflexive."""
    if not pair.has_source or not knows(pair) or pair.source.forms & (_HE - _OWN):
        return False
    past = _past(pair)
    return bool(past) and all(w.endswith("ла") for w in past)


def hers(pair: Pair, number: int) -> bool:
    """The first verb of the source is feminine, and what it owns is hers: no possessive is masculine or plural."""
    words = pair.source.forms
    if not pair.has_source or not knows(pair) or words & (_HE - _OWN) or not words & ({"її", "её", "ее"} | _OWN):
        return False
    past = _past(pair)
    return bool(past) and past[0].endswith("ла") and (not words & _OWN or all(w.endswith("ла") for w in past))


def his(pair: Pair, number: int) -> bool:
    """The past verbs of the source are masculine, what the subject owns is its own, and no pronoun is feminine or plural."""
    words = pair.source.forms
    if not pair.has_source or not knows(pair) or words & _SHE or words & _HE - _HIM - _OWN or not words & _OWN:
        return False
    past = _past(pair)
    return bool(past) and all(w.endswith(("в", "л")) for w in past)


def only_he(pair: Pair, number: int) -> bool:
    """The source has masculine pronouns, none of another kind, and no feminine verb."""
    words = pair.source.forms
    if not pair.has_source or not knows(pair) or words & _SHE or words & _OWN or not words & _HIM:
        return False
    past = _past(pair)
    return bool(past) and not any(w.endswith("ла") for w in past)


Licence = Callable[[Pair, int], bool]
LICENCES: dict[str, Licence] = {
    f.__name__: f for f in (no_verb, no_subject, hidden_subject, only_past, never_past, only_she, hers, his, only_he)
}
