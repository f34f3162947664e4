"""What every model answers for one path."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from covplan.error_texts import TEXTS


@dataclass(frozen=True)
class Remark:
    """Something that a reader of a loss should know, e.g. a height off the nominal one of a table."""

    code: str
    params: Mapping[str, Any] = field(default_factory=dict)

    @property
    def text(self) -> str:
        """The remark in English."""
        return TEXTS[self.code].format(**self.params)


@dataclass(frozen=True)
class PathLoss:
    """Basic transmission loss of one path and all that it was made of, by the symbols of the model's source.

    Attributes
    ----------
    loss_db : float
        Basic transmission loss [dB].
    freq_mhz : float
        Frequency [MHz].
    losses : mapping
        Symbol → part of the loss [dB].
    geometry : mapping
        Symbol → length, height or angle, in the units of the model's source.
    remarks : tuple of Remark
        What the model says of its own validity here.
    """

    loss_db: float
    freq_mhz: float
    losses: Mapping[str, float] = field(default_factory=dict)
    geometry: Mapping[str, float] = field(default_factory=dict)
    remarks: tuple[Remark, ...] = ()

    @property
    def field_dbuv_m(self) -> float:
        """Field strength for 1 kW e.r.p., P.1812-8 eq. (70) [dB(µV/m)]."""
        return 199.36 + 20.0 * float(np.log10(self.freq_mhz / 1000.0)) - self.loss_db
