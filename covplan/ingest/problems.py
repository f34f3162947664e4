"""Collects the remarks of the readers: what was rejected, repaired or worth knowing, row by row."""

from __future__ import annotations

import logging
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from covplan.errors import CovplanError, InputProblemsError, Problem, Severity

T = TypeVar("T")


class ProblemLog:
    """A growing list of ``Problem``; readers write into it and raise what they cannot go on with."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []

    def add(
        self,
        severity: Severity,
        code: str,
        file: Path,
        *,
        sheet: str = "",
        row: int | None = None,
        column: str = "",
        **params: Any,
    ) -> None:
        """Write down one remark; ``params`` fill the text of ``code``."""
        self.problems.append(Problem(code, severity, file.name, sheet, row, column, params))

    def note(self, code: str, file: Path, **params: Any) -> None:
        """Write down a remark about a whole file that was used as it is."""
        self.add(Severity.NOTE, code, file, **params)

    def take(self, error: CovplanError, file: Path) -> None:
        """Write down an error that a reader raised."""
        if isinstance(error, InputProblemsError):
            self.problems.extend(p for p in error.problems if p not in self.problems)
        else:
            self.problems.append(Problem(error.code, Severity.ERROR, file.name, params=error.params))

    def attempt(self, file: Path, read: Callable[[], T]) -> T | None:
        """What a reader gives, or None with its error taken, so that the other inputs are still read."""
        try:
            return read()
        except CovplanError as error:
            self.take(error, file)
            return None

    def errors(self, since: int = 0) -> tuple[Problem, ...]:
        """The remarks of severity ERROR after the first ``since`` remarks."""
        return tuple(p for p in self.problems[since:] if p.severity is Severity.ERROR)

    def raise_errors(self, since: int = 0) -> None:
        """Raise ``InputProblemsError`` with the errors after the first ``since`` remarks, if there are any."""
        if errors := self.errors(since):
            raise InputProblemsError(errors)

    def warn(self, logger: logging.Logger) -> None:
        """Tell a logger the remarks that are no errors, where no input report takes them."""
        for problem in self.problems:
            if problem.severity is not Severity.ERROR:
                logger.warning("%s: %s", problem.place, problem.text)
