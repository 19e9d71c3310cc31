"""Language packs: complete, consistent, and falling back along the tag."""

import pytest

from tqa.languages import chain, language, normal_tag, packs
from tqa.languages import names as names_
from tqa.languages.text import Text
from tqa.languages.words import lexicon
from tqa.records import LanguageError

PACKS = [p for p in packs() if p != "und"]


@pytest.mark.parametrize("tag", PACKS)
def test_a_pack_has_the_facts_every_check_asks_for(tag: str) -> None:
    lang = language(tag)
    assert lang.script
    assert lang.facts["direction"] in ("ltr", "rtl")
    assert len(set(lang.months.values())) == 12
    assert len(set(lang.weekdays.values())) == 7
    assert lang.numerals("scale")
    assert lang.words("negation", "cues")
    assert all(len(pair) == 2 for pair in lang.facts["quotes"])


@pytest.mark.parametrize("tag", PACKS)
def test_a_pack_shows_its_invisible_characters(tag: str) -> None:
    from tqa.languages import HERE, NAMED_CHARACTERS

    for path in (HERE / tag).rglob("*.t[os][mv]*"):
        text = path.read_text("utf-8")
        assert not [name for name, ch in NAMED_CHARACTERS.items() if ch in text], path


def test_fallback() -> None:
    assert chain("fr-CA") == ["fr-CA", "fr", "und"]
    assert language("fr-CA").facts["numbers"]["decimal"] == ","
    assert not language("tlh").known
    assert language("tlh").facts["direction"] == "ltr"


@pytest.mark.parametrize(("word", "hint"), [("ukrainian", "uk"), ("english!", ""), ("", ""), ("ua", "uk")])
def test_what_is_no_tag_is_refused_with_a_hint(word: str, hint: str) -> None:
    with pytest.raises(LanguageError, match=f"'{hint}'" if hint else "tag"):
        normal_tag(word)


@pytest.mark.parametrize(
    ("lang", "text", "count"),
    [
        ("en", "Mr. Smith of the U.S. spoke at 5 p.m. on Friday. He left.", 2),
        ("uk", "У м. Харків 3 листопада 2024 р. прийшов І. Франко. Він пішов.", 2),
        ("en", '"No," he said. "Never!" Then he left.', 3),
        ("zh", "他走了。她来了。", 2),
        ("en", "LIGA.net reports it. So does NV.ua.", 2),
    ],
)
def test_sentences(lang: str, text: str, count: int) -> None:
    assert len(Text(text, language(lang)).sentences) == count


@pytest.mark.parametrize(
    ("cyrillic", "latin"),
    [
        ("Байдена", "biden"),
        ("Джонсоном", "johnson"),
        ("Зеленського", "zelenskyy"),
        ("Шольцем", "scholz"),
        ("Вашингтоні", "washington"),
        ("Ляйєн", "leyen"),
        ("Винницкой", "vinnytsia"),
        ("Х'юстоні", "houston"),
        ("Чайковского", "tchaikovsky"),
        ("Уивинг", "weaving"),
        ("Страсбурзі", "strasbourg"),
        ("Празі", "prague"),
    ],
)
def test_names_are_heard_across_scripts(cyrillic: str, latin: str) -> None:
    assert names_.heard(cyrillic.lower(), latin)


@pytest.mark.parametrize(
    ("cyrillic", "latin"), [("Чернівці", "chernihiv"), ("Рось", "russia"), ("Пишний", "lush"), ("Сирський", "syrian")]
)
def test_other_names_are_not(cyrillic: str, latin: str) -> None:
    assert not names_.heard(cyrillic.lower(), latin)


def test_romanisation_follows_the_official_tables() -> None:
    # examples of the Cabinet of Ministers' resolution 55 of 2010
    for ours, theirs in {
        "Алушта": "Alushta",
        "Згорани": "Zghorany",
        "Єнакієве": "Yenakiieve",
        "Їжакевич": "Yizhakevych",
        "Йосипівка": "Yosypivka",
        "Щербухи": "Shcherbukhy",
        "Юрій": "Yurii",
        "Яготин": "Yahotyn",
        "Короп'є": "Koropie",
        "Знам'янка": "Znamianka",
    }.items():
        assert names_.romanise(ours, "uk") == theirs


def test_the_lexicons_are_sound() -> None:
    for lang in ("uk", "ru"):
        entries = lexicon(lang, "en")
        assert len(entries) > 10_000
        assert all(gloss and gloss == gloss.lower() for _, glosses in entries.values() for gloss in glosses)


@pytest.mark.parametrize(
    ("cyrillic", "latin", "may"),
    [
        ("вайянкур", "vaillancourt", True),
        ("гийомом", "guillaume", True),
        ("шекспире", "shakespeare", True),
        ("йиндржихом", "jindřich", True),
        ("егеланн", "egeland", True),
        ("левински", "lewinsky", True),
        ("антон", "aton", False),
        ("мирослава", "miloslav", False),
        ("сирський", "syrian", False),
        ("загоруйко", "zahorulko", False),
    ],
)
def test_a_foreign_name_may_be_spelled_as_its_own_language_does(cyrillic: str, latin: str, may: bool) -> None:
    assert names_.may_write(cyrillic, latin) == may
