"""A trained encoder as it is served: a folder of `model.onnx`, `tokenizer.json` and `card.toml`, run without torch."""

from __future__ import annotations

import tomllib
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from tqa.records import ModelError

if TYPE_CHECKING:
    import numpy
    from numpy.typing import NDArray

HERE = Path(__file__).parent
PARTS = ("card.toml", "model.onnx", "tokenizer.json")
DIGITS = 3  # answers are rounded before anything is decided on them


class Answer(NamedTuple):
    """What the model says of one sentence: for each piece the word it belongs to (None for marks of its own), and logits."""

    sentence: int
    words: list[int | None]
    logits: NDArray[numpy.float64]


class Served:
    """One model of a process. `card` is its `card.toml`: origin, licences, figures."""

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
            raise ModelError(f"no model can be read: {error}", str(folder)) from None
        self._tokenizer.no_padding()
        self._tokenizer.no_truncation()

    @property
    def reads_source(self) -> bool:
        """Whether it was taught to read the source beside the translation."""
        return bool(self.card.get("reads_source"))

    def answers(
        self, sentences: Sequence[Sequence[str]], sources: Sequence[Sequence[str]] | None, batch: int, longest: int
    ) -> Iterator[Answer]:
        """An answer a sentence, in no promised order; pieces past `longest` are not read, nor sources where the model was taught none.

        A batch holds sentences of one length, and weights alone are quantised: no answer depends on its neighbours.
        """
        import numpy

        beside: Sequence[Sequence[str]] = sources or [()] * len(sentences)
        encoded = [
            self._tokenizer.encode(list(words), list(source) if self.reads_source else None, is_pretokenized=True)
            for words, source in zip(sentences, beside, strict=True)
        ]
        by_length: dict[int, list[int]] = defaultdict(list)
        for n, one in enumerate(encoded):
            by_length[min(len(one.ids), longest)].append(n)
        for length, members in sorted(by_length.items()):
            for start in range(0, len(members), batch):
                part = members[start : start + batch]
                ids = numpy.array([encoded[n].ids[:length] for n in part], dtype=numpy.int64)
                feed = {"input_ids": ids, "attention_mask": numpy.ones_like(ids)}
                logits = self._session.run(None, feed)[0].astype(numpy.float64)
                for row, n in enumerate(part):
                    places = zip(encoded[n].word_ids[:length], encoded[n].sequence_ids, strict=False)
                    yield Answer(n, [word if side == 0 else None for word, side in places], logits[row])


def folder_of(name: str) -> Path:
    """The folder of a shipped model by name (en/detector), or the folder itself; ModelError where there is none."""
    folder = HERE / name if (HERE / name).is_dir() else Path(name)
    if not (folder / "model.onnx").exists():
        known = ", ".join(sorted(str(p.parent.relative_to(HERE)) for p in HERE.glob("*/*/model.onnx")))
        raise ModelError(f"there is no such model; shipped are: {known or 'none'}", name)
    return folder
