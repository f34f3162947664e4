"""The base of the population: census, registered or projected, with its name wherever people are counted."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from tiny_inputs import write_tiny_inputs

from covplan.errors import CovplanError
from covplan.ingest.area import Area, read_area
from covplan.ingest.settings import AdminEpoch, PeopleTotalsSettings

ROWS = [
    *("24133;census;2019;4000;Tổng điều tra", "24136;census;2019;3000;Tổng điều tra"),
    *("24133;registered;2025;6000;Công an", "24136;registered;2025;4000;Công an"),
]


def read(tmp_path: Path, rows: list[str] = ROWS, rescale: bool = True, **totals: Any) -> Area:
    base = write_tiny_inputs(tmp_path)
    file = tmp_path / "dân số.csv"
    file.write_text("\n".join(["Mã xã;Cơ sở;Năm;Dân số;Nguồn", *rows]), encoding="utf-8")
    chosen = {"base": "census", "admin_epoch": AdminEpoch.JULY_2025} | totals
    people = replace(base.people, totals=PeopleTotalsSettings(file, **chosen), rescale_to_official=rescale)
    return read_area(replace(base, people=people))


def test_the_base_scales_each_commune_and_names_itself(tmp_path: Path) -> None:
    census, registered = (read(tmp_path, base=base) for base in ("census", "registered"))
    assert census.communes["population"].tolist() == [4_000, 3_000]
    assert registered.communes["population"].tolist() == [6_000, 4_000]
    assert census.people.values.sum() == pytest.approx(7_000, abs=1)
    assert census.people_base == "census 2019 (Tổng điều tra)"
    west = np.arange(census.grid.cols) < 8
    ratio = registered.people.values[:, west].sum() / census.people.values[:, west].sum()
    assert ratio == pytest.approx(1.5, rel=0.01)  # 6,000 to 4,000; pixels on the border are of both communes


def test_a_projection_grows_from_the_year_of_the_base_and_says_so(tmp_path: Path) -> None:
    area = read(tmp_path, base="registered", to_year=2030, growth_pct_per_year=1.0, growth_source="Cục Thống kê")
    assert area.communes["population"].tolist() == [6_306, 4_204]  # 6,000 and 4,000 times 1.01^5 = 1.0510100501
    assert area.people_base == ("registered 2025 (Công an) → 2030 (+1 %/năm, giả định/assumed: Cục Thống kê)")


@pytest.mark.parametrize(
    ("rows", "totals", "match"),
    [
        (ROWS, {"base": "2019"}, "no base '2019'; it has: census, registered"),
        (ROWS[:1], {}, "1 communes have no people on this base: 24136"),
        ([*ROWS, ROWS[0]], {}, "commune 24133 is there twice"),
        ([*ROWS, "99999;census;2019;1;Tổng điều tra"], {}, "no commune 99999"),
        ([ROWS[0], "24136;census;2024;3000;Tổng điều tra"], {}, "several years or sources"),
        ([ROWS[0], "24136;census;2019;3000,5;Tổng điều tra"], {}, "whole number"),
        ([ROWS[0], "24136;census;2019;;Tổng điều tra"], {}, "whole number"),
        ([ROWS[0], "24136;census;2019;-5;Tổng điều tra"], {}, "-5"),
        (ROWS, {"to_year": 2030, "growth_pct_per_year": 1.0}, "growth_source must say"),
        (ROWS, {"to_year": 2019, "growth_source": "x"}, "must be after the base's year 2019"),
        (ROWS, {"admin_epoch": AdminEpoch.PRE_2025}, "pre2025"),
    ],
)
def test_what_gives_no_whole_base_is_an_error(
    tmp_path: Path, rows: list[str], totals: dict[str, Any], match: str
) -> None:
    with pytest.raises(CovplanError, match=match):
        read(tmp_path, rows, **totals)


def test_totals_without_rescaling_are_an_error(tmp_path: Path) -> None:
    with pytest.raises(CovplanError, match="rescale_to_official is false"):
        read(tmp_path, rescale=False)
