"""Fits `src/tqa/alignment/lengths.toml`: the log ratio of lengths in human translations, a row a language pair.

python benchmarks/lengths.py --data ../shared/data > src/tqa/alignment/lengths.toml
"""

from __future__ import annotations

import argparse
import gzip
import json
import math
import statistics
from collections import defaultdict
from pathlib import Path

HUMAN = ("clean_news_x-en", "clean_ntrex_en-xx", "clean_flores200_xx-en", "clean_pud_xx-en", "tico19_en-ru_tm")


def letters(text: str) -> int:
    return max(1, sum(not ch.isspace() for ch in text))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    ratios: dict[str, list[tuple[int, float]]] = defaultdict(list)
    for name in HUMAN:
        for line in gzip.open(parser.parse_args().data / "dev" / f"{name}.jsonl.gz", "rt", encoding="utf-8"):
            row = json.loads(line)
            if row["source"] and row["target"]:
                n, m = letters(row["source"]), letters(row["target"])
                ratios[f"{row['src_lang']}-{row['tgt_lang']}"].append((n, math.log(m / n)))
                ratios[f"{row['tgt_lang']}-{row['src_lang']}"].append((m, math.log(n / m)))
    print(
        "# Log ratio of target to source length (letters, blanks left out) in human translations; made by benchmarks/lengths.py."
    )
    for pair, rows in sorted(ratios.items()):
        if len(rows) < 300:
            continue
        mean = statistics.median(r for _, r in rows)
        short = [(r - mean) ** 2 for n, r in rows if n < 60] or [0.1]
        long = [(r - mean) ** 2 for n, r in rows if n >= 100]
        # robust spread: the median of squares is 0.455 of a normal variance
        base2 = statistics.median(long) / 0.455 if long else 0.03
        slope2 = max(0.0, (statistics.median(short) / 0.455 - base2) * 35)
        print(
            f'\n["{pair}"]\nmean = {mean:.4f}\nbase = {math.sqrt(base2):.4f}\nslope = {math.sqrt(slope2):.4f}\nn = {len(rows)}'
        )
    print("\n[other]\nmean = 0.0\nbase = 0.35\nslope = 1.5\nn = 0")


if __name__ == "__main__":
    main()
