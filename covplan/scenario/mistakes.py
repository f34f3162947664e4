"""What can be wrong with a scenario: each finding is a key path, a code and parameters."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from covplan.coverage.area_models import AREA_MODELS, DEFAULT
from covplan.coverage.service import SigmaSource
from covplan.coverage.statistical import check_radio
from covplan.errors import CovplanError, ModelError, ModelRangeError, Problem, ScenarioError, Severity
from covplan.ingest.open_data.settings import FOLDER
from covplan.propagation.p1812 import P1812
from covplan.routing.settings import TerminalKind
from covplan.scenario.service_profiles import NEEDED, OWN, service_profiles
from covplan.scenario.settings import (
    FILLED,
    MODEL,
    OF_THE_TOP,
    KeyPath,
    Scenario,
    as_written,
    dotted,
    hint_at,
    input_files,
    keys_at,
)
from covplan.scenario.toml_file import Place, place_of

NAME = re.compile(
    r"(?!(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$))[a-z0-9](?:[a-z0-9_.-]*[a-z0-9_-])?", re.IGNORECASE | re.ASCII
)
"""A scenario's name: a folder on every system. Windows keeps some names for devices and drops a dot at the end."""

# Lowest and highest sensible value: what lies outside is a slip of the pen or of the unit.
_RANGES: dict[str, tuple[float, float, str]] = {
    "area.pixel_m": (10, 5000, "m"),
    "area.location_radius_m": (0, 1000, "m"),
    "area.margin_km": (0, 100, "km"),
    "radio.profile_step_m": (1, 50, "m"),
    "radio.receiver_agl_m": (1, 100, "m"),
    "area.people.totals.growth_pct_per_year": (-10, 10, "%"),
    "area.people.totals.to_year": (1950, 2100, ""),
    "area.village_people.within_km": (0.1, 50, "km"),
    "radio.receiver_gain_dbi": (-20, 30, "dBi"),
    "radio.feeder_loss_db": (0, 20, "dB"),
    "radio.floor_dbm": (-200, -130, "dBm"),
    "radio.interference.noise_figure_db": (0, 20, "dB"),
    "radio.interference.neglect_db": (0, 25, "dB"),
    "service.threshold_dbm": (-156, -31, "dBm"),
    "service.probability_pct": (50, 99.9, "%"),
    "service.sigma_db": (0, 20, "dB"),
    "service.downlink_mbps": (0, 10_000, "Mb/s"),
    "service.uplink_mbps": (0, 10_000, "Mb/s"),
    "service.vehicle_loss_db": (0, 60, "dB"),
    "service.vehicle_sigma_db": (0, 20, "dB"),
    "assessment.busy_hour.users_pct": (0.1, 100, "%"),
    "assessment.busy_hour.active_pct": (0.01, 100, "%"),
    "assessment.busy_hour.per_user_mbps": (0.01, 1000, "Mb/s"),
    "assessment.where.point_buffer_m": (1, 5000, "m"),
    "assessment.where.line_sample_m": (5, 500, "m"),
    "assessment.where.key_area_pct": (1, 100, "%"),
    "assessment.where.district_people_pct": (1, 100, "%"),
    "assessment.where.road_gap_m": (0, 100_000, "m"),
    "assessment.where.weak_margin_db": (0, 40, "dB"),
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
    "planning.exact_nodes": (0, 1e9, ""),
    "routing.first_year": (2000, 2100, ""),
    "routing.target_year": (2000, 2100, ""),
    "routing.corridors.snap_m": (0.1, 100, "m"),
    "routing.corridors.carriageway_m": (0, 200, "m"),
    "routing.corridors.piece_m": (10, 5000, "m"),
    "routing.corridors.on_road_m": (1, 5000, "m"),
    "routing.laying.spare_fibres": (0, 1000, ""),
    "routing.laying.cable_within_m": (0, 10_000, "m"),
    "routing.laying.pole_within_m": (0, 1000, "m"),
    "routing.laying.lease_years": (0, 100, ""),
    **{f"routing.terminals.years.{kind}": (2000, 2100, "") for kind in TerminalKind},
    "routing.terminals.household_prize_mn_vnd": (0, 1e6, "mn_vnd"),
    "routing.terminals.people_per_household": (1, 20, ""),
    "routing.terminals.connected_within_m": (0, 10_000, "m"),
    "routing.terminals.longest_spur_m": (0, 200_000, "m"),
    "routing.protection.exact_nodes": (0, 1e9, ""),
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


def in_table(table: dict[str, Any], *, any_antenna: bool = False) -> Iterator[Mistake]:
    """What can be seen before validation, whatever else is wrong.

    ``any_antenna``: an antenna of unknown name could not be read, so that a carrier may name any.
    """
    yield from _out_of_range(table)
    yield from _antennas(table, any_antenna)
    yield from _profile(table)
    for key in FILLED:
        if key in table:
            yield _unknown((key,))
    for section, key in OF_THE_TOP:
        if isinstance(table.get(section), dict) and key in table[section]:
            yield _unknown((section, key))


def _unknown(path: KeyPath) -> Mistake:
    keys, shown = keys_at(path[:-1]), as_written(path)
    if near := difflib.get_close_matches(str(path[-1]), keys, 1):
        return shown, "scenario.key_near", {"key": dotted(shown), "near": dotted((*shown[:-1], near[0]))}
    return shown, "scenario.key_unknown", {"key": dotted(shown), "known": ", ".join(keys)}


def _value_at(table: dict[str, Any], path: KeyPath) -> Any:
    value: Any = table
    for part in path:
        value = value.get(part) if isinstance(value, dict) else None
    return value


def _model_ranges(table: dict[str, Any]) -> dict[str, tuple[float, float, str]]:
    """Ranges of the settings of the chosen model; none if there is no such model."""
    name = str(_value_at(table, (*MODEL, "name")) or DEFAULT)
    ranges = AREA_MODELS[name].ranges if name in AREA_MODELS else {}
    keys = keys_at((*MODEL, name))
    return {dotted((*MODEL, key)): (one.low, one.high, one.unit) for key, one in ranges.items() if key in keys}


def _out_of_range(table: dict[str, Any]) -> Iterator[Mistake]:
    for key, (low, high, unit) in {**_RANGES, **_model_ranges(table)}.items():
        path = tuple(key.split("."))
        value = _value_at(table, path)
        if isinstance(value, int | float) and not isinstance(value, bool) and not low <= value <= high:
            expected = f"{low:g} … {high:g} {unit}".rstrip()
            yield path, "scenario.range", {"key": key, "expected": expected, "got": value}


def _profile(table: dict[str, Any]) -> Iterator[Mistake]:
    path: KeyPath = ("service", "profile")
    name = _value_at(table, path)
    if name == OWN:
        for key in NEEDED:
            if _value_at(table, ("service", key)) is None:
                yield ("service", key), "scenario.key_missing", {"key": f"service.{key}"}
    elif isinstance(name, str) and name not in service_profiles():
        known = ", ".join((*service_profiles(), OWN))
        yield path, "scenario.choice", {"key": dotted(path), "known": known, "got": name}


def _antennas(table: dict[str, Any], any_antenna: bool) -> Iterator[Mistake]:
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
        elif "antenna" in item and name not in names and not any_antenna:
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
        if isinstance(cause, ModelError):
            path = (*path, DEFAULT, "name")
        elif isinstance(cause, CovplanError) and (name := str(cause.params.get("name", ""))) in keys_at(path):
            if dotted((*path, name)) in _RANGES:
                continue  # ``in_table`` has named it with its key
            path = (*path, name) if path[:2] == MODEL else path
        missing = error["type"] in ("missing", "missing_argument")
        if path[:1] == ("carriers",) and path[2:3] == ("antenna",) and not (missing and len(path) == 3):
            continue  # stands under [[antennas]] too, or is a name that ``in_table`` finds
        yield _in_our_words(path, error, missing)


def _in_our_words(path: KeyPath, error: Any, missing: bool) -> Mistake:
    cause = error.get("ctx", {}).get("error")
    shown = as_written(path)
    key = dotted(shown)
    if isinstance(cause, CovplanError):
        return shown, cause.code, cause.params
    if missing:
        return shown, "scenario.key_missing", {"key": key}
    if error["type"] == "unexpected_keyword_argument":
        return _unknown(path)
    if error["type"] == "enum":
        return shown, "scenario.choice", {"key": key, "known": ", ".join(hint_at(path)), "got": error["input"]}
    if code := _TYPE_CODES.get(error["type"]):
        return shown, code, {"key": key, "got": error["input"]}
    return shown, "scenario.value", {"key": key, "reason": error["msg"]}


def in_meaning(scenario: Scenario) -> Iterator[Mistake]:
    """What only the whole can tell."""
    if not NAME.fullmatch(scenario.name):
        yield ("name",), "scenario.name", {"name": scenario.name}
    operators = tuple(dict.fromkeys(carrier.operator for carrier in scenario.area.carriers))
    reading = scenario.service.reading
    if reading not in ("any", *operators):
        known = ", ".join(("any", *operators))
        yield ("service", "reading"), "scenario.choice", {"key": "service.reading", "known": known, "got": reading}
    if unknown := [one for one in scenario.planning.builders if one not in operators]:
        params = {"key": "planning.builders", "known": ", ".join(operators), "got": ", ".join(unknown)}
        yield ("planning", "builders"), "scenario.choice", params
    if scenario.service.sigma_source is SigmaSource.CALIBRATED and scenario.area.corrections is None:
        yield ("service", "sigma_source"), "service.sigma_corrections", {}
    yield from _model_and_radio(scenario)
    yield from _rates(scenario)
    ids = [carrier.id for carrier in scenario.area.carriers]
    for index, id in enumerate(ids):
        if id in ids[:index]:
            yield ("carriers", index), "scenario.carrier_twice", {"id": id}
    for path, file in input_files(scenario):
        if not file.exists():
            code = "file.not_fetched" if file.parent.name == FOLDER else "file.missing"
            yield path, code, {"file": str(file)}


def _rates(scenario: Scenario) -> Iterator[Mistake]:
    """What rates need: a prediction with interference, and loads of carriers that there are."""
    service = scenario.service
    if service.asks_for_rates and scenario.radio.interference is None:
        yield ("radio", "interference"), "coverage.no_interference", {}
    ids = [carrier.id for carrier in scenario.area.carriers]
    for id in service.loads_pct:
        if id not in ids:
            path: KeyPath = ("service", "loads_pct", id)
            yield path, "scenario.choice", {"key": dotted(path[:2]), "known": ", ".join(ids), "got": id}


def _model_and_radio(scenario: Scenario) -> Iterator[Mistake]:
    """What the model cannot take, before hours are spent on it."""
    model = scenario.radio.model
    if isinstance(model, P1812):
        return  # a carrier's frequency is in its range already
    if scenario.service.sigma_source is SigmaSource.P1812:
        yield ("service", "sigma_source"), "service.sigma_source", {"model": model.edition}
    heights_m: list[tuple[str, float]] = [("new_mast_height_m", scenario.planning.new_mast_height_m)]
    heights_m += [("other_mast_heights_m", height_m) for height_m in scenario.planning.other_mast_heights_m]
    for index, carrier in enumerate(scenario.area.carriers):
        for key, height_m in heights_m:
            keys: dict[str, KeyPath] = {"tx_agl_m": ("planning", key), "rx_agl_m": ("radio", "receiver_agl_m")}
            rx_agl_m = scenario.radio.receiver_agl_m
            try:
                check_radio(model, freq_mhz=carrier.freq_mhz, tx_agl_m=height_m, rx_agl_m=rx_agl_m)
            except ModelRangeError as error:
                yield keys.get(error.params.get("name", ""), ("carriers", index, "freq_mhz")), error.code, error.params


def as_error(
    mistakes: Iterable[Mistake], places: Mapping[KeyPath, Place], file: Path, in_files: Iterable[Problem] = ()
) -> ScenarioError:
    """One error that lists every finding, in the order of the files' lines; one finding per key of the scenario."""
    problems: dict[KeyPath, Problem] = {}
    for path, code, params in mistakes:
        source, line = place_of(path, places, (str(file), None))
        problem = Problem(code, Severity.ERROR, source, row=line, column=dotted(path), params=params)
        problems.setdefault(path, problem)
    ordered = sorted([*problems.values(), *in_files], key=lambda problem: (problem.file, problem.row or 0))
    first = f"{ordered[0].place}: {ordered[0].text}"
    return ScenarioError("scenario.problems", ordered, file=str(file), count=len(ordered), first=first)
