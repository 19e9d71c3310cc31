"""Verdicts and reviewers' decisions, in one SQLite file or a PostgreSQL database.

with Store("desk.sqlite") as store:
    run = store.add(tqa.check(feed, plan), feed="feed.jsonl")
    store.decide(Decision(fingerprint, "dismissed", reason="house style", reviewer="Olena"))
"""

from __future__ import annotations

import datetime
import hashlib
import json
from collections.abc import Callable, Generator, Iterable, Iterator
from itertools import islice
from types import TracebackType
from typing import Any, NamedTuple, Self

from sqlalchemy import Connection, Select, delete, exists, func, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite

from tqa.records import Decision, Segment, StoreError, Verdict, to_json, verdict_from_json
from tqa.store import schema
from tqa.store.frames import Frames, frames
from tqa.store.opened import open_engine, told

BATCH = 1_000
RULINGS = ("accepted", "dismissed", "edited", "added")


class Run(NamedTuple):
    """A stored run; `at` is an ISO time in UTC, `plan` the fingerprint of what was checked."""

    id: int
    at: str
    feed: str
    plan: str
    segments: int


def _now() -> str:
    return datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds")


class Store:
    """A store, made where there is none. Every write is one transaction; a run that dies half-way is never seen."""

    def __init__(self, place: str) -> None:
        self.place = place
        self._engine = open_engine(place)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        self._engine.dispose()

    def add(self, verdicts: Iterable[Verdict], feed: str = "", words: Callable[[Segment], int] | None = None) -> int:
        """Store a run and return its number; a run that is there already is not stored twice.

        `words` counts the words of a segment for its score (`tqa.scoring.mqm.count_words`). The run is written batch by
        batch, so that others can write meanwhile, and seen when it is whole.
        """
        passing = self.passing(verdicts, feed, words)
        while True:
            try:
                next(passing)
            except StopIteration as done:
                return int(done.value)

    def passing(
        self, verdicts: Iterable[Verdict], feed: str = "", words: Callable[[Segment], int] | None = None
    ) -> Generator[Verdict, None, int]:
        """As `add`, but the verdicts are passed on as they are stored; the run is whole when the last one was asked for."""
        with told(self.place), self._engine.begin() as connection:
            made = connection.execute(
                insert(schema.runs).values(state="writing", at=_now(), feed=feed, plan="", segments=0)
            )
            run = int(made.inserted_primary_key[0])  # type: ignore[index]
        digest, plan, count = hashlib.sha256(), "", 0
        rest = iter(verdicts)
        try:
            while batch := list(islice(rest, BATCH)):
                plan = plan or batch[0].plan
                with told(self.place), self._engine.begin() as connection:
                    self._write(connection, run, count, batch, words)
                for verdict in batch:
                    digest.update(json.dumps(to_json(verdict), sort_keys=True).encode())
                count += len(batch)
                yield from batch
            return self._finished(run, digest.hexdigest(), plan, count)
        except BaseException:
            with self._engine.begin() as connection:
                _drop(connection, [run])
            raise

    def _write(
        self, connection: Connection, run: int, start: int, batch: list[Verdict], words: Callable[[Segment], int] | None
    ) -> None:
        records = [to_json(v.segment) for v in batch]
        digests = [hashlib.sha256(json.dumps(r, sort_keys=True).encode()).hexdigest() for r in records]
        dialect = postgresql if self._engine.dialect.name == "postgresql" else sqlite
        connection.execute(
            dialect.insert(schema.segments).on_conflict_do_nothing(index_elements=["digest"]),
            [
                {
                    "digest": digest,
                    "translator": v.segment.translator,
                    "document": v.segment.document,
                    "date": v.segment.date,
                    "record": record,
                }
                for digest, record, v in dict(
                    zip(digests, zip(digests, records, batch, strict=True), strict=True)
                ).values()
            ],
        )
        ids: dict[str, int] = {}
        for n in range(0, len(digests), 500):  # SQLite has a limit of variables
            chosen = select(schema.segments.c.digest, schema.segments.c.id)
            rows = connection.execute(chosen.where(schema.segments.c.digest.in_(digests[n : n + 500])))
            ids.update({row.digest: row.id for row in rows})
        connection.execute(
            insert(schema.verdicts),
            [
                {
                    "run": run,
                    "position": start + n,
                    "segment": ids[digest],
                    "words": words(v.segment) if words else 0,
                    "scores": [to_json(s) for s in v.scores],
                    "failures": [to_json(f) for f in v.failures],
                }
                for n, (digest, v) in enumerate(zip(digests, batch, strict=True))
            ],
        )
        found = [
            {
                "run": run,
                "position": start + n,
                "fingerprint": f.fingerprint,
                "rule": f.rule,
                "category": f.category,
                "severity": f.severity.value,
                "confidence": f.confidence,
                "record": to_json(f),
            }
            for n, v in enumerate(batch)
            for f in v.findings
        ]
        if found:
            connection.execute(insert(schema.findings), found)

    def _finished(self, run: int, digest: str, plan: str, count: int) -> int:
        with told(self.place), self._engine.begin() as connection:
            known = connection.execute(select(schema.runs.c.id).where(schema.runs.c.digest == digest)).scalar()
            if known is not None:
                _drop(connection, [run])
                return int(known)
            done = update(schema.runs).where(schema.runs.c.id == run)
            connection.execute(done.values(state="done", digest=digest, plan=plan, segments=count))
        return run

    def runs(self) -> list[Run]:
        """The stored runs, oldest first."""
        r = schema.runs.c
        with told(self.place), self._engine.connect() as connection:
            rows = connection.execute(
                select(r.id, r.at, r.feed, r.plan, r.segments).where(r.state == "done").order_by(r.at, r.id)
            )
            return [Run(*row) for row in rows]

    def verdicts(
        self, run: int | None = None, translator: str = "", since: str = "", until: str = ""
    ) -> Iterator[tuple[int, Verdict]]:
        """Verdicts with the words of their segments, in the order of the feed: of a run (the last one where none is named),
        of a translator, of segments dated from `since` to `until` (ISO dates, ends included)."""
        run = self.last() if run is None else run
        v, s, f = schema.verdicts.c, schema.segments.c, schema.findings.c
        chosen: Select[Any] = (
            select(v.position, v.words, v.scores, v.failures, s.record)
            .join_from(schema.verdicts, schema.segments, v.segment == s.id)
            .where(v.run == run)
            .order_by(v.position)
        )
        for asked, condition in (
            (translator, s.translator == translator),
            (since, s.date >= since),
            (until, func.substr(s.date, 1, 10) <= until),
        ):
            if asked:
                chosen = chosen.where(condition)
        with told(self.place), self._engine.connect() as connection:
            plan = connection.execute(select(schema.runs.c.plan).where(schema.runs.c.id == run)).scalar()
            if plan is None:
                raise StoreError(f"has no run {run}; `tqa store list` shows those it has", self.place)
            rows = connection.execution_options(yield_per=BATCH).execute(chosen)
            for part in rows.partitions(BATCH):
                first, last = part[0].position, part[-1].position
                of: dict[int, list[Any]] = {}
                with self._engine.connect() as other:
                    found = (
                        select(f.position, f.record).where(f.run == run, f.position.between(first, last)).order_by(f.id)
                    )
                    for position, record in other.execute(found):
                        of.setdefault(position, []).append(record)
                for row in part:
                    data = {"segment": row.record, "findings": of.get(row.position, []), "scores": row.scores}
                    yield row.words, verdict_from_json({**data, "failures": row.failures, "plan": plan})

    def last(self) -> int:
        """The number of the last run."""
        known = self.runs()
        if not known:
            raise StoreError("holds no run yet; `tqa check FEED --store` adds one", self.place)
        return known[-1].id

    def fingerprints(self, run: int | None = None) -> frozenset[str]:
        """The fingerprints of the findings of a run, the last one where none is named."""
        f = schema.findings.c
        run = self.last() if run is None else run
        with told(self.place), self._engine.connect() as connection:
            return frozenset(connection.execute(select(f.fingerprint).where(f.run == run)).scalars())

    def ever_found(self) -> frozenset[str]:
        """The fingerprints of the findings of all runs."""
        with told(self.place), self._engine.connect() as connection:
            return frozenset(connection.execute(select(schema.findings.c.fingerprint).distinct()).scalars())

    def decide(self, *decided: Decision) -> None:
        """Store decisions on findings, by fingerprint; the same decision twice is one."""
        for decision in decided:
            if decision.ruling not in RULINGS:
                raise StoreError(f"unknown ruling '{decision.ruling}'; one of {', '.join(RULINGS)}", self.place)
            if decision.ruling == "dismissed" and not decision.reason:
                raise StoreError(f"a dismissal needs a reason (finding {decision.finding})", self.place)
        dialect = postgresql if self._engine.dialect.name == "postgresql" else sqlite
        rows = [{**to_json(d), "at": d.at or _now()} for d in decided]
        if rows:
            with told(self.place), self._engine.begin() as connection:
                connection.execute(dialect.insert(schema.decisions).on_conflict_do_nothing(), rows)

    def decisions(self, on: str = "") -> dict[str, Decision]:
        """The last decision on each finding that has not expired by an ISO date (today)."""
        d = schema.decisions.c
        day = on or _now()[:10]
        with told(self.place), self._engine.connect() as connection:
            rows = connection.execute(
                select(d.finding, d.ruling, d.text, d.reason, d.reviewer, d.at, d.expires)
                .where((d.expires == "") | (d.expires >= day))
                .order_by(d.at, d.id)
            )
            return {row.finding: Decision(*row) for row in rows}

    def frames(self, runs: tuple[int, ...] = (), **asked: str) -> Frames:
        """Segments and findings as DataFrames: of `runs`, or of all as they were last checked; see `tqa.store.frames`."""
        with told(self.place):
            return frames(self._engine, self.decisions(), runs, **asked)

    def at(self, places: Iterable[tuple[int, int]]) -> dict[tuple[int, int], Verdict]:
        """Verdicts by run and position, for examples."""
        v, s, f = schema.verdicts.c, schema.segments.c, schema.findings.c
        found: dict[tuple[int, int], Verdict] = {}
        with told(self.place), self._engine.connect() as connection:
            for run, position in places:
                mine = select(v.scores, v.failures, s.record).join_from(
                    schema.verdicts, schema.segments, v.segment == s.id
                )
                row = connection.execute(mine.where(v.run == run, v.position == position)).first()
                if row is not None:
                    of = select(f.record).where(f.run == run, f.position == position).order_by(f.id)
                    data = {"segment": row.record, "scores": row.scores, "failures": row.failures}
                    found[run, position] = verdict_from_json(
                        {**data, "findings": list(connection.execute(of).scalars())}
                    )
        return found

    def prune(self, keep: int) -> int:
        """Take out all runs but the last `keep`, what died half-way more than a day ago, and segments that no run has; how
        many runs went. Decisions stay."""
        yesterday = (datetime.datetime.now(datetime.UTC) - datetime.timedelta(days=1)).isoformat(timespec="seconds")
        r = schema.runs.c
        with told(self.place), self._engine.begin() as connection:
            old = [run.id for run in self.runs()][: -keep or None]
            dead = list(connection.execute(select(r.id).where(r.state != "done", r.at < yesterday)).scalars())
            _drop(connection, [*old, *dead])
            used = exists().where(schema.verdicts.c.segment == schema.segments.c.id)
            connection.execute(delete(schema.segments).where(~used))
        return len(old) + len(dead)

    def check(self) -> list[str]:
        """What is wrong with the store: damage of the file, runs that died, counts that do not fit."""
        told_: list[str] = []
        with told(self.place), self._engine.connect() as connection:
            if self._engine.dialect.name == "sqlite":
                told_ += [
                    str(row[0]) for row in connection.exec_driver_sql("PRAGMA integrity_check") if str(row[0]) != "ok"
                ]
            r, v = schema.runs.c, schema.verdicts.c
            counts = select(r.id, r.state, r.segments, func.count(v.position)).outerjoin_from(
                schema.runs, schema.verdicts, v.run == r.id
            )
            for run, state, segments, stored in connection.execute(counts.group_by(r.id, r.state, r.segments)):
                if state != "done":
                    told_.append(
                        f"run {run} is not finished; it is written now, or `tqa store prune` drops it after a day"
                    )
                elif segments != stored:
                    told_.append(f"run {run} should have {segments} verdicts and has {stored}")
        return told_


def _drop(connection: Connection, numbers: list[int]) -> None:
    for table in (schema.findings, schema.verdicts):
        connection.execute(delete(table).where(table.c.run.in_(numbers)))
    connection.execute(delete(schema.runs).where(schema.runs.c.id.in_(numbers)))
