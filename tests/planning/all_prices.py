"""A cost file with every item, low half and high twice the base."""

from __future__ import annotations

from covplan.ingest.costs import ITEM_UNITS, UnitCost, UnitCosts

BASE = {
    "nr_on_mast": 1000.0,
    "new_mast": 900.0,
    "mast_sharing": 100.0,
    "fibre_aerial": 60.0,
    "nr_one_carrier": 700.0,
    "mast_upgrade": 50.0,
    "mast_strengthening": 200.0,
    "mast_on_building": 250.0,
    "extra_height": 20.0,
    "power_connection": 500.0,
    "access_road": 300.0,
    "nr_opex": 90.0,
    "mast_opex": 40.0,
    "mast_rent": 60.0,
    "fibre_buried": 250.0,
    "fibre_duct": 50.0,
    "fibre_poles": 40.0,
    "duct_lease": 5.0,
    "pole_lease": 2.0,
    "cable_lease": 1.0,
    "microwave_end": 150.0,
    "microwave_licence": 0.05,
}


def prices(*left_out: str) -> UnitCosts:
    """All prices but some."""
    return UnitCosts(
        {
            item: UnitCost(item, ITEM_UNITS[item], base / 2, base, 2 * base, 2025, "test")
            for item, base in BASE.items()
            if item not in left_out
        }
    )
