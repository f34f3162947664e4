"""White spots of villages against a full prediction with the plan."""

from __future__ import annotations

from dataclasses import replace

import geopandas as gpd
import numpy as np
import pytest
import shapely

from covplan.assessment.served import count_served
from covplan.assessment.spots import SpotState
from covplan.assessment.villages import assess_villages
from covplan.assessment.where_settings import WhereSettings
from covplan.coverage import RadioSettings, merge, predict
from covplan.coverage.service import ServiceSettings
from covplan.ingest.area import Area
from covplan.planning import PlanningSettings, build_reach_matrix, find_candidates, solve_set_covering, villages_gained
from covplan.propagation.p1812 import P1812

RADIO = RadioSettings(P1812(delta_n=45.0, n0=340.0, latitude_deg=12.9))


@pytest.fixture(scope="module")
def area(tiny_area: Area) -> Area:
    """Villages at 60 places drawn by chance, two points each, most where nobody lives in the raster."""
    rng = np.random.default_rng(4)
    left, bottom, _, _ = tiny_area.grid.bounds
    points = shapely.points(left + rng.uniform(200, 15_800, 60), bottom + rng.uniform(200, 15_800, 60))
    villages = gpd.GeoDataFrame(
        {
            "village_id": [f"T{k // 2}" for k in range(60)],
            "name": [f"Buôn {k // 2}" for k in range(60)],
            "part": ["centre", "cluster"] * 30,
            "people": [float("nan") if k % 7 == 0 else 10.0 + k for k in range(60)],
            "modelled_people": [float("nan")] * 60,
            "electrified": [None] * 60,
            "area_class": ["III"] * 60,
            "source": ["test"] * 60,
        },
        geometry=points,
        crs=9218,
    )
    return replace(tiny_area, villages=villages)


def test_gains_are_the_white_spots_that_the_plan_serves(area: Area) -> None:
    radio, service = RADIO, ServiceSettings(threshold_dbm=-95.0)
    cover = predict(area, radio)
    today = count_served(cover, area, service)
    planning = PlanningSettings(target_pct=80.0)
    reach = build_reach_matrix(find_candidates(area, today, planning), area, radio, service, today)
    plan = solve_set_covering(reach, planning)
    before = assess_villages(cover, today, area, WhereSettings())
    gains = villages_gained(plan, before, area, radio, today)

    white = (before.points["state"] == SpotState.WHITE.value).to_numpy()
    expected, cover_after = [], cover
    for site in plan.sites:  # one by one: each takes the white spots that are left
        cover_after = merge(cover_after, predict(area, radio, sites=(site.candidate,)))
        after = assess_villages(cover_after, count_served(cover_after, area, service), area, WhereSettings())
        now = white & (after.points["state"] != SpotState.WHITE.value).to_numpy()
        for id in sorted(set(before.points["village_id"][now])):
            own = before.points[now & (before.points["village_id"] == id).to_numpy()]
            centre = bool((own["part"] == "centre").any())
            expected.append((site.order, id, centre, len(own), own["people"].sum(min_count=1)))
        white = white & ~now
    assert len(expected) > 5
    assert [tuple(row) for row in gains.iloc[:, :4].itertuples(index=False)] == [row[:4] for row in expected]
    np.testing.assert_allclose(gains["people"].to_numpy(float), [row[4] for row in expected])


def test_without_villages_or_sites_nothing_is_gained(area: Area) -> None:
    radio, service = RADIO, ServiceSettings()
    cover = predict(area, radio)
    today = count_served(cover, area, service)
    planning = PlanningSettings(target_pct=0.0)
    reach = build_reach_matrix((), area, radio, service, today)
    plan = solve_set_covering(reach, planning)
    assert villages_gained(plan, assess_villages(cover, today, area, WhereSettings()), area, radio, today).empty
    none = replace(area, villages=area.villages.iloc[:0])
    assert villages_gained(plan, assess_villages(cover, today, none, WhereSettings()), none, radio, today).empty
