"""How coverage is predicted."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated

from pydantic import PlainValidator

from covplan.coverage.area_models import AREA_MODELS, AreaModel, model_from_table
from covplan.errors import ModelError, ModelRangeError


class FootprintMethod(StrEnum):
    """How a mast's pixels are evaluated."""

    SWEEP = "sweep"  # radials, each serving all pixels along it
    EXACT = "exact"  # a bilinear profile per pixel


@dataclass(frozen=True)
class RadioSettings:
    """Model, method and receiver; ``profile_step_m`` is the longest step of a profile, at most 50 m.

    Raises
    ------
    ModelError
        If the model is for single paths.
    """

    model: Annotated[AreaModel, PlainValidator(model_from_table)]
    method: FootprintMethod = FootprintMethod.SWEEP
    profile_step_m: float = 50.0
    receiver_agl_m: float = 1.5
    receiver_gain_dbi: float = 0.0
    feeder_loss_db: float = 0.0

    def __post_init__(self) -> None:
        if not isinstance(self.model, AreaModel):
            raise ModelError("model.no_area", model=self.model, known=", ".join(AREA_MODELS))
        for name, low, high, unit in (
            ("profile_step_m", 1.0, 50.0, "m"),
            ("receiver_agl_m", 1.0, 100.0, "m"),
            ("receiver_gain_dbi", -20.0, 30.0, "dBi"),
            ("feeder_loss_db", 0.0, 20.0, "dB"),
        ):
            value = getattr(self, name)
            if not low <= value <= high:
                raise ModelRangeError(
                    "range.value", name=name, low=low, high=high, unit=unit, model="coverage", got=value
                )
