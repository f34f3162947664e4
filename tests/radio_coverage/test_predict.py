"""Many masts: order, threads and merging change nothing."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import numpy as np
import pytest

from covplan.coverage import Coverage, RadioSettings, merge, predict, revise
from covplan.coverage.footprint import pixels_in_reach, received
from covplan.errors import GridMismatchError, PlanningError
from covplan.grid import Raster
from covplan.ingest.area import Area
from covplan.network import Site
from covplan.propagation import P1812

RADIO = RadioSettings(P1812(delta_n=45.0, n0=370.0, latitude_deg=12.7))


@pytest.fixture(scope="module")
def stations(tiny_area: Area) -> tuple[Site, ...]:
    """Four masts with overlapping reach; two operators."""
    low, mid, other = tiny_area.carriers
    first = tiny_area.sites[0]
    built = []
    for k, (dx, dy, carriers) in enumerate(
        [(0, 0, (low, mid)), (5e3, 2e3, (mid,)), (6e3, -2e3, (other,)), (9e3, 0, (low, mid))]
    ):
        sectors = tuple(replace(s, id=f"S{k}-{s.azimuth_deg:g}", carriers=carriers) for s in first.sectors)
        operator = carriers[0].operator
        built.append(
            replace(first, id=f"S{k}", operator=operator, x_m=first.x_m + dx, y_m=first.y_m + dy, sectors=sectors)
        )
    return tuple(built)


@pytest.fixture(scope="module")
def together(tiny_area: Area, stations: tuple[Site, ...]) -> Coverage:
    return predict(tiny_area, RADIO, sites=stations)


def serving(cover: Coverage, operator: str) -> list[str]:
    names = np.array(["", *cover.sector_ids])
    return names[cover.best_sector[operator] + 1].ravel().tolist()


def assert_same(first: Coverage, second: Coverage) -> None:
    assert first.rsrp_dbm.keys() == second.rsrp_dbm.keys()
    for carrier, layer in first.rsrp_dbm.items():
        assert np.array_equal(layer, second.rsrp_dbm[carrier], equal_nan=True)
    for operator in first.best_sector:
        assert serving(first, operator) == serving(second, operator)
    assert np.array_equal(first.void, second.void)


def test_threads_change_no_bit(tiny_area: Area, stations: tuple[Site, ...], together: Coverage) -> None:
    seen: list[float] = []
    with ThreadPoolExecutor(2) as pool:
        threaded = predict(tiny_area, RADIO, pool, seen.append, stations)
    assert_same(threaded, together)
    assert seen == [k / 8 for k in range(1, 9)]  # each mast twice: its surroundings, then the rest
    serial: list[float] = []
    predict(tiny_area, RADIO, progress=serial.append, sites=stations[:2])
    assert serial == [0.25, 0.5, 0.75, 1.0]


@pytest.mark.parametrize("cut", [0, 1, 2, 3, 4])
def test_merging_is_predicting_together(
    tiny_area: Area, stations: tuple[Site, ...], together: Coverage, cut: int
) -> None:
    parts = [predict(tiny_area, RADIO, sites=part) for part in (stations[:cut], stations[cut:])]
    joined = merge(*parts)
    assert joined.sector_ids == together.sector_ids
    assert_same(joined, together)


def test_order_does_not_change_the_power(tiny_area: Area, stations: tuple[Site, ...], together: Coverage) -> None:
    turned = predict(tiny_area, RADIO, sites=stations[::-1])
    for carrier, layer in together.rsrp_dbm.items():
        assert np.array_equal(layer, turned.rsrp_dbm[carrier], equal_nan=True)


def test_one_more_mast_never_lowers_the_power(tiny_area: Area, stations: tuple[Site, ...]) -> None:
    before = predict(tiny_area, RADIO, sites=stations[:1])
    for k in (2, 3, 4):
        after = predict(tiny_area, RADIO, sites=stations[:k])
        for carrier, layer in before.rsrp_dbm.items():
            had = np.isfinite(layer)
            assert (after.rsrp_dbm[carrier][had] >= layer[had]).all()
        before = after


def test_best_sector_is_where_there_is_power(together: Coverage) -> None:
    for operator, index in together.best_sector.items():
        assert np.array_equal(index >= 0, np.isfinite(together.operator_rsrp_dbm(operator)))
        letters = {together.sector_ids[k][:2] for k in np.unique(index[index >= 0])}
        assert letters == ({"S2"} if operator == "mobifone" else {"S0", "S1", "S3"})
    viettel, mobifone = (together.operator_rsrp_dbm(name) for name in ("viettel", "mobifone"))
    assert np.array_equal(together.any_rsrp_dbm(), np.fmax(viettel, mobifone), equal_nan=True)
    layers = [together.rsrp_dbm[name] for name in ("viettel-nr-773", "viettel-nr-2550")]
    assert np.array_equal(viettel, np.fmax(*layers), equal_nan=True)


def test_sites_without_sectors_count_for_nothing(tiny_area: Area) -> None:
    cover = predict(tiny_area, RADIO)  # one of its three sites is on air
    assert cover.sector_ids == ("VT1-0", "VT1-1", "VT1-2")
    assert np.isnan(cover.rsrp_dbm["mobifone-nr-3850"]).all()
    assert (cover.best_sector["mobifone"] == -1).all()
    assert np.isfinite(cover.rsrp_dbm["viettel-nr-773"]).any()


def test_no_sites_give_an_empty_coverage(tiny_area: Area) -> None:
    cover = predict(tiny_area, RADIO, sites=())
    assert cover.sector_ids == () and np.isnan(cover.any_rsrp_dbm()).all()


def test_coverages_of_two_grids_do_not_merge(tiny_area: Area, together: Coverage) -> None:
    moved = replace(together, grid=replace(tiny_area.grid, left_m=0.0))
    with pytest.raises(GridMismatchError):
        merge(together, moved)


@pytest.mark.parametrize("time_pct", [50.0, 1.0])
def test_pruning_changes_nothing(tiny_area: Area, stations: tuple[Site, ...], time_pct: float) -> None:
    """Whole rasters, bit by bit, with what cannot be the strongest left out and with it."""
    radio = replace(RADIO, model=replace(RADIO.model, time_pct=time_pct))
    assert_same(
        predict(tiny_area, radio, sites=stations, prune=True), predict(tiny_area, radio, sites=stations, prune=False)
    )


def test_pruning_leaves_something_out(tiny_area: Area, stations: tuple[Site, ...]) -> None:
    """What a mast is not asked for stays empty, and the others' power there is more than free space would give it."""
    cover = predict(tiny_area, RADIO, sites=stations[1:])
    rows, cols = pixels_in_reach(stations[0], tiny_area.grid)
    pruned, _ = received(stations[0], rows, cols, tiny_area, RADIO, already_dbm=cover.rsrp_dbm)
    whole, _ = received(stations[0], rows, cols, tiny_area, RADIO)
    for id, power in whole.items():
        left_out = np.isnan(pruned[id].rsrp_dbm) & ~np.isnan(power.rsrp_dbm)
        assert (power.rsrp_dbm[left_out] < cover.rsrp_dbm[id][rows, cols][left_out]).all()
        kept = ~np.isnan(pruned[id].rsrp_dbm)
        assert np.array_equal(pruned[id].rsrp_dbm[kept], power.rsrp_dbm[kept])
    assert any((np.isnan(pruned[id].rsrp_dbm) & ~np.isnan(power.rsrp_dbm)).sum() > 50 for id, power in whole.items())


def test_the_link_budget_ends_a_radius_where_nothing_could_be_received(
    tiny_area: Area, stations: tuple[Site, ...]
) -> None:
    """A carrier of 1 µW: its farthest pixels are less than the floor even in free space."""
    weak = replace(stations[0].sectors[0].carriers[0], power_dbm=-30.0)
    mast = replace(stations[0], sectors=tuple(replace(s, carriers=(weak,)) for s in stations[0].sectors))
    whole = predict(tiny_area, replace(RADIO, floor_dbm=-200.0), sites=[mast])
    ended = predict(tiny_area, replace(RADIO, floor_dbm=-130.0), sites=[mast])
    before, after = whole.rsrp_dbm[weak.id], ended.rsrp_dbm[weak.id]
    left_out = np.isfinite(before) & np.isnan(after)
    assert 0 < left_out.sum() < np.isfinite(before).sum()
    assert before[left_out].max() < -130.0
    np.testing.assert_allclose(after[~left_out], before[~left_out], atol=0.5)  # radials end nearer and run elsewhere
    assert not ended.void.any()


def test_of_equal_sectors_the_first_serves_whatever_comes_first(tiny_area: Area, stations: tuple[Site, ...]) -> None:
    twice = (stations[1], replace(stations[1], id="again"))
    cover = predict(tiny_area, RADIO, sites=twice)
    assert cover.best_sector["viettel"].max() == len(stations[1].sectors) - 1


def test_a_void_is_marked_where_nobody_else_reaches(tiny_area: Area, stations: tuple[Site, ...]) -> None:
    ground = tiny_area.ground.values.copy()
    ground[20, 20] = np.nan
    area = replace(tiny_area, ground=Raster(ground, tiny_area.grid, "ground"))
    one, all_of_them = predict(area, RADIO, sites=stations[:1]), predict(area, RADIO, sites=stations)
    assert one.void[20, 20] and one.void.sum() > 1 and all_of_them.void.sum() < one.void.sum()
    for cover in (one, all_of_them):
        assert np.isnan(cover.any_rsrp_dbm()[cover.void]).all() and not cover.beyond_model.any()


@pytest.mark.parametrize("change", ["gone", "added", "lower", "moved", "replaced by two"])
def test_a_coverage_brought_up_to_date_is_one_predicted_anew(
    tiny_area: Area, stations: tuple[Site, ...], change: str
) -> None:
    ground = tiny_area.ground.values.copy()
    ground[20:24, 30] = np.nan
    area = replace(tiny_area, ground=Raster(ground, tiny_area.grid, "ground"))
    first, *rest = stations
    lowered = tuple(replace(sector, antenna_agl_m=12.0) for sector in first.sectors)
    before, after = {
        "gone": (stations, tuple(rest)),
        "added": (tuple(rest), (*rest, first)),
        "lower": (stations, (replace(first, sectors=lowered), *rest)),
        "moved": (stations, (*rest[:1], replace(first, x_m=first.x_m + 700.0), *rest[1:])),
        "replaced by two": (stations, (rest[0], replace(first, id="A"), replace(rest[1], y_m=first.y_m), rest[2])),
    }[change]
    known = predict(area, RADIO, sites=before)
    kept = {id: layer.copy() for id, layer in known.rsrp_dbm.items()}
    got, anew = revise(known, before, after, area, RADIO), predict(area, RADIO, sites=after)
    assert_same(got, anew)
    assert np.array_equal(got.beyond_model, anew.beyond_model) and got.sector_ids == anew.sector_ids
    assert not np.array_equal(anew.any_rsrp_dbm(), known.any_rsrp_dbm(), equal_nan=True)
    for id, layer in kept.items():
        assert np.array_equal(known.rsrp_dbm[id], layer, equal_nan=True)


def test_a_coverage_of_other_stations_is_not_brought_up_to_date(
    tiny_area: Area, stations: tuple[Site, ...], together: Coverage
) -> None:
    with pytest.raises(PlanningError, match="before"):
        revise(together, stations[1:], stations, tiny_area, RADIO)
    with pytest.raises(PlanningError, match="order"):
        revise(together, stations, stations[::-1], tiny_area, RADIO)
