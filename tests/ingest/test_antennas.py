"""Antenna files as manufacturers send them: one pattern in many ways of writing, its directions and its units."""

from __future__ import annotations

import logging
from collections.abc import Callable
from pathlib import Path

import pytest
from antenna_files import DOWNWARDS, HEAD, HORIZONTAL, lines, planet, table

from covplan.ingest.antennas import read_antenna
from covplan.ingest.pattern_cuts import downtilt_deg, half_power_width_deg
from covplan.network import AntennaPattern, PatternMethod
from covplan.propagation.antenna import gain_dbi


def read(folder: Path, text: str | bytes, file_name: str = "mẫu.msi", **stated: object) -> AntennaPattern:
    file = folder / file_name
    file.write_bytes(text if isinstance(text, bytes) else text.encode("utf-8"))
    return read_antenna(file, **stated)


def gain(antenna: AntennaPattern, azimuth: float, elevation: float, electrical: float = 0.0) -> float:
    return gain_dbi(
        antenna,
        azimuth_deg=azimuth,
        elevation_deg=elevation,
        sector_azimuth_deg=0.0,
        electrical_tilt_deg=electrical,
    )


def test_a_planet_file_as_it_should_be(tmp_path: Path) -> None:
    antenna = read(tmp_path, planet())
    assert antenna.name == "Mau-65"
    assert antenna.gain_dbi == pytest.approx(18.0)
    assert antenna.source == "Không Tên, 1845 MHz, mẫu.msi"
    assert antenna.method is PatternMethod.HORIZONTAL_PROJECTION
    assert antenna.electrical_tilt_deg == 4.0
    assert antenna.max_attenuation_db == 25.0
    assert antenna.horizontal_db == tuple(HORIZONTAL)
    assert antenna.horizontal_beamwidth_deg == pytest.approx((65 + 80) / 2, abs=0.6)
    assert antenna.vertical_beamwidth_deg == pytest.approx(8.0, abs=0.1)


def test_vertical_angles_are_turned_from_downwards_to_upwards(tmp_path: Path) -> None:
    """Planet: 0 is the horizon, 90 the ground, 180 behind, 270 the sky."""
    marked = [20.0] * 360
    marked[0], marked[4], marked[90], marked[180], marked[270] = 1.0, 0.0, 9.0, 18.0, 27.0
    antenna = read(tmp_path, planet(vertical=lines(marked)))
    assert antenna.vertical_db[0] == 1.0
    assert antenna.vertical_db[356] == 0.0  # four degrees down
    assert antenna.vertical_db[270] == 9.0  # the ground
    assert antenna.vertical_db[180] == 18.0
    assert antenna.vertical_db[90] == 27.0  # the sky


def test_directions_of_the_read_pattern(tmp_path: Path) -> None:
    antenna = read(tmp_path, planet())
    assert gain(antenna, 0.0, -4.0) == pytest.approx(18.0)  # the file's tilt, applied once
    assert gain(antenna, 0.0, -4.0, electrical=4.0) == pytest.approx(18.0)
    assert gain(antenna, 0.0, 4.0) == pytest.approx(18.0 - 12.0)
    assert gain(antenna, -40.0, -4.0) > gain(antenna, 40.0, -4.0)  # 320 degrees of the file is to the left


def latin_1(text: str) -> bytes:
    return text.replace("Không Tên", "Kürten").encode("latin-1", errors="replace")


def half_degrees(values: list[float]) -> str:
    between = [(a + b) / 2 for a, b in zip(values, [*values[1:], values[0]], strict=True)]
    pairs = zip(values, between, strict=True)
    return "".join(f"{k} {a}\n{k + 0.5} {b:.2f}\n" for k, (a, b) in enumerate(pairs))


MESSES: dict[str, Callable[[], str | bytes]] = {
    "Windows lines": lambda: planet().replace("\n", "\r\n"),
    "old Macintosh lines": lambda: planet().replace("\n", "\r"),
    "lower case": lambda: planet(HEAD.lower()).replace("HORIZONTAL", "horizontal").replace("VERTICAL", "Vertical"),
    "decimal commas": lambda: planet().replace(".", ","),
    "decimal commas and semicolons": lambda: planet().replace(".", ",").replace(",0 ", ",0;"),
    "commas between": lambda: planet(horizontal=lines(HORIZONTAL).replace(".0 ", ",")),
    "tabs": lambda: planet().replace(" ", "\t"),
    "blanks around": lambda: planet().replace("\n", "  \n\n  "),
    "Latin-1": lambda: latin_1(planet()),
    "UTF-8 with mark": lambda: planet().encode("utf-8-sig"),
    "UTF-16": lambda: planet().encode("utf-16"),
    "end-of-file mark": lambda: planet() + "\x1a",
    "no counts": lambda: planet().replace("HORIZONTAL 360", "HORIZONTAL").replace("VERTICAL 360", "VERTICAL"),
    "other keys": lambda: planet("File_Version 3\n".join(("", HEAD)) + "X_POL_RATIO 20\nNOTES: 1 2 3\n"),
    "vertical first": lambda: f"{HEAD}VERTICAL 360\n{lines(DOWNWARDS)}HORIZONTAL 360\n{lines(HORIZONTAL)}",
    "bare name": lambda: planet(HEAD.replace("NAME ", "")),
    "from -180": lambda: planet(
        horizontal=lines(HORIZONTAL[180:] + HORIZONTAL[:180], -180),
        vertical=lines(DOWNWARDS[180:] + DOWNWARDS[:180], -180),
    ),
    "360 again": lambda: planet(horizontal=lines([*HORIZONTAL, HORIZONTAL[0]])).replace("TAL 360", "TAL 361"),
    "half degrees": lambda: planet(horizontal=half_degrees(HORIZONTAL)).replace("TAL 360", "TAL 720"),
    "unsorted": lambda: planet(horizontal="".join(reversed(lines(HORIZONTAL).splitlines(keepends=True)))),
    "gains": lambda: planet(vertical=lines([-value for value in DOWNWARDS])),
    "gain in dBi": lambda: planet(HEAD.replace("15.85 dBd", "18.0 dBi")),
    "gain with its unit before": lambda: planet(HEAD.replace("15.85 dBd", "(dBi) 18,0")),
    "gain and unit in one": lambda: planet(HEAD.replace("15.85 dBd", "15.85DBD")),
    "gain without a unit": lambda: planet(HEAD.replace("15.85 dBd", "15.85")),
    "tilt in one line": lambda: planet(HEAD.replace("TILT ELECTRICAL\nELECTRICAL_TILT 4", "TILT ELECTRICAL 4")),
    "tilt as a number": lambda: planet(HEAD.replace("TILT ELECTRICAL\nELECTRICAL_TILT 4", "TILT 4,0")),
    "tilt not stated": lambda: planet(HEAD.replace("ELECTRICAL_TILT 4\n", "")),
}


@pytest.mark.parametrize("mess", MESSES)
def test_one_pattern_in_many_ways_of_writing(tmp_path: Path, mess: str) -> None:
    antenna = read(tmp_path, MESSES[mess]())
    assert antenna.horizontal_db == pytest.approx(HORIZONTAL)
    assert antenna.vertical_db == pytest.approx([DOWNWARDS[-k % 360] for k in range(360)])
    assert antenna.gain_dbi == pytest.approx(18.0)
    assert antenna.electrical_tilt_deg == 4.0
    assert antenna.name.lower() == "mau-65"


@pytest.mark.parametrize("suffix", [".msi", ".pla", ".PLN", ".ptn", ".txt"])
def test_names_of_planet_files(tmp_path: Path, suffix: str) -> None:
    assert read(tmp_path, planet(), f"x{suffix}").gain_dbi == pytest.approx(18.0)


def test_remarks_are_told_to_the_log(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING):
        read(tmp_path, planet(HEAD.replace(" dBd", ""), vertical=lines([-value for value in DOWNWARDS])))
    gains, unit = (record.message for record in caplog.records)
    assert gains.startswith("mẫu.msi, column VERTICAL: all values of VERTICAL are negative: they were taken as gains")
    assert unit == "mẫu.msi, row 4, column GAIN: GAIN 15.85 names no unit; dBd is taken, as the format says: 18 dBi"


def test_a_mechanical_tilt_is_not_in_the_cut(tmp_path: Path) -> None:
    level = lines([DOWNWARDS[(k + 4) % 360] for k in range(360)])
    head = HEAD.replace("TILT ELECTRICAL\nELECTRICAL_TILT 4", "TILT MECHANICAL 6")
    assert read(tmp_path, planet(head, vertical=level)).electrical_tilt_deg == 0.0


def test_a_table_holds_the_same_pattern(tmp_path: Path) -> None:
    """Vertical angles of a CSV run upwards, so the peak of the tilted cut stands at -4."""
    antenna = read(tmp_path, table(), "mẫu.csv", gain_dbi=18.0)
    assert antenna.vertical_db == read(tmp_path, planet()).vertical_db
    assert antenna.horizontal_db == tuple(HORIZONTAL)
    assert (antenna.name, antenna.electrical_tilt_deg) == ("mẫu", 4.0)


def test_a_vietnamese_table(tmp_path: Path) -> None:
    text = table().replace("plane,angle_deg,attenuation_db", "Mặt phẳng;Góc (độ);Suy hao (dB)").replace(",", ";")
    text = text.replace(".", ",").replace("horizontal", "Ngang").replace("vertical", "Đứng")
    assert read(tmp_path, text, "a.csv", gain_dbi=18.0).horizontal_db == tuple(HORIZONTAL)


def test_what_is_stated_counts_before_the_file(tmp_path: Path) -> None:
    stated = {
        "name": "khác",
        "gain_dbi": 17.0,
        "method": PatternMethod.CROSS_SUM,
        "source": "thử",
        "max_attenuation_db": 40,
    }
    antenna = read(tmp_path, planet(HEAD.replace("15.85", "xx.xx")), **stated)
    assert {key: getattr(antenna, key) for key in stated} == stated


def test_widths_and_tilts_of_cuts() -> None:
    assert half_power_width_deg(tuple(12.0 * (min(k, 360 - k) / 65.0) ** 2 for k in range(360))) == pytest.approx(
        65, abs=0.01
    )
    assert half_power_width_deg((0.0,) * 360) == 360.0
    flat = [30.0] * 360
    flat[351:356] = [0.0] * 5  # 5 to 9 degrees down
    assert downtilt_deg(tuple(flat)) == 7.0
    assert downtilt_deg(tuple(flat[::-1])) == -6.0  # index 359 - k


def test_cuts_that_do_not_meet_ahead_are_added(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """A beam to the right whose vertical cut was measured through the beam: projecting would fill the front."""
    aside = lines([HORIZONTAL[(k - 40) % 360] for k in range(360)])
    antenna = read(tmp_path, planet(horizontal=aside))
    assert antenna.method is PatternMethod.CROSS_SUM
    assert "they cannot be projected, only added" in caplog.text
    assert gain(antenna, 40.0, -4.0) == pytest.approx(18.0)
    assert gain(antenna, 0.0, -4.0) == pytest.approx(18.0 - HORIZONTAL[320])


def test_a_horizontal_cut_at_the_horizon_of_a_tilted_panel_is_projected(tmp_path: Path) -> None:
    """It loses ahead what the vertical cut loses at the horizon; the tilt is not counted twice."""
    level = lines([value + DOWNWARDS[0] for value in HORIZONTAL])
    antenna = read(tmp_path, planet(horizontal=level))
    assert antenna.method is PatternMethod.HORIZONTAL_PROJECTION
    assert gain(antenna, 0.0, -4.0) == pytest.approx(18.0)
    assert gain(antenna, 0.0, 0.0) == pytest.approx(18.0 - DOWNWARDS[0])
