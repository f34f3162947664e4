"""Which models can predict an area, and how a table of settings names one of them.

Statistical models take lengths, heights and line of sight from the sweep's radials; P.1812 has kernels of its own. What
needs the whole profile and has no such kernels is for single paths.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from pydantic import TypeAdapter

from covplan.errors import ModelError
from covplan.propagation.model import PropagationModel, StatisticalModel, by_name
from covplan.propagation.p1812 import P1812, Polarisation

AreaModel = P1812 | StatisticalModel

AREA_MODELS: dict[str, type[PropagationModel]] = {
    name: model for name, model in by_name().items() if model is P1812 or hasattr(model, "links_db")
}
"""The models that can predict an area, by name."""

DEFAULT = P1812.name
_STRICT: Any = {"extra": "forbid", "allow_inf_nan": False}


def area_model(name: str) -> type[PropagationModel]:
    """The class of that name; ``ModelError`` if there is none or if it is for single paths."""
    if name not in AREA_MODELS:
        code, known = ("model.no_area", "model") if name in by_name() else ("model.unknown", "name")
        raise ModelError(code, **{known: name}, known=", ".join(AREA_MODELS))
    return AREA_MODELS[name]


def model_from_table(table: Any) -> Any:
    """A model from its settings and, under ``name``, its name: P.1812 where that is left out.

    Raises
    ------
    ModelError
        If the name is unknown or belongs to a model for single paths.
    pydantic.ValidationError
        With every other mistake; places begin with the model's name.
    """
    name, settings = DEFAULT, table
    if isinstance(table, Mapping):
        name = str(table.get("name", DEFAULT))
        settings = {key: value for key, value in table.items() if key != "name"}
    chosen: Any = area_model(name)
    text = json.dumps({name: settings}, default=str)  # a date of TOML is no number either, and pydantic says so
    return TypeAdapter(dict[str, chosen], config=_STRICT).validate_json(text, strict=True)[name]


def label(model: AreaModel) -> str:
    """Edition and choices of a model, e.g. ``3GPP TR 38.901 V19.4.0 (scenario rma, …)``: what stands beside figures.

    Numbers and polarisation are left to the settings that a run records.
    """
    choices = [
        f"{name} {value}"
        for name, value in vars(model).items()
        if isinstance(value, StrEnum) and not isinstance(value, Polarisation)
    ]
    return f"{model.edition} ({', '.join(choices)})" if choices else model.edition
