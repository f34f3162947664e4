"""Cable → who can have fibre: households, villages and offices per commune, before and after.

Fibre can be had where a cable passes within the reach of a distribution point. That is "homes passed": it says nothing
of who is connected, nor whether the cable's owner sells there.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from scipy import sparse

from covplan.assessment.ground_points import NO_COMMUNE, commune_rows
from covplan.assessment.modelled import Modelled
from covplan.ingest.area import Area
from covplan.ingest.indicators import Indicator
from covplan.ingest.people import commune_shares
from covplan.ingest.villages import VillagePart
from covplan.routing.noding import Floats, Ints


@dataclass(frozen=True, eq=False)
class Places:
    """Where households, villages and commune offices are.

    Attributes
    ----------
    pixel_xy : array, shape (pixels, 2)
        Centres of the pixels where somebody lives [m].
    households_in : csr_array, shape (communes, pixels)
        Households of each pixel by commune: people over people per household.
    village_xy, village_commune : arrays, shape (villages, 2) and (villages,)
        The point of each village: its centre, else its first; and the row of its commune, ``NO_COMMUNE`` outside.
    office_xy : array, shape (communes, 2)
        Seats of the communes.
    """

    pixel_xy: Floats
    households_in: sparse.csr_array
    village_xy: Floats
    village_commune: Ints
    office_xy: Floats


@dataclass(frozen=True, eq=False)
class Reached:
    """Which places something reaches: arrays of bool, shapes (pixels,), (villages,) and (communes,)."""

    pixels: NDArray[np.bool_]
    villages: NDArray[np.bool_]
    offices: NDArray[np.bool_]


def places_of(area: Area, people_per_household: float) -> Places:
    """The places of an area."""
    people = area.people.values.ravel().astype(float)
    pixel = np.flatnonzero(people > 0)
    row, col = np.divmod(pixel, area.grid.cols)
    x, y = area.grid.centres()
    shares = commune_shares(area.communes, area.grid).matrix.tocsc()[:, pixel]
    centres = area.villages.assign(away=area.villages["part"] != VillagePart.CENTRE.value)
    centres = centres.sort_values("away", kind="stable").drop_duplicates("village_id").sort_index()
    village_xy = shapely.get_coordinates(centres.geometry.to_numpy()).reshape(-1, 2)
    return Places(
        np.column_stack([x[col], y[row]]),
        sparse.csr_array(shares @ sparse.diags_array(people[pixel] / people_per_household)),
        village_xy,
        commune_rows(area.communes, *village_xy.T),
        area.communes[["seat_x_m", "seat_y_m"]].to_numpy(float),
    )


def reached_from(places: Places, cables: Sequence[shapely.Geometry], within_m: float) -> Reached:
    """The places that lie within a distance of any cable [m]; pixels by their centre."""
    tree = shapely.STRtree(cables)

    def near(xy: Floats) -> NDArray[np.bool_]:
        found = np.zeros(len(xy), bool)
        found[tree.query(shapely.points(xy), predicate="dwithin", distance=within_m)[0]] = True
        return found

    return Reached(near(places.pixel_xy), near(places.village_xy), near(places.office_xy))


def reach_by_commune(area: Area, places: Places, reached: Mapping[str, Reached]) -> pd.DataFrame:
    """Households, villages and offices of each commune, and how many of them are reached.

    Returns
    -------
    DataFrame
        A row per commune: code, name, district, province, ``households``, ``villages``, ``offices`` (1), and the same
        with each key of ``reached`` after an underscore. Villages outside all communes are in none.
    """
    count = len(area.communes)
    table = area.communes[["code", "name", "district", "province"]].reset_index(drop=True)
    there = places.village_commune != NO_COMMUNE

    def villages(which: NDArray[np.bool_]) -> Ints:
        return np.bincount(places.village_commune[there & which], minlength=count)

    everybody = Reached(*(np.ones(len(xy), bool) for xy in (places.pixel_xy, places.village_xy, places.office_xy)))
    columns: dict[str, NDArray[np.generic]] = {}
    for key, which in {"": everybody, **{f"_{key}": one for key, one in reached.items()}}.items():
        columns[f"households{key}"] = places.households_in @ which.pixels.astype(float)
        columns[f"villages{key}"] = villages(which.villages)
        columns[f"offices{key}"] = which.offices.astype(np.int64)
    return pd.DataFrame(table).assign(**columns)


def reach_indicators(reach: pd.DataFrame, about: Modelled, *, after: bool = False) -> Iterator[Indicator]:
    """Who has fibre [%] in every commune, former province and the province.

    ``households_fibre_passed_pct`` and ``villages_fixed_broadband_pct`` (of fixed networks only cable is known, so this
    is what fibre alone gives) by existing cable. With the routes ``users_fibre_1gbps_pct`` too: where terminals stand
    today nobody tells. Places without households or villages have none.

    Parameters
    ----------
    reach : DataFrame
        Of ``reach_by_commune``, with the keys ``before``, or ``after`` and ``gbps``.
    about : Modelled
    after : bool
        With the routes.
    """
    when = "after" if after else "before"
    ids = {f"households_{when}": "households_fibre_passed_pct"}
    if after:
        ids["households_gbps"] = "users_fibre_1gbps_pct"
    yield from about.shares(reach.assign(population=reach["households"]), ids)
    villages = {f"villages_{when}": "villages_fixed_broadband_pct"}
    yield from about.shares(reach.assign(population=reach["villages"]), villages)
