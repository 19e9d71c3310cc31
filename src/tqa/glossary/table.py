"""Glossaries as tables: CSV and TSV, and the rows that they share with XLSX.

One term a row; the columns may stand in any order, and only `concept`, `lang` and `term` must be there. What is said of a
concept stands in any of its rows. A wide table, with a column for each language in place of `lang` and `term`, is read too:
its row is a concept, and in a cell `|` parts the preferred term from admitted ones.
"""

from __future__ import annotations

import csv
import difflib
import io
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from tqa.files import inert, told
from tqa.glossary.blocks import change_of, line_of
from tqa.glossary.termbase import (
    ABOUT,
    Concept,
    Term,
    Termbase,
    make_id,
    make_relation,
    make_term,
    make_text,
)
from tqa.glossary.text import read_text
from tqa.languages import is_tag
from tqa.records import GlossaryError, LanguageError

NEEDED = ("concept", "lang", "term")
# The columns that a written table always has, and those it has where a term or a concept needs them.
COLUMNS = (*NEEDED, "status", "type", "pos", "case", "forms", "context", "domain", "valid_from", "valid_to", "note")
MORE_COLUMNS = ("number", "definition", "concept_note", "source", "owner", "relations", "history")
ALIASES = {
    "id": "concept",
    "concept_id": "concept",
    "entry": "concept",
    "language": "lang",
    "locale": "lang",
    "text": "term",
    "part_of_speech": "pos",
    "grammatical_number": "number",
    "subject": "domain",
    "comment": "note",
    "notes": "note",
}
_OF_TERM = ("status", "type", "pos", "case", "number", "valid_from", "valid_to", "note")
_OF_CONCEPT = {"concept_note": "note", **{name: name for name in ABOUT if name != "note"}}

Row = tuple[int, list[str]]


def read_table(path: Path) -> Termbase:
    """A termbase of a .csv or .tsv file; a bad row is left out and told with its line."""
    return from_rows(table_rows(path), str(path))


def table_rows(path: Path) -> Iterator[Row]:
    """The numbered rows of a .csv or .tsv file, without what made their cells inert."""
    text = read_text(path)
    csv.field_size_limit(2**31 - 1)
    head = text.split("\n", 1)[0]
    delimiter = "\t" if path.suffix.lower() == ".tsv" else ";" if ";" in head and "," not in head else ","
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=False)
    for row in rows:
        yield rows.line_num, [told(cell.strip()) for cell in row]


def from_rows(rows: Iterator[Row], path: str) -> Termbase:
    """A termbase of numbered rows, the header first."""
    header = [_column(h) for h in next(rows, (1, []))[1]]
    langs = [h for h in header if is_tag(h) and h not in (*COLUMNS, *MORE_COLUMNS)]
    wide = len(langs) > 1 and "term" not in header
    if not wide and (missing := [c for c in NEEDED if c not in header]):
        near = difflib.get_close_matches(missing[0], header, n=1)
        hint = f"; is it '{near[0]}'?" if near else f"; the header line must name {', '.join(NEEDED)}"
        raise GlossaryError(f"has no column '{missing[0]}'{hint}", path, 1)
    problems: list[GlossaryError] = []
    terms: dict[tuple[str, str, str, str], Term] = {}
    about: dict[str, Concept] = {}
    for line, row in rows:
        cells = dict(zip(header, row, strict=False))
        if not any(cells.values()):
            continue
        for one in _widened(cells, langs, line) if wide else (cells,):
            try:
                term = _term(one, f"{path}:{line}")
                identity = (term.concept, term.lang, term.text, term.status)
                if identity in terms:
                    raise ValueError(f"'{term.text}' stands twice in concept '{term.concept}'")
                about[term.concept] = _told(about.get(term.concept) or Concept(term.concept), one)
                terms[identity] = term
            except (ValueError, LanguageError) as error:
                problems.append(GlossaryError(str(error), path, line))
    if not terms and problems:
        raise problems[0]
    return Termbase.of(terms.values(), problems, about.values())


def _column(head: str) -> str:
    name = head.strip().lower().replace(" ", "_")
    return ALIASES.get(name, name if "_" in name else head.strip().lower())


def _widened(cells: dict[str, str], langs: list[str], line: int) -> Iterator[dict[str, str]]:
    """A row of a wide table as rows of one term each."""
    rest = {k: v for k, v in cells.items() if k not in langs}
    concept = cells.get("concept") or f"row-{line}"
    for lang in langs:
        for n, term in enumerate(filter(None, (t.strip() for t in cells.get(lang, "").split("|")))):
            status = cells.get("status") or ("preferred" if n == 0 else "admitted")
            yield {**rest, "concept": concept, "lang": lang, "term": term, "status": status}


def _term(cells: dict[str, str], origin: str) -> Term:
    for column in NEEDED:
        if not cells.get(column):
            raise ValueError(f"the cell '{column}' is empty")
    said: dict[str, Any] = {name: cells.get(name, "") for name in _OF_TERM}
    for name in ("forms", "context"):
        said[name] = tuple(p.strip() for p in cells.get(name, "").split("|") if p.strip())
    return make_term(cells["concept"], cells["lang"], cells["term"], said, origin)


def _told(concept: Concept, cells: dict[str, str]) -> Concept:
    """The concept with what its row says of it; the first word on a question stands."""
    said = {
        name: make_text(cells[column])
        for column, name in _OF_CONCEPT.items()
        if cells.get(column) and not getattr(concept, name)
    }
    relations = [make_relation(*(*part.split(maxsplit=1), "")[:2]) for part in _parts(cells, "relations", "|")]
    history = [change_of(part) for part in _parts(cells, "history", "\n")]
    return replace(
        concept,
        id=make_id(concept.id),
        relations=(*concept.relations, *relations),
        history=(*concept.history, *history),
        **said,  # type: ignore[arg-type]
    )


def _parts(cells: dict[str, str], column: str, mark: str) -> list[str]:
    return [part.strip() for part in cells.get(column, "").split(mark) if part.strip()]


def to_rows(base: Termbase) -> Iterator[list[str]]:
    """The header and the rows of a base; what is said of a concept stands in its first row."""
    rows = [_cells(concept, term, n == 0) for concept in base.concepts.values() for n, term in enumerate(concept.terms)]
    used = {name for row in rows for name, value in row.items() if value}
    columns = [*COLUMNS, *(c for c in MORE_COLUMNS if c in used)]
    yield columns
    for row in rows:
        yield [row[c] for c in columns]


def _cells(concept: Concept, term: Term, first: bool) -> dict[str, str]:
    return {
        "concept": concept.id,
        "lang": term.lang,
        "term": term.text,
        **{name: getattr(term, name) for name in _OF_TERM},
        "forms": "|".join(term.forms),
        "context": "|".join(term.context),
        **{column: getattr(concept, name) if first else "" for column, name in _OF_CONCEPT.items()},
        "domain": concept.domain,
        "relations": "|".join(f"{r.kind} {r.concept}" for r in concept.relations) if first else "",
        "history": "\n".join(map(line_of, concept.history)) if first else "",
    }


def write_table(rows: Iterable[list[str]], delimiter: str = ",") -> str:
    """Rows as CSV or TSV text; no cell begins with what a spreadsheet would run."""
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=delimiter, lineterminator="\n").writerows([inert(cell) for cell in row] for row in rows)
    return out.getvalue()
