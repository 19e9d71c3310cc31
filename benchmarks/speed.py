"""Segments a second with every check and the demo glossary on, beside Translate Toolkit's pofilter on the same segments.

    python benchmarks/speed.py --data ../shared/data [--segments 3000] [--out benchmarks/results/speed.json]

Both run in this one call, one process each, alternating; the ratio is the figure, machines differ. The peer is installed
into a virtual environment of its own (it is GPL and no part of tqa). Reading files and start-up count for neither.
"""

from __future__ import annotations

import argparse
import cProfile
import gzip
import json
import pstats
import subprocess
import sys
import tempfile
import time
import tracemalloc
from collections import defaultdict
from datetime import date
from pathlib import Path
from typing import Any

from tqa.audit.audit import audit
from tqa.audit.plan import Plan
from tqa.records import Segment
from tqa.run.local import BATCH, audited, batches, check

HOME = Path(__file__).resolve().parent.parent
PEER = HOME / ".venv" / "peer"
PEER_CODE = """
import json, sys, time
from translate.filters import checks
from translate.storage import xliff
pairs = json.load(open(sys.argv[1], encoding="utf-8"))
checker = checks.StandardChecker(checks.CheckerConfig(targetlanguage="en"))
unit_type = xliff.xliffunit
def unit(s, t):
    u = unit_type(s); u.target = t; return u
units = [unit(s, t) for s, t in pairs]
for u in units[:200]: checker.run_filters(u)
start = time.process_time()
for u in units: checker.run_filters(u)
print(json.dumps({"seconds": time.process_time() - start, "filters": len(checker.getfilters())}))
"""


def segments_of(data: Path, limit: int) -> list[Segment]:
    """News into English by many systems: WMT21 and 22 Russian, WMT22 and 23 Ukrainian, evenly drawn."""
    found: list[Segment] = []
    names = ("wmt21_ru-en", "wmt22_ru-en", "wmt22_uk-en", "wmt23_uk-en")
    for name in names:
        with gzip.open(data / "dev" / f"{name}.jsonl.gz", "rt", encoding="utf-8") as lines:
            rows = [json.loads(line) for line in lines]
        rows = [r for r in rows if r.get("domain") in (None, "news") and len(r["source"].split()) >= 8]
        kept = rows[:: max(1, len(rows) * len(names) // limit)][: limit // len(names)]
        found += [
            Segment(r["id"], r["source"], r["target"], r["src_lang"], "en", document=str(r["doc_id"])) for r in kept
        ]
    return found


def ours(segments: list[Segment], plan: Plan) -> float:
    start = time.process_time()
    for _ in audited(segments, plan):
        pass
    return time.process_time() - start


def theirs(segments: list[Segment]) -> dict[str, Any]:
    if not (PEER / "bin/python").exists():
        subprocess.run([sys.executable, "-m", "venv", str(PEER)], check=True)
        subprocess.run(
            [str(PEER / "bin/python"), "-m", "pip", "install", "-q", "translate-toolkit==3.20.4"], check=True
        )
    with tempfile.NamedTemporaryFile("w", suffix=".json", encoding="utf-8") as file:
        json.dump([(s.source, s.target) for s in segments], file)
        file.flush()
        done = subprocess.run(
            [str(PEER / "bin/python"), "-c", PEER_CODE, file.name], check=True, capture_output=True, text=True
        )
    result: dict[str, Any] = json.loads(done.stdout)
    return result


def commands(segments: list[Segment], glossary: str) -> dict[str, float]:
    """Wall seconds of both command lines on one feed, start-up, reading and writing included."""
    with tempfile.TemporaryDirectory() as folder:
        feed, po = Path(folder) / "feed.jsonl", Path(folder) / "feed.po"
        columns = ("id", "source", "target", "source_lang", "target_lang", "document")
        feed.write_text(
            "".join(json.dumps({c: getattr(s, c) for c in columns}, ensure_ascii=False) + "\n" for s in segments),
            "utf-8",
        )
        entries = (
            f'#: {n}\nmsgctxt "{n}"\nmsgid {json.dumps(s.source, ensure_ascii=False)}\nmsgstr {json.dumps(s.target, ensure_ascii=False)}\n'
            for n, s in enumerate(segments)
        )
        head = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=UTF-8\\n"\n"Language: en\\n"\n'
        po.write_text("\n".join((head, *entries)), "utf-8")
        tqa = [str(Path(sys.executable).with_name("tqa")), "check", str(feed), "--glossary", glossary]
        tqa += ["--off", "en/detected", "--format", "jsonl", "--out", str(Path(folder) / "out.jsonl")]
        start = time.perf_counter()
        subprocess.run(tqa, capture_output=True, check=False)
        middle = time.perf_counter()
        subprocess.run(
            [str(PEER / "bin/pofilter"), str(po), str(Path(folder) / "out.po")], capture_output=True, check=True
        )
        return {"tqa": middle - start, "pofilter": time.perf_counter() - middle}


def profile(segments: list[Segment], plan: Plan) -> dict[str, float]:
    """Share of the time in each room, by the file a function stands in."""
    profiler = cProfile.Profile()
    profiler.enable()
    for batch in batches(segments, BATCH):
        audit(batch, plan)
    profiler.disable()
    rooms: dict[str, float] = defaultdict(float)
    for (file, _, _), (_, _, own, _, _) in pstats.Stats(profiler).stats.items():  # type: ignore[attr-defined]
        place = Path(file)
        room = (
            "/".join(place.parts[place.parts.index("tqa") + 1 :][:3])
            if "tqa" in place.parts and "src" in place.parts
            else "libraries and built-ins"
        )
        rooms[room.removesuffix(".py")] += own
    total = sum(rooms.values())
    return {room: round(seconds / total, 3) for room, seconds in sorted(rooms.items(), key=lambda r: -r[1])[:14]}


def memory(segments: list[Segment], plan: Plan) -> list[float]:
    """Peak megabytes of Python objects for a feed and for one four times as long: they should be alike."""
    peaks = []
    for times in (1, 4):
        tracemalloc.start()
        for _ in check((s for _ in range(times) for s in segments), plan):
            pass
        peaks.append(round(tracemalloc.get_traced_memory()[1] / 1e6, 1))
        tracemalloc.stop()
    return peaks


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--segments", type=int, default=3000)
    parser.add_argument("--out", type=Path)
    args = parser.parse_args()
    # rules and glossary, as the peer has no learned model; what the detector costs is in cost.py
    plan = Plan.load(glossary=(str(HOME / "glossaries/ukraine-news.csv"),), off=frozenset({"en/detected"}))
    segments = segments_of(args.data, args.segments)
    audit(segments[::10], plan)  # dictionaries loaded: start-up is measured by startup.py
    rounds = [(ours(segments, plan), theirs(segments)) for _ in range(3)]
    long = segments_of(args.data, 4 * args.segments)
    command = commands(long, str(HOME / "glossaries/ukraine-news.csv"))
    mine, peer = min(r[0] for r in rounds), min(r[1]["seconds"] for r in rounds)
    result = {
        "date": date.today().isoformat(),
        "segments": len(segments),
        "words": sum(len((s.source or "").split()) for s in segments),
        "rules": len(plan.rules_for("uk", "en")),
        "terms": len(plan.termbase.terms),
        "tqa_per_second": round(len(segments) / mine),
        "pofilter_per_second": round(len(segments) / peer),
        "pofilter_filters": rounds[0][1]["filters"] if isinstance(rounds[0][1]["filters"], int) else None,
        "ratio": round(peer / mine, 2),
        "ratios_of_rounds": [round(r[1]["seconds"] / r[0], 2) for r in rounds],
        "command_line_segments": len(long),
        "tqa_command_per_second": round(len(long) / command["tqa"]),
        "pofilter_command_per_second": round(len(long) / command["pofilter"]),
        "command_ratio": round(command["pofilter"] / command["tqa"], 2),
        "time_by_room": profile(segments, plan),
        "peak_megabytes_once_and_four_times": memory(segments[:1500], plan),
    }
    print(json.dumps(result, indent=1))
    if args.out:
        args.out.write_text(json.dumps(result, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
