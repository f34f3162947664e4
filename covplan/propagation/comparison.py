"""Several models over one path: each is made of what is known of the place, and one that cannot answer says why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import MISSING, dataclass, fields
from enum import Enum
from types import NoneType
from typing import Any, cast, get_args, get_type_hints

from covplan.errors import CovplanError
from covplan.propagation.model import PropagationModel, by_name
from covplan.propagation.p1812 import P1812
from covplan.propagation.path_loss import PathLoss
from covplan.terrain.profile import Profile


@dataclass(frozen=True)
class Answer:
    """What a model says of a path at a frequency: its loss, or the error that kept it from one.

    ``model`` is the choice as it was made; ``settings`` those that the model was made with, none if it could not be.
    """

    model: str
    edition: str
    freq_mhz: float
    settings: Mapping[str, Any]
    loss: PathLoss | None = None
    error: CovplanError | None = None


def configured(choice: str, known: Mapping[str, Any]) -> PropagationModel:
    """The chosen model with the settings that are known under the names of its own; defaults for the rest.

    Parameters
    ----------
    choice : str
        A key of ``MODELS``, and settings for this model alone after a colon: ``tr38901:scenario=uma``.
    known : mapping
        Settings of the place and of the question; None counts as not known.

    Raises
    ------
    CovplanError
        If there is no such model or setting, it needs a setting that is neither known nor has a default, or what is
        known is none of its choices.
    ModelRangeError
        If a setting is out of the model's range.
    """
    model, chosen = _choice(choice)
    hints = get_type_hints(model)
    settings, missing = {}, []
    for item in fields(cast(Any, model)):
        value = known.get(item.name)
        if item.name in chosen:
            settings[item.name] = chosen[item.name]
        elif value is not None:
            hint = hints[item.name]
            settings[item.name] = _value(model.edition, item.name, hint, str(value)) if _is_enum(hint) else value
        elif item.default is MISSING and item.default_factory is MISSING:
            missing.append(item.name)
    if missing:
        raise CovplanError("model.settings", model=model.edition, missing=", ".join(missing))
    return model(**settings)


def _choice(text: str) -> tuple[type[PropagationModel], dict[str, Any]]:
    """The model of a choice and the settings that stand in it."""
    name, _, rest = text.partition(":")
    model = by_name(name)
    hints, names = get_type_hints(model), [item.name for item in fields(cast(Any, model))]
    chosen = {}
    for part in rest.split(",") if rest else ():
        setting, _, value = part.partition("=")
        if setting not in names:
            raise CovplanError("model.setting", model=model.edition, got=setting, known=", ".join(names) or "–")
        chosen[setting] = _value(model.edition, setting, hints[setting], value)
    return model, chosen


def _value(edition: str, setting: str, hint: Any, text: str) -> Any:
    """A setting as its type wants it."""
    kind = next((kind for kind in get_args(hint) if kind is not NoneType), hint)
    words: dict[str, Any] = {}
    if _is_enum(kind):
        words = {(m.value if isinstance(m.value, str) else m.name).casefold(): m for m in kind}
    elif kind is bool:
        words = {"true": True, "false": False}
    elif kind in (int, float):
        with suppress(ValueError):
            return kind(text)
    if text.casefold() in words:
        return words[text.casefold()]
    raise CovplanError("model.value", model=edition, name=setting, expected=", ".join(words) or "0.0", got=text)


def _is_enum(hint: Any) -> bool:
    return isinstance(hint, type) and issubclass(hint, Enum)


def compare(
    choices: Sequence[str],
    known: Mapping[str, Any],
    profile: Profile,
    *,
    freqs_mhz: Sequence[float],
    tx_agl_m: float,
    rx_agl_m: float,
    coast_km: tuple[float, float] | None = None,
) -> tuple[Answer, ...]:
    """What every chosen model says at every frequency, frequency by frequency in the order given.

    Parameters
    ----------
    choices : sequence of str
        As ``configured`` takes them.
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
        If there is no such model or setting.
    """
    editions = {choice: _choice(choice)[0].edition for choice in choices}
    heights = {"tx_agl_m": tx_agl_m, "rx_agl_m": rx_agl_m}
    return tuple(
        _answer(choice, edition, known, profile, coast_km, freq_mhz=freq_mhz, **heights)
        for freq_mhz in freqs_mhz
        for choice, edition in editions.items()
    )


def _answer(
    choice: str,
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
        model = configured(choice, known)
        settings = settings_of(model)
        if coast_km is not None and isinstance(model, P1812):
            loss = model.path(profile, **radio, coast_km=coast_km)
            settings["coast_km"] = coast_km
        else:
            loss = model.path(profile, **radio)
    except CovplanError as error:
        return Answer(choice, edition, freq_mhz, settings, error=error)
    return Answer(choice, edition, freq_mhz, settings, loss=loss)


def titles(answers: Iterable[Answer]) -> dict[str, str]:
    """What to call each choice: its edition, with the choice beside it where that does not tell it from the others."""
    editions = {answer.model: answer.edition for answer in answers}
    several = Counter(editions.values())
    return {
        choice: edition if several[edition] == 1 and ":" not in choice else f"{edition} ({choice})"
        for choice, edition in editions.items()
    }


def settings_of(model: PropagationModel) -> dict[str, Any]:
    """The settings of a model by name."""
    return {item.name: getattr(model, item.name) for item in fields(cast(Any, model))}
