"""Damage to single words and their order: articles, prepositions, forms, conjunctions. Only what no context makes right."""

from __future__ import annotations

import random

from tqa.languages.inflect import inflected
from tqa.languages.tagged import NOUNS
from tqa.training.damage.marked import Marked, Tagged, beside, clean, places, upper

_PREPOSITIONS = ("in", "on", "at", "of", "for", "with", "to", "by", "from", "about", "under", "over")
_SWAPPED = {
    "is": "are", "are": "is", "was": "were", "were": "was", "has": "have", "have": "has", "do": "does", "does": "do",
}  # fmt: skip
_CASES = {
    "he": "him", "she": "her", "they": "them", "we": "us", "i": "me", "him": "he", "them": "they", "us": "we", "me": "i",
}  # fmt: skip
_SINGULAR = frozenset({"a", "an", "this", "that", "one", "every", "each", "another"})
_PLURAL = frozenset({"these", "those", "many", "several", "few", "two", "three", "four", "five", "both"})
_OPTIONS = {"VBZ": ("VB", "VBG"), "VBP": ("VBZ",), "VBD": ("VB", "VBG"), "VBN": ("VB", "VBG"), "VBG": ("VB", "VBD"), "VB": ("VBD", "VBG", "VBZ")}  # fmt: skip


def lost_article(words: Tagged, rng: random.Random) -> Marked | None:
    """Articles lost before singular nouns that cannot stand alone: those with an article of their own elsewhere cannot."""
    found = places(
        words,
        lambda n: words[n][0].lower() in ("the", "a", "an") and n + 1 < len(words) and _heads(words, n + 1) == "NN",
    )
    if not found:
        return None
    out = clean(words)
    for at in sorted(rng.sample(found, min(len(found), rng.choice((1, 1, 2)))), reverse=True):
        out = [*out[:at], (out[at + 1][0], 1), *out[at + 2 :]]
    return upper(out)


def _heads(words: Tagged, at: int) -> str:
    """The tag of the noun at the end of the phrase that begins at a word."""
    while (
        at + 1 < len(words)
        and words[at][1] in ("JJ", "RB", "VBN", "CD", "NN")
        and words[at + 1][1] in ("JJ", "NN", "NNS", "NNP")
    ):
        at += 1
    return words[at][1]


def extra_article(words: Tagged, rng: random.Random) -> Marked | None:
    """An article before a name, a second determiner, or a before a plural."""
    found = places(
        words,
        lambda n: (
            words[n][1] in ("NNP", "NNS", "PRP$", "DT")
            and (n == 0 or words[n - 1][1] in ("IN", "VBD", "CC", ",", "TO", "VBZ"))
        ),
    )
    if not found:
        return None
    at = rng.choice(found)
    form, tag = words[at]
    if tag == "DT" and form.lower() not in ("the", "a", "an", "this", "these"):
        return None
    if tag == "NNP" and (at + 1 < len(words) and words[at + 1][1] in NOUNS) and rng.random() < 0.8:
        return None  # the Kyiv court: the article may belong to the noun behind
    out = clean(words)
    out[at] = (form, 1)
    extra = {"NNP": ("the", "a"), "NNS": ("a",), "PRP$": ("the", "a"), "DT": ("the", "his", "a")}[tag]
    choice = rng.choice([e for e in extra if e != form.lower()])
    return [*out[:at], (choice, 1), *out[at:]]


def wrong_preposition(words: Tagged, rng: random.Random) -> Marked | None:
    """A preposition replaced, doubled or lost."""
    found = places(
        words, lambda n: words[n][0] in _PREPOSITIONS and words[n][1] in ("IN", "TO") and 0 < n < len(words) - 1
    )
    if not found:
        return None
    at = rng.choice(found)
    out = clean(words)
    other = rng.choice([p for p in _PREPOSITIONS if p != words[at][0]])
    way = rng.random()
    if way < 0.35:
        return [*out[:at], (other, 1), (words[at][0], 1), *out[at + 1 :]]
    if way < 0.6:
        return beside([*out[:at], *out[at + 1 :]], at)
    out[at] = (other, 1)
    return out


def wrong_form(words: Tagged, rng: random.Random) -> Marked | None:
    """A verb that does not agree or has a form that nothing asks for; a noun against its determiner; a pronoun's case."""

    def before(n: int) -> str:
        return words[n - 1][0].lower() if n else ""

    found = places(
        words,
        lambda n: (
            words[n][0].lower() in _SWAPPED
            or (words[n][1] in _OPTIONS and words[n][0].isalpha())
            or (words[n][1] == "NN" and before(n) in _SINGULAR)
            or (words[n][1] == "NNS" and (before(n) in _PLURAL or (n > 0 and words[n - 1][1] == "CD")))
            or (words[n][1] == "PRP" and words[n][0].lower() in _CASES and rng.random() < 0.5)
        ),
    )
    if not found:
        return None
    at = rng.choice(found)
    form, tag = words[at]
    if form.lower() in _SWAPPED:
        other = _SWAPPED[form.lower()]
    elif tag == "PRP":
        other = _CASES[form.lower()]
    elif tag in ("NN", "NNS"):
        other = inflected(form.lower(), "NNS" if tag == "NN" else "NN") or ""
    else:
        if tag == "VB" and not (at and words[at - 1][1] in ("MD", "TO")):
            return None
        other = inflected(form.lower(), rng.choice(_OPTIONS[tag])) or ""
    if not other or other == form.lower():
        return None
    out = clean(words)
    out[at] = (other if form[0].islower() else other[:1].upper() + other[1:], 1)
    if tag == "NN":
        out[at - 1] = (out[at - 1][0], 1)
    return out


def wrong_infinitive(words: Tagged, rng: random.Random) -> Marked | None:
    """Can to go, decided go."""
    found = places(
        words, lambda n: (words[n][1] == "MD" or words[n][0] == "to") and n + 1 < len(words) and words[n + 1][1] == "VB"
    )
    if not found:
        return None
    at = rng.choice(found)
    out = clean(words)
    if words[at][1] == "MD":
        return [*out[: at + 1], ("to", 1), (out[at + 1][0], 1), *out[at + 2 :]]
    return beside([*out[:at], *out[at + 1 :]], at)


def moved(words: Tagged, rng: random.Random) -> Marked | None:
    """A chunk of one to four words moved a few places."""
    if len(words) < 8:
        return None
    size = rng.choice((1, 1, 2, 2, 3, 4))
    start = rng.randrange(1, len(words) - size - 1)
    chunk = words[start : start + size]
    if not all(form.isalpha() for form, _ in chunk) or (size == 1 and chunk[0][1] in ("RB", "JJ", "NNP", "CC")):
        return None
    rest = clean([*words[:start], *words[start + size :]])
    at = start + rng.choice((-4, -3, -2, -1, 1, 2, 3, 4))
    if not 1 <= at < len(rest) or at == start:
        return None
    return [*rest[:at], *((form, 1) for form, _ in chunk), *rest[at:]]


def swapped(words: Tagged, rng: random.Random) -> Marked | None:
    """Adjective after noun, title after name, noun before its noun."""
    found = places(
        words,
        lambda n: n + 1 < len(words) and words[n][1] in ("JJ", "NN", "NNP") and words[n + 1][1] in NOUNS and n > 0,
    )
    if not found:
        return None
    at = rng.choice(found)
    out = clean(words)
    out[at], out[at + 1] = (out[at + 1][0], 1), (out[at][0], 1)
    return out


def postponed(words: Tagged, rng: random.Random) -> Marked | None:
    """An object or an adverbial between a verb and what it governs, or a possessor behind without its of."""
    found = places(words, lambda n: words[n][0] == "of" and 0 < n < len(words) - 2 and words[n - 1][1] in NOUNS)
    if not found:
        return None
    at = rng.choice(found)
    out = clean(words)
    return beside([*out[:at], *out[at + 1 :]], at)


def wrong_link(words: Tagged, rng: random.Random) -> Marked | None:
    """Said what, that that, which which: the wrong conjunction, or two."""
    found = places(
        words,
        lambda n: (
            words[n][0].lower() in ("that", "which", "who", "where", "when", "if") and n > 0 and words[n][1] != "DT"
        ),
    )
    if not found:
        return None
    at = rng.choice(found)
    out = clean(words)
    out[at] = (rng.choice([w for w in ("what", "that", "which", "how", "as") if w != words[at][0].lower()]), 1)
    return [*out[:at], (words[at][0], 1), *out[at:]] if rng.random() < 0.3 else out


def doubled(words: Tagged, rng: random.Random) -> Marked | None:
    """A word or two said twice."""
    at = rng.randrange(1, len(words))
    size = rng.choice((1, 1, 2))
    chunk = words[at : at + size]
    if not chunk or not all(form.isalpha() for form, _ in chunk):
        return None
    out = clean(words)
    return [*out[: at + size], *((form, 1) for form, _ in chunk), *out[at + size :]]


def extra_word(words: Tagged, rng: random.Random) -> Marked | None:
    """In 2024 year; more better; nobody not."""
    extra = {"JJR": "more", "JJS": "most"}

    def insertion(n: int) -> tuple[int, str] | None:
        form, tag = words[n]
        if (
            form.isdigit()
            and len(form) == 4
            and form[:2] in ("19", "20")
            and n
            and words[n - 1][0].lower() in ("in", "since", "by")
        ):
            return n + 1, "year"
        if (
            tag in extra
            and form.lower() not in ("more", "most", "less", "least", "best", "latest")
            and words[n - 1][0].lower() not in ("more", "most")
        ):
            return n, extra[tag]
        if form.lower() in ("nobody", "never", "nothing", "none"):
            return n + 1, "not"
        return None

    found = [place for n in range(len(words)) if (place := insertion(n))]
    if not found:
        return None
    at, form = rng.choice(found)
    out = clean(words)
    return [*out[:at], (form, 1), *out[at:]]
