"""The commands of `tqa glossary` that look at termbases alone: check, compare, merge, convert, ask their history."""

from __future__ import annotations

import datetime
import sys

import click

from tqa.records import GlossaryError, PlanError
from tqa.ui.console import CLEAN, FOUND
from tqa.ui.desk import Feed, now, read_base, recorded_options, saved
from tqa.ui.terms import accept, apply_, impact, mine, random_control, stats


@click.command()
@click.argument("files", nargs=-1, required=True)
@click.option("--feed", "feeds", multiple=True, metavar="FEED", help="Clean segments in which terms are counted.")
@click.option("--target-lang", metavar="TAG", help="Language of the feed's targets.")
@click.option("--source-lang", metavar="TAG", help="Language of the feed's sources.")
@click.option("--unused", is_flag=True, help="Also tell the terms that the feed never uses.")
@click.option("--today", metavar="DATE", help="The day by which terms expire  [default: today]")
@click.option("--fix", is_flag=True, help="Make the certain mends and write the (one) file anew.")
@recorded_options
def lint(
    files: tuple[str, ...],
    feeds: tuple[str, ...],
    target_lang: str | None,
    source_lang: str | None,
    unused: bool,
    today: str | None,
    fix: bool,
    by: str | None,
    reason: str,
    at: str | None,
) -> None:
    """Tell what is wrong with termbases: rivals, circles, homoglyphs, ordinary words, expired and unreachable terms.

    Exit codes: 0 nothing to tell, 1 something is, 2 a file could not be read.
    """
    from tqa.glossary import lint as linting
    from tqa.glossary.changes import recorded
    from tqa.terminology.statistics import statistics

    if fix and len(files) != 1:
        raise PlanError("takes one file", key="--fix")
    base = read_base(*files)
    complaints = linting.lint(base, today or datetime.date.today().isoformat())
    if feeds:
        feed = Feed(feeds, source_lang, target_lang, (), "")
        counted = statistics(feed.read(), base)
        complaints += linting.often(base, counted.hits, counted.segments)
        if unused:
            complaints += linting.unused(base, counted.hits, counted.langs)
    for complaint in complaints:
        click.echo(str(complaint))
    mended = linting.fixed(base, complaints)
    certain = sum(c.mend is not None for c in complaints)
    click.echo(
        f"{len(complaints)} complaints about {len(base.terms)} terms; {certain} could be mended by --fix", err=True
    )
    if fix and mended != base:
        saved(recorded(base, mended, by or "tqa glossary lint --fix", now(at), reason), files[0])
    sys.exit(FOUND if complaints or base.problems else CLEAN)


@click.command()
@click.argument("old")
@click.argument("new")
def diff(old: str, new: str) -> None:
    """Tell what NEW says otherwise than OLD, field by field. Exit codes: 0 nothing, 1 something differs."""
    from tqa.glossary.changes import diff as differences

    found = list(differences(read_base(old), read_base(new)))
    for difference in found:
        click.echo(f"{difference.concept}: {difference}")
    sys.exit(FOUND if found else CLEAN)


@click.command()
@click.argument("base")
@click.argument("ours")
@click.argument("theirs")
@click.option("--out", required=True, metavar="FILE")
@recorded_options
def merge(base: str, ours: str, theirs: str, out: str, by: str | None, reason: str, at: str | None) -> None:
    """Put together the changes that OURS and THEIRS made to BASE.

    Exit codes: 0 done, 1 done, but some fields conflict: ours stands there, and each conflict is told.
    """
    from tqa.glossary.changes import merge as merged
    from tqa.glossary.changes import recorded

    mine = read_base(ours)
    both, conflicts = merged(read_base(base), mine, read_base(theirs))
    for conflict in conflicts:
        click.echo(f"conflict: {conflict}")
    saved(recorded(mine, both, by, now(at), reason) if by else both, out)
    sys.exit(FOUND if conflicts else CLEAN)


@click.command()
@click.argument("files", nargs=-1, required=True)
@click.option("--out", required=True, metavar="FILE", help="What its name ends in says the form.")
@click.option("--dialect", type=click.Choice(["basic", "min"]), default="basic", show_default=True, help="Of TBX.")
@click.option("--style", type=click.Choice(["dct", "dca"]), default="dct", show_default=True, help="Of TBX.")
@click.option("--house", multiple=True, metavar="FILE", help="House forms to lay over it; repeatable.")
def convert(files: tuple[str, ...], out: str, dialect: str, style: str, house: tuple[str, ...]) -> None:
    """Write the termbases FILES as one, in another form (.terms, .csv, .tsv, .xlsx, .tbx)."""
    from tqa.glossary import write_glossary

    base = read_base(*files, house=house)
    write_glossary(base, out, dialect, style)
    click.echo(f"{len(base.terms):,} terms written to {out}", err=True)
    sys.exit(FOUND if base.problems else CLEAN)


@click.command()
@click.argument("term")
@click.argument("files", nargs=-1, required=True)
def blame(term: str, files: tuple[str, ...]) -> None:
    """Tell who changed the concept of TERM (or with that id), when and why."""
    from tqa.glossary.blocks import line_of
    from tqa.glossary.changes import blame as blamed

    found = blamed(read_base(*files), term)
    if not found:
        raise GlossaryError(f"has no term and no concept '{term}'", ", ".join(files))
    for cid, history in found.items():
        for change in history:
            click.echo(f"{cid}: {line_of(change)}")
        if not history:
            click.echo(f"{cid}: no history")


@click.command()
@click.argument("old")
@click.argument("new")
@recorded_options
def record(old: str, new: str, by: str | None, reason: str, at: str | None) -> None:
    """Write what NEW changes against OLD into the history of its concepts, in NEW itself (after editing by hand)."""
    from tqa.glossary.changes import recorded

    if not by:
        raise PlanError("say who made the change", key="--by")
    after = read_base(new)
    saved(recorded(read_base(old), after, by, now(at), reason), new)


glossary = click.Group(
    "glossary",
    commands=[lint, stats, mine, accept, impact, diff, merge, convert, apply_, random_control, record, blame],
    help="Keep termbases: check, count, mine, compare, merge and convert them, and apply them to a feed.",
)
