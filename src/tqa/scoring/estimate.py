"""How good a translation is without a reference: a small linear model over what the analysis of a pair already knows.

Four numbers a segment: the MQM penalty to expect, the chance that an editor would leave it as it is (`publishable`), how
difficult the source is, and how good the translation is beside others of the same source (`comparison`), which is another
question: what makes a source hard is no fault of a translator. Features are stretched by hinges at their quantiles, so the model
is linear in its coefficients, which are data made by `tqa.training.estimate`: `estimate.json`, and `estimate-read.json` for
translations that a quality model has read too (`tqa.scoring.neural`).
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

from tqa.alignment import lengths
from tqa.alignment.words import Links
from tqa.languages.fluency import surprises
from tqa.languages.numbers import mentions
from tqa.languages.text import Text
from tqa.records import Finding, Score, Segment, Severity

ESTIMATES = tuple(
    Path(__file__).parent / name for name in ("estimate.json", "estimate-read.json")
)  # without and with a quality model
_SURE = (Severity.MAJOR, Severity.CRITICAL)


def features(
    source: Text, target: Text, links: Links, findings: Iterable[Finding], read: Mapping[str, float] | None = None
) -> dict[str, float]:
    """Everything the model may ask; a share is between 0 and 1, lengths and surprise are in natural logarithms. `read` is what
    a quality model said of the target."""
    ours = [t.word for t in source.tokens if t.kind in ("word", "cjk")]
    theirs = [t.word for t in target.tokens if t.kind == "word"]
    found: dict[str, float] = {}
    found.update(_source(source, ours))
    n = max(1, len(theirs))
    runs = [x for sentence in surprises(target) for x in sentence]
    worst = sorted((sum(runs[k : k + 3]) / 3 for k in range(max(1, len(runs) - 2))), reverse=True)
    known = [w.frequency for w in theirs if w.form.islower()]
    found |= {
        "surprise": sum(runs) / max(1, len(runs)),
        "worst_surprise": worst[0] if runs else 0.0,
        "next_surprise": worst[2] if len(worst) > 2 else 0.0,
        "rare": sum(f < 1 for f in known) / n,
        "unknown": sum(f < 0.05 for f in known) / n,
        "usual": sum(math.log(1 + f) for f in known) / max(1, len(known)),
        "function": sum(w.is_function for w in theirs) / n,
        "capitals": sum(w.form[0].isupper() for w in theirs) / n,
        "variety": len({w.lower for w in theirs}) / n,
        "marks": sum(t.kind == "mark" for t in target.tokens) / max(1, len(target.tokens)),
        "length": math.log(1 + n),
        "sentences": abs(math.log(max(1, len(source.sentences)) / max(1, len(target.sentences)))),
    }
    z = lengths.deviation(source.letters, target.letters, source.language.tag, target.language.tag)
    found |= {"short": max(0.0, -z), "long": max(0.0, z)}
    found |= _adequacy(source, target, links)
    sure = [f for f in findings if f.severity in _SURE]
    mild = [f for f in findings if f.severity is Severity.MINOR]
    found |= {
        "major": min(3.0, float(len(sure))),
        "minor": min(3.0, float(len(mild))),
        "asked": min(3.0, float(sum(f.severity is Severity.NEUTRAL for f in findings))),
        "major_rate": 10 * len(sure) / n,
    }
    return found | dict(read or {})


def _source(source: Text, words: Sequence[Any]) -> dict[str, float]:
    """What makes a source hard: length, rare words, names, numbers, marks."""
    n = max(1, len(words))
    known = [w.frequency for w in words if w.form.islower()]
    return {
        "source_length": math.log(1 + n),
        "source_rare": sum(f < 1 for f in known) / n,
        "source_unknown": sum(f < 0.05 for f in known) / n,
        "source_usual": sum(math.log(1 + f) for f in known) / max(1, len(known)),
        "source_names": sum(w.form[0].isupper() for w in words) / n,
        "source_numbers": sum(t.kind == "number" for t in source.tokens) / max(1, len(source.tokens)),
        "source_marks": sum(t.kind == "mark" for t in source.tokens) / max(1, len(source.tokens)),
    }


def _adequacy(source: Text, target: Text, links: Links) -> dict[str, float]:
    """Shares of what one side says that the other answers; none of it counts where no lexicon stands behind the links."""
    useful = float(links.useful)
    content = list(links.of_source.items())
    known = [(i, j) for i, j in content if links.known.get(i)]
    theirs = [j for j in target.words if links.content(target.tokens[j])]
    ours, others = mentions(source), mentions(target)
    lost = sum(not m.soft and not any(m.agrees(o) for o in others) for m in ours)
    copied = [t for t in target.tokens if t.kind == "word" and len(t.text) > 2 and t.text in source.string]
    return {
        "lexicon": useful,
        "answered": useful * sum(bool(j) for _, j in content) / max(1, len(content)),
        "known_answered": useful * sum(bool(j) for _, j in known) / max(1, len(known)),
        "known": useful * len(known) / max(1, len(content)),
        "licensed": useful * sum(j in links.linked_targets for j in theirs) / max(1, len(theirs)),
        "numbers_lost": min(3.0, float(lost)),
        "copied": len(copied) / max(1, len(target.words)),
    }


def stretched(values: Sequence[float], knots: Sequence[Sequence[float]]) -> list[float]:
    """Each value and what of it lies beyond each of its knots."""
    return [x for value, row in zip(values, knots, strict=True) for x in (value, *(max(0.0, value - k) for k in row))]


class Estimator:
    """The coefficients, and the numbers they make."""

    def __init__(self, data: dict[str, Any]) -> None:
        self.data = data
        self.names: list[str] = data["features"]
        read = "|read:yes" if any(name.startswith("read_") for name in self.names) else ""
        self.signature = f"tqa-estimate|version:{data['version']}{read}|status:estimated"

    def _latent(self, head: str, found: dict[str, float]) -> float:
        part = self.data[head]
        row = stretched([found[name] for name in part["features"]], part["knots"])
        total: float = part["intercept"] + sum(w * x for w, x in zip(part["weights"], row, strict=True))
        return total

    def scores(self, segment: Segment, found: dict[str, float]) -> tuple[Score, ...]:
        """Expected penalty, publishable, difficulty and comparison (both in standard deviations of judged quality)."""
        latent = self._latent("quality", found)
        steps = self.data["penalty"]
        penalty = _between(latent, steps["at"], steps["value"])
        slope, shift = self.data["publishable"]
        chance = 1 / (1 + math.exp(-min(30.0, max(-30.0, slope * latent + shift))))
        sign = self.signature
        return (
            Score("expected-penalty", round(penalty, 3), sign, segment.id),
            Score("publishable", round(chance, 4), sign, segment.id),
            Score("difficulty", round(self._latent("difficulty", found), 3), sign, segment.id),
            Score("comparison", round(self._latent("comparison", found), 3), sign, segment.id),
        )


def _between(x: float, at: Sequence[float], value: Sequence[float]) -> float:
    """Piecewise linear through points in order."""
    if x <= at[0]:
        return value[0]
    for n in range(1, len(at)):
        if x <= at[n]:
            share = (x - at[n - 1]) / (at[n] - at[n - 1])
            return value[n - 1] + share * (value[n] - value[n - 1])
    return value[-1]


@lru_cache(maxsize=2)
def estimator(read: bool = False) -> Estimator:
    """The shipped model, loaded once a process; with `read` the one for translations that a quality model has read."""
    return Estimator(json.loads(ESTIMATES[read].read_text("utf-8")))
