"""Sentences of a CoNLL-U treebank (Universal Dependencies), plain or gzip."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple


class Row(NamedTuple):
    """One syntactic word."""

    form: str
    lemma: str
    upos: str
    xpos: str
    head: int
    relation: str


def read_treebank(path: Path) -> Iterator[list[Row]]:
    """Its sentences; ranges and empty nodes are left out."""
    opened = gzip.open(path, "rt", encoding="utf-8") if path.suffix == ".gz" else path.open(encoding="utf-8")
    sentence: list[Row] = []
    with opened as lines:
        for line in lines:
            cells = line.rstrip("\n").split("\t")
            if len(cells) == 10 and cells[0].isdigit():
                form, lemma, upos, xpos, _, head, relation = cells[1:8]
                sentence.append(Row(form, lemma, upos, xpos, int(head) if head.isdigit() else 0, relation))
            elif not line.strip() and sentence:
                yield sentence
                sentence = []
    if sentence:
        yield sentence
