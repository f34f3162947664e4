"""The parts into which each source cuts the world, and which of them a box touches.

Each rule returns what the placeholders of the source's path stand for, one mapping per file.
"""

from __future__ import annotations

import csv
import json
import math
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

import shapely
import shapely.geometry

from covplan.errors import DownloadError
from covplan.ingest.open_data.s2_cells import level_4_tokens

Names = Mapping[str, str]

_HALF_PIXEL_DEG = 0.5 / 3600.0  # pixel centres of GLO-30 lie on whole degrees: its tiles are shifted half a pixel
_GHSL_LEFT_DEG, _GHSL_TOP_DEG = -180.0079167, 89.0995831  # outer corner of tile R1_C1


@dataclass(frozen=True)
class Where:
    """The place for which data are wanted.

    Attributes
    ----------
    west, south, east, north : float
        Box [degrees, WGS 84].
    iso3 : str
        Country, ISO 3166-1 alpha-3.
    region : str
        Path of Geofabrik's extract, e.g. asia/vietnam; empty: found in its index.
    provinces : tuple of str
        Codes of Vietnamese provinces of 2025, two digits; empty elsewhere.
    year : int
        Of the population.
    level : str
        Level of geoBoundaries, e.g. ADM2.
    mcc : str
        Mobile country code; empty: not known.
    quarters : int
        So many of the newest quarters of what is published by quarters.
    """

    west: float
    south: float
    east: float
    north: float
    iso3: str = "VNM"
    region: str = ""
    provinces: tuple[str, ...] = ()
    year: int = 2025
    level: str = "ADM2"
    mcc: str = ""
    quarters: int = 1

    def steps(self, deg: int, shift_deg: float = 0.0) -> list[tuple[int, int]]:
        """South-west corners (lat, lon) of the cells of so many degrees that the box touches."""
        lats = range(_down(self.south - shift_deg, deg), _down(self.north - shift_deg, deg) + 1, deg)
        lons = range(_down(self.west + shift_deg, deg), _down(self.east + shift_deg, deg) + 1, deg)
        return [(lat, lon) for lat in lats for lon in lons]

    def rounded_box(self) -> tuple[float, float, float, float]:
        """The box, outwards to a hundredth of a degree: small changes of a place ask for the same part of a file."""
        lower = [math.floor(value * 100) / 100 for value in (self.west, self.south)]
        upper = [math.ceil(value * 100) / 100 for value in (self.east, self.north)]
        return lower[0], lower[1], upper[0], upper[1]


def _down(value: float, step: int) -> int:
    return math.floor(value / step) * step


def _lat(deg: int) -> str:
    return f"{'N' if deg >= 0 else 'S'}{abs(deg):02d}"


def _lon(deg: int) -> str:
    return f"{'E' if deg >= 0 else 'W'}{abs(deg):03d}"


def glo30(where: Where, index: str) -> list[Names]:
    """Copernicus GLO-30 tiles; those that its index does not list lie in the sea."""
    listed = set(index.split())
    names = (f"Copernicus_DSM_COG_10_{_lat(lat)}_00_{_lon(lon)}_00_DEM" for lat, lon in where.steps(1, _HALF_PIXEL_DEG))
    return [{"tile": name} for name in names if name in listed]


def degree(where: Where, _index: str) -> list[Names]:
    """Tiles of one degree, named by their south-west corners."""
    return [{"lat": _lat(lat), "lon": _lon(lon)} for lat, lon in where.steps(1)]


def three_degrees(where: Where, index: str) -> list[Names]:
    """WorldCover tiles; those that its grid does not list lie in the sea."""
    listed = {feature["properties"]["ll_tile"] for feature in json.loads(index)["features"]}
    names = (f"{_lat(lat)}{_lon(lon)}" for lat, lon in where.steps(3))
    return [{"tile": name} for name in names if name in listed]


def ten_degrees(where: Where, _index: str) -> list[Names]:
    """FABDEM archives of ten degrees."""
    return [{"tile": f"{_lat(lat)}{_lon(lon)}-{_lat(lat + 10)}{_lon(lon + 10)}"} for lat, lon in where.steps(10)]


def ghsl(where: Where, _index: str) -> list[Names]:
    """Tiles of the Global Human Settlement Layer in 3 arc-seconds; epochs are five years apart."""
    rows = [math.floor((_GHSL_TOP_DEG - lat) / 10.0) + 1 for lat in (where.north, where.south)]
    cols = [math.floor((lon - _GHSL_LEFT_DEG) / 10.0) + 1 for lon in (where.west, where.east)]
    epoch = str(min(2030, max(1975, 5 * round(where.year / 5))))
    tiles = ((row, col) for row in range(rows[0], rows[1] + 1) for col in range(cols[0], cols[1] + 1))
    return [{"tile": f"R{row}_C{col}", "epoch": epoch} for row, col in tiles]


def hrsl(where: Where, index: str) -> list[Names]:
    """The files of a virtual mosaic (VRT) whose rectangles the box touches.

    Their names carry versions of their own, so that only the mosaic tells them.
    """
    found = re.search(r"<GeoTransform>([^<]+)</GeoTransform>", index)
    if found is None:
        raise ValueError("VRT")
    left, x_step, _, top, _, y_step = map(float, found[1].split(","))
    names = re.findall(r"<SourceFilename[^>]*>([^<]+)</SourceFilename>", index)
    places = re.findall(r"<DstRect ([^/>]+)/?>", index)
    if len(names) != len(places):
        raise ValueError("VRT")
    touched: list[Names] = []
    for path, text in zip(names, places, strict=True):
        at = {name: float(value) for name, value in re.findall(r'(\w+)="([^"]+)"', text)}
        west, north = left + at["xOff"] * x_step, top + at["yOff"] * y_step
        east, south = west + at["xSize"] * x_step, north + at["ySize"] * y_step
        if west < where.east and where.west < east and south < where.north and where.south < north:
            touched.append({"path": path})
    return touched


def country(where: Where, _index: str) -> list[Names]:
    """One file for the whole country and year."""
    return [{"iso3": where.iso3.lower(), "ISO3": where.iso3.upper(), "year": str(where.year)}]


def region(where: Where, index: str) -> list[Names]:
    """One extract of Geofabrik: the named one, else the smallest of its index that holds the box."""
    if where.region:
        return [{"region": where.region}]
    place = shapely.box(where.west, where.south, where.east, where.north)
    holding = []
    for feature in json.loads(index)["features"]:
        shape = shapely.geometry.shape(feature["geometry"]) if feature["geometry"] else None
        if shape is not None and shapely.covers(shape, place):
            holding.append((shape.area, feature["properties"]["urls"]["pbf"]))
    if not holding:
        return []
    path = urlsplit(min(holding)[1]).path
    return [{"region": path.removeprefix("/").removesuffix("-latest.osm.pbf")}]


def overpass(where: Where, _index: str) -> list[Names]:
    """One question about the box; its numbers, outwards to a thousandth of a degree, name the file."""
    outwards = (math.floor, math.floor, math.ceil, math.ceil)
    box = (where.west, where.south, where.east, where.north)
    return [{"box": "_".join(f"{down(1e3 * value) / 1e3:.3f}" for down, value in zip(outwards, box, strict=True))}]


def mobile_country(where: Where, _index: str) -> list[Names]:
    """One file per mobile country code."""
    if not where.mcc:
        raise DownloadError("fetch.no_mcc", country=where.iso3)
    return [{"mcc": where.mcc}]


def communes(where: Where, index: str) -> list[Names]:
    """The commune files of provinces in a Git tree."""
    tree = json.loads(index)
    if tree.get("truncated"):
        raise DownloadError("fetch.index", url="git tree", reason="truncated")
    codes = "|".join(where.provinces)
    wanted = re.compile(rf"json/geojson/(?:{codes})_[^/]+/wards/[0-9]+_[^/]+\.geojson")
    found = [entry for entry in tree["tree"] if wanted.fullmatch(entry["path"])]
    return [{"path": entry["path"], "size": str(entry.get("size", 0))} for entry in found]


def geoboundaries(_where: Where, index: str) -> list[Names]:
    """The address that the record of a country and level names."""
    return [{"url": json.loads(index)["gjDownloadURL"]}]


def newest_keys(where: Where, index: str) -> list[Names]:
    """The last keys of a bucket's list: quarters are published with delay, so that dates do not tell the newest."""
    sizes = dict(re.findall(r"<Key>([^<]+\.parquet)</Key>(?:(?!<Key>).)*?<Size>(\d+)</Size>", index, re.DOTALL))
    keys = sorted(re.findall(r"<Key>([^<]+\.parquet)</Key>", index))
    return [{"key": key, "size": sizes.get(key, "0")} for key in keys[-where.quarters :]]


def quadkeys(where: Where, index: str) -> list[Names]:
    """Microsoft's building files of the quadkeys of level 9 that the box touches."""
    touched = set(quadkeys_of(where, 9))
    rows = csv.DictReader(index.splitlines())
    return [{"url": row["Url"]} for row in rows if row["QuadKey"].zfill(9) in touched]


def quadkeys_of(where: Where, level: int) -> Iterable[str]:
    """Names of the map tiles of a zoom level that the box touches, as Bing Maps writes them."""

    def tile(lon: float, lat: float) -> tuple[int, int]:
        y = (1.0 - math.asinh(math.tan(math.radians(lat))) / math.pi) / 2.0
        return int((lon + 180.0) / 360.0 * 2**level), int(y * 2**level)

    (left, top), (right, bottom) = tile(where.west, where.north), tile(where.east, where.south)
    for x in range(left, right + 1):
        for y in range(top, bottom + 1):
            yield "".join(str((x >> bit & 1) + 2 * (y >> bit & 1)) for bit in range(level - 1, -1, -1))


def s2_level_4(where: Where, _index: str) -> list[Names]:
    """Google's building files."""
    return [{"tile": token} for token in level_4_tokens(where.west, where.south, where.east, where.north)]


WITHOUT_INDEX = {"degree", "ghsl", "s2-level-4"}
"""Rules whose sources list no files: a tile that is not there lies in the sea or where nobody lives."""

TILINGS: dict[str, Callable[[Where, str], list[Names]]] = {
    "glo30": glo30,
    "degree": degree,
    "three-degrees": three_degrees,
    "ten-degrees": ten_degrees,
    "ghsl": ghsl,
    "hrsl": hrsl,
    "country": country,
    "region": region,
    "overpass": overpass,
    "mcc": mobile_country,
    "communes": communes,
    "geoboundaries": geoboundaries,
    "newest-keys": newest_keys,
    "quadkeys": quadkeys,
    "s2-level-4": s2_level_4,
}
