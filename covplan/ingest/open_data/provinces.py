"""The provinces of Vietnam of 2025, and the projected CRS of a province or of any place of the world."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from pyproj.aoi import AreaOfInterest
from pyproj.database import query_crs_info, query_utm_crs_info

from covplan.errors import CrsError

VIETNAM = "VNM"

_ZONE = re.compile(r"VN-2000 / TM-3 ")


Box = tuple[float, float, float, float]


class _Zone(NamedTuple):
    epsg: int
    bounds: Box  # of its area of use: west, south, east, north [degrees]


@dataclass(frozen=True)
class Province:
    """A province: its code, its name, and the provinces of before July 2025 that it consists of."""

    code: str
    name: str
    parts: tuple[str, ...]

    @property
    def zones(self) -> dict[int, tuple[str, ...]]:
        """EPSG code of each 3-degree zone of VN-2000 in use in a part → those parts."""
        found: dict[int, tuple[str, ...]] = {}
        for part in self.parts:
            epsg = _zones()[part].epsg
            found[epsg] = (*found.get(epsg, ()), part)
        return found

    def epsg(self) -> int:
        """The zone of VN-2000 of the province.

        Raises
        ------
        CrsError
            If its parts had several: which one counts now is for the province to say.
        """
        zones = self.zones
        if len(zones) > 1:
            known = "; ".join(f"{epsg}: {', '.join(parts)}" for epsg, parts in zones.items())
            raise CrsError("crs.zones", province=self.name, known=known)
        return next(iter(zones))


@cache
def provinces() -> dict[str, Province]:
    """All provinces by code."""
    text = files("covplan.ingest.open_data").joinpath("provinces.toml").read_text(encoding="utf-8")
    return {code: Province(code, one["name"], tuple(one["parts"])) for code, one in tomllib.loads(text).items()}


def provinces_near(box: Box) -> tuple[str, ...]:
    """Codes of the provinces that a box (west, south, east, north, degrees) may touch.

    Told by the areas of use of their zones, which reach over neighbouring provinces: some are not touched.
    """
    west, south, east, north = box

    def may_touch(bounds: Box) -> bool:
        return bounds[0] <= east and west <= bounds[2] and bounds[1] <= north and south <= bounds[3]

    return tuple(
        code for code, one in provinces().items() if any(may_touch(_zones()[part].bounds) for part in one.parts)
    )


def utm_epsg(lon: float, lat: float) -> int:
    """EPSG code of the UTM zone (WGS 84) of a place."""
    place = AreaOfInterest(lon, lat, lon, lat)
    return int(query_utm_crs_info(datum_name="WGS 84", area_of_interest=place)[0].code)


@cache
def _zones() -> dict[str, _Zone]:
    """Province of before July 2025 → its zone, by the areas of use of the EPSG dataset."""
    wanted = {part for one in provinces().values() for part in one.parts}
    found = {}
    for info in query_crs_info(auth_name="EPSG"):
        if _ZONE.match(info.name) and info.area_of_use:
            words = str(info.area_of_use.name)
            for part in wanted:
                if re.search(rf"\b{re.escape(part)}\b(?![ -][A-Z])", words):
                    found[part] = _Zone(int(info.code), info.area_of_use.bounds)
    return found
