"""The Word form: real headings, captions and tables, so that an evaluator can edit it."""

from __future__ import annotations

import io
import zipfile
from datetime import datetime
from typing import TYPE_CHECKING, cast

import docx
from docx.enum.section import WD_SECTION
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_BREAK
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor
from docx.table import _Cell as WordCell

from lingtan.knowledge import text
from lingtan.reports.document import (
    Bullets,
    Cell,
    Document,
    Figure,
    Labelled,
    Numbered,
    Paragraph,
    Table,
    numbered,
    walk,
)
from lingtan.reports.typefaces import FAMILY

if TYPE_CHECKING:
    from docx.document import Document as Word
    from docx.oxml.table import CT_Row
    from docx.oxml.xmlchemy import BaseOxmlElement
    from docx.styles.style import ParagraphStyle
    from docx.table import Table as Grid
    from docx.text.paragraph import Paragraph as WordParagraph
    from docx.text.run import Run

_EARLIEST_ZIP_TIME = (1980, 1, 1, 0, 0, 0)
_TEXT_WIDTH_MM = 162.0
_KEPT_TOGETHER = 13
_CELL_MARGIN_TWIPS = 60
_INK, _MUTED, _WARNING = RGBColor(0x1D, 0x27, 0x33), RGBColor(0x56, 0x61, 0x6E), RGBColor(0xA4, 0x26, 0x2C)
_TONE_COLOUR = {"warning": _WARNING, "note": _MUTED, "gap": RGBColor(0x8A, 0x61, 0x00)}
_STATUS_COLOUR = {"met": RGBColor(0x1B, 0x6E, 0x3C), "not_met": _WARNING, "not_shown": _MUTED}
_ALIGN = {
    "left": WD_ALIGN_PARAGRAPH.LEFT,
    "right": WD_ALIGN_PARAGRAPH.RIGHT,
    "centre": WD_ALIGN_PARAGRAPH.CENTER,
}
_STYLES = (
    ("Normal", 10.0, False, _INK, 0, 5),
    ("Title", 28.0, True, _INK, 140, 8),
    ("Subtitle", 14.0, False, _INK, 0, 24),
    ("Heading 1", 16.0, True, _INK, 24, 10),
    ("Heading 2", 12.0, True, _INK, 16, 6),
    ("Caption", 9.5, False, _INK, 8, 4),
    ("List Bullet", 10.0, False, _INK, 0, 2),
    ("Header", 8.5, False, _MUTED, 0, 0),
    ("Footer", 8.5, False, _MUTED, 0, 0),
)


def docx_bytes(document: Document) -> bytes:
    """The document as .docx, the same bytes on every run."""
    word = docx.Document()
    _properties(word, document)
    _styles(word)
    _cover(word, document)
    sections = numbered(document)
    _contents(word, document, sections)
    for place, section in enumerate(walk(sections)):
        _section(word, section, place)
    made = io.BytesIO()
    word.save(made)
    return _with_fixed_times(made.getvalue())


def _properties(word: Word, document: Document) -> None:
    core = word.core_properties
    day = datetime.fromisoformat(f"{document.dated}T00:00:00+00:00")
    core.title, core.subject = f"{document.cover.title} {document.cover.subtitle}", document.number
    core.author = core.last_modified_by = "Lingtan"
    core.comments, core.language = "", "zh-CN" if document.language == "zh" else "en-GB"
    core.created = core.modified = day
    core.revision = 1


def _styles(word: Word) -> None:
    for name, size, bold, colour, before, after in _STYLES:
        style = cast("ParagraphStyle", word.styles[name])
        style.font.size, style.font.bold, style.font.color.rgb = Pt(size), bold, colour
        style.font.italic = False
        style.paragraph_format.space_before, style.paragraph_format.space_after = Pt(before), Pt(after)
        _typeface(style)
    title = word.styles["Title"].element.get_or_add_pPr()
    for border in title.findall(qn("w:pBdr")):
        title.remove(border)
    word.styles["Caption"].paragraph_format.keep_with_next = True
    for name, size in (("Table Text", 8.0), ("Table Note", 8.0), ("Contents Line", 10.0)):
        style = cast("ParagraphStyle", word.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH))
        style.base_style = word.styles["Normal"]
        style.font.size = Pt(size)
        style.paragraph_format.space_after = Pt(2 if name != "Table Text" else 0)
        _typeface(style)


def _typeface(style: ParagraphStyle) -> None:
    style.font.name = FAMILY
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{theme}"), None)
    for kind in ("ascii", "hAnsi", "eastAsia", "cs"):
        fonts.set(qn(f"w:{kind}"), FAMILY)


def _cover(word: Word, document: Document) -> None:
    cover = document.cover
    page = word.sections[0]
    page.page_width, page.page_height = Mm(210), Mm(297)
    page.left_margin = page.right_margin = Mm(24)
    page.top_margin, page.bottom_margin = Mm(28), Mm(24)
    _run(word.add_paragraph(), cover.kicker, colour=_MUTED)
    word.add_paragraph(cover.title, style="Title")
    word.add_paragraph(cover.subtitle, style="Subtitle")
    if cover.level:
        _run(word.add_paragraph(), cover.level, bold=True, size=18)
    if cover.score:
        _run(word.add_paragraph(), cover.score, size=12)
    if cover.mark:
        _run(word.add_paragraph(), cover.mark, bold=True, colour=_WARNING)
    facts = word.add_table(rows=0, cols=2)
    facts.autofit = False
    facts.columns[0].width, facts.columns[1].width = Mm(36), Mm(_TEXT_WIDTH_MM - 36)
    for name, value in cover.facts:
        cells = facts.add_row().cells
        cells[0].width, cells[1].width = Mm(36), Mm(_TEXT_WIDTH_MM - 36)
        cells[0].paragraphs[0].style = cells[1].paragraphs[0].style = word.styles["Table Text"]
        _run(cells[0].paragraphs[0], name, colour=_MUTED)
        _run(cells[1].paragraphs[0], value)
    facts.rows[0].cells[0].paragraphs[0].paragraph_format.space_before = Pt(120)
    facts.rows[0].cells[1].paragraphs[0].paragraph_format.space_before = Pt(120)
    inner = word.add_section(WD_SECTION.NEW_PAGE)
    inner.header.is_linked_to_previous = inner.footer.is_linked_to_previous = False
    inner.header.paragraphs[0].text = f"{cover.title}　{cover.subtitle}"
    _footer(inner.footer.paragraphs[0], document)


def _footer(paragraph: WordParagraph, document: Document) -> None:
    _run(paragraph, f"{document.number}\t\t")
    words = text("report.page", document.language, page="\x00PAGE\x00", pages="\x00NUMPAGES\x00")
    for part in words.split("\x00"):
        if part in ("PAGE", "NUMPAGES"):
            _field(paragraph, part, "1")
        else:
            _run(paragraph, part)


def _contents(word: Word, document: Document, sections: tuple[Numbered, ...]) -> None:
    """A contents field that Word fills when it opens the file; until then it holds the headings as links."""
    heading = word.add_paragraph()
    _run(heading, text("report.contents", document.language), bold=True, size=16)
    entries = [entry for entry in walk(sections) if entry.depth <= 2]
    for position, entry in enumerate(entries):
        line = word.add_paragraph(style="Contents Line")
        line.paragraph_format.left_indent = Mm(0 if entry.depth == 1 else 7)
        if position == 0:
            _field_start(line, 'TOC \\o "1-2" \\h \\z \\u', dirty=True)
        run = line.add_run(f"{entry.number}　{entry.title}")
        run.bold = entry.depth == 1
        _link(run, entry.anchor)
        if position == len(entries) - 1:
            _field_part(line, "end")
    word.add_paragraph().add_run().add_break(WD_BREAK.PAGE)


def _section(word: Word, section: Numbered, place: int) -> None:
    heading = word.add_heading(f"{section.number}　{section.title}", level=section.depth)
    _bookmark(heading, section.anchor, place)
    for entry in section.blocks:
        _block(word, entry)


def _block(word: Word, entry: Labelled) -> None:
    block = entry.block
    if isinstance(block, Paragraph):
        colour = _TONE_COLOUR.get(block.tone)
        _run(word.add_paragraph(), block.text, bold=block.tone == "finding", colour=colour)
    elif isinstance(block, Bullets):
        for item in block.items:
            word.add_paragraph(_clean(item), style="List Bullet")
    elif isinstance(block, Table):
        _table(word, entry.label, block)
    else:
        _figure(word, entry.label, block)


def _caption(word: Word, label: str, caption: str) -> WordParagraph:
    paragraph = word.add_paragraph(style="Caption")
    _run(paragraph, label, bold=True)
    _run(paragraph, f"  {caption}")
    return paragraph


def _figure(word: Word, label: str, figure: Figure) -> None:
    picture = word.add_paragraph()
    picture.paragraph_format.keep_with_next = True
    shape = picture.add_run().add_picture(io.BytesIO(figure.png), width=Mm(min(figure.width_mm, _TEXT_WIDTH_MM)))
    shape._inline.docPr.set("descr", _clean(figure.alt))
    shape._inline.docPr.set("name", figure.id)
    _caption(word, label, figure.caption).paragraph_format.keep_with_next = False


def _table(word: Word, label: str, table: Table) -> None:
    _caption(word, label, table.caption)
    grid = word.add_table(rows=1 + len(table.printed_rows), cols=len(table.columns))
    grid.alignment, grid.autofit = WD_TABLE_ALIGNMENT.CENTER, False
    _borders(grid)
    whole = sum(column.width for column in table.columns)
    widths = [Mm(_TEXT_WIDTH_MM * column.width / whole) for column in table.columns]
    for column, width in zip(grid.columns, widths, strict=True):
        column.width = width
    heads = tuple(Cell(column.heading, status="emphasis") for column in table.columns)
    rows = list(grid._tbl.tr_lst)
    short = len(rows) <= _KEPT_TOGETHER
    for place, (row, cells) in enumerate(zip(rows, (heads, *table.printed_rows), strict=True), start=1):
        _fill(word, grid, row, cells, table, widths, together=place == 1 or (short and place < len(rows)))
    rows[0].get_or_add_trPr().append(OxmlElement("w:tblHeader"))
    for note in table.notes:
        _run(word.add_paragraph(style="Table Note"), note, colour=_MUTED)
    if not table.notes:
        word.add_paragraph(style="Table Note")


def _fill(
    word: Word, grid: Grid, row: CT_Row, cells: tuple[Cell, ...], table: Table, widths: list[Mm], *, together: bool
) -> None:
    style_id = word.styles["Table Text"].style_id  # set by id: looking a style up for every cell takes seconds
    for shown, column, width, tc in zip(cells, table.columns, widths, row.tc_lst, strict=True):
        tc.width = width
        paragraph = WordCell(tc, grid).paragraphs[0]
        paragraph._p.style, paragraph.alignment = style_id, _ALIGN[column.align]
        if together:
            paragraph.paragraph_format.keep_with_next = True
        if shown.links:
            _linked(paragraph, shown)
        else:
            _run(paragraph, shown.text, bold=shown.status == "emphasis", colour=_STATUS_COLOUR.get(shown.status))
    row.get_or_add_trPr().append(OxmlElement("w:cantSplit"))


def _linked(paragraph: WordParagraph, cell: Cell) -> None:
    for place, (words, anchor) in enumerate(zip(cell.text.split("\n"), cell.links, strict=True)):
        if place:
            paragraph.add_run().add_break()
        _link(paragraph.add_run(_clean(words)), anchor)


def _link(run: Run, anchor: str) -> None:
    """Make a run lead to a section."""
    link = OxmlElement("w:hyperlink")
    link.set(qn("w:anchor"), _bookmark_name(anchor))
    run._r.addprevious(link)
    link.append(run._r)


def _borders(grid: Grid) -> None:
    borders = OxmlElement("w:tblBorders")
    for edge, size, colour in (("top", 8, "1D2733"), ("bottom", 8, "1D2733"), ("insideH", 2, "C9D0D8")):
        line = OxmlElement(f"w:{edge}")
        for name, value in (("val", "single"), ("sz", str(size)), ("space", "0"), ("color", colour)):
            line.set(qn(f"w:{name}"), value)
        borders.append(line)
    margins = OxmlElement("w:tblCellMar")
    for edge in ("left", "right"):
        margin = OxmlElement(f"w:{edge}")
        margin.set(qn("w:w"), str(_CELL_MARGIN_TWIPS))
        margin.set(qn("w:type"), "dxa")
        margins.append(margin)
    _insert(grid._tbl.tblPr, borders, ("tblLayout", "tblCellMar", "tblLook"))
    _insert(grid._tbl.tblPr, margins, ("tblLook",))


def _insert(parent: BaseOxmlElement, child: BaseOxmlElement, before: tuple[str, ...]) -> None:
    """Word refuses a table whose properties stand out of order."""
    following = next((entry for name in before if (entry := parent.find(qn(f"w:{name}"))) is not None), None)
    if following is None:
        parent.append(child)
    else:
        following.addprevious(child)


def _run(
    paragraph: WordParagraph,
    words: str,
    *,
    bold: bool = False,
    size: float | None = None,
    colour: RGBColor | None = None,
) -> None:
    run = paragraph.add_run(_clean(words))
    run.bold = True if bold else None
    if size is not None:
        run.font.size = Pt(size)
    if colour is not None:
        run.font.color.rgb = colour


def _clean(words: str) -> str:
    return "".join(character for character in words if character.isprintable() or character in "\n\t")


def _field(paragraph: WordParagraph, code: str, shown: str) -> None:
    _field_start(paragraph, code)
    paragraph.add_run(shown)
    _field_part(paragraph, "end")


def _field_start(paragraph: WordParagraph, code: str, *, dirty: bool = False) -> None:
    _field_part(paragraph, "begin", dirty=dirty)
    instruction = OxmlElement("w:instrText")
    instruction.set(qn("xml:space"), "preserve")
    instruction.text = f" {code} "
    paragraph.add_run()._r.append(instruction)
    _field_part(paragraph, "separate")


def _field_part(paragraph: WordParagraph, kind: str, *, dirty: bool = False) -> None:
    mark = OxmlElement("w:fldChar")
    mark.set(qn("w:fldCharType"), kind)
    if dirty:
        mark.set(qn("w:dirty"), "true")
    paragraph.add_run()._r.append(mark)


def _bookmark_name(anchor: str) -> str:
    return f"_Toc_{anchor.replace('-', '_')}"


def _bookmark(paragraph: WordParagraph, anchor: str, place: int) -> None:
    start, end = OxmlElement("w:bookmarkStart"), OxmlElement("w:bookmarkEnd")
    for mark in (start, end):
        mark.set(qn("w:id"), str(place))
    start.set(qn("w:name"), _bookmark_name(anchor))
    paragraph._p.get_or_add_pPr().addnext(start)
    paragraph._p.append(end)


def _with_fixed_times(made: bytes) -> bytes:
    """The same package with one time for every part, since python-docx writes the clock's."""
    fixed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(made)) as source, zipfile.ZipFile(fixed, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            target.writestr(zipfile.ZipInfo(name, _EARLIEST_ZIP_TIME), source.read(name), zipfile.ZIP_DEFLATED)
    return fixed.getvalue()
