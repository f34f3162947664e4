"""White spots of villages that a plan serves: which of its sites is the first at each."""

from __future__ import annotations

from concurrent.futures import Executor
from dataclasses import replace

import numpy as np
import pandas as pd
import shapely

from covplan.assessment.ground_points import pixel_numbers
from covplan.assessment.served import Served
from covplan.assessment.spots import SpotState
from covplan.assessment.villages import VillageService
from covplan.coverage.settings import RadioSettings
from covplan.ingest.area import Area
from covplan.ingest.villages import VillagePart
from covplan.planning.plan import Plan
from covplan.planning.plan_facts import newly_served
from covplan.planning.reach_matrix import build_reach_matrix

COLUMNS = ("order", "village_id", "centre", "points", "people")


def villages_gained(
    plan: Plan,
    villages: VillageService,
    area: Area,
    radio: RadioSettings,
    today: Served,
    executor: Executor | None = None,
) -> pd.DataFrame:
    """Predict the sites of a plan at the white spots of villages, whether the population raster has people there or
    not.

    Parameters
    ----------
    plan : Plan
    villages : VillageService
        Of ``today``, with its points in the order of ``Area.villages``.
    area, radio, today
        As the plan was made with.

    Returns
    -------
    DataFrame
        A row per site and village, in the plan's order: order (of the site that is the first to serve them),
        village_id, centre (whether its centre is among them), points (white spots served), people (of these points
        as the list of villages states them, NaN where it does not).
    """
    points = villages.points
    x, y = (of(area.villages.geometry.to_numpy()) for of in (shapely.get_x, shapely.get_y))
    white = np.flatnonzero((points["state"] == SpotState.WHITE.value).to_numpy())
    pixels = pixel_numbers(area.grid, x, y)[white]
    spots = np.zeros(area.grid.shape)
    np.add.at(spots.ravel(), pixels, 1.0)
    # the same matrix as for people, with white spots in their place
    chosen = tuple(site.candidate for site in plan.sites)
    reach = build_reach_matrix(chosen, area, radio, today.service, replace(today, people=spots), executor=executor)
    orders = np.zeros(area.grid.rows * area.grid.cols, np.int64)  # 0: none serves
    for site, demand in zip(plan.sites, newly_served(plan, reach), strict=True):
        orders[reach.rows[demand] * area.grid.cols + reach.cols[demand]] = site.order
    table = points.iloc[white].assign(order=orders[pixels])
    table = table[table["order"] > 0]
    rows = [
        (order, id, bool((own["part"] == VillagePart.CENTRE.value).any()), len(own), own["people"].sum(min_count=1))
        for (order, id), own in table.groupby(["order", "village_id"], sort=True)
    ]
    return pd.DataFrame(rows, columns=COLUMNS)
