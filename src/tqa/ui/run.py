"""`tqa run`: the job that a `tqa.toml` describes."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from tqa.ui.console import CLEAN, FAILED, FOUND, Problems, load_plan, progress, tell_problems


@click.command()
@click.argument("config", metavar="CONFIG", default="tqa.toml")
def run(config: str) -> None:
    """Run the job in the [run] table of CONFIG: pair or read, check, keep in a store, report  [default: tqa.toml]

    For cron: what has not changed is not checked again. Exit codes: 0 nothing new at or above fail_on, 1 something new
    (listed in outcome.json), 2 something could not be done.
    """
    from rich.console import Console

    from tqa.reports.quality.write import report
    from tqa.reports.write import jsonl_line
    from tqa.run.job import Job
    from tqa.run.job import run as run_job
    from tqa.store import Store

    job, plan, notes = Job.load(config), load_plan(config), Console(stderr=True, highlight=False)
    tell_problems(plan.termbase, notes)
    problems = Problems(notes)
    with Store(job.store) as store:
        with progress(notes, "checking") as advance:
            outcome = run_job(job, plan, store, jsonl_line, advance, problems.note, problems.skip)
        report(store, Path(job.out) / "report.html")
    problems.close()
    click.echo(
        f"{outcome.segments:,} segments, {outcome.findings:,} findings, {len(outcome.news):,} new ones count; see {job.out}",
        err=True,
    )
    if problems.count or outcome.failures:
        sys.exit(FAILED)
    sys.exit(FOUND if outcome.news else CLEAN)
