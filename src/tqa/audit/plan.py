"""What a run does: rules, glossary, scoring; frozen, picklable, with a fingerprint by parts."""

from __future__ import annotations

import difflib
import hashlib
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

from tqa.checks import all_checks
from tqa.checks.cards import read_cards, read_rules, rule_files
from tqa.checks.finder import Gate, Pair, Rule, Sieve
from tqa.glossary import read_glossary
from tqa.glossary.termbase import Termbase
from tqa.languages import HERE, chain, normal_tag
from tqa.models.served import folder_of, parts
from tqa.records import PlanError, Severity
from tqa.scoring.estimate import ESTIMATES
from tqa.scoring.lexical import METRICS, check_metric
from tqa.scoring.mqm import Profile, profile


@lru_cache(maxsize=8)
def rules(packs: tuple[str, ...] = ()) -> dict[str, Rule]:
    """All rule cards of the built-in packs and of extra pack folders, by id."""
    return read_rules(all_checks(), [Path(p) for p in packs])


@lru_cache(maxsize=8)
def _readers(packs: tuple[str, ...]) -> tuple[Rule, ...]:
    """The cards that ask a model; only files that name one are read, which every run can afford."""
    files = [path for path in rule_files([Path(p) for p in packs]) if b"model = " in path.read_bytes()]
    cards = [rule for path in files for rule in read_cards(path, all_checks(), path.parent.parent.name)]
    return tuple(rule for rule in cards if "model" in rule.settings)


@lru_cache(maxsize=64)
def _rules_of_pair(packs: tuple[str, ...], source: str, target: str) -> dict[str, Rule]:
    """The cards that can apply to a pair; reading all of them takes a second that most runs can save."""
    return read_rules(all_checks(), [Path(p) for p in packs], (source, target))


@lru_cache(maxsize=256)
def _rules_for(
    packs: tuple[str, ...], off: frozenset[str], only: frozenset[str], on: frozenset[str], source: str, target: str
) -> tuple[Rule, ...]:
    places = {tag: n for n, tag in enumerate(reversed(chain(target)))}
    sources = chain(source or "und")
    return tuple(
        rule
        for rule in sorted(_rules_of_pair(packs, source, target).values(), key=lambda r: r.id)
        if rule.target_lang in places
        and (not rule.source_lang or rule.source_lang in sources)
        and _in_force(rule, off, only, on)
    )


def _in_force(rule: Rule, off: frozenset[str], only: frozenset[str], on: frozenset[str]) -> bool:
    """Whether a plan with these names runs a rule."""
    chosen = not _named(rule.id, off) and (not only or _named(rule.id, only))
    return chosen and (rule.state == "stable" or (rule.state == "optional" and _named(rule.id, on | only)))


def _named(rule: str, names: frozenset[str]) -> bool:
    """Whether a rule is meant by a list of ids and prefixes (`en/` or `number-`)."""
    return rule in names or any(name.endswith(("/", "-")) and rule.startswith(name) for name in names)


def _is_open(gate: Gate, pair: Pair) -> bool:
    """A gate that crashes is open: the checks behind it crash one by one, and are counted."""
    try:
        return gate(pair)
    except Exception:
        return True


class Agenda:
    """The rules of a pair of languages: those that wait for one of their words, those behind a gate, those of a sieve."""

    def __init__(self, rules: Iterable[Rule], source: str) -> None:
        self.rules = tuple(rules)
        gated: dict[Gate | None, list[Rule]] = {}
        sifted: dict[Sieve, list[Rule]] = {}
        self.by_word: dict[str, list[Rule]] = {}
        for rule in self.rules:
            if rule.check.sieve is not None:
                sifted.setdefault(rule.check.sieve, []).append(rule)
            elif not rule.when:
                gated.setdefault(rule.check.gate, []).append(rule)
            else:
                for word in rule.when:
                    self.by_word.setdefault(word, []).append(rule)
        self.gated = tuple(gated.items())
        self.words = frozenset(self.by_word)
        self.sieves = tuple((sieve(mine, source or "und"), mine) for sieve, mine in sifted.items())

    def rules_of(self, pair: Pair) -> list[Rule]:
        """The rules that can hit in a pair."""
        found: list[Rule] = []
        for gate, rules in self.gated:
            if gate is None or _is_open(gate, pair):
                found += rules
        if met := self.words & pair.target.forms:
            found += {rule.id: rule for word in sorted(met) for rule in self.by_word[word]}.values()
        for sift, mine in self.sieves:
            try:
                found += sift(pair)
            except Exception:  # as with a gate: each check behind it crashes for itself, and is counted
                found += mine
        return found


@lru_cache(maxsize=256)
def _agenda(
    packs: tuple[str, ...], off: frozenset[str], only: frozenset[str], on: frozenset[str], source: str, target: str
) -> Agenda:
    return Agenda(_rules_for(packs, off, only, on, source, target), source)


@dataclass(frozen=True)
class Plan:
    """Everything that decides what a run finds.

    `house` are glossaries of a publication's own forms, laid over the others.
    `estimate` adds a reference-free quality estimate to each segment (`tqa.scoring.estimate`); `quality_model`, the name or
    folder of a model that reads the translation for it (en/quality), does so too.
    `off`, `only` and `on` name rules by id or by a prefix ending in / or -; `on` switches on rules that are optional.
    """

    source_lang: str = ""
    target_lang: str = ""
    glossary: tuple[str, ...] = ()
    house: tuple[str, ...] = ()
    packs: tuple[str, ...] = ()
    off: frozenset[str] = frozenset()
    only: frozenset[str] = frozenset()
    on: frozenset[str] = frozenset()
    severity: Mapping[str, str] = field(default_factory=dict)
    profile: str = "wmt"
    metrics: tuple[str, ...] = METRICS
    estimate: bool = False
    quality_model: str = ""
    fail_on: str = "major"
    columns: Mapping[str, str] = field(default_factory=dict)
    termbase: Termbase = field(default_factory=Termbase, compare=False)

    @classmethod
    def load(cls, path: str | Path | None = None, **over: Any) -> Plan:
        """The plan of a `tqa.toml`, with `over` winning; without a path the defaults. PlanError for what cannot be meant."""
        data = {} if path is None else read_settings(path)
        data.pop("run", None)  # `tqa.run.job` reads it
        place = str(path or "")
        refuse_unknown(data, [f.name for f in fields(cls) if f.name != "termbase"], place)
        if path is not None:
            base = Path(path).parent
            for key in ("glossary", "house", "packs"):
                data[key] = [str(base / p) for p in strings(data.get(key, ()), place, key)]
        data.update({k: v for k, v in over.items() if v not in (None, (), {}, frozenset())})
        return cls._checked(data, place)

    @classmethod
    def _checked(cls, data: dict[str, Any], place: str) -> Plan:
        made: dict[str, Any] = {}
        for key, value in data.items():
            if key in ("glossary", "house", "packs", "metrics"):
                made[key] = tuple(str(v) for v in strings(value, place, key))
            elif key in ("off", "only", "on"):
                made[key] = frozenset(strings(value, place, key))
            elif key in ("severity", "columns"):
                if not isinstance(value, Mapping):
                    raise PlanError("must be a table of names and words", place, key)
                made[key] = dict(value)
            elif key == "estimate":
                if not isinstance(value, bool):
                    raise PlanError(f"must be true or false, not {value!r}", place, key)
                made[key] = value
            elif not isinstance(value, str):
                raise PlanError(f"must be a string, not {value!r}", place, key)
            else:
                made[key] = normal_tag(value) if key.endswith("_lang") and value else value
        plan = cls(**made)
        profile(plan.profile)
        if plan.quality_model:
            folder_of(plan.quality_model)
        for name in plan.metrics:
            check_metric(name)
        for what, values, allowed in (
            ("fail_on", (plan.fail_on,), (*Severity, "never")),
            ("severity", tuple(plan.severity.values()), (*Severity, "off")),
        ):
            for value in values:
                if value not in allowed:
                    near = difflib.get_close_matches(value, list(allowed), n=1)
                    raise PlanError(
                        f"unknown word '{value}'"
                        + (f"; did you mean '{near[0]}'?" if near else f"; one of {', '.join(allowed)}"),
                        place,
                        what,
                    )
        ids = rules(plan.packs) if plan.off or plan.only or plan.on or plan.severity else {}
        for key in ("off", "only", "on", "severity"):
            for name in getattr(plan, key):
                if name not in ids and not any(_named(i, frozenset({name})) for i in ids):
                    near = difflib.get_close_matches(name, ids, n=1)
                    raise PlanError(f"no rule '{name}'" + (f"; did you mean '{near[0]}'?" if near else ""), place, key)
        off = plan.off | {r for r, s in plan.severity.items() if s == "off"}
        termbase = read_glossary(*plan.glossary, house=plan.house) if plan.glossary or plan.house else Termbase()
        return replace(plan, off=frozenset(off), termbase=termbase)

    def rules_for(self, source_lang: str, target_lang: str) -> tuple[Rule, ...]:
        """The rules that apply to a pair of languages, in a fixed order."""
        return _rules_for(self.packs, self.off, self.only, self.on, source_lang, target_lang)

    def rule(self, name: str) -> Rule:
        """A rule by id; most are asked for by the feed-wide rules, which are bound to no source language."""
        return _rules_of_pair(self.packs, "", "").get(name) or rules(self.packs)[name]

    def agenda(self, source_lang: str, target_lang: str) -> Agenda:
        return _agenda(self.packs, self.off, self.only, self.on, source_lang, target_lang)

    def severity_of(self, rule: Rule) -> Severity:
        return Severity(self.severity.get(rule.id, rule.severity))

    @property
    def scoring(self) -> Profile:
        return profile(self.profile)

    @cached_property
    def parts(self) -> dict[str, str]:
        """Fingerprints of what the answer depends on: rules, language packs, glossary, models, scoring, settings."""
        chosen = (self.off, self.only, self.on, sorted(self.severity.items()))
        return {
            "rules": _files_digest(rule_files([Path(p) for p in self.packs])),
            "languages": _packs_digest(),
            "glossary": self.termbase.fingerprint,
            "models": _models_digest(self._models()),
            "scoring": _digest(self.scoring.signature, *self.metrics, f"estimate:{self.estimate}:{self.quality_model}"),
            "settings": _digest(repr([sorted(c) for c in chosen[:3]]), repr(chosen[3])),
        }

    def _models(self) -> tuple[Path, ...]:
        """The folders of the models that this plan asks: the quality model, and those of its rules."""
        asked = {self.quality_model} if self.quality_model else set()
        asked |= {str(r.settings["model"]) for r in _readers(self.packs) if _in_force(r, self.off, self.only, self.on)}
        return tuple(folder_of(name) for name in sorted(asked))

    def counts(self, severity: Severity) -> bool:
        """Whether a finding of a severity is at or above `fail_on`."""
        return self.fail_on != "never" and severity.rank >= Severity(self.fail_on).rank

    @cached_property
    def fingerprint(self) -> str:
        return _digest(*(f"{name}:{value}" for name, value in self.parts.items()))

    @cached_property
    def apart_from_glossary(self) -> str:
        """The fingerprint of all parts but the glossary, whose changes touch only some segments."""
        return _digest(*(f"{name}:{value}" for name, value in self.parts.items() if name != "glossary"))


def read_settings(path: str | Path) -> dict[str, Any]:
    """What a `tqa.toml` says; PlanError for a file that cannot be read."""
    try:
        return tomllib.loads(Path(path).read_text("utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise PlanError(str(error), str(path)) from None


def refuse_unknown(keys: Iterable[str], known: Sequence[str], place: str, table: str = "") -> None:
    """PlanError with the nearest right one for the first key that is not known."""
    for key in keys:
        if key not in known:
            near = difflib.get_close_matches(key, known, n=1)
            hint = f"did you mean '{near[0]}'?" if near else f"known are {', '.join(known)}"
            raise PlanError(f"unknown key; {hint}", place, table + key)


def strings(value: Any, place: str, key: str) -> list[Any]:
    """A setting that is a list of strings; one string is a list of one."""
    if isinstance(value, str):
        return [value]
    if isinstance(value, (list, tuple, set, frozenset)) and all(isinstance(v, (str, Path)) for v in value):
        return list(value)
    raise PlanError("must be a list of strings", place, key)


def _digest(*parts: str) -> str:
    return hashlib.sha256("\n".join(parts).encode("utf-8", "replace")).hexdigest()[:16]


@lru_cache(maxsize=1)
def _packs_digest() -> str:
    return _files_digest(
        sorted(p for p in HERE.rglob("*") if p.suffix in (".toml", ".tsv", ".gz") and "rules" not in p.parts)
    )


def _models_digest(folders: tuple[Path, ...]) -> str:
    """Of what stands in the folders, and of the coefficients of the estimate: a model fitted anew is another one."""
    return _files_digest([*ESTIMATES, *(path for folder in folders for path in parts(folder))])


def _files_digest(files: Iterable[Path]) -> str:
    return _digest(*(hashlib.sha256(p.read_bytes()).hexdigest() for p in files))
