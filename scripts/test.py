"""Install covplan with its test tools into .venv; then lint, types, all tests, and the kernels in two more modes.

Extra arguments go to pytest. With COVPLAN_REQUIRE=shared,browser,docs a test that needs these and would skip fails.
"""

import sys
import tempfile
from pathlib import Path

from environment import call, install, use_utf8

NO_TESTS_COLLECTED = 5


def main():
    """Exit code of the first check that failed, or 0."""
    use_utf8()
    python = install("test")
    # two at a time, a file each: its fixtures are made once
    pytest = [python, "-m", "pytest", "-n", "2", "--dist", "loadfile", *sys.argv[1:]]
    tests = sorted((Path(__file__).resolve().parents[1] / "tests").rglob("test_*.py"))
    with_kernels = [str(file) for file in tests if "mark.kernel" in file.read_text(encoding="utf-8")]
    kernels = [*pytest, "-m", "kernel", *([] if sys.argv[1:] else with_kernels)]  # only these need be collected
    with tempfile.TemporaryDirectory() as empty:
        checks = [
            ([python, "-m", "ruff", "check"], {}),
            ([python, "-m", "ruff", "format", "--check"], {}),
            ([python, "-m", "mypy"], {}),
            (pytest, {}),
            (kernels, {"NUMBA_DISABLE_JIT": "1"}),
            (kernels, {"NUMBA_BOUNDSCHECK": "1", "NUMBA_CACHE_DIR": empty}),  # a cached kernel ignores the switch
        ]
        for command, variables in checks:
            print("==", *command[2:], *(f"{name}={value}" for name, value in variables.items()), flush=True)
            code = call(command, **variables)
            if code == NO_TESTS_COLLECTED and command is kernels and sys.argv[1:]:
                continue  # the chosen tests hold no kernel
            if code:
                return code
    return 0


if __name__ == "__main__":
    sys.exit(main())
