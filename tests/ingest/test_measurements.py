"""Drive tests as they are sent: headings, times and numbers in any way of writing, every bad row told."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from openpyxl import Workbook
from pyproj import Transformer
from tiny_inputs import CARRIERS, PANEL

from covplan.errors import InputError, MissingFileError, Severity
from covplan.grid import Grid
from covplan.ingest.measurements import NO_PCI, Measurements, read_measurements
from covplan.ingest.problems import ProblemLog
from covplan.network import Carrier, Technology

GRID = Grid(9218, 450_000.0, 1_404_000.0, 250.0, 16, 20)
TO_LONLAT = Transformer.from_crs(9218, 4326, always_xy=True)
LON, LAT = TO_LONLAT.transform(452_000.0, 1_402_000.0)
LTE = Carrier("viettel", Technology.LTE, 773.0, 10.0, 15, 50, 46.0, PANEL, radius_km=5.0)


def write(folder: Path, text: str) -> Path:
    file = folder / "đo kiểm.csv"
    file.write_text(text, encoding="utf-8")
    return file


def read(file: Path, carriers: Any = CARRIERS, **options: Any) -> tuple[Measurements, ProblemLog]:
    log = ProblemLog()
    return read_measurements(file, GRID, carriers, log, **options), log


GOOD = f"{LON},{LAT},-95.5,773\n"


def test_a_vietnamese_table_under_a_title(tmp_path: Path) -> None:
    text = "BÁO CÁO ĐO KIỂM;;;;;;\nThời gian;Kinh độ;Vĩ độ;Mức thu (dBm);PCI;Tần số (MHz);Nhà mạng\n"
    text += f"23/11/2026 08:05:09;{LON:.6f};{LAT:.6f};-95,5;123;773;Viettel\n".replace(".", ",")
    text += f"2026-11-24 08:05:09;108°03'30\"Đ;{LAT:.6f};-101;;2.550,0;viettel\n"
    found, log = read(write(tmp_path, text))
    assert log.problems == []
    assert found.file == "đo kiểm.csv"
    assert (found.x_m[0], found.y_m[0]) == (pytest.approx(452_000.0, abs=0.2), pytest.approx(1_402_000.0, abs=0.2))
    assert found.rsrp_dbm.tolist() == [-95.5, -101.0]
    assert found.carrier.tolist() == ["viettel-nr-773", "viettel-nr-2550"]
    assert found.pci.tolist() == [123, NO_PCI]
    assert (found.first_day, found.last_day) == ("2026-11-23", "2026-11-24")


def test_a_workbook_with_dates_and_channel_numbers(tmp_path: Path) -> None:
    book = Workbook()
    book.active.append(["Timestamp", "Longitude", "Latitude", "SS-RSRP", "NR-ARFCN", "EARFCN", "Cell ID"])
    book.active.append([datetime(2026, 11, 23, 7, 1), LON, LAT, -88, 154_600, None, "VT1-2"])
    book.active.append([None, LON, LAT, -99.0, 650_000 + 6_666, None, None])
    book.active.append([None, LON, LAT, -99.0, None, 9_360, None])
    book.save(tmp_path / "đo.xlsx")
    found, log = read(tmp_path / "đo.xlsx", carriers=(*CARRIERS, LTE))
    assert log.problems == []
    assert found.carrier.tolist() == ["viettel-nr-773", "mobifone-nr-3850", "viettel-lte-773"]
    assert found.sector.tolist() == ["VT1-2", "", ""]
    assert (found.first_day, found.last_day) == ("2026-11-23", "2026-11-23")
    named, log = read(tmp_path / "đo.xlsx", sheet="Sheet")
    assert named.rsrp_dbm.size == 2
    assert [problem.code for problem in log.problems] == ["measurement.carrier"]  # an EARFCN is no channel of NR


@pytest.mark.parametrize(
    ("row", "code", "column"),
    [
        (f"{LON},{LAT},,773,,", "cell.empty", "rsrp"),
        (f"{LON},{LAT},mạnh,773,,", "cell.number", "rsrp"),
        (f"{LON},{LAT},-156.1,773,,", "cell.range", "rsrp"),
        (f"{LON},{LAT},-30.9,773,,", "cell.range", "rsrp"),
        (f"{LON},{LAT},95,773,,", "cell.range", "rsrp"),
        (f"{LON},{LAT},0,773,,", "cell.range", "rsrp"),
        (f"{LON},,-95,773,,", "cell.empty", "lat"),
        (f"đông,{LAT},-95,773,,", "cell.angle", "lon"),
        (f"{LON},{LAT},-95,,,", "cell.empty", "freq"),
        (f"{LON},{LAT},-95,700,,", "measurement.carrier", "freq"),
        (f"{LON},{LAT},-95,773,1008,", "cell.range", "pci"),
        (f"{LON},{LAT},-95,773,12.5,", "cell.count", "pci"),
        (f"{LON},{LAT},-95,773,,hôm qua", "cell.time", "time"),
        (f"{LON},{LAT},-95,773,,31/02/2026", "cell.time", "time"),
        (f"{LON},{LAT},-95,773,,23/11/2026 25:00", "cell.time", "time"),
        (f"{LON + 1},{LAT},-95,773,,", "measurement.outside", ""),
    ],
)
def test_each_kind_of_bad_row_is_rejected_with_its_place(tmp_path: Path, row: str, code: str, column: str) -> None:
    good = GOOD.rstrip() + ",1,2026-11-23\n"
    found, log = read(write(tmp_path, f"lon,lat,rsrp,freq,pci,time\n{good}{row}\n{good}"))
    assert found.rsrp_dbm.tolist() == [-95.5, -95.5]
    [problem] = log.problems
    assert (problem.severity, problem.code, problem.row) == (Severity.REJECTED, code, 3)
    assert (problem.column, problem.file) == (column, "đo kiểm.csv")


def test_the_ends_of_the_range_are_taken(tmp_path: Path) -> None:
    found, log = read(write(tmp_path, f"lon,lat,rsrp,freq\n{LON},{LAT},-156,768\n{LON},{LAT},-31,778\n"))
    assert found.rsrp_dbm.tolist() == [-156.0, -31.0] and log.problems == []
    text = f"lon,lat,rsrp,freq\n{GOOD}{LON},{LAT},-20,773\n"
    assert "-20 is not within -156 to -31 dBm" in read(write(tmp_path, text))[1].problems[0].text


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ("154600,,3G,", "measurement.technology"),
        ("154600,,LTE,", "measurement.carrier"),  # an NR-ARFCN is no channel of LTE
        (",9360,,", "measurement.carrier"),  # 773 MHz, but the block is NR's
        ("154600,,5G,mobifone", "measurement.carrier"),
        (",700,,", "measurement.channel"),
        ("3279165,,,", "measurement.carrier"),  # 100 GHz
        (",,,", "cell.empty"),
        ("154600.5,,,", "cell.count"),
        ("154600,9360,,", "measurement.two_channels"),  # whose level is it?
        ("154600,9360,4G,", "measurement.carrier"),
    ],
)
def test_frequency_technology_and_operator_must_fit_a_carrier(tmp_path: Path, row: str, code: str) -> None:
    head = "lon,lat,rsrp,nr-arfcn,earfcn,technology,operator\n"
    good = f"{LON},{LAT},-95,154600,,5G,Viettel\n"
    found, log = read(write(tmp_path, f"{head}{good}{LON},{LAT},-90,{row}\n"))
    assert found.rsrp_dbm.tolist() == [-95.0]
    assert [problem.code for problem in log.problems] == [code]


def test_a_block_of_two_carriers_needs_to_be_told_apart(tmp_path: Path) -> None:
    text = f"lon,lat,rsrp,freq,tech\n{LON},{LAT},-95,773,4G\n{LON},{LAT},-96,773,NR\n{LON},{LAT},-97,773,\n"
    found, log = read(write(tmp_path, text), carriers=(*CARRIERS, LTE))
    assert found.carrier.tolist() == ["viettel-lte-773", "viettel-nr-773"]
    [problem] = log.problems
    assert problem.code == "measurement.ambiguous" and "viettel-nr-773, viettel-lte-773" in problem.text


def test_a_row_with_swapped_degrees_is_repaired(tmp_path: Path) -> None:
    found, log = read(write(tmp_path, f"lon,lat,rsrp,freq\n{GOOD}{GOOD}{LAT},{LON},-80,773\n"))
    assert found.rsrp_dbm.tolist() == [-95.5, -95.5, -80.0]
    assert found.x_m[2] == pytest.approx(452_000.0, abs=0.1)
    assert [(p.severity, p.code, p.row) for p in log.problems] == [(Severity.REPAIRED, "measurement.swapped", 4)]


def test_a_file_with_swapped_columns_is_refused_with_the_cause(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="the two coordinate columns are the wrong way round"):
        read(write(tmp_path, f"lat,lon,rsrp,freq\n{GOOD}{GOOD}"))


def test_points_on_the_grids_outer_edge_are_off_it(tmp_path: Path) -> None:
    left, bottom, right, top = GRID.bounds
    inner = [(left + 0.5, top - 0.5), (right - 0.5, bottom + 0.5)]
    points = [TO_LONLAT.transform(*point) for point in (*inner, (right + 0.5, bottom + 1))]
    text = "lon,lat,rsrp,freq\n" + "".join(f"{lon:.8f},{lat:.8f},-90,773\n" for lon, lat in points)
    found, log = read(write(tmp_path, text))
    row, col = GRID.rowcol(found.x_m, found.y_m)
    assert (row.tolist(), col.tolist()) == ([0, 15], [0, 19])
    assert [problem.row for problem in log.problems] == [4]


@pytest.mark.parametrize("heading", ["IMSI", "Số điện thoại", "imei_sv"])
def test_personal_data_are_refused(tmp_path: Path, heading: str) -> None:
    with pytest.raises(InputError, match="personal data"):
        read(write(tmp_path, f"lon,lat,rsrp,freq,{heading}\n{GOOD.rstrip()},1\n"))


def test_of_two_channel_numbers_the_technology_chooses(tmp_path: Path) -> None:
    text = f"lon,lat,rsrp,nr-arfcn,earfcn,tech\n{LON},{LAT},-95,154600,9360,NR\n{LON},{LAT},-96,154600,9360,LTE\n"
    found, log = read(write(tmp_path, text), carriers=(*CARRIERS, LTE))
    assert found.carrier.tolist() == ["viettel-nr-773", "viettel-lte-773"] and log.problems == []


def test_levels_of_lte_and_nr_side_by_side_must_be_told_apart(tmp_path: Path) -> None:
    file = write(tmp_path, f"lon,lat,RSRP (dBm),SS-RSRP,NR-ARFCN\n{LON},{LAT},-80,-95,154600\n")
    with pytest.raises(InputError, match=r"several columns for rsrp_dbm: RSRP \(dBm\), SS-RSRP"):
        read(file)
    found, _ = read(file, columns={"rsrp_dbm": "SS-RSRP"})
    assert found.rsrp_dbm.tolist() == [-95.0]


@pytest.mark.parametrize(
    ("head", "missing"), [("lon,lat,rsrp,x", "freq_mhz"), ("lon,lat,x,freq", "rsrp_dbm"), ("x,lat,rsrp,freq", "lon")]
)
def test_a_missing_column_is_named(tmp_path: Path, head: str, missing: str) -> None:
    with pytest.raises(InputError, match=f"no column for: {missing}"):
        read(write(tmp_path, f"{head}\n{GOOD}"))


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026-11-03T08:05:09.125+07:00", "2026-11-03"),
        ("03/11/2026 08:05:09,125", "2026-11-03"),  # day first
        ("3-11-2026 8:05", "2026-11-03"),
        ("03/11/2026", "2026-11-03"),
        ("", ""),
    ],
)
def test_times_in_each_way_of_writing(tmp_path: Path, text: str, day: str) -> None:
    found, log = read(write(tmp_path, f"lon;lat;rsrp;freq;time\n{LON};{LAT};-95;773;{text}\n"))
    assert (found.first_day, found.last_day, log.problems) == (day, day, [])


def test_headings_can_be_named(tmp_path: Path) -> None:
    file = write(tmp_path, f"lon,lat,A,B\n{GOOD}")
    found, _ = read(file, columns={"rsrp_dbm": "A", "freq_mhz": "B"})
    assert found.rsrp_dbm.tolist() == [-95.5]
    with pytest.raises(InputError, match="fields that are not known: power"):
        read(file, columns={"power": "A"})


def test_a_file_without_a_usable_row_or_at_all(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="none of the 1 rows"):
        read(write(tmp_path, f"lon,lat,rsrp,freq\n{LON},{LAT},-95,100\n"))
    with pytest.raises(MissingFileError, match=r"không có\.csv"):
        read(tmp_path / "không có.csv")


def test_many_rows_keep_their_order(tmp_path: Path) -> None:
    rows = "".join(f"{LON},{LAT},{-60 - k / 100:.2f},773\n" for k in range(300))
    found, _ = read(write(tmp_path, f"lon,lat,rsrp,freq\n{rows}"))
    assert np.allclose(found.rsrp_dbm, -60 - np.arange(300) / 100)
    assert (found.first_day, found.last_day) == ("", "")
