"""Every measurement runs at a tiny size and prints JSON; how long it takes is no test's business."""

from __future__ import annotations

import importlib
import json
import sys
from pathlib import Path
from typing import Any

import pytest

SCRIPTS = Path(__file__).resolve().parents[2] / "scripts"
sys.path.append(str(SCRIPTS))
bench = importlib.import_module("bench")


def measured(capsys: pytest.CaptureFixture[str], *arguments: str) -> dict[str, Any]:
    bench.main(list(arguments))
    result: dict[str, Any] = json.loads(capsys.readouterr().out)
    assert result["command"] == arguments[0]
    assert {"date", "covplan", "processor", "vector_bits"} <= result["machine"].keys()
    return result


@pytest.mark.parametrize("terrain", [["hills"], ["plain", "--clutter"]])
def test_the_sweep_agrees_with_single_paths(capsys: pytest.CaptureFixture[str], terrain: list[str]) -> None:
    result = measured(capsys, "sweep", "--radius-km", "1.5", "--repeat", "1", "--terrain", *terrain)
    assert result["px_per_s_core"].keys() == result["worst_db"].keys() == {"700", "3500"}
    assert result["compared_pixels"] > 500
    assert max(result["worst_db"].values()) < 1e-6


def test_the_sweep_agrees_on_hard_paths(capsys: pytest.CaptureFixture[str]) -> None:
    result = measured(capsys, "adversarial", "--paths", "2000")
    assert result["paths"] >= 2000
    assert result["worst_db"] < 1e-6


def test_a_country_is_cut_to_a_province(capsys: pytest.CaptureFixture[str]) -> None:
    result = measured(capsys, "osm", "--nodes", "3e5")
    assert result["found"]["roads.gpkg"] > 10
    assert result["seconds"] > 0


def test_an_absent_peer_is_named(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    result = measured(capsys, "peers", "--radius-km", "1.5", "--repeat", "1", "--terrain", "plain")
    assert result["splat"].startswith("not installed")
    assert result["plain"]["covplan_px_per_s_core"] > 0 and "ratio" not in result["plain"]


def test_the_province_is_covered_in_part(capsys: pytest.CaptureFixture[str]) -> None:
    embedded = SCRIPTS.parent / "data/daklak/terrain.tif"
    result = measured(capsys, "province", "--pixel-m", "500", "--masts", "3", "--terrain", str(embedded))
    assert result["terrain_is_synthetic"] and result["masts"] == 3
    assert 0 < result["covered_share"] < 0.2
    assert {"read_and_regrid", "predict", "strongest"} <= result["seconds"].keys()


def test_the_exact_method_is_timed_per_carrier(capsys: pytest.CaptureFixture[str]) -> None:
    carriers = measured(capsys, "exact")["carriers"]
    assert len(carriers) == 5 and all(carrier["pixels"] > 1000 for carrier in carriers.values())


def test_a_road_network_is_contracted_to_its_junctions(capsys: pytest.CaptureFixture[str]) -> None:
    result = measured(capsys, "corridors", "--nodes", "400")
    assert 380 <= result["nodes"] <= 440 and result["seconds"] > 0
    assert result["km"] < 21 * 20 * 2 * 0.5 * 1.3


@pytest.mark.parametrize("by_node", [[], ["--by-node"]])
def test_a_protected_network_is_proved(capsys: pytest.CaptureFixture[str], by_node: list[str]) -> None:
    made = ["--nodes", "40", "--protected", "6", "--search-steps", "100"]
    result = measured(capsys, "survivable", *made, *by_node)
    assert result["bound"] <= result["cost"] and result["gap"] <= 1e-4
    assert result["nodes"] == 40 and result["protected"] == 6 and result["by_node"] is bool(by_node)


def test_a_steinlib_file_is_solved(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    file = tmp_path / "star.stp"
    file.write_text("SECTION Graph\nNodes 4\nE 1 4 2\nE 2 4 2\nE 3 4 2\nE 1 2 3\nE 2 3 3\nEND\nT 1\nT 2\nT 3\n")
    result = measured(capsys, "steiner", str(file))
    assert result["cost"] == result["bound"] == 6 and result["gap"] == 0 and result["terminals"] == 3
    file.write_text(file.read_text() + "A 1 2 3\n")
    with pytest.raises(SystemExit, match="directed"):
        bench.main(["steiner", str(file)])


def test_roads_are_cheaper_than_mehlhorns(capsys: pytest.CaptureFixture[str]) -> None:
    result = measured(capsys, "roads", "--nodes", "400", "--terminals", "30")
    assert result["bound"] <= result["cost"] <= result["mehlhorn_cost"]
    assert result["gap"] < 1e-8 and result["edges"] == 600
