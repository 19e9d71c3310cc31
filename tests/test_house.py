"""The laws of the house: imports go down, the door is light, names are what they say."""

import subprocess
import sys
from pathlib import Path

import pytest

import tqa

ROOT = Path(__file__).parent.parent


def fresh(code: str) -> str:
    return subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True, cwd=ROOT).stdout


def test_the_import_contracts_hold() -> None:
    done = subprocess.run(
        [str(Path(sys.executable).with_name("lint-imports")), "--no-cache"],
        capture_output=True,
        text=True,
        cwd=ROOT,
        check=False,
    )
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize(
    "heavy", ["torch", "transformers", "pandas", "onnxruntime", "sacrebleu", "wordfreq", "simplemma", "lxml", "rich"]
)
def test_the_door_is_light(heavy: str) -> None:
    assert fresh(f"import sys, tqa, tqa.ui.cli; print({heavy!r} in sys.modules)").strip() == "False"


def test_the_public_names() -> None:
    assert sorted(tqa.__all__) == sorted(set(tqa.__all__))
    for name in tqa.__all__:
        assert getattr(tqa, name) is not None
    rooms = {p.name for p in (ROOT / "src/tqa").iterdir() if p.is_dir()}
    assert not rooms & set(tqa.__all__), "no public name may be a room's name"
    with pytest.raises(AttributeError):
        tqa.nothing  # noqa: B018


def test_files_stay_small() -> None:
    assert [p for p in (ROOT / "src/tqa").rglob("*.py") if len(p.read_text("utf-8").splitlines()) > 400] == []


def test_no_gpl_in_the_core() -> None:
    from importlib.metadata import distribution, requires

    seen, todo, bad = set(), ["tqa"], []
    while todo:
        name = todo.pop()
        if name in seen:
            continue
        seen.add(name)
        for line in requires(name) or []:
            if "extra ==" not in line and ("; " not in line or "python_version" not in line):
                todo.append(
                    line.split(";")[0]
                    .split("[")[0]
                    .split(">")[0]
                    .split("=")[0]
                    .split("<")[0]
                    .split("!")[0]
                    .split("~")[0]
                    .split("(")[0]
                    .strip()
                )
        text = " ".join(
            [
                distribution(name).metadata.get("License") or "",
                distribution(name).metadata.get("License-Expression") or "",
                *(distribution(name).metadata.get_all("Classifier") or []),
            ]
        )
        if "GPL" in text and "LGPL" not in text:
            bad.append(name)
    assert not bad
