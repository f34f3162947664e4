"""Registry files: every heading and way of writing, every mistake at once, too few samples never a value."""

from __future__ import annotations

import math
from datetime import date, datetime
from pathlib import Path

import pytest
from openpyxl import Workbook

from covplan.errors import InputError, InputProblemsError, MissingFileError
from covplan.ingest.indicators import EvidenceKind, Indicator, period_days, read_indicators
from covplan.ingest.settings import AdminEpoch

HEAD = "id,admin_code,admin_epoch,period,value,unit,kind,source,as_of,n_samples,confidence\n"
GOOD = "served_5g_pct:any,66,2025-07,2026,71.5,%,reported,report 7,2026-10-01,,\n"


def write(folder: Path, rows: str, head: str = HEAD) -> Path:
    file = folder / "chỉ tiêu.csv"
    file.write_text(head + rows, encoding="utf-8")
    return file


def codes_of(file: Path, **options: object) -> list[tuple[int | None, str, str]]:
    with pytest.raises(InputProblemsError) as caught:
        read_indicators(file, **options)  # type: ignore[arg-type]
    return [(problem.row, problem.column, problem.code) for problem in caught.value.problems]


def test_a_row_becomes_an_indicator(tmp_path: Path) -> None:
    expected = Indicator(
        *("served_5g_pct:any", "66", "2025-07", "2026", 71.5, "%", EvidenceKind.REPORTED, "report 7", "2026-10-01")
    )
    assert read_indicators(write(tmp_path, GOOD)) == (expected,)


def test_vietnamese_headings_and_numbers(tmp_path: Path) -> None:
    head = "SỔ CHỈ TIÊU\n"
    head += "Mã chỉ tiêu;Mã đơn vị;Thời kỳ;Kỳ báo cáo;Giá trị;Đơn vị tính;Loại số liệu;Nguồn;Ngày số liệu;Số mẫu\n"
    row = "dl_mean_5g_mbps;24133;2025-07;2026-Q3;112,5;Mbps;Đo kiểm;i-Speed;01/10/2026;1.204,0\n"
    (found,) = read_indicators(write(tmp_path, row, head))
    assert (found.value, found.unit, found.kind, found.n_samples) == (112.5, "Mb/s", EvidenceKind.MEASURED, 1204)
    assert (found.period, found.as_of) == ("2026-Q3", "2026-10-01")


def test_a_workbook_with_numbers_for_codes_and_dates_for_months(tmp_path: Path) -> None:
    book = Workbook()
    book.active.append(HEAD.strip().split(","))
    day = datetime(2026, 11, 20)
    book.active.append(["a_pct", 66, "2025-07", 2026, 1, "%", "reported", "x", day, None, None])
    book.active.append(["a_pct", 24133, "2025-07", datetime(2026, 11, 1), 2, "pct", "measured", "x", day, 5, "± 1"])
    book.save(tmp_path / "sổ.xlsx")
    first, second = read_indicators(tmp_path / "sổ.xlsx")
    assert (first.admin_code, first.period) == ("66", "2026")
    assert (second.admin_code, second.period, second.confidence) == ("24133", "2026-11", "± 1")


def test_speed_from_few_samples_is_not_assessable(tmp_path: Path) -> None:
    rows = "".join(
        f"dl_mean_4g_mbps,{code},2025-07,2026-11,{value},Mb/s,measured,i-Speed,2026-11-20,{n},\n"
        for code, value, n in (("24133", 45, 300), ("24136", 45, 299), ("24139", "", 12))
    )
    enough, few, withheld = read_indicators(write(tmp_path, rows))
    assert enough.value == 45.0
    assert math.isnan(few.value) and few.n_samples == 299
    assert math.isnan(withheld.value)


def test_speed_without_its_samples_is_an_error_and_other_values_need_none(tmp_path: Path) -> None:
    rows = "".join(f"{kind},66,2025-07,2026,45,Mb/s,{kind},x,2026-11-20,,\n" for kind in ("measured", "reported"))
    assert codes_of(write(tmp_path, rows)) == [(2, "n_samples", "cell.empty")]


@pytest.mark.parametrize(
    ("row", "column", "code"),
    [
        ("Served,66,2025-07,2026,1,%,reported,x,2026-10-01,,", "id", "indicator.id"),
        ("a:,66,2025-07,2026,1,%,reported,x,2026-10-01,,", "id", "indicator.id"),
        ("a,6,2025-07,2026,1,%,reported,x,2026-10-01,,", "admin_code", "indicator.code"),
        ("a,district:,2025-07,2026,1,%,reported,x,2026-10-01,,", "admin_code", "indicator.code"),
        ("a,66,2025-08,2026,1,%,reported,x,2026-10-01,,", "admin_epoch", "indicator.choice"),
        ("a,66,2025-07,2026-13,1,%,reported,x,2026-10-01,,", "period", "indicator.period"),
        ("a,66,2025-07,2026-Q5,1,%,reported,x,2026-10-01,,", "period", "indicator.period"),
        ("a,66,2025-07,2026,101,%,reported,x,2026-10-01,,", "value", "cell.range"),
        ("a,66,2025-07,2026,-1,km,reported,x,2026-10-01,,", "value", "cell.range"),
        ("a,66,2025-07,2026,many,km,reported,x,2026-10-01,,", "value", "cell.number"),
        ("a,66,2025-07,2026,,km,reported,x,2026-10-01,,", "value", "cell.empty"),
        ("a,66,2025-07,2026,0.5,yes_no,reported,x,2026-10-01,,", "value", "indicator.choice"),
        ("a,66,2025-07,2026,1,mile,reported,x,2026-10-01,,", "unit", "indicator.choice"),
        ("a,66,2025-07,2026,1,%,guessed,x,2026-10-01,,", "kind", "indicator.choice"),
        ("a,66,2025-07,2026,1,%,reported,,2026-10-01,,", "source", "cell.empty"),
        ("a,66,2025-07,2026,1,%,reported,x,31/02/2026,,", "as_of", "cell.time"),
        ("a,66,2025-07,2026,1,%,reported,x,,,", "as_of", "cell.empty"),
        ("a,66,2025-07,2026-11,1,%,reported,x,2026-10-31,,", "as_of", "indicator.as_of"),
        ("a,66,2025-07,2026,1,%,reported,x,2026-10-01,3.5,", "n_samples", "cell.count"),
    ],
)
def test_a_wrong_cell_is_told_with_its_row_and_column(tmp_path: Path, row: str, column: str, code: str) -> None:
    assert codes_of(write(tmp_path, GOOD + row + "\n")) == [(3, column, code)]


def test_all_mistakes_at_once(tmp_path: Path) -> None:
    bad = "a,66,2025-07,2026,1,mile,reported,x,2026-10-01,,\nb,66,pre2025,2026,1,%,reported,x,2026-10-01,,\n"
    assert codes_of(write(tmp_path, GOOD + bad + GOOD)) == [
        (3, "unit", "indicator.choice"),
        (5, "id", "indicator.twice"),
        (4, "admin_epoch", "indicator.epochs"),
    ]


def test_communes_of_another_epoch_or_none_of_the_scenario_are_refused(tmp_path: Path) -> None:
    commune = "a,24133,{},2026,1,%,reported,x,2026-10-01,,\n"
    province = "a,66,{},2026,1,%,reported,x,2026-10-01,,\n"
    options = {"admin_epoch": AdminEpoch.JULY_2025, "communes": {"24133"}}
    old = write(tmp_path, commune.format("pre2025") + province.format("pre2025"))
    assert codes_of(old, **options) == [(2, "admin_epoch", "indicator.other_epoch")]
    assert len(read_indicators(write(tmp_path, province.format("pre2025")), **options)) == 1  # type: ignore[arg-type]
    assert len(read_indicators(write(tmp_path, commune.format("2025-07")), **options)) == 1  # type: ignore[arg-type]
    other = write(tmp_path, commune.format("2025-07").replace("24133", "24134"))
    assert codes_of(other, **options) == [(2, "admin_code", "indicator.commune")]


@pytest.mark.parametrize("heading", ["IMSI", "imei", "CCCD", "Họ và tên", "phone"])
def test_personal_columns_are_refused(tmp_path: Path, heading: str) -> None:
    file = write(tmp_path, GOOD.strip() + ",x\n", HEAD.strip() + f",{heading}\n")
    with pytest.raises(InputError, match="personal data"):
        read_indicators(file)


def test_a_missing_file_or_column_is_named(tmp_path: Path) -> None:
    with pytest.raises(MissingFileError):
        read_indicators(tmp_path / "none.csv")
    with pytest.raises(InputError, match="no column for: kind"):
        read_indicators(write(tmp_path, "", HEAD.replace("kind", "colour") + GOOD))


@pytest.mark.parametrize(
    ("period", "first", "last"),
    [
        ("2026", date(2026, 1, 1), date(2026, 12, 31)),
        ("2026-Q1", date(2026, 1, 1), date(2026, 3, 31)),
        ("2026-Q4", date(2026, 10, 1), date(2026, 12, 31)),
        ("2024-02", date(2024, 2, 1), date(2024, 2, 29)),
        ("2026-12", date(2026, 12, 1), date(2026, 12, 31)),
    ],
)
def test_a_period_has_a_first_and_a_last_day(period: str, first: date, last: date) -> None:
    assert period_days(period) == (first, last)
