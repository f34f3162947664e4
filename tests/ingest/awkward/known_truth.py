"""What the awkward files say: sites, villages, cables, communes and speed tests of an invented province."""

from __future__ import annotations

from dataclasses import dataclass

import geopandas as gpd
import shapely
from pyproj import Transformer

EPSG, MERIDIAN = 9218, "108:30"
TO_DEGREES = Transformer.from_crs(EPSG, 4326, always_xy=True)


@dataclass(frozen=True)
class TrueSite:
    id: str
    name: str
    x_m: float
    y_m: float
    mast_m: float
    antenna_m: float
    technologies: str
    freq_mhz: int | None
    azimuths: tuple[int, ...]
    tilt_deg: float | None
    power_w: float | None
    owner: str
    commune: str

    @property
    def lon_lat(self) -> tuple[float, float]:
        return TO_DEGREES.transform(self.x_m, self.y_m)


PANELS = {1: (0, 120, 240), 3: (20, 140, 260), 5: (10, 130, 250)}
SITES = (
    TrueSite(
        "DL001", "Buôn Đôn", 451_200.5, 1_421_500.25, 42, 39.5, "4G/5G", 2550, PANELS[1], 4, 200, "Viettel", "24133"
    ),
    TrueSite("DL002", "Ea Súp", 433_870.0, 1_443_020.5, 36, 33, "4G", None, (), None, None, "MobiFone", "24133"),
    TrueSite("DL003", "Cư M'gar", 467_015.75, 1_432_880.0, 45, 42.5, "4G/5G", 773, PANELS[3], 3, 40, "VNPT", "24136"),
    TrueSite("DL004", "Krông Pắc", 486_500.5, 1_411_310.5, 52.5, 50, "4G", None, (), None, None, "Viettel", "24136"),
    TrueSite("DL005", "Tuy Hòa", 538_125.0, 1_448_400.5, 30, 28, "4G/5G", 2550, PANELS[5], 6, 160, "Viettel", "22015"),
    TrueSite("DL006", "Đồng Xuân", 512_480.25, 1_477_090.0, 39, 36.5, "4G", None, (), None, None, "MobiFone", "22015"),
)

# id, name, people, x, y
VILLAGES = (
    ("T01", "Buôn Kon Hring", 1_234, 452_000.0, 1_420_000.0),
    ("T02", "Thôn Đồng Tâm", 845, 455_500.0, 1_431_000.0),
    ("T03", "Buôn Cuôr Đăng", 2_050, 470_250.0, 1_435_500.0),
    ("T04", "Thôn Phú Lễ", 1_610, 531_000.0, 1_450_750.0),
)

# id, owner, kind, fibres, vertices
CABLES = (
    ("C-01", "Viettel", "ngầm", 48, ((450_000.0, 1_420_000.0), (455_000.0, 1_424_500.0), (461_200.0, 1_430_100.0))),
    ("C-02", "VNPT", "treo", 24, ((470_000.0, 1_415_000.0), (486_000.0, 1_411_000.0))),
    ("C-03", "MobiFone", "cống", 96, ((530_000.0, 1_445_000.0), (538_000.0, 1_448_000.0))),
)
CABLE_KINDS = {"ngầm": "buried", "treo": "aerial", "cống": "duct"}

# code, name, people, box
COMMUNES = (
    ("24133", "Buôn Đôn", 61_250, (415_000.0, 1_395_000.0, 460_000.0, 1_490_000.0)),
    ("24136", "Krông Pắc", 142_300, (460_000.0, 1_395_000.0, 505_000.0, 1_490_000.0)),
    ("22015", "Đồng Xuân", 98_700, (505_000.0, 1_395_000.0, 550_000.0, 1_490_000.0)),
)

# day, operator, download, upload [Mb/s], latency [ms], commune
SPEED_TESTS = (
    ("2026-03-05", "viettel", 85.5, 21.25, 31.0, 0),
    ("2026-03-17", "mobifone", 40.0, 12.5, 45.0, 1),
    ("2026-04-02", "viettel", 120.25, 30.0, 28.0, 2),
)


def communes() -> gpd.GeoDataFrame:
    """The communes in the scenario's CRS."""
    table = {
        "code": [one[0] for one in COMMUNES],
        "name": [one[1] for one in COMMUNES],
        "population": [one[2] for one in COMMUNES],
    }
    return gpd.GeoDataFrame(table, geometry=[shapely.box(*one[3]) for one in COMMUNES], crs=EPSG)
