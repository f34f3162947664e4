"""Tiles → the files of a scenario: values stay at their places."""

from __future__ import annotations

import gzip
import zipfile
from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
import rasterio

from covplan.errors import InputError
from covplan.ingest.open_data import preparing
from covplan.ingest.open_data.preparing import PREPARE, prepare_boundaries, prepare_elevation, prepare_people
from covplan.ingest.open_data.sources import open_sources
from covplan.ingest.open_data.tiles import Where
from tests.ingest.open_data.open_files import tif, ward

HALF = 0.5 / 100  # the made tiles have 100 pixels a degree, shifted by half a pixel as GLO-30 is


def dem_tile(folder: Path, lat: int, lon: int) -> Path:
    """Heights that tell their place: 1000 × latitude + longitude of the pixel's centre."""
    lats = lat + 1 - np.arange(100) / 100
    lons = lon + np.arange(100) / 100
    values = (1000.0 * lats[:, None] + lons[None, :]).astype(np.float32)
    return tif(folder / f"N{lat}E{lon}.tif", lon - HALF, lat + 1 + HALF, 0.01, values)


@pytest.mark.parametrize("block", [512, 16])
def test_tiles_meet_without_resampling(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, block: int) -> None:
    monkeypatch.setattr(preparing, "_BLOCK", block)
    tiles = [dem_tile(tmp_path, lat, lon) for lat in (12, 13) for lon in (107, 108)]
    where = Where(107.481, 12.519, 108.52, 13.477)
    prepare_elevation(tiles, where, tmp_path / "terrain.tif")
    with rasterio.open(tmp_path / "terrain.tif") as made:
        left, bottom, right, top = made.bounds
        assert left <= where.west < left + 0.01
        assert top - 0.01 < where.north <= top
        assert bottom <= where.south < bottom + 0.01
        assert right - 0.01 < where.east <= right
        rows, cols = np.meshgrid(np.arange(made.height), np.arange(made.width), indexing="ij")
        lons = made.transform.c + (cols + 0.5) * 0.01
        lats = made.transform.f - (rows + 0.5) * 0.01
        np.testing.assert_allclose(made.read(1), 1000.0 * lats + lons, atol=0.01)


def test_the_sea_is_where_no_tile_is(tmp_path: Path) -> None:
    prepare_elevation([dem_tile(tmp_path, 12, 108)], Where(108.5, 12.4, 109.5, 12.6), tmp_path / "terrain.tif")
    with rasterio.open(tmp_path / "terrain.tif") as made:
        values = made.read(1)
        assert made.nodata is None
        assert made.width == 101
        assert (values[:, -40:] == 0.0).all()
        assert (values[:, :40] > 12_000.0).all()


def test_terrain_that_was_broken_off_is_no_terrain(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Not even when all tiles were laid: what follows is part of it."""
    tile, target = dem_tile(tmp_path, 12, 108), tmp_path / "terrain.tif"
    target.write_bytes(b"old")

    def stop(made: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(preparing, "_without_nodata", stop)
    with pytest.raises(KeyboardInterrupt):
        prepare_elevation([tile], Where(108.5, 12.4, 108.6, 12.6), target)
    assert target.read_bytes() == b"old"
    monkeypatch.undo()
    prepare_elevation([tile], Where(108.5, 12.4, 108.6, 12.6), target)  # the next call goes on
    assert sorted(path.suffix for path in tmp_path.iterdir()) == [".tif", ".tif"]


def test_people_keep_their_nodata_and_number(tmp_path: Path) -> None:
    counts = np.full((400, 400), -99999.0, np.float32)
    counts[100:120, 200:230] = 2.5
    country = tif(tmp_path / "vnm.tif", 107.0, 14.0, 0.005, counts, nodata=-99999.0)
    prepare_people([country], Where(107.5, 13.0, 108.9, 13.9), tmp_path / "people.tif")
    with rasterio.open(tmp_path / "people.tif") as made:
        values = made.read(1, masked=True)
        assert made.nodata == -99999.0
        assert values.sum() == 20 * 30 * 2.5
        row, col = np.argwhere(~values.mask)[0]
        west = made.transform.c + col * 0.005
        north = made.transform.f - row * 0.005
        np.testing.assert_allclose((west, north), (107.0 + 200 * 0.005, 14.0 - 100 * 0.005))


def test_rasters_come_out_of_archives(tmp_path: Path) -> None:
    inner = dem_tile(tmp_path, 12, 108)
    with zipfile.ZipFile(tmp_path / "N10E100.zip", "w") as archive:
        archive.write(inner, "deep/../../N12E108_FABDEM_V1-2.tif")
        archive.writestr("readme.txt", "x")
    (tmp_path / "out").mkdir()
    prepare_elevation([tmp_path / "N10E100.zip"], Where(108.1, 12.1, 108.2, 12.2), tmp_path / "out" / "terrain.tif")
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["terrain.tif"]
    assert not (tmp_path.parent / "N12E108_FABDEM_V1-2.tif").exists()


def test_communes_become_one_layer(tmp_path: Path) -> None:
    files = [ward(tmp_path / "b.geojson", "24412", "M'Drắk", 108.1, 12.7, 0.1)]
    files.append(ward(tmp_path / "a.geojson", "22015", "Tuy Hòa", 109.0, 13.0, 0.1))
    prepare_boundaries(files, Where(107, 12, 110, 14), tmp_path / "xã.gpkg")
    made = gpd.read_file(tmp_path / "xã.gpkg")
    assert made[["code", "name", "type"]].to_numpy().tolist() == [
        ["22015", "Tuy Hòa", "Xã"], ["24412", "M'Drắk", "Xã"]
    ]  # fmt: skip


def test_every_kind_that_a_scenario_reads_can_be_prepared() -> None:
    assert {source.kind for source in open_sources().values()} == set(PREPARE)


def skadi_tile(folder: Path, lat: int, lon: int, heights: np.ndarray) -> Path:
    """Big-endian 16 bit integers from the north-west corner, gzip, the place in the name alone; as skadi has it."""
    assert heights.shape == (1201, 1201)  # 3 arc-seconds; skadi has 3601 of 1
    file = folder / f"N{lat:02d}E{lon:03d}.hgt.gz"
    file.write_bytes(gzip.compress(heights.astype(">i2").tobytes(), compresslevel=1))
    return file


def test_skadi_tiles_keep_their_voids_and_lose_the_depth_of_the_sea(tmp_path: Path) -> None:
    west = np.full((1201, 1201), 450)
    west[600, 600] = -32768
    east = np.full((1201, 1201), -80)  # the sea, as ETOPO1 has it
    tiles = [skadi_tile(tmp_path, 12, 108, west), skadi_tile(tmp_path, 12, 109, east)]
    where = Where(108.4, 12.4, 109.4, 12.6)
    prepare_elevation(tiles, where, tmp_path / "terrain.tif")
    with rasterio.open(tmp_path / "terrain.tif") as made:
        heights = made.read(1, masked=True)
        assert made.nodata == -32768
        assert heights.mask.sum() == 1
        row, col = np.argwhere(heights.mask)[0]
        assert made.xy(row, col) == pytest.approx((108.5, 12.5))
        assert set(heights.compressed().tolist()) == {450, 0}
        assert heights[0, -1] == 0 and heights[0, 0] == 450


def test_a_skadi_tile_that_is_absent_is_a_void_and_no_sea(tmp_path: Path) -> None:
    tile = skadi_tile(tmp_path, 12, 108, np.full((1201, 1201), 450))
    prepare_elevation([tile], Where(108.9, 12.4, 109.1, 12.6), tmp_path / "terrain.tif")
    with rasterio.open(tmp_path / "terrain.tif") as made:
        heights = made.read(1, masked=True)
        assert heights.mask[:, -60:].all() and not heights.mask[:, :60].any()


def test_people_of_ghs_pop_come_out_of_their_archive(tmp_path: Path) -> None:
    """R8_C29 in 3 arc-seconds would have 12000² pixels from (99.9920833, 19.0995831); here 10 times coarser."""
    counts = np.full((1200, 1200), -200.0)
    counts[600:610, 900:910] = 7.0
    inner = tif(tmp_path / "x.tif", 99.9920833, 19.0995831, 1 / 120, counts, nodata=-200.0)
    name = "GHS_POP_E2025_GLOBE_R2023A_4326_3ss_V1_0_R8_C29"
    with zipfile.ZipFile(tmp_path / f"{name}.zip", "w") as archive:
        archive.write(inner, f"{name}.tif")
        archive.writestr("GHSL_Data_Package_2023.pdf", b"%PDF")
    prepare_people([tmp_path / f"{name}.zip"], Where(107.4, 13.9, 107.7, 14.2), tmp_path / "people.tif")
    with rasterio.open(tmp_path / "people.tif") as made:
        values = made.read(1, masked=True)
        assert values.sum() == 700.0
        row, col = np.argwhere(~values.mask)[0]
        x, y = made.xy(row, col, offset="ul")
        np.testing.assert_allclose((x, y), (99.9920833 + 900 / 120, 19.0995831 - 600 / 120), atol=1e-6)


def test_people_of_hrsl_have_nan_where_nobody_lives(tmp_path: Path) -> None:
    counts = np.full((400, 400), np.nan)
    counts[100:120, 200:230] = 0.5
    tile = tif(tmp_path / "cog_globallat_10_lon_100_general-v1.5.9.tif", 107.0, 14.0, 0.005, counts, nodata=np.nan)
    prepare_people([tile], Where(107.5, 13.0, 108.9, 13.9), tmp_path / "people.tif")
    with rasterio.open(tmp_path / "people.tif") as made:
        assert np.isnan(made.nodata)
        assert np.nansum(made.read(1)) == 20 * 30 * 0.5


def test_units_are_cut_at_the_box(tmp_path: Path) -> None:
    files = [
        ward(tmp_path / f"{code}.geojson", code, "X", west, 12.7, 0.1) for code, west in (("1", 108.0), ("2", 108.1))
    ]
    prepare_boundaries(files, Where(108.05, 12.72, 108.1, 14), tmp_path / "xã.gpkg")
    made = gpd.read_file(tmp_path / "xã.gpkg")
    assert made["code"].tolist() == ["1"]  # the other only touches the box
    np.testing.assert_allclose(made.total_bounds, (108.05, 12.72, 108.1, 12.8))
    with pytest.raises(InputError):
        prepare_boundaries(files, Where(100, 12, 101, 13), tmp_path / "none.gpkg")


def test_the_first_of_overlapping_tiles_counts_where_it_knows_something(tmp_path: Path) -> None:
    one, two = np.full((2, 100, 100), -99999.0, np.float32)
    one[:, :60], two[:, :] = 1.0, 2.0
    files = [
        tif(tmp_path / "a.tif", 108.0, 13.0, 0.01, one, nodata=-99999.0),
        tif(tmp_path / "b.tif", 108.3, 13.0, 0.01, two, nodata=-99999.0),
    ]
    prepare_people(files, Where(108.001, 12.201, 109.499, 12.799), tmp_path / "people.tif")
    with rasterio.open(tmp_path / "people.tif") as made:
        values = made.read(1)
        assert values.shape == (60, 150)
        assert (values[:, :60] == 1.0).all()
        assert (values[:, 60:130] == 2.0).all()
        assert (values[:, 130:] == -99999.0).all()


@pytest.mark.parametrize(("shift", "step"), [(0.003, 0.01), (0.0, 0.02)])
def test_tiles_that_do_not_fit_one_another_are_an_error(tmp_path: Path, shift: float, step: float) -> None:
    values = np.ones((50, 50), np.float32)
    files = [
        tif(tmp_path / "a.tif", 108.0, 13.0, 0.01, values),
        tif(tmp_path / "b.tif", 108.5 + shift, 13.0, step, values),
    ]
    with pytest.raises(InputError, match=r"b\.tif has other pixels than a\.tif"):
        prepare_elevation(files, Where(108.1, 12.7, 108.9, 12.9), tmp_path / "terrain.tif")
