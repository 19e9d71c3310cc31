"""Names across scripts: whether a Latin word can be a Cyrillic name, however it was declined or romanised.

What letters may stand for is data (`und/romanisation.toml`); here they are followed through a word, all readings at once.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from functools import lru_cache
from typing import NamedTuple

from tqa.languages import HERE

_DATA = tomllib.loads((HERE / "und" / "romanisation.toml").read_text("utf-8"))
_CONSONANTS = {k: tuple(v.split("|")) for k, v in _DATA["heard"]["consonants"].items()}
_VOWELS = {k: tuple(v.split("|")) for k, v in _DATA["heard"]["vowels"].items()}
_ACCEPTED = {k: v.split("|") for k, v in _DATA["accepted"].items() if isinstance(v, str)}
_DIGRAPHS, _POLISH = ({k: v.split("|") for k, v in _DATA["accepted"][part].items()} for part in ("digraphs", "polish"))
_ANY_VOWEL = frozenset("aeiouyáéíóúàèäëïöüôêâãåøæœı'’ʼwhj")
_UNITS = re.compile("|".join(sorted([*_CONSONANTS, *_VOWELS], key=len, reverse=True)) + "|.")
_ADJECTIVE = re.compile(
    r"(?:[сцз]ьк|[сц]к)(?:ий|ого|ому|им|ій|а|ої|ою|у|е|і|их|ими|ій|ом|ем|ой|ая|ую|ое|ые|ых|ым|ыми|ие|ою)?\Z"
)
_ENDING = re.compile(
    r"(?:ого|ому|ими|ыми|ами|ями|ові|еві|єві|ах|ях|ам|ям|ом|ем|єм|ём|ою|ею|єю|ой|ей|ів|їв|их|ых|ий|ый|им|ым|ім|а|я|у|ю|і|ї|и|ы|е|є|о|ь|й)\Z"
)


def _table(text: str) -> dict[str, str]:
    return dict(pair.split("=") for pair in text.split())


_OFFICIAL = {tag: (_table(data["letters"]), _table(data["initial"])) for tag, data in _DATA["official"].items()}


def romanise(form: str, tag: str) -> str:
    """A Ukrainian word by the table of 2010, a Russian one by BGN/PCGN without marks; the first capital is kept."""
    lower = form.lower()
    table, initial = _OFFICIAL["uk" if tag.startswith("uk") else "ru"]
    out = []
    for i, ch in enumerate(lower):
        if ch in "'’ʼ":
            continue
        if ch == "г" and i and lower[i - 1] == "з" and tag.startswith("uk"):
            out.append("gh")
        else:
            out.append(initial[ch] if not i and ch in initial else table.get(ch, ch))
    text = "".join(out)
    return text.capitalize() if form[:1].isupper() else text


def stem(lower: str) -> str:
    """A declined name without its ending, an adjective of a name without its suffix; at least three letters stay."""
    cut = _ADJECTIVE.sub("", lower)
    if len(cut) >= 4 and cut != lower:
        return cut
    cut = _ENDING.sub("", lower)
    return cut if len(cut) >= 3 else lower


class _Sound(NamedTuple):
    """The stem of a name as units to follow: the Latin alternatives of each, and whether vowels may follow freely."""

    units: tuple[tuple[tuple[str, ...], bool], ...]
    tail: int
    first: frozenset[str]


@lru_cache(maxsize=100_000)
def _sound(lower: str) -> _Sound | None:
    """How a name sounds; None where too little is left to tell it by. With three consonants and more, vowels are free."""
    body = stem(lower)
    units = _UNITS.findall(body)
    consonants = sum(unit in _CONSONANTS for unit in units)
    if consonants < 2 and len(body) < 3:
        return None
    loose = consonants >= 3
    followed: list[tuple[tuple[str, ...], bool]] = []
    for n, unit in enumerate(units):
        if unit in _CONSONANTS:
            alternatives = _CONSONANTS[unit]
            if not n and unit not in "гх":
                alternatives = tuple(a for a in alternatives if a)
            followed.append((alternatives, loose))
        elif unit in _VOWELS:
            if not loose:
                followed.append((_VOWELS[unit], False))
            elif not n:
                followed.append(((*_VOWELS[unit], "h", ""), True))
        elif unit == "-":
            followed.append((("-", " ", ""), False))
        else:
            return None
    silent = any(not a for a in followed[0][0])
    first = frozenset() if silent else frozenset(a[0] for a in followed[0][0])
    return _Sound(tuple(followed), 8 if _ADJECTIVE.search(lower) else 5 if loose else 4, first)


def first_letters(cyrillic: str) -> frozenset[str] | None:
    """The letters with which a Latin word must begin to be this name; none for what is no name, None for any letter."""
    sound = _sound(cyrillic)
    return frozenset() if sound is None else sound.first or None


_OF_A_SOFTENED = re.compile(r"(?<=..)([зц])ь?к(?:ий|ого|ому|им|ій|а|ої|ою|у|е|і|их|ими|ий|ом|ой|ая|ую|ое|ие)\Z")
_SOFTENED = {"зі": "г", "ці": "к", "сі": "х"}  # Страсбург, у Страсбурзі


@lru_cache(maxsize=200_000)
def heard(cyrillic: str, latin: str) -> bool:
    """Whether a Latin word (lower case) can be a Cyrillic name (lower case) in any of its cases; its ending is free."""
    if _follows(cyrillic, latin):
        return True
    hard, adjective = _SOFTENED.get(cyrillic[-2:]), _OF_A_SOFTENED.search(cyrillic)
    if adjective is not None:  # празький, Прага
        return _follows(cyrillic[: adjective.start()] + _SOFTENED[adjective[1] + "і"] + "у", latin)
    return hard is not None and _follows(cyrillic[:-2] + hard + "у", latin)


def _follows(cyrillic: str, latin: str) -> bool:
    """Whether the letters of one can be read as those of the other."""
    sound = _sound(cyrillic)
    latin = latin.removesuffix("'s").removesuffix("’s")
    if sound is None or not latin or (sound.first and latin[0] not in sound.first):
        return False
    places = {0}
    size = len(latin)
    for alternatives, free in sound.units:
        reached = {p + len(a) for p in places for a in alternatives if latin.startswith(a, p)}
        if free:
            for p in list(reached):
                while p < size and latin[p] in _ANY_VOWEL:
                    p += 1
                    reached.add(p)
        if not reached:
            return False
        places = reached
    return any((size - p <= sound.tail and latin[p:].isalpha()) or p == size for p in places)


# Letters that sound in every language and that no tradition of spelling drops or adds; m and n stand for one another.
_FIRM = {"л": "l", "р": "r", "м": "n", "н": "n", "д": "d", "б": "b"} | {
    "l": "l",
    "r": "r",
    "m": "n",
    "n": "n",
    "d": "d",
    "b": "b",
}


_SOFT = re.compile("дж|дз|drz|dż|dz|dj|rz")


def _firm(lower: str) -> str:
    return "".join(_FIRM.get(ch, "") for ch in re.sub(r"(.)\1+", r"\1", _SOFT.sub("", lower)))


@lru_cache(maxsize=20_000)
def clashes(cyrillic: str, latin: str) -> bool:
    """Whether two names (lower case) differ in consonants that every spelling of a name keeps: Загоруйко, Zahorulko."""
    latin = latin.removesuffix("'s").removesuffix("’s")
    derived = (
        "-" in latin or "чин" in cyrillic[-5:] or _ADJECTIVE.search(cyrillic) or latin.endswith(("ian", "ish", "ese"))
    )
    kept = _firm(latin)
    return not derived and (kept not in {_firm(cyrillic), _firm(stem(cyrillic))} or _changed_places(cyrillic, latin))


def _changed_places(cyrillic: str, latin: str) -> bool:
    """Whether a name has all letters of its romanisation, two consonants in each other's place: Жапаров, Zharapov."""
    spelled = [romanise(cyrillic, tag) for tag in _OFFICIAL]
    return latin not in spelled and any(
        len(s) > 5 and sorted(s) == sorted(latin) and _consonants(s) != _consonants(latin) for s in spelled
    )


def _consonants(latin: str) -> str:
    return "".join(ch for ch in latin if ch not in _ANY_VOWEL)


_BROADLY = {ch: letters for sounds, letters in _DATA["broadly"].items() for ch in sounds}
_SILENT, _SILENT_AT_END = frozenset("dtgpsbc"), frozenset("dtgpsbcxzrn")  # Montpellier, Egeland
_PLAIN = str.maketrans({"ř": "rz", "ł": "l", "ø": "o", "æ": "e", "đ": "d", "ß": "s", "ı": "i", "x": "ks"})


@lru_cache(maxsize=20_000)
def may_write(cyrillic: str, latin: str) -> bool:
    """Whether a Latin word may be how its own language spells a foreign name (Вайянкур, Vaillancourt): it has the consonants
    of the name in order, and beside them none but letters that some language leaves silent."""
    plain = unicodedata.normalize("NFD", latin.removesuffix("'s").removesuffix("’s").translate(_PLAIN))
    if "л" not in cyrillic:
        plain = plain.replace("ll", "y")  # Guillaume
    plain = plain.replace("gy", "dy").replace("dj", "j")  # Magyar, Djokovic
    letters = [ch for ch in plain if ch.isalpha() and ch not in _ANY_VOWEL - {"h", "w", "j"}]
    body = re.sub(r"(.)\1+", r"\1", stem(cyrillic).replace("дж", "ж").replace("дз", "з").replace("чж", "ж"))
    sounds = [_BROADLY[ch] for ch in body if ch in _BROADLY]
    if len(sounds) < 2 or not letters:
        return False
    reached = {(0, 0)}  # sounds told, silent letters passed
    for n, ch in enumerate(letters):
        at_end = n >= len(letters) - 2
        following = set()
        for told, passed in reached:
            if told < len(sounds) and ch in sounds[told]:
                following.add((told + 1, passed))
            if told and ch in sounds[told - 1]:
                following.add((told, passed))
            if ch in "hwj" or (told and (ch in _SILENT_AT_END if at_end else ch in _SILENT and not passed)):
                following.add((told, passed + (ch not in "hwj" and not at_end)))
        reached = following
    return any(told == len(sounds) for told, _ in reached)


# Slavic endings that no other people's names have, those that others have too (Корбин, Corbyn), and what cases make of them.
_SURE, _SHARED = "енк|чук|[оеє]в|[оеє]ва|[сц]ьк|[сц]к|ів|їв|ишин", "[юу]к|[іиы]н|[іиы]на|ович|евич|[іи]х"
_CASES = "ий|ый|а|о|ая|ого|ому|ій|ом|им|ым|у|ою|ой|і|ы|е|ем|ям|єм"
_SURELY_NATIVE = re.compile(rf"(?:{_SURE})(?:{_CASES})?\Z")
_NATIVE = re.compile(rf"(?:{_SURE}|{_SHARED})(?:{_CASES}|и)?\Z")
_UKRAINIAN = re.compile(r"(?:ик|юк|ак|як|ець|ич)(?:а|у|ом|ові|і)?\Z")


def is_adjective(lower: str) -> bool:
    """Whether a word ends as adjectives of names do (Домініканська)."""
    return bool(_ADJECTIVE.search(lower))


def is_surely_native(lower: str) -> bool:
    """Whether no other people's names end so (Корбин may be Corbyn, Коваленко is no other's)."""
    return bool(_SURELY_NATIVE.search(lower))


def is_native(lower: str, tag: str) -> bool:
    """Whether a name has a Slavic ending, so that English romanises it rather than restoring a foreign spelling."""
    return len(lower) > 4 and bool(_NATIVE.search(lower) or (tag.startswith("uk") and _UKRAINIAN.search(lower)))


_OF_A_CLOSED_SYLLABLE = re.compile(r"[оеє]в(?:а|у|і|ом)\Z")


def is_own_spelling(lower: str, latin: str, tag: str) -> bool:
    """Whether a Latin word may be the own spelling of a name that has no Slavic ending."""
    return not is_native(lower, tag) and may_write(lower, latin)


@lru_cache(maxsize=20_000)
def is_accepted(lower: str, latin: str, h: tuple[str, ...] = ("h", "g")) -> bool:
    """Whether a name is spelled as news may spell it, `h` being the letters for г; true for letters nobody can judge."""
    if h == ("h",) and _ADJECTIVE.search(lower) and latin.endswith(("aya", "aia", "skoy", "ogo")):
        return False  # the Russian ending of a Ukrainian name
    if latin.endswith("iv") and _OF_A_CLOSED_SYLLABLE.search(lower):  # Косів, Косова
        return True
    table = {**_ACCEPTED, **_DIGRAPHS, "г": h, **(_POLISH if _ADJECTIVE.search(lower) else {})}
    units = re.findall("кс|дж|.", stem(lower))
    if any(unit not in table for unit in units):
        return True
    places = {0}
    for unit in units:
        places = {p + len(a) for p in places for a in table[unit] if latin.startswith(a, p)}
    return any(len(latin) - p <= 8 for p in places)
