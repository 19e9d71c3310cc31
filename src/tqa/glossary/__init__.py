"""Termbases: read terms, and find their inflected uses in a pair."""

from __future__ import annotations

from pathlib import Path

from tqa.glossary.table import read_table
from tqa.glossary.tbx import read_tbx
from tqa.glossary.termbase import Termbase
from tqa.records import GlossaryError


def read_glossary(*paths: Path | str) -> Termbase:
    """One termbase of one or more files (.csv, .tsv, .tbx); entries that cannot be used are kept as `problems`."""
    base = Termbase()
    for path in map(Path, paths):
        reader = read_tbx if path.suffix.lower() in (".tbx", ".xml") else read_table
        if path.suffix.lower() not in (".tbx", ".xml", ".csv", ".tsv"):
            raise GlossaryError("a glossary is a .csv, .tsv or .tbx file", str(path))
        base = base.joined(reader(path))
    return base
