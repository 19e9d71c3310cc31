"""`audit` on a Dask cluster: the same batches in the same order, on many machines instead of processes.

Dask tries again what a dead worker had under way; a batch that kills every worker it meets is halved until the segment is found.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import chain, repeat
from typing import Any, TypeVar

from tqa.audit.audit import audit
from tqa.audit.plan import Plan
from tqa.records import PlanError, Segment, Verdict
from tqa.run.workers import survived

Batch = list[Segment]
T = TypeVar("T")


def itself(thing: T) -> T:
    """What a task that only spreads something gives."""
    return thing


@contextmanager
def connected(address: str) -> Iterator[Any]:
    """A client of the Dask scheduler at an address; its workers need tqa of the same version."""
    try:
        from distributed import Client
    except ImportError:
        raise PlanError("a cluster needs Dask: pip install 'tqa[cluster]'", key="--cluster") from None
    try:
        client = Client(address, timeout=30)
    except (OSError, ValueError) as error:
        raise PlanError(f"no scheduler answers at '{address}': {error}", key="--cluster") from None
    with client:
        yield client


def audited(batches: Iterable[Batch], plan: Plan, address: str) -> Iterator[list[Verdict]]:
    """Verdicts in the order of the feed."""
    with connected(address) as client:
        # a task and not scattered data, so that it is made again when all workers that hold it die
        spread = client.submit(itself, plan, pure=False)

        def submit(batch: Batch) -> Any:
            return client.submit(audit, batch, spread, pure=False)

        def answer(batch: Batch, future: Any) -> list[Verdict]:
            """The first attempt is under way; halves of a batch that kills are submitted as they come up."""
            tries = chain([future], repeat(None))
            return survived(batch, plan, lambda part: _lived(next(tries) or submit(part)))

        waiting: deque[tuple[Batch, Any]] = deque()
        for batch in batches:
            waiting.append((batch, submit(batch)))
            if len(waiting) > 4 * max(1, sum(client.nthreads().values())):
                yield answer(*waiting.popleft())
        while waiting:
            yield answer(*waiting.popleft())


def _lived(future: Any) -> list[Verdict] | None:
    """The verdicts of a batch; None where it killed every worker it met."""
    from distributed.scheduler import KilledWorker

    try:
        return list(future.result())
    except KilledWorker:
        return None
