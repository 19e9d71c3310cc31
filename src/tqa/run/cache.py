"""Verdicts kept by the content they rest on, so that a run repeats nothing: not after a crash, not the next night.

An entry is named by its segment and by the parts of the plan other than the glossary. A changed glossary asks of each segment
only whether a concept that changed is spoken of in it, before or after the change; where none is, the entry stands. A batch is
one transaction, so a run that is killed goes on where it was, and ends with the bytes of one that was not.
"""

from __future__ import annotations

import hashlib
import pickle
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from importlib.metadata import version
from pathlib import Path
from types import TracebackType
from typing import Self

from tqa.audit.audit import audit
from tqa.audit.plan import Plan
from tqa.glossary.match import uses
from tqa.glossary.termbase import Concept, Termbase
from tqa.languages import language
from tqa.languages.text import Text
from tqa.records import Segment, StoreError, Verdict

FORMAT = f"1 {version('tqa')}"
PATIENCE = 60.0  # seconds to wait for another writer


def key(segment: Segment, plan: Plan) -> bytes:
    """What names an entry: everything of the segment, and of the plan all but the glossary."""
    return hashlib.sha256(repr((segment, plan.apart_from_glossary)).encode("utf-8", "replace")).digest()[:20]


class Cache:
    """A file of verdicts. Another version of tqa begins it anew; what is no cache at all is a StoreError."""

    def __init__(self, path: str | Path) -> None:
        self.path = str(path)
        self.reused = self.audited = 0
        try:
            Path(path).parent.mkdir(parents=True, exist_ok=True)
            self._base = sqlite3.connect(self.path, timeout=PATIENCE, isolation_level=None)
            self._base.execute("pragma journal_mode = wal")
            self._base.execute("pragma synchronous = normal")
            self._prepare()
        except sqlite3.DatabaseError as error:
            raise StoreError(f"is no cache of tqa ({error}); delete it or name another file", self.path) from None
        self._changes: dict[tuple[str, str], Termbase | None] = {}

    def _prepare(self) -> None:
        with self._transaction():
            self._base.execute("create table if not exists about (format text)")
            row = self._base.execute("select format from about").fetchone()
            if row is not None and row[0] != FORMAT:
                self._base.execute("drop table if exists entries")
                self._base.execute("drop table if exists glossaries")
                self._base.execute("delete from about")
            if row is None or row[0] != FORMAT:
                self._base.execute("insert into about values (?)", (FORMAT,))
            self._base.execute(
                "create table if not exists entries (key blob primary key, glossary text, verdict blob) without rowid"
            )
            self._base.execute("create table if not exists glossaries (glossary text primary key, concepts blob)")

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        """All or nothing: begun at once, so that two writers wait for each other instead of failing."""
        self._base.execute("begin immediate")
        try:
            yield
        except BaseException:
            self._base.execute("rollback")
            raise
        self._base.execute("commit")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._base.close()

    def verdicts(self, batch: Sequence[Segment], plan: Plan) -> list[Verdict]:
        """As `audit`, but what is known is not audited again."""
        keys = [key(segment, plan) for segment in batch]
        marks = ",".join("?" * len(keys))
        rows = self._base.execute(f"select key, glossary, verdict from entries where key in ({marks})", keys)
        known = {row[0]: row[1:] for row in rows}
        found: list[Verdict | None] = []
        moved: list[tuple[str, bytes]] = []
        mine = plan.parts["glossary"]
        for segment, name in zip(batch, keys, strict=True):
            glossary, stored = known.get(name, ("", None))
            if stored is None or (glossary != mine and self._is_touched(segment, glossary, plan)):
                found.append(None)
                continue
            if glossary != mine:
                moved.append((mine, name))
            verdict: Verdict = pickle.loads(stored)
            found.append(verdict if verdict.plan == plan.fingerprint else replace(verdict, plan=plan.fingerprint))
        rest = [segment for segment, verdict in zip(batch, found, strict=True) if verdict is None]
        made = iter(audit(rest, plan)) if rest else iter(())
        whole = [verdict if verdict is not None else next(made) for verdict in found]
        self.reused += len(batch) - len(rest)
        self.audited += len(rest)
        if rest or moved:
            new = [
                (name, mine, pickle.dumps(verdict, 5))
                for name, verdict, old in zip(keys, whole, found, strict=True)
                if old is None and not verdict.failures  # what crashed is tried again
            ]
            self._keep(new, moved, plan)
        return whole

    def _keep(self, new: list[tuple[bytes, str, bytes]], moved: list[tuple[str, bytes]], plan: Plan) -> None:
        try:
            with self._transaction():
                self._base.executemany("insert or replace into entries values (?, ?, ?)", new)
                self._base.executemany("update entries set glossary = ? where key = ?", moved)
                concepts = pickle.dumps(plan.termbase.concepts, 5)
                self._base.execute("insert or ignore into glossaries values (?, ?)", (plan.parts["glossary"], concepts))
        except sqlite3.OperationalError as error:
            raise StoreError(f"cannot be written: {error}; what was kept so far stays", self.path) from None

    def _is_touched(self, segment: Segment, glossary: str, plan: Plan) -> bool:
        """Whether a concept that changed since a glossary is spoken of in a segment, by its old terms or its new ones."""
        changed = self._changed(glossary, plan)
        if changed is None:
            return True
        sides = [(segment.target, segment.target_lang)]
        if segment.source:
            sides.append((segment.source, segment.source_lang or "und"))
        return any(uses(changed, Text(text, language(lang))) for text, lang in sides) if changed.concepts else False

    def _changed(self, glossary: str, plan: Plan) -> Termbase | None:
        """The concepts that differ between a stored glossary and the plan's, with the terms of both; None where it is lost."""
        asked = glossary, plan.parts["glossary"]
        if asked not in self._changes:
            row = self._base.execute("select concepts from glossaries where glossary = ?", (glossary,)).fetchone()
            self._changes[asked] = None if row is None else _difference(pickle.loads(row[0]), plan.termbase.concepts)
        return self._changes[asked]


def _difference(old: dict[str, Concept], new: dict[str, Concept]) -> Termbase:
    concepts = {}
    for cid in sorted({*old, *new}):
        ours, theirs = old.get(cid), new.get(cid)
        if ours is None or theirs is None:
            concepts[cid] = ours or theirs
        elif ours.terms != theirs.terms:
            concepts[cid] = replace(theirs, terms=(*theirs.terms, *(t for t in ours.terms if t not in theirs.terms)))
    return Termbase({cid: concept for cid, concept in concepts.items() if concept is not None})
