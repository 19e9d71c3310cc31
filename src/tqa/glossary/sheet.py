"""Glossaries as XLSX, by openpyxl: the rows of a table on the first sheet."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from tqa.files import told
from tqa.glossary.table import Row, from_rows, to_rows
from tqa.glossary.termbase import Termbase
from tqa.records import GlossaryError

# What a sheet may unfold to, in bytes, and what Excel lets a cell hold, in characters.
LARGEST = 512 * 2**20
LONGEST_CELL = 32_767


def read_sheet(path: Path) -> Termbase:
    """A termbase of the first sheet of an .xlsx file; a row with a formula or another fault is left out and told."""
    from openpyxl import load_workbook

    try:
        with zipfile.ZipFile(path) as packed:
            if (size := sum(part.file_size for part in packed.infolist())) > LARGEST:
                raise GlossaryError(f"unfolds to {size / 2**20:,.0f} MB; at most {LARGEST / 2**20:,.0f}", str(path))
        book = load_workbook(path, read_only=True, data_only=False)
    except OSError as error:
        raise GlossaryError(f"cannot be read: {error.strerror or error}", str(path)) from None
    except (zipfile.BadZipFile, KeyError, ValueError, TypeError, SyntaxError) as error:
        raise GlossaryError(f"is no XLSX file that can be read ({error})", str(path)) from None
    formulas: list[GlossaryError] = []
    base = from_rows(_rows(book.worksheets[0].iter_rows(), str(path), formulas), str(path))
    return Termbase(base.concepts, (*formulas, *base.problems))


def _rows(rows: Iterator[tuple[object, ...]], path: str, formulas: list[GlossaryError]) -> Iterator[Row]:
    for line, row in enumerate(rows, 1):
        if any(getattr(cell, "data_type", "") == "f" for cell in row):
            formulas.append(GlossaryError("holds a formula; paste its value in its place", path, line))
        else:
            yield line, [_text(getattr(cell, "value", None)) for cell in row]


def _text(value: object) -> str:
    """A cell as text; a date as its day, since only days are asked for."""
    if value is None:
        return ""
    return value.date().isoformat() if hasattr(value, "date") else str(value)


def write_sheet(base: Termbase, out: IO[bytes]) -> None:
    """The base as an .xlsx file: the header frozen, every cell text."""
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Font

    book = Workbook(write_only=True)
    sheet = book.create_sheet("terms")
    sheet.freeze_panes = "A2"
    for n, row in enumerate(to_rows(base)):
        cells = []
        for text in row:
            if len(text) > LONGEST_CELL:
                raise GlossaryError(f"'{row[0]}' has a text of {len(text):,} characters; a cell holds {LONGEST_CELL:,}")
            cell = WriteOnlyCell(sheet, value=_shown(text))
            cell.data_type = "s"  # openpyxl takes what begins with = for a formula
            if n == 0:
                cell.font = Font(bold=True)
            cells.append(cell)
        sheet.append(cells)
    book.save(out)


def _shown(text: str) -> str:
    """What `_text` and `told` read back as this text."""
    return f"'{text}" if told(text) != text else text
