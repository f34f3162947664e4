"""What the four models of Hata's line share, and that they are four."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hata_cases import level_links, level_profile, profile_over
from hypothesis import given, settings
from hypothesis import strategies as st

from covplan.errors import ModelRangeError
from covplan.propagation.cost231_hata import Cost231Environment, Cost231Hata
from covplan.propagation.ehata import EHata
from covplan.propagation.ehata.median import EHataEnvironment
from covplan.propagation.hata import HataEnvironment, OkumuraHata
from covplan.propagation.links import Links
from covplan.propagation.model import MODELS, StatisticalModel, by_name
from covplan.propagation.seamcat_extended_hata import SeamcatEnvironment, SeamcatExtendedHata

FAMILY: tuple[Any, ...] = (OkumuraHata(), Cost231Hata(), SeamcatExtendedHata(), EHata())
TOWNS: tuple[Any, ...] = (
    OkumuraHata(HataEnvironment.SMALL_CITY),
    Cost231Hata(Cost231Environment.MEDIUM_CITY),
    SeamcatExtendedHata(SeamcatEnvironment.URBAN),
    EHata(EHataEnvironment.URBAN),
)
MHZ = {"okumura-hata": 900.0, "cost231-hata": 1800.0, "extended-hata-seamcat": 900.0, "ehata": 1800.0}
each = pytest.mark.parametrize("model", FAMILY, ids=lambda model: model.name)


def radio(model: Any, **changes: float) -> dict[str, float]:
    return {"freq_mhz": MHZ[model.name], "tx_agl_m": 42.0, "rx_agl_m": 1.5, **changes}


@each
def test_registered_and_statistical(model: Any) -> None:
    assert MODELS[model.name] is by_name(model.name) is type(model)
    assert isinstance(model, StatisticalModel)
    assert model.holds_clutter
    assert {"freq_mhz", "dist_km", "tx_agl_m", "rx_agl_m"} <= set(model.ranges)
    assert model.edition in str(model)


@each
@pytest.mark.parametrize("name", ["freq_mhz", "rx_agl_m"])
def test_both_ends_of_each_range(model: Any, name: str) -> None:
    allowed = model.ranges[name]
    for inside, outside in ((allowed.low, allowed.low * 0.999), (allowed.high, allowed.high * 1.001)):
        got = model.path(level_profile(5.0), **radio(model, **{name: inside}))
        assert np.isfinite(got.loss_db)
        text = f"{name} must be {allowed.low:g} to {allowed.high:g} {allowed.unit} for .*got {outside:g}"
        with pytest.raises(ModelRangeError, match=text):
            model.path(level_profile(5.0), **radio(model, **{name: outside}))
        given_radio = radio(model, **{name: outside})
        with pytest.raises(ModelRangeError, match=text):
            model.links_db(level_links(5.0, 42.0, given_radio["rx_agl_m"]), freq_mhz=given_radio["freq_mhz"])


@each
@pytest.mark.parametrize(("mast_m", "used_m"), [(18.0, 30.0), (27.0, 30.0), (29.9, 30.0), (200.1, 200.0)])
def test_a_mast_outside_the_range_is_taken_at_its_end(model: Any, mast_m: float, used_m: float) -> None:
    dists, freq_mhz = [1.0, 5.0, 20.0], MHZ[model.name]
    got, end = (model.links_db(level_links(dists, height_m, 1.5), freq_mhz=freq_mhz) for height_m in (mast_m, used_m))
    np.testing.assert_array_equal(got, end)
    path = model.path(level_profile(5.0), **radio(model, tx_agl_m=mast_m))
    assert path.loss_db == pytest.approx(model.path(level_profile(5.0), **radio(model, tx_agl_m=used_m)).loss_db)
    assert path.geometry["h_b"] == used_m
    first, second = (remark.text for remark in path.remarks)
    assert f"the mast is {mast_m:g} m high; the model was made for 30 to 200 m" in first
    assert f"{mast_m:.1f} m above the average ground; {used_m:g} m was taken" in second


@each
@pytest.mark.parametrize("mast_m", [30.0, 200.0])
def test_a_mast_at_the_ends_of_the_range_has_no_remark(model: Any, mast_m: float) -> None:
    assert model.path(level_profile(5.0), **radio(model, tx_agl_m=mast_m)).remarks == ()


@each
def test_a_low_mast_on_a_hill_is_as_high_as_it_stands(model: Any) -> None:
    ground = np.full(401, 400.0)
    ground[:40] += 60.0
    got = model.path(profile_over(ground, 20.0), **radio(model, tx_agl_m=18.0))
    assert got.geometry["h_b"] == pytest.approx(78.0)
    assert [remark.code for remark in got.remarks] == ["hata.mast"]


@each
def test_both_ends_of_the_distance(model: Any) -> None:
    allowed = model.ranges["dist_km"]
    outside = [allowed.high * 1.001] + ([allowed.low * 0.999] if allowed.low else [])
    inside = [allowed.high] + ([allowed.low] if allowed.low else [0.001])
    for dist_km in inside:
        assert np.isfinite(model.path(level_profile(dist_km), **radio(model)).loss_db)
    for dist_km in outside:
        text = f"dist_km must be {allowed.low:g} to {allowed.high:g} km for .*got {dist_km:g}"
        with pytest.raises(ModelRangeError, match=text):
            model.path(level_profile(dist_km), **radio(model))
    got = model.links_db(level_links([*inside, *outside], 42.0, 1.5), freq_mhz=MHZ[model.name])
    assert np.isfinite(got[: len(inside)]).all()
    assert np.isnan(got[len(inside) :]).all()


@each
def test_path_and_area_agree_over_level_ground(model: Any) -> None:
    dists = [1.0, 5.0, 20.0]
    area = model.links_db(level_links(dists, 42.0, 1.5), freq_mhz=MHZ[model.name])
    found = [model.path(level_profile(dist_km), **radio(model)) for dist_km in dists]
    paths = [path.losses.get("median", path.loss_db) for path in found]  # eHata's path has corrections besides
    np.testing.assert_allclose(area, paths, atol=1e-6)
    one = Links.of(level_profile(5.0), tx_agl_m=42.0, rx_agl_m=1.5)
    assert model.links_db(one, freq_mhz=MHZ[model.name])[0] == pytest.approx(paths[1], abs=1e-6)


@each
@pytest.mark.parametrize(("hill_m", "used_m"), [(-300.0, 30.0), (0.0, 42.0), (60.0, 102.0), (900.0, 200.0)])
def test_terrain_at_most_to_the_ends_of_the_range(model: Any, hill_m: float, used_m: float) -> None:
    ground = np.full(401, 400.0)
    ground[:40] += hill_m  # the mast's first 2 km of 20
    got = model.path(profile_over(ground, 20.0), **radio(model))
    assert got.geometry["tx_effective_m"] == pytest.approx(42.0 + hill_m)
    assert got.geometry["h_b"] == pytest.approx(used_m)
    texts = [remark.text for remark in got.remarks if remark.code == "hata.height"]
    if used_m == pytest.approx(42.0 + hill_m):
        assert texts == []
    else:
        assert len(texts) == 1
        assert f"{42.0 + hill_m:.1f} m above the average ground; {used_m:g} m was taken" in texts[0]


@each
def test_terrain_out_of_range_over_an_area_is_the_end_of_the_range(model: Any) -> None:
    flat = level_links([20.0, 20.0], 42.0, 1.5)
    ends = Links(flat.dist_km, 42.0, 1.5, flat.tx_asl_m, flat.rx_asl_m, np.array([30.0, 200.0]), flat.clear)
    beyond = Links(flat.dist_km, 42.0, 1.5, flat.tx_asl_m, flat.rx_asl_m, np.array([-80.0, 950.0]), flat.clear)
    freq_mhz = MHZ[model.name]
    np.testing.assert_array_equal(model.links_db(beyond, freq_mhz=freq_mhz), model.links_db(ends, freq_mhz=freq_mhz))


@each
def test_void_terrain_is_refused_and_void_clutter_is_not(model: Any) -> None:
    profile = level_profile(5.0)
    profile.clutter_m[3] = np.nan
    assert np.isfinite(model.path(profile, **radio(model)).loss_db)
    profile.ground_m[3] = np.nan
    with pytest.raises(ModelRangeError, match="cannot be evaluated over void terrain"):
        model.path(profile, **radio(model))


def test_a_profile_without_a_point_to_average_is_refused() -> None:
    model = SeamcatExtendedHata()
    assert np.isfinite(model.path(profile_over(np.full(9, 5.0), 90.0), **radio(model)).loss_db)
    with pytest.raises(ModelRangeError, match="at least 9 points, got 6"):
        model.path(profile_over(np.full(6, 5.0), 90.0), **radio(model))


@each
def test_clutter_is_held_by_the_model(model: Any) -> None:
    bare, grown = level_profile(5.0), level_profile(5.0)
    grown.clutter_m[1:-1] = 15.0
    assert model.path(grown, **radio(model)).loss_db == model.path(bare, **radio(model)).loss_db


def test_four_models_at_one_point() -> None:
    # 1500 MHz, where all four meet: mast 40 m, mobile 3 m, 5 km, in a town
    losses = {model.name: model.links_db(level_links(5.0, 40.0, 3.0), freq_mhz=1500.0)[0] for model in TOWNS}
    ordered = sorted(losses.values())
    assert min(np.diff(ordered)) > 0.15, losses
    assert max(ordered) - min(ordered) < 5.0, losses
    assert losses["cost231-hata"] - losses["okumura-hata"] == pytest.approx(-23.25 + 7.74 * 3.17609, abs=1e-3)


@settings(deadline=None)
@given(st.floats(150.0, 1500.0), st.floats(1.0, 20.0), st.floats(30.0, 200.0), st.floats(1.0, 10.0))
def test_extended_hata_is_okumura_hata_within_its_rounding(f: float, d: float, hb: float, hm: float) -> None:
    # 69.6 + 26.2 log f against 69.55 + 26.16 log f: the one difference between them, 0.14 to 0.18 dB
    links = level_links(d, hb, hm)
    pairs = (
        (SeamcatEnvironment.URBAN, HataEnvironment.SMALL_CITY),
        (SeamcatEnvironment.SUBURBAN, HataEnvironment.SUBURBAN),
        (SeamcatEnvironment.OPEN, HataEnvironment.OPEN),
    )
    free_space = 32.4 + 20.0 * np.log10(f * links.slant_km[0])
    for seamcat, hata in pairs:
        extended = SeamcatExtendedHata(seamcat).links_db(links, freq_mhz=f)[0]
        original = OkumuraHata(hata).links_db(links, freq_mhz=f)[0]
        assert extended == pytest.approx(max(original + 0.05 + 0.04 * np.log10(f), free_space), abs=1e-9)


@settings(deadline=None)
@given(st.floats(1500.01, 2000.0), st.floats(1.0, 20.0), st.floats(30.0, 200.0), st.floats(1.0, 10.0))
def test_extended_hata_is_cost231_hata_from_1500_to_2000_mhz(f: float, d: float, hb: float, hm: float) -> None:
    links = level_links(d, hb, hm)
    extended = SeamcatExtendedHata(SeamcatEnvironment.URBAN).links_db(links, freq_mhz=f)[0]
    assert extended == pytest.approx(Cost231Hata().links_db(links, freq_mhz=f)[0])


def test_ehata_meets_hatas_slope_of_distance_at_1500_mhz() -> None:
    links = level_links([2.0, 10.0], 60.0, 1.5)
    ehata = np.diff(EHata(EHataEnvironment.URBAN).links_db(links, freq_mhz=1500.0))
    hata = np.diff(OkumuraHata(HataEnvironment.LARGE_CITY).links_db(links, freq_mhz=1500.0))
    np.testing.assert_allclose(ehata, hata)
