"""The fluency model of a language pack: counts of runs of frequent words and tags in good text.

    tqa train fluency --lang en --text mlqe_ru-en.jsonl.gz … --gold en_ewt-ud-dev.conllu.gz --out …/en/fluency.json.gz

The shipped English model: post-edits of MLQE-PE (CC0) of the train part, and the treebanks that the tagger rests on
(UD English-EWT dev, CC BY-SA 4.0, and PUD, CC BY-SA 3.0); what is shipped are counts of runs, no sentence.
"""

from __future__ import annotations

import gzip
import json
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from tqa.languages import language
from tqa.languages.fluency import Fluency
from tqa.languages.tagged import Tagged, tagged
from tqa.languages.text import Text


def sentences(texts: Iterable[str], lang: str) -> Iterable[Tagged]:
    for string in texts:
        yield from tagged(Text(string, language(lang)))


def fit(texts: Iterable[str], lang: str, words: int = 600, least: int = 2) -> dict[str, Any]:
    """Counts as they are shipped: the `words` most frequent words, runs of three seen at least `least` times."""
    read = list(sentences(texts, lang))
    usual = Counter(p.lower for s in read for p in s.pieces if p.lower.isalpha() or not p.lower[0].isalnum())
    model = Fluency(frozenset(w for w, _ in usual.most_common(words)), ({}, {}, {}), 1.0)
    counts: tuple[Counter[str], Counter[str], Counter[str]] = (Counter(), Counter(), Counter())
    for sentence in read:
        units = ["^", "^", *model.units(sentence)]
        for n, size in ((0, 1), (1, 2), (2, 3)):
            counts[n].update(" ".join(units[k : k + size]) for k in range(len(units) - size + 1))
    return {
        "words": sorted(model.words),
        "total": sum(counts[0].values()),
        "one": dict(sorted(counts[0].items())),
        "two": dict(sorted(counts[1].items())),
        "three": {k: n for k, n in sorted(counts[2].items()) if n >= least},
    }


def write(data: dict[str, Any], path: Path) -> None:
    """The same data give the same bytes."""
    path.write_bytes(gzip.compress(json.dumps(data, separators=(",", ":")).encode(), mtime=0))
