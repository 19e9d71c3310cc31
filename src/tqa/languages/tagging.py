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


def around(lower: str, mine: str, back: str, back2: str, following: str, theirs: str, after: str) -> tuple[str, ...]:
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


class _Rows(dict[tuple[str, ...], dict[str, float]]):
    """Weights by what features are made of, so that a feature is written out once and features of the same make are one row."""

    def __init__(self, weights: Weights, *features: str) -> None:
        super().__init__()
        self.weights, self.features = weights, features

    def __missing__(self, key: tuple[str, ...]) -> dict[str, float]:
        if len(self) > _LIMIT:
            self.clear()
        row = self[key] = {}
        for feature in self.features:
            for tag, weight in self.weights.get(feature.format(*key), {}).items():
                row[tag] = row.get(tag, 0.0) + weight
        return row


class Tagger:
    """A model read once a process; `tag` is what it is for."""

    def __init__(self, words: dict[str, str], weights: Weights, suffixes: dict[str, str]) -> None:
        self.words, self.weights, self.suffixes = words, weights, suffixes
        self._known: dict[str, tuple[str, str, dict[str, float]]] = {}
        # the features of `around`, by what they share
        self._before = _Rows(weights, "b {1}", "bb {0} {1}")
        self._after = _Rows(weights, "na {0}", "nn {0} {1}")
        self._next = _Rows(weights, "nw {0}")
        self._class, self._word = _Rows(weights, "ba {0} {1}"), _Rows(weights, "bw {0} {1}")
        self._beside = _Rows(weights, "wn {0} {1}")

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
        known, look = self._known, self._look
        words = [known.get(form) or look(form) for form in forms]
        end: tuple[str, str, dict[str, float]] = ("", "", {})
        words += [end, end]
        tags: list[str] = []
        back = back2 = ""
        for n in range(len(forms)):
            lower, mine, scores = words[n]
            if len(scores) == 1:
                tag = mine
            else:
                following, theirs, _ = words[n + 1]
                total = scores.copy()
                for row in (
                    self._before[back2, back],
                    self._class[back, mine],
                    self._word[back, lower],
                    self._next[following,],
                    self._beside[lower, theirs],
                    self._after[theirs, words[n + 2][1]],
                ):
                    if row:
                        for name in total:
                            if name in row:
                                total[name] += row[name]
                tag = max(total, key=total.__getitem__)
            tags.append(tag)
            back2, back = back, tag
        return tags


@lru_cache(maxsize=4)
def tagger(tag: str) -> Tagger | None:
    """The tagger of a language, or None where its pack has none."""
    path = HERE / tag.split("-")[0] / "tagger.json.gz"
    if not path.exists():
        return None
    data: dict[str, Any] = json.loads(gzip.decompress(path.read_bytes()))
    return Tagger(data["words"], data["weights"], data["suffixes"])
