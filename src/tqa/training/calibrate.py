"""What a detector's probabilities mean: isotonic calibration, a threshold from a false-alarm budget, its card."""

from __future__ import annotations

from collections.abc import Sequence

Point = tuple[float, float]


def isotonic(chances: Sequence[float], wrong: Sequence[int]) -> list[Point]:
    """Steps (from this probability on, this share is wrong) that never fall, by pooling adjacent violators."""
    blocks: list[list[float]] = []  # lowest probability, wrong words, words
    for chance, bad in sorted(zip(chances, wrong, strict=True)):
        blocks.append([chance, float(bad), 1.0])
        while len(blocks) > 1 and blocks[-2][1] / blocks[-2][2] >= blocks[-1][1] / blocks[-1][2]:
            _, bad_there, all_there = blocks.pop()
            blocks[-1][1] += bad_there
            blocks[-1][2] += all_there
    steps = [(low, bad / n) for low, bad, n in blocks]
    return [step for k, step in enumerate(steps) if not k or round(step[1], 3) != round(steps[k - 1][1], 3)]


def threshold(worst: Sequence[float], budget: float, digits: int = 3) -> float:
    """The least threshold at which at most `budget` of 1,000 clean segments are flagged; `worst` is each one's highest probability."""
    allowed = int(budget * len(worst) / 1000)
    ordered = sorted(worst, reverse=True)
    least = ordered[allowed] if allowed < len(ordered) else 0.0
    return round(least + 0.1**digits, digits)


def expected_calibration_error(chances: Sequence[float], wrong: Sequence[int], bins: int = 15) -> float:
    """Mean distance of confidence and truth over bins of about equal mass; equal confidences share a bin."""
    ordered = sorted(zip(chances, wrong, strict=True), key=lambda pair: pair[0])
    total, said, true, size = 0.0, 0.0, 0, 0
    for n, (chance, bad) in enumerate(ordered):
        said, true, size = said + chance, true + bad, size + 1
        last = n + 1 == len(ordered)
        if last or (size * bins >= len(ordered) and ordered[n + 1][0] != chance):
            total += abs(said - true)
            said, true, size = 0.0, 0, 0
    return total / max(1, len(ordered))
