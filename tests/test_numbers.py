"""Numbers, dates and times by value."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tqa import Plan, check
from tqa.languages import language
from tqa.languages.numbers import mentions
from tqa.languages.text import Text
from tqa.records import Segment

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
    ("ru", "около 100к рублей", [100_000]),
    ("ru", "полк шёл к городу", []),
    ("ru", "в середине II-го века", [2]),
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
    ("ru", "на четыре десятых", [0.4]),
    ("ru", "на 3 десятых", [0.3]),
    ("ru", "в десятых числах", [10]),
    ("uk", "дві п'ятих", [0.4]),
    ("de", "37 Hundertstel", [0.37]),
    ("ru", "полумиллиона песо", [5e5]),
    ("ru", "Колин и Пол", []),
    ("en", "in the quarter finals", []),
    ("en", "three fourth-grade pupils", [3]),
    ("cs", "5,5 mil. korun", [5.5e6]),
    ("en", "half-a-billion dollars", [5e8]),
    ("en", "the playwright August Wilson", []),
    ("en", "3 billion 116 million yen", [3.116e9]),
    ("en", "RMB81.2 billion", [81.2e9]),
    ("ru", "ограничено 21 миллионом", [21e6]),
    ("ru", "в начале нулевых", [0]),
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
        ("de", "gegen 23.45 Uhr", "time", 23 * 60 + 45),
        ("de", "zwischen 17 und 18 Uhr", "time", 17 * 60),
        ("ru", "в январе-апреле", "month", 1),
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


ANSWERS = [
    ("ru", "Он выиграл бег на 110 метров с барьерами.", "He won the 110m hurdles.", True),
    ("ru", "Компания потратила 100 долларов.", "The company spent $100m.", False),
    ("ru", "В январе-апреле рынок упал.", "The market fell between January and April.", True),
    ("ru", "В январе-апреле рынок упал.", "The market fell between January and May.", False),
    ("uk", "Сусіди повернулися о першій ночі.", "The neighbours came back at 1 a.m.", True),
    ("ru", "По итогам июньских продаж марка впереди.", "The brand leads by June sales.", True),
    ("de", "Der Kurs läuft zwischen 17 und 18 Uhr.", "The course runs between 5 and 6.", True),
    ("de", "Der Kurs beginnt um 17 Uhr.", "The course starts at 6 p.m.", False),
    ("ru", "Две трети избирателей поддержали партию.", "One out of three voters backed the party.", False),
    ("ru", "Её догнал тридцатидевятилетний мужчина.", "A thirty-nine-year-old man caught up with her.", True),
    ("ru", "Её догнал тридцатидевятилетний мужчина.", "A forty-nine-year-old man caught up with her.", False),
    ("ru", "Ракета «Союз-2.1» стартовала в 2015 году.", "The Soyuz 2.1 rocket was launched in 2015.", True),
    ("ru", "Цена выросла с £32,7 до £42,6 млрд.", "The price rose from £32.7bn to £42.6bn.", True),
    ("ru", "Автобус выехал в 17.05.", "The bus left at 5:05 p.m.", True),
    ("ru", "Более десяти штатов приняли законы.", "A dozen states have passed laws.", True),
]


@pytest.mark.parametrize(("lang", "source", "target", "answered"), ANSWERS)
def test_what_answers_what(lang: str, source: str, target: str, answered: bool) -> None:
    rules = frozenset(f"{kind}-{fault}" for kind in ("number", "date") for fault in ("changed", "missing", "added"))
    (verdict,) = check([Segment("1", source, target, lang, "en")], Plan(only=rules))
    assert (not verdict.findings) == answered


@pytest.mark.parametrize(
    ("lang", "text", "told"),
    [
        ("zh", "约8亿人次出游", [("number", 8e8)]),
        ("zh", "北京7.8万志愿者", [("number", 78_000)]),
        ("zh", "20多万个大棚", [("number", 200_000)]),
        ("zh", "两千三百万人", [("number", 23e6)]),
        ("zh", "22万亿美元", [("number", 22e12)]),
        ("zh", "一点七万例", [("number", 17_000)]),
        ("zh", "百分之三十", [("number", 30)]),
        ("zh", "三分之二", [("number", 2 / 3)]),
        ("zh", "11月13日", [("month", 11), ("number", 13)]),
        ("zh", "二〇一九年", [("number", 2019)]),
        ("zh", "深度10千米", [("number", 10)]),
        ("zh", "“80后”", [("decade", 80)]),
        ("ja", "約31億1600万円", [("number", 3.116e9)]),
        ("ja", "１２４万６千床", [("number", 1_246_000)]),
        ("ja", "５３・７％", [("number", 53.7)]),
        ("ja", "木曜日", [("weekday", 4)]),
    ],
)
def test_figures_run_into_their_scales(lang: str, text: str, told: list[tuple[str, float]]) -> None:
    found = [(m.kind, m.values[0]) for m in mentions(Text(text, language(lang))) if not m.soft]
    assert [kind for kind, _ in found] == [kind for kind, _ in told]
    assert [value for _, value in found] == pytest.approx([value for _, value in told])


@given(st.text(alphabet="0123456789０１９.,，．・零一二三十百千万亿点分之年月日个多周 aк", max_size=40))
def test_any_row_of_figures_and_scales_is_read(text: str) -> None:
    for lang in ("zh", "ja"):
        found = mentions(Text(text, language(lang)))
        assert all(0 <= m.start < m.end <= len(text) for m in found)
        assert found == sorted(found, key=lambda m: m.start)


def test_numerals_that_count_nothing_only_answer_others() -> None:
    assert all(m.soft for m in mentions(Text("十分高兴，一直在三亚", language("zh"))))


def test_figures_of_a_language_without_a_pack_may_be_scaled() -> None:
    (verdict,) = check(
        [Segment("1", "Kaupan arvo on 5,6 miljoonaa euroa.", "The deal is worth EUR 5.6 million.", "fi", "en")], Plan()
    )
    assert not verdict.findings
