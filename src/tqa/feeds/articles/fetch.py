"""Pages and feeds by HTTP: asked for politely, kept beside each other, never from inside one's own network unless allowed."""

from __future__ import annotations

import hashlib
import ipaddress
import json
import socket
import time
from collections.abc import Iterable, Iterator
from importlib.metadata import version
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit
from urllib.robotparser import RobotFileParser

from tqa.feeds.articles.sitemap import Page, is_sitemap, pages
from tqa.feeds.lines import Skip
from tqa.files import aside
from tqa.records import FeedError

LARGEST = 20_000_000  # bytes of one answer, unpacked
SECONDS = 120  # for one answer, first byte to last
REDIRECTS = 5
PAGES = 5_000  # of a sitemap, the newest
PATIENCE = 10.0  # seconds at most between two pages, where robots.txt asks for a pause
_ENDS = {"html": ".html", "xhtml": ".html", "json": ".json", "xml": ".xml", "rss": ".xml", "atom": ".xml"}


def is_url(path: str) -> bool:
    return path.startswith(("http://", "https://"))


def fetched(paths: Iterable[str], folder: Path, skip: Skip, private: bool = False, since: str = "") -> Iterator[str]:
    """The paths, addresses among them replaced by files in `folder`, a sitemap by the pages that it names as changed from
    `since` (ISO) on. What cannot be had is told to `skip`; a copy that an earlier call left is used instead. What has not
    changed is not sent again (ETag, Last-Modified, the dates of a sitemap)."""
    robots: dict[str, RobotFileParser] = {}
    for path in paths:
        if not is_url(path):
            yield path
        elif (copy := _copy(Page(path, listed=False), folder, skip, robots, private)) is not None:
            if is_sitemap(copy):
                yield from _mapped(copy, folder, skip, robots, private, since)
            else:
                yield str(copy)


def _mapped(
    sitemap: Path,
    folder: Path,
    skip: Skip,
    robots: dict[str, RobotFileParser],
    private: bool,
    since: str,
    depth: int = 1,
) -> Iterator[str]:
    """The pages of a sitemap, newest first, and of the sitemaps that an index names."""
    try:
        named = [page for page in pages(sitemap) if not page.date or page.date >= since]
    except FeedError as error:
        skip(error)
        return
    if len(named) > PAGES:
        skip(FeedError(f"names {len(named):,} pages; only the newest {PAGES:,} are fetched", str(sitemap)))
    for page in sorted(named, key=lambda p: p.changed, reverse=True)[:PAGES]:
        copy = _copy(page, folder, skip, robots, private)
        if copy is None:
            continue
        if not is_sitemap(copy):
            yield str(copy)
        elif page.further and depth:
            yield from _mapped(copy, folder, skip, robots, private, since, depth - 1)


def _copy(page: Page, folder: Path, skip: Skip, robots: dict[str, RobotFileParser], private: bool) -> Path | None:
    """The file of a page, fetched unless the copy has seen the change that a sitemap tells of."""
    kept = folder / hashlib.sha256(page.url.encode()).hexdigest()[:16]
    told = _told(kept)
    if not (page.changed and told.get("changed") == page.changed):
        try:
            if not _allowed(page.url, robots, private):
                raise FeedError("its robots.txt does not want it fetched", page.url)
            _fetch(page, kept, private)
            if page.listed:
                time.sleep(min(float(robots[urljoin(page.url, "/robots.txt")].crawl_delay("tqa") or 0), PATIENCE))
        except FeedError as error:
            skip(error)
    told = _told(kept)
    copy = kept.with_suffix(told["ends"]) if told else None
    return copy if copy is not None and copy.exists() else None


def page_of(copy: Path) -> Page | None:
    """What a sitemap said of a page that was fetched because it stands there."""
    told = _told(copy)
    return Page(told["url"], told.get("changed", ""), told.get("alternates", {})) if told.get("listed") else None


def _told(kept: Path) -> dict[str, Any]:
    try:
        data = json.loads(kept.with_suffix(".head").read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return data if isinstance(data, dict) and isinstance(data.get("ends"), str) else {}


def _fetch(page: Page, kept: Path, private: bool) -> None:
    url, told = page.url, _told(kept)
    asked = {"If-None-Match": told.get("etag", ""), "If-Modified-Since": told.get("modified", "")}
    status, heads, data = _get(url, {k: v for k, v in asked.items() if v}, private)
    if status == 304 and told:
        _tell(kept, told, page)
        return
    if status != 200:
        raise FeedError(f"the server answers {status}", url)
    kind = heads.get("content-type", "").partition(";")[0].rpartition("/")[2].rpartition("+")[2].lower()
    ends = _ENDS.get(kind) or Path(urlsplit(url).path).suffix.lower() or ".html"
    with aside(kept.with_suffix(ends), "wb") as file:
        file.write(data)
    told = {"url": url, "ends": ends, "etag": heads.get("etag", ""), "modified": heads.get("last-modified", "")}
    _tell(kept, told, page)


def _tell(kept: Path, told: dict[str, Any], page: Page) -> None:
    with aside(kept.with_suffix(".head")) as file:
        json.dump({**told, "changed": page.changed, "listed": page.listed, "alternates": dict(page.alternates)}, file)


def _allowed(url: str, robots: dict[str, RobotFileParser], private: bool) -> bool:
    """RFC 9309: no rules (4xx) allow everything, a server in trouble (5xx) nothing."""
    place = urljoin(url, "/robots.txt")
    if place not in robots:
        rules = robots[place] = RobotFileParser()
        status, _, data = _get(place, {}, private)
        rules.parse(
            data.decode("utf-8", "replace").splitlines()
            if status == 200
            else ["User-agent: *", "Disallow: /"] * (status >= 500)
        )
    return robots[place].can_fetch("tqa", url)


def _get(url: str, heads: dict[str, str], private: bool) -> tuple[int, dict[str, str], bytes]:
    """Status, headers and body, redirects followed; each address on the way is looked up once, judged, and used as judged."""
    try:
        from urllib3 import HTTPConnectionPool, HTTPSConnectionPool, Timeout
        from urllib3.exceptions import HTTPError
    except ImportError:
        raise FeedError("fetching needs urllib3: pip install 'tqa[web]'", url) from None
    place = url
    for _ in range(REDIRECTS + 1):
        parts = urlsplit(place)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise FeedError(f"leads to '{place}', which is no web address", url)
        address = _address(place, url, private)
        timeout = Timeout(connect=10, read=30)
        pool: HTTPConnectionPool = (
            HTTPSConnectionPool(
                address,
                parts.port or 443,
                timeout=timeout,
                server_hostname=parts.hostname,
                assert_hostname=parts.hostname,
            )
            if parts.scheme == "https"
            else HTTPConnectionPool(address, parts.port or 80, timeout=timeout)
        )
        sent = {**heads, "Host": parts.netloc.rpartition("@")[2], "User-Agent": f"tqa/{version('tqa')}", "Accept-Encoding": "gzip"}  # fmt: skip
        path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        try:
            answer = pool.urlopen("GET", path, headers=sent, retries=False, redirect=False, preload_content=False)
            try:
                if 300 <= answer.status < 400 and answer.status != 304 and "location" in answer.headers:
                    place = urljoin(place, answer.headers["location"])
                    continue
                return answer.status, {k.lower(): v for k, v in answer.headers.items()}, _body(answer, url)
            finally:
                answer.close()
        except HTTPError as error:
            raise FeedError(f"cannot be fetched: {error}", url) from None
        finally:
            pool.close()
    raise FeedError(f"is redirected more than {REDIRECTS} times", url)


def _body(answer: Any, url: str) -> bytes:
    data, end = bytearray(), time.monotonic() + SECONDS
    while piece := answer.read(65536, decode_content=True):
        data += piece
        if len(data) > LARGEST:
            raise FeedError(f"has more than {LARGEST:,} bytes", url)
        if time.monotonic() > end:
            raise FeedError(f"did not end within {SECONDS} s", url)
    return bytes(data)


def _address(place: str, url: str, private: bool) -> str:
    """The address of a host; all that its name stands for must be public, unless private ones are allowed."""
    parts = urlsplit(place)
    try:
        found = [
            str(row[4][0]) for row in socket.getaddrinfo(parts.hostname, parts.port or 80, type=socket.SOCK_STREAM)
        ]
    except (OSError, UnicodeError, ValueError) as error:
        raise FeedError(f"'{parts.hostname}' is not known: {error}", url) from None
    if not private:
        for one in found:
            if not ipaddress.ip_address(one.partition("%")[0]).is_global:
                raise FeedError(f"leads to {one}, an address of a private network; private = true allows it", url)
    return found[0]
