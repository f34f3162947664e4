"""Clutter classes and heights, and radio-climatic zones."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tiny_inputs import write_raster

from covplan.errors import InputError
from covplan.grid import Grid, Raster
from covplan.ingest.land_cover import radio_zones, read_land_cover, within
from covplan.ingest.land_cover_classes import CLUTTER_HEIGHTS_M
from covplan.ingest.problems import ProblemLog
from covplan.ingest.settings import LandCoverSettings, SurfaceKind

GRID = Grid(9218, 450_000.0, 1_401_000.0, 100.0, 3, 4)
CODES = np.array([[10, 20, 30, 40], [50, 60, 70, 80], [90, 95, 100, 0]], np.uint8)


@pytest.fixture
def cover(tmp_path: Path) -> LandCoverSettings:
    file = write_raster(tmp_path / "lớp phủ.tif", CODES, 450_000, 1_401_000, 100.0, nodata=0)
    return LandCoverSettings(file, "test")


def test_each_code_gets_its_height_over_terrain(cover: LandCoverSettings) -> None:
    classes, heights = read_land_cover(cover, SurfaceKind.TERRAIN, GRID, ProblemLog())
    np.testing.assert_array_equal(classes.values, CODES)
    expected = np.vectorize(CLUTTER_HEIGHTS_M.get)(CODES)
    np.testing.assert_array_equal(heights.values, expected)
    assert heights.values[0, 0] == 15.0 and heights.values[1, 3] == 0.0


def test_a_surface_model_holds_trees_and_roofs_already(cover: LandCoverSettings) -> None:
    log = ProblemLog()
    raised = replace(cover, heights_m={10: 20.0, 20: 3.0})
    _, heights = read_land_cover(raised, SurfaceKind.SURFACE, GRID, log)
    assert heights.values[0, 0] == heights.values[1, 0] == heights.values[2, 1] == 0.0
    assert heights.values[0, 1] == 3.0
    assert [p.code for p in log.problems] == ["landcover.surface"]


def test_heights_can_be_set_by_code(cover: LandCoverSettings) -> None:
    _, heights = read_land_cover(replace(cover, heights_m={50: 20.0}), SurfaceKind.TERRAIN, GRID, ProblemLog())
    assert heights.values[1, 0] == 20.0
    with pytest.raises(InputError, match="heights_m holds codes .* not have: 55"):
        read_land_cover(replace(cover, heights_m={55: 20.0}), SurfaceKind.TERRAIN, GRID, ProblemLog())


def test_tiles_are_put_together(tmp_path: Path, cover: LandCoverSettings) -> None:
    west = write_raster(tmp_path / "w.tif", CODES[:, :2], 450_000, 1_401_000, 100.0, nodata=0)
    east = write_raster(tmp_path / "e.tif", CODES[:, 2:], 450_200, 1_401_000, 100.0, nodata=0)
    tiles = LandCoverSettings(west, "test", more_files=(east,))
    classes, _ = read_land_cover(tiles, SurfaceKind.TERRAIN, GRID, ProblemLog())
    np.testing.assert_array_equal(classes.values, CODES)


# ---- zones: west to east land, communes in the middle, sea in the east


def zones(ground: np.ndarray, classes: np.ndarray, communes: np.ndarray, pixel_m: float = 1000.0) -> np.ndarray:
    grid = Grid(9218, 400_000.0, 1_500_000.0, pixel_m, *ground.shape)
    land = Raster(classes.astype(np.uint8), grid, "class")
    return radio_zones(Raster(ground.astype(np.float32), grid, "ground"), land, communes).values


def coast() -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    ground = np.tile(np.maximum(0.0, 70.0 - np.arange(80.0)), (20, 1)) * 3
    classes = np.where(ground > 0, 40, 80)
    communes = np.zeros(ground.shape, bool)
    communes[5:15, 20:70] = True
    return ground, classes, communes


def test_sea_coast_and_inland() -> None:
    ground, classes, communes = coast()
    zone = zones(ground, classes, communes)
    assert (zone[:, 70:] == 1).all()
    low = ground <= 100
    assert (zone[:, :70][low[:, :70]] == 3).all()
    assert (zone[:, :70][~low[:, :70]] == 4).all()


def test_the_coastal_belt_ends_at_fifty_kilometres() -> None:
    ground, classes, communes = coast()
    ground[:, :70] = 10.0
    zone = zones(ground, classes, communes)
    assert (zone[:, 20:70] == 3).all() and (zone[:, :20] == 4).all()


def test_a_lake_inland_and_water_in_a_commune_are_no_sea() -> None:
    ground, classes, communes = coast()
    ground[:, :70] = 300.0
    classes[8:10, 40:44] = 80  # in a commune
    classes[0:3, 0:3] = 80  # a lake at the raster's edge, 300 m up
    classes[1:3, 30:33] = 80
    ground[1:3, 30:33] = 0.0  # below zero, outside the communes, but closed in
    classes[10, 68:70] = 80
    ground[10, 68:70] = 0.0  # an inlet inside a commune
    zone = zones(ground, classes, communes)
    assert (zone[:, :70] == 4).sum() + (zone[:, :70] == 3).sum() == 20 * 70


def test_where_nothing_is_known_the_nearest_known_pixel_decides() -> None:
    ground, classes, communes = coast()
    ground[:, 75:], classes[:, 75:] = np.nan, 0  # an open-sea tile that does not exist
    ground[:, :3], classes[:, :3] = np.nan, 0  # beyond the elevation model, inland
    zone = zones(ground, classes, communes)
    assert (zone[:, 70:] == 1).all() and (zone[:, :3] == 4).all()


def test_without_a_sea_all_is_inland() -> None:
    ground = np.full((10, 10), 50.0)
    assert (zones(ground, np.full((10, 10), 40), np.ones((10, 10), bool)) == 4).all()


@settings(deadline=None, max_examples=60)
@given(st.integers(0, 10_000), st.integers(1, 40), st.integers(1, 40), st.floats(0.0, 60.0), st.floats(0.0, 0.2))
def test_within_a_radius_is_what_distances_say(seed: int, rows: int, cols: int, radius: float, share: float) -> None:
    mask = np.random.default_rng(seed).uniform(size=(rows, cols)) < share
    row, col = np.argwhere(mask).T
    down, across = np.subtract.outer(np.arange(rows), row), np.subtract.outer(np.arange(cols), col)
    squares = down[:, None, :] ** 2 + across[None, :, :] ** 2
    near = (squares <= radius**2).any(axis=2)
    np.testing.assert_array_equal(within(mask, radius), near)
