"""Pairs of articles turned into segments: paired, aligned, with the links of both sides as marks."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from tqa.alignment.articles import Side, Vectors, align
from tqa.alignment.pairing import Item, Pairing, pair
from tqa.feeds.articles.article import Article
from tqa.feeds.inline import plain
from tqa.languages import language
from tqa.languages.text import Text
from tqa.records import Mark, Segment


class Part(NamedTuple):
    """A sentence of an article with its marks and its paragraph."""

    text: str
    marks: tuple[Mark, ...]
    paragraph: int


def item(article: Article) -> Item:
    head = " ".join((article.title, *article.paragraphs[:2]))
    return Item(article.id, article.url, article.key, article.date, plain(head)[0], article.lang, article.alternates)


def parts(article: Article) -> list[Part]:
    """The sentences of an article, its title first."""
    found = []
    title = (article.title,) if article.title and article.title not in article.paragraphs[:1] else ()
    for n, paragraph in enumerate((*title, *article.paragraphs)):
        string, marks = plain(paragraph)
        text = Text(string, language(article.lang or "und"))
        for s in text.sentences:
            inside = tuple(m for m in marks if s.start <= m.start and m.end <= s.end)
            moved = tuple(Mark(m.start - s.start, m.end - s.start, m.code) for m in inside)
            found.append(Part(text.at(s.start, s.end), moved, n))
    return found


def segments(
    source: Article, target: Article, translator: str = "", vectors: Vectors | None = None
) -> Iterator[Segment]:
    """The segments of two articles: sentences that answer each other, and those that nothing answers."""
    ours, theirs = parts(source), parts(target)
    sides = [Side(tuple(p.text for p in side), tuple(p.paragraph for p in side)) for side in (ours, theirs)]
    beads = align(sides[0], sides[1], source.lang or "und", target.lang or "und", vectors)
    for n, bead in enumerate(beads, 1):
        (text, marks), (other, their_marks) = (
            _joined([ours[i] for i in bead.source]),
            _joined([theirs[j] for j in bead.target]),
        )
        yield Segment(
            f"{target.id}#{n}", text, other, source.lang, target.lang,
            translator=translator or target.author, document=target.id, date=target.date or source.date,
            context=source.url, source_marks=marks, target_marks=their_marks,
        )  # fmt: skip


def _joined(sentences: Sequence[Part]) -> tuple[str, tuple[Mark, ...]]:
    text, marks = "", []
    for part in sentences:
        start = len(text) + bool(text)
        text = f"{text} {part.text}" if text else part.text
        marks += [Mark(m.start + start, m.end + start, m.code) for m in part.marks]
    return text, tuple(marks)


def paired(sources: Sequence[Article], targets: Sequence[Article]) -> Pairing:
    return pair([item(a) for a in sources], [item(a) for a in targets])


def is_recent(date: str, since: str) -> bool:
    """Whether something dated so is from a day on; without a date of its own it is."""
    return not date or date[: len(since)] >= since


def feed(
    sources: Sequence[Article],
    targets: Sequence[Article],
    translator: str = "",
    note: Callable[[str], None] | None = None,
    since: str = "",
    vectors: Vectors | None = None,
) -> Iterator[Segment]:
    """All segments of two languages of a site, of translations dated from `since` (ISO) on; `note` is told what has no
    counterpart or several. `vectors` help to align (`tqa.alignment.articles`)."""
    found = paired(sources, targets)
    if note:
        for i, fits in found.ambiguous:
            note(
                f"'{sources[i].id}' fits {len(fits)} articles alike, such as '{targets[fits[0]].id}'; none was guessed"
            )
        for lonely, side in ((found.lonely_sources, sources), (found.lonely_targets, targets)):
            if lonely:
                note(
                    f"{len(lonely)} articles in {side[lonely[0]].lang or 'one language'} have no counterpart, such as '{side[lonely[0]].id}'"
                )
    for one in found.pairs:
        source, target = sources[one.source], targets[one.target]
        if is_recent(target.date or source.date, since):
            yield from segments(source, target, translator, vectors)
