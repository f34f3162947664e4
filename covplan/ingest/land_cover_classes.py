"""Classes of land cover in the codes of ESA WorldCover, 0 for unknown. Apart from what reads them."""

from __future__ import annotations

UNKNOWN, TREES, BUILT, WATER, MANGROVES = 0, 10, 50, 80, 95

CLUTTER_HEIGHTS_M = {
    UNKNOWN: 0.0,
    10: 15.0,  # tree cover: "urban/trees/forest", ITU-R P.1812 Table 2
    20: 4.0,  # shrubland: "irregularly spaced sparse trees", ITU-R P.452-17 Table 4
    30: 0.0,  # grassland: "open/rural", P.1812 Table 2
    40: 0.0,  # cropland: "open/rural", P.1812 Table 2
    50: 10.0,  # built-up: "suburban", P.1812 Table 2; towns of one to three storeys
    60: 0.0,  # bare
    70: 0.0,  # snow and ice
    80: 0.0,  # water: P.1812 Table 2
    90: 0.0,  # herbaceous wetland
    95: 10.0,  # mangroves: canopy lower than that of inland forest; an assumption
    100: 0.0,  # moss and lichen
}
"""Clutter height [m] by WorldCover code (ESA WorldCover 2021 v200, product user manual, Table 3)."""
