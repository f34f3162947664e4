"""The notebooks run from top to bottom, store no results, define nothing, and end with sensible figures."""

from __future__ import annotations

import ast
import tempfile
from pathlib import Path

import nbformat
import pytest

from tests.ingest.open_data.imitating_server import imitating_server
from tests.ingest.open_data.open_world import DAK_LAK, serve_world

PROJECT = Path(__file__).resolve().parents[1]
NOTEBOOKS = sorted((PROJECT / "notebooks").glob("*.ipynb"))


@pytest.fixture
def own_kernel(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A kernel ``python3`` of the interpreter that runs the tests, with folders of its own."""
    from ipykernel.kernelspec import write_kernel_spec

    write_kernel_spec(str(tmp_path / "kernels" / "python3"))
    monkeypatch.setenv("JUPYTER_PATH", str(tmp_path))
    monkeypatch.setenv("JUPYTER_PLATFORM_DIRS", "1")
    for name in ("IPYTHONDIR", "JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR"):
        monkeypatch.setenv(name, str(tmp_path / name.lower()))


def executed(file: Path) -> nbformat.NotebookNode:
    from nbclient import NotebookClient

    book = nbformat.read(file, as_version=4)
    NotebookClient(book, timeout=600, kernel_name="python3", resources={"metadata": {"path": file.parent}}).execute()
    return book


def shown(book: nbformat.NotebookNode) -> str:
    """All that a notebook shows as HTML, maps left out; nothing of the machine stands in any output."""
    pages = [
        output.data["text/html"]
        for cell in book.cells
        for output in cell.get("outputs", ())
        if "text/html" in output.get("data", {})
    ]
    everything = "".join(str(output) for cell in book.cells for output in cell.get("outputs", ()))
    for folder in (str(PROJECT), str(Path.home()), tempfile.gettempdir()):
        assert folder not in everything
    return "".join(page for page in pages if not page.startswith("<iframe"))


def printed(cell: nbformat.NotebookNode) -> str:
    return "".join(output.text for output in cell.outputs if output.output_type == "stream" and output.name == "stdout")


def test_there_are_notebooks() -> None:
    assert [file.stem[:2] for file in NOTEBOOKS] == ["01", "02", "03", "04", "05", "06"]


@pytest.mark.parametrize("file", NOTEBOOKS, ids=lambda file: file.stem)
def test_a_notebook_stores_no_results_and_defines_nothing(file: Path) -> None:
    for cell in nbformat.read(file, as_version=4).cells:
        if cell.cell_type == "code":
            assert not cell.outputs and cell.execution_count is None
            nodes = list(ast.walk(ast.parse(cell.source)))
            assert not any(isinstance(node, ast.FunctionDef | ast.ClassDef | ast.Lambda) for node in nodes)


@pytest.mark.usefixtures("own_kernel")
def test_the_coverage_notebook_ends_with_sensible_figures() -> None:
    book = executed(next(file for file in NOTEBOOKS if file.stem == "01_coverage"))
    lines = printed(book.cells[-1]).splitlines()
    figures = {name: float(value) for name, value in map(str.split, lines)}
    assert figures["population"] == 3_346_853
    assert 0 < figures["served_before"] < figures["served_after"] <= 100
    assert figures["sites"] > 0 and figures["fibre_new_km"] > 0 and figures["cost_bn_vnd"] > 0
    outputs = [output for cell in book.cells for output in cell.get("outputs", ())]
    assert sum("image/png" in output.get("data", {}) for output in outputs) == 3
    for heading in ("Kịch bản ·", "Khu vực", "Dân số được phủ sóng", "Phương án trạm", "Cáp mới nối các trạm"):
        assert heading in shown(book)
    assert shown(book).count("DỮ LIỆU MÔ PHỎNG") >= 6 and "CHƯA RÕ" not in shown(book)


@pytest.mark.usefixtures("own_kernel")
def test_the_service_notebook_ends_with_sensible_figures() -> None:
    book = executed(next(file for file in NOTEBOOKS if file.stem == "02_service"))
    figures = {name: float(value) for name, value in map(str.split, printed(book.cells[-1]).splitlines())}
    assert 0 < figures["served"] < 100  # with a margin of probability, unlike the draws
    assert 0 < figures["low"] < figures["high"] < 100
    assert -5 < figures["sinr_median_db"] < 30
    assert figures["districts"] == 24 and figures["profiles"] >= 4
    assert any("image/png" in output.get("data", {}) for cell in book.cells for output in cell.get("outputs", ()))


@pytest.mark.usefixtures("own_kernel")
def test_the_sites_notebook_ends_with_sensible_figures() -> None:
    book = executed(next(file for file in NOTEBOOKS if file.stem == "03_sites"))
    figures = {name: float(value) for name, value in map(str.split, printed(book.cells[-1]).splitlines())}
    assert 0 < figures["served_before"] < figures["served_after"] <= 100
    assert 0 <= figures["gap_pct"] < 10 and figures["key_mast_people"] > 0
    assert figures["edited"] == figures["recount"] < figures["served_after"]
    assert figures["served_before"] < figures["by_year_served"] == figures["by_year_recount"]
    assert any("image/png" in output.get("data", {}) for cell in book.cells for output in cell.get("outputs", ()))


@pytest.mark.usefixtures("own_kernel")
def test_the_routes_notebook_ends_with_sensible_figures() -> None:
    book = executed(next(file for file in NOTEBOOKS if file.stem == "04_routes"))
    figures = {name: float(value) for name, value in map(str.split, printed(book.cells[-1]).splitlines())}
    assert figures["shares_vnd"] == pytest.approx(1e6 * figures["cost_mn_vnd"], abs=2)
    assert figures["bound_mn_vnd"] > 0 and figures["excess_mn_vnd"] <= 0.001
    assert figures["dug_km"] > 0 and figures["protected"] > 0
    outputs = [output for cell in book.cells for output in cell.get("outputs", ())]
    assert sum("image/png" in output.get("data", {}) for output in outputs) == 2


@pytest.mark.usefixtures("own_kernel")
def test_the_open_data_notebook_ends_with_sensible_figures(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its sources are a server on this machine, to which it is pointed as to a mirror."""
    with imitating_server() as server:
        serve_world(server, DAK_LAK, tmp_path / "served")
        monkeypatch.setenv("COVPLAN_MIRROR", server.base)
        book = executed(next(file for file in NOTEBOOKS if file.stem == "06_open_data"))
    figures = {name: float(value) for name, value in map(str.split, printed(book.cells[-1]).splitlines())}
    assert figures["population"] == pytest.approx(600, rel=0.01)
    assert (figures["communes"], figures["roads"], figures["sources"]) == (2, 1, 5)
    assert figures["same_offline"] == figures["files"] > figures["parts"] > 0
    assert any("image/png" in output.get("data", {}) for cell in book.cells for output in cell.get("outputs", ()))


@pytest.mark.usefixtures("own_kernel")
def test_the_outputs_notebook_writes_what_it_tells() -> None:
    book = executed(next(file for file in NOTEBOOKS if file.stem == "05_outputs"))
    figures = {name: float(value) for name, value in map(str.split, printed(book.cells[-1]).splitlines())}
    assert figures["communes"] == 11 and figures["masts"] == figures["sites"] > 0
    assert 0 < figures["served_before"] < figures["served_after"] <= 100
    assert 100 < figures["map_kb"] < 3_000 and figures["report_files"] >= 2
    told = "".join(printed(cell) for cell in book.cells if cell.cell_type == "code")
    for file in (".docx", ".xlsx", "COT_ANTEN.shp", ".dxf", ".kmz", "VUNG_PHU.tif"):
        assert file in told
    assert "CHƯA RÕ" not in shown(book) and shown(book).count("DỮ LIỆU MÔ PHỎNG") >= 5
