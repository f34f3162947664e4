"""A plan's targets: TOML tables ``[areas.<id>]`` and ``[[target]]`` → ``PlanTargets``; every mistake by its line."""

from __future__ import annotations

import tomllib
from dataclasses import MISSING, dataclass, fields
from enum import StrEnum
from pathlib import Path
from typing import Any

from covplan.errors import InputError, Problem, Severity
from covplan.ingest.indicators import UNITS, EvidenceKind
from covplan.ingest.problems import ProblemLog
from covplan.ingest.settings import AdminEpoch
from covplan.ingest.toml_lines import KeyPath, key_lines

ANNUAL = "annual"
"""``year`` of what is asked anew each year."""


class Comparison(StrEnum):
    """How a value is held against a target."""

    AT_LEAST = ">="
    MORE_THAN = ">"
    EXACTLY = "="
    AT_MOST = "<="
    DONE = "done"  # a task without a number: a yes_no indicator of 1 says that it is done


@dataclass(frozen=True)
class AreaUnit:
    """A code by which indicators name an area, and the epoch that it belongs to."""

    admin_code: str
    admin_epoch: str


@dataclass(frozen=True)
class TargetArea:
    """An area that targets are held in; ``units`` are all names that indicators may give it."""

    id: str
    title_vi: str
    title_en: str
    units: tuple[AreaUnit, ...]


@dataclass(frozen=True)
class Target:
    """One line of the plan.

    Attributes
    ----------
    id, clause : str
    title_vi, title_en : str
        Short, in our own words.
    scope : str
        Id of the area that the plan means.
    operator : Comparison
    evidence : tuple of str
        Ids of the indicators that decide; in the file one or a list.
    kinds : tuple of EvidenceKind
        Kinds of evidence that can decide.
    value : float, optional
        None for a task without a number.
    unit : str
        That of the indicator.
    year : int or "annual", optional
        Due on its last day; None where the plan names no year.
    beside : tuple of str
        Indicators that are shown beside and decide nothing: ids, or with a colon at the end all that begin so. Those
        that share the words before the first colon with the evidence are other readings of the target.
    note_vi, note_en : str
        How we read the line, where it can be read in several ways.
    """

    id: str
    clause: str
    title_vi: str
    title_en: str
    scope: str
    operator: Comparison
    evidence: tuple[str, ...]
    kinds: tuple[EvidenceKind, ...]
    value: float | None = None
    unit: str = "yes_no"
    year: int | str | None = None
    beside: tuple[str, ...] = ()
    note_vi: str = ""
    note_en: str = ""


@dataclass(frozen=True)
class PlanTargets:
    """The targets of a plan in the order of their file."""

    file: str
    plan: str
    source: str
    areas: tuple[TargetArea, ...]
    targets: tuple[Target, ...]

    def area(self, id: str) -> TargetArea:
        """The area of an id that the file has."""
        return next(area for area in self.areas if area.id == id)


def read_targets(file: Path) -> PlanTargets:
    """The targets of a file.

    Raises
    ------
    MissingFileError, InputError
        If the file is not there or no TOML.
    InputProblemsError
        With every mistake, by line.
    """
    from covplan.ingest.table_files import read_text

    text = read_text(file)
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise InputError("file.unreadable", file=file.name, kind="TOML", reason=str(error)) from None
    reader = _Reader(file, key_lines(text), ProblemLog())
    for key in sorted(table.keys() - {"plan", "source", "areas", "target"}):
        reader.error((key,), "targets.table", key=key)
    plan, source = (reader.value(table, (), key, str) for key in ("plan", "source"))
    areas = reader.areas(table)
    targets = reader.targets(table, [area.id for area in areas])
    reader.log.raise_errors()
    return PlanTargets(file.name, plan, source, areas, targets)


_EXPECTED = {str: "text in quotes", list: "a list", dict: "a table", float: "a number"}


@dataclass(frozen=True)
class _Reader:
    """Reads one file and writes down what is wrong with it."""

    file: Path
    lines: dict[KeyPath, int]
    log: ProblemLog

    def error(self, path: KeyPath, code: str, **params: Any) -> None:
        """Write down a mistake at the line of a key, or of the table around it."""
        around = (self.lines[path[:size]] for size in range(len(path), 0, -1) if path[:size] in self.lines)
        inside = (line for found, line in self.lines.items() if found[: len(path)] == path)
        line = next(around, next(inside, None))
        column = next((str(part) for part in reversed(path) if isinstance(part, str)), "")
        self.log.problems.append(Problem(code, Severity.ERROR, self.file.name, row=line, column=column, params=params))

    def wrong(self, path: KeyPath, expected: str, got: Any) -> None:
        """Write down a value that cannot be."""
        self.error(path, "targets.value", key=str(path[-1]), expected=expected, got=got)

    def value(self, table: dict[str, Any], path: KeyPath, key: str, kind: type[Any]) -> Any:
        """The value of a key that must be there, of a type and not empty; an empty one of the type if it is wrong."""
        if key not in table:
            self.error((*path, key), "targets.missing", key=key)
        elif not isinstance(table[key], kind) or not table[key]:
            self.wrong((*path, key), _EXPECTED[kind], table[key])
        else:
            return table[key]
        return kind()

    def known(self, table: dict[str, Any], path: KeyPath, keys: list[str]) -> None:
        """Write down keys that are not known."""
        for key in table.keys() - set(keys):
            self.error((*path, key), "targets.key", key=key, known=", ".join(keys))

    def areas(self, table: dict[str, Any]) -> tuple[TargetArea, ...]:
        """The areas of ``[areas.<id>]``."""
        made = []
        for id, row in self.value(table, (), "areas", dict).items():
            path: KeyPath = ("areas", id)
            if not isinstance(row, dict):
                self.wrong(path, _EXPECTED[dict], row)
                continue
            self.known(row, path, ["title_vi", "title_en", "units"])
            vietnamese, english = (self.value(row, path, key, str) for key in ("title_vi", "title_en"))
            units = self._units(self.value(row, path, "units", list), (*path, "units"))
            made.append(TargetArea(id, vietnamese, english, tuple(units)))
        return tuple(made)

    def _units(self, rows: list[Any], path: KeyPath) -> list[AreaUnit]:
        good = [
            AreaUnit(row["admin_code"], row["admin_epoch"])
            for row in rows
            if isinstance(row, dict)
            and row.keys() == {"admin_code", "admin_epoch"}
            and isinstance(row["admin_code"], str)
            and row["admin_epoch"] in list(AdminEpoch)
        ]
        if len(good) < len(rows):
            epochs = " | ".join(AdminEpoch)
            self.wrong(path, f'[{{ admin_code = "…", admin_epoch = "{epochs}" }}, …]', rows)
        return good

    def targets(self, table: dict[str, Any], scopes: list[str]) -> tuple[Target, ...]:
        """The targets of ``[[target]]``; those with a mistake are left out."""
        made: dict[str, Target] = {}
        for index, row in enumerate(self.value(table, (), "target", list)):
            path: KeyPath = ("target", index)
            if not isinstance(row, dict):
                self.wrong(("target",), "[[target]]", row)
                continue
            found = len(self.log.problems)
            values = self._checked(row, path, scopes)
            if row.get("id") in made:
                self.error((*path, "id"), "targets.twice", id=row["id"])
            if len(self.log.problems) == found:
                made[row["id"]] = Target(**values)
        return tuple(made.values())

    def _checked(self, row: dict[str, Any], path: KeyPath, scopes: list[str]) -> dict[str, Any]:
        """The values of a target, each of its type; what is wrong is written down."""
        self.known(row, path, [item.name for item in fields(Target)])
        required = [item.name for item in fields(Target) if item.default is MISSING]
        lists = ("kinds", "evidence") if isinstance(row.get("evidence"), list) else ("kinds",)
        values = {key: self.value(row, path, key, list if key in lists else str) for key in required}
        values["evidence"] = self._texts(values["evidence"], (*path, "evidence"))
        if values["operator"] != Comparison.DONE:
            values["unit"] = self.value(row, path, "unit", str)
            self._choices(values, path, {"unit": list(UNITS)})
            values["value"] = self._number(row, path)
        for key in ("value", "unit") if values["operator"] == Comparison.DONE else ():
            if key in row:
                self.wrong((*path, key), f"absent with operator = {Comparison.DONE.value!r}", row[key])
        self._choices(values, path, {"operator": list(Comparison), "scope": scopes, "kinds": list(EvidenceKind)})
        for key in {"note_vi", "note_en"} & row.keys():
            values[key] = self.value(row, path, key, str)
        if "beside" in row:
            values["beside"] = self._texts(self.value(row, path, "beside", list), (*path, "beside"))
        if "year" in row:
            values["year"] = year = row["year"]
            if year != ANNUAL and not (type(year) is int and 2000 <= year <= 2100):
                self.wrong((*path, "year"), f"a year or {ANNUAL!r}", year)
        if values["operator"] in list(Comparison):
            values["operator"] = Comparison(values["operator"])
        values["kinds"] = tuple(EvidenceKind(kind) for kind in values["kinds"] if kind in list(EvidenceKind))
        return values

    def _texts(self, given: str | list[Any], path: KeyPath) -> tuple[str, ...]:
        if isinstance(given, str):
            return (given,)
        if not all(isinstance(one, str) and one for one in given):
            self.wrong(path, "a list of texts", given)
        return tuple(given)

    def _number(self, row: dict[str, Any], path: KeyPath) -> float:
        value = row.get("value")
        if "value" not in row:
            self.error(path, "targets.missing", key="value")
        elif isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value < float("inf"):
            return float(value)
        else:
            self.wrong((*path, "value"), "a number of 0 or more", value)
        return 0.0

    def _choices(self, values: dict[str, Any], path: KeyPath, choices: dict[str, list[str]]) -> None:
        for key, known in choices.items():
            given = values[key] if isinstance(values[key], list) else [values[key]]
            for one in given:
                if one and one not in known:
                    self.wrong((*path, key), "one of " + ", ".join(known), one)
