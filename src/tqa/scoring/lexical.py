"""BLEU, chrF, chrF++, TER, spBLEU and HTER by sacrebleu, with its signatures; per-segment statistics add up to any corpus.

A segment's Score keeps its sufficient statistics, so that the score of a document, a translator, a month or a resample is that
of their sum, and nothing is tokenised twice.
"""

from __future__ import annotations

import difflib
import hashlib
from collections.abc import Iterable, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tqa.records import PlanError, Score, Segment

METRICS = ("bleu", "chrf", "ter")
KNOWN = ("bleu", "chrf", "chrf++", "ter", "spbleu:MODEL")
HTER = "hter"  # TER against the post-edit: what the editor had to change


def check_metric(name: str) -> str:
    """The name, if it names a metric; PlanError otherwise."""
    if name not in KNOWN and not name.startswith("spbleu:"):
        raise _unknown(name)
    return name


def _unknown(name: str) -> PlanError:
    near = difflib.get_close_matches(name, KNOWN, n=1)
    hint = f"did you mean '{near[0]}'?" if near else f"known are {', '.join(KNOWN)}"
    return PlanError(f"unknown metric '{name}'; {hint}", key="metrics")


@lru_cache(maxsize=16)
def metric(name: str) -> Any:
    """A sacrebleu metric by its tqa name; sentence BLEU needs the effective order, `spbleu:PATH` a SentencePiece model."""
    from sacrebleu.metrics import BLEU, CHRF, TER

    if name.startswith("spbleu:"):
        return BLEU(tokenize="none", effective_order=True)
    makers: dict[str, Any] = {
        "bleu": lambda: BLEU(effective_order=True),
        "chrf": CHRF,
        "chrf++": lambda: CHRF(word_order=2),
        "ter": TER,
        HTER: TER,
    }
    if name not in makers:
        raise _unknown(name)
    return makers[name]()


@lru_cache(maxsize=4)
def _pieces(path: str) -> Any:
    try:
        from sentencepiece import SentencePieceProcessor

        return SentencePieceProcessor(model_file=path)
    except ImportError:
        raise PlanError("spBLEU needs sentencepiece: pip install 'tqa[spbleu]'") from None
    except (OSError, RuntimeError) as error:
        raise PlanError(f"no SentencePiece model can be read: {error}", path, "metrics") from None


def _prepared(text: str, name: str) -> str:
    if not name.startswith("spbleu:"):
        return text
    return " ".join(_pieces(name.partition(":")[2]).encode(text, out_type=str))


@lru_cache(maxsize=16)
def signature(name: str) -> str:
    """sacrebleu's signature; for spBLEU with the digest of the model that cuts the text."""
    by = metric(name)
    if not name.startswith("spbleu:"):
        by.sentence_score("a", ["a"])  # a signature is known once something was scored
        return str(by.get_signature())
    path = name.partition(":")[2]
    _pieces(path)
    by.sentence_score("a", ["a"])
    digest = hashlib.sha256(Path(path).read_bytes()).hexdigest()[:8]
    return str(by.get_signature()).replace("tok:none", f"tok:spm-{digest}")


def statistics(target: str, reference: str, name: str) -> tuple[float, ...]:
    """The sufficient statistics of one segment; sums of them are those of a corpus."""
    row = metric(name)._extract_corpus_statistics([_prepared(target, name)], [[_prepared(reference, name)]])[0]
    return tuple(float(x) for x in row)


def from_statistics(sums: Sequence[float], name: str) -> float:
    """The score of summed statistics."""
    return float(metric(name)._compute_score_from_stats(list(sums)).score)


def score_rows(name: str) -> Any:
    """The metric as a Scorer of `tqa.scoring.statistics.resampling`: a row of sums each."""

    def score(rows: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.array([from_statistics(list(row), name) for row in rows])

    return score


def segment_scores(segment: Segment, names: Iterable[str]) -> list[Score]:
    """Scores of one target against its reference, and HTER against its post-edit; none where there is neither."""
    asked = [(name, segment.reference) for name in names] if segment.reference else []
    if segment.post_edit:
        asked.append((HTER, segment.post_edit))
    scores = []
    for name, against in asked:
        row = statistics(segment.target, against or "", name)
        scores.append(Score(name, round(from_statistics(row, name), 4), signature(name), segment.id, row))
    return scores


def corpus_score(targets: list[str], references: list[str], name: str) -> Score:
    """The corpus score of sacrebleu itself."""
    by = metric(name)
    ready = [[_prepared(t, name) for t in side] for side in (targets, references)]
    return Score(name, round(float(by.corpus_score(ready[0], [ready[1]]).score), 4), signature(name))


class Sums:
    """Sufficient statistics of a metric, summed segment by segment, so that a feed of any size needs no memory."""

    def __init__(self, name: str) -> None:
        self.name = name
        self._sum: list[float] | None = None
        self.segments = 0

    def add(self, row: Sequence[float]) -> None:
        self._sum = [a + b for a, b in zip(self._sum, row, strict=True)] if self._sum else list(row)
        self.segments += 1

    def score(self) -> Score | None:
        if self._sum is None:
            return None
        return Score(self.name, round(from_statistics(self._sum, self.name), 4), signature(self.name))
