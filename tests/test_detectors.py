"""Learned detectors: no neighbour changes an answer; calibration and thresholds are what they say."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tqa.audit.audit import audit
from tqa.audit.plan import Plan
from tqa.models.detectors import detector
from tqa.models.quality import quality_model
from tqa.models.served import HERE
from tqa.records import ModelError, Segment
from tqa.training.calibrate import expected_calibration_error, isotonic, threshold
from tqa.training.split import part

MODELS = sorted(str(p.parent.relative_to(HERE)) for p in HERE.glob("*/*/model.onnx"))
SHIPPED = [name for name in MODELS if name != "en/quality"]
SENTENCES = [
    ["The", "pilot", "was", "is", "landed", "the", "plane", "in", "a", "field."],
    ["Rain", "fell."],
    [
        "About",
        "this",
        "stated",
        "in",
        "the",
        "press",
        "service",
        "of",
        "the",
        "railway",
        "on",
        "Friday",
        "evening",
        "after",
        "the",
        "meeting.",
    ],
    [
        "The",
        "council",
        "has",
        "approved",
        "the",
        "budget",
        "for",
        "next",
        "year,",
        "and",
        "the",
        "mayor",
        "signed",
        "it.",
    ],
    ["Who?"],
]


@pytest.mark.parametrize("name", SHIPPED)
def test_no_answer_depends_on_its_neighbours(name: str) -> None:
    many = [SENTENCES[n % len(SENTENCES)] for n in range(64)]
    answers = detector(name).estimate(many)
    for size in (1, 7):
        assert [a for n in range(0, 64, size) for a in detector(name).estimate(many[n : n + size])] == answers
    assert answers[:5] == detector(name).estimate(SENTENCES)


def test_the_detector_reads_the_source_beside_the_sentence() -> None:
    known = detector("en/detector")
    said = "The court did not allow travel abroad .".split()
    right, other = "Суд не дозволив виїзд за кордон .".split(), "Потяги ходять за розкладом .".split()
    assert known.reads_source and not detector("en/student").reads_source
    beside, alone = known.estimate([said] * 64, [right, other] * 32), known.estimate([said])
    assert beside[0] == beside[2] != beside[1], "another source, another answer"
    assert [known.estimate([said], [source])[0] for source in [right, other] * 32] == beside
    assert len(alone[0]) == len(said) == len(beside[0]), "the source has no answer of its own"
    student = detector("en/student")
    assert student.estimate([said], [right]) == student.estimate([said]), "taught no source, it reads none"


@pytest.mark.parametrize("name", SHIPPED)
def test_a_shipped_detector_is_small_and_says_where_it_comes_from(name: str) -> None:
    assert sum(part.stat().st_size for part in (HERE / name).glob("*.onnx")) <= 25 * 2**20
    card = detector(name).card
    assert {"data", "licence", "seed", "threshold", "budget_per_1000"} <= card.keys()


def test_no_judgement_depends_on_its_neighbours() -> None:
    many = [SENTENCES[n % len(SENTENCES)] for n in range(64)]
    answers = quality_model("en/quality").estimate(many)
    assert answers == [quality_model("en/quality").estimate([one])[0] for one in many]
    assert answers[0].score < answers[3].score, "a broken sentence beside a sound one"
    assert quality_model("en/quality").estimate([]) == []


def test_the_quality_model_is_small_and_says_where_it_comes_from() -> None:
    assert (HERE / "en/quality/model.onnx").stat().st_size <= 25 * 2**20
    card = quality_model("en/quality").card
    assert {"data", "licence", "seed", "language", "pearson_with_people"} <= card.keys()


def test_an_unknown_detector_is_refused() -> None:
    with pytest.raises(ModelError, match="shipped are"):
        detector("en/no-such")


def test_findings_do_not_depend_on_the_batch() -> None:
    plan = Plan(only=frozenset({"en/detected"}))
    segments = [Segment(str(n), "Про це заявили.", " ".join(SENTENCES[n % 5]), "uk", "en") for n in range(14)]
    together = audit(segments, plan)
    assert [v.findings for v in together] == [audit([s], plan)[0].findings for s in segments]
    assert any(v.findings for v in together)


def test_the_detector_can_be_switched_off_and_reads_no_target_without_its_source() -> None:
    said = " ".join(SENTENCES[0])
    with_source, alone = (
        Segment("1", "Про це заявили в міністерстві.", said, "uk", "en"),
        Segment("2", None, said, "", "en"),
    )
    only = Plan(only=frozenset({"en/detected"}))
    strange = Segment("3", "ministry said so", said, "zh", "en")  # it was taught no Chinese
    assert [bool(v.findings) for v in audit([with_source, alone, strange], only)] == [True, False, False]
    rules = [p.agenda("uk", "en").rules for p in (Plan(), Plan(off=frozenset({"en/detected"})))]
    assert {r.id for r in rules[0]} - {r.id for r in rules[1]} == {"en/detected"}


@given(st.lists(st.tuples(st.floats(0, 1), st.integers(0, 1)), min_size=1, max_size=80))
def test_calibration_never_falls_and_keeps_the_share(words: list[tuple[float, int]]) -> None:
    steps = isotonic([c for c, _ in words], [w for _, w in words])
    assert [s[1] for s in steps] == sorted(s[1] for s in steps)
    assert [s[0] for s in steps] == sorted(s[0] for s in steps)


@given(st.lists(st.floats(0, 1), min_size=1, max_size=400), st.floats(0, 100))
def test_a_threshold_keeps_its_budget(worst: list[float], budget: float) -> None:
    least = threshold(worst, budget)
    assert sum(w >= least for w in worst) <= budget * len(worst) / 1000


def test_what_is_calibrated_has_no_error() -> None:
    assert expected_calibration_error([0.2] * 10, [1, 1] + [0] * 8) < 1e-9


def test_the_split_is_what_it_was() -> None:
    assert [part("mlqe_ru-en", str(n)) for n in range(8)] == [
        "test",
        "train",
        "train",
        "test",
        "train",
        "train",
        "train",
        "calibrate",
    ]
    shares = [part("x", str(n)) for n in range(3000)]
    assert 0.66 < shares.count("train") / 3000 < 0.74
    assert 0.17 < shares.count("test") / 3000 < 0.23
