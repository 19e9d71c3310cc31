"""What tqa finds and what it cries in vain, on annotated artefacts, clean human news and annotated machine translation.

python benchmarks/quality.py --data ../shared/data [--show KIND] [--out benchmarks/results/quality.json]
"""

from __future__ import annotations

import argparse
import gzip
import json
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from annotated import check, counted, held, rated, word_tags
from annotated import parts as parts_of
from tqa.audit.plan import Plan, rules
from tqa.evaluation.spans import Marked, Recall, touches
from tqa.records import Segment, Severity, Span
from tqa.training.corpora import unmarked

MECHANICAL = (
    "glued",
    "lost_capital",
    "quotes",
    "acronym",
    "number",
    "date",
    "name",
    "untranslated",
    "omission",
    "addition",
    "repetition",
    "negation",
    "spacing",
    "inconsistent_term",
)
GRAMMATICAL = (
    "fronted_report",
    "double_finite",
    "seam",
    "dropped_subject",
    "dropped_copula",
    "agreement",
    "article",
    "word_order",
    "pronoun",
    "tense",
    "calque",
    "false_friend",
)
GRAMMAR = ("broken-construction", "dropped-subject", "dropped-copula", "agreement", "word-order")
HOME = Path(__file__).resolve().parent.parent


def artefacts(data: Path, plan: Plan, show: str) -> dict[str, Any]:
    rows = [
        line.split("\t") for line in (data / "annot/dev_artefacts.tsv").read_text("utf-8").splitlines() if line.strip()
    ]
    recall, false, bad, good, asked = Recall(), Counter[str](), [], [], 0
    for n, (kind, lang, source, marked, fixed) in enumerate(rows):
        target, (span,) = unmarked(marked)
        bad.append((kind, span, Segment(f"a{n}", source, target, lang, "en", document=f"a{n}")))
        good.append((kind, Segment(f"f{n}", source, fixed, lang, "en", document=f"f{n}")))
    verdicts = check([s for _, _, s in bad], plan)
    for (kind, span, segment), verdict in zip(bad, verdicts, strict=True):
        marks = [Marked("target", span, kind)]
        findings = list(verdict.findings)
        if kind == "omission" and any(f.source is not None and f.category == "accuracy/omission" for f in findings):
            marks = [Marked("source", Span(0, len(segment.source or "")), kind)]
        recall.add(findings, marks)
        if show in (kind, "all") and not any(touches(f, mark) for f in findings for mark in marks):
            print(
                f"MISS {kind}: {segment.source}\n     {segment.target}  [{segment.target[span.start : span.end]}]",
                [f.rule for f in findings],
            )
    for (kind, segment), verdict in zip(good, check([s for _, s in good], plan), strict=True):
        asked += bool(verdict.findings)
        if counted(verdict.findings):
            false[kind] += 1
            if show:
                print(
                    f"FALSE {kind}: {segment.source}\n     {segment.target}",
                    [(f.rule, f.message) for f in counted(verdict.findings)],
                )
    controls = [line for line in (data / "annot/dev_controls.txt").read_text("utf-8").splitlines() if line.strip()]
    cried = 0
    for verdict in check(
        [Segment(f"c{n}", None, line, "", "en", document=f"c{n}") for n, line in enumerate(controls)], plan
    ):
        if counted(verdict.findings):
            cried += 1
            if show:
                print("CONTROL:", verdict.segment.target, [(f.rule, f.message) for f in counted(verdict.findings)])
    found, total = recall.over(MECHANICAL)
    found_too, total_too = recall.over(GRAMMATICAL)
    return {
        "grammatical_found": round(found_too / max(1, total_too), 4),
        "grammatical_n": total_too,
        "mechanical_found": round(found / max(1, total), 4),
        "mechanical_n": total,
        "by_kind": {k: f"{recall.found[k]}/{recall.total[k]}" for k in sorted(recall.total)},
        "fixed_flagged": round(sum(false.values()) / len(good), 4),
        "fixed_flagged_or_asked": round(asked / len(good), 4),
        "fixed_n": len(good),
        "controls_flagged": round(cried / len(controls), 4),
        "controls_n": len(controls),
    }


def rows_of(path: Path) -> Iterator[dict[str, Any]]:
    with gzip.open(path, "rt", encoding="utf-8") if path.suffix == ".gz" else path.open(encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)


def clean_rows(data: Path) -> list[dict[str, Any]]:
    """Human translations of news from 2019 on, from Ukrainian, Russian, Czech and German."""
    kept = []
    for row in rows_of(data / "dev/clean_news_x-en.jsonl.gz"):
        year = (row.get("extra") or {}).get("year") or row.get("year") or 0
        if row["src_lang"] in ("uk", "ru", "cs", "de") and int(year) >= 2019 and row.get("domain") == "news":
            kept.append(row)
    return kept


def _labels(path: Path) -> dict[tuple[str, str], str]:
    """What a language model that read the findings said of them: by segment and rule, y for right and n for in vain."""
    rows = (line.split("\t") for line in path.read_text("utf-8").splitlines()[1:])
    return {(segment, rule): label for segment, rule, label in rows}


def clean(data: Path, plan: Plan, show: str) -> dict[str, Any]:
    rows = clean_rows(data)
    segments = [
        Segment(r["id"], r["source"], r["target"], r["src_lang"], "en", document=str(r["doc_id"])) for r in rows
    ]
    major, some, fired, judged = Counter[str](), Counter[str](), Counter[str](), Counter[str]()
    languages = Counter(s.source_lang for s in segments)
    labels = _labels(HOME / "benchmarks/labels/clean_major.tsv")
    for verdict in check(segments, plan):
        findings = counted(verdict.findings)
        lang = verdict.segment.source_lang
        some[lang] += bool(findings)
        major[lang] += any(f.severity.rank >= Severity.MAJOR.rank for f in findings)
        fired.update({f.rule for f in findings})
        for f in findings:
            if f.severity.rank >= Severity.MAJOR.rank:
                judged[labels.get((verdict.segment.id, f.rule), "not judged")] += 1
            if show in (f.rule, "clean", "all"):
                t, s = f.target, f.source
                print(
                    f"{f.rule}: {f.message}\n   S: {verdict.segment.source}\n   T: {verdict.segment.target}\n   at",
                    t and verdict.segment.target[t.start : t.end],
                    "|",
                    s and (verdict.segment.source or "")[s.start : s.end],
                )
    n = len(segments)
    return {
        "segments": n,
        "by_language": dict(languages),
        "major_per_1000": round(1000 * sum(major.values()) / n, 2),
        "any_per_1000": round(1000 * sum(some.values()) / n, 2),
        "any_per_1000_by_language": {k: round(1000 * some[k] / v, 1) for k, v in languages.items()},
        "major_per_1000_by_language": {k: round(1000 * major[k] / v, 1) for k, v in languages.items()},
        "major_findings_judged": {"right": judged["y"], "in vain": judged["n"], "not judged": judged["not judged"]},
        "rules_per_1000": {r: round(1000 * c / n, 2) for r, c in fired.most_common()},
    }


def translated(data: Path, plan: Plan, show: str) -> dict[str, Any]:
    rows = list(rows_of(data / "annot/dev_uk_ru-en.jsonl"))
    segments = [
        Segment(r["id"], r["source"], r["target"], r["src_lang"], "en", document=f"{r['doc_id']}|{r['system']}")
        for r in rows
    ]
    judged = []
    for row, verdict in zip(rows, check(segments, plan), strict=True):
        marks = [
            Marked(s["side"], Span(s["start"], s["end"]), s["kind"]) for s in row["spans"] if s["start"] is not None
        ]
        findings = counted(verdict.findings)
        gold = [(s["start"], s["end"], s["severity"]) for s in row["spans"] if s["side"] == "target"]
        judged.append((findings, marks, gold))
        for f in findings:
            if show in (f.rule, "mt", "all") and not any(touches(f, m) for m in marks):
                t, s = f.target, f.source
                print(
                    f"VAIN {f.rule}: {f.message}\n   S: {row['source']}\n   T: {row['target']}\n   at",
                    t and row["target"][t.start : t.end],
                    "|",
                    s and row["source"][s.start : s.end],
                )
    return held(judged, GRAMMAR)[0]


def ablation(data: Path, plan: Plan, show: str) -> dict[str, Any]:
    """The main figures with a part of tqa alone."""
    result = {}
    for name, one in parts_of(plan).items():
        made, kept, mt = artefacts(data, one, ""), clean(data, one, ""), translated(data, one, "")
        result[name] = {
            "grammatical_found": made["grammatical_found"],
            "mechanical_found": made["mechanical_found"],
            "fixed_flagged": made["fixed_flagged"],
            "clean_any_per_1000": kept["any_per_1000"],
            "translated_findings": mt["findings"],
            "translated_precision": mt["precision"],
            "translated_mpp_f1": mt["mpp_f1"],
        }
    return result


def precision_file(result: dict[str, Any]) -> str:
    """`src/tqa/checks/measured.toml`: right and all findings on machine translation, and findings per 1,000 clean segments."""
    by_rule, clean_rules = result["translated"]["by_rule"], result["clean"]["rules_per_1000"]
    lines = [
        "# Made by benchmarks/quality.py: [right, all] on annotated machine translation, and findings per 1,000 clean segments.",
        f'date = "{result["date"]}"',
        'set = "development half"',
        "",
        "[rules]",
    ]
    for name in sorted({*by_rule, *clean_rules, *rules()}):
        right, total = by_rule.get(name, "0/0").split("/")
        lines.append(f'"{name}" = [{right}, {total}, {clean_rules.get(name, 0)}]')
    return "\n".join(lines) + "\n"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="the evaluation data's folder")
    parser.add_argument("--out", type=Path)
    parser.add_argument("--show", default="", help="print misses or false alarms of a kind or rule")
    parser.add_argument("--precision", action="store_true", help="write src/tqa/checks/measured.toml")
    parser.add_argument(
        "--part", choices=["artefacts", "clean", "translated", "raters", "words", "ablation"], action="append"
    )
    args = parser.parse_args()
    plan = Plan.load(glossary=(str(HOME / "glossaries/ukraine-news.csv"),))
    parts = {
        "artefacts": artefacts,
        "clean": clean,
        "translated": translated,
        "raters": lambda data, plan, show: rated(data, plan),
        "words": lambda data, plan, show: word_tags(data, plan),
        "ablation": ablation,
    }
    result: dict[str, Any] = {"date": date.today().isoformat(), "plan": plan.fingerprint, "split": "dev"}
    for name in args.part or parts:
        result[name] = parts[name](args.data, plan, args.show)
    print(json.dumps(result, ensure_ascii=False, indent=1))
    if args.precision:
        (HOME / "src/tqa/checks/measured.toml").write_text(precision_file(result), "utf-8")
    if args.out:
        args.out.write_text(json.dumps(result, ensure_ascii=False, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
