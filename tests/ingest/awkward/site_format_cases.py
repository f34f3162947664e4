"""Site lists as workbooks and text: kinds of files, encodings, line ends."""

from __future__ import annotations

from cases import decomposed, in_tcvn3, in_vni, mapped
from file_writers import csv, ods, text_rows, xls, xlsx
from site_tables import changed, data, fonts, table, with_bytes
from site_tables import site_case as _case

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
        with_bytes("".join(map("".join, zip(text_rows(table()).split("\n"), ("\r\n", "\n", "\r") * 3, strict=False)))),
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
        text_rows(decomposed([("Mã trạm", "Tên trạm", "X", "Y", "Chiều cao", "Công nghệ")]))
        .replace("\u0302", "^").replace("\u0323", "."), "cp1258"), "file.encoding"),
    _case("nfd.xlsx", "letters and marks apart (NFD)", lambda f: xlsx(f, decomposed(table()))),
    _case("nbsp.csv", "no-break spaces", with_bytes(text_rows(table()).replace(" ", "\u00a0"))),
    _case("zero_width.csv", "zero-width spaces in ids", with_bytes(text_rows(table()).replace("DL00", "DL\u200b00"))),
    _case("escapes.csv", r"letters as \uXXXX", with_bytes(text_rows(table()).replace("Đ", r"\u0110"))),
    _case("eth.csv", "Ð (eth) for Đ", with_bytes(text_rows(table()).replace("Đ", "Ð"))),
    _case("apostrophe.csv", "’ for '", with_bytes(text_rows(table()).replace("'", "’"))),
)  # fmt: skip

CASES = FORMATS
