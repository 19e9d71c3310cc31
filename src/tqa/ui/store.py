"""The commands of `tqa store`: list, export, decide, prune, check."""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tqa.records import FeedError, PlanError
from tqa.ui.console import CLEAN, FOUND, progress

if TYPE_CHECKING:
    from tqa.records import Decision, Verdict

PLACE = click.argument("place", metavar="STORE")


@click.command(name="list")
@PLACE
def list_(place: str) -> None:
    """The runs of STORE (a file, or the URL of a database), oldest first."""
    from tqa.store import Store

    with Store(place) as store:
        for run in store.runs():
            click.echo(f"{run.id:6} {run.at}  {run.segments:10,} segments  plan {run.plan}  {run.feed}")


@click.command()
@PLACE
@click.option("--run", type=int, metavar="N", help="A run of `tqa store list`  [default: the last]")
@click.option(
    "--out", required=True, metavar="FILE", help=".csv (a finding a row), .jsonl (a verdict a line) or .parquet"
)
def export(place: str, run: int | None, out: str) -> None:
    """Write the verdicts of a run to a file."""
    from tqa.files import aside, inert
    from tqa.reports.write import jsonl_line
    from tqa.store import Store

    path = Path(out)
    with Store(place) as store:
        verdicts = (verdict for _, verdict in store.verdicts(run))
        if path.suffix == ".jsonl":
            with aside(path) as file:
                file.writelines(map(jsonl_line, verdicts))
        elif path.suffix == ".csv":
            with aside(path) as file:
                rows = csv.writer(file, lineterminator="\n")
                rows.writerow(_COLUMNS)
                rows.writerows(
                    [inert(cell) if isinstance(cell, str) else cell for cell in row] for row in _rows(verdicts)
                )
        elif path.suffix == ".parquet":
            _parquet(list(_rows(verdicts)), path)
        else:
            raise PlanError("a file of .csv, .jsonl or .parquet", key="--out")
    click.echo(f"written to {out}", err=True)


_COLUMNS = (
    "segment", "document", "translator", "date", "rule", "category", "severity", "confidence", "fingerprint", "message",
    "words", "suggestion", "source", "target",
)  # fmt: skip


def _rows(verdicts: Iterator[Verdict]) -> Iterator[tuple[object, ...]]:
    for v in verdicts:
        s = v.segment
        for f in v.findings:
            words = s.target[f.target.start : f.target.end] if f.target else ""
            what = (
                f.rule,
                f.category,
                f.severity.value,
                f.confidence,
                f.fingerprint,
                f.message,
                words,
                f.suggestion or "",
            )
            yield (s.id, s.document, s.translator, s.date, *what, s.source or "", s.target)


def _parquet(rows: list[tuple[object, ...]], path: Path) -> None:
    import pandas as pd

    try:
        pd.DataFrame(rows, columns=list(_COLUMNS)).to_parquet(path)
    except ImportError:
        raise PlanError("parquet needs pyarrow: pip install 'tqa[parquet]'", key="--out") from None


@click.command(name="add")
@PLACE
@click.argument("verdicts", nargs=-1, required=True)
def add(place: str, verdicts: tuple[str, ...]) -> None:
    """Add runs from the JSON Lines that `tqa check` wrote; a run that is there already is not added twice."""
    from rich.console import Console

    from tqa.feeds.verdicts import verdicts as read
    from tqa.scoring.mqm import count_words
    from tqa.store import Store

    with Store(place) as store:
        for path in verdicts:
            with progress(Console(stderr=True, highlight=False), "adding") as advance:
                run = store.add(read(path, advance), path, count_words)
            click.echo(f"{path} is run {run}", err=True)


@click.command()
@PLACE
@click.argument("findings", nargs=-1)
@click.option("--ruling", type=click.Choice(["accepted", "dismissed", "edited", "added"]))
@click.option("--reason", default="", help="Why; a dismissal needs one.")
@click.option("--text", default="", help="The text of an edit.")
@click.option("--by", metavar="NAME", help="Who decides.")
@click.option("--expires", default="", metavar="DATE", help="The last day on which the decision counts.")
@click.option(
    "--from", "file", metavar="FILE", help="Decisions of a CSV with columns finding, ruling, reason, reviewer …"
)
def decide(
    place: str, findings: tuple[str, ...], ruling: str | None, reason: str, text: str, by: str | None, expires: str,
    file: str | None,
) -> None:  # fmt: skip
    """Store what a person says of FINDINGS (fingerprints): it survives later runs, and dismissed findings never count."""
    from tqa.records import Decision
    from tqa.store import Store

    decided = list(_decisions(file)) if file else []
    if findings and not (ruling and by):
        raise PlanError("say --ruling and --by", key="decide")
    decided += [Decision(f, ruling or "", text, reason, by or "", "", expires) for f in findings]
    with Store(place) as store:
        store.decide(*decided)
    click.echo(f"{len(decided)} decisions stored", err=True)


def _decisions(path: str) -> Iterator[Decision]:
    from tqa.records import Decision

    names = Decision.__dataclass_fields__
    try:
        with open(path, encoding="utf-8-sig", newline="") as file:
            for row in (rows := csv.DictReader(file)):
                if not row.get("finding") or not row.get("ruling"):
                    raise FeedError("needs the columns finding and ruling", path, rows.line_num)
                yield Decision(**{k: (v or "").strip() for k, v in row.items() if k in names})
    except (OSError, UnicodeDecodeError) as error:
        raise FeedError(f"cannot be read: {error}", path) from None


@click.command()
@PLACE
@click.option("--keep", type=click.IntRange(0), required=True, help="How many of the last runs stay.")
def prune(place: str, keep: int) -> None:
    """Take old runs out of STORE; decisions stay."""
    from tqa.store import Store

    with Store(place) as store:
        click.echo(f"{store.prune(keep)} runs taken out", err=True)


@click.command()
@PLACE
def check(place: str) -> None:
    """Tell what is wrong with STORE. Exit codes: 0 nothing, 1 something, 2 it cannot be opened."""
    from tqa.store import Store

    with Store(place) as store:
        faults = store.check()
    for fault in faults:
        click.echo(fault)
    sys.exit(FOUND if faults else CLEAN)


store = click.Group(
    "store",
    commands=[list_, add, export, decide, prune, check],
    help="Keep verdicts and reviewers' decisions over time.",
)
