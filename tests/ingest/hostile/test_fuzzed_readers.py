"""Readers of damaged and senseless files: a table that is right or an error of covplan's, never anything else.

``COVPLAN_FUZZ=20000`` tries so many cases of each kind.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pytest
from file_writers import ods, xls
from hostile_files import HEADINGS, KML, LINE
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook
from openpyxl.utils.exceptions import IllegalCharacterError
from openstreetmap_files import pbf_bytes, xml_text
from shapely import LineString, box
from test_openstreetmap import NODES, WAYS
from tiny_inputs import EPSG, SITES_CSV, communes, write_raster

from covplan.errors import CovplanError
from covplan.grid import Grid
from covplan.ingest.antennas import read_antenna
from covplan.ingest.boundaries import province_extent, read_communes
from covplan.ingest.costs import read_costs
from covplan.ingest.elevation import read_elevation
from covplan.ingest.fibre_routes import read_fibre
from covplan.ingest.places import read_places
from covplan.ingest.problems import ProblemLog
from covplan.ingest.roads import read_roads
from covplan.ingest.settings import (
    AdminEpoch,
    BoundarySettings,
    Coordinates,
    ElevationSettings,
    FibreSettings,
    SiteListSettings,
    SurfaceKind,
    TableSettings,
)
from covplan.ingest.site_lists import read_sites
from covplan.ingest.site_rows import SiteContext
from covplan.ingest.villages import read_villages

CASES = int(os.environ.get("COVPLAN_FUZZ", "100"))
fuzz = settings(max_examples=CASES, deadline=None, suppress_health_check=list(HealthCheck))
slow_fuzz = settings(fuzz, max_examples=max(CASES // 5, 1))
GRID = Grid(EPSG, 450_000.0, 1_400_000.0, 500.0, 20, 20)
WHERE = communes()
CONTEXT = SiteContext(EPSG, AdminEpoch.JULY_2025, (), province_extent(WHERE), WHERE)


def roads(file: Path) -> Any:
    return read_roads(TableSettings(file, "x"), EPSG, ProblemLog())


def boundaries(file: Path) -> Any:
    return read_communes(BoundarySettings(file, AdminEpoch.JULY_2025, "x"), EPSG, AdminEpoch.JULY_2025, ProblemLog())


def elevation(file: Path) -> Any:
    return read_elevation(ElevationSettings((file,), SurfaceKind.TERRAIN, "x"), GRID, ProblemLog())


def places(file: Path) -> Any:
    return read_places(TableSettings(file, "x"), EPSG, CONTEXT.extent, GRID, ProblemLog())


def villages(file: Path) -> Any:
    return read_villages(TableSettings(file, "x"), EPSG, CONTEXT.extent, GRID, ProblemLog())


def sites(file: Path) -> Any:
    return read_sites(
        SiteListSettings(file, "viettel", Coordinates.VN2000, "x", meridian="108:30"), CONTEXT, ProblemLog()
    )


def fibre(file: Path) -> Any:
    return read_fibre(FibreSettings(file, "x", owner="vnpt"), EPSG, ProblemLog())


def fibre_drawing(file: Path) -> Any:
    return read_fibre(FibreSettings(file, "x", owner="vnpt", crs=4326), EPSG, ProblemLog())


def check(read: Callable[[Path], Any], file: Path) -> None:
    """Finite coordinates and no empty name of a column, or an error of covplan's."""
    try:
        result = read(file)
    except CovplanError as error:
        assert str(error)
        return
    if isinstance(result, gpd.GeoDataFrame) and len(result):
        assert np.isfinite(result.geometry.total_bounds).all() and result.geometry.notna().all()
    if read is sites:
        assert all(np.isfinite([site.x_m, site.y_m]).all() for site in result)


def raster_bytes(folder: Path) -> bytes:
    file = folder / "heights.tif"
    write_raster(file, np.full((40, 40), 300.0, np.float32), 449_000.0, 1_401_000.0, 500.0)
    return file.read_bytes()


def layer_bytes(folder: Path, name: str) -> bytes:
    file = folder / name
    shape = LineString([(450_000, 1_400_000), (451_000, 1_400_500)])
    gpd.GeoDataFrame({"ref": ["QL.14"], "ma": ["22015"], "ten": ["Tuy Hòa"]}, geometry=[shape], crs=EPSG).to_file(file)
    return file.read_bytes()


def polygon_bytes(folder: Path) -> bytes:
    file = folder / "communes.geojson"
    table = {"ma": ["22015"], "ten": ["Tuy Hòa"], "dan_so": [5_000]}
    gpd.GeoDataFrame(table, geometry=[box(108.5, 12.5, 108.6, 12.6)], crs=4326).to_file(file)
    return file.read_bytes()


def workbook_bytes(folder: Path) -> bytes:
    file = folder / "places.xlsx"
    book = Workbook()
    for row in ("name,category,lon,lat", "Chợ,market,108.51,12.61", "Trường,school,108.52,12.62"):
        book.active.append(row.split(","))
    book.save(file)
    return file.read_bytes()


def old_workbook_bytes(folder: Path) -> bytes:
    return xls(folder / "old.xls", PLACE_ROWS).read_bytes()


def open_document_bytes(folder: Path) -> bytes:
    return ods(folder / "open.ods", PLACE_ROWS).read_bytes()


def drawing_bytes(folder: Path, name: str, driver: str) -> bytes:
    file = folder / name
    column = "Layer" if driver == "DXF" else "name"
    line = gpd.GeoDataFrame({column: ["C1"]}, geometry=[LineString([(108.1, 12.6), (108.2, 12.7)])], crs=4326)
    line.to_file(file, driver=driver)
    return file.read_bytes()


PLACE_ROWS = [["name", "category", "lon", "lat"], ["Chợ", "market", 108.51, 12.61], ["Trường", "school", 108.52, 12.62]]
ANTENNA = b"NAME x\nGAIN 17 dBi\nHORIZONTAL 2\n0 0\n180 30\nVERTICAL 2\n0 0\n180 30\n"
SEEDS: dict[str, tuple[Callable[[Path], Any], Callable[[Path], bytes]]] = {
    "roads.osm": (roads, lambda _: xml_text(NODES, WAYS).encode()),
    "roads.osm.pbf": (roads, lambda _: pbf_bytes(NODES, WAYS)),
    "roads.kml": (roads, lambda _: KML.format(doctype="", name="ok", line=LINE).encode()),
    "roads.geojson": (roads, lambda folder: layer_bytes(folder, "roads.geojson")),
    "fibre.geojson": (fibre, lambda folder: layer_bytes(folder, "fibre.geojson")),
    "communes.geojson": (boundaries, polygon_bytes),
    "heights.tif": (elevation, raster_bytes),
    "places.xlsx": (places, workbook_bytes),
    "places.xls": (places, old_workbook_bytes),
    "places.ods": (places, open_document_bytes),
    "places_tcvn3.csv": (
        places,
        lambda _: "tªn,lo¹i,lon,lat\nB\u00adu ®iÖn,c«ng së,108.51,12.61\n".encode("latin-1"),
    ),
    "fibre.gpx": (fibre, lambda folder: drawing_bytes(folder, "fibre.gpx", "GPX")),
    "fibre.mif": (fibre, lambda folder: drawing_bytes(folder, "fibre.mif", "MapInfo File")),
    "fibre.dxf": (fibre_drawing, lambda folder: drawing_bytes(folder, "fibre.dxf", "DXF")),
    "places.csv": (places, lambda _: f"{HEADINGS}Chợ,market,108.51,12.61\n".encode()),
    "sites.csv": (sites, lambda _: SITES_CSV.encode()),
    "antenna.msi": (read_antenna, lambda _: ANTENNA),
}
SLOW = ("roads.osm", "roads.osm.pbf")
SEED_BYTES: dict[str, bytes] = {}

damage = st.lists(
    st.tuples(
        st.sampled_from(["set", "cut", "drop", "twice"]), st.floats(0, 1), st.integers(0, 255), st.integers(1, 40)
    ),
    min_size=1,
    max_size=6,
)


def damaged(data: bytes, changes: list[tuple[str, float, int, int]]) -> bytes:
    for kind, share, value, length in changes:
        at = int(share * len(data))
        if kind == "set":
            data = data[:at] + bytes([value]) + data[at + 1 :]
        elif kind == "cut":
            data = data[:at]
        elif kind == "drop":
            data = data[:at] + data[at + length :]
        else:
            data = data[: at + length] + data[at:]
    return data


def try_damaged(name: str, changes: list[tuple[str, float, int, int]]) -> None:
    read, make = SEEDS[name]
    with tempfile.TemporaryDirectory() as folder:
        if name not in SEED_BYTES:
            SEED_BYTES[name] = make(Path(folder))
        file = Path(folder) / f"damaged_{name}"
        file.write_bytes(damaged(SEED_BYTES[name], changes))
        check(read, file)


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("name", sorted(SEEDS.keys() - set(SLOW)))
@fuzz
@given(changes=damage)
def test_a_damaged_file_is_an_error_or_still_a_table(name: str, changes: list[tuple[str, float, int, int]]) -> None:
    try_damaged(name, changes)


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("name", SLOW)
@slow_fuzz
@given(changes=damage)
def test_so_is_a_file_of_openstreetmap(name: str, changes: list[tuple[str, float, int, int]]) -> None:
    try_damaged(name, changes)


AWKWARD = (
    *(
        "",
        " ",
        "nan",
        "NaN",
        "inf",
        "-inf",
        "1e400",
        "-1e308",
        "9" * 400,
        "0",
        "-0",
        "-1",
        "1,5",
        "1.234.567",
        "12°40'48\"",
    ),
    *("108.51", "12.61", "91", "361", "109,262048", "Có", "không", "NULL", "#N/A", "=1+1", "\\ud800", "\\ud83d\\ude00"),
    *("\u0000", "\ud7ff", "١٢", "½", "2026-13-45", "00:00", "1/0", "100/220/340", "4G;5G", "viettel", "LTE", "22015"),
)
cells = st.one_of(st.sampled_from(AWKWARD), st.text(max_size=8), st.integers().map(str), st.floats().map(str))
values = st.one_of(cells, st.none(), st.booleans(), st.integers(), st.floats(), st.datetimes(), st.dates(), st.times())
HEADS = {
    "places": (places, ("name", "category", "lon", "lat", "source")),
    "villages": (villages, ("ten", "loai", "lon", "lat", "danso", "ma", "phan", "huyen")),
    "sites": (sites, tuple(SITES_CSV.splitlines()[0].split(","))),
    "costs": (read_costs, ("item", "unit", "low", "base", "high", "price_year", "source")),
}


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("kind", HEADS)
@fuzz
@given(rows=st.lists(st.lists(values, min_size=1, max_size=9), min_size=1, max_size=5))
def test_cells_of_any_kind_are_read_or_refused(kind: str, rows: list[list[Any]]) -> None:
    read, heads = HEADS[kind]
    book = Workbook()
    book.active.append(heads)
    try:
        for row in rows:
            book.active.append(row)
    except (IllegalCharacterError, ValueError, TypeError):
        return  # no program can write such a cell
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "table.xlsx"
        try:
            book.save(file)
        except (ValueError, TypeError, UnicodeEncodeError, OverflowError):
            return
        check(read, file)
        text = "\n".join(
            [",".join(heads), *(",".join('"' + str(cell).replace('"', '""') + '"' for cell in row) for row in rows)]
        )
        (Path(folder) / "table.csv").write_text(text, encoding="utf-8", errors="replace")
        check(read, Path(folder) / "table.csv")
