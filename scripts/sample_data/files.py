"""Writing the files so that two runs give the same bytes: no clock, no random names, fixed dates inside containers."""

from __future__ import annotations

import csv
import datetime as dt
import io
import zipfile
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pyogrio
import rasterio
from numpy.typing import NDArray
from openpyxl import Workbook

from .frame import EPSG, TRANSFORM

STAMP = dt.datetime(2026, 11, 1)
_MODIFIED = b"<dcterms:modified"


def write_raster(file: Path, values: NDArray[Any], *, nodata: float | None, predictor: int) -> None:
    """GeoTIFF in EPSG:9218, deflated."""
    profile = {
        "driver": "GTiff",
        "height": values.shape[0],
        "width": values.shape[1],
        "count": 1,
        "dtype": values.dtype,
        "crs": f"EPSG:{EPSG}",
        "transform": TRANSFORM,
        "nodata": nodata,
        "compress": "deflate",
        "zlevel": 9,
        "predictor": predictor,
        "tiled": True,
        "blockxsize": 256,
        "blockysize": 256,
    }
    with rasterio.open(file, "w", **profile) as target:
        target.write(values, 1)


def write_vectors(frame: gpd.GeoDataFrame, file: Path, layer: str) -> None:
    """GeoPackage of one layer with a fixed time of last change."""
    file.unlink(missing_ok=True)
    pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": STAMP.strftime("%Y-%m-%dT%H:%M:%S.000Z")})
    try:
        pyogrio.write_dataframe(frame, file, layer=layer, driver="GPKG")
    finally:
        pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": None})


def write_geojson(frame: gpd.GeoDataFrame, file: Path) -> None:
    """GeoJSON in degrees to five decimals, about a metre."""
    pyogrio.write_dataframe(frame.to_crs(4326), file, driver="GeoJSON", layer_options={"COORDINATE_PRECISION": 5})


def write_shapefile(frame: gpd.GeoDataFrame, file: Path) -> None:
    """Shapefile in UTF-8 with a fixed date in its table."""
    options = {"ENCODING": "UTF-8", "DBF_DATE_LAST_UPDATE": STAMP.strftime("%Y-%m-%d")}
    pyogrio.write_dataframe(frame, file, driver="ESRI Shapefile", layer_options=options)


def write_csv(
    file: Path, header: Sequence[str], rows: Iterable[Sequence[Any]], *, delimiter: str = ",", bom: bool = False
) -> None:
    """Text table with LF or, as office programs send it with a BOM, CRLF line ends."""
    with file.open("w", newline="", encoding="utf-8-sig" if bom else "utf-8") as target:
        writer = csv.writer(target, delimiter=delimiter, lineterminator="\r\n" if bom else "\n")
        writer.writerow(header)
        writer.writerows(rows)


def write_workbook(file: Path, sheet: str, rows: Iterable[Sequence[Any]], widths: Sequence[float]) -> None:
    """Workbook of one sheet."""
    book = Workbook()
    page = book.active
    page.title = sheet
    for row in rows:
        page.append([value.item() if isinstance(value, np.generic) else value for value in row])
    for k, width in enumerate(widths):
        page.column_dimensions[chr(ord("A") + k)].width = width
    book.properties.created = STAMP
    raw = io.BytesIO()
    book.save(raw)
    _rewrite_with_fixed_dates(raw, file)


def _rewrite_with_fixed_dates(raw: io.BytesIO, file: Path) -> None:
    """openpyxl stamps the hour of saving on every member and into the properties."""
    with zipfile.ZipFile(raw) as source, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as target:
        for name in sorted(source.namelist()):
            data = source.read(name)
            if name == "docProps/core.xml":
                start = data.index(b">", data.index(_MODIFIED)) + 1
                data = data[:start] + STAMP.strftime("%Y-%m-%dT%H:%M:%SZ").encode() + data[data.index(b"<", start) :]
            info = zipfile.ZipInfo(name, date_time=STAMP.timetuple()[:6])
            info.compress_type = zipfile.ZIP_DEFLATED
            info.external_attr = 0o644 << 16
            target.writestr(info, data)
