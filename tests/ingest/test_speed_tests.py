"""Tests of speed as they are sent: places, networks and figures; what cannot be used is told."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import numpy as np
import pytest
from pyproj import Transformer

from covplan.errors import InputError
from covplan.ingest.area import Area
from covplan.ingest.problems import ProblemLog
from covplan.ingest.speed_tests import read_speed_tests

TO_LONLAT = Transformer.from_crs(9218, 4326, always_xy=True)
HEAD = "time,lon,lat,operator,technology,dl_mbps,ul_mbps,latency_ms\n"


def write(folder: Path, rows: list[str], head: str = HEAD) -> Path:
    (folder / "đo.csv").write_text(head + "\n".join(rows) + "\n", encoding="utf-8")
    return folder / "đo.csv"


def place(area: Area, share: float) -> str:
    """A position in the middle, at a share of the width."""
    left, bottom, right, top = area.grid.bounds
    lon, lat = TO_LONLAT.transform(left + share * (right - left), (bottom + top) / 2)
    return f"{lon:.6f},{lat:.6f}"


def test_a_test_has_its_commune_and_what_was_measured(tiny_area: Area, tmp_path: Path) -> None:
    rows = [
        f"2026-11-03 08:00:00,{place(tiny_area, 0.2)},VNPT,5G,120.5,31,",
        f"05/11/2026,{place(tiny_area, 0.8)},Viettel,NR,,,38.5",
    ]
    log = ProblemLog()
    found = read_speed_tests(write(tmp_path, rows), tiny_area.communes, log)
    assert log.problems == []
    assert found.operator.tolist() == ["vinaphone", "viettel"]
    assert tiny_area.communes["code"].to_numpy()[found.commune].tolist() == ["22015", "24133"]
    np.testing.assert_array_equal(found.results["dl_mbps"], [120.5, np.nan])
    np.testing.assert_array_equal(found.results["latency_ms"], [np.nan, 38.5])
    assert (found.first_day, found.last_day) == (date(2026, 11, 3), date(2026, 11, 5))


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ("2026-11-03,{at},Viettel,4G,50,10,40", "speed.technology"),
        ("2026-11-03,{at},Viettel,,50,10,40", "cell.empty"),
        ("2026-11-03,{at},,5G,50,10,40", "cell.empty"),
        (",{at},Viettel,5G,50,10,40", "cell.empty"),
        ("2026-11-03,{at},Viettel,5G,,,", "cell.empty"),
        ("2026-11-03,{at},Viettel,5G,-1,10,40", "cell.range"),
        ("2026-11-03,{at},Viettel,5G,fast,10,40", "cell.number"),
        ("2026-11-03,107.0,12.7,Viettel,5G,50,10,40", "speed.outside"),
    ],
)
def test_a_row_that_cannot_be_used_is_told(tiny_area: Area, tmp_path: Path, row: str, code: str) -> None:
    good = f"2026-11-03,{place(tiny_area, 0.2)},Viettel,5G,50,10,40"
    log = ProblemLog()
    rows = [good, good, row.format(at=place(tiny_area, 0.2))]
    found = read_speed_tests(write(tmp_path, rows), tiny_area.communes, log)
    assert found.operator.size == 2
    assert [(problem.code, problem.row) for problem in log.problems] == [(code, 4)]


def test_files_without_use_or_with_personal_data_are_refused(tiny_area: Area, tmp_path: Path) -> None:
    at = place(tiny_area, 0.2)
    with pytest.raises(InputError, match="none of the 1 rows"):
        read_speed_tests(write(tmp_path, [f"2026-11-03,{at},Viettel,4G,1,1,1"]), tiny_area.communes, ProblemLog())
    with pytest.raises(InputError, match="personal data"):
        file = write(tmp_path, [f"2026-11-03,{at},Viettel,5G,1,1,1,4520"], HEAD.strip() + ",IMSI\n")
        read_speed_tests(file, tiny_area.communes, ProblemLog())
    with pytest.raises(InputError, match="no column for: technology"):
        read_speed_tests(write(tmp_path, ["x"], HEAD.replace("technology", "colour")), tiny_area.communes, ProblemLog())
