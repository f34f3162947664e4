"""``covplan calibrate`` from files to files on a tiny scenario, and what the scenario does with the corrections."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from pyproj import Transformer
from tiny_scenario import write_tiny_scenario

from covplan import workflow
from covplan.cli import main
from covplan.cli.calibration import calibration_lines
from covplan.coverage.corrections import correction_db
from covplan.errors import CalibrationError, InputError, InputProblemsError, ScenarioError, Severity
from covplan.ingest.corrections import read_corrections
from covplan.outputs import draw_calibration
from covplan.outputs.settings import Language
from covplan.scenario import Step, file_checksum, fingerprint, read_scenario
from covplan.workflow import CalibrationResult, open_job
from covplan.workflow.records import describe_run, summarise

SITES = """Mã trạm;X (m);Y (m);Chiều cao cột (m);Công nghệ;Phương vị;Góc ngẩng
VT1;1401000;450800;42;5G;0/120/240;4
VT2;1403300;452600;36;5G;0/120/240;3
VT3;1400900;454200;30;5G;0/120/240;3
"""
LOW, MID = "viettel-nr-773", "viettel-nr-2550"
LIFT_DB = {LOW: 6.0, MID: -5.0}


@dataclass(frozen=True)
class Done:
    """A scenario, its drive test, and the result in an output folder."""

    scenario: Path
    drive: Path
    out: Path
    result: CalibrationResult


def write_drive(scenario: Path, file: Path) -> None:
    """Two rows in every pixel where a carrier is heard, off by a known number of decibels; some rows are bad."""
    rng = np.random.default_rng(1)
    with open_job(read_scenario(scenario), scenario.parent / "trước") as job:
        grid, cover = job.area.grid, job.cover
    x, y = grid.centres()
    to_lonlat = Transformer.from_crs(grid.epsg, 4326, always_xy=True)
    lines = ["Thời gian;Kinh độ;Vĩ độ;SS-RSRP (dBm);PCI;Tần số (MHz)"]
    for carrier, freq in ((LOW, "773"), (MID, "2.550,0")):
        noise = 4.0 * rng.standard_normal(grid.shape)
        for row, col in np.argwhere(np.isfinite(cover.rsrp_dbm[carrier])):
            lon, lat = to_lonlat.transform(x[col], y[row])
            dbm = cover.rsrp_dbm[carrier][row, col] + LIFT_DB[carrier] + noise[row, col]
            if dbm > -35.0:  # beside a mast: more than can be reported
                continue
            for shift in (-1.0, 1.0):
                text = f"{lon:.6f};{lat:.6f};{dbm + shift:.1f}".replace(".", ",")
                lines.append(f"0{1 + col % 9}/11/2026 08:00:00;{text};{row + col};{freq}")
    lines += ["10/11/2026;108,06;12,68;mạnh;1;773", "10/11/2026;108,06;12,68;-80;1;900"]
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")


@pytest.fixture(scope="module")
def done(tmp_path_factory: pytest.TempPathFactory) -> Done:
    folder = tmp_path_factory.mktemp("hiệu chỉnh")
    scenario = write_tiny_scenario(folder)
    (folder / "viettel.csv").write_text(SITES, encoding="utf-8")
    write_drive(scenario, folder / "đo kiểm.csv")
    with open_job(read_scenario(scenario), folder / "kết quả") as job:
        result = workflow.calibrate(job, folder / "đo kiểm.csv")
    return Done(scenario, folder / "đo kiểm.csv", folder / "kết quả", result)


def test_the_offsets_are_found_and_written_with_where_they_come_from(done: Done) -> None:
    corrections = read_corrections(done.out / "corrections.toml")
    assert corrections == done.result.about
    assert corrections.measurements == "đo kiểm.csv"
    assert corrections.sha256 == file_checksum(done.drive)
    assert (corrections.first_day, corrections.last_day) == ("2026-11-01", "2026-11-09")
    assert (corrections.model, corrections.synthetic) == ("ITU-R P.1812-8", True)
    assert {one.id for one in corrections.carriers} == {LOW, MID}
    assert corrections.rows == sum(one.rows for one in corrections.carriers) == 2 * corrections.pixels
    for one in corrections.carriers:
        middle = np.sqrt(one.from_km * one.to_km)
        for line in one.classes:
            added = correction_db(corrections, one.id, np.array([line.code], np.uint8), np.array([middle]))[0]
            assert added == pytest.approx(LIFT_DB[one.id], abs=1.5)
        assert one.before.rmse_db > 6.0 and one.after.rmse_db < 4.6
        assert one.after.sigma_db < one.sigma_db < 4.8  # with the spread of 1.4 dB within a pixel


def test_every_file_is_there_and_nothing_temporary(done: Done) -> None:
    names = {"corrections.toml", "calibration_report.csv", "calibration.png", "measurements_report.csv"}
    assert {path.name for path in done.out.iterdir()} == names | {"input_report.csv"}


def read_table(file: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(file.read_text(encoding="utf-8-sig")), delimiter=";"))


def test_bad_rows_are_listed(done: Done) -> None:
    assert [problem.severity for problem in done.result.problems] == [Severity.REJECTED] * 2
    rows = read_table(done.out / "measurements_report.csv")
    assert [row["Mã vấn đề"] for row in rows] == ["cell.number", "measurement.carrier"]
    assert "'mạnh' không phải là số" in rows[0]["Lý do"]


def test_the_report_keeps_measured_and_modelled_apart(done: Done) -> None:
    rows = read_table(done.out / "calibration_report.csv")
    names = list(rows[0])
    about_levels = [name for name in names if "(dB)" in name and "Hiệu chỉnh" not in name]
    assert len(about_levels) == 6 and all(name.startswith("Đo − mô hình") for name in about_levels)
    assert all("MÔ PHỎNG" in row["Đánh dấu"] and "đo kiểm trừ dự báo" in row["Đánh dấu"] for row in rows)
    whole = {row["Sóng mang"]: row for row in rows if row["Lớp phủ"] == "Tất cả"}
    by_carrier = {one.id: one for one in done.result.calibration.carriers}
    for id, row in whole.items():
        assert row["Đo − mô hình chưa hiệu chỉnh: RMSE (dB)"] == f"{by_carrier[id].before.rmse_db:g}".replace(".", ",")
        assert int(row["Số ô lưới được đo"]) == by_carrier[id].pixels
        assert row["Kết luận"] == "sai số giảm khi kiểm tra chéo"


def test_the_picture_has_a_row_for_each_carrier(done: Done) -> None:
    with Image.open(done.out / "calibration.png") as picture:
        pixels = np.asarray(picture.convert("RGB"))
    assert pixels.shape[1] > 1500 and pixels.shape[0] > 700
    half = pixels.shape[0] // 2
    for part in (pixels[:half], pixels[half:]):  # both rows hold both colours
        for colour in ((0xB3, 0x58, 0x06), (0x21, 0x66, 0xAC)):
            assert (np.abs(part.astype(int) - colour).max(axis=2) < 8).sum() > 100


def test_a_pixel_at_the_mast_can_be_drawn(done: Done, tmp_path: Path) -> None:
    calibration = done.result.calibration
    dist_km = calibration.pixels.dist_km.copy()
    own = np.flatnonzero(calibration.pixels.carrier == calibration.carriers[0].id)
    dist_km[own[0]] = 0.0
    pixels = replace(calibration.pixels, dist_km=dist_km)
    at_mast = replace(calibration, pixels=pixels, carriers=calibration.carriers[:1])
    draw_calibration(at_mast, r"giá $\x$.csv", tmp_path / "a.png", Language.ENGLISH)  # a name that is no formula
    assert (tmp_path / "a.png").stat().st_size > 20_000


@pytest.mark.parametrize(("language", "words"), [("vi", "giữ nguyên dự báo"), ("en", "stays as predicted")])
def test_the_terminal_shows_before_and_after(done: Done, language: str, words: str) -> None:
    lines = list(calibration_lines(done.result, language))
    assert words in "\n".join(lines)  # the sea has too few pixels
    table = [line for line in lines if line.startswith((LOW, MID)) and ":" not in line]
    assert len(table) == len(done.result.calibration.figures)
    assert (done.out / "corrections.toml").as_posix() in lines[-1]


def test_a_scenario_that_names_them_changes_by_what_they_say(done: Done, tmp_path: Path) -> None:
    plain = read_scenario(done.scenario)
    named = read_scenario(done.scenario, [f"area.corrections={done.out / 'corrections.toml'}"])
    assert all(fingerprint(plain, step) != fingerprint(named, step) for step in Step)
    with open_job(plain, tmp_path / "a") as before, open_job(named, tmp_path / "b") as after:
        for carrier in (LOW, MID):
            change = after.cover.rsrp_dbm[carrier] - before.cover.rsrp_dbm[carrier]
            assert np.nanmedian(change) == pytest.approx(LIFT_DB[carrier], abs=1.0)
        assert after.marking(Step.REACH).corrections == done.result.about
        about = describe_run(after, [])["inputs"], summarise(after)
    inputs, summary = about
    assert file_checksum(done.out / "corrections.toml") in [
        one["sha256"] for one in inputs if one["key"] == "area.corrections"
    ]
    assert summary["corrections"]["measurements"] == "đo kiểm.csv"
    assert "hiệu chỉnh theo" in summary["definition"]["vi"]
    assert summary["sigma_by_carrier_db"][LOW] == 8.0  # the corrections' own is used only where it is asked for


def test_the_content_of_the_corrections_counts_in_the_fingerprint(done: Done, tmp_path: Path) -> None:
    file = tmp_path / "c.toml"
    text = (done.out / "corrections.toml").read_text(encoding="utf-8")
    prints = []
    for body in (text, text.replace("offset_db = ", "offset_db = 0.0 # ", 1)):
        file.write_text(body, encoding="utf-8")
        prints.append(fingerprint(read_scenario(done.scenario, [f"area.corrections={file}"]), Step.COVERAGE))
    assert prints[0] != prints[1]


def test_sigma_from_the_corrections_needs_every_carrier(done: Done, tmp_path: Path) -> None:
    calibrated = ["service.sigma_source=calibrated"]
    with pytest.raises(ScenarioError, match="name area.corrections"):
        read_scenario(done.scenario, calibrated)
    named = [f"area.corrections={done.out / 'corrections.toml'}", *calibrated]
    with (
        open_job(read_scenario(done.scenario, named), tmp_path) as job,
        pytest.raises(CalibrationError, match="no figure for mobifone-nr-3850"),
    ):
        workflow.assess(job, "province")


def test_a_carrier_that_cannot_serve_needs_no_sigma(done: Done, tmp_path: Path) -> None:
    text = done.scenario.read_text(encoding="utf-8")
    nr = text[text.index("[[carriers]]") : text.index("[[carriers]]", text.index("[[carriers]]") + 5)]
    lte = nr.replace('"NR"', '"LTE"').replace("resource_blocks = 52", "resource_blocks = 50")
    file = done.scenario.with_name("lte.toml")
    file.write_text(text.replace("[area]\n", f"{lte}[area]\n", 1), encoding="utf-8")
    corrections = (done.out / "corrections.toml").read_text(encoding="utf-8")
    head, *carriers = corrections.split("\n[[carriers]]\n")
    third = 'id = "mobifone-nr-3850"\n' + carriers[0].partition("\n")[2]
    (tmp_path / "c.toml").write_text("\n[[carriers]]\n".join((head, *carriers, third)), encoding="utf-8")
    overrides = [f"area.corrections={(tmp_path / 'c.toml').as_posix()}", "service.sigma_source=calibrated"]
    with open_job(read_scenario(file, overrides), tmp_path) as job:
        assert "viettel-lte-773" in {carrier.id for carrier in job.area.carriers}
        assert set(summarise(job)["sigma_by_carrier_db"]) == {LOW, MID, "mobifone-nr-3850"}


def test_corrections_of_other_carriers_are_noted(done: Done, tmp_path: Path) -> None:
    text = (done.out / "corrections.toml").read_text(encoding="utf-8")
    (tmp_path / "c.toml").write_text(text.replace(LOW, "viettel-nr-778"), encoding="utf-8")
    scenario = read_scenario(done.scenario, [f"area.corrections={(tmp_path / 'c.toml').as_posix()}"])
    with open_job(scenario, tmp_path) as job:
        (note,) = (problem for problem in workflow.check(job) if problem.code == "corrections.unused")
    assert (note.severity, note.params["carriers"]) == (Severity.NOTE, "viettel-nr-778")


def test_broken_corrections_are_told_with_the_other_inputs(done: Done, tmp_path: Path) -> None:
    (tmp_path / "c.toml").write_text("model = 1", encoding="utf-8")
    scenario = read_scenario(done.scenario, [f"area.corrections={tmp_path / 'c.toml'}"])
    with open_job(scenario, tmp_path) as job, pytest.raises(InputProblemsError, match=r"c\.toml"):
        _ = job.area


def test_an_unusable_drive_test_leaves_its_report_and_no_corrections(done: Done, tmp_path: Path) -> None:
    file = tmp_path / "d.csv"
    file.write_text("lon,lat,rsrp,freq\n108.06,12.68,-80,900\n", encoding="utf-8")
    with open_job(read_scenario(done.scenario), tmp_path / "out") as job:
        with pytest.raises(InputError, match="none of the 1 rows"):
            workflow.calibrate(job, file)
        lines = done.drive.read_text(encoding="utf-8").splitlines()
        file.write_text("\n".join(lines[:40]), encoding="utf-8")
        with pytest.raises(CalibrationError, match="at least 50 are needed"):
            workflow.calibrate(job, file)
    assert {path.name for path in (tmp_path / "out").iterdir()} == {"input_report.csv", "measurements_report.csv"}


@pytest.fixture
def in_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty working directory, texts in Vietnamese."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("COVPLAN_LANG", raising=False)
    return tmp_path


def test_the_command_as_typed(done: Done, in_folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["calibrate", str(done.scenario), str(done.drive)]) == 0
    out, err = capsys.readouterr()
    assert "So với số liệu đo kiểm" in err
    expected = "\n".join(calibration_lines(done.result, "vi")).replace(str(done.out), str(in_folder / "out/ti-hon"))
    assert out == expected + "\n"


@pytest.mark.parametrize(
    ("setting", "words"),
    [("min_pixels=5000", "cần ít nhất 5000"), ("min_pixels=5", "calibration.min_pixels phải trong khoảng 10")],
)
def test_what_cannot_be_done_is_told(
    done: Done, in_folder: Path, capsys: pytest.CaptureFixture[str], setting: str, words: str
) -> None:
    code = main(["calibrate", str(done.scenario), str(done.drive), "--set", f"calibration.{setting}"])
    out, err = capsys.readouterr()
    assert (code, out) == (1, "")
    assert words in err.splitlines()[-1]


def test_the_measurements_must_be_named(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["calibrate", "s.toml"]) == 2
    assert "MEASUREMENTS.csv" in capsys.readouterr().err
