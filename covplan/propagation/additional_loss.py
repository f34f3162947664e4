"""Losses around a terminal that a model without clutter lacks, and their refusal on one that holds clutter."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import ClassVar, Protocol

from covplan.errors import DoubleClutterError
from covplan.propagation.model import PropagationModel
from covplan.propagation.path_loss import PathLoss
from covplan.terrain.profile import Profile


@dataclass(frozen=True)
class Terminal:
    """What a terminal's loss may depend on.

    Attributes
    ----------
    freq_mhz, dist_km : float
        Frequency [MHz] and length of the path [km].
    agl_m : float
        The antenna's own height above ground [m].
    both_ends : bool
        Whether the other end has a loss of this module too.
    """

    freq_mhz: float
    dist_km: float
    agl_m: float
    both_ends: bool = False


class TerminalLoss(Protocol):
    """Clutter or vegetation at one end of a path."""

    name: ClassVar[str]

    def counted_agl_m(self, agl_m: float) -> float:
        """Height above ground to which the path below this loss has to be calculated [m]."""

    def loss_db(self, terminal: Terminal) -> float:
        """The loss [dB]; ``ModelRangeError`` out of its range."""


def refuse_second_clutter(model: PropagationModel | type[PropagationModel], loss_name: str) -> None:
    """Raise ``DoubleClutterError``, which names both, if the model holds clutter already."""
    if model.holds_clutter:
        raise DoubleClutterError("model.double_clutter", loss=loss_name, model=model.edition)


@dataclass(frozen=True)
class WithTerminalLoss:
    """A model without clutter, with clutter or vegetation at one end or both.

    It is asked for a ``path`` like the model, whose ranges hold as before; it holds clutter, so that none can be put
    on it again.

    Parameters
    ----------
    model : PropagationModel
    tx, rx : TerminalLoss, optional
        At the transmitter and at the receiver.

    Raises
    ------
    DoubleClutterError
        If the model holds clutter.
    """

    holds_clutter: ClassVar[bool] = True

    model: PropagationModel
    tx: TerminalLoss | None = None
    rx: TerminalLoss | None = None

    def __post_init__(self) -> None:
        for loss in self._losses:
            refuse_second_clutter(self.model, loss.name)

    @property
    def _losses(self) -> tuple[TerminalLoss, ...]:
        return tuple(loss for loss in (self.tx, self.rx) if loss is not None)

    @property
    def edition(self) -> str:
        """Editions of the model and of the losses on it."""
        return " + ".join((self.model.edition, *dict.fromkeys(loss.name for loss in self._losses)))

    def path(self, profile: Profile, *, freq_mhz: float, tx_agl_m: float, rx_agl_m: float) -> PathLoss:
        """Loss of one path with the losses at its ends: ``A_tx`` and ``A_rx`` on ``Lb``, that of the model below.

        Parameters and errors are those of the model below and of the losses.
        """
        both, dist_km = len(self._losses) == 2, float(profile.dist_km[-1])
        ends = {"A_tx": (self.tx, tx_agl_m), "A_rx": (self.rx, rx_agl_m)}
        losses = {
            key: loss.loss_db(Terminal(freq_mhz, dist_km, agl_m, both))
            for key, (loss, agl_m) in ends.items()
            if loss is not None
        }
        below = self.model.path(
            profile,
            freq_mhz=freq_mhz,
            tx_agl_m=tx_agl_m if self.tx is None else self.tx.counted_agl_m(tx_agl_m),
            rx_agl_m=rx_agl_m if self.rx is None else self.rx.counted_agl_m(rx_agl_m),
        )
        return replace(
            below,
            loss_db=below.loss_db + sum(losses.values()),
            losses={**below.losses, "Lb": below.loss_db, **losses},
        )

    def __str__(self) -> str:
        return self.edition
