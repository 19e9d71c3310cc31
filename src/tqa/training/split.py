"""The one split that governs all learned parts: by document, so that nothing is measured on what it was fitted to."""

from __future__ import annotations

import hashlib


def part(dataset: str, document: str) -> str:
    """`train` (7 of 10 documents), `calibrate` (1) or `test` (2), by the hash of the document's name."""
    draw = int(hashlib.sha1(f"tqa-parts-v1|{dataset}|{document}".encode()).hexdigest(), 16) % 10
    return "train" if draw < 7 else "calibrate" if draw == 7 else "test"
