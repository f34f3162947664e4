"""Corrections from measurements, put on the predicted RSRP once."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from covplan.errors import CalibrationError
from covplan.ingest.corrections import Corrections


def correction_db(
    corrections: Corrections, carrier_id: str, clutter_class: NDArray[np.uint8], dist_km: NDArray[np.float64]
) -> NDArray[np.float64]:
    """What is added to the predicted median RSRP of a carrier.

    Parameters
    ----------
    corrections : Corrections
    carrier_id : str
        Key of the carrier, ``Carrier.id``.
    clutter_class : array of int
        WorldCover code at the receiver.
    dist_km : array, same shape
        Distance from the mast [km], at least 0; held within the carrier's measured range.

    Returns
    -------
    array, float64, same shape
        ``offset_db + slope_db_per_decade · log10(d / reference_km)`` of the class [dB]; 0 for a carrier or class that
        was not measured.
    """
    carrier = corrections.of(carrier_id)
    if carrier is None:
        return np.zeros(np.shape(dist_km))
    offset, slope = np.zeros(256), np.zeros(256)
    for one in carrier.classes:
        offset[one.code], slope[one.code] = one.offset_db, one.slope_db_per_decade
    held_km = np.clip(dist_km, carrier.from_km, carrier.to_km)
    return offset[clutter_class] + slope[clutter_class] * np.log10(held_km / carrier.reference_km)


def check_model(corrections: Corrections, label: str) -> None:
    """Raise ``CalibrationError`` unless the corrections were fitted to the model in use, its choices included."""
    if corrections.model != label:
        raise CalibrationError("corrections.model", file=corrections.file, got=corrections.model, expected=label)
