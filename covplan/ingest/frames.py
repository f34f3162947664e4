"""GeoDataFrames in memory as inputs of an area: written to files, then read and checked like any others."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType

import geopandas as gpd
import pyogrio

from covplan.errors import CrsError
from covplan.ingest.settings import AreaSettings, Coordinates, SiteListSettings, TableSettings


def with_frames(
    settings: AreaSettings,
    folder: str | Path,
    *,
    source: str,
    communes: gpd.GeoDataFrame | None = None,
    roads: gpd.GeoDataFrame | None = None,
    sites: Mapping[str, gpd.GeoDataFrame] = MappingProxyType({}),
) -> AreaSettings:
    """Settings that read frames in place of the communes, roads and sites of an area.

    Frames become FlatGeobuf files: what is wrong in one is a remark of ``read_area`` with its row, and results know by
    the content of the files whether they are still good. Columns are found by their headings, as in ``data_formats``.

    Parameters
    ----------
    settings : AreaSettings
        ``Scenario.area``; what no frame replaces is read as it says.
    folder : path
        Where the files are written, over those of an earlier call; it is made if it is not there.
    source : str
        Where the frames come from, as every output names it.
    communes : GeoDataFrame, optional
        Polygons with code, name, type, district, province, population; of the settings' administrative epoch.
    roads : GeoDataFrame, optional
        Lines with number, name and class.
    sites : mapping of str to GeoDataFrame, optional
        Operator → points with id, heights [m], technologies, carriers; they replace the lists of all operators.

    Returns
    -------
    AreaSettings
        For ``read_area``; ``dataclasses.replace(scenario, area=...)`` makes a scenario of it.

    Raises
    ------
    CrsError
        If a frame has no CRS.
    """
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    if communes is not None:
        file = _written(communes, folder / "communes.fgb")
        settings = replace(settings, boundaries=replace(settings.boundaries, file=file, layer=None, source=source))
    if roads is not None:
        settings = replace(settings, roads=(TableSettings(_written(roads, folder / "roads.fgb"), source),))
    if sites:
        lists = tuple(
            SiteListSettings(_written(frame, folder / f"sites_{operator}.fgb"), operator, Coordinates.GEOMETRY, source)
            for operator, frame in sites.items()
        )
        settings = replace(settings, sites=lists)
    return settings


def _written(frame: gpd.GeoDataFrame, file: Path) -> Path:
    if frame.crs is None:
        raise CrsError("crs.none", file=file.stem)
    file = file.absolute()
    # without an index the rows stay in order
    pyogrio.write_dataframe(frame, file, driver="FlatGeobuf", SPATIAL_INDEX="NO")
    return file
