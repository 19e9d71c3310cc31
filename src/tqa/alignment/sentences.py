"""Sentences of two texts paired by dynamic programming over lengths and shared words (after Gale and Church, 1993)."""

from __future__ import annotations

from typing import NamedTuple

from tqa.alignment import lengths
from tqa.alignment.words import Links
from tqa.languages.text import Text


class Bead(NamedTuple):
    """Positions of the sentences of both sides that translate each other; one side may be empty."""

    source: tuple[int, ...]
    target: tuple[int, ...]


# Costs are in the unit of squared deviations; a link between words makes a bead cheaper, an unlinked one dearer.
_SHAPES = {(1, 1): 0.0, (1, 0): 4.0, (0, 1): 4.0, (2, 1): 2.0, (1, 2): 2.0, (3, 1): 4.0, (1, 3): 4.0, (2, 2): 4.5}


def align(source: Text, target: Text, links: Links) -> list[Bead]:
    """The cheapest pairing of all sentences in order."""
    ours, theirs = source.sentences, target.sentences
    best: dict[tuple[int, int], tuple[float, tuple[int, int] | None]] = {(0, 0): (0.0, None)}
    for i in range(len(ours) + 1):
        for j in range(len(theirs) + 1):
            if (i, j) == (0, 0):
                continue
            options = [
                (best[i - a, j - b][0] + prior + _cost(source, target, links, (i - a, i), (j - b, j)), (i - a, j - b))
                for (a, b), prior in _SHAPES.items()
                if (i - a, j - b) in best
            ]
            if options:
                best[i, j] = min(options)
    beads, at = [], (len(ours), len(theirs))
    while (step := best[at][1]) is not None:
        beads.append(Bead(tuple(range(step[0], at[0])), tuple(range(step[1], at[1]))))
        at = step
    return beads[::-1]


def _cost(source: Text, target: Text, links: Links, ours: tuple[int, int], theirs: tuple[int, int]) -> float:
    if ours[0] == ours[1]:
        t = target.sentences
        words = range(t[theirs[0]].first, t[theirs[1] - 1].last)
        content = [j for j in words if links.content(target.tokens[j])]
        return 4.0 * sum(j in links.linked_targets for j in content) / max(1, len(content))
    s = source.sentences
    content = [i for i in range(s[ours[0]].first, s[ours[1] - 1].last) if i in links.of_source]
    if theirs[0] == theirs[1]:
        return 4.0 * sum(bool(links.of_source[i]) for i in content) / max(1, len(content))
    t = target.sentences
    first, last = t[theirs[0]].first, t[theirs[1] - 1].last
    answered = sum(any(first <= j < last for j in links.of_source[i]) for i in content)
    ours_letters = sum(x.end - x.start for x in source.tokens[s[ours[0]].first : s[ours[1] - 1].last])
    theirs_letters = sum(x.end - x.start for x in target.tokens[first:last])
    z = lengths.deviation(ours_letters, theirs_letters, source.language.tag, target.language.tag)
    share = answered / len(content) if content else 0.5
    return min(z * z, 9.0) * 0.5 + 6.0 * (1.0 - share)
