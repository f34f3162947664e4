"""Compare every model with its references, write docs/validation.md and print JSON; 1 if a tolerance is exceeded.

Run it with an interpreter that has covplan and its test tools, e.g. ``.venv/bin/python scripts/validate.py``; the
reference data lie beside the project (../shared). ``--modes`` also runs the tests of the kernels compiled, uncompiled
and with bounds checks, and puts their times on the page.
"""

from __future__ import annotations

import argparse
import datetime
import json
import os
import platform
import re
import subprocess
import sys
import tempfile
import time
from dataclasses import asdict
from importlib.metadata import version
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
for folder in ("tests/radio_coverage", "tests/propagation"):
    sys.path.insert(0, str(ROOT / folder))

from validation import others, p1812  # noqa: E402
from validation.page import page  # noqa: E402
from validation.rows import Row  # noqa: E402

MODES = {
    "compiled, cached": {},
    "uncompiled": {"NUMBA_DISABLE_JIT": "1"},
    "bounds-checked, everything compiled anew": {"NUMBA_BOUNDSCHECK": "1"},
}


def main() -> int:
    """Measure, write, print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--paths", type=int, default=1_200_000, help="paths of the sweep that are compared")
    parser.add_argument("--full-range", type=int, default=100_000, help="random paths over all ranges of P.1812")
    parser.add_argument("--oracle", type=int, default=3000, help="random paths per frequency, random links per formula")
    parser.add_argument("--shared", type=Path, default=ROOT.parent / "shared", help="folder of the reference data")
    parser.add_argument("--out", type=Path, default=ROOT / "docs/validation.md", help="the page")
    parser.add_argument("--modes", action="store_true", help="also run the kernels' tests in three modes")
    arguments = parser.parse_args()
    started = time.perf_counter()
    rows, symbols = measure(arguments.shared, arguments.paths, arguments.full_range, arguments.oracle)
    seconds = time.perf_counter() - started
    modes = run_modes() if arguments.modes else ["not run: give `--modes`"]
    environment = {**surroundings(), "took": f"{seconds:.0f} s"}
    command = " ".join(["python scripts/validate.py", *sys.argv[1:]])
    arguments.out.write_text(page(rows, symbols, environment, command, modes), encoding="utf-8", newline="\n")
    found = [{**asdict(row), "holds": row.holds} for row in rows]
    print(
        json.dumps({"environment": environment, "rows": found, "symbols": symbols._asdict(), "modes": modes}, indent=1)
    )
    return 0 if all(row.holds for row in rows) else 1


def measure(shared: Path, paths: int, full_range: int, oracle: int) -> tuple[list[Row], p1812.Symbols]:
    """All lines of the table, and the differences of P.1812 by quantity."""
    rows, symbols = p1812.path_rows(shared, oracle)
    rows.append(p1812.sweep_row(paths))
    rows += p1812.property_rows(full_range, oracle)
    rows += others.rows(shared, max(oracle // 10, 1))
    return rows, symbols


def run_modes() -> list[str]:
    """One line per mode: how many tests passed and how long they took."""
    lines = []
    with tempfile.TemporaryDirectory() as empty:
        for name, variables in MODES.items():
            cache = {"NUMBA_CACHE_DIR": empty} if "NUMBA_BOUNDSCHECK" in variables else {}  # a cached kernel ignores it
            command = [sys.executable, "-m", "pytest", "-q", "-m", "kernel", "-p", "no:cacheprovider"]
            started = time.perf_counter()
            done = subprocess.run(
                command, env={**os.environ, **variables, **cache}, cwd=ROOT, capture_output=True, text=True, check=False
            )
            outcome = re.sub(r" in [\d.]+s.*", "", done.stdout.strip().splitlines()[-1])
            settings = " ".join(f"{key}={value}" for key, value in variables.items())
            shown = f" (`{settings}`)" if settings else ""
            lines.append(f"{name}{shown}: {outcome}; {time.perf_counter() - started:.0f} s")
    return lines


def surroundings() -> dict[str, str]:
    """Date, versions, processor."""
    packages = ", ".join(f"{name} {version(name)}" for name in ("covplan", "numpy", "numba", "scipy"))
    return {
        "date": datetime.datetime.now(tz=datetime.UTC).date().isoformat(),
        "Python": f"{platform.python_version()}, {packages}",
        "processor": f"{processor()}, {os.cpu_count()} cores",
        "system": platform.system(),
    }


def processor() -> str:
    """Its name, as far as the system tells."""
    file = Path("/proc/cpuinfo")
    if file.exists():
        for line in file.read_text(encoding="utf-8").splitlines():
            if line.startswith("model name"):
                return line.split(":", 1)[1].strip()
    return platform.processor() or platform.machine()


if __name__ == "__main__":
    sys.exit(main())
