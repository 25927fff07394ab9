"""Finding things in a document."""

from __future__ import annotations

from lingtan.app.evaluation import EvaluationCase
from lingtan.knowledge import Language
from lingtan.reports import evaluation_report
from lingtan.reports.document import (
    Bullets,
    Cell,
    Document,
    Figure,
    Numbered,
    Paragraph,
    Section,
    Table,
    numbered,
    walk,
)


def report_of(case: EvaluationCase, language: Language = "zh") -> Document:
    return evaluation_report(case.evaluation, case.inventory, case.park, case.rulebook, language)


def sections_of(document: Document) -> list[Numbered]:
    return list(walk(numbered(document)))


def tables_of(document: Document, id: str) -> list[Table]:
    blocks = [entry.block for section in sections_of(document) for entry in section.blocks]
    return [block for block in blocks if isinstance(block, Table) and block.id == id]


def table_of(document: Document, id: str) -> Table:
    (found,) = tables_of(document, id)
    return found


def texts_of(table: Table) -> list[tuple[str, ...]]:
    return [tuple(cell.text for cell in row) for row in table.rows]


def amount_in(cell: Cell) -> float:
    """The number of a cell that must have one."""
    assert cell.number is not None, cell.text
    return cell.number


def all_text(document: Document) -> str:
    parts = [document.number, document.cover.title, document.cover.level, document.cover.mark]
    for section in sections_of(document):
        parts.append(section.title)
        for entry in section.blocks:
            parts += _texts(entry.block)
    return "\n".join(parts)


def _texts(block: Paragraph | Bullets | Table | Figure) -> list[str]:
    if isinstance(block, Paragraph):
        return [block.text]
    if isinstance(block, Bullets):
        return list(block.items)
    if isinstance(block, Table):
        return [block.caption, *block.notes, *(cell.text for row in block.rows for cell in row)]
    return [block.caption, block.alt]


def chapter_titles(sections: tuple[Section, ...], *, annex: bool) -> list[str]:
    return [section.title for section in sections if section.annex is annex]
