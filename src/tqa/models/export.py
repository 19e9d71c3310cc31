"""A fine-tuned encoder written as ONNX with 8-bit weights, so that it runs without torch."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path
from typing import Any

from tqa.models.tokens import load

BITS = 8
BLOCK = 32


def export(folder: Path, out: Path, labels: int = 2) -> None:
    """`out/model.onnx` and `out/tokenizer.json` from a folder that `tqa.models.tokens.fit` wrote.

    Only weights are made small: activations keep their precision, so that a sentence's answer does not depend on its
    neighbours in a batch, as it would with scales taken from the batch.
    """
    import onnx
    import torch
    from onnxruntime.quantization.matmul_nbits_quantizer import DefaultWeightOnlyQuantConfig, MatMulNBitsQuantizer

    model, _ = load(str(folder), labels)
    model.eval()
    names = ("input_ids", "attention_mask")
    sample = tuple(torch.ones((2, 9), dtype=torch.int64) for _ in names)

    class Logits(torch.nn.Module):  # type: ignore[misc]
        def __init__(self, inner: Any) -> None:
            super().__init__()
            self.inner = inner

        def forward(self, input_ids: torch.Tensor, attention_mask: torch.Tensor) -> torch.Tensor:
            found: torch.Tensor = self.inner(input_ids=input_ids, attention_mask=attention_mask).logits
            return found

    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        plain = Path(scratch) / "plain.onnx"
        axes = {0: "batch", 1: "length"}
        torch.onnx.export(
            Logits(model),
            sample,
            str(plain),
            input_names=list(names),
            output_names=["logits"],
            dynamic_axes=dict.fromkeys((*names, "logits"), axes),
            opset_version=18,
            dynamo=False,
        )
        config = DefaultWeightOnlyQuantConfig(block_size=BLOCK, is_symmetric=True, accuracy_level=4, bits=BITS)
        quantizer = MatMulNBitsQuantizer(onnx.load(str(plain)), bits=BITS, block_size=BLOCK, algo_config=config)
        quantizer.process()
        made = quantizer.model.model
        _small_embeddings(made)
        onnx.save(made, str(out / "model.onnx"))
    shutil.copy(folder / "tokenizer.json", out / "tokenizer.json")


def _small_embeddings(model: Any) -> None:
    """Word embeddings as 8-bit numbers with a scale a row: looked up first, then made whole."""
    import numpy as np
    from onnx import helper, numpy_helper

    graph = model.graph
    tables = {i.name: i for i in graph.initializer}
    for node in list(graph.node):
        if node.op_type != "Gather" or node.input[0] not in tables:
            continue
        table = numpy_helper.to_array(tables[node.input[0]])
        if table.dtype != np.float32 or table.ndim != 2 or table.size < 100_000:
            continue
        scale = np.maximum(np.abs(table).max(axis=1, keepdims=True), 1e-9) / 127
        small = np.round(table / scale).astype(np.int8)
        name, ids, whole = node.input[0], node.input[1], node.output[0]
        graph.initializer.remove(tables[name])
        graph.initializer.extend(
            [
                numpy_helper.from_array(small, name + ".int8"),
                numpy_helper.from_array(scale.astype(np.float32), name + ".scale"),
            ]
        )
        made = [
            helper.make_node("Gather", [name + ".int8", ids], [whole + ".int8"]),
            helper.make_node("Cast", [whole + ".int8"], [whole + ".float"], to=1),
            helper.make_node("Gather", [name + ".scale", ids], [whole + ".scale"]),
            helper.make_node("Mul", [whole + ".float", whole + ".scale"], [whole]),
        ]
        at = list(graph.node).index(node)
        graph.node.remove(node)
        for offset, one in enumerate(made):
            graph.node.insert(at + offset, one)
