"""Termbases: read terms, find their inflected uses in a pair, and keep them in order."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from tqa.files import aside
from tqa.glossary.blocks import read_blocks, write_blocks
from tqa.glossary.sheet import read_sheet, sheet_rows, write_sheet
from tqa.glossary.table import Row, read_table, table_rows, to_rows, write_table
from tqa.glossary.tbx import read_tbx, write_tbx
from tqa.glossary.termbase import Termbase
from tqa.records import GlossaryError

_READERS = {
    ".terms": read_blocks,
    ".csv": read_table,
    ".tsv": read_table,
    ".xlsx": read_sheet,
    ".tbx": read_tbx,
    ".xml": read_tbx,
}
SUFFIXES = ", ".join(_READERS)


def _reader(path: Path) -> Any:
    if path.suffix.lower() not in _READERS:
        raise GlossaryError(f"a glossary is a file that ends in {SUFFIXES}", str(path))
    return _READERS[path.suffix.lower()]


def read_glossary(*paths: Path | str, house: tuple[Path | str, ...] = ()) -> Termbase:
    """One termbase of one or more files; entries that cannot be used are kept as `problems`.

    `house` are files of the same kinds laid over it: what they prefer is preferred, what the base preferred is admitted.
    """
    base = Termbase()
    for path in map(Path, paths):
        base = base.joined(_reader(path)(path))
    over: dict[tuple[str, str, str], tuple[str, str]] = {}
    for path in map(Path, house):
        layer: Termbase = _reader(path)(path)
        _agreed(layer, str(path), over)
        base = base.overlaid(layer)
    return base


def _agreed(layer: Termbase, path: str, over: dict[tuple[str, str, str], tuple[str, str]]) -> None:
    """Two house files may not prefer two terms for one thing."""
    mine: dict[tuple[str, str, str], tuple[str, str]] = {}
    for term in layer.terms:
        if term.status.value == "preferred":
            key = (term.concept, term.lang, term.type)
            if (other := over.get(key)) and other[0] != term.text:
                raise GlossaryError(
                    f"prefers '{term.text}' for '{term.concept}', but {other[1]} prefers '{other[0]}'; keep one", path
                )
            mine[key] = (term.text, path)
    over.update(mine)


def write_glossary(base: Termbase, path: Path | str, dialect: str = "basic", style: str = "dct") -> None:
    """Write a termbase in the form that the file's name asks for; beside its place first, then renamed."""
    path = Path(path)
    _reader(path)
    suffix = path.suffix.lower()
    with aside(path, "wb" if suffix == ".xlsx" else "w") as out:
        if suffix == ".xlsx":
            write_sheet(to_rows(base), out)
        elif suffix == ".terms":
            out.write(write_blocks(base))
        elif suffix in (".tbx", ".xml"):
            out.write(write_tbx(base, dialect, style))
        else:
            out.write(write_table(to_rows(base), "\t" if suffix == ".tsv" else ","))


def read_rows(path: Path) -> Iterator[Row]:
    """The numbered rows of a .csv, .tsv or .xlsx file."""
    if path.suffix.lower() == ".xlsx":
        formulas: list[GlossaryError] = []
        yield from sheet_rows(path, formulas)
        if formulas:
            raise formulas[0]
    elif path.suffix.lower() in (".csv", ".tsv"):
        yield from table_rows(path)
    else:
        raise GlossaryError("a table is a file that ends in .csv, .tsv or .xlsx", str(path))


def write_rows(rows: Iterable[list[str]], path: Path) -> None:
    """Rows as a table that a spreadsheet never runs; beside its place first, then renamed."""
    suffix = path.suffix.lower()
    if suffix not in (".csv", ".tsv", ".xlsx"):
        raise GlossaryError("a table is a file that ends in .csv, .tsv or .xlsx", str(path))
    with aside(path, "wb" if suffix == ".xlsx" else "w") as out:
        if suffix == ".xlsx":
            write_sheet(rows, out)
        else:
            out.write(write_table(rows, "\t" if suffix == ".tsv" else ","))
