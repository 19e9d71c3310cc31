"""Verdicts held against what people marked in the same translations: everything `tqa evaluate` prints."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np

from tqa.evaluation import correlation, probability, systems
from tqa.evaluation.raters import between_raters, krippendorff
from tqa.evaluation.spans import Characters, Marked, Match, Weighed, touches
from tqa.records import Finding, PlanError, Severity, Verdict
from tqa.scoring.mqm import Profile

Key = tuple[str, str]
GRAVE = (Severity.MAJOR, Severity.CRITICAL)


def key_of(verdict: Verdict) -> Key:
    """A translation by its texts: ids differ between files, texts do not."""
    return verdict.segment.source or "", verdict.segment.target


def _weighed(findings: Iterable[Finding]) -> list[Weighed]:
    return [
        (f.target.start, f.target.end, "major" if f.severity in GRAVE else "minor")
        for f in findings
        if f.target is not None and f.severity is not Severity.NEUTRAL
    ]


def _penalty(verdict: Verdict, by: Profile) -> float:
    return sum(by.penalty(f.category, f.severity) for f in verdict.findings)


def evaluate(verdicts: Iterable[Verdict], gold: Iterable[Verdict], by: Profile) -> dict[str, Any]:
    """Spans, segments, systems, publishable and raters, each with what it must be read beside. PlanError where no translation is in both."""
    people: dict[Key, list[Verdict]] = defaultdict(list)
    for one in gold:
        people[key_of(one)].append(one)
    ours = [v for v in verdicts if key_of(v) in people]
    if not ours:
        raise PlanError("no translation stands in both files; they are matched by source and target")
    return {
        "translations": len(ours),
        "raters": len({g.plan for rated in people.values() for g in rated}),
        "spans": _spans(ours, people),
        "segments": _segments(ours, people, by),
        "systems": _systems(ours, people, by),
        "publishable": _publishable(ours, people),
        "between_raters": _between(list(people.values()), by),
    }


def _spans(ours: Sequence[Verdict], people: dict[Key, list[Verdict]]) -> dict[str, Any]:
    """Precision against any rater, recall of all marks, MPP and character F1 against each, calibration of confidences."""
    match, characters = Match(), Characters()
    chances, outcomes = [], []
    marks = met = 0
    for verdict in ours:
        findings = [f for f in verdict.findings if f.severity is not Severity.NEUTRAL]
        rated = people[key_of(verdict)]
        theirs = [m for g in rated for f in g.findings for m in _marked(f)]
        for finding in findings:
            chances.append(finding.confidence)
            outcomes.append(any(touches(finding, m) for m in theirs))
        marks += len(theirs)
        met += sum(any(touches(f, m) for f in findings) for m in theirs)
        for g in rated:
            for measure in (match, characters):
                measure.add(_weighed(findings), _weighed(g.findings))
    n = len(outcomes)
    low, high = probability.wilson(sum(outcomes), n)
    return {
        "findings": n,
        "precision": round(sum(outcomes) / n, 4) if n else None,
        "precision_interval": [round(low, 4), round(high, 4)],
        "marks": marks,
        "recall": round(met / marks, 4) if marks else None,
        "mpp_f1": round(match.f1, 4),
        "character_f1": round(characters.f1, 4),
        "confidence_ece": round(probability.calibration_error(chances, outcomes), 4) if n else None,
        "confidence_brier": round(probability.brier(chances, outcomes), 4) if n else None,
    }


def _marked(finding: Finding) -> list[Marked]:
    sides = (("source", finding.source), ("target", finding.target))
    return [Marked(side, span, finding.category) for side, span in sides if span is not None]


def _mean_penalty(rated: Sequence[Verdict], by: Profile) -> float:
    """What people took off: an ESA score's distance to 100, or MQM points, on average over raters."""
    scored = [s.value for g in rated for s in g.scores if s.metric == "esa"]
    return 100 - sum(scored) / len(scored) if scored else sum(_penalty(g, by) for g in rated) / len(rated)


def _metric(verdict: Verdict, name: str, by: Profile) -> float | None:
    """A verdict's number, higher for better."""
    if name == "mqm":
        return -_penalty(verdict, by)
    value = next((s.value for s in verdict.scores if s.metric == name), None)
    return None if value is None else -value if name in ("expected-penalty", "ter", "hter") else value


METRICS = ("mqm", "expected-penalty", "publishable", "comparison", "bleu", "chrf", "chrf++", "ter")


def _segments(ours: Sequence[Verdict], people: dict[Key, list[Verdict]], by: Profile) -> dict[str, Any]:
    found = {}
    for name in METRICS:
        rows = [(v, x) for v in ours if (x := _metric(v, name, by)) is not None]
        if len(rows) < 3:
            continue
        values = [x for _, x in rows]
        human = [-_mean_penalty(people[key_of(v)], by) for v, _ in rows]
        groups: dict[str, tuple[list[float], list[float]]] = defaultdict(lambda: ([], []))
        for (v, x), h in zip(rows, human, strict=True):
            groups[v.segment.source or ""][0].append(x)
            groups[v.segment.source or ""][1].append(h)
        calibrated = correlation.accuracy_with_ties(list(groups.values()))
        found[name] = {
            "n": len(rows),
            "pearson": round(correlation.pearson(values, human), 4),
            "spearman": round(correlation.spearman(values, human), 4),
            "kendall": round(correlation.kendall(values, human), 4) if len(rows) <= 5000 else None,
            "accuracy_with_ties": round(calibrated.accuracy, 4) if calibrated.pairs else None,
            "epsilon": round(calibrated.epsilon, 4),
            "accuracy_of_a_constant": round(calibrated.of_constant, 4),
        }
    return found


def _systems(ours: Sequence[Verdict], people: dict[Key, list[Verdict]], by: Profile) -> dict[str, Any]:
    """Soft pairwise accuracy and Kendall over translators that share sources."""
    names = sorted({v.segment.translator for v in ours} - {""})
    if len(names) < 3:
        return {}
    columns = {s: n for n, s in enumerate(dict.fromkeys(v.segment.source or "" for v in ours))}
    rows = {s: n for n, s in enumerate(names)}
    found = {}
    for name in METRICS:
        mine, theirs = (np.full((len(names), len(columns)), np.nan) for _ in range(2))
        for v in ours:
            value = _metric(v, name, by)
            if value is not None and v.segment.translator in rows:
                at = rows[v.segment.translator], columns[v.segment.source or ""]
                mine[at], theirs[at] = value, -_mean_penalty(people[key_of(v)], by)
        whole = ~np.isnan(mine).any(axis=0)
        if whole.sum() >= 10:
            a = systems.agreement(mine[:, whole], theirs[:, whole])
            found[name] = {
                "soft_pairwise_accuracy": round(a.soft, 4),
                "pairwise_accuracy": round(a.hard, 4),
                "kendall": round(a.tau, 4),
                "systems": a.systems,
            }
    return found


def _publishable(ours: Sequence[Verdict], people: dict[Key, list[Verdict]]) -> dict[str, Any]:
    """The estimate that nothing need be changed against "no rater marked anything"."""
    rows = [
        (x, all(not g.findings for g in people[key_of(v)]))
        for v in ours
        if (x := next((s.value for s in v.scores if s.metric == "publishable"), None)) is not None
    ]
    if len(rows) < 10:
        return {}
    chances, outcomes = [x for x, _ in rows], [y for _, y in rows]
    curve = [probability.at_coverage(chances, outcomes, share / 100) for share in (5, 10, 20, 30, 50, 75, 100)]
    return {
        "base_rate": round(sum(outcomes) / len(outcomes), 4),
        "ece": round(probability.calibration_error(chances, outcomes), 4),
        "brier": round(probability.brier(chances, outcomes), 4),
        "curve": [
            {"coverage": c.share, "precision": round(c.precision, 4), "low": round(c.low, 4), "high": round(c.high, 4)}
            for c in curve
        ],
    }


def _between(rated: Sequence[Sequence[Verdict]], by: Profile) -> dict[str, Any]:
    """The ceiling: raters against each other; empty where each translation has one."""
    several = [g for g in rated if len(g) > 1]
    if not several:
        return {}
    mpp, characters = between_raters([[_weighed(v.findings) for v in g] for g in several])
    alpha = krippendorff([[_penalty(v, by) for v in g] for g in several])
    return {
        "translations": len(several),
        "mpp_f1": round(mpp, 4),
        "character_f1": round(characters, 4),
        "krippendorff_alpha": round(alpha, 4),
    }
