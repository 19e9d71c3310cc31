"""What the learned parts cost beside the rules: seconds per 1,000 segments and peak memory, one process each, in one run.

python benchmarks/cost.py --data ../shared/data [--segments 1000] [--out benchmarks/results/cost.json]
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import time
from datetime import date
from pathlib import Path

from speed import segments_of
from tqa.audit.plan import Plan
from tqa.run.local import audited

DETECTOR = frozenset({"en/detected"})
PLANS = {
    "rules": Plan(off=DETECTOR),
    "student alone": Plan(only=frozenset({"en/detected-fast"})),
    "detector alone": Plan(only=DETECTOR),
    "rules and student": Plan(off=DETECTOR, on=frozenset({"en/detected-fast"})),
    "rules and detector": Plan(),
    "rules and estimate": Plan(off=DETECTOR, estimate=True),
    "rules and estimate, read by the quality model": Plan(off=DETECTOR, quality_model="en/quality"),
}


def measure(name: str, data: Path, limit: int) -> dict[str, float]:
    segments = segments_of(data, limit)
    plan = PLANS[name]
    for _ in audited(segments[:20], plan):  # models and dictionaries loaded
        pass
    start = time.process_time()
    for _ in audited(segments, plan):
        pass
    spent = time.process_time() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {"seconds_per_1000": round(1000 * spent / len(segments), 2), "peak_megabytes": round(peak)}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--segments", type=int, default=1000)
    parser.add_argument("--out", type=Path)
    parser.add_argument("--one", help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.one:
        print(json.dumps(measure(args.one, args.data, args.segments)))
        return
    result: dict[str, object] = {"date": date.today().isoformat(), "segments": args.segments}
    for name in PLANS:
        command = [sys.executable, __file__, "--data", str(args.data), "--segments", str(args.segments), "--one", name]
        result[name] = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    print(json.dumps(result, indent=1))
    if args.out:
        args.out.write_text(json.dumps(result, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
