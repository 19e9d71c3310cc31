"""`audit` in several processes, that outlives the death of one: its batch is tried again, and a segment that kills is named."""

from __future__ import annotations

import gc
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path

from tqa.audit.audit import audit
from tqa.audit.plan import Plan
from tqa.records import Failure, Segment, Verdict
from tqa.run.cache import Cache

Note = Callable[[str], None]
Batch = list[Segment]
Waiting = deque[tuple[Batch, "Future[tuple[list[Verdict], int]]"]]

_plan: Plan | None = None
_cache: Cache | None = None


def _remember(plan: Plan, cache: str | Path | None) -> None:
    global _plan, _cache
    _plan, _cache = plan, Cache(cache) if cache else None
    gc.set_threshold(200_000, 50, 1000)


def _audit(batch: Batch) -> tuple[list[Verdict], int]:
    """Verdicts, and how many of them were known."""
    assert _plan is not None
    if _cache is None:
        return audit(batch, _plan), 0
    before = _cache.reused
    return _cache.verdicts(batch, _plan), _cache.reused - before


def audited(
    batches: Iterable[Batch], plan: Plan, jobs: int, cache: str | Path | None = None, note: Note | None = None
) -> Iterator[list[Verdict]]:
    """Verdicts in the order of the feed; at most a few batches a process are under way at once."""
    pool = _pool(jobs, plan, cache)
    waiting: Waiting = deque()
    known = count = 0
    try:
        for batch in batches:
            waiting.append((batch, _given(pool, batch)))
            if len(waiting) > 3 * jobs:
                pool, verdicts, reused = _next(pool, waiting, plan, jobs, cache, note)
                known, count = known + reused, count + len(verdicts)
                yield verdicts
        while waiting:
            pool, verdicts, reused = _next(pool, waiting, plan, jobs, cache, note)
            known, count = known + reused, count + len(verdicts)
            yield verdicts
    finally:
        pool.shutdown(cancel_futures=True)
    if cache and note:
        note(f"{known:,} segments were known from {cache}, {count - known:,} were checked")


def _pool(jobs: int, plan: Plan, cache: str | Path | None) -> ProcessPoolExecutor:
    return ProcessPoolExecutor(jobs, initializer=_remember, initargs=(plan, cache))


def _given(pool: ProcessPoolExecutor, batch: Batch) -> Future[tuple[list[Verdict], int]]:
    """The batch under way; a pool that broke meanwhile is found out when the answer is asked for."""
    try:
        return pool.submit(_audit, batch)
    except BrokenProcessPool as error:
        broken: Future[tuple[list[Verdict], int]] = Future()
        broken.set_exception(error)
        return broken


def _next(
    pool: ProcessPoolExecutor, waiting: Waiting, plan: Plan, jobs: int, cache: str | Path | None, note: Note | None
) -> tuple[ProcessPoolExecutor, list[Verdict], int]:
    """The verdicts of the first batch. Where a worker died, all batches under way get a new pool, the first one alone."""
    batch, future = waiting.popleft()
    try:
        verdicts, reused = future.result()
        return pool, verdicts, reused
    except BrokenProcessPool:
        pool.shutdown(cancel_futures=True)
    if note:
        note(f"a worker died near segment '{batch[0].id}'; its batch is tried again")
    verdicts = survived(batch, plan, lambda part: _alone(part, plan, cache))
    pool = _pool(jobs, plan, cache)
    for n, (other, _) in enumerate(waiting):
        waiting[n] = other, _given(pool, other)
    return pool, verdicts, 0


def _alone(batch: Batch, plan: Plan, cache: str | Path | None) -> list[Verdict] | None:
    """The verdicts of a batch in a process of its own; None where it kills it."""
    with _pool(1, plan, cache) as pool:
        try:
            return pool.submit(_audit, batch).result()[0]
        except BrokenProcessPool:
            return None


def survived(batch: Batch, plan: Plan, attempt: Callable[[Batch], list[Verdict] | None]) -> list[Verdict]:
    """A batch halved while `attempt` gives None, which is death; a segment that kills alone becomes a Failure."""
    if (verdicts := attempt(batch)) is not None:
        return verdicts
    if len(batch) == 1:
        failure = Failure(batch[0].id, "", "the process that checked it died")
        return [Verdict(batch[0], failures=(failure,), plan=plan.fingerprint)]
    middle = len(batch) // 2
    return [v for half in (batch[:middle], batch[middle:]) for v in survived(half, plan, attempt)]
