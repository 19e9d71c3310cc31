"""`tqa run`: a described job ends with the same files whenever it is run, and tells only what is new."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from tqa.records import PlanError
from tqa.run.job import Job
from tqa.store import Store
from tqa.ui.cli import cli

BAD = "The port was there are nine ships."
GOOD = "There are nine ships in the port."


def line(number: int, target: str) -> str:
    row = {
        "id": str(number),
        "source": "У порту дев'ять суден.",
        "target": target,
        "source_lang": "uk",
        "target_lang": "en",
    }
    return json.dumps({**row, "document": f"d{number}", "translator": "mt"}, ensure_ascii=False)


def write(folder: Path, *targets: str) -> Path:
    (folder / "feed.jsonl").write_text("\n".join(line(n, t) for n, t in enumerate(targets)) + "\n", "utf-8")
    config = folder / "tqa.toml"
    config.write_text('[run]\nfeeds = ["feed.jsonl"]\nout = "night"\nstore = "quality.sqlite"\n', "utf-8")
    return config


def run(config: Path) -> int:
    return CliRunner().invoke(cli, ["run", str(config)]).exit_code


def files(folder: Path) -> dict[str, bytes]:
    return {p.name: p.read_bytes() for p in folder.iterdir() if p.suffix in (".jsonl", ".html")}


def test_a_job_tells_what_is_new_and_is_idempotent(tmp_path: Path) -> None:
    config = write(tmp_path, GOOD, BAD)
    assert run(config) == 1
    outcome = json.loads((tmp_path / "night/outcome.json").read_text("utf-8"))
    assert outcome["segments"] == 2 and "en/existential-inside" in {n["rule"] for n in outcome["news"]}
    first = files(tmp_path / "night")
    assert run(config) == 0  # the same again: nothing is new
    assert files(tmp_path / "night") == first
    with Store(str(tmp_path / "quality.sqlite")) as store:
        assert len(store.runs()) == 1
    write(tmp_path, GOOD, BAD, BAD.replace("nine", "eight"))
    assert run(config) == 1
    news = json.loads((tmp_path / "night/outcome.json").read_text("utf-8"))["news"]
    assert {n["segment"] for n in news} == {"2"}


def test_a_job_pairs_articles(tmp_path: Path) -> None:
    for lang, title, body in (("uk", "Порт", "У порту Одеси дев'ять суден."), ("en", "Port", BAD)):
        folder = tmp_path / lang
        folder.mkdir()
        page = f'<html lang="{lang}"><head><title>{title}</title></head><body><article><h1>{title}</h1>'
        (folder / "port.html").write_text(page + f"<p>{body}</p>" * 4 + "</article></body></html>", "utf-8")
    config = tmp_path / "job.toml"
    config.write_text('[run]\nsource = "uk"\ntarget = "en"\nstore = "s.sqlite"\n', "utf-8")
    assert run(config) == 1
    assert BAD in (tmp_path / "tqa-run/feed.jsonl").read_text("utf-8")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "no table"),
        ("[run]\n", "needs source and target"),
        ('[run]\nsource = ["a"]\n', "needs source and target"),
        ('[run]\nfeed = ["a"]\n', "did you mean 'feeds'"),
        ('[run]\nfeeds = ["a"]\njobs = 0\n', "above 0"),
        ("[run]\nfeeds = 3\n", "list of strings"),
        ('[run]\nfeeds = ["a"]\nprivate = 1\n', "true or false"),
        ("[run\n", "tqa.toml"),
        ('[run]\nfeeds = ["a"]\nevery = "soon"\n', "such as '30m'"),
        ('[run]\nfeeds = ["a"]\nalert = "x"\n', "must be a table"),
        ('[run]\nfeeds = ["a"]\n[run.alert]\nmial = "x"\n', "did you mean 'mail'"),
    ],
)
def test_what_a_job_cannot_mean_is_told(tmp_path: Path, text: str, says: str) -> None:
    config = tmp_path / "tqa.toml"
    config.write_text(text, "utf-8")
    with pytest.raises(PlanError, match=says):
        Job.load(config)
    assert run(config) == 2


def test_a_job_without_a_segment_leaves_no_run(tmp_path: Path) -> None:
    config = write(tmp_path)
    assert run(config) == 2
    with Store(str(tmp_path / "quality.sqlite")) as store:
        assert not store.runs()
