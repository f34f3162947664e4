"""White and weak spots: the state of service at a point, and of every inhabited pixel with its people by commune.

White: no operator serves. Weak: one operator only, or the strongest carrier is barely above the level that it needs.
What counts is the service that the scenario predicts (5G); no 5G does not mean no mobile service.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from covplan.assessment.ground_points import untold_pixels
from covplan.assessment.served import Served, people_in_communes, require_power_of_nr
from covplan.assessment.where_settings import WhereSettings
from covplan.coverage.composite import Coverage
from covplan.coverage.service import ServiceSettings, required_median_dbm
from covplan.ingest.area import Area


class SpotState(StrEnum):
    """Service at a point, the worst first."""

    WHITE = "white"  # no operator serves
    UNTOLD = "untold"
    WEAK = "weak"  # one operator only, or the strongest signal is barely enough
    SERVED = "served"


STATES = tuple(SpotState)


@dataclass(frozen=True, eq=False)
class Spots:
    """The state of every pixel, and the people in each.

    Attributes
    ----------
    state : array of uint8, shape (rows, cols)
        Index into ``STATES``.
    by_commune : DataFrame
        code, name, and the people in the pixels of each state: white, untold, weak, served.
    service : ServiceSettings
        What "serves" means.
    weak_margin_db : float
        Less than this above the level that service needs is weak.
    """

    state: NDArray[np.uint8]
    by_commune: pd.DataFrame
    service: ServiceSettings
    weak_margin_db: float


def find_spots(cover: Coverage, served: Served, area: Area, settings: WhereSettings) -> Spots:
    """Hold every pixel against the predicted service.

    Raises
    ------
    PlanningError
        If the service asks for LTE or for rates: what is said here is of 5G and its power.
    """
    require_power_of_nr(served.service)
    count = np.sum([served.served[operator] for operator in area.operators], axis=0)
    margin_db = margins_db(cover, served.service, area)
    state = spot_states(untold_pixels(cover, area), count, margin_db, settings.weak_margin_db)
    people_in = people_in_communes(area)
    people = {name.value: people_in @ (state == k).ravel() for k, name in enumerate(STATES)}
    communes = pd.DataFrame(area.communes[["code", "name"]]).reset_index(drop=True).assign(**people)
    return Spots(state, communes, served.service, settings.weak_margin_db)


def spot_states(
    untold: NDArray[np.bool_], operators: NDArray[np.int64], margin_db: NDArray[np.float64], weak_margin_db: float
) -> NDArray[np.uint8]:
    """Index into ``STATES`` from the number of operators that serve and the margin of the strongest carrier [dB]."""
    weak = (operators == 1) | (margin_db < weak_margin_db)
    codes = {state: np.uint8(k) for k, state in enumerate(STATES)}
    worst = [codes[SpotState.UNTOLD], codes[SpotState.WHITE], codes[SpotState.WEAK]]
    return np.select([untold, operators == 0, weak], worst, codes[SpotState.SERVED]).astype(np.uint8)


def margins_db(
    cover: Coverage, service: ServiceSettings, area: Area, pixels: NDArray[np.int64] | None = None
) -> NDArray[np.float64]:
    """Strongest carrier above the median RSRP that service needs of it [dB]; NaN where nothing is received.

    Of all pixels, shape (rows, cols), or of those with these row-major numbers. Of power alone: a rate that the service
    asks for decides who is served, not the margin.
    """

    def at(raster: NDArray[np.generic]) -> NDArray[np.generic]:
        return raster if pixels is None else raster.ravel()[pixels]

    classes = at(area.clutter_class.values).astype(np.uint8)
    best = np.full(classes.shape, np.nan)
    for carrier in cover.carriers:
        if carrier.technology is service.technology:
            needed_dbm = required_median_dbm(carrier, service, area.grid.pixel_m, area.corrections, classes)
            best = np.fmax(best, at(cover.rsrp_dbm[carrier.id]).astype(float) - needed_dbm)
    return best
