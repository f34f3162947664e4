"""Templates: filled in they load as they were filled in, and badly filled they are refused with their place."""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import shapely
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook
from pyproj import Transformer

from covplan.errors import CrsError, InputError, InputProblemsError, Severity
from covplan.ingest import costs, fibre_routes, indicators, places, road_works, villages
from covplan.ingest.costs import ITEM_UNITS, REQUIRED_UNITS, read_costs
from covplan.ingest.fibre_routes import read_fibre
from covplan.ingest.headings import Vocabulary, require_columns
from covplan.ingest.indicators import read_indicators
from covplan.ingest.place_classes import place_class
from covplan.ingest.places import read_places
from covplan.ingest.problems import ProblemLog
from covplan.ingest.road_works import read_road_works
from covplan.ingest.settings import AdminEpoch, Coordinates, FibreSettings, SiteListSettings, TableSettings
from covplan.ingest.site_lists import read_sites
from covplan.ingest.site_rows import VOCABULARY as SITES
from covplan.ingest.site_rows import SiteContext
from covplan.ingest.template_head import CRS_CELL, SYSTEMS, read_template_head
from covplan.ingest.villages import read_villages
from covplan.network import AntennaPattern, CableKind, Carrier, MastClass, Technology
from covplan.outputs.settings import Language, OutputError
from covplan.outputs.template_columns import ColumnType, kind_of, template_kinds
from covplan.outputs.templates import EXAMPLE_ROW, HEADER_ROW, write_template

EPSG = 9218
VI, EN = Language.VIETNAMESE, Language.ENGLISH
VOCABULARIES: Mapping[str, Vocabulary] = {
    "sites": SITES,
    "fibre": fibre_routes.TABLE_VOCABULARY,
    "villages": villages.VOCABULARY,
    "places": places.VOCABULARY,
    "road_works": road_works.VOCABULARY,
    "indicators": indicators.VOCABULARY,
    "costs": costs.VOCABULARY,
}
PANEL = AntennaPattern("panel", gain_dbi=18.0, horizontal_beamwidth_deg=65.0, vertical_beamwidth_deg=7.0)
CARRIERS = (Carrier("viettel", Technology.NR, 2550.0, 100.0, 30, 273, 53.0, PANEL, radius_km=5.0),)
CONTEXT = SiteContext(EPSG, AdminEpoch.JULY_2025, CARRIERS, None, None)

few = settings(
    max_examples=5,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    phases=(Phase.explicit, Phase.reuse, Phase.generate),  # a workbook takes a while: what fails is not made smaller
)
words = st.text(st.sampled_from("abcđêộứ'Ỹ 019=+-@\"<&"), min_size=1, max_size=8).map(
    lambda s: " ".join(f"t{s}t".split())
)


def number(low: float, high: float) -> st.SearchStrategy[float]:
    """As a spreadsheet keeps what is typed: 15 digits."""
    return st.floats(low, high).map(lambda value: float(f"{value:.15g}")).filter(lambda value: low <= value <= high)


lons, lats = number(107.5, 109.4), number(12.2, 13.7)
choices_of = {kind: {c.field: c.choices for c in one.columns} for kind, one in template_kinds(VI).items()}


def optional(values: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.none() | values


def choice(kind: str, field: str) -> st.SearchStrategy[str]:
    return st.sampled_from(choices_of[kind][field])


def filled(
    folder: Path, kind: str, rows: list[dict[str, Any]], system: str | None = "WGS 84", language: Language = VI
) -> Path:
    """A template with rows filled in as with a spreadsheet: each value into the column of its field."""
    file = folder / f"{kind}.xlsx"
    file.unlink(missing_ok=True)
    table = template_kinds(language)[kind]
    write_template(table, file, language)
    book = load_workbook(file)
    sheet = book.worksheets[0]
    if table.positions:
        sheet[CRS_CELL] = system
    numbers = {column.field: k for k, column in enumerate(table.columns, 1)}
    for row, values in enumerate(rows, HEADER_ROW + 1):
        for field, value in values.items():
            cell = sheet.cell(row, numbers[field])
            cell.value = value
            if isinstance(value, str):
                cell.data_type = "s"
    book.save(file)
    return file


def tables(file: Path) -> TableSettings:
    return TableSettings(file, "mẫu")


def site_list(file: Path, coordinates: Coordinates = Coordinates.TEMPLATE, **more: Any) -> SiteListSettings:
    return SiteListSettings(file, "viettel", coordinates, "mẫu", **more)


def in_scenario(lon: float, lat: float) -> tuple[float, float]:
    return Transformer.from_crs(4326, EPSG, always_xy=True).transform(lon, lat)  # type: ignore[no-any-return]


# what a template is


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("kind", VOCABULARIES)
def test_each_heading_is_recognised_as_its_field(kind: str, language: Language) -> None:
    columns = template_kinds(language)[kind].columns
    found = require_columns([one.heading for one in columns], VOCABULARIES[kind], {}, (), Path("x"))
    assert found == {one.field: k for k, one in enumerate(columns)}


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("kind", VOCABULARIES)
def test_columns_have_lists_limits_and_notes_and_the_header_stays_in_view(
    kind: str, language: Language, tmp_path: Path
) -> None:
    table = template_kinds(language)[kind]
    write_template(table, tmp_path / "m.xlsx", language)
    book = load_workbook(tmp_path / "m.xlsx")
    sheet = book.worksheets[0]
    assert sheet.freeze_panes == f"B{HEADER_ROW + 1}"
    hidden = book.worksheets[2]
    assert hidden.sheet_state == "hidden"
    for number, column in enumerate(table.columns, 1):
        cell = sheet.cell(HEADER_ROW, number)
        assert column.example in cell.comment.text
        rule = next(
            r for r in sheet.data_validations.dataValidation if f"{cell.column_letter}{HEADER_ROW + 1}" in r.sqref
        )
        assert len(rule.prompt) <= 255 and len(rule.promptTitle) <= 32
        if column.choices:
            address = rule.formula1.split("!")[1].replace("$", "")
            assert tuple(row[0].value for row in hidden[address]) == column.choices
        elif column.type in (ColumnType.NUMBER, ColumnType.WHOLE):
            assert (float(rule.formula1), float(rule.formula2)) == (column.low, column.high)
    said = [row[0] for row in book.worksheets[1].iter_rows(values_only=True)]
    assert all(one.heading in said for one in table.columns)


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("kind", VOCABULARIES)
def test_the_example_is_not_data_and_a_copy_of_it_below_the_header_is_refused(
    kind: str, language: Language, tmp_path: Path
) -> None:
    with pytest.raises(InputError, match="no rows"):
        read(kind, filled(tmp_path, kind, [], language=language))
    file = tmp_path / f"{kind}.xlsx"
    book = load_workbook(file)
    sheet = book.worksheets[0]
    for column in range(1, sheet.max_column + 1):
        sheet.cell(HEADER_ROW + 1, column, sheet.cell(EXAMPLE_ROW, column).value)
    book.save(file)
    with pytest.raises(InputError):
        read(kind, file)


def read(kind: str, file: Path) -> Any:
    """What the reader of a kind gives; a rejected row is an error here."""
    log = ProblemLog()
    readers = {
        "sites": lambda: read_sites(site_list(file), CONTEXT, log),
        "fibre": lambda: read_fibre(FibreSettings(file, "mẫu"), EPSG, log),
        "villages": lambda: read_villages(tables(file), EPSG, None, None, log),
        "places": lambda: read_places(tables(file), EPSG, None, None, log),
        "road_works": lambda: read_road_works(tables(file), EPSG, log),
        "indicators": lambda: read_indicators(file),
        "costs": lambda: read_costs(file),
    }
    found = readers[kind]()
    if wrong := tuple(one for one in log.problems if one.severity is not Severity.NOTE):
        raise InputProblemsError(wrong)
    return found


# what is filled in is read


@few
@given(st.data())
def test_sites(tmp_path: Path, data: st.DataObject) -> None:
    one = {
        "site_id": st.from_regex(r"[A-Z]{3}[0-9]{4}", fullmatch=True),
        "name": optional(words),
        "lon": lons,
        "lat": lats,
        "mast_height_m": number(1, 300),
        "antenna_agl_m": optional(number(1, 300)),
        "technologies": choice("sites", "technologies"),
        "azimuths": st.lists(st.integers(0, 359), min_size=1, max_size=6, unique=True),
        "tilt_deg": number(-20, 45),
        "power_w": number(1, 2000),
        "mast_owner": optional(st.sampled_from(["Viettel", "VNPT", "MobiFone"])),
        "shared": optional(choice("sites", "shared")),
        "mast_class": optional(choice("sites", "mast_class")),
        "antenna_area_m2": optional(number(0, 200)),
        "power_area": optional(words),
        "access_road": optional(words),
        "autonomy_h": optional(number(0, 8760)),
        "commune_code": optional(st.integers(10000, 30000).map(str)),
        "eirp_dbm": optional(number(0, 100)),
        "tenants": optional(st.sampled_from(["VNPT", "VNPT; MobiFone"])),
        "freq_mhz": optional(st.sampled_from(["2550", "2510/2590"])),
    }
    rows = data.draw(st.lists(st.fixed_dictionaries(one), min_size=1, max_size=3, unique_by=lambda r: r["site_id"]))
    cells = [{**row, "azimuths": "/".join(map(str, row["azimuths"]))} for row in rows]
    found = read("sites", filled(tmp_path, "sites", cells))
    for site, row in zip(found, rows, strict=True):
        assert (site.id, site.name) == (row["site_id"], row["name"] or row["site_id"])
        assert (site.x_m, site.y_m) == pytest.approx(in_scenario(row["lon"], row["lat"]))
        assert site.mast_height_m == pytest.approx(row["mast_height_m"])
        is_5g = "5G" in row["technologies"]
        assert (Technology.NR in site.technologies) is is_5g
        assert [sector.azimuth_deg for sector in site.sectors] == (row["azimuths"] if is_5g else [])
        if is_5g:
            carrier = site.sectors[0].carriers[0]
            assert site.sectors[0].mechanical_tilt_deg == pytest.approx(row["tilt_deg"], abs=1e-9)
            assert site.sectors[0].antenna_agl_m == pytest.approx(row["antenna_agl_m"] or row["mast_height_m"])
            assert carrier.power_dbm == pytest.approx(10 * math.log10(row["power_w"]) + 30, abs=1e-3)
        assert site.sharing_reported == {None: None, "Có": True, "Không": False}[row["shared"]]
        assert site.mast_class == {None: None, "A2a": MastClass.BUILDING, "A2b": MastClass.GROUND}[row["mast_class"]]
        for got, told in ((site.antenna_area_m2, row["antenna_area_m2"]), (site.autonomy_h, row["autonomy_h"])):
            assert got == (told if told is None else pytest.approx(told, abs=1e-9))
        assert (site.power_area, site.access_road) == (row["power_area"] or "", row["access_road"] or "")


@few
@given(st.sampled_from([one for one in SYSTEMS if one != "WGS 84"]), number(1.2e6, 1.5e6), number(4e5, 6e5))
def test_positions_are_those_of_the_zone_that_was_chosen(
    tmp_path: Path, system: str, x_north: float, y_east: float
) -> None:
    row = {"x_m": x_north, "y_m": y_east}
    to = Transformer.from_crs(SYSTEMS[system].epsg, EPSG, always_xy=True)
    expected = pytest.approx(to.transform(y_east, x_north))
    site = {"site_id": "A", "mast_height_m": 30, "technologies": "4G", **row}
    (found,) = read("sites", filled(tmp_path, "sites", [site], system))
    assert (found.x_m, found.y_m) == expected
    point = read("villages", filled(tmp_path, "villages", [{"village_id": "T", "name": "N", **row}], system)).geometry[
        0
    ]
    assert (point.x, point.y) == expected


LINE = st.lists(st.tuples(lons, lats), min_size=2, max_size=4, unique=True)


def line_rows(first: dict[str, Any], key: str, line: list[tuple[float, float]]) -> list[dict[str, Any]]:
    """What a line is told in its first row; the others have its name and a point."""
    return [{**(first if k == 0 else {key: first[key]}), "lon": lon, "lat": lat} for k, (lon, lat) in enumerate(line)]


def same_line(found: shapely.Geometry, line: list[tuple[float, float]]) -> bool:
    expected = [in_scenario(lon, lat) for lon, lat in line]
    got = shapely.get_coordinates(found)
    return got.shape == (len(expected), 2) and bool(np.allclose(got, expected, rtol=0, atol=1e-6))


@few
@given(st.data())
def test_fibre(tmp_path: Path, data: st.DataObject) -> None:
    kinds = {"chôn trực tiếp": CableKind.BURIED, "cống bể": CableKind.DUCT, "treo": CableKind.AERIAL}
    assert set(kinds) == set(choices_of["fibre"]["kind"])
    fibres = data.draw(st.integers(0, 500))
    first = {
        "id": data.draw(words),
        "owner": data.draw(st.sampled_from(["Viettel", "VNPT"])),
        "kind": data.draw(choice("fibre", "kind")),
        "fibres": fibres,
        "spare_fibres": data.draw(st.integers(0, fibres)),
    }
    line, other = data.draw(LINE), data.draw(LINE)
    rows = line_rows(first, "id", line) + line_rows(
        {"id": first["id"] + "2", "owner": "VNPT", "kind": "treo"}, "id", other
    )
    found = read("fibre", filled(tmp_path, "fibre", rows))
    assert [one.id for one in found] == [first["id"], first["id"] + "2"]
    assert found[0].owner == {"Viettel": "viettel", "VNPT": "vinaphone"}[first["owner"]]
    assert (found[0].kind, found[0].fibres) == (kinds[first["kind"]], fibres)
    assert found[0].spare_fibres == first["spare_fibres"]
    assert same_line(found[0].line, line) and same_line(found[1].line, other)


@few
@given(st.data())
def test_road_works(tmp_path: Path, data: st.DataObject) -> None:
    years = sorted(data.draw(st.lists(st.integers(2000, 2100), min_size=2, max_size=2)))
    first = {
        "name": data.draw(words),
        "first_year": years[0],
        "last_year": years[1],
        "trench_saved_pct": data.draw(number(0, 100)),
        "owner": data.draw(words),
    }
    line = data.draw(LINE)
    (one,) = read("road_works", filled(tmp_path, "road_works", line_rows(first, "name", line)))
    assert (one.name, one.owner, one.first_year, one.last_year) == (first["name"], first["owner"], *years)
    assert one.trench_saved == pytest.approx(first["trench_saved_pct"] / 100) and same_line(one.shape, line)


@few
@given(st.data())
def test_villages(tmp_path: Path, data: st.DataObject) -> None:
    one = {
        "village_id": st.from_regex(r"0[0-9]{4}-[0-9]", fullmatch=True),
        "name": words,
        "part": optional(choice("villages", "part")),
        "people": optional(st.integers(0, 1_000_000)),
        "electrified": optional(choice("villages", "electrified")),
        "area_class": optional(choice("villages", "area_class")),
        "mobile_service": optional(choice("villages", "mobile_service")),
        "lon": lons,
        "lat": lats,
    }
    rows = data.draw(st.lists(st.fixed_dictionaries(one), min_size=1, max_size=3, unique_by=lambda r: r["village_id"]))
    found = read("villages", filled(tmp_path, "villages", rows))
    yes = {None: None, "Có": True, "Không": False}
    for got, row in zip(found.itertuples(), rows, strict=True):
        assert (got.village_id, got.name, got.area_class) == (row["village_id"], row["name"], row["area_class"] or "")
        assert got.part == ("cluster" if row["part"] == "cụm dân cư" else "centre")
        assert got.people == row["people"] or (row["people"] is None and math.isnan(got.people))
        assert (got.electrified, got.mobile_service) == (yes[row["electrified"]], yes[row["mobile_service"]])
        assert (got.geometry.x, got.geometry.y) == pytest.approx(in_scenario(row["lon"], row["lat"]))


@few
@given(words, words, optional(choice("places", "place_class")), optional(words), lons, lats)
def test_places(
    tmp_path: Path, name: str, category: str, kind: str | None, source: str | None, lon: float, lat: float
) -> None:
    row = {"name": name, "category": category, "place_class": kind, "source": source, "lon": lon, "lat": lat}
    found = read("places", filled(tmp_path, "places", [row])).iloc[0]
    assert (found["name"], found["category"], found["source"]) == (name, category, source or "mẫu")
    assert found["place_class"] == (place_class(kind or category) or "")
    assert (found.geometry.x, found.geometry.y) == pytest.approx(in_scenario(lon, lat))


def test_every_class_of_place_can_be_chosen_in_both_languages() -> None:
    for language in Language:
        column = next(one for one in template_kinds(language)["places"].columns if one.field == "place_class")
        assert len({place_class(word) for word in column.choices} - {None}) == len(column.choices) == 17


@few
@given(st.data())
def test_indicators(tmp_path: Path, data: st.DataObject) -> None:
    units = {"người": "people", "tỷ đồng": "bn_vnd"}
    kinds = {"đo kiểm": "measured", "báo cáo": "reported", "công bố": "declared", "ước tính": "modelled"}
    unit, kind = data.draw(choice("indicators", "unit")), data.draw(choice("indicators", "kind"))
    value = data.draw(st.sampled_from([0, 1]) if unit == "yes_no" else number(0, 100))
    row = {
        "id": data.draw(st.from_regex(r"[a-z][a-z0-9_]{0,8}", fullmatch=True)),
        "admin_code": data.draw(st.sampled_from(["66", "24211", "district:Ea Súp", "01234"])),
        "admin_epoch": data.draw(choice("indicators", "admin_epoch")),
        "period": data.draw(st.sampled_from(["2026", "2026-Q3", "2026-11"])),
        "value": value,
        "unit": unit,
        "kind": kind,
        "source": data.draw(words),
        "as_of": data.draw(st.dates(date(2027, 1, 1), date(2030, 1, 1))),
        "n_samples": data.draw(st.integers(300, 10**6)),
        "confidence": data.draw(optional(words)),
    }
    (one,) = read("indicators", filled(tmp_path, "indicators", [row]))
    assert (one.id, one.admin_code, one.admin_epoch) == (row["id"], row["admin_code"], row["admin_epoch"])
    assert (one.period, one.value, one.unit) == (row["period"], value, units.get(unit, unit))
    assert (one.kind, one.source, one.as_of) == (kinds[kind], row["source"], row["as_of"].isoformat())
    assert (one.n_samples, one.confidence) == (row["n_samples"], row["confidence"] or "")


@few
@given(st.data())
def test_costs(tmp_path: Path, data: st.DataObject) -> None:
    rows = []
    for item in [*REQUIRED_UNITS, *data.draw(st.sets(st.sampled_from(sorted(set(ITEM_UNITS) - set(REQUIRED_UNITS)))))]:
        low, base, high = sorted(data.draw(st.lists(number(0, 1e6), min_size=3, max_size=3)))
        about = {"unit": ITEM_UNITS[item], "year": data.draw(st.integers(1990, 2100)), "source": data.draw(words)}
        rows.append({"item": item, "low": low, "base": base, "high": high, **about})
    found = read("costs", filled(tmp_path, "costs", rows)).items
    assert list(found) == [row["item"] for row in rows]
    for row in rows:
        got = found[row["item"]]
        assert {name: getattr(got, name) for name in row} == row


# what is filled in badly is refused


GOOD = {"site_id": "A1", "mast_height_m": 30, "technologies": "4G", "lon": 108.05, "lat": 12.68}


@pytest.mark.parametrize("system", [None, "", "VN-2000", "VN-2000, 108:10", "WGS84?"])
def test_without_a_chosen_reference_system_nothing_is_read(tmp_path: Path, system: str | None) -> None:
    file = filled(tmp_path, "sites", [GOOD], system)
    with pytest.raises(CrsError, match=f"cell {CRS_CELL}"):
        read("sites", file)
    with pytest.raises(CrsError, match=f"cell {CRS_CELL}"):
        read(
            "villages", filled(tmp_path, "villages", [{"village_id": "T", "name": "N", "lon": 108, "lat": 12}], system)
        )


def test_a_scenario_that_declares_something_else_is_told_so(tmp_path: Path) -> None:
    file = filled(tmp_path, "sites", [GOOD], "VN-2000, 108:30")
    for coordinates, more in ((Coordinates.LONLAT, {}), (Coordinates.VN2000, {"meridian": "107:45"})):
        with pytest.raises(CrsError, match=r"declares vn2000 108:30, the scenario"):
            read_sites(site_list(file, coordinates, **more), CONTEXT, ProblemLog())
    good = filled(tmp_path, "sites", [{**GOOD, "x_m": 1402500, "y_m": 453700}], "VN-2000, 108:30")
    assert len(read_sites(site_list(good, Coordinates.VN2000, meridian="108°30'"), CONTEXT, ProblemLog())) == 1


def test_another_file_is_no_template(tmp_path: Path) -> None:
    file = tmp_path / "x.csv"
    file.write_text("site_id,lon,lat,height,tech\nA,108,12,30,4G\n", encoding="utf-8")
    assert read_template_head(file) is None
    with pytest.raises(CrsError, match="no template"):
        read_sites(site_list(file), CONTEXT, ProblemLog())


@pytest.mark.parametrize(
    ("kind", "bad", "code", "heading"),
    [
        ("sites", {"mast_height_m": 3000}, "cell.range", "Chiều cao cột (m)"),
        ("sites", {"mast_height_m": "cao"}, "cell.number", "Chiều cao cột (m)"),
        ("sites", {"technologies": "6G"}, "site.technology", "Công nghệ"),
        ("sites", {"site_id": None}, "cell.empty", "Mã trạm"),
        ("sites", {"lon": None}, "cell.empty", "Kinh độ"),
        ("sites", {"shared": "có lẽ"}, "cell.yes_no", "Dùng chung"),
        ("villages", {"area_class": "IV"}, "village.area_class", "Khu vực"),
        ("villages", {"lat": "phía bắc"}, "cell.angle", "Vĩ độ"),
        ("places", {"category": None}, "cell.empty", "Loại"),
    ],
)
def test_a_bad_value_is_told_with_sheet_row_and_column(
    tmp_path: Path, kind: str, bad: dict[str, Any], code: str, heading: str
) -> None:
    point = {"lon": 108.05, "lat": 12.68}
    good = {
        "sites": GOOD,
        "villages": {"village_id": "T", "name": "N", **point},
        "places": {"name": "N", "category": "bệnh viện", **point},
    }[kind]
    file = filled(tmp_path, kind, [{**good, **({"site_id": "B"} if kind == "sites" else {})}, {**good, **bad}])
    log = ProblemLog()
    if kind == "sites":
        read_sites(site_list(file), CONTEXT, log)
    else:
        reader = read_villages if kind == "villages" else read_places
        reader(tables(file), EPSG, None, None, log)
    (one,) = [problem for problem in log.problems if problem.severity is Severity.REJECTED]
    assert (one.code, one.sheet, one.row, one.column) == (code, "Số liệu", HEADER_ROW + 2, heading)


@pytest.mark.parametrize(
    ("bad", "code", "row", "heading"),
    [
        ({2: {"lat": "?"}}, "cell.angle", 8, "Vĩ độ"),
        ({1: {"owner": "VNPT"}}, "line.differs", 7, "Chủ sở hữu"),
        ({1: {"id": "khác"}}, "line.apart", 8, "Mã tuyến"),
        ({0: {"fibres": 1.5}}, "cell.count", 6, "Số sợi"),
        ({0: {"spare_fibres": 50}}, "fibre.spare", 6, "Sợi dự phòng"),
        ({0: {"owner": None}}, "fibre.owner", 6, "Chủ sở hữu"),
    ],
)
def test_a_line_with_a_wrong_row_is_left_out_as_a_whole(
    tmp_path: Path, bad: dict[int, dict[str, Any]], code: str, row: int, heading: str
) -> None:
    first = {"id": "C1", "owner": "Viettel", "kind": "treo", "fibres": 48, "spare_fibres": 12}
    rows = line_rows(first, "id", [(108.0, 12.6), (108.1, 12.6), (108.2, 12.7)])
    for k, values in bad.items():
        rows[k] |= values
    rows += line_rows({**first, "id": "C2"}, "id", [(108.0, 12.6), (108.1, 12.6)])
    log = ProblemLog()
    found = read_fibre(FibreSettings(filled(tmp_path, "fibre", rows), "mẫu"), EPSG, log)
    places = [(one.code, one.sheet, one.row, one.column) for one in log.problems]
    assert (code, "Số liệu", row, heading) in places
    assert "C2" in [one.id for one in found] and not any(
        same_line(one.line, [(108.0, 12.6), (108.2, 12.7)]) for one in found
    )


@pytest.mark.parametrize(
    ("kind", "row", "code", "heading"),
    [
        ("indicators", {"period": "quý 3"}, "indicator.period", "Kỳ báo cáo"),
        ("indicators", {"unit": "km/h"}, "indicator.choice", "Đơn vị tính"),
        ("costs", {"item": "tháp"}, "cost.item", "Hạng mục"),
        ("costs", {"base": 1e6}, "cost.order", "Cơ sở"),
    ],
)
def test_registries_and_prices_are_refused_with_the_place(
    tmp_path: Path, kind: str, row: dict[str, Any], code: str, heading: str
) -> None:
    good = {
        "indicators": {
            **{"id": "a", "admin_code": "24211", "admin_epoch": "2025-07", "period": "2026", "value": 1, "unit": "%"},
            **{"kind": "báo cáo", "source": "s", "as_of": date(2026, 5, 1)},
        },
        "costs": {"item": "new_mast", "unit": "mn_vnd", "low": 1, "base": 2, "high": 3, "year": 2026, "source": "s"},
    }[kind]
    with pytest.raises(InputProblemsError) as error:
        read(kind, filled(tmp_path, kind, [{**good, **row}]))
    place = ("Số liệu", HEADER_ROW + 1, heading)
    assert (code, *place) in [(one.code, one.sheet, one.row, one.column) for one in error.value.problems]


def test_a_file_that_is_there_is_never_written_over(tmp_path: Path) -> None:
    file = filled(tmp_path, "sites", [GOOD])
    before = file.read_bytes()
    with pytest.raises(OutputError, match="not written over"):
        write_template(template_kinds(VI)["sites"], file, VI)
    assert file.read_bytes() == before


def test_the_kind_follows_from_the_name_of_the_file_or_is_named() -> None:
    assert kind_of(Path("Tram.xlsx"), None, VI).kind == "sites"
    assert kind_of(Path("x.xlsx"), "costs", EN).kind == "costs"
    with pytest.raises(OutputError, match="known: sites, fibre"):
        kind_of(Path("x.xlsx"), None, VI)
    with pytest.raises(OutputError, match="xlsx"):
        write_template(template_kinds(VI)["sites"], Path("x.ods"), VI)
