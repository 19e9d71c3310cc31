"""JSON Lines: one object a line, its keys the fields of a segment."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from tqa.feeds.inline import raw
from tqa.feeds.lines import Skip, Source, lines
from tqa.feeds.rows import NAMES, Fields, segment
from tqa.records import FeedError, Segment


def read(source: Source, fields: Fields, skip: Skip) -> Iterator[Segment]:
    """Segments of the lines; a line that is no object or has no target is skipped and told."""
    stem, seen = Path(source.name).name, False
    keys: tuple[str, ...] = ()
    columns: dict[str, str] = {}
    for number, line in lines(source, skip):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
            if not isinstance(row, dict):
                raise FeedError(f"is no JSON object but {type(row).__name__}")
            if keys != tuple(row):  # most feeds have the same keys on every line
                columns, keys = fields.find(row), tuple(row)
            yield segment(row, columns, fields, f"{stem}:{number}")
            seen = True
        except json.JSONDecodeError as error:
            cut = "; the feed stops in mid-line" if not line.endswith("\n") else ""
            skip(FeedError(f"is not JSON: {error.msg} at column {error.colno}{cut}", source.name, number))
        except RecursionError:
            skip(FeedError("is nested too deeply", source.name, number))
        except FeedError as error:
            skip(FeedError(str(error), source.name, number))
    if not seen:
        skip(FeedError("holds no segment", source.name))


def line_of(segment: Segment) -> str:
    """A segment as a line that `read` reads back, its inline markup where it stood; empty fields are left out."""
    row = {name: getattr(segment, name) for name in NAMES if getattr(segment, name) not in (None, "")}
    row["target"] = raw(segment.target, segment.target_marks)
    if segment.source is not None:
        row["source"] = raw(segment.source, segment.source_marks)
    return json.dumps(row, ensure_ascii=False) + "\n"
