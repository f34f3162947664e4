"""Options of ``covplan link``: the one command that has no settings of its own in the scenario."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

from covplan.cli.words import word

SETTINGS = ("time_pct", "polarisation", "delta_n", "n0", "latitude_deg")
"""Options that are settings of the models, by the names of their fields."""

_FILE = click.Path(path_type=Path)
_MODEL = "NAME[:SETTING=VALUE,…]"
_HEIGHT_M = click.FloatRange(0.0, 10_000.0)
_ROW_OF_A_FILE = ("freqs_mhz", "tx_agl_m", "rx_agl_m", "time_pct", "polarisation", "figure")
_NAMES = {
    "start": "--from",
    "end": "--to",
    "freqs_mhz": "--freq-mhz",
    "models": "--model",
    "as_json": "--json",
    "overrides": "--set",
}


def link_options(language: str) -> list[click.Parameter]:
    """The options with their help in a language."""

    def option(field: str, help_key: str, **about: Any) -> click.Option:
        return click.Option([field, option_name(field)], help=word(f"option.{help_key}", language), **about)

    return [
        option("start", "from", metavar="SITE|LON,LAT"),
        option("end", "to", metavar="LON,LAT|SITE"),
        option("profile", "profile", metavar="FILE", type=_FILE),
        option("measurements", "measurements", is_flag=True),
        option("freqs_mhz", "freq_mhz", metavar="MHZ", multiple=True, type=click.FloatRange(0.0, 1e6, min_open=True)),
        option("models", "model", metavar=_MODEL, multiple=True),
        option("tx_agl_m", "tx_agl_m", metavar="M", type=_HEIGHT_M),
        option("rx_agl_m", "rx_agl_m", metavar="M", type=_HEIGHT_M),
        option("time_pct", "time_pct", metavar="PCT", type=float),
        option("polarisation", "polarisation", type=click.Choice(["horizontal", "vertical"])),
        option("delta_n", "delta_n", metavar="N", type=float),
        option("n0", "n0", metavar="N", type=float),
        option("latitude_deg", "latitude_deg", metavar="DEG", type=float),
        option("as_json", "json", is_flag=True),
        option("figure", "figure", metavar="FILE", type=_FILE),
    ]


def option_name(field: str) -> str:
    """``tx_agl_m`` → ``--tx-agl-m``."""
    return _NAMES.get(field, f"--{field.replace('_', '-')}")


def check_link_usage(scenario: Path | None, given: Mapping[str, Any], language: str) -> None:
    """Raise ``UsageError`` where options are missing or do not go together; ``given`` holds every option's value."""
    profile = given["profile"]
    if (scenario is None) == (profile is None):
        raise _usage_error("usage.link_one", language)
    needed: tuple[str, ...] = ("start", "end") if scenario else ()
    wrong: tuple[str, ...] = ("measurements",) if scenario else ("start", "end", "out", "overrides")
    if given["measurements"] and not scenario:
        wrong += _ROW_OF_A_FILE
    what = "SCENARIO.toml" if scenario else "--measurements" if given["measurements"] else "--profile"
    if missing := [option_name(field) for field in needed if not given[field]]:
        raise _usage_error("usage.link_needs", language, what=what, options=", ".join(missing))
    if surplus := [option_name(field) for field in wrong if given[field] not in (None, False, ())]:
        raise _usage_error("usage.link_without", language, what=what, options=", ".join(surplus))


def _usage_error(key: str, language: str, **params: str) -> click.UsageError:
    return click.UsageError(word(key, language, **params), click.get_current_context())
