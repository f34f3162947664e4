"""Tables: headers, delimiters, encodings, row numbers."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import pytest
import shapely
from openpyxl import Workbook

from covplan.errors import InputError, MissingFileError
from covplan.ingest.site_rows import VOCABULARY
from covplan.ingest.table_files import Table, read_table


def write_xlsx(file: Path, rows: list[list[object]], title: str = "Trạm") -> Path:
    book = Workbook()
    sheet = book.active
    sheet.title = title
    for row in rows:
        sheet.append(row)
    book.create_sheet("Trống")
    book.save(file)
    return file


def read(file: Path, sheet: str | None = None) -> Table:
    return read_table(file, VOCABULARY, {}, sheet)


def test_a_workbook_with_title_rows(tmp_path: Path) -> None:
    rows = [["DANH SÁCH"], ["Hệ toạ độ VN-2000"], [], ["STT", "Mã trạm", "X (m)"], [1, "A", 1.5], [], [2, "B", 2.5]]
    table = read(write_xlsx(tmp_path / "danh sách trạm.xlsx", rows))
    assert table.headings == ("STT", "Mã trạm", "X (m)")
    assert table.rows == ((1, "A", 1.5), (2, "B", 2.5))
    assert table.row_numbers == (5, 7)
    assert table.sheet == "Trạm"


@pytest.mark.parametrize("delimiter", [";", ",", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_delimiters_and_encodings(tmp_path: Path, delimiter: str, encoding: str) -> None:
    lines = ["Danh sách; các trạm, 2025", "Mã trạm|Tên trạm|azimuth", 'A|Đắk "Mil"|"0|120"', "B|Ea Súp|7"]
    text = "\r\n".join(lines).replace("|", delimiter)
    file = tmp_path / "trạm.csv"
    file.write_bytes(text.encode(encoding))
    table = read(file)
    assert table.headings == ("Mã trạm", "Tên trạm", "azimuth")
    assert table.rows[0][2] == f"0{delimiter}120" and table.rows[1][1] == "Ea Súp"
    assert table.row_numbers == (3, 4)


def test_rows_after_a_cell_of_two_lines_are_counted_as_the_user_sees_them(tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    file.write_text('Mã trạm,Tên trạm\nA,"hai\ndòng"\nB,x\n', encoding="utf-8")
    assert read(file).row_numbers == (2, 4)


def test_short_rows_are_filled_up(tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    file.write_text("Mã trạm,Tên trạm,tilt\nA\n", encoding="utf-8")
    assert read(file).rows == (("A", None, None),)


@pytest.mark.parametrize(("name", "driver"), [("a.gpkg", "GPKG"), ("a.geojson", "GeoJSON"), ("a.kml", "KML")])
def test_vector_files(tmp_path: Path, name: str, driver: str) -> None:
    frame = gpd.GeoDataFrame({"Name": ["Đỉnh"], "Description": [None]}, geometry=[shapely.Point(108, 12)], crs=4326)
    frame.to_file(tmp_path / name, driver=driver)
    table = read(tmp_path / name)
    assert table.geometry is not None and table.geometry[0].x == 108
    assert table.row_numbers == (1,) and table.rows[0][list(table.headings).index("Name")] == "Đỉnh"


def test_what_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(MissingFileError, match="the file is not there"):
        read(tmp_path / "none.xlsx")
    (tmp_path / "fake.xlsx").write_text("Mã trạm", encoding="utf-8")
    with pytest.raises(InputError, match="cannot read fake.xlsx as Excel"):
        read(tmp_path / "fake.xlsx")
    (tmp_path / "latin.csv").write_bytes("Mã trạm\nĐắk".encode("cp1258", errors="replace") + b"\xff\xe9")
    with pytest.raises(InputError, match="not UTF-8"):
        read(tmp_path / "latin.csv")
    (tmp_path / "fake.gpkg").write_text("no", encoding="utf-8")
    with pytest.raises(InputError, match="cannot read fake.gpkg as GIS"):
        read(tmp_path / "fake.gpkg")
    book = write_xlsx(tmp_path / "b.xlsx", [["Mã trạm"], ["A"]])
    with pytest.raises(InputError, match="no sheet or layer 'Tram'; it has: Trạm, Trống"):
        read(book, "Tram")
    with pytest.raises(InputError, match=r"b.xlsx \(Trống\) has no rows"):
        read(book, "Trống")
    (tmp_path / "c.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    with pytest.raises(InputError, match="no known heading in the first 30 rows of c.csv; the first row is: a, b"):
        read(tmp_path / "c.csv")
