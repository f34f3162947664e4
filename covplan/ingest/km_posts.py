"""Km posts (road, Km, position) → chainage calibrated to them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import partial

import numpy as np
import shapely

from covplan.errors import Severity
from covplan.ingest.headings import Vocabulary, require_columns
from covplan.ingest.point_rows import POSITION, points_of
from covplan.ingest.problems import ProblemLog
from covplan.ingest.roads import road_number
from covplan.ingest.rows import RejectedRow, Row, read_rows
from covplan.ingest.settings import TableSettings
from covplan.ingest.table_files import read_table
from covplan.linear_reference import ChainageError, KmPost, ReferencedRoad, format_chainage, parse_chainage

VOCABULARY: Vocabulary = {
    "road": ("road", "ref", "number", "sohieu", "duong", "tuyen", "tenduong"),
    "km": ("km", "chainage", "lytrinh", "cotkm", "post"),
    **POSITION,
}

MOST_OFF_M = 100.0
"""A post farther from the line of its road is rejected."""

STRETCHED = 0.2
"""Where the drawn line and the posts differ by more than this share between two posts, it is noted."""

_Posts = list[tuple[KmPost, Row]]


def calibrate(
    references: Mapping[str, ReferencedRoad], settings: TableSettings, epsg: int, log: ProblemLog
) -> dict[str, ReferencedRoad]:
    """The roads, those with at least two usable posts calibrated: their lines run in the direction of the posts.

    Rejected: a road without line, a Km that cannot be read, a post off its road or out of order with most of the
    others. Noted: a single post, and posts between which the drawn line is of another length by more than 20 %.

    Raises
    ------
    MissingFileError, CrsError, InputError
        If the file cannot be read or lacks a column.
    """
    table = read_table(settings.file, VOCABULARY, settings.columns, settings.layer, log)
    points = points_of(table, settings, epsg)
    required = ("road", "km", *points.required)
    columns = require_columns(table.headings, VOCABULARY, settings.columns, required, settings.file)
    found: dict[str, _Posts] = {}
    for row in read_rows(table, columns):
        try:
            number, post = _post(row, references, partial(points.of, row))
        except RejectedRow as reason:
            row.report(reason, log)
        else:
            found.setdefault(number, []).append((post, row))
    result = dict(references)
    for number, posts in found.items():
        result[number] = _calibrated(references[number], posts, settings, log)
    return result


def _post(row: Row, references: Mapping[str, ReferencedRoad], position: partial[shapely.Point]) -> tuple[str, KmPost]:
    number, text = road_number(row.required("road")), row.required("km")
    if number not in references:
        raise RejectedRow("post.road", row.heading("road"), road=number)
    try:
        chainage_m = parse_chainage(text if text[:1].lower() == "k" else f"Km{text}")
    except ChainageError:
        raise RejectedRow("chainage.text", row.heading("km"), text=text) from None
    line, point = references[number].line, position()
    off_m = float(shapely.distance(line, point))
    if not off_m <= MOST_OFF_M:
        km = format_chainage(chainage_m)
        raise RejectedRow("post.off_road", "", km=km, off_m=off_m, road=number, most_m=MOST_OFF_M)
    return number, KmPost(float(shapely.line_locate_point(line, point)), chainage_m)


def _calibrated(reference: ReferencedRoad, posts: _Posts, settings: TableSettings, log: ProblemLog) -> ReferencedRoad:
    length_m = reference.line.length
    turned = [(KmPost(length_m - post.along_m, post.chainage_m), row) for post, row in posts]
    along, against = _in_order(posts), _in_order(turned)
    backwards = len(against) > len(along)
    kept, posts = (against, turned) if backwards else (along, posts)
    usable = {id(row) for _, row in kept}
    for post, row in posts:
        if id(row) not in usable:
            params = {"km": format_chainage(post.chainage_m), "road": reference.number}
            row.report(RejectedRow("post.order", row.heading("km"), **params), log)
    if len(kept) < 2:
        log.note("post.alone", settings.file, road=reference.number, count=len(kept))
        return reference
    for (one, _), (other, row) in zip(kept, kept[1:], strict=False):
        drawn, official = other.along_m - one.along_m, other.chainage_m - one.chainage_m
        if abs(drawn - official) > STRETCHED * official:
            ends = {"first": format_chainage(one.chainage_m), "last": format_chainage(other.chainage_m)}
            km = {"drawn_km": drawn / 1000.0, "official_km": official / 1000.0}
            row.report(RejectedRow("post.stretched", "", road=reference.number, **ends, **km), log, Severity.NOTE)
    line = reference.line.reverse() if backwards else reference.line
    return replace(reference, line=line, posts=tuple(post for post, _ in kept))


def _in_order(posts: _Posts) -> _Posts:
    """The longest series of posts whose Km grow along the line."""
    ordered = sorted(posts, key=lambda pair: (pair[0].along_m, -pair[0].chainage_m))
    longest, before = np.ones(len(ordered), int), np.full(len(ordered), -1)
    for k, (post, _) in enumerate(ordered):
        for earlier in range(k):
            one = ordered[earlier][0]
            grows = one.along_m < post.along_m and one.chainage_m < post.chainage_m
            if grows and longest[earlier] + 1 > longest[k]:
                longest[k], before[k] = longest[earlier] + 1, earlier
    chosen, k = [], int(np.argmax(longest))
    while k >= 0:
        chosen.append(ordered[k])
        k = int(before[k])
    return chosen[::-1]
