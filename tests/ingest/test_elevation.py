"""Elevation models."""

from __future__ import annotations

import gzip
from pathlib import Path

import numpy as np
import pytest
from tiny_inputs import write_raster

from covplan.errors import CrsError, InputError
from covplan.grid import Grid
from covplan.ingest.elevation import read_elevation
from covplan.ingest.problems import ProblemLog
from covplan.ingest.reference_systems import transform
from covplan.ingest.settings import ElevationSettings, SurfaceKind

GRID = Grid(9218, 450_000.0, 1_401_000.0, 100.0, 10, 10)


def settings(*files: Path) -> ElevationSettings:
    return ElevationSettings(files, SurfaceKind.TERRAIN, "test")


def write_hgt(file: Path, packed: bool) -> Path:
    """A 1201 x 1201 SRTM tile N12E108 whose height is 1000 * (lon - 108), with one void block."""
    heights = np.broadcast_to(np.rint(np.arange(1201) / 1200 * 1000), (1201, 1201)).astype(">i2").copy()
    heights[:300, :300] = -32768
    data = heights.tobytes()
    file.write_bytes(gzip.compress(data) if packed else data)
    return file


@pytest.mark.parametrize("name", ["N12E108.hgt", "N12E108.hgt.gz"])
def test_an_srtm_tile(tmp_path: Path, name: str) -> None:
    folder = tmp_path / "độ cao SRTM"
    folder.mkdir()
    file = write_hgt(folder / name, name.endswith(".gz"))
    x, y = transform([108.5, 108.1], [12.3, 12.9], 4326, 9218, file)
    for k, expected in ((0, 500.0), (1, np.nan)):
        grid = Grid(9218, float(x[k]) - 250, float(y[k]) + 250, 100.0, 5, 5)
        if np.isnan(expected):
            with pytest.raises(InputError, match="no height on the planning grid"):
                read_elevation(settings(file), grid, ProblemLog())
        else:
            ground = read_elevation(settings(file), grid, ProblemLog())
            assert ground.values[2, 2] == pytest.approx(expected, abs=1.0)
            assert ground.values.dtype == np.float32


def test_voids_with_and_without_a_tag_become_nan(tmp_path: Path) -> None:
    heights = np.full((10, 10), 300, np.int16)
    heights[0, 0], heights[5, 5] = -32768, -9999
    file = write_raster(tmp_path / "a.tif", heights, 450_000, 1_401_000, 100.0, nodata=-32768)
    ground = read_elevation(settings(file), GRID, ProblemLog()).values
    assert np.isnan(ground[0, 0]) and np.isnan(ground[5, 5])
    assert np.nanmin(ground) == np.nanmax(ground) == 300


def test_earlier_files_count_and_later_ones_fill(tmp_path: Path) -> None:
    first = np.full((10, 10), 100, np.float32)
    first[:, 5:] = np.nan
    a = write_raster(tmp_path / "a.tif", first, 450_000, 1_401_000, 100.0)
    b = write_raster(tmp_path / "b.tif", np.full((10, 10), 200, np.float32), 450_000, 1_401_000, 100.0)
    ground = read_elevation(settings(a, b), GRID, ProblemLog()).values
    assert (ground[:, :5] == 100).all() and (ground[:, 5:] == 200).all()


def test_a_file_off_the_grid_is_noted_beside_others(tmp_path: Path) -> None:
    a = write_raster(tmp_path / "a.tif", np.ones((10, 10), np.float32), 450_000, 1_401_000, 100.0)
    far = write_raster(tmp_path / "xa.tif", np.ones((10, 10), np.float32), 650_000, 1_401_000, 100.0)
    log = ProblemLog()
    read_elevation(settings(a, far), GRID, log)
    assert [(p.code, p.file) for p in log.problems] == [("elevation.unused", "xa.tif")]
    with pytest.raises(InputError, match="does not lie under"):
        read_elevation(settings(far), GRID, log)


def test_no_crs_is_an_error(tmp_path: Path) -> None:
    file = write_raster(tmp_path / "a.tif", np.ones((10, 10), np.float32), 450_000, 1_401_000, 100.0, epsg=None)
    with pytest.raises(CrsError, match="carries no CRS"):
        read_elevation(settings(file), GRID, ProblemLog())
