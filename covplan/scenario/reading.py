"""From a TOML file to a checked scenario."""

from __future__ import annotations

import json
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError

from covplan.scenario import mistakes
from covplan.scenario.settings import Document, Scenario
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
        With every mistake in ``problems``: unknown keys, wrong types, values out of range, missing files.
    MissingFileError
        If the scenario itself is not there.
    """
    file = Path(file).absolute()
    table, places = read_table(file, ())
    for text in overrides:
        merge(table, places, read_override(text, file.parent), {(): (f"--set {text}", None)})
    found = list(mistakes.in_table(table))
    try:
        document = _adapter().validate_json(json.dumps(_compose(table, file), default=str), strict=True)
    except ValidationError as error:
        raise mistakes.as_error([*found, *mistakes.from_pydantic(error.errors())], places, file) from None
    found += mistakes.in_meaning(document.scenario)
    if found:
        raise mistakes.as_error(found, places, file)
    return document.scenario


@cache
def _adapter() -> TypeAdapter[Document]:
    return TypeAdapter(Document)


def _compose(table: dict[str, Any], file: Path) -> dict[str, Any]:
    """The document in the shape of the dataclasses: antennas put into carriers, carriers into the area."""
    antennas = {str(item.get("name")): item for item in mistakes.rows_of(table, "antennas")}
    carriers = [
        {**item, "antenna": antennas.get(str(item["antenna"]), item["antenna"])} if "antenna" in item else item
        for item in mistakes.rows_of(table, "carriers")
    ]
    scenario = {key: value for key, value in table.items() if key not in ("antennas", "carriers")}
    if isinstance(scenario.get("area"), dict):
        scenario["area"] = {**scenario["area"], "carriers": carriers}
    return {"scenario": {**scenario, "file": str(file)}, "antennas": table.get("antennas", [])}
