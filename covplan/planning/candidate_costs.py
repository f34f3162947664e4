"""Unit prices → what a candidate costs to make and to run."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from covplan.errors import PlanningError
from covplan.ingest.costs import NO_COST, CostRange, UnitCosts
from covplan.network import Carrier, MastClass
from covplan.planning.candidate_records import CandidateKind
from covplan.units import M_PER_KM

Costs = tuple[CostRange, CostRange]
"""Capital [million đồng] and running [million đồng a year]."""

PRICED_TO_M = {MastClass.BUILDING: 18.0, MastClass.GROUND: 45.0}
"""Height up to which the price of a new mast holds [m above roof or ground]; what is higher costs more by the metre."""
STRENGTHENING = "mast_strengthening"
_MASTS = {MastClass.BUILDING: "mast_on_building", MastClass.GROUND: "new_mast"}


def on_mast(costs: UnitCosts, kind: CandidateKind, carriers: Sequence[Carrier]) -> Costs:
    """Equipment on a mast that stands: an operator's own is made fit for it, another's is rented."""
    if kind is CandidateKind.UPGRADE:
        return equipment(costs, carriers) + costs.range("mast_upgrade"), costs.range("nr_opex")
    capex = equipment(costs, carriers) + costs.range("mast_sharing")
    return capex, costs.range("nr_opex") + costs.range("mast_rent")


def on_new_mast(
    costs: UnitCosts,
    carriers: Sequence[Carrier],
    mast_class: MastClass,
    *,
    mast_height_m: float,
    power_m: float | None,
    access_m: float | None,
) -> Costs:
    """Mast and equipment; on the ground also the line to the nearest power line and a track.

    Parameters
    ----------
    mast_height_m : float
        Above the roof on a building, else above ground [m].
    power_m, access_m : float, optional
        Length of line and track [m]; None where nothing is known to connect to, which then costs nothing.

    Raises
    ------
    PlanningError
        If the mast has no price.
    """
    item = _MASTS[mast_class]
    if item in costs.unpriced:
        raise PlanningError("planning.unpriced", item=item)
    above_m = max(mast_height_m - PRICED_TO_M[mast_class], 0.0)
    capex = equipment(costs, carriers) + costs.range(item) + costs.range("extra_height") * above_m
    if mast_class is MastClass.GROUND:
        capex += _per_km(costs, "power_connection", power_m) + _per_km(costs, "access_road", access_m)
    return capex, costs.range("nr_opex") * len(_by_operator(carriers)) + costs.range("mast_opex")


def equipment(costs: UnitCosts, carriers: Sequence[Carrier]) -> CostRange:
    """The radios on a mast, of each operator that has carriers on it."""
    total = NO_COST
    for count in _by_operator(carriers).values():
        single = count == 1 and "nr_one_carrier" not in costs.unpriced
        total += costs.range("nr_one_carrier" if single else "nr_on_mast")
    return total


def strengthening(costs: UnitCosts) -> CostRange | None:
    """What makes a mast bear more antennas than it was built for; None where the file has no price for it."""
    return None if STRENGTHENING in costs.unpriced else costs.range(STRENGTHENING)


def _by_operator(carriers: Sequence[Carrier]) -> Counter[str]:
    return Counter(carrier.operator for carrier in carriers)


def _per_km(costs: UnitCosts, item: str, length_m: float | None) -> CostRange:
    return NO_COST if length_m is None else costs.range(item) * (length_m / M_PER_KM)
