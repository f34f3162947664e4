"""``covplan compare`` as a user types it: two variants of the tiny scenario."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from covplan.cli import main
from tests.tiny_scenario import write_tiny_scenario


def variant(base: Path, name: str, text: str) -> Path:
    file = base.parent / f"{name}.toml"
    file.write_text(f'extends = "{base.name}"\nname = "{name}"\n{text}\n', encoding="utf-8")
    return file


@pytest.fixture(scope="module")
def two(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    base = write_tiny_scenario(tmp_path_factory.mktemp("so sánh"))
    return (
        variant(base, "thua", "[service]\nthreshold_dbm = -95.0"),
        variant(base, "du", "[service]\nthreshold_dbm = -105.0"),
    )


def rows(folder: Path, table: str) -> list[list[str]]:
    text = (folder / f"{table}.csv").read_text(encoding="utf-8-sig")
    heading, *lines = csv.reader(text.splitlines(), delimiter=";")
    assert heading[-1] == "Đánh dấu"  # every row says under which marks it stands
    return [line[:-1] for line in lines]


def number(text: str) -> float:
    return float(text.replace(",", "."))


@pytest.fixture(scope="module")
def compared(two: tuple[Path, Path], tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    out = tmp_path_factory.mktemp("kết quả")
    assert main(["compare", *map(str, two), "--out", str(out)]) == 0
    assert main(["compare", *map(str, reversed(two)), "--out", str(out)]) == 0
    return {"there": out / "thua" / "compare_du", "back": out / "du" / "compare_thua", "out": out}


def test_only_what_differs_is_told(compared: dict[str, Path]) -> None:
    settings = [
        row for row in rows(compared["there"], "compare_settings") if row[0].startswith(("service", "planning"))
    ]
    assert settings == [["service.threshold_dbm", "-95.0", "-105.0"]]


def test_back_is_there_with_the_sign_turned(compared: dict[str, Path]) -> None:
    there = {row[0]: row[1:] for row in rows(compared["there"], "compare_province")}
    back = {row[0]: row[1:] for row in rows(compared["back"], "compare_province")}
    assert len(there) == 8
    for key in there:
        a, b, difference = map(number, there[key])
        assert difference == pytest.approx(b - a, abs=1.1e-3)  # three decimals are written
        assert list(map(number, back[key])) == pytest.approx([b, a, -difference], abs=1e-6)


def test_a_lower_threshold_serves_more_today(compared: dict[str, Path]) -> None:
    (today,) = (row for row in rows(compared["there"], "compare_province") if "hiện nay" in row[0])
    assert number(today[3]) > 0


def test_communes_add_up_to_the_province(compared: dict[str, Path]) -> None:
    communes = rows(compared["there"], "compare_communes")
    province = {row[0]: row[1:] for row in rows(compared["there"], "compare_province")}
    people = next(values for key, values in province.items() if "người" in key)
    cost = next(values for key, values in province.items() if "Tổng chi phí" in key)
    assert communes
    for side in range(3):
        assert sum(number(row[8 + side]) for row in communes) == pytest.approx(number(people[side]), abs=1.0)
        assert sum(number(row[11 + side]) for row in communes) == pytest.approx(1000 * number(cost[side]), abs=0.6)


def test_a_scenario_compared_with_itself_differs_in_nothing(two: tuple[Path, Path], compared: dict[str, Path]) -> None:
    assert main(["compare", str(two[0]), str(two[0]), "--out", str(compared["out"])]) == 0
    folder = compared["out"] / "thua" / "compare_thua-b"
    assert rows(folder, "compare_settings") == []
    assert {number(row[3]) for row in rows(folder, "compare_province")} == {0.0}


def test_names_that_differ_in_case_only_have_folders_of_their_own(
    two: tuple[Path, Path], compared: dict[str, Path]
) -> None:
    """On Windows and macOS they would be one folder."""
    loud = two[0].with_name("hoa.toml")
    loud.write_text(f'extends = "{two[0].name}"\nname = "THUA"\n', encoding="utf-8")
    assert main(["compare", str(two[0]), str(loud), "--out", str(compared["out"])]) == 0
    assert (compared["out"] / "THUA-b").is_dir() and not (compared["out"] / "THUA").exists()


def test_the_map_lies_beside_the_tables_and_is_told(
    two: tuple[Path, Path], compared: dict[str, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    page = (compared["there"] / "map.html").read_text(encoding="utf-8")
    assert "thua: Được phủ sóng 5G: SS-RSRP ≥ −95 dBm" in page and "du: Được phủ sóng 5G: SS-RSRP ≥ −105 dBm" in page
    assert main(["compare", *map(str, two), "--out", str(compared["out"])]) == 0
    assert f"Bản đồ khác biệt: {compared['there'] / 'map.html'}" in capsys.readouterr().out


def test_without_a_map_the_tables_stand_and_it_is_told(
    two: tuple[Path, Path],
    compared: dict[str, Path],
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("covplan.workflow.comparison.can_be_drawn", lambda first, second: False)
    assert main(["compare", *map(str, reversed(two)), "--out", str(compared["out"])]) == 0
    assert "Không vẽ bản đồ khác biệt" in capsys.readouterr().out
    assert rows(compared["back"], "compare_province") and not (compared["back"] / "map.html").exists()
