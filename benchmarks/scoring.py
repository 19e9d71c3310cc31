"""Scores beside people: systems, segments, "publishable"; intervals and charts by simulation; a report over a million verdicts.

python benchmarks/scoring.py --data ../shared/data [--part systems …] [--out benchmarks/results/scoring.json]
"""

from __future__ import annotations

import argparse
import json
import resource
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np

from tqa.audit.audit import audit
from tqa.audit.plan import Plan
from tqa.evaluation import correlation, probability
from tqa.evaluation.systems import agreement
from tqa.records import Segment, Verdict
from tqa.scoring.lexical import from_statistics, statistics
from tqa.scoring.statistics.charts import cusum, ewma, laney
from tqa.scoring.statistics.resampling import rate_interval
from tqa.training.corpora import rows as rows_of

SYSTEMS = ("wmt22_uk-en", "wmt21_ru-en", "wmt22_ru-en", "wmt21_cs-en", "wmt22_cs-en", "wmt21_de-en", "wmt22_de-en")
JUDGED = ("mlqe_ru-en", "mlqe_ro-en", "mlqe_et-en", "mqm_zh-en_news2020", "mqm_zh-en_news2021", "mqm_bio_ru-en")
PLAN = Plan(estimate=True, metrics=())
READ = Plan(quality_model="en/quality", metrics=())
PARTS = ("train", "calibrate", "test")


def estimates(rows: list[dict[str, Any]]) -> Iterator[dict[str, float]]:
    """tqa's scores of each row, higher for better."""
    for start in range(0, len(rows), 500):
        part = rows[start : start + 500]
        segments = [
            Segment(r["id"], r["source"], r["target"], r["src_lang"], "en", document=str(r["doc_id"])) for r in part
        ]
        for plain, read in zip(audit(segments, PLAN), audit(segments, READ), strict=True):
            yield (
                {"points of findings": -plain.scores[0].value}
                | told(plain)
                | {f"{m}, read": v for m, v in told(read).items()}
            )


def told(verdict: Verdict) -> dict[str, float]:
    """The estimate of a verdict, higher for better."""
    found = {s.metric: s.value for s in verdict.scores}
    return {"expected penalty": -found.get("expected-penalty", 0.0), "comparison": found.get("comparison", 0.0)}


def systems(data: Path) -> dict[str, Any]:
    """Soft pairwise accuracy and Kendall of systems against their human averages, beside BLEU and chrF with reference."""
    result: dict[str, Any] = {}
    for name in SYSTEMS:
        rows = [r for r in rows_of([data / f"dev/{name}.jsonl.gz"], PARTS) if not r["is_human"]]
        rated = {r["system"] for r in rows if r.get("human_z") is not None}
        rows = [r for r in rows if r["system"] in rated]
        at_system = {s: n for n, s in enumerate(sorted(rated))}
        at_segment = {k: n for n, k in enumerate(sorted({(str(r["doc_id"]), str(r["seg_id"])) for r in rows}))}
        shape = (len(at_system), len(at_segment))
        people = np.full(shape, np.nan)
        ours: dict[str, np.ndarray] = defaultdict(lambda shape=shape: np.full(shape, np.nan))  # type: ignore[misc]
        sums: dict[str, dict[str, np.ndarray]] = {m: {} for m in ("bleu", "chrf")}
        for row, found in zip(rows, estimates(rows), strict=True):
            at = at_system[row["system"]], at_segment[str(row["doc_id"]), str(row["seg_id"])]
            if row.get("human_z") is not None:
                people[at] = row["human_z"]
            for metric, value in found.items():
                ours[metric][at] = value
            for metric, total in sums.items():
                stats = np.array(statistics(row["target"], row["reference"], metric))
                total[row["system"]] = total.get(row["system"], 0) + stats
                ours[f"sentence {metric}"][at] = from_statistics(stats, metric)
        human = list(np.nanmean(people, axis=1))
        told: dict[str, Any] = {"systems": len(at_system)}
        for metric, scores in ours.items():
            found_ = agreement(scores, people)
            told[metric] = {"soft_pairwise_accuracy": round(found_.soft, 3), "kendall": round(found_.tau, 3)}
        for metric, total in sums.items():  # Kendall of the corpus score, which is what people report
            corpus = [from_statistics(total[s], metric) for s in sorted(at_system)]
            told[f"sentence {metric}"]["kendall_of_corpus_score"] = round(correlation.kendall(corpus, human), 3)
        result[name] = told
    metrics = [m for m in result[SYSTEMS[0]] if m != "systems"]
    result["mean"] = {
        m: {k: round(float(np.mean([result[n][m][k] for n in SYSTEMS])), 3) for k in result[SYSTEMS[0]][m]}
        for m in metrics
    }
    return result


def segments(data: Path) -> dict[str, Any]:
    """Correlation with judgements in the test part of the split, beside baselines and metrics with reference."""
    result: dict[str, Any] = {}
    for name in JUDGED:
        kept: dict[tuple[str, str], list[dict[str, Any]]] = defaultdict(list)
        for r in rows_of([data / f"dev/{name}.jsonl.gz"], ["test"]):
            if (
                r["human_score"] is not None
                and not r["is_human"]
                and r["score_type"] in ("DA_mean_0_100", "mqm_neg_penalty")
            ):
                kept[r["source"], r["target"]].append(r)
        rows = [group[0] for group in kept.values()]
        people = [max(-25.0, float(np.mean([r["human_score"] for r in g]))) for g in kept.values()]
        scores: dict[str, list[float]] = defaultdict(list)
        for row, found in zip(rows, estimates(rows), strict=True):
            for metric, value in found.items():
                scores[metric].append(value)
            ratio = len(row["target"]) / max(1, len(row["source"]))
            scores["length ratio"].append(-abs(np.log(ratio)))
            scores["length"].append(-len(row["target"]))
            if row.get("reference"):
                for metric in ("bleu", "chrf"):
                    stats = statistics(row["target"], row["reference"], metric)
                    scores[f"sentence {metric} with reference"].append(from_statistics(stats, metric))
        groups: dict[str, list[int]] = defaultdict(list)
        for n, row in enumerate(rows):
            groups[row["source"]].append(n)
        several = [g for g in groups.values() if len(g) > 1]
        result[name] = {"segments": len(rows)}
        for metric, values in scores.items():
            told = {
                "pearson": round(correlation.pearson(values, people), 3),
                "kendall": round(correlation.kendall(values, people), 3),
            }
            if len(several) > 20:
                calibrated = correlation.accuracy_with_ties(
                    [([values[n] for n in g], [people[n] for n in g]) for g in several]
                )
                told["acc_eq"] = round(calibrated.accuracy, 3)
                told["acc_eq_of_a_constant"] = round(calibrated.of_constant, 3)
            result[name][metric] = told
    return result


def publishable(data: Path) -> dict[str, Any]:
    """The estimate that nothing need be changed, on machine translation marked by hand."""
    rows = [json.loads(line) for line in (data / "annot/dev_uk_ru-en.jsonl").read_text("utf-8").splitlines()]
    listed = [Segment(r["id"], r["source"], r["target"], r["src_lang"], "en", document=str(r["doc_id"])) for r in rows]
    outcomes = [bool(r["publishable"]) for r in rows]
    found = {"segments": len(rows), "base_rate": round(float(np.mean(outcomes)), 3), "ceiling_at_10_percent": 1.0}
    return found | {"plain": _curve(listed, outcomes, PLAN), "read": _curve(listed, outcomes, READ)}


def _curve(listed: list[Segment], outcomes: list[bool], plan: Plan) -> dict[str, Any]:
    chances = [next(s.value for s in v.scores if s.metric == "publishable") for v in audit(listed, plan)]
    curve = [probability.at_coverage(chances, outcomes, share / 100) for share in (5, 10, 20, 30, 40, 50, 75, 100)]
    return {
        "ece": round(probability.calibration_error(chances, outcomes), 3),
        "brier": round(probability.brier(chances, outcomes), 3),
        "curve": [[c.share, round(c.precision, 3), round(c.low, 3), round(c.high, 3)] for c in curve],
    }


def simulated(_: Path) -> dict[str, Any]:
    """Coverage of the 95 % interval over documents that differ more than chance, and how often charts sound in vain."""
    rng = np.random.default_rng(1)
    coverage = {}
    for size in (15, 30, 100, 400):
        for per_1000 in (4.0, 12.0):
            hits, trials = 0, 1000
            for n in range(trials):
                words = rng.integers(80, 400, size).astype(float)
                frailty = rng.gamma(3, 1 / 3, size)
                minor, major = (rng.poisson(words / 1000 * per_1000 * s * frailty) for s in (0.8, 0.2))
                found = rate_interval(minor + 5.0 * major, words, resamples=1000, seed=n)
                hits += found.low <= per_1000 * 1.8 <= found.high
            coverage[f"{size} documents, {per_1000:g} errors"] = round(hits / trials, 3)
    calm = [p for _ in range(4000) for p in laney(rng.poisson(8 * np.full(24, 20.0)), np.full(24, 20.0))]
    z = rng.normal(size=(200, 2000))

    def length(alarms: list[bool]) -> int:
        return next((n for n, a in enumerate(alarms, 1) if a), len(alarms))

    start = time.perf_counter()
    rate_interval(
        rng.poisson(0.05, 1_000_000).astype(float), rng.integers(5, 40, 1_000_000).astype(float), resamples=1000
    )
    return {
        "coverage_of_95_percent_intervals": coverage,
        "laney_beyond_three_sigmas": round(float(np.mean(["beyond three sigmas" in p.alarms for p in calm])), 4),
        "designed": 0.0027,
        "ewma_run_length_in_control": round(float(np.mean([length([a for *_, a in ewma(list(row))]) for row in z]))),
        "cusum_run_length_in_control": round(float(np.mean([length([a for *_, a in cusum(list(row))]) for row in z]))),
        "designed_run_length": 370,
        "seconds_for_1000_resamples_of_1000000_segments": round(time.perf_counter() - start, 1),
    }


def million(data: Path) -> dict[str, Any]:
    """A report over a million verdicts of 50 translators: seconds and peak memory; the store is filled with made-up findings."""
    import subprocess
    import sys

    with tempfile.TemporaryDirectory() as folder:
        place = f"{folder}/million.sqlite"
        code = f"""
import random
from tqa.records import Finding, Score, Segment, Severity, Span, Verdict
from tqa.scoring.mqm import count_words
from tqa.store import Store
rng = random.Random(1)
RULES = [("number-changed", "accuracy/number", "major"), ("en/glued-marks", "linguistic/whitespace", "minor"), ("deprecated-term", "terminology/termbase", "minor")]
def made():
    for n in range(1_000_000):
        s = Segment(f"s{{n}}", f"Речення номер {{n}} про місто і раду та її нові рішення.", f"Sentence number {{n}} about the city and its council.", "uk", "en", translator=f"t{{n % 50}}", document=f"d{{n // 1000}}", date=f"2026-{{n // 84000 % 12 + 1:02d}}-01")
        found = []
        if rng.random() < 0.06:
            rule, category, severity = rng.choice(RULES)
            found.append(Finding(s.id, rule, category, Severity(severity), "m", "w", None, Span(0, 8), confidence=0.9, fingerprint=f"f{{n}}"))
        yield Verdict(s, tuple(found), (Score("expected-penalty", rng.random() * 5, "e", s.id), Score("publishable", rng.random(), "e", s.id)), plan="p")
with Store({place!r}) as store:
    store.add(made(), "made", count_words)
"""
        start = time.perf_counter()
        subprocess.run([sys.executable, "-c", code], check=True)
        filled = time.perf_counter()
        report = [str(Path(sys.executable).with_name("tqa")), "report", place, "--out", f"{folder}/r.html"]
        before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
        subprocess.run(report, check=True, capture_output=True)
        done = time.perf_counter()
        return {
            "verdicts": 1_000_000,
            "translators": 50,
            "store_seconds": round(filled - start, 1),
            "report_seconds": round(done - filled, 1),
            "report_peak_megabytes_at_most": round(
                max(before, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss) / 1024
            ),
            "store_megabytes": round(Path(place).stat().st_size / 1e6),
        }


MEASURES = {
    "systems": systems,
    "segments": segments,
    "publishable": publishable,
    "simulated": simulated,
    "million": million,
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="the evaluation data's folder")
    parser.add_argument("--part", choices=MEASURES, action="append")
    parser.add_argument("--out", type=Path)
    args = parser.parse_args()
    result: dict[str, Any] = {"date": date.today().isoformat(), "split": "dev"}
    for name in args.part or MEASURES:
        result[name] = MEASURES[name](args.data)
        print(json.dumps({name: result[name]}, indent=1))
    if args.out:
        args.out.write_text(json.dumps(result, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
