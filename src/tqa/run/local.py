"""`audit` over a feed of any size: batches in one process or many, verdicts and facts spooled to disk, then settled."""

from __future__ import annotations

import gc
import pickle
import sqlite3
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from itertools import groupby, islice
from pathlib import Path
from typing import IO, TypeVar

from tqa.audit.audit import audit, completed, settle_key
from tqa.audit.plan import Plan
from tqa.checks.finder import Hit, Rule
from tqa.records import Fact, Failure, PlanError, Segment, Verdict
from tqa.run import cluster as dask
from tqa.run import workers
from tqa.run.cache import Cache

BATCH = 256
T = TypeVar("T")
Note = Callable[[str], None]


def batches(things: Iterable[T], size: int = BATCH) -> Iterator[list[T]]:
    rest = iter(things)
    while batch := list(islice(rest, size)):
        yield batch


@contextmanager
def _collecting_rarely() -> Iterator[None]:
    """Checks and their verdicts make few cycles, and the word lists are a large heap to search: collecting as often as Python
    does by default costs a third of the time."""
    before = gc.get_threshold()
    gc.set_threshold(200_000, 50, 1000)
    try:
        yield
    finally:
        gc.set_threshold(*before)


def audited(
    segments: Iterable[Segment],
    plan: Plan,
    jobs: int = 1,
    cache: str | Path | None = None,
    note: Note | None = None,
    scheduler: str = "",
) -> Iterator[list[Verdict]]:
    """Verdicts batch by batch in the order of the feed; `cache` is a file of verdicts that need not be made again."""
    if scheduler:
        if cache:
            raise PlanError("is kept by one machine: not with --cluster", key="--cache")
        yield from dask.audited(batches(segments), plan, scheduler)
        return
    if jobs > 1:
        yield from workers.audited(batches(segments), plan, jobs, cache, note)
        return
    with ExitStack() as stack:
        known = stack.enter_context(Cache(cache)) if cache else None
        for batch in batches(segments):
            yield known.verdicts(batch, plan) if known else audit(batch, plan)
        if known and note:
            note(f"{known.reused:,} segments were known from {cache}, {known.audited:,} were checked")


def check(
    segments: Iterable[Segment],
    plan: Plan | None = None,
    jobs: int = 1,
    progress: Callable[[int], None] | None = None,
    note: Note | None = None,
    cache: str | Path | None = None,
    cluster: str = "",
) -> Iterator[Verdict]:
    """Final verdicts in the order of the feed. The first one comes when the whole feed has been audited, because some
    findings need all of it. `progress` is told the number of segments just audited, `note` what a reader should know;
    with a `cache` file, what was checked before and has not changed is not checked again; `cluster` is the address of a Dask scheduler."""
    plan = plan or Plan.load()
    with _collecting_rarely(), tempfile.TemporaryDirectory(prefix="tqa-") as folder:
        spool = _Spool(Path(folder))
        with (Path(folder) / "verdicts").open("wb") as out:
            for verdicts in audited(segments, plan, jobs, cache, note, cluster):
                spool.add(verdicts, out)
                if progress:
                    progress(len(verdicts))
        if note:
            spool.tell_duplicates(note)
        spool.settle(plan)
        yield from spool.verdicts(Path(folder) / "verdicts", plan)
        spool.close()


class _Spool:
    """Verdicts in a file in order, their facts and what follows from them in a database beside it."""

    def __init__(self, folder: Path) -> None:
        self.base = sqlite3.connect(folder / "facts.sqlite")
        self.base.executescript("""
            pragma journal_mode = off; pragma synchronous = off;
            create table facts (rule text, key text, n integer, fact blob);
            create table late (n integer, rule text, hit blob);
            create table ids (id text, n integer);
        """)
        self.n = 0

    def add(self, verdicts: list[Verdict], out: IO[bytes]) -> None:
        rows = [(f.rule, f.key, self.n + k, pickle.dumps(f, 5)) for k, v in enumerate(verdicts) for f in v.facts]
        self.base.executemany("insert into facts values (?, ?, ?, ?)", rows)
        self.base.executemany(
            "insert into ids values (?, ?)", [(v.segment.id, self.n + k) for k, v in enumerate(verdicts)]
        )
        self.n += len(verdicts)
        pickle.dump([Verdict(v.segment, v.findings, v.scores, v.failures, (), v.plan) for v in verdicts], out, 5)

    def tell_duplicates(self, note: Note) -> None:
        query = "select id, count(*) from ids group by id having count(*) > 1 order by min(n)"
        twice = self.base.execute(query).fetchmany(1000)
        if twice:
            examples = ", ".join(f"'{i}' ({c} times)" for i, c in twice[:3])
            note(f"{len(twice)} segment ids stand more than once, such as {examples}; all were checked")

    def settle(self, plan: Plan) -> None:
        # only keys that several facts share, or that one segment states twice, can say anything
        rows = self.base.execute("select rule, key, n, fact from facts order by rule, key, n, rowid")
        for (rule, _), group in groupby(rows, key=lambda r: (r[0], r[1])):
            facts: list[tuple[int, Fact]] = [(n, pickle.loads(blob)) for _, _, n, blob in group]
            settle_key(rule, facts, plan, self._late, self._failed, str)

    def _late(self, n: int, rule: Rule, hit: Hit) -> None:
        self.base.execute("insert into late values (?, ?, ?)", (n, rule.id, pickle.dumps(hit, 5)))

    def _failed(self, n: int, failure: Failure) -> None:
        self.base.execute("insert into late values (?, '', ?)", (n, pickle.dumps(failure, 5)))

    def verdicts(self, path: Path, plan: Plan) -> Iterator[Verdict]:
        late = self.base.execute("select n, rule, hit from late order by n, rule, rowid")
        row = late.fetchone()
        n = 0
        with path.open("rb") as spooled:
            while True:
                try:
                    batch: list[Verdict] = pickle.load(spooled)
                except EOFError:
                    return
                for verdict in batch:
                    hits: list[tuple[Rule, Hit]] = []
                    failures: list[Failure] = []
                    while row is not None and row[0] == n:
                        thing = pickle.loads(row[2])
                        if row[1]:
                            hits.append((plan.rule(row[1]), thing))
                        else:
                            failures.append(Failure(verdict.segment.id, thing.rule, thing.error))
                        row = late.fetchone()
                    yield completed(verdict, hits, failures, plan)
                    n += 1

    def close(self) -> None:
        self.base.close()
