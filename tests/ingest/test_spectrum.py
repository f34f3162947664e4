"""Licensed spectrum: a carrier must lie in a block of its operator with its whole channel."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from covplan.errors import InputProblemsError
from covplan.ingest.area import Area
from covplan.ingest.problems import ProblemLog
from covplan.ingest.spectrum import check_licences, read_spectrum

HEAD = "Nhà mạng,Từ MHz,Đến MHz,Nguồn"


def written(tmp_path: Path, *rows: str) -> Path:
    file = tmp_path / "phổ tần.csv"
    file.write_text("\n".join([HEAD, *rows]), encoding="utf-8")
    return file


def problems(tmp_path: Path, area: Area, *rows: str) -> list[str]:
    log, file = ProblemLog(), written(tmp_path, *rows)
    check_licences(area.carriers, read_spectrum(file), file, log)
    return [problem.text for problem in log.errors()]


def test_carriers_inside_their_operators_blocks_pass(tmp_path: Path, tiny_area: Area) -> None:
    halves = {(c.operator, c.freq_mhz): c.bandwidth_mhz / 2 for c in tiny_area.carriers}
    rows = {f"{operator},{freq - half},{freq + half},báo" for (operator, freq), half in halves.items()}
    assert problems(tmp_path, tiny_area, *sorted(rows)) == []


def test_what_reaches_out_of_a_block_or_is_another_operators_is_an_error(tmp_path: Path, tiny_area: Area) -> None:
    low = tiny_area.carriers[0]
    assert (low.operator, low.freq_mhz, low.bandwidth_mhz) == ("viettel", 773.0, 10.0)
    area = replace(tiny_area, carriers=(low,))
    for row in ("Viettel,768.5,778,báo", "VNPT,768,778,báo"):
        (text,) = problems(tmp_path, area, row)
        assert "viettel-nr-773" in text and "768–778 MHz" in text
    assert "768.5–778" in problems(tmp_path, area, "Viettel,768.5,778,báo")[0]


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        (("Viettel,778,768,báo",), "lower edge"),
        (("Viettel,768,778,báo", "VNPT,777,787,báo"), "overlaps that of viettel"),
        (("Viettel,768,,báo",), "empty"),
        (("Viettel,768,bảy trăm,báo",), "number"),
        (("Viettel,768,778,",), "empty"),
    ],
)
def test_rows_that_cannot_be_are_errors_with_their_row(tmp_path: Path, rows: tuple[str, ...], words: str) -> None:
    with pytest.raises(InputProblemsError) as found:
        read_spectrum(written(tmp_path, *rows))
    (problem,) = found.value.problems
    assert words in problem.text and problem.row == len(rows) + 1


def test_the_blocks_of_the_embedded_scenario_are_apart() -> None:
    blocks = read_spectrum(Path(__file__).resolve().parents[2] / "data/daklak/spectrum.csv")
    assert {block.operator for block in blocks} == {"viettel", "vinaphone", "mobifone"}
    assert sum(block.high_mhz - block.low_mhz for block in blocks) == 320.0
