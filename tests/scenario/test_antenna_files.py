"""Antennas that a scenario takes from files: equipment, Planet, CSV; and what is told when they are wrong."""

from __future__ import annotations

from pathlib import Path

import pytest
from antenna_files import HEAD, HORIZONTAL, lines, planet, table
from scenario_files import BASE, write_scenario

from covplan.errors import Problem, ScenarioError, Severity
from covplan.network import AntennaPattern, PatternMethod
from covplan.scenario import Scenario, Step, fingerprint, input_files, read_scenario

INLINE = BASE[BASE.index("[[antennas]]") : BASE.index("[[carriers]]")]
MEASURED = '[[antennas]]\nfile = "../thiết bị/a.msi"\nname = "mid"\n'
EQUIPMENT = """\
[[antennas]]
name = "mid"
gain_dbi = 17.0
horizontal_beamwidth_deg = 60
vertical_beamwidth_deg = 6
source = "giả định"

[[antennas]]
name = "wide"
gain_dbi = 12.0
horizontal_beamwidth_deg = 90
vertical_beamwidth_deg = 15
source = "giả định"
"""


def write(folder: Path, antennas: str, **files: str) -> Path:
    """A scenario whose antennas are ``antennas``, with files beside it."""
    file = write_scenario(folder / "kịch bản", BASE.replace(INLINE, antennas + "\n"))
    (folder / "thiết bị").mkdir(exist_ok=True)
    for name, text in files.items():
        (folder / "thiết bị" / name.replace("_", ".")).write_text(text, encoding="utf-8")
    return file


def problems(file: Path) -> list[Problem]:
    with pytest.raises(ScenarioError) as caught:
        read_scenario(file)
    return list(caught.value.problems)


def antenna_of(scenario: Scenario) -> AntennaPattern:
    return scenario.area.carriers[0].antenna


def test_an_antenna_of_an_equipment_file(tmp_path: Path) -> None:
    text = '[[antennas]]\nfile = "../thiết bị/a.toml"\nname = "mid"\n'
    scenario = read_scenario(write(tmp_path, text, a_toml=EQUIPMENT))
    assert (antenna_of(scenario).gain_dbi, antenna_of(scenario).source) == (17.0, "giả định")
    files = dict(input_files(scenario))
    assert files[("equipment_files", 0)].samefile(tmp_path / "thiết bị/a.toml")


def test_the_only_antenna_of_a_file_needs_no_name(tmp_path: Path) -> None:
    one = EQUIPMENT[: EQUIPMENT.index("[[antennas]]", 5)]
    scenario = read_scenario(write(tmp_path, '[[antennas]]\nfile = "../thiết bị/a.toml"\n', a_toml=one))
    assert antenna_of(scenario).name == "mid"


def test_a_measured_antenna(tmp_path: Path) -> None:
    text = '[[antennas]]\nfile = "../thiết bị/a.msi"\nname = "mid"\nmethod = "cross_sum"\n'
    antenna = antenna_of(read_scenario(write(tmp_path, text, a_msi=planet())))
    assert antenna.method is PatternMethod.CROSS_SUM
    assert antenna.horizontal_db == tuple(HORIZONTAL)
    assert (antenna.gain_dbi, antenna.electrical_tilt_deg) == (pytest.approx(18.0), 4.0)


def test_a_measured_antenna_keeps_the_name_of_its_file(tmp_path: Path) -> None:
    text = '[[antennas]]\nfile = "../thiết bị/a.msi"\n'
    file = write(tmp_path, text, a_msi=planet(HEAD.replace("Mau-65", "mid")))
    assert antenna_of(read_scenario(file)).name == "mid"


def test_a_table_needs_a_gain(tmp_path: Path) -> None:
    text = '[[antennas]]\nfile = "../thiết bị/a.csv"\nname = "mid"\n'
    (found,) = problems(write(tmp_path, text, a_csv=table()))
    assert (found.code, found.params["key"]) == ("scenario.key_missing", "antennas[1].gain_dbi")
    file = write(tmp_path, text + "gain_dbi = 16\n", a_csv=table())
    assert antenna_of(read_scenario(file)).gain_dbi == 16.0


def test_content_of_the_file_counts_and_its_place_does_not(tmp_path: Path) -> None:
    prints = []
    for folder, pattern in (("a", planet()), ("b", planet()), ("c", planet(HEAD.replace("15.85", "14.85")))):
        (tmp_path / folder).mkdir()
        prints.append(fingerprint(read_scenario(write(tmp_path / folder, MEASURED, a_msi=pattern)), Step.COVERAGE))
    assert prints[0] == prints[1] != prints[2]


def test_another_entry_of_the_equipment_file_does_not_count(tmp_path: Path) -> None:
    text = '[[antennas]]\nfile = "../thiết bị/a.toml"\nname = "mid"\n'
    prints = []
    for equipment in (EQUIPMENT, EQUIPMENT.replace("gain_dbi = 12.0", "gain_dbi = 13.0")):
        prints.append(fingerprint(read_scenario(write(tmp_path, text, a_toml=equipment)), Step.EXPORT))
    assert prints[0] == prints[1]


def test_mistakes_inside_the_files_stand_beside_those_of_the_scenario(tmp_path: Path) -> None:
    antennas = (
        '[[antennas]]\nfile = "../thiết bị/a.msi"\nname = "mid"\n'
        '[[antennas]]\nfile = "../thiết bị/b.toml"\nname = "wide"\n'
    )
    broken = lines(HORIZONTAL).replace("10.0 0.3\n", "10.0 ?\n", 1)
    file = write(tmp_path, antennas, a_msi=planet(horizontal=broken), b_toml=EQUIPMENT.replace("= 12.0", '= "12"'))
    file.write_text(file.read_text(encoding="utf-8").replace("pixel_m = 250", "pixel_m = 1"), encoding="utf-8")
    found = problems(file)
    assert [(Path(p.file).name, p.row, p.code) for p in found if Path(p.file).name != "scenario.toml"] == [
        ("a.msi", None, "antenna.cut_count"),
        ("a.msi", 19, "antenna.line"),
        ("b.toml", 10, "equipment.value"),
    ]
    assert [p.code for p in found if Path(p.file).name == "scenario.toml"] == ["scenario.range"]


@pytest.mark.parametrize(
    ("entry", "code", "column"),
    [
        ('file = "../thiết bị/không.msi"\nname = "mid"', "file.missing", "antennas[1].file"),
        ('file = "../thiết bị/a.pdf"\nname = "mid"', "antenna.kind", "antennas[1].file"),
        ('file = "../thiết bị/a.toml"\nname = "mid"\ngain_dbi = 18', "scenario.antenna_beside", "antennas[1].gain_dbi"),
        ('file = "../thiết bị/a.toml"\nname = "low"', "antenna.name", "antennas[1].file"),
        ('file = "../thiết bị/a.toml"', "antenna.name_needed", "antennas[1].file"),
        ('file = 3\nname = "mid"', "scenario.text", "antennas[1].file"),
        ('file = "../thiết bị/a.msi"\nname = "mid"\ncolour = 3', "scenario.key_unknown", "antennas[1].colour"),
        ('file = "../thiết bị/a.msi"\nname = "mid"\nmethod = "best"', "scenario.choice", "antennas[1].method"),
        ('file = "../thiết bị/a.msi"\nname = "mid"\ngain_dbi = 99', "network.value", "antennas[1]"),
    ],
)
def test_each_kind_of_mistake_alone(tmp_path: Path, entry: str, code: str, column: str) -> None:
    found = problems(write(tmp_path, f"[[antennas]]\n{entry}\n", a_msi=planet(), a_toml=EQUIPMENT, a_pdf="%PDF"))
    assert [(p.code, p.column) for p in found if p.code != "scenario.antenna_unknown"] == [(code, column)]
    assert found[0].row is not None


def test_a_carrier_with_another_tilt_than_the_file_contains(tmp_path: Path) -> None:
    file = write(tmp_path, MEASURED, a_msi=planet())
    tilted = file.read_text(encoding="utf-8").replace("radius_km = 5", "radius_km = 5\nelectrical_tilt_deg = 6")
    file.write_text(tilted, encoding="utf-8")
    (found,) = problems(file)
    assert found.column == "carriers[1]"
    assert "electrical_tilt_deg must be 0 or 4, the tilt that the measured pattern mid contains, got 6" in found.text


def test_files_of_a_base_resolve_against_the_base(tmp_path: Path) -> None:
    base = write(tmp_path, MEASURED, a_msi=planet())
    variant = tmp_path / "biến thể/v.toml"
    variant.parent.mkdir()
    variant.write_text('extends = "../kịch bản/scenario.toml"\nname = "khac"\n', encoding="utf-8")
    assert antenna_of(read_scenario(variant)) == antenna_of(read_scenario(base))


def test_remarks_on_the_files_come_with_the_scenario(tmp_path: Path) -> None:
    unnamed = planet(HEAD.replace(" dBd", ""))
    assert read_scenario(write(tmp_path, MEASURED, a_msi=planet())).remarks == ()
    (remark,) = read_scenario(write(tmp_path, MEASURED, a_msi=unnamed)).remarks
    assert (remark.code, remark.severity, remark.file, remark.row) == ("antenna.gain_unit", Severity.NOTE, "a.msi", 4)
    entry = '[[antennas]]\nfile = "a.msi"\nname = "mid"\nsource = "x"\n'
    text = '[[antennas]]\nfile = "../thiết bị/a.toml"\nname = "mid"\n'
    assert read_scenario(write(tmp_path, text, a_msi=unnamed, a_toml=entry)).remarks == (remark,)


def test_the_unit_of_a_gain_counts_where_remarks_are_written(tmp_path: Path) -> None:
    prints = []
    for gain in ("16 dBd", "16"):
        scenario = read_scenario(write(tmp_path, MEASURED, a_msi=planet(HEAD.replace("15.85 dBd", gain))))
        prints.append([fingerprint(scenario, step) for step in (Step.PLAN, Step.EXPORT)])
    assert prints[0][0] == prints[1][0] and prints[0][1] != prints[1][1]


def test_remarks_are_no_key(tmp_path: Path) -> None:
    (found,) = problems(write_scenario(tmp_path, "remarks = []\n" + BASE))
    assert (found.code, found.column) == ("scenario.key_unknown", "remarks")
