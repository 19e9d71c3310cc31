"""Seams: where an inline link began or ended, a sentence translated in fragments was sewn together."""

from __future__ import annotations

from collections.abc import Iterator

from tqa.checks.finder import Hit, Pair, check_where
from tqa.languages.tagged import FINITE, Tagged, tagged
from tqa.languages.text import Text
from tqa.records import Span

_SMALL = frozenset("VBD CC TO WRB WDT DT IN MD PRP VBZ".split())
_AUXILIARIES = frozenset("is are was were has have had 's 're 've 'd get gets got".split())
_LINKS = ("<a ", "<a>", "</a", "<g", "</g", "<x", "<bx", "<ex", "<pc", "</pc", "<bpt", "<ept")


def seams(pair: Pair) -> tuple[int, ...]:
    """Places of the target where a link begins or ends: known from markup, or the edges of an address in the text."""
    known = {m.start for m in pair.segment.target_marks if m.start == m.end and m.code.lower().startswith(_LINKS)}
    inferred = {at for t in pair.target.tokens if t.kind == "link" for at in (t.start, t.end)}
    return tuple(sorted(known | inferred))


def sewn(pair: Pair) -> bool:
    return bool(pair.segment.target_marks or not pair.target.is_plain) and bool(pair.once(seams))


def _around(text: Text, at: int) -> tuple[int, int] | None:
    """The tokens on both sides of a place, blanks left out; None at an end or inside a token."""
    for n, token in enumerate(text.tokens):
        if token.end > at:
            return (n - 1, n) if n and token.start >= at else None
    return None


def _tag(sentences: list[Tagged], token: int, last: bool) -> str:
    """The tag of a token: of its last piece, or of its first."""
    for sentence in sentences:
        found = [p.tag for p in sentence.pieces if p.token == token]
        if found:
            return found[-1 if last else 0]
    return ""


@check_where(sewn)
def seam(pair: Pair, *, fault: str) -> Iterator[Hit]:
    """What is torn where a link begins or ends: `fault` is verbs (a finite verb on both sides), capital (a small word with a
    capital inside the sentence) or articles (an article or a preposition on both sides)."""
    text = pair.target
    sentences = text.once(tagged)
    opening = {s.first for s in text.sentences}
    for at in pair.once(seams):
        around = _around(text, at)
        if around is None or around[1] in opening:
            continue
        before, after = around
        left, right = _tag(sentences, before, True), _tag(sentences, after, False)
        one, other = text.tokens[before], text.tokens[after]
        torn = {
            "verbs": left in FINITE
            and (right in FINITE or (right == "VBN" and one.word.lower not in _AUXILIARIES))
            and other.start - one.end <= 1,
            "capital": right in _SMALL and other.text[0].isupper() and other.text[1:].islower() and one.kind == "word",
            "articles": left == right
            and left in ("DT", "IN")
            and one.word.lower not in ("up", "out", "from", "because"),
        }[fault]
        if torn:
            span = other.span if fault == "capital" else Span(one.start, other.end)
            better = other.text.lower() if fault == "capital" else None
            yield Hit(target=span, suggestion=better, words={"found": text.at(span.start, span.end)})
