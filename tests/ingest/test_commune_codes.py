"""Codes and names of communes in a site list, and codes of before July 2025."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from tiny_inputs import CARRIERS, EPSG, communes

from covplan.errors import AdminEpochError, Severity
from covplan.ingest.boundaries import province_extent
from covplan.ingest.crosswalk import read_crosswalk
from covplan.ingest.problems import ProblemLog
from covplan.ingest.settings import AdminEpoch, Coordinates, SiteListSettings
from covplan.ingest.site_lists import read_sites
from covplan.ingest.site_rows import SiteContext

EPOCH = AdminEpoch.JULY_2025
COMMUNES = communes().rename(columns={"ma_xa": "code", "ten_xa": "name", "loai": "type"})
CONTEXT = SiteContext(EPSG, EPOCH, CARRIERS, province_extent(COMMUNES), COMMUNES)
WEST, EAST = (1401500, 451200), (1402500, 453700)  # in Buôn Đôn 24133, in Ea Súp 24136


def read(
    folder: Path,
    rows: list[tuple[tuple[int, int], str, str]],
    epoch: AdminEpoch | None = EPOCH,
    context: SiteContext = CONTEXT,
) -> list[tuple[str, Severity, int | None, str]]:
    """Code, severity, row and column of the remarks on sites at positions with a commune's code and name."""
    lines = ["site_id,x,y,mast_height_m,technology,commune_code,commune"]
    lines += [f"A{k},{x},{y},30,4G,{code},{name}" for k, ((x, y), code, name) in enumerate(rows)]
    file = folder / "trạm.csv"
    file.write_text("\n".join(lines), encoding="utf-8")
    settings = SiteListSettings(file, "viettel", Coordinates.VN2000, "s", meridian="108:30", admin_epoch=epoch)
    log = ProblemLog()
    assert len(read_sites(settings, context, log)) == len(rows)
    return [
        (one.code, one.severity, one.row, one.column) for one in log.problems if not one.code.startswith("site.mast")
    ]


def codes(remarks: list[tuple[str, Severity, int | None, str]]) -> set[str]:
    return {code for code, *_ in remarks} - {"site.antenna_at_top", "site.same_position"}


@pytest.mark.parametrize("name", ["Buôn Đôn", "xã BUÔN ĐÔN", "Buon Don", "Buôn Đôm", ""])
def test_a_code_and_a_name_that_fit_or_nearly_do(tmp_path: Path, name: str) -> None:
    assert codes(read(tmp_path, [(WEST, "24133", name)])) == set()


@pytest.mark.parametrize("name", ["Ea Súp", "Ea Sup", "Hà Nội"])
def test_a_code_and_a_name_that_disagree_are_an_error_with_its_place(tmp_path: Path, name: str) -> None:
    remarks = read(tmp_path, [(WEST, "24133", "Buôn Đôn"), (WEST, "24133", name)])
    assert ("site.commune_name", Severity.ERROR, 3, "commune") in remarks


def test_codes_of_no_declared_epoch_are_held_against_nothing(tmp_path: Path) -> None:
    assert codes(read(tmp_path, [(WEST, "24133", "Ea Súp")], epoch=None)) == {"site.codes_unused"}


def test_a_code_far_from_the_site_is_noted(tmp_path: Path) -> None:
    assert codes(read(tmp_path, [(EAST, "24133", "Buôn Đôn")])) == {"site.commune"}


def test_old_codes_need_a_crosswalk_and_a_divided_commune_the_position(tmp_path: Path) -> None:
    rows = [(WEST, "00001", "Phường Một"), (EAST, "00002", "Phuong Hai"), (WEST, "00002", "")]
    with pytest.raises(AdminEpochError, match="pre2025"):
        read(tmp_path, rows, AdminEpoch.PRE_2025)
    file = tmp_path / "x.csv"
    head = "old_code,old_name,new_code,new_name\n"
    file.write_text(
        f"{head}00001,Phường Một,24133,a\n00002,Phường Hai,24133,a\n00002,Phường Hai,24136,b\n", encoding="utf-8"
    )
    context = replace(CONTEXT, crosswalk=read_crosswalk(file))
    assert codes(read(tmp_path, rows, AdminEpoch.PRE_2025, context)) == set()
    assert codes(read(tmp_path, [(EAST, "00001", "")], AdminEpoch.PRE_2025, context)) == {"site.commune"}
    wrong = read(tmp_path, [(WEST, "00001", "Phường Hai")], AdminEpoch.PRE_2025, context)
    assert codes(wrong) == {"site.commune_name"}
    with pytest.raises(AdminEpochError):  # no way leads back from new codes to old communes
        read(tmp_path, rows, EPOCH, replace(context, admin_epoch=AdminEpoch.PRE_2025))
