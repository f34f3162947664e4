"""Resampling: totals kept by SUM, means by BILINEAR, majorities by MODE."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import shapely
from affine import Affine
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import CRS
from tiny_inputs import write_raster

from covplan.errors import InputError
from covplan.grid import Grid
from covplan.ingest.raster_files import SourceRaster
from covplan.ingest.reference_systems import transform
from covplan.ingest.regrid import Method, regrid

CENTRE = (108.3, 12.9)


def source_over(
    values: np.ndarray, epsg: int, pixel_m: float, lon: float = CENTRE[0], lat: float = CENTRE[1]
) -> SourceRaster:
    """Counts on square pixels of about ``pixel_m``, centred on a point."""
    crs = CRS.from_epsg(epsg)
    size = pixel_m / 111_000 if crs.is_geographic else pixel_m
    x, y = transform(lon, lat, 4326, epsg, Path("x"))
    rows, cols = values.shape
    place = Affine(size, 0.0, float(x) - cols / 2 * size, 0.0, -size, float(y) + rows / 2 * size)
    return SourceRaster(values, place, crs.to_wkt(), Path("dân số.tif"))


def corners(source: SourceRaster, epsg: int) -> tuple[np.ndarray, np.ndarray]:
    rows, cols = source.values.shape
    col, row = np.meshgrid(np.arange(cols + 1), np.arange(rows + 1))
    place = source.transform
    return transform(place.c + place.a * col, place.f + place.e * row, source.crs, epsg, source.file)


def slow_sum(source: SourceRaster, grid: Grid) -> np.ndarray:
    """Shares of area by shapely, pixel against pixel."""
    x, y = corners(source, grid.epsg)
    total = np.zeros(grid.shape)
    for (r, c), value in np.ndenumerate(source.values):
        at = [(r, c), (r, c + 1), (r + 1, c + 1), (r + 1, c)]
        quad = shapely.Polygon([(x[k], y[k]) for k in at])
        for i, j in np.ndindex(grid.shape):
            left, top = grid.left_m + j * grid.pixel_m, grid.top_m - i * grid.pixel_m
            cell = shapely.box(left, top - grid.pixel_m, left + grid.pixel_m, top)
            total[i, j] += value * quad.intersection(cell).area / quad.area
    return total


@settings(deadline=None, max_examples=60)
@given(
    st.sampled_from([4326, 32648, 32649, 3857, 9218, 5899, 3405]),
    st.floats(10.0, 3_000.0),
    st.floats(25.0, 2_000.0),
    st.integers(1, 12),
    st.integers(1, 12),
    st.integers(0, 2**32 - 1),
)
def test_sum_keeps_the_total_for_any_crs_and_pixels(
    epsg: int, source_m: float, pixel_m: float, rows: int, cols: int, seed: int
) -> None:
    people = np.random.default_rng(seed).uniform(0, 500, (rows, cols))
    source = source_over(people, epsg, source_m)
    x, y = corners(source, 9218)
    grid = Grid.covering((x.min(), y.min(), x.max(), y.max()), max(pixel_m, source_m / 40), 9218)
    result = regrid(source, grid, Method.SUM)
    assert result.sum() == pytest.approx(people.sum(), rel=1e-7)
    assert (result >= 0).all()


@pytest.mark.parametrize(("epsg", "source_m", "pixel_m"), [(32649, 250, 250), (4326, 90, 250), (3857, 700, 250)])
def test_sum_against_shapely(epsg: int, source_m: float, pixel_m: float) -> None:
    people = np.random.default_rng(7).uniform(0, 500, (6, 7))
    source = source_over(people, epsg, source_m)
    x, y = corners(source, 9218)
    middle_x, middle_y = float(x.mean()), float(y.mean())  # the grid cuts through the source
    grid = Grid(9218, middle_x - 3.3 * pixel_m, middle_y + 0.7 * pixel_m, pixel_m, 5, 6)
    np.testing.assert_allclose(regrid(source, grid, Method.SUM), slow_sum(source, grid), rtol=1e-9, atol=1e-9)


def test_sum_takes_people_outside_the_grid_away_and_no_nodata_in() -> None:
    people = np.array([[100.0, np.nan], [100.0, 0.0]])
    place = Affine(100.0, 0.0, 450_000.0, 0.0, -100.0, 1_400_200.0)
    source = SourceRaster(people, place, CRS.from_epsg(9218).to_wkt(), Path("x"))
    grid = Grid(9218, 450_050.0, 1_400_200.0, 50.0, 2, 1)
    np.testing.assert_allclose(regrid(source, grid, Method.SUM), [[25.0], [25.0]])


def test_bilinear_keeps_a_slope_in_degrees(tmp_path: Path) -> None:
    """A plane in longitude and latitude comes back to millimetres, from a file in degrees."""
    size = 1 / 1200
    lon = 108.0 + (np.arange(160) + 0.5) * size
    lat = 13.0 - (np.arange(150) + 0.5) * size
    plane = (1000 * (lon[None, :] - 108) + 500 * (lat[:, None] - 12)).astype(np.float32)
    file = write_raster(tmp_path / "độ cao.tif", plane, 108.0, 13.0, size, epsg=4326)
    x, y = transform(108.06, 12.94, 4326, 9218, file)
    grid = Grid(9218, float(x) - 1500, float(y) + 1500, 100.0, 30, 30)
    heights = regrid(file, grid, Method.BILINEAR)
    east, north = np.meshgrid(*grid.centres())
    lons, lats = transform(east, north, 9218, 4326, file)
    np.testing.assert_allclose(heights, 1000 * (lons - 108) + 500 * (lats - 12), atol=0.002)


def test_bilinear_gives_nothing_outside_the_source(tmp_path: Path) -> None:
    file = write_raster(tmp_path / "a.tif", np.full((10, 10), 7, np.float32), 450_000, 1_401_000, 100.0)
    grid = Grid(9218, 449_500.0, 1_401_500.0, 100.0, 20, 20)
    heights = regrid(file, grid, Method.BILINEAR)
    inside = np.zeros(grid.shape, bool)
    inside[5:15, 5:15] = True
    np.testing.assert_array_equal(np.isfinite(heights), inside)


def test_mode_takes_the_majority_of_known_classes(tmp_path: Path) -> None:
    values = np.full((10, 10), 10, np.uint8)
    values[:, :5] = 40
    values[0, :] = 80
    values[5:, 5:] = 0
    file = write_raster(tmp_path / "a.tif", values, 450_000, 1_401_000, 10.0, nodata=0)
    grid = Grid(9218, 450_000.0, 1_401_000.0, 50.0, 2, 2)
    assert regrid(file, grid, Method.MODE).tolist() == [[40, 10], [40, 0]]


def test_a_file_read_in_strips_equals_one_read_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rng = np.random.default_rng(3)
    file = write_raster(tmp_path / "a.tif", rng.uniform(0, 9, (90, 80)), 450_000, 1_409_000, 100.0)
    codes = rng.choice(np.array([10, 40, 50], np.uint8), (90, 80))
    classes = write_raster(tmp_path / "b.tif", codes, 450_000, 1_409_000, 100.0, nodata=0)
    grid = Grid(9218, 449_000.0, 1_410_000.0, 230.0, 40, 40)
    whole = {method: regrid(file, grid, method) for method in (Method.SUM, Method.BILINEAR)}
    whole[Method.MODE] = regrid(classes, grid, Method.MODE)
    monkeypatch.setattr("covplan.ingest.regrid._STRIP_PIXELS", 500)
    for method, expected in whole.items():
        got = regrid(classes if method is Method.MODE else file, grid, method)
        np.testing.assert_allclose(got, expected, rtol=1e-5, equal_nan=True)


def test_a_lost_total_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    source = source_over(np.ones((4, 4)), 9218, 100.0)
    grid = Grid(9218, source.transform.c, source.transform.f, 100.0, 4, 4)
    monkeypatch.setattr("covplan.ingest.regrid.split_by_area", lambda values, u, v, out: 16.1)
    with pytest.raises(InputError, match=r"gave 0.0 people for 16.1, more than 0.01 % off"):
        regrid(source, grid, Method.SUM)


def test_it_refuses_a_raster_elsewhere(tmp_path: Path) -> None:
    file = write_raster(tmp_path / "a.tif", np.ones((4, 4)), 100_000, 900_000, 100.0)
    with pytest.raises(InputError, match="does not lie under the province"):
        regrid(file, Grid(9218, 450_000.0, 1_400_000.0, 100.0, 4, 4), Method.SUM)
