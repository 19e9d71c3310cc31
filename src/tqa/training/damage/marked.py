"""What all damages work on: tagged words in, words out, each with a mark that says whether it is wrong."""

from __future__ import annotations

from collections.abc import Callable, Sequence

Tagged = Sequence[tuple[str, str]]
Marked = list[tuple[str, int]]


def clean(words: Tagged) -> Marked:
    return [(form, 0) for form, _ in words]


def lower(form: str, tag: str) -> str:
    return form if tag.startswith("NNP") or form in ("I",) else form[:1].lower() + form[1:]


def upper(marked: Marked) -> Marked:
    return [(marked[0][0][:1].upper() + marked[0][0][1:], marked[0][1]), *marked[1:]] if marked else marked


def places(words: Tagged, wanted: Callable[[int], bool]) -> list[int]:
    return [n for n in range(len(words)) if wanted(n)]


def beside(marked: Marked, gap: int) -> Marked:
    """The words on both sides of a gap marked."""
    return [(form, 1 if n in (gap - 1, gap) and form.isalpha() else mark) for n, (form, mark) in enumerate(marked)]
