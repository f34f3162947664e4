"""A case of the corpus, and what becomes of it: loaded to the truth, refused with a place and a reason, or wrong."""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import known_truth as truth
import numpy as np
import shapely
from tiny_inputs import CARRIERS

from covplan.errors import CovplanError, InputProblemsError, Problem, Severity
from covplan.ingest.boundaries import province_extent, read_communes
from covplan.ingest.fibre_routes import read_fibre
from covplan.ingest.problems import ProblemLog
from covplan.ingest.settings import (
    AdminEpoch,
    BoundarySettings,
    Coordinates,
    FibreSettings,
    SiteListSettings,
    TableSettings,
)
from covplan.ingest.site_lists import read_sites
from covplan.ingest.site_rows import SiteContext
from covplan.ingest.speed_tests import read_speed_tests
from covplan.ingest.villages import read_villages

EPOCH = AdminEpoch.JULY_2025
POSITION_M = 0.02
"""Degrees to 10⁻⁷ and seconds to 0.0005 are so exact."""

LOADS = "loads"


@dataclass(frozen=True)
class Case:
    """A file: what is awkward about it, who writes it, how the scenario says that it is read, and what is expected.

    ``expected`` is ``LOADS``, or the code with which the file or, of a list that is otherwise right, rows are refused.
    """

    file: str
    what: str
    kind: str
    write: Callable[[Path], object]
    expected: str = LOADS
    options: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Outcome:
    """``wrong`` lists what was loaded and is not the truth; ``problems`` are remarks, ``error`` what was raised."""

    wrong: tuple[str, ...]
    missing: tuple[str, ...]
    problems: tuple[Problem, ...]
    error: CovplanError | None

    @property
    def codes(self) -> tuple[str, ...]:
        refused = (Severity.REJECTED, Severity.ERROR)
        rows = [problem.code for problem in self.problems if problem.severity in refused]
        return tuple(dict.fromkeys([*([self.error.code] if self.error else []), *rows]))

    @property
    def told(self) -> str:
        """What is said of a file that loads: the first row that is left out or repaired, or what was converted."""
        said = [p for p in self.problems if p.severity is not Severity.NOTE or p.code == "text.converted"]
        return f"{said[0].place}: {said[0].text}" if said else ""

    @property
    def text(self) -> str:
        """What the user is told, in short: the first refusal."""
        refused = [p for p in self.problems if p.severity in (Severity.REJECTED, Severity.ERROR)]
        if refused:
            return f"{refused[0].place}: {refused[0].text}"
        return str(self.error) if self.error else ""


def outcome(case: Case, folder: Path) -> Outcome:
    """Write the file of a case, read it, and hold the result against the truth."""
    file = folder / case.file
    file.parent.mkdir(parents=True, exist_ok=True)
    case.write(file)
    log = ProblemLog()
    try:
        wrong, missing = READERS[case.kind](file, case.options, log)
    except InputProblemsError as error:
        return Outcome((), ("all",), (*error.problems, *log.problems), error)
    except CovplanError as error:
        return Outcome((), ("all",), tuple(log.problems), error)
    return Outcome(tuple(wrong), tuple(missing), tuple(log.problems), None)


def compared(found: dict[str, dict[str, Any]], true: dict[str, dict[str, Any]]) -> tuple[list[str], list[str]]:
    """What differs between what was read and what is true, and what of the truth was not read."""
    wrong = [f"{id} is nowhere in the truth" for id in found.keys() - true.keys()]
    for id in found.keys() & true.keys():
        for key, value in true[id].items():
            got = found[id][key]
            if isinstance(value, float) and isinstance(got, float):
                tolerance = POSITION_M if key.endswith("_m") and key[0] in "xy" else 1e-6
                same = math.isclose(got, value, abs_tol=tolerance)
            else:
                same = got == value
            if not same:
                wrong.append(f"{id}: {key} is {got!r}, true is {value!r}")
    return wrong, sorted(true.keys() - found.keys())


def _sites(file: Path, options: dict[str, Any], log: ProblemLog) -> tuple[list[str], list[str]]:
    options = dict(options)
    skipped = options.pop("without", ())
    communes = truth.communes()
    defaults = {"operator": "viettel", "coordinates": Coordinates.VN2000, "source": "s"}
    if options.get("coordinates", Coordinates.VN2000) is Coordinates.VN2000:
        defaults["meridian"] = truth.MERIDIAN
    context = SiteContext(truth.EPSG, EPOCH, CARRIERS, province_extent(communes), communes)
    sites = read_sites(SiteListSettings(file, **{**defaults, **options}), context, log)
    keys = ("name", "x_m", "y_m", "mast_m", "antenna_m", "azimuths", "tilt_deg", "power_w", "owner", "technologies")
    found = {site.id: dict(zip(keys, _site(site), strict=True)) for site in sites}
    true = {one.id: {key: value for key, value in _true_site(one).items() if key not in skipped} for one in truth.SITES}
    return compared(found, true)


def _site(site: Any) -> Iterable[Any]:
    sectors = site.sectors
    antenna_m = float(sectors[0].antenna_agl_m) if sectors else None
    top = max(sectors[0].carriers, key=lambda one: one.freq_mhz) if sectors else None
    power_w = round(10 ** ((top.power_dbm - 30) / 10), 1) if top else None
    azimuths = tuple(sector.azimuth_deg for sector in sectors)
    tilt_deg = sectors[0].mechanical_tilt_deg if sectors else None
    technologies = "/".join(sorted({"LTE": "4G", "NR": "5G"}[one.name] for one in site.technologies))
    yield from (site.name, site.x_m, site.y_m, float(site.mast_height_m), antenna_m, azimuths, tilt_deg, power_w)
    yield from (site.mast_owner, technologies)


OWNERS = {"Viettel": "viettel", "VNPT": "vinaphone", "MobiFone": "mobifone"}


def _true_site(one: truth.TrueSite) -> dict[str, Any]:
    on_air = bool(one.azimuths)
    return {
        "name": one.name,
        "x_m": one.x_m,
        "y_m": one.y_m,
        "mast_m": float(one.mast_m),
        "antenna_m": float(one.antenna_m) if on_air else None,
        "azimuths": tuple(map(float, one.azimuths)),
        "tilt_deg": float(one.tilt_deg) if one.tilt_deg is not None else None,
        "power_w": float(one.power_w) if one.power_w is not None else None,
        "owner": OWNERS[one.owner],
        "technologies": one.technologies,
    }


def _villages(file: Path, options: dict[str, Any], log: ProblemLog) -> tuple[list[str], list[str]]:
    frame = read_villages(
        TableSettings(file, "s", **options), truth.EPSG, province_extent(truth.communes()), _grid(), log
    )
    found = {
        row.village_id: {"name": row.name_, "people": float(row.people), "x_m": row.geometry.x, "y_m": row.geometry.y}
        for row in frame.rename(columns={"name": "name_"}).itertuples()
    }
    true = {id: {"name": n, "people": float(p), "x_m": x, "y_m": y} for id, n, p, x, y in truth.VILLAGES}
    return compared(found, true)


def _grid() -> Any:
    from covplan.grid import Grid

    return Grid(truth.EPSG, 410_000.0, 1_495_000.0, 500.0, 200, 290)


def _cables(file: Path, options: dict[str, Any], log: ProblemLog) -> tuple[list[str], list[str]]:
    options = dict(options)
    known = options.pop("knows", ("owner", "kind", "fibres"))
    near = province_extent(truth.communes())
    routes = read_fibre(FibreSettings(file, "s", **options), truth.EPSG, log, near)
    true = {}
    for id, owner, kind, fibres, _ in truth.CABLES:
        facts = {"owner": OWNERS[owner], "kind": truth.CABLE_KINDS[kind], "fibres": fibres}
        true[id] = {key: facts[key] for key in known} | {"line": True}
    lines = {id: shapely.LineString(line) for id, _, _, _, line in truth.CABLES}
    found = {
        route.id: {
            "owner": route.owner,
            "kind": route.kind.value,
            "fibres": route.fibres,
            "line": route.id in lines and bool(route.line.hausdorff_distance(lines[route.id]) < POSITION_M),
        }
        for route in routes
    }
    return compared(found, true)


def _communes(file: Path, options: dict[str, Any], log: ProblemLog) -> tuple[list[str], list[str]]:
    frame = read_communes(BoundarySettings(file, EPOCH, "s", **options), truth.EPSG, EPOCH, log)
    true = {code: {"name": name, "people": float(people), "shape": True} for code, name, people, _ in truth.COMMUNES}
    boxes = {code: shapely.box(*bounds) for code, _, _, bounds in truth.COMMUNES}
    found = {
        row.code: {
            "name": row.name_,
            "people": float(row.population),
            "shape": row.code in boxes and bool(row.geometry.hausdorff_distance(boxes[row.code]) < 1.0),
        }
        for row in frame.rename(columns={"name": "name_"}).itertuples()
    }
    return compared(found, true)


def _speed_tests(file: Path, options: dict[str, Any], log: ProblemLog) -> tuple[list[str], list[str]]:
    tests = read_speed_tests(file, truth.communes(), log, **options)
    true = {
        operator + str(commune): {"dl": dl, "ul": ul, "ms": ms}
        for _, operator, dl, ul, ms, commune in truth.SPEED_TESTS
    }
    names = ("dl_mbps", "ul_mbps", "latency_ms")
    found = {
        operator + str(int(commune)): dict(zip(("dl", "ul", "ms"), map(float, values), strict=True))
        for operator, commune, *values in zip(
            tests.operator, tests.commune, *(tests.results[name] for name in names), strict=True
        )
    }
    wrong, missing = compared(found, true)
    days = [date.fromisoformat(one[0]) for one in truth.SPEED_TESTS if one[1] + str(one[5]) in found]
    if days and (tests.first_day, tests.last_day) != (min(days), max(days)):
        wrong.append(f"days are {tests.first_day} to {tests.last_day}")
    return wrong, missing


READERS: dict[str, Callable[[Path, dict[str, Any], ProblemLog], tuple[list[str], list[str]]]] = {
    "sites": _sites,
    "villages": _villages,
    "cables": _cables,
    "communes": _communes,
    "speed tests": _speed_tests,
}


def decomposed(rows: Iterable[Iterable[Any]]) -> list[list[Any]]:
    """The rows with every letter and its marks apart."""
    return [[unicodedata.normalize("NFD", cell) if isinstance(cell, str) else cell for cell in row] for row in rows]


# Letters of the truth in TCVN3 and VNI, as the code charts have them, read as Latin-1.
_VNI = {
    **{"ô": "oâ", "Đ": "Ñ", "đ": "ñ", "ú": "uù", "ư": "ö", "ệ": "eä", "ắ": "aé", "ồ": "oà", "á": "aù", "ò": "oø"},
    **{"â": "aâ", "ạ": "aï", "ã": "aõ", "ọ": "oï", "ộ": "oä", "ấ": "aá", "ả": "aû", "à": "aø", "ầ": "aà", "ố": "oá"},
    **{"ờ": "ôø", "ă": "aê", "ị": "ò", "ơ": "ô", "ươ": "öô", "ứ": "öù", "ê": "eâ", "ẩ": "aå", "ợ": "ôï", "ỉ": "æ"},
    **{"ế": "eá", "ề": "eà", "ĩ": "ó", "ủ": "uû", "ẻ": "eû", "ử": "öû", "í": "í", "ễ": "eã", "ó": "où", "ở": "ôû"},
}
_TCVN3 = {
    **{"ô": "«", "Đ": "§", "đ": "®", "ú": "ó", "ư": "\u00ad", "ệ": "Ö", "ắ": "¾", "ồ": "å", "á": "¸", "ò": "ß"},
    **{"â": "©", "ạ": "¹", "ã": "·", "ọ": "ä", "ộ": "é", "ấ": "Ê", "ả": "¶", "à": "µ", "ầ": "Ç", "ố": "è"},
    **{"ờ": "ê", "ă": "¨", "ị": "Þ", "ơ": "¬", "ứ": "ø", "ê": "ª", "ẩ": "È", "ợ": "î", "ỉ": "Ø", "ở": "ë"},
    **{"ế": "Õ", "ề": "Ò", "ĩ": "Ü", "ủ": "ñ", "ẻ": "Î", "ử": "ö", "í": "Ý", "ễ": "Ô"},
    "ó": "ã",
}


def in_tcvn3(text: str) -> str:
    """Text as a program reads it that knows nothing of TCVN3."""
    return "".join(letter if letter.isascii() else _TCVN3[letter] for letter in text)


def in_vni(text: str) -> str:
    """Text as a program reads it that knows nothing of VNI."""
    return "".join(letter if letter.isascii() else _VNI[letter] for letter in text)


def mapped(rows: Iterable[Iterable[Any]], change: Callable[[str], str]) -> list[list[Any]]:
    """The rows with every text changed."""
    return [[change(cell) if isinstance(cell, str) else cell for cell in row] for row in rows]


def degrees(x_m: float, y_m: float) -> tuple[float, float]:
    """Longitude and latitude to 10⁻⁹ degrees."""
    lon, lat = truth.TO_DEGREES.transform(x_m, y_m)
    return float(np.round(lon, 9)), float(np.round(lat, 9))
