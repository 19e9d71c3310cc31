"""Rule cards: TOML read into Rules, every wrong word refused with its place."""

from __future__ import annotations

import difflib
import inspect
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import Any

import regex

from tqa.checks.finder import Check, Example, Rule
from tqa.feeds.inline import plain, to_plain
from tqa.languages import HERE, chain, visible
from tqa.records import RuleError, Severity, Span

# MQM-Core and the children of MQM-Full that cards use (https://themqm.org/error-types-2/typology).
CATEGORIES = frozenset(
    [
        "terminology",
        "terminology/termbase",
        "terminology/term-inconsistency",
        "terminology/wrong-term",
        "accuracy",
        "accuracy/mistranslation",
        "accuracy/addition",
        "accuracy/omission",
        "accuracy/untranslated",
        "accuracy/no-translate",
        "accuracy/number",
        "accuracy/date-time",
        "accuracy/entity",
        "accuracy/false-friend",
        "accuracy/overly-literal",
        "linguistic",
        "linguistic/grammar",
        "linguistic/punctuation",
        "linguistic/spelling",
        "linguistic/capitalization",
        "linguistic/whitespace",
        "linguistic/unpaired-marks",
        "linguistic/duplication",
        "linguistic/word-order",
        "linguistic/character-encoding",
        "linguistic/unintelligible",
        "linguistic/transliteration",
        "style",
        "style/awkward",
        "style/unidiomatic",
        "style/inconsistent-style",
        "style/company-style",
        "locale-convention",
        "locale-convention/number-format",
        "locale-convention/date-format",
        "locale-convention/punctuation",
        "design",
        "design/markup",
        "design/missing-text",
        "design/broken-link",
    ]
)
_FIELDS = {
    "id",
    "check",
    "category",
    "severity",
    "message",
    "why",
    "set",
    "bad",
    "good",
    "when",
    "confidence",
    "since",
    "state",
    "source_lang",
    "target_lang",
}
_NEEDED = ("id", "check", "category", "severity", "message", "why")
_EXAMPLE_FIELDS = {"source", "target", "fixed", "before", "terms", "source_lang", "target_lang"}


def _unknown(word: str, known: Iterable[str]) -> str:
    near = difflib.get_close_matches(word, list(known), n=1)
    return f"'{word}'" + (f"; did you mean '{near[0]}'?" if near else "")


@lru_cache(maxsize=4096)
def compiled(pattern: str) -> regex.Pattern[str]:
    return regex.compile(visible(pattern))


def _setting(value: Any, annotation: str, path: str, rule: str, name: str) -> Any:
    try:
        if "Pattern" in annotation:
            return compiled(value)
        if annotation.startswith("tuple"):
            return tuple(visible(v) for v in value)
        if annotation.startswith("frozenset"):
            return frozenset(visible(v) for v in value)
        if annotation == "float":
            return float(value)
        if annotation in ("int", "bool"):
            return {"int": int, "bool": bool}[annotation](value)
        return visible(value)
    except (regex.error, TypeError, ValueError, AttributeError) as error:
        raise RuleError(f"setting '{name}' cannot be read: {error}", path, rule) from None


def settings_of(check: Check) -> dict[str, inspect.Parameter]:
    """The keyword-only arguments of a check, which are its settings."""
    return {n: p for n, p in inspect.signature(check.find).parameters.items() if p.kind is p.KEYWORD_ONLY}


def _settings(card: Mapping[str, Any], check: Check, path: str) -> dict[str, Any]:
    known, given = settings_of(check), card.get("set", {})
    if wrong := [n for n in given if n not in known]:
        raise RuleError(
            f"setting {_unknown(wrong[0], known)} does not belong to check '{check.name}'", path, card["id"]
        )
    if missing := [n for n, p in known.items() if p.default is p.empty and n not in given]:
        raise RuleError(f"check '{check.name}' needs the setting '{missing[0]}'", path, card["id"])
    return {n: _setting(v, str(known[n].annotation), path, card["id"], n) for n, v in given.items()}


def unmark(text: str) -> tuple[str, list[Span]]:
    """Text without its ⟦…⟧ marks, and the spans they marked."""
    out, spans, start = "", [], -1
    for ch in text:
        if ch == "⟦":
            start = len(out)
        elif ch == "⟧":
            spans.append(Span(start, len(out)))
        else:
            out += ch
    return out, spans


def _example(
    data: Mapping[str, Any], card: Mapping[str, Any], target_lang: str, source_lang: str, path: str
) -> Example:
    if wrong := [k for k in data if k not in _EXAMPLE_FIELDS]:
        raise RuleError(f"unknown key in an example: {_unknown(wrong[0], _EXAMPLE_FIELDS)}", path, card["id"])
    spans: list[tuple[str, Span]] = []
    sides: dict[str, str | None] = {"source": None, "target": None}
    for side in sides:
        if side in data:
            text, found = unmark(visible(data[side]))
            sides[side] = text
            marks = plain(text)[1]
            spans += [(side, Span(to_plain(marks, s.start), to_plain(marks, s.end))) for s in found]
    before = tuple((p[0] or None, p[1]) for p in data.get("before", ()))
    return Example(
        pairs=(*before, (sides["source"], sides["target"] or "")),
        source_lang=data.get("source_lang", source_lang or "uk"),
        target_lang=data.get("target_lang", target_lang if target_lang != "und" else "en"),
        spans=tuple(spans),
        fixed=visible(data["fixed"]) if "fixed" in data else None,
        terms=tuple(tuple(t) for t in data.get("terms", ())),
    )


def _rule(card: Mapping[str, Any], checks: Mapping[str, Check], target_lang: str, source_lang: str, path: str) -> Rule:
    name = card.get("id", "?")
    if wrong := [k for k in card if k not in _FIELDS]:
        raise RuleError(f"unknown key {_unknown(wrong[0], _FIELDS)}", path, name)
    if missing := [k for k in _NEEDED if k not in card]:
        raise RuleError(f"the card lacks '{missing[0]}'", path, name)
    if card["check"] not in checks:
        raise RuleError(f"unknown check {_unknown(card['check'], checks)}", path, name)
    if card["category"] not in CATEGORIES:
        raise RuleError(f"unknown MQM category {_unknown(card['category'], CATEGORIES)}", path, name)
    if card["severity"] not in list(Severity):
        raise RuleError(f"unknown severity {_unknown(card['severity'], list(Severity))}", path, name)
    check = checks[card["check"]]
    target_lang, source_lang = card.get("target_lang", target_lang), card.get("source_lang", source_lang)

    def examples(kind: str) -> tuple[Example, ...]:
        return tuple(_example(e, card, target_lang, source_lang, path) for e in card.get(kind, ()))

    return Rule(
        id=name,
        check=check,
        category=card["category"],
        severity=Severity(card["severity"]),
        message=visible(card["message"]),
        why=card["why"],
        settings=_settings(card, check, path),
        target_lang=target_lang,
        source_lang=source_lang,
        when=frozenset(card.get("when", ())),
        confidence=float(card.get("confidence", 0.9)),
        since=card.get("since", "0.1"),
        state=card.get("state", "stable"),
        bad=examples("bad"),
        good=examples("good"),
        path=path,
    )


def read_cards(path: Path, checks: Mapping[str, Check], target_lang: str) -> list[Rule]:
    """The rules of one file; `<name>.<source>.toml` binds them to a source language, its table `family` says what all share."""
    try:
        data = tomllib.loads(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise RuleError(str(error), str(path)) from None
    if wrong := [k for k in data if k not in ("rule", "family")]:
        raise RuleError(f"unknown table {_unknown(wrong[0], ['rule', 'family'])}", str(path))
    family = data.get("family", {})
    source_lang = _source_of(path)
    short = f"{path.parent.parent.name}/{path.name}"
    return [_rule(family | card, checks, target_lang, source_lang, short) for card in data.get("rule", ())]


def rule_files(extra: Iterable[Path] = (), pair: tuple[str, str] | None = None) -> Iterator[Path]:
    """The files of cards in the built-in packs and in extra pack folders: all, or those that apply to a pair of languages,
    where an empty tag stands for what is bound to none on the source side and for every target.

    A file says by its folder for which target, and by `<name>.<source>.toml` for which source its cards are.
    """
    for root in (HERE, *extra):
        if not root.is_dir():
            raise RuleError("no such pack folder", str(root))
        for path in sorted(root.glob("*/rules/*.toml")):
            source, target = _source_of(path), path.parent.parent.name
            if pair is None or (
                (not pair[1] or target in chain(pair[1])) and (not source or source in chain(pair[0] or "und"))
            ):
                yield path


def _source_of(path: Path) -> str:
    return path.stem.rpartition(".")[2] if "." in path.stem else ""


def read_rules(
    checks: Mapping[str, Check], extra: Iterable[Path] = (), pair: tuple[str, str] | None = None
) -> dict[str, Rule]:
    """All rules, or those for a (source, target) pair, of the built-in packs, then of extra pack folders; a later card
    replaces an earlier one of its id."""
    rules: dict[str, Rule] = {}
    for path in rule_files(extra, pair):
        mine = read_cards(path, checks, path.parent.parent.name)
        if len({r.id for r in mine}) < len(mine):
            raise RuleError("a rule id stands twice in one file", str(path))
        rules.update((r.id, r) for r in mine)
    return {name: replace(rule, precision=measured().get(name, "")) for name, rule in rules.items()}


@lru_cache(maxsize=1)
def measured() -> dict[str, str]:
    """What `benchmarks/quality.py` last measured of each rule, in words."""
    data = tomllib.loads(Path(__file__).with_name("measured.toml").read_text("utf-8"))
    words = {}
    for name, row in data["rules"].items():
        right, total, clean = row
        share = f"{right} of {total} findings right on annotated machine translation, " if total else ""
        words[name] = f"{share}{clean:g} per 1,000 segments of clean human news ({data['set']}, {data['date']})"
    return words
