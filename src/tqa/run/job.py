"""A described run, for every night: articles fetched and paired, or feeds read; checked, kept; what is new is told.

    glossary = ["terms.csv"]          # the plan, as for `tqa check`

    [run]
    source = ["site/uk"]              # pages or feeds of the original, and of the translation; files, folders, addresses
    target = ["https://news.example/en/rss.xml"]
    feeds = ["post-edited/*.jsonl"]   # feeds of aligned segments, with the articles or instead of them
    out = "tonight"                   # folder of feed.jsonl, verdicts.jsonl, report.html, outcome.json
    store = "quality.sqlite"

    [run.alert]                       # `tqa.run.alert`

All paths are seen from the file. Whatever has not changed since the last run is taken from `out/cache.sqlite`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, fields, replace
from datetime import date, timedelta
from itertools import chain
from pathlib import Path
from typing import Any

from tqa.audit.plan import Plan, read_settings, refuse_unknown, strings
from tqa.feeds import read
from tqa.feeds.articles import read as read_articles
from tqa.feeds.articles.article import Article
from tqa.feeds.articles.fetch import fetched, is_url
from tqa.feeds.jsonl import line_of
from tqa.feeds.lines import Skip, stop
from tqa.feeds.rows import Fields
from tqa.files import aside
from tqa.models.sentences import vectors
from tqa.records import FeedError, Finding, PlanError, Segment, Verdict
from tqa.run.alert import Alert
from tqa.run.articles import feed, is_recent
from tqa.run.local import check
from tqa.scoring.mqm import count_words
from tqa.store import Store

Note = Callable[[str], None]
LAG = timedelta(days=7)


@dataclass(frozen=True)
class Job:
    """What a `[run]` table says, paths made absolute or left as they stand for a database's URL."""

    out: str = "tqa-run"
    store: str = "tqa.sqlite"
    feeds: tuple[str, ...] = ()
    source: tuple[str, ...] = ()
    target: tuple[str, ...] = ()
    source_lang: str = ""
    target_lang: str = ""
    translator: str = ""
    jobs: int = 1
    private: bool = False
    embeddings: bool = False
    every: str = "1h"
    alert: Alert = field(default_factory=Alert)

    @classmethod
    def load(cls, path: str | Path) -> Job:
        """The job of a `tqa.toml`; PlanError for what is missing or cannot be meant."""
        place = str(path)
        data = read_settings(path).get("run")
        if not isinstance(data, dict):
            raise PlanError("has no table [run], which says what is read and where it goes", place, "run")
        made = _table(data, cls(), place, "run")
        base = Path(path).resolve().parent
        for key in ("feeds", "source", "target"):
            made[key] = tuple(one if is_url(one) else str(base / one) for one in made.get(key, ()))
        job = cls(**made)
        if bool(job.source) != bool(job.target) or not (job.feeds or job.source):
            raise PlanError("needs source and target, or feeds", place, "run")
        if not re.fullmatch(r"[1-9]\d*[smhd]", job.every):
            raise PlanError("must be a number and s, m, h or d, such as '30m'", place, "run.every")
        store = job.store if "://" in job.store else str(base / job.store)
        return replace(job, out=str(base / job.out), store=store)

    @property
    def seconds(self) -> int:
        """The time from one run to the next, for `tqa run --watch`."""
        return int(self.every[:-1]) * {"s": 1, "m": 60, "h": 3600, "d": 86400}[self.every[-1]]


def _table(data: dict[str, Any], like: Any, place: str, key: str) -> dict[str, Any]:
    """The values of a table, held against the fields of a record and the kinds of its defaults."""
    refuse_unknown(data, [f.name for f in fields(like)], place, f"{key}.")
    return {name: _checked(value, getattr(like, name), place, f"{key}.{name}") for name, value in data.items()}


def _checked(value: Any, like: Any, place: str, key: str) -> Any:
    if isinstance(like, Alert):
        if not isinstance(value, dict):
            raise PlanError("must be a table", place, key)
        return Alert(**_table(value, like, place, key))
    if isinstance(like, tuple):
        return tuple(strings(value, place, key))
    if type(value) is not type(like) or (type(value) is int and value < 1):
        kinds = {str: "a string", bool: "true or false", int: "a whole number above 0"}
        raise PlanError(f"must be {kinds[type(like)]}", place, key)
    return value


Line = Callable[[Verdict], str]


@dataclass
class Outcome:
    """What a run came to; `news` are findings at or above the plan's `fail_on` that no earlier run of the store had."""

    segments: int = 0
    findings: int = 0
    failures: int = 0
    news: list[dict[str, str]] = field(default_factory=list)


def run(
    job: Job,
    plan: Plan,
    store: Store,
    line: Line,
    progress: Callable[[int], None] | None = None,
    note: Note | None = None,
    skip: Skip = stop,
    since: str = "",
) -> Outcome:
    """Run a job; `line` writes a verdict (`tqa.reports.write.jsonl_line`). Doing it twice over the same input gives the
    same verdicts, no second run in the store, and no news. `since` is an ISO date: what is dated before it is left out."""
    out = Path(job.out)
    out.mkdir(parents=True, exist_ok=True)
    segments = _segments(job, plan, out / "feed.jsonl", note, skip, since)
    first = next(segments, None)
    if first is None:
        raise FeedError("the job's feeds hold no segment" + (f" dated from {since} on" if since else ""), job.out)
    outcome, before = Outcome(), store.ever_found()
    verdicts = check(chain([first], segments), plan, job.jobs, progress, note, out / "cache.sqlite")
    with aside(out / "verdicts.jsonl") as file:
        for verdict in store.passing(verdicts, job.out, count_words):
            file.write(line(verdict))
            outcome.segments += 1
            outcome.findings += len(verdict.findings)
            outcome.failures += len(verdict.failures)
            outcome.news += [_told(verdict, f) for f in verdict.findings if _is_news(f, before, plan)]
    with aside(out / "outcome.json") as file:
        file.write(json.dumps(vars(outcome), ensure_ascii=False, indent=1) + "\n")
    return outcome


def _segments(job: Job, plan: Plan, paired: Path, note: Note | None, skip: Skip, since: str) -> Iterator[Segment]:
    if job.source:
        ours = list(_articles(job, job.source, job.source_lang, skip, _before(since)))
        theirs = list(_articles(job, job.target, job.target_lang, skip, since))
        with aside(paired) as file:
            known = vectors if job.embeddings else None
            file.writelines(map(line_of, feed(ours, theirs, job.translator, note, since, known)))
        yield from read(str(paired))
    if job.feeds:
        named = Fields(plan.columns, plan.source_lang, plan.target_lang)
        yield from (s for s in read(*job.feeds, fields=named, on_skip=skip) if is_recent(s.date, since))


def _before(since: str) -> str:
    """The day from which on originals are asked for: what is translated today may have appeared a week ago."""
    return (date.fromisoformat(since) - LAG).isoformat() if since else ""


def _articles(job: Job, paths: tuple[str, ...], lang: str, skip: Skip, since: str) -> Iterator[Article]:
    return read_articles(fetched(paths, Path(job.out) / "fetched", skip, job.private, since), lang, skip)


def _is_news(finding: Finding, before: frozenset[str], plan: Plan) -> bool:
    return plan.counts(finding.severity) and finding.fingerprint not in before


def _told(verdict: Verdict, finding: Finding) -> dict[str, str]:
    s = verdict.segment
    return {
        "segment": s.id, "document": s.document, "translator": s.translator, "rule": finding.rule,
        "severity": finding.severity.value, "message": finding.message, "fingerprint": finding.fingerprint,
    }  # fmt: skip
