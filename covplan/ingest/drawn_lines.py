"""Lines that somebody drew to say which part of a road is meant."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import shapely

from covplan.errors import InputProblemsError, Severity
from covplan.ingest.problems import ProblemLog
from covplan.ingest.vectors import read_vectors


@dataclass(frozen=True, eq=False)
class DrawnLine:
    """A line in the scenario's CRS, and the name of the file that it stands in."""

    file: str
    line: shapely.LineString


def read_drawn_lines(file: Path, epsg: int) -> tuple[DrawnLine, ...]:
    """The lines of a vector file that names its CRS.

    Raises
    ------
    MissingFileError, CrsError, InputError
        If the file cannot be read.
    InputProblemsError
        If a feature is no line.
    """
    log = ProblemLog()
    lines = []
    frame = read_vectors(file, None, None, epsg, log)
    for row, shape in zip(frame["row"], frame.geometry, strict=True):
        for part in shapely.get_parts(shape):
            if part.geom_type == "LineString" and part.length > 0:
                lines.append(DrawnLine(file.name, part))
            else:
                log.add(Severity.ERROR, "geometry.kind", file, row=int(row), expected="line", got=part.geom_type)
    if errors := log.errors():
        raise InputProblemsError(errors)
    return tuple(lines)
