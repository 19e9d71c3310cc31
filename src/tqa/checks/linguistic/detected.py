"""What a learned detector thinks wrong: a check like any other, asked of many pairs at once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tqa.checks.finder import Hit, Pair, batch_check
from tqa.languages.text import Sentence, Text
from tqa.models.detectors import Detector, detector
from tqa.records import Span


@batch_check
def detected(pairs: list[Pair], *, model: str, threshold: float = 0.0, longest: int = 120) -> list[list[Hit]]:
    """Words that a trained detector gives at least `threshold` (by default its card's) as the probability to be wrong.

    `model` is a shipped detector or a folder; sentences of more than `longest` words are not read, nor by a model that reads the
    source those without one in a language that it was taught.
    """
    known = detector(model)
    least = threshold or float(known.card["threshold"])
    places: list[tuple[int, Text, Sentence]] = []
    for n, pair in enumerate(pairs):
        if known.reads_source and not (pair.has_source and known.knows_source(pair.source_language.tag)):
            continue
        text = pair.target
        whole = Sentence(0, len(text.string), 0, len(text.tokens))
        read = [whole] if known.reads_source else text.sentences
        places += [(n, text, s) for s in read if 3 < s.last - s.first <= longest]
    words = [[t.text for t in text.tokens[s.first : s.last]] for _, text, s in places]
    sources = [[t.text for t in pairs[n].source.tokens] if known.reads_source else [] for n, *_ in places]
    found: list[list[Hit]] = [[] for _ in pairs]
    for (n, text, s), chances in zip(places, known.estimate(words, sources), strict=True):
        found[n] += _hits(text, s, chances, least, known)
    return found


def _hits(text: Text, sentence: Sentence, chances: Sequence[float], least: float, known: Detector) -> Iterator[Hit]:
    """Runs of doubtful words, marks at their ends trimmed."""
    run: list[int] = []
    for k in range(sentence.first, sentence.last + 1):
        doubtful = k < sentence.last and chances[k - sentence.first] >= least
        if doubtful and (run or text.tokens[k].kind != "mark"):
            run.append(k)
        elif run:
            while text.tokens[run[-1]].kind == "mark":
                run.pop()
            start, end = text.tokens[run[0]].start, text.tokens[run[-1]].end
            worst = max(chances[j - sentence.first] for j in run)
            yield Hit(
                target=Span(start, end),
                words={"found": text.at(start, end)},
                evidence=(f"probability {worst:.2f}",),
                confidence=round(known.calibrated(worst), 2),
            )
            run = []
