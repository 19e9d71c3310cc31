"""Faults that a language model wrote without sight of tqa, in `corpora/faults`: how many are found, how many mended sentences flagged.

python benchmarks/faults.py [--off en/detected]… [--part test] [--out benchmarks/results/faults.json]

The detector was taught by the train part. Rules were written beside sittings of the train part and the small ones but 38 and 45, which
are of a hundred lines.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

from annotated import check, counted
from tqa.audit.plan import Plan
from tqa.evaluation.spans import Marked, Recall
from tqa.records import Segment, Span
from tqa.training.corpora import unmarked
from tqa.training.split import part

HOME = Path(__file__).resolve().parent.parent
KINDS = {
    "mechanical": "glued lost_capital quotes acronym number date name untranslated repetition spacing inconsistent_term",
    "grammar": "fronted_report double_finite seam dropped_subject dropped_copula agreement article word_order pronoun tense",
    "words": "calque false_friend",
    "meaning": "omission addition negation wrong_word wrong_idiom roles degree time_relation modality cause_relation reference "
    "name_term",
    "weak engine": "weak_mt",
}


def measured(path: Path, plan: Plan) -> tuple[Recall, int, int]:
    """Faults of a file found by their kind; mended sentences flagged, and all of them."""
    lines = [line.split("\t") for line in path.read_text("utf-8").splitlines()]
    bad, mended, marks = [], [], []
    for n, (kind, lang, source, marked, fixed) in enumerate(lines):
        target, spans = unmarked(marked)
        marks.append([Marked("target", span, kind) for span in spans])
        bad.append(Segment(f"b{n}", source, target, lang, "en", document=f"b{n}"))
        mended.append(Segment(f"m{n}", source, fixed, lang, "en", document=f"m{n}"))
    recall = Recall()
    for segment, verdict, mine in zip(bad, check(bad, plan), marks, strict=True):
        findings = counted(verdict.findings)
        if mine[0].kind == "omission" and any(f.source and f.category == "accuracy/omission" for f in findings):
            mine = [Marked("source", Span(0, len(segment.source or "")), "omission")]
        recall.add(findings, mine)
    flagged = sum(bool(counted(v.findings)) for v in check(mended, plan))
    return recall, flagged, len(mended)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--off", action="append", default=[], help="a rule to switch off; repeatable")
    parser.add_argument("--part", default="test", choices=("train", "calibrate", "test"))
    parser.add_argument("--out", type=Path)
    args = parser.parse_args()
    plan = Plan.load(glossary=(str(HOME / "glossaries/ukraine-news.csv"),), off=frozenset(args.off))
    found, total, flagged, mended = Counter[str](), Counter[str](), 0, 0
    files = {}
    for path in sorted((HOME / "corpora/faults").glob("*.tsv")):
        if part("faults", path.name) == args.part:
            recall, cried, sentences = measured(path, plan)
            found, total = found + recall.found, total + recall.total
            flagged, mended = flagged + cried, mended + sentences
            files[path.stem] = f"{sum(recall.found.values())}/{sum(recall.total.values())}"
    result: dict[str, Any] = {
        "date": date.today().isoformat(),
        "part": args.part,
        "off": args.off,
        "found": {name: _share(found, total, kinds.split()) for name, kinds in KINDS.items()},
        "by_kind": {kind: f"{found[kind]}/{total[kind]}" for kind in sorted(total)},
        "by_file": files,
        "mended_flagged": round(flagged / max(1, mended), 4),
        "mended_n": mended,
    }
    print(json.dumps(result, indent=1))
    if args.out:
        args.out.write_text(json.dumps(result, indent=1) + "\n", "utf-8")


def _share(found: Counter[str], total: Counter[str], kinds: list[str]) -> float | None:
    whole = sum(total[k] for k in kinds)
    return round(sum(found[k] for k in kinds) / whole, 4) if whole else None


if __name__ == "__main__":
    main()
