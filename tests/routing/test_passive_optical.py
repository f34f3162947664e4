"""How far a passive optical line reaches."""

from __future__ import annotations

import pytest

from covplan.errors import PlanningError
from covplan.routing.passive_optical import SYSTEMS, reach_km


def test_reach_is_what_loss_allows_and_never_more_than_the_system_does() -> None:
    # 28 - 3 - 5 * 3.5 = 7.5 dB over 0.4 dB/km
    assert reach_km(SYSTEMS["GPON B+"], 32) == pytest.approx(18.75)
    assert reach_km(SYSTEMS["GPON B+"], 1) == 20.0
    assert reach_km(SYSTEMS["GPON B+"], 33) == reach_km(SYSTEMS["GPON B+"], 64) == pytest.approx(10.0)


@pytest.mark.parametrize("users", [0, 65])
def test_more_users_than_the_system_has_are_an_error(users: int) -> None:
    with pytest.raises(PlanningError, match="1 to 64"):
        reach_km(SYSTEMS["GPON C+"], users)
