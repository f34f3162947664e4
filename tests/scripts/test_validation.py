"""The script that writes docs/validation.md: all of it on a small sample, the page, and what it says of a failure."""

from __future__ import annotations

import importlib
import math
import re
import sys
from dataclasses import replace
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
sys.path.append(str(ROOT / "scripts"))


def test_every_model_holds_on_a_small_sample(shared: Path) -> None:
    validate = importlib.import_module("validate")
    pages = importlib.import_module("validation.page")
    rows, symbols = validate.measure(shared, paths=2000, full_range=200, oracle=20)
    assert [row for row in rows if not row.holds] == []
    models = {row.model.split(",")[0] for row in rows}
    assert {"P.1812-8", "NTIA ITM", "P.2109-2", "TR 38.901", "NTIA eHata", "COST 231-Hata"} <= models
    assert all(row.cases > 0 for row in rows)
    assert len(symbols.vectors) == 42
    text = pages.page(rows, symbols, {"date": "2026-11-25"}, "python scripts/validate.py", ["compiled: 3 passed"])
    assert "All hold." in text and "exceeded" not in text
    assert text.count("\n| P.1812-8 |") == sum(row.model == "P.1812-8" for row in rows)
    off = replace(rows[0], worst=math.nan)
    assert not off.holds
    bad = pages.page([off, *rows[1:]], symbols, {}, "", [])
    assert f"**1 of {len(rows)} do not hold.**" in bad and "nan dB **exceeded**" in bad


def test_a_value_that_is_no_number_once_is_not_forgotten() -> None:
    widen = importlib.import_module("validate").p1812.widen
    rows = importlib.import_module("validation.rows")
    worst: dict[str, float] = {}
    for got in (1.0, math.nan, 1.0):
        widen(worst, {"Lb": got}, {"Lb": 1.0})
    assert math.isnan(worst["Lb"])
    row = rows.compared("", "", "", [(1.0, 1.0), (math.nan, 1.0), (1.0, 1.0)], 1.0, "")
    assert math.isnan(row.worst) and not row.holds


@pytest.mark.parametrize(
    "part", ["Command: `python scripts/validate.py", "All hold.", "1e-06", "## What is not validated"]
)
def test_the_page_in_the_docs_is_one_that_the_script_wrote(part: str) -> None:
    text = (ROOT / "docs/validation.md").read_text(encoding="utf-8")
    assert part in text
    (paths,) = re.findall(r"^\| P.1812-8, sweep over an area \|.*?\| ([\d,]+) \|", text, re.MULTILINE)
    assert int(paths.replace(",", "")) >= 1_000_000
