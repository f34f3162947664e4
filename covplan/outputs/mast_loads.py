"""What masts that stand bear, what hangs on them, and whose antennas they have no room for, as a table."""

from __future__ import annotations

from covplan.ingest.area import Area
from covplan.outputs.marking import operator_name
from covplan.outputs.numbers import format_plain
from covplan.outputs.settings import Language
from covplan.outputs.tables import Table
from covplan.outputs.texts import text
from covplan.planning.antenna_load import mast_loads, without_room
from covplan.planning.settings import PlanningSettings

_COLUMNS = (
    *("mast_sites", "mast_owner", "mast_class", "mast_height", "hung_m2", "allowed_m2", "allowed_by", "room_m2"),
    "without_room",
)


def mast_load_table(area: Area, planning: PlanningSettings, language: Language) -> Table:
    """A row per mast, those with the least room first."""
    rows = []
    for load in sorted(mast_loads(area, planning.antenna_areas), key=lambda one: (one.room_m2, one.site_ids)):
        refused = without_room(load, area, planning)
        rows.append(
            (
                *(" + ".join(load.site_ids), operator_name(load.owner), load.mast_class.value, load.height_m),
                *(load.hung_m2, load.allowed_m2),
                text("planned.by_list" if load.is_stated else "planned.by_class", language),
                load.room_m2,
                "; ".join(f"{operator_name(o)} {format_plain(round(m2, 2), language)}" for o, m2 in refused.items()),
            )
        )
    return Table("mast_loads", tuple(text(f"planned.{key}", language) for key in _COLUMNS), tuple(rows))
