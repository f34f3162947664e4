"""What the outputs say about themselves."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from covplan.coverage.service import ServiceSettings
from covplan.errors import CovplanError
from covplan.ingest.corrections import Corrections


class Language(StrEnum):
    """Language of what people open."""

    VIETNAMESE = "vi"
    ENGLISH = "en"


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

    ``online_tiles``: the map asks OpenStreetMap's server for its base map whenever it is viewed.
    """

    language: Language = Language.VIETNAMESE
    classification: str = "NỘI BỘ"
    as_of: str = ""
    online_tiles: bool = False

    def __post_init__(self) -> None:
        parse_date(self.as_of)


@dataclass(frozen=True)
class Marking:
    """What every output must say: whose figures, of what, under which definition of service, from which inputs.

    ``carriers`` are labels such as ``viettel n28 773 MHz``; ``model`` names the edition, e.g. ``ITU-R P.1812-8``;
    ``corrections`` are those from measurements that the figures were made with, of the scenario's carriers only.
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
