"""Small files in the layouts of the open sources."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import rasterio
from affine import Affine


def tif(
    file: Path,
    west: float,
    north: float,
    step: float,
    values: np.ndarray,
    nodata: float | None = None,
    **more: object,
) -> Path:
    """A GeoTIFF in degrees with its upper left corner at (west, north)."""
    rows, cols = values.shape
    profile = {"driver": "GTiff", "width": cols, "height": rows, "count": 1, "dtype": values.dtype, "crs": "EPSG:4326"}
    file.parent.mkdir(parents=True, exist_ok=True)
    with rasterio.open(
        file, "w", transform=Affine(step, 0, west, 0, -step, north), nodata=nodata, **profile, **more
    ) as out:
        out.write(values, 1)
    return file


def ward(file: Path, code: str, name: str, west: float, south: float, size: float) -> Path:
    """A commune's file as thanglequoc/vietnamese-provinces-database has it."""
    east, north = west + size, south + size
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    feature = {
        "type": "Feature",
        "id": code,
        "geometry": {"type": "MultiPolygon", "coordinates": [[ring]]},
        "properties": {"code": code, "name": name, "fullName": f"Xã {name}", "areaKm2": 1.0},
    }
    file.parent.mkdir(parents=True, exist_ok=True)
    text = json.dumps({"type": "FeatureCollection", "features": [feature]}, ensure_ascii=False)
    file.write_text(text, encoding="utf-8")
    return file
