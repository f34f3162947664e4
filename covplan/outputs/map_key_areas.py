"""Key areas on the map: passed, failed or untold at every stage of the plan, told by a sign and not by colour alone."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import shapely

from covplan.assessment.key_areas import KeyAreas, Verdict
from covplan.ingest.place_classes import KEY_AREA_CLASSES, PLAN_CLASSES
from covplan.outputs import palette
from covplan.outputs.map_data import labels, line_parts, points
from covplan.outputs.map_panel import Group, Keys, Switch
from covplan.outputs.map_symbols import Look, symbol
from covplan.outputs.numbers import format_number, format_share
from covplan.outputs.settings import Language
from covplan.outputs.texts import text

_VERDICTS = tuple(Verdict)
_LOOKS = tuple(
    Look(verdict.value, (palette.VERDICTS[verdict],), palette.VERDICT_EDGE, 6.2, 1.1, ink=palette.VERDICT_INK[verdict])
    for verdict in _VERDICTS
)
_DASHES = {Verdict.PASSED: "", Verdict.FAILED: "7 5", Verdict.UNTOLD: "1 5"}
_LINE_COLOURS = {Verdict.PASSED: palette.VERDICTS["passed"], Verdict.FAILED: palette.VERDICT_INK["failed"]}


def key_area_data(found: Sequence[KeyAreas], reading: str, language: Language) -> dict[str, Any]:
    """Points and polygons as a sign inside, lines as lines; which of ``looks`` each has at every stage.

    ``found`` holds the same areas at each stage of the map, or today and with the plan.
    """
    areas, shapes = found[0].areas, found[0].shapes
    epsg = shapes.crs.to_epsg()
    inside = shapely.point_on_surface(shapes.to_numpy())
    at = points(shapely.get_x(inside), shapely.get_y(inside), epsg)
    lines = areas["kind"].to_numpy() == "line"
    drawn = iter(line_parts(shapes.to_numpy()[lines], epsg))
    verdicts = np.array([one.areas[f"{reading}_verdict"].map(_VERDICTS.index) for one in found])
    shares = np.array([one.areas[f"{reading}_pct"] for one in found], float)
    ends = sorted({0, len(found) - 1})
    items = [
        {
            "at": at[k],
            "v": verdicts[:, k].tolist(),
            "n": row.name,
            "s": text(f"place_class.{row.place_class}", language) + (f" · {row.commune}" if row.commune else ""),
            "r": [*(_told(shares[end, k], _VERDICTS[verdicts[end, k]], language) for end in ends), row.source],
        }
        | ({"c": next(drawn)} if lines[k] else {})
        for k, row in enumerate(areas.itertuples())
    ]
    heads = ("before", "after")[: len(ends)]
    return {
        "items": items,
        "labels": labels(language, *heads, "source"),
        "looks": [look.as_data() for look in _LOOKS],
        "lines": [
            {"color": _LINE_COLOURS.get(verdict, palette.VERDICT_INK["untold"]), "dashArray": _DASHES[verdict] or None}
            for verdict in _VERDICTS
        ],
    }


def _told(share_pct: float, verdict: Verdict, language: Language) -> str:
    share = "" if np.isnan(share_pct) else f" ({format_share(share_pct, language)})"
    return text(f"verdict.{verdict}", language) + share


def key_area_group(found: Sequence[KeyAreas], reading: str, language: Language) -> Group:
    """One layer; how many of each class pass, today and with the plan; classes of which no place is known."""
    counts = [
        one.by_class[one.by_class["reading"] == reading].set_index("place_class") for one in (found[0], found[-1])
    ]
    known, missing = [], []
    for number, kind in enumerate(KEY_AREA_CLASSES, start=1):
        name = (f"{number}. " if kind in PLAN_CLASSES else "") + text(f"place_class.{kind}", language)
        areas = int(counts[0].loc[kind.value, "areas"])
        if areas:
            passed = " → ".join(str(int(table.loc[kind.value, "passed"])) for table in counts[: len(found)])
            known.append(text("map.key_area_class", language, name=name, passed=passed, areas=areas))
        elif kind in PLAN_CLASSES:
            missing.append(name)
    notes = [text("map.key_area_note", language, required=format_number(found[0].required_pct, language)), *known]
    if missing:
        notes.append(text("map.key_area_missing", language, names="; ".join(missing)))
    signs = tuple(
        (symbol(look), text(f"verdict.{verdict}", language)) for look, verdict in zip(_LOOKS, _VERDICTS, strict=True)
    )
    switch = Switch("key_areas", text("map.key_areas", language), symbol=symbol(_LOOKS[0]))
    keys = Keys((), layer="key_areas", symbols=signs, notes=tuple(notes))
    return Group(text("map.group_key_areas", language), (switch,), (keys,))
