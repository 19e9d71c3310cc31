"""The sentences of two articles paired: a monotone path over lengths, words that answer each other, numbers, links and quotation.

After Gale and Church (1993) and Moore (2002): what two blocks of sentences share is summed once in a matrix, so that each step of
the path costs the same however long the sentences are, and articles of any usual length fit. Vectors of the sentences, where a model
gives them, say what words that no lexicon pairs have in common.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from tqa.alignment import lengths
from tqa.alignment.words import Links
from tqa.languages import language
from tqa.languages.numbers import mentions
from tqa.languages.text import Text

Array = NDArray[np.float64]
Vectors = Callable[[Sequence[str]], Array]  # unit vectors of sentences, near where they say the same

# What a step may join, and what it costs beside being usual; the unit is half a squared deviation.
_STEPS = {(1, 1): 0.0, (1, 0): 3.2, (0, 1): 3.2, (2, 1): 2.3, (1, 2): 2.3, (3, 1): 4.6, (1, 3): 4.6, (2, 2): 5.0}
_SHARED = 2.5  # what the usual agreement of words is worth
_ACROSS = 1.5  # a block that goes over the end of a paragraph
_LEAST_USUAL = 0.05
_FAR = 9.0  # more squared deviations of length say no more


class Side(NamedTuple):
    """An article of one language as sentences: text, the paragraph it stands in."""

    sentences: tuple[str, ...]
    paragraphs: tuple[int, ...]


class Bead(NamedTuple):
    """Sentences of both sides that translate each other, by number; one side may be empty. `confidence` is from 0 to 1."""

    source: tuple[int, ...]
    target: tuple[int, ...]
    confidence: float


def align(source: Side, target: Side, source_lang: str, target_lang: str, vectors: Vectors | None = None) -> list[Bead]:
    """The cheapest pairing of all sentences in order; `vectors` are asked what sentences mean (`tqa.models.sentences`)."""
    ours = [Text(s, language(source_lang)) for s in source.sentences]
    theirs = [Text(s, language(target_lang)) for s in target.sentences]
    shared, weights, answers = _shared(ours, theirs)
    sizes = [[float(t.letters) for t in side] for side in (ours, theirs)]
    meant = _meant(source.sentences, target.sentences, vectors) if vectors else None
    sums = _Sums(shared, weights, answers, sizes, source_lang, target_lang, meant)
    n, m = len(ours), len(theirs)
    best = np.full((n + 1, m + 1), np.inf)
    came = np.zeros((n + 1, m + 1, 2), dtype=np.int8)
    best[0, 0] = 0.0
    for i in range(n + 1):
        for j in range(m + 1):
            for (a, b), prior in _STEPS.items():
                if a > i or b > j or best[i - a, j - b] == np.inf:
                    continue
                cost = best[i - a, j - b] + prior + sums.cost(i - a, i, j - b, j)
                cost += _ACROSS * (_crosses(source.paragraphs, i - a, i) + _crosses(target.paragraphs, j - b, j))
                if cost < best[i, j] - 1e-12:
                    best[i, j], came[i, j] = cost, (a, b)
    beads: list[Bead] = []
    i, j = n, m
    while i or j:
        a, b = (int(x) for x in came[i, j])
        beads.append(Bead(tuple(range(i - a, i)), tuple(range(j - b, j)), sums.confidence(i - a, i, j - b, j)))
        i, j = i - a, j - b
    return beads[::-1]


def _crosses(paragraphs: Sequence[int], first: int, last: int) -> bool:
    return last - first > 1 and paragraphs[first] != paragraphs[last - 1]


class _Sums:
    """Sums of any block of the matrix by four look-ups (a summed-area table)."""

    def __init__(
        self,
        shared: Array,
        weights: Array,
        answers: Array,
        sizes: list[list[float]],
        source_lang: str,
        target_lang: str,
        meant: Array | None,
    ) -> None:
        self.meant = meant
        self.table = np.zeros((shared.shape[0] + 1, shared.shape[1] + 1))
        self.table[1:, 1:] = shared.cumsum(0).cumsum(1)
        self.weights = np.concatenate([[0.0], weights.cumsum()])
        self.answers = np.concatenate([[0.0], answers.cumsum()])
        self.ours, self.theirs = (np.concatenate([[0.0], np.cumsum(side)]) for side in sizes)
        self.languages = source_lang, target_lang
        self.usual = self._usual(shared, weights, answers)

    @staticmethod
    def _usual(shared: Array, weights: Array, answers: Array) -> float:
        """What a sentence of this article usually shares with its best answer: much with a lexicon behind the words, little
        where only names and numbers are known."""
        whole = weights[:, None] + answers[None, :]
        shares = np.divide(2 * shared, whole, out=np.zeros_like(shared), where=whole > 0)
        return float(max(_LEAST_USUAL, np.median(shares.max(axis=1)))) if shares.size else _LEAST_USUAL

    def agreement(self, a: int, b: int, c: int, d: int) -> float:
        """How much of what sentences a to b say stands in c to d, and the other way round; the mean of both shares."""
        block = self.table[b, d] - self.table[a, d] - self.table[b, c] + self.table[a, c]
        one, other = self.weights[b] - self.weights[a], self.answers[d] - self.answers[c]
        whole = one + other
        return float(min(1.0, 2 * block / whole)) if whole > 0 else self.usual

    def likeness(self, a: int, b: int, c: int, d: int) -> float:
        """Agreement as a share of the usual one; with vectors half of it, and the other half how near the sentence of the block
        that is worst answered is to its best answer. Vectors alone where no word is known to answer another."""
        words = min(1.0, self.agreement(a, b, c, d) / self.usual)
        if self.meant is None:
            return words
        block = self.meant[a:b, c:d]
        near = float(min(block.max(axis=1).min(), block.max(axis=0).min()))
        return near if self.usual == _LEAST_USUAL else (words + near) / 2

    def cost(self, a: int, b: int, c: int, d: int) -> float:
        if a == b or c == d:
            return 0.0
        ours, theirs = self.ours[b] - self.ours[a], self.theirs[d] - self.theirs[c]
        z = lengths.deviation(int(ours), int(theirs), *self.languages)
        # by the sentence, or a step over many would pay once for what single steps pay each time
        return (b - a + d - c) / 2 * (min(z * z, _FAR) * 0.5 + _SHARED * (1.0 - self.likeness(a, b, c, d)))

    def confidence(self, a: int, b: int, c: int, d: int) -> float:
        return 0.0 if a == b or c == d else round(self.agreement(a, b, c, d), 3)


def _meant(ours: Sequence[str], theirs: Sequence[str], vectors: Vectors) -> Array:
    """How near each sentence is to each of the other side: 0 as any two of these articles are, 1 as best answers are."""
    if not ours or not theirs:
        return np.zeros((len(ours), len(theirs)))
    near = vectors(ours) @ vectors(theirs).T
    low, high = float(np.median(near)), float(np.median(near.max(axis=1)))
    return np.clip((near - low) / max(high - low, 1e-6), 0.0, 1.0)


def _shared(ours: Sequence[Text], theirs: Sequence[Text]) -> tuple[Array, Array, Array]:
    """For each pair of sentences the weight of what they share, and the weight of what each has to share.

    A word is worth more the fewer sentences it stands in; numbers, links and what is written alike on both sides count too.
    """
    shared = np.zeros((len(ours), len(theirs)))
    left, right = _units(ours), _units(theirs)
    links = _linked(ours, theirs)
    rarity_left, rarity_right = _rarity(left), _rarity(right)
    weights = np.array([sum(rarity_left[u] for u in units) for units in left])
    answers = np.array([sum(rarity_right[u] for u in units) for units in right])
    of_right: dict[str, list[int]] = defaultdict(list)
    for j, units in enumerate(right):
        for unit in units:
            of_right[unit].append(j)
    for i, units in enumerate(left):
        for unit in units:
            met: dict[int, float] = {}
            for answer in links.get(unit, ()):
                for j in of_right.get(answer, ()):
                    met[j] = max(met.get(j, 0.0), min(rarity_left[unit], rarity_right[answer]))
            for j, worth in met.items():
                shared[i, j] += worth
    return shared, weights, answers


def _units(side: Sequence[Text]) -> list[frozenset[str]]:
    """What a sentence can share: content words by form, numbers by value, links, quotation."""
    found = []
    for text in side:
        units = {t.text for t in text.tokens if t.kind == "word" and not t.word.is_function and len(t.text) > 1}
        units |= {f"#{m.values[0]:g}" for m in mentions(text) if not m.soft}
        units |= {f"@{t.text.lower()}" for t in text.tokens if t.kind in ("link", "hash")}
        if any(mark in text.string for mark in '«»“”„"'):
            units.add("«»")
        found.append(frozenset(units))
    return found


def _rarity(side: Sequence[frozenset[str]]) -> dict[str, float]:
    counts: dict[str, int] = defaultdict(int)
    for units in side:
        for unit in units:
            counts[unit] += 1
    return {unit: 1.0 / count for unit, count in counts.items()}


def _linked(ours: Sequence[Text], theirs: Sequence[Text]) -> dict[str, set[str]]:
    """Which units of the source answer which of the target, each pair of words asked once an article."""
    forms = [{t.text: t for text in side for t in text.tokens if t.kind == "word"} for side in (ours, theirs)]
    found: dict[str, set[str]] = defaultdict(set)
    if ours and theirs:
        words = [
            Text(" ".join(sorted(side)), texts[0].language) for side, texts in zip(forms, (ours, theirs), strict=True)
        ]
        links = Links(*words)
        for i, places in links.of_source.items():
            found[words[0].tokens[i].text] |= {words[1].tokens[j].text for j in places}
    for text in (*ours, *theirs):
        for mention in mentions(text):
            for value in mention.values:
                found[f"#{mention.values[0]:g}"].add(f"#{value:g}")
        for token in text.tokens:
            if token.kind in ("link", "hash"):
                found[f"@{token.text.lower()}"].add(f"@{token.text.lower()}")
    found["«»"].add("«»")
    return found
