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
from covplan.assessment.modelled import Modelled, of_communes, parts_text
from covplan.assessment.served import ANY_OPERATOR, Served
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
        district and province, or code, name, district and province; then a row per reading: reading, sites_5g (5G sites
        inside), people_pct (served, NaN where nobody lives), and the tests any_site, seat and people as nullable
        booleans, ``NA`` where it cannot be told: no seat given, a seat or decisive people where nothing is predicted,
        nobody living there.
    people_pct : float
        What the test ``people`` asks for.
    """

    by_district: pd.DataFrame
    by_commune: pd.DataFrame
    people_pct: float

    def indicators(self, about: Modelled) -> list[Indicator]:
        """``district_5g_pct:<test>`` and ``commune_5g_pct:<test>``: share of the units that pass a test [%]."""
        units = ["district", "province"]
        result = []
        for place, codes in about.places():
            communes = of_communes(self.by_commune, codes, "code")
            districts = self.by_district.merge(communes[units].drop_duplicates(), on=units)
            for id, table in (("district_5g_pct", districts), ("commune_5g_pct", communes)):
                for reading, own in table.groupby("reading", sort=False):
                    for test in DistrictTest:
                        yes, untold = int(own[test].fillna(False).sum()), int(own[test].isna().sum())
                        share_pct, remark = 100 * yes / len(own), parts_text(yes, len(own), untold)
                        result += place.of_reading(f"{id}:{test}", str(reading), share_pct, remark)
        return result


def assess_districts(cover: Coverage, today: Served, area: Area, settings: WhereSettings) -> DistrictService:
    """Apply the three tests to every former district and commune, for each reading.

    The seat of a commune is that of the boundary file. Seats of former districts are the places of class
    ``district_seat``; where a district has several, all must be served.
    """
    untold = untold_pixels(cover, area)
    people_untold = commune_shares(area.communes, area.grid).matrix @ (today.people * untold).ravel()
    levels = (_districts(area), _communes(area))
    tables: tuple[list[pd.DataFrame], ...] = ([], [])
    for reading, mask in today.served.items():
        facts = pd.DataFrame(
            {
                "sites": _sites_5g(area, reading),
                "population": today.by_commune["population"],
                "served": today.by_commune[reading],
                "untold": people_untold,
            }
        )
        for level, parts in zip(levels, tables, strict=True):
            parts.append(level.tested(reading, facts, mask, untold, settings.district_people_pct))
    by_district, by_commune = (pd.concat(parts, ignore_index=True) for parts in tables)
    return DistrictService(by_district, by_commune, settings.district_people_pct)


@dataclass(frozen=True, eq=False)
class _Level:
    """Units of one level: their names, the unit of each commune, the unit and the pixel of each seat."""

    names: pd.DataFrame
    unit_of: NDArray[np.int64]
    seat_unit: NDArray[np.int64]
    seat_pixel: NDArray[np.int64]

    def tested(
        self,
        reading: str,
        facts: pd.DataFrame,
        mask: NDArray[np.bool_],
        untold: NDArray[np.bool_],
        required_pct: float,
    ) -> pd.DataFrame:
        """A row per unit: names, reading, figures and the three tests; ``facts`` are counts per commune."""
        sums = facts.groupby(self.unit_of).sum()
        inhabited = sums["population"].where(sums["population"] > 0)
        return self.names.assign(
            reading=reading,
            sites_5g=sums["sites"].to_numpy(),
            people_pct=(100 * sums["served"] / inhabited).to_numpy(),
            **{
                DistrictTest.ANY_SITE: _nullable(np.where(sums["sites"] > 0, YES, NO)),
                DistrictTest.SEAT: _nullable(self._seats(mask, untold)),
                DistrictTest.PEOPLE: _nullable(_people_states(sums, required_pct)),
            },
        )

    def _seats(self, mask: NDArray[np.bool_], untold: NDArray[np.bool_]) -> NDArray[np.int64]:
        """The worst seat of each unit; a unit without seat cannot be told."""
        served = values_at(mask, self.seat_pixel, off_grid=False)
        unknown = values_at(untold, self.seat_pixel, off_grid=True)
        worst = np.full(len(self.names), YES)
        np.minimum.at(worst, self.seat_unit, np.where(unknown, UNTOLD, np.where(served, YES, NO)))
        return np.where(np.isin(np.arange(len(self.names)), self.seat_unit), worst, UNTOLD)


def _communes(area: Area) -> _Level:
    communes, every = area.communes, np.arange(len(area.communes))
    seats = pixel_numbers(area.grid, communes["seat_x_m"], communes["seat_y_m"])
    return _Level(pd.DataFrame(communes[["code", "name", "district", "province"]]), every, every, seats)


def _districts(area: Area) -> _Level:
    by = ["district", "province"]
    unit_of = area.communes.groupby(by, sort=False, dropna=False).ngroup().to_numpy()
    names = area.communes[by].iloc[np.unique(unit_of, return_index=True)[1]].reset_index(drop=True)
    places = area.places[area.places["place_class"] == PlaceClass.DISTRICT_SEAT.value]
    inner = shapely.point_on_surface(places.geometry.to_numpy())
    x, y = shapely.get_x(inner), shapely.get_y(inner)
    commune = commune_rows(area.communes, x, y, PROVINCE_MARGIN_M)
    inside = commune != NO_COMMUNE
    return _Level(
        pd.DataFrame(names), unit_of, unit_of[commune[inside]], pixel_numbers(area.grid, x[inside], y[inside])
    )


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
