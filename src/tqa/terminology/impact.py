"""What a change of a termbase would do to a feed, before it is made."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from tqa.records import Finding, Segment, Verdict

# The rules that ask the glossary.
GLOSSARY_RULES = frozenset(
    "forbidden-term deprecated-term missing-term other-words-for-term do-not-translate-lost must-translate-left "
    "forbidden-term-in-document rival-terms".split()
)


class Effect(NamedTuple):
    """A finding that a change brings or takes away; `sign` is + or -."""

    sign: str
    segment: Segment
    finding: Finding


@dataclass
class Impact:
    """All effects counted by (sign, rule), and by translator."""

    segments: int = 0
    rules: Counter[tuple[str, str]] = field(default_factory=Counter)
    translators: Counter[tuple[str, str]] = field(default_factory=Counter)


def effects(before: Iterable[Verdict], after: Iterable[Verdict], total: Impact) -> Iterator[Effect]:
    """What differs between the verdicts of one feed under two bases, in the order of the feed; counted into `total`."""
    for old, new in zip(before, after, strict=True):
        total.segments += 1
        old_ones, new_ones = ({f.fingerprint: f for f in v.findings if f.rule in GLOSSARY_RULES} for v in (old, new))
        for sign, ones, others in (("-", old_ones, new_ones), ("+", new_ones, old_ones)):
            for fingerprint, finding in ones.items():
                if fingerprint not in others:
                    total.rules[sign, finding.rule] += 1
                    total.translators[sign, new.segment.translator] += 1
                    yield Effect(sign, new.segment, finding)
