"""An archive checked by a Dask cluster that reads, settles and writes it: nothing but counts comes back.

    audit    each file by a worker: its verdicts are put by beside the output, its facts go into a table
    settle   the facts of one key meet on one worker (Dask's shuffle), which decides
    finish   what was decided goes to the file that it concerns, whose final verdicts are written as parquet

Dask tries again what a dead worker had under way; every step writes whole files under fixed names, so twice is once.
"""

from __future__ import annotations

import pickle
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import chain, count, groupby
from typing import Any, NamedTuple
from uuid import uuid4

import pandas as pd

from tqa.audit.audit import audit, completed, settle_key
from tqa.audit.plan import Plan
from tqa.checks.finder import Hit, Rule
from tqa.feeds import expanded, read
from tqa.feeds.lines import stop, storage
from tqa.feeds.rows import Fields
from tqa.records import Failure, FeedError, PlanError, Segment, Verdict
from tqa.run.cluster import audited, connected, itself
from tqa.run.local import batches

Line = Callable[[Verdict], str]
Row = tuple[Any, ...]
# `file` and `n` are the place of a verdict. A row with n = -1 stands for a whole file, its blob what could not be read of it.
FACTS = {"key": "object", "file": "int64", "n": "int64", "blob": "object"}
LATE = {"file": "int64", "n": "int64", "rule": "object", "key": "object", "blob": "object"}
WHOLE = -1


class Counts(NamedTuple):
    """What was written of a file; `loud` are findings at or above the plan's `fail_on`, `skipped` what could not be read."""

    path: str
    segments: int
    findings: int
    loud: int
    failures: int
    skipped: tuple[str, ...]


def check_archive(
    feeds: Sequence[str], out: str, plan: Plan, address: str, line: Line, progress: Callable[[int], None] | None = None
) -> list[Counts]:
    """Check the files of `feeds` and write to the folder `out` a parquet file of verdicts for each, `line` saying a verdict.
    Both are paths that all workers see, or URLs that fsspec reads. `progress` is told of each file that was audited."""
    desk = _Desk(tuple(expanded(feeds, stop)), out.rstrip("/"), plan, line)
    if not desk.files:
        raise FeedError("no such file or folder", ", ".join(feeds))
    with connected(address) as client:
        try:
            import dask
            from dask.dataframe import from_delayed
            from distributed import as_completed
            from distributed.client import futures_of
            from distributed.scheduler import KilledWorker
        except ImportError:
            raise PlanError("an archive needs more of Dask: pip install 'tqa[cluster]'", key="--cluster") from None
        # tasks and not scattered data, since tasks are done again when all workers that hold their results die
        spread = client.submit(itself, desk, pure=False)

        def met(parts: Iterable[Any], columns: dict[str, str], by: str) -> list[Any]:
            """The rows of all parts, those of one key in one part."""
            table = from_delayed(list(parts), meta=_table((), columns), verify_meta=False)
            return list(futures_of(client.persist(table.shuffle(by))))

        waiting = {client.submit(_audited, n, spread, pure=False): n for n in range(len(desk.files))}
        facts: dict[int, Any] = {}
        for future in as_completed(list(waiting)):
            n = waiting[future]
            try:
                client.submit(len, future).result()
                facts[n] = future
            except KilledWorker:  # some segment kills: batch by batch, halved, it is found
                skipped: list[FeedError] = []
                verdicts = audited(batches(desk.segments(n, skipped)), plan, address)
                facts[n] = client.submit(itself, desk.put_by(n, chain.from_iterable(verdicts), skipped), pure=False)
            if progress:
                progress(1)
        with dask.config.set({"dataframe.convert-string": False, "dataframe.shuffle.method": "tasks"}):
            late = [client.submit(_decided, part, spread) for part in met(map(facts.get, sorted(facts)), FACTS, "key")]
            done = [client.submit(_finished, part, spread) for part in met(late, LATE, "file")]
        counts = sorted(chain.from_iterable(client.gather(done)))
    system, root = storage(desk.url)
    system.rm(f"{root}/.work", recursive=True)
    return [one for _, one in counts]


@dataclass(frozen=True)
class _Desk:
    """What every worker needs to know."""

    files: tuple[str, ...]
    out: str
    plan: Plan
    line: Line

    @property
    def url(self) -> str:
        return self.out if "://" in self.out else f"file://{self.out}"

    def segments(self, file: int, skipped: list[FeedError]) -> Iterator[Segment]:
        fields = Fields(self.plan.columns, self.plan.source_lang, self.plan.target_lang)
        return read(self.files[file], fields=fields, on_skip=skipped.append)

    def place(self, file: int) -> tuple[Any, str]:
        """Where the verdicts of a file wait for what the whole archive says of them."""
        system, root = storage(self.url)
        system.makedirs(f"{root}/.work", exist_ok=True)
        return system, f"{root}/.work/{file:06}"

    def put_by(self, file: int, verdicts: Iterable[Verdict], skipped: Sequence[FeedError]) -> pd.DataFrame:
        """Verdicts written to wait; their facts, and what was skipped while they were made, as a table."""
        system, place = self.place(file)
        rows: list[Row] = []
        with _aside(system, place) as out:
            for n, v in enumerate(verdicts):
                rows += [(f"{f.rule}\0{f.key}", file, n, pickle.dumps(f, 5)) for f in v.facts]
                pickle.dump(Verdict(v.segment, v.findings, v.scores, v.failures, (), v.plan), out, 5)
        return _table([("", file, WHOLE, pickle.dumps(tuple(map(str, skipped)))), *rows], FACTS)

    def waiting(self, file: int, told: dict[int, list[tuple[str, Any]]]) -> Iterator[Verdict]:
        """The verdicts that were put by, with what the whole archive says of them."""
        system, place = self.place(file)
        with system.open(place, "rb") as spooled:
            for n in count():
                try:
                    verdict: Verdict = pickle.load(spooled)
                except EOFError:
                    return
                mine = told.get(n, ())
                hits = [(self.plan.rule(rule), thing) for rule, thing in mine if rule]
                failures = [Failure(verdict.segment.id, thing.rule, thing.error) for rule, thing in mine if not rule]
                yield completed(verdict, hits, failures, self.plan)


@contextmanager
def _aside(system: Any, final: str, beside: str = "") -> Iterator[Any]:
    """A file of a storage that gets its name when it is whole. Its own until then: a worker given up for dead may still
    write the same."""
    place = f"{beside or final}.{uuid4().hex}"
    with system.open(place, "wb") as out:
        yield out
    system.mv(place, final)


def _table(rows: Iterable[Row], columns: dict[str, str]) -> pd.DataFrame:
    return pd.DataFrame(list(rows), columns=list(columns)).astype(columns)


def _rows(table: pd.DataFrame, *order: str) -> list[dict[Any, Any]]:
    return table.sort_values(list(order), kind="stable").to_dict("records")


def _audited(file: int, desk: _Desk) -> pd.DataFrame:
    skipped: list[FeedError] = []
    parts = batches(desk.segments(file, skipped))
    return desk.put_by(file, (v for batch in parts for v in audit(batch, desk.plan)), skipped)


def _decided(facts: pd.DataFrame, desk: _Desk) -> pd.DataFrame:
    """What the facts of each key say, as rows for the files that they concern."""
    found: list[Row] = []
    for key, group in groupby(_rows(facts, "key", "file", "n"), key=lambda row: row["key"]):
        found += _said(key, list(group), desk.plan)
    return _table(found, LATE)


def _said(key: str, facts: list[dict[Any, Any]], plan: Plan) -> list[Row]:
    if not key:
        return [(f["file"], WHOLE, "", "", f["blob"]) for f in facts]
    found: list[Row] = []

    def say(i: int, rule: str, thing: Hit | Failure) -> None:
        found.append((facts[i]["file"], facts[i]["n"], rule, key, pickle.dumps(thing, 5)))

    def hit(i: int, rule: Rule, hit: Hit) -> None:
        say(i, rule.id, hit)

    def failed(i: int, failure: Failure) -> None:
        say(i, "", failure)

    known = [(i, pickle.loads(f["blob"])) for i, f in enumerate(facts)]
    settle_key(key.partition("\0")[0], known, plan, hit, failed, str)
    return found


def _finished(late: pd.DataFrame, desk: _Desk) -> list[tuple[int, Counts]]:
    """The files of a part written; their numbers and counts."""
    done = []
    for file, rows in groupby(_rows(late, "file", "n", "rule", "key"), key=lambda row: row["file"]):
        told: dict[int, list[tuple[str, Any]]] = {}
        for row in rows:
            told.setdefault(row["n"], []).append((row["rule"], pickle.loads(row["blob"])))
        ((_, skipped),) = told.pop(WHOLE)
        done.append((file, _written(file, desk.waiting(file, told), desk, skipped)))
    return done


def _written(file: int, verdicts: Iterable[Verdict], desk: _Desk, skipped: tuple[str, ...]) -> Counts:
    """Final verdicts as a parquet file: what to look for in columns, the verdict itself as its line of JSON."""
    import pyarrow
    from pyarrow import parquet

    texts = ("id", "document", "translator", "verdict")
    schema = pyarrow.schema([(name, pyarrow.string()) for name in texts] + [("findings", pyarrow.int32())])
    system, place = desk.place(file)
    segments = findings = loud = failures = 0
    final = place.replace("/.work/", "/part-") + ".parquet"
    with _aside(system, final, place) as out, parquet.ParquetWriter(out, schema) as writer:
        for batch in batches(verdicts, 4096):
            rows = []
            for v in batch:
                values = (v.segment.id, v.segment.document, v.segment.translator, desk.line(v), len(v.findings))
                rows.append(dict(zip(schema.names, values, strict=True)))
                findings, failures = findings + len(v.findings), failures + len(v.failures)
                loud += sum(desk.plan.counts(f.severity) for f in v.findings)
            writer.write_table(pyarrow.Table.from_pylist(rows, schema))
            segments += len(rows)
    return Counts(desk.files[file], segments, findings, loud, failures, skipped)
