"""Service and people → who is served, per commune, former district and province."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from covplan.coverage.service import ServiceSettings


@dataclass(frozen=True, eq=False)
class Served:
    """Who is served.

    Attributes
    ----------
    by_commune, by_district, by_province : DataFrame
        code and name (district: district, province: province), population, then one column of people served per
        operator (``<operator>``), ``any``, and the same with ``_pct``. Communes are in the order of ``Area.communes``.
    served : dict
        Boolean rasters by reading: each operator's id and ``any``.
    headline_pct : float
        Share of the people of the province served under ``service.reading`` [%].
    """

    by_commune: pd.DataFrame
    by_district: pd.DataFrame
    by_province: pd.DataFrame
    served: dict[str, NDArray[np.bool_]]
    service: ServiceSettings
    people_base: str
    headline_pct: float
