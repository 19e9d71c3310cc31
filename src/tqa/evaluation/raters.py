"""How far people agree with one another: the ceiling of any tool that is measured against them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from itertools import combinations

from tqa.evaluation.spans import Characters, Match, Weighed


def krippendorff(units: Sequence[Sequence[float]]) -> float:
    """Krippendorff's alpha of interval scores; `units` are the scores of one item each, raters in any order.

    1 is full agreement, 0 what chance gives; 1.0 where no score varies.
    """
    rated = [u for u in units if len(u) > 1]
    values = [v for u in rated for v in u]
    if len(values) < 2:
        return 1.0
    within = sum(sum((a - b) ** 2 for a, b in combinations(u, 2)) * 2 / (len(u) - 1) for u in rated)
    mean = sum(values) / len(values)
    between = 2 * len(values) * sum((v - mean) ** 2 for v in values)
    observed = within / len(values)
    expected = between / (len(values) * (len(values) - 1))
    return 1 - observed / expected if expected else 1.0


def between_raters(spans: Sequence[Sequence[Sequence[Weighed]]]) -> tuple[float, float]:
    """MPP and character F1 of raters' spans against each other's; `spans` are of one item each, a list a rater."""
    match, characters = Match(), Characters()
    for item in spans:
        for one, other in combinations(item, 2):
            for measure in (match, characters):
                measure.add(one, other)
    return match.f1, characters.f1


def labels_agree(labels: Sequence[tuple[str, str, str]]) -> float:
    """Cohen's kappa averaged over pairs of raters; rows are item, rater, label."""
    by_item: dict[str, dict[str, str]] = defaultdict(dict)
    for item, rater, label in labels:
        by_item[item][rater] = label
    pairs: dict[tuple[str, str], list[tuple[str, str]]] = defaultdict(list)
    for said in by_item.values():
        for one, other in combinations(sorted(said), 2):
            pairs[one, other].append((said[one], said[other]))
    kappas = []
    for rows in pairs.values():
        same = sum(a == b for a, b in rows) / len(rows)
        ones, others = Counter(a for a, _ in rows), Counter(b for _, b in rows)
        chance = sum(ones[k] * others[k] for k in ones) / len(rows) ** 2
        kappas.append((same - chance) / (1 - chance) if chance < 1 else 1.0)
    return sum(kappas) / len(kappas) if kappas else 0.0
