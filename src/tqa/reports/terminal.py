"""The summary and the findings as a person reads them in a terminal."""

from __future__ import annotations

from collections.abc import Iterable

from rich.console import Console
from rich.markup import escape
from rich.table import Table
from rich.text import Text

from tqa.records import Finding, Segment, Span, Verdict
from tqa.reports.summary import Summary, shown

_STYLES = {"critical": "bold white on red", "major": "bold red", "minor": "yellow", "neutral": "blue"}


def _excerpt(text: str, span: Span, style: str, width: int) -> Text:
    """The text around a span, the span marked."""
    room = max(20, (width - (span.end - span.start)) // 2)
    start, end = max(0, span.start - room), min(len(text), span.end + room)
    line = Text("…" if start else "")
    line.append(text[start : span.start].replace("\n", " "))
    line.append(text[span.start : span.end].replace("\n", " ") or "▲", style=style + " underline")
    line.append(text[span.end : end].replace("\n", " "))
    line.append("…" if end < len(text) else "")
    return line


def print_findings(verdicts: Iterable[Verdict], console: Console, limit: int) -> None:
    """The first `limit` findings with their text; the rest is counted."""
    left, more = limit, 0
    for verdict in verdicts:
        for finding in verdict.findings:
            if left > 0:
                _print(verdict.segment, finding, console)
                left -= 1
            else:
                more += 1
    if more:
        console.print(f"… and {more:,} findings more; --format html or jsonl has them all.\n", style="dim")


def _print(segment: Segment, finding: Finding, console: Console) -> None:
    style = _STYLES[finding.severity.value]
    console.print(Text.assemble((finding.severity.value, style), f" {finding.message} ", (f"[{finding.rule}]", "dim")))
    where = " · ".join(part for part in (segment.id, segment.translator) if part)
    console.print(Text(f"  {where}", style="dim"))
    width = min(console.width, 140) - 4
    if finding.source is not None and segment.source and finding.source.end > finding.source.start:
        console.print(Text("  < ") + _excerpt(segment.source, finding.source, style, width), soft_wrap=True)
    if finding.target is not None:
        console.print(Text("  > ") + _excerpt(segment.target, finding.target, style, width), soft_wrap=True)
    if finding.suggestion:
        console.print(Text.assemble("  = ", (finding.suggestion, "green")))
    console.print()


def print_summary(summary: Summary, console: Console) -> None:
    counts = (
        ", ".join(f"{n:,} {s}" for s in ("critical", "major", "minor", "neutral") if (n := summary.severities[s]))
        or "none"
    )
    console.print(
        f"[bold]{summary.segments:,}[/bold] segments, [bold]{summary.flagged:,}[/bold] with a finding: {counts}"
    )
    console.print(
        f"Penalty points per 1,000 words: [bold]{escape(shown(summary.norm))}[/bold]  [dim]{escape(summary.plan.scoring.signature)}[/dim]"
    )
    for score in summary.metrics():
        console.print(f"{score.metric}: [bold]{score.value:.2f}[/bold]  [dim]{escape(score.signature)}[/dim]")
    if summary.known:
        console.print(f"{summary.known:,} findings stand in the baseline and were left out.")
    rows: list[tuple[str, tuple[str, ...], list[tuple[str, ...]]]] = [
        (
            "Worst documents",
            ("document", "points", "words", "per 1,000 words"),
            [
                (
                    d or "(no document)",
                    f"{t.points:g}",
                    f"{t.words:,}",
                    shown(n) if n.value is not None else "too short to score",
                )
                for d, t, n in summary.worst_documents(5)
            ]
            if len(summary.documents) > 1
            else [],
        ),
        ("Most frequent rules", ("rule", "findings"), [(r, f"{n:,}") for r, n in summary.rules.most_common(8)]),
        (
            "By translator",
            ("translator", "segments", "points", "per 1,000 words"),
            [(name, f"{t.segments:,}", f"{t.points:g}", shown(n)) for name, t, n in summary.by_translator()],
        ),
    ]
    for title, heads, body in rows:
        if body:
            table = Table(title=title, title_justify="left", title_style="bold", box=None, padding=(0, 2, 0, 0))
            for n, head in enumerate(heads):
                table.add_column(
                    head, justify="right" if n and head not in ("per 1,000 words",) else "left", overflow="fold"
                )
            for row in body:
                table.add_row(*(escape(cell) for cell in row))
            console.print()
            console.print(table)
    if summary.failures:
        worst = ", ".join(f"{r} ({n})" for r, n in summary.failures.most_common(3))
        console.print(
            f"\n[bold red]{sum(summary.failures.values()):,} checks crashed[/bold red]: {escape(worst)}; for instance {escape(summary.failure_example)}"
        )
