"""Plain text: a non-empty line is a segment, a file a document; or two files of which line n translates line n."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import zip_longest
from pathlib import Path

from tqa.feeds.lines import Skip, Source, lines, stop
from tqa.feeds.rows import Fields, segment
from tqa.records import FeedError, Segment


def read(source: Source, fields: Fields, skip: Skip) -> Iterator[Segment]:
    """The lines as targets without a source."""
    stem, seen = Path(source.name).name, False
    for number, line in lines(source, skip):
        if line.strip():
            seen = True
            try:
                yield segment(
                    {"target": line.rstrip("\r\n"), "document": stem},
                    {"target": "target", "document": "document"},
                    fields,
                    f"{stem}:{number}",
                )
            except FeedError as error:
                skip(FeedError(str(error), source.name, number))
    if not seen:
        skip(FeedError("is empty", source.name))


def read_parallel(ours: Source, theirs: Source, fields: Fields, on_skip: Skip | None) -> Iterator[Segment]:
    """Line n of the first file with line n of the second; files of different length are told at the shorter one's end."""
    skip = on_skip or stop
    stem = Path(theirs.name).name
    columns = {"source": "source", "target": "target", "document": "document"}
    for pair in zip_longest(lines(ours, skip), lines(theirs, skip)):
        if None in pair:
            short = ours if pair[0] is None else theirs
            skip(FeedError("ends before the other file; lines of parallel files answer one another", short.name))
            return
        (number, source), (_, target) = pair
        row = {"source": source.rstrip("\r\n"), "target": target.rstrip("\r\n"), "document": stem}
        if row["source"].strip() or row["target"].strip():
            try:
                yield segment(row, columns, fields, f"{stem}:{number}")
            except FeedError as error:
                skip(FeedError(str(error), theirs.name, number))
