"""How names are spelled across scripts, and who did it to whom."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import regex

from tqa.checks.accuracy.entities import has_names, source_names
from tqa.checks.finder import Hit, Pair, check_where
from tqa.languages import names
from tqa.languages.text import Token
from tqa.languages.words import key
from tqa.records import Span


@check_where(has_names)
def spelling(pair: Pair) -> Iterator[Hit]:
    """A name heard in the target but spelled as no accepted romanisation spells it."""
    links, tokens = pair.links, pair.source.tokens
    theirs, tag = source_names(pair), pair.source_language.tag
    for i in theirs:
        token = tokens[i]
        if i not in links.by_sound or len(links.of_source[i]) != 1 or len(token.text) < 5 or "-" in token.text:
            continue
        other = pair.target.tokens[links.of_source[i][0]]
        if not other.text[0].isupper() or not other.text.isascii() or other.word.frequency > 3:
            continue
        pos, words, _ = links.gloss(token.word)
        written = other.word.lower.removesuffix("'s")
        beside = any(n in theirs and abs(n - i) == 1 and links.of_source.get(n) for n in (i - 1, i + 1))
        if (
            beside
            and pos in ("N", "")
            and key(written) not in {key(w) for w in words}
            and names.clashes(token.word.lower, written)
            and not names.is_own_spelling(token.word.lower, written, tag)
        ):
            yield _misspelled(token, other, None)
            continue
        ukrainian = pair.source_language.tag.startswith("uk")
        if pos == "N" and words:
            known = any(key(w) == key(written) for w in words)
            foreign = ukrainian and not known and not names.is_accepted(token.word.lower, written, ("h",))
            by_sound = not known and other.word.frequency < 0.05 and not _in_a_title(pair, i)
            by_sound = by_sound and _is_spelled_out(token.word.lower, written, words)
            if foreign or by_sound or (not ukrainian and _is_slip(token.word.lower, written, words)):
                yield _misspelled(token, other, words[0].capitalize())
            continue
        if i - 1 in theirs and _lost_her_ending(pair, i, written):
            yield _misspelled(token, other, None)
            continue
        named = i - 1 in theirs and bool(links.of_source.get(i - 1)) and tokens[i - 1].end + 1 == token.start
        if (
            named
            and names.is_native(token.word.lower, tag)
            and (
                ukrainian or names.is_surely_native(token.word.lower) or not names.may_write(token.word.lower, written)
            )
            and not names.is_accepted(token.word.lower, written, ("h",) if ukrainian else ("h", "g"))
        ):
            yield _misspelled(token, other, None)


@check_where(has_names)
def given_name(pair: Pair, *, surname: regex.Pattern[str], abroad: regex.Pattern[str]) -> Iterator[Hit]:
    """A given name before a surname of the source's own people, in the form that another language has for it (Oleg Nikolenko);
    none where the source speaks of `abroad`, whose people keep that form."""
    links, tokens = pair.links, pair.source.tokens
    theirs = source_names(pair)
    if abroad.search(pair.source.string):
        return
    for i in theirs:
        if i + 1 not in theirs or not surname.search(tokens[i + 1].word.lower) or not links.of_source.get(i + 1):
            continue
        own, *others = links.gloss(tokens[i].word)[1] or ("",)
        for other in (pair.target.tokens[j] for j in links.of_source.get(i, ())):
            written = other.word.lower
            if written in others and not names.is_accepted(tokens[i].word.lemma, written, ("h",)):
                yield _misspelled(tokens[i], other, own.capitalize())


def _in_a_title(pair: Pair, i: int) -> bool:
    """Whether a name stands in quotation marks or behind an adjective of the same title («Вечерняя Москва», «Россия»)."""
    before = pair.source.tokens[i - 1].text if i else ""
    return before in tuple('«"“„') or (before[:1].isupper() and before.endswith(("я", "а", "е", "й")))


def _is_spelled_out(lower: str, written: str, words: tuple[str, ...]) -> bool:
    """Whether a name that English spells in its own way (Macron) stands letter by letter (Makron)."""
    return names.is_accepted(lower, written) and not any(names.is_accepted(lower, w) for w in words)


def _is_slip(lower: str, written: str, words: tuple[str, ...]) -> bool:
    """Whether a known name stands with two letters changed places or one wrong (Izhvesk), in no accepted spelling."""
    near = any(sorted(w) == sorted(written) and w != written for w in words)
    return near and not names.is_accepted(lower, written)


_HERS = re.compile(r"(?:[оеє]ва|[иі]на|[сц]ька|[сц]кая)$")
_HIS = frozenset({"илья", "илля", "ілля", "никита", "микита", "лука", "данила", "кузьма", "савва", "сава", "фома", "хома", "микола", "гаврила", "мыкола", "зоря"})  # fmt: skip


def _lost_her_ending(pair: Pair, i: int, written: str) -> bool:
    """Whether a woman's surname (Дарья Рогожина) stands as a man's behind her given name (Daria Rogozhin)."""
    given, lower = pair.source.tokens[i - 1], pair.source.tokens[i].word.lower
    if not _HERS.search(lower) or given.word.lower in _HIS or given.word.lower[-1] not in "ая":
        return False
    heads = [pair.target.tokens[j].word.lower for j in pair.links.of_source.get(i - 1, ())]
    return bool(heads) and heads[0].endswith("a") and written.endswith(("v", "n", "skiy", "sky", "skyi", "ski"))


def _misspelled(token: Token, other: Token, expected: str | None) -> Hit:
    return Hit(
        source=token.span, target=other.span, suggestion=expected, words={"found": other.text, "source": token.text}
    )


# Endings of names that no nominative has; then those that a preposition or the name beside makes sure.
_OBLIQUE = re.compile(
    r"енк(?:у|ом|ові)$|[^аеєиіїоуюя](?:ук|юк)(?:у|ові|ом)$|[сцз]ьк(?:ого|ому|им|их|ою|ої)$|[сц]к(?:ого|ому|их|ую)$|(?:ов|ев|єв|ін|ин|їн)(?:ых|их|ими|ыми)$"
)
_GENITIVE = frozenset({"з", "із", "зі", "від", "до", "біля", "коло", "поблизу", "из", "от", "около", "возле"})
_LOCATIVE = frozenset({"в", "у", "на", "во"})
_OF_A_TOWN = re.compile(r"[сцз]ьку$|(?:ові|еві|єві|ині)$|(?:[сц]ке|ове|еве|граде|бурге|[пм]оле)$")
_OF_A_MAN = re.compile(r"(?:енка|[^аеєиіїоуюя]ука|юка|[сц]ького|[сц]кого)$")


@check_where(has_names)
def declined(pair: Pair) -> Iterator[Hit]:
    """A name romanised in a case of the source (Marchenku for Марченку), where that case is sure: by its ending, by the
    preposition before it, or by the surname behind a man's given name; and in a case that the source has not (Zabuzhka for
    Забужко)."""
    links, tokens = pair.links, pair.source.tokens
    for i in source_names(pair):
        lower = tokens[i].word.lower
        before = tokens[i - 1].word.lower if i else ""
        after = tokens[i + 1].word.lower if i + 1 < len(tokens) and tokens[i + 1].text.istitle() else ""
        sure = (
            _OBLIQUE.search(lower)
            or (
                before in _GENITIVE
                and lower[-2] not in _VOWELS
                and lower[-1] in ("аи" if pair.source_language.tag.startswith("uk") else "аы")
            )
            or (before in _LOCATIVE and _OF_A_TOWN.search(lower))
            or (lower[-1] in "ая" and lower not in _HIS and _OF_A_MAN.search(after) and not _of_a_district(tokens, i))
            or (lower[-1] == "і" and after.endswith(("енко", "чук", "юк", "ко")))  # Лесі Петренко
            or (i and tokens[i - 1].text.istitle() and before[-1:] in ("а", "я") and _OF_A_MAN.search(lower))
        )
        if len(lower) < 4 or "-" in lower or not (sure or lower[-1] not in _OPEN_ENDS):
            continue
        answers = [pair.target.tokens[j] for j in links.of_source[i] if pair.target.tokens[j].text[0].isupper()]
        if len(answers) == 1:
            written = answers[0].word.lower.removesuffix("'s")
            if _names_a_street(pair, links.of_source[i]):
                continue
            as_written = _as_it_stands(lower, written) if sure else _put_in_a_case(lower, written)
            if written not in links.gloss(tokens[i].word)[1] and as_written:
                yield _misspelled(tokens[i], answers[0], None)


def _names_a_street(pair: Pair, places: Sequence[int]) -> bool:
    """Whether a street follows, whose name English may leave as the source declines it (Bohdana Khmelnytskoho Street)."""
    following = [t.word.lower for j in places for t in pair.target.tokens[j + 1 : j + 3]]
    return not pair.target_language.words("streets").isdisjoint(following)


def _of_a_district(tokens: list[Token], i: int) -> bool:
    """Whether the adjective behind a name is a district's (Івановка Петриківського району), the name that of a village."""
    return i + 2 < len(tokens) and tokens[i + 2].word.lower.startswith(
        ("район", "област", "обл", "уезд", "повіт", "громад")
    )


_VOWELS = frozenset("аеиоуіыэ")  # Самоа is of no case
_OPEN_ENDS = frozenset("еєиіїуюяйы")  # of forms that may be of any case
_ADDED = {
    "о": ("а", "у", "ом", "ові"),
    "а": ("у", "ою", "ой"),
    "ь": ("я", "ю", "ем", "еві"),
    "": ("а", "у", "ом", "ові", "ем"),
}


def _put_in_a_case(cyrillic: str, latin: str) -> bool:
    """Whether a name that stands in the nominative has an ending of another case in the target."""
    last = cyrillic[-1] if cyrillic[-1] in _ADDED else ""
    if (last == "о" and not cyrillic.endswith("ко")) or cyrillic.endswith(("ск", "ськ", "цьк")):
        return False
    return any(
        latin == names.romanise(cyrillic.removesuffix(last) + ending, tag)
        for ending in _ADDED[last]
        for tag in ("uk", "ru")
    )


def _as_it_stands(cyrillic: str, latin: str) -> bool:
    """Whether a name is romanised with the ending it has in the source, in any usual spelling of that ending."""
    spelled = {names.romanise(cyrillic, tag) for tag in ("uk", "ru")}
    return latin in spelled or any(
        latin[-3:] in (s[-3:], s[-3:].replace("y", "i")) and names.is_accepted(cyrillic, latin) for s in spelled
    )


_OVER = frozenset({
    "beat", "beats", "defeated", "defeats", "overcame", "outplayed", "thrashed", "edged", "accused", "accuses", "sued", "replaced", "succeeded",
    "criticised", "criticized", "arrested", "detained", "killed", "shot", "attacked", "congratulated", "invited", "dismissed", "appointed", "supported",
})  # fmt: skip


def does_to_a_name(pair: Pair) -> bool:
    return has_names(pair) and not _OVER.isdisjoint(pair.target.forms)


@check_where(does_to_a_name)
def swapped(pair: Pair) -> Iterator[Hit]:
    """A beat B where the source has B beat A: the name before the verb answers one that the source declines as its object
    (Аделіну), the name behind it one that it does not."""
    tokens, links = pair.target.tokens, pair.links
    own = {j: i for i, found in links.of_source.items() for j in found if pair.source.tokens[i].text[0].isupper()}
    for k in pair.target.words:
        if tokens[k].word.lower not in _OVER or not 0 < k < len(tokens) - 1 or k - 1 not in own or k + 1 not in own:
            continue
        before = [own[j] for j in (k - 2, k - 1) if j in own]
        behind = [own[j] for j in (k + 1, k + 2) if j in own]
        if _declined(pair, before) and not _declined(pair, behind) and not set(before) & set(behind):
            span = Span(tokens[k - len(before)].start, tokens[k + len(behind)].end)
            yield Hit(
                source=pair.source.tokens[before[0]].span,
                target=span,
                words={"found": pair.target.at(span.start, span.end), "source": pair.source.tokens[before[0]].text},
            )
            return


def _declined(pair: Pair, named: list[int]) -> bool:
    """Whether a name, by one of its words, stands in the accusative of women's names."""
    return any(
        len(pair.source.tokens[i].text) > 4
        and not pair.source.tokens[i].word.is_upper
        and (
            pair.source.tokens[i].word.lower[-1] in "ую"
            or (pair.source.tokens[i].word.lower[-1] in "ая" and _ends_hard(pair, i))
        )
        for i in named
    )


def _ends_hard(pair: Pair, i: int) -> bool:
    """Whether a name right behind a past verb ends in -а in the source and in a consonant in the target: a man's, declined."""
    before = pair.source.tokens[i - 1].word.lower if i else ""
    return before.endswith(("л", "ла", "ли", "в", "іг", "ег", "ёг")) and all(
        pair.target.tokens[j].word.lower[-1] not in "aeiouy" for j in pair.links.of_source[i]
    )
