"""Operators' site lists."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import geopandas as gpd
import pytest
import shapely
from openpyxl import Workbook
from pyproj import Transformer
from tiny_inputs import BOTTOM, CARRIERS, EPSG, LEFT, communes

from covplan.errors import AdminEpochError, CrsError, InputError, Severity
from covplan.ingest.boundaries import province_extent
from covplan.ingest.owners import owner_id
from covplan.ingest.problems import ProblemLog
from covplan.ingest.settings import AdminEpoch, Coordinates, SiteListSettings
from covplan.ingest.site_lists import distinct_ids, read_sites
from covplan.ingest.site_rows import SiteContext
from covplan.network import Site, Technology

EPOCH = AdminEpoch.JULY_2025
COMMUNES = communes().rename(columns={"ma_xa": "code", "ten_xa": "name", "loai": "type"})
CONTEXT = SiteContext(EPSG, EPOCH, CARRIERS, province_extent(COMMUNES), COMMUNES)
HEADER = ["Mã trạm", "X", "Y", "Chiều cao cột (m)", "Công nghệ", "Tần số 5G", "Phương vị", "Tilt", "Công suất (W)"]
GOOD = ["T1", 1_401_000.5, 451_000.5, 42, "4G/5G", 2550, "0/120/240", 4, 200]
FAR = [["F1", 1_402_000, 452_000, 30, "4G"], ["F2", 1_402_100, 452_100, 30, "4G"], ["F3", 1_402_200, 452_200, 30, "4G"]]


def vn2000(folder: Path, rows: list[list[object]], header: list[str] = HEADER, **options: object) -> SiteListSettings:
    file = folder / "danh sách trạm.xlsx"
    book = Workbook()
    sheet = book.active
    sheet.title = "Trạm"
    sheet.append(["DANH SÁCH TRẠM"])
    for row in [header, *rows]:
        sheet.append(row)
    book.save(file)
    defaults = {"operator": "viettel", "coordinates": Coordinates.VN2000, "source": "s", "meridian": "108:30"}
    return SiteListSettings(file, **{**defaults, **options})  # type: ignore[arg-type]


def lonlat(folder: Path, text: str, **options: object) -> SiteListSettings:
    file = folder / "trạm.csv"
    file.write_text(text, encoding="utf-8")
    defaults = {"operator": "viettel", "coordinates": Coordinates.LONLAT, "source": "s"}
    return SiteListSettings(file, **{**defaults, **options})  # type: ignore[arg-type]


def read(settings: SiteListSettings, context: SiteContext = CONTEXT) -> tuple[tuple[Site, ...], ProblemLog]:
    log = ProblemLog()
    return read_sites(settings, context, log), log


def changed(field: str, value: object) -> list[object]:
    row = list(GOOD)
    row[HEADER.index(field)] = value
    return row


def test_a_site_with_its_sectors(tmp_path: Path) -> None:
    (site,), log = read(vn2000(tmp_path, [GOOD]))
    assert (site.x_m, site.y_m) == (451_000.5, 1_401_000.5)  # X of the list is north
    assert site.technologies == {Technology.LTE, Technology.NR}
    assert [s.azimuth_deg for s in site.sectors] == [0, 120, 240]
    assert {s.mechanical_tilt_deg for s in site.sectors} == {4.0} and site.mast_height_m == 42
    (carrier,) = site.sectors[0].carriers
    assert carrier.freq_mhz == 2550 and carrier.power_dbm == pytest.approx(53.01, abs=0.005)
    assert (site.file, site.row) == ("danh sách trạm.xlsx", 3)
    assert [p.code for p in log.problems] == ["site.antenna_at_top"]


@pytest.mark.parametrize(
    ("field", "value", "code", "text"),
    [
        ("Mã trạm", None, "cell.empty", "empty"),
        ("X", "một triệu", "cell.number", "'một triệu' is not a number"),
        ("Y", None, "cell.empty", "empty"),
        ("Chiều cao cột (m)", "cao", "cell.number", "'cao' is not a number"),
        ("Chiều cao cột (m)", 4200, "cell.range", "4200 is not within 1 to 300 m"),
        ("Chiều cao cột (m)", None, "cell.empty", "empty"),
        ("Công nghệ", "6G", "site.technology", "'6G' is no known technology"),
        ("Công nghệ", None, "cell.empty", "empty"),
        ("Phương vị", "0/120/400", "cell.range", "400 is not within 0 to 360 °"),
        ("Phương vị", None, "site.no_direction", "needs azimuths and tilt"),
        ("Tilt", 60, "cell.range", "60 is not within -20 to 45"),
        ("Tilt", None, "site.no_direction", "needs azimuths and tilt"),
        ("Tần số 5G", 3700, "site.frequency", "3700 MHz lies in no licensed block of viettel: 768-778; 2500-2600 MHz"),
        ("Công suất (W)", -3, "cell.range", "-3 is not within"),
    ],
)
def test_rows_that_cannot_be_right_are_rejected_with_their_place(
    tmp_path: Path, field: str, value: object, code: str, text: str
) -> None:
    sites, log = read(vn2000(tmp_path, [*FAR, changed(field, value)]))
    assert [site.id for site in sites] == ["F1", "F2", "F3"]
    (problem,) = [p for p in log.problems if p.severity is Severity.REJECTED]
    assert (problem.code, problem.row, problem.sheet) == (code, 6, "Trạm")
    assert problem.column == field and text in problem.text


def test_outside_is_rejected_and_swapped_is_repaired(tmp_path: Path) -> None:
    rows = [*FAR, ["S", 451_000, 1_401_000, 30, "4G"], ["O", 1_450_000, 451_000, 30, "4G"]]
    sites, log = read(vn2000(tmp_path, rows))
    assert [site.id for site in sites] == ["F1", "F2", "F3", "S"]
    assert (sites[3].x_m, sites[3].y_m) == (451_000, 1_401_000)
    found = [(p.code, p.severity, p.row) for p in log.problems if p.code.startswith("position")]
    assert found == [("position.swapped", Severity.REPAIRED, 6), ("position.outside", Severity.REJECTED, 7)]


def test_duplicates_and_equal_positions(tmp_path: Path) -> None:
    rows = [*FAR, ["F1", 1_402_500, 452_500, 30, "4G"], ["F4", 1_402_000, 452_000, 30, "4G"]]
    sites, log = read(vn2000(tmp_path, rows))
    assert [site.id for site in sites] == ["F1", "F2", "F3", "F4"]
    found = [(p.code, p.severity, p.row, p.params["first"]) for p in log.problems if "first" in p.params]
    assert found == [
        ("site.duplicate", Severity.REJECTED, 6, 3),
        ("site.same_position", Severity.NOTE, 7, 3),
    ]


@pytest.mark.parametrize(
    ("change", "text"),
    [
        ({"meridian": "107:45"}, r"fit EPSG:9218 .*108-30, not VN-2000 / TM-3 107-45: check meridian"),
        ({"columns": {"x_m": "Y", "y_m": "X"}}, "the wrong way round"),
        ({"columns": {"x_m": "Y", "y_m": "X"}, "meridian": "107:45"}, "with swapped axes they fit EPSG:9218"),
    ],
)
def test_most_rows_outside_is_an_error_with_the_likely_cause(tmp_path: Path, change: dict, text: str) -> None:
    with pytest.raises(InputError, match=rf"3 of 3 positions of .*{text}"):
        read(vn2000(tmp_path, FAR, **change))


def test_half_a_list_in_another_province(tmp_path: Path) -> None:
    away = [[f"A{k}", 1_600_000 + k, 400_000, 30, "4G"] for k in range(4)]
    with pytest.raises(InputError, match=r"4 of 7 .* neither swapped axes nor another meridian"):
        read(vn2000(tmp_path, [*FAR, *away]))


def test_the_meridian_must_be_declared(tmp_path: Path) -> None:
    with pytest.raises(CrsError, match="declare the central meridian"):
        read(vn2000(tmp_path, FAR, meridian=None))


def test_degrees_in_all_ways_of_writing(tmp_path: Path) -> None:
    point = gpd.GeoSeries([shapely.Point(LEFT + 1_000, BOTTOM + 1_000)], crs=EPSG).to_crs(4326).iloc[0]

    def dms(value: float, letter: str) -> str:
        minutes, seconds = divmod(value * 3600, 60)
        return f"{int(minutes // 60)}°{int(minutes % 60)}'{seconds:.4f}''{letter}"

    comma = str(point.x).replace(".", ",")
    text = f"""site_id;kinh_do;vi_do;height;tech
A;{point.x};{point.y};30;4G
B;{comma};{point.y};30;LTE
C;{dms(point.x, "Đ")};{dms(point.y, "B")};30;3G/4G
D;{point.y};{point.x};30;4G
"""
    sites, log = read(lonlat(tmp_path, text))
    assert [site.id for site in sites] == ["A", "B", "C", "D"]
    for site in sites:
        assert (site.x_m, site.y_m) == pytest.approx((LEFT + 1_000, BOTTOM + 1_000), abs=0.01)
    repaired = [p for p in log.problems if p.severity is Severity.REPAIRED]
    assert [(p.code, p.row) for p in repaired] == [("position.swapped", 5)]


@pytest.mark.parametrize("name", ["trạm.gpkg", "trạm.geojson", "trạm.shp", "trạm.kml"])
def test_vector_lists(tmp_path: Path, name: str) -> None:
    points = [shapely.Point(LEFT + 1_000 * k, BOTTOM + 1_000) for k in (1, 2)]
    table = {"Name": ["A", "B"], "height": ["30", "40"], "tech": ["4G", "4G"]}
    frame = gpd.GeoDataFrame(table, geometry=points, crs=EPSG).to_crs(4326)
    file = tmp_path / name
    driver = {"driver": "LIBKML"} if name.endswith("kml") else {}
    frame.to_file(file, **driver)
    settings = SiteListSettings(
        file, "viettel", Coordinates.GEOMETRY, "s", columns={"site_id": "Name", "mast_height_m": "height"}
    )
    sites, _ = read(settings)
    assert [(site.id, site.mast_height_m, site.row) for site in sites] == [("A", 30, 1), ("B", 40, 2)]
    assert (sites[0].x_m, sites[0].y_m) == pytest.approx((LEFT + 1_000, BOTTOM + 1_000), abs=0.02)


CARRIER_HEADER = "site_id;lon;lat;antenna_height;tech;freq;azimuth;tilt;power_w;eirp"


def carriers_of(folder: Path, freq: str, power: str = "", eirp: str = "") -> tuple[dict[float, float], ProblemLog]:
    point = gpd.GeoSeries([shapely.Point(LEFT + 1_000, BOTTOM + 1_000)], crs=EPSG).to_crs(4326).iloc[0]
    text = f"{CARRIER_HEADER}\nA;{point.x};{point.y};30;5G;{freq};0;3;{power};{eirp}\n"
    (site,), log = read(lonlat(folder, text))
    return {c.freq_mhz: round(c.power_dbm, 2) for c in site.sectors[0].carriers}, log


def test_which_carriers_a_site_radiates(tmp_path: Path) -> None:
    assert carriers_of(tmp_path, "2545.5")[0] == {2550: 53.0}  # within the block
    assert carriers_of(tmp_path, "770")[0] == {773: 50.8}
    assert carriers_of(tmp_path, "773/2550")[0] == {773: 50.8, 2550: 53.0}
    everything, log = carriers_of(tmp_path, "")
    assert everything == {773: 50.8, 2550: 53.0}
    assert "site.all_carriers" in [p.code for p in log.problems]


def test_a_4g_row_radiates_the_lte_that_the_scenario_has(tmp_path: Path) -> None:
    lte = tuple(
        replace(CARRIERS[0], technology=Technology.LTE, freq_mhz=f, bandwidth_mhz=20.0, scs_khz=15, resource_blocks=100)
        for f in (1815.0, 2120.0)
    )
    context = replace(CONTEXT, carriers=(*CONTEXT.carriers, *lte))

    def on_air(tech: str, freq: str, azimuth: str = "0", power: str = "") -> tuple[dict[str, float], set[str]]:
        point = gpd.GeoSeries([shapely.Point(LEFT + 1_000, BOTTOM + 1_000)], crs=EPSG).to_crs(4326).iloc[0]
        text = f"{CARRIER_HEADER}\nA;{point.x};{point.y};30;{tech};{freq};{azimuth};3;{power};\n"
        (site,), log = read(lonlat(tmp_path, text), context)
        powers = {c.id: round(c.power_dbm, 1) for s in site.sectors for c in s.carriers}
        return powers, {p.code for p in log.problems}

    own = lte[0].power_dbm
    assert on_air("4G", "1815")[0] == {"viettel-lte-1815": own}
    found, codes = on_air("4G", "")
    assert found == {"viettel-lte-1815": own, "viettel-lte-2120": own} and "site.all_lte" in codes
    assert "site.all_carriers" not in codes
    found, codes = on_air("4G/5G", "2550", power="100")  # the column is that of 5G: every LTE carrier is on air
    assert found == {"viettel-nr-2550": 50.0, "viettel-lte-1815": own, "viettel-lte-2120": own}
    assert "site.all_lte" in codes
    assert on_air("4G/5G", "2550/1815")[0].keys() == {"viettel-nr-2550", "viettel-lte-1815"}
    found, codes = on_air("4G", "1815", azimuth="")
    assert not found and "site.lte_no_direction" in codes
    assert not on_air("5G", "2550")[0].keys() & {"viettel-lte-1815"}


def test_whose_power_a_row_states(tmp_path: Path) -> None:
    assert carriers_of(tmp_path, "773", power="40")[0] == {773: 46.02}
    powers, log = carriers_of(tmp_path, "", eirp="76,0")
    assert powers == {773: 50.8, 2550: 58.0}  # EIRP less the 18 dBi of the mid-band panel
    assert "site.power_highest" in [p.code for p in log.problems]


def test_a_stated_tilt_beside_an_electrical_one_is_noted(tmp_path: Path) -> None:
    tilted = replace(CONTEXT, carriers=tuple(replace(carrier, electrical_tilt_deg=6.0) for carrier in CARRIERS))
    for context, tilt, noted in ((CONTEXT, 4, False), (tilted, 4, True), (tilted, 0, False)):
        (site,), log = read(vn2000(tmp_path, [changed("Tilt", tilt)]), context)
        assert {sector.mechanical_tilt_deg for sector in site.sectors} == {tilt}
        assert ("site.two_tilts" in [problem.code for problem in log.problems]) == noted


def test_5g_without_a_carrier_of_the_operator(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="the scenario has no NR carrier of vinaphone"):
        read(vn2000(tmp_path, [GOOD], operator="vinaphone"))


def test_commune_codes_need_their_epoch(tmp_path: Path) -> None:
    header, row = [*HEADER, "Mã xã"], [*GOOD, "24136"]
    _, log = read(vn2000(tmp_path, [row], header))
    assert "site.codes_unused" in [p.code for p in log.problems]
    _, log = read(vn2000(tmp_path, [row], header, admin_epoch=EPOCH))
    assert "site.commune" in [p.code for p in log.problems]  # it stands in 24133, 1.6 km from 24136
    _, log = read(vn2000(tmp_path, [[*GOOD, "24133"]], header, admin_epoch=EPOCH))
    assert "site.commune" not in [p.code for p in log.problems]
    with pytest.raises(AdminEpochError, match="pre2025"):
        read(vn2000(tmp_path, [row], header, admin_epoch=AdminEpoch.PRE_2025))


def test_a_neighbouring_zone_is_told_by_the_communes(tmp_path: Path) -> None:
    """27 km off but still in the province: only the codes of the communes can tell."""
    left = LEFT - 60_000
    shapes = [shapely.box(left + 9_000 * k, BOTTOM, left + 9_000 * (k + 1), BOTTOM + 4_000) for k in range(12)]
    codes = [f"240{k:02d}" for k in range(12)]
    wide = gpd.GeoDataFrame({"code": codes, "name": codes, "type": "xã"}, geometry=shapes, crs=EPSG)
    context = replace(CONTEXT, communes=wide, extent=province_extent(wide))
    header = ["Mã trạm", "X", "Y", "Chiều cao cột", "Công nghệ", "Mã xã"]
    homes = [(k, left + 9_000 * k + 4_000, BOTTOM + 2_000) for k in (1, 2, 4)]
    right = [[f"T{k}", y, x, 30, "4G", f"240{k:02d}"] for k, x, y in homes]
    sites, log = read(vn2000(tmp_path, right, header, admin_epoch=EPOCH), context)
    assert len(sites) == 3 and "site.commune" not in [p.code for p in log.problems]
    move = Transformer.from_crs(EPSG, 9217, always_xy=True)
    wrong = [[f"T{k}", *reversed(move.transform(x, y)), 30, "4G", f"240{k:02d}"] for k, x, y in homes]
    with pytest.raises(InputError, match=r"3 of 3 sites .* check the meridian \(108:30\).* would fit: 108:15"):
        read(vn2000(tmp_path, wrong, header, admin_epoch=EPOCH), context)
    one_off = [*right[:2], [*right[2][:5], "24011"]]
    _, log = read(vn2000(tmp_path, one_off, header, admin_epoch=EPOCH), context)
    assert [p.params["ids"] for p in log.problems if p.code == "site.commune"] == ["T4"]


def test_several_zones_in_a_list(tmp_path: Path) -> None:
    header = ["Mã trạm", "X", "Y", "Chiều cao cột", "Công nghệ", "Kinh tuyến trục"]
    x, y = Transformer.from_crs(EPSG, 5898, always_xy=True).transform(452_000, 1_402_000)
    rows = [["A", 1_401_000, 451_000, 30, "4G", "108°30'"], ["B", y, x, 30, "4G", 108], ["C", 1, 1, 30, "4G", "108.30"]]
    sites, log = read(vn2000(tmp_path, rows, header, meridian=None))
    assert [(round(s.x_m, 3), round(s.y_m, 3)) for s in sites] == [(451_000, 1_401_000), (452_000, 1_402_000)]
    assert [(p.code, p.row) for p in log.problems if p.severity is Severity.REJECTED] == [("position.meridian", 5)]
    sites, log = read(vn2000(tmp_path, rows, header))  # a declared meridian is that of every row
    assert [s.id for s in sites] == ["A"]


def test_owner_tenants_and_sharing(tmp_path: Path) -> None:
    header = ["Mã trạm", "X", "Y", "Chiều cao cột", "Công nghệ", "Chủ cột", "Đơn vị thuê", "Dùng chung"]
    rows = [
        ["A", 1_402_000, 452_000, 30, "4G", "Viettel", "", "Không"],
        ["B", 1_402_010, 452_000, 30, "4G", "VNPT", "", ""],
        ["C", 1_402_020, 452_000, 30, "4G", "Viettel", "MobiFone; VNPT", "Có"],
        ["D", 1_402_030, 452_000, 30, "4G", "Viettel Construction", "", "Không"],
        ["E", 1_402_040, 452_000, 30, "4G", "Viettel", "", "có lẽ"],
    ]
    sites, log = read(vn2000(tmp_path, rows, header))
    assert [(s.mast_owner, s.is_shared, s.sharing_reported) for s in sites] == [
        ("viettel", False, False),
        ("vinaphone", True, None),
        ("viettel", True, True),
        ("viettelconstruction", True, False),
    ]
    assert sites[2].tenants == ("viettel", "mobifone", "vinaphone")
    assert [(p.code, p.row) for p in log.problems if p.severity is Severity.REJECTED] == [("cell.yes_no", 7)]


def test_owner_names() -> None:
    assert [owner_id(n) for n in ("VIETTEL", "VNPT", "Vinaphone", "Mobifone", "", None, "SCTV")] == [
        "viettel",
        "vinaphone",
        "vinaphone",
        "mobifone",
        "",
        "",
        "sctv",
    ]


def test_no_usable_row_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="none of the 1 rows"):
        read(vn2000(tmp_path, [["A", 1_402_000, 452_000, None, "4G"]]))


def test_one_id_in_two_lists(tmp_path: Path) -> None:
    settings = vn2000(tmp_path, [GOOD])
    sites, _ = read(settings)
    log, taken = ProblemLog(), {"T1"}
    (renamed,) = distinct_ids([replace(sites[0], operator="mobifone")], log, settings, taken)
    assert renamed.id == "mobifone:T1" and renamed.sectors[0].id == "mobifone:T1-1"
    assert distinct_ids([replace(sites[0], operator="mobifone")], log, settings, taken) == []
    assert [p.code for p in log.problems] == ["site.renamed", "site.duplicate_list"]


def test_a_year_in_words_is_answered_by_how_to_write_it(tmp_path: Path) -> None:
    row = [*changed("Mã trạm", "Y1"), "năm 2021"]
    sites, log = read(vn2000(tmp_path, [[*GOOD, 2022], row], [*HEADER, "Năm phát sóng"]))
    assert len(sites) == 1
    (problem,) = [p for p in log.problems if p.severity is Severity.REJECTED]
    assert problem.code == "cell.year" and "write the year alone" in problem.text
