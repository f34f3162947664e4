"""A corrections file (TOML, made by ``covplan calibrate``): what measurements add to the predicted RSRP."""

from __future__ import annotations

import math
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

from covplan.errors import InputError
from covplan.ingest.land_cover_classes import CLUTTER_HEIGHTS_M

LARGEST_DB = 60.0  # offset and slope beyond it are a slip, not a correction
LARGEST_SIGMA_DB = 20.0
_FORBID = {"extra": "forbid", "allow_inf_nan": False}


@dataclass(frozen=True)
class Misfit:
    """Measured less predicted RSRP over pixels [dB]: mean, root mean square, standard deviation."""

    mean_db: float
    rmse_db: float
    sigma_db: float


@dataclass(frozen=True)
class ClassCorrection:
    """What is added on one clutter class: ``offset_db`` at the carrier's reference distance, and a slope."""

    __pydantic_config__: ClassVar[Any] = _FORBID

    code: int  # ESA WorldCover
    offset_db: float
    slope_db_per_decade: float
    pixels: int


@dataclass(frozen=True)
class CarrierCorrection:
    """The corrections of one carrier and how well they hold.

    ``from_km`` to ``to_km`` hold nine tenths of the measured pixels: beyond, the correction stays as at the end.
    ``before`` is the misfit of the model alone, ``after`` that with corrections that were fitted without the block
    that a pixel lies in. ``sigma_db`` is the standard deviation over places of measured RSRP about the corrected
    prediction.
    """

    __pydantic_config__: ClassVar[Any] = _FORBID

    id: str
    reference_km: float
    from_km: float
    to_km: float
    sigma_db: float
    ridge: float
    rows: int
    pixels: int
    blocks: int
    masts: int
    before: Misfit
    after: Misfit
    classes: tuple[ClassCorrection, ...]


@dataclass(frozen=True)
class Corrections:
    """Corrections by carrier and clutter class, and where they come from.

    ``model`` is the model that was corrected, its choices included (``coverage.label``): they belong to no other.
    Carriers and classes that are not in them stay as predicted.
    """

    __pydantic_config__: ClassVar[Any] = _FORBID

    file: str  # of the corrections
    model: str
    measurements: str  # name of the file of measurements
    sha256: str  # of the measurements
    rows: int
    pixels: int
    first_day: str
    last_day: str
    made: str
    pixel_m: float
    block_km: float
    synthetic: bool
    version: str
    carriers: tuple[CarrierCorrection, ...]

    def of(self, carrier_id: str) -> CarrierCorrection | None:
        """The corrections of a carrier; None if it has none."""
        return next((carrier for carrier in self.carriers if carrier.id == carrier_id), None)


def read_corrections(file: Path) -> Corrections:
    """The corrections of a file.

    Raises
    ------
    MissingFileError, InputError
        If the file is not there, is no TOML, or holds anything else than corrections within sensible ranges.
    """
    from pydantic import TypeAdapter, ValidationError

    from covplan.ingest.table_files import read_text

    try:
        table = tomllib.loads(read_text(file))
    except tomllib.TOMLDecodeError as error:
        raise InputError("file.unreadable", file=file.name, kind="TOML", reason=str(error)) from None
    try:
        corrections: Corrections = TypeAdapter(Corrections).validate_python({**table, "file": file.name})
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"])
        raise InputError("corrections.value", file=file.name, key=place, reason=first["msg"]) from None
    for key, ok in _checks(corrections):
        if not ok:
            raise InputError("corrections.range", file=file.name, key=key)
    return corrections


def _checks(corrections: Corrections) -> list[tuple[str, bool]]:
    """What must hold, each with the key that it is about."""
    ids = [carrier.id for carrier in corrections.carriers]
    checks = [("carriers.id", len(ids) == len(set(ids)) > 0)]
    for carrier in corrections.carriers:
        codes = [one.code for one in carrier.classes]
        checks += [
            (f"{carrier.id}.classes.code", len(codes) == len(set(codes)) and set(codes) <= set(CLUTTER_HEIGHTS_M)),
            (f"{carrier.id}.reference_km", 0 < carrier.reference_km < math.inf),
            (f"{carrier.id}.from_km, to_km", 0 < carrier.from_km < carrier.to_km <= 100),
            (f"{carrier.id}.sigma_db", 0 <= carrier.sigma_db <= LARGEST_SIGMA_DB),
        ]
        for one in carrier.classes:
            checks.append((f"{carrier.id}.{one.code}.offset_db", abs(one.offset_db) <= LARGEST_DB))
            checks.append((f"{carrier.id}.{one.code}.slope_db_per_decade", abs(one.slope_db_per_decade) <= LARGEST_DB))
    return checks
