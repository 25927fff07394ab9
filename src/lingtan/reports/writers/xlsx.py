"""The workbook form: a summary, the live score sheet, and every table of the report as rows to work with."""

from __future__ import annotations

import io
from datetime import UTC, datetime
from typing import Any
from unicodedata import east_asian_width

from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from lingtan.reports.document import Cell, Document, Numbered, Table, numbered, walk
from lingtan.reports.score_model import ScoreModel
from lingtan.reports.typefaces import FAMILY
from lingtan.reports.wording import Words
from lingtan.reports.writers.score_sheet import write_score_sheet

_WIDEST, _NARROWEST, _UNIT_WIDTH = 70.0, 10.0, 11.0
_LINE_POINTS = 15.0
_HEADS = {"right": "head_right"}
_STYLES: dict[str, dict[str, Any]] = {
    "text": {"text_wrap": True, "valign": "top"},
    "right": {"valign": "top", "align": "right", "font_color": "#56616E"},
    "title": {"bold": True, "font_size": 12},
    "head": {"bold": True, "bottom": 1, "top": 2, "bg_color": "#F3F5F7", "text_wrap": True, "valign": "bottom"},
    "head_right": {"bold": True, "bottom": 1, "top": 2, "bg_color": "#F3F5F7", "text_wrap": True, "align": "right"},
    "mark": {"font_color": "#A4262C", "bold": True},
    "note": {"font_color": "#56616E", "italic": False},
    "number": {"num_format": "#,##0.0000", "valign": "top"},
    "plain": {"num_format": "General", "valign": "top"},
    "amount": {"num_format": "#,##0.0###", "valign": "top"},
    "count": {"num_format": "0", "valign": "top"},
    "share": {"num_format": "0.00 %", "valign": "top"},
    "faint": {"num_format": "0.0000", "font_color": "#56616E", "valign": "top"},
    "input": {"num_format": "#,##0.0###", "bg_color": "#FFF7DB", "border": 1, "border_color": "#D9C98A"},
    "input_share": {"num_format": "0.00 %", "bg_color": "#FFF7DB", "border": 1, "border_color": "#D9C98A"},
    "input_count": {"num_format": "0", "bg_color": "#FFF7DB", "border": 1, "border_color": "#D9C98A"},
    "result": {"num_format": "0.0000", "bold": True, "font_size": 12, "top": 1, "bottom": 1},
    "met": {"font_color": "#1B6E3C", "valign": "top", "text_wrap": True},
    "not_met": {"font_color": "#A4262C", "bold": True, "valign": "top", "text_wrap": True},
    "not_shown": {"font_color": "#56616E", "valign": "top", "text_wrap": True},
    "emphasis": {"bold": True, "valign": "top", "text_wrap": True},
}


def xlsx_bytes(document: Document, model: ScoreModel | None) -> bytes:
    """The document as .xlsx, the same bytes on every run; ``model`` is None where there is no score."""
    made = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    book = Workbook(made, options)
    day = datetime.fromisoformat(document.dated).replace(tzinfo=UTC)
    title = f"{document.cover.title} {document.cover.subtitle}"
    book.set_properties({"title": title, "subject": document.number, "author": "Lingtan", "created": day})
    book.formats[0].set_font_name(FAMILY)
    book.formats[0].set_font_size(10)
    styles = {name: book.add_format({"font_name": FAMILY, "font_size": 10} | style) for name, style in _STYLES.items()}
    words = Words(document.language)
    _summary(book, document, words, styles)
    if model is not None:
        write_score_sheet(_sheet(book, words("sheet.score")), model, words, styles)
    for name, tables in _by_sheet(numbered(document)).items():
        _tables(_sheet(book, name), tables, styles)
    book.close()
    return made.getvalue()


def _sheet(book: Workbook, name: str) -> Worksheet:
    sheet = book.add_worksheet(name)
    sheet.hide_gridlines(2)
    sheet.set_paper(9)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.set_footer("&L&8&F&R&8&P / &N")
    return sheet


def _summary(book: Workbook, document: Document, words: Words, styles: dict[str, Format]) -> None:
    sheet, cover = _sheet(book, words("sheet.summary")), document.cover
    sheet.set_column("A:A", 24)
    sheet.set_column("B:B", 90)
    sheet.write_string("A1", cover.title, styles["title"])
    sheet.write_string("A2", cover.subtitle, styles["note"])
    shown = [line for line in (cover.level, cover.score, cover.mark) if line]
    for row, line in enumerate(shown, start=3):
        sheet.write_string(row, 0, line, styles["mark" if line == cover.mark else "title"])
        sheet.set_row(row, 18)
    for row, (name, value) in enumerate(cover.facts, start=4 + len(shown)):
        sheet.write_string(row, 0, name, styles["note"])
        sheet.write_string(row, 1, value, styles["text"])


def _by_sheet(sections: tuple[Numbered, ...]) -> dict[str, list[tuple[str, Table]]]:
    sheets: dict[str, list[tuple[str, Table]]] = {}
    for section in walk(sections):
        for entry in section.blocks:
            if isinstance(entry.block, Table) and entry.block.sheet:
                sheets.setdefault(entry.block.sheet, []).append((entry.label, entry.block))
    return sheets


def _tables(sheet: Worksheet, tables: list[tuple[str, Table]], styles: dict[str, Format]) -> None:
    widths = [min(_WIDEST, max(_NARROWEST, column.width * _UNIT_WIDTH)) for column in tables[0][1].columns]
    for place, width in enumerate(widths):
        sheet.set_column(place, place, width)
    row = 0
    for label, table in tables:
        sheet.write_string(row, 0, f"{label}　{table.caption}", styles["title"])
        for place, column in enumerate(table.columns):
            sheet.write_string(row + 1, place, column.heading, styles[_HEADS.get(column.align, "head")])
        sheet.set_row(row + 1, _height([column.heading for column in table.columns], widths))
        if len(tables) == 1:
            sheet.freeze_panes(row + 2, 0)
            sheet.repeat_rows(row + 1)
        row += 2
        for cells in table.rows:
            for place, cell in enumerate(cells):
                _write(sheet, row, place, cell, styles, right=table.columns[place].align == "right")
            sheet.set_row(row, _height([cell.text for cell in cells], widths))
            row += 1
        for note in table.notes:
            sheet.write_string(row, 0, note, styles["note"])
            row += 1
        row += 1


def _height(texts: list[str], widths: list[float]) -> float:
    """Points a row needs: not every program fits the heights of wrapped rows itself."""
    lines = [
        sum(1 + int(_wide(line) * 1.1 / width) for line in text.split("\n"))
        for text, width in zip(texts, widths, strict=False)
    ]
    return _LINE_POINTS * max([1, *lines])


def _wide(line: str) -> int:
    if line.isascii():
        return len(line)
    return sum(2 if east_asian_width(character) in "WF" else 1 for character in line)


def _write(sheet: Worksheet, row: int, place: int, cell: Cell, styles: dict[str, Format], *, right: bool) -> None:
    if cell.number is None:
        sheet.write_string(row, place, cell.text, styles["right" if right else cell.status or "text"])
    elif cell.text.endswith("%"):
        sheet.write_number(row, place, cell.number, styles["share"])
    else:
        sheet.write_number(row, place, cell.number, styles[_number_style(cell.text)])


def _number_style(shown: str) -> str:
    _, point, decimals = shown.partition(".")
    if not point:
        return "plain"
    return "plain" if len(decimals) > 4 else "amount"
