"""Fixtures of all tests: where the shared data lie, whether a browser is there, and a small synthetic area."""

from __future__ import annotations

import os
import shutil
from importlib.util import find_spec
from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
import shapely

from covplan.grid import Grid, Raster
from covplan.ingest.area import AdminEpoch, Area
from covplan.ingest.costs import UnitCost, UnitCosts
from covplan.ingest.places import EXCLUSION_COLUMNS, PLACE_COLUMNS
from covplan.ingest.villages import VILLAGE_COLUMNS
from covplan.linear_reference import ReferencedRoad
from covplan.network import (
    AntennaPattern,
    CableKind,
    Carrier,
    FibreRoute,
    Location,
    Sector,
    Site,
    Technology,
)

REQUIRED = {word for word in os.environ.get("COVPLAN_REQUIRE", "").split(",") if word}


def _absent(what: str, reason: str) -> None:
    """Skip, or fail where the run was told that nothing may be absent."""
    if what in REQUIRED:
        pytest.fail(f"COVPLAN_REQUIRE names {what!r}: {reason}")
    pytest.skip(reason)


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of reference data beside the project."""
    folder = Path(__file__).resolve().parents[1].parent / "shared"
    if not folder.is_dir():
        _absent("shared", "the reference data beside the project (../shared) are not there")
    return folder


@pytest.fixture(scope="session")
def chromium() -> str:
    """Path of a Chromium or Chrome that can run without a screen."""
    for name in ("chromium", "chromium-browser", "google-chrome", "chrome"):
        if found := shutil.which(name):
            return found
    _absent("browser", "no Chromium is installed")
    raise AssertionError  # _absent does not return


@pytest.fixture(scope="session")
def sphinx() -> None:
    """What builds the documents."""
    if find_spec("sphinx") is None:
        _absent("docs", 'the extra "docs" is not installed')


MID_PANEL = AntennaPattern("panel-mid", gain_dbi=18.0, horizontal_beamwidth_deg=65.0, vertical_beamwidth_deg=7.0)
LOW_PANEL = AntennaPattern("panel-low", gain_dbi=14.5, horizontal_beamwidth_deg=65.0, vertical_beamwidth_deg=12.0)
N28 = Carrier("viettel", Technology.NR, 773.0, 10.0, 15, 52, 50.8, LOW_PANEL, radius_km=8.0)
N41 = Carrier("viettel", Technology.NR, 2550.0, 100.0, 30, 273, 53.0, MID_PANEL, radius_km=5.0)
N77 = Carrier("mobifone", Technology.NR, 3850.0, 100.0, 30, 273, 53.0, MID_PANEL, radius_km=5.0)


def _nothing(columns: tuple[str, ...]) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame({column: [] for column in columns}, geometry=[], crs=9218)


def make_site(
    id: str, operator: str, x_m: float, y_m: float, carriers: tuple[Carrier, ...], height_m: float = 42.0
) -> Site:
    """A three-sector site; without carriers it is a 4G site that could be upgraded."""
    sectors = tuple(Sector(f"{id}-{k}", 120.0 * k, 3.0, height_m, carriers) for k in range(3)) if carriers else ()
    technologies = frozenset({Technology.LTE, Technology.NR} if carriers else {Technology.LTE})
    return Site(id, id, operator, x_m, y_m, operator, (operator,), height_m, technologies, sectors, "sites.csv", 2)


@pytest.fixture(scope="session")
def tiny_area() -> Area:
    """64 x 64 pixels of 250 m: a ridge, two communes, one 5G site, two 4G masts, one road, one cable."""
    grid = Grid(9218, 450_000.0, 1_416_000.0, 250.0, 64, 64)
    x, y = grid.centres()
    east, north = np.meshgrid(x - grid.left_m, y - grid.bounds[1])
    ground = (400.0 + 250.0 * np.exp(-(((east - 8_000.0) / 700.0) ** 2)) + 5.0 * np.sin(north / 900.0)).astype(
        np.float32
    )
    people = np.zeros(grid.shape)
    people[10:54:4, 6:60:4] = 50.0
    people[30:34, 10:14] = 400.0
    clutter_class = np.full(grid.shape, 40, np.uint8)
    left, bottom, right, top = grid.bounds
    middle = (left + right) / 2
    communes = gpd.GeoDataFrame(
        {
            "code": ["22015", "24133"],
            "name": ["Tuy Hòa", "Buôn Ma Thuột"],
            "type": ["phường", "phường"],
            "district": ["Tuy Hòa", "Buôn Ma Thuột"],
            "province": ["Phú Yên", "Đắk Lắk"],
            "population": [int(people[:, :32].sum()), int(people[:, 32:].sum())],
            "area_km2": [128.0, 128.0],
            "seat_x_m": [left + 3_000.0, left + 12_000.0],
            "seat_y_m": [bottom + 8_000.0, bottom + 8_000.0],
        },
        geometry=[shapely.box(left, bottom, middle, top), shapely.box(middle, bottom, right, top)],
        crs=9218,
    )
    road = shapely.LineString([(left + 500, bottom + 8_100), (right - 500, bottom + 8_100)])
    roads = gpd.GeoDataFrame(
        {
            "number": ["QL.26"],
            "name": ["Quốc lộ 26"],
            "road_class": ["national"],
            "status": ["existing"],
            "source": ["synthetic"],
        },
        geometry=[road],
        crs=9218,
    )
    sites = (
        make_site("VT1", "viettel", left + 3_000, bottom + 8_000, (N28, N41)),
        make_site("MB1", "mobifone", left + 12_500, bottom + 8_200, ()),
        make_site("VT2", "viettel", left + 13_000, bottom + 12_000, ()),
    )
    cable = FibreRoute(
        "C1",
        "viettel",
        shapely.LineString([(left + 500, bottom + 8_100), (left + 5_000, bottom + 8_100)]),
        CableKind.BURIED,
    )
    prices = {
        "nr_on_mast": UnitCost("nr_on_mast", "mn_vnd", 800, 1000, 1500, 2025, "test"),
        "new_mast": UnitCost("new_mast", "mn_vnd", 600, 900, 1200, 2025, "test"),
        "mast_sharing": UnitCost("mast_sharing", "mn_vnd", 50, 100, 150, 2025, "test"),
        "fibre_aerial": UnitCost("fibre_aerial", "mn_vnd/km", 40, 60, 80, 2025, "test"),
    }
    return Area(
        grid=grid,
        ground=Raster(ground, grid, "ground"),
        clutter_class=Raster(clutter_class, grid, "clutter class"),
        clutter_m=Raster(np.zeros(grid.shape, np.float32), grid, "clutter height"),
        zone=Raster(np.full(grid.shape, 4, np.uint8), grid, "zone"),
        people=Raster(people, grid, "people"),
        communes=communes,
        roads=roads,
        road_references={"QL.26": ReferencedRoad("QL.26", road)},
        sites=sites,
        locations=tuple(Location(s.id, s.x_m, s.y_m, (s.id,)) for s in sites),
        fibre=(cable,),
        places=_nothing(PLACE_COLUMNS),
        villages=_nothing(VILLAGE_COLUMNS),
        exclusions=_nothing(EXCLUSION_COLUMNS),
        costs=UnitCosts(prices),
        carriers=(N28, N41, N77),
        admin_epoch=AdminEpoch.JULY_2025,
        people_base="synthetic",
        sources=("synthetic",),
        problems=(),
    )
