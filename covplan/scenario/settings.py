"""The shape of a scenario: the settings classes of all layers put together."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields, is_dataclass
from pathlib import Path
from types import NoneType, UnionType
from typing import Any, ClassVar, Union, get_args, get_origin, get_type_hints

from covplan.assessment.settings import AssessmentSettings
from covplan.coverage.area_models import AREA_MODELS, AreaModel
from covplan.coverage.service import ServiceSettings
from covplan.coverage.settings import CalibrationSettings, RadioSettings
from covplan.errors import Problem
from covplan.ingest.open_data.settings import OpenDataSettings
from covplan.ingest.settings import AreaSettings, TargetSettings
from covplan.ingest.toml_lines import KeyPath
from covplan.network import AntennaPattern, Carrier
from covplan.notebook import ShownInNotebooks
from covplan.outputs.settings import OutputSettings
from covplan.planning.settings import PlanningSettings
from covplan.routing.settings import RoutingSettings

MODEL: KeyPath = ("radio", "model")
_FORBID = {"extra": "forbid", "allow_inf_nan": False}


@dataclass(frozen=True)
class Scenario(ShownInNotebooks):
    """One planning question: its inputs and the settings of every layer, from ``read_scenario``.

    Each layer is handed its own piece, as in ``read_area(scenario.area)``; ``dataclasses.replace`` makes a variant.
    ``title`` stands over every output, ``file`` is the TOML that it was read from.
    """

    __pydantic_config__: ClassVar[Any] = _FORBID

    name: str  # also the folder of its results
    title: str
    synthetic: bool  # whether any input is made up: travels into every output
    area: AreaSettings
    radio: RadioSettings
    file: Path
    equipment_files: tuple[Path, ...]  # that its antennas were read from
    service: ServiceSettings = ServiceSettings()
    assessment: AssessmentSettings = AssessmentSettings()
    planning: PlanningSettings = PlanningSettings()
    routing: RoutingSettings = RoutingSettings()
    outputs: OutputSettings = OutputSettings()
    calibration: CalibrationSettings = CalibrationSettings()
    targets: TargetSettings | None = None
    open_data: OpenDataSettings | None = None  # what ``covplan fetch`` brings
    remarks: tuple[Problem, ...] = ()  # on the files of its antennas


@dataclass(frozen=True)
class Document:
    """What is validated: the scenario, and all antennas, used by a carrier or not."""

    __pydantic_config__: ClassVar[Any] = _FORBID

    scenario: Scenario
    antennas: tuple[AntennaPattern, ...]


@dataclass(frozen=True)
class OpenDataDocument:
    """The part of a scenario that says which data to fetch, validated alone."""

    __pydantic_config__: ClassVar[Any] = _FORBID

    open_data: OpenDataSettings


@dataclass(frozen=True)
class AntennaEntry(AntennaPattern):
    """What may stand in a table of ``[[antennas]]``: an antenna, or the file that holds it."""

    file: Path | None = None


# Keys at the top of a file. Carriers stand there, not in [area], because they name their antenna.
FILLED = ("file", "equipment_files", "remarks")  # from elsewhere: no keys
OF_THE_TOP = (("area", "carriers"), ("area", "synthetic"))  # keys only at the top of a file
TOP: dict[str, Any] = {
    **{name: hint for name, hint in get_type_hints(Scenario).items() if name not in (*FILLED, "__pydantic_config__")},
    "extends": Path,
    "antennas": tuple[AntennaEntry, ...],
    "carriers": tuple[Carrier, ...],
}


def hint_at(path: KeyPath) -> Any:
    """The type that the settings give to a key; None for one that they do not know.

    Keys of ``radio.model`` stand under the model's name, as in ``("radio", "model", "p1812", "n0")``.
    """
    hint: Any = TOP
    for key in path:
        if isinstance(hint, dict):
            hint = hint.get(str(key))
        elif is_dataclass(hint):
            hint = get_type_hints(hint).get(str(key))
        elif get_args(hint):
            hint = get_args(hint)[0 if get_origin(hint) is tuple else -1]
        else:
            return None
        if hint == AreaModel:
            hint = AREA_MODELS
        if get_origin(hint) in (Union, UnionType):
            hint = next(arg for arg in get_args(hint) if arg is not NoneType)
    return hint


def keys_at(path: KeyPath) -> list[str]:
    """Keys that may stand in the table at a path."""
    hint = hint_at(path)
    if isinstance(hint, dict):
        return list(hint)
    keys = [item.name for item in fields(hint)] if is_dataclass(hint) else []
    if path[:-1] == MODEL:
        keys.insert(0, "name")
    return [key for key in keys if (*path, key) not in OF_THE_TOP]


def as_written(path: KeyPath) -> KeyPath:
    """The path as it stands in a file, where the model's name is no table around its keys."""
    return (*MODEL, *path[3:]) if path[:2] == MODEL else path


def input_files(settings: Any, path: KeyPath = ()) -> Iterator[tuple[KeyPath, Path]]:
    """Every file that the settings name, with its key path; the scenario's own file is not an input."""
    if isinstance(settings, Path):
        yield path, settings
    elif is_dataclass(settings):
        for item in fields(settings):
            if not (isinstance(settings, Scenario) and item.name == "file"):
                yield from input_files(getattr(settings, item.name), (*path, item.name))
    elif isinstance(settings, tuple):
        for index, item in enumerate(settings):
            yield from input_files(item, (*path, index))


def dotted(path: KeyPath) -> str:
    """``("carriers", 0, "freq_mhz")`` → ``carriers[1].freq_mhz``: lists count from 1, as people do."""
    text = ""
    for part in path:
        text += f"[{part + 1}]" if isinstance(part, int) else f".{part}" if text else part
    return text
