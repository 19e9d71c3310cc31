"""Every format, and everything that can be wrong with a file."""

import gzip
import json
import os
from pathlib import Path

import pytest

from tqa.feeds import read, read_parallel
from tqa.feeds.rows import Fields
from tqa.records import FeedError, Segment, to_raw

ROW = {
    "id": "1",
    "source": "Рух відновили.",
    "target": "Traffic has resumed.",
    "source_lang": "uk",
    "target_lang": "en",
    "translator": "desk",
    "document": "d",
    "date": "2026-01-05",
}
XLIFF = """<?xml version="1.0"?>
<xliff version="1.2" xmlns="urn:oasis:names:tc:xliff:document:1.2"><file original="news.html" source-language="uk" target-language="en"><body>
<trans-unit id="1"><source>Про це пише <g id="a">LIGA.net</g> &amp; інші.</source><target>According to <g id="a">LIGA.net</g> &amp; others<x id="b"/>.</target>
<alt-trans><target>other</target></alt-trans></trans-unit>
<trans-unit id="2" translate="no"><source>x</source><target>x</target></trans-unit>
<trans-unit id="3"><source>Кінець <bpt id="1">&lt;b&gt;</bpt>дня<ept id="1">&lt;/b&gt;</ept>.</source></trans-unit>
</body></file></xliff>"""


def skipping(path: Path, **kwargs: object) -> tuple[list[Segment], list[str]]:
    skipped: list[str] = []
    return list(read(path, on_skip=lambda e: skipped.append(str(e)), **kwargs)), skipped  # type: ignore[arg-type]


def write(path: Path, text: str | bytes) -> Path:
    path.write_bytes(text if isinstance(text, bytes) else text.encode("utf-8"))
    return path


@pytest.mark.parametrize("name", ["f.jsonl", "f.jsonl.gz", "f.csv", "f.tsv", "f.csv.gz"])
def test_tables_and_lines_say_the_same(tmp_path: Path, name: str) -> None:
    body = json.dumps(ROW, ensure_ascii=False) + "\n"
    if "jsonl" not in name:
        sep = "\t" if "tsv" in name else ","
        body = sep.join(ROW) + "\n" + sep.join(ROW.values()) + "\n"
    raw = body.encode()
    (segment,) = read(write(tmp_path / name, gzip.compress(raw) if name.endswith("gz") else raw))
    assert segment == Segment(**ROW)  # type: ignore[arg-type]


def test_plain_text_is_target_only(tmp_path: Path) -> None:
    a, b = read(write(tmp_path / "a.txt", "One.\n\nTwo.\n"))
    assert (a.source, a.target, a.document, b.id) == (None, "One.", "a.txt", "a.txt:3")


def test_parallel_files(tmp_path: Path) -> None:
    ours, theirs = write(tmp_path / "a.uk", "Раз.\nДва.\n"), write(tmp_path / "a.en", "One.\nTwo.\n")
    assert [(s.source, s.target) for s in read_parallel(ours, theirs, Fields(source_lang="uk"))] == [
        ("Раз.", "One."),
        ("Два.", "Two."),
    ]
    write(ours, "Раз.\n")
    with pytest.raises(FeedError, match="ends before"):
        list(read_parallel(ours, theirs))


def test_xliff_codes_become_marks(tmp_path: Path) -> None:
    a, c = read(write(tmp_path / "a.xlf", XLIFF))
    assert a.source == "Про це пише LIGA.net & інші."
    assert a.target == "According to LIGA.net & others."
    assert [(m.start, m.code) for m in a.target_marks] == [(13, '<g id="a">'), (21, "</g>"), (30, '<x id="b"/>')]
    assert (a.id, a.document, a.source_lang) == ("news.html#1", "news.html", "uk")
    assert (c.source, c.target) == ("Кінець дня.", "")


def test_html_links_become_marks(tmp_path: Path) -> None:
    raw = 'See <a href="https://example.org">the &quot;list&quot;</a> now.'
    (s,) = read(write(tmp_path / "a.jsonl", json.dumps({"target": raw})))
    assert s.target == 'See the "list" now.'
    assert raw[to_raw(s.target_marks, s.target.index("now")) :] == "now."


def test_folders_and_globs(tmp_path: Path) -> None:
    for name in ("b.txt", "a.txt", "ignored.bin"):
        write(tmp_path / name, "x y z.\n")
    assert [s.document for s in read(tmp_path)] == ["a.txt", "b.txt"]
    assert [s.document for s in read(str(tmp_path / "*.txt"))] == ["a.txt", "b.txt"]


def test_columns_can_be_renamed(tmp_path: Path) -> None:
    path = write(tmp_path / "f.csv", "orig,mt_out\nТак.,Yes.\n")
    (s,) = read(path, fields=Fields({"source": "orig", "target": "mt_out"}, source_lang="uk"))
    assert (s.source, s.target) == ("Так.", "Yes.")
    with pytest.raises(FeedError, match="did you mean 'mt_out'"):
        list(read(path, fields=Fields({"target": "mt_ou"})))
    with pytest.raises(FeedError, match="did you mean 'target'"):
        Fields({"traget": "x"})


def test_an_absent_source_is_not_an_empty_one(tmp_path: Path) -> None:
    a, b = read(write(tmp_path / "f.jsonl", '{"target": "A b."}\n{"source": "", "target": "A b."}\n'))
    assert a.source is None
    assert b.source == ""


def test_the_language_of_a_source_is_guessed(tmp_path: Path) -> None:
    rows = [{"source": s, "target": "x"} for s in ("Це її слова", "Это были слова", "Das ist ein ganz normaler Satz")]
    found = [s.source_lang for s in read(write(tmp_path / "f.jsonl", "\n".join(map(json.dumps, rows))))]
    assert found == ["uk", "ru", "de"]


BROKEN = {
    "bad json": ("f.jsonl", '{"target": "A."}\n{"target": \n{"target": "B."}\n', 2, "f.jsonl:2: is not JSON"),
    "stops in mid-line": ("f.jsonl", '{"target": "A."}\n{"target": "B', 1, "stops in mid-line"),
    "no object": ("f.jsonl", '[1]\n{"target": "A."}\n', 1, "no JSON object"),
    "no target": ("f.jsonl", '{"id": 1}\n{"target": "A."}\n', 1, "no target"),
    "target is a list": ("f.jsonl", '{"target": ["A"]}\n{"target": "A."}\n', 1, "not a text"),
    "cp1251 line": ("f.jsonl", b'{"target": "A."}\n{"target": "\xcf\xf0"}\n', 2, "not UTF-8"),
    "too many cells": ("f.csv", "source,target\na,b,c\nd,e\n", 1, "3 cells"),
    "unknown language": (
        "f.jsonl",
        '{"target": "A.", "target_lang": "english!"}\n{"target": "B."}\n',
        1,
        "not a language tag",
    ),
    "deep nesting": ("f.jsonl", "[" * 100_000 + '\n{"target": "A."}\n', 1, "f.jsonl:1"),
    "huge line": ("f.jsonl", b'{"target": "' + b"a" * 10_000_000 + b'"}\n{"target": "A."}\n', 1, "10 MB"),
    "huge text": ("f.jsonl", json.dumps({"target": "a" * 300_000}) + '\n{"target": "A."}\n', 1, "300,000 characters"),
    "empty": ("f.jsonl", "", 0, "no segment"),
    "empty csv": ("f.csv", "", 0, "is empty"),
    "cut xml": ("f.xlf", XLIFF[:-120], 1, "not well-formed"),
    "other xml": ("f.xlf", "<html/>", 0, "root is <html>"),
    "entities": ("f.xlf", '<!DOCTYPE xliff [<!ENTITY e "x">]>' + XLIFF.split("?>")[1], 0, "entities"),
    "bomb": ("f.xlf", '<!DOCTYPE l [<!ENTITY a "aa"><!ENTITY b "&a;&a;">]><xliff>&b;</xliff>', 0, "entities"),
    "cut gzip": ("f.jsonl.gz", gzip.compress(b'{"target": "A."}\n' * 5000)[:-30], None, "middle"),
}


@pytest.mark.parametrize("case", BROKEN, ids=str)
def test_what_cannot_be_read_is_told_with_its_place(tmp_path: Path, case: str) -> None:
    name, body, kept, message = BROKEN[case]
    segments, skipped = skipping(write(tmp_path / name, body))
    if kept is not None:
        assert len(segments) == kept
    assert any(message in s for s in skipped), skipped


def test_without_a_listener_the_first_fault_stops(tmp_path: Path) -> None:
    with pytest.raises(FeedError):
        list(read(write(tmp_path / "f.jsonl", "{\n")))


def test_a_whole_file_in_another_encoding_is_one_error(tmp_path: Path) -> None:
    segments, skipped = skipping(write(tmp_path / "f.txt", ("Слово і діло.\n" * 40).encode("cp1251")))
    assert "iconv" in skipped[-1]
    assert len(segments) < 12


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_byte_order_marks(tmp_path: Path, encoding: str) -> None:
    (s,) = read(write(tmp_path / "f.txt", "Слово.\n".encode(encoding)))
    assert s.target == "Слово."


def test_lone_surrogates_and_nuls_stay_checkable(tmp_path: Path) -> None:
    a, b = read(write(tmp_path / "f.jsonl", '{"target": "A \\ud800 b."}\n{"target": "A\\u0000b."}\n'))
    assert a.target == "A \ufffd b."
    assert b.target == "A\x00b."


def test_a_missing_path_and_an_unknown_format(tmp_path: Path) -> None:
    assert "no such file" in skipping(tmp_path / "nothing.jsonl")[1][0]
    assert "--format-in" in skipping(write(tmp_path / "f.bin", "x"))[1][0]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_folder_without_rights(tmp_path: Path) -> None:
    tmp_path.chmod(0)
    assert "right" in skipping(tmp_path)[1][0]
    tmp_path.chmod(0o700)
