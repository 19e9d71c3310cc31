"""Penalty points by the book, and sacrebleu's own numbers."""

import math

import pytest
from sacrebleu.metrics import BLEU, CHRF, TER

from tqa.records import Finding, PlanError, Segment, Severity, Span
from tqa.scoring.lexical import Sums, corpus_score, segment_scores, statistics
from tqa.scoring.mqm import Tally, count_words, norm, profile, segment_score, tally

TARGETS = ["The cat sat on the mat.", "Traffic has resumed on all lines.", "He left."]
REFERENCES = ["The cat is on the mat.", "Traffic resumed on all lines.", "He has left."]


def finding(severity: str, category: str = "accuracy/mistranslation") -> Finding:
    return Finding("1", "r", category, Severity(severity), "m", "w", None, Span(0, 1))


def test_the_wmt_profile_weighs_as_published() -> None:
    by = profile("wmt")
    assert [by.penalty("accuracy/omission", s) for s in Severity] == [0, 1, 5, 25]
    assert by.penalty("linguistic/punctuation", Severity.MINOR) == 0.1
    score = segment_score(
        Segment("1", None, "x", "", "en"),
        [finding("major"), finding("minor"), finding("minor", "linguistic/punctuation")],
        by,
    )
    assert score.value == pytest.approx(6.1)
    assert "wmt-2021" in score.signature


def test_normed_points_and_their_interval() -> None:
    # 6 major and 10 minor errors in 2,000 words: 40 points, 20 a thousand; variance 6·25 + 10 (compound Poisson)
    value = norm(Tally(100, 2000, 40.0, 160.0, 0), profile("wmt"))
    assert value.value == 20.0
    assert value.high - 20.0 == pytest.approx(1.96 * math.sqrt(160) * 0.5, abs=1e-3)


def test_a_short_text_has_no_score_and_a_critical_error_fails() -> None:
    assert norm(Tally(3, 249, 9.0, 9.0, 0), profile("wmt")).value is None
    assert norm(Tally(3, 2490, 25.0, 625.0, 1), profile("mqm2")).failed
    assert not norm(Tally(3, 2490, 25.0, 625.0, 1), profile("wmt")).failed


def test_tallies_add_up() -> None:
    by, a, b = profile("wmt"), Segment("1", "Раз два три.", "x", "uk", "en"), Segment("2", None, "one two", "", "en")
    total = tally(a, [finding("critical")], by) + tally(b, [], by)
    assert total == Tally(2, 5, 25.0, 625.0, 1)


def test_words_are_counted_on_the_source_and_characters_as_halves() -> None:
    assert count_words(Segment("1", "Раз, два – 3 слова.", "x", "uk", "en")) == 4
    assert count_words(Segment("1", "他走了吗", "x", "zh", "en")) == 2


@pytest.mark.parametrize(
    ("name", "reference"), [("bleu", BLEU(effective_order=True)), ("chrf", CHRF()), ("ter", TER())]
)
def test_parity_with_sacrebleu(name: str, reference: object) -> None:
    expected = reference.corpus_score(TARGETS, [REFERENCES]).score  # type: ignore[attr-defined]
    assert corpus_score(TARGETS, REFERENCES, name).value == pytest.approx(expected, abs=1e-4)
    sums = Sums(name)
    for t, r in zip(TARGETS, REFERENCES, strict=True):
        sums.add(statistics(t, r, name))
    total = sums.score()
    assert total is not None
    assert total.value == pytest.approx(expected, abs=1e-4)
    (one,) = segment_scores(Segment("1", None, TARGETS[0], "", "en", reference=REFERENCES[0]), [name])
    assert one.value == pytest.approx(reference.sentence_score(TARGETS[0], [REFERENCES[0]]).score, abs=1e-4)  # type: ignore[attr-defined]
    assert "version:" in one.signature


def test_no_reference_no_metric_and_an_unknown_profile_is_refused() -> None:
    assert segment_scores(Segment("1", "a", "b", "", "en"), ["bleu"]) == []
    with pytest.raises(PlanError, match="did you mean 'wmt'"):
        profile("wmtt")
