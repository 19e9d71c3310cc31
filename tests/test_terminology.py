"""The life of a term: lint, history, merging, statistics, mining, impact, repair, control; through Python and the commands."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from hypothesis import given, settings
from hypothesis import strategies as st

import tqa
from tests.test_termbase import GLOSSARIES, _bases
from tqa.glossary import read_glossary
from tqa.glossary.changes import diff, merge, recorded
from tqa.glossary.lint import fixed, lint
from tqa.glossary.termbase import Status, Term, Termbase
from tqa.records import Segment
from tqa.terminology.apply import applied
from tqa.terminology.control import control, shuffled
from tqa.terminology.mine import mine
from tqa.terminology.statistics import statistics
from tqa.ui.cli import cli

ROOT = Path(__file__).parent.parent
DEMO = str(ROOT / "corpora/demo/feed.jsonl")
NEWS = str(GLOSSARIES / "ukraine-news.terms")


def run(*arguments: object) -> Result:
    return CliRunner().invoke(cli, ["glossary", *map(str, arguments)])


def written(path: Path, text: str) -> Path:
    path.write_text(text, "utf-8")
    return path


FAULTS = {
    "en preferred acronym exact: CPT\nen preferred acronym exact: ECPT": "two-preferred",
    "en preferred: Committee\nen forbidden: committee": "good-and-bad",
    "en preferred: court of appeal\nen forbidden: courts of appeal": "bad-inside-good",
    "en preferred: Rada of Ukraine\nen deprecated: Rada": "bad-inside-good",
    "en preferred: Security Service\nen preferred acronym exact: DIU": "acronym",
    "uk preferred: cлужба": "homoglyph",
    "en preferred: the": "unreachable",
    "en admitted: deed\n  valid_to: 2020-01-01": "expired",
    "en admitted: deed\n  valid_from: 2020-02-01\n  valid_to: 2020-01-01": "dates",
    "en forbidden acronym: WHO": "ordinary-word",
    "en preferred: zero\u200bwidth": "stray-space",
    "relation: broader a\nen preferred: deed": "circle",
    "relation: broader b\nen preferred: deed": "unknown-relation",
}


@pytest.mark.parametrize(("block", "kind"), FAULTS.items())
def test_lint_tells_each_fault_where_it_stands(tmp_path: Path, block: str, kind: str) -> None:
    path = written(tmp_path / "base.terms", f"concept: a\n{block}\n")
    found = [c for c in lint(read_glossary(path), "2026-01-01") if c.kind == kind]
    assert len(found) == 1
    assert kind in ("circle", "unknown-relation") or f"{path}:" in str(found[0])


def test_a_sound_concept_is_not_complained_of(tmp_path: Path) -> None:
    text = "concept: a\nen preferred: Security Service of Ukraine\nen preferred acronym exact: SSU\nen forbidden acronym exact: USS\n"
    assert lint(read_glossary(written(tmp_path / "base.terms", text)), "2026-01-01") == []


def test_rivals_between_concepts_and_missing_languages() -> None:
    terms = [Term("a", "en", "deed"), Term("a", "uk", "діло"), Term("b", "en", "deed"), Term("b", "uk", "вчинок")]
    kinds = {c.kind for c in lint(Termbase.of([*terms, Term("c", "en", "word")]), "2026-01-01")}
    assert kinds == {"two-concepts", "missing-language"}


def test_certain_mends_are_made_and_then_silent(tmp_path: Path) -> None:
    path = written(tmp_path / "base.terms", "concept: a\nuk preferred: cлужба\nen preferred: zero\u200b width\n")
    assert run("lint", path, "--fix", "--by", "Olena", "--today", "2026-01-01").exit_code == 1
    base = read_glossary(path)
    assert [t.text for t in base.terms] == ["zero width", "служба"]
    assert {h.by for h in base.concepts["a"].history} == {"Olena"}
    assert not any(c.mend for c in lint(base, "2026-01-01"))
    assert fixed(base, lint(base, "2026-01-01")) == base


@settings(max_examples=60, deadline=None)
@given(one=_bases(), other=_bases())
def test_merging_with_what_did_not_change_gives_what_did(one: Termbase, other: Termbase) -> None:
    assert {c.concept for c in merge(one, one, one)[1]} == set()
    for a, b in ((one, other), (other, one)):
        merged, conflicts = merge(one, a, b)
        assert conflicts == []
        assert not list(diff(merged, other))


@settings(max_examples=60, deadline=None)
@given(one=_bases(), other=_bases())
def test_a_difference_is_told_and_recorded(one: Termbase, other: Termbase) -> None:
    differences = list(diff(one, other))
    after = recorded(one, other, "Olena", "2026-01-01", "why")
    told = {d.concept for d in differences if d.term != ("", "") or d.field}
    changed = {cid for cid, c in after.concepts.items() if c.history != other.concepts[cid].history}
    assert changed == {cid for cid in told if cid in other.concepts}
    assert not list(diff(other, after))


def test_both_sides_changes_meet_and_conflicts_are_told(tmp_path: Path) -> None:
    base = written(tmp_path / "base.terms", "concept: a\nen preferred: deed\n  note: one\nuk preferred: діло\n")
    ours = written(
        tmp_path / "ours.terms", "concept: a\ndomain: law\nen preferred: deed\n  note: two\nuk preferred: діло\n"
    )
    theirs = written(tmp_path / "theirs.terms", "concept: a\nen preferred: deed\n  note: three\nen admitted: act\n")
    done = run("merge", base, ours, theirs, "--out", tmp_path / "out.terms", "--by", "Olena", "--at", "2026-01-02")
    assert done.exit_code == 1
    assert "conflict: a: en deed: note: base 'one', ours 'two', theirs 'three'" in done.output
    merged = read_glossary(tmp_path / "out.terms").concepts["a"]
    assert (merged.domain, [t.text for t in merged.terms]) == ("law", ["deed", "act"])
    assert "2026-01-02 | Olena | removed uk діло" in run("blame", "act", tmp_path / "out.terms").output


SEGMENTS = [
    Segment("1", "СБУ затримала агента.", "The SSU detained an agent.", "uk", "en", "ann", "d1", date="2026-01-05"),
    Segment("2", "У СБУ показали відео.", "The SBU showed a video.", "uk", "en", "bob", "d1", date="2026-02-05"),
    Segment("3", "У СБУ це підтвердили.", "This was confirmed.", "uk", "en", "bob", "d2", date="2026-02-06"),
]
SSU = Termbase.of(
    [
        Term("ssu", "uk", "СБУ", type="acronym", case="exact"),
        Term("ssu", "en", "SSU", type="acronym", case="exact"),
        Term("ssu", "en", "SBU", Status.FORBIDDEN, type="acronym", case="exact"),
    ]
)


def test_statistics_count_by_translator_and_month() -> None:
    found = statistics(SEGMENTS, SSU)
    usage = dict(found)["ssu"]
    assert usage.total.to_json() == {"uses": 3, "answered": 1, "bad": 1, "hit_rate": 0.3333}
    assert {name: count.uses for name, count in usage.translators.items()} == {"ann": 1, "bob": 2}
    assert {month: count.bad for month, count in usage.months.items()} == {"2026-01": 0, "2026-02": 1}
    assert usage.variants == {("SSU", "preferred"): 1, ("SBU", "forbidden"): 1}
    assert [e["term"] for e in usage.examples] == ["SBU", "СБУ", "СБУ"]


def test_a_repair_is_made_where_it_is_certain_and_markup_stays() -> None:
    plan = tqa.Plan(termbase=SSU, only=frozenset({"forbidden-term"}))
    source = '{"id":"2","source":"У СБУ показали.","target":"At <b>the SBU</b> they <i>showed</i>.","source_lang":"uk"}'
    from tqa.feeds.jsonl import line_of

    segment = next(iter(_read(source)))
    repaired, replacements = applied(next(iter(tqa.check([segment], plan))))
    assert json.loads(line_of(repaired))["target"] == "At <b>the SSU</b> they <i>showed</i>."
    assert [(r.old, r.new, r.rule) for r in replacements] == [("SBU", "SSU", "forbidden-term")]
    assert applied(next(iter(tqa.check([repaired], plan))))[1] == []


def _read(line: str) -> list[Segment]:
    import tempfile

    with tempfile.NamedTemporaryFile("w", suffix=".jsonl", delete=False, encoding="utf-8") as file:
        file.write(line + "\n")
    try:
        return list(tqa.read(file.name))
    finally:
        Path(file.name).unlink()


@given(n=st.integers(2, 30), seed=st.integers(0, 5))
def test_shuffled_terms_belong_to_other_concepts(n: int, seed: int) -> None:
    base = Termbase.of([t for k in range(n) for t in (Term(f"c{k}", "uk", f"у{k}"), Term(f"c{k}", "en", f"e{k}"))])
    dealt = shuffled(base, "en", seed)
    assert sorted(t.text for t in dealt.terms) == sorted(t.text for t in base.terms)
    assert not {(t.concept, t.text) for t in base.terms if t.lang == "en"} & {(t.concept, t.text) for t in dealt.terms}


def test_the_random_control_on_the_demo_feed() -> None:
    found = control(tqa.read(DEMO), read_glossary(NEWS), "en")
    assert found.obeyed > 40
    assert found.obeyed_shuffled <= 0.02 * found.occurrences


MINED = [
    ("Фонд гарантування вкладів (ФГВ) виплатив гроші.", "The Deposit Guarantee Fund (DGF) paid out money."),
    ("У ФГВ пояснили затримку.", "The DGF explained the delay."),
    ("Вкладники подякували ФГВ за швидкість.", "Depositors thanked the DGF for its speed."),
    ("Вчора в Кременчуці відкрили міст.", "A bridge was opened in Kremenchuk yesterday."),
    ("Мешканці Кременчука чекали на нього довго.", "The people of Kremenchug had waited for it for long."),
    ("Через дощ у Кременчуці скасували концерт.", "Rain cancelled a concert in Kremenchuk."),
    ("Учора місто Кременчук святкувало.", "Yesterday the city of Kremenchuk celebrated."),
]


def test_mining_finds_acronyms_with_expansions_and_names_with_rivals() -> None:
    feed = [Segment(str(n), s, t, "uk", "en") for n, (s, t) in enumerate(MINED * 3)]
    found = {c.kind: c for c in mine(lambda: feed, Termbase())}
    assert (found["acronym"].source, found["acronym"].renderings[0][0]) == ("ФГВ", "DGF")
    assert found["acronym"].expansion == "Фонд гарантування вкладів"
    assert found["name"].source == "Кременчук"
    assert [text for text, _ in found["name"].renderings] == ["Kremenchuk", "Kremenchug"]
    known = Termbase.of([Term("dgf", "uk", "ФГВ", type="acronym", case="exact"), Term("k", "uk", "Кременчук")])
    assert mine(lambda: feed, known) == []


def test_a_mined_file_is_reviewed_and_merged(tmp_path: Path) -> None:
    feed = tmp_path / "feed.csv"
    with feed.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([("source", "target"), *MINED * 3])
    base = written(tmp_path / "base.terms", "concept: z\nen preferred: word\n")
    for suffix in (".csv", ".xlsx"):
        review = tmp_path / f"review{suffix}"
        assert run("mine", feed, "--source-lang", "uk", "--glossary", base, "--out", review).exit_code == 0
    text = (tmp_path / "review.csv").read_text("utf-8").split("\n")
    written(
        tmp_path / "review.csv", "\n".join(line.replace(",", "x,", 1) if ",ФГВ," in line else line for line in text)
    )
    options = ("--source-lang", "uk", "--target-lang", "en")
    assert run("accept", tmp_path / "review.csv", base, *options).exit_code == 2  # nobody is named
    assert run("accept", tmp_path / "review.xlsx", base, *options, "--by", "Olena").output.startswith("written")
    assert len(read_glossary(base).terms) == 1  # nothing was accepted there
    run("accept", tmp_path / "review.csv", base, *options, "--by", "Olena", "--at", "2026-01-01")
    concept = read_glossary(base).concepts["dgf"]
    assert [(t.lang, t.text, t.type) for t in concept.terms] == [
        ("en", "DGF", "acronym"),
        ("uk", "ФГВ", "acronym"),
        ("uk", "Фонд гарантування вкладів", "full"),
    ]
    assert {(h.at, h.by) for h in concept.history} == {("2026-01-01", "Olena")}


def test_the_impact_of_a_change_is_what_a_run_would_show(tmp_path: Path) -> None:
    change = written(tmp_path / "change.terms", "concept: odesa\nen admitted name propn exact: Odessa\n")
    shown = run("impact", change, DEMO, "--glossary", NEWS).output
    assert "- demo-11-startup-07: deprecated-term: Odessa" in shown
    assert run("impact", NEWS, DEMO, "--glossary", NEWS, "--replace").output == "0 findings differ\n"


@pytest.mark.parametrize(
    "command",
    [
        ("stats", DEMO, "--glossary", NEWS),
        ("stats", DEMO, "--glossary", NEWS, "--format", "json"),
        ("diff", NEWS, NEWS),
        ("random-control", DEMO, "--glossary", NEWS),
    ],
)
def test_commands_that_only_tell(command: tuple[str, ...]) -> None:
    assert run(*command).exit_code == 0
    if "json" in command:
        assert json.loads(run(*command).stdout)["concepts"]["odesa"]["bad"] == 2


@pytest.mark.parametrize(
    ("command", "message"),
    [
        (("lint", "no.terms"), "no.terms: cannot be read"),
        (("lint", NEWS, NEWS, "--fix"), "takes one file"),
        (("mine", "-", "--out", "x.csv"), "is read twice"),
        (("mine", DEMO, "--out", "x.doc"), "a table is a file that ends in"),
        (("blame", "nothing at all", NEWS), "no term and no concept"),
        (("record", NEWS, NEWS), "say who made the change"),
        (("accept", NEWS, NEWS, "--source-lang", "uk", "--target-lang", "en", "--by", "x"), "a table is a file"),
        (("stats", "no.jsonl", "--glossary", NEWS), "the feed holds no segment"),
    ],
)
def test_what_cannot_be_done_is_told(command: tuple[str, ...], message: str) -> None:
    done = run(*command)
    assert done.exit_code == 2
    assert message in done.output


def test_apply_writes_a_feed_that_reads_back(tmp_path: Path) -> None:
    new, report = tmp_path / "new.jsonl", tmp_path / "report.csv"
    assert run("apply", DEMO, "--glossary", NEWS, "--out", new, "--report", report).exit_code == 0
    old, changed = list(tqa.read(DEMO)), list(tqa.read(new))
    rows = list(csv.DictReader(report.open(encoding="utf-8")))
    assert {s.id for s, t in zip(old, changed, strict=True) if s != t} == {r["segment"] for r in rows}
    assert all(s.source == t.source and s.date == t.date for s, t in zip(old, changed, strict=True))
    again = run("apply", new, "--glossary", NEWS, "--out", tmp_path / "again.jsonl")
    assert again.output.startswith("0 replacements")
    assert (tmp_path / "again.jsonl").read_bytes() == new.read_bytes()


def test_a_base_with_house_forms_is_converted(tmp_path: Path) -> None:
    house = written(tmp_path / "house.terms", "concept: ssu\nen preferred acronym exact: SBU\n")
    base = written(tmp_path / "base.terms", "concept: ssu\nen preferred acronym exact: SSU\nnonsense\n")
    done = run("convert", base, "--house", house, "--out", tmp_path / "out.tbx", "--dialect", "min", "--style", "dca")
    assert (done.exit_code, "base.terms:3: 'nonsense'" in done.output) == (1, True)
    assert {t.text: t.status.value for t in read_glossary(tmp_path / "out.tbx").terms} == {
        "SBU": "preferred",
        "SSU": "admitted",
    }


def test_changes_made_by_hand_are_recorded(tmp_path: Path) -> None:
    old = written(tmp_path / "old.terms", "concept: a\nen preferred: deed\n")
    new = written(tmp_path / "new.terms", "concept: a\ndomain: law\nen admitted: deed\n")
    assert run("record", old, new, "--by", "Olena", "--at", "2026-01-01", "--reason", "style").exit_code == 0
    assert run("blame", "deed", new).output.splitlines() == [
        "a: 2026-01-01 | Olena | en deed: status preferred -> admitted | style",
        "a: 2026-01-01 | Olena | domain - -> law | style",
    ]
