"""Intervals that cover, tests that agree with sacrebleu's, charts that sound as often as designed."""

import itertools
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sacrebleu.metrics import BLEU
from sacrebleu.significance import PairedTest

from tqa.scoring.lexical import score_rows, statistics
from tqa.scoring.mqm import Tally, profile
from tqa.scoring.rating import rating, tolerance
from tqa.scoring.statistics.acceptance import rule_of_three, sequential
from tqa.scoring.statistics.charts import LEAST_PERIODS, cusum, ewma, laney
from tqa.scoring.statistics.comparison import agreement, holm
from tqa.scoring.statistics.difficulty import adjusted
from tqa.scoring.statistics.resampling import approximate_randomisation, paired_bootstrap, rate, rate_interval
from tqa.scoring.statistics.sampling import chances, draw, estimated_total
from tqa.scoring.statistics.shrinkage import shrink

REFERENCES = [
    f"the {a} saw the {b} near the old bridge at noon"
    for a in ("cat", "dog", "fox", "hen")
    for b in ("man", "boy", "girl")
]
ONE = [r.replace("saw", "has seen") for r in REFERENCES]
OTHER = [r.replace("near the old", "by an old") if n % 2 else r for n, r in enumerate(REFERENCES)]


# -- intervals and tests ---------------------------------------------------------------------------------------------


def documents(rng: np.random.Generator, size: int, per_1000: float) -> tuple[np.ndarray, np.ndarray]:
    words = rng.integers(80, 400, size).astype(float)
    frailty = rng.gamma(3, 1 / 3, size)  # documents differ more than chance
    minor, major = (rng.poisson(words / 1000 * per_1000 * share * frailty) for share in (0.8, 0.2))
    return minor + 5.0 * major, words


def test_the_interval_covers_the_truth_about_as_often_as_it_says() -> None:
    rng = np.random.default_rng(7)
    covered = 0
    for n in range(200):
        found = rate_interval(*documents(rng, 40, 8.0), resamples=400, seed=n)
        covered += found.low <= 8.0 * 1.8 <= found.high
    assert 0.90 <= covered / 200 <= 0.99


def test_no_error_gives_the_rule_of_three_and_one_document_an_interval() -> None:
    found = rate_interval(np.zeros(10), np.full(10, 300.0))
    assert (found.value, found.low) == (0.0, 0.0)
    assert found.high == pytest.approx(1.0)
    assert rule_of_three(3000) * 1000 == pytest.approx(1.0, abs=0.01)
    alone = rate_interval(np.array([5.0]), np.array([500.0]))
    assert alone.low < 10.0 < alone.high


@given(st.lists(st.tuples(st.integers(0, 40), st.integers(50, 900)), min_size=2, max_size=30))
@settings(max_examples=40, deadline=None)
def test_the_interval_holds_its_value_whatever_the_documents(rows: list[tuple[int, int]]) -> None:
    points, words = (np.array(column, float) for column in zip(*rows, strict=True))
    found = rate_interval(points, words, resamples=200)
    assert 0 <= found.low <= found.value <= found.high
    again = rate_interval(points, words, resamples=200)
    assert again == found


def test_paired_tests_agree_with_sacrebleu() -> None:
    rows = [
        np.array([statistics(t, r, "bleu") for t, r in zip(side, REFERENCES, strict=True)]) for side in (ONE, OTHER)
    ]
    score = score_rows("bleu")
    metric = {"BLEU": BLEU()}
    for kind, mine in (
        ("bs", paired_bootstrap(*rows, score, 400).p),
        ("ar", approximate_randomisation(*rows, score, 400)[1]),
    ):
        _, theirs = PairedTest([("one", ONE), ("other", OTHER)], metric, [REFERENCES], test_type=kind, n_samples=400)()
        # sacrebleu draws in another order, so p-values agree within what 400 resamples tell
        assert mine == pytest.approx(theirs["BLEU"][1].p_value, abs=0.06)


def test_a_translator_differs_from_itself_by_nothing() -> None:
    rng = np.random.default_rng(3)
    sums = np.stack(documents(rng, 30, 8.0), axis=1)
    found = paired_bootstrap(sums, sums, rate, 200)
    assert (found.value, found.p) == (0.0, 1 / 201) or found.p > 0.5
    assert approximate_randomisation(sums, sums, rate, 200)[0] == 0.0


# -- several at once -------------------------------------------------------------------------------------------------


def test_holm_by_hand() -> None:
    assert holm([0.01, 0.04, 0.03, 0.005]) == pytest.approx([0.03, 0.06, 0.06, 0.02])
    assert holm([]) == []


@given(st.lists(st.floats(0, 1), min_size=1, max_size=12))
def test_holm_never_lowers_a_p_value_and_keeps_their_order(values: list[float]) -> None:
    adjusted_values = holm(values)
    assert all(a >= p for a, p in zip(adjusted_values, values, strict=True))
    order = sorted(range(len(values)), key=lambda n: values[n])
    assert all(adjusted_values[a] <= adjusted_values[b] for a, b in itertools.pairwise(order))


def test_the_meaning_of_a_difference_is_the_published_one() -> None:
    assert agreement("bleu", 1.0) == pytest.approx(0.6399, abs=0.01)  # from the tool's own README
    assert agreement("cometkiwi22", 0.4) == pytest.approx(0.74, abs=0.015)
    assert agreement("chrf", 0.0) == 0.5
    assert agreement("another", 1.0) is None


def test_shrinkage_moves_the_unsure_further() -> None:
    sure, unsure, nothing = shrink([10.0, 10.0, 50.0], [0.5, 20.0, math.inf])
    others = shrink([10.0, 30.0, 20.0], [1.0, 1.0, 1.0])
    assert sure.weight >= unsure.weight > nothing.weight == 0.0 or sure.weight == 0.0
    assert [round(o.value) for o in others] == [10, 30, 20]
    alike = shrink([10.0, 12.0, 11.0], [5.0, 5.0, 5.0])  # within chance: all the same
    assert max(o.value for o in alike) - min(o.value for o in alike) < 0.1


# -- charts, acceptance, sampling ------------------------------------------------------------------------------------


def test_a_chart_sounds_for_a_jump_and_rarely_without_one() -> None:
    rng = np.random.default_rng(5)
    exposure = np.full(24, 20.0)
    calm = [
        sum(bool(p.alarms and "beyond three" in p.alarms[0]) for p in laney(rng.poisson(8 * exposure), exposure))
        for _ in range(60)
    ]
    assert sum(calm) / (60 * 24) < 0.02
    jump = rng.poisson(8 * exposure).astype(float)
    jump[-1] *= 2
    assert "beyond three sigmas" in laney(jump, exposure)[-1].alarms
    assert laney([1.0] * (LEAST_PERIODS - 1), [1.0] * (LEAST_PERIODS - 1)) == []


def run_length(alarmed: list[bool]) -> int:
    return next((n for n, a in enumerate(alarmed, 1) if a), len(alarmed))


@pytest.mark.parametrize("chart", [lambda z: [a for *_, a in ewma(z)], lambda z: [a for *_, a in cusum(z)]])
def test_slow_charts_are_quiet_in_control_and_hear_a_drift(chart) -> None:  # type: ignore[no-untyped-def]
    rng = np.random.default_rng(11)
    calm = np.mean([run_length(chart(list(rng.normal(size=1500)))) for _ in range(40)])
    drift = np.mean([run_length(chart(list(rng.normal(1.0, size=300)))) for _ in range(40)])
    assert 200 < calm < 620
    assert drift < 16


def test_the_sequential_test_by_hand_and_at_its_edges() -> None:
    found = sequential(errors=2, words=10_000, good=1.0, bad=3.0)
    assert found.evidence == pytest.approx(2 * math.log(3) - 20)
    assert found.ruling == "accept"
    assert sequential(40, 10_000, 1.0, 3.0).ruling == "reject"
    assert sequential(1, 500, 1.0, 3.0).ruling == "go on"
    with pytest.raises(ValueError, match="below the unacceptable"):
        sequential(1, 500, 3.0, 1.0)


def test_the_sample_has_its_size_and_its_total_is_unbiased() -> None:
    rng = np.random.default_rng(2)
    risk = rng.gamma(0.5, 2.0, 400)
    values = rng.poisson(risk).astype(float)
    totals = []
    for seed in range(300):
        drawn = draw(list(risk), 40, seed=seed)
        assert len(drawn) in (39, 40, 41)
        totals.append(estimated_total([values[c.unit] for c in drawn], [c.chance for c in drawn]))
    assert np.mean(totals) == pytest.approx(values.sum(), rel=0.03)
    assert np.std(totals) < 0.5 * values.sum()


@given(st.lists(st.floats(0, 100), min_size=1, max_size=50), st.integers(0, 60))
def test_chances_add_up_and_none_is_above_one(risk: list[float], size: int) -> None:
    found = chances(risk, size)
    assert found.sum() == pytest.approx(min(size, len(risk)))
    assert (found <= 1 + 1e-9).all() and (found >= 0).all()


def test_equal_difficulty_takes_the_source_out_of_a_comparison() -> None:
    pd = pytest.importorskip("pandas")
    pytest.importorskip("statsmodels", reason="statsmodels is not installed: pip install 'tqa[statistics]'")
    rng = np.random.default_rng(9)
    rows = []
    for n in range(300):
        hard = float(rng.normal())
        name = (
            "careful" if rng.random() < 1 / (1 + math.exp(-2 * hard)) else "lucky"
        )  # the careful one gets the hard texts
        points = rng.poisson(300 / 1000 * 10 * math.exp(0.6 * hard) * (0.7 if name == "careful" else 1.0))
        rows.append((name, f"d{n}", "feed", float(points), 300, hard))
    table = pd.DataFrame(rows, columns=["translator", "document", "feed", "points", "words", "difficulty"])
    raw = table.groupby("translator").agg({"points": "sum", "words": "sum"})
    found = adjusted(table)
    assert (
        raw.loc["careful", "points"] / raw.loc["careful", "words"]
        > raw.loc["lucky", "points"] / raw.loc["lucky", "words"]
    )
    assert found["careful"].value < found["lucky"].value
    assert found["careful"].value / found["lucky"].value == pytest.approx(0.7, abs=0.15)


# -- ratings ---------------------------------------------------------------------------------------------------------


def test_ratings_by_the_published_examples() -> None:
    by = profile("wmt")
    ten = Tally(50, 1000, 10.0, 10.0, 0)
    assert rating(ten, by, "raw").score == 99.0  # ten minor errors in 1,000 words
    linear = rating(ten, by, "linear")
    assert (linear.score, linear.verdict) == (90.0, "pass")  # at the border
    a, b = tolerance((1000, 10), (5000, 30))
    assert (a, b) == (pytest.approx(22.44, abs=0.01), pytest.approx(5.6155e-4, abs=1e-7))
    assert a * math.log1p(b * 250) == pytest.approx(2.95, abs=0.01)
    assert rating(Tally(1, 249, 0.0, 0.0, 0), by).verdict == "insufficient sample"
    assert rating(Tally(50, 5000, 25.0, 625.0, 1), profile("mqm2")).verdict == "fail (critical)"
    with pytest.raises(ValueError, match="no tolerance curve"):
        tolerance((1000, 10), (5000, 60))


@pytest.mark.parametrize("name", ["wmt", "mqm2", "iso5060", "newsroom"])
def test_every_profile_rates(name: str) -> None:
    found = rating(Tally(50, 2000, 8.0, 8.0, 0), profile(name))
    assert found.score is not None and found.score > 90
    assert f"profile:{name}" in found.signature and f"model:{found.model}" in found.signature
