"""The recipes end to end on checkpoints made here: nothing is downloaded."""

import json
import math
import random
from pathlib import Path
from statistics import fmean, pstdev

import numpy as np
import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from tqa.languages.tagging import tagger
from tqa.models.export import four_bits
from tqa.models.tokens import Sample
from tqa.records import ModelError
from tqa.training.corpora import clean, edited, marks, rows
from tqa.training.damage import KINDS, MEANING, damaged
from tqa.training.detector import INGREDIENTS, mixture, reads_on
from tqa.training.quality import rated
from tqa.training.tagger import lexicon
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


def test_faults_are_read_with_their_source(tmp_path: Path) -> None:
    path = tmp_path / "faults" / "01.tsv"  # of the part to train
    path.parent.mkdir()
    line = "tense\tuk\tРада схвалила план.\tThe council [[approves the]] plan [[yesterday]].\tThe council approved the plan."
    path.write_text("\n".join([line] * 60), "utf-8")
    samples = mixture([path], ("faults",), reads_source=True)
    assert {s.words for s in samples} == {("The", "council", "approves", "the", "plan", "yesterday", ".")}
    assert {s.labels for s in samples} == {(0, 0, 1, 1, 0, 1, 0)}
    assert {s.source for s in samples} == {("Рада", "схвалила", "план", ".")}
    assert {s.source for s in mixture([path], ("faults",))} == {()}
    clean_ones = mixture([path], ("clean",), reads_source=True)
    assert {s.labels for s in clean_ones} == {(0,) * 6}


def test_a_past_that_no_verb_has_is_a_slip_of_the_treebank() -> None:
    gold = [[("invent", "VBD"), ("put", "VBD"), ("invented", "VBD")]] * 3 + [[("invent", "VB")]] * 3
    words, _ = lexicon(gold, [])
    assert words["invent"] == "VB|VBP" and {"VBD", "VBN"} <= set(words["put"].split("|"))
    assert {"VBD", "VBN"} <= set(words["invented"].split("|"))


def test_marks_stand_for_what_their_row_says(tmp_path: Path) -> None:
    path, told = tmp_path / "rows.jsonl", tmp_path / "marks.tsv"
    row = {
        "dataset": "d",
        "doc_id": "1",
        "src_lang": "ru",
        "tgt_lang": "en",
        "source": "Он живёт в Киеве.",
        "hter": 0.1,
    }
    target, tokens = "He live in the Kyiv.", "He live in the Kyiv ."
    row |= {"target": target, "target_tok": tokens, "post_edit": "He lives in the Kyiv ."}
    kept = [row | {"id": str(n), "doc_id": str(n)} for n in range(40)]
    path.write_text("\n".join(json.dumps(r) for r in kept), "utf-8")
    told.write_text("\n".join(f"{n}\t3-7:ag\t11-14:ar!" for n in range(20)), "utf-8")
    found = mixture([path], ("edits", "marks"), marks=marks([told]))
    assert {s.labels for s in found} == {(0, 1, 0, 1, 0, 0), (0, 1, 0, 0, 0, 0)}
    assert {s.labels for s in mixture([path], ("marks",), marks=marks([told]))} == {(0, 1, 0, 1, 0, 0)}
    told.write_text("1\t3-7:ag\n2\tsomewhere", "utf-8")
    with pytest.raises(ModelError, match=r"marks\.tsv:2"):
        marks([told])


@pytest.mark.parametrize("kind", [kind for kind, _ in MEANING], ids=lambda k: k.__name__)
def test_a_damage_of_meaning_marks_what_it_changes(kind) -> None:  # type: ignore[no-untyped-def]
    one = tagged(
        "The former head of the ministry said before the vote that two schools in Kyiv and Lviv can not close ."
    )
    other = tagged("A local court rejected the new report in May .")
    made = [kind(one, other, random.Random(seed)) for seed in range(60)]
    found = [m for m in made if m is not None and [w for w, _ in m] != [w for w, _ in one]]
    assert found and all(any(mark for _, mark in m) for m in found)


def test_what_an_early_answer_clears_is_not_read_to_the_end(tmp_path: Path) -> None:
    pytest.importorskip("torch", reason="torch is not installed: pip install 'tqa[neural]'")
    from tqa.models.detectors import Detector

    path, out = tmp_path / "news.txt", tmp_path / "made"
    path.write_text("\n".join(lines(600)), "utf-8")
    command = ["train", "detector", "--lang", "en", "--corpus", str(path), "--out", str(out), "--early", "1"]
    done = CliRunner().invoke(cli, [*command, "--steps", "4", "--batch", "8", "--vocabulary", "500", "--threads", "1"])
    assert done.exit_code == 0, done.output
    many = [line.split() for line in lines(40)]
    early, whole = Detector(out, reads_on=2.0).estimate(many), Detector(out, reads_on=0.0).estimate(many)
    assert all(a != b for a, b in zip(early, whole, strict=True)), "two answers"
    doubt = sorted(max(found) for found in early)[20]
    cascade = Detector(out, reads_on=doubt).estimate(many)
    assert cascade == [b if max(a) >= doubt else a for a, b in zip(early, whole, strict=True)]
    assert Detector(out).card["early"].keys() == {"layer", "reads_on", "read_on"}
    taught = [" ".join(sample.words) for row in rows([path], ("train",)) if (sample := clean(row))]
    path.write_text("\n".join(taught), "utf-8")
    done = CliRunner().invoke(cli, [*command, "--steps", "4"])
    assert done.exit_code == 2 and "give more of it" in done.output


def test_nineteen_of_twenty_flagged_sentences_are_read_to_the_end() -> None:
    early, whole = [[0.01 * n] for n in range(40)], [[float(n >= 20)] for n in range(40)]
    assert reads_on(early, whole, early[:20], 0.9) == {"reads_on": 0.21, "read_on": 0.0}
    assert reads_on(early, whole, early, 0.9)["read_on"] == 0.475
    assert reads_on(early, whole, early, 0.1)["reads_on"] == 0.1, "an early answer alone flags nothing"


def test_rows_of_a_text_file_are_clean_lines(tmp_path: Path) -> None:
    path = tmp_path / "news.txt"
    path.write_text("\n".join(lines(400)), "utf-8")
    found = [len(list(rows([path], [name]))) for name in ("train", "calibrate", "test")]
    assert sum(found) == 400


def test_a_detector_from_scratch_runs_without_torch_and_goes_on_where_it_stopped(tmp_path: Path) -> None:
    pytest.importorskip("torch", reason="torch is not installed: pip install 'tqa[neural]'")
    pytest.importorskip("transformers", reason="transformers is not installed: pip install 'tqa[neural]'")
    from tqa.models.detectors import Detector
    from tqa.models.tokens import Recipe, fit

    path = tmp_path / "news.txt"
    path.write_text("\n".join(lines(600)), "utf-8")
    command = ["train", "detector", "--lang", "en", "--corpus", str(path), "--out", str(tmp_path / "made")]
    done = CliRunner().invoke(cli, [*command, "--steps", "6", "--batch", "8", "--vocabulary", "500", "--threads", "1"])
    assert done.exit_code == 0, done.output
    made = Detector(tmp_path / "made")
    many = [line.split() for line in lines(14)]
    assert made.estimate(many) == [made.estimate([one])[0] for one in many]
    assert made.card["ingredients"] == list(INGREDIENTS)
    student = CliRunner().invoke(
        cli,
        [*command[:-1], str(tmp_path / "student"), "--teacher", str(tmp_path / "made"), "--steps", "4", "--batch", "8"],
    )
    assert student.exit_code == 0, student.output
    again = CliRunner().invoke(
        cli,
        [*command[:-1], str(tmp_path / "mean"), "--average-with", str(tmp_path / "made/torch"), "--share", "1"],
    )
    assert again.exit_code == 0, again.output
    assert Detector(tmp_path / "mean").estimate(many) == made.estimate(many), "all of it is the other's"
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


def judged_rows(count: int) -> list[dict[str, object]]:
    """Translations with DA and HTER, and each tenth with MQM points."""
    found: list[dict[str, object]] = []
    for n, line in enumerate(lines(count)):
        mqm = n % 10 == 0
        found.append(
            {
                "dataset": "toy_mqm" if mqm else "toy_da",
                "doc_id": n,
                "source": f"s{n}",
                "target": line,
                "src_lang": "ru",
                "tgt_lang": "en",
                "score_type": "mqm_neg_penalty" if mqm else "DA_mean_0_100",
                "human_score": -float(n % 7) if mqm else float(n % 100),
            }
            | ({} if mqm else {"hter": (n % 4) / 4})
        )
    return found


def test_what_people_gave_is_standard_within_its_set(tmp_path: Path) -> None:
    path = tmp_path / "rows.jsonl"
    path.write_text("\n".join(json.dumps(row) for row in judged_rows(400)), "utf-8")
    sets = rated([path], "train", "en")
    assert set(sets) == {"toy_da", "toy_mqm"} and rated([path], "train", "uk") == {}
    for texts in sets.values():
        scores = [r.values[0] for r in texts]
        assert fmean(scores) == pytest.approx(0, abs=1e-9) and pstdev(scores) == pytest.approx(1)
    assert all(math.isnan(r.values[1]) for r in sets["toy_mqm"]), "nobody edited these"
    assert {r.values[2] for r in sets["toy_da"]} == {0.0, 1.0}


@pytest.mark.parametrize("reads_source", [False, True], ids=["alone", "beside its source"])
def test_a_quality_model_is_fitted_and_runs_without_torch(tmp_path: Path, reads_source: bool) -> None:
    pytest.importorskip("torch", reason="torch is not installed: pip install 'tqa[neural]'")
    from tqa.models.quality import QualityModel
    from tqa.models.tokens import scratch
    from tqa.models.vocabulary import train_vocabulary

    path, encoder, out = tmp_path / "rows.jsonl", tmp_path / "encoder", tmp_path / "made"
    path.write_text("\n".join(json.dumps(row) for row in judged_rows(300)), "utf-8")
    train_vocabulary(lines(300), encoder, 500)
    scratch(encoder, str(encoder))
    command = ["train", "quality", "--lang", "en", "--rows", str(path), "--encoder", str(encoder), "--out", str(out)]
    told = ["--reads-source"] if reads_source else []
    done = CliRunner().invoke(cli, [*command, *told, "--steps", "4", "--batch", "8", "--threads", "1"])
    assert done.exit_code == 0, done.output
    made = QualityModel(out)
    many, sources = [line.split() for line in lines(14)], [line.split() for line in lines(28)[14:]]
    assert made.reads_source == reads_source
    assert made.estimate(many, sources) == [made.estimate([a], [b])[0] for a, b in zip(many, sources, strict=True)]
    assert (made.estimate(many, sources) == made.estimate(many, sources[::-1])) != reads_source
    assert set(made.card["pearson_with_people"]) == {"toy_da", "toy_mqm"}


def test_training_without_a_sample_is_refused(tmp_path: Path) -> None:
    pytest.importorskip("torch", reason="torch is not installed: pip install 'tqa[neural]'")
    path = tmp_path / "empty.txt"
    path.write_text("", "utf-8")
    done = CliRunner().invoke(
        cli, ["train", "detector", "--lang", "en", "--corpus", str(path), "--out", str(tmp_path / "o")]
    )
    assert done.exit_code != 0


@given(st.integers(0, 10**6))
def test_a_table_of_four_bits_is_given_again_and_no_other_is(seed: int) -> None:
    rng = np.random.default_rng(seed)
    numbers = rng.integers(-8, 8, (6, 64))
    numbers[:, ::32] = -8  # what is largest in a block
    table = (numbers.reshape(6, 2, 32) * rng.random((6, 2, 1))).reshape(6, 64).astype(np.float32)
    found = four_bits(table)
    assert found is not None and np.allclose((found[0] * found[1]).reshape(6, 64), table, atol=1e-6)
    assert four_bits(rng.random((6, 64)).astype(np.float32)) is None, "of another kind"
    assert four_bits(table[:, :40]) is None, "not whole blocks"


def test_a_trimmed_encoder_says_the_same_of_what_it_kept(tmp_path: Path) -> None:
    torch = pytest.importorskip("torch", reason="torch is not installed: pip install 'tqa[neural]'")
    transformers = pytest.importorskip(
        "transformers", reason="transformers is not installed: pip install 'tqa[neural]'"
    )
    from tokenizers import Tokenizer, models, pre_tokenizers, processors

    words = sorted({word for line in lines(200) for word in line.split()} | {"unused", "words", "here"})
    vocabulary = [
        ("<s>", 0.0),
        ("<pad>", 0.0),
        ("</s>", 0.0),
        ("<unk>", 0.0),
        *((f"▁{w}", -float(n)) for n, w in enumerate(words, 1)),
    ]
    made = Tokenizer(models.Unigram(vocabulary, unk_id=3))
    made.pre_tokenizer = pre_tokenizers.Metaspace()
    made.post_processor = processors.TemplateProcessing(single="<s> $A </s>", special_tokens=[("<s>", 0), ("</s>", 2)])
    transformers.PreTrainedTokenizerFast(
        tokenizer_object=made, bos_token="<s>", eos_token="</s>", pad_token="<pad>", unk_token="<unk>"
    ).save_pretrained(tmp_path / "large")
    config = transformers.BertConfig(
        vocab_size=len(vocabulary),
        hidden_size=32,
        num_hidden_layers=3,
        num_attention_heads=2,
        intermediate_size=64,
        max_position_embeddings=64,
    )
    torch.manual_seed(1)
    transformers.BertModel(config, add_pooling_layer=False).save_pretrained(tmp_path / "large")
    text = tmp_path / "news.txt"
    text.write_text("\n".join(lines(200)), "utf-8")
    command = ["train", "trim", "--encoder", str(tmp_path / "large"), "--text", str(text), "--pieces", "500"]
    done = CliRunner().invoke(cli, [*command, "--layers", "3", "--positions", "32", "--out", str(tmp_path / "small")])
    assert done.exit_code == 0, done.output

    def told(folder: str) -> object:
        tokenizer = transformers.AutoTokenizer.from_pretrained(tmp_path / folder)
        model = transformers.AutoModel.from_pretrained(tmp_path / folder, add_pooling_layer=False).eval()
        ids = tokenizer(lines(1)[0], return_tensors="pt")["input_ids"]
        assert tokenizer.unk_token_id not in ids
        return len(tokenizer), model(ids).last_hidden_state.detach()

    (large, before), (small, after) = told("large"), told("small")  # type: ignore[misc]
    assert small == large - 3 and torch.equal(before, after)
