"""Site lists in VN-2000: formats, headers, sheets, rows and cells."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import known_truth as truth
from cases import Case, decomposed, degrees, in_tcvn3, in_vni, mapped
from file_writers import Page, Raw, csv, ods, text_rows, xls, xlsx
from openpyxl import Workbook
from openpyxl.styles import Font

HEADER = (
    *("STT", "Mã trạm", "Tên trạm", "X (m)", "Y (m)", "Chiều cao cột (m)", "Độ cao anten (m)", "Công nghệ"),
    *("Tần số 5G (MHz)", "Phương vị", "Góc ngẩng", "Công suất (W)", "Chủ cột", "Mã xã"),
)
TITLE = ("DANH SÁCH TRẠM BTS NĂM 2026",)


def site_row(number: int, one: truth.TrueSite) -> list[Any]:
    azimuths = "/".join(map(str, one.azimuths)) or None
    return [
        *(number, one.id, one.name, one.y_m, one.x_m, one.mast_m, one.antenna_m, one.technologies, one.freq_mhz),
        *(azimuths, one.tilt_deg, one.power_w, one.owner, one.commune),
    ]


def data() -> list[list[Any]]:
    return [site_row(k, one) for k, one in enumerate(truth.SITES, start=1)]


def table(**headings: str) -> list[list[Any]]:
    """The list under its header, with some headings written otherwise (``x`` for *X (m)*, and so on)."""
    names = dict(
        zip(
            (
                "stt",
                "id",
                "name",
                "x",
                "y",
                "mast",
                "antenna",
                "tech",
                "freq",
                "azimuth",
                "tilt",
                "power",
                "owner",
                "xa",
            ),
            HEADER,
            strict=True,
        )
    )
    return [list({**names, **headings}.values()), *data()]


def column(heading: str, change: Callable[[Any], Any], **headings: str) -> list[list[Any]]:
    """The list with the filled cells of one column written otherwise."""
    rows = table(**headings)
    k = HEADER.index(heading)
    return [rows[0], *[[*row[:k], change(row[k]) if row[k] is not None else None, *row[k + 1 :]] for row in rows[1:]]]


def changed(heading: str, row: int, value: Any) -> list[list[Any]]:
    """The list with one cell written otherwise; the first row is 1."""
    rows = table()
    rows[row][HEADER.index(heading)] = value
    return rows


def last_year() -> list[list[Any]]:
    """The same sites as they stood a year before: lower."""
    rows = table()
    for row in rows[1:]:
        row[5] -= 6
        row[6] -= 6
    return rows


def two_rows(upper: dict[int, str], lower: dict[int, str], above: tuple[str, ...] = TITLE) -> list[list[Any]]:
    """Title, a header of two rows (only headings that differ from the usual are given, by column from 0), the list."""
    first = [upper.get(k, "" if k in lower and k not in upper else heading) for k, heading in enumerate(HEADER)]
    second = [lower.get(k) for k in range(len(HEADER))]
    return [list(above), first, second, *data()]


TWO = two_rows({3: "Toạ độ VN-2000", 5: "Chiều cao"}, {3: "X", 4: "Y", 5: "Cột", 6: "Anten"})
TWO_MERGED = ((2, 2, 4, 5), (2, 2, 6, 7), *((2, 3, k, k) for k in (1, 2, 3, *range(8, 15))))


def formulas(*, cached: bool) -> Callable[[Path], object]:
    """Heights as formulas. openpyxl writes none of their values; these are put in by hand where they are wanted."""

    def write(file: Path) -> None:
        rows = column("Chiều cao cột (m)", lambda height: f"={height}+0")
        xlsx(file, rows)
        if cached:
            import zipfile

            with zipfile.ZipFile(file) as archive:
                parts = {name: archive.read(name) for name in archive.namelist()}
            sheet = parts["xl/worksheets/sheet1.xml"].decode()
            for one in truth.SITES:
                bare = f"<f>{one.mast_m}+0</f><v></v>"
                if bare not in sheet:
                    bare = f"<f>{one.mast_m}+0</f><v />"
                sheet = sheet.replace(bare, f"<f>{one.mast_m}+0</f><v>{one.mast_m}</v>")
            parts["xl/worksheets/sheet1.xml"] = sheet.encode()
            with zipfile.ZipFile(file, "w") as archive:
                for name, part in parts.items():
                    archive.writestr(name, part)

    return write


def fonts(book: Workbook) -> None:
    for row in book.worksheets[0].iter_rows():
        for cell in row:
            cell.font = Font(name=".VnTime")


def with_bytes(text: str, encoding: str = "utf-8") -> Callable[[Path], object]:
    return lambda file: file.write_bytes(text.encode(encoding))


def with_rows(*blocks: list[list[Any]]) -> list[list[Any]]:
    return [row for block in blocks for row in block]


SECTION = [["I", "Trạm của Viettel"]]
FOOTER = [["", "Tổng cộng", "", "", "", 244.5, 229.5], ["", "", "Người lập biểu"], ["", "", "(Ký tên)"]]
SIDE = [[*a, None, *b] for a, b in zip(table(), last_year(), strict=True)]
STACK = with_rows([["DANH SÁCH 2026"]], table(), [[], ["DANH SÁCH 2025"]], last_year())


def _case(file: str, what: str, write: Callable[[Path], object], expected: str = "loads", **options: Any) -> Case:
    return Case(f"sites/{file}", what, "sites", write, expected, options)


FORMATS = (
    _case("plain.xlsx", "a plain workbook", lambda f: xlsx(f, table())),
    _case("plain.xlsm", "a workbook that may hold macros", lambda f: xlsx(f, table())),
    _case("plain.xls", "Excel 97", lambda f: xls(f, table())),
    _case("plain.ods", "LibreOffice", lambda f: ods(f, table())),
    _case("new_named_old.xls", "an .xlsx that is named .xls", lambda f: xlsx(f, table()) and None),
    _case("old_named_new.xlsx", "an .xls that is named .xlsx", lambda f: xls(f, table())),
    _case(
        "page.xls", "a web page that is named .xls, as portals export",
        with_bytes("<html><table><tr><td>Mã trạm</td></tr></table></html>"), "file.unreadable",
    ),
    _case("plain.csv", "semicolons, decimal commas", lambda f: csv(f, table(), decimal=",")),
    _case("commas.csv", "commas, decimal points", lambda f: csv(f, table(), delimiter=",")),
    _case("tabs.tsv", "tabs", lambda f: csv(f, table(), delimiter="\t")),
    _case("bars.txt", "vertical bars", lambda f: csv(f, table(), delimiter="|")),
    _case("utf16.txt", "Unicode text of Excel (UTF-16)", lambda f: csv(f, table(), "utf-16", delimiter="\t")),
    _case("bom.csv", "a byte-order mark", lambda f: csv(f, table(), "utf-8-sig")),
    _case(
        "two_boms.csv", "two byte-order marks, as of files put together",
        with_bytes("\ufeff\ufeff" + text_rows(table())),
    ),
    _case("dos.csv", "line ends of Windows", lambda f: csv(f, table(), newline="\r\n")),
    _case("mac.csv", "line ends of old Macs", lambda f: csv(f, table(), newline="\r")),
    _case(
        "mixed_ends.csv", "all kinds of line ends in one file",
        with_bytes("".join(row + end for row, end in zip(text_rows(table()).split("\n"), ("\r\n", "\n", "\r") * 3, strict=False))),
    ),
    _case("sep.csv", "Excel's line sep=;", with_bytes("sep=;\n" + text_rows(table()))),
    _case("no_end.csv", "no end of the last line", with_bytes(text_rows(table()).rstrip("\n"))),
    _case("blank_lines.csv", "an empty line after each", with_bytes(text_rows(table()).replace("\n", "\n\n"))),
    _case(
        "comma_in_commas.csv", "decimal commas between commas, without quotes",
        with_bytes("\n".join(",".join("" if c is None else str(c).replace(".", ",") for c in row) for row in table())),
        "row.too_long",
    ),
    _case(
        "quote.csv", "a quote that is never closed",
        with_bytes(text_rows(table()).replace("Krông Pắc", '"Krông Pắc')), "file.unreadable",
    ),
    _case("two_lines.csv", "cells of two lines", lambda f: csv(f, changed("Tên trạm", 1, "Buôn\nĐôn"))),
    _case("tcvn3.csv", "TCVN3 (.VnTime), bytes", lambda f: csv(f, mapped(table(), in_tcvn3), "latin-1")),
    _case("vni.csv", "VNI, bytes", lambda f: csv(f, mapped(table(), in_vni), "latin-1")),
    _case("tcvn3.xlsx", "TCVN3, font .VnTime", lambda f: xlsx(f, mapped(table(), in_tcvn3), change=fonts)),
    _case("vni.xlsx", "VNI", lambda f: xlsx(f, mapped(table(), in_vni))),
    _case("tcvn3.xls", "TCVN3 in Excel 97", lambda f: xls(f, mapped(table(), in_tcvn3))),
    _case("vni.ods", "VNI in LibreOffice", lambda f: ods(f, mapped(table(), in_vni))),
    _case("tcvn3_utf8.csv", "TCVN3 saved as UTF-8", lambda f: csv(f, mapped(table(), in_tcvn3))),
    _case(
        "half_tcvn3.xlsx", "headings in Unicode, names in TCVN3",
        lambda f: xlsx(f, [table()[0], *mapped(data(), in_tcvn3)]), "text.encoding",
    ),
    _case(
        "one_tcvn3.csv", "one name in TCVN3 among Unicode",
        lambda f: csv(f, changed("Tên trạm", 4, in_tcvn3("Krông Pắc"))), "text.encoding",
    ),
    _case("cp1258.csv", "Windows-1258", with_bytes(
        text_rows(decomposed([[in_cell for in_cell in ("Mã trạm", "Tên trạm", "X", "Y", "Chiều cao", "Công nghệ")]]))
        .replace("\u0302", "^").replace("\u0323", "."), "cp1258"), "file.encoding"),
    _case("nfd.xlsx", "letters and marks apart (NFD)", lambda f: xlsx(f, decomposed(table()))),
    _case("nbsp.csv", "no-break spaces", with_bytes(text_rows(table()).replace(" ", "\u00a0"))),
    _case("zero_width.csv", "zero-width spaces in ids", with_bytes(text_rows(table()).replace("DL00", "DL\u200b00"))),
    _case("escapes.csv", r"letters as \uXXXX", with_bytes(text_rows(table()).replace("Đ", r"\u0110"))),
    _case("eth.csv", "Ð (eth) for Đ", with_bytes(text_rows(table()).replace("Đ", "Ð"))),
    _case("apostrophe.csv", "’ for '", with_bytes(text_rows(table()).replace("'", "’"))),
)  # fmt: skip

HEADERS = (
    _case("titles.xlsx", "title rows", lambda f: xlsx(f, [list(TITLE), [], ["Đơn vị: Viettel"], *table()])),
    _case(
        "far_down.xlsx", "the header in row 29",
        lambda f: xlsx(f, [["Thuyết minh", k] for k in range(28)] + table()),
    ),
    _case(
        "too_far_down.xlsx", "the header in row 41",
        lambda f: xlsx(f, [["Thuyết minh", k] for k in range(40)] + table()), "table.header",
    ),
    _case("merged.xlsx", "merged headings over two rows", lambda f: xlsx(f, Page("Trạm", TWO, TWO_MERGED))),
    _case("merged.xls", "merged headings, Excel 97", lambda f: xls(f, Page("Trạm", TWO, TWO_MERGED))),
    _case("merged.ods", "merged headings, LibreOffice", lambda f: ods(f, Page("Trạm", TWO, TWO_MERGED))),
    _case("merged.csv", "merged headings saved as text", lambda f: csv(f, TWO)),
    _case(
        "under_antenna.xlsx", "Chiều cao under Anten, beside Cột",
        lambda f: xlsx(f, Page("Trạm", two_rows({5: "Cột", 6: "Anten"}, {5: "Chiều cao", 6: "Chiều cao"}))),
    ),
    _case(
        "old_and_new.xlsx", "merged headings: old and new coordinates, both X and Y",
        lambda f: xlsx(
            f,
            Page(
                "Trạm",
                [
                    [*HEADER, "Toạ độ cũ", ""],
                    [*["" if k not in (3, 4) else "XY"[k - 3] for k in range(len(HEADER))], "X", "Y"],
                    *[[*row, row[3] + 700, row[4] + 900] for row in data()],
                ],
                ((1, 1, 15, 16), (1, 1, 4, 5)),
            ),
        ), "column.several",
    ),
    _case("numbered.xlsx", "a row (1) (2) (3) … under the header", lambda f: xlsx(
        f, [table()[0], [f"({k})" for k in range(1, 15)], *data()])),
    _case("numbered.csv", "a row A, B, 1, 2 … under the header", lambda f: csv(
        f, [table()[0], ["A", "B", *range(1, 13)], *data()])),
    _case("units_below.xlsx", "units in a row of their own", lambda f: xlsx(
        f,
        [[h.partition(" (")[0] if k != 8 else "Tần số 5G" for k, h in enumerate(HEADER)],
         ["", "", "", "m", "m", "m", "m", "", "MHz", "độ", "độ", "W", "", ""], *data()])),
    _case("feet_below.xlsx", "units in a row of their own: the mast in feet", lambda f: xlsx(
        f,
        [[h.partition(" (")[0] for h in HEADER], ["", "", "", "m", "m", "ft", "m", "", "MHz", "", "", "W", "", ""],
         *[[*row[:5], round(row[5] / 0.3048, 9), *row[6:]] for row in data()]])),
    _case("repeated.xlsx", "the header again on each printed page", lambda f: xlsx(
        f, with_rows(table()[:4], table()[:1], data()[3:]))),
    _case("broken_headings.xlsx", "line breaks in headings", lambda f: xlsx(
        f, table(mast="Chiều cao\ncột (m)", azimuth="Phương\nvị"))),
    _case("capitals.csv", "headings without marks, in capitals", lambda f: csv(
        f, table(id="MA TRAM", name="TEN_TRAM", x="TOA DO X", mast="CHIEU CAO COT"))),
    _case("english.csv", "English headings", lambda f: csv(f, table(
        id="Site ID", name="Site name", x="Northing", y="Easting", mast="Mast height (m)", antenna="Antenna height",
        tech="Technology", azimuth="Azimuth", tilt="Tilt", owner="Tower owner"))),
    _case("own_words.csv", "a heading that only the scenario names", lambda f: csv(f, table(mast="Tầm vóc")),
          columns={"mast_height_m": "Tầm vóc"}),
    _case("twice.xlsx", "two columns Chiều cao cột", lambda f: xlsx(
        f, [[*row[:6], row[5] if k == 0 else 18, *row[6:]] for k, row in enumerate(table())]), "column.several"),
    _case("metres_and_feet.xlsx", "Chiều cao cột (m) and (ft)", lambda f: xlsx(
        f, [[*row[:5], "Chiều cao cột (ft)" if k == 0 else 999, *row[5:]] for k, row in enumerate(table())]),
        "column.several"),
    _case("metres_not_feet.xlsx", "Chiều cao cột (m) and (ft), the scenario names one", lambda f: xlsx(
        f, [[*row[:5], "Chiều cao cột (ft)" if k == 0 else 999, *row[5:]] for k, row in enumerate(table())]),
        columns={"mast_height_m": "Chiều cao cột (m)"}),
    _case("no_position.xlsx", "no coordinates", lambda f: xlsx(f, [[*r[:3], *r[5:]] for r in table()]),
          "column.missing"),
    _case("telephone.xlsx", "a telephone number beside each site", lambda f: xlsx(
        f, [[*row, "SĐT" if k == 0 else "09xx"] for k, row in enumerate(table())]), "column.personal"),
)  # fmt: skip

SHEETS = (
    _case("cover.xlsx", "a cover sheet before the list", lambda f: xlsx(
        f, Page("Bìa", [["ĐỀ ÁN"], ["Năm 2026"]]), table())),
    _case("notes.xlsx", "a sheet of notes with a small table", lambda f: xlsx(
        f, table(), Page("Danh mục", [["Mã xã", "Xã"], ["24133", "Buôn Đôn"]]))),
    _case("years.xlsx", "a sheet for each year", lambda f: xlsx(
        f, Page("2025", last_year()), Page("2026", table())), "table.sheets"),
    _case("years.ods", "a sheet for each year, LibreOffice", lambda f: ods(
        f, Page("2025", last_year()), Page("2026", table())), "table.sheets"),
    _case("years_named.xlsx", "a sheet for each year, one named", lambda f: xlsx(
        f, Page("2025", last_year()), Page("2026", table())), sheet="2026"),
    _case("years_named.xls", "the same, Excel 97", lambda f: xls(
        f, Page("2025", last_year()), Page("2026", table())), sheet="2026"),
    _case("years_wrong_name.xlsx", "a sheet that is not there", lambda f: xlsx(f, table()), "table.sheet",
          sheet="2026"),
    _case("hidden_sheet.xlsx", "last year's sheet is hidden", lambda f: xlsx(
        f, Page("2025", last_year(), hidden=True), Page("2026", table()))),
    _case("hidden_sheet.xls", "the same, Excel 97", lambda f: xls(
        f, Page("2025", last_year(), hidden=True), Page("2026", table()))),
    _case("hidden_sheet.ods", "the same, LibreOffice", lambda f: ods(
        f, Page("2025", last_year(), hidden=True), Page("2026", table()))),
    _case("stacked.xlsx", "two tables under one another", lambda f: xlsx(f, STACK), "table.several"),
    _case("stacked.csv", "two tables under one another, text", lambda f: csv(f, STACK), "table.several"),
    _case("stacked_block.xlsx", "two tables, one chosen by its cells", lambda f: xlsx(f, STACK), sheet="Trạm!A2:N8"),
    _case("beside.xlsx", "two tables beside one another", lambda f: xlsx(f, SIDE), "column.several"),
    _case("beside_block.xlsx", "two tables, the left one chosen", lambda f: xlsx(f, SIDE), sheet="Trạm!A1:N7"),
    _case("beside_block.ods", "the same, LibreOffice", lambda f: ods(f, SIDE), sheet="Trạm!A1:N7"),
    _case("moved.xlsx", "the table begins in column D, row 6", lambda f: xlsx(
        f, [[]] * 5 + [[None] * 3 + row for row in table()])),
)  # fmt: skip

ROWS = (
    _case("total.xlsx", "a total and signatures below", lambda f: xlsx(f, with_rows(table(), [[]], FOOTER))),
    _case("total.csv", "the same as text", lambda f: csv(f, with_rows(table(), [[]], FOOTER))),
    _case("sections.xlsx", "rows that head a section", lambda f: xlsx(
        f, with_rows(table()[:1], SECTION, data()[:3], [["II", "Trạm khác"]], data()[3:]))),
    _case("hidden_rows.xlsx", "hidden rows, one of another year", lambda f: xlsx(
        f, Page("Trạm", with_rows(table(), [site_row(7, truth.SITES[0])]), hidden_rows=(8,))), "table.hidden_rows"),
    _case("hidden_rows.xls", "hidden rows, Excel 97", lambda f: xls(
        f, Page("Trạm", table(), hidden_rows=(3, 4))), "table.hidden_rows"),
    _case("filtered.ods", "a filter is on, LibreOffice", lambda f: ods(
        f, Page("Trạm", table(), hidden_rows=(3, 5))), "table.hidden_rows"),
    _case("hidden_column.xlsx", "the column of heights is hidden", lambda f: xlsx(
        f, Page("Trạm", table(), hidden_columns=(6,))), "table.hidden_columns"),
    _case("hidden_column.ods", "the same, LibreOffice", lambda f: ods(
        f, Page("Trạm", table(), hidden_columns=(6,))), "table.hidden_columns"),
    _case("hidden_stt.xls", "a column that is not read is hidden", lambda f: xls(
        f, Page("Trạm", table(), hidden_columns=(1,)))),
    _case("merged_owner.xlsx", "one owner in a cell over the rows of its sites", lambda f: xlsx(
        f, Page("Trạm", _by_owner(), _OWNER_SPANS))),
    _case("merged_owner.xls", "the same, Excel 97", lambda f: xls(f, Page("Trạm", _by_owner(), _OWNER_SPANS))),
    _case("merged_owner.ods", "the same, LibreOffice", lambda f: ods(f, Page("Trạm", _by_owner(), _OWNER_SPANS))),
    _case("merged_height.xlsx", "one height in a cell over two rows", lambda f: xlsx(
        f, Page("Trạm", table(), ((2, 3, 6, 6),))), "cell.merged"),
    _case("merged_height.ods", "the same, LibreOffice", lambda f: ods(
        f, Page("Trạm", table(), ((2, 3, 6, 6),))), "cell.merged"),
    _case("twice_id.csv", "one id twice", lambda f: csv(
        f, with_rows(table(), [site_row(7, truth.SITES[0])])), "site.duplicate"),
)  # fmt: skip


def _by_owner() -> list[list[Any]]:
    order = sorted(range(6), key=lambda k: truth.SITES[k].owner)
    return [table()[0], *[data()[k] for k in order]]


_OWNER_SPANS = ((2, 3, 13, 13), (5, 7, 13, 13))  # MobiFone in rows 2 and 3, VNPT in row 4, Viettel in 5 to 7


def thousands(value: float, group: str, decimal: str) -> str:
    text = f"{value:,.3f}".rstrip("0").rstrip(".")
    return text.translate(str.maketrans({",": group, ".": decimal}))


CELLS = (
    _case("dots.csv", "thousands with dots, decimal commas", lambda f: csv(
        f, column("X (m)", lambda v: thousands(v, ".", ",")))),
    _case("all_dots.csv", "Y as 451.200,5 and 433.870", lambda f: csv(
        f, column("Y (m)", lambda v: thousands(v, ".", ",")))),
    _case("dots_no_proof.csv", "Y in whole metres with a dot, 433.870", lambda f: csv(
        f, column("Y (m)", lambda v: thousands(round(v), ".", ","))), without=("x_m",)),
    _case("spaces.csv", "thousands with spaces", lambda f: csv(f, column("X (m)", lambda v: thousands(v, " ", ",")))),
    _case("nbsp_thousands.csv", "thousands with no-break spaces", lambda f: csv(
        f, column("X (m)", lambda v: thousands(v, "\u00a0", ",")))),
    _case("swiss.csv", "thousands with apostrophes", lambda f: csv(
        f, column("X (m)", lambda v: thousands(v, "'", ".")))),
    _case("text_numbers.xlsx", "numbers that are text", lambda f: xlsx(
        f, mapped_numbers(table(), lambda v: f" {v} "))),
    _case("decimal_comma.xlsx", "numbers that are text with commas", lambda f: xlsx(
        f, mapped_numbers(table(), lambda v: str(v).replace(".", ",")))),
    _case("centimetres.xlsx", "mast in cm", lambda f: xlsx(
        f, column("Chiều cao cột (m)", lambda v: v * 100, mast="Chiều cao cột (cm)"))),
    _case("feet.xlsx", "mast in feet", lambda f: xlsx(
        f, column("Chiều cao cột (m)", lambda v: round(v / 0.3048, 9), mast="Chiều cao cột (ft)"))),
    _case("feet_no_brackets.csv", "mast in feet, no brackets", lambda f: csv(
        f, column("Chiều cao cột (m)", lambda v: round(v / 0.3048, 9), mast="mast_height_ft")),
        columns={"mast_height_m": "mast_height_ft"}),
    _case("metres_in_cells.csv", "42 m in the cells", lambda f: csv(f, column("Chiều cao cột (m)", lambda v: f"{v} m"))),
    _case("feet_in_cells.csv", "137.8 ft in the cells", lambda f: csv(
        f, column("Chiều cao cột (m)", lambda v: f"{v / 0.3048:.9f} ft"))),
    _case("degrees_for_metres.csv", "mast in degrees", lambda f: csv(f, table(mast="Chiều cao cột (°)")), "cell.unit"),
    _case("kilometres.csv", "X and Y in km", lambda f: csv(
        f, [table(x="X (km)", y="Y (km)")[0], *[[*r[:3], r[3] / 1000, r[4] / 1000, *r[5:]] for r in data()]])),
    _case("gigahertz.csv", "frequency in GHz", lambda f: csv(
        f, column("Tần số 5G (MHz)", lambda v: v / 1000, freq="Tần số 5G (GHz)"))),
    _case("dbm.csv", "power in dBm", lambda f: csv(
        f, column("Công suất (W)", lambda v: round(10 * __import__("math").log10(v) + 30, 9), power="Công suất (dBm)"))),
    _case("kilowatts.csv", "power in kW", lambda f: csv(
        f, column("Công suất (W)", lambda v: v / 1000, power="Công suất (kW)"))),
    _case("db.csv", "power in dB", lambda f: csv(f, table(power="Công suất (dB)")), "cell.unit"),
    _case("frequency_dot.csv", "2.550 MHz, or 2.55 MHz", lambda f: csv(
        f, column("Tần số 5G (MHz)", lambda v: thousands(v, ".", ","))), "cell.separator"),
    _case("frequency_comma.csv", "773,0 MHz, or 773 and 0", lambda f: csv(
        f, column("Tần số 5G (MHz)", lambda v: f"{v},0")), "cell.list"),
    _case("power_dot.csv", "a power of 1.200 W, or of 1.2", lambda f: csv(f, changed("Công suất (W)", 1, "1.200")),
          "cell.separator"),
    _case("height_three.csv", "42.000 m, which cannot be 42,000", lambda f: csv(
        f, column("Chiều cao cột (m)", lambda v: f"{v:.3f}"))),
    _case("azimuth_commas.csv", "azimuths 0,120,240", lambda f: csv(
        f, column("Phương vị", lambda v: v.replace("/", ",")))),
    _case("azimuth_spaces.csv", "azimuths 0 120 240", lambda f: csv(
        f, column("Phương vị", lambda v: v.replace("/", " ")))),
    _case("azimuth_number.xlsx", "azimuths 0,120,240 that Excel has made 120240", lambda f: xlsx(
        f, changed("Phương vị", 1, 120240)), "cell.range"),
    _case("azimuth_date.xlsx", "azimuths 10/12 that Excel has made a date", lambda f: xlsx(
        f, changed("Phương vị", 1, datetime(2026, 12, 10))), "cell.number"),
    _case("azimuth_comma.csv", "azimuth 120,5: one or two", lambda f: csv(f, changed("Phương vị", 1, "120,5")),
          "cell.list"),
    _case("height_date.xlsx", "3.5 that Excel has made 3 May", lambda f: xlsx(
        f, changed("Chiều cao cột (m)", 1, datetime(2026, 5, 3))), "cell.number"),
    _case("exponent.csv", "X as 1.42E+06, as a narrow column is saved", lambda f: csv(
        f, column("X (m)", lambda v: f"{v:.2E}")), "cell.rounded"),
    _case("full_exponent.csv", "X as 1.42150025E+06, with all digits", lambda f: csv(
        f, column("X (m)", lambda v: f"{v:.8E}"))),
    _case("minus.csv", "a tilt with the sign −", lambda f: csv(f, changed("Góc ngẩng", 1, "−40")), "cell.range"),
    _case("formulas.xlsx", "heights are formulas with their values", formulas(cached=True)),
    _case("no_values.xlsx", "heights are formulas without values", formulas(cached=False), "cell.formula"),
    _case("no_values.ods", "the same, LibreOffice", lambda f: ods(
        f, column("Chiều cao cột (m)", lambda v: Raw('<table:table-cell table:formula="of:=[.A1]"/>'))), "cell.formula"),
    _case("name_formula.xlsx", "a name is a formula without a value", lambda f: xlsx(
        f, changed("Tên trạm", 2, "=A1&A2")), "cell.formula"),
    _case("errors.xlsx", "#N/A for a height", lambda f: xlsx(f, changed("Chiều cao cột (m)", 2, "#N/A")),
          "cell.formula_error"),
    _case("error_name.csv", "#REF! for a name", lambda f: csv(f, changed("Tên trạm", 2, "#REF!")), "cell.formula_error"),
    _case("error_id.ods", "Err:502 for an id", lambda f: ods(f, changed("Mã trạm", 2, "Err:502")), "cell.formula_error"),
    _case("dash.csv", "a dash for a height", lambda f: csv(f, changed("Chiều cao cột (m)", 2, "-")), "cell.number"),
    _case("range.csv", "a height of 30-45", lambda f: csv(f, changed("Chiều cao cột (m)", 2, "30-45")), "cell.number"),
    _case("about.csv", "a height of ~42", lambda f: csv(f, changed("Chiều cao cột (m)", 2, "~36")), "cell.number"),
    _case("full_width.csv", "full-width digits", lambda f: csv(
        f, changed("Chiều cao cột (m)", 1, "４２"))),
)  # fmt: skip


def mapped_numbers(rows: list[list[Any]], change: Callable[[Any], str]) -> list[list[Any]]:
    return [[change(c) if isinstance(c, int | float) else c for c in row] for row in rows]


def wgs84(one: truth.TrueSite) -> tuple[float, float]:
    return degrees(one.x_m, one.y_m)


CASES = (*FORMATS, *HEADERS, *SHEETS, *ROWS, *CELLS)
