"""Whole texts with all that is found in them; `python -m tests.test_golden` writes the expected files anew, the diff is reviewed."""

import json
from pathlib import Path

import pytest

import tqa
from tqa.evaluation.spans import Marked, Precision, Recall
from tqa.records import Segment, Span, Verdict

HERE = Path(__file__).parent
GLOSSARY = str(HERE.parent / "glossaries/ukraine-news.csv")
DEMO = HERE.parent / "corpora/demo"


def demo() -> list[Verdict]:
    return list(tqa.check(tqa.read(DEMO / "feed.jsonl"), tqa.Plan.load(glossary=GLOSSARY)))


def shape(verdicts: list[Verdict]) -> str:
    lines = []
    for v in verdicts:
        for f in v.findings:
            words = (
                v.segment.target[f.target.start : f.target.end]
                if f.target
                else (v.segment.source or "")[f.source.start : f.source.end]
                if f.source
                else ""
            )
            lines.append(json.dumps([v.segment.id, f.rule, f.severity.value, words, f.suggestion], ensure_ascii=False))
    return "\n".join(lines) + "\n"


def test_the_demo_feed() -> None:
    assert shape(demo()) == (HERE / "golden/demo.jsonl").read_text("utf-8")


def test_the_demo_feed_against_its_gold() -> None:
    gold = {row["id"]: row for row in map(json.loads, (DEMO / "gold.jsonl").read_text("utf-8").splitlines())}
    verdicts, precision, recall = demo(), Precision(), Recall()
    assert len({v.segment.document for v in verdicts}) >= 12
    assert len({v.segment.translator for v in verdicts}) == 3
    for v in verdicts:
        marks = [Marked(s["side"], Span(s["start"], s["end"]), s["kind"]) for s in gold[v.segment.id]["spans"]]
        precision.add(v.findings, marks)
        recall.add(v.findings, marks)
    found, total = recall.over(recall.total)
    assert found / total > 0.8
    assert precision.overall > 0.8


def test_the_corrected_demo_is_nearly_silent() -> None:
    rows = [json.loads(line) for line in (DEMO / "gold.jsonl").read_text("utf-8").splitlines()]
    sources = {v.segment.id: v.segment for v in demo()}
    mended = [
        Segment(
            r["id"],
            sources[r["id"]].source,
            r.get("corrected", sources[r["id"]].target),
            "uk",
            "en",
            document=sources[r["id"]].document,
        )
        for r in rows
    ]
    flagged = [
        v
        for v in tqa.check(mended, tqa.Plan.load(glossary=GLOSSARY))
        if any(f.severity != "neutral" for f in v.findings)
    ]
    assert len(flagged) <= 0.05 * len(mended), shape(flagged)


def test_a_text_without_a_source() -> None:
    lines = [
        "The European Committee for the Prevention of Torture inspected three prisons.",
        "Inspectors of the CPC spoke with detainees. About this stated at the ministry.",
        "on May 5, the service was there are 40 complaints, LIGA.netthe portal wrote.",
        '"The "open" wing remains closed, the director said.',
    ]
    segments = [Segment(str(n), None, line, "", "en", document="d") for n, line in enumerate(lines)]
    found = [f.rule for v in tqa.check(segments, tqa.Plan.load(glossary=GLOSSARY)) for f in v.findings]
    assert found == [
        "forbidden-term-in-document",
        "en/fronted-report",
        "lost-capital",
        "en/existential-inside",
        "en/glued-domain",
        "unpaired-quote",
    ]


SEED = Path(__file__).parents[2] / "shared" / "seed" / "article.txt"


@pytest.mark.skipif(not SEED.exists(), reason="the article this project began with is not beside it")
def test_the_first_article_shows_its_faults_and_nothing_else() -> None:
    plan = tqa.Plan.load(target_lang="en", glossary=GLOSSARY)
    verdicts = tqa.check(tqa.read(SEED), plan)
    found = {
        (f.rule, v.segment.target[f.target.start : f.target.end]) for v in verdicts for f in v.findings if f.target
    }
    rules = sorted(rule for rule, _ in found)
    assert rules == [
        "en/existential-inside",
        "en/fronted-report",
        "en/glued-domain",
        "forbidden-term-in-document",
        "forbidden-term-in-document",
        "lost-capital",
        "unpaired-quote",
    ]


if __name__ == "__main__":
    (HERE / "golden/demo.jsonl").write_text(shape(demo()), "utf-8")
