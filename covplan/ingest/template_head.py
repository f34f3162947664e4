"""The head of a template of covplan: which table it is, and in which reference system its positions are declared.

The first two rows of the sheet hold it, above the header: ``covplan`` and the kind of table, then the reference system
as it was chosen from the list of the sheet. Where none was chosen the file is refused: a meridian is never guessed.
"""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from pathlib import Path

from covplan.errors import CrsError
from covplan.ingest.headings import clean_text
from covplan.ingest.reference_systems import MERIDIANS, WGS84, existing
from covplan.ingest.untrusted_files import check_archive

MARK = "covplan"
WORKBOOKS = (".xlsx", ".xlsm")
CRS_CELL = "B2"


@dataclass(frozen=True)
class PositionSystem:
    """What the position columns of a table are in: longitude and latitude, or VN-2000 with its meridian."""

    epsg: int
    meridian: str | None  # of VN-2000

    @property
    def fields(self) -> tuple[str, str]:
        """Our fields of the position, east first."""
        return ("lon", "lat") if self.meridian is None else ("y_m", "x_m")


@dataclass(frozen=True)
class TemplateHead:
    """``system`` is None for a table without positions."""

    kind: str
    system: PositionSystem | None


LONLAT = PositionSystem(WGS84, None)
SYSTEMS = {
    "WGS 84": LONLAT,
    **{f"VN-2000, {meridian}": PositionSystem(epsg, meridian) for meridian, epsg in MERIDIANS.items()},
}
"""The reference systems that a template offers, by the words of its list."""


def read_template_head(file: Path, sheet: str | None = None) -> TemplateHead | None:
    """The head of a workbook's sheet, the first if none is named; None for a file that is no template.

    Raises
    ------
    MissingFileError, InputError
        If the file is not there, or an archive made to burst.
    CrsError
        If positions are asked for and no known reference system was chosen.
    """
    cells = head_cells(file, sheet)
    if cells is None:
        return None
    kind, asks, chosen = cells[1], cells[2] != "", cells[3]
    if not asks:
        return TemplateHead(kind, None)
    if chosen not in SYSTEMS:
        raise CrsError("template.crs", file=file.name, cell=CRS_CELL, got=chosen, known="; ".join(SYSTEMS))
    return TemplateHead(kind, SYSTEMS[chosen])


def head_cells(file: Path, sheet: str | None) -> tuple[str, str, str, str] | None:
    """The four cells of the head of a template, row by row; None where it has none."""
    if existing(file).suffix.lower() not in WORKBOOKS:
        return None
    from openpyxl import load_workbook

    check_archive(file)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # openpyxl remarks on styles that it does not know
            book = load_workbook(file, read_only=True, data_only=True)
            try:
                name = book.sheetnames[0] if sheet is None else sheet
                if name not in book.sheetnames:
                    return None  # the reader of the table tells it
                rows = list(book[name].iter_rows(max_row=2, max_col=2, values_only=True))
            finally:
                book.close()
    except MemoryError:
        raise
    except Exception:  # openpyxl raises whatever it stumbles over; whether the file can be read its reader tells
        return None
    texts = [clean_text(cell) for row in rows for cell in (*row, None, None)[:2]]
    first, second, third, fourth = (*texts, "", "", "", "")[:4]
    return (first, second, third, fourth) if first == MARK else None
