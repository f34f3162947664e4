"""Speed tests against QCVN 126:2021: figures by hand, both sides of every limit, too few tests never a value."""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import date

import numpy as np
import pandas as pd
import pytest

from covplan.assessment.quality import LEAST_TESTS, quality_indicators
from covplan.errors import InputError
from covplan.ingest.indicators import EvidenceKind, Indicator
from covplan.ingest.settings import AdminEpoch
from covplan.ingest.speed_tests import SpeedTests

COMMUNES = pd.DataFrame({"province": ["A", "B"]})
DAYS = (date(2026, 10, 1), date(2026, 11, 5))


def figures(
    dl: list[float], ul: list[float], latency: list[float], days: tuple[date, date] = DAYS, in_b: int = 0
) -> Mapping[tuple[str, str], Indicator]:
    """By place and id; the first ``in_b`` tests are in the second commune."""
    results = {"dl_mbps": np.array(dl), "ul_mbps": np.array(ul), "latency_ms": np.array(latency)}
    commune = (np.arange(len(dl)) < in_b).astype(np.int64)
    tests = SpeedTests("đo.csv", np.full(len(dl), "viettel", object), commune, results, *days)
    found = quality_indicators(tests, COMMUNES, province_code="66", admin_epoch=AdminEpoch.JULY_2025)
    assert len({(one.admin_code, one.id) for one in found}) == len(found)
    return {(one.admin_code, one.id.removesuffix(":viettel")): one for one in found}


def good(count: int = LEAST_TESTS) -> tuple[list[float], list[float], list[float]]:
    """Exactly on every limit: 5 % of the downlink tests under 30 Mb/s, mean 100."""
    slow = count // 20
    fast = (100.0 * count - 29.0 * slow) / (count - slow)
    return [29.0] * slow + [fast] * (count - slow), [30.0] * count, [50.0] * count


def test_figures_and_limits() -> None:
    found = figures(*good())
    values = {id: one.value for (code, id), one in found.items() if code == "66"}
    assert values["dl_mean_5g_mbps"] == pytest.approx(100.0)
    assert (values["ul_mean_5g_mbps"], values["latency_mean_5g_ms"], values["dl_30mbps_5g_pct"]) == (30.0, 50.0, 95.0)
    one = found["66", "dl_30mbps_5g_pct"]
    assert (one.kind, one.unit, one.n_samples, one.period) == (EvidenceKind.MEASURED, "%", LEAST_TESTS, "2026-Q4")
    assert (one.as_of, one.source) == ("2026-11-05", "đo.csv")


@pytest.mark.parametrize(
    ("change", "meets"),
    [
        ((0.01, 0.0, 0.0), 1.0),
        ((-0.01, 0.0, 0.0), 0.0),
        ((0.01, -0.01, 0.0), 0.0),
        ((0.01, 0.0, 0.01), 0.0),
        ((0.01, 1.0, -1.0), 1.0),
    ],
)
def test_each_limit_counts(change: tuple[float, float, float], meets: float) -> None:
    dl, ul, latency = good()
    moved = [[value + by for value in values] for values, by in zip((dl, ul, latency), change, strict=True)]
    assert figures(*moved)["66", "qcvn126_5g"].value == meets


def test_one_slow_test_more_than_five_per_cent() -> None:
    dl, ul, latency = good()
    dl[-1] = 29.99
    dl[-2] += 1000.0  # the mean is above its limit
    found = figures(dl, ul, latency)
    assert found["66", "dl_mean_5g_mbps"].value > 100.0
    assert found["66", "dl_30mbps_5g_pct"].value == pytest.approx(100 * (0.95 - 1 / LEAST_TESTS))
    assert found["66", "qcvn126_5g"].value == 0.0


def test_too_few_tests_of_one_kind_are_not_assessable() -> None:
    dl, ul, latency = good()
    ul[0] = math.nan
    found = figures([value + 1 for value in dl], ul, latency)
    assert math.isnan(found["66", "ul_mean_5g_mbps"].value)
    assert found["66", "ul_mean_5g_mbps"].n_samples == LEAST_TESTS - 1
    assert found["66", "dl_mean_5g_mbps"].value > 100
    assert math.isnan(found["66", "qcvn126_5g"].value)


def test_former_provinces_have_their_own_figures() -> None:
    dl, ul, latency = good(2 * LEAST_TESTS)
    found = figures(dl, ul, latency, in_b=LEAST_TESTS - 1)
    assert {code for code, _ in found} == {"66", "province:A", "province:B"}
    assert found["province:A", "dl_mean_5g_mbps"].value == pytest.approx(np.mean(dl[LEAST_TESTS - 1 :]))
    assert math.isnan(found["province:B", "dl_mean_5g_mbps"].value)


@pytest.mark.parametrize(
    ("days", "period"),
    [
        ((date(2026, 11, 1), date(2026, 11, 30)), "2026-11"),
        ((date(2026, 10, 1), date(2026, 12, 31)), "2026-Q4"),
        ((date(2026, 3, 31), date(2026, 4, 1)), "2026"),
    ],
)
def test_the_period_holds_all_days(days: tuple[date, date], period: str) -> None:
    assert figures([1.0], [1.0], [1.0], days)["66", "dl_mean_5g_mbps"].period == period


def test_tests_of_two_years_are_refused() -> None:
    with pytest.raises(InputError, match="several years, 2025-12-31 to 2026-01-01"):
        figures([1.0], [1.0], [1.0], (date(2025, 12, 31), date(2026, 1, 1)))
