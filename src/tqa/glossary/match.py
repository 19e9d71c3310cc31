"""Where the terms of a termbase are used in a pair, however they are inflected."""

from __future__ import annotations

from collections import defaultdict
from typing import NamedTuple

from tqa.glossary.termbase import Status, Term, Termbase
from tqa.languages import language
from tqa.languages.text import Text, Token
from tqa.languages.words import Vocabulary, Word
from tqa.records import Span

# How sure a match is, by how it was made.
CERTAINTY = {"exact": 1.0, "case": 0.95, "form": 0.98, "lemma": 0.9, "loose": 0.6}


class Use(NamedTuple):
    """A term found in one side of a pair; `how` says how: exact, case, form (listed), lemma, or loose (against its case rule)."""

    term: Term
    side: str
    span: Span
    how: str


class _Entry(NamedTuple):
    words: tuple[frozenset[str], ...]
    plain: tuple[str, ...]
    term: Term
    listed: bool


class Index:
    """All forms of the terms of one language by their first word; longest first."""

    def __init__(self, termbase: Termbase, lang: str) -> None:
        self.entries: dict[str, list[_Entry]] = defaultdict(list)
        self._starts: dict[str, tuple[list[_Entry], ...]] = {}
        base = lang.split("-")[0]
        for term in termbase.terms:
            if term.lang in (lang, base):
                for n, form in enumerate((term.text, *term.forms)):
                    tokens = Text(form, language(lang)).tokens
                    if tokens:
                        words = tuple(t.word.alternatives for t in tokens)
                        entry = _Entry(words, tuple(t.text for t in tokens), term, n > 0)
                        for first in words[0]:
                            self.entries[first].append(entry)
        for found in self.entries.values():
            found.sort(key=lambda e: (-len(e.words), e.term.concept, e.term.text))

    def _starting(self, word: Word) -> tuple[list[_Entry], ...]:
        """The entries that may begin with a word; remembered, since most words begin none."""
        if len(self._starts) > Vocabulary.limit:
            self._starts.clear()
        found = tuple(self.entries[key] for key in sorted(word.alternatives) if key in self.entries)
        self._starts[word.form] = found
        return found

    def find(self, text: Text, side: str) -> list[Use]:
        """Uses in order; the longest match shields shorter ones, and concepts that share a form are all reported."""
        uses: list[Use] = []
        taken = 0
        tokens = text.tokens
        for i, token in enumerate(tokens):
            if i < taken or token.kind == "mark":
                continue
            best = 0
            starts = self._starts.get(token.text)
            if starts is None:
                starts = self._starting(token.word)
            for entries in starts:
                for entry in entries:
                    n = len(entry.words)
                    if n < best:
                        break
                    if n > 1 and (i + 1 >= len(tokens) or entry.words[1].isdisjoint(tokens[i + 1].word.alternatives)):
                        continue
                    how = _fits(entry, tokens, i)
                    if how:
                        if n > best:
                            while uses and uses[-1].span.start == token.start:
                                uses.pop()
                            best = n
                        use = Use(entry.term, side, Span(token.start, tokens[i + n - 1].end), how)
                        twin = next((k for k in range(len(uses) - 1, -1, -1) if uses[k][:3] == use[:3]), None)
                        if twin is None:
                            uses.append(use)
                        elif CERTAINTY[how] > CERTAINTY[uses[twin].how]:
                            uses[twin] = use
            taken = max(taken, i + best)
        return uses


def _fits(entry: _Entry, tokens: list[Token], i: int) -> str:
    """How an entry matches at token i; empty where it does not."""
    if i + len(entry.words) > len(tokens):
        return ""
    exact, loose = True, False
    for k, (words, plain) in enumerate(zip(entry.words, entry.plain, strict=True)):
        token = tokens[i + k]
        if token.text != plain:
            exact = False
            if not words & token.word.alternatives:
                return ""
            if entry.term.case == "exact" and not _same_case(token.text, plain):
                if len(entry.words) == 1 or token.text.isupper():
                    return ""
                loose = True
    if exact:
        return "form" if entry.listed else "exact"
    if loose:
        return "loose"
    if entry.listed:
        return "form"
    forms = [(tokens[i + k].word.lower, p.lower()) for k, p in enumerate(entry.plain)]
    if all(theirs == ours for theirs, ours in forms):
        return "case"
    if entry.term.status in (Status.FORBIDDEN, Status.DEPRECATED) and not all(
        _is_number_of(theirs, ours) for theirs, ours in forms
    ):
        return ""  # a wrong name is wrong as it is written: "patrol police" is not "patrolling police"
    return "lemma"


def _is_number_of(theirs: str, ours: str) -> bool:
    """Whether a word is another in the plural or the genitive, or the same stem in an inflected language."""
    return (
        theirs == ours
        or (
            theirs.startswith(ours[:-1])
            and theirs[len(ours) - 1 :] in (ours[-1:] + "s", ours[-1:] + "es", "ies", ours[-1:] + "'s")
        )
        or not ours.isascii()
    )


def _same_case(text: str, plain: str) -> bool:
    if len(plain) > 1 and plain.isupper():
        return text.startswith(plain) or text.isupper()
    return text[:1].isupper() == plain[:1].isupper() or text.isupper()


# Indexes live as long as their termbase's content is in use by this process; keyed by content, so equal bases share one.
_INDEXES: dict[tuple[str, str], Index] = {}


def index(termbase: Termbase, lang: str) -> Index:
    """The index of a termbase for a language, made once a process."""
    key = (termbase.fingerprint, lang)
    if key not in _INDEXES:
        _INDEXES[key] = Index(termbase, lang)
    return _INDEXES[key]


def find(termbase: Termbase, source: Text | None, target: Text) -> list[Use]:
    """All uses in the source (where there is one) and in the target."""
    ours = index(termbase, source.language.tag).find(source, "source") if source is not None else []
    return [*ours, *index(termbase, target.language.tag).find(target, "target")]
