"""A corrections file: written, read back to the same numbers, refused when something is wrong with it."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from covplan.coverage.service import ServiceSettings, SigmaSource
from covplan.errors import InputError, MissingFileError
from covplan.ingest.area import Area
from covplan.ingest.corrections import CarrierCorrection, ClassCorrection, Corrections, Misfit, read_corrections
from covplan.outputs.corrections import write_corrections
from covplan.outputs.marking import header, mark, service_line
from covplan.outputs.settings import Language, OutputSettings

VI, EN = Language.VIETNAMESE, Language.ENGLISH


def carrier(id: str, sigma_db: float, *classes: ClassCorrection) -> CarrierCorrection:
    counts: dict[str, Any] = {"ridge": 30.0, "rows": 400, "pixels": 200, "blocks": 20, "masts": 3}
    return CarrierCorrection(
        **{"id": id, "reference_km": 1.875, "from_km": 0.25, "to_km": 7.5, "sigma_db": sigma_db, **counts},
        before=Misfit(-3.0, 9.01, 8.5),
        after=Misfit(0.1, 6.5, 6.5),
        classes=classes,
    )


CORRECTIONS = Corrections(
    **{"file": "corrections.toml", "model": "ITU-R P.1812-8", "measurements": 'đo "lần 1".csv', "sha256": "ab" * 32},
    **{"rows": 12_345, "pixels": 678, "first_day": "2026-11-01", "last_day": "2026-11-03", "made": "2026-11-25"},
    **{"pixel_m": 250.0, "block_km": 2.0, "synthetic": True, "version": "0.1.0"},
    carriers=(
        carrier("viettel-nr-773", 6.5, ClassCorrection(10, -8.0, 1.25, 60), ClassCorrection(50, 3.0, -5.0, 140)),
        carrier("viettel-nr-2547.5", 8.25, ClassCorrection(0, 0.0, 0.0, 12)),
    ),
)


@pytest.mark.parametrize("language", [VI, EN])
def test_what_is_written_is_read_back(tmp_path: Path, language: Language) -> None:
    file = tmp_path / "corrections.toml"
    write_corrections(CORRECTIONS, file, language)
    assert read_corrections(file) == CORRECTIONS
    assert [path.name for path in tmp_path.iterdir()] == ["corrections.toml"]


@example(-60.0, 60.0, 0.001, 'a"\\\n\t\x00\x7fĐ😀')
@given(st.floats(-60, 60), st.floats(-60, 60), st.floats(0.001, 0.1), st.text(max_size=20))
@settings(deadline=None, max_examples=40)
def test_every_number_and_text_survives(
    tmp_path_factory: pytest.TempPathFactory, offset: float, slope: float, near: float, name: str
) -> None:
    file = tmp_path_factory.mktemp("c") / "corrections.toml"
    one = replace(CORRECTIONS.carriers[0], from_km=near, classes=(ClassCorrection(40, offset, slope, 1),))
    made = replace(CORRECTIONS, measurements=name, carriers=(one,))
    write_corrections(made, file, VI)
    assert read_corrections(file) == made


def test_the_file_says_what_it_is_to_people(tmp_path: Path) -> None:
    file = tmp_path / "corrections.toml"
    write_corrections(CORRECTIONS, file, VI)
    text = file.read_text(encoding="utf-8")
    assert text.startswith("# Hiệu chỉnh theo đo kiểm")
    assert '[area] corrections = "corrections.toml"' in text
    assert "code = 10  # Rừng, cây" in text
    assert tomllib.loads(text)["carriers"][0]["before"] == {"mean_db": -3.0, "rmse_db": 9.01, "sigma_db": 8.5}


def test_marks_stand_on_top_and_stay_in_their_line(tmp_path: Path) -> None:
    file = tmp_path / "corrections.toml"
    write_corrections(CORRECTIONS, file, VI, "NỘI BỘ\nrows = 1\x00\r\u2028")
    assert file.read_text(encoding="utf-8").startswith("# NỘI BỘ rows = 1")
    assert read_corrections(file) == CORRECTIONS


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("rows = 12345", "rows = ", "as TOML"),
        ("rows = 12345", 'rows = "many"', "rows: "),
        ("rows = 12345", "", "rows: "),
        ("rows = 12345", "rows = 12345\nextra = 1", "extra: "),
        ("ridge = 30.0", "ridge = 30.0\nextra = 1", r"carriers\.0\.extra: "),
        ("offset_db = -8.0", "offset_db = nan", r"carriers\.0\.classes\.0\.offset_db: "),
        ("offset_db = -8.0", "offset_db = -60.1", "viettel-nr-773.10.offset_db is missing, stands twice or is out"),
        ("slope_db_per_decade = 1.25", "slope_db_per_decade = 125", "10.slope_db_per_decade"),
        ("code = 10", "code = 11", "viettel-nr-773.classes.code"),
        ("code = 10", "code = 50", "viettel-nr-773.classes.code"),
        ("sigma_db = 6.5\n", "sigma_db = 20.1\n", "viettel-nr-773.sigma_db"),
        ("reference_km = 1.875", "reference_km = 0", "viettel-nr-773.reference_km"),
        ("from_km = 0.25", "from_km = 7.5", "viettel-nr-773.from_km"),
        ('id = "viettel-nr-2547.5"', 'id = "viettel-nr-773"', "carriers.id"),
    ],
)
def test_what_is_wrong_is_named(tmp_path: Path, old: str, new: str, words: str) -> None:
    file = tmp_path / "corrections.toml"
    write_corrections(CORRECTIONS, file, EN)
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(InputError, match=words):
        read_corrections(file)


def test_a_missing_or_empty_file(tmp_path: Path) -> None:
    with pytest.raises(MissingFileError, match=r"none\.toml"):
        read_corrections(tmp_path / "none.toml")
    (tmp_path / "empty.toml").write_text("", encoding="utf-8")
    with pytest.raises(InputError, match="no corrections file"):
        read_corrections(tmp_path / "empty.toml")


def marking_of(area: Area, service: ServiceSettings, synthetic: bool = False) -> Any:
    return mark(
        area,
        service,
        OutputSettings(),
        title="x",
        synthetic=synthetic,
        model="ITU-R P.1812-8",
        fingerprint="f" * 64,
        version="0",
    )


def test_outputs_say_that_the_model_was_corrected_and_by_what(tiny_area: Area) -> None:
    area = replace(tiny_area, corrections=CORRECTIONS)
    marking = marking_of(area, ServiceSettings())
    assert marking.synthetic  # the measurements were made up, so the result is
    line = service_line(marking, VI)
    assert "mô hình ITU-R P.1812-8 hiệu chỉnh theo 12.345 phép đo (corrections.toml, 25/11/2026)" in line
    assert "corrected by 12,345 measurements (corrections.toml, 2026-11-25)" in service_line(marking, EN)
    rows = dict(header(marking, VI))
    about = rows["Hiệu chỉnh theo đo kiểm"]
    for part in ('đo "lần 1".csv', "abababababab…", "678 ô lưới", "đo 01/11/2026 – 03/11/2026"):
        assert part in about
    # the scenario has no carrier at 2547.5 MHz
    assert about.endswith("sóng mang được hiệu chỉnh: viettel-nr-773")


def test_without_corrections_nothing_is_said_of_them(tiny_area: Area) -> None:
    marking = marking_of(tiny_area, ServiceSettings())
    assert "hiệu chỉnh" not in service_line(marking, VI)
    assert "Hiệu chỉnh theo đo kiểm" not in dict(header(marking, VI))
    assert not marking.synthetic


def test_the_definition_has_the_sigma_of_the_measurements(tiny_area: Area) -> None:
    service = ServiceSettings(sigma_source=SigmaSource.CALIBRATED)
    ids = [one.id for one in tiny_area.carriers]
    several = tuple(carrier(id, sigma) for id, sigma in zip(ids, (6.5, 8.25, 7.0), strict=True))
    area = replace(tiny_area, corrections=replace(CORRECTIONS, carriers=several))
    assert "σ = 6,5 – 8,2 dB (từ phần dư đo kiểm)" in service_line(marking_of(area, service), VI)
    same = replace(CORRECTIONS, carriers=several[:1])
    assert "σ = 6.5 dB (from residuals" in service_line(marking_of(replace(area, corrections=same), service), EN)
