"""A string in a language, analysed once and shared by every check."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple, TypeVar

from tqa.languages import Language
from tqa.languages.lazy import lazy
from tqa.languages.words import Word, vocabulary
from tqa.records import Span

T = TypeVar("T")

# A letter with its combining marks, written so that NFC and NFD text break in the same places.
_L = r"(?:[^\W\d_][\u0300-\u036f\u0591-\u05c7\u0610-\u061a\u064b-\u065f]*)"
TLDS = (
    "com|net|org|info|media|news|online|tv|ua|ru|eu|uk|us|de|fr|pl|by|kz|io|me|co|gov|edu|int|biz|site|live|today|press|"
    "agency|team|app|dev|live|world|example|рф|укр"
)
_NUMBER = r"\d+(?:[.,:/]\d+|['’]\d{3}(?!\d))*"
_MARK = r"\.{2,}|[^\w\s]|_|\w"
_TOKEN = re.compile(
    rf"""
    (?P<link>(?:https?://|www\.)[^\s<>"“”«»]*[^\s<>"“”«».,;:!?)\]'’]
        | [\w.+-]+@[\w-]+(?:\.[\w-]+)+
        | (?<![\w.])[A-Za-z0-9][A-Za-z0-9-]*(?:\.[A-Za-z0-9-]+)*\.(?:{TLDS})(?![\w-])(?:/[\w/%.-]*\w/?)?)
  | (?P<hash>[\#@][^\W\d]\w+ | \{{\w*\}} | %\(\w+\)[sd] | \$\{{\w+\}} | %[sd]\b)
  | (?P<number>{_NUMBER})
  | (?P<cjk>[\u3040-\u30ff\u3400-\u9fff])
  | (?P<word>(?:[^\W\d_]\.){{2,}}(?!\w) | {_L}+(?:['’ʼ‘-]{_L}+)*)
  | (?P<mark>{_MARK})
    """,
    re.VERBOSE,
)
# Most texts have no links, dotted or combining letters, no CJK: this pattern cuts them alike, at a fifth of the time.
_PLAIN_TOKEN = re.compile(rf"[^\W\d_]+(?:['’ʼ‘-][^\W\d_]+)*|{_NUMBER}|{_MARK}")
_NOT_PLAIN = re.compile(
    r"[@#{]|%[(sd]|://|www\.|\w\.[^\W\d_]|[\u0300-\u036f\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u3040-\u30ff\u3400-\u9fff]"
)


class Token(NamedTuple):
    """A stretch of the string: `kind` is link, hash, number, cjk, word or mark."""

    start: int
    end: int
    text: str
    kind: str
    word: Word

    @property
    def span(self) -> Span:
        return Span(self.start, self.end)


class Sentence(NamedTuple):
    """Code points and tokens of one sentence, ends excluded."""

    start: int
    end: int
    first: int
    last: int


_CLOSERS = frozenset("\"”’»)]'“")
_OPENERS = frozenset("\"“‘«([„—–-'")


class Text:
    """Views on one string: all offsets point into the raw string, which is never normalised."""

    def __init__(self, string: str, language: Language) -> None:
        self.string = string
        self.language = language

    @lazy
    def tokens(self) -> list[Token]:
        known = vocabulary(self.language.tag)
        words, look = known.words, known.word
        found: list[Token] = []
        make = (
            tuple.__new__
        )  # Token(…) said the short way: a named tuple's own constructor costs as much as all the rest
        if self.is_plain:
            string, end = self.string, 0
            for form in _PLAIN_TOKEN.findall(string):
                start = string.index(form, end)
                end = start + len(form)
                word = words.get(form) or look(form)
                found.append(make(Token, (start, end, form, word.plain_kind, word)))
        else:
            for m in _TOKEN.finditer(self.string):
                form = m[0]
                found.append(make(Token, (*m.span(), form, m.lastgroup, words.get(form) or look(form))))
        return found

    def once(self, work: Callable[[Text], T]) -> T:
        """The result of a computation on this text that several checks share."""
        memo = self.__dict__.setdefault("_memo", {})
        if work not in memo:
            memo[work] = work(self)
        return memo[work]  # type: ignore[no-any-return]

    @lazy
    def words(self) -> list[int]:
        """Positions of the word tokens."""
        return [i for i, t in enumerate(self.tokens) if t.kind == "word"]

    @lazy
    def letters(self) -> int:
        """The length of the text in code points, blanks left out."""
        return len(self.string) - self.string.count(" ")

    @lazy
    def is_plain(self) -> bool:
        """Whether the text has nothing but words, numbers and marks: no links, tags, dotted words, CJK."""
        return not _NOT_PLAIN.search(self.string)

    @lazy
    def lower(self) -> str:
        return self.string.lower()

    @lazy
    def forms(self) -> frozenset[str]:
        """The lower-cased words of the text, for prefilters."""
        return frozenset([t.word.lower for t in self.tokens])

    @lazy
    def lemmas(self) -> frozenset[str]:
        """The lemmas of the text, marks and numbers standing for themselves."""
        return frozenset([t.word.lemma for t in self.tokens])

    @lazy
    def sentences(self) -> list[Sentence]:
        """Sentences by end marks, closing quotes, capitals and the abbreviations of the language."""
        tokens, found, first = self.tokens, [], 0
        ends = self.language.facts["sentence_ends"]
        i, n = 0, len(tokens)
        while i < n:
            token = tokens[i]
            if token.text[-1] in ends and token.kind in ("mark", "word"):
                j = i + 1
                while j < n and tokens[j].start == tokens[j - 1].end and tokens[j].text in _CLOSERS:
                    j += 1
                if j < n and self._breaks(i, j):
                    found.append(Sentence(tokens[first].start, tokens[j - 1].end, first, j))
                    first = j
                i = j
            else:
                i += 1
        if first < n:
            found.append(Sentence(tokens[first].start, tokens[-1].end, first, n))
        return found

    def _breaks(self, mark: int, after: int) -> bool:
        """Whether a sentence begins at token `after`, the mark before it standing at `mark`."""
        tokens = self.tokens
        token, following = tokens[mark], tokens[after]
        if following.start == tokens[after - 1].end and token.text not in "。！？":
            return False
        head = following
        k = after
        while k + 1 < len(tokens) and tokens[k].text in _OPENERS:
            k += 1
            head = tokens[k]
        if head.kind == "word" and head.text[0].islower():
            return False
        if token.kind == "word":  # U.S. and its like end a sentence only before a word that opens one
            return head.kind == "word" and head.word.is_function and head.text[0].isupper()
        if token.text == "." and mark:
            before = tokens[mark - 1]
            if before.end == token.start:
                if before.word.lower in self.language.abbreviations:
                    return False
                if before.kind == "word" and len(before.text) == 1 and before.text.isupper() and before.text != "I":
                    return False
        return True

    def at(self, start: int, end: int) -> str:
        return self.string[start:end]
