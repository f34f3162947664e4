"""People served → modelled indicators, for every commune, former district, former province and the whole province."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from covplan.assessment.served import Served
from covplan.ingest.indicators import EvidenceKind, Indicator
from covplan.ingest.settings import AdminEpoch

SERVED_5G_PCT = "served_5g_pct"


def modelled_indicators(
    served: Served, *, province_code: str, admin_epoch: AdminEpoch, as_of: date, source: str
) -> tuple[Indicator, ...]:
    """``served_5g_pct:<reading>`` of every operator and ``any``, by place.

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
    source : str
        What the figures stand on: model and population.

    Returns
    -------
    tuple of Indicator
        The province first; places where nobody lives have none. Former districts are ``district:<name>``, former
        provinces ``province:<name>``.
    """
    return tuple(
        Indicator(
            id=f"{SERVED_5G_PCT}:{reading}",
            admin_code=code,
            admin_epoch=str(admin_epoch),
            period=f"{as_of:%Y-%m}",
            value=value,
            unit="%",
            kind=EvidenceKind.MODELLED,
            source=source,
            as_of=as_of.isoformat(),
        )
        for code, reading, value in _shares_pct(served, province_code)
        if value == value
    )


def _shares_pct(served: Served, province_code: str) -> Iterator[tuple[str, str, float]]:
    """Code of a place, reading, share of its people served [%]."""
    for reading, total in served.totals.items():
        yield province_code, reading, 100 * total / served.population
    for frame, column, before in (
        (served.by_province, "province", "province:"),
        (served.by_district, "district", "district:"),
        (served.by_commune, "code", ""),
    ):
        for reading in served.totals:
            for name, value in zip(frame[column], frame[f"{reading}_pct"], strict=True):
                if name:  # boundaries need not tell former units
                    yield f"{before}{name}", reading, float(value)
