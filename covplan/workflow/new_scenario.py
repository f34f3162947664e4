"""A place → a folder with a scenario for it, to which ``fetch`` brings the data."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.resources import files
from pathlib import Path
from string import Template

import pyogrio
from pyproj import CRS

from covplan.errors import InputError, ScenarioError
from covplan.ingest.headings import without_marks
from covplan.ingest.open_data.provinces import VIETNAM, provinces, utm_epsg
from covplan.ingest.open_data.sources import open_sources
from covplan.ingest.open_data.tiles import Where
from covplan.ingest.reference_systems import existing, transformer
from covplan.outputs.files import writing
from covplan.scenario.mistakes import NAME

SCENARIO, COSTS = "scenario.toml", "costs.csv"
BOUNDARIES = "boundaries"
AREAS = {"daklak": "66"}
"""Names for provinces that are planned often."""

_WGS84 = "EPSG:4326"


@dataclass(frozen=True)
class Place:
    """Where a new scenario is: one of province, boundary file and box.

    Attributes
    ----------
    province : str
        Code of a province of Vietnam of 2025, or a name of ``AREAS``.
    boundary : Path, optional
        Polygons of its communes or units, with code and name; nothing else is fetched for boundaries.
    box : tuple, optional
        West, south, east, north [degrees]: the units in it, cut at its edges.
    epsg : int, optional
        Projected CRS in metres; None: that of the province, else the UTM zone.
    country : str
        ISO 3166-1 alpha-3.
    """

    province: str = ""
    boundary: Path | None = None
    box: tuple[float, float, float, float] | None = None
    epsg: int | None = None
    country: str = VIETNAM


def new_scenario(folder: Path, place: Place) -> Path:
    """Write a scenario's folder; nothing is fetched and nothing that is there is written over.

    Parameters
    ----------
    folder : Path
        New or empty; its name, in plain letters, is that of the scenario.
    place : Place

    Returns
    -------
    Path
        The scenario's file.

    Raises
    ------
    ScenarioError
        If the folder is not empty, its name cannot be a scenario's, the place is not one or the CRS is not in metres.
    CrsError
        If the province's parts had several zones of VN-2000.
    """
    if not NAME.fullmatch(folder.name):
        raise ScenarioError("new.name", name=folder.name, example=_plain(folder.name))
    if folder.exists() and any(folder.iterdir()):
        raise ScenarioError("new.folder", folder=folder)
    if (place.province != "") + (place.boundary is not None) + (place.box is not None) != 1:
        raise ScenarioError("new.place")
    values = _of_province(place) if place.province else _of_box(place)
    values = _of_country(place) | _of_sources(place) | values
    today = datetime.now(UTC).date()
    text = Template(_package_text("scenario.toml")).substitute(
        values,
        name=folder.name,
        country=place.country,
        today=today.isoformat(),
        first_year=today.year + 1,
        target_year=today.year + 5,
    )
    with writing(folder / COSTS) as temporary:
        temporary.write_text(_package_text(COSTS), encoding="utf-8")
    with writing(folder / SCENARIO) as temporary:
        temporary.write_text(_aligned(text), encoding="utf-8")
    return folder / SCENARIO


def _of_country(place: Place) -> dict[str, object]:
    """What Vietnam has of its own, and what takes its place elsewhere."""
    if place.country == VIETNAM:
        return {
            "country_keys": 'region = "asia/vietnam"              # tệp của Geofabrik\n'
            'mcc = "452"                          # mã nước di động, cho OpenCelliD',
            "epoch": "2025-07",
            "epoch_reason": "xã, phường sau ngày 1/7/2025; pre2025: trước đó",
            "carriers": _package_text("carriers_vnm.toml"),
        }
    return {
        "country_keys": 'level = "ADM2"                       # cấp của geoBoundaries: ADM1, ADM2, ADM3\n'
        '# region = "asia/laos"               # tệp của Geofabrik; mặc định: tệp nhỏ nhất chứa nơi này\n'
        '# mcc = "457"                        # mã nước di động, cho OpenCelliD',
        "epoch": "as-source",
        "epoch_reason": "đơn vị hành chính theo nguồn ranh giới",
        "carriers": _package_text("carriers.toml"),
    }


def _of_sources(place: Place) -> dict[str, object]:
    """The boundary source of the country, and every other that may be chosen, with its licence."""
    somewhere = Where(-180.0, -90.0, 180.0, 90.0, iso3=place.country)
    serving = [one for one in open_sources().values() if one.serves(somewhere)]
    defaults = [one for one in serving if one.default and (place.boundary is None or one.kind != BOUNDARIES)]
    boundary = next(one for one in serving if one.kind == BOUNDARIES)
    ids = ", ".join(f'"{one.id}"' for one in defaults)
    choices = [f"#   {one.id}: {one.title} – {one.licence}" for one in serving if not one.default]
    return {
        "boundaries": "open_data/boundaries.gpkg",
        "boundary_notice": boundary.notice,
        "default_sources": ", ".join(one.id for one in serving if one.default),
        "source_choices": "\n".join(choices),
        "sources": ("" if place.boundary else "# ") + f"sources = [{ids}]",
    }


def _of_province(place: Place) -> dict[str, object]:
    code = AREAS.get(place.province, place.province)
    if (province := provinces().get(code)) is None or place.country != VIETNAM:
        known = ", ".join(f"{one.code} {one.name}" for one in provinces().values())
        raise ScenarioError("new.province", province=place.province, known=known)
    epsg = _metres(place.epsg or province.epsg())
    return {
        "title": province.name,
        "place": f'province = "{code}"                      # {province.name}; các xã cho phạm vi',
        "province_code": code,
        "epsg": epsg,
        "crs_reason": _reason(epsg, place.epsg is not None),
        "latitude": _latitude(epsg),
    }


def _of_box(place: Place) -> dict[str, object]:
    found: dict[str, object] = {}
    if place.boundary is not None:
        box = _box_of(place.boundary)
        path = place.boundary.absolute().as_posix().replace('"', r"\"")
        found = {"boundaries": path, "boundary_notice": "tệp của người lập; ghi rõ nguồn tại đây"}
    else:
        assert place.box is not None
        box = place.box
    west, south, east, north = box
    if not (-180 <= west < east <= 180 and -90 <= south < north <= 90):
        raise ScenarioError("new.box", box=", ".join(f"{value:g}" for value in box))
    lon, lat = (west + east) / 2, (south + north) / 2
    epsg = _metres(place.epsg or utm_epsg(lon, lat))
    title = place.boundary.stem if place.boundary else f"{lat:.2f}, {lon:.2f}"
    return {
        **found,
        "title": title,
        "province_code": f"province:{title}",
        "place": "box = [" + ", ".join(f"{value:g}" for value in box) + "]   # tây, nam, đông, bắc (độ)",
        "epsg": epsg,
        "crs_reason": _reason(epsg, place.epsg is not None),
        "latitude": round(abs(lat), 1),
    }


def _box_of(file: Path) -> tuple[float, float, float, float]:
    info = pyogrio.read_info(existing(file), force_total_bounds=True)
    if info["crs"] is None:
        raise InputError("crs.none", file=file.name)
    move = transformer(info["crs"], _WGS84, file)
    left, bottom, right, top = info["total_bounds"]
    west, south, east, north = move.transform_bounds(left, bottom, right, top)
    # outwards to a hundredth of a degree, about a kilometre
    lower = [math.floor(value * 100) / 100 for value in (west, south)]
    upper = [math.ceil(value * 100) / 100 for value in (east, north)]
    return (lower[0], lower[1], upper[0], upper[1])


def _metres(epsg: int) -> int:
    crs = CRS.from_epsg(epsg)
    if not crs.is_projected or any(axis.unit_name != "metre" for axis in crs.axis_info):
        raise ScenarioError("new.crs", epsg=epsg, name=crs.name)
    return epsg


def _reason(epsg: int, given: bool) -> str:
    name = CRS.from_epsg(epsg).name
    return f"{name}, {'theo --crs' if given else 'chọn theo vị trí, hãy kiểm tra'}"


def _latitude(epsg: int) -> float:
    area = CRS.from_epsg(epsg).area_of_use
    assert area is not None  # every CRS of EPSG has one
    return round((area.south + area.north) / 2, 1)


def _aligned(text: str) -> str:
    """Remarks behind values in one column, however long the values that were filled in."""
    return re.sub(r"(?m)^(?!#)(\S.*?) {2,}# ", lambda found: f"{found[1]:<36} # ", text)


def _package_text(name: str) -> str:
    return files("covplan.workflow").joinpath("new_files", name).read_text(encoding="utf-8")


def _plain(name: str) -> str:
    """The name in letters without marks: Krông Năng → krong-nang."""
    return re.sub(r"[^a-z0-9]+", "-", without_marks(name)).strip("-") or "dak-lak"
