"""Forms and spellings of words beyond the dictionary: endings of a pack's paradigms, British and American spelling."""

from __future__ import annotations

import re
import tomllib
from functools import lru_cache
from typing import NamedTuple

from tqa.languages import HERE


class Inflection(NamedTuple):
    """What `inflect.toml` says: forms by ending, (least length, ending, other ending) of spellings, how adjectives end
    that may follow their noun, words that may come and go inside a phrase, what may join the parts of a compound, and the
    endings of verbs with the prefixes that change their aspect, and the endings that an acronym takes behind a consonant."""

    paradigms: dict[str, list[list[str]]]
    spellings: list[tuple[int, str, str]]
    adjective: re.Pattern[str] | None
    articles: frozenset[str]
    joints: tuple[str, ...]
    aspects: list[tuple[str, tuple[str, ...]]]
    acronym: tuple[str, ...]


@lru_cache(maxsize=16)
def inflection(tag: str) -> Inflection:
    """The inflection of a language's pack; empty where it has none."""
    path = HERE / tag.split("-")[0] / "inflect.toml"
    data = tomllib.loads(path.read_text("utf-8")) if path.exists() else {}
    paradigms: dict[str, list[list[str]]] = {}
    for row in data.get("paradigm", ()):
        paradigms.setdefault(row["ends"], []).append(row["forms"].split(" "))
    return Inflection(
        paradigms,
        [(s["least"], s["ends"], s["other"]) for s in data.get("spelling", ())],
        re.compile(data["adjective"] + r"\Z") if "adjective" in data else None,
        frozenset(data.get("articles", "").split()),
        tuple(data.get("joints", "").split(" ")) if "joints" in data else (),
        [(a["ends"], tuple(a["prefixes"].split())) for a in data.get("aspect", ())],
        tuple(data.get("acronym", "").split()),
    )


@lru_cache(maxsize=100_000)
def paradigm(lower: str, tag: str) -> frozenset[str]:
    """Forms that the word could have by the endings of its language, itself among them; more than it has, if anything."""
    pack = inflection(tag)
    paradigms = pack.paradigms
    found = {lower}
    for ends, prefixes in pack.aspects:
        if lower.endswith(ends):
            found.update(prefix + lower for prefix in prefixes)
            found.update(lower.removeprefix(prefix) for prefix in prefixes if len(lower) > 6)
    if len(lower) > 2:
        for n in range(min(5, len(lower) - 1), -1, -1):
            if rows := paradigms.get(lower[len(lower) - n :]):
                body = lower[: len(lower) - n]
                found.update(body + ending for row in rows for ending in row if len(body + ending) > 1)
                break
    return frozenset(found)


@lru_cache(maxsize=100_000)
def one_spelling(lower: str, tag: str) -> str:
    """The word in the spelling that stands for all its spellings (defence, defense -> defense)."""
    for least, ends, other in inflection(tag).spellings:
        if len(lower) >= least and lower.endswith(ends):
            from simplemma import is_known

            if is_known(changed := lower[: -len(ends)] + other, lang=tag.split("-")[0]):
                return changed
    return lower
