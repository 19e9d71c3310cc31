"""Verdicts read back from the JSON Lines that `tqa check` writes."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator

from tqa.feeds.lines import lines, opened, stop
from tqa.records import FeedError, Verdict, verdict_from_json


def verdicts(path: str, progress: Callable[[int], None] | None = None) -> Iterator[Verdict]:
    """One a line, plain or gzipped; FeedError with the line of what is no verdict."""
    with opened(path) as source:
        for number, line in lines(source, stop):
            if not line.strip():
                continue
            try:
                yield verdict_from_json(json.loads(line))
            except (ValueError, KeyError, TypeError, AttributeError) as error:
                raise FeedError(f"is no verdict of `tqa check --format jsonl`: {error}", path, number) from None
            if progress:
                progress(1)
