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
