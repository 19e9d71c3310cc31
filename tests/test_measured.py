"""The budgets of quality on the evaluation data, where it lies beside the project."""

import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
DATA = ROOT.parent / "shared" / "data"
sys.path.insert(0, str(ROOT / "benchmarks"))

pytestmark = pytest.mark.skipif(
    not DATA.is_dir(), reason=f"the evaluation data is not at {DATA.name}/ beside the project"
)


@pytest.fixture(scope="module")
def plan() -> object:
    from tqa import Plan

    return Plan.load(glossary=(str(ROOT / "glossaries/ukraine-news.csv"),))


def test_artefacts_are_found_and_their_repairs_are_silent(plan: object) -> None:
    import quality

    result = quality.artefacts(DATA, plan, "")
    assert result["mechanical_found"] >= 0.85
    assert result["fixed_flagged"] <= 0.03
    assert result["controls_flagged"] <= 0.03


def test_findings_on_machine_translation_are_mostly_right(plan: object) -> None:
    import quality

    result = quality.translated(DATA, plan, "")
    for rule, share in result["by_rule"].items():
        right, total = map(int, share.split("/"))
        assert total < 10 or right * 2 >= total, rule
