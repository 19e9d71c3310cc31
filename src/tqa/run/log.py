"""What a run did, a JSON object a line: for those who watch many runs."""

from __future__ import annotations

import datetime
import json
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from logging.handlers import RotatingFileHandler
from pathlib import Path

LOGGER = logging.getLogger("tqa.run")
LARGEST, KEPT = 10_000_000, 3


class _Lines(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        at = datetime.datetime.fromtimestamp(record.created, datetime.UTC).isoformat(timespec="milliseconds")
        told = {
            "at": at,
            "level": record.levelname.lower(),
            "event": record.getMessage(),
            **getattr(record, "told", {}),
        }
        return json.dumps(told, ensure_ascii=False)


def event(name: str, level: int = logging.INFO, **told: object) -> None:
    """Tell the logger `tqa.run` what happened; whoever embeds tqa may send it where their other logs go."""
    LOGGER.log(level, name, extra={"told": told})


@contextmanager
def written(path: Path) -> Iterator[None]:
    """The events go to a file too, 10 MB of it and three older ones kept."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handler = RotatingFileHandler(path, maxBytes=LARGEST, backupCount=KEPT, encoding="utf-8")
    handler.setFormatter(_Lines())
    LOGGER.addHandler(handler)
    before, LOGGER.level = LOGGER.level, logging.INFO
    try:
        yield
    finally:
        LOGGER.level = before
        LOGGER.removeHandler(handler)
        handler.close()
