"""A large encoder made small: its first layers, and the pieces of its vocabulary that some texts use."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from tqa.models.tokens import load_encoder
from tqa.records import ModelError

AT_ONCE = 5000


def trim(encoder: str, texts: Sequence[str], pieces: int, layers: int, positions: int, out: Path) -> int:
    """Writes the first `layers` of an encoder (a Hugging Face id or a folder, fitted or not), with the `pieces` that `texts` use most and the
    first `positions`, as a folder to start a fit from; the number of pieces kept. Its vocabulary must be a unigram one."""
    import torch
    from transformers import PreTrainedTokenizerFast

    model, tokenizer = load_encoder(encoder)
    told: dict[str, Any] = json.loads(tokenizer.backend_tokenizer.to_str())
    if told["model"]["type"] != "Unigram":
        raise ModelError(f"only a unigram vocabulary can be trimmed, and this is {told['model']['type']}", encoder)
    kept = _kept(tokenizer, texts, pieces)
    place = {old: new for new, old in enumerate(kept)}
    told["model"]["vocab"] = [told["model"]["vocab"][old] for old in kept]
    told["model"]["unk_id"] = place[told["model"]["unk_id"]]
    for token in told["added_tokens"]:
        token["id"] = place[token["id"]]
    for special in (told["post_processor"] or {}).get("special_tokens", {}).values():
        special["ids"] = [place[old] for old in special["ids"]]
    table = model.get_input_embeddings().weight.data[kept].clone()
    model.resize_token_embeddings(len(kept))
    model.get_input_embeddings().weight.data = table
    inner = model.base_model
    inner.encoder.layer = inner.encoder.layer[:layers]
    seen = inner.embeddings.position_embeddings.weight.data[:positions].clone()
    inner.embeddings.position_embeddings = torch.nn.Embedding.from_pretrained(seen)
    model.config.update({"num_hidden_layers": layers, "max_position_embeddings": positions, "vocab_size": len(kept)})
    model.save_pretrained(out)
    names = {name: getattr(tokenizer, f"{name}_token") for name in ("bos", "eos", "unk", "sep", "pad", "cls", "mask")}
    (out / "tokenizer.json").write_text(json.dumps(told, ensure_ascii=False), "utf-8")
    PreTrainedTokenizerFast(
        tokenizer_file=str(out / "tokenizer.json"), **{f"{name}_token": token for name, token in names.items() if token}
    ).save_pretrained(out)
    return len(kept)


def _kept(tokenizer: Any, texts: Sequence[str], pieces: int) -> list[int]:
    """Special pieces, characters that the texts use, then the pieces that they use most; in their old order."""
    counts: Counter[int] = Counter()
    for start in range(0, len(texts), AT_ONCE):
        for ids in tokenizer(list(texts[start : start + AT_ONCE]), add_special_tokens=False)["input_ids"]:
            counts.update(ids)
    kept = set(tokenizer.all_special_ids)
    kept |= {n for n in counts if len(tokenizer.convert_ids_to_tokens(n)) == 1}
    for n, _ in counts.most_common():
        if len(kept) >= pieces:
            break
        kept.add(n)
    return sorted(kept)
