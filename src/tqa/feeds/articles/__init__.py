"""Articles as a news site has them: HTML pages, RSS and Atom, JSON Feed, WordPress exports, sitemaps of saved pages."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from tqa.feeds.articles.article import Article
from tqa.feeds.articles.fetch import page_of
from tqa.feeds.articles.html import read_page
from tqa.feeds.articles.sitemap import Page, is_sitemap, pages, saved
from tqa.feeds.articles.syndication import read_feed, read_json
from tqa.feeds.lines import Skip, stop
from tqa.records import FeedError

LARGEST = 20_000_000  # bytes of one file
_PAGES, _FEEDS, _JSON = (".html", ".htm", ".xhtml"), (".xml", ".rss", ".atom"), (".json",)


def read(paths: Iterable[str | Path], lang: str = "", on_skip: Skip | None = None) -> Iterator[Article]:
    """The articles of files and folders, in a fixed order; `lang` is that of those which do not say theirs.

    What cannot be read is passed to `on_skip` and left out; without it the first such place raises FeedError. Of one article
    that stands twice under one id, the last is kept: a correction. A sitemap says of the pages saved beside it where they
    stood, and what translates them; of several languages those in `lang` are read.
    """
    skip = on_skip or stop
    kept: dict[str, Article] = {}
    files = list(_files(paths, skip))
    for path, page in _mapped(files, skip):
        try:
            if path.stat().st_size > LARGEST:
                raise FeedError(f"has {path.stat().st_size:,} bytes; at most {LARGEST:,}", str(path))
            for article in _named(path, page, lang) if page else _read(path, lang):
                kept.pop(article.id, None)
                kept[article.id] = article
        except OSError as error:
            skip(FeedError(f"cannot be read: {error.strerror or error}", str(path)))
        except FeedError as error:
            skip(error)
    yield from kept.values()


def _mapped(files: list[Path], skip: Skip) -> Iterator[tuple[Path, Page | None]]:
    """The files, each once, with what a sitemap says of it; sitemaps stand for the pages saved beside them."""
    known: dict[Path, Page] = {}
    maps = [path for path in files if is_sitemap(path)]
    for path in maps:
        try:
            named = [page for page in pages(path) if not page.further]
            found = {file: page for page in named if (file := saved(page, path.parent))}
        except FeedError as error:
            skip(error)
            continue
        if named and not found:
            skip(FeedError(f"none of its {len(named):,} pages is saved beside it, such as {named[0].url}", str(path)))
        known |= found
    for path in dict.fromkeys([f for f in files if f not in maps] + list(known)):
        yield path, known.get(path) or page_of(path)


def _named(path: Path, page: Page, lang: str) -> Iterator[Article]:
    """The page of a sitemap, unless it says that it is in another language."""
    article = read_page(path.read_bytes(), str(path))
    if not lang or article.lang in ("", lang):
        yield replace(
            article,
            id=article.url or page.url,
            lang=article.lang or lang,
            url=article.url or page.url,
            date=article.date or page.date,
            alternates={**page.alternates, **article.alternates},
        )


def _read(path: Path, lang: str) -> Iterator[Article]:
    data = path.read_bytes()
    if path.suffix.lower() in _PAGES:
        yield read_page(data, str(path), lang)
    elif path.suffix.lower() in _JSON:
        yield from read_json(data, str(path), lang)
    else:
        yield from read_feed(data, str(path), lang)


def _files(paths: Iterable[str | Path], skip: Skip) -> Iterator[Path]:
    for path in map(Path, paths):
        if path.is_dir():
            found = sorted(Path(root) / name for root, _, names in os.walk(path) for name in names)
            found = [f for f in found if f.suffix.lower() in (*_PAGES, *_FEEDS, *_JSON)]
            if not found:
                skip(FeedError("holds no page and no feed", str(path)))
            yield from found
        elif path.exists():
            yield path
        else:
            skip(FeedError("no such file or folder", str(path)))
