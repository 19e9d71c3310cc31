"""Glossaries as XLSX, by openpyxl: the rows of a table on the first sheet."""

from __future__ import annotations

import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO

from tqa.files import told
from tqa.glossary.table import Row, from_rows
from tqa.glossary.termbase import Termbase
from tqa.records import GlossaryError

# What a sheet may unfold to, in bytes, and what Excel lets a cell hold, in characters.
LARGEST = 512 * 2**20
LONGEST_CELL = 32_767


def read_sheet(path: Path) -> Termbase:
    """A termbase of the first sheet of an .xlsx file; a row with a formula or another fault is left out and told."""
    formulas: list[GlossaryError] = []
    base = from_rows(sheet_rows(path, formulas), str(path))
    return Termbase(base.concepts, (*formulas, *base.problems))


def sheet_rows(path: Path, formulas: list[GlossaryError]) -> Iterator[Row]:
    """The numbered rows of the first sheet; those with a formula are left out and told in `formulas`."""
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
    for line, row in enumerate(book.worksheets[0].iter_rows(), 1):
        if any(getattr(cell, "data_type", "") == "f" for cell in row):
            formulas.append(GlossaryError("holds a formula; paste its value in its place", str(path), line))
        else:
            yield line, [told(_text(getattr(cell, "value", None)).strip()) for cell in row]


def _text(value: object) -> str:
    """A cell as text; a date as its day, since only days are asked for."""
    if value is None:
        return ""
    return value.date().isoformat() if hasattr(value, "date") else str(value)


def write_sheet(rows: Iterable[list[str]], out: IO[bytes]) -> None:
    """Rows as an .xlsx file: the header frozen, every cell text."""
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Font

    book = Workbook(write_only=True)
    sheet = book.create_sheet("terms")
    sheet.freeze_panes = "A2"
    for n, row in enumerate(rows):
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
