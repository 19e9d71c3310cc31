"""Sitemaps (sitemaps.org, protocol 0.9): the pages of a site, when they changed, and which translate each other."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import unquote, urlsplit

from tqa.feeds.articles.article import iso_date
from tqa.feeds.lines import Source, opened
from tqa.feeds.xml import elements, spent
from tqa.records import FeedError

LARGEST = 50_000_000  # bytes, unpacked: the limit of the protocol


@dataclass(frozen=True, slots=True)
class Page:
    """A page of a site; `further` marks one that is a sitemap itself, `listed` one that a sitemap names. `changed` is as
    written there, `alternates` are the addresses of translations by language."""

    url: str
    changed: str = ""
    alternates: Mapping[str, str] = field(default_factory=dict)
    further: bool = False
    listed: bool = True

    @property
    def date(self) -> str:
        return iso_date(self.changed)


def is_sitemap(path: Path) -> bool:
    """Whether a file begins like a sitemap or an index of sitemaps."""
    if not path.name.lower().endswith((".xml", ".xml.gz", ".gz")):
        return False
    try:
        with opened(str(path)) as source:
            head = source.stream.read(2000)
    except (OSError, EOFError):
        return False
    return b"<urlset" in head or b"<sitemapindex" in head


def pages(path: Path) -> Iterator[Page]:
    """What a sitemap names, in its order. FeedError for one that is too large or not well-formed."""
    with opened(str(path)) as source:
        data = source.stream.read(LARGEST + 1)
    if len(data) > LARGEST:
        raise FeedError(f"has more than {LARGEST:,} bytes", str(path))
    root = "sitemapindex" if b"<sitemapindex" in data[:2000] else "urlset"
    entry, url, changed, alternates = ("sitemap" if root == "sitemapindex" else "url"), "", "", dict[str, str]()
    for event, element, name in elements(Source(str(path), io.BytesIO(data)), root, "sitemap"):
        if event == "start":
            continue
        parent = element.getparent()
        inside = parent is not None and parent.tag.rpartition("}")[2] == entry
        if name == "loc" and inside:
            url = (element.text or "").strip()
        elif name == "lastmod" and inside:
            changed = (element.text or "").strip()
        elif name == "link" and inside and element.get("hreflang") and element.get("href"):
            alternates[str(element.get("hreflang"))] = str(element.get("href"))
        elif name == entry:
            if url.startswith(("http://", "https://")):
                yield Page(url, changed, alternates, entry == "sitemap")
            url, changed, alternates = "", "", {}
            spent(element)


def saved(page: Page, folder: Path) -> Path | None:
    """The file of a page in a folder of saved pages, by the path of its address."""
    parts = [p for p in unquote(urlsplit(page.url).path).split("/") if p]
    if ".." in parts:
        return None
    place = folder.joinpath(*parts)
    tries = (place, place.with_name(f"{place.name}.html"), place / "index.html")
    return next((t for t in tries if t.is_file()), None)
