"""Damage that leaves good English and says another thing: only a reader of the source can see it."""

from __future__ import annotations

import random

from tqa.languages.inflect import inflected
from tqa.languages.tagged import NOUNS
from tqa.training.damage.marked import Marked, Tagged, beside, clean, places, upper

_ALTERNATIVES = (
    "before after during until since",
    "more less fewer",
    "first last next second previous",
    "because although if when while unless",
    "and or but",
    "must may can should will would could might",
    "all some many most several few only",
    "almost over about exactly nearly",
    "already still yet again soon",
    "up down",
    "above below",
    "former current future acting",
    "yesterday today tomorrow",
    "morning evening night afternoon",
    "north south east west northern southern eastern western",
    "Monday Tuesday Wednesday Thursday Friday Saturday Sunday",
    "January February March April May June July August September October November December",
    "one two three four five six seven eight nine ten twelve twenty thirty fifty",
    "thousand million billion",
    "hour day week month year",
    "increase decrease rise fall grow decline",
    "increased decreased rose fell grew declined",
    "won lost",
    "bought sold",
    "began ended started stopped",
    "allowed banned forbade",
    "higher lower larger smaller better worse",
    "minister president director deputy governor head",
    "city village region district country town",
    "man woman boy girl child",
    "he she they it we I",
    "his her their its our my",
    "him them us me",
    "himself herself themselves itself",
    "this that",
    "these those",
    "to from",
    "with without",
)
_OTHERS: dict[str, list[str]] = {}
for _group in _ALTERNATIVES:
    for _word in _group.split():
        _OTHERS.setdefault(_word, []).extend(w for w in _group.split() if w != _word)
_TENSES = {"VBD": ("VBZ", "VBP"), "VBZ": ("VBD",), "VBP": ("VBD",)}
_OPEN = frozenset({"NN", "NNS", "NNP", "JJ", "VB", "VBD", "VBN", "VBG", "RB", "CD"})


def other_word(words: Tagged, other: Tagged, rng: random.Random) -> Marked | None:
    """A word for another of its small set: before and after, he and she, north and south."""
    found = places(words, lambda n: words[n][0] in _OTHERS and words[n][1] not in ("TO", "WDT", "EX"))
    at = rng.choice(found) if found else -1
    return _put(words, at, rng.choice(_OTHERS[words[at][0]])) if found else None


def borrowed_word(words: Tagged, other: Tagged, rng: random.Random) -> Marked | None:
    """A word of another sentence with the same tag."""
    theirs = [pair for pair in other if pair[1] in _OPEN and pair[0].isalnum()]
    pair = rng.choice(theirs) if theirs else ("", "")
    found = places(words, lambda n: words[n][1] == pair[1] and words[n][0] != pair[0])
    return _put(words, rng.choice(found), pair[0]) if found else None


def other_tense(words: Tagged, other: Tagged, rng: random.Random) -> Marked | None:
    """Past for present, present for past."""
    found = places(words, lambda n: words[n][1] in _TENSES and words[n][0].isalpha())
    if not found:
        return None
    at = rng.choice(found)
    form, tag = words[at]
    made = inflected(form.lower(), rng.choice(_TENSES[tag]))
    return _put(words, at, made) if made and made != form.lower() else None


def other_number(words: Tagged, other: Tagged, rng: random.Random) -> Marked | None:
    """One for many, many for one, where the determiner allows both."""
    found = places(
        words,
        lambda n: (
            words[n][1] in ("NN", "NNS") and n > 0 and words[n - 1][0].lower() in ("the", "his", "her", "their", "its")
        ),
    )
    if not found:
        return None
    at = rng.choice(found)
    made = inflected(words[at][0].lower(), "NNS" if words[at][1] == "NN" else "NN")
    return _put(words, at, made) if made and made != words[at][0].lower() else None


def turned(words: Tagged, other: Tagged, rng: random.Random) -> Marked | None:
    """A negation lost, or put in behind an auxiliary."""
    marked = clean(words)
    lost = places(words, lambda n: words[n][0].lower() in ("not", "no", "never", "n't"))
    if lost:
        at = rng.choice(lost)
        return upper(beside([*marked[:at], *marked[at + 1 :]], at))
    found = places(words, lambda n: words[n][1] == "MD" or words[n][0] in ("is", "are", "was", "were", "has", "have"))
    if not found:
        return None
    at = rng.choice(found)
    return [*marked[:at], (marked[at][0], 1), ("not", 1), *marked[at + 1 :]]


def lost_phrase(words: Tagged, other: Tagged, rng: random.Random) -> Marked | None:
    """An adjective, an adverb or a phrase of a preposition lost."""
    found = []
    for n, (_, tag) in enumerate(words):
        if tag in ("JJ", "RB") and 0 < n < len(words) - 1:
            found.append((n, n + 1))
        elif tag == "IN" and n > 2:
            end = next((k for k in range(n + 1, min(n + 7, len(words))) if words[k][1] in NOUNS), None)
            if end is not None and (end + 1 == len(words) or words[end + 1][1] not in NOUNS):
                found.append((n, end + 1))
    if not found:
        return None
    start, end = rng.choice(found)
    marked = clean(words)
    return upper(beside([*marked[:start], *marked[end:]], start))


def exchanged(words: Tagged, other: Tagged, rng: random.Random) -> Marked | None:
    """Two names, or two nouns, in each other's place."""
    wanted = rng.choice((("NNP",), ("NN", "NNS"), ("CD",)))
    found = places(words, lambda n: words[n][1] in wanted and words[n][0].isalnum())
    if len(found) < 2:
        return None
    first, second = sorted(rng.sample(found, 2))
    out = clean(words)
    out[first], out[second] = (words[second][0], 1), (words[first][0], 1)
    return upper(out) if second - first > 1 else None


def _put(words: Tagged, at: int, form: str) -> Marked:
    out = clean(words)
    out[at] = (form if words[at][0][:1].islower() else form[:1].upper() + form[1:], 1)
    return out
