"""Progress on stderr: a bar with the remaining time on a terminal, a line per step elsewhere."""

from __future__ import annotations

import sys
import time
from types import TracebackType
from typing import TYPE_CHECKING, Self

import click

from covplan.cli.words import word
from covplan.outputs.numbers import format_cost, format_number
from covplan.outputs.settings import Language
from covplan.planning.settings import PlanningAim

if TYPE_CHECKING:
    from rich.progress import TaskID


class ProgressLines:
    """A line when a step ends: its name and seconds, or that it was unchanged."""

    def __init__(self, language: str) -> None:
        self._language = language
        self._started: dict[str, float] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        pass

    def __call__(self, step: str, fraction: float | None) -> None:
        """Take news of a step: the fraction done, or None where its stored result was used."""
        started = self._started.setdefault(step, time.monotonic())
        if fraction is None:
            self._say(step, word("unchanged", self._language))
        elif fraction >= 1:
            self._say(step, word("seconds", self._language, seconds=time.monotonic() - started))

    def found(self, aim: str, value: float, bound: float) -> None:
        """Take news of a search: the best plan so far and what none can beat."""

    def _say(self, step: str, what: str) -> None:
        self._started.pop(step, None)
        click.echo(f"{word(f'step.{step}', self._language)}: {what}", err=True)


class ProgressBars(ProgressLines):
    """The lines, and below them a bar for the step at work."""

    def __init__(self, language: str) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

        super().__init__(language)
        columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TimeRemainingColumn())
        self._bars = Progress(*columns, console=Console(stderr=True), transient=True)
        self._tasks: dict[str, TaskID] = {}

    def __enter__(self) -> Self:
        self._bars.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._bars.stop()

    def __call__(self, step: str, fraction: float | None) -> None:
        """Take news of a step and move its bar."""
        if step not in self._tasks and fraction is not None and fraction < 1:
            self._tasks[step] = self._bars.add_task(word(f"step.{step}", self._language), total=1.0)
        if step in self._tasks:
            self._bars.update(self._tasks[step], completed=fraction or 0.0)
        super().__call__(step, fraction)

    def found(self, aim: str, value: float, bound: float) -> None:
        """Show the best plan so far and the bound beside the bar."""
        if (task := self._tasks.get("plan")) is not None:
            show = format_cost if aim == PlanningAim.LEAST_COST else format_number
            now, limit = (show(number, Language(self._language)) for number in (value, bound))
            news = word(f"found.{aim}", self._language, value=now, bound=limit)
            self._bars.update(task, description=f"{word('step.plan', self._language)}: {news}")

    def _say(self, step: str, what: str) -> None:
        if step in self._tasks:
            self._bars.remove_task(self._tasks.pop(step))
        self._started.pop(step, None)
        self._bars.console.print(f"{word(f'step.{step}', self._language)}: {what}", highlight=False, markup=False)


def make_progress(language: str) -> ProgressLines:
    """Bars where stderr is a terminal, else lines."""
    return ProgressBars(language) if sys.stderr.isatty() else ProgressLines(language)
