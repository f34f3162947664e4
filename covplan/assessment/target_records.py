"""What becomes of targets: a status for each in each area, with the values that decide and those beside."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from covplan.ingest.indicators import EvidenceKind, Indicator
from covplan.ingest.targets import Target, TargetArea


class TargetStatus(StrEnum):
    """What became of a target."""

    REACHED = "reached"
    NOT_REACHED = "not_reached"
    OVERDUE = "overdue"  # not reached, and the day has passed
    NO_EVIDENCE = "no_evidence"


@dataclass(frozen=True)
class PlannedValue:
    """What a plan expects of an indicator at the end of a year."""

    id: str
    admin_code: str
    admin_epoch: str
    year: int
    value: float


@dataclass(frozen=True)
class EarlierValue:
    """The same value in an earlier run; comparable unless it is modelled under another definition of service."""

    as_of: str
    value: float
    comparable: bool


@dataclass(frozen=True)
class EarlierRun:
    """Statuses of an earlier run.

    ``statuses`` are by target and area; ``values`` by target, area, indicator and kind. ``definition`` is what its
    modelled values stand on.
    """

    as_of: str
    definition: str
    statuses: Mapping[tuple[str, str], TargetStatus]
    values: Mapping[tuple[str, str, str, EvidenceKind], float]


@dataclass(frozen=True)
class HeldValue:
    """One value beside a target.

    ``status`` and ``left``, what is missing in the target's unit, are None where the value is not assessable or is not
    one that the target asks for.
    """

    indicator: Indicator
    status: TargetStatus | None
    left: float | None
    earlier: tuple[EarlierValue, ...]


@dataclass(frozen=True)
class CommuneCount:
    """Communes of an area by what one kind of evidence says of them; ``unknown`` have no value."""

    kind: EvidenceKind
    reaching: int
    short: int
    not_assessable: int
    unknown: int


@dataclass(frozen=True)
class HeldTarget:
    """A target in an area.

    Attributes
    ----------
    status : TargetStatus
        Reached where every deciding value reaches it.
    due_passed : bool
        The last day has passed.
    deciding, beside : tuple of HeldValue
        Values of the evidence that the target names; other readings of it and what else is to be shown.
    refused : tuple of Indicator
        Values of that evidence whose kind proves nothing here.
    communes : tuple of CommuneCount
        Where communes have values of their own, by kind.
    planned_year : int, optional
        First year in which a plan expects to reach it.
    earlier : tuple of (str, TargetStatus)
        Date and status of earlier runs, the oldest first.
    """

    target: Target
    area: TargetArea
    status: TargetStatus
    due_passed: bool
    deciding: tuple[HeldValue, ...]
    beside: tuple[HeldValue, ...]
    refused: tuple[Indicator, ...]
    communes: tuple[CommuneCount, ...]
    planned_year: int | None
    earlier: tuple[tuple[str, TargetStatus], ...]
