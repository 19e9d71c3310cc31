"""Lost blanks: words and marks glued to one another, and words torn by a blank."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise

from tqa.checks.finder import Hit, Pair, check, check_where
from tqa.languages import Language, language, names
from tqa.languages.text import Token
from tqa.languages.words import Word, vocabulary
from tqa.records import Span

_DOMAIN = re.compile(
    r"(?<![\w@/.-])((?:[A-Za-z][\w-]*\.)+(?:com\.ua|gov\.ua|net|com|org|info|ua|ru|eu|tv|media|news|live))([A-Za-z][a-z]+)(?![\w-]|\.\w)"
)
_DOMAIN_AND_CLAUSE = re.compile(
    r"(?<![\w@/.-])((?:[A-Za-z][\w-]*\.)+(?:ua|com|net|org|info|ru|eu|media|news)[,;])([a-z]{2,})\b"
)
_DOMAIN_AND_SENTENCE = re.compile(
    r"(?<![\w@/.-])((?:[A-Za-z][\w-]*\.)+(?:ua|com|net|org|info|ru|eu|media|news))\.([A-Z][a-z]{2,})(?![\w-]|\.\w)"
)
_POSSESSIVE = re.compile(r"([A-Za-z]+'s)([a-z]{3,})")
_TWO_CAPITALS = re.compile(r"([A-Z][a-z]+)([A-Z][a-z]+)")
_HUMP = re.compile(r"([A-Z]{2,}|[A-Z]?[a-z]{3,})([A-Z][a-z]{2,})")
_REAL_TAILS = frozenset(
    {"network", "community", "computer", "company", "newspaper", "organic", "rural", "run", "ruhr", "eus", "tvs"}
)


@check
def glued_marks(pair: Pair, *, rarity: float = 1.0) -> Iterator[Hit]:
    """No blank after a comma or full stop, or between digits and a word."""
    tokens, string = pair.target.tokens, pair.target.string
    yield from _before_figures(pair)
    units = pair.target_language.words("units")
    for k in range(1, len(tokens)):
        a, b = tokens[k - 1], tokens[k]
        if a.end != b.start or b.kind != "word":
            continue
        if a.kind == "number" and b.text in ("of", "to", "and", "the", "for", "from") and "-" not in b.text:
            yield _split(pair, a.start, b.end, b.start)
            continue
        if (
            a.kind == "number"
            and len(b.text) > 2
            and b.text.islower()
            and (b.word.lower.split("-")[0] not in units or (len(b.text) > 3 and b.word.is_known))
        ):
            common = len(b.text) > 4 or b.word.frequency >= 100
            if common and not (a.start and string[a.start - 1].isalpha()) and len(b.text) > 2:
                yield _split(pair, a.start, b.end, b.start)
            continue
        if a.kind != "mark" or k < 2:
            continue
        if a.text == "%" and b.text.islower():
            yield _split(pair, a.start, b.end, b.start)
            continue
        if (
            a.text in '"”'
            and a.start
            and (string[a.start - 1] in ",.!?" or _closes(string, a, b))
            and b.text[0].isalpha()
            and tokens[k - 2].end == a.start
        ):
            yield _split(pair, a.start - 1, b.end, b.start)
            continue
        left = tokens[k - 2]
        if a.text == "," and left.text == "%" and left.end == a.start and b.word.frequency >= 10:
            yield _split(pair, left.start, b.end, b.start)
        if left.end != a.start or left.kind not in ("word", "number") or len(b.text) < 2:
            continue
        if a.text == ")" and b.text.islower() and len(b.text) > 1 and left.kind == "word" and _stands_alone(b):
            yield _split(pair, a.start, b.end, b.start)
        if (
            a.text == "("
            and left.kind == "word"
            and len(left.text) > 2
            and ((len(b.text) > 2 and b.word.frequency >= 10) or (len(b.text) > 1 and b.text.isupper()))
        ):
            yield _split(pair, left.start, b.end, a.start)
        if (
            a.text in ",;!?"
            and left.kind == "word"
            and len(left.text) > 1
            and (b.word.frequency >= rarity or b.text[0].isupper())
        ):
            if not (a.text in "!?" and b.text[0].islower()):
                yield _split(pair, left.start, b.end, b.start)
        elif a.text == ":" and b.text.istitle() and b.word.frequency >= 0.1 and left.text.islower():
            if pair.has_source and ": " in pair.source.string:
                yield _split(pair, left.start, b.end, b.start)
        elif a.text == "." and b.text[0].isupper() and not b.text.isupper() and _is_common(b, pair, rarity):
            ends = left.kind == "number" or (len(left.text) > 2 and (left.text.islower() or _lost_sentence(pair)))
            if ends and not _is_dotted_name(tokens, k):
                yield _split(pair, left.start, b.end, b.start)
        elif a.text == "," and left.kind == "number" and b.word.frequency >= 10 and len(b.text) > 1:
            yield _split(pair, left.start, b.end, b.start)


def _stands_alone(token: Token) -> bool:
    """Whether a word behind a bracket is one of its own and no ending: (WMO)warned, but letter(s)."""
    return token.word.is_function or (len(token.text) > 3 and token.word.frequency >= 5)


def _is_common(token: Token, pair: Pair, rarity: float) -> bool:
    """Whether a word is common enough to begin a sentence; rarer ones must answer the source's missing sentence."""
    return token.word.frequency >= 10 * rarity or (_lost_sentence(pair) and token.word.is_known)


def _closes(string: str, mark: Token, after: Token) -> bool:
    """Whether a quotation mark ends what another began, and a word of its own follows ("Quiet Water"has)."""
    opened = mark.text == "”" or string.count('"', 0, mark.start) % 2 == 1
    return opened and len(after.text) > 1 and after.text.islower() and after.word.frequency >= 20


def _lost_sentence(pair: Pair) -> bool:
    """Whether the source has more sentences, so that a full stop in the target has lost its blank."""
    return pair.has_source and len(pair.source.sentences) > len(pair.target.sentences)


def _before_figures(pair: Pair) -> Iterator[Hit]:
    """A small word stuck to a number (to15.5), or to an address that the source has by itself (atconcert.ua)."""
    for a, b in pairwise(pair.target.tokens):
        if b.kind == "number" and a.kind == "word" and a.end == b.start and a.word.is_function and a.text.islower():
            yield _split(pair, a.start, b.end, b.start)
    if pair.target.is_plain or not pair.has_source:
        return
    ours = {t.text.lower() for t in pair.source.tokens if t.kind == "link"}
    for token in pair.target.tokens:
        if token.kind == "link" and token.text.lower() not in ours:
            for own in ours:
                head = token.text[: -len(own)].lower()
                if token.text.lower().endswith(own) and head.isalpha() and head in pair.target_language.function_words:
                    yield _split(pair, token.start, token.end, token.end - len(own))


def _is_dotted_name(tokens: list[Token], k: int) -> bool:
    """Whether a.B is a product or file (node.js, asp.Net) rather than two sentences."""
    return k + 1 < len(tokens) and tokens[k + 1].text in (".", "_", "(") and tokens[k + 1].start == tokens[k].end


def _split(pair: Pair, start: int, end: int, at: int) -> Hit:
    text = pair.target.at(start, end)
    return Hit(target=Span(start, end), suggestion=text[: at - start] + " " + text[at - start :], words={"found": text})


def is_dotted(pair: Pair) -> bool:
    return not pair.target.is_plain


@check_where(is_dotted)
def glued_domain(pair: Pair) -> Iterator[Hit]:
    """A word stuck to a domain name (LIGA.netthe)."""
    look = vocabulary(pair.target_language.tag).word
    for m in _DOMAIN_AND_SENTENCE.finditer(pair.target.string):
        if look(m[2].lower()).frequency >= 20:
            yield Hit(target=Span(*m.span()), suggestion=f"{m[1]}. {m[2]}", words={"found": m[0]})
    for m in _DOMAIN_AND_CLAUSE.finditer(pair.target.string):
        if look(m[2]).frequency >= 20:
            yield Hit(target=Span(*m.span()), suggestion=f"{m[1]} {m[2]}", words={"found": m[0]})
    for m in _DOMAIN.finditer(pair.target.string):
        rest, tld = m[2], m[1].rsplit(".", 1)[1]
        if (
            look(rest.lower()).frequency >= (500 if len(rest) < 3 else 20 if len(rest) < 6 else 3)
            and tld + rest not in _REAL_TAILS
        ):
            yield Hit(target=Span(*m.span()), suggestion=f"{m[1]} {rest}", words={"found": m[0]})


@check
def glued_words(pair: Pair, *, rarity: float = 0.03) -> Iterator[Hit]:
    """An unknown word that two well-known words make together (waspublished, Operaon)."""
    if pair.target_language.script != "Latn":
        return
    lang = pair.target_language
    for token in pair.target.tokens:
        form = token.text
        if token.kind != "word" or len(form) < 4 or not form.isascii():
            continue
        if "'" in form:
            if (m := _POSSESSIVE.fullmatch(form)) and vocabulary(lang.tag).word(m[2]).frequency >= 10:
                yield Hit(target=token.span, suggestion=f"{m[1]} {m[2]}", words={"found": form})
            continue
        if not form.isalpha() or token.word.frequency > 50:
            continue
        small = form.islower()
        at = 0 if small or form.istitle() else _humped(token, pair)
        if (at and not _licensed(token, at, pair)) or (
            small and not token.word.is_known and (at := _two_small(form, lang))
        ):
            yield Hit(target=token.span, suggestion=f"{form[:at]} {form[at:]}", words={"found": form})
            continue
        if len(form) < 5 or token.word.frequency > rarity:
            continue
        if at := _before_article(token, pair):
            yield Hit(target=token.span, suggestion=f"{form[:at]} {form[at:]}", words={"found": form})
            continue
        at = _seam(token.text, pair.target_language.tag)
        if (at and not _licensed(token, at, pair)) or (at := _after_name(token, pair)):
            yield Hit(target=token.span, suggestion=f"{token.text[:at]} {token.text[at:]}", words={"found": token.text})


_PREPOSITIONS = ("from", "with", "for", "by", "in", "on", "at", "of", "to")


def _before_article(token: Token, pair: Pair) -> int:
    """Where a preposition is stuck to the word before it, its article behind (reportby the); 0 where none is."""
    following = pair.target.string[token.end : token.end + 5]
    if not token.text.islower() or token.word.is_known or not following.startswith((" the ", " a ", " an ")):
        return 0
    tail = next((p for p in _PREPOSITIONS if token.text.endswith(p)), "")
    at = len(token.text) - len(tail)
    head = vocabulary(pair.target_language.tag).word(token.text[:at])
    return at if tail and at > 3 and head.is_known and head.frequency >= 20 else 0


@lru_cache(maxsize=20_000)
def _two_small(form: str, lang: Language) -> int:
    """Where an unknown form falls apart into two of the commonest small words (upto, ofthe); 0 where it does not."""
    look = vocabulary(lang.tag).word
    for at in range(2, len(form) - 1):
        halves = (look(form[:at]), look(form[at:]))
        if all(h.is_function and h.frequency >= 400 and len(h.form) < 6 for h in halves):
            return at
    return 0


def _humped(token: Token, pair: Pair) -> int:
    """Where a capital inside a word begins a common word behind another (OfficeSearches, BBCNews); 0 where none does, or
    where the source has the word as it is."""
    m = _HUMP.fullmatch(token.text)
    if (two := _TWO_CAPITALS.fullmatch(token.text)) and f"{two[1]} {two[2]}" in pair.source.string:
        return two.end(1)  # TheGuardian
    if m is None or token.word.lower in pair.target_language.words("brands") or not pair.has_source:
        return 0
    if token.text.lower() in pair.source.lower or pair.target.string[token.end : token.end + 1] == ":":
        return 0  # copied, or a label stuck to the text (highwayPhoto:), which is told as one
    look = vocabulary(pair.target_language.tag).word
    first, second = look(m[1].lower()), look(m[2].lower())
    whole = m[1].isupper() or first.frequency >= 20
    if token.word.frequency >= 0.1:
        return 0
    if _two_names(pair, m[1].lower(), m[2].lower()):
        return m.end(1)  # DariaMelnychuk
    if second.is_function and second.frequency >= 300 and len(m[1]) > 3:
        return m.end(1)  # VestnikThe
    if (
        first.frequency >= 1
        and first.is_known
        and any(t.text.istitle() and names.heard(t.word.lower, m[2].lower()) for t in pair.source.tokens)
    ):
        return m.end(1)  # nearVyazma
    return m.end(1) if whole and second.frequency >= 20 else 0


def _two_names(pair: Pair, first: str, second: str) -> bool:
    """Whether two words side by side in the source are these two names."""
    return any(
        a.text.istitle()
        and b.text.istitle()
        and a.end + 1 == b.start
        and names.heard(a.word.lower, first)
        and names.heard(b.word.lower, second)
        for a, b in pairwise(pair.source.tokens)
    )


def _after_name(token: Token, pair: Pair) -> int:
    """Where a name of the source ends inside the token and a common word goes on (Leyenarrived); 0 where none does."""
    if not pair.has_source or not token.text.istitle() or len(token.text) < 8:
        return 0
    look = vocabulary(pair.target_language.tag).word
    for i in pair.source.words:
        if not pair.source.tokens[i].text.istitle() or len(pair.source.tokens[i].text) < 3:
            continue
        stem = names.stem(pair.source.tokens[i].word.lower)
        for at in range(3, len(token.text) - 2):
            rest = look(token.text[at:])
            goes_on = (
                rest.is_function
                or rest.lower.endswith(("ed", "ing"))
                or rest.lower in pair.target_language.words("reporting_verbs")
            )
            if (
                goes_on
                and rest.frequency >= (20 if len(rest.form) < 6 else 3)
                and abs(at - len(stem)) <= 2
                and names.heard(pair.source.tokens[i].word.lower, token.text[:at].lower())
            ):
                return at
    return 0


def _licensed(token: Token, at: int, pair: Pair) -> bool:
    """Whether the source has the whole word: copied, or as a name that sounds like all of it."""
    if not pair.has_source:
        return token.text[0].isupper() and not token.text[:at].isupper()
    if token.text.lower() in pair.source.lower:
        return True
    for theirs in pair.source.tokens:
        if theirs.kind == "word" and theirs.word.script == "Cyrl" and len(theirs.text) >= 0.7 * len(token.text):
            if names.heard(theirs.word.lower, token.word.lower):
                # a name takes a free ending: glued only if the name is already whole before the seam
                whole = len(names.romanise(names.stem(theirs.word.lower), pair.source_language.tag)) <= at
                return not (whole and names.heard(theirs.word.lower, token.word.lower[:at]))
    return False


@lru_cache(maxsize=20_000)
def _seam(form: str, tag: str) -> int:
    """Where an unknown form falls apart into two words; 0 where it does not."""
    look, lang = vocabulary(tag).word, language(tag)
    if (
        (m := re.fullmatch(r"([A-Z]{2,})([a-z]{3,})", form))
        and look(m[2]).frequency >= 5
        and m[2] not in ("like", "ing", "ers")
    ):
        return m.end(1)
    if (
        (m := re.fullmatch(r"([a-z]{3,})([A-Z][a-z]+)", form))
        and m[2].lower() in lang.function_words
        and look(m[1]).frequency >= 5
    ):
        return m.end(1)
    if not (form.islower() or form.istitle()):
        return 0
    scale = next((s for s in lang.numerals("scale") if len(s) > 4 and form.startswith(s)), "")
    if scale and len(form) > len(scale) + 3 and _is_word(look(form[len(scale) :]), lang):
        return len(scale)  # millionhryvnias
    best, at = 0.0, 0
    for k in range(2, len(form) - 1):
        a, b = look(form[:k].lower()), look(form[k:])
        weight = min(_weight(a, lang.function_words), _weight(b, lang.function_words))
        if weight > best and _may_be_torn(a, b, form.istitle(), lang):
            best, at = weight, k
    return at if best >= (1.0 if form.islower() else 0.9) else 0


def _is_word(word: Word, lang: Language) -> bool:
    return word.is_known or word.lower in lang.words("loanwords")


def _may_be_torn(a: Word, b: Word, title: bool, lang: Language) -> bool:
    """Whether two words stand side by side in a sentence rather than in a compound: one of them is a small word that makes
    no compounds, or the first is a verb form (reportedtraffic, but taximeters and outdance are words)."""
    makes_compounds = lang.words("compounding")
    small = (a.is_function and a.lower not in makes_compounds) or (b.is_function and b.lower not in makes_compounds)
    if small or title:
        past = b.lower.endswith("ed") and len(a.form) > 5 and a.frequency >= 20 and b.frequency >= 5
        return small or past  # Committeefined
    if a.lower == "the" and len(b.lower) > 5 and b.is_known:
        return True
    whole = len(a.lower) > 4 and len(b.lower) > 4 and not {a.lower, b.lower} & makes_compounds
    return whole and (a.lower.endswith(("ed", "ing", "ly")) or min(a.frequency, b.frequency) >= 30)


def _weight(word: Word, function_words: frozenset[str]) -> float:
    """How surely a piece is a word of its own: short pieces must be function words, long ones frequent."""
    if len(word.form) < 4:
        if word.lower in function_words:
            return 2.0 if word.frequency > 1000 else 0.0
        return 1.0 if len(word.form) == 3 and word.frequency >= 200 else 0.0
    if len(word.form) > 7:  # long words are rare, and rarely part of another
        return word.frequency
    return word.frequency / 10


_ENDINGS = frozenset("ment ments tion tions sion sions ness ity ence ance ings culture".split())


def has_rare_words(pair: Pair) -> bool:
    """A small word of the target is no word of general text, or one that many words end in."""
    return not _ENDINGS.isdisjoint(pair.target.forms) or any(
        t.word.frequency < 0.3 for t in pair.target.tokens if t.kind == "word" and t.text.islower()
    )


@check_where(has_rare_words)
def torn_word(pair: Pair) -> Iterator[Hit]:
    """A blank inside a word: two pieces of which one is no word make a well-known word together (corr uption)."""
    look = vocabulary(pair.target_language.tag).word
    for a, b in pairwise(pair.target.tokens):
        if (
            a.kind == b.kind == "word"
            and b.start == a.end + 1
            and b.text.islower()
            and len(a.text) > 1
            and len(b.text) > 1
        ):
            if b.text in _ENDINGS and not a.word.is_function and look(a.text + b.text).frequency >= 5:
                found = {"found": f"{a.text} {b.text}"}
                yield Hit(target=Span(a.start, b.end), suggestion=a.text + b.text, words=found)
            elif min(a.word.frequency, b.word.frequency) < 0.3 and not (a.text[0].isupper() or a.word.is_function):
                whole = look(a.text + b.text)
                if whole.frequency >= 1 and max(a.word.frequency, b.word.frequency) < 300:
                    yield Hit(
                        target=Span(a.start, b.end),
                        suggestion=a.text + b.text,
                        words={"found": pair.target.at(a.start, b.end)},
                    )
