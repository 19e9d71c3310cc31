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
