"""Profiles from files: both formats, what their headers say, and every mistake of a file at its line and column."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from openpyxl import Workbook
from p1812_oracle import path_centre_latitude
from p1812_reference import read_profile as read_independently
from profile_files import MARKED, TABLE

from covplan.errors import InputError, InputProblemsError, MissingFileError
from covplan.ingest.path_profiles import PathRecord, read_path_profile


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    place = tmp_path / "mặt cắt đo"
    place.mkdir()
    return place


def read(folder: Path, text: str, name: str = "mặt cắt.csv") -> PathRecord:
    (folder / name).write_text(text, encoding="utf-8")
    return read_path_profile(folder / name)


def mistakes(folder: Path, text: str) -> list[tuple[str, int | None, str]]:
    with pytest.raises(InputProblemsError) as caught:
        read(folder, text)
    return [(problem.code, problem.row, problem.column) for problem in caught.value.problems]


def test_a_table_is_read_as_it_stands(folder: Path) -> None:
    record = read(folder, TABLE)
    assert record.dist_km.tolist() == [0.0, 0.5, 1.0, 1.5, 2.0]
    assert record.ground_m.tolist() == [10.0, 12.5, 14.0, 2.0, 0.0]
    assert record.clutter_m.tolist() == [0.0, 15.0, 0.0, 0.0, 0.0]
    assert record.zone.tolist() == [4, 4, 3, 3, 1]
    assert (record.delta_n, record.n0, record.latitude_deg, record.measurements) == (None, None, None, ())


def test_columns_in_another_order_with_decimal_commas_and_a_title(folder: Path) -> None:
    rows = [line.split(",") for line in TABLE.splitlines()]
    turned = "\n".join(";".join((row[3], row[1].replace(".", ","), row[0].replace(".", ","), row[2])) for row in rows)
    record, plain = read(folder, f"Mặt cắt số 1;;;\n{turned}\n", "khác.csv"), read(folder, TABLE)
    assert np.array_equal(record.dist_km, plain.dist_km) and np.array_equal(record.ground_m, plain.ground_m)
    assert np.array_equal(record.clutter_m, plain.clutter_m) and np.array_equal(record.zone, plain.zone)


def test_a_workbook_is_a_table_too(folder: Path) -> None:
    book = Workbook()
    for k, line in enumerate(TABLE.splitlines()):
        book.active.append([cell if k == 0 else float(cell) for cell in line.split(",")])
    book.save(folder / "mặt cắt.xlsx")
    assert read_path_profile(folder / "mặt cắt.xlsx").ground_m.tolist() == read(folder, TABLE).ground_m.tolist()


def test_the_marked_format_with_its_header_and_measurements(folder: Path) -> None:
    record = read(folder, MARKED)
    assert record.dist_km.tolist() == [0.0, 0.2, 0.4, 0.6, 1.0]
    assert record.clutter_m.tolist() == [10.0, 10.0, 0.0, 5.0, 0.0]
    assert (record.tx_name, record.rx_name, record.delta_n, record.n0) == ("ĐỒI PHÁT", "ĐỒI THU", 47.0, 360.5)
    first, second = record.measurements
    assert (first.freq_mhz, first.tx_agl_m, first.rx_agl_m) == (95.3, 60.0, 7.0)
    assert (first.polarisation, first.time_pct, first.field_dbuv_m, first.loss_db) == ("horizontal", 1.0, 49.8, 129.1)
    assert (second.polarisation, second.time_pct, second.field_dbuv_m, second.loss_db) == ("vertical", 50.0, None, None)
    assert (first.row, second.row) == (23, 24)


def test_a_profile_that_begins_at_the_receiver_is_turned(folder: Path) -> None:
    straight = read(folder, MARKED)
    turned = read(folder, MARKED.replace("TX or RX:,T", "TX or RX:,R"))
    assert turned.dist_km == pytest.approx([0.0, 0.4, 0.6, 0.8, 1.0]) and turned.dist_km[0] == 0.0
    assert turned.ground_m.tolist() == straight.ground_m.tolist()[::-1]
    assert turned.zone.tolist() == straight.zone.tolist()[::-1]
    assert turned.tx_name == straight.tx_name


@pytest.mark.parametrize("missing", ["Tx LAT:,12.0\n", "Rx LON:,108.2\n"])
def test_without_a_position_there_is_no_latitude(folder: Path, missing: str) -> None:
    assert read(folder, MARKED.replace(missing, "")).latitude_deg is None
    assert read(folder, MARKED.replace(missing, missing.split(",")[0] + ",\n")).latitude_deg is None


def test_all_published_files_against_an_independent_reader(shared: Path) -> None:
    files = sorted((shared / "reference/p1812/profiles").glob("*.csv"))
    assert len(files) == 12
    for file in files:
        record, expected = read_path_profile(file), read_independently(file)
        assert record.dist_km.tolist() == list(expected.dist_km)
        assert record.ground_m.tolist() == list(expected.ground_m)
        assert record.clutter_m.tolist() == list(expected.clutter_m)
        assert record.zone.tolist() == list(expected.zone)
        assert (record.delta_n, record.n0) == (expected.delta_n, expected.n0)
        centre = path_centre_latitude(
            expected.tx_lat_deg, expected.tx_lon_deg, expected.rx_lat_deg, expected.rx_lon_deg, expected.dist_km[-1]
        )
        assert record.latitude_deg == pytest.approx(centre, abs=1e-9)
        rows = [
            (m.freq_mhz, m.tx_agl_m, m.rx_agl_m, m.time_pct, m.field_dbuv_m, m.loss_db) for m in record.measurements
        ]
        assert rows == [
            (m.freq_mhz, m.htg_m, m.hrg_m, m.time_pct, m.field_dbuv_m, m.loss_db) for m in expected.measurements
        ]


def test_every_mistake_of_a_table_is_named_with_its_place(folder: Path) -> None:
    text = TABLE.replace("0,10,0,4", "0.1,10,0,4").replace("0.5,12.5,15,4", "0.5,cao,,4")
    text = text.replace("1.5,2,0,3", "1.0,2,600,2")
    assert mistakes(folder, text) == [
        ("profile.start", 2, "distance_km"),
        ("cell.number", 3, "height_m"),
        ("cell.empty", 3, "clutter_m"),
        ("cell.range", 5, "clutter_m"),
    ]
    text = TABLE.replace("1.5,2,0,3", "1.0,2,0,2")
    assert mistakes(folder, text) == [("profile.order", 5, "distance_km"), ("profile.zone", 5, "zone")]
    assert mistakes(folder, "\n".join(TABLE.splitlines()[:3])) == [("profile.points", None, "")]


def test_every_mistake_of_a_marked_file_is_named_with_its_place(folder: Path) -> None:
    text = MARKED.replace("Tx LAT:,12.0", "Tx LAT:,120").replace("dN (N-units/km):,47", "dN (N-units/km):,bốn")
    text = text.replace("TX or RX:,T", "TX or RX:,X").replace("Points:,5", "Points:,6")
    text = text.replace("0.4,700.5,3,0,4", "0.4,700.5,3").replace("773,60,,7,2", "773,,,7,3")
    assert mistakes(folder, text) == [
        ("cell.range", 2, "Tx LAT"),
        ("profile.first_point", 6, "First Point TX or RX"),
        ("cell.number", 10, "Average annual values dN (N-units/km)"),
        ("profile.count", 14, ""),
        ("cell.empty", 17, "Ground cover height"),
        ("cell.empty", 17, "Radio Met Code"),
        ("cell.empty", 24, "Tx antenna height"),
    ]
    circular = MARKED.replace("773,60,,7,2", "773,60,,7,3")
    assert mistakes(folder, circular) == [("profile.polarisation", 24, "Polarisation HVC:1 2 3")]


@pytest.mark.parametrize(("cut", "part"), [("{End of Measurements}", "Measurements"), ("{End of Profile}", "Profile")])
def test_a_part_without_its_end_is_a_mistake(folder: Path, cut: str, part: str) -> None:
    text = MARKED[: MARKED.index(cut)]
    with pytest.raises(InputProblemsError, match=rf"no {{End of {part}}}") as caught:
        read(folder, text)
    assert caught.value.problems[-1].code == "profile.unended"


def test_a_text_says_what_was_wrong(folder: Path) -> None:
    with pytest.raises(InputProblemsError, match=r"mặt cắt\.csv, row 5, column zone: the zone must be 1 .*got '2'"):
        read(folder, TABLE.replace("1.5,2,0,3", "1.5,2,0,2"))


def test_what_is_no_profile_is_refused(folder: Path) -> None:
    with pytest.raises(MissingFileError, match="there is no profile"):
        read_path_profile(folder / "không có.csv")
    with pytest.raises(InputError, match="no column for: zone"):
        read(folder, TABLE.replace(",zone", ",vùng nào"))
    with pytest.raises(InputError, match="no known heading"):
        read(folder, "a,b\n1,2\n")
    (folder / "nhị phân.csv").write_bytes(b"\x80\x81\x82")
    with pytest.raises(InputError, match="not UTF-8"):
        read_path_profile(folder / "nhị phân.csv")
    with pytest.raises(InputProblemsError, match="at least 3 points, got 0"):
        read(folder, "{Begin of Profile}\n{End of Profile}\n")
