"""pandas in and out."""

import pandas as pd
import pytest

import tqa


def test_a_frame_gives_findings_and_scores() -> None:
    df = pd.DataFrame(
        {
            "src": ["Рух відновили.", None],
            "mt": ["The the traffic has resumed.", "Fine."],
            "ref": ["Traffic has resumed.", None],
        },
        index=["a", "b"],
    )
    findings, scores = tqa.check_frame(
        df, columns={"source": "src", "target": "mt", "reference": "ref"}, source_lang="uk"
    )
    assert list(findings["rule"]) == ["doubled-word"]
    assert list(findings["index"]) == ["a"]
    assert int(findings["target_start"].iloc[0]) == 0
    assert str(findings["source_start"].dtype) == "Int64"
    assert {"mqm", "bleu", "chrf", "ter"} == set(scores["metric"])
    assert set(scores[scores.metric == "mqm"]["index"]) == {"a", "b"}


def test_an_empty_result_keeps_its_columns() -> None:
    findings, _ = tqa.check_frame(pd.DataFrame({"target": ["All is well."]}))
    assert list(findings.columns)[:3] == ["index", "segment", "rule"]


def test_a_bad_row_is_named() -> None:
    with pytest.raises(tqa.TqaError, match="row 1 .*language tag"):
        tqa.check_frame(pd.DataFrame({"target": ["a", "b"], "target_lang": ["en", "english!"]}))
    with pytest.raises(tqa.TqaError, match="no target column"):
        tqa.check_frame(pd.DataFrame({"text": ["a"]}))
