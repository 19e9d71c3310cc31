"""Milliseconds of `tqa --help` and `import tqa`, and the size of a core installation.

    python benchmarks/startup.py [--out benchmarks/results/startup.json] [--install]

`--install` makes a fresh virtual environment with the core alone and weighs it.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from datetime import date
from pathlib import Path
from typing import Any

HOME = Path(__file__).resolve().parent.parent


def milliseconds(command: list[str], times: int = 7) -> float:
    best = float("inf")
    for _ in range(times):
        start = time.perf_counter()
        subprocess.run(command, check=True, capture_output=True)
        best = min(best, time.perf_counter() - start)
    return round(best * 1000, 1)


def megabytes(folder: Path) -> float:
    return round(sum(p.stat().st_size for p in folder.rglob("*") if p.is_file() and not p.is_symlink()) / 1e6, 1)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path)
    parser.add_argument("--install", action="store_true")
    args = parser.parse_args()
    python = sys.executable
    result: dict[str, Any] = {
        "date": date.today().isoformat(),
        "python_ms": milliseconds([python, "-c", "pass"]),
        "help_ms": milliseconds([str(Path(python).with_name("tqa")), "--help"]),
        "import_ms": milliseconds([python, "-c", "import tqa"]),
    }
    if args.install:
        with tempfile.TemporaryDirectory() as folder:
            venv = Path(folder) / "venv"
            subprocess.run([python, "-m", "venv", str(venv)], check=True)
            pip = [str(venv / "bin/python"), "-m", "pip", "install", "-q", "--no-compile"]
            subprocess.run([*pip, "-c", str(HOME / "constraints.txt"), str(HOME)], check=True)
            site = next(venv.glob("lib/python*/site-packages"))
            result["installed_megabytes"] = megabytes(site)
            result["without_pip_and_setuptools"] = round(
                result["installed_megabytes"]
                - sum(megabytes(site / n) for n in ("pip", "setuptools", "pkg_resources")),
                1,
            )
            result["distributions"] = len(list(site.glob("*.dist-info")))
            result["forbidden"] = [n for n in ("torch", "pyarrow", "statsmodels") if (site / n).exists()]
    print(json.dumps(result, indent=1))
    if args.out:
        args.out.write_text(json.dumps(result, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
