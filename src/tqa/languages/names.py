"""Names across scripts: whether a Latin word can be a Cyrillic name, however it was declined or romanised.

The tables accept the official romanisations (Ukrainian KMU 2010, Russian BGN/PCGN), their newspaper variants and the
original spellings of foreign names that Cyrillic writes by sound (Байден, Джонсон, Шольц).
"""

from __future__ import annotations

import re
from functools import lru_cache

_CONSONANTS = {
    "дж": "j|dzh|g|dj|dg|gi|ge|gg",
    "кс": "ks|x|cs|cks|cc|xx|kks",
    "кв": "kv|qu|kw|cv",
    "тс": "ts|tz|z|c|t[aeo]s",
    "зг": "zgh|zh|zg|sg",
    "дз": "dz|z|ds",
    "сш": "ssh|sh|ss",
    "б": "bb?|pb",
    "в": "v|w|u|ff?|vv|b",
    "г": "h|gh|gu|gg?|",
    "ґ": "gg?|gu",
    "д": "dd?|dh|dt|t",
    "ж": "zh|j|g|z|ge|zs|ž|ż",
    "з": "z|s|zz|ts|th|ss",
    "к": "kk?|ck?|ch|qu?|cc|kh",
    "л": "ll?|lh|ł",
    "м": "mm?",
    "н": "nn?|gn|kn|ñ|ng|ń",
    "п": "pp?|b",
    "р": "rr?|rh|wr",
    "с": "ss?|ç|c|ce|sc|th|z|x|ş|ś|sh",
    "т": "tt?|th|d|",
    "ф": "ff?|ph|v|th|gh",
    "х": "kh|h|ch|j|x|g|",
    "ц": "ts|tz|cc?|z|cz|ti|s|zz|t",
    "ч": "ch|tch|ç|cc?|cz|tsch|ci|č|ć|tj|tsh|q|ts",
    "ш": "sh|z|sch|s|ch|sz|ss|ti|si|š|ş|sj",
    "щ": "shch|sch|sh|szcz|stch|ch",
}
_VOWELS = {
    "ай": "ay|ai|i|y|ei|ey|ae|aj|uy|igh|aye?",
    "ей": "ey|ei|ay|ai|y|i|ej|a|e|ej",
    "ой": "oy|oi|oj|eu|i",
    "уй": "ui|uy|wi|uj",
    "ий": "y|i|yi|yy|iy|ij",
    "ау": "au|ow|aw|ou",
    "оу": "ow|o|ou|oe|owe",
    "ью": "iu|yu|ew|ieu|u|iew|eu",
    "йо": "yo|io|o|jo|eo",
    "ьо": "io|yo|o|eu",
    "уо": "wo|uo|ua|wa|o",
    "уе": "w?[eiauo]+",
    "уі": "w?[eiauo]+",
    "уї": "w?[eiauo]+",
    "уи": "w?[eiauo]+",
    "уа": "w?[eiauoh]+",
    "уэ": "w?[eiauo]+",
    "а": "aa?|ah|e|u|o|ai|au|ha|á|ä|â|ã|å",
    "о": "o|oh|a|au|ou|aw|oo|oa|ho|ó|ö|ô|eau|ø",
    "у": "u|oo|ou|w|ew|ue|hu|ú|ü|wu|eu",
    "е": "e|a|ea|ie|ye|je|ae|ee|he|io|yo|ai|é|ä|è|ë|i|eu|oe|ö",
    "є": "ye|ie|je|e|ae|io",
    "ё": "yo|io|e|o|eo|oe|ye|ö|eu",
    "э": "e|a|ae|ea|he|ai|ä|é",
    "и": "i|y|e|ea|ee|hi|ie|ii|u|ей|í",
    "і": "i|y|e|ea|ee|hi|ie|ii|í|ea|igh",
    "ї": "i|yi|ji|ï|y",
    "ы": "y|i|e|ui|ı",
    "я": "ya|ia|ja|a|e|ea|ya|ei|ä|iya",
    "ю": "yu|iu|ju|u|ew|ue|ü|you|y",
    "й": "y|i|j|",
    "ь": "'|’|ʼ|i|y|",
    "ъ": "'|’|",
    "'": "'|’|ʼ|i|y|",
}
_ANY_VOWELS = "[aeiouyáéíóúàèäëïöüôêâãåøæœı'’ʼwhj]*"
_UNITS = re.compile("|".join(sorted([*_CONSONANTS, *_VOWELS], key=len, reverse=True)) + "|.")
_ADJECTIVE = re.compile(
    r"(?:[сцз]ьк|[сц]к)(?:ий|ого|ому|им|ій|а|ої|ою|у|е|і|их|ими|ій|ом|ем|ой|ая|ую|ое|ые|ых|ым|ыми|ие|ою)?\Z"
)
_ENDING = re.compile(
    r"(?:ого|ому|ими|ыми|ами|ями|ові|еві|єві|ах|ях|ам|ям|ом|ем|єм|ём|ою|ею|єю|ой|ей|ів|їв|их|ых|ий|ый|им|ым|ім|а|я|у|ю|і|ї|и|ы|е|є|о|ь|й)\Z"
)
# Romanisation of Ukrainian by the Cabinet of Ministers' resolution 55 of 2010, for suggestions.
_KMU = {
    "а": "a",
    "б": "b",
    "в": "v",
    "г": "h",
    "ґ": "g",
    "д": "d",
    "е": "e",
    "є": "ie",
    "ж": "zh",
    "з": "z",
    "и": "y",
    "і": "i",
    "ї": "i",
    "й": "i",
    "к": "k",
    "л": "l",
    "м": "m",
    "н": "n",
    "о": "o",
    "п": "p",
    "р": "r",
    "с": "s",
    "т": "t",
    "у": "u",
    "ф": "f",
    "х": "kh",
    "ц": "ts",
    "ч": "ch",
    "ш": "sh",
    "щ": "shch",
    "ь": "",
    "ю": "iu",
    "я": "ia",
    "'": "",
    "’": "",
    "ʼ": "",
}
_KMU_INITIAL = {"є": "ye", "ї": "yi", "й": "y", "ю": "yu", "я": "ya"}
_BGN = {**_KMU, "г": "g", "е": "e", "ё": "yo", "и": "i", "й": "y", "ы": "y", "э": "e", "ъ": "", "ю": "yu", "я": "ya"}


def romanise(form: str, tag: str) -> str:
    """A Ukrainian word by KMU 2010, a Russian one by BGN/PCGN without marks; the first capital is kept."""
    lower, table = form.lower(), _KMU if tag.startswith("uk") else _BGN
    out = []
    for i, ch in enumerate(lower):
        latin = _KMU_INITIAL.get(ch) if i == 0 and tag.startswith("uk") else None
        if tag.startswith("uk") and ch == "г" and i and lower[i - 1] == "з":
            latin = "gh"
        out.append(latin if latin is not None else table.get(ch, ch))
    text = "".join(out)
    return text.capitalize() if form[:1].isupper() else text


def stem(lower: str) -> str:
    """A declined name without its ending, an adjective of a name without its suffix; at least three letters stay."""
    cut = _ADJECTIVE.sub("", lower)
    if len(cut) >= 4 and cut != lower:
        return cut
    cut = _ENDING.sub("", lower)
    return cut if len(cut) >= 3 else lower


@lru_cache(maxsize=50_000)
def pattern(lower: str) -> re.Pattern[str] | None:
    """A pattern for the Latin words that can be this Cyrillic name, ending free; None where too little is left to tell."""
    body, parts, consonants = stem(lower), [], 0
    units = _UNITS.findall(body)
    for unit in units:
        if unit in _CONSONANTS:
            consonants += 1
    if consonants < 2 and len(body) < 3:
        return None
    loose = consonants >= 3
    for n, unit in enumerate(units):
        if unit in _CONSONANTS:
            alternatives = _CONSONANTS[unit]
            if not n and alternatives.endswith("|") and unit != "г" and unit != "х":
                alternatives = alternatives[:-1]
            parts.append(f"(?:{alternatives})")
        elif unit in _VOWELS:
            parts.append(
                _ANY_VOWELS if loose and n else f"(?:{_VOWELS[unit]})" if not loose else f"(?:{_VOWELS[unit]}|h)?"
            )
        elif unit == "-":
            parts.append(r"[\s-]?")
        else:
            return None
        if loose and unit in _CONSONANTS:
            parts.append(_ANY_VOWELS)
    tail = 8 if _ADJECTIVE.search(lower) else 5 if loose else 4
    return re.compile(rf"(?<![^\W\d_]){''.join(parts)}[^\W\d_]{{0,{tail}}}(?:['’]s)?(?![^\W\d_])")


# How a Slavic name may be spelled in English news: the official romanisations and their usual variants.
_STRICT = {
    "а": "a",
    "б": "b",
    "в": "v",
    "г": "h|g",
    "ґ": "g",
    "д": "d",
    "е": "e|ye|ie",
    "є": "ye|ie|e|je",
    "ё": "yo|io|e|o|ye",
    "ж": "zh|j",
    "з": "z",
    "и": "y|i",
    "і": "i",
    "ї": "yi|i|ii",
    "й": "y|i|j|",
    "к": "k",
    "л": "l",
    "м": "m",
    "н": "n",
    "о": "o",
    "п": "p",
    "р": "r",
    "с": "ss?",
    "т": "t",
    "у": "u",
    "ф": "f|ph",
    "х": "kh|h",
    "ц": "ts|tz|c",
    "ч": "ch|tch",
    "ш": "sh",
    "щ": "shch|sch",
    "ь": "'|’|i|y|",
    "ю": "yu|iu|u|ju",
    "я": "ya|ia|a|ja",
    "ы": "y|i",
    "э": "e",
    "ъ": "'|y|",
    "'": "'|’|",
    "-": "-",
}
_NATIVE = re.compile(
    r"(?:енк|чук|[юу]к|[оеє]в|[оеє]ва|[іиы]н|[іиы]на|[сц]ьк|[сц]к|ович|евич|ів|їв|ишин)(?:ий|ый|а|о|ая|ого|ому|ій|ом|им|ым|у|ою|ой|і|и|ы|е|ем|ям|єм)?\Z"
)
_UKRAINIAN = re.compile(r"(?:ик|юк|ак|як|ець|ич)(?:а|у|ом|ові|і)?\Z")
# Digraphs that English writes with one letter, and Polish letters in the names that Poland shares.
_DIGRAPHS = {"кс": "ks|x|kss", "дж": "dzh|j|dj", "щ": "shch|sch|sh"}
_POLISH = {
    "в": "v|w",
    "ц": "ts|c|tz",
    "ш": "sh|sz",
    "ч": "ch|cz",
    "ж": "zh|z|rz",
    "е": "e|ie|ye",
    "и": "y|i",
    "й": "y|i|j",
}


def is_native(lower: str, tag: str) -> bool:
    """Whether a name has a Slavic ending, so that English romanises it rather than restoring a foreign spelling."""
    return len(lower) > 4 and bool(_NATIVE.search(lower) or (tag.startswith("uk") and _UKRAINIAN.search(lower)))


@lru_cache(maxsize=20_000)
def spelling(lower: str, h: str = "h|g") -> re.Pattern[str] | None:
    """A pattern of the accepted spellings of a name's stem, `h` those of г; None for letters it does not know."""
    body = stem(lower)
    table = {**_STRICT, **_DIGRAPHS, "г": h, **(_POLISH if _ADJECTIVE.search(lower) else {})}
    units = re.findall("кс|дж|.", body)
    if any(unit not in table for unit in units):
        return None
    return re.compile("".join(f"(?:{table[unit]})" for unit in units) + r"[a-z]{0,8}")
