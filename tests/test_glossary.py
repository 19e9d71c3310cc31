"""Termbases read from CSV and TBX, and their terms found however they are inflected."""

from pathlib import Path

import pytest

from tqa.glossary import read_glossary
from tqa.glossary.match import find
from tqa.glossary.termbase import Status, Term, Termbase
from tqa.languages import language
from tqa.languages.text import Text
from tqa.records import GlossaryError

BASE = Termbase.of(
    [
        Term("ssu", "uk", "Служба безпеки України"),
        Term("ssu", "uk", "СБУ", type="acronym", case="exact"),
        Term("ssu", "en", "SSU", type="acronym", case="exact"),
        Term("security", "uk", "безпека"),
        Term("crime", "en", "war crime"),
        Term("crime", "uk", "воєнний злочин"),
        Term("cpt", "uk", "Комітет з питань запобігання катуванням"),
        Term("person", "en", "serviceman", forms=("servicemen",)),
        Term("bad", "en", "Land Troops", Status.FORBIDDEN),
    ]
)


def uses(source: str, target: str) -> list[tuple[str, str, str]]:
    found = find(BASE, Text(source, language("uk")), Text(target, language("en")))
    return [
        (u.term.concept, (source if u.side == "source" else target)[u.span.start : u.span.end], u.how) for u in found
    ]


def test_inflected_phrases_are_found_and_the_longest_wins() -> None:
    assert uses("У Службі безпеки України повідомили", "x") == [("ssu", "Службі безпеки України", "lemma")]
    assert uses("членам Комітету з питань запобігання катуванням", "x")[0][0] == "cpt"


def test_an_acronym_is_not_part_of_a_word() -> None:
    assert uses("в СБУ", "x") == [("ssu", "СБУ", "exact")]
    assert uses("СБУ-шників затримали", "x") == []
    assert uses("збу", "x") == []


def test_an_acronym_read_as_a_word_is_inflected() -> None:
    base = Termbase.of(
        [
            Term("kab", "uk", "КАБ", type="acronym", case="exact"),
            Term("nabu", "uk", "НАБУ", type="acronym", case="exact"),
        ]
    )

    def found(source: str) -> list[str]:
        return [u.term.concept for u in find(base, Text(source, language("uk")), Text("", language("en")))]

    assert found("вдарили КАБами по мосту") == ["kab"]
    assert found("вдарили кабами по мосту") == found("вдарили КАБАНами") == found("НАБУами") == []


def test_plurals_possessives_and_listed_forms() -> None:
    assert uses("x", "139,000 war crimes") == [("crime", "war crimes", "generated")]
    assert uses("x", "the SSU's agents") == [("ssu", "SSU's", "generated")]
    assert uses("x", "two servicemen") == [("person", "servicemen", "form")]


def test_a_wrong_name_is_wrong_only_as_it_is_written() -> None:
    assert uses("x", "the land troops") == [("bad", "land troops", "case")]
    assert uses("x", "landing troops") == []


def test_apostrophes_and_case() -> None:
    base = Termbase.of([Term("p", "uk", "прем'єр-міністр")])
    assert find(base, Text("до прем’єр-міністра", language("uk")), Text("", language("en")))


def test_the_csv_tells_its_faults_and_keeps_the_rest(tmp_path: Path) -> None:
    path = tmp_path / "g.csv"
    path.write_text(
        "concept,lang,term,status\na,uk,слово,preferred\nb,uk,,preferred\nc,en,word,prefered\nd,xx!,w,preferred\na,uk,слово,preferred\n",
        "utf-8",
    )
    base = read_glossary(path)
    assert [t.text for t in base.terms] == ["слово"]
    assert [p.line for p in base.problems] == [3, 4, 5, 6]
    assert "did you mean 'preferred'" in str(base.problems[1])


@pytest.mark.parametrize(
    ("body", "message"),
    [("lang,term\n", "no column 'concept'"), ("conzept,lang,term\n", "is it 'conzept'"), ("", "no column")],
)
def test_a_csv_without_its_columns_is_refused(tmp_path: Path, body: str, message: str) -> None:
    path = tmp_path / "g.csv"
    path.write_text(body, "utf-8")
    with pytest.raises(GlossaryError, match=message):
        read_glossary(path)


DCA = """<?xml version="1.0"?><tbx type="TBX-Basic" style="dca" xml:lang="en" xmlns="urn:iso:std:iso:30042:ed-2"><text><body>
<conceptEntry id="c1"><descrip type="subjectField">state</descrip><langSec xml:lang="uk"><termSec><term>ВАКС</term><termNote type="termType">acronym</termNote></termSec></langSec>
<langSec xml:lang="en"><termSec><term>HACC</term><termNote type="administrativeStatus">preferredTerm-admn-sts</termNote></termSec>
<termSec><term>VAKS</term><termNote type="administrativeStatus">deprecatedTerm-admn-sts</termNote></termSec><termSec/></langSec></conceptEntry></body></text></tbx>"""
DCT = """<tbx type="TBX-Min" style="dct" xmlns="urn:iso:std:iso:30042:ed-2" xmlns:min="http://www.tbxinfo.net/ns/min" xml:lang="en"><text><body><conceptEntry id="c1">
<langSec xml:lang="en"><termSec><term>HACC</term><min:administrativeStatus>admittedTerm-admn-sts</min:administrativeStatus></termSec></langSec></conceptEntry></body></text></tbx>"""
OLD = """<martif type="TBX"><text><body><termEntry id="c1"><langSet xml:lang="en"><tig><term>HACC</term></tig></langSet></termEntry></body></text></martif>"""


@pytest.mark.parametrize(
    ("xml", "terms", "problems"),
    [
        (
            DCA,
            [
                ("en", "HACC", "preferred", "full"),
                ("en", "VAKS", "deprecated", "full"),
                ("uk", "ВАКС", "preferred", "acronym"),
            ],
            1,
        ),
        (DCT, [("en", "HACC", "admitted", "full")], 0),
        (OLD, [("en", "HACC", "preferred", "full")], 0),
    ],
)
def test_tbx_in_its_styles(tmp_path: Path, xml: str, terms: list[tuple[str, ...]], problems: int) -> None:
    path = tmp_path / "g.tbx"
    path.write_text(xml, "utf-8")
    base = read_glossary(path)
    assert [(t.lang, t.text, t.status.value, t.type) for t in base.terms] == terms
    assert len(base.problems) == problems


@pytest.mark.parametrize(
    ("xml", "message"),
    [
        ("<tbx><text>", "well-formed"),
        ("<html/>", "no TBX"),
        ('<!DOCTYPE tbx [<!ENTITY e "x">]><tbx>&e;</tbx>', "entities"),
        ("<tbx/>", "no entries"),
    ],
)
def test_tbx_that_is_refused(tmp_path: Path, xml: str, message: str) -> None:
    path = tmp_path / "g.tbx"
    path.write_text(xml, "utf-8")
    with pytest.raises(GlossaryError, match=message):
        read_glossary(path)


def test_the_demo_glossary_is_whole() -> None:
    base = read_glossary("glossaries/ukraine-news.csv")
    assert not base.problems
    assert len(base.concepts) >= 150
    for concept in base.concepts.values():
        assert concept.of("uk") and concept.of("ru") and concept.best("en"), concept.id

    def status(text: str) -> set[str]:
        return {t.status.value for t in base.terms if t.text == text and t.lang == "en"}

    assert status("SSU") == status("DIU") == status("CPT") == {"preferred"}
    assert status("CPC") == {"forbidden"}


def test_equal_bases_have_equal_fingerprints() -> None:
    assert Termbase.of(BASE.terms).fingerprint == Termbase.of(reversed(BASE.terms)).fingerprint
    assert Termbase.of(BASE.terms[1:]).fingerprint != BASE.fingerprint


def test_regions_stand_in_texts_of_the_language_but_not_of_each_other() -> None:
    base = Termbase.of([Term("k", "uk", "ліфт"), Term("k", "en-GB", "lift"), Term("k", "en-US", "elevator")])

    def found(lang: str) -> list[str]:
        return [u.term.text for u in find(base, None, Text("a lift, an elevator", language(lang)))]

    assert found("en") == ["lift", "elevator"]
    assert found("en-GB") == ["lift"]
    assert base.concepts["k"].best("en-US").text == "elevator"  # type: ignore[union-attr]


MATCHED = [
    # language, term, text, the words found, how
    ("uk", "облрада", "біля будівлі облради", "облради", "generated"),
    ("uk", "Мінцифри", "у Мінцифрі", "Мінцифрі", None),
    ("uk", "Білорусь", "кордон із Білоруссю", "Білоруссю", "lemma"),
    ("uk", "прем'єр-міністр", "із прем’єр-міністром", "прем’єр-міністром", "lemma"),
    ("uk", "Верховна Рада", "обрала Рада Верховна", "Рада Верховна", "order"),
    ("ru", "беспилотный летательный аппарат", "беспилотные летательные аппараты", "беспилотные летательные аппараты", "lemma"),
    ("ru", "счётная палата", "в счетной палате", "счетной палате", "lemma"),
    ("ru", "копировать", "нажмите и скопируйте", "скопируйте", "fuzzy"),
    ("en", "air defence", "air-defence forces", "air-defence", "form"),
    ("en", "cease-fire", "a ceasefire held", "ceasefire", "form"),
    ("en", "ceasefire", "a cease-fire held", "cease-fire", "form"),
    ("en", "defence minister", "the Defense Ministers met", "Defense Ministers", "lemma"),
    ("en", "Committee for the Prevention of Torture", "Committee for Prevention of Torture", "Committee for Prevention of Torture", "exact"),
    ("en", "Environment, Health and Safety", "Environment, Health, and Safety", "Environment, Health, and Safety", "form"),
    ("en", "U.S.", "the US said", "US", "lemma"),
    ("de", "Verfahren", "im Losgrößenverfahren", "verfahren", "part"),
    ("de", "Aufgabe", "Benachrichtigungen für Aufgaben", "Aufgaben", "generated"),
    ("en", "Rada", "the rada", None, None),
    ("uk", "СБУ", "СБУ-шників", None, None),
]  # fmt: skip


@pytest.mark.parametrize(("lang", "term", "text", "words", "how"), MATCHED)
def test_how_a_term_is_matched(lang: str, term: str, text: str, words: str | None, how: str | None) -> None:
    base = Termbase.of([Term("c", lang, term, case="exact" if term[0].isupper() and " " not in term else "free")])
    found = find(base, None, Text(text, language(lang)))
    assert [text[u.span.start : u.span.end] for u in found] == ([words] if words else [])
    assert how is None or [u.how for u in found] == [how]


def test_a_sentence_case_term_may_open_a_sentence_only() -> None:
    base = Termbase.of([Term("c", "en", "rada", case="sentence")])
    found = find(base, None, Text("Rada voted. The Rada rose, the rada fell.", language("en")))
    assert [u.span.start for u in found] == [0, 31]


def test_context_decides_whether_a_term_is_meant() -> None:
    base = Termbase.of([Term("court", "uk", "суд", context=("справа", "!футбол"))])
    for source, found in (("суд у справі", 1), ("суд", 0), ("суд у справі про футбол", 0)):
        assert len(find(base, Text(source, language("uk")), Text("", language("en")))) == found
