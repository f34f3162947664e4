"""Modelled indicators from people served: every place once, the province the sum of its parts."""

from __future__ import annotations

import numpy as np
import pytest

from covplan.assessment.modelled import Modelled
from covplan.assessment.served import count_served
from covplan.assessment.served_indicators import modelled_indicators
from covplan.coverage.composite import Coverage
from covplan.coverage.service import ServiceSettings
from covplan.ingest.area import Area
from covplan.ingest.indicators import EvidenceKind
from covplan.ingest.settings import AdminEpoch


def test_every_place_and_reading(tiny_area: Area) -> None:
    north = np.zeros(tiny_area.grid.shape, bool)
    north[:32] = True
    layers = {c.id: np.full(tiny_area.grid.shape, np.nan, np.float32) for c in tiny_area.carriers}
    layers[tiny_area.carriers[0].id][north] = -60.0
    none = np.zeros(tiny_area.grid.shape, bool)
    cover = Coverage(tiny_area.grid, tiny_area.carriers, layers, {}, (), none, none)
    served = count_served(cover, tiny_area, ServiceSettings())
    found = modelled_indicators(served, Modelled("66", AdminEpoch.JULY_2025, "2026-11", "model", "2026-11-01"))
    assert len({(one.id, one.admin_code) for one in found}) == len(found)
    values = {(one.id, one.admin_code): one.value for one in found}
    places = {
        *("66", "province:Phú Yên", "province:Đắk Lắk", "district:Tuy Hòa", "district:Buôn Ma Thuột"),
        *("22015", "24133"),
    }
    ids = ("population", *(f"served_5g_pct:{reading}" for reading in ("viettel", "mobifone", "any")))
    assert set(values) == {(id, place) for id in ids for place in places}
    people = tiny_area.people.values
    assert values["served_5g_pct:any", "66"] == pytest.approx(100 * people[:32].sum() / people.sum())
    assert values["served_5g_pct:any", "22015"] == pytest.approx(100 * people[:32, :32].sum() / people[:, :32].sum())
    assert values["served_5g_pct:any", "province:Phú Yên"] == values["served_5g_pct:viettel", "22015"]
    assert values["served_5g_pct:mobifone", "66"] == 0.0
    assert values["population", "66"] == pytest.approx(people.sum())
    assert values["population", "district:Tuy Hòa"] == pytest.approx(people[:, :32].sum())
    assert {(one.unit, one.source) for one in found} == {("%", "model"), ("people", "synthetic")}
    assert {(one.kind, one.period, one.admin_epoch, one.as_of) for one in found} == {
        (EvidenceKind.MODELLED, "2026-11", "2025-07", "2026-11-01")
    }
