"""False friends by sound: a word of the target that sounds like a word of the source and means something else."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from functools import lru_cache

from tqa.checks.finder import Hit, Pair, check_where
from tqa.languages.text import Token
from tqa.languages.words import Word

# How a Slavic word sounds to an English ear; both sides are brought to this rough spelling.
_SOUNDS = str.maketrans(
    {
        "а": "a", "б": "b", "в": "v", "г": "g", "ґ": "g", "д": "d", "е": "e", "є": "e", "ё": "e", "ж": "j", "з": "s",
        "и": "i", "і": "i", "ї": "i", "й": "i", "к": "c", "л": "l", "м": "m", "н": "n", "о": "o", "п": "p", "р": "r",
        "с": "s", "т": "t", "у": "u", "ф": "f", "х": "h", "ц": "t", "ч": "c", "ш": "s", "щ": "s", "ь": "", "ю": "u",
        "я": "a", "ы": "i", "э": "e", "ъ": "", "'": "",
    }
)  # fmt: skip
_ENGLISH = (
    ("ph", "f"), ("th", "t"), ("qu", "cv"), ("ll", "l"), ("ou", "u"), ("k", "c"), ("y", "i"), ("w", "v"), ("x", "cs"), ("z", "s"), ("ss", "s"),
)  # fmt: skip
_ADJECTIVE = ("icescii", "icnii")  # -ический, -ичний: English has -ic
LEAST = 5  # letters that must sound alike


@lru_cache(maxsize=200_000)
def _head(word: Word) -> str:
    """The first sounds of a word long enough to have a cognate; nothing for other words."""
    return _sound(word.lemma)[:LEAST] if len(word.form) > LEAST else ""


@lru_cache(maxsize=65536)
def _sound(lemma: str) -> str:
    sound = lemma.translate(_SOUNDS)
    for written, heard in _ENGLISH:
        sound = sound.replace(written, heard)
    for ending in _ADJECTIVE:
        if sound.endswith(ending):
            return sound.removesuffix(ending) + "ic"
    return sound


def _alike(one: str, other: str) -> bool:
    """Whether two sounds share their beginning, up to an ending of at most four letters."""
    shared = next((n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
    return shared >= LEAST and max(len(one), len(other)) - shared <= 4


def _is_english(word: Word, rare: float) -> bool:
    return word.frequency >= rare or (word.is_known and word.frequency > 0)


def sounds(pair: Pair) -> bool:
    return pair.has_source and pair.links.useful and pair.source_language.script == "Cyrl"


@check_where(sounds)
def cognate(pair: Pair, *, rare: float = 1.0) -> Iterator[Hit]:
    """A known word of the target that sounds like a source noun or adjective whose meanings in the lexicon are all others.

    Unknown words with fewer than `rare` occurrences per million words are names or transliterations, which other checks weigh.
    """
    shared = {_head(t.word) for t in pair.source.tokens} & {_head(t.word) for t in pair.target.tokens} - {""}
    if not shared:
        return
    theirs: dict[str, list[Token]] = defaultdict(list)
    for token in pair.target.tokens:
        if token.kind == "word" and token.text.islower() and not token.word.is_function:
            theirs[_head(token.word)].append(token)
    opening = {s.first for s in pair.source.sentences}
    for n, token in enumerate(pair.source.tokens):
        if token.kind != "word" or _head(token.word) not in shared or "-" in token.text:
            continue
        if not token.text.islower() and n not in opening:
            continue
        sound = _sound(token.word.lemma)
        pos, words, stems = pair.links.gloss(token.word)
        if pos not in ("n", "a") or any(_sound(w)[:4] == sound[:4] for w in words):
            continue
        for other in theirs.get(sound[:LEAST], ()):
            answered = any(stems & t.word.keys for t in pair.target.tokens)
            if _alike(sound, _sound(other.word.lemma)) and not answered and _is_english(other.word, rare):
                yield Hit(
                    source=token.span,
                    target=other.span,
                    words={"found": other.text, "source": token.text, "expected": " or ".join(words[:3])},
                )
