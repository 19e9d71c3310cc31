"""The frozen records that travel through the house, and the family of errors; imports nothing of tqa.

TqaError
├── FeedError       a feed that cannot be read: path, line
├── RuleError       a rule card that says something impossible: path, rule
├── PlanError       a configuration that cannot be followed: path, key
├── GlossaryError   a termbase that cannot be read: path, line
├── ModelError      a model that cannot be loaded: name
├── StoreError      a store that cannot be opened, read or written: place
└── LanguageError   a language tag or pack that makes no sense: tag
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from enum import StrEnum
from operator import attrgetter
from typing import Any


class TqaError(Exception):
    """Something the user can mend; the message says what, where and how."""


class FeedError(TqaError):
    def __init__(self, message: str, path: str = "", line: int | None = None) -> None:
        place = f"{path}:{line}: " if line is not None else f"{path}: " if path else ""
        super().__init__(place + message)
        self.path, self.line = path, line


class GlossaryError(FeedError):
    pass


class RuleError(TqaError):
    def __init__(self, message: str, path: str = "", rule: str = "") -> None:
        super().__init__(": ".join(part for part in (path, rule, message) if part))
        self.path, self.rule = path, rule


class PlanError(TqaError):
    def __init__(self, message: str, path: str = "", key: str = "") -> None:
        super().__init__(": ".join(part for part in (path, key, message) if part))
        self.path, self.key = path, key


class LanguageError(TqaError):
    pass


class ModelError(TqaError):
    def __init__(self, message: str, name: str = "") -> None:
        super().__init__(f"{name}: {message}" if name else message)
        self.name = name


class StoreError(TqaError):
    def __init__(self, message: str, place: str = "") -> None:
        super().__init__(f"{place}: {message}" if place else message)
        self.place = place


class Severity(StrEnum):
    """How much a finding matters; weights belong to scoring."""

    NEUTRAL = "neutral"
    MINOR = "minor"
    MAJOR = "major"
    CRITICAL = "critical"

    @property
    def rank(self) -> int:
        return _RANKS[self]


_RANKS = {severity: rank for rank, severity in enumerate(Severity)}


class _Record:
    """Records are pickled by the values of their fields: what frozen dataclasses do by themselves takes twice as long."""

    __slots__ = ()

    def __reduce__(self) -> tuple[type[Any], tuple[Any, ...]]:
        kind = type(self)
        if kind not in _VALUES:
            _VALUES[kind] = attrgetter(*_field_names(kind))
        return kind, _VALUES[kind](self)


_VALUES: dict[type[Any], attrgetter[tuple[Any, ...]]] = {}


@dataclass(frozen=True, slots=True, order=True)
class Span(_Record):
    """A stretch of one string in code points, end excluded; start == end is an insertion point."""

    start: int
    end: int

    def overlaps(self, other: Span) -> bool:
        if self.start == self.end or other.start == other.end:
            return self.start <= other.end and other.start <= self.end
        return self.start < other.end and other.start < self.end


@dataclass(frozen=True, slots=True)
class Mark(_Record):
    """Inline markup beside the plain text: `plain[start:end]` stood as `code` in the feed (a tag has start == end)."""

    start: int
    end: int
    code: str


def to_raw(marks: tuple[Mark, ...], offset: int) -> int:
    """The place in the marked-up string of an offset in the plain text; a tag at the offset stays behind it."""
    return offset + sum(len(m.code) - (m.end - m.start) for m in marks if m.end <= offset)


@dataclass(frozen=True, slots=True)
class Segment(_Record):
    """A source text and its translation; `source` is None where the feed has no source side at all."""

    id: str
    source: str | None
    target: str
    source_lang: str
    target_lang: str
    translator: str = ""
    document: str = ""
    reference: str | None = None
    context: str = ""
    date: str = ""
    post_edit: str | None = None
    source_marks: tuple[Mark, ...] = ()
    target_marks: tuple[Mark, ...] = ()


@dataclass(frozen=True, slots=True)
class Finding(_Record):
    """A fault with a place. `suggestion` replaces the target span; `confidence` is between 0 and 1."""

    segment: str
    rule: str
    category: str
    severity: Severity
    message: str
    why: str
    source: Span | None
    target: Span | None
    suggestion: str | None = None
    evidence: tuple[str, ...] = ()
    confidence: float = 1.0
    fingerprint: str = ""


@dataclass(frozen=True, slots=True)
class Score(_Record):
    """A number that can be repeated: `signature` names the metric, its settings and versions.

    `statistics` are what a metric's scores of larger samples are made of, by adding them up.
    """

    metric: str
    value: float
    signature: str
    segment: str | None = None
    statistics: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class Failure(_Record):
    """A check that crashed on a segment: seen and counted, never swallowed."""

    segment: str
    rule: str
    error: str


@dataclass(frozen=True, slots=True)
class Fact(_Record):
    """What one segment contributes to a question only the whole feed can answer."""

    rule: str
    key: str
    words: tuple[str, ...]
    source: Span | None = None
    target: Span | None = None


@dataclass(frozen=True, slots=True)
class Verdict(_Record):
    """All that is known of one segment under one plan (named by its fingerprint)."""

    segment: Segment
    findings: tuple[Finding, ...] = ()
    scores: tuple[Score, ...] = ()
    failures: tuple[Failure, ...] = ()
    facts: tuple[Fact, ...] = ()
    plan: str = ""


@dataclass(frozen=True, slots=True)
class Decision(_Record):
    """A person's word on a finding, by its fingerprint; it counts until the ISO date `expires`, or for ever."""

    finding: str
    ruling: str  # accepted | dismissed | edited | added
    text: str = ""
    reason: str = ""
    reviewer: str = ""
    at: str = ""
    expires: str = ""


def repaired(finding: Finding, target: str) -> str:
    """The target with the finding's suggestion put in; unchanged where there is none."""
    if finding.suggestion is None or finding.target is None:
        return target
    return target[: finding.target.start] + finding.suggestion + target[finding.target.end :]


def to_json(record: Any) -> dict[str, Any]:
    """A record as JSON values by field name; spans become [start, end]."""
    return {name: _plain(getattr(record, name)) for name in _field_names(type(record))}


_NAMES: dict[type[Any], tuple[str, ...]] = {}


def _field_names(kind: type[Any]) -> tuple[str, ...]:
    if kind not in _NAMES:
        _NAMES[kind] = tuple(f.name for f in fields(kind))
    return _NAMES[kind]


def _plain(value: Any) -> Any:
    if value is None or type(value) in (str, float, int):
        return value
    if isinstance(value, Span):
        return [value.start, value.end]
    if isinstance(value, Mark):
        return [value.start, value.end, value.code]
    if isinstance(value, (tuple, list)):
        return [_plain(item) for item in value]
    if isinstance(value, StrEnum):
        return value.value
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    return to_json(value) if hasattr(value, "__dataclass_fields__") else value


def segment_from_json(data: Mapping[str, Any]) -> Segment:
    marks = {k: tuple(Mark(*m) for m in data.get(k, ())) for k in ("source_marks", "target_marks")}
    return Segment(**{**data, **marks})


def verdict_from_json(data: Mapping[str, Any]) -> Verdict:
    """The reverse of `to_json(verdict)`."""

    def span(value: list[int] | None) -> Span | None:
        return None if value is None else Span(*value)

    def finding(f: Mapping[str, Any]) -> Finding:
        return Finding(
            **{
                **{k: v for k, v in f.items() if k != "link"},  # written for readers
                "severity": Severity(f["severity"]),
                "source": span(f["source"]),
                "target": span(f["target"]),
                "evidence": tuple(f.get("evidence", ())),
            }
        )

    return Verdict(
        segment=segment_from_json(data["segment"]),
        findings=tuple(finding(f) for f in data["findings"]),
        scores=tuple(Score(**{**s, "statistics": tuple(s.get("statistics", ()))}) for s in data.get("scores", ())),
        failures=tuple(Failure(**f) for f in data.get("failures", ())),
        facts=tuple(
            Fact(**{**f, "words": tuple(f["words"]), "source": span(f["source"]), "target": span(f["target"])})
            for f in data.get("facts", ())
        ),
        plan=data.get("plan", ""),
    )
