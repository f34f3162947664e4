"""A province's open rasters in their true layout: cut as fetch does, and read on a grid of 30 m."""

from __future__ import annotations

import argparse
import tempfile
import time
from itertools import pairwise
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import rasterio
import shapely
from affine import Affine
from numpy.typing import NDArray
from rasterio.windows import Window
from scipy import ndimage

from benchmarks import machine
from covplan.ingest.area_rasters import read_rasters
from covplan.ingest.boundaries import planning_grid, read_communes
from covplan.ingest.open_data.preparing import prepare_elevation, prepare_land_cover, prepare_people
from covplan.ingest.open_data.tiles import Where
from covplan.ingest.problems import ProblemLog
from covplan.ingest.settings import (
    AdminEpoch,
    AreaSettings,
    BoundarySettings,
    ElevationSettings,
    LandCoverSettings,
    PeopleSettings,
    SurfaceKind,
)

PROVINCE = Where(107.49, 12.16, 109.46, 13.70)
BOX = Where(107.44, 12.11, 109.51, 13.75)  # with the margin of fetch
COMMUNES = (17, 6)
EPSG = 9218
ARC_SECOND = 1.0 / 3600.0


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Pixel of the grid, and where the tiles are kept."""
    parser.add_argument("--pixel-m", type=float, default=30.0)
    parser.add_argument("--folder", type=Path, help="keeps the tiles, which are made only where they are not there")


def measure(arguments: argparse.Namespace) -> dict[str, Any]:
    """Seconds of each step, the largest memory before and after, and what came of it."""
    with tempfile.TemporaryDirectory() as scratch:
        folder = arguments.folder or Path(scratch)
        folder.mkdir(exist_ok=True)
        tiles = _tiles(folder)
        before_mb = machine.peak_memory_mb()
        start, start_cpu, seconds = time.perf_counter(), time.process_time(), {}
        for name, prepare in (
            ("terrain", prepare_elevation),
            ("land_cover", prepare_land_cover),
            ("people", prepare_people),
        ):
            begun = time.perf_counter()
            prepare(tiles[name], BOX, folder / f"{name}.tif")
            seconds[f"cut {name}"] = _since(begun)
        begun = time.perf_counter()
        settings = _settings(folder, arguments.pixel_m)
        log = ProblemLog()
        communes = read_communes(settings.boundaries, EPSG, settings.admin_epoch, log)
        grid = planning_grid(communes, settings.pixel_m, settings.margin_km, EPSG)
        rasters = read_rasters(settings, communes, grid, log, lambda fraction: None)
        log.raise_errors()
        assert rasters is not None
        seconds["read"] = _since(begun)
        return {
            "pixels": grid.rows * grid.cols,
            "seconds": round(time.perf_counter() - start, 1),
            "cpu_seconds": round(time.process_time() - start_cpu, 1),
            "steps": seconds,
            "peak_memory_mb": machine.peak_memory_mb(),
            "peak_memory_before_mb": before_mb,
            "people": round(float(rasters["people"].values.sum())),
        }


def _since(begun: float) -> dict[str, Any]:
    """Seconds, and the largest memory so far."""
    return {"seconds": round(time.perf_counter() - begun, 1), "peak_memory_mb": machine.peak_memory_mb()}


def _settings(folder: Path, pixel_m: float) -> AreaSettings:
    epoch = AdminEpoch.JULY_2025
    return AreaSettings(
        epsg=EPSG,
        pixel_m=pixel_m,
        admin_epoch=epoch,
        boundaries=BoundarySettings(folder / "communes.gpkg", epoch, "made"),
        elevation=ElevationSettings((folder / "terrain.tif",), SurfaceKind.SURFACE, "made"),
        land_cover=LandCoverSettings(folder / "land_cover.tif", "made"),
        people=PeopleSettings(folder / "people.tif", "made", "made"),
        costs=folder / "costs.csv",
        carriers=(),
    )


def _tiles(folder: Path) -> dict[str, list[Path]]:
    """Six GLO-30 tiles, two WorldCover tiles, WorldPop of the country, and communes."""
    tiles: dict[str, list[Path]] = {"terrain": [], "land_cover": [], "people": [folder / "vnm.tif"]}
    rng = np.random.default_rng(0)
    for lat in (12, 13):
        for lon in (107, 108, 109):
            tiles["terrain"].append(folder / f"dem_{lat}_{lon}.tif")
            half = ARC_SECOND / 2.0  # pixel centres on whole degrees
            heights = 400.0 + 300.0 * _rough(rng, 3600, 60).astype(np.float32)
            heights[:, 3000 if lon == 109 else 3600 :] = 0.0  # the sea
            _write(tiles["terrain"][-1], heights, lon - half, lat + 1 + half, ARC_SECOND, 1024)
    for lon in (105, 108):
        tiles["land_cover"].append(folder / f"cover_{lon}.tif")
        codes = np.array([40, 10, 10, 30, 50, 10], np.uint8)[(3.0 + 2.9 * _rough(rng, 3600, 40)).astype(np.uint8)]
        _write(tiles["land_cover"][-1], codes, lon, 15, 3.0 / 36000, 1024, nodata=0, times=10)
    if not tiles["people"][0].exists():
        counts = np.full((18_100, 8_900), -99999.0, np.float32)
        settled = rng.uniform(0.0, 1.0, counts.shape) < 0.15
        counts[settled] = rng.gamma(0.5, 8.0, int(settled.sum()))
        _write(tiles["people"][0], counts, 102.1, 23.4, 3 * ARC_SECOND, 512, nodata=-99999.0)
    west, south, east, north = (PROVINCE.west, PROVINCE.south, PROVINCE.east, PROVINCE.north)
    across, down = np.linspace(west, east, COMMUNES[0] + 1), np.linspace(south, north, COMMUNES[1] + 1)
    boxes = [shapely.box(a, b, c, d) for a, c in pairwise(across) for b, d in pairwise(down)]
    table = {"code": [f"{k:05d}" for k in range(len(boxes))], "name": [f"Xã {k}" for k in range(len(boxes))]}
    table |= {"population": [30_000 + 100 * k for k in range(len(boxes))]}
    frame = gpd.GeoDataFrame(table, geometry=shapely.segmentize(boxes, 0.005), crs=4326).to_crs(EPSG)
    frame.to_file(folder / "communes.gpkg")
    return tiles


def _rough(rng: np.random.Generator, size: int, step: int) -> NDArray[np.float32]:
    """A smooth random surface from -1 to 1."""
    coarse = rng.uniform(-1.0, 1.0, (size // step + 2, size // step + 2)).astype(np.float32)
    return ndimage.zoom(coarse, step, order=1)[:size, :size]


def _write(
    file: Path, values: Any, west: float, north: float, step: float, block: int, nodata: Any = None, times: int = 1
) -> None:
    """A tiled GeoTIFF; the values stand ``times`` beside and below one another."""
    if file.exists():
        return
    rows, cols = values.shape
    keep = {"driver": "GTiff", "compress": "deflate", "tiled": True, "blockxsize": block, "blockysize": block}
    keep |= {"width": times * cols, "height": times * rows, "count": 1, "dtype": values.dtype, "crs": "EPSG:4326"}
    part = file.with_suffix(".part.tif")
    with rasterio.open(part, "w", transform=Affine(step, 0, west, 0, -step, north), nodata=nodata, **keep) as out:
        for row in range(times):
            wide = np.tile(values, (1, times))
            out.write(wide, 1, window=Window(0, row * rows, times * cols, rows))
    part.replace(file)
