"""Messages in the reader's language: gettext catalogues of the reports, and rule messages put into other words.

`locale/<lang>/LC_MESSAGES/` holds `reports.po` (the words of the pages) and `rules.po` (messages and reasons of cards), each with
its compiled `.mo`; `python tools/make_catalogues.py` compiles them. What has no translation stays English.
"""

from __future__ import annotations

import gettext
import re
from collections.abc import Callable
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

from tqa.audit.plan import rules
from tqa.records import Finding, PlanError

HERE = Path(__file__).with_name("locale")
LANGUAGES = ("en", "uk")


@lru_cache(maxsize=8)
def catalogue(lang: str, name: str = "reports") -> gettext.NullTranslations:
    """The catalogue of a language; English needs none. PlanError for a language without one."""
    if lang not in LANGUAGES:
        raise PlanError(f"reports are written in {' and '.join(LANGUAGES)}, not in '{lang}'", key="--language")
    return gettext.translation(name, HERE, [lang], fallback=lang == "en")


def words_of(lang: str) -> Callable[[str], str]:
    return catalogue(lang).gettext


@lru_cache(maxsize=4096)
def _shape(template: str) -> re.Pattern[str]:
    """A pattern that reads the words out of a filled message."""
    seen: set[str] = set()
    parts = []
    for part in re.split(r"(\{\w+\})", template):
        name = part[1:-1]
        if not part.startswith("{"):
            parts.append(re.escape(part))
        elif name in seen:
            parts.append(f"(?P={name})")
        else:
            seen.add(name)
            parts.append(f"(?P<{name}>.*)")
    return re.compile("".join(parts), re.DOTALL)


def translated(finding: Finding, lang: str, packs: tuple[str, ...] = ()) -> Finding:
    """The finding with message and reason in a language: its card's template is found again in the message."""
    rule = rules(packs).get(finding.rule)
    if lang == "en" or rule is None:
        return finding
    known = catalogue(lang, "rules")
    message, found = finding.message, _shape(rule.message).fullmatch(finding.message)
    if found is not None and (template := known.gettext(rule.message)) != rule.message:
        message = template.format(**found.groupdict())
    return replace(finding, message=message, why=known.gettext(finding.why))
