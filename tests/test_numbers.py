"""Numbers, dates and times by value."""

import pytest

from tqa.languages import language
from tqa.languages.numbers import mentions
from tqa.languages.text import Text

CASES = [
    ("en", "nearly 1.2 million", [1_200_000]),
    ("en", "1,364 athletes", [1364]),
    ("en", "15.5%", [15.5]),
    ("en", "$1.25bn", [1.25e9]),
    ("en", "one and a half million", [1.5e6]),
    ("en", "half a million", [5e5]),
    ("en", "two hundred and five thousand", [205_000]),
    ("en", "twenty-one", [21]),
    ("en", "16–18 thousand", [16, 18_000]),
    ("en", "the 1990s", [1990]),
    ("en", "a 45-year-old", [45]),
    ("uk", "1,2 млн", [1_200_000]),
    ("uk", "20 000 грн", [20_000]),
    ("uk", "139 тис. осіб", [139_000]),
    ("uk", "півтора мільйона", [1.5e6]),
    ("uk", "двісті п'ять тисяч", [205_000]),
    ("uk", "п’ять тисяч п’ятсот", [5500]),
    ("uk", "1990-ті", [1990]),
    ("uk", "півмільйона", [5e5]),
    ("ru", "2,3 тыс. кв. метров", [2300]),
    ("ru", "1 364 спортсмена", [1364]),
    ("ru", "49-ти тысячам", [49_000]),
    ("ru", "двух третей", [2 / 3]),
    ("de", "fünfundzwanzig", [25]),
    ("de", "1,5 Milliarden", [1.5e9]),
    ("de", "360'000", [360_000]),
    ("fr", "3,4 millions", [3.4e6]),
    ("pl", "dwa tysiące pięćset", [2500]),
    ("en", "COVID-19", [19]),
    ("en", "XIX", [19]),
    ("en", "the G7 leaders", [7]),
    ("en", "1 1/2 seasons", [1.5]),
    ("de", "3½ Jahre", [3.5]),
    ("ru", "в 1/8 финала", [1, 16, 8]),
    ("uk", "тринадцятого числа", [13]),
]


@pytest.mark.parametrize(("lang", "text", "values"), CASES)
def test_values(lang: str, text: str, values: list[float]) -> None:
    found = [m.values[0] for m in mentions(Text(text, language(lang)))]
    assert found == pytest.approx(values)


@pytest.mark.parametrize(
    ("lang", "text", "kind", "value"),
    [
        ("en", "5:40 p.m.", "time", 17 * 60 + 40),
        ("uk", "о 17:40", "time", 17 * 60 + 40),
        ("uk", "пів на восьму", "time", 7 * 60 + 30),
        ("en", "on Wednesday", "weekday", 3),
        ("uk", "у середу", "weekday", 3),
        ("ru", "в мае", "month", 5),
        ("en", "Sept. 3", "month", 9),
        ("de", "am Sonntag", "weekday", 7),
        ("fr", "le 3 mars", "month", 3),
        ("cs", "v červenci", "month", 7),
        ("en", "at Wednesday's meeting", "weekday", 3),
        ("ru", "на воскресном голосовании", "weekday", 7),
        ("uk", "08.05.2024", "month", 5),
    ],
)
def test_dates_and_times(lang: str, text: str, kind: str, value: float) -> None:
    assert value in [v for m in mentions(Text(text, language(lang))) if m.kind == kind for v in m.values]


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("en", "He may come"),
        ("en", "to march on"),
        ("ru", "окружающая среда"),
        ("ru", "Март Лаар"),
        ("en", "thousands of people"),
    ],
)
def test_words_that_only_look_like_dates_or_numbers(lang: str, text: str) -> None:
    assert not mentions(Text(text, language(lang)))


def test_spans_mark_the_words() -> None:
    text = Text("Збитки – 3,4 млн євро", language("uk"))
    (found,) = mentions(text)
    assert text.string[found.start : found.end] == "3,4 млн"
