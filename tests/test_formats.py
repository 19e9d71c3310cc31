"""The remaining bilingual formats: XLIFF 2, TMX, PO, Parquet; read back as they were written, refused where they are broken."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tqa.feeds import read
from tqa.records import FeedError, Segment

XLIFF2 = """<?xml version="1.0"?>
<xliff version="2.1" xmlns="urn:oasis:names:tc:xliff:document:2.0" srcLang="uk" trgLang="en"><file id="f1" original="news.html">
<unit id="u1"><segment id="a"><source>Порт <pc id="1">відкрито</pc>.</source><target>The port is <pc id="1">open</pc>.</target></segment>
<segment id="b"><source>Так<ph id="2"/>.</source><target>Yes<ph id="2"/>.</target></segment></unit>
<unit id="u2" translate="no"><segment><source>x</source><target>x</target></segment></unit>
<unit id="u3"><ignorable><source> </source></ignorable><segment><source>Ні.</source></segment></unit>
</file></xliff>"""
TMX = """<?xml version="1.0"?>
<!DOCTYPE tmx SYSTEM "tmx14.dtd">
<tmx version="1.4"><header creationtool="x" segtype="sentence" srclang="uk" adminlang="en" datatype="plaintext" o-tmf="x"/><body>
<tu tuid="7" creationid="olha"><tuv xml:lang="uk"><seg>Порт <bpt i="1">&lt;b&gt;</bpt>відкрито<ept i="1">&lt;/b&gt;</ept>.</seg></tuv>
<tuv xml:lang="en" changedate="20250312T101500Z"><seg>The port is <hi type="b">open</hi>.</seg></tuv><tuv xml:lang="de"><seg>Der Hafen ist offen.</seg></tuv></tu>
<tu><tuv xml:lang="uk"><seg>Так.</seg></tuv></tu></body></tmx>"""
PO = """msgid ""
msgstr ""
"Content-Type: text/plain; charset=UTF-8\\n"
"Language: uk\\n"
"Last-Translator: Olha <x@example.org>\\n"

msgctxt "menu"
msgid "Open the port"
msgstr "Відкрити порт"

msgid "{n} ship"
msgid_plural "{n} ships"
msgstr[0] "{n} корабель"
msgstr[1] "{n} кораблі"

#, fuzzy
msgid "Maybe"
msgstr "Можливо"

msgid "Untranslated"
msgstr ""
"""


def write(path: Path, text: str) -> Path:
    path.write_text(text, "utf-8")
    return path


def test_xliff_2_has_a_segment_for_each_segment(tmp_path: Path) -> None:
    a, b, c = read(write(tmp_path / "x.xlf", XLIFF2))
    assert (a.id, a.source, a.target) == ("news.html#u1.a", "Порт відкрито.", "The port is open.")
    assert (a.source_lang, a.target_lang, a.document) == ("uk", "en", "news.html")
    assert [m.start for m in a.target_marks] == [12, 16]
    assert (b.id, b.target) == ("news.html#u1.b", "Yes.")
    assert (c.id, c.target) == ("news.html#u3", "")


def test_tmx_pairs_the_source_with_each_other_variant(tmp_path: Path) -> None:
    told: list[FeedError] = []
    en, de = read(write(tmp_path / "x.tmx", TMX), on_skip=told.append)
    assert (en.id, en.source, en.target, en.target_lang) == ("7.en", "Порт відкрито.", "The port is open.", "en")
    assert (en.translator, en.date, de.target_lang) == ("olha", "2025-03-12", "de")
    assert len(en.source_marks) == 2
    assert "has 1 variants" in str(told[0])


def test_po_entries_and_their_plurals(tmp_path: Path) -> None:
    found = list(read(write(tmp_path / "x.po", PO)))
    assert [(s.source, s.target) for s in found] == [
        ("Open the port", "Відкрити порт"),
        ("{n} ship", "{n} корабель"),
        ("{n} ships", "{n} кораблі"),
    ]
    assert {(s.source_lang, s.target_lang, s.translator) for s in found} == {("en", "uk", "Olha")}
    assert found[0].context == "menu"


texts = st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc"), exclude_characters="<>&"), max_size=30)


@given(st.lists(st.tuples(texts.filter(str.strip), texts), min_size=1, max_size=8))
@settings(max_examples=25, deadline=None)
def test_parquet_comes_back_as_it_was_written(
    tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[str, str]]
) -> None:
    pyarrow = pytest.importorskip("pyarrow", reason="pyarrow is not installed: pip install 'tqa[parquet]'")
    from pyarrow import parquet

    path = tmp_path_factory.mktemp("p") / "x.parquet"
    made = [Segment(str(n), s, t, "uk", "en", translator="a") for n, (s, t) in enumerate(rows)]
    columns = {
        k: [getattr(s, k) for s in made] for k in ("id", "source", "target", "source_lang", "target_lang", "translator")
    }
    parquet.write_table(pyarrow.table(columns), path)
    assert list(read(path)) == made


@pytest.mark.parametrize(
    ("name", "text", "says"),
    [
        ("x.xlf", XLIFF2.replace("</file>", ""), "not well-formed"),
        ("x.xlf", '<!DOCTYPE xliff [<!ENTITY e "x">]><xliff version="2.0">&e;</xliff>', "entities"),
        ("x.tmx", "<tbx/>", "is no TMX file"),
        ("x.tmx", '<!DOCTYPE tmx [<!ENTITY a "aa">]><tmx version="1.4"/>', "entities"),
        ("x.po", "this is no po file at all\n", "PO file"),
        ("x.parquet", "PAR1 not really", "is no parquet file"),
    ],
)
def test_broken_files_are_refused(name: str, text: str, says: str, tmp_path: Path) -> None:
    if name.endswith("parquet"):
        pytest.importorskip("pyarrow", reason="pyarrow is not installed: pip install 'tqa[parquet]'")
    with pytest.raises(FeedError, match=says):
        list(read(write(tmp_path / name, text)))
