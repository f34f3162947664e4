"""Errors and input problems: a code, parameters and an English text; other languages are rendered in the CLI.

Every error is a ``CovplanError`` and, where a library has a natural parent for it, that one too, so that it can be
caught by either. ``Problem`` is one mistake or remark about one place in one input; readers collect all problems of
a file before they raise.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from covplan.error_texts import TEXTS


class CovplanError(Exception):
    """Something that the user can put right; carries ``code`` and ``params``, reads as English."""

    def __init__(self, code: str, **params: Any) -> None:
        self.code = code
        self.params = params
        super().__init__(TEXTS[code].format(**params))


class GridError(CovplanError, ValueError):
    """A grid that cannot be: CRS in degrees, no pixels."""


class GridMismatchError(CovplanError, ValueError):
    """Two rasters that should lie on one grid do not."""


class CrsError(CovplanError, ValueError):
    """A coordinate reference system is missing, undeclared, wrong or inexact."""


class MissingFileError(CovplanError, FileNotFoundError):
    """A named file does not exist."""

    def __str__(self) -> str:  # OSError would print its own arguments
        return TEXTS[self.code].format(**self.params)


class InputError(CovplanError, ValueError):
    """An input was found but cannot be used as it is."""


class AdminEpochError(InputError):
    """Tables of different administrative epochs were mixed."""


class ModelRangeError(CovplanError, ValueError):
    """A model was asked outside the range that its Recommendation gives."""


class ModelError(CovplanError, ValueError):
    """A model that is not there, or that cannot do what is asked of it."""


class DoubleClutterError(CovplanError, ValueError):
    """A clutter or vegetation loss was put on a model that holds one already."""


class ChainageError(CovplanError, ValueError):
    """A chainage that cannot be read or is not on the road."""


class ScenarioError(CovplanError, ValueError):
    """The scenario file is wrong; ``problems`` lists every mistake."""

    def __init__(self, code: str, problems: Iterable[Problem] = (), **params: Any) -> None:
        self.problems = tuple(problems)
        super().__init__(code, **params)


class FingerprintError(CovplanError, RuntimeError):
    """A stored result was made with other settings or inputs."""


class DownloadError(CovplanError, OSError):
    """An open data file could not be brought here whole and checked."""


class CalibrationError(CovplanError, ValueError):
    """Measurements that cannot correct the model, or corrections that do not belong to it."""


class PlanningError(CovplanError, ValueError):
    """The planning question has no answer as put."""


class Severity(StrEnum):
    """What became of the row or file that a problem is about."""

    ERROR = "error"  # the whole input cannot be used
    REJECTED = "rejected"  # the row was left out
    REPAIRED = "repaired"  # the row was used after a stated repair
    NOTE = "note"  # used as it is; worth knowing


@dataclass(frozen=True)
class Problem:
    """One remark about one place in one input: where, what was expected, what came, what to do."""

    code: str
    severity: Severity
    file: str
    sheet: str = ""
    row: int | None = None  # as the user counts: 1 is the first line of the file
    column: str = ""
    params: Mapping[str, Any] = field(default_factory=dict)

    @property
    def text(self) -> str:
        """The remark in English, without its place."""
        return TEXTS[self.code].format(**self.params)

    @property
    def place(self) -> str:
        """File, sheet, row and column, as far as they apply."""
        parts = [self.file]
        if self.sheet:
            parts.append(f"sheet {self.sheet}")
        if self.row is not None:
            parts.append(f"row {self.row}")
        if self.column:
            parts.append(f"column {self.column}")
        return ", ".join(parts)


class InputProblemsError(InputError):
    """One or more inputs cannot be used; ``problems`` holds every remark, errors and others."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        errors = [p for p in self.problems if p.severity is Severity.ERROR]
        first = errors[0] if errors else self.problems[0]
        super().__init__("input.problems", count=len(errors), first=f"{first.place}: {first.text}")
