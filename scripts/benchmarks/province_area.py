"""The province with finer pixels: terrain from a file, clutter and zones of the embedded scenario."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

import covplan as cp
from benchmarks.terrain import ROOT, SCENARIO
from covplan.grid import Grid, Raster
from covplan.ingest.area import Area, ElevationSettings, SurfaceKind
from covplan.ingest.elevation import read_elevation
from covplan.ingest.problems import ProblemLog
from covplan.ingest.raster_files import open_raster
from covplan.ingest.reference_systems import transformer

SRTM = ROOT.parent / "shared/data/daklak/dem_daklak_10as_4326.tif"


def default_terrain() -> Path:
    """The elevation model beside the project, else the embedded scenario's synthetic one, which is as large."""
    return SRTM if SRTM.is_file() else SCENARIO.parent / "terrain.tif"


def read_province(terrain: Path, pixel_m: float) -> Area:
    """The embedded scenario's area on a grid of ``pixel_m``, cut to the terrain's extent; no sites.

    Ground is bilinear; clutter and zones are those of the embedded pixel that a centre lies in. People stay on the
    embedded grid.
    """
    area = cp.ingest.read_area(cp.read_scenario(SCENARIO).area)
    grid = _grid(terrain, pixel_m, area.grid)
    x, y = grid.centres()
    rows, cols = area.grid.rowcol(np.full(grid.rows, x[0]), y)[0], area.grid.rowcol(x, np.full(grid.cols, y[0]))[1]

    def nearest(raster: Raster) -> Raster:
        return Raster(raster.values[np.ix_(rows, cols)], grid, raster.name)

    elevation = ElevationSettings((terrain,), SurfaceKind.TERRAIN, source=terrain.name)
    return replace(
        area,
        grid=grid,
        ground=read_elevation(elevation, grid, ProblemLog()),
        clutter_class=nearest(area.clutter_class),
        clutter_m=nearest(area.clutter_m),
        zone=nearest(area.zone),
        sites=(),
    )


def with_people(area: Area) -> Area:
    """The area with the people of each embedded pixel spread evenly over the pixels whose centre lies in it."""
    people, grid = area.people, area.grid
    x, y = grid.centres()
    rows, cols = people.grid.rowcol(np.full(grid.rows, x[0]), y)[0], people.grid.rowcol(x, np.full(grid.cols, y[0]))[1]
    pixels = np.outer(np.bincount(rows)[rows], np.bincount(cols)[cols])
    return replace(area, people=Raster(people.values[np.ix_(rows, cols)] / pixels, grid, people.name))


def _grid(terrain: Path, pixel_m: float, embedded: Grid) -> Grid:
    with open_raster(terrain) as dataset:
        move = transformer(dataset.crs.to_wkt(), f"EPSG:{embedded.epsg}", terrain)
        outer = move.transform_bounds(*dataset.bounds, densify_pts=21)
    left, bottom, right, top = embedded.bounds
    inner = (max(left, outer[0]), max(bottom, outer[1]), min(right, outer[2]), min(top, outer[3]))
    margin = 2 * pixel_m  # covering() rounds outwards
    return Grid.covering(
        (inner[0] + margin, inner[1] + margin, inner[2] - margin, inner[3] - margin), pixel_m, embedded.epsg
    )


def populated_points(area: Area, count: int, seed: int) -> NDArray[np.float64]:
    """Positions [m], shape (count, 2): embedded pixels drawn by the people who live in them, anywhere within each."""
    people = area.people
    rng = np.random.default_rng(seed)
    chosen = rng.choice(people.values.size, count, p=people.values.ravel() / people.values.sum())
    row, col = np.divmod(chosen, people.grid.cols)
    x, y = people.grid.centres()
    return np.stack([x[col], y[row]], axis=1) + rng.uniform(-0.5, 0.5, (count, 2)) * people.grid.pixel_m
