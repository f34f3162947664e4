"""Tables corrected: what is certain is done, what is not is asked, and asking twice gives nothing new."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from tiny_inputs import write_tiny_inputs

from covplan.errors import InputError, InputProblemsError
from covplan.ingest.decisions import read_decisions
from covplan.ingest.fixing import Fixed, fix_tables
from covplan.ingest.settings import AdminEpoch, AreaSettings, Coordinates, SiteListSettings

HEAD = "Mã trạm;Tên trạm;X;Y;Chiều cao cột (m);Công nghệ;Phương vị;Góc ngẩng;Chủ cột;Mã xã;Xã"
WEST, EAST = "1401500;451200", "1402500;453700"  # in Buôn Đôn 24133, in Ea Súp 24136


def area(folder: Path, *rows: str, epoch: AdminEpoch | None = AdminEpoch.JULY_2025) -> AreaSettings:
    """The tiny area with one list of these rows."""
    settings = write_tiny_inputs(folder)
    file = folder / "trạm.csv"
    file.write_text("\n".join([HEAD, *rows]) + "\n", encoding="utf-8-sig")
    one = SiteListSettings(file, "viettel", Coordinates.VN2000, "s", meridian="108:30", admin_epoch=epoch)
    return replace(settings, sites=(one,))


def told(fixed: Fixed) -> list[tuple[int, str, str, str, str]]:
    return [(c.row, c.column, c.before, c.after, c.code) for c in fixed.changes if c.file.name == "trạm.csv"]


def asked(fixed: Fixed) -> list[tuple[int, str, str, str]]:
    return [(p.change.row, p.change.column, p.change.after, p.change.code) for p in fixed.proposals]


def cells(fixed: Fixed, name: str = "trạm.csv") -> list[list[str] | None]:
    return next(one.cells for one in fixed.tables if one.original.file.name == name)


def test_nothing_is_changed_where_nothing_is_wrong(tmp_path: Path) -> None:
    fixed = fix_tables(write_tiny_inputs(tmp_path))
    assert fixed.changes == () and fixed.proposals == ()
    names = {one.original.file.name for one in fixed.tables}
    assert names == {"viettel.csv", "mobifone.csv", "địa điểm.csv", "thôn.csv", "đơn giá.csv"}


def test_what_is_certain_is_changed_and_logged(tmp_path: Path) -> None:
    settings = area(
        tmp_path,
        f"A1;Buôn  \u00d0ôn;{WEST};42 m;4G;;;Viettel;;Buon Don",
        f"A2;Ea Súp;{EAST};36;4G;;;Viettel;24136;phường Ea Súp",
    )
    fixed = fix_tables(settings)
    assert told(fixed) == [
        (2, "Tên trạm", "Buôn  \u00d0ôn", "Buôn Đôn", "fix.text"),
        (2, "Chiều cao cột (m)", "42 m", "42", "fix.unit"),
        (2, "Mã xã", "", "24133", "fix.commune_code"),
    ]
    assert fixed.proposals == ()


def test_codes_follow_from_names_only_where_the_epoch_is_declared(tmp_path: Path) -> None:
    fixed = fix_tables(area(tmp_path, f"A1;T;{WEST};42;4G;;;Viettel;;Buôn Đôn", epoch=None))
    assert fixed.changes == () and fixed.proposals == ()


@pytest.mark.parametrize(
    ("code", "name", "expected"),
    [
        ("24133", "Buôn Đôm", [("Xã", "Xã Buôn Đôn", "fix.commune_spelling")]),
        ("", "Buôn Đôm", [("Mã xã", "24133", "fix.commune_maybe")]),
        ("", "Phường Buôn Đôn", [("Mã xã", "24133", "fix.commune_maybe")]),  # it is a xã
        ("24133", "Ea Súp", [("Mã xã", "24136", "fix.commune_differs"), ("Xã", "Xã Buôn Đôn", "fix.commune_differs")]),
        ("24133", "Hà Nội", [("Xã", "Xã Buôn Đôn", "fix.commune_differs")]),
        ("99999", "Buôn Đôn", []),  # an unknown code is noted by the reader, and no business of names
        ("24133", "Buon Don", []),
        ("", "Hà Nội", []),
    ],
)
def test_doubtful_communes_are_asked_about(
    tmp_path: Path, code: str, name: str, expected: list[tuple[str, str, str]]
) -> None:
    fixed = fix_tables(area(tmp_path, f"A1;T;{WEST};42;4G;;;Viettel;{code};{name}"))
    assert fixed.changes == ()
    assert asked(fixed) == [(2, *one) for one in expected]
    assert all(one.change.params["where"] == "24133" for one in fixed.proposals)


def test_a_list_of_names_without_codes_is_asked_about_its_names(tmp_path: Path) -> None:
    settings = area(tmp_path)
    text = f"Mã trạm;X;Y;Chiều cao cột (m);Công nghệ;Xã\nA1;{WEST};42;4G;Buôn Đôm\nA2;{EAST};42;4G;ea sup\n"
    settings.sites[0].file.write_text(text, encoding="utf-8")
    assert asked(fix_tables(settings)) == [(2, "Xã", "Xã Buôn Đôn", "fix.commune_maybe")]


def test_an_agreed_commune_is_written_and_agreeing_to_both_ways_is_refused(tmp_path: Path) -> None:
    settings = area(tmp_path, f"A1;T;{WEST};42;4G;;;Viettel;24133;Ea Súp")
    code, name = fix_tables(settings).proposals
    assert cells(fix_tables(settings, decisions={name.id: True}))[0][-2:] == ["24133", "Xã Buôn Đôn"]  # type: ignore[index]
    assert cells(fix_tables(settings, decisions={name.id: False, code.id: None}))[0][-1] == "Ea Súp"  # type: ignore[index]
    with pytest.raises(InputError, match="row 2 of trạm.csv has two proposals"):
        fix_tables(settings, decisions={name.id: True, code.id: True})


@pytest.mark.parametrize(
    ("second", "code"),
    [
        (f"A1;Khác;{EAST};36;4G", "fix.same_id"),
        ("A2;Buôn Đôn;1401530;451200;36;4G", "fix.near"),
        ("A2;BUON DON;1401530;451240;36;4G", "fix.near"),  # 50 m away, as letters go the same name
        (f"A2;Hoàn toàn khác;{WEST};36;4G", "fix.same_place"),
        ("A2;Buôn Đôn 2;1401530;451200;36;4G", None),  # another number
        ("A2;Hoàn toàn khác;1401530;451200;36;4G", None),
        ("A2;Buôn Đôn;1401530;451250;36;4G", None),  # 58 m away
        ("A2;;1401530;451200;36;4G", None),  # nothing to compare
    ],
)
def test_sites_that_stand_twice_are_asked_about(tmp_path: Path, second: str, code: str | None) -> None:
    fixed = fix_tables(area(tmp_path, f"A1;Buôn Đôn;{WEST};42;4G;;;Viettel;;", f"{second};;;Viettel;;"))
    assert fixed.changes == ()
    assert [(one.change.row, one.change.code) for one in fixed.proposals] == ([(3, code)] if code else [])
    if code:
        params = fixed.proposals[0].change.params
        assert (params["kept"], params["kept_row"], params["differs"]) == ("A1", 2, "Chiều cao cột (m)")


def test_a_mast_that_two_operators_list_is_no_duplicate(tmp_path: Path) -> None:
    settings = area(tmp_path, f"A1;Buôn Đôn;{WEST};42;4G;;;Viettel;;")
    (one,) = settings.sites
    other = replace(one, operator="mobifone", file=tmp_path / "khác.csv")
    other.file.write_bytes(one.file.read_bytes())
    assert fix_tables(replace(settings, sites=(one, other))).proposals == ()
    same = replace(other, operator="viettel")  # two lists of one operator
    (found,) = fix_tables(replace(settings, sites=(one, same))).proposals
    assert (found.change.file.name, found.change.params["kept_file"]) == ("khác.csv", "trạm.csv")


def test_a_merge_keeps_what_each_row_tells_and_leaves_the_numbers_of_rows(tmp_path: Path) -> None:
    settings = area(
        tmp_path,
        f"A1;Buôn Đôn;{WEST};42;4G;;;;;",
        f"A1;Buôn Đôn;{WEST};45;5G;0/120/240;4;VNPT;;",
        f"A3;Ea Súp;{EAST};36;4G;;;Viettel;;",
    )
    (one,) = fix_tables(settings).proposals
    fixed = fix_tables(settings, decisions={one.id: True})
    first, second, third = cells(fixed)
    assert first == ["A1", "Buôn Đôn", "1401500", "451200", "42", "4G/5G", "0/120/240", "4", "VNPT", "", ""]
    assert second is None and third is not None
    assert (fixed.tables[0].table.row_numbers) == (2, 4)
    assert told(fixed)[-1] == (3, "", "A1 (Buôn Đôn)", "", "fix.gone")
    assert {code for *_, code in told(fixed)[:-1]} == {"fix.merged"}


def test_a_position_never_goes_over_from_another_list(tmp_path: Path) -> None:
    settings = area(tmp_path, "A1;Buôn Đôn;;;42;4G;;;;;")
    (one,) = settings.sites
    other = replace(one, file=tmp_path / "khác.csv", meridian="107:45", admin_epoch=None)
    other.file.write_text(f"{HEAD}\nA1;Buôn Đôn;{WEST};45;4G;;;VNPT;24133;Buôn Đôn\n", encoding="utf-8")
    settings = replace(settings, sites=(one, other))
    (proposal,) = fix_tables(settings).proposals
    row = cells(fix_tables(settings, decisions={proposal.id: True}))[0]
    assert row == ["A1", "Buôn Đôn", "", "", "42", "4G", "", "", "VNPT", "", ""]


def test_within_a_list_a_position_goes_over_whole_or_not_at_all(tmp_path: Path) -> None:
    for first, expected in ((";;", WEST.split(";")), (";1401500;", ["1401500", ""])):
        settings = area(tmp_path, f"A1;Buôn Đôn{first};42;4G;;;;;", f"A1;Buôn Đôn;{WEST};42;4G;;;;;")
        (one,) = fix_tables(settings).proposals
        row = cells(fix_tables(settings, decisions={one.id: True}))[0]
        assert row is not None and row[2:4] == expected


def test_a_table_with_personal_data_is_not_copied(tmp_path: Path) -> None:
    settings = area(tmp_path)
    (one,) = settings.sites
    text = f"{HEAD};Số điện thoại\nA1; T ;{WEST};42;4G;;;;;;0900000000\n"
    one.file.write_text(text, encoding="utf-8")
    fixed = fix_tables(settings)
    assert fixed.changes == () and "trạm.csv" not in {table.original.file.name for table in fixed.tables}


def test_a_chain_of_merges_ends_in_the_first_row(tmp_path: Path) -> None:
    rows = [f"A{k};Buôn Đôn;{1401500 + 30 * k};451200;42;{t};;;;;" for k, t in enumerate(("2G", "3G", "4G"))]
    settings = area(tmp_path, *rows)
    proposals = fix_tables(settings).proposals
    assert [one.change.params["kept"] for one in proposals] == ["A0", "A1"]  # A0 and A2 are 60 m apart
    fixed = fix_tables(settings, decisions={one.id: True for one in proposals})
    assert [row and row[5] for row in cells(fixed)] == ["2G/3G/4G", None, None]


def test_a_decision_counts_only_for_the_rows_that_it_was_made_about(tmp_path: Path) -> None:
    rows = [f"A1;Buôn Đôn;{WEST};42;4G;;;;;", f"A1;Buôn Đôn;{WEST};42;4G;;;;;"]
    (one,) = fix_tables(area(tmp_path, *rows)).proposals
    again = fix_tables(area(tmp_path, *rows), decisions={one.id: True})
    assert again.proposals[0].id == one.id and again.outdated == ()
    other = fix_tables(area(tmp_path, rows[0], rows[1].replace(";42;", ";45;")), decisions={one.id: True})
    assert other.changes == () and other.outdated == (one.id,)


def test_old_codes_are_led_to_the_communes_of_today(tmp_path: Path) -> None:
    settings = area(
        tmp_path,
        f"A1;T;{WEST};42;4G;;;;00001;Phường Một",
        f"A2;U;{EAST};42;4G;;;;00002;Phường Hai",
        "A3;V;1402500;451300;42;4G;;;;;phuong mot",
        epoch=AdminEpoch.PRE_2025,
    )
    file = tmp_path / "chuyển đổi.csv"
    rows = "00001,Phường Một,24133,Buôn Đôn\n00002,Phường Hai,24133,Buôn Đôn\n00002,Phường Hai,24136,Ea Súp\n"
    file.write_text("old_code,old_name,new_code,new_name\n" + rows, encoding="utf-8")
    fixed = fix_tables(replace(settings, crosswalk=file))
    assert told(fixed) == [(4, "Mã xã", "", "00001", "fix.commune_code")]
    units = [(one.site_id, one.old_code, one.new_code, one.by_position) for one in fixed.new_units]
    assert units == [("A1", "00001", "24133", False), ("A2", "00002", "24136", True), ("A3", "00001", "24133", False)]


def test_the_lists_of_the_province_ask_about_no_mast_that_operators_share(shared: Path, tmp_path: Path) -> None:
    folder = shared / "data/daklak/operators"
    settings = write_tiny_inputs(tmp_path)
    communes = shared / "data/daklak/daklak_communes_2025_simplified.geojson"
    settings = replace(settings, boundaries=replace(settings.boundaries, file=communes))
    lists = (
        SiteListSettings(folder / "viettel_tram_bts.xlsx", "viettel", Coordinates.VN2000, "s", meridian="108:30"),
        SiteListSettings(folder / "vnpt_bts.csv", "vinaphone", Coordinates.LONLAT, "s"),
    )
    before = {one.file: one.file.read_bytes() for one in lists}
    fixed = fix_tables(replace(settings, sites=lists))
    assert [len(one.cells) for one in fixed.tables[:2]] == [215, 152]
    assert [one.change.code for one in fixed.proposals] == []
    one_operator = replace(settings, sites=tuple(replace(one, operator="viettel") for one in lists))
    assert {one.change.code for one in fix_tables(one_operator).proposals} == {"fix.same_place"}  # masts of both
    assert {one.file: one.file.read_bytes() for one in lists} == before


@pytest.mark.parametrize(
    ("rows", "code"),
    [
        ("a1,đồng ý\na1,giữ nguyên\n", "decision.differs"),
        ("a1,có lẽ\n", "decision.word"),
        (",keep\n", "cell.empty"),
    ],
)
def test_decisions_that_cannot_be_meant(tmp_path: Path, rows: str, code: str) -> None:
    file = tmp_path / "p.csv"
    file.write_text("Mã đề xuất,Quyết định\n" + rows, encoding="utf-8")
    with pytest.raises(InputProblemsError) as error:
        read_decisions(file)
    assert [one.code for one in error.value.problems] == [code]


def test_decisions_in_both_languages(tmp_path: Path) -> None:
    file = tmp_path / "p.csv"
    file.write_text("Proposal,Decision\na,Agree\nb,KEEP\nc,\nd,Đồng ý\ne,giu nguyen\n", encoding="utf-8")
    assert read_decisions(file) == {"a": True, "b": False, "c": None, "d": True, "e": False}
