"""Site lists with awkward rows and cells."""

from __future__ import annotations

import math
from datetime import datetime
from typing import Any

import known_truth as truth
from file_writers import Page, Raw, csv, ods, xls, xlsx
from site_tables import (
    FOOTER,
    SECTION,
    changed,
    column,
    data,
    formulas,
    mapped_numbers,
    site_row,
    table,
    thousands,
    with_rows,
)
from site_tables import site_case as _case


def _by_owner() -> list[list[Any]]:
    order = sorted(range(6), key=lambda k: truth.SITES[k].owner)
    return [table()[0], *[data()[k] for k in order]]


_OWNER_SPANS = ((2, 3, 13, 13), (5, 7, 13, 13))  # MobiFone in rows 2 and 3, VNPT in row 4, Viettel in 5 to 7


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
    _case("metres_in_cells.csv", "42 m in the cells", lambda f: csv(
        f, column("Chiều cao cột (m)", lambda v: f"{v} m"))),
    _case("feet_in_cells.csv", "137.8 ft in the cells", lambda f: csv(
        f, column("Chiều cao cột (m)", lambda v: f"{v / 0.3048:.9f} ft"))),
    _case("degrees_for_metres.csv", "mast in degrees", lambda f: csv(f, table(mast="Chiều cao cột (°)")), "cell.unit"),
    _case("kilometres.csv", "X and Y in km", lambda f: csv(
        f, [table(x="X (km)", y="Y (km)")[0], *[[*r[:3], r[3] / 1000, r[4] / 1000, *r[5:]] for r in data()]])),
    _case("gigahertz.csv", "frequency in GHz", lambda f: csv(
        f, column("Tần số 5G (MHz)", lambda v: v / 1000, freq="Tần số 5G (GHz)"))),
    _case("dbm.csv", "power in dBm", lambda f: csv(
        f, column("Công suất (W)", lambda v: round(10 * math.log10(v) + 30, 9), power="Công suất (dBm)"))),
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
        f, column("Chiều cao cột (m)", lambda v: Raw('<table:table-cell table:formula="of:=[.A1]"/>'))),
        "cell.formula"),
    _case("name_formula.xlsx", "a name is a formula without a value", lambda f: xlsx(
        f, changed("Tên trạm", 2, "=A1&A2")), "cell.formula"),
    _case("errors.xlsx", "#N/A for a height", lambda f: xlsx(f, changed("Chiều cao cột (m)", 2, "#N/A")),
          "cell.formula_error"),
    _case("error_name.csv", "#REF! for a name", lambda f: csv(f, changed("Tên trạm", 2, "#REF!")),
          "cell.formula_error"),
    _case("error_id.ods", "Err:502 for an id", lambda f: ods(f, changed("Mã trạm", 2, "Err:502")),
          "cell.formula_error"),
    _case("dash.csv", "a dash for a height", lambda f: csv(f, changed("Chiều cao cột (m)", 2, "-")), "cell.number"),
    _case("range.csv", "a height of 30-45", lambda f: csv(f, changed("Chiều cao cột (m)", 2, "30-45")), "cell.number"),
    _case("about.csv", "a height of ~42", lambda f: csv(f, changed("Chiều cao cột (m)", 2, "~36")), "cell.number"),
    _case("full_width.csv", "full-width digits", lambda f: csv(
        f, changed("Chiều cao cột (m)", 1, "４２"))),
)  # fmt: skip

CASES = (*ROWS, *CELLS)
