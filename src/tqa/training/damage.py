"""Right English sentences damaged as machine translation damages them: seams, doubled and lost verbs, fronted reports.

A damage takes tagged words and a random generator and gives the damaged words with a mark on each word that is wrong, or
None where the sentence has no place for it. What is lost is marked on the words beside the gap.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence

from tqa.languages.inflect import inflected
from tqa.languages.tagged import FINITE, NOUNS

Tagged = Sequence[tuple[str, str]]
Marked = list[tuple[str, int]]

_PREPOSITIONS = ("in", "on", "at", "of", "for", "with", "to", "by", "from", "about", "under", "over")
_AUXILIARIES = ("is", "was", "are", "were", "has", "have", "had", "will", "there are", "there is", "there was")
_REPORTS = ("said", "reported", "stated", "noted", "announced", "informed", "told", "wrote", "added", "explained")


def _clean(words: Tagged) -> Marked:
    return [(form, 0) for form, _ in words]


def _lower(form: str, tag: str) -> str:
    return form if tag.startswith("NNP") or form in ("I",) else form[:1].lower() + form[1:]


def _upper(marked: Marked) -> Marked:
    return [(marked[0][0][:1].upper() + marked[0][0][1:], marked[0][1]), *marked[1:]] if marked else marked


def _places(words: Tagged, wanted: Callable[[int], bool]) -> list[int]:
    return [n for n in range(len(words)) if wanted(n)]


def _beside(marked: Marked, gap: int) -> Marked:
    """The words on both sides of a gap marked."""
    return [(form, 1 if n in (gap - 1, gap) and form.isalpha() else mark) for n, (form, mark) in enumerate(marked)]


def doubled_finite(words: Tagged, rng: random.Random) -> Marked | None:
    """A second finite verb put beside the first: the seam of a text translated in fragments."""
    places = _places(words, lambda n: words[n][1] in FINITE and n > 0)
    if not places:
        return None
    at = rng.choice(places)
    extra = rng.choice(_AUXILIARIES if rng.random() < 0.7 else _REPORTS).split()
    after = rng.random() < 0.4
    out = _clean(words)
    out[at] = (out[at][0], 1)
    here = at + after
    return [*out[:here], *((w, 1) for w in extra), *out[here:]]


def lost_finite(words: Tagged, rng: random.Random) -> Marked | None:
    """A copula or an auxiliary lost."""
    places = _places(
        words,
        lambda n: words[n][0].lower() in ("is", "are", "was", "were", "has", "have", "will") and 0 < n < len(words) - 1,
    )
    if not places:
        return None
    at = rng.choice(places)
    out = _clean(words)
    return _beside(out[:at] + out[at + 1 :], at)


def lost_subject(words: Tagged, rng: random.Random) -> Marked | None:
    """A pronoun subject lost before its verb."""
    places = _places(
        words,
        lambda n: (
            words[n][0].lower() in ("he", "she", "it", "they", "we")
            and n + 1 < len(words)
            and words[n + 1][1] in FINITE
        ),
    )
    if not places:
        return None
    at = rng.choice(places)
    out = _clean(words)
    out = _beside(out[:at] + out[at + 1 :], at)
    return _upper(out) if at == 0 else out


def fronted(words: Tagged, rng: random.Random) -> Marked | None:
    """The subject of the first finite verb turned into a place: In the ministry said …, About this reported …"""
    verb = next((n for n in range(1, min(8, len(words))) if words[n][1] in ("VBD", "VBZ")), 0)
    if not verb or not any(tag in NOUNS for _, tag in words[:verb]) or any(form == "," for form, _ in words[:verb]):
        return None
    head = [(_lower(*words[0]), 1), *((form, 1) for form, _ in words[1 : verb + 1])]
    if rng.random() < 0.4:
        head = [
            ("about", 1),
            ("this", 1),
            (rng.choice(_REPORTS), 1),
            *(([("in", 1)]) if rng.random() < 0.5 else []),
            *head[:-1],
        ]
        return _upper([*head, (".", 0)])
    return _upper([(rng.choice(("in", "at")), 1), *head, *_clean(words[verb + 1 :])])


def lost_article(words: Tagged, rng: random.Random) -> Marked | None:
    places = _places(words, lambda n: words[n][0].lower() in ("the", "a", "an") and n + 1 < len(words))
    if not places:
        return None
    out = _clean(words)
    for at in sorted(rng.sample(places, min(len(places), rng.choice((1, 1, 2)))), reverse=True):
        out = [*out[:at], (out[at + 1][0], 1), *out[at + 2 :]]
    return _upper(out)


def extra_article(words: Tagged, rng: random.Random) -> Marked | None:
    """An article before a name or a bare plural."""
    places = _places(
        words, lambda n: words[n][1] in ("NNP", "NNS") and (n == 0 or words[n - 1][1] in ("IN", "VBD", "CC", ",", "TO"))
    )
    if not places:
        return None
    at = rng.choice(places)
    out = _clean(words)
    out[at] = (out[at][0], 1)
    return [*out[:at], ("the" if words[at][1] == "NNP" else "a", 1), *out[at:]]


def wrong_preposition(words: Tagged, rng: random.Random) -> Marked | None:
    places = _places(words, lambda n: words[n][0] in _PREPOSITIONS and words[n][1] in ("IN", "TO") and n > 0)
    if not places:
        return None
    at = rng.choice(places)
    out = _clean(words)
    other = rng.choice([p for p in _PREPOSITIONS if p != words[at][0]])
    out[at] = (other, 1)
    return [*out[:at], (words[at][0], 1), *out[at:]] if rng.random() < 0.15 else out


_SWAPPED = {
    "is": "are", "are": "is", "was": "were", "were": "was", "has": "have", "have": "has", "do": "does", "does": "do",
}  # fmt: skip


def wrong_form(words: Tagged, rng: random.Random) -> Marked | None:
    """A verb that does not agree, or in a wrong tense or form; a noun in the wrong number."""
    places = _places(
        words, lambda n: words[n][1] in ("VBZ", "VBP", "VBD", "VBN", "VBG", "VB", "NN", "NNS") and words[n][0].isalpha()
    )
    if not places:
        return None
    at = rng.choice(places)
    form, tag = words[at]
    if form.lower() in _SWAPPED:
        other = _SWAPPED[form.lower()]
    else:
        options = {
            "VBZ": ("VB", "VBG"), "VBP": ("VBZ",), "VBD": ("VB", "VBZ", "VBG"), "VBN": ("VB", "VBG"), "VBG": ("VB", "VBD"),
            "VB": ("VBD", "VBG", "VBZ"), "NN": ("NNS",), "NNS": ("NN",),
        }[tag]  # fmt: skip
        other = inflected(form.lower(), rng.choice(options))
        if tag == "NNS" and at and words[at - 1][1] not in ("CD", "DT", "JJ"):
            return None
    if not other or other == form.lower():
        return None
    out = _clean(words)
    out[at] = (other if form[0].islower() else other[:1].upper() + other[1:], 1)
    return out


def moved(words: Tagged, rng: random.Random) -> Marked | None:
    """A chunk of one to four words moved a few places."""
    if len(words) < 8:
        return None
    size = rng.choice((1, 1, 2, 2, 3, 4))
    start = rng.randrange(1, len(words) - size - 1)
    chunk = words[start : start + size]
    if not all(form.isalpha() for form, _ in chunk):
        return None
    rest = _clean([*words[:start], *words[start + size :]])
    shift = rng.choice((-4, -3, -2, -1, 1, 2, 3, 4))
    at = start + shift
    if not 1 <= at < len(rest) or at == start:
        return None
    return [*rest[:at], *((form, 1) for form, _ in chunk), *rest[at:]]


def swapped(words: Tagged, rng: random.Random) -> Marked | None:
    """Adjective after noun, title after name, noun before its noun."""
    places = _places(
        words,
        lambda n: n + 1 < len(words) and words[n][1] in ("JJ", "NN", "NNP") and words[n + 1][1] in NOUNS and n > 0,
    )
    if not places:
        return None
    at = rng.choice(places)
    out = _clean(words)
    out[at], out[at + 1] = (out[at + 1][0], 1), (out[at][0], 1)
    return out


def wrong_link(words: Tagged, rng: random.Random) -> Marked | None:
    """Said what, that that, which which: the wrong conjunction, or two."""
    places = _places(words, lambda n: words[n][0].lower() in ("that", "which", "who", "where", "when", "if") and n > 0)
    if not places:
        return None
    at = rng.choice(places)
    out = _clean(words)
    out[at] = (rng.choice([w for w in ("what", "that", "which", "how", "as") if w != words[at][0].lower()]), 1)
    return [*out[:at], (words[at][0], 1), *out[at:]] if rng.random() < 0.3 else out


def doubled(words: Tagged, rng: random.Random) -> Marked | None:
    """A word or two said twice."""
    at = rng.randrange(1, len(words))
    size = rng.choice((1, 1, 2))
    chunk = words[at : at + size]
    if not chunk or not all(form.isalpha() for form, _ in chunk):
        return None
    out = _clean(words)
    return [*out[: at + size], *((form, 1) for form, _ in chunk), *out[at + size :]]


KINDS: tuple[tuple[Callable[[Tagged, random.Random], Marked | None], float], ...] = (
    (doubled_finite, 2.0),
    (lost_finite, 1.5),
    (lost_subject, 1.5),
    (fronted, 1.0),
    (lost_article, 2.0),
    (extra_article, 0.7),
    (wrong_preposition, 2.0),
    (wrong_form, 3.0),
    (moved, 2.0),
    (swapped, 1.0),
    (wrong_link, 1.0),
    (doubled, 0.3),
)


def splice(words: Tagged, other: Tagged, rng: random.Random) -> Marked | None:
    """Some words of another sentence put in: fragments in the wrong place."""
    if len(words) < 5 or len(other) < 8:
        return None
    start, size, at = rng.randrange(len(other) - 5), rng.choice((2, 3, 4, 5)), rng.randrange(1, len(words) - 1)
    out = _clean(words)
    return [*out[:at], *((_lower(*pair), 1) for pair in other[start : start + size]), *out[at:]]


def damaged(words: Tagged, other: Tagged, rng: random.Random) -> Marked | None:
    """One damage, drawn by weight; None where ten draws found no place."""
    for _ in range(10):
        if rng.random() < 0.08:
            found = splice(words, other, rng)
        else:
            found = rng.choices([k for k, _ in KINDS], [w for _, w in KINDS])[0](words, rng)
        if found and [form for form, _ in found] != [form for form, _ in words]:
            return found
    return None
