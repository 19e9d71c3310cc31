"""MQM penalty points by named scoring profiles; the only number that compares texts is points per 1,000 words."""

from __future__ import annotations

import difflib
import math
import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from pathlib import Path

from tqa.records import Finding, PlanError, Score, Segment, Severity

HERE = Path(__file__).parent / "profiles"
REFERENCE_WORDS = 1000
# Below about this many words MQM scores are noise (multi-range theory, arXiv 2405.16969): no score is given.
LEAST_WORDS = 250


@dataclass(frozen=True)
class Profile:
    """Weights of severities; `special` outranks them for a "category severity", `types` multiply them by MQM dimension.

    `model` rates a sample: raw, linear (at most `acceptable` points per 1,000 words for `passing`) or non-linear (through the
    `tolerances`: words and the points that so many may have).
    """

    name: str
    version: str
    weights: Mapping[str, float]
    special: Mapping[str, float]
    critical_fails: bool = False
    types: Mapping[str, float] = field(default_factory=dict)
    model: str = "linear"
    passing: float = 90.0
    acceptable: float = 10.0
    tolerances: tuple[tuple[float, float], tuple[float, float]] = ((1000.0, 10.0), (5000.0, 30.0))

    def penalty(self, category: str, severity: Severity) -> float:
        special = self.special.get(f"{category} {severity}")
        return self.weights[severity] * self.types.get(category.partition("/")[0], 1.0) if special is None else special

    @cached_property
    def signature(self) -> str:
        weights = ",".join(f"{s}={self.weights[s]:g}" for s in Severity)
        return f"mqm|profile:{self.name}-{self.version}|{weights}|status:unconfirmed"

    def as_signed(self, status: str) -> str:
        """The signature of numbers that rest on other findings: confirmed, open, or weighted by confidence."""
        return self.signature.replace("status:unconfirmed", f"status:{status}")


@lru_cache(maxsize=16)
def profile(name: str) -> Profile:
    """A built-in profile by name, or one of the user's by path to its TOML file."""
    path = Path(name) if name.endswith(".toml") else HERE / f"{name}.toml"
    known = sorted(p.stem for p in HERE.glob("*.toml"))
    if not path.is_file():
        near = difflib.get_close_matches(name, known, n=1)
        raise PlanError(
            f"no scoring profile '{name}'"
            + (f"; did you mean '{near[0]}'?" if near else f"; known are {', '.join(known)}")
        )
    data = tomllib.loads(path.read_text("utf-8"))
    try:
        weights = {s.value: float(data["weights"][s.value]) for s in Severity}
        return Profile(
            data["name"],
            str(data["version"]),
            weights,
            {k: float(v) for k, v in data.get("special", {}).items()},
            bool(data.get("critical_fails", False)),
            {k: float(v) for k, v in data.get("types", {}).items()},
            _one_of(data.get("rating", {}).get("model", "linear"), ("raw", "linear", "non-linear")),
            float(data.get("rating", {}).get("passing", 90)),
            float(data.get("rating", {}).get("acceptable", 10)),
            _tolerances(data.get("rating", {}).get("tolerances", ((1000, 10), (5000, 30)))),
        )
    except (KeyError, TypeError, ValueError) as error:
        raise PlanError(f"the profile lacks or misstates {error}", str(path)) from None


def _tolerances(rows: Sequence[Sequence[float]]) -> tuple[tuple[float, float], tuple[float, float]]:
    (x1, e1), (x2, e2) = rows
    return (float(x1), float(e1)), (float(x2), float(e2))


def _one_of(word: str, known: tuple[str, ...]) -> str:
    if word not in known:
        raise ValueError(f"model '{word}'; one of {', '.join(known)}")
    return word


def count_words(segment: Segment) -> int:
    """The evaluation word count: words and numbers of the source, of the target without a source; a Chinese or Japanese
    character counts as half a word."""
    text = segment.source or segment.target
    characters = len(_CJK.findall(text))
    return round(len(_WORD.findall(_CJK.sub(" ", text) if characters else text)) + 0.5 * characters)


# A word or number with what joins its parts: apostrophes, hyphens, and the marks inside numbers and addresses.
_WORD = re.compile(r"[^\W_]+(?:['’ʼ.,:@/-]?[^\W_]+)*")
_CJK = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]")


def segment_score(segment: Segment, findings: Iterable[Finding], by: Profile) -> Score:
    """Penalty points of one segment; 0 is best."""
    return Score("mqm", sum(by.penalty(f.category, f.severity) for f in findings), by.signature, segment.id)


@dataclass(frozen=True, slots=True)
class Tally:
    """What a sum of segments needs for its score; adds up, so any slice is a fold."""

    segments: int = 0
    words: int = 0
    points: float = 0.0
    squares: float = 0.0  # sum of squared penalties, for the variance
    criticals: int = 0

    def __add__(self, other: Tally) -> Tally:
        return Tally(
            self.segments + other.segments,
            self.words + other.words,
            self.points + other.points,
            self.squares + other.squares,
            self.criticals + other.criticals,
        )


def tally(segment: Segment, findings: Iterable[Finding], by: Profile) -> Tally:
    penalties = [(by.penalty(f.category, f.severity), f.severity) for f in findings]
    return Tally(
        1,
        count_words(segment),
        sum(p for p, _ in penalties),
        sum(p * p for p, _ in penalties),
        sum(s is Severity.CRITICAL for _, s in penalties),
    )


@dataclass(frozen=True, slots=True)
class Norm:
    """Penalty points per 1,000 words with a 95 % interval; `value` is None where the sample is too small to score."""

    value: float | None
    low: float
    high: float
    words: int
    failed: bool


def norm(total: Tally, by: Profile) -> Norm:
    """Normed penalty total. Errors are taken as a compound Poisson process: its variance is the sum of squared weights;
    without any error the upper bound is the rule of three for a minor one."""
    failed = by.critical_fails and total.criticals > 0
    if total.words < LEAST_WORDS:
        return Norm(None, 0.0, 0.0, total.words, failed)
    factor = REFERENCE_WORDS / total.words
    value = total.points * factor
    half = 1.96 * math.sqrt(total.squares) * factor if total.squares else 0.0
    high = value + half if total.squares else 3.0 * by.weights["minor"] * factor
    return Norm(round(value, 3), round(max(0.0, value - half), 3), round(high, 3), total.words, failed)
