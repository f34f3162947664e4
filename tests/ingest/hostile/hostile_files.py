"""Files that try to do harm, made by name."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path

import geopandas as gpd
import numpy as np
import rasterio
import shapely
from affine import Affine
from openpyxl import Workbook

LAUGHS = "".join(f'<!ENTITY a{k} "{f"&a{k - 1};" * 10}">' for k in range(1, 10))
DOCTYPE = f'<!DOCTYPE x [<!ENTITY a0 "ha">{LAUGHS}<!ENTITY secret SYSTEM "file:///etc/passwd">]>'
KML = (
    '<?xml version="1.0" encoding="UTF-8"?>{doctype}<kml xmlns="http://www.opengis.net/kml/2.2"><Document>'
    "<Placemark><name>{name}</name><LineString><coordinates>{line}</coordinates></LineString></Placemark>"
    "</Document></kml>"
)
LINE = "108.0,12.7 108.1,12.8"
OSM = (
    '<?xml version="1.0" encoding="UTF-8"?>{doctype}<osm version="0.6"><node id="1" lat="12.7" lon="108.0"/>'
    '<node id="2" lat="12.8" lon="108.1"/><way id="1"><nd ref="1"/><nd ref="2"/><tag k="highway" v="trunk"/>'
    '<tag k="name" v="{name}"/></way></osm>'
)
HEADINGS = "name,category,lon,lat\n"

Maker = Callable[[Path], None]


def text(content: str) -> Maker:
    """A file of text."""
    return lambda file: file.write_text(content, encoding="utf-8") and None


def repeated(head: str, part: str, times: int) -> Maker:
    """A text that goes on and on."""

    def make(file: Path) -> None:
        with file.open("w", encoding="utf-8") as out:
            out.write(head)
            for _ in range(times // 10_000):
                out.write(part * 10_000)

    return make


def archive(entries: dict[str, tuple[str, str, int]]) -> Maker:
    """A ZIP file of entries: name → head, part, how often the part is repeated."""

    def make(file: Path) -> None:
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as out:
            for name, (head, part, times) in entries.items():
                with out.open(name, "w") as entry:
                    entry.write(head.encode())
                    for _ in range(times // 10_000):
                        entry.write((part * 10_000).encode())
                    entry.write((part * (times % 10_000)).encode())

    return make


def workbook(sheet: str, part: str = "", times: int = 0, strings: str = "") -> Maker:
    """A workbook whose first sheet is ``sheet`` and then ``part`` again and again."""

    def make(file: Path) -> None:
        book = Workbook()
        book.save(file)
        with zipfile.ZipFile(file) as whole:
            others = {name: (whole.read(name).decode(), "", 0) for name in whole.namelist()}
        others["xl/worksheets/sheet1.xml"] = (sheet, part, times)
        if strings:
            others["xl/sharedStrings.xml"] = (strings, "", 0)
        archive(others)(file)

    return make


def open_document(doctype: str, content: str, repeated_rows: int = 1) -> Maker:
    """A spreadsheet of OpenDocument with a row of 16,384 cells of one content."""
    names = "".join(
        f' xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{short}:1.0"' for short in ("office", "table", "text")
    )
    whole = (
        f'<?xml version="1.0"?>{doctype}<office:document-content{names}><office:body><office:spreadsheet>'
        f'<table:table table:name="a"><table:table-row table:number-rows-repeated="{repeated_rows}">'
        f'<table:table-cell office:value-type="string" table:number-columns-repeated="16384">{content}'
        "</table:table-cell></table:table-row></table:table></office:spreadsheet></office:body>"
        "</office:document-content>"
    )
    return archive({"content.xml": (whole, "", 0)})


def raster(width: int, height: int, transform: Affine, bands: int = 1, crs: int | None = 9218) -> Maker:
    """A GeoTIFF without values: all its tiles are left out."""

    def make(file: Path) -> None:
        form = {"driver": "GTiff", "dtype": "float32", "tiled": True, "sparse_ok": True, "bigtiff": "yes"}
        with rasterio.open(file, "w", width=width, height=height, count=bands, transform=transform, crs=crs, **form):
            pass

    return make


def features(shapes: list[shapely.Geometry], crs: int = 9218, **columns: list[object]) -> Maker:
    """A GeoPackage."""
    return lambda file: gpd.GeoDataFrame(columns, geometry=shapes, crs=crs).to_file(file, driver="GPKG")


def long_road(vertices: int) -> shapely.LineString:
    """A road that winds to and fro."""
    k = np.arange(vertices)
    return shapely.LineString(np.column_stack([450_000 + 0.1 * k, 1_400_000 + 30 * np.sin(0.01 * k)]))


SHEET = '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
HEAD_ROW = "".join(f'<c t="inlineStr"><is><t>{name}</t></is></c>' for name in HEADINGS.strip().split(","))
ROW = '<row><c t="n"><v>1</v></c><c t="n"><v>2</v></c></row>'
