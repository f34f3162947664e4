"""The corpus of awkward files: each loads to the truth or is refused with its place; none loads to something else."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest
from cases import LOADS, Case, outcome
from corpus import CASES

from covplan.errors import Severity

ROOT = Path(__file__).resolve().parents[2]
WORKBOOKS = (".xlsx", ".xlsm", ".xls", ".ods")
REFUSED = (Severity.REJECTED, Severity.ERROR)


def script() -> ModuleType:
    spec = importlib.util.spec_from_file_location("make_awkward_files", ROOT / "scripts/make_awkward_files.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


PAGE = (ROOT / "docs/awkward_files.md").read_text(encoding="utf-8").splitlines(keepends=True)
SCRIPT = script()


def test_there_are_enough_and_no_two_of_one_name() -> None:
    assert len(CASES) >= 120
    assert len({case.file for case in CASES}) == len(CASES)
    assert sum(case.expected != LOADS for case in CASES) >= 40


def test_the_page_has_a_line_for_each() -> None:
    assert "".join(PAGE).startswith(SCRIPT.HEAD)
    assert sum(line.startswith("| `") for line in PAGE) == len(CASES)


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("case", CASES, ids=lambda case: case.file)
def test_a_file_loads_to_the_truth_or_is_refused(case: Case, tmp_path: Path) -> None:
    found = outcome(case, tmp_path)
    assert found.wrong == ()
    if case.expected == LOADS:
        assert found.missing == () and found.error is None
    else:
        assert case.expected in found.codes
    if found.error is not None:
        assert Path(case.file).name in str(found.error)
    for problem in (one for one in found.problems if one.severity in REFUSED):
        assert problem.file == Path(case.file).name and problem.text
        assert problem.row is not None
        assert problem.sheet or not case.file.endswith(WORKBOOKS)
        assert problem.column or problem.code.startswith("geometry")
    if found.missing and found.error is None:  # what is not loaded is told, row by row
        assert sum(one.severity in REFUSED for one in found.problems) >= len(found.missing)
    assert SCRIPT.line(case, found) in PAGE, "run scripts/make_awkward_files.py"
