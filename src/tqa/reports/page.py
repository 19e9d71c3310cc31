"""The HTML report: one file, no request to anywhere; text of the feed can never become markup."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Any, NamedTuple

from tqa.languages import language
from tqa.records import Finding, Span, Verdict
from tqa.reports.summary import Summary, shown

# A page with more segments than this is no report any more; the rest is counted, and the JSONL has all.
LIMIT = 2_000


class Piece(NamedTuple):
    """A stretch of text and the numbers of the findings that mark it."""

    text: str
    marks: tuple[int, ...]
    severity: str


def pieces(text: str, spans: list[tuple[int, Span, str]]) -> list[Piece]:
    """The text cut at the borders of the spans; an insertion point becomes an empty piece."""
    cuts = sorted({0, len(text), *(s.start for _, s, _ in spans), *(s.end for _, s, _ in spans)})
    found: list[Piece] = []
    for n, start in enumerate(cuts):
        points = [(k, sev) for k, s, sev in spans if s.start == s.end == start]
        if points:
            found.append(Piece("", tuple(k for k, _ in points), points[0][1]))
        if n + 1 < len(cuts):
            end = cuts[n + 1]
            inside = [(k, sev) for k, s, sev in spans if s.start <= start and end <= s.end]
            found.append(Piece(text[start:end], tuple(k for k, _ in inside), inside[0][1] if inside else ""))
    return found


def _direction(tag: str) -> str:
    return str(language(tag).facts["direction"]) if tag else "auto"


@lru_cache(maxsize=1)
def _template() -> Any:
    from jinja2 import Environment, PackageLoader, StrictUndefined

    return Environment(
        loader=PackageLoader("tqa.reports"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    ).get_template("report.html")


# The sides of a segment and the names of what a template knows of them.
PIECES_SIDES = (("source", "source_dir", "source_lang"), ("target", "target_dir", "target_lang"))


def segment_view(verdict: Verdict) -> dict[str, Any]:
    """A segment as templates show it: both sides in pieces, findings numbered."""
    s, findings = verdict.segment, verdict.findings

    def spans(side: str) -> list[tuple[int, Span, str]]:
        return [
            (k, span, f.severity.value) for k, f in enumerate(findings, 1) if (span := getattr(f, side)) is not None
        ]

    return {
        "segment": s,
        "findings": [(k, f, _rule_name(f)) for k, f in enumerate(findings, 1)],
        "source": pieces(s.source or "", spans("source")),
        "target": pieces(s.target, spans("target")),
        "source_dir": _direction(s.source_lang),
        "target_dir": _direction(s.target_lang),
        "worst": max(findings, key=lambda f: f.severity.rank).severity.value if findings else "",
        "severities": " ".join(sorted({f.severity.value for f in findings})),
        "rules": " ".join(sorted({f.rule for f in findings})),
        "categories": " ".join(sorted({f.category.split("/")[0] for f in findings})),
    }


def _rule_name(finding: Finding) -> str:
    return finding.rule.rpartition("/")[2].replace("-", " ")


def page(verdicts: Iterable[Verdict], summary: Summary) -> Iterator[str]:
    """The parts of the page, to be written one after another."""
    rows: list[dict[str, Any]] = []
    hidden = 0
    for verdict in verdicts:
        if verdict.findings:
            if len(rows) < LIMIT:
                rows.append(segment_view(verdict))
            else:
                hidden += 1
    options = {
        "severities": [s for s in ("critical", "major", "minor", "neutral") if summary.severities[s]],
        "rules": sorted(summary.rules),
        "documents": sorted({r["segment"].document for r in rows} - {""}),
        "translators": sorted(summary.translators),
        "categories": sorted({c for r in rows for c in r["categories"].split()}),
    }
    yield from _template().generate(
        summary=summary,
        rows=rows,
        hidden=hidden,
        options=options,
        shown=shown,
        norm=summary.norm,
        profile=summary.plan.scoring,
        documents=summary.worst_documents(8),
        translators=summary.by_translator(),
        rules=summary.rules.most_common(12),
        metrics=summary.metrics(),
        plan=summary.plan.fingerprint,
    )
