"""The store: nothing lost, nothing twice, a dead run unseen, faults told."""

from __future__ import annotations

import csv
import glob
import multiprocessing
import os
import shutil
import sqlite3
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

import tqa
from tqa.records import Decision, Finding, Score, Segment, Severity, Span, StoreError, Verdict
from tqa.scoring.mqm import count_words
from tqa.store import Store, schema


@pytest.fixture(scope="session")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The URL of a PostgreSQL: the one that TQA_TEST_DATABASE names, or a server started here, as `nobody` under root."""
    if url := os.environ.get("TQA_TEST_DATABASE"):
        yield url
        return
    pytest.importorskip("psycopg", reason="no PostgreSQL driver: pip install 'tqa[postgres]'")
    control = shutil.which("pg_ctl") or next(iter(sorted(glob.glob("/usr/lib/postgresql/*/bin/pg_ctl"))), "")
    if not control:
        pytest.skip("no PostgreSQL server here, and TQA_TEST_DATABASE names none")
    as_user: dict[str, Any] = {"user": "nobody"} if os.geteuid() == 0 else {}
    folder = Path(tempfile.mkdtemp(prefix="tqa-postgres-"))
    if as_user:
        shutil.chown(folder, "nobody")
    port = str(20_000 + os.getpid() % 20_000)
    data, quiet = str(folder / "data"), {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "cwd": "/"}
    made = subprocess.run([control, "initdb", "-D", data, "-o", "-A trust -U tqa -E UTF8"], **quiet, **as_user)
    settings = f"-p {port} -k {folder} -c listen_addresses=127.0.0.1 -c fsync=off"
    begun = subprocess.run([control, "start", "-w", "-D", data, "-o", settings], **quiet, **as_user)
    if made.returncode or begun.returncode:
        pytest.skip("the PostgreSQL server found here could not be started")
    yield f"postgresql+psycopg://tqa@127.0.0.1:{port}/postgres"
    subprocess.run([control, "stop", "-m", "immediate", "-D", data], **quiet, **as_user)
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(params=["sqlite", "postgres"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    place = str(tmp_path / "desk.sqlite") if request.param == "sqlite" else request.getfixturevalue("postgres")
    with Store(place) as found:
        found.prune(0)
        with found._engine.begin() as connection:
            connection.execute(schema.decisions.delete())
        yield found


def verdict(n: int, translator: str = "ann", **over: object) -> Verdict:
    segment = Segment(
        str(n), "Рух відновили.", f"Traffic resumed {n}.", "uk", "en", translator, f"d{n // 3}", date="2026-01-05"
    )
    finding = Finding(
        str(n), "some-rule", "linguistic/x", Severity.MAJOR, "m", "w", None, Span(0, 7), "S", ("e",), 0.5, f"f{n}"
    )
    score = Score("mqm", 5.0, "sig", str(n))
    return replace(Verdict(segment, (finding,), (score,), plan="p"), **over)  # type: ignore[arg-type]


def test_what_is_stored_comes_back(store: Store) -> None:
    verdicts = [verdict(n) for n in range(2500)]
    run = store.add(verdicts, "feed.jsonl", count_words)
    back = list(store.verdicts(run))
    assert [v for _, v in back] == verdicts
    assert {words for words, _ in back} == {2}
    assert [(r.feed, r.plan, r.segments) for r in store.runs()] == [("feed.jsonl", "p", 2500)]
    assert store.check() == []


def test_a_real_run_comes_back_whole(store: Store) -> None:
    feed = Path(__file__).parent.parent / "corpora/demo/feed.jsonl"
    verdicts = list(tqa.check(tqa.read(feed), tqa.Plan()))
    assert [v for _, v in store.verdicts(store.add(verdicts))] == verdicts


def test_the_same_run_twice_changes_nothing(store: Store) -> None:
    first = store.add([verdict(1), verdict(2)])
    assert store.add([verdict(1), verdict(2)]) == first
    second = store.add([verdict(1), verdict(3)])
    assert [run.id for run in store.runs()] == [first, second]


def test_slices_by_translator_and_date(store: Store) -> None:
    late = replace(verdict(2).segment, date="2026-02-01T10:00:00Z")
    store.add([verdict(1), verdict(2, segment=late), verdict(3, segment=replace(verdict(3).segment, translator="bob"))])
    assert [v.segment.id for _, v in store.verdicts(translator="bob")] == ["3"]
    assert [v.segment.id for _, v in store.verdicts(since="2026-01-06")] == ["2"]
    assert [v.segment.id for _, v in store.verdicts(until="2026-02-01")] == ["1", "2", "3"]


def test_a_run_that_dies_is_never_seen(store: Store) -> None:
    good = store.add([verdict(1)])

    def dying() -> Iterator[Verdict]:
        yield from (verdict(n) for n in range(1500))
        raise RuntimeError("died")

    with pytest.raises(RuntimeError):
        store.add(dying())
    assert [run.id for run in store.runs()] == [good]
    assert [v.segment.id for _, v in store.verdicts()] == ["1"]
    assert store.check() == []


def _kill_half_way(place: str) -> None:
    def verdicts() -> Iterator[Verdict]:
        yield from (verdict(n) for n in range(1500))
        os._exit(9)

    Store(place).add(verdicts())


def test_a_run_that_is_killed_leaves_the_last_good_state(tmp_path: Path) -> None:
    place = str(tmp_path / "desk.sqlite")
    with Store(place) as store:
        good = store.add([verdict(1)])
    process = multiprocessing.get_context("spawn").Process(target=_kill_half_way, args=(place,))
    process.start()
    process.join()
    assert process.exitcode == 9
    with Store(place) as store:
        assert [run.id for run in store.runs()] == [good]
        assert ["is not finished" in fault for fault in store.check()] == [True]
        assert store.prune(keep=5) == 0  # it may still be written


def _write(place: str, start: int) -> None:
    with Store(place) as store:
        store.add([verdict(n) for n in range(start, start + 2000)])


def test_two_processes_may_write_at_once(tmp_path: Path) -> None:
    place = str(tmp_path / "desk.sqlite")
    spawn = multiprocessing.get_context("spawn")
    writers = [spawn.Process(target=_write, args=(place, n)) for n in (0, 5000)]
    for process in writers:
        process.start()
    for process in writers:
        process.join()
    assert [process.exitcode for process in writers] == [0, 0]
    with Store(place) as store:
        assert sorted(run.segments for run in store.runs()) == [2000, 2000]
        assert {len(list(store.verdicts(run.id))) for run in store.runs()} == {2000}


def test_decisions_survive_runs_and_expire(store: Store) -> None:
    store.add([verdict(1), verdict(2)])
    store.decide(
        Decision("f1", "dismissed", reason="house style", reviewer="Olena", at="2026-01-01"),
        Decision("f2", "dismissed", reason="for now", reviewer="Olena", at="2026-01-01", expires="2026-02-01"),
    )
    store.decide(Decision("f1", "accepted", reviewer="Taras", at="2026-01-02"))
    store.decide(Decision("f1", "accepted", reviewer="Taras", at="2026-01-02"))
    store.prune(0)
    assert {f: d.ruling for f, d in store.decisions("2026-01-15").items()} == {"f1": "accepted", "f2": "dismissed"}
    assert set(store.decisions("2026-02-02")) == {"f1"}
    for decision, message in (
        (Decision("f", "dismissed"), "needs a reason"),
        (Decision("f", "perhaps"), "unknown ruling 'perhaps'"),
    ):
        with pytest.raises(StoreError, match=message):
            store.decide(decision)


def test_pruning_keeps_the_last_runs_and_their_segments(store: Store) -> None:
    for n in range(4):
        store.add([verdict(n), verdict(99)])
    assert store.prune(keep=2) == 2
    assert len(store.runs()) == 2
    assert [len(list(store.verdicts(run.id))) for run in store.runs()] == [2, 2]
    assert store.check() == []


def test_places_that_are_no_store(tmp_path: Path) -> None:
    (tmp_path / "text").write_text("no database" * 1000)
    other = sqlite3.connect(tmp_path / "other.sqlite")
    other.execute("CREATE TABLE books (title TEXT)")
    other.close()
    newer = str(tmp_path / "newer.sqlite")
    Store(newer).close()
    with sqlite3.connect(newer) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.close()
    for place, message in (
        (tmp_path / "text", "damaged or no store"),
        (tmp_path, "is a folder"),
        (tmp_path / "other.sqlite", "database of something else"),
        (newer, "written by a newer tqa"),
        ("oracle2://x", "cannot speak to"),
        ("no url://x", "neither a file nor the URL"),
    ):
        with pytest.raises(StoreError, match=message):
            Store(str(place))


def test_an_empty_store_and_an_unknown_run(store: Store) -> None:
    assert store.runs() == []
    with pytest.raises(StoreError, match="holds no run yet"):
        list(store.verdicts())
    store.add([verdict(1)])
    with pytest.raises(StoreError, match="has no run 99"):
        list(store.verdicts(99))


def test_the_tables_are_those_of_the_migrations(tmp_path: Path) -> None:
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext

    from tqa.store.opened import open_engine
    from tqa.store.schema import metadata

    with open_engine(str(tmp_path / "s.sqlite")).connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []


DEMO = Path(__file__).parent.parent / "corpora/demo/feed.jsonl"


def test_the_commands_keep_and_give_back(tmp_path: Path) -> None:
    from click.testing import CliRunner

    from tqa.ui.cli import cli

    def run(*arguments: object) -> tuple[int, str]:
        done = CliRunner().invoke(cli, list(map(str, arguments)))
        return done.exit_code, done.output

    place, out = tmp_path / "desk.sqlite", tmp_path / "out.jsonl"
    for _ in range(2):
        run("check", DEMO, "--format", "jsonl", "--out", out, "--store", place, "--fail-on", "never")
    assert len(run("store", "list", place)[1].splitlines()) == 1
    assert run("store", "export", place, "--out", tmp_path / "again.jsonl")[0] == 0
    assert (tmp_path / "again.jsonl").read_bytes() == out.read_bytes()
    assert run("store", "export", place, "--out", tmp_path / "findings.csv")[0] == 0
    with (tmp_path / "findings.csv").open(encoding="utf-8") as file:
        findings = [row["fingerprint"] for row in csv.DictReader(file)]
    assert run("store", "decide", place, findings[0], "--ruling", "dismissed", "--by", "Olena")[0] == 2
    reviewed = tmp_path / "reviewed.csv"
    reviewed.write_text(
        f"finding,ruling,reason,reviewer\n{findings[0]},dismissed,style,Olena\n{findings[1]},accepted,,Olena\n"
    )
    assert run("store", "decide", place, "--from", reviewed) == (0, "2 decisions stored\n")
    with Store(str(place)) as store:
        assert {f: d.ruling for f, d in store.decisions().items()} == {
            findings[0]: "dismissed",
            findings[1]: "accepted",
        }
    assert run("store", "check", place) == (0, "")
    assert run("store", "prune", place, "--keep", "0")[0] == 0
    assert run("store", "export", place, "--out", out)[0] == 2
    assert run("store", "export", place, "--out", tmp_path / "x.doc")[0] == 2
