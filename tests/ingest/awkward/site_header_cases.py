"""Site lists with awkward headers, and workbooks of several tables."""

from __future__ import annotations

from file_writers import Page, csv, ods, xls, xlsx
from site_tables import HEADER, SIDE, STACK, TITLE, TWO, TWO_MERGED, data, last_year, table, two_rows, with_rows
from site_tables import site_case as _case

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

CASES = (*HEADERS, *SHEETS)
