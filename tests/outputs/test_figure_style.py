"""One style for all figures: whoever makes a figure draws and writes it in it."""

from __future__ import annotations

from pathlib import Path

import matplotlib as mpl
import nbformat
import pytest
from matplotlib.figure import Figure

from covplan.outputs import FIGURE_STYLE
from covplan.outputs.figure_style import INK, quiet_style

PROJECT = Path(__file__).resolve().parents[2]
DRAWING = [
    file
    for folder in ("covplan", "scripts")
    for file in sorted((PROJECT / folder).rglob("*.py"))
    if "matplotlib" in (text := file.read_text(encoding="utf-8")) and ("Figure(" in text or ".savefig(" in text)
]


def test_the_style_holds_within_and_not_after() -> None:
    before = mpl.rcParams["axes.spines.top"]
    with quiet_style():
        axes = Figure().add_subplot()
        words = axes.set_title("giá $ tăng $ 5")
        assert not axes.spines["top"].get_visible() and words.get_color() == INK and not words.get_parse_math()
        assert set(FIGURE_STYLE) <= set(mpl.rcParams)
    assert mpl.rcParams["axes.spines.top"] == before


@pytest.mark.parametrize("file", DRAWING, ids=lambda file: file.name)
def test_who_draws_uses_the_style(file: Path) -> None:
    source = file.read_text(encoding="utf-8")
    assert "quiet_style" in source or "FIGURE_STYLE" in source
    assert "rcParams" not in source and "parse_math=" not in source
    if file.name != "figure_style.py":
        assert "rc_context" not in source


def test_every_kind_of_figure_was_found() -> None:
    names = {file.stem for file in DRAWING}
    assert names >= {"path_figure", "calibration_figure", "curve_figure", "static_maps", "commune_sheets"}


@pytest.mark.parametrize("file", sorted((PROJECT / "notebooks").glob("*.ipynb")), ids=lambda file: file.stem)
def test_notebooks_draw_in_it(file: Path) -> None:
    cells = nbformat.read(file, as_version=4).cells
    source = "\n".join(cell.source for cell in cells if cell.cell_type == "code")
    if "plt." in source:
        assert "plt.style.use(cp.outputs.FIGURE_STYLE)" in source
        assert "RdYlGn" not in source and "tab:" not in source  # red and green are one colour to many
