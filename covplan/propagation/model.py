"""What a path-specific propagation model must offer, and the models by name."""

from __future__ import annotations

from typing import ClassVar, Protocol

from covplan.errors import CovplanError
from covplan.propagation.p1812 import P1812, PathLoss
from covplan.terrain.profile import Profile


class PropagationModel(Protocol):
    """A model that turns a profile and a frequency into a basic transmission loss."""

    edition: ClassVar[str]

    def path(self, profile: Profile, *, freq_mhz: float, tx_agl_m: float, rx_agl_m: float) -> PathLoss:
        """Median loss of one path with its intermediates."""


MODELS = {"p1812": P1812}


def by_name(name: str) -> type[P1812]:
    """The model class of a name; raises ``CovplanError`` that lists the known ones."""
    if name not in MODELS:
        raise CovplanError("model.unknown", name=name, known=", ".join(sorted(MODELS)))
    return MODELS[name]
