"""Named meanings of "served", read from the package's own data."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter

from covplan.coverage.service import ServiceSettings

DEFAULT, OWN = "vn-planning", "own"
NEEDED = ("threshold_dbm", "probability_pct")  # what a profile of one's own must say


@dataclass(frozen=True)
class ServiceProfile:
    """Values of ``[service]`` and where they come from."""

    name: str
    source: str
    values: Mapping[str, Any]

    def of(self, service: ServiceSettings) -> ServiceSettings:
        """Another service with this profile's values; what the profile does not name stays."""
        changed: dict[str, Any] = {**self.values, "profile": self.name}
        typed = TypeAdapter(ServiceSettings).validate_python(changed)
        if "load_pct" in changed:
            changed["loads_pct"] = {}  # the profile's load holds for every carrier
        return replace(service, **{name: getattr(typed, name) for name in changed})


@cache
def service_profiles() -> Mapping[str, ServiceProfile]:
    """Every profile by name."""
    with Path(__file__).with_name("service_profiles.toml").open("rb") as stream:
        tables = tomllib.load(stream)
    return {name: ServiceProfile(name, table.pop("source"), table) for name, table in tables.items()}


def with_profile(service: dict[str, Any]) -> dict[str, Any]:
    """A ``[service]`` table filled up from the profile that it names; a changed one is called ``own``.

    A name that is unknown is left for ``mistakes`` to find.
    """
    profile = service_profiles().get(str(service.get("profile", DEFAULT)))
    if profile is None:
        return service
    changed = any(service.get(key, value) != value for key, value in profile.values.items())
    changed = changed or ("load_pct" in profile.values and bool(service.get("loads_pct")))
    return {**profile.values, **service, "profile": OWN if changed else profile.name}
