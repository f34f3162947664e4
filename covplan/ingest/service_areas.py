"""Service areas that operators publish (QCVN 126:2021, Annex B): polygons → the declared share of each pixel."""

from __future__ import annotations

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray

from covplan.errors import InputError, Severity
from covplan.grid import Grid
from covplan.ingest.people import commune_shares
from covplan.ingest.problems import ProblemLog
from covplan.ingest.settings import ServiceAreaSettings
from covplan.ingest.vectors import named_columns, read_vectors


@dataclass(frozen=True, eq=False)
class ServiceArea:
    """What an operator declares: ``share`` of each pixel, 0 to 1, shape of the grid."""

    operator: str
    share: NDArray[np.float64]
    source: str
    as_of: str


def read_service_area(settings: ServiceAreaSettings, grid: Grid, log: ProblemLog) -> ServiceArea:
    """The declared area of one file; polygons that overlap count once.

    Raises
    ------
    MissingFileError, CrsError, InputError
        If the file cannot be read, has columns that look like personal data, holds no polygon or none on the grid.
    """
    file = settings.file
    raw = read_vectors(file, settings.layer, settings.crs, grid.epsg, log)
    named = named_columns(raw, {}, {}, (), file)
    polygons = []
    for row, shape in zip(named["row"], named.geometry, strict=True):
        if not shapely.is_valid(shape):
            reason = shapely.is_valid_reason(shape)
            log.add(Severity.REPAIRED, "geometry.invalid", file, row=int(row), reason=reason)
            shape = shapely.make_valid(shape)
        if shapely.area(shape) > 0:
            polygons.append(shape)
        else:
            log.add(Severity.REJECTED, "geometry.kind", file, row=int(row), expected="polygon", got=shape.geom_type)
    if not polygons:
        raise InputError("table.no_rows", file=file.name, count=len(named))
    whole = shapely.intersection(shapely.union_all(polygons), shapely.box(*grid.bounds))
    if shapely.area(whole) == 0:
        raise InputError("service_area.outside", file=file.name)
    shares = commune_shares(gpd.GeoDataFrame(geometry=[whole], crs=grid.epsg), grid).matrix
    share = np.clip(shares.toarray().reshape(grid.shape), 0.0, 1.0)  # exactextract may end a hair above 1
    return ServiceArea(settings.operator, share, settings.source, settings.as_of)
