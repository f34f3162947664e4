"""What a propagation model must offer, and the models by name."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar, Protocol, overload, runtime_checkable

import numpy as np
from numpy.typing import NDArray

from covplan.errors import ModelError
from covplan.propagation.cost231_hata import Cost231Hata
from covplan.propagation.ehata import EHata
from covplan.propagation.free_space import FreeSpace
from covplan.propagation.hata import OkumuraHata
from covplan.propagation.itm import ITM, ITMArea
from covplan.propagation.links import Links
from covplan.propagation.p526 import Bullington, DeltaBullington, KnifeEdge
from covplan.propagation.p1812 import P1812
from covplan.propagation.path_loss import PathLoss
from covplan.propagation.ranges import Range
from covplan.propagation.seamcat_extended_hata import SeamcatExtendedHata
from covplan.propagation.tr38901 import TR38901
from covplan.terrain.profile import Profile


class PropagationModel(Protocol):
    """A frozen dataclass of the model's own settings that turns a path and a frequency into a basic transmission loss.

    ``name`` is its key in ``MODELS``; ``edition`` is printed beside every figure; ``source`` says where the equations
    stand; ``ranges`` has at least ``freq_mhz``, ``dist_km``, ``tx_agl_m`` and ``rx_agl_m``. A model that
    ``holds_clutter`` is never given a second clutter or vegetation loss.
    """

    name: ClassVar[str]
    edition: ClassVar[str]
    source: ClassVar[str]
    ranges: ClassVar[Mapping[str, Range]]
    holds_clutter: ClassVar[bool]

    def path(self, profile: Profile, *, freq_mhz: float, tx_agl_m: float, rx_agl_m: float) -> PathLoss:
        """Median loss of one path with its intermediates; ``ModelRangeError`` outside ``ranges``."""


@runtime_checkable
class StatisticalModel(PropagationModel, Protocol):
    """A model that needs only lengths and heights, so that it can run over an area from the sweep's geometry."""

    def links_db(self, links: Links, *, freq_mhz: float) -> NDArray[np.float64]:
        """Median loss of many paths [dB], shape (n,); NaN where the distance is out of range.

        ``ModelRangeError`` if frequency or antenna heights are out of range.
        """


class Models(dict[str, type[PropagationModel]]):
    """Models by name; shows itself as a list with editions, ranges and sources."""

    def __repr__(self) -> str:
        blocks = []
        for name, model in self.items():
            ranges = "; ".join(f"{key} {model.ranges[key]}" for key in RADIO_RANGES)
            blocks.append(f"{name}: {model.edition}\n    {ranges}\n    {model.source}")
        return "\n".join(blocks)


RADIO_RANGES = ("freq_mhz", "dist_km", "tx_agl_m", "rx_agl_m")
"""The ranges that every model has."""

MODELS = Models(
    (model.name, model)
    for model in (
        P1812,
        FreeSpace,
        KnifeEdge,
        Bullington,
        DeltaBullington,
        ITM,
        ITMArea,
        TR38901,
        OkumuraHata,
        Cost231Hata,
        SeamcatExtendedHata,
        EHata,
    )
)


@overload
def by_name() -> Models: ...
@overload
def by_name(name: str) -> type[PropagationModel]: ...
def by_name(name: str | None = None) -> Models | type[PropagationModel]:
    """The model class of a name, or all of them by name, which show their ranges and sources.

    Raises
    ------
    ModelError
        If there is no such model; it lists the known ones.
    """
    if name is None:
        return Models(MODELS)
    if name not in MODELS:
        raise ModelError("model.unknown", name=name, known=", ".join(sorted(MODELS)))
    return MODELS[name]
