"""What the outputs say about themselves."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Language(StrEnum):
    """Language of what people open."""

    VIETNAMESE = "vi"
    ENGLISH = "en"


@dataclass(frozen=True)
class OutputSettings:
    """Marks and language of every file that people open."""

    language: Language = Language.VIETNAMESE
    classification: str = "NỘI BỘ"
    as_of: str = ""  # date of the data as the scenario states it
