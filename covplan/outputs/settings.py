"""What the outputs say about themselves."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path

from covplan.coverage.service import ServiceSettings
from covplan.errors import CovplanError
from covplan.ingest.corrections import Corrections
from covplan.ingest.settings import TableSettings


class Language(StrEnum):
    """Language of what people open."""

    VIETNAMESE = "vi"
    ENGLISH = "en"


class Audience(StrEnum):
    """Whom outputs are handed to."""

    INTERNAL = "internal"  # everything
    PARTNER = "partner"  # an operator: its own masts, others about where they are
    PUBLIC = "public"  # communes and hexagons


ROUNDED_M = 1000.0
"""Grid to which positions of other operators' masts are rounded for a partner."""

LEAST_PEOPLE = 10.0
"""A hexagon with fewer people is not shown: it would tell of single houses."""


class OutputError(CovplanError, ValueError):
    """An output cannot be written as asked."""


def parse_date(text: str) -> date | None:
    """``2026-11-23`` → date, ``""`` → None; raises ``OutputError`` on anything else."""
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise OutputError("output.date", text=text) from None


@dataclass(frozen=True)
class OutputSettings:
    """Marks and language of every file that people open; ``as_of`` is the date of the data, e.g. 2026-11-23.

    ``classification`` is printed as it is, "" for none. ``national_inset`` puts a sketch of the country with Hoàng Sa
    and Trường Sa on static maps. ``funding`` is a table of who pays for what: item, payer, basis.
    ``partner`` is the operator whose masts are told exactly to the audience ``partner``. ``withheld`` are polygons of
    which, as of ``area.exclusions``, no feature is told to any but the internal audience; unlike in those, masts may
    be planned there: a border belt. ``online_tiles``: the map asks OpenStreetMap's server for its base map whenever it
    is viewed.

    Raises
    ------
    OutputError
        If ``as_of`` is no date.
    """

    language: Language = Language.VIETNAMESE
    classification: str = "NỘI BỘ"
    as_of: str = ""
    partner: str = ""
    withheld: tuple[TableSettings, ...] = ()
    national_inset: bool = False
    funding: Path | None = None
    online_tiles: bool = False

    def __post_init__(self) -> None:
        parse_date(self.as_of)


@dataclass(frozen=True)
class Handout:
    """To whom, and how far it was redacted.

    ``partner`` is an operator's id, empty for the public; ``hexagon_m`` the edge of the hexagons; ``withheld`` how many
    features were left out because they lie in withheld polygons.
    """

    audience: Audience
    partner: str
    hexagon_m: float
    withheld: int


@dataclass(frozen=True)
class Marking:
    """What every output must say: whose figures, of what, under which definition of service, from which inputs.

    ``synthetic`` is whether any input is made up; ``classification`` such as ``NỘI BỘ``; ``pixel_m`` the side of a
    pixel [m]; ``people_base``, ``admin_epoch`` and ``sources`` are those of the area; ``as_of`` is the date of the
    data, "" if it is not told; ``fingerprint`` and ``version`` are of the run and of covplan.
    ``carriers`` are labels such as ``viettel n28 773 MHz``; ``model`` names the edition, e.g. ``ITU-R P.1812-8``;
    ``corrections`` are those from measurements that the figures were made with, of the scenario's carriers only.
    ``handout`` says what an audience other than the internal one is shown.
    """

    title: str
    synthetic: bool
    classification: str
    service: ServiceSettings
    operators: tuple[str, ...]
    carriers: tuple[str, ...]
    pixel_m: float
    model: str
    people_base: str
    admin_epoch: str
    sources: tuple[str, ...]
    as_of: str
    fingerprint: str
    version: str
    corrections: Corrections | None = None
    non_commercial: bool = False  # the licence of an input forbids commercial use
    handout: Handout | None = None
