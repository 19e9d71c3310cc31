"""The tagger of a language pack fitted on treebanks, and on text that an encoder fine-tuned on them has tagged.

    tqa train tagger --gold en_ewt-ud-dev.conllu.gz --gold en_pud-ud-test.conllu.gz --encoder MINILM \\
        --text mlqe_ru-en.jsonl.gz … --test en_ewt-ud-test.conllu.gz --out src/tqa/languages/en/tagger.json.gz

The shipped English model: EWT dev (CC BY-SA 4.0) and PUD (CC BY-SA 3.0) by hand, 16,000 post-edits of MLQE-PE (CC0) and corrected
targets of DEMETR (MIT) by all-MiniLM-L6-v2 (Apache-2.0). What a word can be is also asked of lemminflect's lexicon (MIT).
"""

from __future__ import annotations

import gzip
import json
import random
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path

from tqa.languages.tagging import Tagger, Weights, alone, around
from tqa.training.treebank import read_treebank

Sentence = list[tuple[str, str]]
_OPEN = frozenset("NN NNS NNP NNPS JJ JJR JJS RB VB VBD VBG VBN VBP VBZ CD FW UH".split())


def recased(sentence: Sentence) -> Sentence:
    """Tags of an encoder that sees no capitals, put right: a capital inside a sentence makes a noun a name."""
    out = sentence[:1]
    for n, (form, tag) in enumerate(sentence[1:], 1):
        inner = form[:1].isupper() and sentence[n - 1][0] not in ('"', "``", "“", ":", ".", "'", "(", "-")
        follows = n + 1 < len(sentence) and sentence[n + 1][0][:1].isupper()
        if inner and (tag == "NN" or (tag == "JJ" and follows)):
            tag = "NNP"
        elif inner and tag == "NNS":
            tag = "NNPS" if follows or sentence[n - 1][0][:1].isupper() else tag
        out.append((form, tag))
    return out


_PAST = {"VBD", "VBN"}


def lexicon(gold: Iterable[Sentence], silver: Iterable[Sentence]) -> tuple[dict[str, str], dict[str, str]]:
    """For each word the tags it can have, and for each ending those of unknown words with it."""
    from lemminflect import getAllInflections, getAllLemmas

    seen: dict[str, Counter[str]] = defaultdict(Counter)
    for weight, sentences in ((5, gold), (1, silver)):
        for sentence in sentences:
            for form, tag in sentence:
                seen[form.lower()][tag] += weight
    words: dict[str, str] = {}
    for form, counts in seen.items():
        total = sum(counts.values())
        tags = {t for t, n in counts.items() if n >= max(2, 0.01 * total) or total < 4}
        top, often = counts.most_common(1)[0]
        if total >= 40 and often >= 0.985 * total:
            words[form] = top
            continue
        if form.isalpha() and not tags & {"DT", "IN", "PRP", "MD", "CC", "TO", "PRP$", "WP", "WDT", "WRB", "EX"}:
            inflected = {
                tag
                for lemmas in getAllLemmas(form).values()
                for lemma in lemmas
                for tag, forms in getAllInflections(lemma).items()
                if form in forms and tag in _OPEN
            }
            if "VB" in inflected and not inflected & _PAST:  # "did invent" tagged as past is a slip
                tags -= _PAST
            tags |= inflected
        if form.endswith("ed") and tags & _PAST:
            tags |= _PAST
        words[form] = "|".join(sorted(tags or {counts.most_common(1)[0][0]}))
    endings: dict[str, Counter[str]] = defaultdict(Counter)
    for form, counts in seen.items():
        if sum(counts.values()) <= 6 and form.isalpha() and len(form) > 3:
            for n in (4, 3, 2, 1):
                endings[form[-n:]].update({t: 1 for t in counts if t in _OPEN})
    suffixes = {}
    for ending, counts in endings.items():
        total = sum(counts.values())
        if total >= 12 or len(ending) == 1:
            suffixes[ending] = "|".join(sorted(t for t, n in counts.items() if n >= 0.03 * total))
    return words, suffixes


def fit(gold: Sequence[Sentence], silver: Sequence[Sentence], rounds: int = 5, seed: int = 1) -> Tagger:
    """An averaged perceptron; the gold sentences are seen twice a round."""
    words, suffixes = lexicon(gold, silver)
    model = Tagger(words, {}, suffixes)
    weights: dict[str, dict[str, float]] = defaultdict(dict)
    totals: dict[tuple[str, str], float] = defaultdict(float)
    stamps: dict[tuple[str, str], int] = defaultdict(int)
    step = 0
    rng = random.Random(seed)
    known: dict[str, tuple[str, str, list[str], list[str]]] = {}

    def look(form: str) -> tuple[str, str, list[str], list[str]]:
        found = known.get(form)
        if found is None:
            ambiguity = model.ambiguity(form)
            found = known[form] = (form.lower(), ambiguity, ambiguity.split("|"), alone(form, form.lower(), ambiguity))
        return found

    def update(feature: str, tag: str, change: float) -> None:
        key, row = (feature, tag), weights[feature]
        value = row.get(tag, 0.0)
        totals[key] += (step - stamps[key]) * value
        stamps[key] = step
        row[tag] = value + change

    sentences = [*gold, *gold, *silver]
    end: tuple[str, str, list[str], list[str]] = ("", "", [], [])
    for _ in range(rounds):
        rng.shuffle(sentences)
        for sentence in sentences:
            row_words = [*(look(form) for form, _ in sentence), end, end]
            back = back2 = ""
            for n, (_, truth) in enumerate(sentence):
                lower, mine, tags, own = row_words[n]
                step += 1
                guess = tags[0]
                if len(tags) > 1:
                    _, theirs, _, _ = row_words[n + 1]
                    features = (
                        *own,
                        *around(lower, mine, back, back2, row_words[n + 1][0], theirs, row_words[n + 2][1]),
                    )
                    scores = dict.fromkeys(tags, 0.0)
                    for feature in features:
                        row = weights.get(feature)
                        if row:
                            for tag in tags:
                                if tag in row:
                                    scores[tag] += row[tag]
                    guess = max(scores, key=scores.__getitem__)
                    if guess != truth and truth in scores:
                        for feature in features:
                            update(feature, truth, 1.0)
                            update(feature, guess, -1.0)
                back2, back = back, guess
    averaged: Weights = {}
    for feature, row in weights.items():
        kept = {}
        for tag, value in row.items():
            mean = (totals[feature, tag] + (step - stamps[feature, tag]) * value) / step
            if abs(mean) >= 0.02:
                kept[tag] = round(mean, 2)
        if kept:
            averaged[feature] = kept
    return Tagger(words, averaged, suffixes)


def accuracy(model: Tagger, sentences: Sequence[Sentence]) -> tuple[float, float]:
    """Share of right tags, and tokens a second of one core."""
    right = total = 0
    start = time.process_time()
    answers = [model.tag([form for form, _ in sentence]) for sentence in sentences]
    spent = time.process_time() - start
    for sentence, tags in zip(sentences, answers, strict=True):
        total += len(sentence)
        right += sum(a == b for (_, a), b in zip(sentence, tags, strict=True))
    return right / total, total / spent


def tagged(path: Path) -> list[Sentence]:
    return [[(row.form, row.xpos) for row in sentence] for sentence in read_treebank(path)]


def write(model: Tagger, path: Path) -> None:
    """The model as data of a language pack, the same bytes for the same model."""
    data = {"words": model.words, "suffixes": model.suffixes, "weights": model.weights}
    text = json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    path.write_bytes(gzip.compress(text.encode(), 9, mtime=0))


def silver(
    gold: Sequence[Sentence], sentences: Sequence[Sequence[str]], encoder: str, scratch: Path, steps: int, seed: int = 1
) -> list[Sentence]:
    """Sentences tagged by an encoder that was fine-tuned on the gold ones; it is left in the folder `scratch`."""
    from tqa.models.tokens import Recipe, Sample, predict
    from tqa.models.tokens import fit as fit_encoder

    tags = sorted({tag for sentence in gold for _, tag in sentence})
    numbers = {tag: n for n, tag in enumerate(tags)}
    samples = [Sample(tuple(w for w, _ in s), tuple(numbers[t] for _, t in s)) for s in gold]
    fit_encoder(encoder, samples, Recipe(len(tags), steps, rate=3e-4, frozen_embeddings=False, seed=seed), scratch)
    found = []
    for words, chances in zip(sentences, predict(str(scratch), sentences), strict=True):
        if all(chances):
            best = [tags[max(range(len(row)), key=row.__getitem__)] for row in chances]
            found.append(recased(list(zip(words, best, strict=True))))
    return found
