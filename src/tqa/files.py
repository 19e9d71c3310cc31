"""Files written whole or not at all, and texts that a spreadsheet never runs."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

_RUN = ("=", "+", "-", "@", "\t", "\r")


@contextmanager
def aside(path: Path, mode: str = "w") -> Iterator[IO[Any]]:
    """A file written beside its place and put there when all went well; `mode` is "w" (UTF-8) or "wb"."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        text = None if "b" in mode else "utf-8"
        with os.fdopen(handle, mode, encoding=text, newline=text and "") as out:
            yield out
        os.chmod(name, 0o644)
        os.replace(name, path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def inert(cell: str) -> str:
    """A cell that a spreadsheet shows and does not run: an apostrophe before what would begin a formula."""
    return f"'{cell}" if cell.lstrip("'").startswith(_RUN) else cell


def told(cell: str) -> str:
    """The reverse of `inert`."""
    return cell[1:] if cell.startswith("'") and cell.lstrip("'").startswith(_RUN) else cell
