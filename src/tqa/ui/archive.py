"""`tqa check --cluster ADDRESS --format parquet`: an archive that never passes through this machine."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from tqa.records import FeedError, PlanError
from tqa.ui.console import CLEAN, FAILED, FOUND, Problems, progress, tell_problems

if TYPE_CHECKING:
    from tqa.audit.plan import Plan


def check_archive(feed: tuple[str, ...], plan: Plan, out: str | None, cluster: str | None) -> None:
    """The workers of a cluster read and write; only counts come here."""
    from rich.console import Console

    from tqa.reports.write import jsonl_line
    from tqa.run.archive import check_archive as checked

    if cluster is None or out is None:
        raise PlanError(
            "parquet is what the workers of a cluster write: needs --cluster and --out FOLDER", key="--format"
        )
    notes = Console(stderr=True, highlight=False)
    tell_problems(plan.termbase, notes)
    problems = Problems(notes)
    with progress(notes, "checking files") as advance:
        counts = checked(feed, out, plan, cluster, jsonl_line, advance)
    for one in counts:
        for text in one.skipped:
            problems.skip(FeedError(text))
    problems.close()
    segments, findings, loud, failures = (sum(column) for column in list(zip(*counts, strict=True))[1:5])
    click.echo(
        f"{segments:,} segments of {len(counts):,} files, {findings:,} findings, {loud:,} count: written to {out}"
    )
    sys.exit(FAILED if problems.count or failures else FOUND if loud else CLEAN)
