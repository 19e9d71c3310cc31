"""Gettext PO, read by polib: a translated entry is a segment, its context the entry's."""

from __future__ import annotations

from collections.abc import Iterator

from tqa.feeds.lines import Skip, Source
from tqa.feeds.rows import Fields, segment
from tqa.records import FeedError, Segment

_COLUMNS = {n: n for n in ("id", "source", "target", "target_lang", "context", "translator", "source_lang")}


def read(source: Source, fields: Fields, skip: Skip) -> Iterator[Segment]:
    """Segments of the entries that have a translation, plural forms one by one; obsolete and fuzzy ones are left out."""
    import polib

    try:
        text = source.stream.read().decode("utf-8-sig")
        file = polib.pofile(text)
    except (OSError, UnicodeDecodeError, ValueError) as error:
        raise FeedError(f"is no PO file that can be read: {error}", source.name) from None
    if not len(file) and text.strip():
        raise FeedError("holds no entry of a PO file", source.name)
    lang = fields.target_lang or file.metadata.get("Language", "")
    by = file.metadata.get("Last-Translator", "").partition(" <")[0]
    for entry in file:
        if entry.obsolete or "fuzzy" in entry.flags:
            continue
        forms = entry.msgstr_plural or {0: entry.msgstr}
        for n, target in sorted(forms.items()):
            if not target:
                continue
            row = {
                "id": f"{entry.msgctxt or ''}#{entry.linenum}" + (f".{n}" if len(forms) > 1 else ""),
                "source": entry.msgid_plural if n and entry.msgid_plural else entry.msgid,
                "target": target,
                "source_lang": fields.source_lang or "en",
                "target_lang": lang,
                "context": entry.msgctxt or entry.comment,
                "translator": by,
            }
            try:
                yield segment(row, _COLUMNS, fields, row["id"])
            except FeedError as error:
                skip(FeedError(str(error), source.name, entry.linenum))
