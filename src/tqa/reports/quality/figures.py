"""The figures of a quality report as records; every number that can be uncertain carries its interval."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Rate:
    """Penalty points per 1,000 words; `value` is None where the sample is too small for a number."""

    value: float | None
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Row:
    """One group (a translator, a document, a period): its sample and its rate.

    `rating` is the profile's score, `verdict` pass, fail or insufficient sample. `drawn` is the rate drawn to the mean of all
    by how little is known; `adjusted` the rate on documents of middling difficulty. Shares are between 0 and 1.
    """

    name: str
    segments: int
    documents: int
    words: int
    points: float
    findings: int
    criticals: int
    dismissed: int
    rate: Rate
    rating: float | None
    verdict: str
    confirmed: Rate | None = None
    drawn: Rate | None = None
    adjusted: Rate | None = None
    flagged: float = 0.0
    publishable: float | None = None
    untouched: float | None = None
    hter: float | None = None
    dimensions: dict[str, float] = field(default_factory=dict)
    metrics: dict[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class MetricDifference:
    """A metric with references: the second group's corpus score minus the first's on the segments of both, its p-value, and the
    chance that people would prefer the system it prefers (None for a metric without published figures)."""

    metric: str
    difference: float
    p: float
    agreement: float | None


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two groups: the second's rate minus the first's; `paired` on the same sources; `p` and for all pairs at once, `adjusted_p`."""

    one: str
    other: str
    difference: float
    low: float
    high: float
    p: float
    adjusted_p: float
    paired: bool
    units: int
    metrics: tuple[MetricDifference, ...] = ()


@dataclass(frozen=True, slots=True)
class Period:
    """A period of a control chart: rate and limits, EWMA and CUSUM of its standardised value, and what it sets off."""

    name: str
    words: int
    value: float
    centre: float
    low: float
    high: float
    ewma: float
    cusum: float
    alarms: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Fault:
    """A rule's part in the cost. `right` is the share of reviewed findings that reviewers accepted, None where none were."""

    rule: str
    category: str
    findings: int
    points: float
    share: float
    rate: float
    reviewed: int = 0
    right: float | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """A rule that became rarer or more frequent: findings per 1,000 words before and in the last period."""

    rule: str
    before: float
    after: float
    p: float


@dataclass(frozen=True, slots=True)
class Term:
    """What a glossary entry costs: its message, findings and points."""

    message: str
    findings: int
    points: float


@dataclass(frozen=True, slots=True)
class Place:
    """A verdict in the store."""

    run: int
    position: int


@dataclass(frozen=True, slots=True)
class Profiled:
    """One translator's page: chart, costliest faults, changes, and the places of examples by rule."""

    name: str
    chart: tuple[Period, ...]
    faults: tuple[Fault, ...]
    changes: tuple[Change, ...]
    examples: dict[str, tuple[Place, ...]]


@dataclass(frozen=True, slots=True)
class Alert:
    """What somebody should look at now: alarms of a group's last period, or its critical findings."""

    name: str
    period: str
    alarms: tuple[str, ...]
    value: float


@dataclass(frozen=True, slots=True)
class Report:
    """All figures of one report; `grouped` says what a group is (translator, run, feed, pair)."""

    grouped: str
    since: str
    until: str
    period: str
    signature: str
    model: str
    status: str
    total: Row
    groups: tuple[Row, ...]
    comparisons: tuple[Comparison, ...]
    chart: tuple[Period, ...]
    faults: tuple[Fault, ...]
    terms: tuple[Term, ...]
    documents: tuple[Row, ...]
    pages: tuple[Profiled, ...]
    reading: tuple[Place, ...]
    alerts: tuple[Alert, ...]
    counts: dict[str, dict[str, int]]  # by group: findings by "category severity", for other profiles
