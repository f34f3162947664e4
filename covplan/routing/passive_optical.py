"""Passive optical networks: what one line from the exchange carries, how far, and to how many.

References
----------
ITU-T G.984.1 (2008): distance of 20 km between nearest and farthest user, split of 64. ITU-T G.984.2 (2003): rates;
its amendments: loss classes B+ and C+. ITU-T G.9807.1 (2016): XGS-PON; its classes and split are cited from general
knowledge of the Recommendation and are to be checked against its text.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from covplan.errors import PlanningError

SPLITTER_DB = 3.5  # of each halving, with excess loss and connectors: assumed
FIBRE_DB_PER_KM = 0.4  # at 1310 nm with splices: assumed
MARGIN_DB = 3.0  # for repairs and ageing: assumed


@dataclass(frozen=True)
class PassiveOptical:
    """One system and loss class.

    ``reach_km`` is the greatest distance between the nearest and farthest user, which is the reach where users begin at
    the exchange; ``loss_db`` the greatest loss between exchange and user.
    """

    name: str
    down_gbps: float
    up_gbps: float
    reach_km: float
    most_users: int
    loss_db: float
    source: str


SYSTEMS = {
    one.name: one
    for one in (
        PassiveOptical("GPON B+", 2.48832, 1.24416, 20.0, 64, 28.0, "ITU-T G.984.1, G.984.2 Amd 1"),
        PassiveOptical("GPON C+", 2.48832, 1.24416, 20.0, 64, 32.0, "ITU-T G.984.1, G.984.2 Amd 2"),
        PassiveOptical("XGS-PON N1", 9.95328, 9.95328, 20.0, 128, 29.0, "ITU-T G.9807.1, not checked against the text"),
        PassiveOptical("XGS-PON N2", 9.95328, 9.95328, 20.0, 128, 31.0, "ITU-T G.9807.1, not checked against the text"),
    )
}


def by_name(name: str) -> PassiveOptical:
    """The system of a name.

    Raises
    ------
    PlanningError
        If there is none.
    """
    if name not in SYSTEMS:
        raise PlanningError("pon.system", got=name, known=", ".join(SYSTEMS))
    return SYSTEMS[name]


def reach_km(system: PassiveOptical, users: int) -> float:
    """How far users may be when one line is split among so many: by the system's reach and by its loss [km].

    Raises
    ------
    PlanningError
        If the system serves no such number.
    """
    if not 1 <= users <= system.most_users:
        raise PlanningError("pon.users", system=system.name, most=system.most_users, got=users)
    left_db = system.loss_db - MARGIN_DB - SPLITTER_DB * math.ceil(math.log2(users))
    return max(0.0, min(system.reach_km, left_db / FIBRE_DB_PER_KM))
