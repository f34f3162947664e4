"""Villages: white and weak spots of 5G at their centres and outlying clusters.

The unit of proof is the point, not the commune: a village is white if nobody serves its centre or one of its clusters.
What counts is the service that the scenario predicts (5G). White spots in the sense of the universal-service fund ask
for *any* mobile service, 4G included: a village that 5G serves is none; of the others a survey must say it. Villages
are judged under the rule that the scenario names, under none by default.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from covplan.assessment.fund_rules import Eligibility, FundRule
from covplan.assessment.ground_points import (
    NO_COMMUNE,
    OFF_GRID,
    commune_rows,
    pixel_numbers,
    untold_pixels,
    values_at,
)
from covplan.assessment.modelled import Modelled, of_communes, parts_text
from covplan.assessment.served import Served
from covplan.assessment.spots import STATES, SpotState, margins_db, spot_states
from covplan.assessment.where_settings import WhereSettings
from covplan.coverage.composite import Coverage
from covplan.ingest.area import Area
from covplan.ingest.boundaries import PROVINCE_MARGIN_M
from covplan.ingest.indicators import Indicator
from covplan.ingest.villages import VillagePart


@dataclass(frozen=True, eq=False)
class VillageService:
    """Service in villages.

    Attributes
    ----------
    points : DataFrame
        A row per centre or cluster: village_id, name, part, commune_code, commune, people (as listed),
        modelled_people, operators (ids of those who serve, joined by ", "), operator_count, margin_db (strongest
        carrier above the median that it needs; NaN where nothing is received) and state.
    villages : DataFrame
        A row per village: village_id, name, commune_code, commune (of the centre, or else the first point), people,
        modelled_people, electrified, area_class (of its first row; people summed over the rows that state them),
        centre (state; empty without one), clusters, clusters_white, clusters_weak, state: the worst of its points, and
        untold at best where no centre is given; and eligibility: an ``Eligibility`` under ``fund_rule``.
    fund_facts : DataFrame
        The villages that are white or weak, most people first: facts for the universal-service fund.
    fund_rule : FundRule, optional
        Of the fund; without one every eligibility is ``no_rule``.
    """

    points: pd.DataFrame
    villages: pd.DataFrame
    fund_facts: pd.DataFrame
    weak_margin_db: float
    fund_rule: FundRule | None

    def indicators(self, about: Modelled) -> list[Indicator]:
        """``village_5g_pct``: villages of which every point has some operator's service [%]; ``village_white_5g``:
        number of white villages. None without villages."""
        found = []
        for place, communes in about.places():
            states = of_communes(self.villages, communes)["state"]
            if states.empty:
                continue
            some = int(states.isin([SpotState.WEAK.value, SpotState.SERVED.value]).sum())
            white, untold = (int((states == state.value).sum()) for state in (SpotState.WHITE, SpotState.UNTOLD))
            served_of, white_of = (parts_text(count, states.size, untold) for count in (some, white))
            found.append(place.indicator("village_5g_pct", 100 * some / states.size, "%", confidence=served_of))
            found.append(place.indicator("village_white_5g", white, "count", confidence=white_of))
        return found


def assess_villages(cover: Coverage, today: Served, area: Area, settings: WhereSettings) -> VillageService:
    """The state of every point and village of the scenario."""
    points = area.villages.reset_index(drop=True)
    x, y = shapely.get_x(points.geometry.to_numpy()), shapely.get_y(points.geometry.to_numpy())
    pixel = pixel_numbers(area.grid, x, y)
    serving = {operator: values_at(today.served[operator], pixel, off_grid=False) for operator in area.operators}
    count = np.sum([*serving.values(), np.zeros(len(points), bool)], axis=0)
    untold = values_at(untold_pixels(cover, area), pixel, off_grid=True)
    margin_db = np.where(pixel == OFF_GRID, np.nan, margins_db(cover, today.service, area, pixel))
    state = spot_states(untold, count, margin_db, settings.weak_margin_db)
    rows = commune_rows(area.communes, x, y, PROVINCE_MARGIN_M)
    table = points[["village_id", "name", "part"]].assign(
        commune_code=_of_communes(area, "code", rows),
        commune=_of_communes(area, "name", rows),
        people=points["people"].astype(float),
        modelled_people=points["modelled_people"].astype(float),
        operators=[", ".join(id for id, here in serving.items() if here[k]) for k in range(len(points))],
        operator_count=count.astype(int),
        margin_db=margin_db,
        state=[STATES[code].value for code in state],
    )
    villages = _villages(pd.DataFrame(table), points, settings.rule)
    open_ones = villages[villages["state"].isin([SpotState.WHITE.value, SpotState.WEAK.value])]
    facts = open_ones.sort_values("people", ascending=False, kind="stable", ignore_index=True)
    return VillageService(pd.DataFrame(table), villages, facts, settings.weak_margin_db, settings.rule)


def _of_communes(area: Area, column: str, rows: NDArray[np.int64]) -> list[str]:
    values = area.communes[column].to_numpy()
    return ["" if row == NO_COMMUNE else str(values[row]) for row in rows]


_COLUMNS = (
    *("village_id", "name", "commune_code", "commune", "people", "modelled_people", "electrified", "area_class"),
    *("centre", "clusters", "clusters_white", "clusters_weak", "state", "eligibility"),
)


def _villages(table: pd.DataFrame, points: pd.DataFrame, rule: FundRule | None) -> pd.DataFrame:
    result = []
    for id, own in table.groupby("village_id", sort=False):
        about = points.loc[own.index]
        is_centre = own["part"] == VillagePart.CENTRE.value
        centre = _worst(own.loc[is_centre, "state"])
        clusters = own.loc[~is_centre, "state"]
        at = own[is_centre] if is_centre.any() else own
        people, electrified = own["people"].sum(min_count=1), about["electrified"].iloc[0]
        area_class = about["area_class"].iloc[0]
        eligibility = Eligibility.NO_RULE
        if rule is not None:
            eligibility = rule.judge(
                electrified=_stated(electrified),
                area_class=area_class,
                mobile_service=_mobile_service(own["state"], about["mobile_service"]),
                people=people,
            )
        result.append(
            {
                "village_id": id,
                "name": own["name"].iloc[0],
                "commune_code": at["commune_code"].iloc[0],
                "commune": at["commune"].iloc[0],
                "people": people,
                "modelled_people": own["modelled_people"].sum(min_count=1),
                "electrified": electrified,
                "area_class": area_class,
                "centre": centre,
                "clusters": len(clusters),
                "clusters_white": int((clusters == SpotState.WHITE.value).sum()),
                "clusters_weak": int((clusters == SpotState.WEAK.value).sum()),
                "state": _worst([*own["state"], *([] if centre else [SpotState.UNTOLD.value])]),
                "eligibility": eligibility.value,
            }
        )
    return pd.DataFrame(result, columns=_COLUMNS)


def _worst(states: Sequence[str] | pd.Series[str]) -> str:
    """The worst of some states, empty for none."""
    return min(map(SpotState, states), key=STATES.index).value if len(states) else ""


def _mobile_service(states: pd.Series[str], surveyed: pd.Series[Any]) -> bool | None:
    """Whether a village has mobile service of any technology at all its points, as far as it is known.

    What a survey says of a point goes before the prediction, which tells of 5G alone: no 5G does not mean no service.
    """
    five_g = states.isin([SpotState.WEAK.value, SpotState.SERVED.value])
    known = [
        _stated(told) if _stated(told) is not None else (here or None)
        for told, here in zip(surveyed, five_g, strict=True)
    ]
    return False if False in known else None if None in known else True


def _stated(value: Any) -> bool | None:
    """Yes or no as a table holds it, None where it says nothing."""
    return None if pd.isna(value) else bool(value)
