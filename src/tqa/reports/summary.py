"""A feed's verdicts added up: what is wrong, how often, where, and by whom."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field

from tqa.audit.plan import Plan
from tqa.records import Score, Severity, Verdict
from tqa.scoring.lexical import Sums
from tqa.scoring.mqm import Norm, Tally, norm, tally


@dataclass
class Summary:
    """Counts and tallies; grows with the number of documents, rules and translators, not of segments."""

    plan: Plan
    segments: int = 0
    flagged: int = 0
    known: int = 0  # findings that a baseline already knew
    severities: Counter[str] = field(default_factory=Counter)
    rules: Counter[str] = field(default_factory=Counter)
    failures: Counter[str] = field(default_factory=Counter)
    failure_example: str = ""
    total: Tally = field(default_factory=Tally)
    documents: dict[str, Tally] = field(default_factory=lambda: defaultdict(Tally))
    translators: dict[str, Tally] = field(default_factory=lambda: defaultdict(Tally))
    sums: dict[str, Sums] = field(default_factory=dict)
    unknown_languages: Counter[str] = field(default_factory=Counter)

    def add(self, verdict: Verdict) -> None:
        self.segments += 1
        self.flagged += bool(verdict.findings)
        self.severities.update(f.severity.value for f in verdict.findings)
        self.rules.update(f.rule for f in verdict.findings)
        for failure in verdict.failures:
            self.failures[failure.rule] += 1
            self.failure_example = self.failure_example or f"{failure.segment}: {failure.error}"
        one = tally(verdict.segment, verdict.findings, self.plan.scoring)
        self.total += one
        self.documents[verdict.segment.document] += one
        if verdict.segment.translator:
            self.translators[verdict.segment.translator] += one
        for score in verdict.scores:
            if score.statistics:
                self.sums.setdefault(score.metric, Sums(score.metric)).add(score.statistics)

    @property
    def norm(self) -> Norm:
        return norm(self.total, self.plan.scoring)

    def worst_documents(self, limit: int = 10) -> list[tuple[str, Tally, Norm]]:
        """Documents by penalty points a 1,000 words, those too short for a score by points, behind the others."""
        rows = [(d, t, norm(t, self.plan.scoring)) for d, t in self.documents.items() if t.points]
        rows.sort(key=lambda r: (-(r[1].points / max(1, r[1].words)), -r[1].points, r[0]))
        return rows[:limit]

    def by_translator(self) -> list[tuple[str, Tally, Norm]]:
        return [(name, t, norm(t, self.plan.scoring)) for name, t in sorted(self.translators.items())]

    def metrics(self) -> list[Score]:
        """Corpus scores of the metrics that need references, over the segments that have one."""
        return [score for sums in self.sums.values() if (score := sums.score()) is not None]

    def at_or_above(self, severity: str) -> int:
        """Findings at or above a severity; none for `never`."""
        if severity == "never":
            return 0
        rank = Severity(severity).rank
        return sum(n for s, n in self.severities.items() if Severity(s).rank >= rank)


def shown(value: Norm) -> str:
    """A normed score in words: points a 1,000 words with its interval, or why there is none."""
    if value.value is None:
        return f"too short for a score ({value.words} words)"
    fail = ", fails (critical)" if value.failed else ""
    return f"{value.value:.1f} ({value.low:.1f}–{value.high:.1f}){fail}"
