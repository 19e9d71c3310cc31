"""Which article of one language translates which of the other: by what they say of each other, by address, by time and content."""

from __future__ import annotations

import datetime
import re
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple
from urllib.parse import urlsplit

from tqa.alignment.words import Links
from tqa.languages import language
from tqa.languages.numbers import mentions
from tqa.languages.text import Text

DAYS = 2  # how far apart a translation may be dated
LEAST = 0.30  # share of the head's words that must answer each other
AHEAD = 1.25  # how much better than the next best a pair must be
_LANGUAGE = re.compile(r"(?<![a-z])(?:uk|ua|ukr|ru|rus|en|eng|de|fr|es|pl|cs|cz)(?![a-z])")


class Item(NamedTuple):
    """What pairing knows of an article: names it goes by, address, date, its head (title and first paragraph)."""

    id: str
    url: str
    key: str
    date: str
    head: str
    lang: str
    alternates: Mapping[str, str]


class Paired(NamedTuple):
    """`how` is link, key, address or content; `confidence` is from 0 to 1."""

    source: int
    target: int
    how: str
    confidence: float


class Pairing(NamedTuple):
    """Pairs, and the numbers of items without a counterpart or with several that fit alike (source, targets)."""

    pairs: list[Paired]
    lonely_sources: list[int]
    lonely_targets: list[int]
    ambiguous: list[tuple[int, tuple[int, ...]]]


def pair(sources: Sequence[Item], targets: Sequence[Item]) -> Pairing:
    """Every article is paired at most once; where several fit alike, none is guessed."""
    found: list[Paired] = []
    taken: tuple[set[int], set[int]] = (set(), set())

    def take(i: int, j: int, how: str, confidence: float) -> None:
        if i not in taken[0] and j not in taken[1]:
            taken[0].add(i)
            taken[1].add(j)
            found.append(Paired(i, j, how, round(confidence, 3)))

    addresses = {_plain(t.url or t.id): j for j, t in enumerate(targets)}
    ours = {_plain(s.url or s.id): i for i, s in enumerate(sources)}
    for i, s in enumerate(sources):
        for url in s.alternates.values():
            if (j := addresses.get(_plain(url))) is not None:
                take(i, j, "link", 1.0)
    for j, t in enumerate(targets):
        for url in t.alternates.values():
            if (i_ := ours.get(_plain(url))) is not None:
                take(i_, j, "link", 1.0)
    for how, name in (("key", lambda x: x.key), ("address", lambda x: _shape(x.url or x.id))):
        groups: tuple[dict[str, list[int]], dict[str, list[int]]] = (defaultdict(list), defaultdict(list))
        for side, items, done in zip(groups, (sources, targets), taken, strict=True):
            for n, item in enumerate(items):
                if n not in done and (key := name(item)):
                    side[key].append(n)
        for key, mine in sorted(groups[0].items()):
            theirs = groups[1].get(key, [])
            if len(mine) == len(theirs) == 1:
                take(mine[0], theirs[0], how, 0.98 if how == "key" else 0.95)
    ambiguous = _by_content(sources, targets, taken, take)
    return Pairing(
        sorted(found),
        [i for i in range(len(sources)) if i not in taken[0] and i not in {a for a, _ in ambiguous}],
        [j for j in range(len(targets)) if j not in taken[1]],
        ambiguous,
    )


def _plain(url: str) -> str:
    parts = urlsplit(url.strip())
    return f"{parts.netloc.removeprefix('www.')}{parts.path.rstrip('/')}?{parts.query}".lower()


def _shape(url: str) -> str:
    """An address without what names a language, and without the words of a title: what translations share is a number."""
    parts = urlsplit(url)
    host = _LANGUAGE.sub("", parts.netloc.lower().removeprefix("www."))
    path = _LANGUAGE.sub("", f"{parts.path}?{parts.query}".lower())
    numbers = re.findall(r"\d{4,}", path)
    if numbers:
        return f"{host} {' '.join(numbers)}"
    stem = re.sub(r"[/\-_.?=&]+", "/", path).strip("/")
    return f"{host} {stem}" if stem.count("/") >= 1 or len(stem) > 8 else ""


def _by_content(
    sources: Sequence[Item],
    targets: Sequence[Item],
    taken: tuple[set[int], set[int]],
    take: Callable[[int, int, str, float], None],
) -> list[tuple[int, tuple[int, ...]]]:
    """Pairs by words and numbers of the heads among articles of about the same day, best first; what fits alike is told."""
    texts = [[Text(item.head, language(item.lang or "und")) for item in side] for side in (sources, targets)]
    numbers = [[{m.values[0] for m in mentions(t) if not m.soft and not m.weak} for t in side] for side in texts]
    scores: dict[tuple[int, int], float] = {}
    for i, s in enumerate(sources):
        for j, t in enumerate(targets):
            if i in taken[0] or j in taken[1] or not _near(s.date, t.date):
                continue
            links = Links(texts[0][i], texts[1][j])
            content = list(links.of_source.values())
            share = sum(map(bool, content)) / max(1, len(content))
            if not links.useful:
                share *= 2  # only names can answer without a lexicon
            a, b = numbers[0][i], numbers[1][j]
            same = len(a & b) / len(a | b) if a | b else 0.5
            scores[i, j] = 0.75 * min(1.0, share) + 0.25 * same
    told = []
    for (i, j), score in sorted(scores.items(), key=lambda x: (-x[1], x[0])):
        if i in taken[0] or j in taken[1] or score < LEAST:
            continue
        rivals = [
            (x, y)
            for (x, y), other in scores.items()
            if (x == i) != (y == j) and x not in taken[0] and y not in taken[1] and other * AHEAD > score
        ]
        if not rivals:
            take(i, j, "content", score)
    for i in range(len(sources)):
        fits = tuple(
            j
            for j in range(len(targets))
            if i not in taken[0] and j not in taken[1] and scores.get((i, j), 0.0) >= LEAST
        )
        if fits:
            told.append((i, fits))
    return told


def _near(one: str, other: str) -> bool:
    if not one or not other:
        return True
    apart = datetime.date.fromisoformat(one[:10]) - datetime.date.fromisoformat(other[:10])
    return abs(apart.days) <= DAYS
