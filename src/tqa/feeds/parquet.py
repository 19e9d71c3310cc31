"""Parquet, in batches of rows (pyarrow, an extra)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from tqa.feeds.lines import Skip, Source
from tqa.feeds.rows import Fields, segment
from tqa.records import FeedError, Segment

BATCH = 4096


def read(source: Source, fields: Fields, skip: Skip) -> Iterator[Segment]:
    """Segments of the rows; memory holds one batch, whatever the file."""
    try:
        import pyarrow
        from pyarrow import parquet
    except ImportError:
        raise FeedError("parquet needs pyarrow: pip install 'tqa[parquet]'", source.name) from None
    try:
        file = parquet.ParquetFile(source.stream)
        columns = fields.find(file.schema_arrow.names)
        number, stem = 0, Path(source.name).name
        for batch in file.iter_batches(BATCH, columns=sorted(set(columns.values()))):
            for row in batch.to_pylist():
                number += 1
                try:
                    yield segment(row, columns, fields, f"{stem}:{number}")
                except FeedError as error:
                    skip(FeedError(str(error), source.name, number))
    except (pyarrow.ArrowException, OSError) as error:
        raise FeedError(f"is no parquet file that can be read: {error}", source.name) from None
