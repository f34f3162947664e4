"""Equipment files: TOML of ``[[antennas]]``, ``[[radios]]`` and ``[[microwave]]``, each entry with its ``source``."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import MISSING, dataclass, fields
from enum import StrEnum
from pathlib import Path
from typing import Any, get_origin, get_type_hints

from covplan.errors import InputError, InputProblemsError, MissingFileError, Problem, Severity
from covplan.ingest.antennas import pattern_facts
from covplan.ingest.problems import ProblemLog
from covplan.ingest.reference_systems import existing
from covplan.ingest.toml_lines import KeyPath, key_lines
from covplan.network import AntennaPattern, MicrowaveRadio, NetworkError, Radio

_TABLES: dict[str, type[AntennaPattern] | type[Radio] | type[MicrowaveRadio]] = {
    "antennas": AntennaPattern,
    "radios": Radio,
    "microwave": MicrowaveRadio,
}


@dataclass(frozen=True)
class Equipment:
    """What a file lists, in its order; ``remarks`` are what was repaired or is worth knowing."""

    file: Path
    antennas: tuple[AntennaPattern, ...]
    radios: tuple[Radio, ...]
    microwave: tuple[MicrowaveRadio, ...]
    remarks: tuple[Problem, ...] = ()

    def antenna(self, name: str | None) -> AntennaPattern:
        """The antenna of a name; without one, the only antenna.

        Raises
        ------
        InputError
            If there is none of that name, or several and no name; it names them.
        """
        known = ", ".join(antenna.name for antenna in self.antennas) or "-"
        if name is None:
            if len(self.antennas) == 1:
                return self.antennas[0]
            raise InputError("antenna.name_needed", file=self.file.name, known=known)
        for antenna in self.antennas:
            if antenna.name == name:
                return antenna
        raise InputError("antenna.name", file=self.file.name, name=name, known=known)


def read_equipment(file: Path) -> Equipment:
    """Everything of an equipment file; ``file`` of an antenna is relative to it.

    Raises
    ------
    MissingFileError, InputError
        If the file is not there or no TOML.
    InputProblemsError
        With every mistake of the file and of the patterns that it names, by line.
    """
    data = existing(file).read_bytes()
    try:
        text = data.decode("utf-8-sig")
        table = tomllib.loads(text)
    except UnicodeDecodeError:
        raise InputError("file.encoding", file=file.name) from None
    except tomllib.TOMLDecodeError as error:
        raise InputError("equipment.syntax", file=file.name, reason=str(error)) from None
    reader = _Reader(file, key_lines(text), ProblemLog())
    for key in sorted(table.keys() - _TABLES.keys()):
        reader.error((key, 0) if isinstance(table[key], list) else (key,), "equipment.table", key=key)
    antennas = tuple(reader.entries(table, "antennas"))
    radios = tuple(reader.entries(table, "radios"))
    microwave = tuple(reader.entries(table, "microwave"))
    reader.log.raise_errors()
    return Equipment(file, antennas, radios, microwave, tuple(reader.log.problems))


@dataclass(frozen=True)
class _Reader:
    """Reads the entries of one file and writes down what is wrong with them."""

    file: Path
    lines: dict[KeyPath, int]
    log: ProblemLog

    def error(self, path: KeyPath, code: str, **params: Any) -> None:
        """Write down a mistake at the line of a key, or of the table around it."""
        line = next((self.lines[path[:size]] for size in range(len(path), 0, -1) if path[:size] in self.lines), None)
        column = next(str(part) for part in reversed(path) if isinstance(part, str))
        self.log.problems.append(Problem(code, Severity.ERROR, self.file.name, row=line, column=column, params=params))

    def entries(self, table: dict[str, Any], key: str) -> Iterator[Any]:
        """The objects of one array of tables; entries with a mistake are left out."""
        rows = table.get(key, [])
        if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
            self.error((key,), "equipment.value", key=key, expected=f"[[{key}]]", got=rows)
            return
        names: set[str] = set()
        for index, row in enumerate(rows):
            made = self._entry(_TABLES[key], (key, index), row)
            if made is not None and made.name in names:
                self.error((key, index, "name"), "equipment.twice", name=made.name)
            elif made is not None:
                names.add(made.name)
                yield made

    def _entry(self, kind: type[Any], path: KeyPath, row: dict[str, Any]) -> Any:
        found = len(self.log.errors())
        values = self._checked(kind, path, row)
        if not values.get("source"):
            self.error(path, "equipment.source")
        if "file" in row:
            values = self._with_pattern(path, values)
            if len(self.log.errors()) > found:  # what would have come from the file is not missing
                return None
        for item in fields(kind):
            if item.default is MISSING and item.name not in {*values, *row}:
                self.error(path, "antenna.key_missing", key=item.name)
        if len(self.log.errors()) > found:
            return None
        try:
            return kind(**values)
        except NetworkError as error:
            self.error(path, error.code, **error.params)
            return None

    def _checked(self, kind: type[Any], path: KeyPath, row: dict[str, Any]) -> dict[str, Any]:
        """The values of known keys, each of the type that its field wants."""
        hints = get_type_hints(kind)
        known = [item.name for item in fields(kind)] + (["file"] if kind is AntennaPattern else [])
        values: dict[str, Any] = {}
        for key, value in row.items():
            hint = hints.get(key, str)
            if key not in known:
                self.error((*path, key), "equipment.key", key=key, kind=path[0], known=", ".join(known))
            elif expected := _mismatch(hint, value):
                self.error((*path, key), "equipment.value", key=key, expected=expected, got=value)
            else:
                values[key] = _as_hinted(hint, value)
        return values

    def _with_pattern(self, path: KeyPath, values: dict[str, Any]) -> dict[str, Any]:
        stated = {key: value for key, value in values.items() if key != "file"}
        try:
            return pattern_facts(self.file.parent / values["file"], stated, self.log) if "file" in values else stated
        except (InputError, MissingFileError) as error:
            if isinstance(error, InputProblemsError):
                self.log.take(error, self.file)
            else:
                self.error((*path, "file"), error.code, **error.params)
            return {}


def _mismatch(hint: Any, value: Any) -> str:
    """What a value should be if it is not of the type that a field wants, else nothing."""
    if isinstance(hint, type) and issubclass(hint, StrEnum):
        return "" if value in list(hint) else "one of " + ", ".join(hint)
    if hint is float:
        return "" if isinstance(value, int | float) and not isinstance(value, bool) else "a number"
    if hint is int:
        return "" if isinstance(value, int) and not isinstance(value, bool) else "a whole number"
    if get_origin(hint) is tuple:
        numbers = isinstance(value, list) and not any(_mismatch(float, item) for item in value)
        return "" if numbers else "a list of numbers"
    return "" if isinstance(value, str) else "text in quotes"


def _as_hinted(hint: Any, value: Any) -> Any:
    if get_origin(hint) is tuple:
        return tuple(map(float, value))
    return hint(value) if hint is float or (isinstance(hint, type) and issubclass(hint, StrEnum)) else value
