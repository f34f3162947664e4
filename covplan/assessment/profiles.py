"""People served under several meanings of "served", side by side."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from covplan.assessment.served import count_served
from covplan.coverage.composite import Coverage
from covplan.coverage.service import ServiceSettings
from covplan.ingest.area import Area


def served_by_profile(cover: Coverage, area: Area, services: Iterable[ServiceSettings]) -> pd.DataFrame:
    """Count the people served by each operator and by any under each service.

    Returns
    -------
    DataFrame
        A row per service and reading: profile, technology, environment, operator (or ``any``), people, share_pct (of
        the population). A service whose technology no carrier of the coverage has cannot be counted and has no row.

    Raises
    ------
    InterferenceError
        If a service asks for rates and the coverage was predicted without interference.
    """
    there = {carrier.technology for carrier in cover.carriers}
    rows = []
    for service in services:
        if service.technology not in there:
            continue
        served = count_served(cover, area, service)
        about = (service.profile, str(service.technology), str(service.environment))
        rows += [(*about, name, people, 100.0 * people / served.population) for name, people in served.totals.items()]
    return pd.DataFrame(rows, columns=["profile", "technology", "environment", "operator", "people", "share_pct"])
