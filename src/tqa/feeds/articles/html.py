"""An HTML page as an article (trafilatura, an extra): its text without menus and scripts, links kept."""

from __future__ import annotations

import html as markup
from collections.abc import Iterator
from typing import Any

from lxml import etree

from tqa.feeds.articles.article import Article, iso_date
from tqa.records import FeedError, PlanError

# Where pages say their date; a date in the text is no such.
_DATES = "//meta[@property='article:published_time' or @name='date' or @itemprop='datePublished']/@content | //time/@datetime"
_BLOCKS = frozenset({"p", "head", "item", "quote"})


def read_page(data: bytes, name: str, lang: str = "") -> Article:
    """The article of a page; FeedError where no text is found. The page's own language, address and translations are read."""
    try:
        import trafilatura
        from trafilatura.utils import load_html
    except ImportError:
        raise PlanError("HTML pages need trafilatura: pip install 'tqa[web]'") from None
    tree: Any = load_html(data)  # finds the encoding too
    if tree is None:
        raise FeedError("is no HTML that can be read", name)
    for hidden in tree.xpath("//*[@hidden or contains(translate(@style, ' ', ''), 'display:none')]"):
        if hidden.getparent() is not None:
            hidden.drop_tree()
    head = {
        link.get("hreflang", ""): link.get("href", "") for link in tree.xpath("//link[@rel='alternate'][@hreflang]")
    }
    canonical = next(iter(tree.xpath("//link[@rel='canonical']/@href")), "")
    text = trafilatura.extract(
        tree, output_format="xml", include_links=True, include_comments=False, include_tables=False, with_metadata=True
    )
    if not text:
        raise FeedError("holds no article text", name)
    document = etree.fromstring(text.encode())
    main = document.find("main")
    paragraphs = tuple(paragraphs_of(main)) if main is not None else ()
    title = document.get("title") or next(iter(tree.xpath("//title/text()")), "")
    own = next(iter(tree.xpath("/html/@lang")), "")
    return Article(
        id=canonical or name,
        lang=lang or own.split("-")[0],
        title=str(title).strip(),
        paragraphs=paragraphs,
        url=canonical,
        date=next(filter(None, map(iso_date, map(str, tree.xpath(_DATES)))), ""),
        author=document.get("author") or "",
        alternates={k: v for k, v in head.items() if v},
    )


def paragraphs_of(main: Any) -> Iterator[str]:
    """The blocks of trafilatura's document; a link is `<a>`, all else is text."""
    for block in main.iter():
        if block.tag in _BLOCKS and not any(parent.tag in _BLOCKS for parent in block.iterancestors()):
            text = " ".join(_inline(block).split())
            if text:
                yield text


def _inline(node: Any) -> str:
    out = [markup.escape(node.text or "", quote=False)]
    for child in node:
        inner = _inline(child)
        out.append(f"<a>{inner}</a>" if child.tag == "ref" and inner.strip() else " " if child.tag == "lb" else inner)
        out.append(markup.escape(child.tail or "", quote=False))
    return "".join(out)
