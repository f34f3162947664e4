"""Tables of points in order → lines: rows of one name under one another are the points of its line."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import groupby

import shapely

from covplan.ingest.point_rows import Points
from covplan.ingest.problems import ProblemLog
from covplan.ingest.rows import RejectedRow, Row, read_rows


def read_lines(
    points: Points, columns: Mapping[str, int], key: str, log: ProblemLog
) -> list[tuple[Row, shapely.LineString]]:
    """The first row of each line, which tells what the line is, and the line in the scenario's CRS.

    Parameters
    ----------
    points : Points
        Of the table.
    columns : mapping
        Our fields → columns of the table.
    key : str
        Field that names the line. In the rows after the first all but key and position may be left empty.

    A line is left out as a whole, and reported at the row that is wrong: without one of its points it would be another
    line. So is one whose rows do not stand together or do not say the same.
    """
    lines, seen = [], set()
    rows = read_rows(points.table, columns)
    for name, group in groupby(rows, key=lambda row: row.text(key)):
        members = list(group)
        try:
            if not name:
                raise _At(members[0], RejectedRow("cell.empty", members[0].heading(key)))
            if name in seen:
                raise _At(members[0], RejectedRow("line.apart", members[0].heading(key), name=name))
            lines.append((members[0], _line(members, points, columns, key, name)))
        except _At as wrong:
            wrong.row.report(wrong.reason, log)
        seen.add(name)
    return lines


class _At(Exception):
    """Which row of a line is wrong, and why."""

    def __init__(self, row: Row, reason: RejectedRow) -> None:
        super().__init__(reason.code)
        self.row, self.reason = row, reason


def _line(members: list[Row], points: Points, columns: Mapping[str, int], key: str, name: str) -> shapely.LineString:
    first, told = members[0], [field for field in columns if field not in (key, "lon", "lat", "x_m", "y_m")]
    placed = []
    for row in members:
        try:
            for field in told:
                if row.text(field) not in ("", first.text(field)):
                    raise RejectedRow("line.differs", row.heading(field), name=name, got=row.text(field))
            placed.append(points.of(row))
        except RejectedRow as reason:
            raise _At(row, reason) from None
    if len({(point.x, point.y) for point in placed}) < 2:
        raise _At(first, RejectedRow("line.points", first.heading(key), name=name))
    return shapely.LineString(placed)
