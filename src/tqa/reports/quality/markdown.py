"""The quality report as Markdown, short enough for a mail."""

from __future__ import annotations

from collections.abc import Iterator

from tqa.reports.catalogue import words_of
from tqa.reports.quality import words
from tqa.reports.quality.figures import Report

LIMIT = 10


def _cell(text: str) -> str:
    """Text of a feed can neither end a cell nor become markup."""
    for sign in "\\`*_[]<>|#":
        text = text.replace(sign, "\\" + sign)
    return " ".join(text.split())


def markdown(report: Report, lang: str = "en") -> Iterator[str]:
    """The report line by line."""
    _ = words_of(lang)
    total = report.total
    yield f"# {_('Translation quality')}, {report.since}–{report.until}\n\n"
    yield f"{_('segments')}: {total.segments:,}, {_('words')}: {total.words:,}. **{words.rate(total.rate, _)}** "
    yield f"{_('penalty points per 1,000 words (95 % interval)')}; {_('rating')} {total.rating or '–'}, {_(total.verdict)}.\n\n"
    for alert in report.alerts:
        yield f"- **{_cell(words.alarmed(alert, _))}**\n"
    heads = (_(report.grouped), _("words"), _("points per 1,000 words"), _("rating"), _("publishable"))
    yield "\n| " + " | ".join(heads) + " |\n|---|--:|--:|--:|--:|\n"
    for r in report.groups:
        share = "–" if r.publishable is None else f"{r.publishable:.0%}"
        rated = _(r.verdict) if r.rating is None else f"{r.rating:g}, {_(r.verdict)}"
        yield f"| {_cell(r.name)} | {r.words:,} | {words.rate(r.rate, _)} | {rated} | {share} |\n"
    yield "\n"
    for c in report.comparisons[:LIMIT]:
        yield f"- {_cell(words.compared(c, _))}\n"
    yield f"\n## {_('Rules by cost')}\n\n| {_('rule')} | {_('findings')} | {_('points')} | {_('share of cost')} |\n|---|--:|--:|--:|\n"
    for f in report.faults[:LIMIT]:
        yield f"| {_cell(f.rule)} | {f.findings} | {f.points:g} | {f.share:.0%} |\n"
    yield f"\n{report.signature}|{report.model}\n"
