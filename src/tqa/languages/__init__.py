"""What is true of a language: one folder a BCP 47 tag, read into a `Language`.

A tag falls back along its chain (`fr-CA` -> `fr` -> `und`); facts are merged by key, nearer ones win.
"""

from __future__ import annotations

import difflib
import re
import tomllib
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

from tqa.records import LanguageError

HERE = Path(__file__).parent

# Characters that a diff cannot show have names in rule cards, written {NBSP}.
NAMED_CHARACTERS = {
    "NBSP": "\u00a0",
    "NNBSP": "\u202f",
    "THINSP": "\u2009",
    "ZWSP": "\u200b",
    "ZWNJ": "\u200c",
    "ZWJ": "\u200d",
    "LRM": "\u200e",
    "RLM": "\u200f",
    "SHY": "\u00ad",
    "BOM": "\ufeff",
    "REPLACEMENT": "\ufffd",
}
_ENGLISH_NAMES = {
    "english": "en",
    "ukrainian": "uk",
    "russian": "ru",
    "german": "de",
    "french": "fr",
    "spanish": "es",
    "polish": "pl",
    "czech": "cs",
    "chinese": "zh",
    "japanese": "ja",
    "arabic": "ar",
    "hebrew": "he",
    "ua": "uk",
    "cz": "cs",
    "jp": "ja",
    "cn": "zh",
    "eng": "en",
    "ukr": "uk",
    "rus": "ru",
}
_TAG = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*\Z")


def visible(text: str) -> str:
    """`{NBSP}` and its like replaced by the characters they name."""
    for name, character in NAMED_CHARACTERS.items():
        text = text.replace("{" + name + "}", character)
    return text


def normal_tag(tag: str) -> str:
    """A tag in the usual case (`PT_br` -> `pt-BR`); LanguageError for what is no tag at all."""
    tag = tag.strip().replace("_", "-")
    hint = _ENGLISH_NAMES.get(tag.lower())
    if hint or not _TAG.match(tag):
        near = [hint] if hint else difflib.get_close_matches(tag.lower(), packs(), n=1)
        raise LanguageError(
            f"'{tag}' is not a language tag"
            + (f"; did you mean '{near[0]}'?" if near else "; write a BCP 47 tag such as 'uk' or 'pt-BR'")
        )
    head, *rest = tag.split("-")
    return "-".join(
        [
            head.lower(),
            *(part.upper() if len(part) == 2 else part.title() if len(part) == 4 else part.lower() for part in rest),
        ]
    )


def is_tag(text: str) -> bool:
    """Whether a text could be a BCP 47 tag of a language that has a pack."""
    return bool(_TAG.match(text)) and text.split("-")[0].lower() in packs()


def chain(tag: str) -> list[str]:
    """`fr-CA` -> [`fr-CA`, `fr`, `und`]."""
    parts = tag.split("-")
    return [*("-".join(parts[:n]) for n in range(len(parts), 0, -1)), "und"] if tag != "und" else ["und"]


@lru_cache(maxsize=1)
def packs() -> tuple[str, ...]:
    """The tags that have a folder here."""
    return tuple(sorted(p.parent.name for p in HERE.glob("*/language.toml")))


def _merge(base: dict[str, Any], over: dict[str, Any]) -> dict[str, Any]:
    merged = dict(base)
    for key, value in over.items():
        merged[key] = (
            _merge(merged[key], value) if isinstance(value, dict) and isinstance(merged.get(key), dict) else value
        )
    return merged


def _forms(table: dict[str, float]) -> dict[str, float]:
    return {form: value for forms, value in table.items() for form in forms.split("|")}


class Language:
    """The facts of one language; derived tables are made once, on first use."""

    def __init__(self, tag: str, facts: dict[str, Any]) -> None:
        self.tag = tag
        self.facts = facts
        self._words: dict[tuple[str, ...], frozenset[str]] = {}
        self._numerals: dict[str, dict[str, float]] = {}
        self.script: str = facts["script"]
        self.known: bool = tag.split("-")[0] in packs()

    def words(self, *path: str) -> frozenset[str]:
        """A list of words in the facts, written as an array or as one string split at blanks or bars."""
        found = self._words.get(path)
        if found is None:
            found = self._words[path] = self._read(path)
        return found

    def _read(self, path: tuple[str, ...]) -> frozenset[str]:
        value: Any = self.facts
        for key in path:
            value = value.get(key, ())
            if not value:
                return frozenset()
        if isinstance(value, str):
            value = value.split("|") if "|" in value else value.split()
        return frozenset(value)

    def numerals(self, kind: str) -> dict[str, float]:
        """Forms of one kind (scale, cardinal, ordinal, fraction) and their values."""
        if kind not in self._numerals:
            self._numerals[kind] = _forms(self.facts["numbers"].get(kind, {}))
        return self._numerals[kind]

    @cached_property
    def function_words(self) -> frozenset[str]:
        return self.words("function_words")

    @cached_property
    def abbreviations(self) -> frozenset[str]:
        return self.words("abbreviations")

    @cached_property
    def decimal(self) -> str:
        return str(self.facts["numbers"]["decimal"])

    @cached_property
    def months(self) -> dict[str, int]:
        return _index(self.facts.get("dates", {}).get("months", ()))

    @cached_property
    def weekdays(self) -> dict[str, int]:
        return _index(self.facts.get("dates", {}).get("weekdays", ()))


def _index(groups: list[str]) -> dict[str, int]:
    return {form: n for n, forms in enumerate(groups, 1) for form in forms.split("|")}


@lru_cache(maxsize=64)
def language(tag: str) -> Language:
    """The language of a tag; one without a folder of its own rests on its chain."""
    tag = normal_tag(tag)
    facts: dict[str, Any] = {}
    for part in reversed(chain(tag)):
        path = HERE / part / "language.toml"
        if path.exists():
            facts = _merge(facts, tomllib.loads(path.read_text("utf-8")))
    return Language(tag, facts)
