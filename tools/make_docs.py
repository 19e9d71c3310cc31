"""Writes the pages made from code and cards: `docs/rules/` and the reference of commands and settings.

python tools/make_docs.py          writes them
python tools/make_docs.py --check  fails if they are not up to date
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from dataclasses import fields
from itertools import groupby
from pathlib import Path

import click

from tqa.audit.plan import Plan, rules
from tqa.checks import FAMILIES, all_checks
from tqa.checks.cards import settings_of
from tqa.checks.finder import Check, Rule
from tqa.reports.cards import card, entry
from tqa.reports.write import rule_page
from tqa.ui.cli import cli

ROOT = Path(__file__).resolve().parent.parent


def rule_pages() -> dict[str, str]:
    known = sorted(rules().values(), key=lambda r: r.id)
    cards = [r for r in known if "#" not in rule_page(r.id)]
    pages = {rule_page(r.id): card(r) for r in cards}
    pairs = {name: list(group) for name, group in groupby((r for r in known if r not in cards), pack)}
    lines = [
        "# Rules",
        "",
        f"{len(known)} rules; each entry is made from the rule's card.",
        "",
        "Phrase cards, which need their phrase in the source: "
        + ", ".join(f"[{name}]({name}.md) ({len(group)})" for name, group in pairs.items())
        + ".",
        "",
        "| rule | severity | category | message |",
        "|---|---|---|---|",
    ]
    for r in cards:
        link = rule_page(r.id).removeprefix("docs/rules/")
        lines.append(
            f"| [{r.id}]({link}) | {r.severity.value} | {r.category} | {r.message.replace('|', chr(92) + '|')} |"
        )
    for name, group in pairs.items():
        head = (
            f"# {name}\n\n{len(group)} phrase cards: the source phrase, its wrong rendering in ⟦ ⟧, the right one.\n\n"
        )
        pages[f"docs/rules/{name}.md"] = head + "\n".join(map(entry, group))
    return {**pages, "docs/rules/README.md": "\n".join(lines) + "\n"}


def pack(rule: Rule) -> str:
    return rule.id.rpartition("/")[0]


def commands(name: str, group: click.Group) -> Iterator[tuple[str, click.Command]]:
    """All commands of a group with their full names, those of groups inside it too."""
    for part, command in sorted(group.commands.items()):
        yield f"{name} {part}", command
        if isinstance(command, click.Group):
            yield from commands(f"{name} {part}", command)


def reference() -> str:
    lines = ["# Reference", "", "Made from the code by `make docs`.", "", "## Commands"]
    for name, command in commands("tqa", cli):
        with click.Context(command, info_name=name, max_content_width=100) as context:
            lines += ["", f"### {name}", "", "```", command.get_help(context), "```"]
    lines += ["", "## Keys of tqa.toml", "", "| key | default |", "|---|---|"]
    default = Plan()
    for f in fields(Plan):
        if f.name != "termbase":
            value = getattr(default, f.name)
            shown = ", ".join(sorted(value)) if isinstance(value, (tuple, frozenset)) else value
            lines.append(f"| `{f.name}` | {shown or '-'} |")
    lines += ["", "## Checks", "", "What a rule card may name under `check`, and the settings it may set."]
    for family in FAMILIES:
        own = sorted((c for c in vars(family).values() if isinstance(c, Check)), key=lambda c: c.name)
        lines += [
            "",
            f"### {family.__name__.rpartition('.')[2]}",
            "",
            "| check | scope | finds | settings |",
            "|---|---|---|---|",
        ]
        for c in own:
            assert c.name in all_checks()
            settings = ", ".join(
                f"`{n}`" + ("" if p.default is p.empty else f" = {p.default!r}") for n, p in settings_of(c).items()
            )
            lines.append(f"| `{c.name}` | {c.scope} | {c.doc} | {settings or '-'} |")
    return "\n".join(lines) + "\n"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true")
    checking = parser.parse_args().check
    pages = {**rule_pages(), "docs/reference.md": reference()}
    stale = [
        name for name, text in pages.items() if not (ROOT / name).exists() or (ROOT / name).read_text("utf-8") != text
    ]
    extra = [
        str(p.relative_to(ROOT)) for p in (ROOT / "docs/rules").rglob("*.md") if str(p.relative_to(ROOT)) not in pages
    ]
    if checking:
        if stale or extra:
            sys.exit(f"generated pages are not up to date, run `make docs`: {', '.join((stale + extra)[:8])}")
        return
    for name in extra:
        (ROOT / name).unlink()
    for name, text in pages.items():
        (ROOT / name).parent.mkdir(parents=True, exist_ok=True)
        (ROOT / name).write_text(text, "utf-8")
    print(f"{len(pages)} pages, {len(stale)} changed")


if __name__ == "__main__":
    main()
