"""What a store holds as two DataFrames: a row a segment and a row a finding; the ground of quality reports."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple
from zlib import crc32

from sqlalchemy import Engine, Select, and_, case, func, select

from tqa.records import Decision, StoreError
from tqa.store import schema

if TYPE_CHECKING:
    import pandas as pd


class Frames(NamedTuple):
    """`segments`: run, position, id, translator, document, feed, date, pair, words, source (a number that
    segments of one source text share), expected, publishable, difficulty, comparison,
    edits, length (of the post-edit, in words), metrics (statistics by metric, where there was a reference). `findings`: run, position, fingerprint, rule, category, severity, confidence, message
    (of terms), ruling, reason. A finding and its segment share run and position."""

    segments: pd.DataFrame
    findings: pd.DataFrame


def frames(
    engine: Engine,
    decisions: dict[str, Decision],
    runs: tuple[int, ...] = (),
    feed: str = "",
    translator: str = "",
    document: str = "",
    since: str = "",
    until: str = "",
) -> Frames:
    """Segments and findings of some runs, or of all as they were last checked; dates are ISO, ends included."""
    import pandas as pd

    v, s, r = schema.verdicts.c, schema.segments.c, schema.runs.c
    record = s.record
    chosen: Select[Any] = (
        select(
            v.run, v.position, v.words, v.scores, s.translator, s.document, s.date, r.feed,
            record["id"].as_string().label("id"), record["source"].as_string().label("source"),
            (record["source_lang"].as_string() + ">" + record["target_lang"].as_string()).label("pair"),
        )
        .join_from(schema.verdicts, schema.segments, v.segment == s.id)
        .join(schema.runs, v.run == r.id)
        .where(r.state == "done")
        .order_by(v.run, v.position)
    )  # fmt: skip
    if runs:
        chosen = chosen.where(v.run.in_(runs))
    else:
        newest = func.max(v.run).over(partition_by=v.segment).label("newest")
        ranked = (
            select(v.run, v.position, newest)
            .join_from(schema.verdicts, schema.runs, v.run == r.id)
            .where(r.state == "done")
            .subquery()
        )
        mine = and_(ranked.c.run == v.run, ranked.c.position == v.position, ranked.c.run == ranked.c.newest)
        chosen = chosen.join(ranked, mine)
    for asked, condition in (
        (feed, r.feed == feed),
        (translator, s.translator == translator),
        (document, s.document == document),
        (since, s.date >= since),
        (until, func.substr(s.date, 1, 10) <= until),
    ):
        if asked:
            chosen = chosen.where(condition)
    with engine.connect() as connection:
        known = set(connection.execute(select(r.id).where(r.state == "done")).scalars())
        if missing := [n for n in runs if n not in known]:
            raise StoreError(f"has no run {missing[0]}; `tqa store list` shows those it has")
        rows = connection.execution_options(yield_per=5000).execute(chosen)
        columns: dict[str, list[Any]] = {
            name: [] for name in (*_PLAIN, *_SCORES.values(), "edits", "length", "metrics", "source")
        }
        for row in rows:
            _add(columns, row._mapping)
        segments = pd.DataFrame(columns)
        del columns
        if segments.empty:
            return Frames(segments, pd.DataFrame())
        f = schema.findings.c
        terms = case((f.category.like("terminology%"), f.record["message"].as_string()), else_="")
        findings = pd.DataFrame(
            connection.execute(
                select(
                    f.run,
                    f.position,
                    f.fingerprint,
                    f.rule,
                    f.category,
                    f.severity,
                    f.confidence,
                    terms.label("message"),
                )
                .where(f.run.in_(sorted({int(n) for n in segments["run"].unique()})))
                .order_by(f.run, f.position, f.id)
            ).all(),
            columns=["run", "position", "fingerprint", "rule", "category", "severity", "confidence", "message"],
        )
    findings = findings.merge(segments[["run", "position"]], on=["run", "position"])
    findings["ruling"] = [decisions[p].ruling if p in decisions else "" for p in findings["fingerprint"]]
    findings["reason"] = [decisions[p].reason if p in decisions else "" for p in findings["fingerprint"]]
    return Frames(segments, findings)


_SCORES = {
    "expected-penalty": "expected",
    "publishable": "publishable",
    "difficulty": "difficulty",
    "comparison": "comparison",
}


_PLAIN = ("run", "position", "id", "translator", "document", "date", "feed", "pair", "words")


def _add(columns: dict[str, list[Any]], row: Any) -> None:
    """A row put under the others, column by column, which takes a third of the memory of a list of rows."""
    for name in _PLAIN:
        columns[name].append(row[name])
    columns["source"].append(crc32((row["source"] or "").encode("utf-8", "replace")))
    found: dict[str, float] = {}
    metrics: dict[str, list[float]] = {}
    for score in row["scores"]:
        if score["metric"] in _SCORES:
            found[_SCORES[score["metric"]]] = score["value"]
        elif score["metric"] == "hter" and score.get("statistics"):
            found["edits"], found["length"] = score["statistics"]
        elif score.get("statistics"):
            metrics[score["metric"]] = score["statistics"]
    columns["metrics"].append(metrics or None)
    for name in (*_SCORES.values(), "edits", "length"):
        columns[name].append(found.get(name))
