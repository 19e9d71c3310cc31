"""Hits of rules made into findings: message, fingerprint, overlaps merged."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace

from tqa.audit.plan import Plan
from tqa.checks.finder import Hit, Rule
from tqa.records import Finding, Segment, Span


def finding(segment: Segment, rule: Rule, hit: Hit, plan: Plan) -> Finding:
    """The finding of a hit, its fingerprint still without an occurrence number."""
    target = _trimmed(hit.target, len(segment.target))
    source = _trimmed(hit.source, len(segment.source or ""))
    return Finding(
        segment=segment.id,
        rule=rule.id,
        category=rule.category,
        severity=hit.severity if hit.severity is not None and rule.id not in plan.severity else plan.severity_of(rule),
        message=rule.message.format_map(_Words(hit.words)),
        why=rule.why,
        source=source,
        target=target,
        suggestion=hit.suggestion,
        evidence=tuple(hit.evidence),
        confidence=round(rule.confidence if hit.confidence is None else hit.confidence, 3),
    )


class _Words(dict[str, str]):
    def __missing__(self, key: str) -> str:
        return ""


def _trimmed(span: Span | None, length: int) -> Span | None:
    return None if span is None else Span(min(span.start, length), min(span.end, length))


def merged(findings: Iterable[Finding]) -> list[Finding]:
    """Findings in the order of the text, those that overlap on a side joined into the strongest with all evidence.

    A finding on most of a long text says something of the whole and swallows nothing.
    """
    kept: list[Finding] = []
    for one in sorted(findings, key=_strength):
        for n, other in enumerate(kept):
            if _same_place(one, other):
                also = f"also {one.rule}: {one.message}"
                if one.rule != other.rule and also not in other.evidence:
                    kept[n] = replace(other, evidence=(*other.evidence, also))
                break
        else:
            kept.append(one)
    return sorted(kept, key=lambda f: (f.target or Span(10**9, 10**9), f.source or Span(10**9, 10**9), f.rule))


def _strength(f: Finding) -> tuple[int, bool, float, int, int, str]:
    """Severity first; then what names its fault before what only doubts a place (a detector has a category without a kind)."""
    place = f.target or f.source or Span(0, 0)
    return (-f.severity.rank, "/" not in f.category, -f.confidence, place.start, place.end, f.rule)


def _same_place(a: Finding, b: Finding) -> bool:
    if a.target and b.target and a.target.start < a.target.end and b.target.start < b.target.end:
        return a.target.overlaps(b.target) and _comparable(a.target, b.target)
    if a.source and b.source and not (a.target and b.target):
        return a.source.overlaps(b.source) and _comparable(a.source, b.source)
    return False


def _comparable(a: Span, b: Span) -> bool:
    small, large = sorted((a.end - a.start, b.end - b.start))
    return large <= 8 * max(small, 4)


def fingerprinted(segment: Segment, findings: Sequence[Finding]) -> list[Finding]:
    """Findings with fingerprints of rule, marked words, source (else target), document and occurrence: they survive edits
    elsewhere and never join two places."""
    seen: Counter[str] = Counter()
    done = []
    for f in findings:
        words = "\u0001".join(
            text[span.start : span.end] if span else ""
            for text, span in ((segment.source or "", f.source), (segment.target, f.target))
        )
        stem = "\u0000".join((f.rule, words, segment.source or segment.target, segment.document))
        seen[stem] += 1
        digest = hashlib.sha256(f"{stem}\u0000{seen[stem]}".encode("utf-8", "replace")).hexdigest()[:20]
        done.append(replace(f, fingerprint=digest))
    return done
