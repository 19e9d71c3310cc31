"""`tqa report`: quality reports from a store or from verdicts."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tqa.records import PlanError
from tqa.ui.console import progress

if TYPE_CHECKING:
    from tqa.store import Store

FORMS = click.Choice(["html", "md", "json", "xlsx", "sarif"])


@contextmanager
def opened(place: str) -> Iterator[Store]:
    """A store; for the verdicts that `tqa check` wrote (JSON Lines, parquet), one that lives as long as the command."""
    from tqa.store import Store

    if not place.endswith((".jsonl", ".jsonl.gz", ".parquet", "/")) and not Path(place).is_dir():
        if "://" not in place and not Path(place).exists():
            raise PlanError("there is no such store", place)
        with Store(place) as store:
            yield store
        return
    from rich.console import Console

    from tqa.feeds.verdicts import verdicts
    from tqa.scoring.mqm import count_words

    with tempfile.TemporaryDirectory(prefix="tqa-") as folder, Store(str(Path(folder) / "verdicts.sqlite")) as store:
        with progress(Console(stderr=True, highlight=False), "reading") as advance:
            store.add(verdicts(place, advance), place, count_words)
        yield store


def asked(command: Callable[..., None]) -> Callable[..., None]:
    """The options that narrow what is taken from a store."""
    for option in reversed(
        [
            click.option("--run", "runs", type=int, multiple=True, metavar="N", help="A run; repeatable  [default: each segment as last checked]"),
            click.option("--feed", default="", help="Only this feed."),
            click.option("--translator", default="", help="Only this translator."),
            click.option("--document", default="", help="Only this document."),
            click.option("--since", default="", metavar="DATE", help="Segments dated from this ISO date on."),
            click.option("--until", default="", metavar="DATE", help="Segments dated up to this ISO date."),
        ]
    ):  # fmt: skip
        command = option(command)
    return command


@click.command()
@click.argument("place", metavar="STORE")
@asked
@click.option(
    "--by",
    type=click.Choice(["translator", "run", "feed", "pair"]),
    default="translator",
    show_default=True,
    help="What is compared.",
)
@click.option("--period", type=click.Choice(["day", "week", "month", "year"]), default="month", show_default=True)
@click.option("--profile", default="wmt", show_default=True, help="Scoring profile: a name, or a TOML file.")
@click.option("--weighted", is_flag=True, help="Weigh each finding by its confidence: expected points.")
@click.option("--language", type=click.Choice(["en", "uk"]), default="en", show_default=True, help="Of the report.")
@click.option("--format", "form", type=FORMS, help="[default: by the ending of --out, else html]")
@click.option("--out", metavar="PATH", help="File to write  [default: standard output]")
def report(
    place: str,
    runs: tuple[int, ...],
    feed: str,
    translator: str,
    document: str,
    since: str,
    until: str,
    by: str,
    period: str,
    profile: str,
    weighted: bool,
    language: str,
    form: str | None,
    out: str | None,
) -> None:  # fmt: skip
    """Report on the quality of what STORE holds (a file, the URL of a database, or JSON Lines of `tqa check`).

    Translators are compared with intervals over documents and one error budget; nobody is ranked below the least sample.
    """
    from tqa.reports.quality.write import parts, write
    from tqa.reports.quality.write import report as made_of

    narrowed = {"feed": feed, "translator": translator, "document": document, "since": since, "until": until}
    form = form or (Path(out).suffix.lstrip(".") if out else "html") or "html"
    if form == "xlsx" and out is None:
        raise PlanError("a workbook needs a file", key="--out")
    with opened(place) as store:
        if form == "sarif":
            _sarif(store, runs, translator, since, until, out)
            return
        made = made_of(store, runs=runs, by=by, period=period, profile=profile, weighted=weighted, **narrowed)
        if out is not None and Path(out).suffix == f".{form}":
            write(made, store, Path(out), language)
        elif out is not None:
            from tqa.files import aside

            with aside(Path(out)) as file:
                file.writelines(parts(made, store, form, language))
        else:
            sys.stdout.writelines(parts(made, store, form, language))
            return
    click.echo(f"{made.total.segments:,} segments, {len(made.groups)} by {by}: written to {out}", err=True)


def _sarif(store: Store, runs: tuple[int, ...], translator: str, since: str, until: str, out: str | None) -> None:
    from importlib.metadata import version

    from tqa.files import aside
    from tqa.reports.sarif import sarif

    run = runs[-1] if runs else store.last()
    feed = next((r.feed for r in store.runs() if r.id == run), "")
    text = sarif((v for _, v in store.verdicts(run, translator, since, until)), feed, version("tqa"))
    if out is None:
        click.echo(text, nl=False)
        return
    with aside(Path(out)) as file:
        file.write(text)
