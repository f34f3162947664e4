"""What a scenario says about open data. Apart from what fetches, so that a scenario is read without that."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

FOLDER = "open_data"
"""Where fetched data stand, beside the scenario."""


@dataclass(frozen=True)
class PostgisQuery:
    """A query whose answer ``covplan fetch`` writes to ``file``; the password is in the environment (PGPASSWORD)."""

    file: str  # GeoPackage that is written, relative to the scenario
    query: str
    host: str
    database: str
    user: str
    port: int = 5432


@dataclass(frozen=True)
class OpenDataSettings:
    """Which place, which sources, from where, kept where."""

    country: str = "VNM"  # ISO 3166-1 alpha-3
    province: str = ""  # code of a Vietnamese province of 2025, e.g. "66"; its communes give the box
    box: tuple[float, float, float, float] | None = None  # west, south, east, north [degrees]: units are cut at it
    margin_km: float = 5.0  # terrain beyond the province's box
    region: str = ""  # extract of Geofabrik, e.g. asia/vietnam; empty: the smallest of its index that holds the box
    level: str = "ADM2"  # of geoBoundaries, outside Vietnam
    mcc: str = ""  # mobile country code, for OpenCelliD
    year: int = 2025  # of the population
    quarters: int = 4  # newest ones, of Ookla's tests
    sources: tuple[str, ...] = ()  # ids; empty: those that are so by default
    base: Mapping[str, str] = field(default_factory=dict)  # source → other address, e.g. a mirror
    postgis: tuple[PostgisQuery, ...] = ()
    cache: str = ""  # folder that scenarios share; empty: that of the user's system
