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
    """Word embeddings in few bits: looked up first, then made whole."""
    import numpy as np
    from onnx import numpy_helper

    graph = model.graph
    tables = {i.name: i for i in graph.initializer}
    for node in list(graph.node):
        if node.op_type != "Gather" or node.input[0] not in tables:
            continue
        table = numpy_helper.to_array(tables[node.input[0]])
        if table.dtype != np.float32 or table.ndim != 2 or table.size < 100_000:
            continue
        graph.initializer.remove(tables[node.input[0]])
        # a table that was of 4 bits before, and was not taught, stays so; of others 4 bits would lose too much
        blocks = four_bits(table)
        made = _of_four_bits(graph, node, *blocks) if blocks else _of_eight_bits(graph, node, table)
        at = list(graph.node).index(node)
        graph.node.remove(node)
        for offset, one in enumerate(made):
            graph.node.insert(at + offset, one)


def four_bits(table: Any) -> tuple[Any, Any] | None:
    """Numbers from -8 to 7 in blocks of `BLOCK`, and a scale a block, what is largest in a block being -8 (the Q4_0 of ggml); None
    for a table that they do not give again."""
    import numpy as np

    if table.shape[1] % BLOCK:
        return None
    blocks = table.reshape(len(table), -1, BLOCK)
    largest = np.take_along_axis(blocks, np.abs(blocks).argmax(-1)[..., None], -1)
    scales = np.where(largest == 0, 1.0, largest / -8).astype(np.float32)
    numbers = np.clip(np.round(blocks / scales), -8, 7).astype(np.int8)
    same = np.abs(numbers * scales - blocks).max() < 1e-3 * np.abs(table).max()
    return (numbers, scales) if same else None


def _of_four_bits(graph: Any, node: Any, numbers: Any, scales: Any) -> list[Any]:
    import numpy as np
    from onnx import TensorProto, helper, numpy_helper

    name, ids, whole = node.input[0], node.input[1], node.output[0]
    halves = (numbers.reshape(-1) & 15).astype(np.uint8)
    shape = [len(numbers), numbers[0].size]
    packed = (halves[0::2] | halves[1::2] << 4).tobytes()
    graph.initializer.extend(
        [
            helper.make_tensor(name + ".int4", TensorProto.INT4, shape, packed, raw=True),
            numpy_helper.from_array(scales[..., 0], name + ".scale"),
        ]
    )
    options = {"gather_axis": 0, "quantize_axis": 1, "block_size": BLOCK}
    inputs = [name + ".int4", ids, name + ".scale"]
    return [helper.make_node("GatherBlockQuantized", inputs, [whole], domain="com.microsoft", **options)]


def _of_eight_bits(graph: Any, node: Any, table: Any) -> list[Any]:
    """Numbers with a scale a row."""
    import numpy as np
    from onnx import helper, numpy_helper

    name, ids, whole = node.input[0], node.input[1], node.output[0]
    scale = np.maximum(np.abs(table).max(axis=1, keepdims=True), 1e-9) / 127
    small = np.round(table / scale).astype(np.int8)
    graph.initializer.extend(
        [
            numpy_helper.from_array(small, name + ".int8"),
            numpy_helper.from_array(scale.astype(np.float32), name + ".scale"),
        ]
    )
    return [
        helper.make_node("Gather", [name + ".int8", ids], [whole + ".int8"]),
        helper.make_node("Cast", [whole + ".int8"], [whole + ".float"], to=1),
        helper.make_node("Gather", [name + ".scale", ids], [whole + ".scale"]),
        helper.make_node("Mul", [whole + ".float", whole + ".scale"], [whole]),
    ]
