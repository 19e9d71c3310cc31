"""A pretrained encoder fine-tuned to label the words of a sentence, or to judge the whole: torch and transformers, the `neural`
extra."""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tqa.records import ModelError

if TYPE_CHECKING:
    import torch

Words = Sequence[str]
EARLY_SHARE = 0.5  # what an early answer weighs in the loss beside the last one


@dataclass(frozen=True, slots=True)
class Sample:
    """A sentence as words, and for each word its label (an index), or -1 where it teaches nothing.

    With two labels a label may be a probability: what a teacher thinks of the word. `source` is what the sentence translates,
    read beside it.
    """

    words: tuple[str, ...]
    labels: tuple[float, ...]
    source: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Rated:
    """A text as words, and what people gave it: a value a label of the model, NaN where nobody judged; `source` as in a Sample."""

    words: tuple[str, ...]
    values: tuple[float, ...]
    source: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Recipe:
    """How a model is fitted. `steps` of `batch` sentences; `rate` is the peak of a linear warm-up and decay.

    After the layer `early` (0: after none) the head learns to say already what it will say after the last one, so that a sentence
    that it clears there need not be read to the end.
    """

    labels: int = 2
    steps: int = 1000
    batch: int = 32
    rate: float = 1e-4
    longest: int = 128
    frozen_embeddings: bool = True
    early: int = 0
    seed: int = 1
    threads: int = 0
    save_every: int = 200


def _needed() -> None:
    try:
        import torch
        import transformers  # noqa: F401
    except ImportError:
        raise ModelError("training needs torch and transformers: pip install 'tqa[neural]'", "encoder") from None
    torch.use_deterministic_algorithms(True, warn_only=True)


def load(encoder: str, labels: int) -> tuple[Any, Any]:
    """Model and tokenizer of a Hugging Face id or a local folder, with a head of `labels`; ModelError for what is neither."""
    _needed()
    from transformers import AutoModelForTokenClassification

    def fresh() -> Any:  # the head of another task is made anew
        return AutoModelForTokenClassification.from_pretrained(encoder, num_labels=labels, ignore_mismatched_sizes=True)

    return _loaded(encoder, fresh)


def load_encoder(encoder: str) -> tuple[Any, Any]:
    """Model and tokenizer as they were saved: with the head of a token classifier, or without one."""
    _needed()
    from transformers import AutoConfig, AutoModel, AutoModelForTokenClassification

    def as_saved() -> Any:
        built = AutoConfig.from_pretrained(encoder).architectures or [""]
        if built[0].endswith("ForTokenClassification"):
            return AutoModelForTokenClassification.from_pretrained(encoder)
        return AutoModel.from_pretrained(encoder, add_pooling_layer=False)

    return _loaded(encoder, as_saved)


def _loaded(encoder: str, made: Callable[[], Any]) -> tuple[Any, Any]:
    from transformers import AutoTokenizer

    try:
        tokenizer = AutoTokenizer.from_pretrained(encoder, use_fast=True)
        model = made()
    except (OSError, ValueError) as error:
        raise ModelError(f"no encoder can be loaded: {error}", encoder) from None
    if not tokenizer.is_fast:
        raise ModelError("its tokenizer does not tell which word a piece belongs to", encoder)
    return model, tokenizer


def scratch(folder: Path, tokenizer: str, width: int = 192, layers: int = 3, embedding: int = 64) -> None:
    """An untrained small encoder (ELECTRA's shape: narrow embeddings) with the tokenizer of another, to be fitted."""
    _needed()
    from transformers import AutoTokenizer, ElectraConfig, ElectraForTokenClassification

    words = AutoTokenizer.from_pretrained(tokenizer, use_fast=True)
    config = ElectraConfig(
        vocab_size=len(words),
        embedding_size=embedding,
        hidden_size=width,
        num_hidden_layers=layers,
        num_attention_heads=max(1, width // 48),
        intermediate_size=4 * width,
        max_position_embeddings=256,
    )
    ElectraForTokenClassification(config).save_pretrained(folder)
    words.save_pretrained(folder)


def encode(tokenizer: Any, sentences: Sequence[Words], longest: int, sources: Sequence[Words] = ()) -> Any:
    """Pieces of sentences, each followed by its source if any has one."""
    return tokenizer(
        [list(s) for s in sentences],
        [list(s) for s in sources] if any(sources) else None,
        is_split_into_words=True,
        truncation=True,
        max_length=longest,
        padding=True,
        return_token_type_ids=False,  # a served model is given none
        return_tensors="pt",
    )


def _batch(tokenizer: Any, samples: Sequence[Sample], recipe: Recipe) -> tuple[Any, torch.Tensor]:
    """Encoded sentences, and for each piece the probabilities of its labels (all zero where it teaches nothing)."""
    import torch

    encoded = encode(tokenizer, [s.words for s in samples], recipe.longest, [s.source for s in samples])
    truth = torch.zeros((*encoded["input_ids"].shape, recipe.labels))
    for row, sample in enumerate(samples):
        for place, (word, side) in enumerate(zip(encoded.word_ids(row), encoded.sequence_ids(row), strict=True)):
            label = sample.labels[word] if word is not None and side == 0 else -1
            if recipe.labels == 2 and label >= 0:
                truth[row, place, 0], truth[row, place, 1] = 1 - label, label
            elif label >= 0:
                truth[row, place, int(label)] = 1.0
    return encoded, truth


def _loss_of_words(model: Any, tokenizer: Any, batch: Sequence[Sample], recipe: Recipe) -> torch.Tensor:
    """Cross entropy against the labels of the words, and of the early answer against the last one."""
    encoded, truth = _batch(tokenizer, batch, recipe)
    truth = truth.to(model.device)
    last, *early = _logits(model, encoded, recipe.early)
    missed = truth * last.log_softmax(-1)
    for answer in early:
        missed += EARLY_SHARE * truth.sum(-1, keepdim=True) * last.detach().softmax(-1) * answer.log_softmax(-1)
    return -missed.sum() / truth.sum().clamp(min=1)


def _loss_of_texts(model: Any, tokenizer: Any, batch: Sequence[Rated], recipe: Recipe) -> torch.Tensor:
    """Squared error of the mean over a text's pieces against what people gave it."""
    import torch

    encoded = encode(tokenizer, [r.words for r in batch], recipe.longest, [r.source for r in batch])
    wanted = torch.tensor([r.values for r in batch], device=model.device)
    known = ~wanted.isnan()
    mask = encoded["attention_mask"].to(model.device)[:, :, None]
    means = (_logits(model, encoded)[0] * mask).sum(1) / mask.sum(1)
    errors = (means - wanted.nan_to_num()) ** 2 * known
    return errors.sum() / known.sum().clamp(min=1)


def _logits(model: Any, encoded: Any, early: int = 0) -> list[torch.Tensor]:
    """What the head says after the last layer, and after the layer `early`."""
    import torch

    with torch.autocast(model.device.type, dtype=torch.bfloat16):
        answer = model(**encoded.to(model.device), output_hidden_states=bool(early))
        found = [answer.logits] + ([model.classifier(answer.hidden_states[early])] if early else [])
    return [logits.float() for logits in found]


def _schedule(samples: Sequence[Any], recipe: Recipe) -> Iterator[list[Any]]:
    """Batches of sentences of like length, in an order that the seed alone decides."""
    rng = random.Random(recipe.seed)
    while True:
        order = list(range(len(samples)))
        rng.shuffle(order)
        pool = recipe.batch * 32
        for start in range(0, len(order), pool):
            part = sorted(order[start : start + pool], key=lambda n: len(samples[n].words) + len(samples[n].source))
            batches = [part[k : k + recipe.batch] for k in range(0, len(part), recipe.batch)]
            rng.shuffle(batches)
            for batch in batches:
                yield [samples[n] for n in batch]


def fit(
    encoder: str,
    samples: Sequence[Sample] | Sequence[Rated],
    recipe: Recipe,
    out: Path,
    progress: Callable[[int, int, float], None] = lambda step, steps, loss: None,
) -> None:
    """Fine-tune `encoder` into the folder `out`; a run that was stopped goes on where it last saved."""
    model, tokenizer = load(encoder, recipe.labels)
    if recipe.early and recipe.early >= model.config.num_hidden_layers:
        raise ModelError(
            f"no early answer after layer {recipe.early}: it has {model.config.num_hidden_layers}", encoder
        )
    import torch

    loss_of: Callable[..., torch.Tensor] = _loss_of_texts if isinstance(samples[0], Rated) else _loss_of_words
    if recipe.threads:
        torch.set_num_threads(recipe.threads)
    torch.manual_seed(recipe.seed)
    device = "cuda" if torch.cuda.is_available() else "cpu"
    model.to(device).train()
    if recipe.frozen_embeddings:
        for name, parameter in model.named_parameters():
            if "embeddings.word_embeddings" in name:
                parameter.requires_grad = False
    trained = [p for p in model.parameters() if p.requires_grad]
    optimiser = torch.optim.AdamW(trained, lr=recipe.rate, weight_decay=0.01)
    warm = max(1, recipe.steps // 20)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimiser, lambda s: min((s + 1) / warm, max(0.0, (recipe.steps - s) / max(1, recipe.steps - warm)))
    )
    out.mkdir(parents=True, exist_ok=True)
    saved, done = out / "resume.pt", 0
    if saved.exists():
        state = torch.load(saved, weights_only=True)
        if state["recipe"] == asdict(recipe):
            model.load_state_dict(state["model"])
            optimiser.load_state_dict(state["optimiser"])
            schedule.load_state_dict(state["schedule"])
            done = state["step"]
    for step, batch in enumerate(_schedule(samples, recipe), 1):
        if step > recipe.steps:
            break
        if step <= done:
            continue
        total = loss_of(model, tokenizer, batch, recipe)
        optimiser.zero_grad()
        total.backward()
        torch.nn.utils.clip_grad_norm_(trained, 1.0)
        optimiser.step()
        schedule.step()
        progress(step, recipe.steps, float(total.detach()))
        if step % recipe.save_every == 0:
            torch.save(
                {
                    "model": model.state_dict(),
                    "optimiser": optimiser.state_dict(),
                    "schedule": schedule.state_dict(),
                    "step": step,
                    "recipe": asdict(recipe),
                },
                saved,
            )
    model.save_pretrained(out)
    tokenizer.save_pretrained(out)
    (out / "recipe.json").write_text(json.dumps(asdict(recipe), indent=1) + "\n", "utf-8")
    saved.unlink(missing_ok=True)


def predict(folder: str, sentences: Sequence[Words], batch: int = 32, longest: int = 128) -> list[list[list[float]]]:
    """For each word of each sentence the probabilities of the labels, those of its first piece."""
    import torch

    model, tokenizer = load(folder, json.loads((Path(folder) / "recipe.json").read_text("utf-8"))["labels"])
    model.eval()
    answers: list[list[list[float]]] = [[] for _ in sentences]
    order = sorted(range(len(sentences)), key=lambda n: len(sentences[n]))
    with torch.inference_mode():
        for start in range(0, len(order), batch):
            part = order[start : start + batch]
            encoded = encode(tokenizer, [sentences[n] for n in part], longest)
            chances = model(**encoded).logits.softmax(-1)
            for row, n in enumerate(part):
                found: list[list[float]] = [[] for _ in sentences[n]]
                for place, word in enumerate(encoded.word_ids(row)):
                    if word is not None:
                        found[word] = found[word] or chances[row, place].tolist()
                answers[n] = found
    return answers
