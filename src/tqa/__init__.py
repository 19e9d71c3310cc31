"""tqa tells a newsroom what is wrong with its machine-translated news, where, why, and how to mend it.

import tqa
plan = tqa.Plan.load("tqa.toml")
for verdict in tqa.check(tqa.read("feed.jsonl"), plan, jobs=4):
    print(verdict.segment.id, [finding.message for finding in verdict.findings])
"""

from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

if TYPE_CHECKING:
    from tqa.audit.plan import Plan as Plan
    from tqa.feeds import read as read
    from tqa.glossary import read_glossary as read_glossary
    from tqa.records import Finding as Finding
    from tqa.records import Score as Score
    from tqa.records import Segment as Segment
    from tqa.records import Severity as Severity
    from tqa.records import Span as Span
    from tqa.records import TqaError as TqaError
    from tqa.records import Verdict as Verdict
    from tqa.records import repaired as repaired
    from tqa.reports.quality.write import report as report
    from tqa.run.frames import check_frame as check_frame
    from tqa.run.local import check as check
    from tqa.store import Store as Store

# The public names and their rooms; imported on first use, so that `import tqa` stays light.
_ROOMS = {
    "Plan": "audit.plan",
    "read": "feeds",
    "read_glossary": "glossary",
    "check": "run.local",
    "check_frame": "run.frames",
    "Store": "store",
    "report": "reports.quality.write",
    **dict.fromkeys(("Finding", "Score", "Segment", "Severity", "Span", "TqaError", "Verdict", "repaired"), "records"),
}
__all__ = [
    "Finding",
    "Plan",
    "Score",
    "Segment",
    "Severity",
    "Span",
    "Store",
    "TqaError",
    "Verdict",
    "check",
    "check_frame",
    "read",
    "read_glossary",
    "repaired",
    "report",
]


def __getattr__(name: str) -> Any:
    if name not in _ROOMS:
        raise AttributeError(f"module 'tqa' has no attribute '{name}'")
    from importlib import import_module

    return getattr(import_module(f"tqa.{_ROOMS[name]}"), name)
