"""`tqa.report`: a quality report from a store, and the forms it is written in."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from tqa.files import aside
from tqa.records import PlanError, to_json
from tqa.reports.quality.figures import Place, Report
from tqa.scoring.mqm import profile as profile_of

if TYPE_CHECKING:
    from tqa.store import Store

FORMS = {".html": "html", ".md": "md", ".json": "json", ".xlsx": "xlsx"}


def report(
    store: Store,
    to: str | Path | None = None,
    *,
    runs: Iterable[int] = (),
    by: str = "translator",
    period: str = "month",
    profile: str = "wmt",
    weighted: bool = False,
    language: str = "en",
    **asked: str,
) -> Report:
    """The quality report of what a store holds; written to `to` in the form of its ending (.html, .md, .json, .xlsx).

    `by` is translator, run, feed or pair; `asked` narrows it by feed, translator, document, since and until (ISO dates).
    PlanError where nothing fits.
    """
    from tqa.reports.quality.build import GROUPS, build
    from tqa.reports.quality.ledger import PERIODS, Ledger

    for word, known, key in ((by, GROUPS, "--by"), (period, (*PERIODS, "week"), "--period")):
        if word not in known:
            raise PlanError(f"'{word}' is not one of {', '.join(known)}", key=key)
    frames = store.frames(tuple(runs), **asked)
    if frames.segments.empty:
        raise PlanError("there is nothing to report: no stored segment fits what was asked for", store.place)
    made = build(Ledger(frames.segments, frames.findings, profile_of(profile), period, weighted), by, period)
    if to is not None:
        write(made, store, Path(to), language)
    return made


def _places(made: Report) -> Iterator[Place]:
    yield from made.reading
    for page in made.pages:
        for places in page.examples.values():
            yield from places


def write(made: Report, store: Store, path: Path, language: str = "en") -> None:
    """A report in the form of the path's ending; aside first, so that nothing is half-written."""
    form = FORMS.get(path.suffix.lower())
    if form is None:
        raise PlanError(f"no report is written as '{path.suffix}'; known are {', '.join(FORMS)}", str(path), "--out")
    if form == "xlsx":
        from tqa.reports.quality.workbook import workbook

        workbook(made, path, language)
        return
    with aside(path) as file:
        for part in parts(made, store, form, language):
            file.write(part)


def parts(made: Report, store: Store, form: str, language: str = "en") -> Iterator[str]:
    """A report as text, part by part."""
    if form == "json":
        yield json.dumps(to_json(made), ensure_ascii=False, indent=1) + "\n"
    elif form == "md":
        from tqa.reports.quality.markdown import markdown

        yield from markdown(made, language)
    else:
        from tqa.reports.quality.page import page

        places = sorted({(p.run, p.position) for p in _places(made)})
        yield from page(made, store.at(places), language)
