"""Rasters → small palette PNGs on the web map's own grid (EPSG:3857), with their corners in degrees."""

from __future__ import annotations

import base64
import io
import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import rasterio.features
from numpy.typing import NDArray
from PIL import Image, ImageColor

from covplan.assessment.served import Served
from covplan.grid import Grid
from covplan.ingest.area import Area
from covplan.outputs.layers import unserved_mask
from covplan.outputs.lonlat import WEB_MERCATOR, to_lonlat, transformer
from covplan.outputs.palette import RSRP_COLOURS, RSRP_STEP_DB

_MAX_SIDE = 2400  # pixels: a province of 100 m pixels keeps them, and its page is below 6 MB
_SHADES = 14
_EXAGGERATION = 4.0  # of heights: relief reads as relief at the scale of a province


@dataclass(frozen=True, eq=False)
class WebGrid:
    """Which pixel of the scenario's grid lies under each pixel of the picture: nearest, so classes stay classes."""

    row: NDArray[np.int64]
    col: NDArray[np.int64]
    inside: NDArray[np.bool_]
    bounds: tuple[tuple[float, float], tuple[float, float]]  # (south, west), (north, east) [deg]

    @classmethod
    def over(cls, grid: Grid) -> WebGrid:
        """A picture of the whole grid, about as fine as the grid or as fine as a page can carry."""
        left, bottom, right, top = transformer(grid.epsg, WEB_MERCATOR).transform_bounds(*grid.bounds)
        (_, _), (south, north) = to_lonlat([left, right], [bottom, top], WEB_MERCATOR)
        pixel = grid.pixel_m / math.cos(math.radians((south + north) / 2))
        pixel = max(pixel, (right - left) / _MAX_SIDE, (top - bottom) / _MAX_SIDE)
        cols, rows = math.ceil((right - left) / pixel), math.ceil((top - bottom) / pixel)
        right, bottom = left + cols * pixel, top - rows * pixel
        x, y = np.meshgrid(left + (np.arange(cols) + 0.5) * pixel, top - (np.arange(rows) + 0.5) * pixel)
        east, north_m = transformer(WEB_MERCATOR, grid.epsg).transform(x, y)
        row, col = grid.rowcol(east, north_m)
        (west, east_deg), (south, north) = to_lonlat([left, right], [bottom, top], WEB_MERCATOR)
        inside = grid.contains(east, north_m)
        corners = ((float(south), float(west)), (float(north), float(east_deg)))
        return cls(np.where(inside, row, 0), np.where(inside, col, 0), inside, corners)

    def picture(self, classes: NDArray[np.uint8], colours: Sequence[str]) -> str:
        """A palette PNG as a data address; class 0 is transparent, class k has colour k - 1."""
        shown = np.where(self.inside, classes[self.row, self.col], 0).astype(np.uint8)
        image = Image.fromarray(shown)
        image.putpalette([0, 0, 0, *(v for colour in colours for v in ImageColor.getrgb(colour)[:3])])
        stream = io.BytesIO()
        image.save(stream, "PNG", optimize=True, transparency=0, bits=4)
        return "data:image/png;base64," + base64.b64encode(stream.getvalue()).decode("ascii")


def rsrp_classes(rsrp_dbm: NDArray[np.float32], threshold_dbm: float) -> NDArray[np.uint8]:
    """0 below the threshold or unknown, then one class per step of ``RSRP_STEP_DB``."""
    steps = np.floor((np.nan_to_num(rsrp_dbm, nan=-999.0) - threshold_dbm) / RSRP_STEP_DB) + 1
    return np.clip(steps, 0, len(RSRP_COLOURS)).astype(np.uint8)


def served_classes(area: Area, today: Served, after: Served | None) -> NDArray[np.uint8]:
    """1 served today, 2 added by the plan, 3 inhabited and served by neither; under the headline's reading."""
    reading = today.service.reading
    last = today if after is None else after
    classes = np.zeros(area.grid.shape, np.uint8)
    classes[last.served[reading]] = 2
    classes[today.served[reading]] = 1
    classes[unserved_mask(area, last)] = 3
    return classes


def inside_communes(area: Area) -> NDArray[np.bool_]:
    """Pixels whose centre lies in a commune."""
    burnt = rasterio.features.rasterize(
        area.communes.geometry, out_shape=area.grid.shape, transform=area.grid.transform, dtype="uint8"
    )
    return np.asarray(burnt == 1)


def relief_classes(ground_m: NDArray[Any], pixel_m: float, inside: NDArray[np.bool_]) -> NDArray[np.uint8]:
    """Shades of a light from the north-west, 1 dark to ``_SHADES`` light; 0 outside and where the terrain is void."""
    if min(ground_m.shape) < 2:
        return np.zeros(ground_m.shape, np.uint8)
    south, east = np.gradient(np.asarray(ground_m, float) * _EXAGGERATION / pixel_m)
    light = (east + south + math.sqrt(2.0)) / (2.0 * np.sqrt(1.0 + east**2 + south**2))  # sun at 315°, 45° high
    shade = 1 + np.clip(np.nan_to_num(light, nan=0.0), 0.0, 0.999) * _SHADES
    return np.where(inside & np.isfinite(light), shade, 0).astype(np.uint8)


def relief_colours() -> list[str]:
    """Light greys: the relief is a background."""
    return [f"#{v:02x}{v:02x}{v:02x}" for v in np.linspace(120, 252, _SHADES).astype(int)]
