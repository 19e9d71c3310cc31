"""The same verdicts on a cluster of several processes, one of them killed while it works."""

import os
import signal
from collections.abc import Iterator

import pytest
from distributed import Client, LocalCluster

from tqa import Plan, check
from tqa.records import PlanError, Segment

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
