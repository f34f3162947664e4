"""Declared areas against predicted service: people by hand, in every part; nothing counted twice."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
import shapely

from covplan.assessment.declared import compare_declared, declared_indicators
from covplan.assessment.modelled import Modelled
from covplan.assessment.served import Served, count_served
from covplan.coverage.composite import Coverage
from covplan.coverage.service import ServiceSettings
from covplan.errors import InputError, Severity
from covplan.ingest.area import Area
from covplan.ingest.indicators import EvidenceKind
from covplan.ingest.problems import ProblemLog
from covplan.ingest.service_areas import ServiceArea, read_service_area
from covplan.ingest.settings import ServiceAreaSettings


@pytest.fixture(scope="module")
def north(tiny_area: Area) -> Served:
    """Viettel serves the northern half."""
    layers = {c.id: np.full(tiny_area.grid.shape, np.nan, np.float32) for c in tiny_area.carriers}
    layers[tiny_area.carriers[0].id][:32] = -60.0
    none = np.zeros(tiny_area.grid.shape, bool)
    cover = Coverage(tiny_area.grid, tiny_area.carriers, layers, {}, (), none, none)
    return count_served(cover, tiny_area, ServiceSettings())


def declare(area: Area, folder: Path, *polygons: shapely.Geometry) -> ServiceArea:
    gpd.GeoDataFrame({"class": ["1"] * len(polygons)}, geometry=list(polygons), crs=9218).to_file(folder / "vùng.gpkg")
    settings = ServiceAreaSettings(folder / "vùng.gpkg", "viettel", "website", "2026-10-01")
    return read_service_area(settings, area.grid, ProblemLog())


def west(area: Area, pixels: float) -> shapely.Geometry:
    left, bottom, _, top = area.grid.bounds
    return shapely.box(left - 1_000.0, bottom, left + pixels * area.grid.pixel_m, top)


def test_people_of_each_part_and_of_a_pixel_that_is_cut(tiny_area: Area, north: Served, tmp_path: Path) -> None:
    people = tiny_area.people.values
    declared = declare(tiny_area, tmp_path, west(tiny_area, 10.5), west(tiny_area, 3.0))  # the second lies in the first
    weight = np.zeros(tiny_area.grid.shape)
    weight[:, :10], weight[:, 10] = 1.0, 0.5
    np.testing.assert_allclose(declared.share, weight, atol=1e-6)
    table = compare_declared(declared, north, tiny_area).by_commune.set_index("code")
    first = table.loc["22015"]
    assert first["both"] == pytest.approx((people * weight)[:32, :32].sum(), rel=1e-6)
    assert first["declared_only"] == pytest.approx((people * weight)[32:, :32].sum(), rel=1e-6)
    assert first["predicted_only"] == pytest.approx((people * (1 - weight))[:32, :32].sum(), rel=1e-6)
    assert table.loc["24133", "both"] == 0.0
    np.testing.assert_allclose(
        table[["both", "declared_only", "predicted_only", "neither"]].sum(axis=1), table["population"], rtol=1e-9
    )


def test_indicators_keep_declared_and_modelled_apart(tiny_area: Area, north: Served, tmp_path: Path) -> None:
    compared = compare_declared(declare(tiny_area, tmp_path, west(tiny_area, 32)), north, tiny_area)
    found = declared_indicators(compared, Modelled("66", "2025-07", "2026-11", "m", "2026-11-01"))
    values = {(one.admin_code, one.id): one for one in found}
    people = tiny_area.people.values
    whole = values["66", "declared_5g_pct:viettel"]
    assert whole.value == pytest.approx(100 * people[:, :32].sum() / people.sum())
    assert (whole.kind, whole.source, whole.as_of) == (EvidenceKind.DECLARED, "website", "2026-10-01")
    assert values["province:Phú Yên", "declared_5g_pct:viettel"].value == pytest.approx(100.0)
    assert values["24133", "declared_5g_pct:viettel"].value == 0.0
    more = values["66", "declared_not_predicted_people:viettel"]
    assert (more.kind, more.value) == (EvidenceKind.MODELLED, pytest.approx(people[32:, :32].sum()))
    assert values["66", "predicted_not_declared_people:viettel"].value == pytest.approx(people[:32, 32:].sum())
    assert len(values) == len(found) == 3 * 5


def test_what_cannot_be_compared_is_refused(tiny_area: Area, north: Served, tmp_path: Path) -> None:
    declared = declare(tiny_area, tmp_path, west(tiny_area, 5))
    with pytest.raises(InputError, match="nothing is predicted of 'vinaphone'"):
        compare_declared(replace(declared, operator="vinaphone"), north, tiny_area)
    with pytest.raises(InputError, match="lies on the planning grid"):
        declare(tiny_area, tmp_path, shapely.box(0, 0, 10, 10))
    with pytest.raises(InputError, match="must be a date like 2026-11-23, got '1/10/2026'"):
        ServiceAreaSettings(tmp_path, "viettel", "website", "1/10/2026")


def test_lines_are_rejected_and_crossing_polygons_repaired(tiny_area: Area, tmp_path: Path) -> None:
    left, bottom, right, top = tiny_area.grid.bounds
    bow = shapely.Polygon([(left, bottom), (right, top), (right, bottom), (left, top)])
    shapes = [shapely.LineString([(left, bottom), (right, top)]), bow]
    gpd.GeoDataFrame({"a": [1, 2]}, geometry=shapes, crs=9218).to_file(tmp_path / "v.gpkg")
    log = ProblemLog()
    settings = ServiceAreaSettings(tmp_path / "v.gpkg", "viettel", "website", "2026-10-01")
    found = read_service_area(settings, tiny_area.grid, log)
    told = [(problem.severity, problem.row) for problem in log.problems]
    assert told == [(Severity.REJECTED, 1), (Severity.REPAIRED, 2)]
    assert found.share.mean() == pytest.approx(0.5, abs=1e-6)


def test_personal_columns_are_refused(tiny_area: Area, tmp_path: Path) -> None:
    frame = gpd.GeoDataFrame({"phone": ["1"]}, geometry=[west(tiny_area, 5)], crs=9218)
    frame.to_file(tmp_path / "v.gpkg")
    settings = ServiceAreaSettings(tmp_path / "v.gpkg", "viettel", "website", "2026-10-01")
    with pytest.raises(InputError, match="personal data"):
        read_service_area(settings, tiny_area.grid, ProblemLog())
