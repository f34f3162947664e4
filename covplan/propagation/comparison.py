"""Several models over one path: each is made of what is known of the place, and one that cannot answer says why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import MISSING, dataclass, fields
from enum import Enum
from typing import Any, cast, get_type_hints

from covplan.errors import CovplanError
from covplan.propagation.model import PropagationModel, by_name
from covplan.propagation.p1812 import P1812
from covplan.propagation.path_loss import PathLoss
from covplan.terrain.profile import Profile


@dataclass(frozen=True)
class Answer:
    """What a model says of a path at a frequency: its loss, or the error that kept it from one.

    ``settings`` are those that the model was made with; empty if it could not be made.
    """

    model: str
    edition: str
    freq_mhz: float
    settings: Mapping[str, Any]
    loss: PathLoss | None = None
    error: CovplanError | None = None


def configured(name: str, known: Mapping[str, Any]) -> PropagationModel:
    """The model of a name with the settings that are known under the names of its own; defaults for the rest.

    Raises
    ------
    CovplanError
        If there is no such model, or it needs a setting that is neither known nor has a default.
    ModelRangeError
        If a setting is out of the model's range.
    """
    model = by_name(name)
    hints = get_type_hints(model)
    settings, missing = {}, []
    for item in fields(cast(Any, model)):
        value = known.get(item.name)
        if value is not None:
            hint = hints[item.name]
            settings[item.name] = hint(value) if isinstance(hint, type) and issubclass(hint, Enum) else value
        elif item.default is MISSING and item.default_factory is MISSING:
            missing.append(item.name)
    if missing:
        raise CovplanError("model.settings", model=model.edition, missing=", ".join(missing))
    return model(**settings)


def compare(
    names: Sequence[str],
    known: Mapping[str, Any],
    profile: Profile,
    *,
    freqs_mhz: Sequence[float],
    tx_agl_m: float,
    rx_agl_m: float,
    coast_km: tuple[float, float] | None = None,
) -> tuple[Answer, ...]:
    """What every named model says at every frequency, frequency by frequency in the order given.

    Parameters
    ----------
    names : sequence of str
        Keys of ``MODELS``.
    known : mapping
        Settings by the names of the models' fields, e.g. delta_n, n0, latitude_deg, time_pct, polarisation; None
        counts as not known.
    profile : Profile
    freqs_mhz : sequence of float
        Frequencies [MHz].
    tx_agl_m, rx_agl_m : float
        Antenna heights above ground [m].
    coast_km : (float, float), optional
        Distances to the coast for P.1812 [km]; by default from the profile's zones.

    Raises
    ------
    CovplanError
        If there is no model of a name.
    """
    editions = {name: by_name(name).edition for name in names}
    heights = {"tx_agl_m": tx_agl_m, "rx_agl_m": rx_agl_m}
    return tuple(
        _answer(name, editions[name], known, profile, coast_km, freq_mhz=freq_mhz, **heights)
        for freq_mhz in freqs_mhz
        for name in editions
    )


def _answer(
    name: str,
    edition: str,
    known: Mapping[str, Any],
    profile: Profile,
    coast_km: tuple[float, float] | None,
    *,
    freq_mhz: float,
    tx_agl_m: float,
    rx_agl_m: float,
) -> Answer:
    settings: dict[str, Any] = {}
    radio = {"freq_mhz": freq_mhz, "tx_agl_m": tx_agl_m, "rx_agl_m": rx_agl_m}
    try:
        model = configured(name, known)
        settings = settings_of(model)
        if coast_km is not None and isinstance(model, P1812):
            loss = model.path(profile, **radio, coast_km=coast_km)
            settings["coast_km"] = coast_km
        else:
            loss = model.path(profile, **radio)
    except CovplanError as error:
        return Answer(name, edition, freq_mhz, settings, error=error)
    return Answer(name, edition, freq_mhz, settings, loss=loss)


def settings_of(model: PropagationModel) -> dict[str, Any]:
    """The settings of a model by name."""
    return {item.name: getattr(model, item.name) for item in fields(cast(Any, model))}
