"""An article: what it is called, when and where it stands, its paragraphs with their links."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Article:
    """`id` is its guid or address, `key` another name that its translations share, `alternates` their addresses by language.

    Paragraphs keep `<a>` around links, which is where fragment-wise translation tears sentences; headings are paragraphs.
    """

    id: str
    lang: str
    title: str
    paragraphs: tuple[str, ...]
    url: str = ""
    date: str = ""
    author: str = ""
    key: str = ""
    alternates: Mapping[str, str] = field(default_factory=dict)


def iso_date(written: str, today: datetime.date | None = None) -> str:
    """An ISO date of what a feed says, empty for what is none or lies in the future."""
    day = written[:10]
    try:
        parsed = datetime.date.fromisoformat(day)
    except ValueError:
        return ""
    limit = (today or datetime.date.today()) + datetime.timedelta(days=2)
    return day if parsed <= limit else ""
