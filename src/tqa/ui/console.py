"""What the commands share: errors and exit codes, plans and feeds of options, a progress bar, problems told."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import click

from tqa.records import PlanError, TqaError

if TYPE_CHECKING:
    from tqa.audit.plan import Plan
    from tqa.glossary.termbase import Termbase
    from tqa.records import FeedError, Segment

CLEAN, FOUND, FAILED = 0, 1, 2
SHOWN_SKIPS = 5


class Cli(click.Group):
    """Errors of tqa end in one line on standard error and exit code 2."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except TqaError as error:
            fail(str(error))
        except BrokenPipeError:
            sys.stderr.close()
            sys.exit(FAILED)


def fail(message: str) -> NoReturn:
    click.echo(f"tqa: {message}", err=True)
    sys.exit(FAILED)


def load_plan(config: str | None, **over: Any) -> Plan:
    from tqa.audit.plan import Plan

    if config is None and Path("tqa.toml").exists():
        config = "tqa.toml"
    return Plan.load(config, **over)


def named_columns(pairs: tuple[str, ...]) -> dict[str, str]:
    columns = {}
    for pair in pairs:
        field, equals, name = pair.partition("=")
        if not equals or not field or not name:
            raise PlanError(f"'{pair}' is not field=name", key="--column")
        columns[field] = name
    return columns


def escaped(text: str) -> str:
    from rich.markup import escape

    return escape(text)


class Problems:
    """What could not be read: told as it comes, the first few in full, all in number."""

    def __init__(self, console: Any, silent: bool = False) -> None:
        self.console, self.count, self.silent = console, 0, silent

    def skip(self, error: FeedError) -> None:
        self.count += 1
        if self.count <= SHOWN_SKIPS and not self.silent:
            self.console.print(f"[red]skipped:[/red] {escaped(str(error))}", soft_wrap=True)

    def note(self, text: str) -> None:
        self.console.print(f"[yellow]note:[/yellow] {escaped(text)}", soft_wrap=True)

    def close(self) -> None:
        if self.count > SHOWN_SKIPS and not self.silent:
            self.console.print(
                f"[red]{self.count:,} places[/red] of the feed could not be read as they are; the first {SHOWN_SKIPS} are told above."
            )


def segments_of(
    feed: tuple[str, ...], source_file: str | None, format_in: str, plan: Plan, problems: Problems
) -> Iterator[Segment]:
    from tqa.feeds import read, read_parallel
    from tqa.feeds.rows import Fields

    fields = Fields(plan.columns, plan.source_lang, plan.target_lang)
    if source_file is None:
        return read(*feed, format=format_in, fields=fields, on_skip=problems.skip)
    if len(feed) != 1:
        raise PlanError("takes one FEED, its lines answering the file's", key="--source-file")
    return read_parallel(source_file, feed[0], fields, problems.skip)


def tell_problems(base: Termbase, console: Any) -> None:
    """The entries of a termbase that could not be used: the first few in full, all in number."""
    for problem in base.problems[:SHOWN_SKIPS]:
        console.print(f"[yellow]glossary:[/yellow] {escaped(str(problem))}", soft_wrap=True)
    if len(base.problems) > SHOWN_SKIPS:
        console.print(f"glossary: {len(base.problems) - SHOWN_SKIPS} more entries could not be used")


@contextmanager
def progress(console: Any, what: str, of: object = None) -> Iterator[Callable[[int], None]]:
    """A bar with the rate of segments, on a terminal; what it gives is told how many more are done. With the stream that
    is read it knows about how many there are, and the time left."""
    from operator import length_hint

    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        SpinnerColumn,
        TextColumn,
        TimeElapsedColumn,
        TimeRemainingColumn,
    )

    with Progress(
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[speed]}"),
        TimeElapsedColumn(),
        TextColumn("left"),
        TimeRemainingColumn(),
        console=console,
        transient=True,
        disable=not console.is_terminal,
    ) as bar:
        total = length_hint(of, 0) if console.is_terminal else 0
        task = bar.add_task(what, total=total or None, speed="")

        def advance(n: int) -> None:
            bar.advance(task, n)
            speed = bar.tasks[0].speed
            bar.update(task, speed=f"{speed:,.0f} segments/s" if speed else "")

        yield advance
