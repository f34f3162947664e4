"""What people send by mistake, and the error that each mistake gives: its class, its text and its place."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pytest
import shapely
from openpyxl import Workbook
from tiny_inputs import BOTTOM, COSTS_CSV, EPSG, LEFT, SITES_CSV, communes, write_raster, write_tiny_inputs

from covplan.errors import (
    AdminEpochError,
    CovplanError,
    CrsError,
    InputError,
    InputProblemsError,
    MissingFileError,
    Severity,
)
from covplan.ingest.area import read_area
from covplan.ingest.boundaries import province_extent, read_communes
from covplan.ingest.costs import read_costs
from covplan.ingest.elevation import read_elevation
from covplan.ingest.fibre_routes import read_fibre
from covplan.ingest.land_cover import read_land_cover
from covplan.ingest.people import commune_shares, read_people
from covplan.ingest.places import read_places
from covplan.ingest.problems import ProblemLog
from covplan.ingest.roads import read_roads
from covplan.ingest.settings import AdminEpoch, AreaSettings, Coordinates, SurfaceKind
from covplan.ingest.site_lists import read_sites
from covplan.ingest.site_rows import SiteContext


@dataclass
class Inputs:
    """The files of a tiny scenario that one mistake is put into, and their settings."""

    folder: Path
    settings: AreaSettings

    def change(self, part: str, **values: Any) -> None:
        self.settings = replace(self.settings, **{part: replace(getattr(self.settings, part), **values)})

    def change_list(self, **values: Any) -> None:
        first, *rest = self.settings.sites
        self.settings = replace(self.settings, sites=(replace(first, **values), *rest))

    def file(self, name: str) -> Path:
        return self.folder / name

    def sites(self, old: str, new: str) -> None:
        assert old in SITES_CSV
        self.file("viettel.csv").write_text(SITES_CSV.replace(old, new), encoding="utf-8")

    def raster(self, name: str, value: float, dtype: Any = np.float32, **options: Any) -> None:
        values = np.full((100, 110), value, dtype)
        write_raster(self.file(name), values, LEFT - 3_000, BOTTOM + 7_000, 100.0, **options)

    def communes(self, **columns: Any) -> None:
        frame = communes()
        for column, values in columns.items():
            frame[column] = values
        self.file("xã.gpkg").unlink()
        frame.to_file(self.file("xã.gpkg"))


READERS: dict[str, Callable[[AreaSettings, ProblemLog], object]] = {}
"""File → the reader that meets it first."""


def reader(name: str) -> Callable[[Any], Any]:
    def put(function: Callable[[AreaSettings, ProblemLog], object]) -> Any:
        READERS[name] = function
        return function

    return put


@reader("xã.gpkg")
def _communes(s: AreaSettings, log: ProblemLog) -> gpd.GeoDataFrame:
    return read_communes(s.boundaries, s.epsg, s.admin_epoch, log)


def _grid(s: AreaSettings) -> Any:
    from covplan.ingest.boundaries import planning_grid

    return planning_grid(_communes(s, ProblemLog()), s.pixel_m, s.margin_km, s.epsg)


@reader("độ cao.tif")
def _elevation(s: AreaSettings, log: ProblemLog) -> object:
    return read_elevation(s.elevation, _grid(s), log)


@reader("lớp phủ.tif")
def _cover(s: AreaSettings, log: ProblemLog) -> object:
    return read_land_cover(s.land_cover, SurfaceKind.TERRAIN, _grid(s), log)


@reader("dân số.tif")
def _people(s: AreaSettings, log: ProblemLog) -> object:
    frame = _communes(s, ProblemLog())
    return read_people(s.people, frame, commune_shares(frame, _grid(s)), log)


@reader("viettel.csv")
def _sites(s: AreaSettings, log: ProblemLog) -> object:
    frame = _communes(s, ProblemLog())
    return read_sites(s.sites[0], SiteContext(s.epsg, s.admin_epoch, s.carriers, province_extent(frame), frame), log)


@reader("đơn giá.csv")
def _costs(s: AreaSettings, log: ProblemLog) -> object:
    return read_costs(s.costs)


@reader("đường.gpkg")
def _roads(s: AreaSettings, log: ProblemLog) -> object:
    return read_roads(s.roads[0], s.epsg, log)


@reader("cáp.gpkg")
def _cables(s: AreaSettings, log: ProblemLog) -> object:
    return read_fibre(s.fibre[0], s.epsg, log)


@reader("địa điểm.csv")
def _places(s: AreaSettings, log: ProblemLog) -> object:
    return read_places(s.places[0], s.epsg, None, None, log)


# ---- the mistakes


def missing_file(i: Inputs) -> None:
    i.file("độ cao.tif").unlink()


def no_tiff(i: Inputs) -> None:
    i.file("độ cao.tif").write_text("đây không phải là ảnh", encoding="utf-8")


def truncated_tiff(i: Inputs) -> None:
    data = i.file("độ cao.tif").read_bytes()
    i.file("độ cao.tif").write_bytes(data[: len(data) // 2])


def tiff_without_crs(i: Inputs) -> None:
    i.raster("độ cao.tif", 100, epsg=None)


def tiff_of_the_wrong_crs(i: Inputs) -> None:
    i.raster("độ cao.tif", 100, epsg=32632)


def tiff_of_heights_all_void(i: Inputs) -> None:
    i.raster("độ cao.tif", -32768)


def unknown_land_cover(i: Inputs) -> None:
    i.raster("lớp phủ.tif", 55, np.uint8)


def land_cover_of_fractions(i: Inputs) -> None:
    i.raster("lớp phủ.tif", 0.5)


def nan_population(i: Inputs) -> None:
    i.raster("dân số.tif", np.nan, nodata=-99999.0)


def unmarked_nodata(i: Inputs) -> None:
    i.raster("dân số.tif", -99999.0)


def commune_without_people(i: Inputs) -> None:
    people = np.zeros((100, 110), np.float32)
    people[35:65, 35:50] = 9
    write_raster(i.file("dân số.tif"), people, LEFT - 3_000, BOTTOM + 7_000, 100.0)


def nobody(i: Inputs) -> None:
    i.raster("dân số.tif", 0)


def duplicate_codes(i: Inputs) -> None:
    i.communes(ma_xa=["24133", "24133"])


def mixed_epochs(i: Inputs) -> None:
    i.change("boundaries", admin_epoch=AdminEpoch.PRE_2025)


def mixed_epochs_in_a_list(i: Inputs) -> None:
    i.sites("Tên trạm", "Mã xã")
    i.change_list(admin_epoch=AdminEpoch.PRE_2025)


def empty_boundaries(i: Inputs) -> None:
    i.file("xã.gpkg").unlink()
    communes().iloc[:0].to_file(i.file("xã.gpkg"))


def boundaries_without_codes(i: Inputs) -> None:
    i.change("boundaries", columns={"code": "mã đơn vị"})


def overlapping_communes(i: Inputs) -> None:
    i.communes(geometry=gpd.GeoSeries([communes().geometry[0]] * 2, crs=EPSG))


def text_in_a_population(i: Inputs) -> None:
    i.communes(dan_so=["6000", "4 nghìn"])


def text_in_every_height(i: Inputs) -> None:
    i.sites(";42;", ";cao;")
    text = i.file("viettel.csv").read_text(encoding="utf-8").replace(";36;", ";thấp;")
    i.file("viettel.csv").write_text(text, encoding="utf-8")


def empty_sheet(i: Inputs) -> None:
    Workbook().save(i.file("trạm.xlsx"))
    i.change_list(file=i.file("trạm.xlsx"))


def unknown_sheet(i: Inputs) -> None:
    book = Workbook()
    book.active.title = "Trạm 2024"
    book.save(i.file("trạm.xlsx"))
    i.change_list(file=i.file("trạm.xlsx"), sheet="Trạm 2025")


def no_sites_under_the_header(i: Inputs) -> None:
    i.file("viettel.csv").write_text("\n".join(SITES_CSV.splitlines()[:2]), encoding="utf-8")


def missing_column(i: Inputs) -> None:
    i.sites("Công nghệ", "Ghi chú")


def mapped_column_that_is_not_there(i: Inputs) -> None:
    i.change_list(columns={"site_id": "Ma so tram"})


def personal_column(i: Inputs) -> None:
    i.sites("Tên trạm", "SĐT người trực")


def undeclared_meridian(i: Inputs) -> None:
    i.change_list(meridian=None)


def wrong_meridian(i: Inputs) -> None:
    i.change_list(meridian="107:45")


def swapped_axes(i: Inputs) -> None:
    i.sites("X (m);Y (m)", "Y (m);X (m)")


def metres_read_as_degrees(i: Inputs) -> None:
    i.sites("X (m);Y (m)", "lat;lon")
    i.change_list(coordinates=Coordinates.LONLAT)


def most_rows_outside(i: Inputs) -> None:
    i.sites("1401500,0;451200,5", "1601500,0;251200,5")
    text = i.file("viettel.csv").read_text(encoding="utf-8").replace("1402500,0", "1652500,0")
    i.file("viettel.csv").write_text(text, encoding="utf-8")


def unknown_frequency_everywhere(i: Inputs) -> None:
    i.sites(";2550;", ";3700;")
    text = "\n".join(i.file("viettel.csv").read_text(encoding="utf-8").splitlines()[:3])
    i.file("viettel.csv").write_text(text, encoding="utf-8")


def text_that_is_not_utf8(i: Inputs) -> None:
    i.file("viettel.csv").write_bytes(SITES_CSV.encode("utf-8") + b"\xff\xfe\xe9")


def low_above_base(i: Inputs) -> None:
    i.file("đơn giá.csv").write_text(COSTS_CSV.replace("600,900", "1000,900"), encoding="utf-8")


def unknown_unit(i: Inputs) -> None:
    i.file("đơn giá.csv").write_text(COSTS_CSV.replace("mn_vnd/km", "vnd/m"), encoding="utf-8")


def roads_without_crs(i: Inputs) -> None:
    line = shapely.LineString([(LEFT, BOTTOM), (LEFT + 900, BOTTOM)])
    i.file("đường.gpkg").unlink()
    gpd.GeoDataFrame({"ref": ["QL.26"]}, geometry=[line]).to_file(i.file("đường.gpkg"))


def crs_declared_against_the_file(i: Inputs) -> None:
    i.settings = replace(i.settings, roads=(replace(i.settings.roads[0], crs=4326),))


def cables_of_nobody(i: Inputs) -> None:
    i.settings = replace(i.settings, fibre=(replace(i.settings.fibre[0], columns={"owner": "chu"}),))


def places_without_positions(i: Inputs) -> None:
    i.file("địa điểm.csv").write_text("name,category\nChợ,market\n", encoding="utf-8")


BROKEN: list[tuple[Callable[[Inputs], None], str, type[CovplanError], str]] = [
    (missing_file, "độ cao.tif", MissingFileError, "the file is not there: .*độ cao.tif"),
    (no_tiff, "độ cao.tif", InputError, "cannot read độ cao.tif as raster"),
    (truncated_tiff, "độ cao.tif", InputError, "cannot read độ cao.tif as raster"),
    (tiff_without_crs, "độ cao.tif", CrsError, "độ cao.tif carries no CRS; declare it"),
    (tiff_of_the_wrong_crs, "độ cao.tif", CovplanError, "độ cao.tif .*(does not lie under|cannot be of the CRS)"),
    (tiff_of_heights_all_void, "độ cao.tif", InputError, "no height on the planning grid in độ cao.tif"),
    (unknown_land_cover, "lớp phủ.tif", InputError, "codes that ESA WorldCover does not have: 55; known: 0, 10"),
    (land_cover_of_fractions, "lớp phủ.tif", InputError, "whole numbers of 0 to 255, it holds float32"),
    (nan_population, "dân số.tif", InputError, "values that are no numbers and are not marked as nodata"),
    (unmarked_nodata, "dân số.tif", InputError, "negative values .lowest -99999.; .*set the nodata tag"),
    (commune_without_people, "dân số.tif", InputProblemsError, "commune 24136 Ea Súp has 4000 people officially"),
    (nobody, "dân số.tif", InputError, "dân số.tif has nobody inside the communes"),
    (duplicate_codes, "xã.gpkg", InputProblemsError, "row 2: code 24133 stands twice, first in row 1"),
    (mixed_epochs, "xã.gpkg", AdminEpochError, "epoch pre2025, the scenario of 2025-07"),
    (mixed_epochs_in_a_list, "viettel.csv", AdminEpochError, "viettel.csv is of administrative epoch pre2025"),
    (empty_boundaries, "xã.gpkg", InputError, "xã.gpkg holds no features"),
    (boundaries_without_codes, "xã.gpkg", InputError, "no column for: mã đơn vị; its headings are: ma_xa"),
    (overlapping_communes, "xã.gpkg", InputProblemsError, "communes 24133 and 24136 overlap by 10.4"),
    (text_in_a_population, "xã.gpkg", InputProblemsError, "row 2, column population: '4 nghìn' is not a whole number"),
    (text_in_every_height, "viettel.csv", InputError, "none of the 2 rows of viettel.csv can be used"),
    (empty_sheet, "viettel.csv", InputError, r"trạm.xlsx \(Sheet\) has no rows under a header"),
    (unknown_sheet, "viettel.csv", InputError, "no sheet or layer 'Trạm 2025'; it has: Trạm 2024"),
    (no_sites_under_the_header, "viettel.csv", InputError, "viettel.csv has no rows under a header"),
    (missing_column, "viettel.csv", InputError, "no column for: technologies; its headings are: Mã trạm, Tên trạm"),
    (mapped_column_that_is_not_there, "viettel.csv", InputError, "no column for: Ma so tram"),
    (personal_column, "viettel.csv", InputError, "look like personal data: SĐT người trực"),
    (undeclared_meridian, "viettel.csv", CrsError, 'declare the central meridian, e.g. meridian = "108:30"'),
    (wrong_meridian, "viettel.csv", InputError, "2 of 2 positions .* they fit EPSG:9218 .*: check meridian or CRS"),
    (swapped_axes, "viettel.csv", InputError, "inside with swapped axes: .* the wrong way round"),
    (metres_read_as_degrees, "viettel.csv", InputError, "none of the 2 rows"),
    (most_rows_outside, "viettel.csv", InputError, "2 of 2 positions .* neither swapped axes nor another meridian"),
    (unknown_frequency_everywhere, "viettel.csv", InputError, "none of the 1 rows"),
    (text_that_is_not_utf8, "viettel.csv", InputError, "viettel.csv is not UTF-8 text; in Excel save it as"),
    (low_above_base, "đơn giá.csv", InputProblemsError, "row 3, column base: new_mast needs low <= base <= high"),
    (unknown_unit, "đơn giá.csv", InputProblemsError, "row 5, column unit: fibre_aerial must be in mn_vnd/km"),
    (roads_without_crs, "đường.gpkg", CrsError, "đường.gpkg carries no CRS"),
    (crs_declared_against_the_file, "đường.gpkg", CrsError, "the scenario declares EPSG:4326"),
    (cables_of_nobody, "cáp.gpkg", InputError, "no column for: chu; its headings are: ma_tuyen"),
    (places_without_positions, "địa điểm.csv", InputError, "no column for: lon, lat"),
]


@pytest.mark.filterwarnings("ignore:'crs' was not provided")
@pytest.mark.parametrize(("break_it", "file", "error", "text"), BROKEN, ids=[case[0].__name__ for case in BROKEN])
def test_a_mistake_and_its_error(
    tmp_path: Path,
    break_it: Callable[[Inputs], None],
    file: str,
    error: type[CovplanError],
    text: str,
) -> None:
    folder = tmp_path / "dữ liệu đầu vào"
    inputs = Inputs(folder, write_tiny_inputs(folder))
    break_it(inputs)
    with pytest.raises(error, match=text) as alone:
        READERS[file](inputs.settings, ProblemLog())
    with pytest.raises(InputProblemsError) as together:
        read_area(inputs.settings)
    errors = [p for p in together.value.problems if p.severity is Severity.ERROR]
    assert errors and errors[0].file in str(together.value)
    if not isinstance(alone.value, InputProblemsError):
        assert alone.value.code in [p.code for p in errors]
