"""A feed as bytes and as lines: gzip, byte-order marks, wrong encodings, lines without an end."""

from __future__ import annotations

import codecs
import gzip
import io
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import IO, Any, BinaryIO, cast

from tqa.records import FeedError

Skip = Callable[[FeedError], None]  # what is done with a place that cannot be read
LONGEST_LINE = 4_000_000  # bytes
_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))


def stop(error: FeedError) -> None:
    """The Skip that bears no such place."""
    raise error


@dataclass
class Source:
    """An open feed: its name for messages, and its bytes."""

    name: str
    stream: IO[bytes]


@contextmanager
def opened(path: str) -> Iterator[Source]:
    """A file, standard input (`-`) or an object of a store (`s3://…`, by fsspec), decompressed where it begins like gzip."""
    raw: BinaryIO = (
        sys.stdin.buffer if path == "-" else storage(path)[0].open(path, "rb") if "://" in path else open(path, "rb")
    )
    try:
        buffered = io.BufferedReader(cast(io.RawIOBase, raw), 1 << 16)
        stream: IO[bytes] = buffered
        if buffered.peek(2)[:2] == b"\x1f\x8b":
            stream = cast(IO[bytes], gzip.GzipFile(fileobj=buffered))
        yield Source("standard input" if path == "-" else path, stream)
    finally:
        if path != "-":
            raw.close()


def storage(url: str) -> tuple[Any, str]:
    """The fsspec file system of a URL and the path in it."""
    try:
        from fsspec.core import url_to_fs
    except ImportError:
        raise FeedError("object storage needs fsspec: pip install 'tqa[cluster]'", url) from None
    try:
        return url_to_fs(url)  # type: ignore[no-any-return]
    except (ValueError, ImportError) as error:
        raise FeedError(f"no such storage: {error}", url) from None


def lines(source: Source, skip: Skip) -> Iterator[tuple[int, str]]:
    """Numbered lines as text. Bytes that are not UTF-8 become U+FFFD and are told; a line too long is left out and told;
    a file that is in another encoding throughout is a FeedError."""
    encoding, bad, foreign, number = "utf-8", 0, 0, 0
    if isinstance(source.stream, gzip.GzipFile) or hasattr(source.stream, "peek"):
        head = source.stream.peek(4)[:4]
        for mark, name in _BOMS:
            if head.startswith(mark):
                encoding = name
                source.stream.read(len(mark))
                break
    if encoding != "utf-8":
        yield from enumerate(io.TextIOWrapper(source.stream, encoding, errors="replace"), 1)
        return
    while chunk := source.stream.readline(LONGEST_LINE + 1):
        number += 1
        if len(chunk) > LONGEST_LINE and not chunk.endswith(b"\n"):
            size = len(chunk)
            while more := source.stream.readline(LONGEST_LINE):
                size += len(more)
                if more.endswith(b"\n"):
                    break
            skip(
                FeedError(
                    f"a line of more than {size / 1e6:.0f} MB is left out; a line may have {LONGEST_LINE / 1e6:.0f} MB",
                    source.name,
                    number,
                )
            )
            continue
        try:
            text = chunk.decode("utf-8")
            foreign += not text.isascii()
        except UnicodeDecodeError as error:
            bad += 1
            if bad >= 10 and not foreign:
                raise FeedError(
                    "is not UTF-8; convert it first, for instance: iconv -f cp1251 -t utf-8", source.name, number
                ) from None
            skip(
                FeedError(
                    f"is not UTF-8 at byte {error.start + 1}; the broken characters were replaced", source.name, number
                )
            )
            text = chunk.decode("utf-8", "replace")
        yield number, text


def line_count(path: str) -> int:
    """The number of line ends of a file, 0 for one that cannot be read to its end."""
    try:
        with opened(path) as source:
            return sum(chunk.count(b"\n") for chunk in iter(lambda: source.stream.read(1 << 20), b""))
    except (OSError, EOFError):
        return 0


def whole(text: str) -> str:
    """Text without lone surrogates, which no file could hold; each becomes U+FFFD, so offsets stay."""
    try:
        text.encode("utf-8")
        return text
    except UnicodeEncodeError:
        return "".join("\ufffd" if "\ud800" <= ch <= "\udfff" else ch for ch in text)
