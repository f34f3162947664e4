"""Which power area feeds a new mast: the nearest line or site that is known, by hand and against a loop."""

from __future__ import annotations

from dataclasses import replace

import geopandas as gpd
import numpy as np
import shapely

from covplan.ingest.area import Area
from covplan.ingest.risk_groups import RiskGroup, RiskKind
from covplan.planning.power_areas import power_areas


def with_power(area: Area, line: str = "Lộ 471") -> Area:
    """VT1 in area A, MB1 in B and C by the list of groups, VT2 unknown; a line far in the north, and a nameless one."""
    left, bottom, _, top = area.grid.bounds
    sites = (replace(area.sites[0], power_area="A"), *area.sites[1:])
    groups = (RiskGroup(RiskKind.POWER, "B", ("MB1",)), RiskGroup(RiskKind.POWER, "C", ("MB1",)))
    other = RiskGroup(RiskKind.ROAD, "QL.26", ("VT2",))
    lines = [
        shapely.LineString([(left, top - 1_000.0), (left + 16_000.0, top - 1_000.0)]),
        shapely.LineString([(left, bottom), (left + 16_000.0, bottom)]),
    ]
    shapes = gpd.GeoDataFrame({"name": [line, ""], "source": ["test"] * 2}, geometry=lines, crs=9218)
    return replace(area, sites=sites, risk_groups=(*groups, other), power_lines=shapes)


def test_the_nearest_known_line_or_site_feeds_a_mast(tiny_area: Area) -> None:
    area = with_power(tiny_area)
    left, bottom, _, top = area.grid.bounds
    xy = np.array(
        [
            (left + 3_500.0, bottom + 8_000.0),  # 500 m from VT1
            (left + 12_500.0, bottom + 9_000.0),  # 800 m from MB1
            (left + 13_000.0, bottom + 12_000.0),  # where VT2 stands, of which nothing is known; the line is 3 km off
            (left + 8_000.0, bottom + 200.0),  # at the line without a name
        ]
    )
    assert power_areas(xy, area, 3_000.0) == [("A",), ("B", "C"), ("Lộ 471",), ()]
    assert power_areas(xy, area, 700.0) == [("A",), (), (), ()]
    assert power_areas(np.zeros((0, 2)), area, 700.0) == []


def test_where_nothing_is_known_no_area_is_invented(tiny_area: Area) -> None:
    assert power_areas(np.array([(tiny_area.sites[0].x_m, tiny_area.sites[0].y_m)]), tiny_area, 1e6) == [()]


def test_as_a_loop_finds_it(tiny_area: Area) -> None:
    area, rng = with_power(tiny_area), np.random.default_rng(3)
    left, bottom, right, top = area.grid.bounds
    xy = rng.uniform((left, bottom), (right, top), (200, 2))
    known = {"VT1": ("A",), "MB1": ("B", "C")}
    line = area.power_lines.geometry.iloc[0]
    for (x, y), names in zip(xy, power_areas(xy, area, 4_000.0), strict=True):
        near = [(line.distance(shapely.Point(x, y)), ("Lộ 471",))]
        near += [(float(np.hypot(s.x_m - x, s.y_m - y)), known[s.id]) for s in area.sites if s.id in known]
        away, nearest = min(near)
        assert names == (nearest if away <= 4_000.0 else ())
