"""`tqa run`: the job that a `tqa.toml` describes, once or again and again."""

from __future__ import annotations

import datetime
import json
import logging
import re
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from tqa.records import FeedError, PlanError, TqaError
from tqa.ui.console import CLEAN, FAILED, FOUND, Problems, load_plan, progress, tell_problems

if TYPE_CHECKING:
    from tqa.run.job import Job, Outcome


def _day(context: click.Context, option: click.Parameter, value: str) -> str:
    """An ISO date; of `3d` that of three days ago."""
    if ago := re.fullmatch(r"(\d{1,4})d", value or ""):
        return (datetime.date.today() - datetime.timedelta(days=int(ago[1]))).isoformat()
    try:
        return datetime.date.fromisoformat(value).isoformat() if value else ""
    except ValueError:
        raise PlanError(f"'{value}' is neither a date such as 2026-11-28 nor days such as 3d", key="--since") from None


@click.command()
@click.argument("config", metavar="CONFIG", default="tqa.toml")
@click.option(
    "--since",
    default="",
    callback=_day,
    metavar="DATE|DAYS",
    help="Only what is dated from DATE on, or of the last DAYS (3d); what has no date is kept.",
)
@click.option(
    "--watch", is_flag=True, help="Run again whenever the time `every` of the [run] table has passed, until stopped."
)
def run(config: str, since: str, watch: bool) -> None:  # fmt: skip
    """Run the job in the [run] table of CONFIG: fetch, pair or read, check, keep in a store, report, tell  [default: tqa.toml]

    For cron: what has not changed is not checked again. Exit codes: 0 nothing new at or above fail_on, 1 something new
    (listed in outcome.json, told by [run.alert]), 2 something could not be done.
    """
    from tqa.run.job import Job
    from tqa.run.log import written

    while True:
        job, code = Job.load(config), FAILED
        with written(Path(job.out) / "run.log"):
            try:
                code = _round(job, config, since)
            except TqaError as error:
                if not watch:
                    raise
                click.echo(f"tqa: {error}", err=True)
        try:
            if not watch:
                sys.exit(code)
            time.sleep(job.seconds)
        except KeyboardInterrupt:
            sys.exit(code)


def _round(job: Job, config: str, since: str) -> int:
    """One run from the feeds to the alert; the exit code."""
    from rich.console import Console

    from tqa.reports.quality.write import report
    from tqa.reports.write import jsonl_line
    from tqa.run.alert import listed
    from tqa.run.job import run as run_job
    from tqa.run.log import event
    from tqa.store import Store

    start, out, notes = time.monotonic(), Path(job.out), Console(stderr=True, highlight=False)
    problems = _Logged(notes)
    try:
        plan = load_plan(config)
        event("started", config=config, plan=plan.fingerprint, since=since)
        tell_problems(plan.termbase, notes)
        with Store(job.store) as store:
            with progress(notes, "checking", range(_last_time(out))) as advance:
                outcome = run_job(job, plan, store, jsonl_line, advance, problems.note, problems.skip, since)
            report(store, out / "report.html")
    except TqaError as error:
        event("failed", logging.ERROR, error=str(error))
        _tell(job, problems, f"tqa: {config} could not be run: {error}", "", {"error": str(error)})
        raise
    problems.close()
    counts = {**vars(outcome), "news": len(outcome.news), "skipped": problems.count}
    event("finished", **counts, seconds=round(time.monotonic() - start, 1))
    told = _said(outcome, problems.count)
    if outcome.news or outcome.failures or problems.count or job.alert.always:
        data = {**counts, "new": outcome.news}
        _tell(job, problems, f"tqa: {told}", listed(outcome.news, str(out / "report.html")), data)
    click.echo(f"{told}; see {job.out}", err=True)
    return FAILED if problems.count or outcome.failures else FOUND if outcome.news else CLEAN


def _last_time(out: Path) -> int:
    """The number of segments of the last run, about which this one will have; 0 where there was none."""
    try:
        return int(json.loads((out / "outcome.json").read_text("utf-8"))["segments"])
    except (OSError, ValueError, KeyError, TypeError):
        return 0


def _said(outcome: Outcome, skipped: int) -> str:
    lost = f", {skipped:,} places could not be read" if skipped else ""
    crashed = f", {outcome.failures:,} checks crashed" if outcome.failures else ""
    return f"{outcome.segments:,} segments, {outcome.findings:,} findings, {len(outcome.news):,} new ones count{lost}{crashed}"


def _tell(job: Job, problems: Problems, subject: str, body: str, data: dict[str, Any]) -> None:
    """Send the alert; one that is not delivered is a problem of the run, which has done its work."""
    from tqa.run.log import event

    errors = job.alert.send(subject, body, data)
    for error in errors:
        event("alert-failed", logging.ERROR, error=str(error))
        problems.skip(FeedError(str(error)))
    if not errors and (job.alert.webhook or job.alert.mail):
        event("alerted", webhook=bool(job.alert.webhook), mail=list(job.alert.mail))


class _Logged(Problems):
    """Problems that stand in the log too."""

    def skip(self, error: FeedError) -> None:
        from tqa.run.log import event

        event("skipped", logging.WARNING, path=error.path, line=error.line, error=str(error))
        super().skip(error)

    def note(self, text: str) -> None:
        from tqa.run.log import event

        event("noted", text=text)
        super().note(text)
