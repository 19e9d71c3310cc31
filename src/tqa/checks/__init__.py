"""What can be found: check functions by MQM dimension, and the rule cards bound to them."""

from __future__ import annotations

from functools import lru_cache
from types import ModuleType

from tqa.checks import accuracy, linguistic, locale, markup, style, terminology
from tqa.checks.finder import Check

FAMILIES: tuple[ModuleType, ...] = (accuracy, terminology, linguistic, style, locale, markup)


@lru_cache(maxsize=1)
def all_checks() -> dict[str, Check]:
    """Every check of the six families by name."""
    return {value.name: value for family in FAMILIES for value in vars(family).values() if isinstance(value, Check)}
