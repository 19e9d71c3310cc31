"""Damage to a clause: verbs doubled, lost and moved, subjects lost, fragments of reports put in where a link was."""

from __future__ import annotations

import random
from collections.abc import Iterator

from tqa.languages.tagged import FINITE, NOUNS
from tqa.training.damage.marked import Marked, Tagged, beside, clean, lower, places, upper

AUXILIARIES = ("is", "was", "are", "were", "has", "have", "had", "will", "there are", "there is", "there was")
REPORTS = ("said", "reported", "stated", "noted", "announced", "informed", "told", "wrote", "added", "explained")
_PHRASE = frozenset({"DT", "PRP$", "JJ", "JJR", "JJS", "CD", "POS", "VBN", "VBG", *NOUNS})
_OPENING = frozenset({"that", "because", "which", "and", "but", "while", "if", "when", "where", "as"})
_FRAGMENTS = (
    "the report says that", "the report says", "it is said", "said in a statement", "this was reported", "as reported by",
    "according to the report says", "writes", "reports", "informs", "it is noted", "this is stated", "the statement reads",
    "it says", "in particular said", "he said", "she noted", "they reported that", "is reported by", "with reference to reports",
)  # fmt: skip


def subjects(words: Tagged) -> Iterator[tuple[int, int]]:
    """Noun phrases or pronouns that open a clause and stand right before a finite verb: (first word, the verb)."""
    for verb in places(words, lambda n: words[n][1] in FINITE and n > 0):
        start = verb
        if words[verb - 1][1] == "PRP":
            start = verb - 1
        else:
            while start and (words[start - 1][1] in _PHRASE or (words[start - 1][0] == "of" and start < verb)):
                start -= 1
        opens = start == 0 or words[start - 1][0] == "," or words[start - 1][0].lower() in _OPENING
        if start < verb and opens and words[verb - 1][1] in (*NOUNS, "PRP"):
            yield start, verb


def doubled_finite(words: Tagged, rng: random.Random) -> Marked | None:
    """A second finite verb put beside the first: the seam of a text translated in fragments."""
    found = places(words, lambda n: words[n][1] in FINITE and n > 0)
    if not found:
        return None
    at = rng.choice(found)
    extra = rng.choice(AUXILIARIES if rng.random() < 0.7 else REPORTS).split()
    after = rng.random() < 0.4
    out = clean(words)
    out[at] = (out[at][0], 1)
    here = at + after
    return [*out[:here], *((w, 1) for w in extra), *out[here:]]


def borrowed_finite(words: Tagged, other: Tagged, rng: random.Random) -> Marked | None:
    """The verb group of another sentence put behind a subject or an object of this one."""
    theirs = places(other, lambda n: other[n][1] in FINITE)
    ours = places(words, lambda n: words[n][1] in NOUNS and n > 0 and n + 1 < len(words))
    if not theirs or not ours:
        return None
    start = rng.choice(theirs)
    end = start + 1
    while end < len(other) and end < start + 3 and other[end][1] in ("VBN", "VBG", "VB", "RB"):
        end += 1
    at = rng.choice(ours) + 1
    out = clean(words)
    return [*out[:at], *((lower(*w), 1) for w in other[start:end]), *out[at:]]


def existential(words: Tagged, rng: random.Random) -> Marked | None:
    """There is, there are put before an object."""
    found = places(
        words,
        lambda n: words[n][1] in ("DT", "CD", "JJ", "NNS") and n > 2 and words[n - 1][1] not in ("DT", "JJ", "PRP$"),
    )
    if not found:
        return None
    at = rng.choice(found)
    out = clean(words)
    return [*out[:at], ("there", 1), (rng.choice(("is", "are", "was", "were")), 1), *out[at:]]


def fragment(words: Tagged, rng: random.Random) -> Marked | None:
    """A piece of a report put in where a link was: after a verb of saying, a name, a comma."""
    found = places(words, lambda n: n > 0 and (words[n][0] == "," or words[n][1] in ("NNP", "VBD", "VBZ", "IN", "NN")))
    if not found:
        return None
    at = rng.choice(found) + 1
    out = clean(words)
    return [*out[:at], *((w, 1) for w in rng.choice(_FRAGMENTS).split()), *out[at:]]


def lost_finite(words: Tagged, rng: random.Random) -> Marked | None:
    """A copula, an auxiliary or, less often, any finite verb lost."""
    light = rng.random() < 0.75
    found = places(
        words,
        lambda n: (
            (
                words[n][0].lower() in ("is", "are", "was", "were", "has", "have", "will")
                or (not light and words[n][1] in FINITE)
            )
            and 0 < n < len(words) - 1
        ),
    )
    if not found:
        return None
    at = rng.choice(found)
    out = clean(words)
    return beside(out[:at] + out[at + 1 :], at)


def lost_subject(words: Tagged, rng: random.Random) -> Marked | None:
    """A subject lost before its verb, a pronoun or a whole phrase."""
    found = [(s, v) for s, v in subjects(words) if s == 0 or words[s - 1][0].lower() not in ("and", "but", "which")]
    if not found:
        return None
    start, verb = rng.choice(found)
    out = clean(words)
    out = [*out[:start], (lower(*words[verb]), 1), *out[verb + 1 :]]
    if start and words[start - 1][0] != ",":
        out[start - 1] = (out[start - 1][0], 1)
    return upper(out) if start == 0 else out


def inverted(words: Tagged, rng: random.Random) -> Marked | None:
    """The verb before its subject, as Slavic sentences have it: Was held the meeting."""
    found = [(s, v) for s, v in subjects(words) if words[v - 1][1] != "PRP" or rng.random() < 0.3]
    if not found:
        return None
    start, verb = rng.choice(found)
    end = verb + 1
    while end < len(words) and words[end][1] in ("VBN", "VBG", "RB") and end < verb + 3:
        end += 1
    out = clean(words)
    group = [(lower(*w), 1) for w in words[verb:end]]
    subject = [(lower(*w), 1) for w in words[start:verb]]
    made = [*out[:start], *group, *subject, *out[end:]]
    return upper(made) if start == 0 else made


def fronted(words: Tagged, rng: random.Random) -> Marked | None:
    """The subject of a report turned into a place or a topic: In the ministry said …, About this reported the ministry …"""
    found = [(s, v) for s, v in subjects(words) if s == 0 and words[v][1] in ("VBD", "VBZ")]
    if not found:
        return None
    start, verb = found[0]
    subject = [(lower(*w), 1) for w in words[start:verb]]
    said = (words[verb][0] if rng.random() < 0.5 else rng.choice(REPORTS), 1)
    rest = clean(words[verb + 1 :])
    way = rng.random()
    if way < 0.4:
        return upper([(rng.choice(("in", "at", "from")), 1), *subject, said, *rest])
    topic = [("about", 1), *([("this", 1)] if rng.random() < 0.5 else subject)]
    if way < 0.6:
        return upper([*topic, said, *([(rng.choice(("in", "at", "by")), 1)] if rng.random() < 0.7 else []), *(subject if topic[1][0] == "this" else []), (".", 0)])  # fmt: skip
    if way < 0.8:
        return upper([("as", 1), said, (rng.choice(("in", "at")), 1), *subject, (",", 0), *rest])
    return upper([*subject, ("about", 1), ("this", 1), said, *rest])


def lost_complement(words: Tagged, rng: random.Random) -> Marked | None:
    """What a preposition governs lost: according to said."""
    found = places(
        words, lambda n: words[n][1] in ("IN", "TO") and n > 0 and n + 2 < len(words) and words[n + 1][1] in _PHRASE
    )
    if not found:
        return None
    at = rng.choice(found)
    end = at + 1
    while end < len(words) and words[end][1] in _PHRASE:
        end += 1
    out = clean(words)
    return [*out[:at], (words[at][0], 1), *([(out[end][0], 1), *out[end + 1 :]] if end < len(out) else [])]
