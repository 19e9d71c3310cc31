"""Verdicts read back: the JSON Lines of `tqa check`, or the parquet that a cluster's workers write."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator

from tqa.feeds import expanded
from tqa.feeds.lines import lines, opened, stop
from tqa.records import FeedError, Verdict, verdict_from_json


def verdicts(path: str, progress: Callable[[int], None] | None = None) -> Iterator[Verdict]:
    """One a line, plain or gzipped, or one a row; of a file or a folder. FeedError with the line of what is no verdict."""
    for file in expanded([path], stop):
        for number, line in _rows(file) if file.endswith(".parquet") else _lines(file):
            try:
                yield verdict_from_json(json.loads(line))
            except (ValueError, KeyError, TypeError, AttributeError) as error:
                raise FeedError(f"is no verdict of `tqa check --format jsonl`: {error}", file, number) from None
            if progress:
                progress(1)


def _lines(path: str) -> Iterator[tuple[int, str]]:
    with opened(path) as source:
        yield from ((number, line) for number, line in lines(source, stop) if line.strip())


def _rows(path: str) -> Iterator[tuple[int, str]]:
    try:
        import pyarrow
        from pyarrow import parquet
    except ImportError:
        raise FeedError("parquet needs pyarrow: pip install 'tqa[parquet]'", path) from None
    with opened(path) as source:
        try:
            batches = parquet.ParquetFile(source.stream).iter_batches(4096, columns=["verdict"])
            yield from enumerate((line for batch in batches for line in batch.column(0).to_pylist()), 1)
        except (pyarrow.ArrowException, OSError, IndexError) as error:
            raise FeedError(f"is no parquet file of verdicts: {error}", path) from None
