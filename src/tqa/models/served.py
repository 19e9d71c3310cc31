"""A trained encoder as it is served, without torch: a folder of `model.onnx`, perhaps `rest.onnx`, `tokenizer.json` and `card.toml`."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from tqa.records import ModelError

if TYPE_CHECKING:
    import numpy
    import onnxruntime
    from numpy.typing import NDArray

HERE = Path(__file__).parent
CARD, FIRST, TOKENIZER = "card.toml", "model.onnx", "tokenizer.json"
REST = "rest.onnx"  # the layers after an early answer, where a model gives one
DIGITS = 3  # answers are rounded before anything is decided on them


class Answer(NamedTuple):
    """What the model says of one sentence: for each piece the word it belongs to (None for marks of its own), and logits."""

    words: list[int | None]
    logits: NDArray[numpy.float64]


class Served:
    """One model of a process. `card` is its `card.toml`: origin, licences, figures; `reads_on` the probability of an early answer
    (by default the card's) from which a sentence is read to the end."""

    def __init__(self, folder: Path, reads_on: float | None = None) -> None:
        from tokenizers import Tokenizer

        try:
            self.card: dict[str, Any] = tomllib.loads((folder / CARD).read_text("utf-8"))
            self._first = _session(folder / FIRST)
            self._rest = _session(folder / REST) if (folder / REST).exists() else None
            self._tokenizer = Tokenizer.from_file(str(folder / TOKENIZER))
        except Exception as error:
            raise ModelError(f"no model can be read: {error}", str(folder)) from None
        self._tokenizer.no_padding()
        self._tokenizer.no_truncation()
        self._reads_on = self.card.get("early", {}).get("reads_on", 0.0) if reads_on is None else reads_on
        self._asks = [given.name for given in self._first.get_inputs()]

    @property
    def reads_source(self) -> bool:
        """Whether it was taught to read the source beside the translation."""
        return bool(self.card.get("reads_source"))

    def knows_source(self, tag: str) -> bool:
        """Whether a text of this language may be read beside the translation; any, where the card names none."""
        return self.reads_source and tag.split("-")[0] in self.card.get("sources", [tag.split("-")[0]])

    def answers(
        self, sentences: Sequence[Sequence[str]], sources: Sequence[Sequence[str]] | None, longest: int
    ) -> Iterator[Answer]:
        """An answer a sentence; pieces past `longest` are not read, nor sources where the model was taught none.

        Sentences are read one by one, since activations take their scales from all that is read at once.
        """
        beside: Sequence[Sequence[str]] = sources or [()] * len(sentences)
        for words, source in zip(sentences, beside, strict=True):
            encoded = self._tokenizer.encode(
                list(words), list(source) if self.reads_source else None, is_pretokenized=True
            )
            places = zip(encoded.word_ids[:longest], encoded.sequence_ids, strict=False)
            of_pieces = [word if side == 0 else None for word, side in places]
            yield Answer(of_pieces, self._read(encoded.ids[:longest], of_pieces))

    def _read(self, ids: list[int], of_pieces: list[int | None]) -> NDArray[numpy.float64]:
        """Logits of the pieces; those of the early answer where it clears every word."""
        import numpy

        pieces = numpy.array([ids], dtype=numpy.int64)
        given = {"input_ids": pieces, "attention_mask": numpy.ones_like(pieces)}
        found = self._first.run(None, {name: given[name] for name in self._asks})
        if self._rest is not None:
            early, hidden = found
            of_words = early[0][[word is not None for word in of_pieces]].astype("float64")
            if probability(of_words).max(initial=0.0) >= self._reads_on:
                found = self._rest.run(None, {"hidden": hidden})
        logits: NDArray[numpy.float32] = found[0][0]
        return logits.astype("float64")


def probability(logits: NDArray[numpy.floating[Any]]) -> NDArray[numpy.floating[Any]]:
    """Of the second label of two, for each row of their logits, to `DIGITS` digits."""
    import numpy

    return numpy.round(1 / (1 + numpy.exp(logits[:, 0] - logits[:, 1])), DIGITS)


def _session(path: Path) -> onnxruntime.InferenceSession:
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])


def parts(folder: Path) -> list[Path]:
    """The files of a model in a folder: whatever changes there makes another model."""
    return [path for name in (CARD, FIRST, REST, TOKENIZER) if (path := folder / name).exists()]


def folder_of(name: str) -> Path:
    """The folder of a shipped model by name (en/detector), or the folder itself; ModelError where there is none."""
    folder = HERE / name if (HERE / name).is_dir() else Path(name)
    if not (folder / FIRST).exists():
        known = ", ".join(sorted(str(p.parent.relative_to(HERE)) for p in HERE.glob(f"*/*/{FIRST}")))
        raise ModelError(f"there is no such model; shipped are: {known or 'none'}", name)
    return folder
