"""A document in the layout of Nghị định 30/2020/NĐ-CP, annex I: page, fonts, opening, signature, tables, pictures.

Page and page number: annex I, section I, items 1, 3, 4 and 7 (A4; 20–25 mm above and below, 30–35 mm left, 15–20 mm
right; Times New Roman, black; number in the middle of the upper margin, not on the first page), as told by
https://luatvietnam.vn/tin-van-ban-moi/huong-dan-moi-ve-cach-trinh-bay-van-ban-hanh-chinh-186-24146-article.html.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from docx import Document
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_BREAK
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Inches, Mm, Pt, RGBColor
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

from covplan.outputs.files import writing
from covplan.outputs.marking import marks
from covplan.outputs.numbers import format_date
from covplan.outputs.report.report_tables import ReportTable, formatted, is_text
from covplan.outputs.settings import Language, Marking
from covplan.outputs.texts import text

FONT = "Times New Roman"
BODY_PT, HEADING_PT, NOTE_PT = 13, 14, 11
TABLE_PT, TABLE_HEAD_PT, CELL_MM = 9.5, 8, 0.8
WHOLE_ROWS = 18
"""Tables of at most so many rows stay on one page; of others the heads and the last row do not stand alone."""
MARGINS_MM = {"top_margin": 20, "bottom_margin": 20, "left_margin": 30, "right_margin": 16}
TEXT_WIDTH_MM = 210 - 30 - 16
_LEFT, _RIGHT = WD_ALIGN_PARAGRAPH.LEFT, WD_ALIGN_PARAGRAPH.RIGHT
_CENTRE, _JUSTIFY = WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.JUSTIFY
_HEAD_FILL = "E8EEED"


class Letter:
    """Written from top to bottom; whatever is put in is text, never a field or a formula."""

    def __init__(self, title: str, marking: Marking, language: Language) -> None:
        self._language = language
        self._document = Document()
        _style(self._document, language)
        section = self._document.sections[0]
        section.page_width, section.page_height = Mm(210), Mm(297)
        for name, mm in MARGINS_MM.items():
            setattr(section, name, Mm(mm))
        section.header_distance = section.footer_distance = Mm(9)
        section.different_first_page_header_footer = True
        words = " – ".join(marks(marking, language))
        _put(section.first_page_header.paragraphs[0], words, _CENTRE, NOTE_PT, bold=True)
        _page_number(section.header.paragraphs[0])
        _put(section.header.add_paragraph(), words, _CENTRE, NOTE_PT, bold=True)
        section.header.paragraphs[-1].paragraph_format.space_after = Pt(5)
        foot = [text("marking.estimate", language), format_date(marking.as_of, language), marking.fingerprint[:12]]
        for footer in (section.first_page_footer, section.footer):
            _put(footer.paragraphs[0], " – ".join(part for part in foot if part), _CENTRE, 9)
        about, now = self._document.core_properties, datetime.now(UTC).replace(tzinfo=None)
        about.title, about.author, about.last_modified_by = _clean(title), f"covplan {marking.version}", ""
        about.comments, about.subject, about.keywords = "", "", _clean(words)
        about.created = about.modified = now
        about.language = str(language)

    def opening(self, title: str, about: Sequence[str], addressee: str) -> None:
        """Agency beside name and motto of the state, number beside place and date (blank), title, subject, to whom."""
        table = self._document.add_table(rows=2, cols=2)
        _set_widths(table, (62, TEXT_WIDTH_MM - 62))
        (agency, state), (number, place) = ([*row.cells] for row in table.rows)
        line = [("report.parent_agency", False), ("report.agency", True)]
        for k, (key, bold) in enumerate(line):
            paragraph = agency.paragraphs[0] if k == 0 else agency.add_paragraph()
            _put(paragraph, text(key, self._language), _CENTRE, 12, bold=bold)
        _put(agency.add_paragraph(), "________", _CENTRE, 8)
        _put(state.paragraphs[0], text("report.state", self._language), _CENTRE, 12, bold=True)
        _put(state.add_paragraph(), text("report.motto", self._language), _CENTRE, 13, bold=True)
        _put(state.add_paragraph(), "_____________________________", _CENTRE, 8)
        _put(number.paragraphs[0], text("report.number", self._language), _CENTRE, 13)
        _put(place.paragraphs[0], text("report.place", self._language), _CENTRE, 13, italic=True)
        self._line(title, HEADING_PT, before=12)
        for words in about:
            self._line(words, HEADING_PT)
        _put(self._document.add_paragraph(), "____________", _CENTRE, 8)
        self._line(addressee, BODY_PT, before=6, after=6, bold=False)

    def _line(self, words: str, size: int, before: int = 0, after: int = 0, bold: bool = True) -> None:
        paragraph = self._document.add_paragraph()
        _put(paragraph, words, _CENTRE, size, bold=bold)
        paragraph.paragraph_format.space_before, paragraph.paragraph_format.space_after = Pt(before), Pt(after)

    def heading(self, words: str, level: int = 1) -> None:
        """A heading of the outline."""
        self._document.add_heading(_clean(words), level)

    def annex(self, label: str, title: str) -> None:
        """A new page that begins an annex."""
        self.page_break()
        heading = self._document.add_heading(_clean(label), 1)
        heading.alignment = _CENTRE
        self._line(title, HEADING_PT, after=6)

    def paragraph(self, words: str, bold: bool = False) -> None:
        """A paragraph of the text."""
        paragraph = self._document.add_paragraph()
        _put(paragraph, words, _JUSTIFY, BODY_PT, bold=bold)
        paragraph.paragraph_format.first_line_indent = Mm(10)
        paragraph.paragraph_format.space_after = Pt(6)

    def note(self, words: str) -> None:
        """A remark under a table or a picture."""
        paragraph = self._document.add_paragraph()
        _put(paragraph, words, _JUSTIFY, NOTE_PT, italic=True)
        paragraph.paragraph_format.space_after = Pt(8)

    def table(self, caption: str, table: ReportTable) -> None:
        """A table under its caption, if any; the heading is repeated on every page, numbers stand to the right."""
        if caption:
            paragraph = self._document.add_paragraph()
            _put(paragraph, caption, _LEFT, 12, bold=True)
            paragraph.paragraph_format.keep_with_next = True
            paragraph.paragraph_format.space_before, paragraph.paragraph_format.space_after = Pt(6), Pt(3)
        if not table.rows:
            self.note(text("report.nothing", self._language))
            return
        rows = [table.heads, *(formatted(row, table.kinds, self._language) for row in table.rows)]
        if table.total is not None:
            rows.append(formatted(table.total, table.kinds, self._language))
        made = self._document.add_table(rows=len(rows), cols=len(table.heads), style="Table Grid")
        made.alignment = WD_TABLE_ALIGNMENT.CENTER
        _set_widths(made, _fitted(table.widths_mm))
        _set_padding(made)
        last = len(rows) - 1 if table.total is not None else -1
        for k, (row, cells) in enumerate(zip(made.rows, rows, strict=True)):
            _keep_whole(row, repeat=k == 0)
            for cell, words, kind in zip(row.cells, cells, table.kinds, strict=True):
                side = _CENTRE if k == 0 else _LEFT if is_text(kind) else _RIGHT
                _put(cell.paragraphs[0], words, side, TABLE_PT if k else TABLE_HEAD_PT, bold=k in (0, last))
                together = len(rows) <= WHOLE_ROWS or k in (0, len(rows) - 2)
                cell.paragraphs[0].paragraph_format.keep_with_next = together and k < len(rows) - 1
                if k == 0:
                    _shade(cell)
        self._document.add_paragraph().paragraph_format.space_after = Pt(0)

    def picture(self, png: bytes, caption: str, about: str, width_in: float) -> None:
        """A picture above its caption, on one page with it; ``about`` is read to those who do not see it."""
        paragraph = self._document.add_paragraph()
        paragraph.alignment = _CENTRE
        paragraph.paragraph_format.keep_with_next = True
        shape = paragraph.add_run().add_picture(io.BytesIO(png), width=Inches(width_in))
        shape._inline.docPr.set("descr", _clean(about))
        below = self._document.add_paragraph()
        _put(below, caption, _CENTRE, 12, italic=True)
        below.paragraph_format.space_after = Pt(8)

    def closing(self, words: str, recipients: Sequence[str]) -> None:
        """A last sentence, that nobody signs an empty page; recipients to the left, the signer (blank) to the right."""
        self.paragraph(words)
        self._document.paragraphs[-1].paragraph_format.keep_with_next = True
        table = self._document.add_table(rows=1, cols=2)
        _set_widths(table, (TEXT_WIDTH_MM / 2, TEXT_WIDTH_MM / 2))
        left, right = table.rows[0].cells
        _keep_whole(table.rows[0], repeat=False)
        _put(left.paragraphs[0], text("report.recipients", self._language), _LEFT, 12, bold=True, italic=True)
        for one in recipients:
            _put(left.add_paragraph(), one, _LEFT, 11)
        _put(right.paragraphs[0], text("report.signer", self._language), _CENTRE, 13, bold=True)
        for _ in range(4):
            right.add_paragraph()
        _put(right.add_paragraph(), text("report.signature", self._language), _CENTRE, 13, italic=True)

    def page_break(self) -> None:
        """What follows begins on a new page."""
        self._document.add_paragraph().add_run().add_break(WD_BREAK.PAGE)

    def save(self, file: Path) -> None:
        """Write the DOCX."""
        with writing(file) as temporary:
            self._document.save(str(temporary))


def _clean(words: str) -> str:
    """Without the characters that XML does not hold."""
    return ILLEGAL_CHARACTERS_RE.sub("", words)


def _put(paragraph: Any, words: str, side: Any, size: float, bold: bool = False, italic: bool = False) -> None:
    paragraph.alignment = side
    run = paragraph.add_run(_clean(words))
    run.font.size, run.bold, run.italic = Pt(size), bold, italic


def _style(document: Any, language: Language) -> None:
    """One font in black everywhere; the language tells the word processor how to check spelling."""
    styles = document.styles
    for name in ("Normal", "Heading 1", "Heading 2", "Header", "Footer"):
        style = styles[name]
        style.font.name, style.font.color.rgb = FONT, RGBColor(0, 0, 0)
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for key in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
            fonts.attrib.pop(qn(f"w:{key}"), None)
        for key in ("eastAsia", "cs"):
            fonts.set(qn(f"w:{key}"), FONT)
    normal = styles["Normal"]
    normal.font.size = Pt(BODY_PT)
    normal.paragraph_format.space_after = Pt(0)
    normal.paragraph_format.line_spacing = 1.0
    spelling = OxmlElement("w:lang")
    spelling.set(qn("w:val"), "vi-VN" if language is Language.VIETNAMESE else "en-GB")
    normal.element.get_or_add_rPr().append(spelling)
    for name, size in (("Heading 1", HEADING_PT), ("Heading 2", BODY_PT)):
        style = styles[name]
        style.font.size, style.font.bold = Pt(size), True
        style.paragraph_format.space_before, style.paragraph_format.space_after = Pt(10), Pt(4)
        style.paragraph_format.keep_with_next = True


def _page_number(paragraph: Any) -> None:
    paragraph.alignment = _CENTRE
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), "PAGE")
    run = OxmlElement("w:r")
    field.append(run)
    paragraph._p.append(field)


def _fitted(widths_mm: Sequence[float]) -> tuple[float, ...]:
    """Widths that fill the text width."""
    return tuple(width * TEXT_WIDTH_MM / sum(widths_mm) for width in widths_mm)


def _set_widths(table: Any, widths_mm: Sequence[float]) -> None:
    table.autofit = False
    for column, mm in zip(table.columns, widths_mm, strict=True):
        column.width = Mm(mm)
    for row in table.rows:
        for cell, mm in zip(row.cells, widths_mm, strict=True):
            cell.width = Mm(mm)


def _set_padding(table: Any) -> None:
    """Less room beside the words than a word processor gives, so that numbers of seven digits fit."""
    padding = OxmlElement("w:tblCellMar")
    for side in ("left", "right"):
        edge = OxmlElement(f"w:{side}")
        edge.set(qn("w:w"), str(round(Mm(CELL_MM).twips)))
        edge.set(qn("w:type"), "dxa")
        padding.append(edge)
    properties = table._tbl.tblPr
    look = properties.find(qn("w:tblLook"))
    (properties.append if look is None else look.addprevious)(padding)  # the schema has it before tblLook


def _keep_whole(row: Any, repeat: bool) -> None:
    properties = row._tr.get_or_add_trPr()
    properties.append(OxmlElement("w:cantSplit"))
    if repeat:
        properties.append(OxmlElement("w:tblHeader"))


def _shade(cell: Any) -> None:
    shade = OxmlElement("w:shd")
    for key, value in (("val", "clear"), ("color", "auto"), ("fill", _HEAD_FILL)):
        shade.set(qn(f"w:{key}"), value)
    cell._tc.get_or_add_tcPr().append(shade)
