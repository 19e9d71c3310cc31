"""Sentences that teach a detector, read from rows of evaluation sets: each word right (0), wrong (1) or untaught (-1)."""

from __future__ import annotations

import difflib
import gzip
import json
import random
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from tqa.checks.cards import unmark
from tqa.languages import language
from tqa.languages.tagging import pieces, tagger
from tqa.languages.text import Text
from tqa.models.tokens import Sample
from tqa.records import ModelError, Span
from tqa.training.damage import damaged
from tqa.training.damage.frames import framed
from tqa.training.split import part

LONGEST = 60  # words; longer sentences are left out of training
_ERROR = re.compile(r"(\d+)-(\d+):([\w-]+)(!?)$")


class Error(NamedTuple):
    """What somebody marked in a target."""

    span: Span
    kind: str
    is_major: bool


Marks = Mapping[str, Sequence[Error]]  # by the rows' ids


def rows(paths: Iterable[Path], parts: Iterable[str]) -> Iterator[dict[str, Any]]:
    """The rows of JSONL files, plain or gzip, that belong to these parts of the split; a line of a text file is a clean target, one of
    a TSV a faulty translation: its kind, the language of the source, the source, the translation with [[faults]], and mended; the file
    is one document."""
    wanted = frozenset(parts)
    for path in paths:
        opened = gzip.open(path, "rt", encoding="utf-8") if path.suffix == ".gz" else path.open(encoding="utf-8")
        with opened as lines:
            for number, line in enumerate(lines):
                if ".jsonl" in path.name:
                    row = json.loads(line)
                elif path.name.removesuffix(".gz").endswith(".tsv"):
                    _, lang, source, marked, mended = line.rstrip("\n").split("\t")
                    row = {"dataset": path.parent.name, "doc_id": path.name, "src_lang": lang, "tgt_lang": "en"}
                    row |= {"source": source, "marked": marked, "good_target": mended}
                else:
                    row = {"dataset": path.name, "doc_id": number // 50, "good_target": line.strip(), "tgt_lang": "und"}
                if part(row["dataset"], str(row["doc_id"])) in wanted and line.strip():
                    yield row


def marks(paths: Iterable[Path]) -> dict[str, list[Error]]:
    """Errors marked in rows of other files: a line is a row's id, and behind tabs each error as `start-end:kind`, with `!` where it is
    major; a row without errors is right."""
    found: dict[str, list[Error]] = {}
    for path in paths:
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
            name, *errors = line.split("\t")
            found[name] = []
            for error in errors:
                if not (read := _ERROR.match(error)):
                    raise ModelError(f"'{error}' is no error told as start-end:kind", f"{path}:{number}")
                found[name].append(Error(Span(int(read[1]), int(read[2])), read[3], bool(read[4])))
    return found


def words_of(string: str, lang: str) -> list[str]:
    """A text as a model reads it."""
    return [t.text for t in Text(string, language(lang)).tokens]


def _source(row: dict[str, Any]) -> tuple[str, ...]:
    """What the target translates; empty where both are of one language."""
    foreign = row.get("source") and row["src_lang"] != row["tgt_lang"]
    return tuple(words_of(row["source"], row["src_lang"])) if foreign else ()


def _sides(row: dict[str, Any]) -> tuple[list[str], list[str]]:
    """What was written and what it was mended to: a post-edit, or a correction in one language (UA-GEC)."""
    if row.get("post_edit"):
        return row["target_tok"].split(), row["post_edit"].split()
    if row.get("src_lang") == row.get("tgt_lang") and row.get("source"):
        return words_of(row["source"], row["tgt_lang"]), words_of(row["target"], row["tgt_lang"])
    return [], []


def edited(row: dict[str, Any], most: float = 0.25) -> Sample | None:
    """A machine translation whose wrong words are those that its post-edit changed; none where HTER is above `most`.

    Where the editor only put words in, the word after the gap is marked.
    """
    made, mended = _sides(row)
    if (row.get("hter") or 0.0) > most or (row.get("post_edit") and row.get("hter") is None):
        return None
    if not 4 <= len(made) <= LONGEST:
        return None
    labels = [0] * len(made)
    matcher = difflib.SequenceMatcher(None, [w.lower() for w in made], [w.lower() for w in mended], autojunk=False)
    for kind, a, b, c, d in matcher.get_opcodes():
        if kind == "insert":
            if any(w[0].isalnum() for w in mended[c:d]) and a < len(made) and made[a][0].isalnum():
                labels[a] = 1
        elif kind != "equal":
            for n in range(a, b):
                labels[n] = 1 if any(ch.isalnum() for ch in made[n]) else -1
    return Sample(tuple(made), tuple(labels), _source(row))


def unmarked(string: str) -> tuple[str, list[Span]]:
    """A text without the marks of its faults, and where they stand: "He [[go]] to school"."""
    return unmark(string.replace("[[", "⟦").replace("]]", "⟧"))


def faulty(row: dict[str, Any]) -> Sample | None:
    """A translation whose faults are marked."""
    return marked(*unmarked(row["marked"]), row)


def marked(string: str, errors: Iterable[Span], row: dict[str, Any]) -> Sample | None:
    """A translation of a row's source with its errors; what is not marked is right."""
    tokens, errors = Text(string, language(row["tgt_lang"])).tokens, tuple(errors)
    if not 4 <= len(tokens) <= LONGEST:
        return None
    labels = tuple(int(any(e.start < t.end and t.start < e.end for e in errors)) for t in tokens)
    return Sample(tuple(t.text for t in tokens), labels, _source(row))


def written(row: dict[str, Any]) -> bool:
    """Whether a person wrote or translated the target, and nobody marked it."""
    return bool(row.get("is_human")) and row.get("spans") is None and row.get("source") is not None


def clean(row: dict[str, Any]) -> Sample | None:
    """The post-edit, the correction, the corrected target or a person's own, all of it right."""
    whole = row.get("good_target") or (row["target"] if written(row) else "")
    words = words_of(whole, row["tgt_lang"]) if whole else _sides(row)[1]
    return Sample(tuple(words), (0,) * len(words), _source(row)) if 4 <= len(words) <= LONGEST else None


def spoilt(sample: Sample, other: Sample, rng: random.Random, lang: str = "en") -> Sample | None:
    """A clean sentence with one damage."""
    known = tagger(lang)

    def tagged(words: tuple[str, ...]) -> list[tuple[str, str]]:
        if known is None:  # the damages that need no tags still find their places
            return [(word, "") for word in words]
        forms = [piece for word in words for piece in pieces(word)]
        return list(zip(forms, known.tag(forms), strict=True))

    marked = damaged(tagged(sample.words), tagged(other.words), rng, bool(sample.source))
    return Sample(tuple(w for w, _ in marked), tuple(m for _, m in marked), sample.source) if marked else None


def framed_as_news(sample: Sample, rng: random.Random) -> Sample:
    """The sentence, right or damaged, as news reports it."""
    marked = framed([(w, int(label)) for w, label in zip(sample.words, sample.labels, strict=True)], rng)
    return Sample(tuple(w for w, _ in marked), tuple(m for _, m in marked))


def spans(row: dict[str, Any], severities: frozenset[str]) -> Sample | None:
    """A translation with an annotator's spans on the target; untaught where an error has no place."""
    if row["spans"] is None or any(s["side"] == "none" or s.get("approx") for s in row["spans"]):
        return None
    tokens = Text(row["target"], language(row["tgt_lang"])).tokens
    if not 4 <= len(tokens) <= LONGEST:
        return None
    marks = [(s["start"], s["end"], s["severity"]) for s in row["spans"] if s["side"] == "target"]
    labels = []
    for token in tokens:
        met = {severity for start, end, severity in marks if start < token.end and token.start < end}
        labels.append(0 if not met else 1 if met & severities else -1)
    return Sample(tuple(t.text for t in tokens), tuple(labels), _source(row))
