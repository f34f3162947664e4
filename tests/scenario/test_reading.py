"""A scenario file → settings; every mistake at once, each with its key, file and line."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from scenario_files import BASE, INPUTS, write_scenario

from covplan.cli.rendering import problem_line
from covplan.errors import MissingFileError, Problem, ScenarioError
from covplan.outputs.settings import Language
from covplan.planning.settings import Configuration
from covplan.scenario import input_files, read_scenario


def problems_of(file: Path, *overrides: str) -> dict[str, Problem]:
    """Problem by key."""
    with pytest.raises(ScenarioError) as caught:
        read_scenario(file, overrides)
    keys = [problem.column for problem in caught.value.problems]
    assert len(keys) == len(set(keys))
    return dict(zip(keys, caught.value.problems, strict=True))


def line_of(text: str, start: str) -> int:
    return next(number for number, line in enumerate(text.splitlines(), 1) if line.startswith(start))


def test_settings_of_all_layers_are_composed(tmp_path: Path) -> None:
    scenario = read_scenario(write_scenario(tmp_path))
    assert (scenario.name, scenario.title, scenario.synthetic) == ("thu", "Thử nghiệm", True)
    carrier = scenario.area.carriers[0]
    assert scenario.synthetic and scenario.area.synthetic
    assert (carrier.id, carrier.band, carrier.antenna.gain_dbi) == ("viettel-nr-2550", "n41", 18.0)
    assert scenario.area.land_cover.heights_m == {10: 12.0}
    assert scenario.radio.model.delta_n == 45.0
    assert scenario.planning.target_pct == 99.0
    assert scenario.service.reading == "any"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
def test_files_resolve_against_the_toml_with_and_without_bom(tmp_path: Path, encoding: str) -> None:
    folder = tmp_path / "thư mục có dấu"
    scenario = read_scenario(write_scenario(folder, encoding=encoding))
    assert {file for _, file in input_files(scenario)} == {folder / name for name in INPUTS}


@pytest.mark.skipif(sys.platform != "linux", reason="other systems keep names of files as text")
def test_a_path_that_is_no_text_is_refused(tmp_path: Path) -> None:
    """Names in UTF-8 become such where Python is told that the system speaks ASCII."""
    folder = tmp_path / "kịch bản".encode().decode("ascii", "surrogateescape")
    folder.mkdir()
    with pytest.raises(ScenarioError) as raised:
        read_scenario(write_scenario(folder, BASE))
    assert [problem.code for problem in raised.value.problems] == ["scenario.value"]


def test_home_is_not_expanded(tmp_path: Path) -> None:
    problems = problems_of(write_scenario(tmp_path, BASE.replace('"people.tif"', '"~/people.tif"')))
    assert problems["area.people.file"].params["file"] == str(tmp_path / "~" / "people.tif")


def test_all_mistakes_are_reported_at_once_with_their_lines(tmp_path: Path) -> None:
    text = (
        BASE.replace("synthetic = true", "synthetic = 1")
        .replace("pixel_m = 250", "pixel_m = -250")
        .replace('base = "x"', 'base = "x"\nrescale_to_offical = false')
        .replace("freq_mhz = 2550", "freq_mhz = 25500")
        .replace('technology = "NR"', 'technology = "5G"\ncolour = "red"')
        .replace("gain_dbi = 18.0", "gain_dbi = 99")
        + 'n0_unit = "N"\n[service]\nsigma_db = "8"\n'
    )
    file = write_scenario(tmp_path, text)
    problems = problems_of(file)
    expected = {
        "synthetic": ("scenario.boolean", "synthetic"),
        "area.pixel_m": ("scenario.range", "pixel_m"),
        "area.people.rescale_to_offical": ("scenario.key_near", "rescale_to_offical"),
        "carriers[1].technology": ("scenario.choice", "technology"),
        "carriers[1].colour": ("scenario.key_unknown", "colour"),
        "antennas[1]": ("network.value", "[[antennas]]"),
        "radio.model.n0_unit": ("scenario.key_unknown", "n0_unit"),
        "service.sigma_db": ("scenario.number", "sigma_db"),
    }
    assert {key: problem.code for key, problem in problems.items()} == {
        key: code for key, (code, _) in expected.items()
    }
    for key, (_, start) in expected.items():
        assert problems[key].row == line_of(text, start), key
        assert problems[key].file == str(file)
    assert problems["area.people.rescale_to_offical"].params["near"] == "area.people.rescale_to_official"
    assert "delta_n" in problems["radio.model.n0_unit"].params["known"]


def test_an_impossible_carrier_names_its_value(tmp_path: Path) -> None:
    problem = problems_of(write_scenario(tmp_path, BASE.replace("freq_mhz = 2550", "freq_mhz = 25500")))["carriers[1]"]
    assert "30 to 6000 MHz" in problem.text and "25500" in problem.text


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("area.pixel_m", "0"),
        ("radio.profile_step_m", "51"),
        ("radio.profile_step_m", "0"),
        ("radio.model.time_pct", "60"),
        ("service.probability_pct", "100"),
        ("service.sigma_db", "-1"),
        ("assessment.where.line_sample_m", "0"),
        ("assessment.where.key_area_pct", "100.5"),
        ("planning.target_pct", "101"),
        ("planning.target_pct", "-0.1"),
    ],
)
def test_values_out_of_range_are_refused(tmp_path: Path, key: str, value: str) -> None:
    assert problems_of(write_scenario(tmp_path), f"{key}={value}")[key].code == "scenario.range"


@pytest.mark.parametrize("pair", ["planning.target_pct=100", "planning.target_pct=0", "radio.profile_step_m=50"])
def test_the_ends_of_ranges_are_allowed(tmp_path: Path, pair: str) -> None:
    assert read_scenario(write_scenario(tmp_path), [pair]).name == "thu"


@pytest.mark.parametrize(
    ("old", "new", "key", "code"),
    [
        ('name = "thu"', 'name = "Đắk Lắk/1"', "name", "scenario.name"),
        ('name = "thu"', 'name = "Nul"', "name", "scenario.name"),
        ('name = "thu"', 'name = "com1.v2"', "name", "scenario.name"),
        ('name = "thu"', 'name = "thu."', "name", "scenario.name"),
        ('name = "thu"\n', "", "name", "scenario.key_missing"),
        ('antenna = "mid"', 'antenna = "low"', "carriers[1].antenna", "scenario.antenna_unknown"),
        ('antenna = "mid"\n', "", "carriers[1].antenna", "scenario.key_missing"),
        ('antenna = "mid"', "antenna = { gain_dbi = 3 }", "carriers[1].antenna", "scenario.text"),
        ("gain_dbi = 18.0\n", "", "antennas[1].gain_dbi", "scenario.key_missing"),
        ("epsg = 9218", "epsg = 9218.5", "area.epsg", "scenario.integer"),
        ("pixel_m = 250", "pixel_m = nan", "area.pixel_m", "scenario.range"),
        ("pixel_m = 250", "pixel_m = true", "area.pixel_m", "scenario.number"),
        ('files = ["dem/a.tif", "dem/b.tif"]', 'files = "dem/a.tif"', "area.elevation.files", "scenario.list"),
        ("[area.people]", "[area.peple]", "area.peple", "scenario.key_near"),
        ("[area]", "file = 1\n[area]", "carriers[1].file", "scenario.key_unknown"),
        ("[area]", "[area]\ncarriers = []", "area.carriers", "scenario.key_unknown"),
        ("[area]", "[area]\nsynthetic = false", "area.synthetic", "scenario.key_unknown"),
    ],
)
def test_each_kind_of_mistake(tmp_path: Path, old: str, new: str, key: str, code: str) -> None:
    assert old in BASE
    assert problems_of(write_scenario(tmp_path, BASE.replace(old, new, 1)))[key].code == code


def test_a_scenario_without_carriers_is_refused(tmp_path: Path) -> None:
    start, end = BASE.index("[[carriers]]"), BASE.index("[area]")
    assert problems_of(write_scenario(tmp_path, BASE[:start] + BASE[end:]))["carriers"].code == "scenario.no_carrier"


def test_the_same_carrier_or_antenna_twice_is_refused(tmp_path: Path) -> None:
    antenna, carrier = BASE.index("[[antennas]]"), BASE.index("[[carriers]]")
    end = BASE.index("[area]")
    twice = BASE[:carrier] + BASE[antenna:carrier] + BASE[carrier:end] + BASE[carrier:]
    assert problems_of(write_scenario(tmp_path, twice))["antennas[2].name"].code == "scenario.antenna_twice"
    twice = BASE[:end] + BASE[carrier:]
    assert problems_of(write_scenario(tmp_path, twice))["carriers[2]"].code == "scenario.carrier_twice"


def test_the_reading_must_be_an_operator_with_a_carrier(tmp_path: Path) -> None:
    file = write_scenario(tmp_path)
    assert read_scenario(file, ["service.reading=viettel"]).service.reading == "viettel"
    problem = problems_of(file, "service.reading=viettle")["service.reading"]
    assert problem.params["known"] == "any, viettel"
    assert problems_of(file, "planning.builders=['vnpt']")["planning.builders"].code == "scenario.choice"


def test_all_missing_files_are_listed_at_once(tmp_path: Path) -> None:
    file = write_scenario(tmp_path)
    for name in ("people.tif", "dem/b.tif", "sites.csv"):
        (tmp_path / name).unlink()
    problems = problems_of(file)
    assert set(problems) == {"area.people.file", "area.elevation.files[2]", "area.sites[1].file"}
    assert {problem.code for problem in problems.values()} == {"file.missing"}
    assert problems["area.sites[1].file"].row == line_of(BASE, 'file = "sites.csv"')


def test_a_file_that_fetch_brings_is_told_apart(tmp_path: Path) -> None:
    file = write_scenario(tmp_path, BASE.replace('"people.tif"', '"open_data/people.tif"'))
    problem = problems_of(file)["area.people.file"]
    assert problem.code == "file.not_fetched"
    line = problem_line(problem, "vi")
    assert "khóa area.people.file" in line and "covplan fetch" in line


def test_a_missing_scenario_is_a_missing_file(tmp_path: Path) -> None:
    with pytest.raises(MissingFileError, match="there is no scenario .*nope.toml"):
        read_scenario(tmp_path / "nope.toml")


def test_a_syntax_error_names_line_and_column(tmp_path: Path) -> None:
    with pytest.raises(ScenarioError, match=r"line 2, column \d+"):
        read_scenario(write_scenario(tmp_path, 'name = "x"\ntitle = \n'))


def test_a_syntax_error_names_frequent_causes(tmp_path: Path) -> None:
    with pytest.raises(ScenarioError, match="decimal comma"):
        read_scenario(write_scenario(tmp_path, "pixel_m = 200,0\n"))


def test_a_file_that_is_not_utf8_is_told(tmp_path: Path) -> None:
    with pytest.raises(ScenarioError, match="TOML, UTF-8"):
        read_scenario(write_scenario(tmp_path, encoding="utf-16"))


def test_overrides_have_the_last_word(tmp_path: Path) -> None:
    file = write_scenario(tmp_path, BASE + "[planning]\ntarget_pct = 95\n")
    scenario = read_scenario(file, ["planning.target_pct=98", "outputs.language=en", 'title = "Khác"'])
    assert (scenario.planning.target_pct, scenario.outputs.language, scenario.title) == (98, Language.ENGLISH, "Khác")


def test_alternatives_of_a_plan(tmp_path: Path) -> None:
    planning = BASE + '[planning]\nconfigurations = ["all", "low"]\nother_mast_heights_m = [30.0, 60]\n'
    settings = read_scenario(write_scenario(tmp_path, planning)).planning
    assert settings.configurations == (Configuration.ALL, Configuration.LOW)
    assert settings.ground_mast_heights_m == (45.0, 30.0, 60.0)


@pytest.mark.parametrize(
    ("line", "key", "code"),
    [
        ('configurations = ["all", "high"]', "planning.configurations[2]", "scenario.choice"),
        ("configurations = []", "planning", "planning.no_configuration"),
        ("roof_mast_heights_m = [2.0]", "planning", "planning.height"),
    ],
)
def test_alternatives_that_cannot_be(tmp_path: Path, line: str, key: str, code: str) -> None:
    assert problems_of(write_scenario(tmp_path, f"{BASE}[planning]\n{line}\n"))[key].code == code


@pytest.mark.parametrize("text", ["planning.target_pct", "=3", "a b=3", ""])
def test_an_override_that_cannot_be_read_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(ScenarioError, match="--set needs key=value"):
        read_scenario(write_scenario(tmp_path), [text])


def test_an_unknown_key_in_an_override_names_the_override(tmp_path: Path) -> None:
    problem = problems_of(write_scenario(tmp_path), "planing.target_pct=98")["planing"]
    assert problem.code == "scenario.key_near"
    assert problem.place.startswith("--set planing.target_pct=98")


def test_extends_merges_tables_and_replaces_lists(tmp_path: Path) -> None:
    write_scenario(tmp_path, name="base.toml")
    variant = tmp_path / "biến thể"
    (variant / "dem").mkdir(parents=True)
    (variant / "dem/c.tif").write_text("c", encoding="utf-8")
    text = 'extends = "../base.toml"\nname = "khac"\n[area]\npixel_m = 100\n[area.elevation]\nfiles = ["dem/c.tif"]\n'
    (variant / "variant.toml").write_text(text, encoding="utf-8")
    scenario = read_scenario(variant / "variant.toml")
    assert (scenario.name, scenario.title, scenario.area.pixel_m) == ("khac", "Thử nghiệm", 100)
    assert scenario.area.elevation.files == (variant / "dem/c.tif",)
    assert scenario.area.people.file.samefile(tmp_path / "people.tif")


def test_a_mistake_in_the_base_is_placed_in_the_base(tmp_path: Path) -> None:
    base = write_scenario(tmp_path, BASE.replace("epsg = 9218", 'epsg = "9218"'), name="base.toml")
    (tmp_path / "v.toml").write_text('extends = "base.toml"\n[area]\npixel_m = 0\n', encoding="utf-8")
    problems = problems_of(tmp_path / "v.toml")
    assert (problems["area.epsg"].file, problems["area.epsg"].row) == (str(base), line_of(BASE, "epsg"))
    assert (problems["area.pixel_m"].file, problems["area.pixel_m"].row) == (str(tmp_path / "v.toml"), 3)


def test_scenarios_that_extend_each_other_are_refused(tmp_path: Path) -> None:
    for name, base in (("a", "b"), ("b", "c"), ("c", "a")):
        (tmp_path / f"{name}.toml").write_text(f'extends = "{base}.toml"\n', encoding="utf-8")
    with pytest.raises(ScenarioError, match=r"a\.toml → b\.toml → c\.toml → a\.toml"):
        read_scenario(tmp_path / "a.toml")
