"""How long a translation is: the expected log ratio of lengths for a pair of languages, and its spread."""

from __future__ import annotations

import math
import tomllib
from functools import lru_cache
from pathlib import Path

# Fitted by `benchmarks/lengths.py` on human translations; shown again at every rebuild of the file.
_TABLE = Path(__file__).with_name("lengths.toml")


@lru_cache(maxsize=1)
def _table() -> dict[str, dict[str, float]]:
    return tomllib.loads(_TABLE.read_text("utf-8"))


def deviation(source: int, target: int, source_lang: str, target_lang: str) -> float:
    """How many standard deviations the target's length is off; negative means short. Lengths are in code points without
    blanks.

    The spread of log(target / source) shrinks with length as sqrt(base² + slope² / source length).
    """
    pair = f"{source_lang.split('-')[0]}-{target_lang.split('-')[0]}"
    table = _table()
    row = table.get(pair) or table["other"]
    n = max(1, source)
    spread = math.sqrt(row["base"] ** 2 + row["slope"] ** 2 / n)
    return (math.log(max(1, target) / n) - row["mean"]) / spread
