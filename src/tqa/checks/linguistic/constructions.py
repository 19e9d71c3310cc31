"""Broken constructions of tagged sentences: what two words or phrases side by side can never be."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache

from tqa.checks.finder import Hit, Pair, Rule, check_sifted, check_where
from tqa.checks.linguistic.licences import LICENCES
from tqa.languages import language
from tqa.languages.phrases import first_of
from tqa.languages.tagged import Pattern, Tagged, pattern, tagged
from tqa.languages.text import Text
from tqa.records import Span


def span_of(text: Text, sentence: Tagged, first: int, last: int) -> Span:
    """The place of the pieces from `first` to before `last`."""
    tokens = text.tokens
    return Span(tokens[sentence.pieces[first].token].start, tokens[sentence.pieces[last - 1].token].end)


class _Waiting:
    """Rules by the words and tags that their patterns cannot do without; the needs of a pattern are bits of a number."""

    def __init__(self, rules: Iterable[Rule]) -> None:
        self.bits: dict[str, int] = {}
        self.rules: dict[str, list[tuple[int, Rule]]] = {}
        numbers: dict[frozenset[str], int] = {}
        for rule in rules:
            for one in _compiled(rule.settings["find"]):
                needs = sum(numbers.setdefault(need, 1 << len(numbers)) for need in one.needs)
                for key in one.needs[0] if one.needs else ("",):
                    self.rules.setdefault(key, []).append((needs, rule))
        for need, bit in numbers.items():
            for word in need:
                self.bits[word] = self.bits.get(word, 0) | bit

    def met(self, sentence: Tagged) -> Iterator[Rule]:
        """The rules of which some pattern has all its words in a sentence, some more than once."""
        met, bits = 0, self.bits
        for word in sentence.has:
            met |= bits.get(word, 0)
        for key in (*(sentence.has & self.rules.keys()), ""):
            for needs, rule in self.rules.get(key, ()):
                if met & needs == needs:
                    yield rule


def _may_hit(rules: Sequence[Rule], source: str) -> Callable[[Pair], Iterable[Rule]]:
    """The rules of which some pattern has all its words in some sentence."""
    tables = [
        (across, _Waiting(r for r in rules if bool(r.settings.get("across")) is across)) for across in (False, True)
    ]

    def sift(pair: Pair) -> Iterable[Rule]:
        found = {
            rule.id: rule
            for across, waiting in tables
            for sentence in _sentences(pair.target, across)
            for rule in waiting.met(sentence)
        }
        return [found[name] for name in sorted(found)]

    return sift


@check_sifted(_may_hit)
def construction(
    pair: Pair,
    *,
    find: tuple[str, ...],
    unless: tuple[str, ...] = (),
    unless_before: tuple[str, ...] = (),
    licence: str = "",
    source: tuple[str, ...] = (),
    questions: bool = False,
    across: bool = False,
    use: str = "",
) -> Iterator[Hit]:
    """Words and tags in a row that no right sentence has (`tqa.languages.tagged` says how patterns are written).

    A sentence with one of `unless` is left alone, one with `unless_before` where it stands before the place, and a question
    unless `questions` is set. `licence` names what the source sentence must be (`tqa.checks.linguistic.licences`), `source`
    phrases of which one must be in it; `across` reads the sentences of the segment as one; `use` replaces what is marked.
    """
    text = pair.target
    patterns = _compiled(find)
    for number, sentence in enumerate(_sentences(text, across)):
        for one in patterns:
            if not one.may_occur(sentence) or (not questions and "?" in sentence.has):
                continue
            for m in one.regex.finditer(sentence.line):
                start, end = m.span(1) if one.regex.groups else m.span()
                if (
                    any(_in(other, sentence) for other in unless)
                    or (source and not (pair.has_source and first_of(source, pair.source)))
                    or (licence and not LICENCES[licence](pair, number))
                ):
                    break
                if any(_in(other, sentence, end) for other in unless_before):
                    continue
                if _opens_title(text, sentence, sentence.number(start), sentence.number(end)):
                    continue
                span = span_of(text, sentence, sentence.number(start), sentence.number(end))
                found = text.at(span.start, span.end)
                yield Hit(target=span, suggestion=use or None, words={"found": found, "expected": use})


def _opens_title(text: Text, sentence: Tagged, first: int, last: int) -> bool:
    """Whether a small word behind the first of a place has a capital, as in a title (Stallone's The Expendables)."""
    inner = [text.tokens[p.token] for p in sentence.pieces[max(1, first + 1) : last]]
    return (
        sentence.pieces[first].lower not in ("a", "an")
        and any(t.text[0].isupper() and t.word.is_function and t.text != "I" for t in inner)
        and not text.string.isupper()
    )


def _sentences(text: Text, across: bool) -> list[Tagged]:
    """The tagged sentences of a text, or all of them as one."""
    found = text.once(tagged)
    return [text.once(_joined)] if across and len(found) > 1 else found


def _joined(text: Text) -> Tagged:
    return Tagged([piece for sentence in text.once(tagged) for piece in sentence.pieces])


@lru_cache(maxsize=1024)
def _compiled(find: tuple[str, ...]) -> tuple[Pattern, ...]:
    return tuple(pattern(written) for written in find)


def _in(written: str, sentence: Tagged, end: int | None = None) -> bool:
    """Whether a pattern occurs in a sentence, before a place of its line where one is given."""
    one = pattern(written)
    return one.may_occur(sentence) and bool(one.regex.search(sentence.line, 0, end or len(sentence.line)))


def _names_country(pair: Pair) -> bool:
    return not _countries(pair.target_language.tag).isdisjoint(pair.target.forms)


@lru_cache(maxsize=16)
def _countries(tag: str) -> frozenset[str]:
    facts = language(tag)
    return frozenset(name.lower() for kind in ("bare", "articled") for name in facts.words("countries", kind))


@check_where(_names_country)
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
