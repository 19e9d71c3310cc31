"""A review sample: drawn by risk, written for people, read back as decisions and an unbiased estimate."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tqa.annotations import marot
from tqa.annotations import read as read_annotations
from tqa.files import aside, inert, told
from tqa.records import Decision, FeedError, PlanError, Severity, Verdict
from tqa.scoring.mqm import count_words, profile
from tqa.scoring.statistics.sampling import draw

if TYPE_CHECKING:
    from tqa.store.frames import Frames

COLUMNS = (
    "run", "position", "chance", "population_words", "words", "source", "target", "marked", "rule", "severity", "message",
    "suggestion", "fingerprint", "ruling", "reason", "text",
)  # fmt: skip
_WIDE = {"source": 50, "target": 50, "message": 40, "marked": 24, "suggestion": 24, "reason": 24, "text": 24}


@dataclass(frozen=True, slots=True)
class Drawn:
    """A segment of the sample: its place in the store, its chance to be drawn, the words of all it was drawn from."""

    run: int
    position: int
    chance: float
    population_words: int


@dataclass(frozen=True, slots=True)
class Reviewed:
    """A row that came back: a finding (or none) of a drawn segment, and what was said of it."""

    place: tuple[int, int]
    chance: float
    population_words: int
    words: int
    fingerprint: str
    severity: str
    ruling: str
    reason: str = ""
    text: str = ""

    def decision(self, reviewer: str) -> Decision | None:
        """The decision to store; None where nothing was said. PlanError for a dismissal without a reason."""
        if not self.ruling or not self.fingerprint:
            return None
        reason = self.reason or ("review sample" if self.ruling == "dismissed" else "")
        return Decision(self.fingerprint, self.ruling, self.text, reason, reviewer)


def drawn(frames: Frames, size: int, seed: int) -> list[Drawn]:
    """Segments by expected points: what was found, and what the estimate expects beyond it."""
    import numpy as np

    if frames.segments.empty:
        return []
    by = profile("wmt")
    table = frames.segments.reset_index(drop=True)
    found = frames.findings
    points = np.zeros(len(table))
    if len(found):
        prices = [by.penalty(c, Severity(s)) for c, s in zip(found["category"], found["severity"], strict=True)]
        sums = found.assign(points=prices).groupby(["run", "position"])["points"].sum()
        points = sums.reindex(list(zip(table["run"], table["position"], strict=True)), fill_value=0.0).to_numpy(float)
    expected = np.nan_to_num(table["expected"].astype(float).to_numpy(), nan=1.0)
    words = int(table["words"].sum())
    return [
        Drawn(int(table["run"][c.unit]), int(table["position"][c.unit]), round(c.chance, 6), words)
        for c in draw([float(x) for x in points + expected], size, seed=seed)
    ]


def _rows(chosen: Sequence[Drawn], verdicts: Mapping[tuple[int, int], Verdict]) -> Iterator[tuple[Any, ...]]:
    for one in chosen:
        verdict = verdicts[one.run, one.position]
        s = verdict.segment
        head = (one.run, one.position, one.chance, one.population_words, count_words(s), s.source or "", s.target)
        for f in verdict.findings or (None,):
            if f is None:
                yield (*head, *[""] * 9)
                continue
            text, span = (s.target, f.target) if f.target is not None else (s.source or "", f.source)
            words = text[span.start : span.end] if span else ""
            yield (*head, words, f.rule, f.severity.value, f.message, f.suggestion or "", f.fingerprint, "", "", "")


def written(chosen: Sequence[Drawn], verdicts: Mapping[tuple[int, int], Verdict], path: Path) -> None:
    """The sample as a workbook or for Marot; the translator's name is left out of the workbook, for a fair reading."""
    if path.suffix == ".tsv":
        weights = {(c.run, c.position): c for c in chosen}
        with aside(path) as file:
            marot.write((_numbered(verdicts[place], place, weights[place]) for place in weights), file)
        return
    if path.suffix != ".xlsx":
        raise PlanError(f"a sample is written as .xlsx or .tsv, not '{path.suffix}'", str(path), "--out")
    from openpyxl import Workbook
    from openpyxl.styles import Alignment, Font
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.datavalidation import DataValidation

    book = Workbook()
    sheet: Any = book.active
    sheet.title = "review"
    sheet.append(list(COLUMNS))
    for row in _rows(chosen, verdicts):
        sheet.append([inert(cell) if isinstance(cell, str) else cell for cell in row])
    for n, name in enumerate(COLUMNS, 1):
        sheet.cell(1, n).font = Font(bold=True)
        sheet.column_dimensions[get_column_letter(n)].width = _WIDE.get(name, 12)
    for row in sheet.iter_rows(min_row=2):
        for cell in row:
            cell.alignment = Alignment(wrap_text=True, vertical="top")
    sheet.freeze_panes = "A2"
    choice = DataValidation(type="list", formula1='"accepted,dismissed,edited"', allow_blank=True)
    sheet.add_data_validation(choice)
    ruling = get_column_letter(COLUMNS.index("ruling") + 1)
    choice.add(f"{ruling}2:{ruling}{max(2, sheet.max_row)}")
    book.save(path)


def _numbered(verdict: Verdict, place: tuple[int, int], one: Drawn) -> Verdict:
    """The verdict with its place, chance and population in the segment's id, where Marot's metadata keep it."""
    from dataclasses import replace

    name = f"{place[0]}:{place[1]}:{one.chance}:{one.population_words}"
    return replace(verdict, segment=replace(verdict.segment, id=name), plan="rater:tqa")


def read_back(path: Path) -> list[Reviewed]:
    """The rows of a sample that was read. In a workbook a finding without a ruling stays open; in Marot a mark that is still
    there is accepted. FeedError for a file that is no sample."""
    if path.suffix == ".tsv":
        return [row for verdict in read_annotations(path, "marot") for row in _marot_rows(verdict, str(path))]
    from openpyxl import load_workbook

    try:
        sheet: Any = load_workbook(path, read_only=True).active
        rows = [list(row) for row in sheet.iter_rows(values_only=True)]
    except Exception as error:
        raise FeedError(f"is no workbook that can be read: {error}", str(path)) from None
    head = [str(cell) for cell in rows[0]] if rows else []
    if missing := [c for c in COLUMNS if c not in head]:
        raise FeedError(f"has no column '{missing[0]}'; is it a sample of `tqa sample`?", str(path), 1)
    found = []
    for number, cells in enumerate(rows[1:], 2):
        row = {k: told(str(v)) if isinstance(v, str) else v for k, v in zip(head, cells, strict=False)}
        if row["run"] is None:
            continue
        ruling = str(row["ruling"] or "").strip().lower()
        if ruling not in ("", "accepted", "dismissed", "edited"):
            raise FeedError(f"unknown ruling '{ruling}'; accepted, dismissed or edited", str(path), number)
        found.append(
            Reviewed(
                (int(row["run"]), int(row["position"])), float(row["chance"]), int(row["population_words"]), int(row["words"] or 0),
                str(row["fingerprint"] or ""), str(row["severity"] or ""), ruling, str(row["reason"] or ""), str(row["text"] or ""),
            )
        )  # fmt: skip
    return found


def _marot_rows(verdict: Verdict, path: str) -> Iterator[Reviewed]:
    try:
        run, position, chance, population = verdict.segment.id.split(":")
        place, head = (int(run), int(position)), (float(chance), int(population), count_words(verdict.segment))
    except ValueError:
        raise FeedError("is no sample of `tqa sample`: its segments do not say where they were drawn", path) from None
    if not verdict.findings:
        yield Reviewed(place, *head, "", "", "")
    for f in verdict.findings:
        yield Reviewed(place, *head, f.fingerprint, f.severity.value, "accepted" if f.fingerprint else "added")


def estimate(rows: Sequence[Reviewed]) -> dict[str, Any]:
    """What accepted and added findings say of all that was drawn from: points per 1,000 words, with an interval.

    The total is that of Horvitz and Thompson over the population's words, its variance Hansen and Hurwitz's (1943), which is a
    little too wide for a sample without replacement.
    """
    by = profile("wmt")
    points: dict[tuple[int, int], float] = {}
    chance: dict[tuple[int, int], float] = {}
    for row in rows:
        counted = row.ruling in ("accepted", "edited", "added")
        points[row.place] = points.get(row.place, 0.0) + (by.weights[row.severity] if counted and row.severity else 0.0)
        chance[row.place] = row.chance
    if not rows:
        raise PlanError("the sample holds no segment")
    words = rows[0].population_words
    parts = [points[p] / chance[p] for p in points]
    total, n = sum(parts), len(parts)
    variance = n / (n - 1) * sum((x - total / n) ** 2 for x in parts) if n > 1 else math.inf
    half = 1.96 * math.sqrt(variance)
    return {
        "segments_read": n,
        "findings_ruled": sum(bool(r.ruling) for r in rows),
        "points_per_1000_words": round(total / words * 1000, 3),
        "low": round(max(0.0, total - half) / words * 1000, 3),
        "high": round((total + half) / words * 1000, 3) if n > 1 else None,
        "signature": by.as_signed("confirmed-by-sample"),
    }
