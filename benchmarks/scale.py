"""What size costs: seconds and memory by the number of segments, two processes beside one, and nights with and without the cache.

    python benchmarks/scale.py --data ../shared/data [--sizes 10000 30000 100000] [--out benchmarks/results/scale.json] [--plot docs/scale.svg]

Segments are rows of the data's wmt22 and wmt23 uk-en sets, told apart by a number put before them, so that none repeats. The nights:
a month of articles that grows by `--articles` a day, 2 % of yesterday's corrected, one term of the glossary changed each week,
all of the month checked each night. Hours for 2,000 articles a day are in proportion, the start of each run apart.
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

HOME = Path(__file__).resolve().parent.parent
GLOSSARY = HOME / "glossaries" / "ukraine-news.terms"
LONG = 12  # segments of an article
FULL = 2000  # articles a day of the newsroom that the hours are for


def rows(data: Path) -> list[dict[str, str]]:
    found = []
    for name in ("wmt22_uk-en", "wmt23_uk-en"):
        with gzip.open(data / "dev" / f"{name}.jsonl.gz", "rt", encoding="utf-8") as lines:
            found += [{k: r[k] for k in ("source", "target")} for r in map(json.loads, lines)]
    return found


def segments(pool: list[dict[str, str]], count: int) -> Iterator[dict[str, str]]:
    for n in range(count):
        row, again = pool[n % len(pool)], n // len(pool)
        extra = f"{again} " if again else ""
        yield {
            "id": str(n), "source": extra + row["source"], "target": extra + row["target"],
            "source_lang": "uk", "target_lang": "en", "document": str(n // LONG),
        }  # fmt: skip


def write(path: Path, found: Iterable[dict[str, str]]) -> None:
    with path.open("w", encoding="utf-8") as file:
        file.writelines(json.dumps(s, ensure_ascii=False) + "\n" for s in found)


def check(feed: Path, glossary: Path, *options: str) -> tuple[float, float]:
    """Seconds of one `tqa check`, and the largest memory (MB) of one of its processes."""
    command = [
        sys.executable,
        "-m",
        "tqa",
        "check",
        str(feed),
        "--glossary",
        str(glossary),
        "--format",
        "jsonl",
        "--off",
        "en/detected",
    ]
    start = time.perf_counter()
    process = subprocess.Popen(
        [*command, "--out", str(feed) + ".out", *options], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    _, status, used = os.wait4(process.pid, 0)
    if os.waitstatus_to_exitcode(status) == 2:
        raise SystemExit("a run could not be done")
    return time.perf_counter() - start, used.ru_maxrss / 1024


def sizes(pool: list[dict[str, str]], counts: list[int], folder: Path) -> list[dict[str, float]]:
    told = []
    for count in counts:
        write(folder / "size.jsonl", segments(pool, count))
        seconds, peak = check(folder / "size.jsonl", GLOSSARY, "--jobs", "2")
        told.append(
            {
                "segments": count,
                "seconds": round(seconds, 1),
                "microseconds_a_segment": round(seconds / count * 1e6),
                "peak_mb": round(peak),
            }
        )
        print(told[-1], flush=True)
    return told


def two_beside_one(pool: list[dict[str, str]], folder: Path, count: int = 60_000) -> dict[str, float]:
    write(folder / "two.jsonl", segments(pool, count))
    one, two = (check(folder / "two.jsonl", GLOSSARY, "--jobs", n)[0] for n in ("1", "2"))
    return {"segments": count, "one": round(one, 1), "two": round(two, 1), "ratio": round(one / two, 2)}


def nights(pool: list[dict[str, str]], articles: int, folder: Path, days: int = 30) -> dict[str, Any]:
    draw, base = random.Random(1), GLOSSARY.read_text("utf-8")
    glossary, archive = folder / "terms.terms", list[list[dict[str, str]]]()
    glossary.write_text(base, "utf-8")
    everything = segments(pool, days * articles * LONG)
    spent = {"with": 0.0, "without": 0.0}
    write(folder / "month.jsonl", segments(pool, 1))
    start = min(check(folder / "month.jsonl", glossary)[0] for _ in range(3))
    for day in range(days):
        yesterday = archive[-articles:]
        for article in draw.sample(yesterday, len(yesterday) // 50 or bool(yesterday)):
            article[0] = {**article[0], "target": article[0]["target"] + " (corrected)"}
        archive += [[next(everything) for _ in range(LONG)] for _ in range(articles)]
        if day % 7 == 6:
            glossary.write_text(base.replace("en preferred: accused\n", f"en preferred: accused\nen admitted: suspect {day}\n"), "utf-8")  # fmt: skip
        write(folder / "month.jsonl", (s for article in archive for s in article))
        spent["with"] += check(folder / "month.jsonl", glossary, "--cache", str(folder / "month.cache"))[0]
        spent["without"] += check(folder / "month.jsonl", glossary)[0]
    hours = {
        f"{k}_cache_hours_at_{FULL}": round(((v - days * start) * FULL / articles + days * start) / 3600, 2)
        for k, v in spent.items()
    }
    return {
        "articles_a_day": articles,
        "days": days,
        "segments_asked": LONG * articles * days * (days + 1) // 2,
        "seconds": {k: round(v, 1) for k, v in spent.items()},
        "start_seconds": round(start, 2),
        **hours,
    }


def plot(told: list[dict[str, float]], path: Path) -> None:
    """Seconds and peak memory against segments, both axes logarithmic, as one drawing."""
    import math

    width, height, left, bottom = 640, 300, 60, 40
    x = [math.log10(t["segments"]) for t in told]
    series = (("seconds", "#1f5fa8"), ("peak_mb", "#b3541e"))
    top = max(math.log10(t[k]) for t in told for k, _ in series) + 0.2
    low, high = min(x) - 0.1, max(x) + 0.1

    def at(a: float, b: float) -> tuple[float, float]:
        return left + (a - low) / (high - low) * (width - left - 110), height - bottom - b / top * (
            height - bottom - 20
        )

    parts = [f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" font-family="sans-serif" font-size="12" role="img" aria-label="Seconds and memory by segments">']  # fmt: skip
    for power in range(int(top) + 1):
        _, y = at(low, power)
        parts.append(f'<path d="M{left} {y:.0f}H{width - 110}" stroke="#ddd"/><text x="{left - 8}" y="{y + 4:.0f}" text-anchor="end">{10**power:,}</text>')  # fmt: skip
    for t, a in zip(told, x, strict=True):
        place, _ = at(a, 0)
        parts.append(f'<text x="{place:.0f}" y="{height - 20}" text-anchor="middle">{int(t["segments"]):,}</text>')
    for key, colour in series:
        points = [at(a, math.log10(t[key])) for t, a in zip(told, x, strict=True)]
        parts.append(f'<polyline fill="none" stroke="{colour}" stroke-width="2" points="{" ".join(f"{a:.0f},{b:.0f}" for a, b in points)}"/>')  # fmt: skip
        parts += [f'<circle cx="{a:.0f}" cy="{b:.0f}" r="3" fill="{colour}"/>' for a, b in points]
        parts.append(f'<text x="{points[-1][0] + 8:.0f}" y="{points[-1][1] + 4:.0f}" fill="{colour}">{key.replace("peak_mb", "peak MB")}</text>')  # fmt: skip
    path.write_text("\n".join([*parts, f'<text x="{width / 2:.0f}" y="{height - 4}" text-anchor="middle">segments</text></svg>']) + "\n", "utf-8")  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--sizes", type=int, nargs="+", default=[10_000, 30_000, 100_000])
    parser.add_argument("--articles", type=int, default=30)
    parser.add_argument("--out", type=Path)
    parser.add_argument("--plot", type=Path)
    args = parser.parse_args()
    pool = rows(args.data)
    with tempfile.TemporaryDirectory(prefix="tqa-") as place:
        folder = Path(place)
        result: dict[str, Any] = {"date": date.today().isoformat(), "two_beside_one": two_beside_one(pool, folder)}
        print(result, flush=True)
        result["nights"] = nights(pool, args.articles, folder)
        print(result["nights"], flush=True)
        result["sizes"] = sizes(pool, sorted(args.sizes), folder)
    print(json.dumps(result, indent=1))
    if args.out:
        args.out.write_text(json.dumps(result, indent=1) + "\n", "utf-8")
    if args.plot:
        plot(result["sizes"], args.plot)


if __name__ == "__main__":
    main()
