"""``--audience`` as a user types it: what is refused, where files go, what an older handout becomes."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import pytest
import shapely
from tiny_inputs import BOTTOM, EPSG, LEFT

from covplan.cli import main
from covplan.cli.words import command_help
from tests.tiny_scenario import TOML, write_tiny_scenario

AS_OF = '\n[outputs]\nas_of = "2026-11-23"\n'


@pytest.fixture(scope="module")
def scenario(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_tiny_scenario(tmp_path_factory.mktemp("đối tượng"), TOML + AS_OF)


def run(scenario: Path, *words: str) -> int:
    return main([words[0], str(scenario), *words[1:], "--out", str(scenario.parent / "out")])


def test_a_partner_without_a_name_is_refused(scenario: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(scenario, "map", "--audience", "partner") == 1
    assert "outputs.partner chưa ghi nhà mạng nào" in capsys.readouterr().err
    assert run(scenario, "map", "--audience", "partner", "--set", "outputs.partner=gtel") == 1
    assert "'gtel' không có băng tần" in capsys.readouterr().err
    assert not list((scenario.parent / "out").glob("partner*"))


def test_sheets_and_comparisons_are_internal(scenario: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(scenario, "report", "--communes", "--audience", "public") == 2
    assert "bản nội bộ" in capsys.readouterr().err
    assert run(scenario, "map", "--audience", "everybody") == 2


def test_a_department_s_profile_is_nothing_for_the_public(scenario: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(scenario, "export", "--profile", "sxd", "--audience", "public") == 1
    assert "chỉ được nhận O_LUCGIAC, XA_PHUONG" in capsys.readouterr().err


def test_a_handout_of_other_settings_does_not_stay(scenario: Path) -> None:
    out = scenario.parent / "out"
    assert run(scenario, "export", "--audience", "public") == 0
    assert run(scenario, "map", "--audience", "public") == 0
    assert {file.name for file in (out / "public").iterdir()} == {"map.html", "shapefiles", "tables", "ti-hon.gpkg"}
    (out / "public" / "ghi chú.txt").write_text("of the user", encoding="utf-8")
    belt = gpd.GeoDataFrame(
        {"name": ["vành đai"]}, geometry=[shapely.box(LEFT, BOTTOM, LEFT + 900, BOTTOM + 900)], crs=EPSG
    )
    belt.to_file(scenario.with_name("vành đai.gpkg"))
    text = scenario.read_text(encoding="utf-8")
    scenario.write_text(text + 'withheld = [{ file = "vành đai.gpkg", source = "x" }]\n', encoding="utf-8")
    assert run(scenario, "map", "--audience", "public") == 0
    assert {file.name for file in (out / "public").iterdir()} == {"map.html", "ghi chú.txt"}


def test_check_reads_the_withheld_polygons(scenario: Path, capsys: pytest.CaptureFixture[str]) -> None:
    line = gpd.GeoDataFrame(
        {"name": ["x"]}, geometry=[shapely.LineString([(LEFT, BOTTOM), (LEFT + 9, BOTTOM)])], crs=EPSG
    )
    line.to_file(scenario.with_name("đường ranh.gpkg"))
    text = scenario.read_text(encoding="utf-8")
    scenario.write_text(text.replace("vành đai.gpkg", "đường ranh.gpkg"), encoding="utf-8")
    assert run(scenario, "check") == 1
    assert "đường ranh.gpkg" in capsys.readouterr().out
    assert run(scenario, "map", "--audience", "public") == 1


def test_the_help_names_the_audiences(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    for language, words in (("vi", "lục giác"), ("en", "hexagons")):
        monkeypatch.setenv("COVPLAN_LANG", language)
        for name in ("map", "export", "run", "report"):
            assert main([name, "--help"]) == 0
            shown = capsys.readouterr().out
            assert "[internal|partner|public]" in shown and words in shown
        assert command_help("map", language)
