"""Files in: one function a format, each yielding Segments; `read` finds the format and goes through files, folders, globs."""

from __future__ import annotations

import glob
import os
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from tqa.feeds import jsonl, parquet, plain, po, table, tmx, xliff
from tqa.feeds.lines import Skip, Source, line_count, opened, stop, storage
from tqa.feeds.rows import Fields
from tqa.records import FeedError, Segment

# A format is a name, its file endings and a function; a new one is one file and one line here.
FORMATS: dict[str, tuple[tuple[str, ...], Callable[[Source, Fields, Skip], Iterator[Segment]]]] = {
    "jsonl": ((".jsonl", ".ndjson"), jsonl.read),
    "csv": ((".csv",), table.read_csv),
    "tsv": ((".tsv",), table.read_tsv),
    "text": ((".txt", ".text"), plain.read),
    "xliff": ((".xlf", ".xliff"), xliff.read),
    "tmx": ((".tmx",), tmx.read),
    "po": ((".po",), po.read),
    "parquet": ((".parquet",), parquet.read),
}
LINED = ("jsonl", "csv", "tsv", "text")  # formats with about a segment a line


class Stream(Iterator[Segment]):
    """Segments as they are read. `operator.length_hint` says about how many there are, 0 where only reading could tell."""

    def __init__(self, segments: Iterator[Segment], paths: tuple[str, ...], format: str) -> None:
        self._segments, self._paths, self._format = segments, paths, format

    def __next__(self) -> Segment:
        return next(self._segments)

    def __length_hint__(self) -> int:
        files = list(expanded(self._paths, lambda error: None))
        if any(path == "-" or (self._format or format_of(path)) not in LINED for path in files):
            return 0
        return sum(map(line_count, files))


def read(*paths: str | Path, format: str = "", fields: Fields | None = None, on_skip: Skip | None = None) -> Stream:
    """Segments of files, folders, globs or standard input (`-`), in a fixed order, as a stream.

    What cannot be read is passed to `on_skip` and left out; without it the first such place raises FeedError.
    """
    if format and format not in FORMATS:
        raise FeedError(f"unknown format '{format}'; known are {', '.join(FORMATS)}")
    return Stream(_read(paths, format, fields or Fields(), on_skip or stop), tuple(map(str, paths)), format)


def _read(paths: Iterable[str | Path], format: str, fields: Fields, skip: Skip) -> Iterator[Segment]:
    for path in expanded(paths, skip):
        name = format or format_of(path)
        if not name:
            skip(FeedError(f"cannot tell the format by its name; say --format-in {'|'.join(FORMATS)}", str(path)))
            continue
        yield from _read_file(path, name, fields, skip)


def _read_file(path: str, name: str, fields: Fields, skip: Skip) -> Iterator[Segment]:
    try:
        with opened(path) as source:
            yield from FORMATS[name][1](source, fields, skip)
    except FeedError as error:
        skip(error)
    except EOFError:
        skip(FeedError("stops in the middle; the compressed file is cut", path))
    except OSError as error:
        skip(FeedError(f"cannot be read: {error.strerror or error}", path))


def read_parallel(
    source: str | Path, target: str | Path, fields: Fields | None = None, on_skip: Skip | None = None
) -> Iterator[Segment]:
    """Segments of two text files of which line n translates line n."""
    with opened(str(source)) as ours, opened(str(target)) as theirs:
        yield from plain.read_parallel(ours, theirs, fields or Fields(), on_skip)


def _stored(url: str, skip: Skip) -> Iterator[str]:
    """The objects that a URL names: one, those of a folder, or those of a glob."""
    try:
        system, path = storage(url)
        found = system.find(path) if system.isdir(path) else system.glob(path) if "*" in path else [path]
        files = sorted(system.unstrip_protocol(f) for f in found if format_of(f))
    except OSError as error:
        skip(FeedError(f"cannot be read: {error}", url))
        return
    if not files:
        skip(FeedError("no such file or folder, or no feed in it", url))
    yield from files


def format_of(path: str) -> str:
    """The format that a file's ending names, compressed or not."""
    if path == "-":
        return "jsonl"
    name = path.lower().removesuffix(".gz")
    return next((f for f, (endings, _) in FORMATS.items() if name.endswith(endings)), "")


def expanded(paths: Iterable[str | Path], skip: Skip) -> Iterator[str]:
    """Files of folders (those of known formats) and globs, sorted; FeedError for what is not there."""
    for path in map(str, paths):
        if path == "-":
            yield path
        elif "://" in path:
            yield from _stored(path, skip)
        elif os.path.isdir(path):
            if not os.access(path, os.R_OK | os.X_OK):
                skip(FeedError("no right to read this folder", path))
                continue
            files = sorted(os.path.join(root, f) for root, _, names in os.walk(path) for f in names if format_of(f))
            if not files:
                skip(FeedError("holds no feed (" + ", ".join(e for es, _ in FORMATS.values() for e in es) + ")", path))
            yield from files
        elif os.path.exists(path):
            yield path
        elif matches := sorted(glob.glob(path, recursive=True)):
            yield from matches
        else:
            skip(FeedError("no such file or folder", path))
