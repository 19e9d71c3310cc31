"""What people marked in translations, in the files of the field: a rater's marks are a Verdict whose plan names the rater."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import IO

from tqa.annotations import esa, marot, ratings
from tqa.records import FeedError, Verdict

RATER = "rater:"
READERS: dict[str, Callable[[Path], Iterator[Verdict]]] = {
    "marot": marot.read,
    "ratings": ratings.read,
    "esa": esa.read,
}
WRITERS: dict[str, Callable[[Iterable[Verdict], IO[str]], None]] = {
    "marot": marot.write,
    "ratings": ratings.write,
    "esa": esa.write,
}


def form_of(path: Path) -> str:
    """marot for .tsv (that of the WMT's MQM data too), else by the keys of the first line."""
    if path.suffix == ".tsv":
        return "marot"
    try:
        with path.open(encoding="utf-8") as file:
            head = file.readline()
    except (OSError, UnicodeDecodeError) as error:
        raise FeedError(f"cannot be read: {error}", str(path)) from None
    return "esa" if "esa_spans" in head else "ratings"


def read(path: Path, form: str = "") -> Iterator[Verdict]:
    """Annotated translations; FeedError with the line of what cannot be one."""
    return READERS[form or form_of(path)](path)
