"""What is known of a word form, looked up once a process: lemma, frequency, script, shape, English or other glosses."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

from tqa.languages import HERE, Language, language
from tqa.languages.lazy import lazy

_APOSTROPHES = str.maketrans({"’": "'", "ʼ": "'", "‘": "'", "`": "'"})
KEY_LENGTH = 5


def plain(form: str) -> str:
    """Lower case, straight apostrophes, composed: how word lists are written."""
    form = form.translate(_APOSTROPHES).lower()
    return form if form.isascii() else unicodedata.normalize("NFC", form)


def key(form: str) -> str:
    """A crude stem by which related English words meet (investigate, investigation)."""
    form = form.removesuffix("'s")
    if len(form) <= KEY_LENGTH:
        return form.removesuffix("s") if len(form) > 3 and not form.endswith("ss") else form
    return form[:KEY_LENGTH]


@lru_cache(maxsize=16)
def frequencies(tag: str) -> dict[str, float]:
    """Word frequencies as shares of all words, by wordfreq; empty for languages it does not know."""
    from wordfreq import available_languages, get_frequency_dict

    base = tag.split("-")[0]
    known: dict[str, float] = get_frequency_dict(base, "best") if base in available_languages("best") else {}
    return known


@lru_cache(maxsize=16)
def lexicon(source: str, target: str) -> dict[str, tuple[str, tuple[str, ...]]]:
    """Lemmas of one language with part of speech and glosses in another, from the pack; empty where there is none."""
    path = HERE / source.split("-")[0] / f"lexicon.{target.split('-')[0]}.tsv"
    if not path.exists():
        return {}
    entries: dict[str, tuple[str, tuple[str, ...]]] = {}
    for line in path.read_text("utf-8").splitlines():
        lemma, pos, glosses = line.split("\t")
        entries[lemma] = (pos, tuple(g for g in glosses.split(",") if g))
    return entries


def _script(text: str) -> str:
    """Latn, Cyrl, Zyyy (no letters of these), or Mixed."""
    if text.isascii():
        return "Latn" if text.isalpha() or any(map(str.isalpha, text)) else "Zyyy"
    scripts = set()
    for ch in text:
        if ch.isalpha():
            name = unicodedata.name(ch, "")
            scripts.add(
                "Latn"
                if name.startswith("LATIN")
                else "Cyrl"
                if name.startswith("CYRILLIC")
                else "Grek"
                if name.startswith("GREEK")
                else name.split(" ")[0].title()[:4] or "Zyyy"
            )
    return scripts.pop() if len(scripts) == 1 else "Mixed" if scripts else "Zyyy"


class Word:
    """One form of a vocabulary; everything about it is found out on first use and kept."""

    def __init__(self, form: str, vocabulary: Vocabulary) -> None:
        self.form = form
        self.lower = plain(form)
        self._vocabulary = vocabulary

    @lazy
    def script(self) -> str:
        return _script(self.form)

    @lazy
    def plain_kind(self) -> str:
        """What kind of token the form is in a text without links, tags and CJK: word, number or mark."""
        first = self.form[0]
        return "number" if first.isdecimal() else "word" if first.isalnum() else "mark"

    @lazy
    def lemma(self) -> str:
        return self._vocabulary.lemma(self.lower)

    @lazy
    def key(self) -> str:
        return key(self.lemma)

    @lazy
    def keys(self) -> frozenset[str]:
        """Stems by which this form may be met: of the form, of its lemma, of the parts of a hyphenated word."""
        found = {key(self.lower), key(self.lemma)}
        if "-" in self.lower:
            found.update(key(part) for part in self.lower.split("-") if part)
        return frozenset(found)

    @lazy
    def alternatives(self) -> frozenset[str]:
        """The forms under which a glossary may list this one: as written, without a genitive ending, its lemma."""
        lower = self.lower
        bare = lower[:-2] if lower.endswith("'s") else lower[:-1] if lower.endswith("s'") else lower
        return frozenset({lower, bare} if bare.endswith(("er", "est")) else {lower, bare, self.lemma})

    @lazy
    def glosses(self) -> dict[str, tuple[str, tuple[str, ...], frozenset[str]]]:
        """By target language: part of speech, glosses and their stems; filled by whoever looks them up."""
        return {}

    @lazy
    def is_function(self) -> bool:
        return self.lower in self._vocabulary.language.function_words

    @lazy
    def frequency(self) -> float:
        """Occurrences per million words of general text."""
        share = frequencies(self._vocabulary.language.tag).get(self.lower, 0.0)
        return share * 1e6 if share > 1.5e-8 else 0.0

    @lazy
    def is_known(self) -> bool:
        """Whether the lemmatiser's dictionary has the form."""
        from simplemma import is_known

        base = self._vocabulary.language.tag.split("-")[0]
        return base in _LEMMATISED and bool(is_known(self.lower, lang=base))

    @lazy
    def is_upper(self) -> bool:
        return len(self.form) > 1 and self.form.isupper()


class Vocabulary:
    """The word forms of one language met so far; emptied when it grows past `limit`, so memory stays bounded."""

    limit = 300_000

    def __init__(self, language: Language) -> None:
        self.language = language
        self._base = language.tag.split("-")[0]
        self.words: dict[str, Word] = {}

    def word(self, form: str) -> Word:
        found = self.words.get(form)
        if found is None:
            if len(self.words) >= self.limit:
                self.words.clear()
            found = self.words[form] = Word(form, self)
        return found

    def lemma(self, lower: str) -> str:
        from simplemma import lemmatize

        if self._base not in _LEMMATISED:
            return lower
        if lower.endswith(("'s", "s'")) and self._base == "en":
            lower = lower[:-2] if lower.endswith("'s") else lower[:-1]
        if "-" in lower and (hyphened := lower.rpartition("-"))[0]:
            return f"{hyphened[0]}-{plain(lemmatize(hyphened[2], lang=self._base))}" if hyphened[2] else lower
        found = plain(lemmatize(lower, lang=self._base))
        if self._base == "de" and found == lower:  # German nouns stand in the dictionary with their capital
            return plain(lemmatize(lower.capitalize(), lang="de"))
        return found


_LEMMATISED = frozenset(["en", "uk", "ru", "de", "fr", "es", "pl", "cs", "it", "pt", "ro", "bg"])


@lru_cache(maxsize=64)
def vocabulary(tag: str) -> Vocabulary:
    return Vocabulary(language(tag))
