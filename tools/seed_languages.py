"""Begin a language pack: print the facts that CLDR, by way of Babel, has of a language as language.toml has them.

    .venv/bin/python tools/seed_languages.py pt > src/tqa/languages/pt/language.toml

What CLDR does not know (function words, numerals, negation ...) is for a speaker of the language to add, and what it
knows is for one to look through: an abbreviation of a month may also be an everyday word (Czech "pro").
"""

from __future__ import annotations

import argparse
import json
import unicodedata
from collections.abc import Mapping

from babel import Locale, UnknownLocaleError
from babel.core import get_global


def quoted(text: str) -> str:
    """A TOML string in which every character that does not show is an escape."""
    hidden = {c for c in text if c != " " and unicodedata.category(c) in ("Cf", "Zs", "Zl", "Zp")}
    return "".join(f"\\u{ord(c):04x}" if c in hidden else c for c in json.dumps(text, ensure_ascii=False))


def forms(names: Mapping[str, Mapping[str, Mapping[int, str]]], number: int) -> str:
    """The names of one month or weekday in lower case without a final dot, full ones first, joined by bars."""
    contexts = [names["stand-alone"], names["format"]]
    found = [context[width][number] for width in ("wide", "abbreviated") for context in contexts]
    plain = (unicodedata.normalize("NFC", name.lower()).rstrip(".׳") for name in found)
    return "|".join(dict.fromkeys(plain))


def seed(tag: str) -> str:
    """The text of a pack to begin with."""
    locale = Locale.parse(tag, sep="-")
    symbols = locale.number_symbols.get("latn") or locale.number_symbols[locale.default_numbering_system]
    subtags = get_global("likely_subtags")
    likely = (subtags.get(str(locale)) or subtags.get(locale.language, "")).split("_")
    group = " " if symbols["group"].isspace() else symbols["group"]
    return "\n".join(
        [
            f"name = {quoted(locale.get_display_name('en') or tag)}",
            f"script = {quoted(locale.script or next((part for part in likely if len(part) == 4), 'Zyyy'))}",
            f"direction = {quoted(locale.text_direction)}",
            '# Babel leaves CLDR\'s quotation marks out; look for "delimiters" of the language at https://cldr.unicode.org.',
            'quotes = ["“”", "\\"\\""]',
            "",
            "[numbers]",
            f"decimal = {quoted(symbols['decimal'])}",
            f"group = {quoted(group)}",
            "",
            "[dates]",
            f"months = [{', '.join(quoted(forms(locale.months, n)) for n in range(1, 13))}]",
            f"weekdays = [{', '.join(quoted(forms(locale.days, n)) for n in range(7))}]",
        ]
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("tag", help="a BCP 47 tag such as pt or sr-Latn")
    tag = parser.parse_args().tag
    try:
        print(seed(tag))
    except (UnknownLocaleError, ValueError) as error:
        parser.error(f"CLDR has no language '{tag}': {error}")


if __name__ == "__main__":
    main()
