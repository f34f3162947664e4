"""Tables of the fibre in shared routes: what a reader finds in each, in both languages."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from shapely import LineString

from covplan.ingest.area import Area
from covplan.ingest.costs import UnitCost, UnitCosts
from covplan.outputs.fibre_layers import make_fibre_layers
from covplan.outputs.fibre_tables import make_fibre_tables
from covplan.outputs.settings import Language
from covplan.outputs.tables import Table, write_csv
from covplan.routing.fibre_counts import CAPACITY_COLUMNS, State
from covplan.routing.fibre_findings import FibreFindings
from covplan.routing.passive_optical import SYSTEMS
from covplan.routing.quantities import QUANTITY_COLUMNS
from covplan.routing.settings import Way

VI, EN = Language.VIETNAMESE, Language.ENGLISH
NAN = float("nan")
BUILT = "fibre_aerial - fibre_poles"
ITEMS = ("fibre_aerial", "fibre_poles")
PRICES = UnitCosts({item: UnitCost(item, "mn_vnd/km", 1, 2, 3, 2025, f"nguồn {item}") for item in ITEMS})


@pytest.fixture()
def sections() -> gpd.GeoDataFrame:
    columns = {
        "section": ["S0001", "S0002"], "road": ["QL.29", ""], "from_m": [1_250.0, NAN], "to_m": [3_400.0, NAN],
        "commune": ["Ea Ly", "Ea Bá"], "way": [Way.CABLE.value, Way.AERIAL.value], "owner": ["viettel", ""],
    }  # fmt: skip
    return gpd.GeoDataFrame(columns, geometry=[LineString([(0, 0), (1, 0)])] * 2, crs=9218)


@pytest.fixture()
def found() -> FibreFindings:
    capacity = pd.DataFrame(
        [
            ("S0001", 2030, 7, 2, 3, 3, 11_000.0, 2, 15, 20, 0, 0, 12.0, State.FULL),
            ("S0002", 2030, 1, 0, 3, 0, 900.0, 1, 5, 7, 1, 12, NAN, State.ENOUGH),
        ],
        columns=CAPACITY_COLUMNS,
    )
    full = pd.DataFrame(
        [("S0001", "fibres", 2030, 15.0, 12.0)], columns=["section", "reason", "year", "needed", "available"]
    )
    nothing = (0, NAN, 0, NAN)
    quantities = pd.DataFrame(
        [
            ("cable", Way.AERIAL, 12, NAN, 0, NAN, "m", 500.0, 1e3, 2e3, 3e3, 0.5, 1.0, 1.5, "fibre_poles"),
            ("pole_line", Way.AERIAL, 0, 10.0, 50, 0.0, "m", 500.0, 2e3, 3e3, 4e3, 1.0, 1.5, 2.0, BUILT),
            ("poles", Way.AERIAL, *nothing, "count", 10, *(NAN,) * 6, ""),
        ],
        columns=QUANTITY_COLUMNS,
    )  # fmt: skip
    counts = {"households": [300.0, 100.0], "villages": [2, 1], "offices": [1, 1]}
    reach = {"code": ["22237", "22240"], "name": ["Ea Ly", "Ea Bá"], **counts}
    for when, share in (("before", 0.25), ("after", 1.0), ("gbps", 0.5)):
        reach |= {f"{what}_{when}": [share * n for n in there] for what, there in counts.items()}
    olts = pd.DataFrame([("office-22237", "Ea Ly", 526_382.7, 1_436_422.9, 200.4, 19.3)],
                        columns=["id", "name", "x_m", "y_m", "households", "farthest_km"])  # fmt: skip
    return FibreFindings(
        capacity, full, quantities, np.zeros(3), pd.DataFrame(reach), SYSTEMS["XGS-PON N1"], 20.0, olts, 1
    )


@pytest.fixture()
def tables(found: FibreFindings, sections: gpd.GeoDataFrame) -> dict[str, Table]:
    return {table.key: table for table in make_fibre_tables(found, sections, PRICES, VI)}


def rows(table: Table) -> list[dict[str, object]]:
    return [dict(zip(table.columns, row, strict=True)) for row in table.rows]


def test_a_table_for_each_question_with_as_many_cells_as_headings(tables: dict[str, Table]) -> None:
    assert list(tables) == ["capacity", "full_sections", "quantities", "fibre_reach", "olt_sites"]
    for table in tables.values():
        assert len(set(table.columns)) == len(table.columns)
        assert all(len(row) == len(table.columns) for row in table.rows)


def test_capacity_tells_new_cable_or_free_fibres(tables: dict[str, Table]) -> None:
    old, new = rows(tables["capacity"])
    assert (old["Từ lý trình"], old["Kết luận"]) == ("Km1+250", "hết sợi")
    assert old["Số cáp mới"] is None and old["Sợi còn trống của cáp có sẵn"] == 12
    assert new["Số sợi mỗi cáp"] == 12 and new["Sợi còn trống của cáp có sẵn"] is None
    (full,) = rows(tables["full_sections"])
    assert (full["Chủ sở hữu hạ tầng sẵn có"], full["Lý do"]) == ("Viettel", "hết sợi")


def test_the_bill_has_sources_its_sum_and_the_difference(tables: dict[str, Table]) -> None:
    cable, line, poles, total, difference = rows(tables["quantities"])
    assert cable["Nguồn đơn giá"] == "nguồn fibre_poles (2025)" and cable["Lớp phủ"] == ""
    assert line["Nguồn đơn giá"] == "nguồn fibre_aerial (2025); nguồn fibre_poles (2025)"
    assert line["Lớp phủ"] == "Khu xây dựng" and line["Độ dốc từ (%)"] == 10
    assert poles["Khối lượng"] == 10 and poles["Thành tiền cơ sở (triệu đồng)"] is None
    assert [total[f"Thành tiền {level} (triệu đồng)"] for level in ("thấp", "cơ sở", "cao")] == [1.5, 2.5, 3.5]
    assert difference["Thành tiền cơ sở (triệu đồng)"] == 0


def test_reach_begins_with_the_province(tables: dict[str, Table]) -> None:
    province, first, _ = rows(tables["fibre_reach"])
    assert province["Xã, phường"] == "Toàn tỉnh" and province["Hộ (ước tính)"] == 400
    assert province["Hộ gần cáp quang hiện có"] == 100 and province["Hộ gần cáp quang hiện có (%)"] == 25
    assert first["Mã xã"] == "22237" and first["Hộ có thể dùng 1 Gb/s, sau quy hoạch (%)"] == 50


def test_olts_in_vietnamese_axes(tables: dict[str, Table]) -> None:
    (site,) = rows(tables["olt_sites"])
    assert site["X (m, hướng bắc)"] == 1_436_422.9 and site["Hộ trong tầm (ước tính)"] == 200


def test_layers_hold_shares_of_households_and_points_of_olts(found: FibreFindings, tiny_area: Area) -> None:
    layers = make_fibre_layers(found, tiny_area)
    communes, olts = layers["XA_CAPQUANG"], layers["VITRI_OLT"]
    assert communes["ho_truoc"].tolist() == [25, 25] and communes["ho_gbps"].tolist() == [50, 50]
    assert communes.geometry.tolist() == tiny_area.communes.geometry.tolist()
    assert (olts.geometry.x.tolist(), olts["x_bac"].tolist()) == ([526_382.7], [1_436_422.9])


@pytest.mark.parametrize("language", [VI, EN])
def test_they_are_written_in_both_languages(
    found: FibreFindings, sections: gpd.GeoDataFrame, tmp_path: Path, language: Language
) -> None:
    for table in make_fibre_tables(found, sections, PRICES, language):
        write_csv(table, tmp_path / f"{table.key}.csv", language=language)
    assert len(list(tmp_path.iterdir())) == 5
