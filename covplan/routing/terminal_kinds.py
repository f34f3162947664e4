"""Who can be joined by fibre."""

from __future__ import annotations

from enum import StrEnum


class TerminalKind(StrEnum):
    """What is to be joined."""

    COMMUNE_OFFICE = "commune_office"
    SCHOOL = "school"
    HEALTH = "health"
    INDUSTRIAL_PARK = "industrial_park"
    VILLAGE = "village"
    MAST = "mast"
