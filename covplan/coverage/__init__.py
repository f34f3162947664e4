"""Sectors + loss → rasters of received power, and what counts as served."""

from covplan.coverage.composite import Coverage, merge
from covplan.coverage.predict import predict
from covplan.coverage.service import ServiceSettings
from covplan.coverage.settings import RadioSettings

__all__ = ["Coverage", "RadioSettings", "ServiceSettings", "merge", "predict"]
