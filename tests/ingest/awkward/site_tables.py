"""The list of sites as a table, and what is changed in it; shared by the cases of site lists."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import known_truth as truth
from cases import Case, degrees
from file_writers import xlsx
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


def site_case(file: str, what: str, write: Callable[[Path], object], expected: str = "loads", **options: Any) -> Case:
    return Case(f"sites/{file}", what, "sites", write, expected, options)


def thousands(value: float, group: str, decimal: str) -> str:
    text = f"{value:,.3f}".rstrip("0").rstrip(".")
    return text.translate(str.maketrans({",": group, ".": decimal}))


def mapped_numbers(rows: list[list[Any]], change: Callable[[Any], str]) -> list[list[Any]]:
    return [[change(c) if isinstance(c, int | float) else c for c in row] for row in rows]


def wgs84(one: truth.TrueSite) -> tuple[float, float]:
    return degrees(one.x_m, one.y_m)
