"""The columns of the templates that operators and departments fill in, as ``templates.toml`` tells them."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from covplan.ingest.costs import ITEM_UNITS
from covplan.outputs.settings import Language, OutputError


class ColumnType(StrEnum):
    """What the cells of a column hold."""

    TEXT = "text"
    CODE = "code"  # text of digits, which may begin with 0
    NUMBER = "number"
    WHOLE = "whole"
    DATE = "date"
    CHOICE = "choice"
    SEVERAL = "several"  # numbers in one cell: 0/120/240


@dataclass(frozen=True)
class TemplateColumn:
    """One column; texts are in one language, ``low`` and ``high`` None for what is no number."""

    field: str
    heading: str
    type: ColumnType
    required: bool
    example: str
    note: str
    unit: str
    low: float | None
    high: float | None
    choices: tuple[str, ...]


@dataclass(frozen=True)
class TemplateKind:
    """The table of one kind; ``names`` are file names by which it is recognised."""

    kind: str
    names: tuple[str, ...]
    title: str
    positions: bool
    columns: tuple[TemplateColumn, ...]


@cache
def template_kinds(language: Language) -> Mapping[str, TemplateKind]:
    """Every kind of table that there is a template for, by its key in the scenario."""
    told = tomllib.loads(files("covplan.outputs").joinpath("templates.toml").read_text(encoding="utf-8"))
    index = [Language.VIETNAMESE, Language.ENGLISH].index(language)
    position = told.pop("position")["columns"]
    kinds = {}
    for kind, about in told.items():
        columns = about["columns"] + (position if about.get("positions") else [])
        kinds[kind] = TemplateKind(
            kind,
            tuple(about["names"]),
            about["title"][index],
            about.get("positions", False),
            tuple(_column(one, index) for one in columns),
        )
    return kinds


def _column(told: Mapping[str, Any], index: int) -> TemplateColumn:
    known = {"items": tuple(ITEM_UNITS), "units": tuple(dict.fromkeys(ITEM_UNITS.values()))}
    unit = told.get("unit", "")
    choices = known[told["from"]] if "from" in told else tuple(one[index] for one in told.get("choices", ()))
    return TemplateColumn(
        field=told["field"],
        heading=told["heading"][index],
        type=ColumnType(told["type"]),
        required=told.get("required", False),
        example=told["example"],
        note=told["note"][index] if "note" in told else "",
        unit=unit if isinstance(unit, str) else unit[index],
        low=told.get("low"),
        high=told.get("high"),
        choices=choices,
    )


def kind_of(file: Path, named: str | None, language: Language) -> TemplateKind:
    """The kind that is named, or else that of the file's name: ``sites.xlsx``.

    Raises
    ------
    OutputError
        If there is no such kind.
    """
    kinds = template_kinds(language)
    word = named if named is not None else file.stem.lower()
    for one in kinds.values():
        if word == one.kind or (named is None and word in one.names):
            return one
    raise OutputError("template.kind", got=word, known=", ".join(kinds))
