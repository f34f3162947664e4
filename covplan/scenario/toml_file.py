"""A scenario's TOML with the bases that it extends and the overrides: one table, and where each key stands."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from covplan.coverage.area_models import DEFAULT
from covplan.errors import MissingFileError, ScenarioError
from covplan.ingest.toml_lines import KeyPath, key_lines
from covplan.scenario.settings import MODEL, hint_at

Place = tuple[str, int | None]  # file (or the override) and line


def read_table(file: Path, children: tuple[Path, ...]) -> tuple[dict[str, Any], dict[KeyPath, Place]]:
    """A file and the bases that it extends as one table, and where each key stands."""
    if file in children:
        chain = " → ".join(child.name for child in (*children[children.index(file) :], file))
        raise ScenarioError("scenario.extends_cycle", chain=chain)
    try:
        text = file.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise MissingFileError("scenario.missing", file=str(file)) from None
    except (OSError, UnicodeDecodeError) as error:
        raise ScenarioError("file.unreadable", file=str(file), kind="TOML, UTF-8", reason=str(error)) from error
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ScenarioError("scenario.syntax", file=str(file), reason=str(error)) from error
    _resolve_files(table, (), file.parent)
    places: dict[KeyPath, Place] = {path: (str(file), line) for path, line in key_lines(text).items()}
    base = table.pop("extends", None)
    if base is None:
        return table, places
    if not isinstance(base, str):
        raise ScenarioError("scenario.syntax", file=str(file), reason='extends = "base.toml"')
    merged, merged_places = read_table(Path(base), (*children, file))
    merge(merged, merged_places, table, places)
    return merged, merged_places


def read_override(text: str, folder: Path) -> dict[str, Any]:
    key, equals, value = text.partition("=")
    if not equals or not key.strip():
        raise ScenarioError("scenario.override", text=text)
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        try:
            table = tomllib.loads(f"{key} = {json.dumps(value.strip())}")
        except tomllib.TOMLDecodeError:
            raise ScenarioError("scenario.override", text=text) from None
    _resolve_files(table, (), folder)
    return table


def merge(
    base: dict[str, Any],
    base_places: dict[KeyPath, Place],
    table: Mapping[str, Any],
    places: Mapping[KeyPath, Place],
    path: KeyPath = (),
) -> None:
    """Put ``table`` over ``base`` in place: tables are merged, everything else is replaced.

    A model's table that names another model replaces the whole of it: settings of one mean nothing to another.
    """
    for key, value in table.items():
        here = (*path, key)
        below = base.get(key)
        other_model = here == MODEL and isinstance(below, dict) and names_other_model(below, value)
        if isinstance(value, dict) and isinstance(below, dict) and not other_model:
            merge(below, base_places, value, places, here)
            continue
        base[key] = value
        for old in [old for old in base_places if old[: len(here)] == here]:
            del base_places[old]
        base_places[here] = place_of(here, places)
        base_places.update({new: place for new, place in places.items() if new[: len(here)] == here})


def names_other_model(below: Mapping[str, Any], above: Any) -> bool:
    """Whether a table of model settings names another model than the one under it."""
    return isinstance(above, dict) and "name" in above and above["name"] != below.get("name", DEFAULT)


def _resolve_files(value: Any, path: KeyPath, folder: Path) -> Any:
    """Make the text of every key that is a file absolute, in place."""
    if isinstance(value, dict):
        for key in value:
            value[key] = _resolve_files(value[key], (*path, key), folder)
    elif isinstance(value, list):
        value[:] = [_resolve_files(item, (*path, index), folder) for index, item in enumerate(value)]
    elif isinstance(value, str) and hint_at(path) is Path:
        return str(folder / value)
    return value


def place_of(path: KeyPath, places: Mapping[KeyPath, Place], default: Place = ("", None)) -> Place:
    """Where a key stands, or the nearest table around it."""
    for size in range(len(path), -1, -1):
        if path[:size] in places:
            return places[path[:size]]
    return default
