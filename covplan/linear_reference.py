"""Road and chainage (lý trình) to point and back.

Chainage is metres along the road from its first end. As long as it is measured from drawn geometry it is *modelled*:
official Km posts follow the built road and its history, and differ by kilometres.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

import shapely
from shapely import LineString, Point

from covplan.errors import ChainageError

_CHAINAGE = re.compile(r"^\s*km\s*(\d+)\s*(?:\+\s*(\d{1,3}(?:[.,]\d+)?))?\s*$", re.IGNORECASE)


class ChainageBasis(StrEnum):
    """Where a chainage comes from."""

    MODELLED = "modelled"  # measured along the geometry
    OFFICIAL = "official"  # calibrated to Km posts


def format_chainage(chainage_m: float) -> str:
    """``12450.4`` → ``Km12+450``."""
    km, m = divmod(round(chainage_m), 1000)
    return f"Km{km}+{m:03d}"


def parse_chainage(text: str) -> float:
    """``Km12+450`` → 12450.0 [m]; raises ``ChainageError`` on anything else."""
    match = _CHAINAGE.match(text)
    if match is None:
        raise ChainageError("chainage.text", text=text)
    return int(match[1]) * 1000.0 + float((match[2] or "0").replace(",", "."))


@dataclass(frozen=True, eq=False)
class ReferencedRoad:
    """A numbered road as one line along which chainage is counted.

    ``line`` is in the scenario's CRS; ``start_m`` is the chainage of its first point.
    """

    number: str
    line: LineString
    start_m: float = 0.0
    basis: ChainageBasis = ChainageBasis.MODELLED

    def __post_init__(self) -> None:
        if self.line.is_empty or not self.line.length > 0:
            raise ChainageError("road.empty", road=self.number)

    @property
    def end_m(self) -> float:
        """Chainage of the last point [m]."""
        return self.start_m + self.line.length

    def locate(self, chainage_m: float) -> Point:
        """The point at a chainage [m]; raises ``ChainageError`` off the road's ends."""
        if not self.start_m - 1e-6 <= chainage_m <= self.end_m + 1e-6:
            raise ChainageError(
                "chainage.outside",
                road=self.number,
                first=format_chainage(self.start_m),
                last=format_chainage(self.end_m),
                got=format_chainage(chainage_m),
            )
        return shapely.line_interpolate_point(self.line, chainage_m - self.start_m)

    def project(self, x_m: float, y_m: float) -> tuple[float, float]:
        """Chainage of the nearest point of the road and the distance to it, both [m]."""
        point = Point(x_m, y_m)
        along = float(shapely.line_locate_point(self.line, point))
        return self.start_m + along, float(shapely.distance(self.line, point))
