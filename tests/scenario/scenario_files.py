"""A small valid scenario file whose inputs are empty files: what reads them is tested elsewhere."""

from __future__ import annotations

from pathlib import Path

BASE = """\
name = "thu"
title = "Thử nghiệm"
synthetic = true

[[antennas]]
name = "mid"
gain_dbi = 18.0
horizontal_beamwidth_deg = 65
vertical_beamwidth_deg = 7

[[carriers]]
operator = "viettel"
technology = "NR"
freq_mhz = 2550
bandwidth_mhz = 100
scs_khz = 30
resource_blocks = 273
power_dbm = 53
antenna = "mid"
radius_km = 5

[area]
epsg = 9218
pixel_m = 250
admin_epoch = "2025-07"
costs = "đơn giá.csv"

[area.boundaries]
file = "xã.gpkg"
admin_epoch = "2025-07"
source = "x"

[area.elevation]
files = ["dem/a.tif", "dem/b.tif"]
surface = "dtm"
source = "x"

[area.land_cover]
file = "cover.tif"
source = "x"
heights_m = { 10 = 12.0 }

[area.people]
file = "people.tif"
base = "x"
source = "x"

[[area.sites]]
file = "sites.csv"
operator = "viettel"
coordinates = "vn2000"
meridian = "108:30"
source = "x"

[radio.model]
delta_n = 45
n0 = 325
latitude_deg = 12.9
"""
INPUTS = ("đơn giá.csv", "xã.gpkg", "dem/a.tif", "dem/b.tif", "cover.tif", "people.tif", "sites.csv")


def write_scenario(folder: Path, text: str = BASE, name: str = "scenario.toml", encoding: str = "utf-8") -> Path:
    """The scenario file with its (empty) inputs beside it."""
    for number, file in enumerate(INPUTS):
        (folder / file).parent.mkdir(parents=True, exist_ok=True)
        (folder / file).write_text(str(number), encoding="utf-8")
    (folder / name).write_text(text, encoding=encoding)
    return folder / name
