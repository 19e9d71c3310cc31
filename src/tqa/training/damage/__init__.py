"""Right English sentences damaged as machine translation damages them: seams, doubled and lost verbs, fronted reports, and, for
who reads the source, another meaning.

A damage takes tagged words and a random generator and gives the damaged words with a mark on each word that is wrong, or
None where the sentence has no place for it. What is lost is marked on the words beside the gap.
"""

from __future__ import annotations

import random
from collections.abc import Callable

from tqa.training.damage import clauses, meaning, words
from tqa.training.damage.marked import Marked, Tagged, clean, lower

__all__ = ["KINDS", "MEANING", "Marked", "Tagged", "damaged"]

# The weights follow what hand-marked machine translation and torn links show, not how often a place for them is found.
KINDS: tuple[tuple[Callable[[Tagged, random.Random], Marked | None], float], ...] = (
    (clauses.doubled_finite, 2.0),
    (clauses.existential, 1.0),
    (clauses.fragment, 1.5),
    (clauses.lost_finite, 2.0),
    (clauses.lost_subject, 2.0),
    (clauses.inverted, 2.0),
    (clauses.fronted, 3.0),
    (clauses.lost_complement, 0.7),
    (words.lost_article, 2.0),
    (words.extra_article, 1.2),
    (words.wrong_preposition, 1.2),
    (words.wrong_form, 3.0),
    (words.wrong_infinitive, 0.7),
    (words.moved, 2.0),
    (words.swapped, 1.0),
    (words.postponed, 0.5),
    (words.wrong_link, 1.0),
    (words.doubled, 0.3),
    (words.extra_word, 0.5),
)


# for readers of the source
MEANING: tuple[tuple[Callable[[Tagged, Tagged, random.Random], Marked | None], float], ...] = (
    (meaning.other_word, 3.0),
    (meaning.borrowed_word, 2.0),
    (meaning.other_tense, 2.0),
    (meaning.other_number, 1.0),
    (meaning.turned, 1.0),
    (meaning.lost_phrase, 1.5),
    (meaning.exchanged, 0.7),
)


def splice(words: Tagged, other: Tagged, rng: random.Random) -> Marked | None:
    """Some words of another sentence put in: fragments in the wrong place."""
    if len(words) < 5 or len(other) < 8:
        return None
    start, size, at = rng.randrange(len(other) - 5), rng.choice((2, 3, 4, 5)), rng.randrange(1, len(words) - 1)
    out = clean(words)
    return [*out[:at], *((lower(*pair), 1) for pair in other[start : start + size]), *out[at:]]


def damaged(words: Tagged, other: Tagged, rng: random.Random, reads_source: bool = False) -> Marked | None:
    """One damage, drawn by weight; None where ten draws found no place. Half of those of `reads_source` are of meaning."""
    for _ in range(10):
        draw = rng.random()
        if reads_source and rng.random() < 0.5:
            found = rng.choices([k for k, _ in MEANING], [w for _, w in MEANING])[0](words, other, rng)
        elif draw < 0.04:
            found = splice(words, other, rng)
        elif draw < 0.09:
            found = clauses.borrowed_finite(words, other, rng)
        else:
            found = rng.choices([k for k, _ in KINDS], [w for _, w in KINDS])[0](words, rng)
        if found and [form for form, _ in found] != [form for form, _ in words]:
            return found
    return None
