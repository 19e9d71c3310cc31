"""The random control of WMT25: with target terms dealt out to the wrong concepts, how often a checker still says "obeyed"."""

from __future__ import annotations

import random
from collections.abc import Iterable
from dataclasses import replace
from typing import NamedTuple

from tqa.checks.finder import Pair
from tqa.glossary.match import occurrences
from tqa.glossary.termbase import Term, Termbase
from tqa.records import Segment


class Control(NamedTuple):
    """Occurrences in the sources, and how many of them count as obeyed, under the real base and the shuffled one."""

    occurrences: int
    obeyed: int
    obeyed_shuffled: int


def shuffled(base: Termbase, lang: str, seed: int = 0) -> Termbase:
    """The base with the sets of terms of one language dealt out anew, none to its own concept (as far as there are two)."""
    owners = [c.id for c in base.concepts.values() if any(t.lang == lang for t in c.terms)]
    dealt = owners[:]
    random.Random(seed).shuffle(dealt)
    for n in range(len(dealt)):  # a concept that got its own terms changes with its neighbour
        if dealt[n] == owners[n]:
            other = n - 1
            dealt[n], dealt[other] = dealt[other], dealt[n]
    terms: list[Term] = [t for t in base.terms if t.lang != lang]
    for owner, giver in zip(owners, dealt, strict=True):
        terms += [replace(t, concept=owner) for t in base.concepts[giver].terms if t.lang == lang]
    return Termbase.of(terms)


def control(segments: Iterable[Segment], base: Termbase, lang: str, seed: int = 0) -> Control:
    """Both countings over one feed into `lang`."""
    bases = (base, shuffled(base, lang, seed))
    counts = [[0, 0], [0, 0]]
    for segment in segments:
        for n, one in enumerate(bases):
            for _, answer in occurrences(one, Pair(segment, one).uses, segment.target_lang, segment.date):
                counts[n][0] += 1
                counts[n][1] += answer is not None
    return Control(counts[0][0], counts[0][1], counts[1][1])
