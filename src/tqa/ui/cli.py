"""The commands. Each is one call of the public API; only this file prints and exits."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from tqa.records import PlanError
from tqa.ui.archive import check_archive
from tqa.ui.console import (
    CLEAN,
    FAILED,
    FOUND,
    Cli,
    Problems,
    escaped,
    fail,
    load_plan,
    named_columns,
    progress,
    segments_of,
    tell_problems,
)
from tqa.ui.evaluate import evaluate, sample
from tqa.ui.glossary import glossary as glossary_commands
from tqa.ui.pair import pair
from tqa.ui.report import report as report_command
from tqa.ui.run import run
from tqa.ui.store import store as store_commands
from tqa.ui.train import train

if TYPE_CHECKING:
    from tqa.audit.plan import Plan
    from tqa.records import Segment, Verdict
    from tqa.reports.summary import Summary


@click.group(cls=Cli, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="tqa")
def cli() -> None:
    """Tells a newsroom what is wrong with its machine-translated news, where, why, and how to mend it."""


cli.add_command(train)
cli.add_command(glossary_commands)
cli.add_command(store_commands)
cli.add_command(report_command)
cli.add_command(sample)
cli.add_command(pair)
cli.add_command(run)
cli.add_command(evaluate)


@cli.command()
@click.argument("feed", nargs=-1, required=True)
@click.option("--source-lang", metavar="TAG", help="Language of the sources where the feed does not say it.")
@click.option(
    "--target-lang", metavar="TAG", help="Language of the targets where the feed does not say it  [default: en]"
)
@click.option("--source-file", metavar="FILE", help="Text file whose line n is the source of line n of FEED.")
@click.option(
    "--column", "columns", multiple=True, metavar="FIELD=NAME", help="Name of a field's column in the feed; repeatable."
)
@click.option(
    "--format-in",
    metavar="FORMAT",
    default="",
    help="jsonl, csv, tsv, text, xliff, tmx, po or parquet, where the name does not tell.",
)
@click.option(
    "--glossary", multiple=True, metavar="FILE", help="Termbase (.terms, .csv, .tsv, .xlsx, .tbx); repeatable."
)
@click.option(
    "--house", multiple=True, metavar="FILE", help="Termbase of house forms laid over the others; repeatable."
)
@click.option(
    "--on",
    "optional",
    multiple=True,
    metavar="RULE",
    help="Optional rule to switch on (tqa rules shows them); repeatable.",
)
@click.option(
    "--off",
    "unwanted",
    multiple=True,
    metavar="RULE",
    help="Rule to switch off, by id or by a prefix ending in / or -; repeatable.",
)
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "jsonl", "csv", "html", "parquet"]),
    default="text",
    show_default=True,
    help="parquet is what the workers of --cluster write.",
)
@click.option(
    "--out",
    metavar="PATH",
    help="File to write (parquet: folder); without it jsonl, csv and html go to standard output.",
)
@click.option("--jobs", type=click.IntRange(1, 256), default=1, show_default=True, help="Processes.")
@click.option("--fail-on", metavar="SEVERITY", help="neutral, minor, major, critical or never  [default: major]")
@click.option(
    "--baseline",
    metavar="FILE",
    help="Earlier JSONL output, fingerprints (one a line), or a store for its last run: only what is new counts.",
)
@click.option("--store", metavar="PLACE", help="Also keep the run in a store: a file, or the URL of a database.")
@click.option("--cache", metavar="FILE", help="Keep verdicts here: what has not changed since is not checked again.")
@click.option("--cluster", metavar="ADDRESS", help="Check on the Dask cluster of this scheduler instead of --jobs.")
@click.option(
    "--estimate/--no-estimate", default=None, help="Estimate quality without a reference  [default: with --store]"
)
@click.option(
    "--quality-model",
    metavar="NAME",
    help="Model that reads each translation for the estimate: en/quality, or a folder (slower, and nearer to people).",
)
@click.option("--config", metavar="FILE", help="Configuration  [default: tqa.toml, if there is one]")
@click.option("--limit", type=click.IntRange(0), default=40, show_default=True, help="Findings shown in the terminal.")
def check(
    feed: tuple[str, ...],
    source_lang: str | None,
    target_lang: str | None,
    source_file: str | None,
    columns: tuple[str, ...],
    format_in: str,
    glossary: tuple[str, ...],
    house: tuple[str, ...],
    optional: tuple[str, ...],
    unwanted: tuple[str, ...],
    form: str,
    out: str | None,
    jobs: int,
    fail_on: str | None,
    baseline: str | None,
    store: str | None,
    cache: str | None,
    cluster: str | None,
    estimate: bool | None,
    quality_model: str | None,
    config: str | None,
    limit: int,
) -> None:
    """Check FEED (files, folders, globs, or - for standard input).

    Exit codes: 0 nothing at or above --fail-on, 1 findings, 2 something could not be done.
    """
    from rich.console import Console

    plan = load_plan(
        config,
        source_lang=source_lang,
        target_lang=target_lang,
        glossary=glossary,
        house=house,
        on=optional,
        off=unwanted,
        fail_on=fail_on,
        columns=named_columns(columns),
        estimate=store is not None if estimate is None else estimate,
        quality_model=quality_model,
    )
    if form == "parquet":
        check_archive(feed, plan, out, cluster)
        return
    to_file = form != "text" and out is not None
    talk = Console(stderr=form != "text" and not to_file, highlight=False)
    notes = Console(stderr=True, highlight=False)
    tell_problems(plan.termbase, notes)
    problems = Problems(notes)
    segments = segments_of(feed, source_file, format_in, plan, problems)
    summary = _run(
        segments, plan, jobs, form, out, baseline, talk, notes, problems, limit, store, ", ".join(feed), cache, cluster
    )
    if form != "text" and out is not None:
        talk.print(f"\nwritten to [bold]{escaped(out)}[/bold]", soft_wrap=True)
    if not summary.segments and not problems.count:
        fail("the feed holds no segment")
    if problems.count or summary.failures:
        sys.exit(FAILED)
    sys.exit(FOUND if summary.at_or_above(plan.fail_on) else CLEAN)


def _known(baseline: str | None) -> frozenset[str]:
    """Fingerprints of an earlier run."""
    import json

    if baseline is None:
        return frozenset()
    if baseline.endswith((".sqlite", ".db")) or "://" in baseline:
        from tqa.store import Store

        with Store(baseline) as store:
            return store.fingerprints() if store.runs() else frozenset()
    known: set[str] = set()
    try:
        for number, line in enumerate(Path(baseline).read_text("utf-8").splitlines(), 1):
            if line.startswith("{"):
                known.update(f["fingerprint"] for f in json.loads(line).get("findings", ()))
            elif line.strip():
                known.add(line.strip())
    except (OSError, UnicodeDecodeError) as error:
        raise PlanError(f"cannot be read: {error}", baseline, "--baseline") from None
    except (ValueError, KeyError, TypeError, AttributeError):
        raise PlanError(
            "is neither JSONL output of tqa nor a list of fingerprints", f"{baseline}:{number}", "--baseline"
        ) from None
    return frozenset(known)


def _run(
    segments: Iterator[Segment],
    plan: Plan,
    jobs: int,
    form: str,
    out: str | None,
    baseline: str | None,
    talk: Any,
    notes: Any,
    problems: Problems,
    limit: int,
    store: str | None,
    feed: str,
    cache: str | None,
    cluster: str | None,
) -> Summary:
    from tqa.files import aside
    from tqa.reports.summary import Summary
    from tqa.reports.terminal import print_findings, print_summary
    from tqa.reports.write import WRITERS
    from tqa.run.local import check as checked

    summary, known = Summary(plan), _known(baseline)
    with progress(notes, "checking", segments) as advance, ExitStack() as open_store:
        verdicts = checked(segments, plan, jobs, advance, problems.note, cache, cluster or "")
        if store:
            from tqa.scoring.mqm import count_words
            from tqa.store import Store

            verdicts = open_store.enter_context(Store(store)).passing(verdicts, feed, count_words)
        verdicts = _summed(verdicts, summary, known)
        if form == "text":
            print_findings(verdicts, talk, limit)
        elif out is None:
            WRITERS[form](verdicts, sys.stdout, summary)
            sys.stdout.flush()
        else:
            with aside(Path(out)) as file:
                WRITERS[form](verdicts, file, summary)
    problems.close()
    for tag, n in sorted(summary.unknown_languages.items()):
        problems.note(f"no language pack for '{tag}': {n:,} segments were checked by language-independent rules only")
    print_summary(summary, talk)
    return summary


def _summed(verdicts: Iterator[Verdict], summary: Summary, known: frozenset[str]) -> Iterator[Verdict]:
    from dataclasses import replace

    from tqa.languages import language

    for verdict in verdicts:
        if known:
            new = tuple(f for f in verdict.findings if f.fingerprint not in known)
            summary.known += len(verdict.findings) - len(new)
            verdict = replace(verdict, findings=new)
        summary.add(verdict)
        for tag in {verdict.segment.source_lang, verdict.segment.target_lang} - {""}:
            if not language(tag).known:
                summary.unknown_languages[tag] += 1
        yield verdict


@cli.command()
@click.argument("rule")
@click.option("--config", metavar="FILE")
def explain(rule: str, config: str | None) -> None:
    """Show the card of RULE: what it finds, why it is wrong, examples."""
    import difflib

    from tqa.audit.plan import rules
    from tqa.reports.cards import card

    known = rules(load_plan(config).packs)
    if rule not in known:
        near = difflib.get_close_matches(rule, [*known, *(r.rpartition("/")[2] for r in known)], n=3)
        fail(f"no rule '{rule}'" + (f"; did you mean {', '.join(near)}?" if near else "; `tqa rules` lists them"))
    click.echo(card(known[rule]))


@cli.command(name="rules")
@click.option("--source-lang", metavar="TAG", default="")
@click.option("--target-lang", metavar="TAG", default="")
@click.option("--config", metavar="FILE")
def rules_(source_lang: str, target_lang: str, config: str | None) -> None:
    """List the rules, all or those of a pair of languages."""
    from tqa.audit.plan import rules

    plan = load_plan(config, source_lang=source_lang or None, target_lang=target_lang or None)
    chosen = (
        plan.rules_for(plan.source_lang, plan.target_lang)
        if plan.target_lang
        else [r for _, r in sorted(rules(plan.packs).items())]
    )
    for rule in chosen:
        click.echo(f"{rule.id:34} {plan.severity_of(rule).value:9} {rule.category:34} {rule.check.doc}")


@cli.command()
@click.option("--config", metavar="FILE")
@click.option("--glossary", multiple=True, metavar="FILE")
def plan(config: str | None, glossary: tuple[str, ...]) -> None:
    """Show the resolved plan and its fingerprints."""
    from dataclasses import fields

    from tqa.audit.plan import rules

    resolved = load_plan(config, glossary=glossary)
    for f in fields(resolved):
        if f.name != "termbase":
            value = getattr(resolved, f.name)
            click.echo(
                f"{f.name:12} {', '.join(sorted(value)) if isinstance(value, (tuple, frozenset)) else value or '-'}"
            )
    click.echo(f"{'rules':12} {len(rules(resolved.packs))} known, {len(resolved.off)} off")
    click.echo(f"{'terms':12} {len(resolved.termbase.terms)} in {len(resolved.termbase.concepts)} concepts")
    click.echo(f"{'fingerprint':12} {resolved.fingerprint}")
    for name, value in resolved.parts.items():
        click.echo(f"  {name:12} {value}")
