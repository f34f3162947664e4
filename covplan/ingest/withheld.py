"""Polygons of which nothing is told outside: each of them must be usable, or what lies in it would be told."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

import geopandas as gpd
import pandas as pd

from covplan.errors import InputProblemsError, Problem, Severity
from covplan.ingest.area_record import empty_frame
from covplan.ingest.places import EXCLUSION_COLUMNS, read_exclusions
from covplan.ingest.problems import ProblemLog
from covplan.ingest.settings import TableSettings


def read_withheld(files: Sequence[TableSettings], epsg: int) -> gpd.GeoDataFrame:
    """The polygons of all files: name, source and geometry.

    Raises
    ------
    MissingFileError, CrsError, InputError
        If a file cannot be read.
    InputProblemsError
        If a feature is no polygon.
    """
    log = ProblemLog()
    parts = [read_exclusions(one, epsg, log) for one in files]
    require_all(log.problems, files)
    if not parts:
        return empty_frame(EXCLUSION_COLUMNS).set_crs(epsg)
    return gpd.GeoDataFrame(pd.concat(parts, ignore_index=True), geometry="geometry", crs=epsg)


def require_all(problems: Iterable[Problem], files: Sequence[TableSettings]) -> None:
    """Raise ``InputProblemsError`` if a feature of these files was rejected."""
    names = {one.file.name for one in files}
    lost = [one for one in problems if one.severity is Severity.REJECTED and one.file in names]
    if lost:
        raise InputProblemsError(replace(one, severity=Severity.ERROR) for one in lost)
