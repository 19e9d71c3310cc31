"""Which words of the target answer which words of the source: by lexicon, by sound, by spelling, by value."""

from __future__ import annotations

from collections import defaultdict

from tqa.languages import names
from tqa.languages.numbers import mentions
from tqa.languages.text import Text, Token
from tqa.languages.words import Word, key, lexicon

Glosses = tuple[str, tuple[str, ...], frozenset[str]]


def glosses(word: Word, source: str, target: str) -> Glosses:
    """Part of speech, glosses and their stems for a source form; empty where the lexicon does not know it."""
    found = word.glosses.get(target)
    if found is None:
        found = word.glosses[target] = _look_up(word.lower, word.lemma, lexicon(source, target))
    return found


def _look_up(lower: str, lemma: str, entries: dict[str, tuple[str, tuple[str, ...]]]) -> Glosses:
    pos = ""
    found: list[str] = []
    for form in dict.fromkeys((lower, lemma, lemma.replace("ё", "е"))):
        if form in entries:
            pos = pos or entries[form][0]
            found += entries[form][1]
    if not found and "-" in lower:
        found = [g for p in lemma.split("-") if p in entries for g in entries[p][1]]
    return pos, tuple(dict.fromkeys(found)), frozenset(key(g) for g in found)


class Links:
    """Links between the words of two texts; `of_source[i]` are the target tokens that answer source token i."""

    def __init__(self, source: Text, target: Text) -> None:
        self.source, self.target = source, target
        self.languages = (source.language.tag.split("-")[0], target.language.tag.split("-")[0])
        self.of_source: dict[int, tuple[int, ...]] = {}
        self.known: dict[int, bool] = {}
        self.by_sound: set[int] = set()
        self.linked_targets: set[int] = set()
        self._index: dict[str, list[int]] = defaultdict(list)
        for j in target.words:
            for k in target.tokens[j].word.keys:
                self._index[k].append(j)
        self._link()

    @property
    def useful(self) -> bool:
        """Whether a lexicon stands behind the links, so that a missing one means something."""
        return bool(lexicon(*self.languages))

    def gloss(self, word: Word) -> Glosses:
        return glosses(word, *self.languages)

    def content(self, token: Token) -> bool:
        """Whether a token should have an answer on the other side."""
        return token.kind == "word" and not token.word.is_function and len(token.text) > 1

    def _link(self) -> None:
        for i, token in enumerate(self.source.tokens):
            if not self.content(token):
                continue
            pos, words, stems = self.gloss(token.word)
            found = {j for stem in stems & self._index.keys() for j in self._index[stem]} if stems else set()
            if found and pos == "N":  # names must be nearly whole: Chernivtsi is not Chernihiv
                heads = tuple(w[: max(4, len(w) - 2)] for w in words)
                theirs = {j: self.target.tokens[j].word.lower for j in found}
                found = {j for j, w in theirs.items() if w.startswith(heads) and self._is_heard(token, words, w)}
            if not found:
                found = self._by_form(token)
                if pos == "N":  # Astrakhan is no sturgeon
                    found = {j for j in found if not self._is_common(self.target.tokens[j])}
                if found:
                    self.by_sound.add(i)
            self.known[i] = bool(stems)
            self.of_source[i] = tuple(sorted(found))
            self.linked_targets |= found

    @staticmethod
    def _is_heard(token: Token, words: tuple[str, ...], lower: str) -> bool:
        """Whether a name that its glosses only spell out sounds like a target word too: Tkachuk is no Tkachenko."""
        ours, lower = token.word.lower, lower.removesuffix("'s").removesuffix("’s")
        return lower in words or names.heard(ours, lower) or not any(names.heard(ours, w) for w in words)

    @staticmethod
    def _is_common(token: Token) -> bool:
        return token.text.islower() and token.word.frequency > 1

    def _by_form(self, token: Token) -> set[int]:
        """The same word in the other script, or copied."""
        if token.word.script == "Latn":
            return set(self._index.get(key(token.word.lower), ()))
        if token.word.script != "Cyrl" or self.target.language.script != "Latn" or len(token.text) < 3:
            return set()
        lower, tokens = token.word.lower, self.target.tokens
        first = names.first_letters(lower)
        if first is not None and not first:
            return set()
        return {
            j
            for j in self.target.words
            if (first is None or tokens[j].word.lower[0] in first) and names.heard(lower, tokens[j].word.lower)
        }

    def _between(self, start: int, end: int) -> list[int]:
        tokens = self.target.tokens
        return [j for j in self.target.words if tokens[j].start < end and start < tokens[j].end]

    def by_value(self) -> None:
        """Link numbers as well; only checks of coverage need them."""
        theirs = mentions(self.target)
        for mention in mentions(self.source):
            for other in theirs:
                if mention.agrees(other):
                    self.linked_targets.update(self._between(other.start, other.end))
