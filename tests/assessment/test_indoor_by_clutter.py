"""Indoors by land cover: the mixture by hand, between its kinds of building, the same for all who ask who is served."""

from __future__ import annotations

from dataclasses import replace
from statistics import NormalDist
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.integrate import quad

from covplan.assessment.operators import operators_together
from covplan.assessment.residents import find_residents
from covplan.assessment.resilience import serving_sites
from covplan.assessment.served import count_served
from covplan.assessment.uncertainty import draw_shares
from covplan.assessment.uncertainty_settings import UncertaintySettings
from covplan.coverage.composite import Coverage
from covplan.coverage.entry_loss import BUILDINGS, Environment
from covplan.coverage.interference import Interference
from covplan.coverage.prediction import predict
from covplan.coverage.service import ServiceSettings, required_median_dbm
from covplan.coverage.service_probability import probability_of_service
from covplan.coverage.settings import RadioSettings
from covplan.errors import InputError, ModelRangeError
from covplan.grid import Raster
from covplan.ingest.area import Area
from covplan.ingest.land_cover_classes import BUILT, TREES, UNKNOWN
from covplan.planning.candidates import find_candidates
from covplan.planning.reach_matrix import build_reach_matrix
from covplan.planning.settings import PlanningSettings
from covplan.propagation.building_entry import building_entry_loss_db
from covplan.propagation.p1812 import P1812

BY_CLUTTER = ServiceSettings(environment=Environment.INDOOR_BY_CLUTTER)
RADIO = RadioSettings(P1812(delta_n=45.0, n0=325.0, latitude_deg=12.9))
TRADITIONAL, EFFICIENT = BUILDINGS


def classes(*codes: int) -> np.ndarray[Any, np.dtype[np.uint8]]:
    return np.array(codes, np.uint8)


@pytest.fixture(scope="module")
def area(tiny_area: Area) -> Area:
    """Stripes of built-up land, trees and crops under people everywhere; two viettel masts, one of mobifone."""
    codes = np.full(tiny_area.grid.shape, 40, np.uint8)
    codes[:, ::3], codes[:, 1::3] = BUILT, TREES
    west = tiny_area.sites[0]
    east = replace(west, id="VT3", x_m=west.x_m + 6_000.0)
    other = replace(west, id="MB3", operator="mobifone", x_m=west.x_m + 3_000.0)
    other = replace(other, sectors=tuple(replace(s, carriers=tiny_area.carriers[2:]) for s in other.sectors))
    sites = (west, east, other)
    return replace(
        tiny_area,
        clutter_class=Raster(codes, tiny_area.grid, "clutter class"),
        people=Raster(np.ones(tiny_area.grid.shape), tiny_area.grid, "people"),
        sites=sites,
        locations=tuple(replace(tiny_area.locations[0], id=s.id, site_ids=(s.id,)) for s in sites),
    )


@pytest.fixture(scope="module")
def cover(area: Area) -> Coverage:
    return predict(area, RADIO)


def of(environment: Environment, **changed: Any) -> ServiceSettings:
    return replace(BY_CLUTTER, environment=environment, threshold_dbm=-110.0, **changed)


def test_the_mixture_by_hand(area: Area) -> None:
    """80 % traditional and 20 % thermally efficient buildings on built-up land, integrals of eq. (1) of P.2109."""
    carrier = area.carriers[0]
    needed = required_median_dbm(carrier, BY_CLUTTER, 250.0, None, classes(BUILT, TREES))
    over_db, normal = needed - BY_CLUTTER.threshold_dbm, NormalDist()

    def had(kind: Environment, over: float) -> float:
        def of_place(share: float) -> float:
            loss_db = building_entry_loss_db(carrier.freq_mhz, BUILDINGS[kind], probability_pct=100.0 * share)
            return normal.cdf((over - loss_db) / BY_CLUTTER.sigma_db)

        return float(quad(of_place, 1e-7, 1 - 1e-7, limit=400)[0])

    mixed = 0.8 * had(TRADITIONAL, over_db[0]) + 0.2 * had(EFFICIENT, over_db[0])
    assert mixed == pytest.approx(0.95, abs=2e-5)
    assert had(TRADITIONAL, over_db[1]) == pytest.approx(0.95, abs=2e-5)  # no share is given for trees


def test_all_of_one_kind_is_that_kind(area: Area) -> None:
    for pct, kind in ((0.0, TRADITIONAL), (100.0, EFFICIENT)):
        mixed = required_median_dbm(
            area.carriers[1], replace(BY_CLUTTER, efficient_pct={TREES: pct}), 250.0, None, classes(TREES)
        )
        assert mixed == pytest.approx([float(required_median_dbm(area.carriers[1], of(kind), 250.0))], abs=1e-9)


def test_where_one_kind_holds_everywhere_there_is_one_number(area: Area) -> None:
    every = area.clutter_class.values
    assert required_median_dbm(area.carriers[0], of(TRADITIONAL), 250.0, None, every).shape == ()
    assert required_median_dbm(area.carriers[0], BY_CLUTTER, 250.0, None, every).shape == every.shape


@settings(max_examples=15, deadline=None)
@given(st.floats(0.0, 100.0), st.floats(50.0, 99.0), st.floats(4.0, 12.0), st.floats(-120.0, -70.0))
def test_served_under_a_mixture_lies_between_its_kinds(
    area: Area, cover: Coverage, pct: float, probability_pct: float, sigma: float, threshold: float
) -> None:
    changed = {"probability_pct": probability_pct, "sigma_db": sigma, "threshold_dbm": threshold}
    kinds = {kind: replace(BY_CLUTTER, environment=kind, **changed) for kind in (TRADITIONAL, EFFICIENT)}
    mixture = replace(BY_CLUTTER, efficient_pct={BUILT: pct}, **changed)
    easy, between, hard = (count_served(cover, area, s) for s in (kinds[TRADITIONAL], mixture, kinds[EFFICIENT]))
    for reading in easy.served:
        assert (hard.served[reading] <= between.served[reading]).all()
        assert (between.served[reading] <= easy.served[reading]).all()
    built = area.clutter_class.values == BUILT
    assert (between.served["any"] == easy.served["any"])[~built].all()


def test_the_share_of_places_is_that_of_the_kinds(area: Area, cover: Coverage) -> None:
    """With rates too: each kind of building is put against noise and interference by itself."""
    low, every = area.carriers[0], area.clutter_class.values
    own = Interference(
        {low.id: np.full(every.shape, 1e-11, np.float32)},
        {low.id: np.zeros(every.shape, np.int32)},
        {},
        {},
        {low.id: np.array([22.8])},
        9.0,
    )
    loud = replace(cover, interference=own)
    for rates in ({}, {"downlink_mbps": 2.0, "uplink_mbps": 0.2}):
        kinds = [probability_of_service(loud, low, of(kind, **rates)) for kind in (TRADITIONAL, EFFICIENT)]
        mixed = probability_of_service(loud, low, replace(BY_CLUTTER, **rates), None, every)
        share = np.where(every == BUILT, 0.2, 0.0)
        np.testing.assert_allclose(mixed, (1 - share) * kinds[0] + share * kinds[1], atol=1e-12)


def test_all_who_ask_who_is_served_agree(area: Area, cover: Coverage) -> None:
    """The count, each station's residents, operators together and draws without uncertainty: pixel by pixel."""
    service = replace(BY_CLUTTER, threshold_dbm=-105.0, efficient_pct={BUILT: 60.0})
    today = count_served(cover, area, service)
    traditional = count_served(cover, area, replace(service, environment=TRADITIONAL))
    assert 0 < today.totals["any"] < traditional.totals["any"]
    residents = find_residents(area)
    stations = serving_sites(area, RADIO, service, residents).sum(axis=1) > 0
    np.testing.assert_array_equal(np.asarray(stations).ravel(), today.served["any"][residents.rows, residents.cols])
    together = operators_together(today, area, RADIO)
    assert together.by_commune["any"].sum() == pytest.approx(today.totals["any"])
    quiet = UncertaintySettings(draws=2, bias_sigma_db=0.0, class_sigma_db=0.0, population_sigma=0.0)
    at_median = replace(service, sigma_db=0.0, probability_pct=50.0)
    drawn = draw_shares(area, RADIO, at_median, quiet).by_reading.set_index("reading")
    assert drawn.loc["any", "mean_pct"] == pytest.approx(count_served(cover, area, at_median).headline_pct)


def test_a_plan_reaches_whom_a_prediction_with_its_mast_serves(area: Area, cover: Coverage) -> None:
    service = replace(BY_CLUTTER, threshold_dbm=-105.0, efficient_pct={BUILT: 60.0})
    today = count_served(cover, area, service)
    spots = find_candidates(area, today, PlanningSettings(roadside_spacing_m=4000.0))[:3]
    reach = build_reach_matrix(spots, area, RADIO, service, today)
    for spot, row in zip(spots, reach.matrix.toarray(), strict=True):
        alone = count_served(predict(area, RADIO, sites=(spot,)), area, service).served["any"]
        np.testing.assert_array_equal(row, alone[reach.rows, reach.cols])
    assert reach.matrix.nnz > 0


def test_what_is_not_known_of_the_land_is_an_error(area: Area, cover: Coverage) -> None:
    for missing in (lambda: required_median_dbm(area.carriers[0], BY_CLUTTER, 250.0),
                    lambda: probability_of_service(cover, area.carriers[0], BY_CLUTTER)):  # fmt: skip
        with pytest.raises(InputError, match="it needs the land cover"):
            missing()
    codes = area.clutter_class.values.copy()
    codes[5, 5] = UNKNOWN
    holed = replace(area, clutter_class=Raster(codes, area.grid, "clutter class"))
    with pytest.raises(InputError, match="land cover of some pixels is unknown .*service.efficient_pct"):
        count_served(cover, holed, BY_CLUTTER)
    count_served(cover, holed, replace(BY_CLUTTER, efficient_pct={UNKNOWN: 20.0, BUILT: 20.0}))


def test_classes_and_shares_are_checked() -> None:
    with pytest.raises(InputError, match="efficient_pct holds codes that ESA WorldCover does not have: 51"):
        ServiceSettings(efficient_pct={51: 20.0})
    with pytest.raises(ModelRangeError, match="efficient_pct must be 0 to 100 % .* got 120"):
        ServiceSettings(efficient_pct={BUILT: 120.0})
