"""Codes of local plans of passive works, alone and as the readers of lists meet them."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import pytest
import shapely
from tiny_inputs import SITES_CSV, write_tiny_inputs

from covplan.ingest.area import read_area
from covplan.ingest.passive_codes import DUCT_CODES, MAST_CODES, SERVICE_POINT_CODES, passive_code
from covplan.ingest.problems import ProblemLog
from covplan.ingest.settings import FibreSettings
from covplan.ingest.shared_routes import RouteKind, read_shared_routes
from covplan.network import MastClass


@pytest.mark.parametrize(
    ("text", "known", "code"),
    [
        ("A1a", MAST_CODES, "A1a"),
        ("a2B – cột mặt đất", MAST_CODES, "A2b"),
        ("A2", MAST_CODES, ""),  # half a code is none
        ("A2bb", MAST_CODES, ""),
        ("cột A2b", MAST_CODES, ""),
        ("N1", MAST_CODES, ""),  # a duct among masts
        ("n2", DUCT_CODES, "N2"),
        ("Ð1", SERVICE_POINT_CODES, "Đ1"),  # the Icelandic letter
        ("D2", SERVICE_POINT_CODES, "Đ2"),
        (None, MAST_CODES, ""),
    ],
)
def test_a_code_is_known_alone_or_before_its_words(text: str | None, known: tuple[str, ...], code: str) -> None:
    assert passive_code(text, known) == code


def test_masts_keep_their_code_and_year(tmp_path: Path) -> None:
    settings = write_tiny_inputs(tmp_path)
    more = ("Loại cột;Năm phát sóng", "A1a;2019", "A2a;01/05/2021")
    lines = [f"{line};{one}" for line, one in zip(SITES_CSV.splitlines()[1:], more, strict=True)]
    (tmp_path / "viettel.csv").write_text("\n".join(lines), encoding="utf-8")
    first, second = read_area(settings).sites[:2]
    assert (first.mast_code, first.mast_class, first.year) == ("A1a", None, 2019)
    assert (second.mast_code, second.mast_class, second.year) == ("A2a", MastClass.BUILDING, 2021)


@pytest.mark.parametrize("wrong", ["19", "2019,5", "sắp tới"])
def test_an_impossible_year_rejects_the_row(tmp_path: Path, wrong: str) -> None:
    settings = write_tiny_inputs(tmp_path)
    lines = [f"{a};{b}" for a, b in zip(SITES_CSV.splitlines()[1:], ("Năm phát sóng", wrong, ""), strict=True)]
    (tmp_path / "viettel.csv").write_text("\n".join(lines), encoding="utf-8")
    area = read_area(settings)
    assert "VT1" not in {site.id for site in area.sites}
    (problem,) = (one for one in area.problems if one.column == "Năm phát sóng")
    assert problem.code.startswith("cell.")


def test_poles_are_joined_by_owner_and_code(tmp_path: Path) -> None:
    points = [shapely.Point(450_000 + 50 * k, 1_400_000) for k in range(4)]
    frame = gpd.GeoDataFrame({"owner": ["evn"] * 4, "loai": ["C1", "C2", "C2", ""]}, geometry=points, crs=9218)
    frame.to_file(tmp_path / "poles.gpkg")
    routes = read_shared_routes(FibreSettings(tmp_path / "poles.gpkg", "test"), RouteKind.POLES, 9218, ProblemLog())
    assert {route.code: len(route.shape.geoms) for route in routes} == {"C1": 1, "C2": 2, "": 1}
    assert len({route.id for route in routes}) == 3
