"""Termbases: every format gives back what was written, and says what it cannot read."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tqa.glossary import read_glossary, write_glossary
from tqa.glossary.blocks import write_blocks
from tqa.glossary.tbx import DIALECTS, STYLES
from tqa.glossary.termbase import (
    CASES,
    NUMBERS,
    RELATIONS,
    TYPES,
    Change,
    Concept,
    Relation,
    Status,
    Term,
    Termbase,
    make_id,
    make_term,
    make_text,
)
from tqa.records import GlossaryError

HERE = Path(__file__).parent
GLOSSARIES = HERE.parent / "glossaries"

# Words as people write them, with what formats stumble over: formulas, quotes, bars, backslashes, markup, hash marks.
_chars = st.characters(min_codepoint=32, max_codepoint=0x2FFF, exclude_categories=("Cc", "Cs", "Co", "Cn", "Zl", "Zp"))
_odd = st.sampled_from(["=1+1", "'=x", "''@y", "a\\nb", "# no", "<b>&amp;", '"x"', "a: b", "-", "+1", "\\", "tqa:a=b"])
_texts = st.one_of(_odd, st.text(_chars, min_size=1, max_size=20)).map(lambda t: " ".join(t.split())).filter(bool)
_plain = _texts.filter(lambda t: "|" not in t)
_lists = st.lists(_plain, max_size=2).map(tuple)
_days = st.dates().map(str)
_notes = st.one_of(st.just(""), _texts, st.tuples(_texts, _texts).map("\n".join))


@st.composite
def _terms(draw: st.DrawFn, concept: str) -> Term:
    said = {
        "status": draw(st.sampled_from(list(Status))),
        "type": draw(st.sampled_from(TYPES)),
        "case": draw(st.sampled_from(CASES)),
        "number": draw(st.sampled_from(NUMBERS)),
        "pos": draw(st.sampled_from(["noun", "verb", "propn", "adj", "numeral", "some thing"])),
        "forms": draw(_lists),
        "context": draw(_lists),
        "valid_from": draw(st.one_of(st.just(""), _days)),
        "valid_to": draw(st.one_of(st.just(""), _days)),
        "note": draw(_notes),
    }
    return make_term(concept, draw(st.sampled_from(["uk", "en", "en-GB", "de"])), draw(_texts), said)


@st.composite
def _bases(draw: st.DrawFn) -> Termbase:
    ids = draw(st.lists(_plain.map(make_id), min_size=1, max_size=3, unique=True))
    terms: dict[tuple[str, ...], Term] = {}
    about = []
    for cid in ids:
        for term in draw(st.lists(_terms(cid), min_size=1, max_size=3)):
            terms[term.concept, term.lang, term.text, term.status] = term
        changes = st.builds(Change, _days, _plain, _plain, st.one_of(st.just(""), _plain))
        relations = st.builds(Relation, st.sampled_from(RELATIONS), st.sampled_from(ids))
        words = {name: make_text(draw(_notes)) for name in ("domain", "definition", "note", "source", "owner")}
        about.append(
            Concept(
                cid,
                relations=tuple(draw(st.lists(relations, max_size=2))),
                history=tuple(draw(st.lists(changes, max_size=2))),
                **words,  # type: ignore[arg-type]
            )
        )
    return Termbase.of(terms.values(), about=about)


@pytest.mark.parametrize("suffix", [".terms", ".csv", ".tsv", ".xlsx"])
@settings(max_examples=60, deadline=None)
@given(base=_bases())
def test_nothing_is_lost_in_a_file(tmp_path_factory: pytest.TempPathFactory, suffix: str, base: Termbase) -> None:
    path = tmp_path_factory.mktemp("g") / f"base{suffix}"
    write_glossary(base, path)
    again = read_glossary(path)
    assert again.problems == ()
    assert again.concepts == base.concepts


@pytest.mark.parametrize("dialect", DIALECTS)
@pytest.mark.parametrize("style", STYLES)
@settings(max_examples=40, deadline=None)
@given(base=_bases())
def test_nothing_is_lost_in_tbx(
    tmp_path_factory: pytest.TempPathFactory, dialect: str, style: str, base: Termbase
) -> None:
    path = tmp_path_factory.mktemp("g") / "base.tbx"
    write_glossary(base, path, dialect, style)
    again = read_glossary(path)
    assert again.problems == ()
    assert again.concepts == base.concepts


@settings(max_examples=60, deadline=None)
@given(base=_bases())
def test_the_text_form_has_one_order(tmp_path_factory: pytest.TempPathFactory, base: Termbase) -> None:
    text = write_blocks(base)
    path = tmp_path_factory.mktemp("g") / "base.terms"
    path.write_text("\n\n".join(reversed(text.strip().split("\n\n"))), "utf-8")
    assert write_blocks(read_glossary(path)) == text


def test_the_shared_glossary_is_the_same_in_its_three_forms(tmp_path: Path) -> None:
    base = read_glossary(GLOSSARIES / "ukraine-news.terms")
    assert not base.problems
    for suffix in ("terms", "csv", "tbx"):
        path = tmp_path / f"base.{suffix}"
        write_glossary(base, path)
        kept = GLOSSARIES / f"ukraine-news.{suffix}"
        assert path.read_bytes() == kept.read_bytes(), (
            f"{kept.name} is old; run `tqa glossary convert` (make glossaries)"
        )


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("en preferrd: word", "2: unknown status 'preferrd'; did you mean 'preferred'"),
        ("en preferred acronim: W", "did you mean 'acronym'"),
        ("en preferred: ", "the term is empty"),
        ("english preferred: word", "did you mean 'en'"),
        ("no colon here", "neither 'key: text'"),
        ("definitoin: x", "did you mean 'definition'"),
        ("  note: x", "stands under no term"),
        ("relation: brooder x", "did you mean 'broader'"),
        ("history: yesterday | me | x", "no ISO date"),
    ],
)
def test_a_bad_line_is_told_and_the_rest_kept(tmp_path: Path, line: str, message: str) -> None:
    path = tmp_path / "base.terms"
    path.write_text(f"concept: a\n{line}\nuk preferred: слово\n", "utf-8")
    base = read_glossary(path)
    assert [t.text for t in base.terms] == ["слово"]
    assert len(base.problems) == 1
    assert message in str(base.problems[0])


def test_wide_tables_and_other_names_of_columns(tmp_path: Path) -> None:
    path = tmp_path / "wide.csv"
    path.write_text("ID;uk;en;Comment\nx;слово;word|term;a note\n;діло;deed;\n", "utf-8")
    base = read_glossary(path)
    assert [(t.concept, t.lang, t.text, t.status.value) for t in base.terms] == [
        ("row-3", "en", "deed", "preferred"),
        ("row-3", "uk", "діло", "preferred"),
        ("x", "en", "word", "preferred"),
        ("x", "en", "term", "admitted"),
        ("x", "uk", "слово", "preferred"),
    ]


def test_a_sheet_with_a_formula_keeps_its_other_rows(tmp_path: Path) -> None:
    from openpyxl import Workbook

    book = Workbook()
    for row in (["concept", "lang", "term"], ["a", "en", "=1+1"], ["b", "en", "word"]):
        book.active.append(row)
    book.save(tmp_path / "g.xlsx")
    base = read_glossary(tmp_path / "g.xlsx")
    assert [t.text for t in base.terms] == ["word"]
    assert "g.xlsx:2: holds a formula" in str(base.problems[0])


def test_files_that_are_refused(tmp_path: Path) -> None:
    (tmp_path / "a.xlsx").write_bytes(b"no zip")
    with zipfile.ZipFile(tmp_path / "b.xlsx", "w") as packed:
        packed.writestr("x", "y")
    (tmp_path / "c.tbx").write_text('<!DOCTYPE tbx [<!ELEMENT tbx ANY>]><tbx type="x"/>', "utf-8")
    (tmp_path / "d.tbx").write_text('<!DOCTYPE tbx SYSTEM "http://example.com/x"><tbx type="x"/>', "utf-8")
    (tmp_path / "e.doc").write_text("x", "utf-8")
    for name, message in (
        ("a.xlsx", "no XLSX"),
        ("b.xlsx", "no XLSX"),
        ("c.tbx", "document type of its own"),
        ("d.tbx", "document type of its own"),
        ("e.doc", "a glossary is a file that ends in"),
        ("none.terms", "cannot be read"),
    ):
        with pytest.raises(GlossaryError, match=message):
            read_glossary(tmp_path / name)


def test_a_cell_of_ten_megabytes_and_control_characters(tmp_path: Path) -> None:
    path = tmp_path / "g.csv"
    path.write_text(f"concept,lang,term\na,en,{'x' * 10_000_000}\nb,en,bad\x07bell\nc,en,word\n", "utf-8")
    base = read_glossary(path)
    assert [t.text for t in base.terms] == ["word"]
    assert [p.line for p in base.problems] == [2, 3]


def test_house_forms_lie_over_the_base(tmp_path: Path) -> None:
    base = tmp_path / "base.terms"
    base.write_text("concept: diu\nen preferred acronym exact: DIU\nen admitted acronym exact: HUR\n", "utf-8")
    house = tmp_path / "house.terms"
    house.write_text("concept: diu\nen preferred acronym exact: HUR\n", "utf-8")
    rival = tmp_path / "rival.terms"
    rival.write_text("concept: diu\nen preferred acronym exact: GUR\n", "utf-8")
    both = read_glossary(base, house=(house,))
    assert {t.text: t.status.value for t in both.terms} == {"HUR": "preferred", "DIU": "admitted"}
    with pytest.raises(GlossaryError, match=r"prefers 'GUR' for 'diu', but .* prefers 'HUR'"):
        read_glossary(base, house=(house, rival))
