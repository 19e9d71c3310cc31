"""tqa beside people: spans of several raters, word tags from post-edits, and what each of its parts gives."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import combinations
from pathlib import Path
from typing import Any

from tqa.audit.audit import audit, settle
from tqa.audit.plan import Plan, rules
from tqa.evaluation.spans import Characters, Marked, Match, Precision, Recall, Weighed, matthews
from tqa.records import Finding, Segment, Severity, Verdict
from tqa.training.corpora import rows

RATED = ("mqm_zh-en_news2020", "mqm_zh-en_news2021", "mqm_bio_ru-en")
TAGGED = ("mlqe_ru-en", "mlqe_ro-en", "mlqe_et-en")


def test_rows(data: Path, name: str) -> Iterator[dict[str, Any]]:
    """The rows of a set that lie in the test part of the committed split."""
    return rows([data / "dev" / f"{name}.jsonl.gz"], ["test"])


def check(segments: list[Segment], plan: Plan) -> list[Verdict]:
    verdicts = settle([v for n in range(0, len(segments), 500) for v in audit(segments[n : n + 500], plan)], plan)
    assert not [v.failures for v in verdicts if v.failures], next(v.failures for v in verdicts if v.failures)
    return verdicts


def counted(findings: Iterable[Finding]) -> list[Finding]:
    return [f for f in findings if f.severity is not Severity.NEUTRAL]


def findings_of(segments: list[Segment], plan: Plan) -> list[list[Finding]]:
    return [counted(v.findings) for v in check(segments, plan)]


def weighed(findings: Iterable[Finding]) -> list[Weighed]:
    grave = (Severity.MAJOR, Severity.CRITICAL)
    return [(f.target.start, f.target.end, "major" if f.severity in grave else "minor") for f in findings if f.target]


def held(
    judged: Iterable[tuple[Sequence[Finding], Sequence[Marked], Sequence[Weighed]]], grammar: Iterable[str]
) -> tuple[dict[str, Any], Recall]:
    """Findings of segments against the errors marked in them, on both sides by kind and on the target by severity."""
    precision, recall, match, characters = Precision(), Recall(), Match(), Characters()
    count = 0
    for count, (findings, marks, gold) in enumerate(judged, 1):
        precision.add(findings, marks)
        recall.add(findings, marks)
        for measure in (match, characters):
            measure.add(weighed(findings), gold)
    found, total = recall.over(grammar)
    return {
        "segments": count,
        "findings": sum(precision.total.values()),
        "precision": round(precision.overall, 4),
        "grammar_recall": round(found / max(1, total), 4),
        "grammar_n": total,
        "mpp_f1": round(match.f1, 4),
        "character_f1": round(characters.f1, 4),
        "by_rule": {r: f"{precision.right[r]}/{n}" for r, n in precision.total.most_common()},
        "recall_by_kind": {k: f"{recall.found[k]}/{n}" for k, n in recall.total.most_common()},
    }, recall


def marked(row: dict[str, Any]) -> list[Weighed]:
    return [
        (s["start"], s["end"], "minor" if s["severity"] in ("minor", "neutral") else "major")
        for s in row["spans"]
        if s["side"] == "target" and s["start"] is not None
    ]


def rated(data: Path, plan: Plan) -> dict[str, Any]:
    """MPP and character F1 against each rater, precision against any, and the same between raters."""
    result: dict[str, Any] = {}
    for name in RATED:
        by_target: dict[tuple[str, str], list[dict[str, Any]]] = defaultdict(list)
        for row in test_rows(data, name):
            if row["spans"] is not None and not row["is_human"] and not any(s.get("approx") for s in row["spans"]):
                by_target[row["source"], row["target"]].append(row)
        first = [group[0] for group in by_target.values()]
        segments = [
            Segment(
                r["id"], r["source"], r["target"], r["src_lang"], r["tgt_lang"], document=f"{r['doc_id']}{r['system']}"
            )
            for r in first
        ]
        ours, people = (Match(), Characters()), (Match(), Characters())
        hits = right = 0
        for group, findings in zip(by_target.values(), findings_of(segments, plan), strict=True):
            spans = weighed(findings)
            anyone = [mark for row in group for mark in marked(row)]
            hits += len(spans)
            right += sum(any(a < max(d, c + 1) and c < b for c, d, _ in anyone) for a, b, _ in spans)
            for row in group:
                for measure in ours:
                    measure.add(spans, marked(row))
            for one, other in combinations(group, 2):
                for measure in people:
                    measure.add(marked(one), marked(other))
        result[name] = {
            "segments": len(first),
            "findings": hits,
            "right_for_any_rater": round(right / hits, 3) if hits else None,
            "mpp_f1": round(ours[0].f1, 3),
            "character_f1": round(ours[1].f1, 3),
            "between_raters_mpp_f1": round(people[0].f1, 3) if people[0].found else None,
            "between_raters_character_f1": round(people[1].f1, 3) if people[1].found else None,
        }
    return result


def word_tags(data: Path, plan: Plan) -> dict[str, Any]:
    """Matthews correlation of "this word is BAD" with the tags of MLQE-PE, and of two idle baselines."""
    result: dict[str, Any] = {}
    for name in TAGGED:
        rows = [r for r in test_rows(data, name) if r.get("spans") is not None]
        segments = [
            Segment(r["id"], r["source"], r["target"], r["src_lang"], "en", document=str(r["doc_id"])) for r in rows
        ]
        found, longest = [0, 0, 0, 0], [0, 0, 0, 0]
        middle = sorted(len(r["target"]) for r in rows)[len(rows) // 2] if rows else 0
        for row, findings in zip(rows, findings_of(segments, plan), strict=True):
            bad = {at for s in row["spans"] if s["side"] == "target" for at in range(s["start"], s["end"])}
            said = {at for f in findings if f.target for at in range(f.target.start, f.target.end)}
            at = 0
            for word in row["target"].split():
                start = row["target"].index(word, at)
                at = start + len(word)
                places = set(range(start, at))
                true = bool(places & bad)
                for counts, guess in ((found, bool(places & said)), (longest, len(row["target"]) > middle)):
                    counts[(0 if guess else 2) if true else (1 if guess else 3)] += 1
        result[name] = {
            "segments": len(rows),
            "mcc": round(matthews(*found), 3),
            "mcc_of_nothing": 0.0,
            "mcc_of_longer_than_the_median": round(matthews(*longest), 3),
        }
    return result


def parts(plan: Plan) -> dict[str, Plan]:
    """Plans of which each has a part of tqa alone; what is optional is on in the last."""
    clauses = frozenset(r.id for r in rules().values() if r.check.name in ("construction", "country_article"))
    phrases = frozenset(r.id for r in rules().values() if r.check.name == "misrendering")
    learned = frozenset(r.id for r in rules().values() if r.check.name == "detected")
    made = {
        "other rules": replace(plan, off=clauses | phrases | learned),
        "phrase cards": replace(plan, only=phrases),
        "clause analysis": replace(plan, only=clauses),
    }
    made.update({name: replace(plan, only=frozenset({name})) for name in sorted(learned)})
    return {**made, "all rules": replace(plan, off=learned), "default": plan, "everything": replace(plan, on=learned)}
