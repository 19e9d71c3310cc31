"""Pages by HTTP, from a server on this machine: asked once, kept, refused where they should be."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import ClassVar

import pytest

from tqa.feeds.articles import fetch
from tqa.feeds.articles.fetch import fetched
from tqa.records import FeedError


class Site(BaseHTTPRequestHandler):
    pages: ClassVar[dict[str, tuple[int, dict[str, str], bytes]]] = {}
    asked: ClassVar[list[tuple[str, str]]] = []

    def do_GET(self) -> None:
        Site.asked.append((self.path, self.headers.get("If-None-Match", "")))
        status, heads, body = Site.pages.get(self.path, (404, {}, b""))
        if heads.get("ETag") and heads["ETag"] == self.headers.get("If-None-Match"):
            status, body = 304, b""
        self.send_response(status)
        for name, value in {**heads, "Content-Length": str(len(body))}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture
def site() -> Iterator[str]:
    Site.pages, Site.asked = {}, []
    server = HTTPServer(("127.0.0.1", 0), Site)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def get(url: str, folder: Path, private: bool = True) -> tuple[list[str], list[str]]:
    errors: list[FeedError] = []
    return list(fetched([url], folder, errors.append, private)), [str(e) for e in errors]


def test_a_page_is_kept_and_not_sent_twice(site: str, tmp_path: Path) -> None:
    Site.pages["/a"] = (200, {"Content-Type": "application/rss+xml; charset=utf-8", "ETag": '"1"'}, b"<rss/>")
    (first,), errors = get(f"{site}/a", tmp_path)
    assert not errors and Path(first).suffix == ".xml" and Path(first).read_bytes() == b"<rss/>"
    Site.pages["/a"] = (500, {"ETag": '"1"'}, b"broken")
    assert get(f"{site}/a", tmp_path) == ([first], [])  # 304
    assert [a for a in Site.asked if a[0] == "/a"] == [("/a", ""), ("/a", '"1"')]


def test_an_earlier_copy_stands_in_and_the_fault_is_told(site: str, tmp_path: Path) -> None:
    Site.pages["/a.html"] = (200, {}, b"<p>x</p>")
    kept, _ = get(f"{site}/a.html", tmp_path)
    Site.pages["/a.html"] = (503, {}, b"")
    again, errors = get(f"{site}/a.html", tmp_path)
    assert again == kept and "answers 503" in errors[0]
    assert Path(kept[0]).read_bytes() == b"<p>x</p>"


def test_redirects_are_followed_to_the_web_only_and_not_for_ever(site: str, tmp_path: Path) -> None:
    Site.pages["/to"] = (302, {"Location": "/page.html"}, b"")
    Site.pages["/page.html"] = (200, {"Content-Type": "text/html"}, b"<p>x</p>")
    assert Path(get(f"{site}/to", tmp_path)[0][0]).read_bytes() == b"<p>x</p>"
    Site.pages["/file"] = (302, {"Location": "file:///etc/passwd"}, b"")
    assert "no web address" in get(f"{site}/file", tmp_path)[1][0]
    Site.pages["/round"] = (302, {"Location": "/round"}, b"")
    assert "redirected more than" in get(f"{site}/round", tmp_path)[1][0]


def test_robots_are_heeded(site: str, tmp_path: Path) -> None:
    Site.pages["/robots.txt"] = (200, {}, b"User-agent: *\nDisallow: /private/\n")
    Site.pages["/private/a.html"] = (200, {}, b"x")
    assert "robots.txt" in get(f"{site}/private/a.html", tmp_path)[1][0]
    assert all(path == "/robots.txt" for path, _ in Site.asked)
    Site.pages["/robots.txt"] = (500, {}, b"")
    assert "robots.txt" in get(f"{site}/a.html", tmp_path)[1][0]


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "localhost", "10.1.2.3", "169.254.169.254", "[::1]", "0.0.0.0", "2130706433"]
)
def test_private_addresses_are_refused(host: str, tmp_path: Path) -> None:
    paths, errors = get(f"http://{host}/", tmp_path, private=False)
    assert not paths and ("private network" in errors[0] or "is not known" in errors[0])


def test_endless_answers_are_cut(site: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    Site.pages["/big.html"] = (200, {}, b"x" * 200_000)
    monkeypatch.setattr(fetch, "LARGEST", 100_000)
    assert "more than 100,000 bytes" in get(f"{site}/big.html", tmp_path)[1][0]
    monkeypatch.setattr(fetch, "SECONDS", -1)
    assert "did not end" in get(f"{site}/big.html", tmp_path)[1][0]


def test_paths_pass_untouched(tmp_path: Path) -> None:
    assert list(fetched(["site/uk"], tmp_path, lambda e: None)) == ["site/uk"]


# -- sitemaps ----------------------------------------------------------------------------------------------------------

SITEMAP = (
    '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:xhtml="http://www.w3.org/1999/xhtml">{}</urlset>'
)


def entry(url: str, changed: str = "", **alternates: str) -> str:
    links = "".join(f'<xhtml:link rel="alternate" hreflang="{k}" href="{v}"/>' for k, v in alternates.items())
    return f"<url><loc>{url}</loc>{f'<lastmod>{changed}</lastmod>' if changed else ''}{links}</url>"


def test_a_sitemap_stands_for_its_pages_and_asks_only_for_what_changed(site: str, tmp_path: Path) -> None:
    def put(*changed: str) -> None:
        entries = "".join(entry(f"{site}/{n}.html", day, uk=f"{site}/uk{n}") for n, day in enumerate(changed))
        Site.pages["/map.xml"] = (200, {"Content-Type": "application/xml"}, SITEMAP.format(entries).encode())

    for n in range(3):
        Site.pages[f"/{n}.html"] = (200, {"Content-Type": "text/html"}, f"<p>{n}</p>".encode())
    Site.pages["/index.xml"] = (
        200,
        {},
        f"<sitemapindex><sitemap><loc>{site}/map.xml</loc></sitemap></sitemapindex>".encode(),
    )
    put("2026-11-01", "2026-11-03", "2026-11-02")
    paths, errors = get(f"{site}/index.xml", tmp_path)
    assert not errors and [Path(p).read_text() for p in paths] == ["<p>1</p>", "<p>2</p>", "<p>0</p>"]
    known = fetch.page_of(Path(paths[0]))
    assert known and (known.url, known.date, known.alternates) == (
        f"{site}/1.html",
        "2026-11-03",
        {"uk": f"{site}/uk1"},
    )
    Site.asked.clear()
    put("2026-11-01", "2026-11-03", "2026-11-04")
    assert len(get(f"{site}/index.xml", tmp_path)[0]) == 3
    assert [path for path, _ in Site.asked if path.endswith("html")] == ["/2.html"]
    recent = list(fetched([f"{site}/map.xml"], tmp_path, pytest.fail, True, "2026-11-03"))
    assert [Path(p).read_text() for p in recent] == ["<p>2</p>", "<p>1</p>"]


def test_a_sitemap_of_too_many_pages_gives_the_newest(
    site: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fetch, "PAGES", 1)
    Site.pages["/b.html"] = (200, {}, b"<p>b</p>")
    Site.pages["/map.xml"] = (
        200,
        {},
        SITEMAP.format(entry(f"{site}/a.html", "2026-01-01") + entry(f"{site}/b.html", "2026-02-01")).encode(),
    )
    paths, errors = get(f"{site}/map.xml", tmp_path)
    assert len(paths) == 1 and "only the newest 1" in errors[0]
