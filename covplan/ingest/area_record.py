"""What is known of an area, brought to one grid and one CRS."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial

import geopandas as gpd

from covplan.errors import Problem
from covplan.grid import Grid, Raster
from covplan.ingest.corrections import Corrections
from covplan.ingest.costs import UnitCosts
from covplan.ingest.fibre_entries import FibreEntry
from covplan.ingest.mast_positions import MastPosition
from covplan.ingest.places import EXCLUSION_COLUMNS
from covplan.ingest.risk_groups import RiskGroup
from covplan.ingest.road_works import RoadWorks
from covplan.ingest.settings import AdminEpoch
from covplan.ingest.shared_routes import SharedRoute
from covplan.ingest.siting import HEIGHT_LIMIT_COLUMNS, POWER_LINE_COLUMNS
from covplan.linear_reference import ReferencedRoad
from covplan.network import Carrier, FibreRoute, Location, Site
from covplan.notebook import ShownInNotebooks

Progress = Callable[[float], None]
"""Called with the fraction done, 0 to 1."""


def empty_frame(columns: Sequence[str]) -> gpd.GeoDataFrame:
    """Columns without rows, geometry among them."""
    return gpd.GeoDataFrame({column: [] for column in columns}, geometry=[])


@dataclass(frozen=True, eq=False)
class Area(ShownInNotebooks):
    """What ``read_area`` returns: one grid, one CRS, and the record of what was repaired or refused.

    Attributes
    ----------
    ground : Raster
        Terrain height [m above sea], float32, NaN where void.
    clutter_class, clutter_m : Raster
        WorldCover code (uint8, 0 unknown) and clutter height above ground [m], float32.
    zone : Raster
        Radio-climatic zone of P.1812 (uint8): 1 sea, 3 coastal land, 4 inland.
    people : Raster
        People per pixel, float64, 0 outside settled pixels and outside the province.
    communes : GeoDataFrame
        One row per commune: code, name, type, district, province, population (official), area_km2 (of the
        geometry), seat_x_m, seat_y_m, geometry; index 0..n-1 in order of code.
    roads : GeoDataFrame
        number (one reference per row, "" without), name, road_class (expressway, national, provincial, other),
        status (existing, planned), source, geometry (LineString).
    road_references : mapping
        Road number → line along which its chainage runs.
    sites, locations : tuple of Site, tuple of Location
        What the operators listed, positions in the grid's CRS [m]; sites near each other form a location.
    fibre : tuple of FibreRoute
        Existing cable, lines in the grid's CRS.
    costs : UnitCosts
        Prices with low, base and high.
    carriers : tuple of Carrier
        Blocks of spectrum that coverage is predicted for.
    admin_epoch, people_base, sources
        Which set of communes; what the people stand for; where every input comes from: words of every output.
    places, exclusions, protected : GeoDataFrame
        name, category, place_class (a ``PlaceClass`` or empty), source, geometry; the others name, source, geometry:
        where nothing is built, and where a mast needs a permit of its own.
    height_limits, power_lines : GeoDataFrame
        name, max_asl_m (nothing may rise above it [m above sea]), source, geometry; name, source, geometry.
    villages : GeoDataFrame
        A row per centre or outlying cluster: ``VILLAGE_COLUMNS`` of ``ingest/villages.py`` and geometry (points).
        ``people`` are listed ones; where there are none, ``modelled_people`` if the scenario asks for the model.
    problems : tuple of Problem
        Every rejected or repaired row and every note.
    corrections : Corrections, optional
        What measurements add to the predicted RSRP; without them it stays as predicted.
    risk_groups : tuple of RiskGroup
        Sites that fail together, as a list of the scenario says.
    positions : tuple of MastPosition
        Where somebody wants a mast.
    shared_routes, road_works, fibre_entries : tuples
        Ducts and poles, planned works, and entries of cable from outside.
    synthetic : bool, optional
        Whether any input is made up; None where nobody said.
    """

    grid: Grid
    ground: Raster
    clutter_class: Raster
    clutter_m: Raster
    zone: Raster
    people: Raster
    communes: gpd.GeoDataFrame
    roads: gpd.GeoDataFrame
    road_references: Mapping[str, ReferencedRoad]
    sites: tuple[Site, ...]
    locations: tuple[Location, ...]
    fibre: tuple[FibreRoute, ...]
    places: gpd.GeoDataFrame
    villages: gpd.GeoDataFrame
    exclusions: gpd.GeoDataFrame
    costs: UnitCosts
    carriers: tuple[Carrier, ...]
    admin_epoch: AdminEpoch
    people_base: str
    sources: tuple[str, ...]
    problems: tuple[Problem, ...]
    corrections: Corrections | None = None
    risk_groups: tuple[RiskGroup, ...] = ()
    shared_routes: tuple[SharedRoute, ...] = ()
    road_works: tuple[RoadWorks, ...] = ()
    fibre_entries: tuple[FibreEntry, ...] = ()
    positions: tuple[MastPosition, ...] = ()
    protected: gpd.GeoDataFrame = field(default_factory=partial(empty_frame, EXCLUSION_COLUMNS))
    height_limits: gpd.GeoDataFrame = field(default_factory=partial(empty_frame, HEIGHT_LIMIT_COLUMNS))
    power_lines: gpd.GeoDataFrame = field(default_factory=partial(empty_frame, POWER_LINE_COLUMNS))
    synthetic: bool | None = None

    @property
    def operators(self) -> tuple[str, ...]:
        """Operators that hold a carrier, in the scenario's order."""
        return tuple(dict.fromkeys(carrier.operator for carrier in self.carriers))
