"""Yes and no: negations lost or added, and words that say the contrary."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from tqa.checks.finder import Hit, Pair, bilingual, check_where
from tqa.languages import Language, language
from tqa.languages.tagged import tagged
from tqa.languages.text import Text, Token
from tqa.languages.words import key, vocabulary
from tqa.records import Severity, Span


def _idle(text: Text, i: int) -> bool:
    """Whether the cue at token i stands in a phrase that does not deny (not only, more than once)."""
    start = text.tokens[i].start
    lower = text.lower
    clause = lower[max(0, start - 40) : start].rpartition(",")[2]
    if any(phrase in clause for phrase in text.language.words("negation", "concessive")):
        return True  # как бы это ни звучало, often spelled with не
    asked = text.tokens[i + 2].word.lower if i + 2 < len(text.tokens) else ""
    if asked in text.language.words("negation", "whether"):
        return True  # проверить, не был ли: to see whether it was
    cue = text.tokens[i].word.lower
    for phrase in text.language.words("negation", "idle"):
        for head in {phrase.find(cue), phrase.rfind(cue)} - {-1}:  # both of не міг не
            begin = start - head
            if lower.startswith(phrase, begin) and not lower[begin - 1 : begin].isalpha():
                return True
    return False


def cues(text: Text, idle: bool = False) -> list[Token]:
    """Words that negate; those in phrases that may be said without a negation only when `idle`."""
    return text.once(_all_cues if idle else _plain_cues)


def _all_cues(text: Text) -> list[Token]:
    known = text.language.words("negation", "cues")
    if not known & text.forms and "n't" not in text.lower and "n’t" not in text.lower:
        return []
    return [
        t
        for n, t in enumerate(text.tokens)
        if t.kind == "word"
        and (t.word.lower in known or t.word.lower.endswith("n't"))
        and not (n and t.text.istitle() and text.tokens[n - 1].text == ",")  # Нету, a name in a list of names
    ]


def _plain_cues(text: Text) -> list[Token]:
    return [t for t in cues(text, idle=True) if not _idle(text, text.tokens.index(t))]


def _idle_cues(text: Text) -> bool:
    return len(cues(text, idle=True)) > len(cues(text))


@lru_cache(maxsize=16)
def _lexical(tag: str) -> frozenset[str]:
    return frozenset(w for w in language(tag).words("negation", "lexical"))


@lru_cache(maxsize=100_000)
def _denies(lower: str, lemma: str, tag: str) -> bool:
    """Whether a word denies by its meaning or by a prefix (unsuitable, непридатний)."""
    lang, lexical = language(tag), _lexical(tag)
    if lemma in lexical or lower in lexical or key(lemma) in {key(w) for w in lexical if len(w) > 4}:
        return True
    affirming = lang.words("negation", "affirming")
    if lower in affirming or lemma in affirming:
        return False
    facts = lang.facts.get("negation", {})
    prefixes = [p for p in facts.get("prefixes", "").split("|") if p]
    suffixes = [s for s in facts.get("suffixes", "").split("|") if s]
    return any(lower.startswith(p) and _stands_alone(lower[len(p) :].lstrip("-"), tag) for p in prefixes) or any(
        lower.endswith(s) and len(lower) > len(s) + 2 for s in suffixes
    )


def _stands_alone(rest: str, tag: str) -> bool:
    """Whether what follows a prefix is a word of its own, so that the prefix denies it (un-suitable, but not in-terest)."""
    if len(rest) < 4:
        return False
    word = vocabulary(tag).word(rest)
    return word.frequency >= 1.0 if tag.startswith("en") else word.is_known


def denials(text: Text) -> list[Token]:
    """Words that deny by their meaning."""
    return text.once(_denials)


def _denials(text: Text) -> list[Token]:
    tag = text.language.tag
    return [t for t in text.tokens if t.kind == "word" and _denies(t.word.lower, t.word.lemma, tag)]


def has_cues(pair: Pair) -> bool:
    return (pair.has_source and bool(cues(pair.source, idle=True) or cues(pair.target, idle=True))) or _may_forbid(pair)


def _may_forbid(pair: Pair) -> bool:
    return pair.has_source and not _FORBIDDING.isdisjoint(pair.source.forms)


_MANAGE = ("обойд", "обош", "обходи", "обійд", "обійш")
_FORBIDDING = frozenset({"нельзя", "неможливо", "невозможно", "можна", "можно"})


@check_where(has_cues)
def negation(pair: Pair, *, fault: str, longest: int = 40) -> Iterator[Hit]:
    """A negation of one side without any counterpart on the other; `fault` is lost or added."""
    if not pair.has_source or not _lexical(pair.target_language.tag) or not _lexical(pair.source_language.tag):
        return
    if not pair.links.useful or "?" in pair.target.string or "?" in pair.source.string:
        return
    if max(len(pair.source.words), len(pair.target.words)) > longest:
        return
    if "без" in pair.source.forms and any(form.startswith(_MANAGE) for form in pair.source.forms):
        return  # не обошлось без: two negations affirm
    if fault == "lost":
        yield from _forbidding(pair)
        yield from _with_for_without(pair)
    ours, theirs = _unmatched(cues(pair.source), cues(pair.target))
    if fault == "lost" and ours and not theirs and not _idle_cues(pair.target):
        until = frozenset({"until"}) if pair.source.forms & _UNTIL else frozenset()
        deniers = [t for t in denials(pair.target) if t.word.lower not in _WITHOUT | until]
        twice = [c for c in ours if _denies_denial(pair.source, c)]
        if (
            twice
            and len(ours) == 1
            and deniers
            and any(t.start == pair.target.tokens[j].start for t in deniers for j in _answers(pair, twice[0]))
        ):
            yield from (h for h in _lost(pair, twice[0]) if not _close_behind(h, deniers))
        elif not deniers or (
            _words_for(pair.source, "nobody")
            and len(_words_for(pair.target, "everybody")) == 1
            and not any(t.word.lower.startswith("un") for t in deniers)  # everyone escaped unharmed
        ):
            yield from _lost(pair, ours[0])
        elif (
            not _unable(pair.target)
            and ours[0].word.lower == "не"
            and len(deniers) <= len([t for t in denials(pair.source) if t.word.lower != "без"])
        ):
            yield from (h for h in _lost(pair, ours[0]) if h.confidence is None and not _close_behind(h, deniers))
    elif (
        fault == "added"
        and theirs
        and not ours
        and not cues(pair.source, idle=True)
        and not [t for t in denials(pair.source) if t.word.lower != "без"]
    ):
        yield Hit(target=theirs[0].span, words={"found": theirs[0].text})
    elif fault == "added" and theirs and not cues(pair.source, idle=True):
        yield from _denied_twice(pair, theirs)


def _unable(text: Text) -> bool:
    """Whether a verb of the text is denied by another (was unable to, failed to)."""
    return bool(text.language.words("negation", "unable") & text.forms)


def _close_behind(hit: Hit, deniers: list[Token], reach: int = 30) -> bool:
    """Whether the word that seems affirmed stands a few words behind one that denies (failed an environmental inspection)."""
    return hit.target is not None and any(0 <= hit.target.start - t.end < reach for t in deniers)


def _denied_twice(pair: Pair, theirs: list[Token]) -> Iterator[Hit]:
    """A word that denies by its meaning, as the source's does, denied once more (does not prohibit for забороняє)."""
    tokens = pair.target.tokens
    denying = {t.start for t in denials(pair.target)}
    ours = [i for i in pair.links.of_source if pair.source.tokens[i] in denials(pair.source)]
    answers = {j for i in ours for j in pair.links.of_source[i]}
    for cue in theirs:
        at = tokens.index(cue)
        if cue.word.lower != "without" and at + 1 in answers and tokens[at + 1].start in denying:
            span = Span(cue.start, tokens[at + 1].end)
            yield Hit(target=span, words={"found": pair.target.at(span.start, span.end)})
            return


def _forbidding(pair: Pair) -> Iterator[Hit]:
    """A word that forbids (нельзя, не можна) and has a meaning of its own in the lexicon, where nothing says so."""
    tokens = pair.source.tokens
    for i, token in enumerate(tokens):
        lower = token.word.lower
        if lower in _FORBIDDING:
            if lower in ("можна", "можно") and (not i or tokens[i - 1].word.lower != "не"):
                continue
            answered = [t for t in cues(pair.target, idle=True) if t.word.lower not in ("without", "no-one")]
            if not answered and not [t for t in denials(pair.target) if t.word.lower not in _WITHOUT]:
                for j in pair.target.words:
                    if pair.target.tokens[j].word.lower in ("possible", "can", "may", "allowed", "could", "permitted"):
                        yield Hit(
                            source=token.span,
                            target=pair.target.tokens[j].span,
                            words={"found": pair.target.tokens[j].text, "source": token.text},
                        )
                        return


def _with_for_without(pair: Pair) -> Iterator[Hit]:
    """ "Without" of the source whose noun stands after "with" in the target."""
    if "without" in pair.target.forms or "with" not in pair.target.forms:
        return
    tokens = pair.target.tokens
    for i, token in enumerate(pair.source.tokens):
        if token.word.lower == "без":
            for j in [j for n in _after(pair.source, token)[:2] for j in pair.links.of_source.get(n, ())]:
                before = [k for k in range(max(0, j - 4), j) if tokens[k].word.lower == "with"]
                if before and not any(tokens[k].word.lower in ("no", "not", "any") for k in range(before[0], j)):
                    yield Hit(
                        source=Span(token.start, pair.source.tokens[i].end),
                        target=Span(tokens[before[0]].start, tokens[j].end),
                        words={"found": pair.target.at(tokens[before[0]].start, tokens[j].end), "source": token.text},
                    )
                    return


_WITHOUT = frozenset({"without", "без"})
_UNTIL = frozenset({"до"})  # which until then answers; not until is не раніше, не ранее


def _unmatched(ours: list[Token], theirs: list[Token]) -> tuple[list[Token], list[Token]]:
    """The cues left when "without" has answered "без"."""
    pairs = min(sum(t.word.lower == "без" for t in ours), sum(t.word.lower == "without" for t in theirs))
    if not pairs:
        return ours, theirs
    left = [t for t in ours if t.word.lower != "без" and not _agrees(t)]
    return left, [t for t in theirs if t.word.lower != "without"]


def _agrees(cue: Token) -> bool:
    """Whether a Slavic word denies only because another one does (без жодної)."""
    return cue.word.lower.startswith(("жодн", "никак", "ніяк"))


def _after(text: Text, cue: Token) -> list[int]:
    at = text.tokens.index(cue)
    return [i for i in range(at + 1, min(at + 4, len(text.tokens))) if text.tokens[i].kind == "word"]


def _denies_denial(text: Text, cue: Token) -> bool:
    """Whether a cue stands right before a word that denies by meaning (не виключили)."""
    following = _after(text, cue)[:1]
    return cue.word.lower == "не" and any(
        _denies(text.tokens[i].word.lower, text.tokens[i].word.lemma, text.language.tag) for i in following
    )


def _answers(pair: Pair, cue: Token) -> list[int]:
    return [j for i in _after(pair.source, cue)[:1] for j in pair.links.of_source.get(i, ())]


def _lost(pair: Pair, cue: Token) -> Iterator[Hit]:
    """The word that the cue denies, found in the target without a denial; where the source has nobody or none, who all do."""
    tokens = pair.source.tokens
    nobody, everybody = _words_for(pair.source, "nobody"), _words_for(pair.target, "everybody")
    if nobody and len(everybody) == 1:
        found = {"found": everybody[0].text, "source": nobody[0].text}
        yield Hit(source=nobody[0].span, target=everybody[0].span, words=found)
        return
    for i in _after(pair.source, cue):
        for j in pair.links.of_source.get(i, ()):
            start = pair.target.tokens[j].start
            yield Hit(
                source=Span(cue.start, tokens[i].end),
                target=Span(start, pair.target.tokens[j].end),
                words={"found": pair.target.tokens[j].text, "source": pair.source.at(cue.start, tokens[i].end)},
            )
            return
    yield Hit(
        source=cue.span,
        target=Span(0, len(pair.target.string)),
        confidence=0.5,
        severity=Severity.NEUTRAL,
        words={"found": pair.target.string[:40], "source": cue.text},
    )


def _words_for(text: Text, whom: str) -> list[Token]:
    """The words of a text for nobody or for everybody."""
    known = text.language.words("negation", whom)
    return [t for t in text.tokens if t.word.lower in known]


@lru_cache(maxsize=16)
def antonyms(tag: str, kind: str = "pairs") -> dict[str, frozenset[str]]:
    """Words of a language and their contraries; of kind bounds those that limit a number or a time."""
    table: dict[str, set[str]] = {}
    for pair in language(tag).facts.get("antonyms", {}).get(kind, ()):
        a, b = pair.split("/")
        table.setdefault(a, set()).add(b)
        table.setdefault(b, set()).add(a)
    return {word: frozenset(others) for word, others in table.items()}


def _contraries(gloss: str, lang: Language) -> frozenset[str]:
    bare = {
        gloss[len(p) :]
        for p in lang.facts.get("negation", {}).get("prefixes", "").split("|")
        if p and gloss.startswith(p) and len(gloss) > len(p) + 4
    }
    denied = {p + gloss for p in ("un", "in", "im", "dis") if len(gloss) > 3} if lang.tag.startswith("en") else set()
    return antonyms(lang.tag).get(gloss, frozenset()) | ((bare | denied) - lang.words("negation", "affirming"))


@lru_cache(maxsize=50_000)
def _contraries_of(glosses: tuple[str, ...], tag: str) -> frozenset[str]:
    """The contraries of a word's main senses that are no sense of it themselves."""
    lang = language(tag)
    return frozenset(c for gloss in glosses[:4] for c in _contraries(gloss, lang)) - frozenset(glosses)


def _turned_bound(pair: Pair) -> Iterator[Hit]:
    """No later than for не раніше: a bound denied on both sides, of which one has become its contrary."""
    ours, theirs = pair.source.tokens, pair.target.tokens
    bounds = antonyms(pair.target_language.tag, "bounds")
    for i, cue in enumerate(ours[:-1]):
        if cue.word.lower not in pair.source_language.words("negation", "cues"):
            continue
        _, words, _ = pair.links.gloss(ours[i + 1].word)
        contrary = frozenset().union(*(bounds.get(w, frozenset()) for w in words[:4])) - set(words)
        for j in range(1, len(theirs)):
            denied = (
                theirs[j - 1].word.lower in ("no", "not") and theirs[j + 1 : j + 2] and theirs[j + 1].text == "than"
            )
            if denied and theirs[j].word.lower in contrary:
                span = Span(theirs[j - 1].start, theirs[j].end)
                found = {"found": pair.target.at(span.start, span.end), "source": ours[i + 1].text}
                yield Hit(source=Span(cue.start, ours[i + 1].end), target=span, words=found)
                return


_KINDS = {"n": ("NN", "JJ"), "v": ("VB", "JJ")}  # a contrary is a word of the same kind: defeated is no victory


def _turned_again(pair: Pair, j: int) -> bool:
    """Whether the word beside a contrary turns it: less expensive, ended up."""
    before, after = pair.target.tokens[max(0, j - 1)].word.lower, pair.target.tokens[j + 1 : j + 2]
    return before in ("less", "least") or (bool(after) and after[0].word.lower == "up")


@check_where(bilingual)
def contradiction(pair: Pair) -> Iterator[Hit]:
    """A target word that says the contrary of a source word which nothing else answers."""
    links = pair.links
    if not links.useful or "non-" in pair.target.lower:
        return
    yield from _turned_bound(pair)
    if cues(pair.target) or cues(pair.source, idle=True):
        return
    said = pair.target.lemmas | pair.target.forms
    unanswered = [
        (i, contrary)
        for i, found in links.of_source.items()
        if not found and links.known.get(i) and links.gloss(pair.source.tokens[i].word)[0] != "N"
        if not (
            contrary := _contraries_of(links.gloss(pair.source.tokens[i].word)[1], pair.target_language.tag)
        ).isdisjoint(said)
    ]
    verbs = sum(not found and links.gloss(pair.source.tokens[i].word)[0] == "v" for i, found in links.of_source.items())
    if not unanswered or verbs > 1:
        return  # of several verbs that nothing answers the contrary may be another's answer
    lemmas: dict[str, int] = {}
    tokens = pair.target.tokens
    for j in pair.target.words:
        if j not in links.linked_targets:
            word = tokens[j].word
            lemmas.setdefault(word.lemma, j)
            lemmas.setdefault(word.lower, j)
    sizes = max(1, len(pair.source.string)), max(1, len(pair.target.string))
    tags = {p.token: p.tag for sentence in pair.target.once(tagged) for p in sentence.pieces}
    for i, contrary in unanswered:
        token = pair.source.tokens[i]
        pos, glosses, _ = links.gloss(token.word)
        main = glosses[:4]
        rivals = [
            lemmas[c]
            for c in sorted(contrary)
            if c in lemmas
            and tags.get(lemmas[c], "").startswith(_KINDS.get(pos, ""))
            and not _turned_again(pair, lemmas[c])
            and (
                c.endswith(main)  # unlawful for lawful, lawful for unlawful, wherever it stands
                or any(gloss.endswith(c) for gloss in main)
                or abs(token.start / sizes[0] - pair.target.tokens[lemmas[c]].start / sizes[1]) < 0.4
            )
        ]
        if rivals:
            other = pair.target.tokens[rivals[0]]
            yield Hit(source=token.span, target=other.span, words={"found": other.text, "source": token.text})
