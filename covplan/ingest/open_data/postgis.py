"""What a PostGIS database answers to a query → a GeoPackage, which a scenario then names like any other file."""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import closing
from decimal import Decimal
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
import shapely

from covplan.errors import DownloadError
from covplan.ingest.open_data.settings import PostgisQuery

PASSWORD = "PGPASSWORD"
"""Environment variable, that of PostgreSQL itself; a password is never read from a file of ours or written to one."""

MOST_ROWS = 1_000_000
PATIENCE_S = 300

_GEOMETRY_TYPES = "SELECT oid FROM pg_type WHERE typname IN ('geometry', 'geography')"
_SYSTEM = "SELECT auth_name, auth_srid, srtext FROM spatial_ref_sys WHERE srid = %s"

Connect = Callable[[PostgisQuery], Any]
"""Opens a DB-API connection whose parameters are written ``%s``."""


def connect(query: PostgisQuery) -> Any:
    """A connection by pg8000 (extra ``postgis``) with the password of the environment."""
    try:
        from pg8000 import dbapi
    except ImportError:
        raise DownloadError("postgis.driver", file=query.file) from None
    return dbapi.connect(
        user=query.user,
        host=query.host,
        port=query.port,
        database=query.database,
        password=os.environ.get(PASSWORD),
        timeout=PATIENCE_S,
    )


def fetch_query(query: PostgisQuery, file: Path, connect: Connect = connect) -> Path:
    """Write the rows of a query with their one column of geometry to ``file``, a GeoPackage with one layer.

    The session is read-only, whatever the query says.

    Raises
    ------
    DownloadError
        If the database cannot be reached, refuses the query, or answers with no rows, too many, no geometry or
        several, or with geometry of no or several reference systems.
    """
    try:
        with closing(connect(query)) as connection, closing(connection.cursor()) as cursor:
            cursor.execute("SET SESSION CHARACTERISTICS AS TRANSACTION READ ONLY")
            connection.commit()
            cursor.execute(_GEOMETRY_TYPES)
            kinds = {row[0] for row in cursor.fetchall()}
            cursor.execute(query.query)
            columns = [(column[0], column[1] in kinds) for column in cursor.description or ()]
            rows = cursor.fetchmany(MOST_ROWS + 1)
            frame = _frame(query, columns, rows)
            frame = frame.set_crs(_system(query, cursor, frame))
    except DownloadError:
        raise
    except Exception as error:  # a driver raises its own errors, those of the connection, and those of the server
        raise DownloadError("postgis.failed", file=query.file, host=query.host, reason=str(error)) from None
    part = file.with_name(f"{file.stem}.part.gpkg")
    part.unlink(missing_ok=True)
    frame.to_file(part, layer=file.stem, driver="GPKG")
    part.replace(file)
    return file


def _frame(query: PostgisQuery, columns: list[tuple[str, bool]], rows: Any) -> gpd.GeoDataFrame:
    shapes = [name for name, is_shape in columns if is_shape]
    if len(shapes) != 1:
        raise DownloadError("postgis.geometry", file=query.file, columns=", ".join(shapes) or "-")
    if not rows or len(rows) > MOST_ROWS:
        raise DownloadError("postgis.rows", file=query.file, count=len(rows), most=MOST_ROWS)
    table = pd.DataFrame([[_plain(value) for value in row] for row in rows], columns=[name for name, _ in columns])
    geometry = shapely.from_wkb(table[shapes[0]].to_numpy(object))  # EWKB in hexadecimal digits
    return gpd.GeoDataFrame(table.drop(columns=shapes), geometry=geometry)


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return float(value)
    return str(value) if isinstance(value, list | dict | tuple) else value


def _system(query: PostgisQuery, cursor: Any, frame: gpd.GeoDataFrame) -> str:
    """The reference system of all geometry, as the database describes it."""
    filled = frame.geometry[frame.geometry.notna()].to_numpy()
    srids = sorted({int(srid) for srid in shapely.get_srid(filled)})
    if len(srids) != 1 or srids[0] == 0:
        raise DownloadError("postgis.srid", file=query.file, srids=", ".join(map(str, srids)) or "-")
    cursor.execute(_SYSTEM, (srids[0],))
    found = cursor.fetchone()
    if found is None:
        raise DownloadError("postgis.srid", file=query.file, srids=str(srids[0]))
    authority, code, text = found
    return f"EPSG:{code}" if authority == "EPSG" else str(text)
