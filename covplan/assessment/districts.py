"""Whether a former district or a commune "has 5G", by three tests, each under its own name.

The plan's target (II.1) does not say what having 5G means. The tests: any 5G site inside (``any_site``); the seat
served (``seat``); a stated share of the people served (``people``). Sites, seats and people are assigned by geometry,
never by code. A former district is the communes that the boundary file puts into it.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from covplan.assessment.ground_points import NO_COMMUNE, commune_rows, pixel_numbers, untold_pixels, values_at
from covplan.assessment.served import ANY_OPERATOR, Served
from covplan.assessment.stamp import Stamp, parts_text
from covplan.assessment.where_settings import WhereSettings
from covplan.coverage.composite import Coverage
from covplan.ingest.area import Area
from covplan.ingest.boundaries import PROVINCE_MARGIN_M
from covplan.ingest.indicators import Indicator
from covplan.ingest.people import commune_shares
from covplan.ingest.place_classes import PlaceClass
from covplan.network import Technology

NO, UNTOLD, YES = 0, 1, 2
_ROUNDING_PCT = 1e-6


class DistrictTest(StrEnum):
    """What "has 5G" is taken to mean."""

    ANY_SITE = "any_site"
    SEAT = "seat"
    PEOPLE = "people"


@dataclass(frozen=True, eq=False)
class DistrictService:
    """Which units have 5G.

    Attributes
    ----------
    by_district, by_commune : DataFrame
        district and province, or code and name; then a row per reading: reading, sites_5g (5G sites inside), people_pct
        (served, NaN where nobody lives), and the tests any_site, seat and people as nullable booleans, ``NA`` where it
        cannot be told: no seat given, a seat or decisive people where nothing is predicted, nobody living there.
    people_pct : float
        What the test ``people`` asks for.
    """

    by_district: pd.DataFrame
    by_commune: pd.DataFrame
    people_pct: float

    def indicators(self, stamp: Stamp) -> list[Indicator]:
        """``district_5g_pct:<test>`` and ``commune_5g_pct:<test>``: share of the units that pass a test [%]."""
        result = []
        for id, table in (("district_5g_pct", self.by_district), ("commune_5g_pct", self.by_commune)):
            for reading, own in table.groupby("reading", sort=False):
                for test in DistrictTest:
                    yes, untold = int(own[test].fillna(False).sum()), int(own[test].isna().sum())
                    share_pct, remark = 100 * yes / len(own), parts_text(yes, len(own), untold)
                    result += stamp.of_reading(f"{id}:{test}", str(reading), share_pct, remark)
        return result


def assess_districts(cover: Coverage, today: Served, area: Area, settings: WhereSettings) -> DistrictService:
    """Apply the three tests to every former district and commune, for each reading.

    The seat of a commune is that of the boundary file. Seats of former districts are the places of class
    ``district_seat``; where a district has several, all must be served.
    """
    communes = area.communes
    untold = untold_pixels(cover, area)
    people_untold = commune_shares(communes, area.grid).matrix @ (today.people * untold).ravel()
    places = area.places[area.places["place_class"] == PlaceClass.DISTRICT_SEAT.value]
    inner = shapely.point_on_surface(places.geometry.to_numpy())
    seat_x, seat_y = shapely.get_x(inner), shapely.get_y(inner)
    seat_commune = commune_rows(communes, seat_x, seat_y, PROVINCE_MARGIN_M)
    inside = seat_commune != NO_COMMUNE
    district_of = communes.groupby(["district", "province"], sort=False, dropna=False).ngroup().to_numpy()
    districts = communes[["district", "province"]].iloc[np.unique(district_of, return_index=True)[1]]
    commune_seats = _Seats(
        np.arange(len(communes)), pixel_numbers(area.grid, communes["seat_x_m"], communes["seat_y_m"])
    )
    district_seats = _Seats(district_of[seat_commune[inside]], pixel_numbers(area.grid, seat_x[inside], seat_y[inside]))
    by_district: list[pd.DataFrame] = []
    by_commune: list[pd.DataFrame] = []
    for reading, mask in today.served.items():
        facts = pd.DataFrame(
            {
                "sites": _sites_5g(area, reading),
                "population": today.by_commune["population"],
                "served": today.by_commune[reading],
                "untold": people_untold,
            }
        )
        for units, unit_of, seats, tables in (
            (districts, district_of, district_seats, by_district),
            (communes[["code", "name"]], np.arange(len(communes)), commune_seats, by_commune),
        ):
            sums = facts.groupby(unit_of).sum()
            states = {
                DistrictTest.ANY_SITE: np.where(sums["sites"] > 0, YES, NO),
                DistrictTest.SEAT: seats.states(len(units), mask, untold),
                DistrictTest.PEOPLE: _people_states(sums, settings.district_people_pct),
            }
            figures = {
                "reading": reading,
                "sites_5g": sums["sites"].to_numpy(),
                "people_pct": (100 * sums["served"] / sums["population"].where(sums["population"] > 0)).to_numpy(),
            }
            tests = {test.value: _nullable(state) for test, state in states.items()}
            tables.append(pd.DataFrame(units.reset_index(drop=True)).assign(**figures, **tests))
    return DistrictService(
        pd.concat(by_district, ignore_index=True),
        pd.concat(by_commune, ignore_index=True),
        settings.district_people_pct,
    )


@dataclass(frozen=True, eq=False)
class _Seats:
    """Seats: the unit and the pixel of each."""

    unit: NDArray[np.int64]
    pixel: NDArray[np.int64]

    def states(self, units: int, mask: NDArray[np.bool_], untold: NDArray[np.bool_]) -> NDArray[np.int64]:
        """The worst seat of each unit; a unit without seat cannot be told."""
        served = values_at(mask, self.pixel, off_grid=False)
        unknown = values_at(untold, self.pixel, off_grid=True)
        state = np.where(unknown, UNTOLD, np.where(served, YES, NO))
        worst = np.full(units, YES)
        np.minimum.at(worst, self.unit, state)
        seen = np.zeros(units, bool)
        seen[self.unit] = True
        return np.where(seen, worst, UNTOLD)


def _sites_5g(area: Area, reading: str) -> NDArray[np.int64]:
    """5G sites of a reading in each commune, those within 1 km of the outermost ones included."""
    own = [
        site for site in area.sites if Technology.NR in site.technologies and reading in (ANY_OPERATOR, site.operator)
    ]
    rows = commune_rows(area.communes, [s.x_m for s in own], [s.y_m for s in own], PROVINCE_MARGIN_M)
    return np.bincount(rows[rows != NO_COMMUNE], minlength=len(area.communes))


def _people_states(sums: pd.DataFrame, required_pct: float) -> NDArray[np.int64]:
    """Yes if the served suffice alone, no if they would not even with everybody of whom nothing can be told."""
    needed = (required_pct - _ROUNDING_PCT) / 100 * sums["population"]
    yes, no = sums["served"] >= needed, sums["served"] + sums["untold"] < needed
    return np.where(~(sums["population"] > 0), UNTOLD, np.select([yes, no], [YES, NO], UNTOLD))


def _nullable(state: NDArray[np.int64]) -> pd.arrays.BooleanArray:
    return pd.arrays.BooleanArray(state == YES, state == UNTOLD)
