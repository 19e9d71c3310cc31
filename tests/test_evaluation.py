"""Meta-evaluation by the definitions of mt-metrics-eval, worked by hand; files of annotations read and written."""

import io
import itertools
import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tqa import annotations
from tqa.annotations import esa, marot, ratings
from tqa.evaluation import correlation, probability, systems
from tqa.evaluation.held import evaluate
from tqa.evaluation.raters import krippendorff, labels_agree
from tqa.records import FeedError, Finding, PlanError, Score, Segment, Severity, Span, Verdict
from tqa.scoring.mqm import profile

# -- correlation -----------------------------------------------------------------------------------------------------


def test_pairs_by_hand() -> None:
    metric, human = [1.0, 2.0, 2.0, 4.0], [1.0, 3.0, 2.0, 3.0]
    # pairs: (0,1)+ (0,2)+ (0,3)+ (1,2) metric ties (1,3) human ties (2,3)+
    found = correlation.count(*correlation._differences(metric, human))
    assert found == (4, 0, 1, 1, 0)
    assert found.accuracy == pytest.approx(4 / 6)
    assert found.tau_b == pytest.approx(4 / 5)
    assert correlation.kendall([1, 2, 3], [3, 2, 1]) == -1.0
    assert correlation.pearson([1, 2, 3], [5, 5, 5]) == 0.0
    assert correlation.spearman([1, 2, 2, 9], [1, 4, 4, 5]) == pytest.approx(1.0)


def test_ties_are_calibrated_as_a_search_over_all_thresholds_finds() -> None:
    rng = np.random.default_rng(4)
    groups = [(list(rng.normal(size=5)), [float(x) for x in rng.integers(0, 3, 5)]) for _ in range(8)]
    found = correlation.accuracy_with_ties(groups)
    options = {0.0, *(abs(a - b) for metric, _ in groups for a, b in itertools.combinations(metric, 2))}
    best = max(
        np.mean([correlation.count(*correlation._differences(m, h), epsilon).accuracy for m, h in groups])
        for epsilon in options
    )
    assert found.accuracy == pytest.approx(best)
    ties = np.mean([np.mean([a == b for a, b in itertools.combinations(h, 2)]) for _, h in groups])
    assert found.of_constant == pytest.approx(ties)
    assert found.accuracy >= max(found.of_constant, found.of_chance)


def test_soft_pairwise_accuracy_by_hand() -> None:
    rng = np.random.default_rng(1)
    quality = np.array([[2.0], [1.0], [0.0]])
    human = quality + rng.normal(size=(3, 400))
    perfect = systems.agreement(human, human)
    assert (perfect.soft, perfect.hard, perfect.tau) == (1.0, 1.0, 1.0)
    reverse = systems.agreement(-human, human)
    assert reverse.soft < 0.01 and reverse.tau == -1.0
    noise = systems.agreement(rng.normal(size=(3, 400)), human)
    assert 0.2 < noise.soft < 0.9
    p = systems.better(human)
    assert p[0, 1] + p[1, 0] == pytest.approx(1.0)


# -- probabilities and raters ----------------------------------------------------------------------------------------


def test_calibration_by_hand() -> None:
    chances, outcomes = [0.2] * 10 + [0.8] * 10, [True] * 2 + [False] * 8 + [True] * 8 + [False] * 2
    assert probability.calibration_error(chances, outcomes, 2) == pytest.approx(0.0)
    assert probability.calibration_error([1.0] * 10, [False] * 10) == 1.0
    assert probability.brier([0.5, 0.5], [True, False]) == 0.25
    low, high = probability.wilson(8, 10)
    assert (low, high) == (pytest.approx(0.490, abs=0.001), pytest.approx(0.943, abs=0.001))


@given(
    st.lists(st.tuples(st.sampled_from([0.1, 0.5, 0.9]), st.booleans()), min_size=1, max_size=30), st.floats(0.05, 1.0)
)
def test_precision_at_coverage_does_not_depend_on_order(rows: list[tuple[float, bool]], share: float) -> None:
    one = probability.at_coverage([p for p, _ in rows], [y for _, y in rows], share)
    other = probability.at_coverage([p for p, _ in rows[::-1]], [y for _, y in rows[::-1]], share)
    assert one.precision == pytest.approx(other.precision)
    assert one.low <= one.precision + 1e-9 and one.precision - 1e-9 <= one.high


def test_raters_who_agree_and_who_do_not() -> None:
    assert krippendorff([[1, 1], [5, 5], [9, 9]]) == 1.0
    assert krippendorff([[1, 9], [9, 1], [1, 9]]) < 0
    # Krippendorff (2011), interval data, two raters, by hand: within 2, between by the formula
    assert krippendorff([[1, 2], [3, 3], [5, 4]]) == pytest.approx(1 - (4 / 6) / (2 * 6 * 10 / 30))
    assert labels_agree([("1", "a", "x"), ("1", "b", "x"), ("2", "a", "y"), ("2", "b", "y")]) == 1.0


# -- files -----------------------------------------------------------------------------------------------------------

SEGMENT = Segment(
    "7", "Порт «Південний» відкрито.", 'The "Southern" port is\topen.', "uk", "en", translator="engine-a", document="d1"
)
VERDICTS = [
    Verdict(SEGMENT, (Finding("7", "rater:anna", "accuracy/mistranslation", Severity.MAJOR, "Accuracy/Mistranslation", "", None, Span(4, 14)),), plan="rater:anna"),
    Verdict(SEGMENT, (), plan="rater:boris"),
]  # fmt: skip


@pytest.mark.parametrize(("form", "name"), [(marot, "x.tsv"), (ratings, "x.jsonl"), (esa, "y.jsonl")])
def test_annotations_come_back_as_they_went(form, name: str, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    out = io.StringIO()
    form.write(VERDICTS, out)
    path = tmp_path / name
    path.write_text(out.getvalue(), "utf-8")
    back = list(annotations.read(path))
    assert [v.plan for v in back] == ["rater:anna", "rater:boris"]
    assert [[(f.severity, f.target) for f in v.findings] for v in back] == [[(Severity.MAJOR, Span(4, 14))], []]
    assert back[0].segment.source == SEGMENT.source
    assert back[0].segment.target.split() == SEGMENT.target.split()


def test_the_mqm_data_of_wmt_are_read(tmp_path: Path) -> None:
    path = tmp_path / "mqm.tsv"
    path.write_text(
        "system\tdoc\tdoc_id\tseg_id\trater\tsource\ttarget\tcategory\tseverity\n"
        "A\td\t1\t9\tr1\tПорт.\tThe <v>prot</v>.\tFluency/Spelling\tMinor\n"
        "A\td\t1\t9\tr1\t<v>Порт</v>.\tThe prot.\tAccuracy/Omission\tMajor\n"
        "B\td\t1\t9\tr1\tПорт.\tThe port.\tNo-error\tNo-error\n",
        "utf-8",
    )
    first, second = annotations.read(path)
    assert [(f.category, f.target, f.source) for f in first.findings] == [
        ("fluency/spelling", Span(4, 8), None),
        ("accuracy/omission", None, Span(0, 4)),
    ]
    assert second.findings == () and second.segment.translator == "B"


@pytest.mark.parametrize(
    ("name", "text", "says"),
    [
        ("a.tsv", "system\tdoc\n", "has no column docSegId"),
        ("a.tsv", "\t".join(marot.COLUMNS) + "\nA\td\t1\t1\tr\ts\tt\tx\tHuge\t{}\n", "a.tsv:2: 'Huge' is no severity"),
        (
            "a.tsv",
            "\t".join(marot.COLUMNS) + "\nA\td\t1\t1\tr\ts\tt\tx\tMajor\t{\n",
            "a.tsv:2: the metadata are no JSON",
        ),
        (
            "a.jsonl",
            '{"target": "abc", "errors": [{"start": 1, "end": 9, "severity": "minor"}]}\n',
            "does not fit the target of 3",
        ),
        ("a.jsonl", "[]\n", "a.jsonl:1: is no rating"),
        ("a.jsonl", '{"tgt": "abc", "esa_spans": [{}]}\n', "is no error span annotation"),
    ],
)
def test_annotations_that_do_not_fit_are_refused_with_their_place(
    name: str, text: str, says: str, tmp_path: Path
) -> None:
    (tmp_path / name).write_text(text, "utf-8")
    with pytest.raises(FeedError, match=says.replace("(", r"\(")):
        list(annotations.read(tmp_path / name))


# -- all together ----------------------------------------------------------------------------------------------------


def verdict(n: int, found: Span | None, publishable: float = 0.5, translator: str = "a") -> Verdict:
    s = Segment(str(n), f"джерело {n}", f"the target text {n} of {translator}", "uk", "en", translator=translator)
    findings = (
        (Finding(str(n), "r", "accuracy", Severity.MAJOR, "m", "", None, found, confidence=0.9),) if found else ()
    )
    return Verdict(s, findings, (Score("publishable", publishable, "s", str(n)),))


def test_evaluation_by_hand() -> None:
    gold = [verdict(n, Span(4, 10) if n % 2 else None) for n in range(20)]
    ours = [verdict(n, Span(4, 10) if n in (1, 3, 2) else None, 0.1 if n % 2 else 0.9) for n in range(20)]
    found = evaluate(ours, gold, profile("wmt"))
    assert found["spans"]["findings"] == 3
    assert found["spans"]["precision"] == pytest.approx(2 / 3, abs=1e-3)
    assert found["spans"]["recall"] == pytest.approx(2 / 10)
    assert found["spans"]["mpp_f1"] == pytest.approx(2 * (2 / 3) * 0.2 / (2 / 3 + 0.2), abs=1e-3)
    assert found["publishable"]["curve"][1]["precision"] == 1.0
    assert found["publishable"]["base_rate"] == 0.5
    assert found["segments"]["mqm"]["pearson"] > 0
    assert json.dumps(found)
    with pytest.raises(PlanError, match="no translation stands in both"):
        evaluate(ours, [verdict(99, None)], profile("wmt"))
