"""Errors marked in real machine translations (`corpora/marks`): how many are found, how much of what is found is right.

python benchmarks/marks.py --data DATA [--off en/detected]… [--part test] [--out benchmarks/results/marks.json]

The detector was taught by the train part. What is left out of a translation is not marked, so findings of omission are not counted.
"""

from __future__ import annotations

import argparse
import json
from datetime import date
from pathlib import Path
from typing import Any

from annotated import check, counted, held
from tqa.audit.plan import Plan
from tqa.evaluation.spans import Marked
from tqa.records import Segment
from tqa.training.corpora import marks, rows

HOME = Path(__file__).resolve().parent.parent
SETS = ("mlqe_ru-en", "mlqe_ro-en", "mlqe_et-en")
GRAMMAR = {"broken-construction", "dropped-subject", "dropped-verb", "agreement", "word-order", "article", "preposition", "tense", "pronoun"}  # fmt: skip


def measured(data: Path, part: str, plan: Plan) -> dict[str, Any]:
    errors = marks([HOME / "corpora/marks/mlqe.tsv"])
    found = [row for row in rows([data / f"dev/{name}.jsonl.gz" for name in SETS], [part]) if row["id"] in errors]
    segments = [Segment(r["id"], r["source"], r["target"], r["src_lang"], "en", document=r["id"]) for r in found]
    judged = [
        (
            [f for f in counted(verdict.findings) if f.category != "accuracy/omission"],
            [Marked("target", e.span, e.kind) for e in errors[segment.id]],
            [(e.span.start, e.span.end, "major" if e.is_major else "minor") for e in errors[segment.id]],
        )
        for segment, verdict in zip(segments, check(segments, plan), strict=True)
    ]
    told, recall = held(judged, GRAMMAR)
    count = sum(recall.total.values())
    return told | {"errors": count, "errors_found": round(sum(recall.found.values()) / max(1, count), 4)}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="the evaluation data's folder")
    parser.add_argument("--off", action="append", default=[], help="a rule to switch off; repeatable")
    parser.add_argument("--part", default="test", choices=("train", "calibrate", "test"))
    parser.add_argument("--out", type=Path)
    args = parser.parse_args()
    plan = Plan.load(glossary=(str(HOME / "glossaries/ukraine-news.csv"),), off=frozenset(args.off))
    result = {"date": date.today().isoformat(), "part": args.part, "off": args.off}
    result |= measured(args.data, args.part, plan)
    print(json.dumps(result, indent=1))
    if args.out:
        args.out.write_text(json.dumps(result, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
