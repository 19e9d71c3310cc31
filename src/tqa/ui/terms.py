"""The commands of `tqa glossary` that read a feed: count, mine, weigh a change, apply."""

from __future__ import annotations

import json
from pathlib import Path

import click

from tqa.records import PlanError
from tqa.ui.desk import Feed, feed_options, now, read_base, recorded_options, saved


@click.command()
@feed_options
@click.option("--glossary", "files", multiple=True, required=True, metavar="FILE")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
@click.option("--limit", type=click.IntRange(1), default=40, show_default=True, help="Concepts shown as text.")
def stats(
    feed: Feed,
    files: tuple[str, ...],
    form: str,
    limit: int,
) -> None:
    """Count how the terms are used in FEED: hits, violations, variants, by translator and month."""
    from tqa.terminology.statistics import statistics

    found = statistics(feed.read("counting"), read_base(*files))
    feed.done()
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


@click.command()
@feed_options
@click.option("--glossary", "files", multiple=True, metavar="FILE", help="What is in it already is not told again.")
@click.option("--out", required=True, metavar="FILE", help="The file to review (.csv, .tsv or .xlsx).")
@click.option("--limit", type=click.IntRange(1), default=500, show_default=True)
def mine(
    feed: Feed,
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

    feed.again()
    found = mined(lambda: feed.read("mining"), read_base(*files) if files else Termbase(), limit)
    feed.done()
    write_candidates(found, out)
    click.echo(f"{len(found)} candidates written to {out}", err=True)


@click.command()
@click.argument("reviewed")
@click.argument("into")
@click.option("--source-lang", required=True, metavar="TAG")
@click.option("--target-lang", required=True, metavar="TAG")
@recorded_options
def accept(
    reviewed: str, into: str, source_lang: str, target_lang: str, by: str | None, reason: str, at: str | None
) -> None:
    """Merge the accepted rows of a file that `mine` wrote, REVIEWED, INTO a termbase."""
    from tqa.glossary.changes import recorded
    from tqa.terminology.review import accepted

    if not by:
        raise PlanError("say who accepts the terms", key="--by")
    base = read_base(into)
    new = accepted(reviewed, base, source_lang, target_lang)
    tell = len(new.terms) - len(base.terms)
    saved(recorded(base, new, by, now(at), reason or f"mined, reviewed in {Path(reviewed).name}"), into)
    click.echo(f"{tell} terms added", err=True)


@click.command()
@click.argument("change")
@feed_options
@click.option("--glossary", "files", multiple=True, required=True, metavar="FILE", help="The base as it is.")
@click.option("--replace", is_flag=True, help="CHANGE is the whole new base, not what is joined to the old.")
@click.option("--jobs", type=click.IntRange(1, 256), default=1, show_default=True)
@click.option("--limit", type=click.IntRange(0), default=20, show_default=True, help="Effects shown.")
def impact(
    change: str,
    feed: Feed,
    files: tuple[str, ...],
    replace: bool,
    jobs: int,
    limit: int,
) -> None:
    """Tell what would be newly flagged (+) or silenced (-) in FEED if the CHANGE (a termbase) were made."""
    from tqa.terminology.impact import Impact, effects

    feed.again()
    before, changed = read_base(*files), read_base(change)
    after = changed if replace else before.joined(changed)
    total = Impact()
    for n, effect in enumerate(effects(feed.checked(before, jobs), feed.checked(after, jobs), total)):
        if n < limit:
            place = effect.segment.target if effect.finding.target else effect.segment.source or ""
            span = effect.finding.target or effect.finding.source
            words = place[span.start : span.end] if span else ""
            click.echo(f"{effect.sign} {effect.segment.id}: {effect.finding.rule}: {words}: {effect.finding.message}")
    feed.done()
    for (sign, rule), n in sorted(total.rules.items()):
        click.echo(f"{sign}{n:<7,} {rule}")
    for (sign, name), n in sorted(total.translators.items()):
        if name:
            click.echo(f"{sign}{n:<7,} {name}")
    click.echo(f"{sum(total.rules.values()):,} findings differ", err=True)


@click.command(name="apply")
@feed_options
@click.option("--glossary", "files", multiple=True, required=True, metavar="FILE")
@click.option("--out", required=True, metavar="FILE", help="The new feed, as JSON Lines.")
@click.option("--report", metavar="FILE", help="Every replacement, as CSV.")
@click.option("--jobs", type=click.IntRange(1, 256), default=1, show_default=True)
def apply_(
    feed: Feed,
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

    base, count = read_base(*files), 0
    with ExitStack() as stack:
        file = stack.enter_context(aside(Path(out)))
        rows = csv.writer(stack.enter_context(aside(Path(report))), lineterminator="\n") if report else None
        if rows:
            rows.writerow(Replacement._fields)
        for verdict in feed.checked(base, jobs):
            segment, replacements = applied(verdict)
            file.write(line_of(segment))
            count += len(replacements)
            for replacement in replacements if rows else ():
                rows.writerow([inert(str(cell)) for cell in replacement])  # type: ignore[union-attr]
        feed.done()
    click.echo(f"{count:,} replacements in {feed.count:,} segments; written to {out}", err=True)


@click.command(name="random-control")
@feed_options
@click.option("--glossary", "files", multiple=True, required=True, metavar="FILE")
@click.option("--seed", type=int, default=0, show_default=True)
def random_control(
    feed: Feed,
    files: tuple[str, ...],
    seed: int,
) -> None:
    """Deal the target terms out to the wrong concepts and count how often FEED still "obeys" (WMT25's random control)."""
    from tqa.terminology.control import control

    found = control(feed.read("counting"), read_base(*files), feed.plan.target_lang or "en", seed)
    feed.done()
    for name, n in (("obeyed", found.obeyed), ("obeyed with shuffled terms", found.obeyed_shuffled)):
        share = f" ({n / found.occurrences:.1%})" if found.occurrences else ""
        click.echo(f"{name}: {n:,} of {found.occurrences:,} occurrences{share}")
