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

from annotated import check, counted, weighed
from tqa.audit.plan import Plan
from tqa.evaluation.spans import Characters, Marked, Match, Precision, Recall
from tqa.records import Segment
from tqa.training.corpora import marks, rows

HOME = Path(__file__).resolve().parent.parent
SETS = ("mlqe_ru-en", "mlqe_ro-en", "mlqe_et-en")
GRAMMAR = {"broken-construction", "dropped-subject", "dropped-verb", "agreement", "word-order", "article", "preposition", "tense", "pronoun"}  # fmt: skip


def measured(data: Path, part: str, plan: Plan) -> dict[str, Any]:
    errors = marks([HOME / "corpora/marks/mlqe.tsv"])
    found = [row for row in rows([data / f"dev/{name}.jsonl.gz" for name in SETS], [part]) if row["id"] in errors]
    segments = [Segment(r["id"], r["source"], r["target"], r["src_lang"], "en", document=r["id"]) for r in found]
    precision, recall, match, characters = Precision(), Recall(), Match(), Characters()
    for segment, verdict in zip(segments, check(segments, plan), strict=True):
        mine = [Marked("target", e.span, e.kind) for e in errors[segment.id]]
        findings = [f for f in counted(verdict.findings) if f.category != "accuracy/omission"]
        precision.add(findings, mine)
        recall.add(findings, mine)
        gold = [(e.span.start, e.span.end, "major" if e.is_major else "minor") for e in errors[segment.id]]
        for measure in (match, characters):
            measure.add(weighed(findings), gold)
    grammar, of = recall.over(GRAMMAR)
    return {
        "segments": len(segments),
        "findings": sum(precision.total.values()),
        "precision": round(precision.overall, 4),
        "errors_found": round(sum(recall.found.values()) / max(1, sum(recall.total.values())), 4),
        "errors": sum(recall.total.values()),
        "grammar_found": round(grammar / max(1, of), 4),
        "grammar": of,
        "mpp_f1": round(match.f1, 4),
        "character_f1": round(characters.f1, 4),
        "by_rule": {r: f"{precision.right[r]}/{n}" for r, n in precision.total.most_common()},
        "found_by_kind": {k: f"{recall.found[k]}/{n}" for k, n in recall.total.most_common()},
    }


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
