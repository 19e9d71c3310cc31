"""`audit` on a Dask cluster: the same batches in the same order, on many machines instead of processes.

Dask tries again what a dead worker had under way; a batch that kills every worker it meets is halved until the segment is found.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from tqa.audit.audit import audit
from tqa.audit.plan import Plan
from tqa.records import Failure, PlanError, Segment, Verdict

Batch = list[Segment]
Submit = Callable[[Batch], Any]


def _itself(plan: Plan) -> Plan:
    return plan


def audited(batches: Iterable[Batch], plan: Plan, address: str) -> Iterator[list[Verdict]]:
    """Verdicts in the order of the feed. `address` is that of a Dask scheduler; its workers need tqa of the same version."""
    try:
        from distributed import Client
    except ImportError:
        raise PlanError("a cluster needs Dask: pip install 'tqa[cluster]'", key="--cluster") from None
    try:
        client = Client(address, timeout=30)
    except (OSError, ValueError) as error:
        raise PlanError(f"no scheduler answers at '{address}': {error}", key="--cluster") from None
    with client:
        # a task and not scattered data, so that it is made again when all workers that hold it die
        spread = client.submit(_itself, plan, pure=False)

        def submit(batch: Batch) -> Any:
            return client.submit(audit, batch, spread, pure=False)

        waiting: deque[tuple[Batch, Any]] = deque()
        for batch in batches:
            waiting.append((batch, submit(batch)))
            if len(waiting) > 4 * max(1, sum(client.nthreads().values())):
                yield _answer(*waiting.popleft(), submit, plan)
        while waiting:
            yield _answer(*waiting.popleft(), submit, plan)


def _answer(batch: Batch, future: Any, submit: Submit, plan: Plan) -> list[Verdict]:
    from distributed.scheduler import KilledWorker

    try:
        return list(future.result())
    except KilledWorker:
        if len(batch) == 1:
            failure = Failure(batch[0].id, "", "the processes that checked it died")
            return [Verdict(batch[0], failures=(failure,), plan=plan.fingerprint)]
    middle = len(batch) // 2
    halves = [(half, submit(half)) for half in (batch[:middle], batch[middle:])]
    return [verdict for half, answer in halves for verdict in _answer(half, answer, submit, plan)]
