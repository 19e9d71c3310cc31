"""`tqa evaluate` and `tqa sample`: what people say of translations, compared with and asked for."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import click

from tqa.records import PlanError
from tqa.ui.report import asked, opened


@click.command()
@click.argument("verdicts", metavar="VERDICTS")
@click.option(
    "--gold",
    required=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="What people marked: Marot or MQM .tsv, ratings or ESA .jsonl.",
)
@click.option(
    "--form", type=click.Choice(["marot", "ratings", "esa"]), help="Form of --gold, where its name does not tell."
)
@click.option("--profile", default="wmt", show_default=True, help="Scoring profile of both sides.")
@click.option("--out", metavar="FILE", help="Write all figures as JSON.")
def evaluate(verdicts: str, gold: Path, form: str | None, profile: str, out: str | None) -> None:  # fmt: skip
    """Hold VERDICTS (JSON Lines of `tqa check`, or a store) against what people marked in the same translations."""
    from tqa.annotations import read
    from tqa.evaluation.held import evaluate as held
    from tqa.scoring.mqm import profile as profile_of

    by = profile_of(profile)
    with opened(verdicts) as store:
        found = held((v for _, v in store.verdicts()), read(gold, form or ""), by)
    if out:
        from tqa.files import aside

        with aside(Path(out)) as file:
            file.write(json.dumps(found, indent=1) + "\n")
    for part, figures in found.items():
        _tell(part, figures)


def _tell(name: str, figures: Any, indent: int = 0) -> None:
    if isinstance(figures, dict):
        click.echo(f"{'  ' * indent}{name}:" if figures else f"{'  ' * indent}{name}: –")
        for key, value in figures.items():
            _tell(key, value, indent + 1)
    elif isinstance(figures, list) and figures and isinstance(figures[0], dict):
        click.echo(f"{'  ' * indent}{name}:")
        for row in figures:
            click.echo("  " * (indent + 1) + ", ".join(f"{k} {v}" for k, v in row.items()))
    else:
        click.echo(f"{'  ' * indent}{name}: {'–' if figures is None else figures}")


@click.command()
@click.argument("place", metavar="STORE")
@asked
@click.option("--size", type=click.IntRange(1), default=100, show_default=True, help="Segments to read.")
@click.option("--seed", type=int, default=12345, show_default=True)
@click.option("--out", metavar="FILE", help=".xlsx for a spreadsheet, .tsv for Marot")
@click.option(
    "--read",
    "reviewed",
    metavar="FILE",
    help="A sample that was read, .xlsx or .tsv: store its rulings and say what they mean.",
)
@click.option("--by", "reviewer", metavar="NAME", default="", help="Who read it.")
def sample(
    place: str, runs: tuple[int, ...], feed: str, translator: str, document: str, since: str, until: str, size: int, seed: int,
    out: str | None, reviewed: str | None, reviewer: str,
) -> None:  # fmt: skip
    """Draw the segments of STORE that a person should read: likelier the riskier they are, weighted so that scores stay unbiased.

    With --read the rulings come back as decisions, and the sample gives an unbiased estimate of the penalty of all.
    """
    from tqa.reports.sample import drawn, estimate, read_back, written
    from tqa.store import Store

    if (out is None) == (reviewed is None):
        raise PlanError("say --out for a new sample, or --read for one that was read", key="sample")
    if reviewed is None and "://" not in place and not Path(place).exists():
        raise PlanError("there is no such store", place)
    with Store(place) as store:
        if reviewed is not None:
            rows = read_back(Path(reviewed))
            store.decide(*(d for row in rows if (d := row.decision(reviewer)) is not None))
            click.echo(json.dumps(estimate(rows), indent=1))
            return
        narrowed = {"feed": feed, "translator": translator, "document": document, "since": since, "until": until}
        chosen = drawn(store.frames(runs, **narrowed), size, seed)
        if not chosen:
            raise PlanError("there is nothing to draw from: no stored segment fits what was asked for", place)
        written(chosen, store.at([(c.run, c.position) for c in chosen]), Path(str(out)))
    click.echo(f"{len(chosen)} segments written to {out}", err=True)
    sys.exit(0)
