"""Parts of speech (Penn Treebank tags) of a sentence: a greedy averaged perceptron over the tags that a word can have.

The model is data of the language pack (`tagger.json.gz`, made by `tqa.training.tagger`): for each known word its possible
tags, and weights of features (Collins, 2002). What a word alone says is summed once a word and kept, so that only its
neighbours are weighed in place.
"""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from tqa.languages import HERE

Weights = dict[str, dict[str, float]]
_CLITIC = re.compile(r"(?i)(?<=\w)(n['’]t|['’](?:s|re|ve|ll|d|m)|(?<=s)['’])\Z")
_LIMIT = 200_000


def pieces(form: str) -> tuple[str, ...]:
    """A word cut as treebanks cut it: don't -> do, n't; police's -> police, 's; cannot -> can, not."""
    if form.isalpha():
        lower = form.lower()
        return (form[:3], form[3:]) if lower == "cannot" else (form,)
    found = _CLITIC.search(form)
    return (form[: found.start()], found[0].replace("’", "'")) if found else (form,)


def shape(form: str) -> str:
    """A word's look in a letter or two: case, digits, hyphen."""
    if form[:1].isdigit():
        return "9"
    look = "X" if form.isupper() and len(form) > 1 else "Xx" if form[:1].isupper() else "x"
    return look + "-" if "-" in form else look


def alone(form: str, lower: str, ambiguity: str) -> list[str]:
    """The features of a word that need no neighbour."""
    return [
        f"w {lower}",
        f"3 {lower[-3:]}",
        f"2 {lower[-2:]}",
        f"4 {lower[-4:]}",
        f"s {shape(form)}",
        f"a {ambiguity}",
        f"p {lower[:2]}",
    ]


def around(
    lower: str, mine: str, back: str, back2: str, previous: str, following: str, theirs: str, after: str
) -> tuple[str, ...]:
    """The features of a place: tags before, words and ambiguity classes on both sides (`mine`, `theirs`, `after`)."""
    return (
        f"b {back}",
        f"bb {back2} {back}",
        f"nw {following}",
        f"na {theirs}",
        f"ba {back} {mine}",
        f"bw {back} {lower}",
        f"wn {lower} {theirs}",
        f"nn {theirs} {after}",
    )


class Tagger:
    """A model read once a process; `tag` is what it is for."""

    def __init__(self, words: dict[str, str], weights: Weights, suffixes: dict[str, str]) -> None:
        self.words, self.weights, self.suffixes = words, weights, suffixes
        self._known: dict[str, tuple[str, str, dict[str, float]]] = {}

    def ambiguity(self, form: str) -> str:
        """The tags that a form can have, as one word (NN|VB)."""
        lower = form.lower()
        listed = self.words.get(lower)
        if listed is None and "-" in lower and not lower.endswith("-"):
            last = self.ambiguity(form.rpartition("-")[2])
            listed = (
                last
                if last.startswith("NN") or ("|" not in last and last == "CD")
                else f"JJ|{last}"
                if "JJ" not in last
                else last
            )
        if listed is None:
            listed = (
                "CD"
                if lower[:1].isdigit()
                else next((self.suffixes[lower[-n:]] for n in (4, 3, 2, 1) if lower[-n:] in self.suffixes), "NN")
            )
        if form[:1].isupper() and "NNP" not in listed:
            listed = f"{listed}|NNP|NNPS" if lower.endswith("s") else f"{listed}|NNP"
        return listed

    def _look(self, form: str) -> tuple[str, str, dict[str, float]]:
        ambiguity, lower = self.ambiguity(form), form.lower()
        tags = ambiguity.split("|")
        scores = dict.fromkeys(tags, 0.0)
        if len(tags) > 1:
            for feature in alone(form, lower, ambiguity):
                row = self.weights.get(feature)
                if row:
                    for tag in tags:
                        scores[tag] += row.get(tag, 0.0)
        if len(self._known) > _LIMIT:
            self._known.clear()
        found = self._known[form] = (lower, ambiguity, scores)
        return found

    def tag(self, forms: Sequence[str]) -> list[str]:
        """One tag a form; forms are cut as `pieces` cuts them."""
        known, look, weights = self._known, self._look, self.weights
        words = [known.get(form) or look(form) for form in forms]
        end: tuple[str, str, dict[str, float]] = ("", "", {})
        words += [end, end]
        tags: list[str] = []
        back = back2 = previous = ""
        for n in range(len(forms)):
            lower, mine, scores = words[n]
            if len(scores) == 1:
                tag = mine
            else:
                following, theirs, _ = words[n + 1]
                total = scores.copy()
                for feature in around(lower, mine, back, back2, previous, following, theirs, words[n + 2][1]):
                    row = weights.get(feature)
                    if row is not None:
                        for name in total:
                            if name in row:
                                total[name] += row[name]
                tag = max(total, key=total.__getitem__)
            tags.append(tag)
            back2, back, previous = back, tag, lower
        return tags


@lru_cache(maxsize=4)
def tagger(tag: str) -> Tagger | None:
    """The tagger of a language, or None where its pack has none."""
    path = HERE / tag.split("-")[0] / "tagger.json.gz"
    if not path.exists():
        return None
    data: dict[str, Any] = json.loads(gzip.decompress(path.read_bytes()))
    return Tagger(data["words"], data["weights"], data["suffixes"])
