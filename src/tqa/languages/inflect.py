"""English words put into another form: the form of one lemma that answers a form of another."""

from __future__ import annotations

from functools import lru_cache

_PERFECT = frozenset({"has", "have", "had", "having", "be", "is", "are", "was", "were", "been", "being", "'ve"})


@lru_cache(maxsize=4096)
def _tags(form: str, lemma: str) -> tuple[str, ...]:
    from lemminflect import getAllInflections

    return tuple(tag for tag, forms in getAllInflections(lemma).items() if form in forms)


@lru_cache(maxsize=4096)
def answering(lemma: str, form: str, of: str, before: str = "") -> str:
    """`lemma` in the form that `form` is of the lemma `of` (have, took, take -> had), by lemminflect.

    `before` is the word that stands before it: after an auxiliary a past form is a participle.
    """
    from lemminflect import getInflection

    tags = _tags(form.lower(), of)
    if "VBN" in tags and before.lower() in _PERFECT:
        tags = ("VBN",)
    for tag in ("VB", "VBZ", "VBD", "VBG", "VBN", "NN", "NNS"):
        if tag in tags and (found := getInflection(lemma, tag)):
            return str(found[0])
    return lemma


@lru_cache(maxsize=65536)
def inflected(form: str, tag: str) -> str:
    """An English word in the form of a Penn tag (report, VBD -> reported); empty where there is none."""
    from lemminflect import getInflection, getLemma

    lemmas = getLemma(form, upos="NOUN" if tag.startswith("NN") else "VERB")
    found = getInflection(lemmas[0], tag) if lemmas else ()
    return str(found[0]) if found else ""


@lru_cache(maxsize=4096)
def inflections(lemma: str) -> frozenset[str]:
    """All forms of an English lemma, itself among them."""
    from lemminflect import getAllInflections

    return frozenset({lemma, *(form for forms in getAllInflections(lemma).values() for form in forms)})
