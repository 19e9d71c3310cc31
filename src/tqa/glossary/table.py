"""Glossaries as CSV or TSV: one term a row."""

from __future__ import annotations

import csv
import difflib
from collections.abc import Iterator
from pathlib import Path

from tqa.glossary.termbase import TYPES, Status, Term, Termbase
from tqa.languages import normal_tag
from tqa.records import GlossaryError, LanguageError

COLUMNS = (
    "concept",
    "lang",
    "term",
    "status",
    "type",
    "pos",
    "case",
    "forms",
    "context",
    "domain",
    "valid_from",
    "valid_to",
    "note",
)
NEEDED = ("concept", "lang", "term")
_CASES = ("free", "exact")
LONGEST = 1_000  # characters of a term


def read_table(path: Path) -> Termbase:
    """A termbase of a .csv or .tsv file in UTF-8; a bad row is left out and told with its line."""
    problems: list[GlossaryError] = []
    terms: list[Term] = []
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise GlossaryError(f"cannot be read: {error.strerror}", str(path)) from None
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        raise GlossaryError("is not UTF-8; save it as UTF-8 and try again", str(path), line) from None
    csv.field_size_limit(2**31 - 1)
    rows = csv.reader(
        text.splitlines(keepends=True), delimiter="\t" if path.suffix.lower() == ".tsv" else ",", strict=False
    )
    header = [h.strip().lower() for h in next(rows, [])]
    if missing := [c for c in NEEDED if c not in header]:
        near = difflib.get_close_matches(missing[0], header, n=1)
        hint = f"; is it '{near[0]}'?" if near else f"; the header line must name {', '.join(NEEDED)}"
        raise GlossaryError(f"has no column '{missing[0]}'{hint}", str(path), 1)
    seen: set[tuple[str, str, str, str]] = set()
    for line, row in _numbered(rows):
        cells = dict(zip(header, (c.strip() for c in row), strict=False))
        if not any(cells.values()):
            continue
        try:
            term = _term(cells)
            identity = (term.concept, term.lang, term.text, term.status)
            if identity in seen:
                raise ValueError(f"'{term.text}' stands twice in concept '{term.concept}'")
            seen.add(identity)
            terms.append(term)
        except (ValueError, LanguageError) as error:
            problems.append(GlossaryError(str(error), str(path), line))
    if not terms and problems:
        raise problems[0]
    return Termbase.of(terms, problems)


def _numbered(rows: Iterator[list[str]]) -> Iterator[tuple[int, list[str]]]:
    while True:
        try:
            row = next(rows)
            yield rows.line_num, row  # type: ignore[attr-defined]
        except StopIteration:
            return


def _term(cells: dict[str, str]) -> Term:
    for column in NEEDED:
        if not cells.get(column):
            raise ValueError(f"the cell '{column}' is empty")
    if len(cells["term"]) > LONGEST:
        raise ValueError(f"a term of {len(cells['term']):,} characters; at most {LONGEST:,}")
    return Term(
        concept=cells["concept"],
        lang=normal_tag(cells["lang"]),
        text=cells["term"],
        status=Status(one_of(cells.get("status") or "preferred", [s.value for s in Status], "status")),
        type=one_of(cells.get("type") or "full", TYPES, "type"),
        pos=cells.get("pos") or "noun",
        case=one_of(cells.get("case") or "free", _CASES, "case"),
        forms=tuple(f.strip() for f in cells.get("forms", "").split("|") if f.strip()),
        **{c: cells.get(c, "") for c in ("context", "domain", "valid_from", "valid_to", "note")},
    )


def one_of(value: str, known: list[str] | tuple[str, ...], what: str) -> str:
    """The value in its usual spelling; ValueError with the nearest right word."""
    value = value.strip().lower().replace("_", "-").replace(" ", "-")
    if value in known:
        return value
    near = difflib.get_close_matches(value, known, n=1)
    raise ValueError(
        f"unknown {what} '{value}'" + (f"; did you mean '{near[0]}'?" if near else f"; one of {', '.join(known)}")
    )
