"""One path as data and as a picture: names, marks, no NaN, and files that are pictures."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from covplan.coverage.service import ServiceSettings
from covplan.ingest.path_profiles import PathMeasurement
from covplan.outputs.link_report import LinkReport, link_record, measurement_record
from covplan.outputs.path_figure import draw_path, end_names, write_path_figure
from covplan.outputs.settings import Language, Marking, OutputError
from covplan.propagation.comparison import Answer, compare
from covplan.propagation.path_loss import PathLoss
from covplan.terrain import Profile, line_of_sight

VI, EN = Language.VIETNAMESE, Language.ENGLISH
PLACE = {"delta_n": 45.0, "n0": 365.0, "latitude_deg": 12.9}
INTERMEDIATES = {"Lbfs", "Lb0p", "Lb0beta", "Ldp", "Lbd50", "Lbs", "Lba", "Lb", "Lminb0p", "Lbam", "Lbc", "hm", "omega"}
MARKING = Marking(
    title="Tuyến thử",
    synthetic=True,
    classification="NỘI BỘ",
    service=ServiceSettings(),
    operators=("viettel",),
    carriers=(),
    pixel_m=250.0,
    model="ITU-R P.1812-8",
    people_base="",
    admin_epoch="2025-07",
    sources=(),
    as_of="2026-11-01",
    fingerprint="0123456789abcdef",
    version="0",
)


def report(*, ridge_m: float = 60.0, sea: bool = True, **about: Any) -> LinkReport:
    dist = np.linspace(0.0, 12.0, 121)
    ground = 20.0 + ridge_m * np.exp(-(((dist - 5.0) / 0.8) ** 2))
    zone = np.where(dist > 9.0, 1, np.where(dist > 7.0, 3, 4)) if sea else np.full(121, 4)
    ground = np.where(zone == 1, 0.0, ground)
    profile = Profile.of(dist, ground, np.where(zone == 4, 10.0, 0.0), zone)
    heights = {"tx_agl_m": 40.0, "rx_agl_m": 12.0}
    answers = compare(("p1812",), PLACE, profile, freqs_mhz=(773.0, 2550.0), **heights)
    sight = line_of_sight(profile, **heights)
    return LinkReport("VT1", "109.1,13.2", profile, sight, answers=answers, **heights, **about)


def words(figure: Any) -> str:
    """Every text of a picture."""
    axes = figure.axes[0]
    legend = [item.get_text() for item in axes.get_legend().get_texts()]
    labels = [axes.get_xlabel(), axes.get_ylabel(), *(item.get_text() for item in axes.texts)]
    return "\n".join([*(item.get_text() for item in figure.texts), *labels, *legend])


def test_the_record_holds_the_path_and_every_intermediate() -> None:
    made = report()
    record = json.loads(json.dumps(link_record(made, VI), allow_nan=False))
    assert record["dist_km"] == 12.0 and record["points"] == 121
    assert record["from"] == {"name": "VT1", "ground_m": 20.0, "antenna_agl_m": 40.0, "antenna_asl_m": 60.0}
    assert record["to"]["antenna_asl_m"] == 12.0
    assert record["line_of_sight"]["clear"] is False and record["line_of_sight"]["clearance_m"] < 0
    assert record["zones_km"] == pytest.approx({"sea": 2.95, "coastal": 2.0, "inland": 7.05})
    assert [f["freq_mhz"] for f in record["frequencies"]] == [773.0, 2550.0]
    for frequency, answer in zip(record["frequencies"], made.answers, strict=True):
        model = frequency["models"]["p1812"]
        assert model.keys() >= INTERMEDIATES and "Lb0b" not in model
        assert answer.loss is not None and model["Lb"] == model["loss_db"] == answer.loss.loss_db
        assert model["Lb0beta"] == answer.loss.losses["Lb0b"]
        assert model["settings"]["polarisation"] == "vertical" and model["edition"] == "ITU-R P.1812-8"
        assert frequency["fresnel"]["fraction"] < 0
    assert len(record["profile"]["ground_m"]) == len(record["profile"]["clearance_m"]) == 121


def test_what_is_no_number_is_null_and_an_error_is_a_text() -> None:
    made = report()
    nowhere = PathLoss(float("nan"), 773.0, {"Lba": float("inf")})
    failed = compare(("p1812",), PLACE | {"time_pct": 99.0}, made.profile, freqs_mhz=(900.0,), tx_agl_m=1, rx_agl_m=1)
    made = replace(made, answers=(Answer("odd", "Odd 1", 773.0, {}, loss=nowhere), *failed))
    record = json.loads(json.dumps(link_record(made, EN), allow_nan=False))
    odd, refused = (frequency["models"] for frequency in record["frequencies"])
    assert (odd["odd"]["loss_db"], odd["odd"]["Lba"]) == (None, None)
    assert refused["p1812"]["error"] == "time_pct must be 1 to 50 % for ITU-R P.1812-8, got 99"
    assert "time_pct phải" in link_record(made, VI)["frequencies"][1]["models"]["p1812"]["error"]


def test_a_measurement_carries_what_the_file_states() -> None:
    row = PathMeasurement(7, 773.0, 40.0, 12.0, "vertical", 50.0, None, 140.5)
    record = measurement_record(row, report().answers[0], VI)
    assert record.keys() >= INTERMEDIATES | {"freq_mhz", "time_pct", "edition"}
    assert record["stated"] == {"Lb": 140.5, "E": None} and record["row"] == 7


@pytest.mark.parametrize("kind", ["png", "svg", "pdf"])
def test_a_figure_is_a_picture_of_its_kind(tmp_path: Path, kind: str) -> None:
    file = write_path_figure(report(), tmp_path / f"mặt cắt.{kind}", VI)
    data = file.read_bytes()
    if kind == "png":
        with Image.open(file) as picture:
            assert picture.width > 1500 and picture.height > 900
            assert len(picture.convert("RGB").getcolors(maxcolors=1_000_000) or ()) > 100
    assert data.startswith({"png": b"\x89PNG", "svg": b"<?xml", "pdf": b"%PDF-1."}[kind])
    assert [path.name for path in tmp_path.iterdir()] == [file.name]


def test_the_same_path_gives_the_same_file(tmp_path: Path) -> None:
    for kind in ("svg", "pdf"):  # which would carry the time of writing
        first, second = (write_path_figure(report(), tmp_path / f"{n}.{kind}", VI).read_bytes() for n in "ab")
        assert first == second


def test_another_suffix_is_refused_before_anything_is_written(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match=r"\.png, \.svg or \.pdf, got .*tuyến\.jpg"):
        write_path_figure(report(), tmp_path / "tuyến.jpg", VI)
    assert list(tmp_path.iterdir()) == []


def test_the_picture_says_what_it_shows_in_both_languages() -> None:
    made = report(marking=MARKING)
    vietnamese, english = words(draw_path(made, VI)), words(draw_path(made, EN))
    loss = made.answers[0].loss
    assert loss is not None and f"\n{loss.loss_db:.1f}\n".replace(".", ",") in vietnamese
    assert f"\n{loss.loss_db:.1f}\n" in english and "\n2550 MHz\n" in english
    for part in ("ước tính", "ITU-R P.1812-8", "Đới Fresnel thứ nhất, 773 MHz", "Chân trời từ điểm thu", "Lớp phủ"):
        assert part in vietnamese
    for part in ("estimated", "First Fresnel zone, 773 MHz", "Horizon of the receiver", "Clutter", "SYNTHETIC"):
        assert part in english
    assert "DỮ LIỆU MÔ PHỎNG" in vietnamese and "NỘI BỘ" in vietnamese and "0123456789ab" in vietnamese


def test_a_model_out_of_range_is_a_dash_and_many_frequencies_take_another_block() -> None:
    made = report()
    freqs_mhz = (20.0, 773.0, 900.0, 1800.0, 2100.0, 2600.0, 3500.0)
    heights = {"tx_agl_m": made.tx_agl_m, "rx_agl_m": made.rx_agl_m}
    choices = ("p1812", "p1812:time_pct=1")
    shown = draw_path(replace(made, answers=compare(choices, PLACE, made.profile, freqs_mhz=freqs_mhz, **heights)), VI)
    parts = [item.get_text() for item in shown.texts]
    assert parts.count("–") == 2 and "–  ngoài phạm vi của mô hình" in parts
    assert [part for part in parts if part.endswith(" MHz")] == [f"{freq:g} MHz" for freq in freqs_mhz]
    assert parts.count("ITU-R P.1812-8 (p1812:time_pct=1)") == 2
    assert "ngoài phạm vi" not in words(draw_path(made, VI))


def test_names_that_are_long_or_look_like_formulas_are_only_names(tmp_path: Path) -> None:
    made = replace(report(), start="Trạm $\\x$ số 1", end="một cái tên dài hơn chỗ trống của nó trong hình vẽ")
    assert end_names(made, VI) == ("Trạm $\\x$ số 1", "một cái tên dài hơn chỗ [...]")
    assert write_path_figure(made, tmp_path / "tên.svg", VI).stat().st_size > 10_000


def test_a_clear_path_shows_no_horizon_and_land_no_sea() -> None:
    text = words(draw_path(report(ridge_m=0.0, sea=False), VI))
    assert "có tầm nhìn thẳng" in text
    assert "Chân trời" not in text and "\nBiển\n" not in text


def test_positions_stay_inside_unless_the_scenario_is_internal() -> None:
    internal, public = report(marking=MARKING), report(marking=replace(MARKING, classification=""))
    assert end_names(internal, VI) == ("VT1", "109.1,13.2")
    assert end_names(public, VI) == ("Điểm phát", "Điểm thu")
    shown = words(draw_path(public, VI))
    assert "VT1" not in shown and "109.1" not in shown
    assert end_names(report(source="a.csv"), EN) == ("VT1", "109.1,13.2")  # a file's own names


def test_the_curved_sea_level_is_drawn_where_it_is_in_the_picture() -> None:
    assert "Mực nước biển" in words(draw_path(report(), VI))
    made = report(sea=False)
    high = Profile.of(made.profile.dist_km, made.profile.ground_m + 900.0, made.profile.clutter_m, made.profile.zone)
    sight = line_of_sight(high, tx_agl_m=40.0, rx_agl_m=12.0)
    assert "Mực nước biển" not in words(draw_path(replace(made, profile=high, sight=sight), VI))
