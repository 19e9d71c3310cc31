"""The recipes end to end on checkpoints made here: nothing is downloaded."""

import json
import random
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from tqa.languages.tagging import tagger
from tqa.training.corpora import clean, edited, rows
from tqa.training.damage import KINDS, damaged
from tqa.ui.cli import cli

SUBJECTS = ("The council", "The mayor", "Our team", "The old bridge", "A local court", "The ministry")
VERBS = ("has approved", "was shown", "reported", "will open", "is waiting for", "rejected")
OBJECTS = (
    "the new plan",
    "a long report",
    "two schools in the city",
    "the budget for next year",
    "an answer to the letter",
)


def lines(count: int) -> list[str]:
    rng = random.Random(3)
    return [f"{rng.choice(SUBJECTS)} {rng.choice(VERBS)} {rng.choice(OBJECTS)} ." for _ in range(count)]


def tagged(line: str) -> list[tuple[str, str]]:
    known = tagger("en")
    assert known is not None
    words = line.split()
    return list(zip(words, known.tag(words), strict=True))


@settings(deadline=None)
@given(st.integers(0, 10**6))
def test_damage_marks_what_it_changes(seed: int) -> None:
    rng = random.Random(seed)
    one, other = (tagged(rng.choice(lines(30))) for _ in range(2))
    marked = damaged(one, other, rng)
    if marked is not None:
        assert [w for w, _ in marked] != [w for w, _ in one]
        assert any(mark for _, mark in marked)


@pytest.mark.parametrize("kind", [kind for kind, _ in KINDS], ids=lambda k: k.__name__)
def test_every_damage_finds_a_place(kind) -> None:  # type: ignore[no-untyped-def]
    line = "The head of the ministry said in 2024 that he was waiting for the two larger old schools , which can close in Kyiv ."
    assert any(kind(tagged(line), random.Random(seed)) for seed in range(60))


def test_an_edit_marks_what_the_editor_changed() -> None:
    row = {
        "target_tok": "He go to school .",
        "post_edit": "He goes to the school .",
        "hter": 0.2,
        "src_lang": "ru",
        "tgt_lang": "en",
    }
    sample = edited(row)
    assert sample is not None
    assert dict(zip(sample.words, sample.labels, strict=True)) == {"He": 0, "go": 1, "to": 0, "school": 1, ".": 0}
    assert edited(row | {"hter": 0.9}) is None
    assert clean(row) is not None


def test_rows_of_a_text_file_are_clean_lines(tmp_path: Path) -> None:
    path = tmp_path / "news.txt"
    path.write_text("\n".join(lines(400)), "utf-8")
    found = [len(list(rows([path], [name]))) for name in ("train", "calibrate", "test")]
    assert sum(found) == 400


def test_a_detector_from_scratch_runs_without_torch_and_goes_on_where_it_stopped(tmp_path: Path) -> None:
    pytest.importorskip("torch", reason="torch is not installed: pip install 'tqa[neural]'")
    pytest.importorskip("transformers", reason="transformers is not installed: pip install 'tqa[neural]'")
    from tqa.models.detectors import Detector
    from tqa.models.tokens import Recipe, Sample, fit

    path = tmp_path / "news.txt"
    path.write_text("\n".join(lines(600)), "utf-8")
    command = ["train", "detector", "--lang", "en", "--corpus", str(path), "--out", str(tmp_path / "made")]
    done = CliRunner().invoke(cli, [*command, "--steps", "6", "--batch", "8", "--vocabulary", "500", "--threads", "1"])
    assert done.exit_code == 0, done.output
    made = Detector(tmp_path / "made")
    many = [line.split() for line in lines(14)]
    assert made.estimate(many, batch=1) == made.estimate(many, batch=7)
    assert made.card["ingredients"] == ["edits", "clean", "damage", "spans"]
    student = CliRunner().invoke(
        cli,
        [*command[:-1], str(tmp_path / "student"), "--teacher", str(tmp_path / "made"), "--steps", "4", "--batch", "8"],
    )
    assert student.exit_code == 0, student.output
    samples = [Sample(tuple(line.split()), (0,) * len(line.split())) for line in lines(40)]
    base = str(tmp_path / "made/torch")
    whole, parts = tmp_path / "whole", tmp_path / "parts"
    recipe = Recipe(steps=6, batch=4, save_every=3, threads=1)
    fit(base, samples, recipe, whole)

    class Stopped(Exception):
        pass

    def stop(step: int, steps: int, loss: float) -> None:
        if step == 5:
            raise Stopped

    with pytest.raises(Stopped):
        fit(base, samples, recipe, parts, stop)
    steps: list[int] = []
    fit(base, samples, recipe, parts, lambda step, total, loss: steps.append(step))
    assert steps == [4, 5, 6]
    assert json.loads((parts / "recipe.json").read_text()) == json.loads((whole / "recipe.json").read_text())


def test_training_without_a_sample_is_refused(tmp_path: Path) -> None:
    pytest.importorskip("torch", reason="torch is not installed: pip install 'tqa[neural]'")
    path = tmp_path / "empty.txt"
    path.write_text("", "utf-8")
    done = CliRunner().invoke(
        cli, ["train", "detector", "--lang", "en", "--corpus", str(path), "--out", str(tmp_path / "o")]
    )
    assert done.exit_code != 0
