"""What the commands of `tqa glossary` share: bases read and saved, a feed of options, who changes what."""

from __future__ import annotations

import datetime
import functools
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import click

from tqa.records import FeedError
from tqa.ui.console import Problems, fail, load_plan, named_columns, progress, segments_of, tell_problems

if TYPE_CHECKING:
    from tqa.audit.plan import Plan
    from tqa.glossary.termbase import Termbase
    from tqa.records import Segment, Verdict


def read_base(*paths: str, house: tuple[str, ...] = ()) -> Termbase:
    """A termbase of files, with house forms laid over it; what could not be used is told."""
    from rich.console import Console

    from tqa.glossary import read_glossary

    base = read_glossary(*paths, house=house)
    tell_problems(base, Console(stderr=True, highlight=False))
    return base


def now(at: str | None) -> str:
    """The time that was said, or this moment."""
    return at or datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds")


def feed_options(command: Callable[..., None]) -> Any:
    """The argument FEED and how it is read, handed to the command as one Feed."""

    @functools.wraps(command)
    def with_feed(
        feed: tuple[str, ...],
        source_lang: str | None,
        target_lang: str | None,
        columns: tuple[str, ...],
        format_in: str,
        **rest: Any,
    ) -> None:
        command(feed=Feed(feed, source_lang, target_lang, columns, format_in), **rest)

    for option in (
        click.option("--format-in", metavar="FORMAT", default=""),
        click.option("--column", "columns", multiple=True, metavar="FIELD=NAME"),
        click.option("--target-lang", metavar="TAG"),
        click.option("--source-lang", metavar="TAG"),
        click.argument("feed", nargs=-1, required=True),
    ):
        with_feed = option(with_feed)
    return with_feed


def recorded_options(command: Any) -> Any:
    """Who makes a change, when and why."""
    for option in reversed(
        (
            click.option(
                "--by", metavar="NAME", help="Who makes the change; written into the history of each concept."
            ),
            click.option("--reason", default="", metavar="TEXT", help="Why."),
            click.option("--at", metavar="TIME", help="When (ISO)  [default: now]"),
        )
    ):
        command = option(command)
    return command


class Feed:
    """A feed of command options that may be read more than once, its unreadable places told once."""

    def __init__(
        self,
        feed: tuple[str, ...],
        source_lang: str | None,
        target_lang: str | None,
        columns: tuple[str, ...],
        format_in: str,
    ) -> None:
        from rich.console import Console

        self.console = Console(stderr=True, highlight=False)
        self.problems = Problems(self.console)
        self.feed, self.format_in = feed, format_in
        self.plan = load_plan(None, source_lang=source_lang, target_lang=target_lang, columns=named_columns(columns))
        self.count = 0

    def read(self, what: str = "reading") -> Iterator[Segment]:
        told = self.problems if not self.count else Problems(self.console, silent=True)
        with progress(self.console, what) as advance:
            for segment in segments_of(self.feed, None, self.format_in, self.plan, told):
                self.count += 1
                advance(1)
                yield segment
        told.close()

    def again(self) -> None:
        """Refuse what can be read only once."""
        if "-" in self.feed:
            raise FeedError("is read twice by this command; give it as a file", "-")

    def checked(self, base: Termbase, jobs: int) -> Iterator[Verdict]:
        """Verdicts of the glossary's rules alone."""
        from dataclasses import replace

        from tqa.run.local import check
        from tqa.terminology.impact import GLOSSARY_RULES

        plan: Plan = replace(self.plan, only=GLOSSARY_RULES, termbase=base, metrics=())
        return check(self.read("checking"), plan, jobs)

    def done(self) -> None:
        if not self.count:
            fail("the feed holds no segment")


def saved(base: Termbase, path: str) -> None:
    """Write a base and say so."""
    from tqa.glossary import write_glossary

    write_glossary(base, path)
    click.echo(f"written to {path}", err=True)
