"""Alignment of articles rebuilt from document-level sets whose segments are known: precision, recall, F1 of segment pairs.

python benchmarks/alignment.py --data ../shared/data [--out benchmarks/results/alignment.json]

Human references joined to articles without paragraph breaks; then with a tenth of the target segments dropped or merged.
"""

from __future__ import annotations

import argparse
import json
import random
import time
from collections import defaultdict
from datetime import date
from pathlib import Path
from typing import Any

from tqa.alignment.articles import Side, Vectors, align
from tqa.languages import language
from tqa.languages.text import Text
from tqa.models.sentences import vectors
from tqa.training.corpora import rows as rows_of

SETS = ("wmt22_uk-en", "wmt21_ru-en", "wmt22_ru-en", "wmt21_cs-en", "wmt22_cs-en", "wmt21_de-en", "wmt22_de-en")
LEAST, MOST = 5, 120  # segments of an article


def articles(data: Path, name: str) -> list[list[tuple[str, str]]]:
    found: dict[str, dict[Any, tuple[str, str]]] = defaultdict(dict)
    for row in rows_of([data / f"dev/{name}.jsonl.gz"], ("train", "calibrate", "test")):
        if row["reference"]:
            found[str(row["doc_id"])].setdefault(row["seg_id"], (row["source"], row["reference"]))
    ordered = [
        [pairs[k] for k in sorted(pairs, key=lambda k: int(k) if str(k).isdigit() else 0)]
        for _, pairs in sorted(found.items())
    ]
    return [pairs[:MOST] for pairs in ordered if len(pairs) >= LEAST]


def spoilt(targets: list[str], share: float, rng: random.Random) -> list[tuple[str, tuple[int, ...]]]:
    """Target segments with the numbers of those they hold; some dropped, some merged with the next."""
    made: list[tuple[str, tuple[int, ...]]] = []
    n = 0
    while n < len(targets):
        draw = rng.random()
        if draw < share / 2:
            n += 1
        elif draw < share and n + 1 < len(targets):
            following = targets[n + 1]
            made.append((targets[n].rstrip(" .!?") + ", and " + following[:1].lower() + following[1:], (n, n + 1)))
            n += 2
        else:
            made.append((targets[n], (n,)))
            n += 1
    return made


def cut(parts: list[tuple[str, tuple[int, ...]]], lang: str) -> tuple[Side, list[tuple[int, ...]]]:
    """Segments as the sentences of one paragraph, and for each sentence the segments it comes from."""
    found, origin = [], []
    for string, numbers in parts:
        text = Text(string, language(lang))
        for s in text.sentences:
            found.append(text.at(s.start, s.end))
            origin.append(numbers)
    return Side(tuple(found), (0,) * len(found)), origin


def measure(data: Path, share: float, vectors: Vectors | None = None) -> dict[str, Any]:
    rng = random.Random(7)
    result: dict[str, Any] = {}
    right = said = wanted = 0
    seconds, sentences = 0.0, 0
    for name in SETS:
        lang = name.split("_")[1].split("-")[0]
        mine = [0, 0, 0]
        for pairs in articles(data, name):
            source, ours = cut([(s, (n,)) for n, (s, _) in enumerate(pairs)], lang)
            target, theirs = cut(spoilt([t for _, t in pairs], share, rng), "en")
            start = time.perf_counter()
            beads = align(source, target, lang, "en", vectors)
            seconds += time.perf_counter() - start
            sentences += len(source.sentences)
            found = {
                (a, b) for bead in beads for i in bead.source for j in bead.target for a in ours[i] for b in theirs[j]
            }
            gold = {(n, n) for numbers in theirs for n in numbers}
            # a sentence merged of two answers both, so a pair with either is right
            good = {
                (a, b) for a, b in found if (a, a) in gold and any(a in numbers and b in numbers for numbers in theirs)
            }
            mine[0] += len({a for a, b in good if a == b})
            mine[1] += len(found) - len(good - {(a, b) for a, b in good if a == b})
            mine[2] += len(gold)
        right, said, wanted = right + mine[0], said + mine[1], wanted + mine[2]
        result[name] = _f1(*mine)
    return {**result, "all": _f1(right, said, wanted), "sentences_per_second": round(sentences / seconds)}


def _f1(right: int, said: int, wanted: int) -> dict[str, float]:
    precision, recall = right / max(1, said), right / max(1, wanted)
    return {
        "precision": round(precision, 4),
        "recall": round(recall, 4),
        "f1": round(2 * precision * recall / max(1e-9, precision + recall), 4),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--out", type=Path)
    parser.add_argument("--embeddings", action="store_true", help="ask the model of the extra `embeddings` too")
    args = parser.parse_args()
    result = {
        "date": date.today().isoformat(),
        "split": "dev",
        "clean": measure(args.data, 0.0),
        "a_tenth_dropped_or_merged": measure(args.data, 0.1),
    }
    if args.embeddings:
        result["with_embeddings"] = {
            "clean": measure(args.data, 0.0, vectors),
            "a_tenth_dropped_or_merged": measure(args.data, 0.1, vectors),
        }
    print(json.dumps(result, indent=1))
    if args.out:
        args.out.write_text(json.dumps(result, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
