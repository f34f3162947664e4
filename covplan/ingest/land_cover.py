"""Land cover in the codes of ESA WorldCover → clutter class and height, and the radio-climatic zones of P.1812."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from covplan.errors import InputError
from covplan.grid import Grid, Raster, check_same_grid
from covplan.ingest.land_cover_classes import BUILT, CLUTTER_HEIGHTS_M, MANGROVES, TREES, WATER
from covplan.ingest.problems import ProblemLog
from covplan.ingest.regrid import Method, regrid
from covplan.ingest.settings import LandCoverSettings, SurfaceKind

IN_A_SURFACE_MODEL = (TREES, BUILT, MANGROVES)
"""Classes whose tops a surface model already holds."""

SEA, COASTAL, INLAND = 1, 3, 4
COASTAL_ALTITUDE_M, COASTAL_DISTANCE_M = 100.0, 50_000.0  # ITU-R P.1812-8, radio-climatic zones
SEA_SURFACE_BELOW_M = 5.0  # elevation models scatter by metres over the sea; a mapped water surface above is a lake


def read_land_cover(
    settings: LandCoverSettings, surface: SurfaceKind, grid: Grid, log: ProblemLog
) -> tuple[Raster, Raster]:
    """Clutter class (uint8, 0 unknown) by mode, and clutter height [m] float32.

    With a surface model under it, trees, mangroves and built land get no height: the model holds them already.

    Raises
    ------
    MissingFileError, CrsError, InputError
        If a file cannot be read, or it or ``heights_m`` holds a code that WorldCover does not have.
    """
    classes = np.zeros(grid.shape, np.uint8)
    for file in (settings.file, *settings.more_files):
        tile = regrid(file, grid, Method.MODE)
        if unknown := sorted({int(code) for code in np.unique(tile)} - set(CLUTTER_HEIGHTS_M)):
            raise _unknown_code(file.name, unknown)
        classes = np.where(classes == 0, tile, classes)
    if not classes.any():
        raise InputError("landcover.empty", file=settings.file.name)
    if unknown := sorted(set(settings.heights_m) - set(CLUTTER_HEIGHTS_M)):
        raise _unknown_code("heights_m", unknown)
    heights_m = {**CLUTTER_HEIGHTS_M, **settings.heights_m}
    if surface is SurfaceKind.SURFACE:
        heights_m |= dict.fromkeys(IN_A_SURFACE_MODEL, 0.0)
        log.note("landcover.surface", settings.file)
    table = np.zeros(256, np.float32)
    table[list(heights_m)] = list(heights_m.values())
    return Raster(classes, grid, "clutter class"), Raster(table[classes], grid, "clutter height")


def _unknown_code(file: str, codes: list[int]) -> InputError:
    return InputError(
        "landcover.code",
        file=file,
        codes=", ".join(map(str, codes)),
        known=", ".join(map(str, sorted(CLUTTER_HEIGHTS_M))),
    )


def radio_zones(ground: Raster, clutter_class: Raster, in_communes: NDArray[np.bool_]) -> Raster:
    """Radio-climatic zones of ITU-R P.1812: 1 sea, 3 coastal land, 4 inland (uint8).

    Rule: a pixel is *sea* if it lies outside all communes, is water (class 80, unless the ground is known to be
    above 5 m) or has ground at or below 0 m, and hangs together with such pixels at the raster's edge. Outside the
    communes, where neither height nor class is known (a tile of open sea that its provider does not publish), the
    nearest known pixel decides. *Coastal* is land at most 100 m above the sea and within 50 km of it. All else is
    *inland*, land of unknown height too. A sea that begins beyond the grid is not seen.
    """
    check_same_grid(ground, clutter_class)
    height, classes = ground.values, clutter_class.values
    known = ~np.isnan(height) | (classes != 0) | in_communes
    low = np.isnan(height) | (height <= SEA_SURFACE_BELOW_M)
    wet = ~in_communes & (((classes == WATER) & low) | (height <= 0))
    labels, _ = ndimage.label(wet | ~known, structure=np.ones((3, 3)))
    edge = np.concatenate([labels[0], labels[-1], labels[:, 0], labels[:, -1]])
    sea = wet & np.isin(labels, edge[edge > 0])
    if known.any() and not known.all():
        nearest = ndimage.distance_transform_edt(~known, return_distances=False, return_indices=True)
        sea = sea[tuple(nearest)]
    zone = np.full(height.shape, INLAND, np.uint8)
    if sea.any():
        zone[(height <= COASTAL_ALTITUDE_M) & within(sea, COASTAL_DISTANCE_M / ground.grid.pixel_m)] = COASTAL
        zone[sea] = SEA
    return Raster(zone, ground.grid, "zone")


def within(mask: NDArray[np.bool_], radius: float) -> NDArray[np.bool_]:
    """Which pixels have one of the mask within a radius [pixels], from centre to centre.

    A column's nearest such pixel g rows away reaches sqrt(r² - g²) columns to both sides. scipy's distances would take
    40 bytes a pixel.
    """
    rows, cols = mask.shape
    most = math.floor(radius) + 1  # out of reach
    away = np.empty(mask.shape, np.int32)
    last = np.full(cols, most)
    for row in range(rows):
        last = np.where(mask[row], 0, np.minimum(last + 1, most))
        away[row] = last
    near, col = np.zeros(mask.shape, bool), np.arange(cols)
    last = np.full(cols, most)
    for row in range(rows - 1, -1, -1):
        last = np.minimum(np.minimum(last + 1, most), away[row])
        reach = last <= radius
        half = np.floor(np.sqrt(radius**2 - last[reach].astype(float) ** 2)).astype(np.int64)
        begins = np.bincount(np.maximum(col[reach] - half, 0), minlength=cols + 1)
        ends = np.bincount(np.minimum(col[reach] + half + 1, cols), minlength=cols + 1)
        near[row] = np.cumsum(begins - ends)[:cols] > 0
    return near
