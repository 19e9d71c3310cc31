"""The same verdicts on a cluster of several processes, one of them killed while it works."""

import os
import signal
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import dask
import pyarrow
import pytest
from click.testing import CliRunner
from distributed import Client, LocalCluster
from pyarrow import parquet

from tqa import Plan, check
from tqa.feeds.verdicts import verdicts
from tqa.records import FeedError, PlanError, Segment
from tqa.reports.write import jsonl_line
from tqa.run.archive import check_archive
from tqa.ui.cli import cli

PLAN = Plan.load(source_lang="uk", target_lang="en")


def feed(count: int) -> list[Segment]:
    return [
        Segment(
            str(n),
            f"У порту {n} суден.",
            f"The port was there are {n + n % 2} ships.",
            "uk",
            "en",
            document=f"d{n // 9}",
        )
        for n in range(count)
    ]


@pytest.fixture(scope="module")
def scheduler() -> Iterator[str]:
    dask.config.set({"distributed.scheduler.allowed-failures": 1})  # two deaths are enough to tell who kills
    with LocalCluster(n_workers=3, threads_per_worker=1, dashboard_address=None, processes=True) as cluster:
        yield cluster.scheduler_address


def test_a_cluster_finds_the_same_though_a_worker_dies(scheduler: str) -> None:
    segments = feed(3000)

    def killing() -> Iterator[Segment]:
        for n, segment in enumerate(segments):
            if n == 1500:
                with Client(scheduler) as client:
                    pids = client.run(os.getpid)
                os.kill(sorted(pids.values())[0], signal.SIGKILL)
            yield segment

    assert list(check(killing(), PLAN, cluster=scheduler)) == list(check(segments, PLAN))


def test_what_a_cluster_cannot_do_is_told(scheduler: str, tmp_path: object) -> None:
    with pytest.raises(PlanError, match="one machine"):
        list(check(feed(1), PLAN, cluster=scheduler, cache=f"{tmp_path}/cache"))
    with pytest.raises(PlanError, match="no scheduler"):
        list(check(feed(1), PLAN, cluster="nonsense://x"))


# -- an archive that the workers read and write themselves -----------------------------------------------------------------


def archive(folder: Path, segments: list[Segment], files: int) -> str:
    folder.mkdir()
    size = len(segments) // files
    for k in range(files):
        names = ("id", "source", "target", "source_lang", "target_lang", "document")
        rows = [{n: getattr(s, n) for n in names} for s in segments[k * size : (k + 1) * size]]
        parquet.write_table(pyarrow.Table.from_pylist(rows), folder / f"{k}.parquet")
    return str(folder)


class Deadly(Plan):
    """A plan under which the check of one segment kills its process."""

    def agenda(self, source: str, target: str) -> Any:
        return Trap(super().agenda(source, target))


class Trap:
    def __init__(self, agenda: Any) -> None:
        self.agenda = agenda

    def rules_of(self, pair: Any) -> Any:
        if pair.segment.id == "3":
            os.kill(os.getpid(), signal.SIGKILL)
        return self.agenda.rules_of(pair)


def test_an_archive_is_what_one_process_finds_though_a_worker_dies(scheduler: str, tmp_path: Path) -> None:
    segments = feed(1200)
    for n, said in (
        (5, "The ministry has not confirmed the loss of the ship."),
        (1190, "The ministry denies nothing."),
    ):
        segments[n] = Segment(str(n), "Міністерство не підтвердило втрату судна.", said, "uk", "en", document="d0")

    def kill() -> None:
        with Client(scheduler) as client:
            os.kill(sorted(client.run(os.getpid).values())[-1], signal.SIGKILL)

    timer = threading.Timer(1.0, kill)
    timer.start()
    place = archive(tmp_path / "in", segments, 6)
    counts = check_archive([f"file://{place}"], f"file://{tmp_path}/out", PLAN, scheduler, jsonl_line)
    timer.join()
    expected = list(check(segments, PLAN))
    assert list(map(jsonl_line, verdicts(str(tmp_path / "out")))) == list(map(jsonl_line, expected))
    assert [c.segments for c in counts] == [200] * 6
    assert sum(c.findings for c in counts) == sum(len(v.findings) for v in expected)
    assert any("two-ways" in f.rule for v in expected for f in v.findings)  # only the whole archive shows it
    assert sorted(p.name for p in (tmp_path / "out").iterdir()) == [f"part-00000{k}.parquet" for k in range(6)]


def test_a_segment_that_kills_every_worker_is_named_and_the_rest_is_checked(scheduler: str, tmp_path: Path) -> None:
    place = archive(tmp_path / "in", feed(16), 2)
    plan = Deadly.load(source_lang="uk", target_lang="en")
    counts = check_archive([place], str(tmp_path / "out"), plan, scheduler, jsonl_line)
    assert [(c.segments, c.failures) for c in counts] == [(8, 1), (8, 0)]
    (failed,) = [v for v in verdicts(str(tmp_path / "out")) if v.failures]
    assert failed.segment.id == "3" and "died" in failed.failures[0].error


def test_the_command_writes_an_archive_and_reports_on_it(scheduler: str, tmp_path: Path) -> None:
    place, out = archive(tmp_path / "in", feed(20), 1), str(tmp_path / "out")
    (tmp_path / "in/broken.parquet").write_bytes(b"PAR1 is not enough")
    asked = [
        "check",
        place,
        "--cluster",
        scheduler,
        "--format",
        "parquet",
        "--source-lang",
        "uk",
        "--target-lang",
        "en",
    ]
    result = CliRunner().invoke(cli, [*asked, "--out", out])
    assert result.exit_code == 2 and "20 segments of 2 files" in result.output and "broken.parquet" in result.output
    assert CliRunner().invoke(cli, ["report", out, "--out", str(tmp_path / "r.html")]).exit_code == 0
    assert CliRunner().invoke(cli, asked).exit_code == 2
    with pytest.raises(FeedError, match="no such file"):
        check_archive([str(tmp_path / "none")], out, PLAN, scheduler, jsonl_line)
