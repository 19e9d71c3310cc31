"""What stands in a list of one side and not of the other, and who is said to have said it."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from tqa.checks.finder import Hit, Pair, check_where
from tqa.languages import names
from tqa.languages.text import Text
from tqa.records import Span

_AND = frozenset({"and", "or", "і", "й", "та", "и", "або", "чи", "или"})
_SPEECH = frozenset('"“”„«»–—')


def _joints(text: Text) -> list[int]:
    """Commas and conjunctions, by token."""
    return [k for k, t in enumerate(text.tokens) if t.text == "," or t.word.lower in _AND]


def has_lists(pair: Pair) -> bool:
    return pair.has_source and pair.links.useful and len(pair.source.once(_joints)) > 1


@check_where(has_lists)
def lost_item(pair: Pair) -> Iterator[Hit]:
    """A word between two joints of a list, known to the lexicon and answered by nothing, whose neighbours are answered."""
    links, tokens = pair.links, pair.source.tokens
    joints = set(pair.source.once(_joints))
    for i, found in links.of_source.items():
        if found or not links.known.get(i) or i - 1 not in joints or i + 1 not in joints or len(tokens[i].text) < 4:
            continue
        before, after = links.of_source.get(i - 2), links.of_source.get(i + 2)
        pos = links.gloss(tokens[i].word)[0]
        if before and after and pos in ("n", "N") and links.gloss(tokens[i - 2].word)[0] == pos:
            there = range(max(0, min(before) - 3), min(max(*after, *before) + 4, len(pair.target.tokens)))
            spare = [j for j in there if links.content(pair.target.tokens[j]) and j not in links.linked_targets]
            if not spare:
                yield Hit(source=tokens[i].span, words={"source": tokens[i].text})
    yield from _shrunk(pair)


def _shrunk(pair: Pair) -> Iterator[Hit]:
    """The middle one of three items, known and answered by nothing, where the target joins the outer two by "and" alone."""
    links, tokens = pair.links, pair.source.tokens
    joints = pair.source.once(_joints)
    for a, b in pairwise(joints):
        middle = [i for i in range(a + 1, b) if i in links.of_source]
        if tokens[a].text != "," or not middle or b - a > 3 or any(links.of_source[i] for i in middle):
            continue
        before = links.of_source.get(a - 1)
        after = next(
            (links.of_source[i] for i in range(b + 1, min(b + 4, len(tokens))) if links.of_source.get(i)), None
        )
        if not before or not after or not any(links.known[i] for i in middle):
            continue
        between = pair.target.tokens[max(before) + 1 : min(after)]
        nouns = links.gloss(tokens[middle[-1]].word)[0] == links.gloss(tokens[a - 1].word)[0] == "n"
        if nouns and 0 < len(between) < 4 and between[0].word.lower in _AND:
            span = Span(tokens[middle[0]].start, tokens[middle[-1]].end)
            there = Span(pair.target.tokens[max(before)].start, pair.target.tokens[min(after)].end)
            yield Hit(source=span, target=there, words={"source": pair.source.at(span.start, span.end)})
            return


def may_add_names(pair: Pair) -> bool:
    return pair.has_source and pair.source_language.script == "Cyrl" and len(pair.target.once(_joints)) > 0


@check_where(may_add_names)
def added_item(pair: Pair) -> Iterator[Hit]:
    """A name in a list of names that nothing in the source can be, where every name of the source is answered; or a third
    thing between two that the source joins by "and" alone."""
    links, tokens = pair.links, pair.target.tokens
    yield from _grown(pair)
    heads = [pair.source.tokens[i] for i in pair.source.words if pair.source.tokens[i].text[0].isupper()]
    for j in pair.target.once(_joints):
        if not 0 < j < len(tokens) - 1:
            continue
        here, before = tokens[j + 1], tokens[j - 1]
        named = [
            t.kind == "word" and t.text.istitle() and not t.word.is_function and len(t.text) > 3 for t in (here, before)
        ]
        if not all(named) or j + 1 in links.linked_targets or j - 1 not in links.linked_targets:
            continue
        if here.word.frequency > 5 or (
            j + 2 < len(tokens) and tokens[j + 2].kind == "word" and tokens[j + 2].text[0].isupper()
        ):
            continue
        answered = all(links.of_source.get(i) for i in links.of_source if pair.source.tokens[i].text[0].isupper())
        if answered and not any(names.heard(t.word.lower, here.word.lower) for t in heads):
            yield Hit(target=here.span, words={"found": here.text})


def _grown(pair: Pair) -> Iterator[Hit]:
    links, tokens = pair.links, pair.target.tokens
    for a, b in pairwise(pair.target.once(_joints)):
        item = [j for j in range(a + 1, b) if links.content(tokens[j])]
        if (
            tokens[a].text != ","
            or tokens[b].text == ","
            or not 0 < len(item) < 3
            or not links.linked_targets.isdisjoint(item)
        ):
            continue
        outer = [i for i, found in links.of_source.items() if a - 1 in found]
        last = [j for j in range(b + 1, min(b + 4, len(tokens))) if j in links.linked_targets][:1]
        others = [i for i, found in links.of_source.items() if last and last[0] in found]
        if len(outer) != 1 or len(others) != 1 or not 0 < others[0] - outer[0] < 4:
            continue
        first = outer[0]
        between = pair.source.tokens[first + 1 : others[0]]
        around = [links.of_source[i] for i in range(first - 2, others[0] + 3) if i in links.of_source]
        if all(around) and all(tokens[j].word.is_known for j in item) and between[0].word.lower in _AND:
            span = Span(tokens[a + 1].start, tokens[item[-1]].end)
            yield Hit(target=span, words={"found": pair.target.at(span.start, span.end)})
            return


def ends_with_a_speaker(pair: Pair) -> bool:
    """The target ends in ", the mayor said" and the source has neither a quotation nor a dash."""
    words = pair.target.words
    verbs = pair.target_language.words("reporting_verbs")
    return (
        pair.has_source
        and len(words) > 4
        and pair.target.tokens[words[-1]].word.lower in verbs
        and _SPEECH.isdisjoint(pair.source.string)
    )


@check_where(ends_with_a_speaker)
def added_speaker(pair: Pair) -> Iterator[Hit]:
    """A speaker at the end of the target where the source has no word of saying."""
    stems = pair.source_language.words("saying")
    if not stems or any(t.word.lower.startswith(tuple(stems)) for t in pair.source.tokens):
        return
    tokens, last = pair.target.tokens, pair.target.words[-1]
    commas = [k for k in range(max(0, last - 7), last) if tokens[k].text == ","]
    if commas and not any(k in pair.links.linked_targets for k in range(commas[-1], last + 1)):
        span = Span(tokens[commas[-1]].start, tokens[last].end)
        yield Hit(target=span, words={"found": pair.target.at(span.start + 1, span.end).strip()})
