"""What a candidate costs, by hand from the prices."""

from __future__ import annotations

import pytest
from all_prices import prices

from covplan.errors import PlanningError
from covplan.ingest.area import Area
from covplan.ingest.costs import OPTIONAL_UNITS, CostRange
from covplan.network import MastClass
from covplan.planning.candidate_costs import on_mast, on_new_mast
from covplan.planning.candidate_records import CandidateKind


def ranged(base: float) -> CostRange:
    return CostRange(base / 2, base, 2 * base)


def test_own_mast_and_somebody_elses(tiny_area: Area) -> None:
    n28, n41, _ = tiny_area.carriers
    assert on_mast(prices(), CandidateKind.UPGRADE, (n28, n41)) == (ranged(1050.0), ranged(90.0))
    assert on_mast(prices(), CandidateKind.RENT, (n28, n41)) == (ranged(1100.0), ranged(150.0))


def test_one_carrier_costs_less_where_the_file_says_so(tiny_area: Area) -> None:
    n28 = tiny_area.carriers[0]
    assert on_mast(prices(), CandidateKind.UPGRADE, (n28,))[0].base == 750.0
    assert on_mast(prices("nr_one_carrier"), CandidateKind.UPGRADE, (n28,))[0].base == 1050.0


@pytest.mark.parametrize(
    ("mast_class", "height_m", "power_m", "access_m", "capex"),
    [
        (MastClass.GROUND, 45.0, None, None, 1000 + 900),
        (MastClass.GROUND, 30.0, 0.0, 0.0, 1000 + 900),
        (MastClass.GROUND, 60.0, 400.0, 2_000.0, 1000 + 900 + 15 * 20 + 0.4 * 500 + 2 * 300),
        (MastClass.BUILDING, 18.0, 400.0, 2_000.0, 1000 + 250),
        (MastClass.BUILDING, 20.5, None, None, 1000 + 250 + 2.5 * 20),
    ],
)
def test_new_masts(
    tiny_area: Area,
    mast_class: MastClass,
    height_m: float,
    power_m: float | None,
    access_m: float | None,
    capex: float,
) -> None:
    carriers = tiny_area.carriers[:2]
    found = on_new_mast(prices(), carriers, mast_class, mast_height_m=height_m, power_m=power_m, access_m=access_m)
    assert found == (ranged(capex), ranged(130.0))


def test_what_has_no_price(tiny_area: Area) -> None:
    """A year's costs and connections are then nothing; a mast without a price is an error."""
    bare, carriers = prices(*OPTIONAL_UNITS), tiny_area.carriers[:2]
    far = {"mast_height_m": 60.0, "power_m": 1e4, "access_m": 1e4}
    assert on_new_mast(bare, carriers, MastClass.GROUND, **far) == (ranged(1900.0), ranged(0.0))
    with pytest.raises(PlanningError, match="no price for mast_on_building"):
        on_new_mast(bare, carriers, MastClass.BUILDING, **far)
