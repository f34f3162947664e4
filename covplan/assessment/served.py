"""Service and people → who is served, per commune, former district and province.

A pixel counts with the share of it that lies in each commune (exactextract). The population of a commune is the
raster's people inside it; after rescaling to official totals these are the official ones. Pixels without terrain have
no prediction: their people count as not served and are told in ``people_void``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import sparse

from covplan.coverage.composite import Coverage
from covplan.coverage.service import ServiceSettings, required_median_dbm
from covplan.coverage.service_probability import probability_of_service
from covplan.errors import GridMismatchError, PlanningError
from covplan.ingest.area import Area
from covplan.ingest.people import commune_shares
from covplan.network import Carrier, Technology
from covplan.notebook import ShownInNotebooks

ANY_OPERATOR = "any"


@dataclass(frozen=True)
class Definition:
    """What a share of the people means: under which service, of whose networks, of which people.

    ``synthetic`` says whether any input is made up; None where nobody said.
    """

    service: ServiceSettings
    operators: tuple[str, ...]
    people_base: str
    synthetic: bool | None


@dataclass(frozen=True, eq=False)
class Served(ShownInNotebooks):
    """Who is served.

    Attributes
    ----------
    by_commune, by_district, by_province : DataFrame
        code and name (district: district, province; province: province), population, people_void, then one column
        of people served per operator (``<operator>``), ``any``, and the same with ``_pct`` (NaN where nobody lives).
        Communes are in the order of ``Area.communes``; the others in order of their first commune.
    served : dict
        Boolean rasters by reading: each operator's id and ``any``.
    service, people_base
        What "served" means, and what the people stand for.
    headline_pct : float
        Share of the people of the province served under ``service.reading`` [%].
    people : array, shape of the grid
        People of each pixel that live inside communes: the weights of every sum here and in planning.
    totals : mapping
        Reading → people served in the whole province.
    population : float
        People of the raster inside the communes.
    people_void : float
        Those of them on pixels without terrain, counted as not served.
    synthetic : bool, optional
        Whether any input is made up; None where nobody said.
    """

    by_commune: pd.DataFrame
    by_district: pd.DataFrame
    by_province: pd.DataFrame
    served: dict[str, NDArray[np.bool_]]
    service: ServiceSettings
    people_base: str
    headline_pct: float
    people: NDArray[np.float64]
    totals: Mapping[str, float]
    population: float
    people_void: float
    synthetic: bool | None = None

    @property
    def definition(self) -> Definition:
        """What the shares mean."""
        operators = tuple(reading for reading in self.served if reading != ANY_OPERATOR)
        return Definition(self.service, operators, self.people_base, self.synthetic)


def count_served(cover: Coverage, area: Area, service: ServiceSettings) -> Served:
    """Count the people served by each operator and by any of them.

    Parameters
    ----------
    cover : Coverage
        Median RSRP per carrier on the area's grid.
    area : Area
        People, communes, operators.
    service : ServiceSettings
        Threshold, probability, variability and the reading of the headline.

    Raises
    ------
    GridMismatchError
        If coverage and area lie on different grids.
    PlanningError
        If ``service.reading`` is neither ``any`` nor an operator of the area, or if nobody lives in the communes.
    """
    if cover.grid != area.grid:
        raise GridMismatchError(
            "grid.mismatch",
            first="coverage",
            second="area",
            first_grid=str(cover.grid),
            second_grid=str(area.grid),
        )
    check_reading(service, area)
    served = _served_rasters(cover, area, service)
    people_in = people_in_communes(area)
    void = np.isnan(area.ground.values)
    columns = {"population": people_in.sum(axis=1), "people_void": people_in @ void.ravel()}
    columns |= {reading: people_in @ mask.ravel() for reading, mask in served.items()}
    counts = pd.DataFrame({name: np.asarray(values, float) for name, values in columns.items()})
    totals = {str(name): float(value) for name, value in counts.sum().items()}
    if not totals["population"] > 0:
        raise PlanningError("planning.nobody")
    readings = list(served)
    communes = pd.DataFrame(area.communes[["code", "name", "district", "province"]]).reset_index(drop=True)
    return Served(
        by_commune=_with_pct(pd.concat([communes[["code", "name"]], counts], axis=1), readings),
        by_district=_rolled_up(communes, counts, ["district", "province"], readings),
        by_province=_rolled_up(communes, counts, ["province"], readings),
        served=served,
        service=service,
        people_base=area.people_base,
        headline_pct=100 * totals[service.reading] / totals["population"],
        people=np.asarray(people_in.sum(axis=0), float).reshape(area.grid.shape),
        totals={reading: totals[reading] for reading in readings},
        population=totals["population"],
        people_void=totals["people_void"],
        synthetic=area.synthetic,
    )


def check_reading(service: ServiceSettings, area: Area) -> None:
    """Raise ``PlanningError`` unless the reading is ``any`` or an operator of the area."""
    if service.reading not in (ANY_OPERATOR, *area.operators):
        raise PlanningError("service.reading", got=service.reading, known=", ".join(area.operators))


def require_power_of_nr(service: ServiceSettings) -> None:
    """Raise ``PlanningError`` for a service of another technology or with rates, which interference decides."""
    if service.asks_for_rates or service.technology is not Technology.NR:
        rates = {"downlink": service.downlink_mbps, "uplink": service.uplink_mbps}
        raise PlanningError("service.power_only", technology=service.technology, **rates)


def require_power(service: ServiceSettings) -> None:
    """Raise ``PlanningError`` for a service with rates: interference decides them, not the power of one station."""
    if service.asks_for_rates:
        raise PlanningError("service.no_rates", downlink=service.downlink_mbps, uplink=service.uplink_mbps)


def counts_in_reading(carrier: Carrier, reading: str, technology: Technology = Technology.NR) -> bool:
    """Whether a carrier can serve anybody under a reading: of the technology and of the operator asked for."""
    return carrier.technology is technology and reading in (ANY_OPERATOR, carrier.operator)


def carrier_serves(
    rsrp_dbm: NDArray[np.float32],
    carrier: Carrier,
    service: ServiceSettings,
    area: Area,
    clutter_class: NDArray[np.uint8],
) -> NDArray[np.bool_]:
    """Where the median RSRP [dBm] of a carrier meets the threshold, any shape; NaN does not.

    ``clutter_class`` is the area's at the same pixels.
    """
    return rsrp_dbm >= required_median_dbm(carrier, service, area.grid.pixel_m, area.corrections, clutter_class)


def people_in_communes(area: Area) -> sparse.csr_array:
    """People by commune (row) and pixel (column)."""
    return commune_shares(area.communes, area.grid).matrix @ sparse.diags_array(
        area.people.values.ravel().astype(float)
    )


def _served_rasters(cover: Coverage, area: Area, service: ServiceSettings) -> dict[str, NDArray[np.bool_]]:
    """Where each operator and any of them serves: a pixel is served where one carrier suffices alone."""
    served = {operator: np.zeros(cover.grid.shape, bool) for operator in area.operators}
    clutter_class = area.clutter_class.values
    for carrier in cover.carriers:
        if not counts_in_reading(carrier, carrier.operator, service.technology):
            continue
        if service.asks_for_rates:
            probability = probability_of_service(cover, carrier, service, area.corrections, clutter_class)
            served[carrier.operator] |= probability >= service.probability_pct / 100.0
        else:
            served[carrier.operator] |= carrier_serves(
                cover.rsrp_dbm[carrier.id], carrier, service, area, clutter_class
            )
    served[ANY_OPERATOR] = np.logical_or.reduce(list(served.values()))
    return served


def _rolled_up(communes: pd.DataFrame, counts: pd.DataFrame, by: list[str], readings: list[str]) -> pd.DataFrame:
    table = pd.concat([communes[by], counts], axis=1).groupby(by, sort=False, as_index=False, dropna=False).sum()
    return _with_pct(table, readings)


def _with_pct(table: pd.DataFrame, readings: list[str]) -> pd.DataFrame:
    inhabited = table["population"].where(table["population"] > 0)
    shares = {f"{reading}_pct": 100 * table[reading] / inhabited for reading in readings}
    return table.assign(**shares)
