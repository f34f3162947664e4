"""Site lists whose coordinates are awkward: ways to write degrees, axes, meridians, and geometry of GIS files."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import geopandas as gpd
import known_truth as truth
import shapely
from cases import EPOCH, Case, in_tcvn3, in_vni
from file_writers import csv, ods, xls, xlsx
from pyproj import Transformer
from site_tables import data, table, wgs84

from covplan.ingest.settings import Coordinates

LONLAT: dict[str, Any] = {"coordinates": Coordinates.LONLAT}
GEOMETRY: dict[str, Any] = {"coordinates": Coordinates.GEOMETRY}


def parts(value: float) -> tuple[int, int, float]:
    """Degrees, minutes and seconds to 0.0001."""
    ticks = round(value * 36_000_000)
    whole, rest = divmod(ticks, 36_000_000)
    minutes, ticks = divmod(rest, 600_000)
    return whole, minutes, ticks / 10_000


def lonlat(
    lon: Callable[[float], Any] = lambda v: v, lat: Callable[[float], Any] = lambda v: v, **headings: str
) -> list[list[Any]]:
    """The list with latitude and longitude, written somehow."""
    rows = table(**{"x": "Vĩ độ", "y": "Kinh độ", **headings})
    for row, one in zip(rows[1:], truth.SITES, strict=True):
        there = wgs84(one)
        row[3], row[4] = lat(there[1]), lon(there[0])
    return rows


def dms(pattern: str, letters: str = "EN") -> dict[str, Callable[[float], str]]:
    """Ways to write longitude and latitude; ``letters`` are those of east and north."""

    def write(value: float, letter: str) -> str:
        d, m, s = parts(value)
        return pattern.format(d=d, m=m, s=s, sec=f"{s:.4f}", comma=f"{s:.4f}".replace(".", ","), L=letter)

    return {"lon": lambda v: write(v, letters[0]), "lat": lambda v: write(v, letters[1])}


def named_points(**changes: Any) -> gpd.GeoDataFrame:
    """The sites as points in WGS 84, with short ASCII names of columns."""
    z = changes.get("z", False)
    rows = [
        {
            "site_id": one.id,
            "ten_tram": one.name,
            "cao_cot": float(one.mast_m),
            "anten_h": float(one.antenna_m),
            "cong_nghe": one.technologies,
            "tan_so": str(one.freq_mhz or ""),
            "phuong_vi": "/".join(map(str, one.azimuths)),
            "goc_ngang": str(one.tilt_deg if one.tilt_deg is not None else ""),
            "cong_suat": str(one.power_w or ""),
            "chu_cot": one.owner,
        }
        for one in truth.SITES
    ]
    points = [shapely.Point(*wgs84(one), *((450.0,) if z else ())) for one in truth.SITES]
    return gpd.GeoDataFrame(rows, geometry=points, crs=4326)


POINT_COLUMNS = {"antenna_agl_m": "anten_h"}


def vector(driver: str, change: Callable[[gpd.GeoDataFrame], gpd.GeoDataFrame] = lambda f: f, **writing: Any) -> Any:
    return lambda file: change(named_points()).to_file(file, driver=driver, **writing)


def texts(change: Callable[[str], str]) -> Callable[[gpd.GeoDataFrame], gpd.GeoDataFrame]:
    return lambda frame: frame.assign(ten_tram=[change(name) for name in frame["ten_tram"]])


def two_layers(file: Path) -> None:
    frame = named_points()
    frame.assign(cao_cot=frame["cao_cot"] - 6).to_file(file, layer="tram_2025", driver="GPKG")
    frame.to_file(file, layer="tram_2026", driver="GPKG")


def no_crs(file: Path) -> None:
    vector("ESRI Shapefile", encoding="UTF-8")(file)
    file.with_suffix(".prj").unlink()


def swapped_kml(file: Path) -> None:
    vector("KML")(file)
    pair = re.compile(r"<coordinates>([\d.]+),([\d.]+)")
    file.write_text(pair.sub(r"<coordinates>\2,\1", file.read_text(encoding="utf-8")), encoding="utf-8")


ZONES = {"DL001": ("108:00", 5898), "DL003": ("108:15", 9217)}


def zoned(write: Callable[[str], Any], heading: str = "Kinh tuyến trục") -> list[list[Any]]:
    """The list with three zones; ``write`` writes a meridian."""
    rows = [[*table()[0], heading]]
    for row, one in zip(data(), truth.SITES, strict=True):
        meridian, epsg = ZONES.get(one.id, ("108:30", truth.EPSG))
        east, north = Transformer.from_crs(truth.EPSG, epsg, always_xy=True).transform(one.x_m, one.y_m)
        rows.append([*row[:3], round(north, 3), round(east, 3), *row[5:], write(meridian)])
    return rows


def all_in_zone(epsg: int) -> list[list[Any]]:
    rows = table()
    for row, one in zip(rows[1:], truth.SITES, strict=True):
        east, north = Transformer.from_crs(truth.EPSG, epsg, always_xy=True).transform(one.x_m, one.y_m)
        row[3], row[4] = round(north, 3), round(east, 3)
    return rows


def swapped(numbers: tuple[int, ...]) -> list[list[Any]]:
    rows = table()
    for number in numbers:
        rows[number][3], rows[number][4] = rows[number][4], rows[number][3]
    return rows


def both(move: float) -> list[list[Any]]:
    """X and Y, and longitude and latitude, these ``move`` degrees off."""
    rows = [[*table()[0], "Kinh độ", "Vĩ độ"]]
    return rows + [
        [*row, round(wgs84(one)[0] + move, 5), round(wgs84(one)[1], 5)]
        for row, one in zip(data(), truth.SITES, strict=True)
    ]


def _case(file: str, what: str, write: Callable[[Path], object], expected: str = "loads", **options: Any) -> Case:
    return Case(f"positions/{file}", what, "sites", write, expected, options)


DEGREES = (
    _case("decimal.csv", "decimal degrees", lambda f: csv(f, lonlat()), **LONLAT),
    _case("comma.csv", "decimal degrees with commas", lambda f: csv(f, lonlat(), decimal=","), **LONLAT),
    _case("signs.csv", "12°40'48.0000\"", lambda f: csv(f, lonlat(**dms("{d}°{m}'{sec}\""))), **LONLAT),
    _case("primes.xlsx", "° ′ ″", lambda f: xlsx(f, lonlat(**dms("{d}° {m:02d}′ {sec}″ {L}"))), **LONLAT),
    _case("curly.xls", "curly quotes", lambda f: xls(f, lonlat(**dms("{d}°{m}’{sec}”{L}"))), **LONLAT),
    _case("two_quotes.ods", "two single quotes", lambda f: ods(f, lonlat(**dms("{L}{d}°{m}'{sec}''"))), **LONLAT),
    _case("masculine.csv", "º for °, seconds with a comma", lambda f: csv(
        f, lonlat(**dms("{d}º{m}'{comma}\""))), **LONLAT),
    _case("spaces.csv", "108 3 0.0000", lambda f: csv(f, lonlat(**dms("{d} {m} {sec}"))), **LONLAT),
    _case("colons.csv", "108:03:00.0000", lambda f: csv(f, lonlat(**dms("{d}:{m:02d}:{sec}"))), **LONLAT),
    _case("letters_dms.csv", "108d03m00s", lambda f: csv(f, lonlat(**dms("{d}d{m}m{sec}s{L}"))), **LONLAT),
    _case("words.csv", "độ, phút, giây, Đông and Bắc", lambda f: csv(
        f, lonlat(**dms("{d} độ {m} phút {comma} giây {L}", ("Đông", "Bắc")))), **LONLAT),
    _case("bare_words.csv", "do, phut, giay without marks", lambda f: csv(
        f, lonlat(**dms("{d} do {m} phut {sec} giay"))), **LONLAT),
    _case("vietnamese.csv", "letters Đ and B", lambda f: csv(f, lonlat(**dms("{d}°{m}'{sec}\"{L}", "ĐB"))), **LONLAT),
    _case("nfd.csv", "words with letters and marks apart", lambda f: csv(
        f, lonlat(**dms("{d} đo\u0323\u0302 {m} phu\u0301t {sec} gia\u0302y"))), **LONLAT),
    _case("other_letter.csv", "N in the column of longitudes", lambda f: csv(
        f, lonlat(**dms("{d}°{m}'{sec}\"{L}", "NE"))), "cell.angle", **LONLAT),
    _case("south.csv", "a latitude of 12° S", lambda f: csv(f, lonlat(**dms("{d}°{m}'{sec}\"{L}", "ES"))),
          "position.unexplained", **LONLAT),
    _case("nam.csv", "a latitude with the word Nam", lambda f: csv(
        f, lonlat(**dms("{d} độ {m} phút {sec} giây {L}", ("Đông", "Nam")))), "position.unexplained", **LONLAT),
    _case("sixty.csv", "60 seconds", lambda f: csv(f, lonlat(lat=lambda v: f"{int(v)}°30'60\"")), "cell.angle",
          **LONLAT),
    _case("packed.csv", "12.4048 under (DMS)", lambda f: csv(
        f, lonlat(lon=lambda v: f"{parts(v)[0]}.{parts(v)[1]:02d}{parts(v)[2]:02.0f}", y="Kinh độ (DMS)")),
        "cell.angle", **LONLAT),
    _case("packed_whole.csv", "124048", lambda f: csv(
        f, lonlat(lat=lambda v: f"{parts(v)[0]}{parts(v)[1]:02d}{parts(v)[2]:02.0f}")), "cell.angle", **LONLAT),
    _case("radians.csv", "longitude in radians", lambda f: csv(f, lonlat(y="Kinh độ (rad)")), "cell.unit", **LONLAT),
    _case("in_metres.csv", "metres under Kinh độ (m)", lambda f: csv(
        f, table(x="Vĩ độ (m)", y="Kinh độ (m)")), "cell.angle", **LONLAT),
    _case("swapped_columns.csv", "the headings of longitude and latitude swapped", lambda f: csv(
        f, lonlat(x="Kinh độ", y="Vĩ độ")), "position.axes", **LONLAT),
    _case("titled_vn2000.xlsx", "degrees under a title that says VN-2000", lambda f: xlsx(
        f, [["Toạ độ địa lý hệ VN-2000"], *lonlat()]), "crs.stated", **LONLAT),
    _case("titled_hn72.xlsx", "degrees under a title that says HN-72", lambda f: xlsx(
        f, [["Hệ toạ độ HN72"], *lonlat()]), "crs.stated", **LONLAT),
    _case("titled_wgs84.xlsx", "degrees under a title that says WGS-84", lambda f: xlsx(
        f, [["Hệ toạ độ WGS-84"], *lonlat()]), **LONLAT),
)  # fmt: skip

AXES_AND_ZONES = (
    _case("x_is_east.csv", "X is east", lambda f: csv(f, table(x="Y", y="X")), "position.axes"),
    _case("one_swapped.csv", "one row with X and Y swapped", lambda f: csv(f, swapped((2,)))),
    _case("most_swapped.csv", "most rows swapped", lambda f: csv(f, swapped((1, 2, 3, 4)))  , "position.axes"),
    _case("zones.csv", "three meridians, 108°15' in a column", lambda f: csv(
        f, zoned(lambda m: m.replace(":", "°") + "'")), meridian=None),
    _case("zones_decimal.xlsx", "three meridians, as 108.25", lambda f: xlsx(
        f, zoned(lambda m: int(m[:3]) + int(m[4:]) / 60)), meridian=None),
    _case("zones_words.ods", "three meridians, as KTT 108 độ 15 phút", lambda f: ods(
        f, zoned(lambda m: f"KTT {m[:3]} độ {m[4:]} phút", "KTT")), meridian=None),
    _case("zones_dash.xls", "three meridians, as 108-15", lambda f: xls(
        f, zoned(lambda m: m.replace(":", "-"))), meridian=None),
    _case("zones_dot.csv", "three meridians, as 108.15 for 108°15'", lambda f: csv(
        f, zoned(lambda m: m.replace(":", "."))), "position.meridian", meridian=None),
    _case("zones_declared.csv", "three meridians in a column, the scenario declares one", lambda f: csv(
        f, zoned(lambda m: m)), "position.meridian_differs"),
    _case("zones_gap.csv", "a row without its meridian", lambda f: csv(
        f, [*zoned(lambda m: m)[:-1], [*zoned(lambda m: m)[-1][:-1], ""]]), "cell.empty", meridian=None),
    _case("no_meridian.csv", "no meridian anywhere", lambda f: csv(f, table()), "crs.meridian", meridian=None),
    _case("title_agrees.xlsx", "the title names the declared meridian", lambda f: xlsx(
        f, [["Hệ toạ độ VN-2000, kinh tuyến trục 108°30', múi chiếu 3°"], *table()])),
    _case("title_differs.xlsx", "the title names another meridian, which also lies in the province", lambda f: xlsx(
        f, [["Hệ toạ độ VN-2000, kinh tuyến trục 108°15', múi chiếu 3°"], *all_in_zone(9217)]), "crs.stated"),
    _case("title_words.csv", "the title: KTT 108 độ 15 phút", lambda f: csv(
        f, [["VN2000 KTT 108 độ 15 phút"], *all_in_zone(9217)]), "crs.stated"),
    _case("footnote_differs.xls", "a footnote names another meridian", lambda f: xls(
        f, [*all_in_zone(9217), [], ["Ghi chú: kinh tuyến trục 108°15'"]]), "crs.stated"),
    _case("heading_differs.csv", "a heading names another meridian", lambda f: csv(
        f, [*[[*["X (KTT 108°15')" if k == 3 else h for k, h in enumerate(r)]] for r in all_in_zone(9217)[:1]],
            *all_in_zone(9217)[1:]]), "crs.stated"),
    _case("six_degrees.xlsx", "a zone of 6°", lambda f: xlsx(
        f, [["VN-2000 múi chiếu 6°"], *all_in_zone(3406)]), "crs.stated"),
    _case("utm.xlsx", "UTM, by its title", lambda f: xlsx(f, [["UTM zone 49N"], *all_in_zone(32649)]), "crs.stated"),
    _case("hn72.xlsx", "HN-72, by its title", lambda f: xlsx(f, [["Hệ tọa độ Hà Nội 72"], *table()]), "crs.stated"),
    _case("communes_tell.csv", "another meridian, which only the commune codes tell", lambda f: csv(
        f, all_in_zone(9217)), "position.communes", admin_epoch=EPOCH),
    _case("twice_stated.csv", "X, Y and degrees that agree", lambda f: csv(f, both(0.0))),
    _case("twice_differs.csv", "X, Y and degrees 11 km apart", lambda f: csv(f, both(0.1)), "position.differs"),
    _case("degrees_for_metres.csv", "degrees where VN-2000 is declared", lambda f: csv(
        f, lonlat(x="X (m)", y="Y (m)")), "position.system"),
    _case("metres_for_degrees.csv", "VN-2000 where degrees are declared", lambda f: csv(
        f, table(x="Vĩ độ", y="Kinh độ")), "cell.angle", **LONLAT),
    _case("other_zone.csv", "all in the zone 105:45, undeclared", lambda f: csv(f, all_in_zone(9210)),
          "position.system"),
)  # fmt: skip


GIS = (
    _case("points.gpkg", "GeoPackage", vector("GPKG"), columns=POINT_COLUMNS, **GEOMETRY),
    _case("points.geojson", "GeoJSON", vector("GeoJSON"), columns=POINT_COLUMNS, **GEOMETRY),
    _case("points.shp", "Shapefile in VN-2000", vector(
        "ESRI Shapefile", lambda f: f.to_crs(truth.EPSG), encoding="UTF-8"), columns=POINT_COLUMNS, **GEOMETRY),
    _case("points.kml", "KML", vector("LIBKML"), columns=POINT_COLUMNS, **GEOMETRY),
    _case("points.kmz", "KMZ", vector("LIBKML"), columns=POINT_COLUMNS, **GEOMETRY),
    _case("points.tab", "MapInfo", vector("MapInfo File", encoding="UTF-8", BOUNDS="107,12,110,14"),
          columns=POINT_COLUMNS, **GEOMETRY),
    _case("points.mif", "MapInfo exchange", vector("MapInfo File", FORMAT="MIF", encoding="UTF-8"),
          columns=POINT_COLUMNS, **GEOMETRY),
    _case("points_z.gpkg", "points with heights", lambda f: named_points(z=True).to_file(f, driver="GPKG"),
          columns=POINT_COLUMNS, **GEOMETRY),
    _case("waypoints.gpx", "waypoints, which have no heights of masts", lambda f: named_points()[
        ["site_id", "geometry"]].rename(columns={"site_id": "name"}).to_file(f, driver="GPX"), "column.missing",
        columns={"site_id": "name"}, **GEOMETRY),
    _case("tcvn3.shp", "TCVN3 in a DBF", vector("ESRI Shapefile", texts(in_tcvn3), encoding="ISO-8859-1"),
          columns=POINT_COLUMNS, **GEOMETRY),
    _case("vni.tab", "VNI in MapInfo", vector(
        "MapInfo File", texts(in_vni), encoding="ISO-8859-1", BOUNDS="107,12,110,14"),
          columns=POINT_COLUMNS, **GEOMETRY),
    _case("two_layers.gpkg", "a layer for each year", two_layers, "vector.layers", columns=POINT_COLUMNS, **GEOMETRY),
    _case("two_layers_named.gpkg", "a layer for each year, one named", two_layers, columns=POINT_COLUMNS,
          sheet="tram_2026", **GEOMETRY),
    _case("no_crs.shp", "no .prj", no_crs, "crs.none", columns=POINT_COLUMNS, **GEOMETRY),
    _case("no_crs_declared.shp", "no .prj, the scenario declares it", no_crs, columns=POINT_COLUMNS, crs=4326,
          **GEOMETRY),
    _case("wrong_crs.gpkg", "another CRS than the scenario declares", vector("GPKG"), "crs.differs",
          columns=POINT_COLUMNS, crs=9217, **GEOMETRY),
    _case("swapped.kml", "latitude before longitude", swapped_kml, "position.axes",
        columns=POINT_COLUMNS, **GEOMETRY),
    _case("lines.gpkg", "lines for points", vector("GPKG", lambda f: f.set_geometry(f.geometry.buffer(0.01).boundary)),
          "table.no_rows", columns=POINT_COLUMNS, **GEOMETRY),
)  # fmt: skip

CASES = (*DEGREES, *AXES_AND_ZONES, *GIS)
