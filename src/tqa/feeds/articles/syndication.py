"""RSS 2.0, Atom and WordPress exports (feedparser, an extra), and JSON Feed."""

from __future__ import annotations

import html as markup
import json
import time
from collections.abc import Iterator
from typing import Any

from lxml import etree
from lxml import html as pages

from tqa.feeds.articles.article import Article, iso_date
from tqa.records import FeedError, PlanError

_BLOCKS = frozenset({"p", "div", "li", "blockquote", "h1", "h2", "h3", "h4", "h5", "h6", "td", "article", "section"})
_DROPPED = ("script", "style", "noscript", "iframe", "figure", "form", "template")


def read_feed(data: bytes, name: str, lang: str = "") -> Iterator[Article]:
    """The items that have text. FeedError for what is no feed, or one that was only half fetched."""
    try:
        import feedparser
    except ImportError:
        raise PlanError("feeds need feedparser: pip install 'tqa[web]'") from None
    if b"<!ENTITY" in data[:4000]:
        raise FeedError("has a DTD with entities; they are refused", name)
    parsed = feedparser.parse(data, sanitize_html=False, resolve_relative_uris=False)
    if not parsed.get("version") and not parsed.entries:
        raise FeedError("is no RSS or Atom feed", name)
    if parsed.bozo and not parsed.entries:
        raise FeedError(f"cannot be read as a feed: {parsed.bozo_exception}", name)
    whole = (parsed.feed.get("language") or "").split("-")[0]
    for number, item in enumerate(parsed.entries, 1):
        content = max((c.get("value", "") for c in item.get("content", ())), key=len, default="") or item.get(
            "summary", ""
        )
        when = item.get("published_parsed") or item.get("updated_parsed")
        yield _article(
            item.get("id") or item.get("link") or f"{name}#{number}",
            lang or whole,
            item.get("title", ""),
            content,
            item.get("link", ""),
            time.strftime("%Y-%m-%d", when) if when else "",
            item.get("author", ""),
            item.get("translation_id", "") or item.get("wp_translation_id", ""),
        )


def read_json(data: bytes, name: str, lang: str = "") -> Iterator[Article]:
    """The items of a JSON Feed."""
    try:
        feed = json.loads(data)
        if not str(feed.get("version", "")).startswith("https://jsonfeed.org/"):
            raise FeedError("is no JSON Feed: it has no such version", name)
        for number, item in enumerate(feed.get("items", ()), 1):
            content = item.get("content_html") or "".join(
                f"<p>{markup.escape(line)}</p>" for line in (item.get("content_text") or "").splitlines()
            )
            author = next((a.get("name", "") for a in item.get("authors", ())), "")
            yield _article(
                str(item.get("id") or item.get("url") or f"{name}#{number}"),
                lang or str(item.get("language") or feed.get("language") or "").split("-")[0],
                item.get("title") or "",
                content,
                item.get("url") or "",
                item.get("date_published") or item.get("date_modified") or "",
                author,
                str(item.get("_translation", {}).get("id", "")),
            )
    except (ValueError, AttributeError, TypeError) as error:
        raise FeedError(f"is no JSON Feed that can be read: {error}", name) from None


def _article(id: str, lang: str, title: str, content: str, url: str, date: str, author: str, key: str) -> Article:
    return Article(
        id, lang, " ".join(markup.unescape(title).split()), tuple(paragraphs(content)), url, iso_date(date), author, key
    )


def paragraphs(content: str) -> Iterator[str]:
    """The paragraphs of a piece of HTML: blocks and breaks part them, links stay, scripts and figures go."""
    if not content.strip():
        return
    try:
        tree = pages.fromstring(f"<div>{content}</div>")
    except (etree.ParserError, ValueError):
        return
    for name in _DROPPED:
        for node in tree.iter(name):
            node.drop_tree() if node.getparent() is not None else None
    parts: list[str] = [""]

    def text(string: str | None) -> None:
        parts[-1] += markup.escape(string or "", quote=False)

    def walk(node: Any) -> None:
        if node.tag == "a":
            parts[-1] += "<a>"
        elif node.tag in _BLOCKS or node.tag == "br":
            parts.append("")
        text(node.text)
        for child in node:
            if isinstance(child.tag, str):
                walk(child)
            text(child.tail)
        if node.tag == "a":
            parts[-1] += "</a>"
        elif node.tag in _BLOCKS:
            parts.append("")

    walk(tree)
    for part in parts:
        line = " ".join(part.split())
        if line.replace("<a>", "").replace("</a>", "").strip():
            yield line
