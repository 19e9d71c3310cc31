"""Quotation marks, each side parsed by itself and then compared."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

from tqa.checks.finder import Hit, Pair, bilingual, check_where
from tqa.languages.text import Text
from tqa.records import Severity, Span

_GLYPHS = frozenset('"“”„«»')
_QUOTING = "\"“”„«»「」『』'‘’"  # single marks too
_BEFORE_OPENING = " \t\n\u00a0\u202f([{—–-“„«‘'\"/:"


class Quote(NamedTuple):
    """A quotation mark by its place; `partner` is the place of the other one, -1 for none."""

    at: int
    size: int
    opens: bool
    partner: int


class Structure(NamedTuple):
    """The quotations of a text: all marks in order, and openers that stand inside an open quotation of the same mark."""

    marks: tuple[Quote, ...]
    nested_same: tuple[int, ...]
    mixed: tuple[int, ...]

    @property
    def unpaired(self) -> list[Quote]:
        return [m for m in self.marks if m.partner < 0]


def structure(text: Text) -> Structure:
    """Quotation marks matched like brackets; a straight mark opens or closes by its neighbours."""
    string, allowed = text.string, text.language.facts["quotes"]
    found: list[tuple[int, int, bool, str]] = []
    i = 0
    while i < len(string):
        ch = string[i]
        if (
            string.startswith(",,", i)
            and i + 2 < len(string)
            and string[i + 2].isalpha()
            and (not i or string[i - 1].isspace())
        ):
            found.append((i, 2, True, ",,"))
            i += 2
            continue
        if ch in _GLYPHS:
            before, after = string[i - 1] if i else " ", string[i + 1] if i + 1 < len(string) else " "
            if ch == '"' and before.isdigit() and sum(c == '"' for c in string) % 2:  # inches
                i += 1
                continue
            found.append((i, 1, _opens(ch, before, after, found, allowed), ch))
        i += 1
    stack: list[int] = []
    partner = [-1] * len(found)
    nested, mixed = [], []
    for n, (_, _, opens, glyph) in enumerate(found):
        if opens:
            if stack and found[stack[-1]][3] == glyph:
                nested.append(n)
            stack.append(n)
        elif stack:
            m = stack.pop()
            partner[m], partner[n] = found[n][0], found[m][0]
            if not _fits(found[m][3], glyph, allowed):
                mixed.append(m if found[m][3] not in '"“' else n)
    marks = tuple(Quote(at, size, opens, p) for (at, size, opens, _), p in zip(found, partner, strict=True))
    return Structure(marks, tuple(found[n][0] for n in nested), tuple(found[n][0] for n in mixed))


def _opens(ch: str, before: str, after: str, found: list[tuple[int, int, bool, str]], allowed: list[str]) -> bool:
    if ch in "„«":
        return not (ch == "«" and "»«" in allowed)
    if ch in "”»":
        return False
    if ch == "“":  # closes a German or Czech quotation
        depth = sum(1 if opens and g in "„“" else -1 if not opens and g in "”“" else 0 for _, _, opens, g in found)
        return depth <= 0 or not (before.isalnum() or before in ".,!?…")
    return (before in _BEFORE_OPENING and not after.isspace() and after not in ",.;:!?)…") or (
        before.isspace() and after.isalnum()
    )


def _fits(opener: str, closer: str, allowed: list[str]) -> bool:
    return opener + closer in allowed or (opener, closer) in (
        ("„", "“"),
        ("„", "”"),
        ("“", "”"),
        ("«", "»"),
        ('"', '"'),
        ("“", "“"),
    )


def has_quotes(pair: Pair) -> bool:
    string = pair.target.string
    return not _GLYPHS.isdisjoint(string) or ",," in string


@check_where(has_quotes)
def quotation(pair: Pair) -> Iterator[Hit]:
    """A quotation mark without its partner, where the source's quotations are whole."""
    string = pair.target.string
    theirs = pair.target.once(structure)
    unpaired = theirs.unpaired
    if not unpaired:
        return
    if pair.has_source:
        ours = pair.source.once(structure)
        if ours.unpaired or not ours.marks:
            return  # a quotation may run over several segments
        lone = unpaired[0]
        edge = ours.marks[0 if lone.opens else -1].at
        if _runs_on(string, lone.at, lone.opens) and not _runs_on(pair.source.string, edge, lone.opens):
            return  # and the target may say so where the source has a dash
    elif len(theirs.marks) == 1 and unpaired[0].opens and not string[: unpaired[0].at].strip():
        return  # a quotation that goes on in the next paragraph opens here and closes there
    mark = unpaired[0]
    inside = [at for at in theirs.nested_same if at > mark.at] if mark.opens else []
    at, size = (inside[0], 1) if inside else (mark.at, mark.size)
    by_source, by_speaker = _answered(pair, mark, theirs), _torn(pair.target, at, size, mark.opens)
    start, end = max(by_source or by_speaker, by_speaker, key=lambda stretch: stretch[1] - stretch[0])
    yield Hit(target=Span(start, end), words={"found": string[at : at + size]})


def _answered(pair: Pair, mark: Quote, theirs: Structure) -> tuple[int, int] | None:
    """The stretch between a lone mark and the last word (for a closer the first) that answers the source's quotation."""
    ours = pair.source.once(structure) if pair.has_source else None
    if ours is None or not pair.links.useful:
        return None
    opened = [m for m in ours.marks if m.opens]
    same = [m for m in theirs.marks if m.opens == mark.opens]
    if len(opened) != len(same):
        return None
    whole = opened[same.index(mark)]
    tokens, quoted = pair.target.tokens, _inside(pair.source, whole.at, whole.partner)
    answers = [j for i in quoted for j in pair.links.of_source.get(i, ())]
    if mark.opens:
        last = max((j for j in answers if tokens[j].start > mark.at), default=-1)
        if last < 0:
            return None
        if not pair.links.of_source.get(quoted[-1]):  # the last word is answered by one that nothing links
            last = min(last + 2, len(tokens) - 1)
        following = tokens[last + 1] if last + 1 < len(tokens) else None
        closed = following is not None and following.text in ",.!?" and following.start == tokens[last].end
        return mark.at, tokens[last + closed].end
    start = min((tokens[j].start for j in answers if tokens[j].start < mark.at), default=-1)
    return (start, mark.at + mark.size) if start >= 0 else None


@check_where(has_quotes)
def quotation_extent(pair: Pair, *, more: int = 3) -> Iterator[Hit]:
    """A quotation that takes in much more or much less than the source's: twice its words and at least `more` others."""
    if not pair.has_source:
        return
    ours, theirs = pair.source.once(structure), pair.target.once(structure)
    if ours.unpaired or theirs.unpaired or len(ours.marks) != 2 or len(theirs.marks) != 2:
        return
    opens, closes = theirs.marks
    quoted = _inside(pair.source, ours.marks[0].at, ours.marks[1].at)
    said = _inside(pair.target, opens.at, closes.at)
    few, many = sorted((len(quoted), len(said)))
    if not few or not 0.5 <= len(pair.target.words) / max(1, len(pair.source.words)) <= 2.0:
        return
    outside = len(pair.source.words) - len(quoted), len(pair.target.words) - len(said)
    if many < 2 * few and 0 < outside[0] <= 12 and abs(outside[0] - outside[1]) <= 1:
        return
    answers = [
        opens.at < pair.target.tokens[j].start < closes.at for i in quoted for j in pair.links.of_source.get(i, ())
    ]
    named = pair.source.tokens[quoted[0]].text[0].isupper()
    left_out = any(answers) and not all(answers) and _leaves_out(pair, quoted, opens.at, closes.at)
    if left_out:
        yield _of_another_extent(pair, ours, theirs, Severity.MINOR)
    elif many >= 2 * few + more and all(answers) and (answers or not named):
        yield _of_another_extent(pair, ours, theirs, None)
    elif not named and answers and all(answers) and _takes_in(pair, set(quoted), opens.at, closes.at):
        yield _of_another_extent(pair, ours, theirs, Severity.MINOR)


def _of_another_extent(pair: Pair, ours: Structure, theirs: Structure, severity: Severity | None) -> Hit:
    (opens, closes), (first, last) = theirs.marks, ours.marks
    span = Span(opens.at, closes.at + closes.size)
    found = pair.target.at(span.start, span.end)
    return Hit(source=Span(first.at, last.at + last.size), target=span, words={"found": found}, severity=severity)


def _takes_in(pair: Pair, quoted: set[int], start: int, end: int) -> bool:
    """Whether words between the target's marks answer words outside the source's, and those alone."""
    links, tokens = pair.links, pair.target.tokens
    inside = {j for j in _inside(pair.target, start, end) if links.content(tokens[j])}
    by_quoted = {j for i in quoted for j in links.of_source.get(i, ())}
    outside = [
        i for i in links.of_source if i not in quoted and links.of_source[i] and inside.issuperset(links.of_source[i])
    ]
    return any(len(links.of_source[i]) == 1 and not by_quoted & set(links.of_source[i]) for i in outside)


def _leaves_out(pair: Pair, quoted: list[int], start: int, end: int) -> bool:
    """Whether a word of the source's quotation is answered outside the target's, and nowhere else."""
    tokens, verbs = pair.target.tokens, pair.target_language.words("reporting_verbs")
    for i in quoted:
        found = [j for j in pair.links.of_source.get(i, ()) if tokens[j].word.lower not in verbs]
        if len(found) == 1 and not start < tokens[found[0]].start < end and abs(tokens[found[0]].start - end) < 40:
            return True
    return False


# Set phrases that Ukrainian and Russian quote and English does not: round table, hot line, road map, black box.
_SET_PHRASES = ("кругл", "гаряч", "горяч", "дорожн", "чорн", "черн", "чёрн", "зелен", "зелён", "тепл", "тёпл", "холодн", "живи", "живо", "золот", "мертв", "мёртв")  # fmt: skip


@check_where(bilingual)
def quotation_lost(pair: Pair, *, longest: int = 7) -> Iterator[Hit]:
    """Words that the source quotes and the target says as its own: the only quotation of the source, no name, and no mark
    of quotation in the target."""
    if any(ch in pair.target.string for ch in _QUOTING) or not any(ch in pair.source.string for ch in '«„“"'):
        return
    ours = pair.source.once(structure)
    if ours.unpaired or len(ours.marks) != 2:
        return
    quoted = _inside(pair.source, ours.marks[0].at, ours.marks[1].at)
    if not 2 <= len(quoted) <= longest or not all(pair.source.tokens[i].text[0].islower() for i in quoted):
        return
    if pair.source.tokens[quoted[0]].word.lower.startswith(_SET_PHRASES):
        return
    found = sorted({j for i in quoted for j in pair.links.of_source.get(i, ())})
    if found and found[-1] - found[0] <= len(quoted) + 2:
        span = Span(pair.target.tokens[found[0]].start, pair.target.tokens[found[-1]].end)
        source = Span(ours.marks[0].at, ours.marks[1].at + 1)
        yield Hit(source=source, target=span, words={"found": pair.target.at(span.start, span.end)})


def _inside(text: Text, start: int, end: int) -> list[int]:
    """The words between two places."""
    return [i for i in text.words if start < text.tokens[i].start < end]


def _runs_on(string: str, at: int, opens: bool) -> bool:
    """Whether a lone mark opens at the start of the text or closes at its end."""
    return not string[:at].strip() if opens else not string[at + 1 :].strip(" .!?,")


def _torn(text: Text, at: int, size: int, opens: bool) -> tuple[int, int]:
    """The stretch a lone mark leaves in doubt: from an opener to the comma before whoever speaks, or from the start of the
    sentence to a closer; the mark alone where neither can be told."""
    sentence = next((s for s in text.sentences if s.start <= at < s.end), None)
    if sentence is None:
        return at, at + size
    if not opens:
        return min(sentence.start, at), at + size
    verbs = text.language.words("reporting_verbs")
    commas = [
        k for k in range(sentence.first, sentence.last) if text.tokens[k].text == "," and text.tokens[k].start > at
    ]
    for k in reversed(commas):
        if any(_reports(t.word.lower, verbs) for t in text.tokens[k + 1 : min(k + 7, sentence.last)]):
            return at, text.tokens[k].end
    return at, at + size


def _reports(lower: str, verbs: frozenset[str]) -> bool:
    """Whether a word is a reporting verb, in the present tense too (emphasizes beside emphasized)."""
    return lower in verbs or (
        lower.endswith("s")
        and bool({lower[:-1] + "d", lower[:-1] + "ed", lower[:-2] + "ed", lower[:-3] + "ied"} & verbs)
    )


@check_where(has_quotes)
def doubled_quotes(pair: Pair) -> Iterator[Hit]:
    """A quotation in two pairs of marks, one right inside the other."""
    marks = pair.target.once(structure).marks
    for outer, inner in pairwise(marks):
        if (
            outer.opens
            and inner.opens
            and outer.partner > 0
            and inner.at == outer.at + outer.size
            and inner.partner == outer.partner - 1
        ):
            span = Span(outer.at, outer.partner + 1)
            found = pair.target.at(span.start, span.end)
            yield Hit(target=span, suggestion=found[0] + found[outer.size + 1 : -2] + found[-1], words={"found": found})


@check_where(has_quotes)
def nested_quotes(pair: Pair) -> Iterator[Hit]:
    """A quotation inside another in the same marks, so that nobody can tell where the outer one ends."""
    shape = pair.target.once(structure)
    inner = next((m for m in shape.marks if m.at in shape.nested_same and m.partner > 0), None)
    if inner is not None and not shape.unpaired:
        yield Hit(
            target=Span(inner.at, inner.partner + 1), words={"found": pair.target.at(inner.at, inner.partner + 1)}
        )


@check_where(has_quotes)
def quotes_added(pair: Pair, *, least: int = 4) -> Iterator[Hit]:
    """Words inside a sentence that the target quotes and the source, which has no mark of speech, says as its own."""
    if not pair.has_source or any(ch in pair.source.string for ch in _QUOTING + ":—–−"):
        return
    marks = pair.target.once(structure).marks
    if len(marks) != 2 or marks[0].partner < 0:
        return
    span = Span(marks[0].at, marks[1].at + marks[1].size)
    quoted = [pair.target.tokens[j] for j in _inside(pair.target, span.start, span.end)]
    inside = pair.target.string[: span.start].rstrip()[-1:].isalnum()
    if inside and len(quoted) >= least and all(t.text[0].islower() for t in quoted):
        yield Hit(target=span, words={"found": pair.target.at(span.start, span.end)})


@check_where(has_quotes)
def quoted_speaker(pair: Pair) -> Iterator[Hit]:
    """A quotation that opens before the verb that reports it: “We found water,” “said the geologist."""
    verbs, tokens = pair.target_language.words("reporting_verbs"), pair.target.tokens
    opened = {m.at for m in pair.target.once(structure).marks if m.opens}
    for k in range(1, len(tokens) - 2):
        before, mark, verb, following = tokens[k - 1 : k + 3]
        if mark.start not in opened or verb.word.lower not in verbs or following.kind != "word":
            continue
        if before.text in '”"»' or (before.text == "," and verb.text.islower()):
            last = next((s.last for s in pair.target.sentences if s.first <= k + 1 < s.last), k + 2)
            span = Span(mark.start, tokens[last - 1].end)
            yield Hit(target=span, words={"found": pair.target.at(mark.start, verb.end)})
            return


_BROKEN_OFF = re.compile(r"[«„“\"][^»”“\"]*[,.!?…] ?[—–-] [^»”“\"]*[»”“\"]")


@check_where(has_quotes)
def swallowed_speaker(pair: Pair) -> Iterator[Hit]:
    """Who speaks, between commas inside the only quotation, where the source breaks it off with dashes."""
    shape, tokens = pair.target.once(structure), pair.target.tokens
    if len(shape.marks) != 2 or shape.unpaired or not pair.has_source or not _BROKEN_OFF.search(pair.source.string):
        return
    verbs, (opens, closes) = pair.target_language.words("reporting_verbs"), shape.marks
    commas = [k for k, t in enumerate(tokens) if t.text == "," and opens.at < t.start < closes.at]
    for first, last in pairwise(commas):
        said = [tokens[k] for k in range(first + 1, min(first + 4, last)) if _reports(tokens[k].word.lower, verbs)]
        if said and any(t.text[0].isupper() for t in tokens[first + 1 : last]):
            span = Span(tokens[first].start, tokens[last].end)
            yield Hit(target=span, words={"found": pair.target.at(span.start, span.end)})
            return


@check_where(has_quotes)
def mixed_quotes(pair: Pair, *, fault: str) -> Iterator[Hit]:
    """Quotation marks of two styles in one pair (fault mixed), or of another language (fault foreign)."""
    string = pair.target.string
    if fault == "mixed":
        if any(ch in string for ch in "“”„«»") or ",," in string:
            for at in pair.target.once(structure).mixed:
                yield Hit(target=Span(at, at + (2 if string.startswith(",,", at) else 1)), words={"found": string[at]})
        return
    if "«" not in string and "„" not in string:
        return
    allowed = set("".join(pair.target_language.facts["quotes"]))
    shape = pair.target.once(structure)
    for mark in shape.marks:
        if (
            mark.opens
            and string[mark.at] in "«„"
            and string[mark.at] not in allowed
            and mark.partner > 0
            and mark.at not in shape.mixed
        ):
            yield Hit(target=Span(mark.at, mark.partner + 1), words={"found": string[mark.at]})
