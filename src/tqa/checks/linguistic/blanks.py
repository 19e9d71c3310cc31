"""Lost blanks behind marks, figures and addresses."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from tqa.checks.finder import Hit, Pair, check, check_where
from tqa.languages.text import Token
from tqa.languages.words import vocabulary
from tqa.records import Span

_DOMAIN = re.compile(
    r"(?<![\w@/.-])((?:[A-Za-z][\w-]*\.)+(?:com\.ua|gov\.ua|net|com|org|info|ua|ru|eu|tv|media|news|live))([A-Za-z][a-z]+)(?![\w-]|\.\w)"
)
_DOMAIN_AND_CLAUSE = re.compile(
    r"(?<![\w@/.-])((?:[A-Za-z][\w-]*\.)+(?:ua|com|net|org|info|ru|eu|media|news)[,;])([a-z]{2,})\b"
)
_DOMAIN_AND_SENTENCE = re.compile(
    r"(?<![\w@/.-])((?:[A-Za-z][\w-]*\.)+(?:ua|com|net|org|info|ru|eu|media|news)\.)([A-Z][a-z]{2,})(?![\w-]|\.\w)"
)
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
        if left.end == a.start and _begins_anew(string, left, a, b):
            yield _split(pair, left.start, b.end, a.start if left.text == ":" else b.start)
            continue
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


def _begins_anew(string: str, left: Token, mark: Token, word: Token) -> bool:
    """Whether a sentence of its own begins with A or I behind a full stop (airport.A decision), or a quotation behind a colon (said:"We)."""
    if mark.text == ".":
        long = left.kind == "word" and len(left.text) > 2 and left.text.isalpha()
        return long and word.text in ("A", "I") and string[word.end : word.end + 2].strip().islower()
    return (
        left.text == ":"
        and mark.text in '"“'
        and word.text.istitle()
        and left.start > 0
        and string[left.start - 1].islower()
    )


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
    for what_follows in (_DOMAIN_AND_SENTENCE, _DOMAIN_AND_CLAUSE):
        for m in what_follows.finditer(pair.target.string):
            if look(m[2].lower()).frequency >= 20:
                yield Hit(target=Span(*m.span()), suggestion=f"{m[1]} {m[2]}", words={"found": m[0]})
    for m in _DOMAIN.finditer(pair.target.string):
        rest, tld = m[2], m[1].rsplit(".", 1)[1]
        if (
            look(rest.lower()).frequency >= (500 if len(rest) < 3 else 20 if len(rest) < 6 else 3)
            and tld + rest not in _REAL_TAILS
        ):
            yield Hit(target=Span(*m.span()), suggestion=f"{m[1]} {rest}", words={"found": m[0]})
