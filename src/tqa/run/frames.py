"""pandas in and out: a frame of segments gives frames of findings and scores."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from tqa.audit.plan import Plan
from tqa.feeds.rows import Fields, segment
from tqa.records import FeedError, Segment, to_json
from tqa.run.local import check

if TYPE_CHECKING:
    import pandas as pd


class Frames(NamedTuple):
    """`findings` has a row a finding, `scores` a row a score; both name the segment by id and by the frame's index."""

    findings: pd.DataFrame
    scores: pd.DataFrame


FINDING_COLUMNS = (
    "index",
    "segment",
    "rule",
    "category",
    "severity",
    "message",
    "source_start",
    "source_end",
    "target_start",
    "target_end",
    "suggestion",
    "confidence",
    "fingerprint",
)


def segments_of(frame: pd.DataFrame, fields: Fields) -> Iterator[Segment]:
    """Segments of a frame's rows; missing values (NaN, None, NA) are no text. FeedError names the row."""
    import pandas as pd

    columns = fields.find([str(c) for c in frame.columns])
    for index, row in zip(frame.index, frame.to_dict("records"), strict=True):
        values = {str(k): None if not isinstance(v, (list, dict)) and pd.isna(v) else v for k, v in row.items()}
        try:
            yield segment(values, columns, fields, str(index))
        except FeedError as error:
            raise FeedError(f"row {index!r} {error}") from None


def check_frame(
    frame: pd.DataFrame,
    plan: Plan | None = None,
    *,
    columns: Mapping[str, str] | None = None,
    source_lang: str = "",
    target_lang: str = "",
    jobs: int = 1,
    cache: str | None = None,
) -> Frames:
    """Check the segments of a DataFrame; its columns are the fields of a segment, or as `columns` names them."""
    import pandas as pd

    plan = plan or Plan.load()
    fields = Fields(
        {**plan.columns, **(columns or {})}, source_lang or plan.source_lang, target_lang or plan.target_lang
    )
    findings: list[dict[str, Any]] = []
    scores: list[dict[str, Any]] = []
    for index, verdict in zip(frame.index, check(segments_of(frame, fields), plan, jobs, cache=cache), strict=True):
        for f in verdict.findings:
            row = to_json(f)
            row.update(
                index=index,
                source_start=f.source.start if f.source else None,
                source_end=f.source.end if f.source else None,
                target_start=f.target.start if f.target else None,
                target_end=f.target.end if f.target else None,
            )
            findings.append(row)
        scores += [{"index": index, **to_json(s)} for s in verdict.scores]
    made = pd.DataFrame(findings, columns=list(FINDING_COLUMNS))
    for column in ("source_start", "source_end", "target_start", "target_end"):
        made[column] = made[column].astype("Int64")
    return Frames(made, pd.DataFrame(scores, columns=["index", "segment", "metric", "value", "signature"]))
