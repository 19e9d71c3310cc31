"""The quality report as one offline HTML page: overview, a section a group, examples with their spans."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import lru_cache
from typing import Any

from markupsafe import Markup

from tqa.records import Severity, Verdict
from tqa.reports.catalogue import catalogue, translated
from tqa.reports.page import PIECES_SIDES, segment_view
from tqa.reports.quality import words
from tqa.reports.quality.drawing import control_chart, intervals
from tqa.reports.quality.figures import Place, Report
from tqa.scoring.mqm import HERE as PROFILES
from tqa.scoring.mqm import Profile, profile

Verdicts = Mapping[tuple[int, int], Verdict]
DIMENSIONS = ("accuracy", "terminology", "linguistic", "style", "locale-convention", "markup", "design")


@lru_cache(maxsize=4)
def _environment(lang: str) -> Any:
    from jinja2 import Environment, PackageLoader, StrictUndefined

    made = Environment(
        loader=PackageLoader("tqa.reports"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )
    made.install_gettext_translations(catalogue(lang), newstyle=False)  # type: ignore[attr-defined]
    return made


def page(report: Report, verdicts: Verdicts, lang: str = "en") -> Iterator[str]:
    """The parts of the page, to be written one after another; `verdicts` are those of its examples."""
    _ = catalogue(lang).gettext

    def shown(place: Place, rule: str = "") -> dict[str, Any] | None:
        verdict = verdicts.get((place.run, place.position))
        if verdict is None:
            return None
        kept = [f for f in verdict.findings if not rule or f.rule == rule] or list(verdict.findings)
        return segment_view(replace(verdict, findings=tuple(translated(f, lang) for f in kept)))

    pages = [
        {
            "page": one,
            "row": row,
            "headline": words.headline(row, report.total, _),
            "chart": control_chart(one.chart, _("Points per 1,000 words by period")),
            "examples": [(rule, [v for p in places if (v := shown(p, rule))]) for rule, places in one.examples.items()],
            "compared": [words.compared(c, _) for c in report.comparisons if one.name in (c.one, c.other)],
            "changes": [words.changed(c, _) for c in one.changes],
        }
        for one, row in zip(report.pages, report.groups, strict=True)
    ]
    yield from (
        _environment(lang)
        .get_template("quality.html")
        .generate(
            report=report,
            lang=lang,
            pages=pages,
            rate=lambda value: words.rate(value, _),
            share=lambda value: "–" if value is None else f"{value:.0%}",
            compared=[(c.adjusted_p <= words.LEVEL, words.compared(c, _)) for c in report.comparisons],
            measured=[line for c in report.comparisons for line in words.measured(c, _)],
            metrics=sorted({m for r in report.groups for m in r.metrics}),
            alerts=[words.alarmed(a, _) for a in report.alerts],
            chart=control_chart(report.chart, _("Points per 1,000 words by period")),
            intervals=intervals(report.groups, _("Points per 1,000 words with their intervals")),
            reading=[v for p in report.reading if (v := shown(p))],
            dimensions=[d for d in DIMENSIONS if any(d in r.dimensions for r in report.groups)],
            sides=PIECES_SIDES,
            data=_embedded(report),
        )
    )


def _embedded(report: Report) -> Markup:
    """What the page needs to price findings under another profile, as JSON that no text can break out of."""
    known = [profile(p.stem) for p in sorted(PROFILES.glob("*.toml"))]
    data = {
        "profiles": {p.name: _priced(p) for p in known},
        "groups": {r.name: {"words": r.words, "counts": report.counts[r.name]} for r in report.groups},
        "severities": [s.value for s in Severity],
    }
    text = json.dumps(data, ensure_ascii=False)
    for sign in "<>&\u2028\u2029":
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return Markup(text)


def _priced(by: Profile) -> dict[str, Any]:
    return {"weights": dict(by.weights), "special": dict(by.special), "types": dict(by.types)}
