"""Where sentences and names begin: lost capitals."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tqa.checks.accuracy.entities import source_names
from tqa.checks.finder import Hit, Pair, check, check_where
from tqa.languages import names
from tqa.languages.text import Text, Token
from tqa.languages.words import Word
from tqa.records import Span

_OPENERS = "\"“„«'‘([—–- "


def _is_free_form(token: Token, following: Token | None, text: Text) -> bool:
    """Whether a word may begin with a small letter anywhere: iPhone, adidas, will.i.am, k.d."""
    if any(ch.isupper() for ch in token.text) or "." in token.text or token.kind != "word" or len(token.text) == 1:
        return True
    if following is not None and following.start == token.end and following.text in (".", "/", "_", "@", "&", ")", "="):
        after = text.string[following.end : following.end + 1]
        return after.isalnum() or following.text == ")"
    return token.word.lower in text.language.words("brands")


@check
def lost_capital(pair: Pair, *, where: str) -> Iterator[Hit]:
    """A sentence that begins with a small letter; `where` is start (of the segment) or middle."""
    text = pair.target
    if text.language.script not in ("Latn", "Cyrl"):
        return
    if where == "start":
        yield from _at_start(pair)
        return
    tokens = text.tokens
    yield from _in_quotation(pair)
    for k in range(1, len(tokens) - 1):
        mark, after, before = tokens[k], tokens[k + 1], tokens[k - 1]
        if mark.text in "?!" and _asks_and_goes_on(pair, mark, after):
            yield _capital(after)
            continue
        if mark.text != "." or after.kind != "word" or not after.text[0].islower() or after.start == mark.end:
            continue
        if before.end != mark.start or (
            before.text != "%" and (before.kind not in ("word", "link") or len(before.text) < 3)
        ):
            continue
        if before.word.lower in text.language.abbreviations or (before.text.isupper() and before.kind == "word"):
            continue
        following = tokens[k + 2] if k + 2 < len(tokens) else None
        if following is None and after.word.lower in pair.source.forms:
            continue  # the mark of an agency or an author after the last sentence
        if not _is_free_form(after, following, text):
            yield _capital(after)


def _asks_and_goes_on(pair: Pair, mark: Token, after: Token) -> bool:
    """Whether a small word behind a question or a shout answers a sentence of the source that begins with a capital."""
    if after.kind != "word" or not after.text.islower() or after.start != mark.end + 1 or len(after.text) < 2:
        return False
    behind = re.findall(rf"{re.escape(mark.text)} (\w)", pair.source.string) if pair.has_source else []
    return bool(behind) and all(ch.isupper() for ch in behind)


_SPEECH = re.compile(r':\s*["“„«](?=(\w))')
_SAID = re.compile(r'(?::|\b(\w+),)\s*["“„«](?=\w)')


def _in_quotation(pair: Pair) -> Iterator[Hit]:
    """A quotation after a colon or after who says it begins with a small letter, where the source's, after its colon,
    begins with a capital."""
    ours = _SPEECH.findall(pair.source.string) if pair.has_source else []
    verbs = pair.target_language.words("reporting_verbs")
    theirs = [m for m in _SAID.finditer(pair.target.string) if m[1] is None or m[1] in verbs] if ours else []
    if len(ours) == len(theirs) and all(ch.isupper() for ch in ours):
        for m in theirs:
            token = next((t for t in pair.target.tokens if t.start == m.end()), None)
            if token is not None and token.text[0].islower() and not _is_free_form(token, None, pair.target):
                yield _capital(token)


def _at_start(pair: Pair) -> Iterator[Hit]:
    text = pair.target
    tokens = [t for t in text.tokens if t.text not in _OPENERS]
    if len(tokens) < 2 or tokens[0].kind != "word" or not tokens[0].text[0].islower():
        return
    if _is_free_form(tokens[0], tokens[1], text):
        return
    if pair.has_source:
        head = next((t for t in pair.source.tokens if t.kind in ("word", "number", "link", "hash")), None)
        if (
            head is None
            or head.text[0].islower()
            or (pair.source_language.tag.startswith("de") and not head.word.is_function)  # German nouns have capitals
            or (head.word.script == "Latn" and head.text.lower() == tokens[0].text)
        ):
            return
    elif len(text.words) < 5 or text.string.rstrip()[-1:] not in '.!?…"”»:':
        return
    yield _capital(tokens[0])


def _capital(token: Token) -> Hit:
    return Hit(target=token.span, suggestion=token.text[0].upper() + token.text[1:], words={"found": token.text})


def has_fewer_sentences(pair: Pair) -> bool:
    return pair.has_source and 1 <= len(pair.target.sentences) < len(pair.source.sentences)


@check_where(has_fewer_sentences)
def lost_stop(pair: Pair) -> Iterator[Hit]:
    """A sentence that begins with its capital inside another: the full stop before it is gone."""
    tokens, links = pair.target.tokens, pair.links
    opened = {
        j
        for s in pair.source.sentences[1:]
        for i in range(s.first, min(s.first + 2, s.last))
        if links.gloss(pair.source.tokens[i].word)[0] not in ("N", "")
        for j in links.of_source.get(i, ())
    }
    for j in sorted(opened):
        before, token = tokens[j - 1] if j else None, tokens[j]
        if before is None or before.kind != "word" or not before.text.islower() or before.end + 1 != token.start:
            continue
        named = token.word.lower in pair.target_language.words("always_capital")
        if token.text.istitle() and not named and not before.word.is_function:
            span, suggestion = Span(before.start, token.end), f"{before.text}. {token.text}"
            yield Hit(target=span, suggestion=suggestion, words={"found": pair.target.at(span.start, span.end)})


@check
def name_capital(pair: Pair) -> Iterator[Hit]:
    """A proper name or the name of a day or month written with a small letter."""
    lang = pair.target_language
    always = lang.words("always_capital")
    if not always:
        return
    months, weekdays, ambiguous = lang.months, lang.weekdays, lang.words("dates", "ambiguous")
    tokens, string = pair.target.tokens, pair.target.string
    for j in pair.target.words:
        token = tokens[j]
        if "-" in token.text and not token.text.islower() and _half_small(pair, token):
            yield Hit(target=token.span, suggestion=token.text.title(), words={"found": token.text})
        if not token.text.islower():
            continue
        word = token.word
        lower, long = word.lower, len(token.text) > 4
        if lower in _NATIONS and _answers_adjective(pair, j):
            yield _capital(token)
            continue
        calendar = long and (lower in months or lower in weekdays) and lower not in ambiguous
        if not (lower in always or calendar):
            rare = long and word.frequency < 3 and word.lemma == lower and _sounds_like_name(pair, j)
            if not rare and not (len(lower) > 3 and _is_name_of(pair, j)):
                continue
        inside = (token.start and string[token.start - 1] in "@#._/-") or string[token.end : token.end + 1] in (
            "_",
            "@",
            "/",
        )
        if not (inside and token.end < len(string)):
            yield _capital(token)


_NATIONS = frozenset(
    {"polish", "turkey", "china", "jordan", "georgia", "chad", "cuban", "danish", "finish", "swede", "dane"}
)


def _answers_adjective(pair: Pair, j: int) -> bool:
    """Whether target token j is the meaning of a source word that is a nation's (польський, Туреччина)."""
    if not pair.has_source or not pair.links.useful:
        return False
    lower, links = pair.target.tokens[j].word.lower, pair.links
    own = [i for i, found in links.of_source.items() if j in found]
    return any(
        lower in links.gloss(pair.source.tokens[i].word)[1] and links.gloss(pair.source.tokens[i].word)[0] in ("a", "N")
        for i in own
    )


def _half_small(pair: Pair, token: Token) -> bool:
    """Whether a double name has lost the capital of its second half, which the source has (Belskaya-orlova)."""
    halves = token.text.split("-")
    if len(halves) != 2 or not halves[0].istitle() or not halves[1].islower() or not pair.has_source:
        return False
    for theirs in pair.source.tokens:
        parts = theirs.text.split("-")
        if len(parts) == 2 and all(p.istitle() for p in parts):
            if all(names.heard(p.lower(), h.lower()) for p, h in zip(parts, halves, strict=True)):
                return True
    return False


def _names_of(pair: Pair, j: int) -> list[Word]:
    """The names of the source that are linked with target token j."""
    if not pair.has_source or not pair.links.useful or j not in pair.links.linked_targets:
        return []
    return [pair.source.tokens[i].word for i in source_names(pair) if j in pair.links.of_source.get(i, ())]


def _is_name_of(pair: Pair, j: int) -> bool:
    """Whether target token j is the English of a name that the source writes with a capital (Марс, Mars)."""
    lower, links = pair.target.tokens[j].word.lower, pair.links
    return any(
        links.gloss(w)[0] == "N" and links.gloss(w)[1][:1] == (lower,) and names.heard(w.lower, lower)
        for w in _names_of(pair, j)
    )


def _sounds_like_name(pair: Pair, j: int) -> bool:
    """Whether a source name, declined, is heard in target token j, and no ordinary word is linked with it."""
    lower, links = pair.target.tokens[j].word.lower, pair.links
    words = _names_of(pair, j)
    return any(links.gloss(w)[0] in ("N", "") for w in words) and any(names.heard(w.lower, lower) for w in words)
