"""The command as a user types it: exit codes, what goes to which stream, paths with spaces and Vietnamese letters."""

from __future__ import annotations

import csv
import io
import json
import os
import signal
import subprocess
import sys
from functools import partial
from pathlib import Path

import click
import pytest
from tiny_scenario import TOML, write_tiny_scenario

from covplan.cli import commands, main
from covplan.cli.commands import answer, make_command
from covplan.cli.words import COMMANDS
from covplan.outputs import WHERE_PARTS


def covplan(*arguments: object, cwd: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if name != "COVPLAN_LANG"} | variables
    return subprocess.run(
        [sys.executable, "-m", "covplan", *map(str, arguments)],
        cwd=cwd,
        env=environment,
        capture_output=True,
        encoding="utf-8",
        timeout=300,
        check=False,
    )


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A working directory with a scenario in a folder whose name is not ASCII, run once."""
    place = tmp_path_factory.mktemp("nơi làm việc")
    write_tiny_scenario(place / "dữ liệu Đắk Lắk")
    done = covplan("run", "dữ liệu Đắk Lắk/kịch bản.toml", cwd=place)
    assert done.returncode == 0, done.stderr
    (place / "run.txt").write_text(done.stdout, encoding="utf-8")
    return place


SCENARIO = "dữ liệu Đắk Lắk/kịch bản.toml"


def test_a_run_prints_the_headline_with_its_definition_and_the_files(folder: Path) -> None:
    text = (folder / "run.txt").read_text(encoding="utf-8")
    out = folder / "out" / "ti-hon"
    summary = json.loads((out / "summary.json").read_text(encoding="utf-8"))
    assert "DỮ LIỆU MÔ PHỎNG" in text
    assert "Dân số được phủ 5G" in text and "10.000 người" in text
    assert summary["definition"]["vi"] in text
    assert str(out / "map.html") in text and (out / "map.html").is_file()
    assert str(out / "tables") in text


def test_a_second_run_says_that_nothing_changed(folder: Path) -> None:
    done = covplan("run", SCENARIO, cwd=folder)
    assert done.returncode == 0
    assert done.stdout == (folder / "run.txt").read_text(encoding="utf-8")
    assert done.stderr.strip() == "Toàn bộ: không đổi, dùng lại"


def test_english_by_the_environment(folder: Path) -> None:
    done = covplan("run", SCENARIO, cwd=folder, COVPLAN_LANG="en")
    assert "People served by 5G" in done.stdout and "SYNTHETIC" in done.stdout
    assert "unchanged" in done.stderr


def test_the_option_goes_before_the_environment(folder: Path) -> None:
    asked = ("run", SCENARIO, "--out", "in English")
    done = covplan("--lang", "en", *asked, cwd=folder, COVPLAN_LANG="vi")
    assert "People served by 5G" in done.stdout and "Reading inputs" in done.stderr
    assert "Served by 5G" in (folder / "in English/map.html").read_text(encoding="utf-8")
    assert "unchanged" in covplan("--lang", "en", *asked, cwd=folder).stderr
    told = covplan("--lang", "vi", "run", "không có.toml", cwd=folder, COVPLAN_LANG="en").stderr
    assert told.startswith("Lỗi: không có tệp kịch bản")
    shown = covplan("--lang", "en", "--help", cwd=folder).stdout
    assert "Plan the mobile network" in shown and "Write the HTML map" in shown and "bản đồ" not in shown
    assert "Write the HTML map" in covplan("--lang", "en", "map", "--help", cwd=folder).stdout
    assert covplan("--lang", "fr", "run", SCENARIO, cwd=folder).returncode == 2


def test_check_lists_every_problem(folder: Path) -> None:
    done = covplan("check", SCENARIO, "--out", "kiểm tra", cwd=folder)
    assert done.returncode == 0
    assert "0 lỗi" in done.stdout
    assert (folder / "kiểm tra/input_report.csv").is_file()


@pytest.mark.parametrize(("level", "rows"), [("province", 1), ("district", 2), ("commune", 2)])
def test_assess_gives_csv_on_stdout_and_the_definition_on_stderr(folder: Path, level: str, rows: int) -> None:
    done = covplan("assess", SCENARIO, "--by", level, cwd=folder)
    assert done.returncode == 0
    table = list(csv.DictReader(io.StringIO(done.stdout)))
    assert len(table) == rows
    assert sum(float(row["population"]) for row in table) == pytest.approx(10_000, abs=0.5)
    for row in table:
        assert float(row["any_pct"]) == pytest.approx(100 * float(row["any"]) / float(row["population"]), abs=0.01)
    assert "SS-RSRP" in done.stderr and "MÔ PHỎNG" in done.stderr


TARGETS = """\
plan = "Kế hoạch"
source = "thử"

[areas.new]
title_vi = "Tỉnh mới"
title_en = "New province"
units = [{ admin_code = "66", admin_epoch = "2025-07" }]

[[target]]
id = "T30-02"
clause = "II.2"
title_vi = "Dân số được phủ sóng 5G"
title_en = "Population covered"
scope = "new"
operator = ">="
value = 99
unit = "%"
year = 2030
evidence = "served_5g_pct:any"
kinds = ["modelled"]
"""


def test_targets_as_lines_json_and_year_on_year(folder: Path) -> None:
    (folder / "dữ liệu Đắk Lắk/chỉ tiêu.toml").write_text(TARGETS, encoding="utf-8")
    named = ["--set", 'targets={file="chỉ tiêu.toml"}']
    asked = ("assess", SCENARIO, "--targets", *named, "--set")
    first = covplan(*asked, "outputs.as_of=2025-11-01", cwd=folder)
    assert first.returncode == 0, first.stderr
    assert "T30-02 (II.2) Dân số được phủ sóng 5G: ≥ 99 %, hạn 31/12/2030" in first.stdout
    assert "mô hình, ước tính" in first.stdout and "SS-RSRP ≥ −85 dBm" in first.stdout and "tiny 2025" in first.stdout
    assert (folder / "out/ti-hon/targets.csv").is_file()
    last = ("--json", "--earlier", "out/ti-hon", "--out", "năm sau")
    done = covplan(*asked, "outputs.as_of=2026-11-01", *last, cwd=folder)
    (target,) = json.loads(done.stdout)["targets"]
    (value,) = target["deciding"]
    assert (target["status"], value["kind"]) == ("not_reached", "modelled")
    assert value["earlier"] == [{"as_of": "2025-11-01", "value": value["value"], "comparable": True}]
    assert json.loads((folder / "năm sau/targets.json").read_text(encoding="utf-8"))["targets"] == [target]


def test_targets_of_a_scenario_that_names_none(folder: Path) -> None:
    done = covplan("assess", SCENARIO, "--targets", cwd=folder)
    assert done.returncode == 1
    assert "kịch bản không khai chỉ tiêu" in done.stderr and not done.stdout


@pytest.mark.parametrize(
    ("part", "expected"),
    [
        ("key-areas", "Cơ sở y tế"),
        ("districts", "Trung tâm có sóng"),
        ("roads", "QL.26"),
        ("villages", "chưa có quy định"),
    ],
)
def test_assess_tells_where(folder: Path, part: str, expected: str) -> None:
    done = covplan("assess", SCENARIO, "--where", part, cwd=folder)
    assert done.returncode == 0, done.stderr
    assert expected in done.stdout
    assert "SS-RSRP" in done.stderr and "MÔ PHỎNG" in done.stderr


def test_the_parts_to_choose_from_are_those_of_the_outputs() -> None:
    option = next(one for one in make_command("assess", "en").params if one.name == "where")
    assert isinstance(option.type, click.Choice) and list(option.type.choices) == list(WHERE_PARTS)


def test_by_and_where_are_not_asked_together(folder: Path) -> None:
    done = covplan("assess", SCENARIO, "--by", "commune", "--where", "roads", cwd=folder)
    assert done.returncode == 2 and "--where" in done.stderr


def test_a_run_writes_where_there_is_service(folder: Path) -> None:
    names = {file.name for file in (folder / "out/ti-hon/tables").iterdir()}
    assert {f"{key}.csv" for keys in WHERE_PARTS.values() for key in keys} <= names


def test_the_routes_are_told_and_written(folder: Path) -> None:
    done = covplan("route", SCENARIO, cwd=folder)
    assert done.returncode == 0, done.stderr
    assert "Tuyến dùng chung" in done.stdout and "MÔ PHỎNG" in done.stdout
    written = {file.name for file in (folder / "out/ti-hon/routes").iterdir()}
    assert written >= {"sections.csv", "failures.csv", "unprotected.csv", "terminals.csv", "routes.gpkg", "shapefiles"}
    assert "Mỗi bên tự làm" in done.stdout and "Phần góp" in done.stdout and "chưa có cáp" in done.stdout
    shares = ("shares_total", "cost_shares", "dig_once", "missed_windows", "duplicates", "roads_without_cable")
    assert written >= {f"{key}.csv" for key in shares}
    total = (folder / "out/ti-hon/routes/shares_total.csv").read_text("utf-8-sig").splitlines()[1:]
    *each, together = [line.split(";") for line in total]
    assert sum(int(row[2]) for row in each) == int(together[2]) == int(together[4]) > 0


@pytest.mark.parametrize(
    ("command", "expected"),
    [("coverage", "rsrp_any.tif"), ("export", "COT_ANTEN.shp"), ("map", "map.html")],
)
def test_writing_commands_print_what_they_wrote(folder: Path, command: str, expected: str) -> None:
    done = covplan(command, SCENARIO, "--out", "out/ti-hon", cwd=folder)
    assert done.returncode == 0, done.stderr
    printed = [Path(line) for line in done.stdout.splitlines()]
    assert printed and all(path.exists() for path in printed)
    assert any(path.name == expected or (path / expected).exists() for path in printed)


def test_tiles_of_openstreetmap_are_in_the_map_on_request_only(folder: Path) -> None:
    pages = []
    for asked in ([], ["--online-tiles"]):
        assert covplan("map", SCENARIO, "--out", "out/nen", *asked, cwd=folder).returncode == 0
        pages.append((folder / "out/nen/map.html").read_text(encoding="utf-8"))
    assert ["tile.openstreetmap.org" in page for page in pages] == [False, True]


def test_set_changes_the_result(folder: Path) -> None:
    done = covplan("assess", SCENARIO, "--by", "province", "--set", "service.threshold_dbm=-50", cwd=folder)
    row = next(csv.DictReader(io.StringIO(done.stdout)))
    assert float(row["any"]) < 0.5 * float(row["population"])


@pytest.mark.parametrize(
    "arguments",
    [
        *(["asess", SCENARIO], ["run"], ["run", "--x"], ["assess", SCENARIO, "--by", "x"]),
        *(["plan", SCENARIO, "--edit", "không có.csv"], ["assess", SCENARIO, "--json"]),
        ["assess", SCENARIO, "--targets", "--by", "commune"],
    ],
)
def test_wrong_usage_is_exit_2(tmp_path: Path, arguments: list[str]) -> None:
    done = covplan(*arguments, cwd=tmp_path)
    assert done.returncode == 2
    assert "Usage" in done.stderr and "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("language", "expected"),
    [("vi", "Lỗi: không có tệp kịch bản"), ("en", "Error: there is no scenario")],
)
def test_a_failure_is_exit_1_and_one_line(tmp_path: Path, language: str, expected: str) -> None:
    done = covplan("run", "không có.toml", cwd=tmp_path, COVPLAN_LANG=language)
    assert (done.returncode, done.stdout) == (1, "")
    assert len(done.stderr.strip().splitlines()) == 1
    assert done.stderr.startswith(expected) and "không có.toml" in done.stderr


def test_all_mistakes_of_a_scenario_are_printed(tmp_path: Path) -> None:
    file = write_tiny_scenario(tmp_path, TOML.replace("epsg = 9218", "epgs = 9218").replace("n0 = 325.0", "n0 = 3.25"))
    done = covplan("check", file, "--set", "planning.target_pct=980", cwd=tmp_path)
    assert done.returncode == 1
    lines = done.stderr.strip().splitlines()
    assert lines[0].startswith("Lỗi: kịch bản") and "có 4 lỗi" in lines[0]
    assert any("có phải là area.epsg?" in line and "dòng" in line for line in lines)
    assert any("radio.model.n0" in line for line in lines)
    assert any("thiếu khóa area.epsg" in line for line in lines)
    assert any(line.strip().startswith("--set planning.target_pct=980") for line in lines)


def test_broken_inputs_are_errors_with_file_and_reason(tmp_path: Path) -> None:
    file = write_tiny_scenario(tmp_path)
    (tmp_path / "dân số.tif").write_bytes(b"not a raster")
    done = covplan("run", file, cwd=tmp_path)
    assert done.returncode == 1
    assert "dân số.tif" in done.stderr and "Traceback" not in done.stderr
    listed = covplan("check", file, cwd=tmp_path)
    assert listed.returncode == 1 and "dân số.tif" in listed.stdout
    assert "dân số.tif" in (tmp_path / "out/ti-hon/input_report.csv").read_text(encoding="utf-8-sig")


def test_an_output_folder_that_cannot_be_made_is_one_line(tmp_path: Path) -> None:
    file = write_tiny_scenario(tmp_path)
    (tmp_path / "tệp").write_text("", encoding="utf-8")
    done = covplan("check", file, "--out", "tệp/out", cwd=tmp_path)
    assert done.returncode == 1
    assert "Traceback" not in done.stderr and "tệp" in done.stderr


@pytest.mark.skipif(os.name == "nt", reason="Ctrl-C cannot be sent to one process on Windows")
def test_of_a_move_the_file_in_the_way_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    """As when terrain.tif is open in another program on Windows."""

    def work() -> tuple[list[str], int]:
        raise PermissionError(13, "in use", "terrain.tif.part", None, "terrain.tif")

    assert answer(work, lambda: "en", None) == 1
    assert capsys.readouterr().err == "Error: terrain.tif: in use\n"


def test_kernels_that_can_be_kept_nowhere_are_one_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """As for a user without a home, of an installation that is read-only."""

    def refuse(*_: object) -> int:
        raise RuntimeError("cannot cache function 'bilinear': no locator available for file '_sampling.py'")

    monkeypatch.setattr(commands, "_run", refuse)
    assert main(["--lang", "en", "check", "a.toml"]) == 1
    assert "set the environment variable NUMBA_CACHE_DIR" in capsys.readouterr().err


@pytest.mark.skipif(os.name == "nt", reason="Windows sends Ctrl-C to a whole console")
def test_ctrl_c_ends_with_one_line_and_exit_130(tmp_path: Path) -> None:
    file = write_tiny_scenario(tmp_path)
    command = [sys.executable, "-m", "covplan", "run", str(file), "--set", "area.pixel_m=20"]
    with subprocess.Popen(
        command,
        cwd=tmp_path,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        preexec_fn=partial(signal.signal, signal.SIGINT, signal.SIG_DFL),  # a shell ignores it for what it runs beside
    ) as process:
        assert process.stderr is not None
        assert process.stderr.readline().startswith("Đọc dữ liệu")
        process.send_signal(signal.SIGINT)
        rest = process.stderr.read().splitlines()
    assert process.returncode in (130, -signal.SIGINT)  # Python's own end of it; a shell shows both as 130
    assert rest[-1] == "Đã dừng theo yêu cầu. Các bước đã xong được giữ lại cho lần sau."
    assert not [path for path in (tmp_path / "out").rglob(".*") if path.is_file()]


def test_help_names_every_command_in_both_languages(tmp_path: Path) -> None:
    for language, about in (("vi", "Quy hoạch mạng"), ("en", "Plan the mobile network")):
        text = covplan("--help", cwd=tmp_path, COVPLAN_LANG=language).stdout
        assert about in text
        assert all(f"  {name}" in text for name in COMMANDS)
    assert covplan("--version", cwd=tmp_path).stdout.startswith("covplan, version ")


def test_help_imports_nothing_heavy(tmp_path: Path) -> None:
    script = "import sys\nfrom covplan.cli import main\nmain(['--help'])\nprint(*sorted(sys.modules), file=sys.stderr)"
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=tmp_path, capture_output=True, encoding="utf-8", check=True
    )
    loaded = set(done.stderr.split())
    own = {"covplan", "covplan.notebook", "covplan.cli", "covplan.cli.words"}
    assert {name for name in loaded if name.startswith("covplan")} == own
    heavy = {
        "numpy",
        "pandas",
        "numba",
        "scipy",
        "shapely",
        "pyproj",
        "rasterio",
        "geopandas",
        "folium",
        "matplotlib",
        "pydantic",
        "rich",
    }
    assert not loaded & heavy


def test_the_page_of_the_command_line_is_up_to_date() -> None:
    project = Path(__file__).resolve().parents[2]
    sys.path.append(str(project / "scripts"))
    from make_cli_docs import PAGE, page

    assert PAGE.read_text(encoding="utf-8") == page()
