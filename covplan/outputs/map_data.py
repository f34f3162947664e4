"""Results → the plain lists that the map's script draws: coordinates in degrees, texts ready to be read.

A *tip* is a title and values in the order of the layer's labels; empty values are left out on the screen. Texts
reach the page as data and are put in as text, never as markup.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from covplan.assessment.served import Served
from covplan.ingest.area import Area
from covplan.outputs import palette
from covplan.outputs.layers import chainage_text, kind_text, route_years
from covplan.outputs.lonlat import geometries_to_lonlat, to_lonlat
from covplan.outputs.map_symbols import Look
from covplan.outputs.marking import operator_name
from covplan.outputs.numbers import format_cost, format_number, format_share
from covplan.outputs.palette import served_colour
from covplan.outputs.settings import Language
from covplan.outputs.texts import text
from covplan.planning.plan import Plan
from covplan.routing.fibre_plan import FibrePlan

_DECIMALS = 4  # of a degree: 11 m
_BORDER_M, _LINE_M = 150.0, 60.0  # tolerances of simplification
_MAJOR_NAMES_M = 28_000.0  # apart from each other: names that stand at every zoom
_SHIELDS_M = 45_000.0  # between number plates along a road
_CHAINAGE_STEP_M = 500.0  # between positions from which the page finds a Km of a road

FIBRE_REACH = ("before", "after")
"""By existing cable, and with the shared routes."""

Data = dict[str, Any]


def labels(language: Language, *keys: str) -> list[str]:
    """What stands before the values of a tip."""
    return [text(f"map.tip_{key}", language) for key in keys]


def points(x_m: Any, y_m: Any, epsg: int) -> list[list[float]]:
    """[lat, lon] of points, as Leaflet wants them."""
    lon, lat = to_lonlat(x_m, y_m, epsg)
    return np.column_stack([lat, lon]).round(_DECIMALS + 1).tolist() if len(lat) else []


def _parts(geometry: shapely.Geometry) -> list[Any]:
    """Nested [lat, lon] lists of a line or polygon."""
    if geometry.geom_type == "Polygon":
        return [[_ring(ring) for ring in (geometry.exterior, *geometry.interiors)]]
    if geometry.geom_type == "LineString":
        return [_ring(geometry)]
    return [part for piece in shapely.get_parts(geometry) for part in _parts(piece)]


def _ring(line: shapely.Geometry) -> list[list[float]]:
    coordinates = shapely.get_coordinates(line)[:, ::-1].round(_DECIMALS)
    changed = np.any(np.diff(coordinates, axis=0) != 0, axis=1)
    return coordinates[np.concatenate([[True], changed])].tolist()


def line_parts(geometries: Any, epsg: int) -> list[Any]:
    """Simplified lines as nested lists of [lat, lon]."""
    simple = shapely.simplify(np.asarray(geometries, object), _LINE_M)
    return [_parts(geometry) for geometry in geometries_to_lonlat(simple, epsg)]


def commune_data(
    area: Area, today: Served | None, after: Served | None, language: Language, states: Mapping[str, Served]
) -> Data:
    """Polygons with shared borders kept, names; colour and shares of people served for every state."""
    readings = {"any": text("word.any_operator", language)} | {o: operator_name(o) for o in area.operators}
    headline = "any" if today is None else today.service.reading
    items = commune_shapes(area, language)
    for index, item in enumerate(items):
        rows = {state: served.by_commune.iloc[index] for state, served in states.items()}
        item["fill"] = {state: served_colour(float(row[f"{headline}_pct"])) for state, row in rows.items()}
        item["shares"] = {
            state: [format_share(float(row[f"{reading}_pct"]), language) for reading in readings]
            for state, row in rows.items()
        }
    shown = [state for state, served in (("before", today), ("after", after)) if served is not None]
    columns = [{"state": state, "title": text(f"map.tip_{state}", language)} for state in shown]
    return {"items": items, "readings": list(readings.values()), "columns": columns}


def commune_shapes(area: Area, language: Language) -> list[Data]:
    """Outline, name and population of each commune, without colours."""
    communes, epsg = area.communes, area.grid.epsg
    simple = shapely.coverage_simplify(communes.geometry.to_numpy(), _BORDER_M)
    shapes = [_parts(geometry) for geometry in geometries_to_lonlat(simple, epsg)]
    names = points(communes["seat_x_m"].to_numpy(float), communes["seat_y_m"].to_numpy(float), epsg)
    people = text("map.tip_population", language)
    return [
        {
            "c": shape,
            "n": commune.name,
            "s": ", ".join(filter(None, (commune.type, commune.district)))
            + f" · {people} {format_number(float(commune.population), language)}",
            "at": at,
            "major": major,
            "fill": {},
        }
        for commune, shape, at, major in zip(communes.itertuples(), shapes, names, _major(area), strict=True)
    ]


def add_fibre_reach(communes: list[Data], reach: pd.DataFrame) -> None:
    """Colours of communes by their households near fibre; grey where nobody lives."""
    households = reach["households"].where(reach["households"] > 0)
    for when in FIBRE_REACH:
        for item, share in zip(communes, 100.0 * reach[f"households_{when}"] / households, strict=True):
            item["fill"][f"fibre_{when}"] = served_colour(float(share))


def _major(area: Area) -> list[bool]:
    """The largest commune of each neighbourhood, so that a few names can stand at every zoom."""
    x, y = area.communes["seat_x_m"].to_numpy(float), area.communes["seat_y_m"].to_numpy(float)
    chosen: list[int] = []
    for index in np.argsort(-area.communes["population"].to_numpy(float), kind="stable"):
        if all(math.hypot(x[index] - x[k], y[index] - y[k]) >= _MAJOR_NAMES_M for k in chosen):
            chosen.append(int(index))
    return [index in chosen for index in range(len(x))]


def route_data(fibre: FibrePlan, plan: Plan | None, epsg: int, language: Language) -> Data:
    """New fibre with road, Km, length and cost, and the first year in which a site of the plan needs it."""
    years = route_years(fibre, () if plan is None else plan.sites)
    items = [
        {
            "c": parts,
            "year": year,
            "n": segment.road or kind_text(segment.kind, language),
            "s": " – ".join(filter(None, (chainage_text(segment.km_from_m), chainage_text(segment.km_to_m)))),
            "r": [
                f"{format_number(segment.length_m / 1000, language, 2)} km",
                format_cost(segment.cost_mn_vnd, language),
            ],
        }
        for segment, parts, year in zip(
            fibre.segments.itertuples(), line_parts(fibre.segments.geometry.to_numpy(), epsg), years, strict=True
        )
    ]
    return {"items": items, "labels": labels(language, "length", "route_cost")}


def cable_data(area: Area, language: Language) -> Data:
    """Existing cable."""
    items = [
        {
            "c": parts,
            "n": operator_name(route.owner),
            "s": route.id,
            "r": [kind_text(route.kind, language), "" if route.fibres is None else str(route.fibres)],
        }
        for route, parts in zip(area.fibre, line_parts([r.line for r in area.fibre], area.grid.epsg), strict=True)
    ]
    return {"items": items, "labels": labels(language, "kind", "fibres")}


def road_data(area: Area, language: Language) -> Data:
    """Expressways, national and provincial roads, and number plates along the numbered ones."""
    shown = area.roads[area.roads["road_class"] != "other"]
    items = [
        {
            "c": parts,
            "k": road.road_class,
            "n": road.number or road.name,
            "s": road.name if road.number else "",
            "r": [],
        }
        for road, parts in zip(shown.itertuples(), line_parts(shown.geometry.to_numpy(), area.grid.epsg), strict=True)
    ]
    numbers, x, y = [], [], []
    classes = dict(zip(area.roads["number"], area.roads["road_class"], strict=True))
    for number, road in area.road_references.items():
        if classes.get(number) in ("expressway", "national"):
            count = max(1, round(road.line.length / _SHIELDS_M))
            for k in range(count):
                point = shapely.line_interpolate_point(road.line, (k + 0.5) / count, normalized=True)
                numbers.append({"n": number, "k": classes[number]})
                x.append(point.x)
                y.append(point.y)
    plates = [plate | {"at": at} for plate, at in zip(numbers, points(x, y, area.grid.epsg), strict=True)]
    return {"items": items, "labels": [], "plates": plates}


def chainage_data(area: Area) -> list[Data]:
    """Positions at even chainages from the first to the last metre of each numbered road, the last step being shorter.

    ``official`` gives the chainages between which Km posts bear them out, None where none do.
    """
    rows = []
    for number, road in area.road_references.items():
        chainages = np.append(np.arange(road.first_m, road.end_m, _CHAINAGE_STEP_M), road.end_m)
        spots = [road.locate(chainage) for chainage in chainages]
        official = [float(chainage) for chainage in chainages if road.basis_at(chainage)]
        if road.posts:
            official = [road.posts[0].chainage_m, road.posts[-1].chainage_m]
        rows.append(
            {
                "n": number,
                "first": road.first_m,
                "last": road.end_m,
                "step": _CHAINAGE_STEP_M,
                "at": points(shapely.get_x(spots), shapely.get_y(spots), area.grid.epsg),
                "official": [official[0], official[-1]] if official else None,
            }
        )
    return rows


def place_data(area: Area, language: Language) -> Data:
    """Key places, each as a point inside it."""
    inside = shapely.point_on_surface(area.places.geometry.to_numpy())
    at = points(shapely.get_x(inside), shapely.get_y(inside), area.grid.epsg)
    items = [
        {"at": position, "n": place.name, "r": [place.category]}
        for place, position in zip(area.places[["name", "category"]].itertuples(index=False), at, strict=True)
    ]
    look = Look("square", (palette.PLACE,), "#ffffff", 4.4, 1.2)
    return {"items": items, "labels": labels(language, "category"), "looks": [look.as_data()]}


def exclusion_data(area: Area) -> Data:
    """Polygons in which nothing is built."""
    shapes: NDArray[np.object_] = geometries_to_lonlat(area.exclusions.geometry.to_numpy(), area.grid.epsg)
    names = area.exclusions["name"].tolist()
    items = [{"c": _parts(shape), "n": name, "r": []} for shape, name in zip(shapes, names, strict=True)]
    return {"items": items, "labels": []}
