"""From a TOML file to a checked scenario."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError

from covplan.errors import ScenarioError
from covplan.ingest.open_data.settings import OpenDataSettings
from covplan.scenario import mistakes
from covplan.scenario.antennas import read_antenna_files
from covplan.scenario.service_profiles import with_profile
from covplan.scenario.settings import Document, OpenDataDocument, Scenario
from covplan.scenario.toml_file import merge, read_override, read_table


def read_scenario(file: str | Path, overrides: Iterable[str] = ()) -> Scenario:
    """Read, compose and check a scenario.

    Parameters
    ----------
    file : path
        The TOML file (UTF-8, with or without a byte-order mark).
    overrides : iterable of str
        ``key.path=value`` with the value as in TOML; what is not TOML is taken as text. Relative files resolve
        against the folder of ``file``.

    Raises
    ------
    ScenarioError
        With every mistake in ``problems``: unknown keys, wrong types, values out of range, missing files, and what is
        wrong inside antenna files.
    MissingFileError
        If the scenario itself is not there.
    """
    file = Path(file).absolute()
    table, places = read_table(file, ())
    for text in overrides:
        merge(table, places, read_override(text, file.parent), {(): (f"--set {text}", None)})
    patterns = read_antenna_files(table)
    found = [*patterns.mistakes, *mistakes.in_table(table, any_antenna=patterns.nameless)]
    composed = _compose(table, file, patterns.files)
    try:
        document = _adapter().validate_json(json.dumps(composed, default=str), strict=True)
    except ValidationError as error:
        found += mistakes.from_pydantic(error.errors())
        raise mistakes.as_error(found, places, file, patterns.problems) from None
    found += mistakes.in_meaning(document.scenario)
    if found or patterns.problems:
        raise mistakes.as_error(found, places, file, patterns.problems)
    return replace(document.scenario, remarks=tuple(patterns.remarks))


def read_open_data(file: str | Path) -> OpenDataSettings:
    """Only ``[open_data]`` of a scenario: the files that the rest names need not be there yet.

    Raises
    ------
    ScenarioError
        With every mistake of the table, or if there is none.
    MissingFileError
        If the scenario is not there.
    """
    file = Path(file).absolute()
    table, places = read_table(file, ())
    if not isinstance(table.get("open_data"), dict):
        raise ScenarioError("scenario.no_open_data", file=str(file))
    part = json.dumps({"open_data": table["open_data"]}, default=str)
    try:
        return TypeAdapter(OpenDataDocument).validate_json(part, strict=True).open_data
    except ValidationError as error:
        raise mistakes.as_error(mistakes.from_pydantic(error.errors()), places, file) from None


@cache
def _adapter() -> TypeAdapter[Document]:
    return TypeAdapter(Document)


def _compose(table: dict[str, Any], file: Path, equipment_files: list[Path]) -> dict[str, Any]:
    """The document in the shape of the dataclasses: antennas put into carriers, carriers and the mark into the area."""
    antennas = {str(item.get("name")): item for item in mistakes.rows_of(table, "antennas")}
    carriers = [
        {**item, "antenna": antennas.get(str(item["antenna"]), item["antenna"])} if "antenna" in item else item
        for item in mistakes.rows_of(table, "carriers")
    ]
    scenario = {key: value for key, value in table.items() if key not in ("antennas", "carriers")}
    if isinstance(scenario.get("area"), dict):
        synthetic = scenario.get("synthetic")
        told = {"synthetic": synthetic} if isinstance(synthetic, bool) else {}
        scenario["area"] = {**scenario["area"], "carriers": carriers, **told}
    if isinstance(scenario.get("service"), dict):
        scenario["service"] = with_profile(scenario["service"])
    filled = {"file": str(file), "equipment_files": list(map(str, dict.fromkeys(equipment_files)))}
    return {"scenario": {**scenario, **filled}, "antennas": table.get("antennas", [])}
