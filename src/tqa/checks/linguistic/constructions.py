"""Broken constructions of tagged sentences: what two words or phrases side by side can never be."""

from __future__ import annotations

from collections.abc import Iterator

from tqa.checks.finder import Hit, Pair, check
from tqa.checks.linguistic.licences import LICENCES
from tqa.languages.phrases import first_of
from tqa.languages.tagged import Tagged, pattern, tagged
from tqa.languages.text import Text
from tqa.records import Span


def span_of(text: Text, sentence: Tagged, first: int, last: int) -> Span:
    """The place of the pieces from `first` to before `last`."""
    tokens = text.tokens
    return Span(tokens[sentence.pieces[first].token].start, tokens[sentence.pieces[last - 1].token].end)


@check
def construction(
    pair: Pair,
    *,
    find: tuple[str, ...],
    unless: tuple[str, ...] = (),
    unless_before: tuple[str, ...] = (),
    licence: str = "",
    source: tuple[str, ...] = (),
    questions: bool = False,
    use: str = "",
) -> Iterator[Hit]:
    """Words and tags in a row that no right sentence has (`tqa.languages.tagged` says how patterns are written).

    A sentence with one of `unless` is left alone, one with `unless_before` where it stands before the place, and a question
    unless `questions` is set. `licence` names what the source sentence must be (`tqa.checks.linguistic.licences`), `source`
    phrases of which one must be in it; `use` replaces what is marked.
    """
    text = pair.target
    if source and not (pair.has_source and first_of(source, pair.source)):
        return
    for number, sentence in enumerate(text.once(tagged)):
        line = sentence.line
        if not questions and " ?/" in line:
            continue
        for written in find:
            for m in pattern(written).finditer(line):
                start, end = m.span(1) if m.re.groups else m.span()
                if any(pattern(other).search(line) for other in unless):
                    break
                if any(pattern(other).search(line, 0, end) for other in unless_before):
                    continue
                if licence and not LICENCES[licence](pair, number):
                    break
                span = span_of(text, sentence, sentence.number(start), sentence.number(end))
                yield Hit(
                    target=span, suggestion=use or None, words={"found": text.at(span.start, span.end), "expected": use}
                )


@check
def country_article(pair: Pair) -> Iterator[Hit]:
    """The before the name of a country that has none, or none before one that needs it."""
    text = pair.target
    bare, articled = text.language.words("countries", "bare"), text.language.words("countries", "articled")
    if not bare:
        return
    tokens = text.tokens
    for sentence in text.once(tagged):
        pieces = sentence.pieces
        for n, piece in enumerate(pieces):
            name = text.tokens[piece.token].text
            following = pieces[n + 1] if n + 1 < len(pieces) else None
            heads = following is not None and (
                (following.tag[:2] in ("NN", "JJ", "PO", "VB") and following.tag not in ("VBZ", "VBD", "VBP"))
                or following.lower in ("-", "’s", "'s", "–")
            )
            if (
                name in bare
                and n
                and pieces[n - 1].lower == "the"
                and not heads
                and following
                and following.lower not in ("of", "that", "which", "who", "and", "we", "he", "they", "i")
            ):
                span = Span(tokens[pieces[n - 1].token].start, tokens[piece.token].end)
                yield Hit(target=span, suggestion=name, words={"found": text.at(span.start, span.end)})
            elif name in articled and n and not heads and pieces[n - 1].tag == "IN" and pieces[-1].lower == ".":
                yield Hit(target=tokens[piece.token].span, suggestion=f"the {name}", words={"found": name})
