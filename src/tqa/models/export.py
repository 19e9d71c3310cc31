"""A fine-tuned encoder written as ONNX in 8 bits, so that it runs without torch."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path
from typing import Any

from tqa.models.served import FIRST, REST, TOKENIZER
from tqa.models.tokens import load

BLOCK = 32


def export(folder: Path, out: Path, labels: int = 2, early: int = 0) -> None:
    """`out/model.onnx` and `out/tokenizer.json` from a folder that `tqa.models.tokens.fit` wrote; of a model that was taught to answer after
    the layer `early`, what comes after it in `out/rest.onnx`.

    Activations take their scales from what is read at once: one sentence, so that its answer does not depend on others. Weights have
    7 bits of 8, whose products no processor cuts short.
    """
    import onnx
    import torch
    from onnxruntime.quantization import QuantType, quantize_dynamic

    model, _ = load(str(folder), labels)
    model.eval()
    told = ["logits", "early", "hidden"] if early else ["logits"]

    class Logits(torch.nn.Module):  # type: ignore[misc]
        def __init__(self, inner: Any) -> None:
            super().__init__()
            self.inner = inner

        def forward(self, input_ids: torch.Tensor) -> tuple[torch.Tensor, ...]:
            answer = self.inner(input_ids=input_ids, output_hidden_states=bool(early))
            if not early:
                return (answer.logits,)
            hidden = answer.hidden_states[early]
            return answer.logits, self.inner.classifier(hidden), hidden

    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        plain, small = str(Path(scratch) / "plain.onnx"), str(Path(scratch) / "small.onnx")
        axes = {0: "batch", 1: "length"}
        torch.onnx.export(
            Logits(model),
            (torch.ones((2, 9), dtype=torch.int64),),
            plain,
            input_names=["input_ids"],
            output_names=told,
            dynamic_axes=dict.fromkeys(("input_ids", *told), axes),
            opset_version=18,
            dynamo=False,
        )
        quantize_dynamic(
            plain,
            small,
            op_types_to_quantize=["MatMul"],
            per_channel=True,
            reduce_range=True,
            weight_type=QuantType.QInt8,
            extra_options={"MatMulConstBOnly": True},
        )
        made = onnx.load(small)
    _small_embeddings(made)
    (out / REST).unlink(missing_ok=True)  # of a model that answered early
    if early:
        parts = onnx.utils.Extractor(made)
        onnx.save(parts.extract_model(["hidden"], ["logits"]), str(out / REST))
        made = parts.extract_model(["input_ids"], ["early", "hidden"])
    onnx.save(made, str(out / FIRST))
    shutil.copy(folder / TOKENIZER, out / TOKENIZER)


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
