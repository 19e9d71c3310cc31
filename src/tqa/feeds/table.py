"""CSV and TSV with a header line."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

from tqa.feeds.lines import LONGEST_LINE, Skip, Source, lines
from tqa.feeds.rows import Fields, segment
from tqa.records import FeedError, Segment


def read_csv(source: Source, fields: Fields, skip: Skip) -> Iterator[Segment]:
    """Comma-separated values (RFC 4180); a semicolon is understood where the header has no comma."""
    return _read(source, fields, skip, ",")


def read_tsv(source: Source, fields: Fields, skip: Skip) -> Iterator[Segment]:
    """Tab-separated values."""
    return _read(source, fields, skip, "\t")


def _read(source: Source, fields: Fields, skip: Skip, delimiter: str) -> Iterator[Segment]:
    csv.field_size_limit(LONGEST_LINE)
    stem = Path(source.name).name
    numbered = lines(source, skip)
    first = next(numbered, None)
    if first is None:
        skip(FeedError("is empty", source.name))
        return
    if delimiter == "," and "," not in first[1] and ";" in first[1]:
        delimiter = ";"
    header = [h.strip() for h in next(csv.reader([first[1]], delimiter=delimiter))]
    try:
        columns = fields.find(header)
    except FeedError as error:
        raise FeedError(str(error), source.name, 1) from None
    last = 1

    def texts() -> Iterator[str]:
        nonlocal last
        for last, text in numbered:
            yield text

    rows = csv.reader(texts(), delimiter=delimiter, quoting=csv.QUOTE_MINIMAL if delimiter != "\t" else csv.QUOTE_NONE)
    while True:
        try:
            row = next(rows)
        except StopIteration:
            return
        except csv.Error as error:
            skip(FeedError(f"is no row: {error}", source.name, last))
            continue
        if not any(cell.strip() for cell in row):
            continue
        try:
            if len(row) > len(header):
                raise FeedError(f"has {len(row)} cells, the header {len(header)}; is a quotation mark missing?")
            yield segment(dict(zip(header, row, strict=False)), columns, fields, f"{stem}:{last}")
        except FeedError as error:
            skip(FeedError(str(error), source.name, last))
