"""Linguistic conventions: grammar, capitals, quotation marks, spacing, repetition."""

from tqa.checks.linguistic.blanks import glued_domain, glued_marks
from tqa.checks.linguistic.boundaries import lost_capital, lost_stop, name_capital
from tqa.checks.linguistic.clauses import fronted_report, subjectless_report
from tqa.checks.linguistic.constructions import construction, country_article
from tqa.checks.linguistic.detected import detected
from tqa.checks.linguistic.glued import glued_words, torn_word
from tqa.checks.linguistic.inversions import place_for_speaker, subject_behind_verb
from tqa.checks.linguistic.marks import bracket, end_mark
from tqa.checks.linguistic.pronouns import pronoun
from tqa.checks.linguistic.quotes import (
    doubled_quotes,
    mixed_quotes,
    nested_quotes,
    quotation,
    quotation_extent,
    quotation_lost,
    quoted_speaker,
    quotes_added,
    swallowed_speaker,
)
from tqa.checks.linguistic.repetition import (
    doubled_word,
    echo,
    loop,
    placed_again,
    repeated_phrase,
    said_again,
    sentence_again,
    tautology,
)
from tqa.checks.linguistic.seams import seam
from tqa.checks.linguistic.tenses import said_twice_over, tense, verb_after_place, verbless

__all__ = [
    "bracket",
    "construction",
    "country_article",
    "detected",
    "doubled_quotes",
    "doubled_word",
    "echo",
    "end_mark",
    "fronted_report",
    "glued_domain",
    "glued_marks",
    "glued_words",
    "loop",
    "lost_capital",
    "lost_stop",
    "mixed_quotes",
    "name_capital",
    "nested_quotes",
    "place_for_speaker",
    "placed_again",
    "pronoun",
    "quotation",
    "quotation_extent",
    "quotation_lost",
    "quoted_speaker",
    "quotes_added",
    "repeated_phrase",
    "said_again",
    "said_twice_over",
    "seam",
    "sentence_again",
    "subject_behind_verb",
    "subjectless_report",
    "swallowed_speaker",
    "tautology",
    "tense",
    "torn_word",
    "verb_after_place",
    "verbless",
]
