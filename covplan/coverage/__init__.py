"""Sectors + loss → rasters of received power, and what counts as served."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from covplan.coverage.area_models import label
    from covplan.coverage.calibration import Calibration, calibrate
    from covplan.coverage.composite import Coverage, merge
    from covplan.coverage.prediction import predict
    from covplan.coverage.revision import revise
    from covplan.coverage.service import ServiceSettings
    from covplan.coverage.settings import CalibrationSettings, RadioSettings

__all__ = [
    "Calibration",
    "CalibrationSettings",
    "Coverage",
    "RadioSettings",
    "ServiceSettings",
    "calibrate",
    "label",
    "merge",
    "predict",
    "revise",
]

_HOME = {
    "Calibration": "calibration",
    "CalibrationSettings": "settings",
    "calibrate": "calibration",
    "Coverage": "composite",
    "RadioSettings": "settings",
    "ServiceSettings": "service",
    "label": "area_models",
    "merge": "composite",
    "predict": "prediction",
    "revise": "revision",
}


def __getattr__(name: str) -> Any:
    """Import what is asked for when it is first asked for."""
    if name in _HOME:
        return getattr(import_module(f"covplan.coverage.{_HOME[name]}"), name)
    raise AttributeError(f"module 'covplan.coverage' has no attribute {name!r}")
