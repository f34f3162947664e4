"""Mistakes in antenna and equipment files, and the error that each gives: its text and its line."""

from __future__ import annotations

from pathlib import Path

import pytest
from antenna_files import DOWNWARDS, HEAD, HORIZONTAL, lines, planet, table

from covplan.errors import InputError, InputProblemsError, MissingFileError, Severity
from covplan.ingest.antennas import read_antenna
from covplan.ingest.equipment import read_equipment
from covplan.network import NetworkError, PatternMethod

ONE = lines(HORIZONTAL).replace("10.0 0.3\n", "{}\n", 1)
FIRST_LINE = HEAD.count("\n") + 2
TENTH = FIRST_LINE + 10
assert "{}" in ONE


def errors(folder: Path, text: str, name: str = "a.msi", **stated: object) -> list[tuple[int | None, str]]:
    """Line and text of every error."""
    file = folder / name
    file.write_text(text, encoding="utf-8")
    with pytest.raises(InputProblemsError) as caught:
        read_antenna(file, **stated)
    assert {problem.file for problem in caught.value.problems} == {name}
    return [(p.row, p.text) for p in caught.value.problems if p.severity is Severity.ERROR]


def tilted_up() -> str:
    return lines([DOWNWARDS[-k % 360] for k in range(360)])


BROKEN = {
    "no value": (planet(horizontal=ONE.format("10.0")), TENTH, "'10.0' is neither a key nor an angle with an att"),
    "three values": (planet(horizontal=ONE.format("10.0 0.3 4")), TENTH, "'10.0 0.3 4' is neither a key nor"),
    "not a number": (planet(horizontal=ONE.format("10.0 0.3x")), TENTH, "'10.0 0.3x' is neither a key nor"),
    "nan": (planet(horizontal=ONE.format("10.0 nan")), TENTH, "'10.0 nan' is neither a key nor"),
    "angle out of range": (planet(horizontal=ONE.format("1000 0.3")), TENTH, "'1000 0.3' is neither a key nor"),
    "negative among positive": (planet(horizontal=ONE.format("10 -0.3")), TENTH, "-0.3 is not within 0 to 200 dB"),
    "absurd value": (planet(horizontal=ONE.format("10 999")), TENTH, "999 is not within 0 to 200 dB"),
    "angle twice": (planet(horizontal=ONE.format("11 20.0")), TENTH + 1, "11° stands twice with two attenuations"),
    "line lost": (planet(horizontal=ONE.replace("{}\n", "")), None, "HORIZONTAL promises 360 values and has 359"),
    "cut off": (planet()[: planet().index("VERTICAL") + 200], None, "VERTICAL promises 360 values and has 21"),
    "no vertical": (planet()[: planet().index("VERTICAL")], None, "there are no values of VERTICAL"),
    "half a cut": (
        f"{HEAD}HORIZONTAL\n{lines(HORIZONTAL)}VERTICAL\n{lines(DOWNWARDS[:91])}",
        None,
        "VERTICAL has no value between 90° and 0°; at most 10° may lie between two",
    ),
    "numbers before a plane": (planet(HEAD + "1 2\n"), FIRST_LINE - 1, "'1 2' is neither a key nor"),
    "no gain": (planet(HEAD.replace("GAIN 15.85 dBd\n", "")), None, "GAIN is missing"),
    "gain in words": (planet(HEAD.replace("15.85 dBd", "xx.xx dBi")), 4, "'xx.xx dBi' is not a number"),
    "gain in two units": (
        planet(HEAD.replace("15.85 dBd", "15.85 dBd (18.0 dBi)")),
        4,
        "'15.85 dBd (18.0 dBi)' is not a number",
    ),
    "two patterns": (planet() + HEAD, planet().count("\n") + 1, "NAME stands twice; a file holds one pattern"),
    "upside down": (
        planet(vertical=tilted_up()),
        None,
        "an electrical tilt of 4° is stated, but the vertical cut has its peak -4° below the horizon",
    ),
    "another tilt": (planet(HEAD.replace("TILT 4", "TILT 9")), None, "an electrical tilt of 9° is stated, but"),
}


@pytest.mark.parametrize("mistake", BROKEN)
def test_a_mistake_in_a_planet_file_and_its_line(tmp_path: Path, mistake: str) -> None:
    text, line, expected = BROKEN[mistake]
    found = errors(tmp_path, text)
    assert any(row == line and expected in message for row, message in found), found


def test_all_mistakes_of_a_file_at_once(tmp_path: Path) -> None:
    head = HEAD.replace("15.85 dBd", "?")
    text = planet(head, ONE.format("10.0 ,"), lines(DOWNWARDS).replace("\n20.0 25.0\n", "\n20.0 -1\n"))
    found = errors(tmp_path, text)
    assert [row for row, _ in found] == [TENTH, None, FIRST_LINE + 360 + 1 + 20, 4]


def test_cuts_that_do_not_meet_are_not_projected(tmp_path: Path) -> None:
    aside = lines([HORIZONTAL[(k - 40) % 360] for k in range(360)])
    found = errors(tmp_path, planet(horizontal=aside), method=PatternMethod.HORIZONTAL_PROJECTION)
    assert [row for row, _ in found] == [None] and "only added (cross_sum)" in found[0][1]


def test_what_is_no_pattern_at_all(tmp_path: Path) -> None:
    with pytest.raises(MissingFileError, match="there: .*không có.msi"):
        read_antenna(tmp_path / "không có.msi")
    (tmp_path / "a.pdf").write_bytes(b"%PDF")
    with pytest.raises(InputError, match=r"a.pdf is no file of a measured .*; known: .msi, .pla, .*, .csv"):
        read_antenna(tmp_path / "a.pdf")
    (tmp_path / "b.msi").write_bytes(b"\x89PNG\r\n\x00\x00")
    with pytest.raises(InputError, match="cannot read b.msi as Planet"):
        read_antenna(tmp_path / "b.msi")
    (tmp_path / "c.msi").write_text("", encoding="utf-8")
    with pytest.raises(InputProblemsError, match=r"3 problem"):
        read_antenna(tmp_path / "c.msi")


@pytest.mark.parametrize(
    ("old", "new", "row", "expected"),
    [
        ("horizontal,10,0.3", "slant,10,0.3", 12, "'slant' is no plane of a pattern; known: horizontal, vertical"),
        ("horizontal,10,0.3", "horizontal,10,", 12, "the cell is empty"),
        ("horizontal,10,0.3", "horizontal,ten,0.3", 12, "'ten' is not a number"),
        ("horizontal,10,0.3", "horizontal,400,0.3", 12, "400 is not within -360 to 360 °"),
        ("horizontal,10,0.3", "horizontal,11,20", 13, "11° stands twice"),
        ("vertical", "horizontal", None, "there are no values of vertical"),
    ],
)
def test_a_mistake_in_a_table_and_its_row(tmp_path: Path, old: str, new: str, row: int | None, expected: str) -> None:
    text = table()
    assert old in text
    found = errors(tmp_path, text.replace(old, new), "a.csv", gain_dbi=18.0)
    assert any(line == row and expected in message for line, message in found), found


def test_a_table_needs_its_columns_and_a_gain(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(table().replace("angle_deg", "phi"), encoding="utf-8")
    with pytest.raises(InputError, match="no column for: angle_deg"):
        read_antenna(tmp_path / "a.csv", gain_dbi=18.0)
    assert errors(tmp_path, table(), "a.csv") == [(None, "gain_dbi is missing")]


def test_an_impossible_gain_is_told(tmp_path: Path) -> None:
    (tmp_path / "a.msi").write_text(planet(HEAD.replace("15.85", "158.5")), encoding="utf-8")
    with pytest.raises(NetworkError, match="antenna Mau-65: gain_dbi must be -10 to 40 dBi, got 160.65"):
        read_antenna(tmp_path / "a.msi")


# ---- equipment files

EQUIPMENT = """\
[[antennas]]
name = "a"
gain_dbi = 18
horizontal_beamwidth_deg = 65
vertical_beamwidth_deg = 7
source = "giả định"

[[antennas]]
file = "b.msi"
name = "b"
source = "đo"

[[radios]]
name = "r"
technology = "LTE"
bandwidth_mhz = 20
scs_khz = 15
power_dbm = 50.8
ports = 2
p_b = 1
source = "giả định"
"""


def equipment(folder: Path, text: str = EQUIPMENT, pattern: str | None = None) -> Path:
    file = folder / "thiết bị.toml"
    file.write_text(text, encoding="utf-8")
    (folder / "b.msi").write_text(planet() if pattern is None else pattern, encoding="utf-8")
    return file


def test_an_equipment_file(tmp_path: Path) -> None:
    found = read_equipment(equipment(tmp_path))
    assert [antenna.name for antenna in found.antennas] == ["a", "b"]
    assert (found.antenna("b").source, found.antenna("b").gain_dbi) == ("đo", pytest.approx(18.0))
    assert found.radios[0].resource_blocks == 100
    with pytest.raises(InputError, match="thiết bị.toml has no antenna 'c'; it has: a, b"):
        found.antenna("c")
    with pytest.raises(InputError, match="thiết bị.toml holds several antennas; name one of: a, b"):
        found.antenna(None)


@pytest.mark.parametrize(
    ("old", "new", "row", "expected"),
    [
        ("gain_dbi = 18\n", "", 1, "gain_dbi is missing"),
        ("gain_dbi = 18", 'gain_dbi = "18"', 3, "gain_dbi must be a number, got '18'"),
        ("gain_dbi = 18", "gain_dbi = 18\ngain = 18", 4, "gain is no key of antennas; known: name, gain_dbi"),
        ("gain_dbi = 18", "gain_dbi = 180", 1, "antenna a: gain_dbi must be -10 to 40 dBi, got 180"),
        ('name = "a"', "name = 1", 2, "name must be text in quotes, got 1"),
        ('name = "a"', 'name = "b"', 10, "two entries are named 'b'"),
        ('source = "đo"', 'source = ""', 8, "the entry names no source"),
        ('file = "b.msi"', 'file = "c.msi"', 9, "the file is not there"),
        ('file = "b.msi"', 'file = "c.bin"', 9, "c.bin is no file of a measured antenna pattern"),
        ('file = "b.msi"', 'file = "b.msi"\nmethod = "best"', 10, "method must be one of parametric_3gpp, cross_sum"),
        ('file = "b.msi"', 'file = "b.msi"\nvertical_db = [1, "2"]', 10, "vertical_db must be a list of numbers"),
        ("bandwidth_mhz = 20", "bandwidth_mhz = 21", 13, "bandwidth_mhz must be one of 1.4, 3, 5, 10, 15, 20 MHz"),
        ('technology = "LTE"', 'technology = "5G"', 15, "technology must be one of LTE, NR, got '5G'"),
        ("ports = 2", "ports = 2.0", 19, "ports must be a whole number, got 2.0"),
        ("[[radios]]", "[[radio]]", 13, "there is no table radio"),
        ("[[radios]]", "[radios]", 13, r"radios must be [[radios]]"),
    ],
)
def test_a_mistake_in_an_equipment_file(tmp_path: Path, old: str, new: str, row: int, expected: str) -> None:
    assert old in EQUIPMENT
    with pytest.raises(InputProblemsError) as caught:
        read_equipment(equipment(tmp_path, EQUIPMENT.replace(old, new, 1)))
    found = [(problem.row, problem.text) for problem in caught.value.problems]
    assert any(line == row and expected in text for line, text in found), found
    assert len(found) == 1


def test_all_mistakes_of_equipment_and_its_patterns_at_once(tmp_path: Path) -> None:
    text = EQUIPMENT.replace("gain_dbi = 18\n", "").replace("ports = 2", "ports = 3")
    with pytest.raises(InputProblemsError) as caught:
        read_equipment(equipment(tmp_path, text, planet(horizontal=ONE.format("10.0"))))
    places = [(problem.file, problem.row) for problem in caught.value.problems]
    assert places == [("thiết bị.toml", 1), ("b.msi", TENTH), ("b.msi", None), ("thiết bị.toml", 12)]


def test_equipment_that_cannot_be_read(tmp_path: Path) -> None:
    file = equipment(tmp_path, "[[antennas]\n")
    with pytest.raises(InputError, match="thiết bị.toml is not TOML: .*line 1"):
        read_equipment(file)
    file.write_bytes('name = "é"'.encode("latin-1"))
    with pytest.raises(InputError, match="is not UTF-8"):
        read_equipment(file)
