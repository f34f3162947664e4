"""Road and chainage (lý trình) to point and back.

Chainage is metres along the road from its first end. As long as it is measured from drawn geometry it is *modelled*:
official Km posts follow the built road and its history, and differ by kilometres. Between Km posts of known position it
is *official*; beyond the first and last of them it is modelled again.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import shapely
from numpy.typing import ArrayLike, NDArray
from shapely import LineString, Point

from covplan.errors import ChainageError

_STRETCH = re.compile(
    r"^(?P<road>.+?)\s*\bkm\s*(?P<first>[\d+.,]+)\s*[-–—]\s*(?:km\s*)?(?P<last>[\d+.,]+)\s*$", re.IGNORECASE
)
_CHAINAGE = re.compile(r"^\s*km\s*(\d+)\s*(?:\+\s*(\d{1,3}(?:[.,]\d+)?))?\s*$", re.IGNORECASE)


class ChainageBasis(StrEnum):
    """Where a chainage comes from."""

    MODELLED = "modelled"  # measured along the geometry
    OFFICIAL = "official"  # calibrated to Km posts


def format_chainage(chainage_m: float) -> str:
    """Chainage [m] as it stands on posts.

    >>> format_chainage(12450.4)
    'Km12+450'
    """
    km, m = divmod(round(chainage_m), 1000)
    return f"Km{km}+{m:03d}"


def parse_chainage(text: str) -> float:
    """Chainage [m] from what stands on posts; raises ``ChainageError`` on anything else.

    >>> parse_chainage("Km12+450"), parse_chainage("km 3")
    (12450.0, 3000.0)
    """
    match = _CHAINAGE.match(text)
    if match is None:
        raise ChainageError("chainage.text", text=text)
    return int(match[1]) * 1000.0 + float((match[2] or "0").replace(",", "."))


@dataclass(frozen=True)
class Stretch:
    """Part of a numbered road between two chainages [m]; the whole road without them."""

    road: str
    from_m: float | None = None
    to_m: float | None = None


def parse_stretch(text: str) -> Stretch:
    """A road, or a part of it; raises ``ChainageError`` on another chainage.

    >>> parse_stretch("QL.29 Km10+500 – Km25")
    Stretch(road='QL.29', from_m=10500.0, to_m=25000.0)
    >>> parse_stretch("QL.29")
    Stretch(road='QL.29', from_m=None, to_m=None)
    """
    match = _STRETCH.match(text.strip())
    if match is None:
        if re.search(r"\bkm\s*\d", text, re.IGNORECASE):
            raise ChainageError("chainage.stretch", text=text)
        return Stretch(text.strip())
    from_m, to_m = sorted(parse_chainage(f"Km{match[end]}") for end in ("first", "last"))
    return Stretch(match["road"].strip(), from_m, to_m)


@dataclass(frozen=True)
class KmPost:
    """A Km post: how far it stands along the line, and the chainage that it bears, both [m]."""

    along_m: float
    chainage_m: float


@dataclass(frozen=True, eq=False)
class ReferencedRoad:
    """A numbered road as one line along which chainage is counted.

    ``line`` is in the scenario's CRS; ``start_m`` is the chainage of its first point. With ``posts``, at least two and
    both their figures increasing, chainage runs evenly from post to post, and metre by metre beyond the outer ones;
    ``start_m`` and ``basis`` are not used then.
    """

    number: str
    line: LineString
    start_m: float = 0.0
    basis: ChainageBasis = ChainageBasis.MODELLED
    posts: tuple[KmPost, ...] = ()

    def __post_init__(self) -> None:
        if self.line.is_empty or not self.line.length > 0:
            raise ChainageError("road.empty", road=self.number)
        steps = [np.diff([getattr(post, name) for post in self.posts]) for name in ("along_m", "chainage_m")]
        if self.posts and (len(self.posts) < 2 or not all((step > 0).all() for step in steps)):
            raise ChainageError("chainage.posts", road=self.number)

    @property
    def first_m(self) -> float:
        """Chainage of the first point [m]."""
        return float(self.chainages(np.zeros(1))[0])

    @property
    def end_m(self) -> float:
        """Chainage of the last point [m]."""
        return float(self.chainages(np.array([self.line.length]))[0])

    def basis_at(self, chainage_m: ArrayLike) -> NDArray[np.bool_]:
        """Whether each chainage [m] is official."""
        asked = np.asarray(chainage_m, float)
        if not self.posts:
            return np.full(asked.shape, self.basis is ChainageBasis.OFFICIAL)
        return np.asarray((asked >= self.posts[0].chainage_m) & (asked <= self.posts[-1].chainage_m))

    def locate(self, chainage_m: float) -> Point:
        """The point at a chainage [m]; raises ``ChainageError`` off the road's ends."""
        if not self.first_m - 1e-6 <= chainage_m <= self.end_m + 1e-6:
            raise ChainageError(
                "chainage.outside",
                road=self.number,
                first=format_chainage(self.first_m),
                last=format_chainage(self.end_m),
                got=format_chainage(chainage_m),
            )
        chainage, along = self._knots()
        return shapely.line_interpolate_point(self.line, float(np.interp(chainage_m, chainage, along)))

    def project(self, x_m: float, y_m: float) -> tuple[float, float]:
        """Chainage of the nearest point of the road and the distance to it, both [m]."""
        chainage, off = self.project_all(np.array([[x_m, y_m]]))
        return float(chainage[0]), float(off[0])

    def project_all(self, xy: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """``project`` of many points: chainage and distance [m], each of shape (n,), for positions of shape (n, 2)."""
        points = shapely.points(xy)
        return self.chainages(shapely.line_locate_point(self.line, points)), shapely.distance(self.line, points)

    def chainages(self, along_m: NDArray[np.float64]) -> NDArray[np.float64]:
        """Chainage at each distance along the line [m]."""
        chainage, along = self._knots()
        return np.asarray(np.interp(along_m, along, chainage))

    def _knots(self) -> tuple[list[float], list[float]]:
        """Chainage and distance along the line between which both run evenly."""
        length_m = float(self.line.length)
        if not self.posts:
            return [self.start_m, self.start_m + length_m], [0.0, length_m]
        first, last = self.posts[0], self.posts[-1]
        beyond = length_m - last.along_m
        return (
            [first.chainage_m - first.along_m, *(post.chainage_m for post in self.posts), last.chainage_m + beyond],
            [0.0, *(post.along_m for post in self.posts), length_m],
        )
