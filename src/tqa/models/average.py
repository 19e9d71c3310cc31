"""The mean of two fits of one model, which errs less than either (Wortsman et al. 2022, Model soups)."""

from __future__ import annotations

from pathlib import Path

from tqa.records import ModelError

WEIGHTS = "model.safetensors"


def average(folder: Path, other: Path, share: float) -> None:
    """Moves the weights of `folder` towards those of `other`, by a share between 0 and 1; both must be of one shape."""
    from safetensors.torch import load_file, save_file

    ours, theirs = load_file(folder / WEIGHTS), load_file(other / WEIGHTS)
    if {name: w.shape for name, w in ours.items()} != {name: w.shape for name, w in theirs.items()}:
        raise ModelError("its weights have not the shape of the model to average it with", str(other))
    mean = {name: ((1 - share) * w.float() + share * theirs[name].float()).to(w.dtype) for name, w in ours.items()}
    save_file(mean, folder / WEIGHTS, metadata={"format": "pt"})
