"""People served → modelled indicators, for every commune, former district, former province and the whole province."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from covplan.assessment.modelled import Modelled
from covplan.assessment.served import Served, require_power_of_nr
from covplan.ingest.indicators import Indicator

SERVED_5G_PCT = "served_5g_pct"


def modelled_indicators(served: Served, about: Modelled) -> tuple[Indicator, ...]:
    """``population`` and ``served_5g_pct:<reading>`` of every operator and ``any``, by place.

    Parameters
    ----------
    served : Served
        Today's, or with a plan.
    about : Modelled
        Its source is that of the shares; that of the population is its base.

    Returns
    -------
    tuple of Indicator
        The province first; places where nobody lives have none. Former districts are ``district:<name>``, former
        provinces ``province:<name>``.

    Raises
    ------
    PlanningError
        If the service asks for LTE or for rates: these indicators are of 5G and its power.
    """
    require_power_of_nr(served.service)
    of_people = replace(about, source=served.people_base)
    return tuple(
        (of_people if unit == "people" else about).indicator(id, value, unit, code)
        for code, id, value, unit in _values(served, about.province_code)
        if value == value
    )


def _values(served: Served, province_code: str) -> Iterator[tuple[str, str, float, str]]:
    """Code of a place, indicator, value, unit."""
    yield province_code, "population", served.population, "people"
    for reading, total in served.totals.items():
        yield province_code, f"{SERVED_5G_PCT}:{reading}", 100 * total / served.population, "%"
    for frame, column, before in (
        (served.by_province, "province", "province:"),
        (served.by_district, "district", "district:"),
        (served.by_commune, "code", ""),
    ):
        shares = {f"{reading}_pct": (f"{SERVED_5G_PCT}:{reading}", "%") for reading in served.totals}
        for key, (id, unit) in {"population": ("population", "people"), **shares}.items():
            for name, value in zip(frame[column], frame[key], strict=True):
                if name:  # boundaries need not tell former units
                    yield f"{before}{name}", id, float(value), unit
