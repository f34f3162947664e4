"""One path: over a scenario's terrain between two places, or along a profile from a file."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np

from covplan.errors import InputError
from covplan.ingest.path_profiles import PathMeasurement, PathRecord, read_path_profile
from covplan.ingest.reference_systems import WGS84, transform
from covplan.outputs.link_report import LinkReport
from covplan.outputs.lonlat import to_lonlat
from covplan.propagation.comparison import Answer, compare, settings_of
from covplan.propagation.p1812 import P1812
from covplan.scenario import Step
from covplan.terrain import Profile, line_of_sight, read_profile
from covplan.terrain.line_of_sight import STANDARD_EARTH_RADIUS_KM
from covplan.units import EARTH_RADIUS_KM
from covplan.workflow.job import Job

if TYPE_CHECKING:
    from covplan.network import Site

REFERENCE_COAST_KM = (500.0, 500.0)
"""Distances to the coast under which measurements are evaluated: the format has no field for them, and the published
results of its files were computed with these values."""

_LONLAT = re.compile(r"^\s*([+-]?\d+(?:\.\d+)?)\s*[,;]\s*([+-]?\d+(?:\.\d+)?)\s*$")
_T = TypeVar("_T")


@dataclass(frozen=True)
class LinkQuestion:
    """What is asked of a path; what is None or empty is taken from the scenario or the file.

    Attributes
    ----------
    models : tuple of str
        Models to compare, as ``propagation.comparison.configured`` takes them; without any, that of the scenario with
        its settings, or P.1812 along a file.
    freqs_mhz : tuple of float
        Frequencies [MHz].
    tx_agl_m, rx_agl_m : float or None
        Antenna heights above ground [m].
    settings : mapping
        Models' settings by name: time_pct, polarisation, delta_n, n0, latitude_deg; None is not asked.
    """

    models: tuple[str, ...] = ()
    freqs_mhz: tuple[float, ...] = ()
    tx_agl_m: float | None = None
    rx_agl_m: float | None = None
    settings: Mapping[str, Any] = field(default_factory=dict)


def link(job: Job, start: str, end: str, asked: LinkQuestion) -> LinkReport:
    """The path from a site or position to another over the scenario's terrain.

    Parameters
    ----------
    start, end : str
        A site's id, or ``lon,lat`` in degrees (WGS 84).
    asked : LinkQuestion
        Without frequencies: the carriers of the site at the start, or all of the scenario. Without heights: the highest
        antenna of a site, else its mast; the scenario's receiver at an end that is no site.

    Raises
    ------
    InputError
        If an end is unknown or off the terrain, or the path crosses a void.
    """
    area, radio = job.area, job.scenario.radio
    asked = replace(asked, models=asked.models or (radio.model.name,))
    tx_site, tx_xy = _place(job, start)
    rx_site, rx_xy = _place(job, end)
    if tx_xy == rx_xy:
        raise InputError("link.same", place=end)
    profile = read_profile(area.ground, area.clutter_m, area.zone, tx_xy, rx_xy, radio.profile_step_m)
    void = np.flatnonzero(~(np.isfinite(profile.ground_m) & np.isfinite(profile.clutter_m)))
    if void.size:
        raise InputError("link.void", count=void.size, points=profile.dist_km.size, km=profile.dist_km[void[0]])
    model_settings = settings_of(radio.model) | {k: v for k, v in asked.settings.items() if v is not None}
    carriers = [c for s in (tx_site.sectors if tx_site else ()) for c in s.carriers] or area.carriers
    return _report(
        profile,
        asked,
        model_settings,
        freqs_mhz=asked.freqs_mhz or sorted({carrier.freq_mhz for carrier in carriers}),
        tx_agl_m=_first(asked.tx_agl_m, _antenna_agl_m(tx_site)),
        rx_agl_m=_first(asked.rx_agl_m, _antenna_agl_m(rx_site), radio.receiver_agl_m),
        start=start,
        end=end,
        marking=job.marking(Step.COVERAGE),
    )


def link_along(file: Path, asked: LinkQuestion) -> LinkReport:
    """The path of a profile file; what its measurements agree in is taken from them where it is not asked.

    Raises
    ------
    MissingFileError, InputError
        If the file cannot be read, or heights or frequency are neither asked nor in it.
    """
    record = read_path_profile(file)
    asked = replace(asked, models=asked.models or (P1812.name,))
    rows = record.measurements
    return _report(
        _profile(record),
        asked,
        _known(record, asked.settings, _agreed(row.polarisation for row in rows)),
        freqs_mhz=asked.freqs_mhz or tuple(dict.fromkeys(row.freq_mhz for row in rows)),
        tx_agl_m=_first(asked.tx_agl_m, _agreed(row.tx_agl_m for row in rows)),
        rx_agl_m=_first(asked.rx_agl_m, _agreed(row.rx_agl_m for row in rows)),
        start=record.tx_name,
        end=record.rx_name,
        source=file.name,
    )


def link_measurements(file: Path, asked: LinkQuestion) -> list[tuple[PathMeasurement, Answer]]:
    """Every row of a file's measurements with the answer of each model, in the file's order.

    Height, frequency, polarisation and time are the row's own; P.1812 takes ``REFERENCE_COAST_KM`` for the coast.

    Raises
    ------
    MissingFileError, InputError
        If the file cannot be read or holds no measurements.
    """
    record = read_path_profile(file)
    if not record.measurements:
        raise InputError("link.no_measurements", file=file.name)
    profile = _profile(record)
    found = []
    for row in record.measurements:
        known = _with_earth({**_known(record, asked.settings, row.polarisation), "time_pct": row.time_pct})
        answers = compare(
            asked.models or (P1812.name,),
            known,
            profile,
            freqs_mhz=(row.freq_mhz,),
            tx_agl_m=row.tx_agl_m,
            rx_agl_m=row.rx_agl_m,
            coast_km=REFERENCE_COAST_KM,
        )
        found += [(row, answer) for answer in answers]
    return found


def _report(
    profile: Profile,
    asked: LinkQuestion,
    known: Mapping[str, Any],
    *,
    freqs_mhz: Sequence[float],
    tx_agl_m: float | None,
    rx_agl_m: float | None,
    **about: Any,
) -> LinkReport:
    wanted = {"--freq-mhz": bool(freqs_mhz), "--tx-agl-m": tx_agl_m is not None, "--rx-agl-m": rx_agl_m is not None}
    if tx_agl_m is None or rx_agl_m is None or not freqs_mhz:
        raise InputError("link.missing", options=", ".join(name for name, there in wanted.items() if not there))
    heights: dict[str, Any] = {"tx_agl_m": float(tx_agl_m), "rx_agl_m": float(rx_agl_m)}
    known = _with_earth(known)
    return LinkReport(
        profile=profile,
        sight=line_of_sight(profile, **heights, earth_radius_km=known["earth_radius_km"]),
        answers=compare(asked.models, known, profile, freqs_mhz=tuple(dict.fromkeys(freqs_mhz)), **heights),
        **heights,
        **about,
    )


def _with_earth(known: Mapping[str, Any]) -> dict[str, Any]:
    """What is known, with one effective Earth radius for the picture and for the models that ask for one.

    The median one of P.1812-8 where the lapse rate is known, else 4/3 of the Earth's.
    """
    radius_km, delta_n, limits = STANDARD_EARTH_RADIUS_KM, known.get("delta_n"), P1812.ranges["delta_n"]
    if delta_n is not None and limits.low <= delta_n <= limits.high:
        radius_km = EARTH_RADIUS_KM * 157.0 / (157.0 - delta_n)  # (6), (7a)
    return {"earth_radius_km": radius_km, **known}


def _profile(record: PathRecord) -> Profile:
    return Profile.of(record.dist_km, record.ground_m, record.clutter_m, record.zone)


def _known(record: PathRecord, asked: Mapping[str, Any], polarisation: str | None) -> dict[str, Any]:
    """Settings of the file's header, with what was asked in their place."""
    known = {"delta_n": record.delta_n, "n0": record.n0, "latitude_deg": record.latitude_deg}
    return known | {"polarisation": polarisation} | {name: value for name, value in asked.items() if value is not None}


def _place(job: Job, text: str) -> tuple[Site | None, tuple[float, float]]:
    """The site of an id, or none, and the point that a text names, on the terrain's grid."""
    area = job.area
    sites = {site.id: site for site in area.sites}
    if site := sites.get(text):
        return site, (site.x_m, site.y_m)
    match = _LONLAT.match(text)
    if match is None:
        near = difflib.get_close_matches(text, sites, n=3, cutoff=0.0)
        raise InputError("link.place", got=text, near=", ".join(near))
    x, y = transform([float(match[1])], [float(match[2])], WGS84, area.grid.epsg, job.scenario.file)
    point = float(x[0]), float(y[0])
    if not np.isfinite(point).all() or not area.grid.contains(*point):
        left, bottom, right, top = area.grid.bounds
        lon, lat = to_lonlat([left, left, right, right], [bottom, top, bottom, top], area.grid.epsg)
        west, east, south, north = lon.min(), lon.max(), lat.min(), lat.max()
        raise InputError("link.outside", got=text, west=west, east=east, south=south, north=north)
    return None, point


def _antenna_agl_m(site: Site | None) -> float | None:
    """Highest antenna of a site, or its mast's height where nothing is known of antennas."""
    if site is None:
        return None
    return max((sector.antenna_agl_m for sector in site.sectors), default=site.mast_height_m)


def _first(*values: float | None) -> float | None:
    return next((value for value in values if value is not None), None)


def _agreed(values: Iterable[_T]) -> _T | None:
    """The one value of all rows; None where they differ or there are none."""
    different = set(values)
    return different.pop() if len(different) == 1 else None
