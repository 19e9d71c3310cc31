"""Brackets and end marks, each side read by itself and then compared."""

from __future__ import annotations

from collections.abc import Iterator

from tqa.checks.finder import Hit, Pair, bilingual, check_where
from tqa.languages.text import Text
from tqa.records import Span

_PAIRS = {"(": ")", "[": "]"}


def has_brackets(pair: Pair) -> bool:
    return not frozenset("()[]").isdisjoint(pair.target.string)


@check_where(has_brackets)
def bracket(pair: Pair) -> Iterator[Hit]:
    """A bracket without its partner, where the source's brackets are whole."""
    string = pair.target.string
    if not any(ch in string for ch in "()[]"):
        return
    at = _unpaired_bracket(pair.target)
    if at >= 0 and not (pair.has_source and _unpaired_bracket(pair.source) >= 0):
        yield Hit(target=Span(at, at + 1), words={"found": string[at]})


def _unpaired_bracket(text: Text) -> int:
    stack: list[int] = []
    string = text.string
    for at, ch in enumerate(string):
        if ch in _PAIRS:
            stack.append(at)
        elif ch in ")]":
            if stack and _PAIRS[string[stack[-1]]] == ch:
                stack.pop()
            elif (
                ch == ")"
                and at
                and (
                    (string[at - 1].isalnum() and (at == 1 or not string[at - 2].isalpha())) or string[at - 1] in ":;-)"
                )
            ):
                continue  # a), 1) and :-)
            else:
                return at
    return stack[0] if stack else -1


@check_where(bilingual)
def end_mark(pair: Pair, *, mark: str) -> Iterator[Hit]:
    """The source ends with `mark` and the target with none or another kind of end; `mark` is "?" or "."."""
    if not pair.has_source or not pair.segment.target.strip() or len(pair.target.words) < 3:
        return
    ours, theirs = pair.source.string.rstrip(), pair.target.string.rstrip()
    closers = "\"”»“)]'’ \u00a0"
    ours_end, theirs_end = ours.rstrip(closers)[-1:], theirs.rstrip(closers)[-1:]
    ends = pair.target_language.facts["sentence_ends"]
    if mark == "?" and ours_end == "?" and "?" not in theirs and theirs_end != "？" and "؟" not in theirs:
        yield Hit(
            source=Span(len(ours) - 1, len(ours)),
            target=Span(len(theirs) - 1, len(theirs)),
            words={"found": theirs_end},
        )
    if (
        mark == "."
        and ours_end == "."
        and theirs_end not in ends
        and theirs_end not in ":;—–-"
        and ours[-2:] != ".."
        and theirs_end.isalnum()
    ):
        if (ours.rstrip(".").split() or [""])[-1].lower() not in pair.source_language.abbreviations:
            yield Hit(
                source=Span(len(ours) - 1, len(ours)),
                target=Span(len(theirs), len(theirs)),
                suggestion=".",
                words={"found": ""},
            )
