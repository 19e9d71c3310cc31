"""What the formats share: a mark as a Finding, categories and severities in the words of each side."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from tqa.records import FeedError, Finding, Segment, Severity, Span, Verdict

RATER = "rater:"
NON_TRANSLATION = "non-translation"


def lines(path: Path) -> Iterator[tuple[int, str]]:
    """The lines that are not blank, with their numbers; FeedError where the file cannot be read."""
    try:
        with path.open(encoding="utf-8-sig") as file:
            for number, line in enumerate(file, 1):
                if line.strip():
                    yield number, line
    except (OSError, UnicodeDecodeError) as error:
        raise FeedError(f"cannot be read: {error}", str(path)) from None


def rater_of(verdict: Verdict) -> str:
    """Who marked: a rater, or tqa itself."""
    return verdict.plan.removeprefix(RATER) if verdict.plan.startswith(RATER) else "tqa"


def category(written: str) -> str:
    """`Accuracy/Mistranslation` and `Locale convention/Date format` as MQM paths of tqa."""
    return "/".join(part.strip().lower().replace(" ", "-").rstrip("!") for part in written.split("/") if part.strip())


def written_category(path: str) -> str:
    """The path as the field writes it: `accuracy/date-time` is Accuracy/Date-time."""
    return "/".join(part.capitalize() for part in path.split("/"))


def severity(written: str, path: str = "", line: int | None = None) -> Severity | None:
    """A severity, or None for `No-error`; FeedError for a word that is none."""
    word = written.strip().lower()
    if word in ("no-error", "no error", "", "hotw-test"):
        return None
    if word == "trivial":
        return Severity.MINOR
    try:
        return Severity(word)
    except ValueError:
        raise FeedError(f"'{written}' is no severity", path, line) from None


def mark(
    segment: Segment,
    rater: str,
    kind: str,
    weight: Severity,
    source: Span | None,
    target: Span | None,
    fingerprint: str = "",
) -> Finding:
    """A rater's mark as a finding."""
    return Finding(
        segment.id,
        f"{RATER}{rater}",
        category(kind),
        weight,
        written_category(category(kind)),
        "",
        source,
        target,
        fingerprint=fingerprint,
    )


def fitted(segment: Segment, span: Span, side: str, path: str, line: int) -> Span:
    """The span, if it lies in its text; FeedError otherwise."""
    text = (segment.source or "") if side == "source" else segment.target
    if not 0 <= span.start <= span.end <= len(text):
        raise FeedError(
            f"a mark from {span.start} to {span.end} does not fit the {side} of {len(text)} characters", path, line
        )
    return span
