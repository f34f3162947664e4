"""What users of one sector leave each other: hand-computed sectors."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from covplan.assessment.busy_hour import busy_pct, share_busy_hour
from covplan.assessment.busy_hour_settings import BusyHourSettings
from covplan.coverage.composite import Coverage
from covplan.coverage.interference import Interference
from covplan.coverage.service import ServiceSettings
from covplan.coverage.sinr import InterferenceError
from covplan.coverage.throughput import downlink_mbps
from covplan.errors import ModelRangeError
from covplan.grid import Raster
from covplan.ingest.area import Area
from covplan.network import Technology
from covplan.propagation.link_budget import noise_per_re_dbm

EVERYBODY = BusyHourSettings(users_pct=100.0, active_pct=10.0)


def peopled(area: Area, people: np.ndarray) -> Area:
    return replace(area, people=Raster(people, area.grid, "people"))


def cover_of(area: Area, sinr_db: dict[str, np.ndarray], best: np.ndarray) -> Coverage:
    """Sectors ``a`` and ``b`` without interference: RSRP is SINR over the noise; carriers left out reach nobody."""
    layers, sectors = {}, {}
    for c in area.carriers:
        given = sinr_db.get(c.id, np.full(area.grid.shape, np.nan))
        layers[c.id] = (given + noise_per_re_dbm(c.scs_khz, 9.0)).astype(np.float32)
        sectors[c.id] = np.where(np.isnan(given), -1, best).astype(np.int32)
    rest = {c.id: np.zeros(area.grid.shape, np.float32) for c in area.carriers}
    none = np.zeros(area.grid.shape, bool)
    own = Interference(rest, sectors, {}, {}, {}, 9.0)
    return Coverage(area.grid, area.carriers, layers, {}, ("a", "b"), none, none, own)


def test_slow_users_hold_the_sector_back(tiny_area: Area) -> None:
    """100 people at the peak of 66.11 Mb/s and 100 at 4.51 · 1.17 share 200 / (100/66.11 + 100/5.27) = 9.77 Mb/s."""
    shape, n28 = tiny_area.grid.shape, tiny_area.carriers[0]
    people, sinr, best = np.zeros(shape), np.full(shape, 60.0), np.zeros(shape, np.int32)
    people[0, 0] = people[0, 1] = 100.0
    sinr[0, 1] = 0.0
    area = peopled(tiny_area, people)
    table = share_busy_hour(cover_of(area, {n28.id: sinr}, best), area, ServiceSettings(), EVERYBODY)
    assert table[["operator", "carrier", "sector"]].values.tolist() == [["viettel", n28.id, "a"]]
    fast, slow = downlink_mbps(np.array([60.0, 0.0]), n28, ServiceSettings().throughput)
    assert (fast, slow) == pytest.approx((66.11, 5.27), abs=0.01)
    assert table["capacity_mbps"][0] == pytest.approx(9.769, abs=0.01)
    assert table["active_users"][0] == pytest.approx(20.0)
    assert table["per_user_mbps"][0] == pytest.approx(0.488, abs=1e-3) and not table["passes"][0]


def test_ten_megahertz_at_700_do_not_give_everybody_a_hundred_megabits(tiny_area: Area) -> None:
    """Even one user alone, right under the mast."""
    shape, n28 = tiny_area.grid.shape, tiny_area.carriers[0]
    people = np.zeros(shape)
    people[5, 5] = 1.0
    area, wanted = peopled(tiny_area, people), BusyHourSettings(per_user_mbps=100.0)
    cover = cover_of(area, {n28.id: np.full(shape, 80.0)}, np.zeros(shape, np.int32))
    table = share_busy_hour(cover, area, ServiceSettings(), wanted)
    assert table["per_user_mbps"][0] < 70.0 and not table["passes"][0]


def test_people_camp_where_it_is_fastest_and_are_counted_once(tiny_area: Area) -> None:
    """100 MHz at 2600 near its mast, 700 beyond; those without any rate are left out; the fewer, the more for each."""
    shape, (n28, n41, _) = tiny_area.grid.shape, tiny_area.carriers
    people = np.zeros(shape)
    people[0, :4] = [10.0, 20.0, 40.0, 80.0]
    mid, low = np.full(shape, np.nan), np.full(shape, 10.0)
    mid[0, 0], low[0, 3] = 10.0, -30.0
    best = np.zeros(shape, np.int32)
    best[0, 2] = 1
    area = peopled(tiny_area, people)
    table = share_busy_hour(cover_of(area, {n28.id: low, n41.id: mid}, best), area, ServiceSettings(), EVERYBODY)
    found = table.set_index(["carrier", "sector"])["people"].to_dict()
    assert found == {(n28.id, "a"): 20.0, (n28.id, "b"): 40.0, (n41.id, "a"): 10.0}
    assert table["people"].sum() == people.sum() - 80.0
    twice = peopled(tiny_area, 2.0 * people)
    again = share_busy_hour(cover_of(twice, {n28.id: low, n41.id: mid}, best), twice, ServiceSettings(), EVERYBODY)
    assert (again["per_user_mbps"] <= table["per_user_mbps"]).all()
    np.testing.assert_allclose(again["capacity_mbps"], table["capacity_mbps"])


def test_another_technology_has_no_rows(tiny_area: Area) -> None:
    cover = cover_of(tiny_area, {}, np.zeros(tiny_area.grid.shape, np.int32))
    assert share_busy_hour(cover, tiny_area, ServiceSettings(technology=Technology.LTE), EVERYBODY).empty


def test_interference_is_asked_for(tiny_area: Area) -> None:
    cover = replace(cover_of(tiny_area, {}, np.zeros(tiny_area.grid.shape, np.int32)), interference=None)
    with pytest.raises(InterferenceError):
        share_busy_hour(cover, tiny_area, ServiceSettings(), EVERYBODY)


def test_settings_out_of_range_are_refused() -> None:
    with pytest.raises(ModelRangeError, match="active_pct"):
        BusyHourSettings(active_pct=0.0)


def test_air_time_by_hand() -> None:
    """10 users of 2 Mb/s each at 40 Mb/s and 10 at 10 Mb/s need 0.5 + 2 s of each second: 125 % of two sectors."""
    people, rates = np.array([100.0, 100.0, 50.0]), np.array([[40.0, 10.0, 0.0], [30.0, 5.0, 0.0]])
    wants = BusyHourSettings(users_pct=100.0, active_pct=10.0, per_user_mbps=2.0)
    assert busy_pct(people, rates, 2, wants) == pytest.approx(125.0)
    assert busy_pct(people[:0], rates[:, :0], 2, wants) == 0.0


def test_the_fullest_carrier_counts_and_people_camp_on_the_fastest() -> None:
    people, rates = np.array([100.0, 30.0]), np.array([[20.0, 1.0], [10.0, 6.0]])
    wants = BusyHourSettings(users_pct=100.0, active_pct=10.0, per_user_mbps=1.0)
    assert busy_pct(people, rates, 1, wants) == pytest.approx(50.0)  # 10/20 on the first, 3/6 on the second
    assert busy_pct(people * [1.0, 2.0], rates, 1, wants) == pytest.approx(100.0)


def test_air_time_and_the_share_of_each_user_say_the_same(tiny_area: Area) -> None:
    """One sector: 100 % of air time is where each active user has just what is asked."""
    shape, n28 = tiny_area.grid.shape, tiny_area.carriers[0]
    people, sinr = np.zeros(shape), np.full(shape, np.nan)
    people[0, :2], sinr[0, :2] = [300.0, 500.0], [20.0, 3.0]
    area = peopled(tiny_area, people)
    one = share_busy_hour(cover_of(area, {n28.id: sinr}, np.zeros(shape, np.int32)), area, ServiceSettings(), EVERYBODY)
    wants = replace(EVERYBODY, per_user_mbps=float(one["per_user_mbps"][0]))
    rates = downlink_mbps(sinr[:1, :2], n28, ServiceSettings().throughput)
    assert busy_pct(people[0, :2], rates, 1, wants) == pytest.approx(100.0, rel=1e-4)
