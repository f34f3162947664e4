"""Who can have fibre, per commune."""

from __future__ import annotations

from dataclasses import replace

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely import LineString, Point

from covplan.assessment.modelled import Modelled
from covplan.ingest.area import AdminEpoch, Area
from covplan.ingest.indicators import EvidenceKind
from covplan.routing.fibre_reach import places_of, reach_by_commune, reach_indicators, reached_from


@pytest.fixture(scope="module")
def area(tiny_area: Area) -> Area:
    """Two villages: A in Tuy Hòa with its centre and a cluster 3 km off, B in Buôn Ma Thuột."""
    left, bottom, *_ = tiny_area.grid.bounds
    rows = [("a", "A", "cluster", 9_000.0), ("a", "A", "centre", 6_000.0), ("b", "B", "centre", 12_000.0)]
    columns = ["village_id", "name", "part", "people"]
    table = pd.DataFrame([(id, name, part, 100.0) for id, name, part, _ in rows], columns=columns)
    points = [Point(left + 3_000, bottom + y) for *_, y in rows[:2]] + [Point(left + 12_000, bottom + 12_000)]
    return replace(tiny_area, villages=gpd.GeoDataFrame(table, geometry=points, crs=9218))


def line(area: Area, y_m: float, from_m: float = 0.0, to_m: float = 16_000.0) -> LineString:
    left, bottom, *_ = area.grid.bounds
    return LineString([(left + from_m, bottom + y_m), (left + to_m, bottom + y_m)])


def test_places_are_people_centres_and_seats(area: Area) -> None:
    places = places_of(area, 4.0)
    assert places.households_in.sum() == pytest.approx(area.people.values.sum() / 4)
    assert len(places.pixel_xy) == (area.people.values > 0).sum()
    assert places.village_commune.tolist() == [0, 1] and len(places.office_xy) == 2
    assert places.village_xy[0, 1] - area.grid.bounds[1] == 6_000  # the centre, though it comes second


def test_counts_by_hand(area: Area) -> None:
    places = places_of(area, 4.0)
    before = reached_from(places, [line(area, 8_000, to_m=5_000)], 500.0)
    after = reached_from(places, [line(area, 8_000, to_m=5_000), line(area, 12_200, 10_000)], 500.0)
    table = reach_by_commune(area, places, {"before": before, "after": after}).set_index("name")
    assert table["villages"].tolist() == [1, 1] and table["villages_before"].tolist() == [0, 0]
    assert table["villages_after"].tolist() == [0, 1] and table["offices_before"].tolist() == [1, 0]
    y = area.grid.centres()[1] - area.grid.bounds[1]
    x = area.grid.centres()[0] - area.grid.bounds[0]
    along_m = np.hypot(np.maximum(0, x - 5_000)[None, :], (y - 8_000)[:, None])
    west = (area.people.values * (along_m <= 500.0))[:, :32].sum() / 4
    assert table.loc["Tuy Hòa", "households_before"] == pytest.approx(west) and west > 0
    assert table.loc["Buôn Ma Thuột", "households_before"] == 0 < table.loc["Buôn Ma Thuột", "households_after"]


def test_without_cable_and_without_villages_nothing_is_reached(area: Area) -> None:
    bare = replace(area, villages=area.villages.head(0))
    places = places_of(bare, 3.6)
    table = reach_by_commune(bare, places, {"before": reached_from(places, [], 500.0)})
    assert table[["households_before", "villages", "villages_before", "offices_before"]].to_numpy().sum() == 0


@given(st.floats(0, 16_000), st.floats(100, 3_000), st.floats(1.0, 2.0))
def test_more_reach_and_more_cable_never_reach_fewer(area: Area, y_m: float, within_m: float, times: float) -> None:
    places = places_of(area, 3.6)
    one, two = [line(area, y_m)], [line(area, y_m), line(area, 3_000.0)]
    less = reached_from(places, one, within_m)
    for more in (reached_from(places, one, within_m * times), reached_from(places, two, within_m)):
        for key in ("pixels", "villages", "offices"):
            assert (getattr(more, key) >= getattr(less, key)).all()


def test_indicators_are_shares_of_households_and_villages(area: Area) -> None:
    places = places_of(area, 4.0)
    table = reach_by_commune(area, places, {"before": reached_from(places, [line(area, 12_200, 10_000)], 500.0)})
    about = Modelled(
        "66", AdminEpoch.JULY_2025, "2026-11", "cables", "2026-11-01", parts={"province:Phú Yên": frozenset({"22015"})}
    )
    found = {(one.id, one.admin_code): one for one in reach_indicators(table, about)}
    villages = {code: one.value for (id, code), one in found.items() if id == "villages_fixed_broadband_pct"}
    assert villages == {"22015": 0, "24133": 100, "66": 50, "province:Phú Yên": 0}
    share = table["households_before"].sum() / table["households"].sum()
    whole = found["households_fibre_passed_pct", "66"]
    assert whole.value == pytest.approx(100 * share) and (whole.kind, whole.unit) == (EvidenceKind.MODELLED, "%")
