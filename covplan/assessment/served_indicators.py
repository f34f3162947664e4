"""People served → modelled indicators, for every commune, former district, former province and the whole province."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from covplan.assessment.served import Served, require_power_of_nr
from covplan.ingest.indicators import EvidenceKind, Indicator
from covplan.ingest.settings import AdminEpoch

SERVED_5G_PCT = "served_5g_pct"


def modelled_indicators(
    served: Served, *, province_code: str, admin_epoch: AdminEpoch, as_of: date, model: str
) -> tuple[Indicator, ...]:
    """``population`` and ``served_5g_pct:<reading>`` of every operator and ``any``, by place.

    Parameters
    ----------
    served : Served
        Today's, or with a plan.
    province_code : str
        Code of the whole province.
    admin_epoch : AdminEpoch
        Of the communes.
    as_of : date
        Date of the data; the period is its month.
    model : str
        Source of the shares; that of the population is its base.

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
    return tuple(
        Indicator(
            id=id,
            admin_code=code,
            admin_epoch=str(admin_epoch),
            period=f"{as_of:%Y-%m}",
            value=value,
            unit=unit,
            kind=EvidenceKind.MODELLED,
            source=served.people_base if unit == "people" else model,
            as_of=as_of.isoformat(),
        )
        for code, id, value, unit in _values(served, province_code)
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
