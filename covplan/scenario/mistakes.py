"""What can be wrong with a scenario: each finding is a key path, a code and parameters."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from covplan.coverage.service import SigmaSource
from covplan.errors import CovplanError, Problem, ScenarioError, Severity
from covplan.scenario.settings import KeyPath, Scenario, dotted, hint_at, input_files, keys_at
from covplan.scenario.toml_file import Place, place_of

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]*")

# Lowest and highest sensible value: what lies outside is a slip of the pen or of the unit.
_RANGES: dict[str, tuple[float, float, str]] = {
    "area.pixel_m": (10, 5000, "m"),
    "area.location_radius_m": (0, 1000, "m"),
    "area.margin_km": (0, 100, "km"),
    "radio.model.delta_n": (20, 120, "N/km"),
    "radio.model.n0": (250, 450, "N"),
    "radio.model.latitude_deg": (-90, 90, "deg"),
    "radio.model.time_pct": (1, 50, "%"),
    "radio.profile_step_m": (1, 50, "m"),
    "radio.receiver_agl_m": (1, 100, "m"),
    "radio.receiver_gain_dbi": (-20, 30, "dBi"),
    "radio.feeder_loss_db": (0, 20, "dB"),
    "service.threshold_dbm": (-156, -31, "dBm"),
    "service.probability_pct": (50, 99.9, "%"),
    "service.sigma_db": (0, 20, "dB"),
    "calibration.block_km": (0.5, 50, "km"),
    "calibration.folds": (2, 20, ""),
    "calibration.min_pixels": (10, 1e6, "pixels"),
    "calibration.min_class_pixels": (3, 1e6, "pixels"),
    "calibration.min_blocks": (3, 1e6, "blocks"),
    "calibration.min_masts": (1, 1e6, "masts"),
    "planning.target_pct": (0, 100, "%"),
    "planning.max_candidates": (1, 100_000, ""),
    "planning.roadside_spacing_m": (100, 100_000, "m"),
    "planning.new_mast_height_m": (5, 200, "m"),
    "planning.new_mast_tilt_deg": (-10, 20, "deg"),
    "planning.backhaul_detour": (1, 5, ""),
    "planning.connected_within_m": (0, 10_000, "m"),
    "routing.connected_within_m": (0, 10_000, "m"),
    "routing.existing_cable_within_m": (0, 10_000, "m"),
    "routing.segment_m": (10, 5000, "m"),
    "routing.longest_spur_m": (0, 200_000, "m"),
}

_TYPE_CODES = {
    "float_type": "scenario.number",
    "finite_number": "scenario.number",
    "float_parsing": "scenario.number",
    "int_type": "scenario.integer",
    "int_from_float": "scenario.integer",
    "int_parsing": "scenario.integer",
    "string_type": "scenario.text",
    "path_type": "scenario.text",
    "bool_type": "scenario.boolean",
    "tuple_type": "scenario.list",
    "mapping_type": "scenario.table",
    "dict_type": "scenario.table",
    "dataclass_type": "scenario.table",
}

Mistake = tuple[KeyPath, str, dict[str, Any]]


def in_table(table: dict[str, Any]) -> Iterator[Mistake]:
    """What can be seen before validation, whatever else is wrong."""
    yield from _out_of_range(table)
    yield from _antennas(table)
    if "file" in table:  # fields of the settings that are filled from elsewhere
        yield _unknown(("file",))
    if isinstance(table.get("area"), dict) and "carriers" in table["area"]:
        yield _unknown(("area", "carriers"))


def _unknown(path: KeyPath) -> Mistake:
    keys = keys_at(path[:-1])
    if near := difflib.get_close_matches(str(path[-1]), keys, 1):
        return path, "scenario.key_near", {"key": dotted(path), "near": dotted((*path[:-1], near[0]))}
    return path, "scenario.key_unknown", {"key": dotted(path), "known": ", ".join(keys)}


def _out_of_range(table: dict[str, Any]) -> Iterator[Mistake]:
    for key, (low, high, unit) in _RANGES.items():
        path = tuple(key.split("."))
        value: Any = table
        for part in path:
            value = value.get(part) if isinstance(value, dict) else None
        if isinstance(value, int | float) and not isinstance(value, bool) and not low <= value <= high:
            expected = f"{low:g} … {high:g} {unit}".rstrip()
            yield path, "scenario.range", {"key": key, "expected": expected, "got": value}


def _antennas(table: dict[str, Any]) -> Iterator[Mistake]:
    names = [item.get("name") for item in rows_of(table, "antennas")]
    for index, name in enumerate(names):
        if name in names[:index]:
            yield ("antennas", index, "name"), "scenario.antenna_twice", {"name": name}
    carriers = rows_of(table, "carriers")
    if not carriers:
        yield ("carriers",), "scenario.no_carrier", {}
    for index, item in enumerate(carriers):
        name, path = item.get("antenna", ""), ("carriers", index, "antenna")
        if not isinstance(name, str):
            yield path, "scenario.text", {"key": dotted(path), "got": name}
        elif "antenna" in item and name not in names:
            known = ", ".join(map(str, names)) or "-"
            yield path, "scenario.antenna_unknown", {"name": name, "known": known}


def rows_of(table: dict[str, Any], key: str) -> list[dict[str, Any]]:
    """An array of tables, without what else may stand in its place."""
    rows = table.get(key)
    return [row for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []


def from_pydantic(errors: Iterable[Any]) -> Iterator[Mistake]:
    """Findings of the validation in our words."""
    for error in errors:
        path: KeyPath = tuple(part for part in error["loc"] if part != "[key]")
        path = path[1:] if path[:1] == ("scenario",) else path
        path = path[1:] if path[:2] == ("area", "carriers") else path
        cause = error.get("ctx", {}).get("error")
        if isinstance(cause, CovplanError) and dotted((*path, cause.params.get("name", ""))) in _RANGES:
            continue  # ``in_table`` has named it with its key
        missing = error["type"] in ("missing", "missing_argument")
        if path[0] == "carriers" and path[2:3] == ("antenna",) and not (missing and len(path) == 3):
            continue  # stands under [[antennas]] too, or is a name that ``in_table`` finds
        yield _in_our_words(path, error, missing)


def _in_our_words(path: KeyPath, error: Any, missing: bool) -> Mistake:
    cause = error.get("ctx", {}).get("error")
    key = dotted(path)
    if isinstance(cause, CovplanError):
        return path, cause.code, cause.params
    if missing:
        return path, "scenario.key_missing", {"key": key}
    if error["type"] == "unexpected_keyword_argument":
        return _unknown(path)
    if error["type"] == "enum":
        return path, "scenario.choice", {"key": key, "known": ", ".join(hint_at(path)), "got": error["input"]}
    if code := _TYPE_CODES.get(error["type"]):
        return path, code, {"key": key, "got": error["input"]}
    return path, "scenario.value", {"key": key, "reason": error["msg"]}


def in_meaning(scenario: Scenario) -> Iterator[Mistake]:
    """What only the whole can tell."""
    if not _NAME.fullmatch(scenario.name):
        yield ("name",), "scenario.name", {"name": scenario.name}
    operators = tuple(dict.fromkeys(carrier.operator for carrier in scenario.area.carriers))
    reading, builder = scenario.service.reading, scenario.planning.new_mast_operator
    if reading not in ("any", *operators):
        known = ", ".join(("any", *operators))
        yield ("service", "reading"), "scenario.choice", {"key": "service.reading", "known": known, "got": reading}
    if builder and builder not in operators:
        params = {"key": "planning.new_mast_operator", "known": ", ".join(operators), "got": builder}
        yield ("planning", "new_mast_operator"), "scenario.choice", params
    if scenario.service.sigma_source is SigmaSource.CALIBRATED and scenario.area.corrections is None:
        yield ("service", "sigma_source"), "service.sigma_corrections", {}
    ids = [carrier.id for carrier in scenario.area.carriers]
    for index, id in enumerate(ids):
        if id in ids[:index]:
            yield ("carriers", index), "scenario.carrier_twice", {"id": id}
    for path, file in input_files(scenario):
        if not file.exists():
            yield path, "file.missing", {"file": str(file)}


def as_error(mistakes: Iterable[Mistake], places: Mapping[KeyPath, Place], file: Path) -> ScenarioError:
    """One error that lists every finding, in the order of the files' lines; one finding per key."""
    problems: dict[KeyPath, Problem] = {}
    for path, code, params in mistakes:
        source, line = place_of(path, places, (str(file), None))
        problem = Problem(code, Severity.ERROR, source, row=line, column=dotted(path), params=params)
        problems.setdefault(path, problem)
    ordered = sorted(problems.values(), key=lambda problem: (problem.file, problem.row or 0))
    first = f"{ordered[0].place}: {ordered[0].text}"
    return ScenarioError("scenario.problems", ordered, file=str(file), count=len(ordered), first=first)
