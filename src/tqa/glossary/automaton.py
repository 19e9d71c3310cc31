"""All forms of the terms of one language in one Aho-Corasick automaton (pyahocorasick) over classes of words.

A word of a text belongs to the class of a term's word when both have one lemma, or when the paradigms of the pack make one of
the other. So a term is one path however it is inflected, and the automaton goes once over a text, with 100 terms or 100,000.
What it finds is then held word by word against the term, which also says how the match was made.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from tqa.glossary.termbase import Status, Term, Termbase, speaks
from tqa.languages import language
from tqa.languages.forms import inflection, one_spelling, paradigm
from tqa.languages.text import Text
from tqa.languages.words import Vocabulary, Word, vocabulary
from tqa.records import Span

# The parts of a word: class (0 for none), the part, its start and end in the word.
Parts = tuple[tuple[int, Word, int, int], ...]
# A word or a part of one: its token, its start and end in the text, the part.
Unit = tuple[int, int, int, Word | None]
_QUOTES = frozenset("\"'«»“”„‘’‚‹›`")
_SKIP = -1
_HOW = ("exact", "case", "generated", "lemma", "fuzzy")


def _spelled(number: int) -> str:
    """A class as three letters of three alphabets: a node of the automaton has few branches, which are searched one by one.

    A word that is skipped is spelled with nothing; class 0, which no term has, with a letter of its own.
    """
    if number <= 0:
        return "" if number else "\u1000\u1000\u1000"
    return chr(1 + (number >> 14)) + chr(0x400 + (number >> 7 & 127)) + chr(0x800 + (number & 127))


_VOWELS = "аеиоуыэюяіїєaeiouy"


class Entry(NamedTuple):
    """A way to write a term: its words, and how a match with it was made if the words are written exactly so."""

    words: tuple[Word, ...]
    term: Term
    how: str


class Found(NamedTuple):
    term: Term
    span: Span
    how: str
    size: int


class Automaton:
    """The terms of one language, ready to be looked for."""

    def __init__(self, termbase: Termbase, lang: str) -> None:
        import ahocorasick

        self.tag = language(lang).tag
        self.known: Vocabulary = vocabulary(self.tag)
        self.pack = inflection(self.tag)
        self._classes: dict[str, int] = {}
        self._joined: dict[int, int] = {}
        self._keys: dict[str, str] = {}
        self._numbers: dict[str, int] = {}
        self._met: dict[str, str | Parts] = {}
        entries = [e for term in termbase.terms if speaks(term.lang, self.tag) for e in self._ways(term)]
        ends: dict[tuple[int, ...], list[Entry]] = {}
        numbered = [(tuple(self._class(w) for w in e.words), e) for e in entries]
        for path, entry in numbered:
            ends.setdefault(tuple(map(self._root, path)), []).append(entry)
        self._classes = {key: self._root(number) for key, number in self._classes.items()}
        self._automaton: Any = ahocorasick.Automaton()
        for path, found in ends.items():
            self._automaton.add_word("".join(map(_spelled, path)), found)
        self._numbers.clear()
        self.size = len(ends)
        if ends:
            self._automaton.make_automaton()

    def _ways(self, term: Term) -> Iterator[Entry]:
        """The term and its listed forms; a hyphen may be written, left out or be a blank; an adjective may follow its noun."""
        for n, form in enumerate((term.text, *term.forms)):
            words = tuple(t.word for t in Text(form, self.known.language).tokens if not self._skipped(t.word))
            if not words:
                continue
            yield Entry(words, term, "form" if n else "exact")
            if any("-" in w.form.strip("-") for w in words):
                yield Entry(tuple(p for w in words for p in self._parts(w)), term, "form")
                yield Entry(tuple(self.known.word(w.form.replace("-", "") or w.form) for w in words), term, "form")
            forms = [w.form for w in words]
            if "," in forms and forms[-2:-1] in (["and"], ["or"]):  # with the serial comma, and without
                cut = len(words) - 2
                yield Entry(
                    (
                        *words[: cut - (forms[cut - 1] == ",")],
                        *([self.known.word(",")] if forms[cut - 1] != "," else []),
                        *words[cut:],
                    ),
                    term,
                    "form",
                )
            if len(words) == 2 and self.pack.adjective and self.pack.adjective.search(words[0].lower):
                yield Entry(words[::-1], term, "order")

    def _parts(self, word: Word) -> list[Word]:
        return [self.known.word(part) for part in word.form.split("-") if part] or [word]

    def _skipped(self, word: Word) -> bool:
        return word.form in _QUOTES or word.lower in self.pack.articles

    def key(self, word: Word) -> str:
        """What all inflected forms and spellings of a word share."""
        found = self._keys.get(word.lower)
        if found is None:
            if len(self._keys) > Vocabulary.limit:
                self._keys.clear()
            found = self._keys[word.lower] = self._made_key(word)
        return found

    def _made_key(self, word: Word) -> str:
        if not any(map(str.isalnum, word.lower)):
            return word.lower
        bare = _bare(word.lower).replace("ё", "е")
        if "." in bare:
            bare = bare.replace(".", "") or bare
        if bare.endswith(("er", "est")) and self.tag.startswith("en"):
            return one_spelling(bare, self.tag)
        return one_spelling(self.known.lemma(bare).replace("ё", "е"), self.tag)

    def _class(self, word: Word) -> int:
        """The class of a term's word; the forms that its paradigm gives it join it."""
        if (known := self._numbers.get(word.form)) is not None:
            return known
        number = self._numbers[word.form] = self._classes.setdefault(self.key(word), len(self._classes) + 1)
        for form in self._forms(word):
            other = self._classes.setdefault(form, number)
            if self._root(other) != self._root(number):
                self._joined[self._root(other)] = self._root(number)
        return number

    def _forms(self, word: Word) -> frozenset[str]:
        """Forms by the pack's endings; an acronym that ends in a consonant may have endings of its own (НАБУ, but КАБами)."""
        if word.is_upper:
            lower = word.lower
            return frozenset({lower, *(lower + e for e in self.pack.acronym)} if lower[-1] not in _VOWELS else ())
        if not self.pack.paradigms:
            return frozenset()
        return paradigm(word.lower.replace("ё", "е"), self.tag)

    def _root(self, number: int) -> int:
        while (above := self._joined.get(number, number)) != number:
            number = above
        return number

    def _look(self, word: Word) -> int | Parts:
        """The class of a word of a text, 0 for none; of a hyphenated word or a compound its parts."""
        if self._skipped(word):
            return _SKIP
        if number := self._number(word):
            return number
        if "-" not in word.form.strip("-"):
            return self._in_compound(word, 0) or 0
        whole = self.known.word(word.form.replace("-", ""))
        if number := self._number(whole):
            return ((number, whole, 0, len(word.form)),)
        parts: list[tuple[int, Word, int, int]] = []
        offset = 0
        for form in word.form.split("-"):
            if form:
                one = self.known.word(form)
                number = self._number(one)
                parts += (() if number else self._in_compound(one, offset)) or (
                    (number, one, offset, offset + len(form)),
                )
            offset += len(form) + 1
        # the rest must be words too: СБУ-шників is not СБУ
        rest = all(number or one.is_known or one.frequency or one.form.isdigit() for number, one, *_ in parts)
        return tuple(parts) if rest and any(number for number, *_ in parts) else 0

    def _number(self, word: Word) -> int:
        return self._classes.get(word.lower.replace("ё", "е")) or self._classes.get(self.key(word), 0)

    def _in_compound(self, word: Word, offset: int) -> Parts:
        """A compound cut into what stands before a term's word, that word, and what stands behind it; the longest such word."""
        lower = word.lower
        if not self.pack.joints or len(lower) < 8 or not lower.isalpha():
            return ()
        for length in range(len(lower) - 3, 3 if word.is_known else 2, -1):
            for start in (len(lower) - length, *range(len(lower) - length)):
                one = self.known.word(lower[start : start + length])
                if (
                    (number := self._number(one))
                    and self._joins(lower[:start], True)
                    and self._joins(lower[start + length :])
                ):
                    cuts = ((0, 0, start), (number, start, start + length), (0, start + length, len(lower)))
                    return tuple(
                        (n, self.known.word(word.form[a:b]), offset + a, offset + b) for n, a, b in cuts if b > a
                    )
        return ()

    def _joins(self, rest: str, before: bool = False) -> bool:
        """Whether the rest of a compound is a word, or words joined: its joint stands behind it, or before what follows."""
        if not rest:
            return True
        for joint in self.pack.joints:
            if (before and rest.endswith(joint)) or (not before and rest.startswith(joint)):
                bare = self.known.word(rest[: len(rest) - len(joint)] if before else rest[len(joint) :])
                if len(bare.form) > 1 and (bare.is_known or bare.frequency):
                    return True
        return False

    def find(self, text: Text) -> list[Found]:
        """All matches in order of place; overlapping ones too."""
        if not self.size:
            return []
        met = self._met
        stream: list[str] = []
        units: list[Unit] = []
        for i, token in enumerate(text.tokens):
            spelled = met.get(token.text)
            if spelled is None:
                if len(met) > Vocabulary.limit:
                    met.clear()
                looked = self._look(token.word)
                spelled = met[token.text] = _spelled(looked) if isinstance(looked, int) else looked
            if isinstance(spelled, str):
                if spelled:
                    stream.append(spelled)
                    units.append((i, token.start, token.end, None))
            else:
                for number, part, start, end in spelled:
                    stream.append(_spelled(number))
                    units.append((i, token.start + start, token.start + end, part))
        return [
            found
            for end, entries in self._automaton.iter("".join(stream))
            for entry in entries
            if (found := self._held(entry, text, units[end // 3 + 1 - len(entry.words) : end // 3 + 1]))
        ]

    def _held(self, entry: Entry, text: Text, units: list[Unit]) -> Found | None:
        """The match of an entry, held word by word against the text."""
        words = [part or text.tokens[i].word for i, *_, part in units]
        how = self._how(entry, words, units, text)
        if not how:
            return None
        first, last = units[0], units[-1]
        start, end = first[1], last[2]
        if (first[3] or last[3]) and how != "loose":
            whole = (start, end) == (text.tokens[first[0]].start, text.tokens[last[0]].end)
            how = "form" if whole else "part"  # air-defence is air defence
        return Found(entry.term, Span(start, end), how, len(units))

    def _how(self, entry: Entry, words: list[Word], units: list[Unit], text: Text) -> str:
        """How the words match: the worst of exact, case, generated and lemma; empty where one does not."""
        worst, loose = 0, False
        term = entry.term
        for n, (ours, theirs) in enumerate(zip(entry.words, words, strict=True)):
            if theirs.form == ours.form:
                continue
            if ours.is_upper and theirs.is_upper and theirs.lower.startswith(ours.lower) and not text.string.isupper():
                return ""  # УЗИ is no form of УЗ
            inner = units[n][1] > text.tokens[units[n][0]].start  # inside a compound a noun has lost its capital
            if term.case != "free" and not inner and not _same_case(theirs.form, ours.form):
                opening = term.case == "sentence" and not n and _opens(text, units[0][0])
                if not opening and (len(words) == 1 or theirs.form.isupper()):
                    return ""
                loose = loose or not opening
            rank = 1 if theirs.lower == ours.lower else self._rank(ours, theirs, term)
            if rank < 0:
                return ""
            worst = max(worst, rank)
        return "loose" if loose else _HOW[worst] if entry.how == "exact" else entry.how

    def _rank(self, ours: Word, theirs: Word, term: Term) -> int:
        """2 its number, genitive or a form of its paradigm, 3 the same lemma, 4 a form of its paradigm that the dictionary
        gives to another word; -1 another word."""
        number = _is_number_of(theirs.lower, ours.lower)
        if self.key(ours) == self.key(theirs):
            if number:
                return 2
            # a wrong name is wrong as it is written: "patrol police" is not "patrolling police"
            return -1 if term.status in (Status.FORBIDDEN, Status.DEPRECATED) and ours.lower.isascii() else 3
        forms = self._forms(ours)
        if theirs.lower.replace("ё", "е") not in forms:
            return 4 if self.key(theirs) in forms else -1
        return 4 if theirs.is_known and not ours.form[:1].isupper() else 2


def _bare(lower: str) -> str:
    return (lower[:-2] if lower.endswith("'s") else lower[:-1] if lower.endswith("s'") else lower) or lower


def _is_number_of(theirs: str, ours: str) -> bool:
    """Whether an English word is another in the plural or the genitive."""
    return theirs.startswith(ours[:-1]) and theirs[len(ours) - 1 :] in (
        ours[-1:] + "s",
        ours[-1:] + "es",
        "ies",
        ours[-1:] + "'s",
        ours[-1:] + "s'",
        ours[-1:] + "'",
    )


def _same_case(text: str, plain: str) -> bool:
    if len(plain) > 1 and plain.isupper():
        return text.startswith(plain) or text.isupper()
    return text[:1].isupper() == plain[:1].isupper() or text.isupper()


def _opens(text: Text, token: int) -> bool:
    """Whether a token is the first word of a sentence."""
    first = next((s.first for s in text.sentences if s.first <= token < s.last), token)
    return all(t.kind == "mark" for t in text.tokens[first:token])
