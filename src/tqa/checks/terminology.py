"""Terminology: the glossary obeyed, acronyms that stand for what they should, one name for one thing."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from functools import lru_cache

from tqa.checks.finder import Hit, Pair, check, feed_check
from tqa.glossary.match import CERTAINTY, Use
from tqa.glossary.termbase import Concept, Status
from tqa.languages import HERE, names
from tqa.languages.text import Text, Token
from tqa.records import Fact, Span

_GOOD = (Status.PREFERRED, Status.ADMITTED)
_BAD = (Status.FORBIDDEN, Status.DEPRECATED)


# -- the glossary --------------------------------------------------------------------------------------------------


def _by_concept(pair: Pair) -> dict[str, tuple[list[Use], list[Use]]]:
    grouped: dict[str, tuple[list[Use], list[Use]]] = {}
    for use in pair.uses:
        if use.term.valid_on(pair.segment.date) or use.term.status in _BAD:
            grouped.setdefault(use.term.concept, ([], []))[use.side == "target"].append(use)
    return grouped


def _concept(pair: Pair, cid: str) -> Concept:
    assert pair.termbase is not None
    return pair.termbase.concepts[cid]


def _rightful(pair: Pair, use: Use, grouped: dict[str, tuple[list[Use], list[Use]]]) -> bool:
    """Whether the words are a good term of another concept which the source speaks of."""
    return any(other.span == use.span and other.term.status in _GOOD and (grouped[cid][0] or not pair.has_source)
               for cid, (_, theirs) in grouped.items() if cid != use.term.concept for other in theirs)


@check
def term(pair: Pair, *, fault: str) -> Iterator[Hit]:
    """A term against the glossary; `fault` is forbidden, deprecated, missing or untouched (a do-not-translate term lost)."""
    if not pair.uses:
        return
    grouped = pair.once(_by_concept)
    for cid, (ours, theirs) in grouped.items():
        concept = _concept(pair, cid)
        if fault in ("forbidden", "deprecated"):
            if pair.has_source and not ours:
                continue
            for use in theirs:
                if use.how != "loose" and use.term.status == fault and not _elsewhere(pair, use) and not _rightful(pair, use, grouped) and (
                        pair.has_source or (fault == "deprecated" and use.term.type != "name") or (use.term.type == "acronym" and _speaks_alone(pair, use))):
                    yield _against(pair, concept, use, ours)
        elif fault == "missing" and ours and not theirs and pair.has_source:
            best = concept.best(pair.segment.target_lang, ours[0].term)
            if best and concept.of(pair.segment.target_lang, *_GOOD) and not _covered(pair, ours[0]):
                yield Hit(source=ours[0].span, words={"source": pair.source.at(ours[0].span.start, ours[0].span.end),
                          "expected": best.text}, evidence=(f"glossary: {cid}",), confidence=0.6 * CERTAINTY[ours[0].how])
        elif fault == "untouched":
            for use in ours:
                if use.term.status is Status.DO_NOT_TRANSLATE and use.term.text not in pair.segment.target:
                    yield Hit(source=use.span, words={"source": use.term.text}, evidence=(f"glossary: {cid}",))


def _elsewhere(pair: Pair, use: Use) -> bool:
    """Whether a name is told apart by what follows it (Odessa, Texas) or is a person's (Eduard Nikolaev)."""
    if use.term.type != "name":
        return False
    after = pair.target.string[use.span.end:use.span.end + 3]
    before = [t for t in pair.target.tokens if t.end < use.span.start][-1:]
    person = bool(before) and before[0].kind == "word" and before[0].text[0].isupper() and not before[0].word.is_function and (
        before[0].end + 1 == use.span.start) and before[0].word.lower not in ("in", "near", "central", "downtown", "old", "greater")
    return (after.startswith(", ") and after[2:3].isupper()) or (person and not before[0].word.is_upper)


def _speaks_alone(pair: Pair, use: Use) -> bool:
    """Whether a forbidden acronym is no word of the target language otherwise (MAGATE, VOOZ)."""
    assert pair.termbase is not None
    return len(use.term.text) > 3 and not any(
        t.text == use.term.text and t.status in _GOOD for c in pair.termbase.concepts.values() for t in c.of(pair.segment.target_lang))


def _against(pair: Pair, concept: Concept, use: Use, ours: list[Use]) -> Hit:
    best = concept.best(pair.segment.target_lang, use.term)
    found = pair.target.at(use.span.start, use.span.end)
    suggestion = best.text if best else None
    if suggestion and (found.endswith(("'s", "’s")) and not suggestion.endswith("s")):
        suggestion += found[-2:]
    if suggestion and found.isupper() != suggestion.isupper() and found[:1].islower() and best and best.pos != "propn":
        suggestion = suggestion[:1].lower() + suggestion[1:]
    return Hit(source=ours[0].span if ours else None, target=use.span, suggestion=suggestion,
               words={"found": found, "expected": suggestion or "another term"}, evidence=(f"glossary: {concept.id} ({use.how})",),
               confidence=CERTAINTY[use.how])


def _covered(pair: Pair, use: Use) -> bool:
    """Whether most content words of the source term are answered one by one in the target, or nothing can be said of them."""
    inside = [i for i, t in enumerate(pair.source.tokens) if t.start < use.span.end and use.span.start < t.end]
    content = [i for i in inside if i in pair.links.of_source]
    return any(pair.links.of_source[i] for i in content)


def _decide_document(facts: Sequence[Fact], *, fault: str) -> Iterator[tuple[int, Hit]]:
    good = [f.words[1] for f in facts if f.words[0] == "good"]
    if not good:
        return
    for n, fact in enumerate(facts):
        if fact.words[0] == fault:
            yield n, Hit(target=fact.target, suggestion=fact.words[2] or None, words={"found": fact.words[1], "expected": fact.words[2], "concept": good[0]},
                         evidence=(f"glossary: {fact.words[3]}; the document says \"{good[0]}\"",))


@feed_check(_decide_document)
def term_in_document(pair: Pair, *, fault: str) -> Iterator[Fact]:
    """Without a source: a forbidden term in a document that names its concept rightly elsewhere."""
    if pair.has_source or not pair.uses:
        return
    for use in pair.uses:
        concept = _concept(pair, use.term.concept)
        where = f"{pair.segment.document}\u0000{concept.id}"
        if use.term.status is Status.PREFERRED and use.term.type != "short":
            yield Fact("", where, ("good", use.term.text))
        elif use.term.status == fault:
            best = concept.best(pair.segment.target_lang, use.term)
            yield Fact("", where, (fault, pair.target.at(use.span.start, use.span.end), best.text if best else "", concept.id),
                       target=use.span)


# -- acronyms ------------------------------------------------------------------------------------------------------


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


_ROMAN = frozenset("I II III IV V VI VII VIII IX X XI XII XIV XV XVI XVII XVIII XIX XX XXI".split())


def _acronym_tokens(text: Text) -> list[Token]:
    """All-capital words of two to seven letters; none in a text that shouts."""
    words = [t for t in text.tokens if t.kind == "word"]
    found = [t for t in words if 2 <= len(t.text.rstrip("s")) <= 7 and _bare(t).isupper() and t.text not in _ROMAN]
    return found if len(found) * 2 <= len(words) else []


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
        joins = token is not None and token.kind == "word" and (token.text[0].isupper() or (run and token.word.is_function))
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
                for theirs in table.get(token.text.split("-")[0], (frozenset(), ""))[0]:
                    allowed[theirs.replace(".", "")] = token.text
    for use in pair.uses:
        if use.side == "source" and pair.termbase is not None:
            for other in pair.termbase.concepts[use.term.concept].of(pair.segment.target_lang, *_GOOD, Status.DEPRECATED):
                if other.type == "acronym":
                    allowed[other.text.replace(".", "")] = use.term.text
    return allowed


@check
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
    ours = [t for t in pair.source.tokens if t.kind == "word" and t.word.is_upper and 2 <= len(t.text) <= 8 and t.word.script == "Cyrl"]
    for token in theirs:
        bare = _bare(token)
        if bare in allowed or bare in named:
            continue
        for own in ours:
            right = {a.replace(".", "") for a in table.get(own.text, (frozenset(), ""))[0]} | {
                a for a, by in allowed.items() if by == own.text}
            sound = names.pattern(own.word.lower) if len(own.text) > 2 else None
            spelled = _same_letters(own.text, bare) or (sound is not None and len(bare) > 3 and bool(sound.fullmatch(bare.lower())))
            best = sorted(right, key=lambda a: (len(a), a))[0] if len(right) == 1 else None
            if fault == "transliterated" and spelled and right and bare not in right:
                yield Hit(source=own.span, target=token.span, suggestion=_like(token, best),
                          words={"found": bare, "source": own.text, "expected": " or ".join(sorted(right))},
                          evidence=(f"{own.text} is {table[own.text][1]}" if own.text in table else "glossary",))
                break
            answered = sum(written[a] for a in right)
            count = sum(o.text == own.text for o in ours)
            if fault == "wrong" and right and not spelled and answered < count and bare not in known_acronyms(pair.target_language.tag) and (
                    answered or any(_alike(a, bare) for a in right)) and not _written_out(own.text, table, pair):
                yield Hit(source=own.span, target=token.span, suggestion=_like(token, best), confidence=0.8,
                          words={"found": bare, "source": own.text, "expected": " or ".join(sorted(right))},
                          evidence=(f"{own.text} is {table[own.text][1]}" if own.text in table else "glossary",))
                break


def _alike(right: str, found: str) -> bool:
    """Whether an acronym may be meant for another: the same letters in another order, or one letter off."""
    from rapidfuzz.distance import Levenshtein

    return sorted(right) == sorted(found) or (len(right) > 2 and Levenshtein.distance(right, found) <= 1 + (len(right) > 4))


def _written_out(own: str, table: dict[str, tuple[frozenset[str], str]], pair: Pair) -> bool:
    """Whether the target says the expansion instead (Russia for РФ)."""
    known, expansion = table.get(own, (frozenset(), ""))
    words = [w.lower() for w in (*expansion.split(), *known) if len(w) > 4 and not w.isupper()]
    return any(w[:5] in pair.target.lower for w in words) and not any(_bare(t) in known for t in _acronym_tokens(pair.target))


def _like(token: Token, acronym: str | None) -> str | None:
    """The acronym with the possessive or plural ending of the token."""
    bare = _bare(token)
    return acronym + token.text[len(bare):] if acronym and token.text.startswith(bare) else acronym


def _same_letters(cyrillic: str, latin: str) -> bool:
    """Whether a Latin acronym spells a Cyrillic one letter by letter (ЦВК, CVK; ОВА, OVA)."""
    table = {"Г": "GH", "Х": "HXK", "Ц": "CT", "Ч": "C", "Ш": "S", "Я": "YJI", "Ю": "YJI", "Є": "YEJ", "Ї": "YIJ", "Ж": "ZJ", "Й": "YIJ",
             "А": "A", "Б": "B", "В": "VW", "Д": "D", "Е": "E", "Э": "E", "З": "Z", "И": "IY", "І": "I", "К": "KC", "Л": "L", "М": "M", "Н": "N",
             "О": "O", "П": "P", "Р": "R", "С": "SC", "Т": "T", "У": "U", "Ф": "F", "Ы": "Y", "Щ": "S"}
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
                yield n, Hit(target=fact.target, suggestion=right, words={"found": wrong, "expected": near[0], "phrase": phrases[near[0]]},
                             evidence=(f"\"{phrases[near[0]]}\" stands in the document",))


def _near(a: str, b: str) -> bool:
    """Whether two acronyms differ by one letter or by the order of two neighbours."""
    different = [i for i in range(len(a)) if a[i] != b[i]]
    return (len(different) == 1 and len(a) >= 3 and a[0] == b[0]) or (
        len(different) == 2 and sorted(a) == sorted(b) and a != b)


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
            yield Fact("", pair.segment.document, ("acronym", bare, token.text[len(bare):]), target=token.span)
    seen = set()
    for letters, phrase in initials(pair.target):
        if len(letters) >= 3 and letters not in seen:
            seen.add(letters)
            yield Fact("", pair.segment.document, ("phrase", letters, phrase))


# -- consistency ---------------------------------------------------------------------------------------------------


def _decide_same(facts: Sequence[Fact], *, words: int = 3) -> Iterator[tuple[int, Hit]]:
    counts = Counter(fact.words[0] for fact in facts)
    if len(counts) < 2:
        return
    top, often = min(counts.items(), key=lambda item: (-item[1], facts_first(facts, item[0])))
    for n, fact in enumerate(facts):
        if fact.words[0] != top:
            other = next(f for f in facts if f.words[0] == top)
            yield n, Hit(target=fact.target, words={"found": fact.words[1][:80], "expected": other.words[1][:80], "count": str(often)},
                         evidence=(f"translated as \"{other.words[1][:120]}\" {often} times",))


def facts_first(facts: Sequence[Fact], words: str) -> int:
    return next(n for n, f in enumerate(facts) if f.words[0] == words)


@feed_check(_decide_same)
def same_source(pair: Pair, *, words: int = 3) -> Iterator[Fact]:
    """One source sentence translated in different ways across the feed; the minority is flagged."""
    if pair.has_source and len(pair.source.words) >= words and pair.segment.target.strip():
        key = " ".join(t.word.lower for t in pair.source.tokens if t.kind != "mark")
        same = " ".join(t.word.lower for t in pair.target.tokens if t.kind != "mark")
        yield Fact("", f"{pair.segment.source_lang}>{pair.segment.target_lang} {key}", (same, pair.segment.target),
                   target=Span(0, len(pair.target.string)))


def _decide_rivals(facts: Sequence[Fact]) -> Iterator[tuple[int, Hit]]:
    counts = Counter(fact.words[0] for fact in facts)
    if len(counts) < 2:
        return
    top = min(counts, key=lambda w: (-counts[w], facts_first(facts, w)))
    for n, fact in enumerate(facts):
        if not (fact.words[0].startswith(top) or top.startswith(fact.words[0])):  # US and USA are no rivals
            yield n, Hit(source=fact.source, target=fact.target, words={"found": fact.words[0], "expected": top},
                         evidence=(f"the document has \"{top}\" {counts[top]} times",))


@feed_check(_decide_rivals)
def rival_terms(pair: Pair) -> Iterator[Fact]:
    """Two acronyms or names of the glossary for one concept within a document; the minority is flagged."""
    for use in pair.uses:
        if use.side == "target" and use.term.status in _GOOD and use.term.type == "acronym" and use.how == "exact":
            if any(o is not use and o.span == use.span and o.term.concept != use.term.concept for o in pair.uses):
                continue
            yield Fact("", f"{pair.segment.document}\u0000{use.term.concept}\u0000{use.term.type}", (use.term.text,), target=use.span)


@check
def rendering(pair: Pair) -> Iterator[Hit]:
    """A source noun that stands twice in a segment, answered once and then by a word that answers nothing."""
    if not pair.has_source or not pair.links.useful or len(pair.source.sentences) < 2:
        return
    links = pair.links
    places: dict[str, list[int]] = defaultdict(list)
    for i in links.of_source:
        token = pair.source.tokens[i]
        pos, _, _ = links.gloss(token.word)
        if pos in ("n", "N", "") and len(token.text) > 3 and not token.word.is_upper:
            places[token.word.lemma].append(i)
    for found in places.values():
        if len(found) < 2 or len(pair.source.sentences) != len(pair.target.sentences):
            continue
        answers = {j for i in found for j in links.of_source[i]}
        if not answers:
            continue
        for i in found:
            sentence = next(n for n, s in enumerate(pair.source.sentences) if s.first <= i < s.last)
            theirs = pair.target.sentences[sentence]
            if any(theirs.first <= j < theirs.last for j in answers):
                continue
            rival = _odd_word(pair, theirs.first, theirs.last)
            if rival is not None:
                first = pair.target.tokens[min(answers)]
                yield Hit(source=pair.source.tokens[i].span, target=rival.span,
                          words={"found": rival.text, "expected": first.text, "source": pair.source.tokens[i].text})


def _odd_word(pair: Pair, first: int, last: int) -> Token | None:
    """The only noun-like word after an article in a stretch that answers nothing of the source."""
    tokens = pair.target.tokens
    odd = [tokens[j] for j in range(first, last)
           if pair.links.content(tokens[j]) and j not in pair.links.linked_targets]
    headed = [t for t in odd if any(tokens[k].end + 1 == t.start and tokens[k].word.lower in ("the", "a", "an")
                                    for k in range(first, last)) or t.text[0].isupper()]
    return headed[0] if len(headed) == 1 and len(odd) <= 2 else None


