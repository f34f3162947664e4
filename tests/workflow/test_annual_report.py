"""``covplan report`` as a user types it on the tiny scenario; the documents are opened again by other readers."""

from __future__ import annotations

import csv
import getpass
import json
import re
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from docx import Document
from docx.table import Table
from openpyxl import load_workbook
from tiny_scenario import TOML, write_tiny_scenario

from covplan.cli import main
from covplan.outputs.numbers import format_date, format_share
from covplan.outputs.report import pdf
from covplan.outputs.report.pdf import convert_to_pdf
from covplan.outputs.settings import Language
from tests.workflow.test_backhaul import PRICES
from tests.workflow.test_backhaul import TABLE as MICROWAVE
from tests.workflow.test_targets import TARGETS

EVIL, FORMULA = "<script>alert(1)</script>", "=cmd|' /C calc'!A0"
SETTINGS = """
[targets]
file = "chỉ tiêu.toml"

[routing.protection]
exact_nodes = 5

[assessment.uncertainty]
draws = 5

[outputs]
as_of = "2026-11-01"
"""
VI = Language.VIETNAMESE


@dataclass(frozen=True)
class Reports:
    scenario: Path
    out: Path

    @property
    def folder(self) -> Path:
        return self.out / "report"


@pytest.fixture(scope="module")
def without_office() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pdf, "PROGRAMS", ())
        yield


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory, without_office: None) -> Reports:
    folder = tmp_path_factory.mktemp("bí mật")
    toml = TOML.replace('title = "Kịch bản tí hon"', f'title = "{FORMULA} {EVIL}"')
    toml = toml.replace('source = "tiny villages"', f'source = "{FORMULA}"')
    assert toml.count("=cmd") == 2
    scenario = write_tiny_scenario(folder, toml + SETTINGS + MICROWAVE)
    with (folder / "đơn giá.csv").open("a", encoding="utf-8") as prices:
        prices.write(PRICES)
    (folder / "chỉ tiêu.toml").write_text(TARGETS, encoding="utf-8")
    assert main(["report", str(scenario), "--out", str(folder / "ra"), "--year", "2026"]) == 0
    return Reports(scenario, folder / "ra")


@pytest.fixture(scope="module")
def document(made: Reports) -> Document:
    return Document(str(made.folder / "report_2026.docx"))


@pytest.fixture(scope="module")
def summary(made: Reports) -> dict:
    return json.loads((made.out / "summary.json").read_text(encoding="utf-8"))


def table_after(document: Document, caption: str) -> Table:
    """The table below the caption that begins so after its number."""
    numbered = rf"(Bảng|Table) \d+\. {re.escape(caption)}"
    below = [one._p.getnext() for one in document.paragraphs if re.match(numbered, one.text)]
    return next(one for one in document.tables if any(one._tbl is element for element in below))


def cells(table: Table) -> list[list[str]]:
    return [[cell.text for cell in row.cells] for row in table.rows]


def number(words: str) -> float:
    return float(words.replace(".", "").replace(",", "."))


def sheet_columns(made: Reports, title: str) -> dict[str, list[object]]:
    """Columns of a sheet of the workbook by their heads, which stand below the block that says what it is."""
    rows = list(load_workbook(made.folder / "report_2026.xlsx")[title].iter_rows(values_only=True))
    head = next(k for k, row in enumerate(rows) if not any(row)) + 1
    return {str(name): [row[k] for row in rows[head + 1 :]] for k, name in enumerate(rows[head]) if name}


def test_headings_stand_in_the_order_of_the_report(document: Document) -> None:
    heads = [one.text for one in document.paragraphs if one.style.name == "Heading 1"]
    assert [head.split(".")[0] for head in heads] == [
        "I",
        "II",
        "III",
        "IV",
        "V",
        "VI",
        "VII",
        "PHỤ LỤC I",
        "PHỤ LỤC II",
        "PHỤ LỤC III",
        "PHỤ LỤC IV",
    ]
    assert heads[0] == "I. KẾT QUẢ CHÍNH"
    assert heads[5] == "VI. PHƯƠNG ÁN ĐẦU TƯ THEO NĂM VÀ NGUỒN VỐN"


def test_page_follows_the_decree(document: Document) -> None:
    section = document.sections[0]
    assert (round(section.page_width.mm), round(section.page_height.mm)) == (210, 297)
    assert 20 <= section.top_margin.mm <= 25 and 20 <= section.bottom_margin.mm <= 25
    assert 30 <= section.left_margin.mm <= 35 and 15 <= section.right_margin.mm <= 20
    assert document.styles["Normal"].font.name == "Times New Roman"
    assert 13 <= document.styles["Normal"].font.size.pt <= 14
    opening = cells(document.tables[0])
    assert opening[0][1].startswith("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc")
    assert not re.search(r"\d", "".join(sum(opening, [])))  # number, day and year are left blank
    assert any("Nơi nhận:" in cells(table)[0][0] for table in document.tables)


def test_the_headline_has_the_figures_of_the_summary_and_what_they_stand_on(document: Document, summary: dict) -> None:
    (sentence,) = (one.text for one in document.paragraphs if one.text.startswith("Tính đến "))
    assert sentence.count(". ") == 0  # one sentence
    for told in (
        format_date("2026-11-01", VI),
        format_share(summary["served_before_pct"], VI),
        format_share(summary["served_after_pct"], VI),
        "99 %",
        "−85 dBm",
        "≥ 95 %",
        "ngoài trời",
        "Viettel, MobiFone",
        "tiny 2025",
    ):
        assert told in sentence
    missing = re.search(r"còn thiếu ([\d,]+) điểm %", sentence)
    assert missing is not None
    assert 0.0 <= number(missing[1]) - (99.0 - summary["served_before_pct"]) < 0.1


def test_communes_add_up_to_the_workbook(document: Document, made: Reports) -> None:
    columns = sheet_columns(made, "Xã phường")
    rows = cells(table_after(document, "Phủ sóng theo xã, phường"))
    heads, total = rows[0], rows[-1]
    served = next(name for name in columns if name.startswith("Dân số được phủ – Ít nhất một nhà mạng (hiện"))
    for head, source in (("Dân số", "Dân số"), ("Được phủ (người)", served)):
        at = heads.index(head)
        assert number(total[at]) == pytest.approx(sum(columns[source]), abs=1)
        assert sum(number(row[at]) for row in rows[1:-1]) == pytest.approx(number(total[at]), abs=1)


def test_districts_owners_years_and_operators_add_up(document: Document, made: Reports) -> None:
    districts = cells(table_after(document, "Phủ sóng theo huyện cũ"))
    assert number(districts[-1][2]) == pytest.approx(sum(number(row[2]) for row in districts[1:-1]), abs=1)
    owners = cells(table_after(document, "Cột theo chủ sở hữu"))
    assert number(owners[-1][1]) == sum(sheet_columns(made, "Tỷ lệ thuê theo chủ cột")["Số cột"])
    money = sum(sheet_columns(made, "Phương án")["Tổng chi phí (triệu đồng, ước tính)"]) / 1000
    for caption in ("Phương án theo năm", "Phương án theo nhà mạng"):
        table = cells(table_after(document, caption))
        assert number(table[-1][5]) == pytest.approx(money, abs=0.051)
        assert number(table[-1][3]) + number(table[-1][4]) == pytest.approx(money, abs=0.11)


def test_routes_add_up(document: Document, made: Reports) -> None:
    table = cells(table_after(document, "Tuyến cáp dùng chung theo đường (ước tính)"))
    sections = sheet_columns(made, "Đoạn tuyến dùng chung")
    assert number(table[-1][1]) == len(sections["Đoạn"])
    assert number(table[-1][2]) == pytest.approx(sum(sections["Chiều dài (m)"]) / 1000, abs=0.06)
    assert number(table[-1][5]) == pytest.approx(sum(sections["Chi phí cơ sở (triệu đồng)"]) / 1000, abs=0.051)


def test_each_kind_of_evidence_has_its_column(document: Document) -> None:
    table = cells(table_after(document, "Kết quả từng chỉ tiêu"))
    modelled = table[0].index("Mô hình (ước tính)")
    by_target = {row[0][:1]: row for row in table[1:]}
    assert by_target["P"][2] == "CHƯA ĐẠT"
    assert by_target["P"][modelled].startswith("29,")
    assert "V" not in by_target
    assert "V (II.1) Tốc độ" in cells(table_after(document, "Chỉ tiêu chưa có số liệu"))[1][0]


def test_the_target_leads_with_the_figures_of_the_summary(document: Document, summary: dict) -> None:
    after_heading = [one.text for one in document.paragraphs]
    lead = after_heading[after_heading.index("I. KẾT QUẢ CHÍNH") + 1]
    assert lead == (
        f"Mục tiêu 99 % dân số được phủ sóng 5G: hiện nay {format_share(summary['served_before_pct'], VI)} (ước tính), "
        f"chưa đạt; theo phương án đề xuất {format_share(summary['served_after_pct'], VI)} (ước tính)."
    )
    figures = dict(cells(table_after(document, "Số liệu chính"))[1:])
    assert number(figures["Dân số tính (người)"]) == summary["population"]
    assert number(figures["Cáp quang mới (km)"]) == pytest.approx(summary["fibre_new_km"], abs=0.051)
    assert number(figures["Chi phí đầu tư (tỷ đồng)"].split()[0]) == pytest.approx(summary["cost_bn_vnd"], abs=0.051)
    assert number(figures["Cột xây mới"]) == summary["sites_built"]


def test_backhaul_and_capacity_are_those_of_the_workbook(document: Document, made: Reports) -> None:
    every = sheet_columns(made, "Truyền dẫn tới cột")
    by = every["Truyền dẫn bằng"]
    table = cells(table_after(document, "Truyền dẫn cho các cột chưa có cáp"))
    assert [int(row[1]) for row in table[1:-1]] == [
        by.count(word) for word in ("cáp quang", "vi ba", "chưa có cách nào")
    ]
    assert int(table[-1][1]) == len(by) and by.count("vi ba")
    money = sum(cost for cost in every["Chi phí cơ sở (triệu đồng)"] if cost is not None) / 1000
    assert number(table[-1][3]) == pytest.approx(money, abs=0.051)
    hops = cells(table_after(document, "Chặng vi ba"))[1:]
    assert len(hops) == min(15, by.count("vi ba"))
    assert {row[1] for row in hops} <= set(every["Chặng tới cột"])
    sections = sheet_columns(made, "Số sợi theo đoạn và năm")
    for year, count, *states in cells(table_after(document, "Số đoạn tuyến dùng chung theo mức đủ sợi"))[1:]:
        assert sections["Năm"].count(int(year)) == int(count) == sum(map(int, states))


def test_who_pays_is_not_guessed(document: Document, made: Reports) -> None:
    rows = cells(table_after(document, "Chi phí của phương án theo nguồn vốn"))
    assert {row[1] for row in rows[1:-1]} == {"chưa xác định"}
    sites = sheet_columns(made, "Nguồn vốn")
    assert set(sites["Nguồn vốn"]) == {"chưa xác định"}
    assert number(rows[-1][4]) == pytest.approx(sum(sites["Chi phí (triệu đồng, ước tính)"]) / 1000, abs=0.051)
    assert number(rows[-1][4]) == pytest.approx(sum(number(row[4]) for row in rows[1:-1]), abs=0.11)
    assert int(rows[-1][3]) == sum(int(row[3]) for row in rows[1:-1] if row[3] != "–")  # nobody counts twice


def test_sums_of_rounded_figures_say_so_and_the_list_of_sites_adds_up(document: Document) -> None:
    captions = ("Phương án theo năm", "Phương án theo nhà mạng", "Chi phí của phương án theo nguồn vốn")
    for caption in (*captions, "Trạm theo thứ tự trên bản đồ"):
        empty = table_after(document, caption)._tbl.getnext()
        assert "tính từ số chưa làm tròn" in "".join(empty.getnext().itertext())
    listed = cells(table_after(document, "Trạm theo thứ tự trên bản đồ"))
    for column in (5, 6):
        rows = [number(row[column]) for row in listed[1:-1]]
        assert number(listed[-1][column]) == pytest.approx(sum(rows), abs=0.005 * len(rows) + 0.006)
        assert all(len(row[column].split(",")[1]) == 2 for row in listed[1:])


def test_the_two_costs_of_fibre_are_told_apart_and_rent_is_told(document: Document) -> None:
    words = [one.text for one in document.paragraphs]
    assert sum("cáp có sẵn trong 10 năm" in one for one in words) == 2
    assert any("không cộng hai chi phí này với nhau" in one for one in words)


def test_pictures_have_words_and_tables_repeat_their_heads(document: Document, summary: dict) -> None:
    words = [shape._inline.docPr.get("descr") for shape in document.inline_shapes]
    assert [re.match(r"Hình (\d)\. ", word)[1] for word in words] == ["1", "2", "3", "4"]
    assert format_share(summary["served_before_pct"], VI) in words[0]
    assert f"trong đó {summary['sites_built']} trạm" in words[2]
    for table in document.tables:
        if table.style.name == "Table Grid":
            assert table.rows[0]._tr.xpath("./w:trPr/w:tblHeader")
            assert all(row._tr.xpath("./w:trPr/w:cantSplit") for row in table.rows)


def test_properties_name_no_user_and_no_path(made: Reports) -> None:
    with zipfile.ZipFile(made.folder / "report_2026.docx") as archive:
        core = archive.read("docProps/core.xml").decode()
    about = load_workbook(made.folder / "report_2026.xlsx").properties
    assert about.creator.startswith("covplan ") and not about.lastModifiedBy
    assert re.findall(r"<dc:creator>(.*?)</dc:creator>", core)[0].startswith("covplan ")
    for word in {getpass.getuser(), str(Path.home()), str(made.out), made.scenario.name}:
        assert word not in core and word not in str(about)


def test_marks_stand_on_every_page(document: Document) -> None:
    for section in document.sections:
        assert section.different_first_page_header_footer
        for header in (section.first_page_header, section.header):
            assert "DỮ LIỆU MÔ PHỎNG – NỘI BỘ" in "\n".join(one.text for one in header.paragraphs)
        assert "PAGE" in section.header._element.xml
        assert "PAGE" not in section.first_page_header._element.xml


def test_text_stays_text_and_nothing_of_the_machine_leaks(made: Reports, document: Document) -> None:
    assert any(f"{FORMULA} {EVIL}" in one.text for one in document.paragraphs)
    assert [FORMULA, "thôn.csv"] in cells(table_after(document, "Nguồn của các tệp đầu vào"))
    for file in (made.folder / "report_2026.docx", made.folder / "report_2026.xlsx"):
        with zipfile.ZipFile(file) as archive:
            for name in archive.namelist():
                content = archive.read(name)
                assert b"<script" not in content
                assert str(made.scenario.parent.parent).encode() not in content
                assert "bí mật".encode() not in content
    about = document.core_properties
    assert about.author.startswith("covplan ") and about.last_modified_by == "" and about.comments == ""
    fields = re.findall(r'instr="(\w+)"', document.sections[0].header._element.xml)
    assert fields == ["PAGE"]
    assert "w:instr" not in document.element.xml


LOCK = {"elevation": {"title": "Độ cao mở", "licence": "CC BY-NC 4.0", "notice": "© Người làm", "non_commercial": True}}


def test_funding_and_licences_as_the_scenario_has_them(
    made: Reports, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder, out = tmp_path / "kịch bản", tmp_path / "out"
    shutil.copytree(made.scenario.parent, folder, ignore=shutil.ignore_patterns("ra"))
    shutil.copytree(made.out / "results", out / "results")
    (folder / "sources.lock.json").write_text(json.dumps(LOCK), encoding="utf-8")
    sites = sheet_columns(made, "Nguồn vốn")
    first = sites["Mã vị trí"][0]
    costs = sites["Chi phí (triệu đồng, ước tính)"]
    own = sum(cost for id, cost in zip(sites["Mã vị trí"], costs, strict=True) if id == first)

    def report(*rows: tuple[str, ...]) -> int:
        with (folder / "nguồn vốn.csv").open("w", encoding="utf-8", newline="") as stream:
            csv.writer(stream).writerows([("Hạng mục", "Nguồn vốn", "Căn cứ"), *rows])
        command = ["report", str(folder / made.scenario.name), "--out", str(out)]
        return main([*command, "--set", "outputs.funding=nguồn vốn.csv"])

    assert report((first, "Ngân sách tỉnh", "QĐ mẫu"), ("fibre", "=Quỹ", "")) == 0
    document = Document(str(out / "report" / "report_2026.docx"))
    rows = cells(table_after(document, "Chi phí của phương án theo nguồn vốn"))[1:-1]
    assert {row[1] for row in rows} <= {"Ngân sách tỉnh", "=Quỹ", "chưa xác định"}
    paid = sum(number(row[4]) for row in rows if row[1:3] == ["Ngân sách tỉnh", "QĐ mẫu"])
    assert paid == pytest.approx(own / 1000, abs=0.11)
    listed = cells(table_after(document, "Trạm theo thứ tự trên bản đồ"))
    payers = [row[7] for row in listed[1:-1]]
    assert payers[0] == "Ngân sách tỉnh" and set(payers[1:]) <= {"chưa xác định; cáp: =Quỹ"}
    assert number(listed[-1][5]) + number(listed[-1][6]) == pytest.approx(sum(costs) / 1000, abs=0.11)
    assert cells(table_after(document, "Dữ liệu mở đã tải"))[1] == [*("Độ cao mở", "CC BY-NC 4.0", "© Người làm", "Có")]
    header = "\n".join(one.text for one in document.sections[0].header.paragraphs)
    assert "KHÔNG DÙNG CHO MỤC ĐÍCH THƯƠNG MẠI" in header
    assert any(one.text.startswith("Giấy phép của ít nhất một nguồn cấm") for one in document.paragraphs)
    assert report(("trạm lạ", "Ngân sách tỉnh", "")) == 1
    assert "trạm lạ" in capsys.readouterr().err


@pytest.mark.skipif(shutil.which("soffice") is None or shutil.which("pdftotext") is None, reason="needs LibreOffice")
def test_the_target_is_on_page_one_of_the_pdf(made: Reports, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    document = Path(shutil.copy(made.folder / "report_2026.docx", tmp_path))
    monkeypatch.setattr(pdf, "PROGRAMS", ("soffice",))
    file, _ = convert_to_pdf(document)
    assert file is not None

    def told(*command: str) -> str:
        return subprocess.run(command, capture_output=True, check=True).stdout.decode()

    first = told("pdftotext", "-f", "1", "-l", "1", str(file), "-")
    assert "Mục tiêu 99 % dân số được phủ sóng 5G" in " ".join(first.split())
    assert "DỮ LIỆU MÔ PHỎNG – NỘI BỘ" in first and "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM" in first
    about = told("pdfinfo", str(file))
    assert re.search(r"Tagged: +yes", about) and str(tmp_path) not in about and getpass.getuser() not in about


def test_english_beside_an_earlier_run(made: Reports, summary: dict, tmp_path: Path) -> None:
    before = {**summary, "as_of": "2025-11-01", "served_before_pct": summary["served_before_pct"] - 5.0}
    (tmp_path / "summary.json").write_text(json.dumps(before), encoding="utf-8")
    targets = json.loads((made.out / "targets.json").read_text(encoding="utf-8"))
    (tmp_path / "targets.json").write_text(json.dumps({**targets, "as_of": "2025-11-01"}), encoding="utf-8")
    out = tmp_path / "out"
    shutil.copytree(made.out / "results", out / "results")
    command = ["report", str(made.scenario), "--out", str(out), "--lang", "en", "--earlier", str(tmp_path)]
    assert main(command) == 0
    report = Document(str(out / "report" / "report_2026.docx"))
    assert any(one.text == "VIII. EARLIER YEARS" for one in report.paragraphs)
    table = cells(table_after(report, "Main figures of earlier runs"))
    assert table[0][1:] == ["2025-11-01", "2026-11-01", "Change"]
    served = next(row for row in table if row[0] == "People served (estimated)")
    assert served[3] == "+5.0"
    held = cells(table_after(report, "Each target"))
    assert re.fullmatch(r"29\.\d+ %; 2025-11-01: 29\.\d+ %", held[1][held[0].index("Modelled (estimate)")])
    (tmp_path / "summary.json").write_text(json.dumps({**before, "people_base": "another"}), encoding="utf-8")
    assert main(command) == 0
    report = Document(str(out / "report" / "report_2026.docx"))
    table = cells(table_after(report, "Main figures of earlier runs"))
    assert {row[3] for row in table[1:]} == {"–"}
    assert any("2025-11-01: another definition" in one.text for one in report.paragraphs)


def test_the_figures_for_next_year_stay_when_files_are_exported(made: Reports, tmp_path: Path) -> None:
    out = tmp_path / "out"
    shutil.copytree(made.out / "results", out / "results")
    shutil.copy(made.out / "summary.json", out)
    assert main(["export", str(made.scenario), "--out", str(out)]) == 0
    assert (out / "summary.json").read_bytes() == (made.out / "summary.json").read_bytes()
    assert main(["export", str(made.scenario), "--out", str(out), "--set", "planning.target_pct=90"]) == 0
    assert not (out / "summary.json").exists()  # of other settings


def test_the_subject_of_a_public_report_is_a_line(made: Reports, tmp_path: Path) -> None:
    out = tmp_path / "out"
    shutil.copytree(made.out / "results", out / "results")
    assert main(["report", str(made.scenario), "--out", str(out), "--audience", "public"]) == 0
    words = [one.text for one in Document(str(out / "public" / "report" / "report_2026.docx")).paragraphs]
    assert "Kết quả phát triển hạ tầng và vùng phủ sóng di động năm 2026" in words
    assert f"{FORMULA} {EVIL}" in words and all(len(one) != 1 for one in words)


def test_a_page_for_each_commune(made: Reports) -> None:
    assert main(["report", str(made.scenario), "--out", str(made.out), "--communes"]) == 0
    content = (made.folder / "communes.pdf").read_bytes()
    assert len(re.findall(rb"/Type\s*/Page\b(?!s)", content)) == 2
    assert "bí mật".encode() not in content


def test_static_maps_as_a_user_asks_for_them(made: Reports, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shutil.copytree(made.out / "results", tmp_path / "results")
    command = ["map", str(made.scenario), "--out", str(tmp_path), "--format", "svg"]
    assert main([*command, "--set", "outputs.national_inset=true"]) == 0
    files = [Path(line) for line in capsys.readouterr().out.splitlines()]
    assert [file.relative_to(tmp_path).as_posix() for file in files] == [
        *("maps/coverage.svg", "maps/communes.svg", "maps/communes_after.svg", "maps/plan.svg", "maps/routes.svg")
    ]
    for file in files:
        content = file.read_text(encoding="utf-8")
        assert "Quần đảo Hoàng Sa" in content and "Quần đảo Trường Sa" in content
        assert EVIL not in content and "&lt;script&gt;" in content  # text, never markup
        assert "bí mật" not in content


@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        (("--year", "2025"), 1, "2026-11-01"),
        (("--set", "outputs.as_of="), 1, "outputs.as_of"),
        (("--earlier", "."), 1, "summary.json"),
        (("--communes", "--year", "2026"), 2, "--communes"),
    ],
)
def test_what_makes_no_report(
    made: Reports, arguments: tuple[str, ...], code: int, told: str, tmp_path: Path,
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.chdir(tmp_path)
    assert main(["report", str(made.scenario), "--out", str(tmp_path), *arguments]) == code
    assert told in capsys.readouterr().err


def test_a_later_run_is_not_an_earlier_one(made: Reports, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["report", str(made.scenario), "--out", str(made.out / "x"), "--earlier", str(made.out)]) == 1
    assert "không trước 2026-11-01" in capsys.readouterr().err


def test_without_libreoffice_the_document_stays(made: Reports, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    document = Path(shutil.copy(made.folder / "report_2026.docx", tmp_path))
    (tmp_path / "report_2026.pdf").write_bytes(b"of an older report")
    monkeypatch.setattr(pdf, "PROGRAMS", ())
    assert convert_to_pdf(document) == (None, "no_program")
    assert not (tmp_path / "report_2026.pdf").exists()
    monkeypatch.setattr(pdf, "PROGRAMS", ("false",))
    if shutil.which("false"):
        assert convert_to_pdf(document) == (None, "failed")
    assert document.is_file()


def test_libreoffice_is_found_where_its_installer_puts_it(
    made: Reports, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On Windows and macOS that is not on the path; a half PDF has no name."""
    document = Path(shutil.copy(made.folder / "report_2026.docx", tmp_path))
    asked: list[str] = []

    def convert(command: list[str], **_: object) -> None:
        asked.append(command[0])
        (Path(command[-2]) / "report_2026.pdf").write_bytes(b"%PDF")

    program = tmp_path / "soffice"
    program.touch(mode=0o755)
    monkeypatch.setattr(pdf, "_INSTALLED", {sys.platform: str(tmp_path)})
    monkeypatch.setattr(pdf, "PROGRAMS", ("soffice",))
    monkeypatch.setenv("PATH", "")
    monkeypatch.setattr(pdf.subprocess, "run", convert)
    assert convert_to_pdf(document) == (tmp_path / "report_2026.pdf", None)
    assert asked == [str(program)] and (tmp_path / "report_2026.pdf").read_bytes() == b"%PDF"
    assert {one.name for one in tmp_path.iterdir()} == {"soffice", "report_2026.docx", "report_2026.pdf"}
