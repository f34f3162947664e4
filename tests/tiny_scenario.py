"""A whole tiny scenario as a user would write it: the tiny inputs of the ingest tests under one TOML file."""

from __future__ import annotations

from pathlib import Path

from tiny_inputs import write_tiny_inputs

TOML = """\
name = "ti-hon"
title = "Kịch bản tí hon"
synthetic = true

[[antennas]]
name = "panel-mid"
gain_dbi = 18.0
horizontal_beamwidth_deg = 65.0
vertical_beamwidth_deg = 7.0

[[antennas]]
name = "panel-low"
gain_dbi = 14.5
horizontal_beamwidth_deg = 65.0
vertical_beamwidth_deg = 12.0

[[carriers]]
operator = "viettel"
technology = "NR"
freq_mhz = 773.0
bandwidth_mhz = 10.0
scs_khz = 15
resource_blocks = 52
power_dbm = 50.8
antenna = "panel-low"
radius_km = 8.0

[[carriers]]
operator = "viettel"
technology = "NR"
freq_mhz = 2550.0
bandwidth_mhz = 100.0
scs_khz = 30
resource_blocks = 273
power_dbm = 53.0
antenna = "panel-mid"
radius_km = 5.0

[[carriers]]
operator = "mobifone"
technology = "NR"
freq_mhz = 3850.0
bandwidth_mhz = 100.0
scs_khz = 30
resource_blocks = 273
power_dbm = 53.0
antenna = "panel-mid"
radius_km = 5.0

[area]
epsg = 9218
pixel_m = 250.0
admin_epoch = "2025-07"
costs = "đơn giá.csv"
margin_km = 1.0
boundaries = { file = "xã.gpkg", admin_epoch = "2025-07", source = "tiny communes" }
elevation = { files = ["độ cao.tif"], surface = "dtm", source = "tiny terrain" }
land_cover = { file = "lớp phủ.tif", source = "tiny land cover" }
people = { file = "dân số.tif", base = "tiny 2025", source = "tiny people" }
roads = [{ file = "đường.gpkg", source = "tiny roads" }]
fibre = [{ file = "cáp.gpkg", source = "tiny cables" }]
places = [{ file = "địa điểm.csv", source = "tiny places" }]
villages = [{ file = "thôn.csv", source = "tiny villages" }]
exclusions = [{ file = "cấm.gpkg", source = "tiny exclusions" }]

[[area.sites]]
file = "viettel.csv"
operator = "viettel"
coordinates = "vn2000"
meridian = "108:30"
source = "list"

[[area.sites]]
file = "mobifone.csv"
operator = "mobifone"
coordinates = "lonlat"
source = "list"

[radio.model]
delta_n = 45.0
n0 = 325.0
latitude_deg = 12.9

[service]
threshold_dbm = -85.0  # so strong that the tiny area is not served from end to end

[planning]
target_pct = 99.0
roadside_spacing_m = 1000.0
"""


def write_tiny_scenario(folder: Path, text: str = TOML) -> Path:
    """The scenario file, with its inputs beside it."""
    write_tiny_inputs(folder)
    (folder / "kịch bản.toml").write_text(text, encoding="utf-8")
    return folder / "kịch bản.toml"
