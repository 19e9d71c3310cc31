"""`tqa glossary …`: the life of a term. Each command is one call of the glossary's or the terminology room's functions."""

from __future__ import annotations

import datetime
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from tqa.records import FeedError, GlossaryError, PlanError
from tqa.ui.console import CLEAN, FOUND, Problems, fail, load_plan, named_columns, progress, segments_of, tell_problems

if TYPE_CHECKING:
    from tqa.audit.plan import Plan
    from tqa.glossary.termbase import Termbase
    from tqa.records import Segment, Verdict


@click.group()
def glossary() -> None:
    """Keep termbases: check, count, mine, compare, merge and convert them, and apply them to a feed."""


def _base(*paths: str) -> Termbase:
    from rich.console import Console

    from tqa.glossary import read_glossary

    base = read_glossary(*paths)
    tell_problems(base, Console(stderr=True, highlight=False))
    return base


def _now(at: str | None) -> str:
    return at or datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds")


def _feed_options(command: Any) -> Any:
    for option in reversed(
        (
            click.argument("feed", nargs=-1, required=True),
            click.option("--source-lang", metavar="TAG"),
            click.option("--target-lang", metavar="TAG"),
            click.option("--column", "columns", multiple=True, metavar="FIELD=NAME"),
            click.option("--format-in", metavar="FORMAT", default=""),
        )
    ):
        command = option(command)
    return command


def _recorded_options(command: Any) -> Any:
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


class _Feed:
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


def _saved(base: Termbase, path: str) -> None:
    from tqa.glossary import write_glossary

    write_glossary(base, path)
    click.echo(f"written to {path}", err=True)


@glossary.command()
@click.argument("files", nargs=-1, required=True)
@click.option("--feed", "feeds", multiple=True, metavar="FEED", help="Clean segments in which terms are counted.")
@click.option("--target-lang", metavar="TAG", help="Language of the feed's targets.")
@click.option("--source-lang", metavar="TAG", help="Language of the feed's sources.")
@click.option("--unused", is_flag=True, help="Also tell the terms that the feed never uses.")
@click.option("--today", metavar="DATE", help="The day by which terms expire  [default: today]")
@click.option("--fix", is_flag=True, help="Make the certain mends and write the (one) file anew.")
@_recorded_options
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
    base = _base(*files)
    complaints = linting.lint(base, today or datetime.date.today().isoformat())
    if feeds:
        feed = _Feed(feeds, source_lang, target_lang, (), "")
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
        _saved(recorded(base, mended, by or "tqa glossary lint --fix", _now(at), reason), files[0])
    sys.exit(FOUND if complaints or base.problems else CLEAN)


@glossary.command()
@_feed_options
@click.option("--glossary", "files", multiple=True, required=True, metavar="FILE")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
@click.option("--limit", type=click.IntRange(1), default=40, show_default=True, help="Concepts shown as text.")
def stats(
    feed: tuple[str, ...],
    source_lang: str | None,
    target_lang: str | None,
    columns: tuple[str, ...],
    format_in: str,
    files: tuple[str, ...],
    form: str,
    limit: int,
) -> None:
    """Count how the terms are used in FEED: hits, violations, variants, by translator and month."""
    from tqa.terminology.statistics import statistics

    read = _Feed(feed, source_lang, target_lang, columns, format_in)
    found = statistics(read.read("counting"), _base(*files))
    read.done()
    if form == "json":
        click.echo(
            json.dumps(
                {"segments": found.segments, "concepts": {cid: u.to_json() for cid, u in found}},
                ensure_ascii=False,
                indent=1,
            )
        )
        return
    click.echo(f"{'concept':32} {'uses':>7} {'obeyed':>7} {'bad':>5}  variants")
    for cid, usage in list(found)[:limit]:
        variants = ", ".join(f"{text} {n}" for (text, _), n in usage.variants.most_common(4))
        rate = usage.total.hit_rate
        shown = "-" if rate is None else f"{rate:.0%}"
        click.echo(f"{cid[:32]:32} {usage.total.uses:7,} {shown:>7} {usage.total.bad:5,}  {variants}")
        for name, count in sorted(usage.translators.items()):
            if count.hit_rate is not None and name and count.answered < count.uses:
                click.echo(f"{'':6}{name[:26]:26} {count.uses:7,} {count.hit_rate:>7.0%} {count.bad:5,}")
    click.echo(f"{found.segments:,} segments; {len(found.concepts):,} concepts are used", err=True)


@glossary.command()
@_feed_options
@click.option("--glossary", "files", multiple=True, metavar="FILE", help="What is in it already is not told again.")
@click.option("--out", required=True, metavar="FILE", help="The file to review (.csv, .tsv or .xlsx).")
@click.option("--limit", type=click.IntRange(1), default=500, show_default=True)
def mine(
    feed: tuple[str, ...],
    source_lang: str | None,
    target_lang: str | None,
    columns: tuple[str, ...],
    format_in: str,
    files: tuple[str, ...],
    out: str,
    limit: int,
) -> None:
    """Find terms in FEED that the glossary lacks, with their renderings, into a file to review.

    Put an x into the column accept of the rows that are right, mend what is not, and merge them with `tqa glossary accept`.
    """
    from tqa.glossary.termbase import Termbase
    from tqa.terminology.mine import mine as mined
    from tqa.terminology.review import write_candidates

    read = _Feed(feed, source_lang, target_lang, columns, format_in)
    read.again()
    found = mined(lambda: read.read("mining"), _base(*files) if files else Termbase(), limit)
    read.done()
    write_candidates(found, out)
    click.echo(f"{len(found)} candidates written to {out}", err=True)


@glossary.command()
@click.argument("reviewed")
@click.argument("into")
@click.option("--source-lang", required=True, metavar="TAG")
@click.option("--target-lang", required=True, metavar="TAG")
@_recorded_options
def accept(
    reviewed: str, into: str, source_lang: str, target_lang: str, by: str | None, reason: str, at: str | None
) -> None:
    """Merge the accepted rows of a file that `mine` wrote, REVIEWED, INTO a termbase."""
    from tqa.glossary.changes import recorded
    from tqa.terminology.review import accepted

    if not by:
        raise PlanError("say who accepts the terms", key="--by")
    base = _base(into)
    new = accepted(reviewed, base, source_lang, target_lang)
    tell = len(new.terms) - len(base.terms)
    _saved(recorded(base, new, by, _now(at), reason or f"mined, reviewed in {Path(reviewed).name}"), into)
    click.echo(f"{tell} terms added", err=True)


@glossary.command()
@click.argument("change")
@_feed_options
@click.option("--glossary", "files", multiple=True, required=True, metavar="FILE", help="The base as it is.")
@click.option("--replace", is_flag=True, help="CHANGE is the whole new base, not what is joined to the old.")
@click.option("--jobs", type=click.IntRange(1, 256), default=1, show_default=True)
@click.option("--limit", type=click.IntRange(0), default=20, show_default=True, help="Effects shown.")
def impact(
    change: str,
    feed: tuple[str, ...],
    source_lang: str | None,
    target_lang: str | None,
    columns: tuple[str, ...],
    format_in: str,
    files: tuple[str, ...],
    replace: bool,
    jobs: int,
    limit: int,
) -> None:
    """Tell what would be newly flagged (+) or silenced (-) in FEED if the CHANGE (a termbase) were made."""
    from tqa.terminology.impact import Impact, effects

    read = _Feed(feed, source_lang, target_lang, columns, format_in)
    read.again()
    before, changed = _base(*files), _base(change)
    after = changed if replace else before.joined(changed)
    total = Impact()
    for n, effect in enumerate(effects(read.checked(before, jobs), read.checked(after, jobs), total)):
        if n < limit:
            place = effect.segment.target if effect.finding.target else effect.segment.source or ""
            span = effect.finding.target or effect.finding.source
            words = place[span.start : span.end] if span else ""
            click.echo(f"{effect.sign} {effect.segment.id}: {effect.finding.rule}: {words}: {effect.finding.message}")
    read.done()
    for (sign, rule), n in sorted(total.rules.items()):
        click.echo(f"{sign}{n:<7,} {rule}")
    for (sign, name), n in sorted(total.translators.items()):
        if name:
            click.echo(f"{sign}{n:<7,} {name}")
    click.echo(f"{sum(total.rules.values()):,} findings differ", err=True)


@glossary.command()
@click.argument("old")
@click.argument("new")
def diff(old: str, new: str) -> None:
    """Tell what NEW says otherwise than OLD, field by field. Exit codes: 0 nothing, 1 something differs."""
    from tqa.glossary.changes import diff as differences

    found = list(differences(_base(old), _base(new)))
    for difference in found:
        click.echo(f"{difference.concept}: {difference}")
    sys.exit(FOUND if found else CLEAN)


@glossary.command()
@click.argument("base")
@click.argument("ours")
@click.argument("theirs")
@click.option("--out", required=True, metavar="FILE")
@_recorded_options
def merge(base: str, ours: str, theirs: str, out: str, by: str | None, reason: str, at: str | None) -> None:
    """Put together the changes that OURS and THEIRS made to BASE.

    Exit codes: 0 done, 1 done, but some fields conflict: ours stands there, and each conflict is told.
    """
    from tqa.glossary.changes import merge as merged
    from tqa.glossary.changes import recorded

    mine = _base(ours)
    both, conflicts = merged(_base(base), mine, _base(theirs))
    for conflict in conflicts:
        click.echo(f"conflict: {conflict}")
    _saved(recorded(mine, both, by, _now(at), reason) if by else both, out)
    sys.exit(FOUND if conflicts else CLEAN)


@glossary.command()
@click.argument("files", nargs=-1, required=True)
@click.option("--out", required=True, metavar="FILE", help="What its name ends in says the form.")
@click.option("--dialect", type=click.Choice(["basic", "min"]), default="basic", show_default=True, help="Of TBX.")
@click.option("--style", type=click.Choice(["dct", "dca"]), default="dct", show_default=True, help="Of TBX.")
@click.option("--house", multiple=True, metavar="FILE", help="House forms to lay over it; repeatable.")
def convert(files: tuple[str, ...], out: str, dialect: str, style: str, house: tuple[str, ...]) -> None:
    """Write the termbases FILES as one, in another form (.terms, .csv, .tsv, .xlsx, .tbx)."""
    from rich.console import Console

    from tqa.glossary import read_glossary, write_glossary

    base = read_glossary(*files, house=house)
    tell_problems(base, Console(stderr=True, highlight=False))
    write_glossary(base, out, dialect, style)
    click.echo(f"{len(base.terms):,} terms written to {out}", err=True)
    sys.exit(FOUND if base.problems else CLEAN)


@glossary.command(name="apply")
@_feed_options
@click.option("--glossary", "files", multiple=True, required=True, metavar="FILE")
@click.option("--out", required=True, metavar="FILE", help="The new feed, as JSON Lines.")
@click.option("--report", metavar="FILE", help="Every replacement, as CSV.")
@click.option("--jobs", type=click.IntRange(1, 256), default=1, show_default=True)
def apply_(
    feed: tuple[str, ...],
    source_lang: str | None,
    target_lang: str | None,
    columns: tuple[str, ...],
    format_in: str,
    files: tuple[str, ...],
    out: str,
    report: str | None,
    jobs: int,
) -> None:
    """Rewrite the targets of FEED where the glossary's repair is certain; the old feed stays as it is."""
    import csv
    from contextlib import ExitStack

    from tqa.feeds.jsonl import line_of
    from tqa.files import aside, inert
    from tqa.terminology.apply import Replacement, applied

    read = _Feed(feed, source_lang, target_lang, columns, format_in)
    base, count = _base(*files), 0
    with ExitStack() as stack:
        file = stack.enter_context(aside(Path(out)))
        rows = csv.writer(stack.enter_context(aside(Path(report))), lineterminator="\n") if report else None
        if rows:
            rows.writerow(Replacement._fields)
        for verdict in read.checked(base, jobs):
            segment, replacements = applied(verdict)
            file.write(line_of(segment))
            count += len(replacements)
            for replacement in replacements if rows else ():
                rows.writerow([inert(str(cell)) for cell in replacement])  # type: ignore[union-attr]
        read.done()
    click.echo(f"{count:,} replacements in {read.count:,} segments; written to {out}", err=True)


@glossary.command(name="random-control")
@_feed_options
@click.option("--glossary", "files", multiple=True, required=True, metavar="FILE")
@click.option("--seed", type=int, default=0, show_default=True)
def random_control(
    feed: tuple[str, ...],
    source_lang: str | None,
    target_lang: str | None,
    columns: tuple[str, ...],
    format_in: str,
    files: tuple[str, ...],
    seed: int,
) -> None:
    """Deal the target terms out to the wrong concepts and count how often FEED still "obeys" (WMT25's random control)."""
    from tqa.terminology.control import control

    read = _Feed(feed, source_lang, target_lang, columns, format_in)
    found = control(read.read("counting"), _base(*files), read.plan.target_lang or "en", seed)
    read.done()
    for name, n in (("obeyed", found.obeyed), ("obeyed with shuffled terms", found.obeyed_shuffled)):
        share = f" ({n / found.occurrences:.1%})" if found.occurrences else ""
        click.echo(f"{name}: {n:,} of {found.occurrences:,} occurrences{share}")


@glossary.command()
@click.argument("term")
@click.argument("files", nargs=-1, required=True)
def blame(term: str, files: tuple[str, ...]) -> None:
    """Tell who changed the concept of TERM (or with that id), when and why."""
    from tqa.glossary.blocks import line_of
    from tqa.glossary.changes import blame as blamed

    found = blamed(_base(*files), term)
    if not found:
        raise GlossaryError(f"has no term and no concept '{term}'", ", ".join(files))
    for cid, history in found.items():
        for change in history:
            click.echo(f"{cid}: {line_of(change)}")
        if not history:
            click.echo(f"{cid}: no history")


@glossary.command()
@click.argument("old")
@click.argument("new")
@_recorded_options
def record(old: str, new: str, by: str | None, reason: str, at: str | None) -> None:
    """Write what NEW changes against OLD into the history of its concepts, in NEW itself (after editing by hand)."""
    from tqa.glossary.changes import recorded

    if not by:
        raise PlanError("say who made the change", key="--by")
    after = _base(new)
    _saved(recorded(_base(old), after, by, _now(at), reason), new)
