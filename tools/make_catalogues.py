"""Compiles the catalogues of reports and rule messages, and says what they lack.

python tools/make_catalogues.py          adds new messages to the .po files (untranslated) and writes the .mo files
python tools/make_catalogues.py --check  fails if a .mo file is not what its .po file says
"""

from __future__ import annotations

import argparse
import io
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from tqa.audit.plan import rules
from tqa.records import Severity
from tqa.reports.quality.page import DIMENSIONS

ROOT = Path(__file__).resolve().parent.parent
REPORTS = ROOT / "src/tqa/reports"
LANGUAGES = ("uk",)
# Words that pages translate by their value.
VALUES = (
    *Severity, *DIMENSIONS, "pass", "fail", "fail (critical)", "insufficient sample", "translator", "run", "feed", "pair",
    "beyond three sigmas", "two of three beyond two sigmas", "four of five beyond one sigma", "eight in a row on one side",
    "EWMA beyond its limit", "CUSUM beyond its limit",
)  # fmt: skip


def page_messages() -> Iterator[str]:
    """What the quality report says: `_("…")` of its template and of its code, and words translated by value."""
    template = (REPORTS / "templates/quality.html").read_text("utf-8")
    yield from re.findall(r'_\("((?:[^"\\]|\\.)*)"\)', template)
    for path in sorted((REPORTS / "quality").glob("*.py")):
        for _, message, _, _ in extract("python", io.BytesIO(path.read_bytes()), keywords={"_": None}):
            yield message if isinstance(message, str) else message[0]
    yield from map(str, VALUES)


def rule_messages() -> Iterator[str]:
    """Messages and reasons of cards; phrase cards into other languages than English speak those languages."""
    for rule in sorted(rules().values(), key=lambda r: r.id):
        if rule.check.name != "misrendering":
            yield from (rule.message, rule.why)
        elif rule.target_lang == "en":
            yield rule.message


def po_path(lang: str, name: str) -> Path:
    return REPORTS / "locale" / lang / "LC_MESSAGES" / f"{name}.po"


def read(path: Path, lang: str) -> Catalog:
    if not path.exists():
        return Catalog(lang)
    with path.open("rb") as file:
        return read_po(file, lang)


def compiled(catalogue: Catalog) -> bytes:
    out = io.BytesIO()
    write_mo(out, catalogue)
    return out.getvalue()


SOURCES = {"reports": page_messages, "rules": rule_messages}


def missing(lang: str, name: str) -> list[str]:
    """Messages without a translation."""
    catalogue = read(po_path(lang, name), lang)
    return [m for m in dict.fromkeys(SOURCES[name]()) if not (catalogue.get(m) and catalogue.get(m).string)]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true")
    args = parser.parse_args()
    stale = []
    for lang in LANGUAGES:
        for name, source in SOURCES.items():
            path, old = po_path(lang, name), read(po_path(lang, name), lang)
            if not args.check:
                made = Catalog(
                    lang,
                    header_comment=f"# Messages of tqa in {lang}.",
                    project="tqa",
                    version="0.1",
                    language_team=lang,
                    fuzzy=False,
                )
                made.msgid_bugs_address = made.last_translator = ""
                made.creation_date = made.revision_date = old.creation_date if path.exists() else made.creation_date
                for message in sorted(set(source())):
                    known = old.get(message)
                    made.add(message, known.string if known else "")
                with path.open("wb") as file:
                    write_po(file, made, width=120, no_location=True)
                old = read(path, lang)
                path.with_suffix(".mo").write_bytes(compiled(old))
            elif not path.with_suffix(".mo").exists() or path.with_suffix(".mo").read_bytes() != compiled(old):
                stale.append(str(path.with_suffix(".mo").relative_to(ROOT)))
            if left := missing(lang, name):
                print(f"{lang} {name}: {len(left)} messages are not translated, such as {left[0]!r}")
    if stale:
        sys.exit(f"catalogues are not up to date, run `make docs`: {', '.join(stale)}")


if __name__ == "__main__":
    main()
