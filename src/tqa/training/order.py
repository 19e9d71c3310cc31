"""What every fit of an encoder is asked for, and the card that says what was done."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tqa.models.tokens import Recipe


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """The part of a `tqa train` command that does not depend on what is taught."""

    lang: str
    out: Path
    encoder: str = ""
    steps: int
    batch: int = 32
    rate: float
    seed: int = 1
    threads: int = 0
    reads_source: bool = False
    licence: str = "unknown"

    def recipe(self, longest: int, labels: int = 2, frozen_embeddings: bool = True, early: int = 0) -> Recipe:
        return Recipe(
            labels=labels,
            steps=self.steps,
            batch=self.batch,
            rate=self.rate,
            longest=longest,
            frozen_embeddings=frozen_embeddings,
            early=early,
            seed=self.seed,
            threads=self.threads,
        )

    def told(self, started_from: str, data: Sequence[Path], **taught: Any) -> dict[str, Any]:
        """What the card says of a model's making."""
        return {
            "name": self.out.name,
            "language": self.lang,
            "started_from": started_from,
            "data": [path.name for path in data],
            **taught,
            "reads_source": self.reads_source,
            "steps": self.steps,
            "batch": self.batch,
            "rate": self.rate,
            "seed": self.seed,
            "licence": self.licence,
        }


def write_card(path: Path, maker: str, facts: Mapping[str, Any], name: str, table: Mapping[str, Any]) -> None:
    """`card.toml`: facts, and a table of figures by its name."""
    lines = [f"# Made by {maker}.", *_written(facts), "", f"[{name}]", *_written(table)]
    path.write_text("\n".join(lines) + "\n", "utf-8")


def _written(facts: Mapping[str, Any]) -> list[str]:
    return [f"{k if k.isidentifier() else json.dumps(k)} = {_value(value)}" for k, value in facts.items()]


def _value(fact: Any) -> str:
    return f"{{ {', '.join(_written(fact))} }}" if isinstance(fact, dict) else json.dumps(fact, ensure_ascii=False)
