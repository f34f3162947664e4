"""Villages, cables, communes and speed tests: people, lines, polygons and dates."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import geopandas as gpd
import known_truth as truth
import shapely
from cases import Case, decomposed, degrees, in_tcvn3, in_vni, mapped
from file_writers import Page, csv, ods, xls, xlsx


def villages(people: Callable[[int], Any] = lambda v: v, heading: str = "Số người") -> list[list[Any]]:
    rows: list[list[Any]] = [["Mã thôn", "Tên thôn", heading, "Kinh độ", "Vĩ độ"]]
    for id, name, count, x, y in truth.VILLAGES:
        rows.append([id, name, people(count), *degrees(x, y)])
    return rows


def village_points(**columns: Any) -> gpd.GeoDataFrame:
    table = {
        "ma_thon": [one[0] for one in truth.VILLAGES],
        "ten_thon": [one[1] for one in truth.VILLAGES],
        "so_nguoi": [one[2] for one in truth.VILLAGES],
        **columns,
    }
    points = [shapely.Point(one[3], one[4]) for one in truth.VILLAGES]
    return gpd.GeoDataFrame(table, geometry=points, crs=truth.EPSG)


def cables(z: bool = False, epsg: int = truth.EPSG) -> gpd.GeoDataFrame:
    table = {
        "ma_tuyen": [one[0] for one in truth.CABLES],
        "don_vi": [one[1] for one in truth.CABLES],
        "loai": [one[2] for one in truth.CABLES],
        "so_soi": [one[3] for one in truth.CABLES],
    }
    lines = [shapely.LineString([(*xy, 450.0) for xy in one[4]] if z else one[4]) for one in truth.CABLES]
    return gpd.GeoDataFrame(table, geometry=lines, crs=truth.EPSG).to_crs(epsg)


def cable_file(driver: str, epsg: int = 4326, z: bool = False, **writing: Any) -> Callable[[Path], object]:
    return lambda file: cables(z, epsg).to_file(file, driver=driver, **writing)


def tracks(file: Path) -> None:
    frame = cables(epsg=4326)[["ma_tuyen", "geometry"]].rename(columns={"ma_tuyen": "name"})
    frame.geometry = [shapely.MultiLineString([line]) for line in frame.geometry]
    frame.to_file(file, driver="GPX", layer="tracks")


def tracks_and_waypoints(file: Path) -> None:
    """A route with the points at which somebody stopped, as a hand-held receiver saves them."""
    tracks(file)
    text = file.read_text(encoding="utf-8")
    file.write_text(
        text.replace("<trk>", '<wpt lat="12.9" lon="108.1"><name>P1</name></wpt><trk>', 1), encoding="utf-8"
    )


def drawing(file: Path) -> None:
    frame = gpd.GeoDataFrame({"Layer": [one[0] for one in truth.CABLES]}, geometry=cables().geometry, crs=None)
    frame.to_file(file, driver="DXF")


def no_crs_lines(file: Path) -> None:
    cable_file("ESRI Shapefile", truth.EPSG, encoding="UTF-8")(file)
    file.with_suffix(".prj").unlink()


def swapped_lines(file: Path) -> None:
    frame = cables()
    frame.geometry = shapely.transform(frame.geometry.to_numpy(), lambda xy: xy[:, ::-1])
    frame.to_file(file, driver="GPKG")


def recoded(frame: gpd.GeoDataFrame, column: str, change: Callable[[str], str]) -> gpd.GeoDataFrame:
    return frame.assign(**{column: [change(text) for text in frame[column]]})


def communes(people: Callable[[int], Any] = lambda v: v, name: Callable[[str], str] = lambda v: v) -> gpd.GeoDataFrame:
    table = {
        "ma_xa": [one[0] for one in truth.COMMUNES],
        "ten_xa": [name(one[1]) for one in truth.COMMUNES],
        "dan_so": [people(one[2]) for one in truth.COMMUNES],
    }
    return gpd.GeoDataFrame(table, geometry=truth.communes().geometry, crs=truth.EPSG)


def speed(day: Callable[[date], Any] = lambda v: v.isoformat(), **headings: str) -> list[list[Any]]:
    names = {"dl": "dl_mbps", "ul": "ul_mbps", "ms": "latency_ms", **headings}
    rows: list[list[Any]] = [["Thời gian", "Kinh độ", "Vĩ độ", "Nhà mạng", "Công nghệ", *names.values()]]
    for at, operator, dl, ul, ms, commune in truth.SPEED_TESTS:
        left, below, right, above = truth.COMMUNES[commune][3]
        place = degrees((left + right) / 2, (below + above) / 2)
        rows.append([day(date.fromisoformat(at)), *place, operator, "5G", dl, ul, ms])
    return rows


def times(rows: list[list[Any]], column: int, factor: float) -> list[list[Any]]:
    return [rows[0], *[[*r[:column], r[column] * factor, *r[column + 1 :]] for r in rows[1:]]]


def serial(zero: date) -> Callable[[date], int]:
    return lambda day: (day - zero).days


SERIAL_1900, SERIAL_1904 = serial(date(1899, 12, 30)), serial(date(1904, 1, 1))
SPANS = ((2, 3, 3, 3),)


def _case(
    kind: str, file: str, what: str, write: Callable[[Path], object], expected: str = "loads", **options: Any
) -> Case:
    return Case(f"{kind.replace(' ', '_')}/{file}", what, kind, write, expected, options)


VILLAGES = (
    _case("villages", "plain.xlsx", "a plain workbook", lambda f: xlsx(f, villages())),
    _case("villages", "dots.csv", "1.234 people, or 1.2", lambda f: csv(
        f, villages(lambda v: f"{v:,}".replace(",", "."))), "cell.separator"),
    _case("villages", "commas.csv", "1,234 people, or 1.2", lambda f: csv(f, villages(lambda v: f"{v:,}")),
          "cell.separator"),
    _case("villages", "dots_proven.csv", "1.234,0 in the same column proves the dot", lambda f: csv(
        f, villages(lambda v: f"{v:,}".replace(",", ".") + (",0" if v == 2050 else "")))),
    _case("villages", "spaces.csv", "1 234 people", lambda f: csv(f, villages(lambda v: f"{v:,}".replace(",", " ")))),
    _case("villages", "thousands.csv", "1,234 thousand people", lambda f: csv(
        f, villages(lambda v: v / 1000, "Số người (nghìn người)"), decimal=",")),
    _case("villages", "households.csv", "households for people", lambda f: csv(
        f, villages(heading="Dân số (hộ)")), "cell.unit"),
    _case("villages", "people_in_cells.csv", "1234 người in the cells", lambda f: csv(
        f, villages(lambda v: f"{v} người"))),
    _case("villages", "merged.xlsx", "people of two villages in one merged cell", lambda f: xlsx(
        f, Page("Thôn", villages(), SPANS)), "cell.merged"),
    _case("villages", "merged.xls", "the same, Excel 97", lambda f: xls(f, Page("Thôn", villages(), SPANS)),
          "cell.merged"),
    _case("villages", "merged.ods", "the same, LibreOffice", lambda f: ods(f, Page("Thôn", villages(), SPANS)),
          "cell.merged"),
    _case("villages", "total.xlsx", "a total with coordinates of the commune's office", lambda f: xlsx(
        f, [*villages(), ["Tổng cộng", "Toàn xã", 5739, *degrees(452_000.0, 1_420_000.0)]])),
    _case("villages", "total_below.ods", "a total below", lambda f: ods(f, [*villages(), [], ["", "Tổng", 5739]])),
    _case("villages", "tcvn3.csv", "TCVN3, bytes", lambda f: csv(f, mapped(villages(), in_tcvn3), "latin-1")),
    _case("villages", "vni.xls", "VNI in Excel 97", lambda f: xls(f, mapped(villages(), in_vni))),
    _case("villages", "nfd.ods", "letters and marks apart", lambda f: ods(f, decomposed(villages()))),
    _case("villages", "points.kml", "KML", lambda f: village_points().to_crs(4326).to_file(f, driver="LIBKML")),
    _case("villages", "points_z.gpkg", "points with heights", lambda f: village_points().set_geometry(
        shapely.force_3d(village_points().geometry, 400.0)).to_file(f, driver="GPKG")),
    _case("villages", "text_people.shp", "people as text 1.234 in a DBF", lambda f: village_points(
        so_nguoi=["1.234", "845", "2.050", "1.610"]).to_file(f, driver="ESRI Shapefile", encoding="UTF-8"),
        "cell.separator"),
    _case("villages", "titled.xlsx", "degrees under a title that says VN-2000", lambda f: xlsx(
        f, [["Hệ VN-2000"], *villages()]), "crs.stated"),
    _case("villages", "exponent.csv", "people as 1.2E+03", lambda f: csv(f, villages(lambda v: f"{v:.1E}")),
          "cell.rounded"),
    _case("villages", "percent.xlsx", "people with the format of a percentage", lambda f: xlsx(
        f, villages(), change=lambda b: [setattr(b.worksheets[0].cell(k, 3), "number_format", "0%") for k in (2, 3)]),
        "cell.unit"),
)  # fmt: skip

CABLES = (
    _case("cables", "lines.kml", "KML", cable_file("LIBKML")),
    _case("cables", "lines.kmz", "KMZ", cable_file("LIBKML")),
    _case("cables", "lines.gpx", "tracks of a receiver", tracks, columns={"id": "name"}, owner="viettel", knows=()),
    _case("cables", "both.gpx", "tracks and waypoints", tracks_and_waypoints, "vector.layers",
          columns={"id": "name"}, owner="viettel", knows=()),
    _case("cables", "both_named.gpx", "tracks and waypoints, the tracks named", tracks_and_waypoints, layer="tracks",
          columns={"id": "name"}, owner="viettel", knows=()),
    _case("cables", "lines.tab", "MapInfo", cable_file("MapInfo File", BOUNDS="107,12,110,14", encoding="UTF-8")),
    _case("cables", "no_datum.tab", "VN-2000 whose datum MapInfo does not know", cable_file(
        "MapInfo File", truth.EPSG, BOUNDS="400000,1300000,600000,1500000", encoding="UTF-8"), "crs.datum"),
    _case("cables", "declared.tab", "the same, the scenario declares VN-2000", cable_file(
        "MapInfo File", truth.EPSG, BOUNDS="400000,1300000,600000,1500000", encoding="UTF-8"), crs=truth.EPSG),
    _case("cables", "lines.mif", "MapInfo exchange", cable_file("MapInfo File", FORMAT="MIF", encoding="UTF-8")),
    _case("cables", "lines.dxf", "a drawing, its CRS declared", drawing, crs=truth.EPSG, columns={"id": "Layer"},
          owner="viettel", knows=()),
    _case("cables", "no_crs.dxf", "a drawing without a CRS", drawing, "crs.none", columns={"id": "Layer"},
          owner="viettel", knows=()),
    _case("cables", "lines.geojson", "GeoJSON", cable_file("GeoJSON")),
    _case("cables", "lines_z.gpkg", "lines with heights", cable_file("GPKG", truth.EPSG, z=True)),
    _case("cables", "lines_z.shp", "lines with heights, Shapefile", cable_file(
        "ESRI Shapefile", truth.EPSG, z=True, encoding="UTF-8")),
    _case("cables", "no_crs.shp", "no .prj", no_crs_lines, "crs.none"),
    _case("cables", "other_zone.gpkg", "in another zone, as the file says", cable_file("GPKG", 9217)),
    _case("cables", "swapped.gpkg", "X and Y swapped", swapped_lines, "vector.elsewhere"),
    _case("cables", "tcvn3.shp", "TCVN3 in a DBF", lambda f: recoded(cables(), "loai", in_tcvn3).assign(
        ghi_chu=[in_tcvn3(t) for t in ("tuyến chính", "đường tỉnh", "phường")]).to_file(f, encoding="ISO-8859-1")),
    _case("cables", "dot.csv.gpkg", "fibres as text 1.048", lambda f: cables().assign(
        so_soi=["1.048", "24", "96"]).to_file(f, driver="GPKG"), "cell.count"),
    _case("cables", "html.kml", "a KML with nothing but a folder", lambda f: f.write_text(
        '<kml xmlns="http://www.opengis.net/kml/2.2"><Document><Folder><name>x</name></Folder></Document></kml>'),
        "vector.empty"),
)  # fmt: skip

COMMUNES = (
    _case("communes", "polygons.kml", "KML", lambda f: communes().to_crs(4326).to_file(f, driver="LIBKML")),
    _case("communes", "tcvn3.shp", "TCVN3 in a DBF", lambda f: communes(name=in_tcvn3).to_file(
        f, encoding="ISO-8859-1")),
    _case("communes", "vni.tab", "VNI in MapInfo", lambda f: communes(name=in_vni).to_crs(4326).to_file(
        f, driver="MapInfo File", encoding="ISO-8859-1", BOUNDS="107,12,110,14")),
    _case("communes", "no_datum.tab", "VN-2000 whose datum MapInfo does not know", lambda f: communes().to_file(
        f, driver="MapInfo File", encoding="UTF-8", BOUNDS="400000,1300000,600000,1500000"), "crs.datum"),
    _case("communes", "people.shp", "people as text 61.250", lambda f: communes(
        lambda v: f"{v:,}".replace(",", ".")).to_file(f, encoding="UTF-8"), "cell.count"),
    _case("communes", "spaces.shp", "people as text 61 250", lambda f: communes(
        lambda v: f"{v:,}".replace(",", " ")).to_file(f, encoding="UTF-8")),
    _case("communes", "eth.gpkg", "Ð (eth) for Đ", lambda f: communes(name=lambda n: n.replace("Đ", "Ð")).to_file(f)),
)  # fmt: skip

DATES = (
    _case("speed tests", "iso.csv", "2026-03-05", lambda f: csv(f, speed())),
    _case("speed tests", "day_first.csv", "05/03/2026 08:15", lambda f: csv(f, speed(lambda d: f"{d:%d/%m/%Y} 08:15"))),
    _case("speed tests", "month_first.csv", "03/17/2026, month first", lambda f: csv(
        f, speed(lambda d: f"{d:%m/%d/%Y}")), "cell.month_first"),
    _case("speed tests", "two_digits.csv", "05/03/26", lambda f: csv(f, speed(lambda d: f"{d:%d/%m/%y}")), "cell.time"),
    _case("speed tests", "dates.xlsx", "dates of Excel", lambda f: xlsx(
        f, speed(lambda d: datetime(d.year, d.month, d.day, 9, 30)))),
    _case("speed tests", "dates_1904.xlsx", "dates of a workbook that counts from 1904", lambda f: xlsx(
        f, speed(lambda d: datetime(d.year, d.month, d.day)), mac=True)),
    _case("speed tests", "dates_1904.xls", "the same, Excel 97", lambda f: xls(
        f, speed(lambda d: datetime(d.year, d.month, d.day)), mac=True)),
    _case("speed tests", "dates.ods", "dates of LibreOffice", lambda f: ods(f, speed(lambda d: d))),
    _case("speed tests", "serial.xlsx", "46086 in a workbook from 1900", lambda f: xlsx(f, speed(SERIAL_1900))),
    _case("speed tests", "serial_1904.xlsx", "44624 in a workbook from 1904", lambda f: xlsx(
        f, speed(SERIAL_1904), mac=True)),
    _case("speed tests", "serial_1904.xls", "the same, Excel 97", lambda f: xls(f, speed(SERIAL_1904), mac=True)),
    _case("speed tests", "serial.csv", "46086 in text: from 1900 or 1904", lambda f: csv(f, speed(SERIAL_1900)),
          "cell.serial"),
    _case("speed tests", "year.xlsx", "2026 alone", lambda f: xlsx(f, speed(lambda d: d.year)), "cell.time"),
    _case("speed tests", "kilobits.csv", "download in kb/s", lambda f: csv(
        f, times(speed(dl="Download (kbps)"), 5, 1000)), columns={"dl_mbps": "Download (kbps)"}),
    _case("speed tests", "bytes.csv", "download in MB/s", lambda f: csv(f, speed(dl="Download (MB/s)")), "cell.unit",
          columns={"dl_mbps": "Download (MB/s)"}),
    _case("speed tests", "seconds.csv", "latency in seconds", lambda f: csv(
        f, times(speed(ms="Ping (s)"), 7, 0.001)), columns={"latency_ms": "Ping (s)"}),
)  # fmt: skip

CASES = (*VILLAGES, *CABLES, *COMMUNES, *DATES)
