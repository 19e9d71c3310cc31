"""`tqa train`: the recipes of the models that tqa ships, for anyone's language and data."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import reduce
from pathlib import Path
from typing import Any

import click

from tqa.records import ModelError

FILES = click.Path(exists=True, dir_okay=False, path_type=Path)
FOLDER = click.Path(file_okay=False, path_type=Path)
Command = Callable[..., None]


@click.group()
def train() -> None:
    """Fit the models of tqa on data of your own (needs the extra `neural`)."""


def _fitting(steps: int, rate: float, unit: str) -> Callable[[Command], Command]:
    """The options of every fit of an encoder, with the defaults of one."""
    options = (
        click.option("--steps", type=click.IntRange(1), default=steps, show_default=True),
        click.option("--batch", type=click.IntRange(1), default=32, show_default=True, help=f"{unit} a step."),
        click.option("--rate", type=float, default=rate, show_default=True, help="Peak learning rate."),
        click.option("--seed", type=int, default=1, show_default=True),
        click.option("--threads", type=click.IntRange(0), default=0, help="Threads of torch; 0 lets it choose."),
        click.option("--reads-source", is_flag=True, help="Teach it to read the source beside the translation."),
    )
    return lambda command: reduce(lambda made, option: option(made), reversed(options), command)


@train.command("detector")
@click.option("--lang", required=True, metavar="TAG", help="Language of the sentences.")
@click.option(
    "--corpus",
    multiple=True,
    required=True,
    type=FILES,
    help="JSONL with post-edits, corrections or spans, TSV of marked faults, or text of clean lines; repeatable.",
)
@click.option(
    "--clean",
    "quiet",
    multiple=True,
    type=FILES,
    help="Text of clean lines that set the threshold; repeatable  [default: clean sentences of the corpus]",
)
@click.option(
    "--marks",
    multiple=True,
    type=FILES,
    help="TSV of errors in rows of the corpus, by their ids (corpora/marks); repeatable.",
)
@click.option(
    "--encoder", default="", help="Hugging Face id or folder to start from; without it a small encoder from scratch."
)
@click.option(
    "--teacher", default="", help="Folder of a trained detector to distil: its probabilities become the labels."
)
@click.option(
    "--vocabulary",
    type=click.IntRange(500),
    default=8000,
    show_default=True,
    help="Pieces of a vocabulary from scratch.",
)
@click.option(
    "--ingredient",
    multiple=True,
    default=("edits", "faults", "clean", "damage", "spans", "marks"),
    show_default=True,
    help="What to teach; repeatable.",
)
@click.option(
    "--rounds", type=click.IntRange(1), default=1, show_default=True, help="Damaged versions of each clean sentence."
)
@click.option(
    "--early",
    type=click.IntRange(0),
    default=0,
    help="Layer after which sentences without a fault may be cleared already, to save time; 0 for none.",
)
@click.option("--average-with", default="", help="Folder of another fit, whose weights are mixed into this one's.")
@click.option("--share", type=click.FloatRange(0, 1), default=0.5, show_default=True, help="What of them is taken.")
@_fitting(steps=2000, rate=3e-4, unit="Sentences")
@click.option(
    "--budget", type=float, default=3.0, show_default=True, help="Clean segments of 1,000 that may be flagged."
)
@click.option("--licence", default="unknown", help="Licence of the data, for the model card.")
@click.option("--out", required=True, type=FOLDER, help="Folder of the detector; a stopped run goes on from it.")
def detector_command(out: Path, corpus: tuple[Path, ...], quiet: tuple[Path, ...], **options: Any) -> None:
    """Fine-tune an encoder to see the damage of machine translation, calibrate it and write it as ONNX."""
    from tqa.training.fitting import DetectorOrder, fit_detector

    order = DetectorOrder(corpus=corpus, clean=quiet, out=out, **options)
    facts = _with_a_bar(order.steps, lambda progress: fit_detector(order, progress))
    click.echo(json.dumps(facts, indent=1))


def _with_a_bar(steps: int, fitting: Callable[[Callable[[int, int, float], None]], dict[str, Any]]) -> dict[str, Any]:
    """The figures of a fit that shows its step and loss."""
    from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

    with Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.completed}/{task.total} {task.fields[loss]:.3f}"),
        TimeRemainingColumn(),
    ) as bar:
        task = bar.add_task("fitting", total=steps, loss=0.0)
        return fitting(lambda step, total, loss: bar.update(task, completed=step, loss=loss))


@train.command("quality")
@click.option("--lang", required=True, metavar="TAG", help="Language of the translations.")
@click.option("--rows", multiple=True, required=True, type=FILES, help="JSONL of judged translations; repeatable.")
@click.option("--encoder", required=True, help="Hugging Face id or folder to start from.")
@click.option("--most", type=click.IntRange(0), default=0, help="Texts of a set that teach; 0 for all.")
@_fitting(steps=900, rate=1e-4, unit="Texts")
@click.option("--licence", default="unknown", help="Licence of the data, for the model card.")
@click.option("--out", required=True, type=FOLDER, help="Folder of the model; a stopped run goes on from it.")
def quality_command(**options: Any) -> None:
    """Fine-tune an encoder to judge a translation as people did, and write it as ONNX."""
    from tqa.training.quality import QualityOrder, fit_quality

    order = QualityOrder(**options)
    click.echo(json.dumps(_with_a_bar(order.steps, lambda progress: fit_quality(order, progress)), indent=1))


@train.command("trim")
@click.option("--encoder", required=True, help="Hugging Face id or folder of an encoder with a unigram vocabulary.")
@click.option("--text", multiple=True, required=True, type=FILES, help="Lines in its languages to be; repeatable.")
@click.option("--pieces", type=click.IntRange(500), default=32000, show_default=True, help="Pieces to keep.")
@click.option("--layers", type=click.IntRange(1), default=8, show_default=True, help="Layers to keep, from the first.")
@click.option(
    "--positions", type=click.IntRange(16), default=320, show_default=True, help="Pieces of its longest text."
)
@click.option("--out", required=True, type=FOLDER, help="Folder to start a fit from.")
def trim_command(encoder: str, text: tuple[Path, ...], pieces: int, layers: int, positions: int, out: Path) -> None:
    """Make a large multilingual encoder small: its first layers, and the vocabulary of some languages."""
    from tqa.models.trim import trim

    lines = [line for path in text for line in path.read_text("utf-8").splitlines()]
    click.echo(f"{trim(encoder, lines, pieces, layers, positions, out):,} pieces kept")


@train.command("tagger")
@click.option("--gold", multiple=True, required=True, type=FILES, help="CoNLL-U treebank; repeatable.")
@click.option("--encoder", default="", help="Hugging Face id or folder that, fine-tuned, tags --text.")
@click.option(
    "--text", multiple=True, type=FILES, help="Clean lines, or JSONL with post-edits, for the encoder to tag."
)
@click.option("--most", type=click.IntRange(1), default=16000, show_default=True, help="Sentences of --text.")
@click.option("--steps", type=click.IntRange(1), default=480, show_default=True, help="Steps of the encoder.")
@click.option("--test", "tests", multiple=True, type=FILES, help="CoNLL-U treebank to measure on; repeatable.")
@click.option("--rounds", type=click.IntRange(1), default=6, show_default=True)
@click.option(
    "--out",
    required=True,
    type=click.Path(dir_okay=False, path_type=Path),
    help="tagger.json.gz of a language pack; the encoder goes beside it.",
)
def tagger_command(
    gold: tuple[Path, ...],
    encoder: str,
    text: tuple[Path, ...],
    most: int,
    steps: int,
    tests: tuple[Path, ...],
    rounds: int,
    out: Path,
) -> None:
    """Fit the tagger of a language pack and measure it."""
    import random

    from tqa.training.corpora import clean, rows
    from tqa.training.tagger import accuracy, fit, silver, tagged, write

    sentences = [s for path in gold for s in tagged(path)]
    if not sentences:
        raise ModelError("holds no tagged sentence", str(gold[0]))
    more = []
    if encoder:
        lines = sorted({sample.words for row in rows(text, ("train",)) if (sample := clean(row))})
        random.Random(1).shuffle(lines)
        more = silver(sentences, lines[:most], encoder, out.parent / "encoder", steps)
    model = fit(sentences, more, rounds)
    for path in tests:
        share, speed = accuracy(model, tagged(path))
        click.echo(f"{path.name}: {share:.4f} of tags right, {speed:,.0f} words a second")
    write(model, out)


@train.command("fluency")
@click.option("--lang", required=True, metavar="TAG")
@click.option("--text", multiple=True, type=FILES, help="JSONL with post-edits, or text of clean lines; repeatable.")
@click.option("--gold", multiple=True, type=FILES, help="CoNLL-U treebank; repeatable.")
@click.option(
    "--out", required=True, type=click.Path(dir_okay=False, path_type=Path), help="fluency.json.gz of a pack."
)
def fluency_command(lang: str, text: tuple[Path, ...], gold: tuple[Path, ...], out: Path) -> None:
    """Count the runs of words and tags that the quality estimate knows as usual."""
    from tqa.training.corpora import clean, rows
    from tqa.training.fluency import fit, write
    from tqa.training.treebank import read_treebank

    lines = [" ".join(sample.words) for row in rows(text, ("train",)) if (sample := clean(row))]
    lines += [" ".join(row.form for row in sentence) for path in gold for sentence in read_treebank(path)]
    if not lines:
        raise ModelError("there is no text to count", str(next(iter((*text, *gold)), "")))
    data = fit(lines, lang)
    write(data, out)
    click.echo(f"{len(lines):,} sentences, {len(data['three']):,} runs of three")


@train.command("estimate")
@click.option(
    "--rows", "files", multiple=True, required=True, type=FILES, help="JSONL of judged translations; repeatable."
)
@click.option("--quality-model", default="", help="Name or folder of a quality model that reads the translations too.")
@click.option("--out", required=True, type=click.Path(dir_okay=False, path_type=Path), help="estimate.json")
def estimate_command(files: tuple[Path, ...], quality_model: str, out: Path) -> None:
    """Fit the quality estimate on translations that people judged (MQM points or DA)."""
    from tqa.audit.plan import Plan
    from tqa.models.quality import quality_model as model
    from tqa.training.corpora import rows
    from tqa.training.estimate import fit, judged, measured, write

    seen = frozenset(name.split(".")[0] for name in model(quality_model).card["data"]) if quality_model else frozenset()
    parts = {path: ("calibrate",) if path.name.split(".")[0] in seen else ("train", "calibrate") for path in files}
    taught = [j for path in files for j in judged(rows([path], parts[path]))]
    if not taught:
        raise ModelError("holds no judged translation", str(files[0]))
    data = fit(taught, measured(taught, Plan(), quality_model), seen=seen)
    write(data, out)
    click.echo(json.dumps(data["rows"], indent=1))
