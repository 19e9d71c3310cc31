"""Design and markup: links, tags and placeholders carried over, characters whole."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import regex

from tqa.checks.finder import Hit, Pair, check, check_where
from tqa.languages.text import Text
from tqa.records import Mark, Span

# UTF-8 read as Latin-1 or cp1252, the replacement character, and control characters that no feed needs.
_MOJIBAKE = regex.compile(
    r"(?:[ÐÑÂÃ][\u0080-\u00bf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]){2,}|â€[™œ\u009d“”¢¦]|\ufffd+|[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]+"
)


def _things(text: Text, kind: str) -> list[tuple[str, Span]]:
    found = []
    for token in text.tokens:
        if (
            kind == "link"
            and token.kind == "link"
            and (token.text.startswith(("http", "www")) or "@" in token.text or "/" in token.text)
        ):
            found.append((token.text.lower().rstrip("/"), token.span))
        elif kind == "hashtag" and token.kind == "hash" and token.text[0] in "#@":
            found.append((token.text.lower(), token.span))
        elif kind == "placeholder" and token.kind == "hash" and token.text[0] not in "#@":
            found.append((token.text, token.span))
    return found


def has_things(pair: Pair) -> bool:
    """The source may have links, hashtags, placeholders or tags to carry over."""
    return pair.has_source and (bool(pair.segment.source_marks) or not pair.source.is_plain)


@check_where(has_things)
def carried(pair: Pair, *, kind: str) -> Iterator[Hit]:
    """Links, hashtags or placeholders of the source that the target lacks; `kind` is link, hashtag, placeholder or tag."""
    if not pair.has_source or not pair.segment.target.strip():
        return
    if kind == "tag":
        yield from _tags(pair)
        return
    ours = _things(pair.source, kind)
    if not ours:
        return
    theirs = Counter(text for text, _ in _things(pair.target, kind))
    spare = sum(theirs.values()) - sum((theirs & Counter(t for t, _ in ours)).values())
    for text, span in ours:
        if theirs[text]:
            theirs[text] -= 1
        elif kind == "hashtag" and spare:  # hashtags are translated
            spare -= 1
        elif not _somewhere(text, pair):
            yield Hit(source=span, target=_end(pair), words={"source": pair.source.at(span.start, span.end)})


def _somewhere(text: str, pair: Pair) -> bool:
    return text in pair.target.lower


def _end(pair: Pair) -> Span:
    return Span(len(pair.target.string), len(pair.target.string))


def _names(marks: tuple[Mark, ...]) -> Counter[str]:
    tags = (m.code.strip("</> ").split()[0].lower() for m in marks if m.code.startswith("<"))
    return Counter(t for t in tags if t not in ("br", "p", "span"))


def _tags(pair: Pair) -> Iterator[Hit]:
    ours, theirs = pair.segment.source_marks, pair.segment.target_marks
    if not ours:
        return
    missing = _names(ours) - _names(theirs)
    for name in sorted(missing):
        mark = next(m for m in ours if m.code.strip("</> ").lower().startswith(name))
        end = next((m.start for m in ours if m.start > mark.start), len(pair.source.string))
        yield Hit(source=Span(mark.start, max(end, mark.start)), target=_end(pair), words={"source": f"<{name}>"})


@check
def encoding(pair: Pair) -> Iterator[Hit]:
    """Characters broken by a wrong encoding, and control characters."""
    if pair.target.string.isascii() and pair.target.string.isprintable():
        return
    for m in _MOJIBAKE.finditer(pair.target.string):
        yield Hit(target=Span(*m.span()), words={"found": m[0].encode("ascii", "backslashreplace").decode()})
