"""The PDF form: typeset with typst, archivable (PDF/A), tagged, with its typefaces in it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Literal

import typst

from lingtan.knowledge import text
from lingtan.reports.document import Block, Bullets, Cell, Document, Labelled, Numbered, Paragraph, Table, numbered
from lingtan.reports.typefaces import FOLDER, font_files, showable

_TEMPLATE = Path(__file__).parents[1] / "typst" / "report.typ"
STANDARDS: list[Literal["a-2a", "ua-1"]] = ["a-2a", "ua-1"]


def pdf_bytes(document: Document) -> bytes:
    """The document as PDF/A-2a and PDF/UA-1; raises ``FontsMissing`` where the typefaces are not installed."""
    font_files()
    content = json.dumps(_document(document), ensure_ascii=False, sort_keys=True)
    files: Any = {"main": _TEMPLATE.read_bytes(), "content.json": content.encode()}
    fonts: list[str | Path | bytes] = [str(FOLDER)]
    return typst.compile(files, font_paths=fonts, ignore_system_fonts=True, format="pdf", pdf_standards=list(STANDARDS))


def _document(document: Document) -> dict[str, Any]:
    language, cover = document.language, document.cover
    return {
        "language": language,
        "number": showable(document.number),
        "dated": [int(part) for part in document.dated.split("-")],
        "contents": text("report.contents", language),
        "page": text("report.page", language, page="{page}", pages="{pages}"),
        "cover": {
            "kicker": cover.kicker,
            "title": cover.title,
            "subtitle": showable(cover.subtitle),
            "level": cover.level,
            "rank": cover.rank,
            "score": cover.score,
            "mark": cover.mark,
            "facts": [[name, showable(value)] for name, value in cover.facts],
        },
        "sections": [_section(section, source.annex) for section, source in _with_kind(document)],
    }


def _with_kind(document: Document) -> list[tuple[Numbered, Any]]:
    return list(zip(numbered(document), document.sections, strict=True))


def _section(section: Numbered, annex: bool) -> dict[str, Any]:
    return {
        "number": section.number,
        "title": showable(section.title),
        "depth": section.depth,
        "anchor": section.anchor,
        "annex": annex,
        "blocks": [_block(entry) for entry in section.blocks],
        "sections": [_section(inner, annex) for inner in section.sections],
    }


def _block(entry: Labelled) -> dict[str, Any]:
    block: Block = entry.block
    if isinstance(block, Paragraph):
        return {"kind": "paragraph", "text": showable(block.text), "tone": block.tone}
    if isinstance(block, Bullets):
        return {"kind": "bullets", "items": [showable(item) for item in block.items]}
    if isinstance(block, Table):
        return _table(entry.label, block)
    return {
        "kind": "figure",
        "label": entry.label,
        "caption": showable(block.caption),
        "alt": showable(block.alt),
        "svg": block.svg.decode(),
        "width_mm": block.width_mm,
    }


def _table(label: str, table: Table) -> dict[str, Any]:
    return {
        "kind": "table",
        "label": label,
        "caption": showable(table.caption),
        "columns": [{"heading": c.heading, "align": c.align, "width": c.width} for c in table.columns],
        "rows": [[_cell(cell) for cell in row] for row in table.printed_rows],
        "notes": [showable(note) for note in table.notes],
    }


def _cell(cell: Cell) -> dict[str, Any]:
    shown: dict[str, Any] = {"text": showable(cell.text), "status": cell.status}
    return shown | {"links": list(cell.links)} if cell.links else shown
