"""Speed tests against QCVN 126:2021/BTTTT: measured indicators of each operator, with their number of tests.

Limits of §2.1.3 and §2.1.5: mean downlink ≥ 100 Mb/s, mean uplink ≥ 30 Mb/s, 95 % of the downlink tests ≥ 30 Mb/s,
mean latency ≤ 50 ms; from at least 1,500 tests (Annex A). As told by the press: the text itself was not at hand, nor
its supplement of 2024, which was a draft then and asks for a further share of tests.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from covplan.errors import InputError
from covplan.ingest.indicators import EvidenceKind, Indicator
from covplan.ingest.settings import AdminEpoch
from covplan.ingest.speed_tests import SpeedTests

LEAST_TESTS = 1500
MEETS = "qcvn126_5g"


@dataclass(frozen=True)
class _Rule:
    id: str
    unit: str
    result: str  # of the tests
    figure: Callable[[NDArray[np.float64]], float]
    meets: Callable[[float], bool]
    limit: str


def _mean(values: NDArray[np.float64]) -> float:
    return float(values.mean())


def _over_30_pct(values: NDArray[np.float64]) -> float:
    return float(100.0 * np.count_nonzero(values >= 30.0) / values.size)


_RULES = (
    _Rule("dl_mean_5g_mbps", "Mb/s", "dl_mbps", _mean, lambda x: x >= 100.0, "≥ 100 Mb/s"),
    _Rule("ul_mean_5g_mbps", "Mb/s", "ul_mbps", _mean, lambda x: x >= 30.0, "≥ 30 Mb/s"),
    _Rule("dl_30mbps_5g_pct", "%", "dl_mbps", _over_30_pct, lambda x: x >= 95.0, "≥ 95 %"),
    _Rule("latency_mean_5g_ms", "ms", "latency_ms", _mean, lambda x: x <= 50.0, "≤ 50 ms"),
)


def quality_indicators(
    tests: SpeedTests, communes: pd.DataFrame, *, province_code: str, admin_epoch: AdminEpoch
) -> tuple[Indicator, ...]:
    """The four figures of each operator, and ``qcvn126_5g:<operator>``, 1 where all limits are met.

    Parameters
    ----------
    tests : SpeedTests
        Of one calendar year.
    communes : DataFrame
        ``Area.communes``: former province of each.
    province_code : str
        Code of the whole province; former provinces are ``province:<name>``.
    admin_epoch : AdminEpoch
        Of the communes.

    Returns
    -------
    tuple of Indicator
        A figure from fewer than 1,500 tests is NaN, not assessable. Access failures are not in the tests, so that the
        last indicator does not speak of them. Places without a test of an operator have none of it.

    Raises
    ------
    InputError
        If the tests lie in several years: their figures would be of none.
    """
    if tests.first_day.year != tests.last_day.year:
        days = {"first": tests.first_day.isoformat(), "last": tests.last_day.isoformat()}
        raise InputError("speed.years", file=tests.file, **days)
    former = communes["province"].to_numpy()[tests.commune]
    places = {province_code: np.ones(len(former), bool)}
    places |= {f"province:{name}": former == name for name in dict.fromkeys(former) if name}
    return tuple(
        Indicator(
            id=f"{id}:{operator}",
            admin_code=code,
            admin_epoch=str(admin_epoch),
            period=_period(tests.first_day, tests.last_day),
            value=value,
            unit=unit,
            kind=EvidenceKind.MEASURED,
            source=tests.file,
            as_of=tests.last_day.isoformat(),
            n_samples=count,
            confidence=f"QCVN 126:2021: {limit}",
        )
        for code, here in places.items()
        for operator in dict.fromkeys(tests.operator[here])
        for id, value, unit, count, limit in _figures(tests, here & (tests.operator == operator))
    )


def _figures(tests: SpeedTests, these: NDArray[np.bool_]) -> Iterator[tuple[str, float, str, int, str]]:
    """Id, value, unit, number of tests, limit of each rule, then whether all are met."""
    met, counts = [], []
    for rule in _RULES:
        values = tests.results[rule.result][these]
        values = values[~np.isnan(values)]
        value = rule.figure(values) if values.size >= LEAST_TESTS else np.nan
        met.append(np.nan if np.isnan(value) else float(rule.meets(value)))
        counts.append(values.size)
        yield rule.id, value, rule.unit, values.size, rule.limit
    limits = ", ".join(rule.limit for rule in _RULES)
    yield MEETS, float(np.min(met)), "yes_no", min(counts), limits  # NaN where one is not assessable


def _period(first: date, last: date) -> str:
    """The shortest period that holds both days of one year."""
    if first.month == last.month:
        return f"{first:%Y-%m}"
    quarter = (first.month + 2) // 3
    return f"{first.year}-Q{quarter}" if quarter == (last.month + 2) // 3 else str(first.year)
