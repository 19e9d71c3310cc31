"""Accuracy: the target says what the source says, no less, no more, nothing else."""

from tqa.checks.accuracy.cognates import cognate
from tqa.checks.accuracy.coverage import empty, length, uncovered, unpaired_sentence
from tqa.checks.accuracy.entities import name, place
from tqa.checks.accuracy.lists import added_item, added_speaker, lost_item
from tqa.checks.accuracy.measures import half_hour, measure
from tqa.checks.accuracy.polarity import contradiction, negation
from tqa.checks.accuracy.qualifiers import qualifier
from tqa.checks.accuracy.quantities import number, relative_time, sign
from tqa.checks.accuracy.renderings import misrendering
from tqa.checks.accuracy.spellings import declined, given_name, spelling, swapped
from tqa.checks.accuracy.untranslated import copied, foreign_script, transliterated, wrong_language

__all__ = [
    "added_item",
    "added_speaker",
    "cognate",
    "contradiction",
    "copied",
    "declined",
    "empty",
    "foreign_script",
    "given_name",
    "half_hour",
    "length",
    "lost_item",
    "measure",
    "misrendering",
    "name",
    "negation",
    "number",
    "place",
    "qualifier",
    "relative_time",
    "sign",
    "spelling",
    "swapped",
    "transliterated",
    "uncovered",
    "unpaired_sentence",
    "wrong_language",
]
