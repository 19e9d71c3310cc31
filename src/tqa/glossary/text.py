"""Text files of glossaries: UTF-8 (or what Excel calls Unicode text), with a clear word for what is not."""

from __future__ import annotations

import codecs
from pathlib import Path

from tqa.records import GlossaryError


def read_text(path: Path) -> str:
    """The text of a file, its byte-order mark taken off, lines ending in a line feed."""
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise GlossaryError(f"cannot be read: {error.strerror}", str(path)) from None
    wide = raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    try:
        text = raw.decode("utf-16" if wide else "utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        raise GlossaryError("is not UTF-8; save it as UTF-8 and try again", str(path), line) from None
    return text.replace("\r\n", "\n").replace("\r", "\n")
