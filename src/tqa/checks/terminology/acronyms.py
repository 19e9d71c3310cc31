"""Acronyms that stand for what they should: licensed by the source, or by the name that the document writes out."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import pairwise

from tqa.checks.finder import Hit, Pair, check_where, feed_check
from tqa.glossary.match import GOOD
from tqa.glossary.termbase import Status
from tqa.languages import HERE, names
from tqa.languages.digits import ROMAN
from tqa.languages.text import Text, Token
from tqa.records import Fact


@lru_cache(maxsize=8)
def acronyms(source: str, target: str) -> dict[str, tuple[frozenset[str], str]]:
    """Acronyms of one language with those of another and the expansion; an empty set where the other uses none."""
    path = HERE / source.split("-")[0] / f"acronyms.{target.split('-')[0]}.tsv"
    table: dict[str, tuple[frozenset[str], str]] = {}
    if path.exists():
        for line in path.read_text("utf-8").splitlines():
            ours, theirs, expansion = line.split("\t")
            known = frozenset(a.strip() for a in theirs.split(",") if a.strip() not in ("", "-"))
            for key in ours.split(","):
                old = table.get(key.strip(), (frozenset(), expansion))
                table[key.strip()] = (old[0] | known, old[1])
    return table


@lru_cache(maxsize=8)
def known_acronyms(target: str) -> frozenset[str]:
    return frozenset(a for source in ("uk", "ru") for found, _ in acronyms(source, target).values() for a in found)


def _acronym_tokens(text: Text) -> list[Token]:
    """All-capital words of two to seven letters, but no two of them joined (US-EU); none in a text that shouts."""
    words = [t for t in text.tokens if t.kind == "word" and not _JOINED.match(t.text)]
    found = [t for t in words if 2 <= len(t.text.rstrip("s")) <= 7 and _bare(t).isupper() and t.text not in ROMAN]
    return found if len(found) * 2 <= len(words) else []


_JOINED = re.compile(r"(?:[^\W\d_a-z]{2,}-)+[^\W\d_a-z]{2,}$")


def _bare(token: Token) -> str:
    text = token.text
    for tail in ("'s", "’s", "s"):
        if text.endswith(tail) and len(text) > len(tail) + 1:
            return text[: -len(tail)].replace(".", "")
    return text.replace(".", "")


def initials(text: Text) -> list[tuple[str, str]]:
    """Acronyms that capitalised phrases of the text could have, with the phrase; small words may count or not."""
    found: list[tuple[str, str]] = []
    run: list[Token] = []
    for token in [*text.tokens, None]:
        joins = (
            token is not None and token.kind == "word" and (token.text[0].isupper() or (run and token.word.is_function))
        )
        if joins and token is not None:
            run.append(token)
            continue
        if token is not None and token.text in ("-", "&", "'", "’"):
            continue
        while run and run[-1].word.is_function and not run[-1].text[0].isupper():
            run.pop()
        while run and run[0].word.is_function:
            run.pop(0)
        caps = [t for t in run if t.text[0].isupper()]
        if len(caps) >= 2:
            phrase = text.at(run[0].start, run[-1].end)
            heads = "".join(part[0] for t in caps for part in t.text.split("-") if part[:1].isupper())
            wide = "".join(part[0] for t in run for part in t.text.split("-") if part).upper()
            for letters in dict.fromkeys((heads, wide, "".join(t.text[0] for t in caps))):
                found += [(letters[k:], phrase) for k in range(len(letters) - 1)]
        run = []
    return found


def _licensed(pair: Pair) -> dict[str, str]:
    """Acronyms the target may use, with the source words that license each."""
    allowed: dict[str, str] = {}
    table = acronyms(pair.source_language.tag, pair.target_language.tag)
    for token in pair.source.tokens:
        if token.kind == "word":
            if token.word.script == "Latn":
                allowed[_bare(token)] = token.text
            elif token.word.is_upper:
                for part in token.text.split("-"):
                    for theirs in table.get(part, (frozenset(), ""))[0]:
                        allowed[theirs.replace(".", "")] = token.text
    for use in pair.uses:
        if use.side == "source" and pair.termbase is not None:
            for other in pair.termbase.concepts[use.term.concept].of(
                pair.segment.target_lang, *GOOD, Status.DEPRECATED
            ):
                if other.type == "acronym":
                    allowed[other.text.replace(".", "")] = use.term.text
    return allowed


def has_acronyms(pair: Pair) -> bool:
    """Both sides have words in capitals."""
    return pair.has_source and bool(_ALL_CAPS.search(pair.target.string)) and bool(_ALL_CAPS.search(pair.source.string))


_ALL_CAPS = re.compile(r"\b(?:[^\W\d_a-zа-яёіїєґ]\.?){2,}")


@check_where(has_acronyms)
def acronym(pair: Pair, *, fault: str) -> Iterator[Hit]:
    """An acronym that nothing in the source licenses while one of the source has no answer; `fault` is transliterated
    (the source's letters in Latin) or wrong."""
    if not pair.has_source or pair.source_language.script != "Cyrl" or pair.target_language.script != "Latn":
        return
    theirs = _acronym_tokens(pair.target)
    if not theirs:
        return
    table = acronyms(pair.source_language.tag, pair.target_language.tag)
    allowed = pair.once(_licensed)
    written = Counter(_bare(t) for t in theirs)
    named = {letters for letters, _ in initials(pair.target)}
    ours = [
        t
        for t in pair.source.tokens
        if t.kind == "word" and t.word.is_upper and 2 <= len(t.text) <= 8 and t.word.script == "Cyrl"
    ]
    open_ones = [t for t in theirs if _bare(t) not in allowed and _bare(t) not in named]
    for token in open_ones:
        bare = _bare(token)
        lone = (
            len(open_ones) == 1
            and len(ours) == 1
            and (len(bare) > 2 or bare in known_acronyms(pair.target_language.tag))
        )  # one stands for the other, whatever it is
        for own in ours:
            right = {a.replace(".", "") for a in table.get(own.text, (frozenset(), ""))[0]} | {
                a for a, by in allowed.items() if by == own.text
            }
            spelled = _same_letters(own.text, bare) or (
                len(own.text) > 2 and len(bare) > 3 and names.heard(own.word.lower, bare.lower())
            )
            best = sorted(right, key=lambda a: (len(a), a))[0] if len(right) == 1 else None
            if fault == "transliterated" and spelled and right and bare not in right:
                yield Hit(
                    source=own.span,
                    target=token.span,
                    suggestion=_like(token, best),
                    words={"found": bare, "source": own.text, "expected": " or ".join(sorted(right))},
                    evidence=(f"{own.text} is {table[own.text][1]}" if own.text in table else "glossary",),
                )
                break
            answered = sum(written[a] for a in right)
            count = sum(o.text == own.text for o in ours)
            if (
                fault == "wrong"
                and right
                and not spelled
                and answered < count
                and (
                    any(_alike(a, bare) for a in right)
                    or (bool(answered or lone) and not _written_out(own.text, table, pair))
                    if bare not in known_acronyms(pair.target_language.tag)
                    else lone and not _written_out(own.text, table, pair)
                )
            ):
                yield Hit(
                    source=own.span,
                    target=token.span,
                    suggestion=_like(token, best),
                    confidence=0.8,
                    words={"found": bare, "source": own.text, "expected": " or ".join(sorted(right))},
                    evidence=(f"{own.text} is {table[own.text][1]}" if own.text in table else "glossary",),
                )
                break


def has_source_acronyms(pair: Pair) -> bool:
    return pair.has_source and bool(_ALL_CAPS.search(pair.source.string))


@check_where(has_source_acronyms)
def small_acronym(pair: Pair) -> Iterator[Hit]:
    """An acronym of the source that the target has in small letters (the iaea), or as a word with a capital (the Who)."""
    table = acronyms(pair.source_language.tag, pair.target_language.tag)
    tokens, forms = pair.target.tokens, pair.target.forms
    for own in pair.source.tokens:
        right = table.get(own.text, (frozenset(), ""))[0] if own.kind == "word" and own.word.is_upper else frozenset()
        best = next(
            (a for a in sorted(right) if a.isupper() and a.lower() in forms and a not in pair.target.string), ""
        )
        if not best:
            continue
        for before, token in pairwise(tokens):
            small = token.text.islower() and token.word.frequency < 10
            named = token.text.istitle() and (before.word.lower == "the" or token.word.frequency < 0.5)
            if token.word.lower == best.lower() and (small or named) and token.text not in right:
                yield Hit(
                    source=own.span, target=token.span, suggestion=best, words={"found": token.text, "expected": best}
                )


def _alike(right: str, found: str) -> bool:
    """Whether an acronym may be meant for another: the same letters in another order, or one letter off."""
    from rapidfuzz.distance import Levenshtein

    return sorted(right) == sorted(found) or (
        len(right) > 2 and Levenshtein.distance(right, found) <= 1 + (len(right) > 4)
    )


_GENERIC = frozenset(
    "state national service bureau office federal committee ministry agency investigation security republic union international "
    "organization organisation council central regional chamber police court defence defense department administration".split()
)


def _written_out(own: str, table: dict[str, tuple[frozenset[str], str]], pair: Pair) -> bool:
    """Whether the target says the expansion instead (Russia for РФ)."""
    known, expansion = table.get(own, (frozenset(), ""))
    words = [w.lower() for w in (*expansion.split(), *known) if len(w) > 4 and not w.isupper()]
    said = [w for w in words if w[:5] in pair.target.lower]
    told = len(said) * 2 >= len(words) or any(w not in _GENERIC for w in said)
    return bool(said) and told and not any(_bare(t) in known for t in _acronym_tokens(pair.target))


def _like(token: Token, acronym: str | None) -> str | None:
    """The acronym with the possessive or plural ending of the token."""
    bare = _bare(token)
    return acronym + token.text[len(bare) :] if acronym and token.text.startswith(bare) else acronym


def _same_letters(cyrillic: str, latin: str) -> bool:
    """Whether a Latin acronym spells a Cyrillic one letter by letter (ЦВК, CVK; ОВА, OVA)."""
    table = {
        "Г": "GH",
        "Х": "HXK",
        "Ц": "CT",
        "Ч": "C",
        "Ш": "S",
        "Я": "YJI",
        "Ю": "YJI",
        "Є": "YEJ",
        "Ї": "YIJ",
        "Ж": "ZJ",
        "Й": "YIJ",
        "А": "A",
        "Б": "B",
        "В": "VW",
        "Д": "D",
        "Е": "E",
        "Э": "E",
        "З": "Z",
        "И": "IY",
        "І": "I",
        "К": "KC",
        "Л": "L",
        "М": "M",
        "Н": "N",
        "О": "O",
        "П": "P",
        "Р": "R",
        "С": "SC",
        "Т": "T",
        "У": "U",
        "Ф": "F",
        "Ы": "Y",
        "Щ": "S",
    }
    return len(cyrillic) == len(latin) and all(b in table.get(a, "") for a, b in zip(cyrillic, latin, strict=True))


def _decide_initials(facts: Sequence[Fact]) -> Iterator[tuple[int, Hit]]:
    phrases: dict[str, str] = {}
    for fact in facts:
        if fact.words[0] == "phrase":
            phrases.setdefault(fact.words[1], fact.words[2])
    used = {fact.words[1] for fact in facts if fact.words[0] == "acronym"}
    for n, fact in enumerate(facts):
        if fact.words[0] == "acronym" and fact.words[1] not in phrases:
            wrong = fact.words[1]
            near = [a for a in sorted(phrases) if len(a) == len(wrong) >= 3 and a not in used and _near(a, wrong)]
            if near:
                right = near[0] + fact.words[2]
                yield (
                    n,
                    Hit(
                        target=fact.target,
                        suggestion=right,
                        words={"found": wrong, "expected": near[0], "phrase": phrases[near[0]]},
                        evidence=(f'"{phrases[near[0]]}" stands in the document',),
                    ),
                )


def _near(a: str, b: str) -> bool:
    """Whether two acronyms differ by one letter or by the order of two neighbours."""
    different = [i for i in range(len(a)) if a[i] != b[i]]
    return (len(different) == 1 and len(a) >= 3 and a[0] == b[0]) or (
        len(different) == 2 and sorted(a) == sorted(b) and a != b
    )


@feed_check(_decide_initials)
def initials_in_document(pair: Pair) -> Iterator[Fact]:
    """Without a source: an acronym one letter off the initials of a name that the document writes out."""
    known = known_acronyms(pair.target_language.tag)
    if pair.target_language.script != "Latn" or pair.has_source:
        return
    allowed: dict[str, str] = {}
    for token in _acronym_tokens(pair.target):
        bare = _bare(token)
        if len(bare) >= 3 and bare not in allowed and bare not in known:
            yield Fact("", pair.segment.document, ("acronym", bare, token.text[len(bare) :]), target=token.span)
    seen = set()
    for letters, phrase in initials(pair.target):
        if len(letters) >= 3 and letters not in seen:
            seen.add(letters)
            yield Fact("", pair.segment.document, ("phrase", letters, phrase))
