"""What a scenario says about its inputs: files, sources, and how they are to be read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from pathlib import Path

from covplan.errors import InputError
from covplan.network import Carrier


class AdminEpoch(StrEnum):
    """Which set of units a table speaks of: every code of Vietnam of 2025-07 was an old commune's code too."""

    PRE_2025 = "pre2025"
    JULY_2025 = "2025-07"
    AS_SOURCE = "as-source"  # outside Vietnam: the units of the boundary file, whatever their year


class SurfaceKind(StrEnum):
    """Whether an elevation model holds the ground (terrain) or the tops of trees and roofs (surface)."""

    TERRAIN = "dtm"
    SURFACE = "dsm"


class Coordinates(StrEnum):
    """How the position columns of a table are to be read; declared, never guessed."""

    LONLAT = "lonlat"  # decimal degrees or degrees-minutes-seconds, WGS 84
    VN2000 = "vn2000"  # metres, X = north, Y = east; the meridian is declared beside it
    GEOMETRY = "geometry"  # the file carries geometry and a CRS
    TEMPLATE = "template"  # as the head of a filled template of covplan declares


@dataclass(frozen=True)
class BoundarySettings:
    """Commune polygons; ``columns`` maps code, name, type, district, province, population, area_km2, centre_lon,
    centre_lat to the file's headings where they differ from the recognised ones."""

    file: Path
    admin_epoch: AdminEpoch
    source: str
    layer: str | None = None
    columns: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class ElevationSettings:
    """One or more elevation rasters (GeoTIFF, .hgt), earlier files over later ones."""

    files: tuple[Path, ...]
    surface: SurfaceKind
    source: str


@dataclass(frozen=True)
class LandCoverSettings:
    """A land-cover raster in the codes of ESA WorldCover; ``heights_m`` overrides clutter heights by code.

    ``more_files`` are further tiles; where tiles overlap, the earlier one counts.
    """

    file: Path
    source: str
    heights_m: Mapping[int, float] = field(default_factory=dict)
    more_files: tuple[Path, ...] = ()


@dataclass(frozen=True)
class PeopleTotalsSettings:
    """People of communes on several bases, one row each: code, base, year, people, source; ``base`` is the one that
    counts. ``to_year`` projects it by the growth of all communes alike, an assumption that has to name its source."""

    file: Path
    base: str
    admin_epoch: AdminEpoch
    sheet: str | None = None
    columns: Mapping[str, str] = field(default_factory=dict)
    to_year: int | None = None
    growth_pct_per_year: float = 0.0
    growth_source: str = ""


@dataclass(frozen=True)
class PeopleSettings:
    """A raster of people per pixel; ``base`` names the population that it stands for in every output.

    With ``totals`` these are the official people, in place of those of the boundaries' file, and name the base.
    """

    file: Path
    base: str
    source: str
    rescale_to_official: bool = True
    totals: PeopleTotalsSettings | None = None


@dataclass(frozen=True)
class TableSettings:
    """A vector file of points, lines or polygons; places, villages and positions of masts also as tables."""

    file: Path
    source: str
    layer: str | None = None
    crs: int | None = None  # EPSG code, only where the file carries none
    columns: Mapping[str, str] = field(default_factory=dict)
    optional: bool = False  # a file without features is noted and is no error: open data may know of none here


class VillageShare(StrEnum):
    """By what the people of a commune are shared out to its villages."""

    RASTER = "raster"  # people of the population raster
    BUILDINGS = "buildings"


@dataclass(frozen=True)
class VillagePeopleSettings:
    """A model of the people of villages whose list states none. What lies farther than ``within_km`` from every
    village is in none; the distance is an assumption."""

    share: VillageShare = VillageShare.RASTER
    within_km: float = 2.0
    buildings: tuple[TableSettings, ...] = ()  # points or polygons


@dataclass(frozen=True)
class FibreSettings(TableSettings):
    """Cable routes; ``owner`` is used where the file has no owner column."""

    owner: str = ""


@dataclass(frozen=True)
class SiteListSettings:
    """One operator's list of sites as it was sent."""

    file: Path
    operator: str
    coordinates: Coordinates
    source: str
    meridian: str | None = None  # e.g. "108:30"; required with vn2000
    sheet: str | None = None  # of a workbook, or layer of a geodatabase file
    crs: int | None = None  # EPSG code of the geometry, only where the file carries none
    columns: Mapping[str, str] = field(default_factory=dict)
    admin_epoch: AdminEpoch | None = None  # of a commune code column, if there is one


@dataclass(frozen=True)
class AreaSettings:
    """All inputs of a scenario.

    ``epsg`` is a projected CRS in metres, ``pixel_m`` the side of a pixel of terrain and planning alike [m]. Sites
    within ``location_radius_m`` of each other form one location [m]. What is wrong in a file is told by
    ``read_area``, not here.
    """

    epsg: int
    pixel_m: float
    admin_epoch: AdminEpoch
    boundaries: BoundarySettings
    elevation: ElevationSettings
    land_cover: LandCoverSettings
    people: PeopleSettings
    costs: Path
    carriers: tuple[Carrier, ...]
    sites: tuple[SiteListSettings, ...] = ()
    roads: tuple[TableSettings, ...] = ()
    km_posts: tuple[TableSettings, ...] = ()  # of known position: chainage is official between them
    fibre: tuple[FibreSettings, ...] = ()
    ducts: tuple[FibreSettings, ...] = ()
    poles: tuple[FibreSettings, ...] = ()
    road_works: tuple[TableSettings, ...] = ()
    fibre_entries: tuple[TableSettings, ...] = ()  # points at which cable of others enters: neighbouring provinces
    places: tuple[TableSettings, ...] = ()
    villages: tuple[TableSettings, ...] = ()
    village_people: VillagePeopleSettings | None = None  # without it nothing is modelled where lists state nothing
    exclusions: tuple[TableSettings, ...] = ()
    positions: tuple[TableSettings, ...] = ()  # places where somebody wants a mast
    protected: tuple[TableSettings, ...] = ()  # polygons in which masts may stand but need a permit of their own
    height_limits: tuple[TableSettings, ...] = ()  # polygons with the greatest elevation of a mast's top
    power_lines: tuple[TableSettings, ...] = ()
    location_radius_m: float = 50.0
    margin_km: float = 2.0  # terrain kept beyond the communes, for paths that leave the province
    corrections: Path | None = None  # what measurements add to the prediction, made by ``covplan calibrate``
    spectrum: Path | None = None  # licensed blocks: operator, low_mhz, high_mhz, source; carriers must lie in them
    crosswalk: Path | None = None  # communes before July 2025 and those that they went into
    risk_groups: Path | None = None  # sites that one event takes off the air together: name, kind, site ids
    synthetic: bool | None = None  # whether any input is made up, as the scenario says at its top; None: nobody said


@dataclass(frozen=True)
class ServiceAreaSettings:
    """The 5G service area that one operator publishes; ``as_of`` is the date of the publication."""

    file: Path
    operator: str
    source: str
    as_of: str
    layer: str | None = None
    crs: int | None = None  # EPSG code, only where the file carries none

    def __post_init__(self) -> None:
        try:
            date.fromisoformat(self.as_of)
        except ValueError:
            raise InputError("service_area.date", name="as_of", got=self.as_of) from None


@dataclass(frozen=True)
class TargetSettings:
    """The plan's targets, and the registries, tests of speed and declared areas that they are held against."""

    file: Path
    indicators: tuple[Path, ...] = ()
    speed_tests: tuple[Path, ...] = ()
    speed_tiles: tuple[Path, ...] = ()  # of Ookla, cut by ``covplan fetch``
    service_areas: tuple[ServiceAreaSettings, ...] = ()
