"""Detectors as they are served: a folder of `model.onnx`, `tokenizer.json` and `card.toml`, run by onnxruntime without torch."""

from __future__ import annotations

import tomllib
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

from tqa.records import ModelError

HERE = Path(__file__).parent
DIGITS = 3  # probabilities are rounded before anything is decided on them


def step(raw: Sequence[float], true: Sequence[float], chance: float) -> float:
    """The value of the last step of a calibration that begins at or below a probability."""
    return float(true[max(0, bisect_right(raw, chance) - 1)])


class Detector:
    """One model of a process. `card` is its `card.toml`: origin, licences, figures, thresholds, calibration."""

    def __init__(self, folder: Path) -> None:
        import onnxruntime
        from tokenizers import Tokenizer

        try:
            self.card: dict[str, Any] = tomllib.loads((folder / "card.toml").read_text("utf-8"))
            options = onnxruntime.SessionOptions()
            options.intra_op_num_threads = options.inter_op_num_threads = 1
            self._session = onnxruntime.InferenceSession(
                str(folder / "model.onnx"), options, providers=["CPUExecutionProvider"]
            )
            self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        except Exception as error:
            raise ModelError(f"no detector can be read: {error}", str(folder)) from None
        self._tokenizer.no_padding()
        self._tokenizer.no_truncation()

    def estimate(self, sentences: Sequence[Sequence[str]], batch: int = 32, longest: int = 256) -> list[list[float]]:
        """For each word the probability that it is wrong, the worst of its pieces; 0 past `longest` pieces.

        A batch holds sentences of one length, and weights alone are quantised: no answer depends on its neighbours.
        """
        import numpy

        encoded = [self._tokenizer.encode(list(words), is_pretokenized=True) for words in sentences]
        by_length: dict[int, list[int]] = defaultdict(list)
        for n, one in enumerate(encoded):
            by_length[min(len(one.ids), longest)].append(n)
        answers = [[0.0] * len(words) for words in sentences]
        for length, members in sorted(by_length.items()):
            for start in range(0, len(members), batch):
                part = members[start : start + batch]
                ids = numpy.array([encoded[n].ids[:length] for n in part], dtype=numpy.int64)
                feed = {"input_ids": ids, "attention_mask": numpy.ones_like(ids)}
                logits = self._session.run(None, feed)[0].astype(numpy.float64)
                chances = numpy.round(1 / (1 + numpy.exp(logits[:, :, 0] - logits[:, :, 1])), DIGITS)
                for row, n in enumerate(part):
                    for word, chance in zip(encoded[n].word_ids, chances[row].tolist(), strict=False):
                        if word is not None and chance > answers[n][word]:
                            answers[n][word] = chance
        return answers

    def calibrated(self, chance: float) -> float:
        """The share of words that were wrong among those given such a probability, by isotonic regression (`card.toml`)."""
        return step(self.card["calibration"]["raw"], self.card["calibration"]["true"], chance)


@lru_cache(maxsize=4)
def detector(name: str) -> Detector:
    """A shipped detector by name (en/detector) or one in a folder, loaded once a process."""
    folder = HERE / name if (HERE / name).is_dir() else Path(name)
    if not (folder / "model.onnx").exists():
        known = ", ".join(sorted(str(p.parent.relative_to(HERE)) for p in HERE.glob("*/*/model.onnx")))
        raise ModelError(f"there is no such detector; shipped are: {known or 'none'}", name)
    return Detector(folder)
