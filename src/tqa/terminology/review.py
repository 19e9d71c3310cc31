"""Mined candidates as a file that a person reviews, and the accepted rows of it put into a termbase."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from tqa.glossary import read_rows, write_rows
from tqa.glossary.termbase import Concept, Term, Termbase, make_term
from tqa.languages.names import romanise
from tqa.records import GlossaryError, LanguageError
from tqa.terminology.mine import Candidate

COLUMNS = (
    "accept", "concept", "kind", "source", "target", "admitted", "forbidden", "rivals", "sources", "strength", "expansion",
    "example", "translation",
)  # fmt: skip
YES = ("x", "y", "yes", "1", "true", "+", "так", "да")
NO = ("", "n", "no", "0", "false", "-", "ні", "нет")
_TYPES = {"acronym": "acronym", "name": "name"}


def write_candidates(found: list[Candidate], path: str | Path) -> None:
    """Candidates as a table with an empty column `accept`; rivals of the first rendering stand beside it with their counts."""
    write_rows([list(COLUMNS), *([*_row(c)] for c in found)], Path(path))


def _row(candidate: Candidate) -> Iterator[str]:
    (best, _), *rivals = candidate.renderings
    yield from ("", _id(candidate, best), candidate.kind, candidate.source, best)
    yield from (
        " | ".join(text for text, _ in rivals),
        "",
        " | ".join(f"{text} ({n})" for text, n in candidate.renderings),
    )
    yield from (str(candidate.sources), f"{candidate.strength:.2f}", candidate.expansion)
    yield from (candidate.example, candidate.translation)


def _id(candidate: Candidate, rendering: str) -> str:
    words = rendering if rendering.isascii() else romanise(candidate.source, "uk")
    return re.sub(r"[^\w]+", "-", words.lower()).strip("-")


def accepted(path: str | Path, base: Termbase, source_lang: str, target_lang: str) -> Termbase:
    """The base with the accepted rows joined to it.

    `target` is the preferred term; those in `admitted` and `forbidden` are parted by `|`. A concept of the same id gets the
    terms; the first row that cannot be used raises GlossaryError with its line, and nothing is joined.
    """
    rows = read_rows(Path(path))
    header = [h.strip().lower() for h in next(rows, (1, []))[1]]
    for column in ("accept", "concept", "source", "target"):
        if column not in header:
            raise GlossaryError(f"has no column '{column}'; it is not a file of `tqa glossary mine`", str(path), 1)
    for line, row in rows:
        cells = dict(zip(header, (c.strip() for c in row), strict=False))
        word = cells.get("accept", "").lower()
        if word not in (*YES, *NO):
            raise GlossaryError(f"'{word}' in the column accept; write x or nothing", str(path), line)
        if word in YES:
            try:
                base = base.joined(_concept(cells, source_lang, target_lang))
            except (ValueError, LanguageError) as error:
                raise GlossaryError(str(error), str(path), line) from None
    return base


def _concept(cells: dict[str, str], source_lang: str, target_lang: str) -> Termbase:
    kind = _TYPES.get(cells.get("kind", ""), "full")
    said = {
        "type": kind,
        "case": "exact" if kind == "acronym" else "free",
        "pos": "noun" if kind == "full" else "propn",
    }
    terms: list[Term] = [make_term(cells["concept"], source_lang, cells["source"], said)]
    for column, status in (("target", "preferred"), ("admitted", "admitted"), ("forbidden", "forbidden")):
        for text in filter(None, (t.strip() for t in cells.get(column, "").split("|"))):
            terms.append(make_term(cells["concept"], target_lang, text, {**said, "status": status}))
    if expansion := cells.get("expansion"):
        terms.append(
            replace(make_term(cells["concept"], source_lang, expansion, {**said, "type": "full", "case": "free"}))
        )
    return Termbase.of(terms, about=[Concept(terms[0].concept)])
