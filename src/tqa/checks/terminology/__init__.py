"""Terminology: the glossary obeyed, acronyms that stand for what they should, one name for one thing."""

from tqa.checks.terminology.acronyms import acronym, initials_in_document, small_acronym
from tqa.checks.terminology.consistency import rendering, rival_name, rival_terms, same_source, spelled_two_ways
from tqa.checks.terminology.glossary import missing_term, term, term_in_document, unexplained_acronym

__all__ = [
    "acronym",
    "initials_in_document",
    "missing_term",
    "rendering",
    "rival_name",
    "rival_terms",
    "same_source",
    "small_acronym",
    "spelled_two_ways",
    "term",
    "term_in_document",
    "unexplained_acronym",
]
