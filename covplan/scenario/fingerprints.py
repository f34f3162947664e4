"""What the result of each step depends on, as one checksum."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, fields, is_dataclass
from enum import StrEnum
from functools import cache, lru_cache
from operator import attrgetter
from pathlib import Path
from typing import Any

from covplan import __version__
from covplan.errors import MissingFileError
from covplan.network import CUT_SIZE
from covplan.propagation.model import by_name
from covplan.scenario.settings import Scenario


class Step(StrEnum):
    """A step whose result is kept or told."""

    AREA = "area"  # what is read
    COVERAGE = "coverage"  # today's coverage
    ASSESSMENT = "assessment"  # who is served, together, after failures, and how surely
    REACH = "reach"  # candidates and what each would serve
    PLAN = "plan"  # chosen masts and their fibre, coverage with them
    ROUTES = "routes"  # shared routes for all who are to be joined
    EXPORT = "export"  # files that people open


@dataclass(frozen=True)
class _Dependence:
    settings: tuple[str, ...]
    sources: tuple[str, ...]  # modules and packages of covplan whose code the step runs
    upstream: Step | None = None
    without: tuple[str, ...] = ()  # keys that the step does not look at


_BASE = ("errors.py", "units.py", "grid.py", "network.py", "linear_reference.py")
_CHOICE = (  # of the planning: what is chosen among the candidates, not what they are
    *("target_pct", "aim", "budget_bn_vnd", "weights", "lock", "forbid", "years", "discount_pct", "exact_nodes"),
    "power_within_m",
    *("key_area_pct", "district_people_pct", "road_gap_m", "weak_margin_db"),  # of where: floors do not look at them
    *("fund_rule", "fund_rules"),
)
_OF_ROUTES = (  # of the routing: what the prices of masts do not look at
    *(f"routing.{key}" for key in ("protection", "microwave", "lock", "forbid", "lock_lines", "forbid_lines")),
)
_DEPENDS = {
    Step.AREA: _Dependence(("area",), (*_BASE, "ingest")),
    Step.COVERAGE: _Dependence(("radio",), ("terrain", "propagation", "coverage"), Step.AREA),
    Step.ASSESSMENT: _Dependence(("service", "assessment"), ("assessment",), Step.COVERAGE),
    Step.REACH: _Dependence(
        ("service", "assessment.where", "assessment.busy_hour", "assessment.resilience", "planning"),
        ("assessment", "planning"),
        Step.COVERAGE,
        _CHOICE,
    ),
    Step.PLAN: _Dependence(("planning", "routing"), ("routing", "workflow"), Step.REACH, _OF_ROUTES),
    Step.ROUTES: _Dependence(("routing", "assessment.resilience"), (), Step.PLAN),
    Step.EXPORT: _Dependence(
        ("name", "title", "synthetic", "assessment", "outputs", "remarks"), ("outputs",), Step.ROUTES
    ),
}


_MODEL_NAMES: dict[type, str] = {model: name for name, model in by_name().items()}  # a model's name is no field


def fingerprint(scenario: Scenario, step: Step) -> str:
    """SHA-256 over all that the result of a step depends on.

    Its settings, the content of their files, covplan's version and the code of the layers that it runs, and the
    fingerprint of the step before it. Where the files lie does not matter.
    """
    depends = _DEPENDS[step]
    content = {
        "version": __version__,
        "sources": [_sources_checksum(name) for name in depends.sources],
        "settings": {name: _settings(scenario, name, depends.without) for name in depends.settings},
        "upstream": fingerprint(scenario, depends.upstream) if depends.upstream else "",
    }
    return _checksum(content)


def _checksum(content: Any) -> str:
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()


def _settings(scenario: Scenario, name: str, without: tuple[str, ...]) -> Any:
    plain = as_plain(attrgetter(name)(scenario))
    if not isinstance(plain, dict):
        return plain
    return {key: value for key, value in plain.items() if not {key, f"{name}.{key}"} & set(without)}


def as_plain(settings: Any) -> Any:
    """Settings as JSON values; a file becomes its name and checksum, a measured cut its size and checksum."""
    if isinstance(settings, Path):
        return {"file": settings.name, "sha256": file_checksum(settings)}
    if is_dataclass(settings):
        plain = {item.name: as_plain(getattr(settings, item.name)) for item in fields(settings)}
        return {"name": _MODEL_NAMES[type(settings)], **plain} if type(settings) in _MODEL_NAMES else plain
    if isinstance(settings, Mapping):
        return {str(key): as_plain(value) for key, value in settings.items()}
    if isinstance(settings, tuple | list):
        items = [as_plain(item) for item in settings]
        return items if len(items) < CUT_SIZE else {"values": len(items), "sha256": _checksum(items)}
    return settings


def file_checksum(file: Path) -> str:
    """SHA-256 of a file, of a folder's files, or of a file and those beside it of the same name (shp, tif).

    Raises
    ------
    MissingFileError
        If it is not there.
    """
    if not file.exists():
        raise MissingFileError("file.missing", file=str(file))
    if file.is_dir():
        parts = sorted(part for part in file.rglob("*") if part.is_file())
    elif file.suffix.lower() in (".shp", ".tif"):
        parts = sorted(part for part in file.parent.iterdir() if part.is_file() and part.stem == file.stem)
    else:
        parts = [file]
    sums = [_content_checksum(part, part.stat().st_size, part.stat().st_mtime_ns) for part in parts]
    return sums[0] if len(sums) == 1 else hashlib.sha256("".join(sums).encode()).hexdigest()


@lru_cache(maxsize=1024)
def _content_checksum(file: Path, size: int, mtime_ns: int) -> str:
    """SHA-256; size and time are only there so that a changed file is not taken from the cache."""
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


@cache
def _sources_checksum(name: str) -> str:
    place = Path(__file__).parents[1] / name
    files = sorted(place.rglob("*.py")) if place.is_dir() else [place]
    return hashlib.sha256("".join(hashlib.sha256(file.read_bytes()).hexdigest() for file in files).encode()).hexdigest()
