"""How fibres are counted and shared, and how near fibre must be."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from covplan.errors import PlanningError
from covplan.propagation.ranges import require_in_ranges
from covplan.routing.terminal_kinds import TerminalKind


class Right(StrEnum):
    """By what right a user has its way along a section."""

    OWN_SYSTEM = "own_system"  # each operator lights pairs of its own for all its masts together
    DARK_FIBRE = "dark_fibre"  # a pair for this user alone
    FEEDER = "feeder"  # a fibre from the optical line terminal to each splitter; behind the terminal as ``CAPACITY``
    CAPACITY = "capacity"  # a share of pairs that all with this right light together


@dataclass(frozen=True)
class CapacitySettings:
    """Fibres and systems. All are assumptions.

    ``surge_pct``: what a festival or a disaster adds to traffic. ``spare_pct``: fibres beyond those in use, for second
    routes, repairs and surges.
    """

    rights: Mapping[TerminalKind, Right] = field(
        default_factory=lambda: {
            TerminalKind.COMMUNE_OFFICE: Right.CAPACITY,
            TerminalKind.SCHOOL: Right.CAPACITY,
            TerminalKind.HEALTH: Right.CAPACITY,
            TerminalKind.INDUSTRIAL_PARK: Right.DARK_FIBRE,
            TerminalKind.VILLAGE: Right.FEEDER,
            TerminalKind.MAST: Right.OWN_SYSTEM,
        }
    )
    split_users: int = 32  # lines behind one splitter
    lit_mbps: float = 10_000.0  # what one system on one pair carries
    surge_pct: float = 50.0
    spare_pct: float = 30.0
    cable_sizes: tuple[int, ...] = (12, 24, 48, 96)  # fibres of the cables that can be bought

    def __post_init__(self) -> None:
        ranges = (
            ("split_users", 1, 256, ""), ("lit_mbps", 1.0, 1e6, "Mb/s"),
            ("surge_pct", 0.0, 1000.0, "%"), ("spare_pct", 0.0, 300.0, "%"),
        )  # fmt: skip
        require_in_ranges(self, "capacity", ranges)
        rising = all(a < b for a, b in zip((0, *self.cable_sizes), self.cable_sizes, strict=False))
        if not self.cable_sizes or not rising:
            raise PlanningError("capacity.sizes", got=self.cable_sizes)
        if missing := [kind.value for kind in TerminalKind if kind not in self.rights]:
            raise PlanningError("capacity.rights", missing=", ".join(missing))
        for right, kind in ((Right.OWN_SYSTEM, TerminalKind.MAST), (Right.FEEDER, TerminalKind.VILLAGE)):
            if others := [one.value for one in TerminalKind if self.rights[one] is right and one is not kind]:
                raise PlanningError("capacity.right", right=right, kind=kind, others=", ".join(others))


@dataclass(frozen=True)
class QuantitySettings:
    """What is counted along a cable. Assumptions."""

    pole_spacing_m: float = 50.0
    closure_every_m: float = 2000.0

    def __post_init__(self) -> None:
        ranges = (("pole_spacing_m", 10.0, 500.0, "m"), ("closure_every_m", 100.0, 20_000.0, "m"))
        require_in_ranges(self, "quantities", ranges)


@dataclass(frozen=True)
class FibreReachSettings:
    """When fibre can be had at a place, and by which access network."""

    distribution_m: float = 500.0  # from the cable to the houses, through a distribution point: assumed
    system: str = "XGS-PON N1"  # a name of ``passive_optical.SYSTEMS``
    wanted_gbps: float = 1.0  # downlink that a line must be able to have

    def __post_init__(self) -> None:
        require_in_ranges(
            self, "fibre reach", (("distribution_m", 1.0, 5_000.0, "m"), ("wanted_gbps", 0.001, 10.0, "Gb/s"))
        )
