"""The main job from files to a map: the embedded scenario, and real geography with the reference data."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd
import pyogrio
import pytest
import rasterio

PROJECT = Path(__file__).resolve().parents[1]
SCENARIOS = {"daklak": "data/daklak/scenario.toml", "daklak-pack": "tests/data/pack_scenario.toml"}
COARSER = ("--set", "area.pixel_m=500", "--set", "planning.exact_nodes=0", "--set", "routing.protection.exact_nodes=20")
"""What is tested of a run does not depend on its pixels; ``scripts/run.py`` makes the run of the scenario as it is."""
KEYS = {
    *("population", "served_before_pct", "served_after_pct", "sites_built", "sites_shared", "fibre_new_km"),
    *("cost_bn_vnd", "operators", "threshold_dbm", "probability", "sigma_db", "environment", "carriers", "pixel_m"),
    *("model", "admin_epoch", "synthetic"),
}


@dataclass(frozen=True)
class Finished:
    """A run of the whole job."""

    name: str
    folder: Path
    stdout: str

    @property
    def summary(self) -> dict[str, Any]:
        return dict(json.loads((self.folder / "summary.json").read_text(encoding="utf-8")))


def covplan(*arguments: object, cwd: Path) -> subprocess.CompletedProcess[str]:
    """The command line in a process that can open no connection."""
    environment = {name: value for name, value in os.environ.items() if name != "COVPLAN_LANG"}
    paths = (str(PROJECT / "tests" / "no_network"), environment.get("PYTHONPATH", ""))
    environment["PYTHONPATH"] = os.pathsep.join(filter(None, paths))
    command = [sys.executable, "-m", "covplan", *map(str, arguments)]
    return subprocess.run(
        command, cwd=cwd, env=environment, capture_output=True, encoding="utf-8", check=False, timeout=900
    )


@pytest.fixture(scope="module", params=SCENARIOS)
def finished(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Finished:
    if request.param == "daklak-pack":
        request.getfixturevalue("shared")
    folder = tmp_path_factory.mktemp("toàn bộ")
    done = covplan("run", PROJECT / SCENARIOS[request.param], *COARSER, cwd=folder)
    assert done.returncode == 0, done.stderr
    return Finished(request.param, folder / "out" / request.param, done.stdout)


def test_the_summary_is_whole_and_makes_sense(finished: Finished) -> None:
    summary = finished.summary
    assert set(summary) >= KEYS
    assert summary["population"] == 3_346_853
    assert summary["pixel_m"] == 500
    assert summary["synthetic"] is True
    assert 5 < summary["served_before_pct"] < summary["served_after_pct"] <= 100
    assert summary["sites_built"] + summary["sites_shared"] > 0
    assert summary["fibre_new_km"] > 0 and summary["cost_bn_vnd"] > 0
    assert "P.1812-8" in summary["model"]


def test_the_target_is_reached_or_the_miss_is_told(finished: Finished) -> None:
    reached = finished.summary["served_after_pct"] >= 99 - 0.001
    assert finished.summary["target_reached"] == reached
    assert ("CHƯA ĐẠT" in finished.stdout) != reached


def test_the_tables_and_layers_agree_with_the_summary(finished: Finished) -> None:
    summary = finished.summary
    sites = pd.read_csv(finished.folder / "tables/sites.csv", sep=";", decimal=",")
    assert len(sites) == summary["sites_built"] + summary["sites_shared"]
    layer = pyogrio.read_dataframe(finished.folder / "shapefiles/VITRI_DEXUAT.shp")
    assert len(layer) == len(sites) and layer.crs.to_epsg() == 9218
    fibre = pyogrio.read_dataframe(finished.folder / "shapefiles/TUYEN_DEXUAT.shp")
    assert fibre.length.sum() / 1000 == pytest.approx(summary["fibre_new_km"], rel=1e-3)
    cost_mn = layer["cp_tram"].sum() + fibre["chiphi"].sum()
    assert cost_mn / 1000 == pytest.approx(summary["cost_bn_vnd"], rel=1e-3)
    communes = pyogrio.read_dataframe(finished.folder / "shapefiles/XA_PHUONG.shp")
    served = (communes["danso"] * communes["phu_sau"] / 100).sum() / communes["danso"].sum()
    assert 100 * served == pytest.approx(summary["served_after_pct"], abs=0.01)


def test_the_rasters_say_what_they_are(finished: Finished) -> None:
    with rasterio.open(finished.folder / "rasters_after/rsrp_any.tif") as raster:
        assert raster.crs.to_epsg() == 9218
        assert finished.summary["fingerprint"] == raster.tags()["FINGERPRINT"]
        assert "MÔ PHỎNG" in raster.tags()["MARKING"]


def test_the_map_is_small_and_quiet(finished: Finished, chromium: str) -> None:
    sys.path.append(str(PROJECT / "scripts"))
    from check_map import faults

    assert faults(finished.folder / "map.html") == []


def test_a_second_run_skips_everything(finished: Finished) -> None:
    done = covplan("run", PROJECT / SCENARIOS[finished.name], *COARSER, cwd=finished.folder.parents[1])
    assert done.returncode == 0
    assert done.stdout == finished.stdout
    assert done.stderr.strip() == "Toàn bộ: không đổi, dùng lại"
