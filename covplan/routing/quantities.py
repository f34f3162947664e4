"""Laid cable → bill of quantities: metres by way and ground, counts, and the same prices that chose the ways.

There is no second price: each line of money is one part of ``way_price`` times an amount, so that the lines sum to the
costs of the sections. Poles, closures and crossings are in the prices per kilometre; they are counted, not priced.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import sparse
from scipy.sparse.csgraph import connected_components

from covplan.grid import Raster
from covplan.ingest.costs import UnitCosts
from covplan.ingest.land_cover_classes import WATER
from covplan.routing.corridors import Corridors
from covplan.routing.fibre_settings import QuantitySettings
from covplan.routing.laying import LEVELS, Routes, WayPrice, ground_factors, ground_of_pieces, trench_saved, way_price
from covplan.routing.noding import Floats, Ints
from covplan.routing.settings import LayingSettings, Way
from covplan.units import M_PER_KM

QUANTITY_COLUMNS = (
    "item", "way", "fibres", "slope_from_pct", "land_cover", "saved_pct", "unit", "amount",
    *(f"price_{level}_vnd" for level in LEVELS), *(f"cost_{level}_mn_vnd" for level in LEVELS), "priced_by",
)  # fmt: skip

_VND_PER_M = 1000.0  # of a mn_vnd/km
_BUILT = {
    Way.BURIED: ("trench", "fibre_buried - fibre_duct"),
    Way.CODUG: ("trench", "fibre_buried - fibre_duct"),
    Way.AERIAL: ("pole_line", "fibre_aerial - fibre_poles"),
}
_CABLE = {
    Way.DUCT: "fibre_duct", Way.CODUG: "fibre_duct", Way.BURIED: "fibre_duct",
    Way.POLES: "fibre_poles", Way.AERIAL: "fibre_poles",
}  # fmt: skip
_LEASE = {Way.CABLE: "cable_lease", Way.DUCT: "duct_lease", Way.POLES: "pole_lease"}


@dataclass(frozen=True, eq=False)
class Laid:
    """What is laid along corridors, and the spurs beside them.

    Attributes
    ----------
    edge : array of int64, shape (laid,)
        Corridors, each once.
    way : array of Way, shape (laid,)
    held_by : array of int64, shape (laid,)
        Number in ``Routes.all`` of the cable, duct, poles or works that the way takes, -1 for none.
    fibres : array of int64, shape (laid,)
        Fibres of all new cable there together; 0 on existing cable.
    spur_m : array, shape (spurs,)
        Lengths of spurs: aerial cable on new poles, whatever the ground.
    spur_fibres : int
        Of the cable of each.
    """

    edge: Ints
    way: NDArray[np.object_]
    held_by: Ints
    fibres: Ints
    spur_m: Floats
    spur_fibres: int


def bill_of_quantities(
    laid: Laid,
    corridors: Corridors,
    routes: Routes,
    prices: UnitCosts,
    ground: Raster,
    clutter_class: Raster,
    laying: LayingSettings,
    settings: QuantitySettings,
) -> pd.DataFrame:
    """All amounts, priced where they have a price of their own.

    Parameters
    ----------
    laid : Laid
    corridors, routes, prices, ground, clutter_class, laying
        As in ``laying_costs``.
    settings : QuantitySettings

    Returns
    -------
    DataFrame
        ``QUANTITY_COLUMNS``: ``item`` is ``cable``, ``lease``, ``spur``, ``trench`` or ``pole_line`` (unit ``m``,
        leases ``m_year``), or ``poles``, ``closures``, ``water_crossings`` (unit ``count``, in the prices above).
        ``fibres`` of cable; ``slope_from_pct`` (0: less than the first slope that counts), ``land_cover`` and
        ``saved_pct`` of what is dug or set up; prices [đồng per unit] with factor of the ground and saved share; costs
        [mn_vnd]. What does not apply is NaN or 0. The costs sum to those of ``LayingCosts`` and of the spurs.
    """
    slope_pct, code = ground_of_pieces(corridors, ground, clutter_class)
    factor, _ = ground_factors(corridors, ground, clutter_class, laying)
    steps = np.array([0.0, *(from_pct for from_pct, _ in laying.slope_factors)])
    slope_from = steps[np.searchsorted(steps, np.nan_to_num(slope_pct), side="right") - 1]
    place = np.full(len(corridors.ends), -1)
    place[laid.edge] = np.arange(laid.edge.size)
    of = place[corridors.edge_of]
    there = np.flatnonzero(of >= 0)
    pieces = pd.DataFrame(
        {
            "way": laid.way[of[there]],
            "fibres": laid.fibres[of[there]],
            "saved": trench_saved(routes, laid.held_by)[of[there]],
            "slope_from": slope_from[there],
            "code": code[there],
            "factor": factor[there],
            "m": corridors.pieces.length_m[there],
            "piece": there,
        }
    )
    price = {way: [way_price(way, prices, level, laying) for level in LEVELS] for way in dict.fromkeys(laid.way)}
    lines = [*_cables(pieces, price, laying), *_spurs(laid, prices), *_built(pieces, price)]
    lines += _counts(pieces, laid, corridors, settings)
    return pd.DataFrame(lines, columns=QUANTITY_COLUMNS)


_Line = tuple[object, ...]
_Prices = dict[Way, list[WayPrice]]


def _line(
    item: str, way: str, unit: str, amount: float, mn_per_km: list[float], priced_by: str, *, fibres: int = 0,
    ground: tuple[float, int, float] = (math.nan, 0, math.nan),
) -> _Line:  # fmt: skip
    costs = [amount / M_PER_KM * price for price in mn_per_km]
    return (item, way, fibres, *ground, unit, amount, *(_VND_PER_M * price for price in mn_per_km), *costs, priced_by)


def _cables(pieces: pd.DataFrame, price: _Prices, laying: LayingSettings) -> Iterator[_Line]:
    """Cable by way and size, then what is leased by way."""
    for (way, fibres), metres in pieces.groupby(["way", "fibres"])["m"].sum().items():
        if way in _CABLE:
            yield _line("cable", way, "m", metres, [one.cable for one in price[way]], _CABLE[way], fibres=fibres)
    for way, metres in pieces.groupby("way")["m"].sum().items():
        if way in _LEASE and laying.lease_years > 0:
            per_year = [one.lease / laying.lease_years for one in price[way]]
            yield _line("lease", way, "m_year", metres * laying.lease_years, per_year, _LEASE[way])


def _spurs(laid: Laid, prices: UnitCosts) -> Iterator[_Line]:
    if laid.spur_m.size:
        aerial = prices.range("fibre_aerial")
        metres, mn_per_km = float(laid.spur_m.sum()), [aerial.low, aerial.base, aerial.high]
        yield _line("spur", Way.AERIAL, "m", metres, mn_per_km, "fibre_aerial", fibres=laid.spur_fibres)


def _built(pieces: pd.DataFrame, price: _Prices) -> Iterator[_Line]:
    """What is dug or set up anew, by way, ground and saved share."""
    kinds = ["way", "slope_from", "code", "saved"]
    for (way, *ground, saved), of_kind in pieces[pieces["way"].isin(list(_BUILT))].groupby(kinds):
        times = float(of_kind["factor"].iloc[0]) * (1.0 - saved)
        item, priced_by = _BUILT[way]
        per_km, metres = [times * one.built for one in price[way]], float(of_kind["m"].sum())
        yield _line(item, way, "m", metres, per_km, priced_by, ground=(*ground, 100.0 * saved))


def _counts(pieces: pd.DataFrame, laid: Laid, corridors: Corridors, settings: QuantitySettings) -> Iterator[_Line]:
    """Poles, closures and crossings of water: counted, not priced."""

    def line(item: str, way: str, amount: int) -> _Line:
        return (item, way, 0, math.nan, 0, math.nan, "count", amount, *(math.nan,) * 6, "")

    metres = pieces.groupby("way")["m"].sum()
    metres[Way.AERIAL] = metres.get(Way.AERIAL, 0.0) + laid.spur_m.sum()
    for way in (Way.AERIAL, Way.POLES):
        if metres.get(way, 0.0) > 0:
            yield line("poles", way, math.ceil(metres[way] / settings.pole_spacing_m))
    for way in _CABLE:
        if metres.get(way, 0.0) > 0:
            yield line("closures", way, math.ceil(metres[way] / settings.closure_every_m))
    wet = pieces[(pieces["code"] == WATER) & pieces["way"].isin(list(_CABLE))]
    for way, of_way in wet.groupby("way"):
        yield line("water_crossings", way, _stretches(corridors.pieces.ends[of_way["piece"]]))


def _stretches(ends: Ints) -> int:
    """How many connected stretches segments make."""
    _, node = np.unique(ends, return_inverse=True)
    first, last = node.reshape(-1, 2).T
    links = sparse.coo_array((np.ones(first.size, bool), (first, last)), shape=(node.max() + 1,) * 2)
    return int(connected_components(links, directed=False)[0])
