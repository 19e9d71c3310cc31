"""The reference-free estimate: what it reads, what it says, how it is fitted."""

import json
from pathlib import Path

import numpy as np
import pytest

from tqa.audit.audit import audit
from tqa.audit.plan import Plan
from tqa.checks.finder import Pair
from tqa.languages import language
from tqa.languages.fluency import surprises
from tqa.languages.text import Text
from tqa.records import ModelError, Segment
from tqa.scoring.estimate import estimator, features, stretched
from tqa.training import fluency
from tqa.training.estimate import Judged, fit, logistic, ridge

DATA = Path(__file__).parent.parent.parent / "shared/data/dev"
SOURCE = "Міська рада Львова ухвалила бюджет на наступний рік, повідомила речниця."
GOOD = "Lviv City Council adopted the budget for next year, the spokeswoman said."
BAD = "City rada Lvova ukhvalyla the of budget was on following rik, informed."


def scores(target: str, source: str = SOURCE) -> dict[str, float]:
    (verdict,) = audit([Segment("1", source, target, "uk", "en")], Plan(estimate=True))
    return {s.metric: s.value for s in verdict.scores}


def test_a_good_translation_is_expected_to_cost_less_than_a_broken_one() -> None:
    good, bad = scores(GOOD), scores(BAD)
    assert good["expected-penalty"] < bad["expected-penalty"]
    assert good["publishable"] > bad["publishable"]
    assert good["comparison"] > bad["comparison"]
    assert good["difficulty"] == bad["difficulty"], "how hard the source is does not depend on its translation"


def test_a_quality_model_reads_targets_in_its_own_language_only() -> None:
    plan = Plan(quality_model="en/quality")
    segments = [
        Segment("1", SOURCE, GOOD, "uk", "en"),
        Segment("2", GOOD, SOURCE, "en", "uk"),
        Segment("3", SOURCE, " ", "uk", "en"),
    ]
    read, plain, empty = audit(segments, plan)
    assert "read:yes" in read.scores[-1].signature and "read" not in plain.scores[-1].signature
    assert [s.metric for s in empty.scores] == ["mqm"]
    good, bad = (audit([Segment("1", SOURCE, t, "uk", "en")], plan)[0].scores for t in (GOOD, BAD))
    assert {s.metric: s.value for s in good}["publishable"] > {s.metric: s.value for s in bad}["publishable"]
    assert [v.scores for v in audit(segments, plan)] == [audit([s], plan)[0].scores for s in segments]
    assert plan.fingerprint != Plan(estimate=True).fingerprint
    assert {n for n in estimator(read=True).names if n not in estimator().names} == {
        "read_score",
        "read_effort",
        "read_untouched",
    }


def test_an_unknown_quality_model_is_refused_before_anything_is_read() -> None:
    with pytest.raises(ModelError, match="shipped are"):
        Plan.load(quality_model="en/no-such")
    with pytest.raises(ModelError, match="is no quality model"):
        audit([Segment("1", SOURCE, GOOD, "uk", "en")], Plan(quality_model="en/detector"))


def test_no_estimate_without_a_source_or_when_not_asked() -> None:
    (verdict,) = audit([Segment("1", None, GOOD, "", "en")], Plan(estimate=True))
    assert [s.metric for s in verdict.scores] == ["mqm"]
    (verdict,) = audit([Segment("1", SOURCE, GOOD, "uk", "en")], Plan())
    assert [s.metric for s in verdict.scores] == ["mqm"]
    assert Plan(estimate=True).fingerprint != Plan().fingerprint


@pytest.mark.parametrize(
    ("source", "target"), [("!", "?"), ("他走了", "He left."), ("x" * 5000, "y"), ("а", " "), ("Так.", "Yes.")]
)
def test_odd_texts_have_finite_features(source: str, target: str) -> None:
    pair = Pair(Segment("1", source, target, "uk", "en"))
    found = features(pair.source, pair.target, pair.links, ())
    assert sorted(found) == estimator().names
    assert np.isfinite(list(found.values())).all()


def test_usual_words_surprise_less_than_unusual_ones() -> None:
    def mean(text: str) -> float:
        rows = surprises(Text(text, language("en")))
        return float(np.mean([x for row in rows for x in row]))

    assert mean("The council said that it would be open.") < mean("Said the that open would it council be.")
    assert surprises(Text("Рада відкрита.", language("uk"))) == []


def test_hinges_and_ridge_and_platt_by_hand() -> None:
    assert stretched([3.0], [[1.0, 5.0]]) == [3.0, 2.0, 0.0]
    rng = np.random.default_rng(0)
    table = rng.normal(size=(500, 2))
    weights, intercept = ridge(table, 2 * table[:, 0] - table[:, 1] + 4, np.ones(500), 1e-6)
    assert weights == pytest.approx([2.0, -1.0]) and intercept == pytest.approx(4.0)
    latent = rng.normal(size=20_000)
    slope, shift = logistic(latent, (rng.random(20_000) < 1 / (1 + np.exp(-(1.5 * latent - 0.5)))).astype(float))
    assert (slope, shift) == (pytest.approx(1.5, abs=0.1), pytest.approx(-0.5, abs=0.1))


def test_the_recipe_learns_what_costs_points(tmp_path: Path) -> None:
    rng = np.random.default_rng(1)
    rows, found = [], []
    base = dict.fromkeys(estimator().names, 0.0)
    for n in range(1200):
        bad, hard = float(rng.random()), float(rng.normal())
        part = ("train", "train", "calibrate")[n % 3]
        segment = Segment(str(n), f"source {n // 3}", "t", "uk", "en")
        rows.append(Judged("mqm_toy", part, segment, max(0.0, 10 * bad + hard), True))
        found.append(base | {"rare": bad, "source_rare": hard})
    data = fit(rows, found)
    values = data["penalty"]["value"]
    assert values == sorted(values, reverse=True), "better quality never costs more"
    assert values[0] > values[-1] + 3
    assert data["publishable"][0] > 0
    assert json.loads(json.dumps(data)) == data
    counts = fluency.fit(["The port is open.", "The port was open."] * 3, "en")
    fluency.write(counts, tmp_path / "a.gz")
    fluency.write(counts, tmp_path / "b.gz")
    assert (tmp_path / "a.gz").read_bytes() == (tmp_path / "b.gz").read_bytes()


@pytest.mark.skipif(not DATA.is_dir(), reason="the evaluation data are not beside the project")
def test_the_shipped_model_tells_good_from_bad_where_people_did() -> None:
    from tqa.evaluation.correlation import pearson
    from tqa.training.corpora import rows as rows_of

    rows = [r for r in rows_of([DATA / "mlqe_ru-en.jsonl.gz"], ["test"]) if r["score_type"] == "DA_mean_0_100"][:400]
    segments = [Segment(r["id"], r["source"], r["target"], "ru", "en") for r in rows]
    found = [
        next(s.value for s in v.scores if s.metric == "expected-penalty") for v in audit(segments, Plan(estimate=True))
    ]
    assert pearson([-x for x in found], [r["human_score"] for r in rows]) > 0.2
