"""Findings as SARIF 2.1.0, for tools that read the results of checkers; a segment is a logical location."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from tqa.audit.plan import rules
from tqa.records import Finding, Segment, Verdict
from tqa.reports.write import rule_page

LEVELS = {"critical": "error", "major": "error", "minor": "warning", "neutral": "note"}
SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"


def sarif(verdicts: Iterable[Verdict], feed: str, version: str) -> str:
    """One run as a SARIF log; offsets are code points of the target, or of the source where only it is marked."""
    results, used = [], set()
    for verdict in verdicts:
        for finding in verdict.findings:
            used.add(finding.rule)
            results.append(_result(verdict.segment, finding, feed))
    known = rules()
    driver = {
        "name": "tqa",
        "version": version,
        "rules": [
            {
                "id": name,
                "helpUri": rule_page(name),
                **(
                    {"shortDescription": {"text": known[name].message}, "fullDescription": {"text": known[name].why}}
                    if name in known
                    else {}
                ),
            }
            for name in sorted(used)
        ],
    }
    run = {"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "results": results}
    return json.dumps({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}, ensure_ascii=False, indent=1) + "\n"


def _result(segment: Segment, finding: Finding, feed: str) -> dict[str, Any]:
    span = finding.target or finding.source
    region = {"charOffset": span.start, "charLength": span.end - span.start} if span else {}
    place = {
        "logicalLocations": [
            {"name": segment.id, "fullyQualifiedName": f"{segment.document}/{segment.id}", "kind": "element"}
        ],
        "physicalLocation": {"artifactLocation": {"uri": feed}, **({"region": region} if region else {})},
    }
    fix = {"properties": {"suggestion": finding.suggestion}} if finding.suggestion is not None else {}
    return {
        "ruleId": finding.rule,
        "level": LEVELS[finding.severity.value],
        "message": {"text": finding.message},
        "locations": [place],
        "partialFingerprints": {"tqa/v1": finding.fingerprint},
        **fix,
    }
