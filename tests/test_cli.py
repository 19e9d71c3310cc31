"""The commands as a user runs them."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from tqa.ui.cli import cli

GLOSSARY = "glossaries/ukraine-news.csv"


def row(**over: object) -> dict[str, object]:
    return {
        "id": "1",
        "source": "Рух відновили.",
        "target": "Traffic has resumed.",
        "source_lang": "uk",
        "target_lang": "en",
        **over,
    }


@pytest.fixture
def feed(tmp_path: Path) -> Path:
    path = tmp_path / "feed.jsonl"
    rows = [
        row(),
        row(
            id="2",
            source="Про це заявили в міністерстві.",
            target="About this stated at the ministry.",
            document="d<script>",
            translator="a",
        ),
        row(id="3", source="Ціни зросли.", target="The the prices rose <img src=x onerror=alert(1)>.", translator="b"),
    ]
    path.write_text("".join(json.dumps(r, ensure_ascii=False) + "\n" for r in rows), "utf-8")
    return path


def run(*args: object) -> tuple[int, str, str]:
    result = CliRunner().invoke(cli, [str(a) for a in args])
    assert not result.exception or isinstance(result.exception, SystemExit), result.exception
    return result.exit_code, result.stdout, result.stderr


def test_jsonl_has_the_promised_fields(feed: Path) -> None:
    code, out, err = run("check", feed, "--format", "jsonl")
    verdicts = [json.loads(line) for line in out.splitlines()]
    assert code == 1
    assert [v["segment"]["id"] for v in verdicts] == ["1", "2", "3"]
    (f,) = verdicts[1]["findings"]
    assert {
        "rule",
        "category",
        "severity",
        "message",
        "source",
        "target",
        "suggestion",
        "confidence",
        "fingerprint",
    } <= f.keys()
    assert f["rule"] == "en/fronted-report"
    assert f["target"] == [0, 17]
    assert Path(f["link"]).is_file()
    assert verdicts[1]["scores"][0]["value"] == 5
    assert "3 segments" in err


@pytest.mark.parametrize(("fail_on", "code"), [("minor", 1), ("major", 1), ("critical", 0), ("never", 0)])
def test_exit_codes_follow_fail_on(feed: Path, fail_on: str, code: int) -> None:
    assert run("check", feed, "--fail-on", fail_on)[0] == code


def test_a_rule_is_switched_off_by_name_or_by_prefix(feed: Path) -> None:
    def found(*options: str) -> set[str]:
        out = run("check", feed, "--format", "jsonl", *options)[1]
        return {f["rule"] for line in out.splitlines() for f in json.loads(line)["findings"]}

    every = found()
    assert "doubled-word" in every and any(rule.startswith("en/") for rule in every)
    assert "doubled-word" not in found("--off", "doubled-word")
    assert not any(rule.startswith("en/") for rule in found("--off", "en/"))
    assert run("check", feed, "--off", "doubled-wrod")[0] == 2


def test_clean_feeds_exit_with_0(tmp_path: Path) -> None:
    path = tmp_path / "f.jsonl"
    path.write_text(json.dumps(row()), "utf-8")
    assert run("check", path)[0] == 0


def test_one_process_and_four_write_the_same_bytes(tmp_path: Path) -> None:
    outs = [tmp_path / "1.jsonl", tmp_path / "4.jsonl"]
    for jobs, out in zip((1, 4), outs, strict=True):
        run(
            "check",
            "corpora/demo/feed.jsonl",
            "corpora/demo/feed.jsonl",
            "--glossary",
            GLOSSARY,
            "--jobs",
            jobs,
            "--format",
            "jsonl",
            "--out",
            out,
        )
    assert outs[0].read_bytes() == outs[1].read_bytes()


def test_a_baseline_leaves_only_what_is_new(feed: Path, tmp_path: Path) -> None:
    old = tmp_path / "old.jsonl"
    run("check", feed, "--format", "jsonl", "--out", old)
    code, out, _ = run("check", feed, "--baseline", old)
    assert code == 0
    assert "in the baseline" in out
    feed.write_text(
        feed.read_text("utf-8")
        + json.dumps(row(id="9", target="Noted that all is well with the trains."), ensure_ascii=False),
        "utf-8",
    )
    assert run("check", feed, "--baseline", old)[0] == 1
    bad = tmp_path / "bad"
    bad.write_text("{not json", "utf-8")
    assert run("check", feed, "--baseline", bad)[0] == 2


def test_text_of_the_feed_never_becomes_markup(feed: Path, tmp_path: Path) -> None:
    out = tmp_path / "r.html"
    run("check", feed, "--format", "html", "--out", out)
    page = out.read_text("utf-8")
    assert "onerror=alert" in page.replace("&lt;img", "")
    assert "<img" not in page
    assert page.count("<script>") == 1
    assert "d&lt;script&gt;" in page
    assert "http" not in page.replace("http-equiv", "")


def test_csv_cells_are_inert(tmp_path: Path) -> None:
    path = tmp_path / "f.jsonl"
    path.write_text(json.dumps(row(id="=cmd()", target="the the =1+1 prices rose")), "utf-8")
    _, out, _ = run("check", path, "--format", "csv")
    assert "'=cmd()" in out
    assert ",=cmd" not in out


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (["nothing.jsonl"], "no such file"),
        (["corpora/demo/feed.jsonl", "--target-lang", "english"], "did you mean 'en'"),
        (["corpora/demo/feed.jsonl", "--column", "x"], "field=name"),
        (["corpora/demo/feed.jsonl", "--column", "sorce=x"], "did you mean 'source'"),
        (["corpora/demo/feed.jsonl", "--glossary", "nothing.csv"], "cannot be read"),
        (["corpora/demo/feed.jsonl", "--fail-on", "majr"], "did you mean 'major'"),
        (["corpora/demo/feed.jsonl", "--glossary", "README.md"], ".csv"),
    ],
)
def test_what_cannot_be_done_exits_with_2_and_says_how_to_mend_it(args: list[str], message: str) -> None:
    code, out, err = run("check", *args)
    assert code == 2
    assert message in " ".join((out + err).split())


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("glosary = []", "did you mean 'glossary'"),
        ("off = ['doubled-wrd']", "did you mean 'doubled-word'"),
        ("fail_on = 3", "must be a string"),
        ("[severity]\ndoubled-word = 'mayor'", "did you mean 'major'"),
        ("x = [", "tqa.toml"),
        ("profile = 'wmtt'", "did you mean 'wmt'"),
    ],
)
def test_a_wrong_configuration_is_refused_with_the_nearest_right_word(tmp_path: Path, text: str, message: str) -> None:
    path = tmp_path / "tqa.toml"
    path.write_text(text, "utf-8")
    code, out, err = run("plan", "--config", path)
    assert code == 2
    assert message in out + err


def test_configuration_changes_what_is_found(feed: Path, tmp_path: Path) -> None:
    path = tmp_path / "tqa.toml"
    path.write_text("off = ['en/']\n[severity]\ndoubled-word = 'critical'\n", "utf-8")
    _, out, _ = run("check", feed, "--config", path, "--format", "jsonl")
    findings = [f for line in out.splitlines() for f in json.loads(line)["findings"]]
    assert ("doubled-word", "critical") in [(f["rule"], f["severity"]) for f in findings]
    assert not [f for f in findings if f["rule"].startswith("en/")]


def test_skips_and_duplicates_are_told_and_the_rest_is_checked(feed: Path) -> None:
    feed.write_text(feed.read_text("utf-8") + "{broken\n" + json.dumps(row(id="3")), "utf-8")
    code, out, err = run("check", feed)
    assert code == 2
    assert "4 segments" in out
    assert "feed.jsonl:4" in err
    assert "'3' (2 times)" in err


def test_a_rule_of_the_user_that_explodes_is_a_failure(feed: Path, tmp_path: Path) -> None:
    rules = tmp_path / "pack" / "en" / "rules"
    rules.mkdir(parents=True)
    (rules / "mine.toml").write_text(
        """
[[rule]]
id = "mine/explodes"
check = "phrase"
category = "style/awkward"
severity = "minor"
message = "x"
why = "x."
set = { find = '(a|a|aa)+$' }
""",
        "utf-8",
    )
    config = tmp_path / "tqa.toml"
    config.write_text("packs = ['pack']\nonly = ['mine/explodes']", "utf-8")
    feed.write_text(json.dumps(row(target="a" * 60 + "!")), "utf-8")
    code, out, _ = run("check", feed, "--config", config)
    assert code == 2
    assert "1 checks crashed" in out


def test_nothing_is_left_half_written(feed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    out = tmp_path / "out.jsonl"
    out.write_text("old", "utf-8")
    monkeypatch.setattr("tqa.reports.write.jsonl_line", lambda v: 1 / 0)
    assert CliRunner().invoke(cli, ["check", str(feed), "--format", "jsonl", "--out", str(out)]).exit_code
    assert out.read_text("utf-8") == "old"
    assert [p.name for p in tmp_path.iterdir() if p.name.startswith(".")] == []


def test_standard_input_and_a_parallel_file(tmp_path: Path) -> None:
    result = CliRunner().invoke(cli, ["check", "-", "--format", "jsonl"], input=json.dumps(row()))
    assert json.loads(result.stdout)["segment"]["id"] == "1"
    (tmp_path / "a.uk").write_text("Про це заявили в міністерстві.\n", "utf-8")
    (tmp_path / "a.txt").write_text("About this stated at the ministry.\n", "utf-8")
    assert run("check", tmp_path / "a.txt", "--source-file", tmp_path / "a.uk", "--source-lang", "uk")[0] == 1


def test_explain_rules_and_plan() -> None:
    assert "⟦the the⟧" in run("explain", "doubled-word")[1]
    code, _, err = run("explain", "doubled-wrd")
    assert code == 2
    assert "doubled-word" in err
    everything, pair = run("rules")[1], run("rules", "--source-lang", "uk", "--target-lang", "de")[1]
    assert "en/glued-words" in everything
    assert "en/glued-words" not in pair
    assert "number-changed" in pair
    assert "fingerprint" in run("plan")[1]
