"""A tiny scenario whose every input carries a mark that says who may see it: what leaks is found by its mark.

``ZQX…`` nobody but the internal audience may see, ``ZQP…`` the partner (Viettel) too. Names of fields follow the mark.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import geopandas as gpd
import shapely
from pyproj import Transformer
from tiny_inputs import BOTTOM, EPSG, HEIGHT, LEFT, WIDTH, write_tiny_inputs

from tests.tiny_scenario import TOML

SECRET, PARTNERS = "ZQX", "ZQP"
OWN_FIBRES, OTHER_FIBRES, OTHER_SPARE, OTHER_DUCTS = 48271, 61573, 42419, 37193
"""Counts that stand nowhere else."""


@dataclass(frozen=True)
class Spot:
    """A planted point in the scenario's metres."""

    name: str
    x_m: float
    y_m: float

    @property
    def xy(self) -> tuple[float, float]:
        return self.x_m, self.y_m

    @cached_property
    def lonlat(self) -> tuple[float, float]:
        lon, lat = Transformer.from_crs(EPSG, 4326, always_xy=True).transform(self.x_m, self.y_m)
        return float(lon), float(lat)


OWN = Spot("own mast", LEFT + 1_237.4, BOTTOM + 1_419.3)
RENTED = Spot("own equipment on a mast of others", LEFT + 3_761.7, BOTTOM + 2_583.9)
OTHER = Spot("mast of another", LEFT + 4_112.6, BOTTOM + 1_187.2)
FAR = Spot("4G mast of another", LEFT + 2_318.9, BOTTOM + 3_377.1)
OWN_INSIDE = Spot("own mast in the withheld belt", LEFT + 4_686.3, BOTTOM + 3_713.8)
OTHER_INSIDE = Spot("mast of another in the base", LEFT + 611.7, BOTTOM + 3_391.2)
PLACE_INSIDE = Spot("place in the base", LEFT + 523.6, BOTTOM + 3_277.9)
VILLAGE_INSIDE = Spot("village in the belt", LEFT + 4_571.2, BOTTOM + 3_631.4)
WANTED = Spot("place where somebody wants a mast", LEFT + 2_871.3, BOTTOM + 613.8)

BASE = shapely.box(LEFT + 203.7, BOTTOM + 3_011.3, LEFT + 907.1, BOTTOM + 3_787.9)
BELT = shapely.box(LEFT + 4_391.7, BOTTOM + 3_413.9, LEFT + 4_943.3, BOTTOM + 3_961.7)

HIDDEN_FROM_PARTNER = (OTHER, FAR, OWN_INSIDE, OTHER_INSIDE, PLACE_INSIDE, VILLAGE_INSIDE)
HIDDEN_FROM_PUBLIC = (OWN, RENTED, WANTED, *HIDDEN_FROM_PARTNER)

FOLDER = "ZQXFOLDER nguyễn văn a"
_FILES = {
    "viettel.csv": "ZQXFILE viettel.csv",
    "mobifone.csv": "ZQXFILE mobifone.csv",
    "cáp.gpkg": "ZQXFILE cáp.gpkg",
    "đường.gpkg": "ZQXFILE đường.gpkg",
    "địa điểm.csv": "ZQXFILE địa điểm.csv",
    "thôn.csv": "ZQXFILE thôn.csv",
    "cấm.gpkg": "ZQXFILE cấm.gpkg",
    "xã.gpkg": "ZQXFILE xã.gpkg",
    "dân số.tif": "ZQXFILE dân số.tif",
    "đơn giá.csv": "ZQXFILE đơn giá.csv",
}
_SOURCES = {
    '"list"\n\n[[area.sites]]': '"ZQPSOURCE list of Viettel"\n\n[[area.sites]]',
    'source = "list"\n\n[radio': 'source = "ZQXSOURCE list of MobiFone"\n\n[radio',
    '"tiny roads"': '"© OpenStreetMap, /home/ZQXUSER nguyen/đường.gpkg"',
    '"tiny people"': '"C:\\\\Users\\\\ZQXUSER\\\\dân số.tif"',
    '"tiny cables"': '"ZQXSOURCE cables"',
    '"tiny villages"': '"ZQXSOURCE villages"',
    '"tiny exclusions"': '"ZQXSOURCE exclusions"',
}
_MORE = """
[outputs]
as_of = "2026-11-23"
partner = "viettel"
withheld = [{ file = "ZQXFILE vành đai.gpkg", source = "ZQXSOURCE belt" }]
"""
_AREA = """positions = [{ file = "ZQXFILE vị trí.csv", source = "ZQXSOURCE positions" }]
ducts = [{ file = "ZQXFILE cống.gpkg", source = "ZQXSOURCE ducts" }]
road_works = [{ file = "ZQXFILE công trình.gpkg", source = "ZQXSOURCE works" }]
fibre_entries = [{ file = "ZQXFILE điểm vào.csv", source = "ZQXSOURCE entries" }]

[[area.sites]]
file = "ZQXFILE viettel.csv\""""


def write_planted_scenario(folder: Path) -> Path:
    """The scenario file in a folder of its own below."""
    home = folder / FOLDER
    write_tiny_inputs(home)
    _write_masts(home)
    _write_cables(home)
    _write_places(home)
    for plain, planted in _FILES.items():
        (home / plain).rename(home / planted)
    text = TOML
    for plain, planted in (*_SOURCES.items(), *_FILES.items()):
        assert plain in text, plain
        text = text.replace(plain, planted)
    text = text.replace('[[area.sites]]\nfile = "ZQXFILE viettel.csv"', _AREA, 1)
    (home / "kịch bản.toml").write_text(text + _MORE, encoding="utf-8")
    return home / "kịch bản.toml"


def _write_masts(home: Path) -> None:
    heads = "Mã trạm;Tên trạm;X (m);Y (m);Chiều cao cột (m);Công nghệ;Tần số 5G;Phương vị;Góc ngẩng;Chủ cột;Đường vào"
    rows = [
        ("ZQPID1", "ZQPNAME1", OWN, 42, "4G/5G", "2550", "Viettel", "ZQXROAD1"),
        ("ZQPID2", "ZQPNAME2", RENTED, 36, "4G", "", "ZQPTOWERCO", "ZQXROAD2"),
        ("ZQXID3", "ZQXNAME3", OWN_INSIDE, 47, "4G", "", "Viettel", "ZQXROAD3"),
    ]
    lines = [
        f"{id};{name};{at.y_m:.1f};{at.x_m:.1f};{height};{tech};{freq};0/120/240;4;{owner};{road}".replace(".", ",")
        for id, name, at, height, tech, freq, owner, road in rows
    ]
    (home / "viettel.csv").write_text("\n".join([heads, *lines]) + "\n", encoding="utf-8-sig")
    heads = "site_id,name,lon,lat,height_m,tech,freq_mhz,azimuths,tilt_deg,tower_owner,power_area"
    others = [("ZQXID4", OTHER, "4G/5G", "3850"), ("ZQXID5", FAR, "4G", ""), ("ZQXID6", OTHER_INSIDE, "4G", "")]
    lines = [
        f'{id},ZQXNAME of {id},{at.lonlat[0]:.9f},{at.lonlat[1]:.9f},45,{tech},{freq},"0,120,240",5,ZQXTOWERCO,ZQXPOWER'
        for id, at, tech, freq in others
    ]
    (home / "mobifone.csv").write_text("\n".join([heads, *lines]) + "\n", encoding="utf-8")


def _write_cables(home: Path) -> None:
    def along(north: float, first: float = 0.0, last: float = WIDTH) -> shapely.LineString:
        return shapely.LineString([(LEFT + first, BOTTOM + north), (LEFT + last, BOTTOM + north)])

    table = {
        "ma_tuyen": ["ZQPCABLE", "ZQXCABLE", "ZQXCABLE inside"],
        "don_vi": ["Viettel", "ZQXCABLECO", "Viettel"],
        "loai": ["ngầm", "treo", "ngầm"],
        "so_soi": [OWN_FIBRES, OTHER_FIBRES, 24],
        "soi_roi": [12, OTHER_SPARE, 2],
    }
    lines = [along(1_500, 0, 1_500), along(2_791.3, 150.7, 4_871.9), along(3_523.7, 4_100, 4_700)]
    gpd.GeoDataFrame(table, geometry=lines, crs=EPSG).to_file(home / "cáp.gpkg")
    duct = {"ma": ["ZQXDUCT"], "don_vi": ["ZQXDUCTCO"], "ong_trong": [OTHER_DUCTS]}
    gpd.GeoDataFrame(duct, geometry=[along(1_700, 2_000, 3_000)], crs=EPSG).to_file(home / "ZQXFILE cống.gpkg")
    works = {
        "ten": ["ZQXWORKS"],
        "namkhoicong": [2027],
        "namhoanthanh": [2028],
        "tietkiem": [40],
        "owner": ["ZQXCLIENT"],
    }
    place = [along(1_500, 1_000, 2_000)]
    gpd.GeoDataFrame(works, geometry=place, crs=EPSG).to_file(home / "ZQXFILE công trình.gpkg")
    lon, lat = Spot("entry", LEFT, BOTTOM + 1_500).lonlat
    entry = f"name,owner,leads_to,lon,lat\nZQXENTRY,ZQXENTRYCO,ZQXPROVINCE,{lon},{lat}\n"
    (home / "ZQXFILE điểm vào.csv").write_text(entry, encoding="utf-8")
    roads = {
        "ref": ["QL.26", "ĐT.699"],
        "name": ["Quốc lộ 26", "ZQXBASEROAD"],
    }
    lines = [along(1_500), along(3_300, 300, 800)]
    gpd.GeoDataFrame(roads, geometry=lines, crs=EPSG).to_file(home / "đường.gpkg")


def _write_places(home: Path) -> None:
    def row(start: str, at: Spot) -> str:
        return f"{start},{at.lonlat[0]},{at.lonlat[1]}\n"

    seen = Spot("seen", LEFT + 4_000, BOTTOM + 1_000)
    text = "name,category,lon,lat\n" + row("ZQPPLACE,hospital", seen) + row("ZQXPLACE,hospital", PLACE_INSIDE)
    (home / "địa điểm.csv").write_text(text, encoding="utf-8")
    text = "village_id,name,people,lon,lat\n" + row("ZQXV1,ZQXVILLAGE seen,120", seen)
    (home / "thôn.csv").write_text(text + row("ZQXV2,ZQXVILLAGE,80", VILLAGE_INSIDE), encoding="utf-8")
    text = "id,owner,land,note,height,lon,lat\n" + row("ZQXPOSITION,ZQXLANDOWNER,ZQXLAND,ZQXNOTE,45", WANTED)
    (home / "ZQXFILE vị trí.csv").write_text(text, encoding="utf-8")
    gpd.GeoDataFrame({"name": ["ZQXBASE"]}, geometry=[BASE], crs=EPSG).to_file(home / "cấm.gpkg")
    gpd.GeoDataFrame({"name": ["ZQXBELT"]}, geometry=[BELT], crs=EPSG).to_file(home / "ZQXFILE vành đai.gpkg")


assert BELT.bounds[3] < BOTTOM + HEIGHT
