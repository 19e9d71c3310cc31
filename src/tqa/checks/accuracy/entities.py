"""Names of people and places across scripts."""

from __future__ import annotations

from collections.abc import Iterator

import regex

from tqa.checks.finder import Hit, Pair, check
from tqa.languages import names
from tqa.languages.text import Text, Token
from tqa.records import Span

_OPENING = frozenset("«\"“„([—–-:•")


def starts_sentence(text: Text, i: int) -> bool:
    """Whether token i opens a sentence, a quotation or a list item, where any word has a capital."""
    return i == 0 or any(s.first == i for s in text.sentences) or text.tokens[i - 1].text in _OPENING or (
        text.tokens[i - 1].text[-1] in ".!?…")


def source_names(pair: Pair) -> list[int]:
    """Tokens of the source that are surely names: capitalised inside a sentence, or known to the lexicon as names."""
    links, found = pair.links, []
    for i in pair.source.words:
        token = pair.source.tokens[i]
        if not token.text[0].isupper() or token.word.is_upper or len(token.text) < 3 or token.word.script != "Cyrl":
            continue
        pos, _, _ = links.gloss(token.word)
        if pos == "N" or (pos == "" and not token.word.is_function and not starts_sentence(pair.source, i)):
            found.append(i)
    return found


def _rivals(pair: Pair, at: float) -> list[Token]:
    """Capitalised target words that answer nothing, nearest first to a relative place."""
    size = max(1, len(pair.target.string))
    found = []
    for j in pair.target.words:
        token = pair.target.tokens[j]
        if (token.text[0].isupper() and j not in pair.links.linked_targets and not token.word.is_function
                and len(token.text) > 2 and not token.word.is_upper and token.word.lower not in pair.target_language.months
                and token.word.lower not in pair.target_language.weekdays
                and (not starts_sentence(pair.target, j) or token.word.frequency < 1)):
            found.append(token)
    return sorted(found, key=lambda t: (abs(t.start / size - at), t.start))


@check
def name(pair: Pair, *, fault: str, reach: float = 0.35) -> Iterator[Hit]:
    """A name of the source that no word of the target can be; `fault` is wrong (another stands there) or missing.

    `reach` is how far, as a share of the text, the other name may stand.
    """
    if not pair.has_source or pair.target_language.script != "Latn" or pair.source_language.script != "Cyrl":
        return
    links = pair.links
    theirs = source_names(pair)
    lost = [i for i in theirs if not links.of_source.get(i) and not _within(pair, i)]
    size = max(1, len(pair.source.string))
    used: set[int] = set()
    for i in lost:
        token = pair.source.tokens[i]
        at = token.start / size
        rivals = [t for t in _rivals(pair, at) if t.start not in used and abs(t.start / max(1, len(pair.target.string)) - at) <= reach]
        if rivals:
            used.add(rivals[0].start)
            if fault == "wrong":
                yield Hit(source=token.span, target=rivals[0].span,
                          words={"found": rivals[0].text, "source": token.text,
                                 "expected": names.romanise(token.text, pair.source_language.tag)})
        elif fault == "missing" and not any(n in theirs and links.of_source.get(n) for n in (i - 1, i + 1)):
            yield Hit(source=token.span, words={"source": token.text})


def _within(pair: Pair, i: int) -> bool:
    """Whether a part of the target sounds like the name although no word of it does (Нью-Йорк, Ростов-на-Дону)."""
    lower = pair.source.tokens[i].word.lower
    for part in lower.split("-"):
        sound = names.pattern(part) if len(part) > 3 else None
        if sound is not None and sound.search(pair.target.lower):
            return "-" in lower
    return False


@check
def place(pair: Pair, *, find: regex.Pattern[str], use: str, unless: tuple[str, ...] = (), source: tuple[str, ...] = ()) -> Iterator[Hit]:
    """A place under a name the house does not use. Silent near the words of `unless` (Odessa, Texas), and where a source
    exists that has none of the stems in `source`."""
    if pair.has_source and source and not any(stem in pair.source.lower for stem in source):
        return
    for m in find.finditer(pair.target.string, timeout=1.0):
        around = pair.target.string[max(0, m.start() - 24):m.end() + 24]
        inside_link = any(t.kind in ("link", "hash") and t.start <= m.start() < t.end for t in pair.target.tokens)
        if not inside_link and not any(word in around for word in unless):
            yield Hit(target=Span(*m.span()), suggestion=m.expand(use), words={"found": m[0], "expected": m.expand(use)})
