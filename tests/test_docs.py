"""The examples of the documentation run, and what it should name it names."""

import re
import shutil
import sys
from pathlib import Path

import click
import pytest

from tqa.ui.cli import cli

ROOT = Path(__file__).parent.parent
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
BLOCKS = [
    pytest.param(path, code, id=f"{path.name}-{n}")
    for path in PAGES
    for n, code in enumerate(re.findall(r"```python\n(.*?)```", path.read_text("utf-8"), re.DOTALL))
]


@pytest.mark.parametrize(("path", "code"), BLOCKS)
def test_python_examples_run(path: Path, code: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for folder in ("corpora", "glossaries"):
        shutil.copytree(ROOT / folder, tmp_path / folder)
    monkeypatch.chdir(tmp_path)
    exec(compile(code, str(path), "exec"), {})


def names(group: click.Group, prefix: str = "tqa") -> list[str]:
    found = []
    for name, command in group.commands.items():
        found += names(command, f"{prefix} {name}") if isinstance(command, click.Group) else [f"{prefix} {name}"]
    return found


def test_every_command_is_told_of_outside_the_reference() -> None:
    text = " ".join(" ".join(p.read_text("utf-8").split()) for p in PAGES if p.name != "reference.md")
    assert [name for name in names(cli) if name.split(" ", 1)[1].split()[-1] not in text] == []


def test_links_between_pages_lead_somewhere() -> None:
    broken = [
        f"{page.name}: {link}"
        for page in PAGES
        for link in re.findall(r"\]\((?!https?:)([^)#\s]+)", page.read_text("utf-8"))
        if not (page.parent / link).exists()
    ]
    assert broken == []


@pytest.mark.parametrize("name", ["reports", "rules"])
def test_no_message_lacks_its_ukrainian(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(ROOT / "tools"))
    sys.modules.pop("make_catalogues", None)
    import make_catalogues

    assert make_catalogues.missing("uk", name) == []
