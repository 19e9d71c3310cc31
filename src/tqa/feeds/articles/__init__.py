"""Articles as a news site has them: HTML pages, RSS and Atom, JSON Feed, WordPress exports; from files and folders."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from tqa.feeds.articles.article import Article
from tqa.feeds.articles.html import read_page
from tqa.feeds.articles.syndication import read_feed, read_json
from tqa.feeds.lines import Skip, stop
from tqa.records import FeedError

LARGEST = 20_000_000  # bytes of one file
_PAGES, _FEEDS, _JSON = (".html", ".htm", ".xhtml"), (".xml", ".rss", ".atom"), (".json",)


def read(paths: Iterable[str | Path], lang: str = "", on_skip: Skip | None = None) -> Iterator[Article]:
    """The articles of files and folders, in a fixed order; `lang` is that of those which do not say theirs.

    What cannot be read is passed to `on_skip` and left out; without it the first such place raises FeedError. Of one article
    that stands twice under one id, the last is kept: a correction.
    """
    skip = on_skip or stop
    kept: dict[str, Article] = {}
    for path in _files(paths, skip):
        try:
            if path.stat().st_size > LARGEST:
                raise FeedError(f"has {path.stat().st_size:,} bytes; at most {LARGEST:,}", str(path))
            for article in _read(path, lang):
                kept.pop(article.id, None)
                kept[article.id] = article
        except OSError as error:
            skip(FeedError(f"cannot be read: {error.strerror or error}", str(path)))
        except FeedError as error:
            skip(error)
    yield from kept.values()


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
