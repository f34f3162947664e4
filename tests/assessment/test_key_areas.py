"""Key areas: discs, polygons and lines by hand and against a slow oracle; voids and edges are never passed."""

from __future__ import annotations

from dataclasses import replace

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from test_served import cover_of

from covplan.assessment.key_areas import KeyAreas, assess_key_areas
from covplan.assessment.modelled import Modelled
from covplan.assessment.served import count_served
from covplan.assessment.where_settings import WhereSettings
from covplan.coverage.service import ServiceSettings
from covplan.errors import ModelRangeError
from covplan.grid import Raster
from covplan.ingest.area import Area
from covplan.ingest.indicators import EvidenceKind

LEFT, BOTTOM = 450_000.0, 1_400_000.0
SETTINGS = WhereSettings()


def with_places(area: Area, *places: tuple[str, str, shapely.Geometry]) -> Area:
    names, classes, shapes = zip(*places, strict=True)
    table = {"name": names, "category": classes, "place_class": classes, "source": ["s"] * len(names)}
    return replace(area, places=gpd.GeoDataFrame(table, geometry=list(shapes), crs=9218))


def assess(area: Area, served: np.ndarray | None = None, settings: WhereSettings = SETTINGS) -> KeyAreas:
    """Viettel's low band serves a mask, the northern half without one; nobody else serves."""
    mask = np.zeros(area.grid.shape, bool)
    mask[:32] = True
    cover = cover_of(area, {area.carriers[0].id: mask if served is None else served})
    return assess_key_areas(cover, count_served(cover, area, ServiceSettings()), area, settings)


def at(east_m: float, north_m: float) -> shapely.Point:
    return shapely.Point(LEFT + east_m, BOTTOM + north_m)


def box(west_m: float, south_m: float, east_m: float, north_m: float) -> shapely.Polygon:
    return shapely.box(LEFT + west_m, BOTTOM + south_m, LEFT + east_m, BOTTOM + north_m)


def verdicts(result: KeyAreas, reading: str = "any") -> dict[str, str]:
    own = result.areas[result.areas["place_class"] != "road"]
    return dict(zip(own["name"], own[f"{reading}_verdict"], strict=True))


def test_points_count_as_discs(tiny_area: Area) -> None:
    result = assess(
        with_places(
            tiny_area,
            ("trong", "health", at(3_000, 12_000)),
            ("mép", "health", at(3_000, 8_000)),
            ("ngoài", "health", at(3_000, 7_000)),
        )
    )
    table = result.areas.set_index("name")
    np.testing.assert_allclose(table.loc[["trong", "mép", "ngoài"], "any_pct"], [100, 50, 0], atol=1e-4)
    assert verdicts(result) == {"trong": "passed", "mép": "failed", "ngoài": "failed"}
    assert set(verdicts(result, "mobifone").values()) == {"failed"}
    assert table.loc["trong", ["kind", "commune"]].tolist() == ["point", "Tuy Hòa"]


def test_a_polygon_counts_by_area(tiny_area: Area) -> None:
    places = (("khu", "industrial_park", box(1_010, 7_250, 1_990, 8_250)),)
    assert assess(with_places(tiny_area, *places)).areas["any_pct"].iloc[-1] == pytest.approx(25, abs=1e-4)
    lower = assess(with_places(tiny_area, *places), settings=replace(SETTINGS, key_area_pct=25.0))
    assert verdicts(lower) == {"khu": "passed"}


def test_areas_agree_with_pixel_by_pixel_intersections(tiny_area: Area) -> None:
    rng = np.random.default_rng(5)
    served = rng.random(tiny_area.grid.shape) < 0.5
    shapes = [
        shapely.MultiPoint(rng.uniform([LEFT + 3_000, BOTTOM + 3_000], [LEFT + 5_000, BOTTOM + 5_000], (6, 2)))
        .convex_hull.difference(shapely.Point(LEFT + 4_000, BOTTOM + 4_000).buffer(200))
        for _ in range(5)
    ]  # fmt: skip
    result = assess(with_places(tiny_area, *((str(k), "tourism", s) for k, s in enumerate(shapes))), served)
    rows, cols = np.nonzero(served)
    x, y = tiny_area.grid.centres()
    pixels = shapely.box(x[cols] - 125, y[rows] - 125, x[cols] + 125, y[rows] + 125)
    for name, shape in enumerate(shapes):
        expected = 100 * shapely.area(shapely.intersection(pixels, shape)).sum() / shape.area
        got = result.areas.set_index("name").loc[str(name), "any_pct"]
        assert got == pytest.approx(expected, abs=1e-3)


def test_lines_are_sampled_and_cut_at_commune_borders(tiny_area: Area) -> None:
    north_south = shapely.LineString([at(2_100, 7_000), at(2_100, 9_000)])
    across = shapely.LineString([at(7_000, 12_100), at(10_000, 12_100)])
    result = assess(with_places(tiny_area, ("dọc", "waterway", north_south), ("ngang", "waterway", across)))
    own = result.areas[result.areas["place_class"] == "waterway"]
    assert own[["name", "commune", "kind"]].values.tolist() == [
        ["dọc", "Tuy Hòa", "line"],
        ["ngang", "Tuy Hòa", "line"],
        ["ngang", "Buôn Ma Thuột", "line"],
    ]
    np.testing.assert_allclose(own["any_pct"], [50, 100, 100])


def test_numbered_existing_roads_are_a_class(tiny_area: Area) -> None:
    planned = tiny_area.roads.assign(number="CT.99", status="planned")
    nameless = tiny_area.roads.assign(number="")
    area = replace(tiny_area, roads=pd.concat([tiny_area.roads, tiny_area.roads, planned, nameless]))
    roads = assess(area).areas
    assert roads[["name", "place_class", "commune"]].values.tolist() == [
        ["QL.26", "road", "Tuy Hòa"],
        ["QL.26", "road", "Buôn Ma Thuột"],
    ]


def with_void(area: Area, rows: slice, cols: slice) -> Area:
    ground = area.ground.values.copy()
    ground[rows, cols] = np.nan
    return replace(area, ground=Raster(ground, area.grid, "ground"))


def test_nothing_over_void_terrain_or_off_the_grid_is_passed(tiny_area: Area) -> None:
    area = with_void(
        with_places(
            tiny_area,
            ("một phần", "health", box(1_000, 12_000, 2_000, 13_000)),
            ("hỏng chắc", "health", box(1_000, 7_900, 2_000, 13_000)),
            ("toàn bộ", "health", box(1_100, 12_100, 1_200, 12_200)),
            ("ra ngoài", "health", box(-100, 12_000, 900, 12_500)),
            ("điểm mép", "health", at(50, 9_000)),
        ),
        slice(12, 16),
        slice(4, 5),
    )
    result = assess(area)
    assert verdicts(result) == {
        "một phần": "untold",
        "hỏng chắc": "failed",  # even if all of the void were served
        "toàn bộ": "untold",
        "ra ngoài": "untold",
        "điểm mép": "untold",
    }
    table = result.areas.set_index("name")
    assert table.loc["một phần", ["untold_pct", "any_pct"]].tolist() == pytest.approx([25, 75], abs=1e-3)
    assert np.isnan(table.loc["toàn bộ", "any_pct"])
    assert table.loc["ra ngoài", "untold_pct"] == pytest.approx(10, abs=1e-3)
    # a lower requirement does not help what cannot be told
    assert "passed" not in verdicts(assess(area, settings=replace(SETTINGS, key_area_pct=10.0))).values()


def test_pixels_behind_voids_cannot_be_told(tiny_area: Area) -> None:
    area = with_places(tiny_area, ("khuất", "health", at(3_000, 3_000)))
    cover = cover_of(area, {})
    today = count_served(cover, area, ServiceSettings())
    behind = replace(cover, void=np.ones(area.grid.shape, bool))
    assert verdicts(assess_key_areas(cover, today, area, SETTINGS)) == {"khuất": "failed"}
    assert verdicts(assess_key_areas(behind, today, area, SETTINGS)) == {"khuất": "untold"}


def test_classes_failures_and_indicators(tiny_area: Area) -> None:
    result = assess(
        with_places(
            tiny_area,
            ("Ga Bắc", "railway_station", at(3_000, 12_000)),
            ("Bến xe Nam", "transport_hub", at(12_000, 3_000)),
            ("Bến xe Nam 2", "transport_hub", at(12_500, 3_000)),
            ("Huyện lỵ", "district_seat", at(3_000, 12_000)),
            ("Quên", "", at(3_000, 12_000)),
        )
    )
    assert not {"Huyện lỵ", "Quên"} & set(result.areas["name"])
    rows = result.by_class[result.by_class["reading"] == "any"].set_index("place_class")
    assert len(rows) == 16
    assert rows.loc["transport_hub", ["areas", "passed", "failed", "untold"]].tolist() == [3, 1, 2, 0]
    assert rows.loc["transport_hub", "passed_pct"] == pytest.approx(100 / 3)
    assert rows.loc["railway_station", "passed_pct"] == 100
    assert rows.loc["airport", "areas"] == 0 and np.isnan(rows.loc["airport", "passed_pct"])
    failures = result.failures[(result.failures["reading"] == "any") & (result.failures["place_class"] != "road")]
    assert failures[["place_class", "commune", "failed", "untold", "names"]].values.tolist() == [
        ["transport_hub", "Buôn Ma Thuột", 2, 0, "Bến xe Nam; Bến xe Nam 2"]
    ]
    found = {i.id: i for i in result.indicators(Modelled("66", "2025-07", "2026-11", "covplan", "2026-11-01", "any"))}
    hub = found["key_area_5g_pct:transport_hub"]
    assert hub.value == pytest.approx(100 / 3) and hub.confidence == "1/3" and hub.kind is EvidenceKind.MODELLED
    assert found["key_area_5g_pct:railway_station:mobifone"].value == 0
    assert "key_area_5g_pct:airport" not in found  # no area, no evidence


def test_places_far_from_every_commune_are_left_out(tiny_area: Area) -> None:
    west = tiny_area.communes[:1]
    area = with_places(tiny_area, ("gần", "health", at(8_900, 12_000)), ("xa", "health", at(9_100, 12_000)))
    assert verdicts(assess(replace(area, communes=west))) == {"gần": "passed"}


def test_settings_out_of_range_are_refused() -> None:
    with pytest.raises(ModelRangeError, match="line_sample_m must be 5 to 500 m.*got -50"):
        WhereSettings(line_sample_m=-50)


def test_an_area_without_places_and_roads_has_no_verdicts(tiny_area: Area) -> None:
    result = assess(replace(tiny_area, roads=tiny_area.roads[:0]))
    assert result.areas.empty and result.failures.empty
    assert (result.by_class["areas"] == 0).all()
