"""`tqa pair`: two languages of a news site made into a feed of segments."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from tqa.ui.console import CLEAN, FAILED, Problems, fail


@click.command()
@click.option(
    "--source",
    "sources",
    multiple=True,
    required=True,
    metavar="PATH",
    help="Pages or feeds of the original language; repeatable.",
)
@click.option(
    "--target", "targets", multiple=True, required=True, metavar="PATH", help="Those of the translation; repeatable."
)
@click.option("--source-lang", metavar="TAG", default="", help="Where the pages do not say it.")
@click.option("--target-lang", metavar="TAG", default="", help="Where the pages do not say it.")
@click.option("--translator", default="", metavar="NAME", help="Who translated  [default: the author of the page]")
@click.option("--embeddings", is_flag=True, help="Ask a model what sentences mean (the extra `embeddings`).")
@click.option("--out", required=True, metavar="FILE", help="The feed to write, .jsonl")
def pair(sources: tuple[str, ...], targets: tuple[str, ...], source_lang: str, target_lang: str, translator: str, embeddings: bool, out: str) -> None:  # fmt: skip
    """Pair the articles of two languages and align their sentences: a feed for `tqa check`.

    Articles are HTML pages, RSS, Atom, WordPress exports or JSON Feed, in files or folders. What has no counterpart is told; a
    sentence or paragraph that nothing answers becomes a segment with one side empty, which `tqa check` reports.
    """
    from rich.console import Console

    from tqa.feeds.articles import read
    from tqa.feeds.jsonl import line_of
    from tqa.files import aside
    from tqa.models.sentences import vectors
    from tqa.run.articles import feed

    problems = Problems(Console(stderr=True, highlight=False))
    ours = list(read(sources, source_lang, problems.skip))
    theirs = list(read(targets, target_lang, problems.skip))
    if not ours or not theirs:
        problems.close()
        fail(f"found {len(ours)} articles of the original and {len(theirs)} of the translation; both are needed")
    count = 0
    with aside(Path(out)) as file:
        for segment in feed(ours, theirs, translator, problems.note, vectors=vectors if embeddings else None):
            file.write(line_of(segment))
            count += 1
    problems.close()
    click.echo(f"{count:,} segments of {len(theirs)} articles written to {out}", err=True)
    sys.exit(FAILED if problems.count else CLEAN)
