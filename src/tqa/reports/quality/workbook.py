"""The quality report as an XLSX workbook: real numbers, frozen heads, charts; no cell of a feed is ever a formula."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tqa.files import inert
from tqa.reports.catalogue import words_of
from tqa.reports.quality import words
from tqa.reports.quality.figures import Rate, Report, Row

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet


def _number(rate: Rate | None) -> tuple[float | None, float | None, float | None]:
    return (None, None, None) if rate is None or rate.value is None else (rate.value, rate.low, rate.high)


def _sheet(book: Workbook, title: str, heads: Sequence[str], rows: Iterable[Sequence[Any]]) -> Worksheet:
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter

    sheet = book.create_sheet(title[:31])
    sheet.append(list(heads))
    for row in rows:
        sheet.append([inert(cell) if isinstance(cell, str) else cell for cell in row])
    for n, head in enumerate(heads, 1):
        sheet.cell(1, n).font = Font(bold=True)
        sheet.column_dimensions[get_column_letter(n)].width = max(12, min(48, len(head) + 4))
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = sheet.dimensions
    return sheet


def workbook(report: Report, path: Path, lang: str = "en") -> None:
    """Write the report; a sheet a table, a chart where there is one."""
    from openpyxl import Workbook
    from openpyxl.chart import BarChart, LineChart, Reference

    _ = words_of(lang)
    book = Workbook()
    del book[book.sheetnames[0]]
    heads = (
        _(report.grouped), _("segments"), _("documents"), _("words"), _("points"), _("points per 1,000 words"), "95 % –", "95 % +",
        _("drawn to the mean"), _("at equal difficulty"), _("confirmed"), _("rating"), "", _("publishable"), "HTER",
        *(_(d) for d in _dimensions(report.groups)),
    )  # fmt: skip
    groups = _sheet(book, _("Side by side"), heads, (_group(r, report, _) for r in report.groups))
    bars = BarChart()
    bars.type, bars.title = "bar", _("points per 1,000 words")
    bars.add_data(Reference(groups, min_col=6, min_row=1, max_row=len(report.groups) + 1), titles_from_data=True)
    bars.set_categories(Reference(groups, min_col=1, min_row=2, max_row=len(report.groups) + 1))
    groups.add_chart(bars, f"B{len(report.groups) + 4}")
    _sheet(
        book,
        _("Differences"),
        (_("Differences"), "Δ", "95 % –", "95 % +", "p", "p (Holm)", _("documents")),
        ((words.compared(c, _), c.difference, c.low, c.high, c.p, c.adjusted_p, c.units) for c in report.comparisons),
    )
    if report.chart:
        periods = _sheet(
            book,
            _("Over time"),
            ("", _("words"), _("points per 1,000 words"), "x̄", "–3σ", "+3σ", "EWMA", "CUSUM", "!"),
            (
                (p.name, p.words, p.value, p.centre, p.low, p.high, p.ewma, p.cusum, ", ".join(map(_, p.alarms)))
                for p in report.chart
            ),
        )
        line = LineChart()
        line.title = _("Points per 1,000 words by period")
        line.add_data(
            Reference(periods, min_col=3, max_col=6, min_row=1, max_row=len(report.chart) + 1), titles_from_data=True
        )
        line.set_categories(Reference(periods, min_col=1, min_row=2, max_row=len(report.chart) + 1))
        periods.add_chart(line, f"B{len(report.chart) + 4}")
    faults = (("", *_fault(f)) for f in report.faults)
    by_group = ((page.name, *_fault(f)) for page in report.pages for f in page.faults)
    _sheet(
        book,
        _("Rules by cost"),
        (
            _(report.grouped),
            _("rule"),
            _("category"),
            _("findings"),
            _("points"),
            _("share of cost"),
            _("per 1,000 words"),
            _("right, by reviewers"),
        ),
        (*faults, *by_group),
    )
    _sheet(
        book,
        _("Glossary entries by cost"),
        (_("entry"), _("findings"), _("points")),
        ((t.message, t.findings, t.points) for t in report.terms),
    )
    _sheet(
        book,
        _("Worst documents"),
        (_("document"), _("words"), _("points"), _("points per 1,000 words"), "95 % –", "95 % +"),
        ((r.name, r.words, r.points, *_number(r.rate)) for r in report.documents),
    )
    _sheet(
        book,
        "Signature",
        ("",),
        ((line,) for line in (report.signature, report.model, f"{report.since}–{report.until}")),
    )
    book.save(path)


def _dimensions(rows: Sequence[Row]) -> list[str]:
    return sorted({d for r in rows for d in r.dimensions})


def _group(r: Row, report: Report, _: words.Gettext) -> tuple[Any, ...]:
    drawn, equal, confirmed = (_number(x)[0] for x in (r.drawn, r.adjusted, r.confirmed))
    return (
        r.name, r.segments, r.documents, r.words, r.points, *_number(r.rate), drawn, equal, confirmed, r.rating, _(r.verdict),
        r.publishable, r.hter, *(r.dimensions.get(d, 0.0) for d in _dimensions(report.groups)),
    )  # fmt: skip


def _fault(f: Any) -> tuple[Any, ...]:
    return f.rule, f.category, f.findings, f.points, f.share, f.rate, f.right
