"""``covplan link`` as a user types it: over a scenario, along a file, against the published vectors, and its errors."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import rasterio
from p1812_face import LOG_NAMES, SAME_NAMES, difference
from p1812_reference import LOG_INPUTS, read_log
from profile_files import MARKED, TABLE
from tiny_scenario import write_tiny_scenario

from covplan.cli import main

SCENARIO = "dữ liệu Đắk Lắk/kịch bản.toml"
TO = "108.0700,12.6750"
TOLERANCE = 1e-6  # dB, or relative: the logs have ten digits
PUBLISHED = {"Lbfs", "Lb0p", "Lb0beta", "Ldp", "Lbd50", "Lbs", "Lba", "Lb"}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("nơi làm việc")
    write_tiny_scenario(place / "dữ liệu Đắk Lắk")
    (place / "mặt cắt số 1.csv").write_text(TABLE, encoding="utf-8")
    (place / "mặt cắt đo.csv").write_text(MARKED, encoding="utf-8")
    return place


class Shell:
    """The command in this process, with its exit code and what it printed."""

    def __init__(self, capsys: pytest.CaptureFixture[str]) -> None:
        self._capsys = capsys

    def __call__(self, *arguments: object) -> tuple[int, str, str]:
        code = main(["link", *map(str, arguments)])
        captured = self._capsys.readouterr()
        return code, captured.out, captured.err


@pytest.fixture
def link(folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Shell:
    monkeypatch.chdir(folder)
    monkeypatch.delenv("COVPLAN_LANG", raising=False)
    return Shell(capsys)


def published_values(record: dict[str, Any]) -> dict[str, float]:
    """A record's values under the names of the logs."""
    names = {name: name for name in SAME_NAMES} | dict(LOG_NAMES)
    names |= {"Lb0beta": "Lb0b", "b0": "b0", "Fi": "Fi", "Fj": "Fj", "Fk": "Fk"}
    names |= {key: key for key in record if key.startswith("L") and key != "Lb0beta"} | {"Ep": "Ep"}
    return {log: record[key] for key, log in names.items()}


def test_all_published_vectors_from_outside(shared: Path, link: Shell) -> None:
    folder = shared / "reference/p1812"
    files = sorted((folder / "profiles").glob("*.csv"))
    compared = 0
    for file in files:
        code, out, _ = link("--profile", file, "--measurements", "--json")
        records = json.loads(out)
        assert code == 0 and len(records) == 3
        for k, record in enumerate(records):
            log = read_log(folder / "results" / f"{file.stem}_{k}_log.csv")
            assert (record["freq_mhz"], record["time_pct"]) == (pytest.approx(1000.0 * log["f"]), log["p"])
            assert record.keys() >= PUBLISHED
            values = published_values(record)
            assert len(values) == 42 and not set(values) & LOG_INPUTS
            for name, value in values.items():
                assert difference(name, value, log[name]) <= TOLERANCE, f"{file.name}, row {k}: {name}"
            assert record["Lb"] == pytest.approx(record["stated"]["Lb"], abs=TOLERANCE)
            assert record["settings"]["coast_km"] == [log["dct"], log["dcr"]]
            compared += 1
    assert compared == 36


def test_a_vector_from_another_program(shared: Path, tmp_path: Path) -> None:
    file = shared / "reference/p1812/profiles/b2iseac_rural_land_1km.csv"
    command = [sys.executable, "-m", "covplan", "link", "--profile", str(file), "--measurements", "--json"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, encoding="utf-8", check=True)
    assert [record["Lb"] for record in json.loads(done.stdout)] == pytest.approx(
        [87.03854330, 87.30268122, 87.48987104], abs=TOLERANCE
    )
    assert done.stderr == "" and list(tmp_path.iterdir()) == []


def test_a_path_over_the_scenario_in_words(link: Shell) -> None:
    code, out, err = link(SCENARIO, "--from", "VT1", "--to", TO)
    assert code == 0, err
    assert out.startswith(f"VT1 → {TO}\nTuyến ")
    assert "ăng ten 42,0 m" in out and "ăng ten 1,5 m" in out
    assert "2550" in out and "3850" not in out  # the carriers of the site, not of the scenario
    assert "DỮ LIỆU MÔ PHỎNG – NỘI BỘ – ước tính" in out
    assert "Đọc dữ liệu" in err


def test_english_and_all_carriers_from_a_plain_position(link: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COVPLAN_LANG", "en")
    code, out, _ = link(SCENARIO, "--from", "108.0420,12.6640", "--to", TO, "--tx-agl-m", 30)
    assert code == 0
    assert "antenna 30.0 m" in out and "Loss (dB)" in out and "SYNTHETIC" in out
    assert [line.split()[0] for line in out.splitlines() if "P.1812" in line] == ["773", "2550", "3850"]


def test_json_and_figure_into_a_folder_with_spaces(link: Shell, folder: Path) -> None:
    figure = "hình vẽ/tuyến số 1.png"
    code, out, _ = link(SCENARIO, "--from", "VT1", "--to", "MB1", "--freq-mhz", 773, "--json", "--figure", figure)
    record = json.loads(out)
    assert code == 0 and record["figure"] == str(Path(figure))
    assert (folder / figure).read_bytes().startswith(b"\x89PNG")
    assert (record["from"]["antenna_agl_m"], record["to"]["antenna_agl_m"]) == (42.0, 45.0)
    (frequency,) = record["frequencies"]
    assert frequency["models"]["p1812"].keys() >= PUBLISHED
    assert record["marks"] == ["DỮ LIỆU MÔ PHỎNG", "NỘI BỘ"]
    assert len(record["fingerprint"]) == 64 and "file" not in record


def test_settings_on_the_command_line_go_before_those_of_the_scenario(link: Shell) -> None:
    arguments = (SCENARIO, "--from", "VT1", "--to", TO, "--freq-mhz", 773, "--json")
    usual, changed = (
        json.loads(link(*arguments, *more)[1])["frequencies"][0]["models"]["p1812"]
        for more in ((), ("--time-pct", 1, "--polarisation", "horizontal", "--set", "radio.model.n0=370.0"))
    )
    assert usual["settings"]["time_pct"] == 50.0 and changed["settings"]["time_pct"] == 1.0
    assert changed["settings"]["polarisation"] == "horizontal" and changed["settings"]["n0"] == 370.0
    assert changed["Lb"] <= usual["Lb"]


def test_a_table_needs_what_only_a_scenario_or_header_knows(link: Shell) -> None:
    code, out, err = link("--profile", "mặt cắt số 1.csv")
    assert (code, out) == (1, "")
    assert "--freq-mhz, --tx-agl-m, --rx-agl-m" in err and len(err.splitlines()) == 1
    radio = ("--profile", "mặt cắt số 1.csv", "--freq-mhz", 700, "--tx-agl-m", 30, "--rx-agl-m", 10)
    code, _, err = link(*radio)
    assert code == 1 and "ITU-R P.1812-8 cần delta_n, n0, latitude_deg" in err
    code, out, _ = link(*radio, "--delta-n", 45, "--n0", 365, "--latitude-deg", 13, "--json")
    record = json.loads(out)
    assert code == 0 and record["points"] == 5 and record["file"] == "mặt cắt số 1.csv"
    assert record["frequencies"][0]["models"]["p1812"]["Lb"] > record["frequencies"][0]["models"]["p1812"]["Lbfs"] - 1


def test_a_header_fills_in_and_options_go_before_it(link: Shell) -> None:
    code, out, _ = link("--profile", "mặt cắt đo.csv", "--json")
    record = json.loads(out)
    assert code == 0 and (record["from"]["name"], record["to"]["name"]) == ("ĐỒI PHÁT", "ĐỒI THU")
    assert [frequency["freq_mhz"] for frequency in record["frequencies"]] == [95.3, 773.0]
    settings = record["frequencies"][0]["models"]["p1812"]["settings"]
    assert (settings["delta_n"], settings["n0"]) == (47.0, 360.5) and "coast_km" not in settings
    assert record["from"]["antenna_agl_m"] == 60.0
    _, out, _ = link("--profile", "mặt cắt đo.csv", "--json", "--tx-agl-m", 25, "--n0", 300, "--freq-mhz", 450)
    record = json.loads(out)
    assert record["from"]["antenna_agl_m"] == 25.0 and record["frequencies"][0]["freq_mhz"] == 450.0
    assert record["frequencies"][0]["models"]["p1812"]["settings"]["n0"] == 300.0


def test_measurements_in_words(link: Shell) -> None:
    code, out, _ = link("--profile", "mặt cắt đo.csv", "--measurements")
    head, first, second = out.splitlines()
    assert code == 0 and head.startswith("Tần số (MHz)") and head.endswith("Lệch (dB)")
    assert first.startswith("95,3") and "129,10" in first
    assert second.startswith("773") and second.count("–") == 2  # nothing stated, nothing to compare


def test_one_frequency_out_of_range_leaves_the_others(link: Shell) -> None:
    arguments = ("--profile", "mặt cắt đo.csv", "--freq-mhz", 773, "--freq-mhz", 7000)
    code, out, err = link(*arguments)
    assert code == 0 and err == ""
    assert "freq_mhz phải từ 30 đến 6000 MHz" in out
    _, out, _ = link(*arguments, "--json")
    inside, outside = (frequency["models"]["p1812"] for frequency in json.loads(out)["frequencies"])
    assert "error" not in inside and "loss_db" not in outside and "7000" in outside["error"]


def test_none_in_range_is_a_failure_that_says_why(link: Shell) -> None:
    for more in ((), ("--json",)):
        code, out, err = link("--profile", "mặt cắt đo.csv", "--freq-mhz", 7000, "--freq-mhz", 7000, *more)
        assert code == 1 and out != ""
        assert err.startswith("Lỗi: freq_mhz") and len(err.splitlines()) == 1


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (("--from", "VT11", "--to", TO), "'VT11' không phải mã trạm của kịch bản"),
        (("--from", "VT11", "--to", TO), "các mã gần giống: VT1, "),
        (("--from", "VT1", "--to", "12.675,108.07"), "nằm ngoài vùng địa hình: kinh độ 108."),
        (("--from", "VT1", "--to", "108.07"), "'108.07' không phải mã trạm"),
        (("--from", "VT1", "--to", "109.9,12.675"), "109.9,12.675 nằm ngoài vùng địa hình"),
        (("--from", "VT1", "--to", "VT1"), "hai đầu tuyến cùng ở VT1"),
        (("--from", "108.042,12.664", "--to", TO), "--tx-agl-m"),
        (("--from", "VT1", "--to", TO, "--model", "hat"), "không có mô hình truyền sóng 'hat'"),
        (("--from", "VT1", "--to", TO, "--figure", "hình.gif"), ".png, .svg hoặc .pdf"),
    ],
)
def test_mistakes_are_one_line_and_exit_1(link: Shell, arguments: tuple[str, ...], expected: str) -> None:
    code, out, err = link(SCENARIO, *arguments)
    last = err.splitlines()[-1]
    assert (code, out) == (1, "")
    assert last.startswith("Lỗi: ") and expected in last


def test_a_void_on_the_path_is_named_with_its_place(tmp_path: Path, link: Shell) -> None:
    file = write_tiny_scenario(tmp_path)
    with rasterio.open(tmp_path / "độ cao.tif", "r+") as raster:
        heights = raster.read(1)
        heights[:, 55:58] = np.nan
        raster.write(heights, 1)
    code, out, err = link(file, "--from", "VT1", "--to", TO, "--out", tmp_path / "out")
    assert (code, out) == (1, "")
    assert "không có độ cao địa hình, điểm đầu tiên ở km" in err


def test_broken_profiles_list_every_mistake(tmp_path: Path, link: Shell) -> None:
    file = tmp_path / "hỏng.csv"
    file.write_text(TABLE.replace("0.5,12.5", "0.5,cao").replace("1.5,2,0,3", "1.0,2,0,2"), encoding="utf-8")
    code, out, err = link("--profile", file)
    lines = err.splitlines()
    assert (code, out) == (1, "") and lines[0] == "Lỗi: dữ liệu đầu vào có 3 lỗi:"
    assert lines[1].strip().startswith("hỏng.csv, dòng 3, cột height_m: 'cao'")
    code, out, err = link("--profile", tmp_path / "mất.csv")
    assert (code, out) == (1, "") and "mất.csv" in err and len(err.splitlines()) == 1


def test_a_file_without_measurements_has_none_to_evaluate(link: Shell) -> None:
    code, _, err = link("--profile", "mặt cắt số 1.csv", "--measurements", "--json")
    assert code == 1 and "mặt cắt số 1.csv không có số đo" in err


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ((SCENARIO, "--from", "VT1"), "với SCENARIO.toml cần có --to"),
        ((SCENARIO,), "với SCENARIO.toml cần có --from, --to"),
        ((SCENARIO, "--profile", "mặt cắt đo.csv"), "đúng một trong hai"),
        ((), "đúng một trong hai"),
        ((SCENARIO, "--from", "VT1", "--to", TO, "--measurements"), "không dùng --measurements"),
        (("--profile", "mặt cắt đo.csv", "--to", TO, "--set", "a=1"), "với --profile không dùng --to, --set"),
        (("--profile", "mặt cắt đo.csv", "--measurements", "--freq-mhz", "700"), "không dùng --freq-mhz"),
        (("--profile", "mặt cắt đo.csv", "--freq-mhz", "-1"), "--freq-mhz"),
    ],
)
def test_options_that_do_not_go_together_are_wrong_usage(
    link: Shell, arguments: tuple[str, ...], expected: str
) -> None:
    code, out, err = link(*arguments)
    assert (code, out) == (2, "")
    assert "Usage" in err and expected in err


def test_neither_help_nor_a_path_in_words_needs_the_plotter(tmp_path: Path) -> None:
    (tmp_path / "mặt cắt.csv").write_text(MARKED, encoding="utf-8")
    script = (
        "import sys\nfrom covplan.cli import main\nmain(['link', '--help'])\n"
        "light = sorted(sys.modules)\nmain(['link', '--profile', 'mặt cắt.csv'])\n"
        "print('numpy' in light, 'matplotlib' in sys.modules, file=sys.stderr)"
    )
    environment = os.environ | {"PYTHONIOENCODING": "utf-8"}
    command = [sys.executable, "-c", script]
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, encoding="utf-8", check=True)
    assert done.stderr.split() == ["False", "False"]
    assert "ĐỒI PHÁT → ĐỒI THU" in done.stdout
