"""One content, four forms: a document is a tree of blocks that every writer renders in its own way."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from lingtan.knowledge import Language, text

Tone = Literal["plain", "note", "finding", "warning", "gap"]
CellStatus = Literal["", "met", "not_met", "not_shown", "emphasis"]


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Running text; ``tone`` marks notes, findings, warnings, and gaps: what is not available and what to do."""

    text: str
    tone: Tone = "plain"


@dataclass(frozen=True, slots=True)
class Bullets:
    """A short list."""

    items: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Column:
    """A table column: heading with the unit in it, alignment, relative width."""

    heading: str
    align: Literal["left", "right", "centre"] = "left"
    width: float = 1.0


@dataclass(frozen=True, slots=True)
class Cell:
    """A table cell: what is shown, the number behind it for the workbook, and a status for its colour.

    ``links`` are anchors of sections, one for each line of the text.
    """

    text: str
    number: float | None = None
    status: CellStatus = ""
    links: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Table:
    """A numbered table with its caption above and its notes below; ``sheet`` is its place in the workbook.

    The workbook has every row; where there are more than ``printed`` (0: no limit), the other forms have the first
    of them, then ``rest``, a row for all others.
    """

    id: str
    caption: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    notes: tuple[str, ...] = ()
    sheet: str = ""
    printed: int = 0
    rest: tuple[Cell, ...] = ()

    @property
    def printed_rows(self) -> tuple[tuple[Cell, ...], ...]:
        """The rows of the forms made to be read."""
        if not self.printed or len(self.rows) <= self.printed:
            return self.rows
        return (*self.rows[: self.printed], *((self.rest,) if self.rest else ()))


@dataclass(frozen=True, slots=True)
class Figure:
    """A numbered figure: vector and raster image of the same drawing, its caption below, its content in words."""

    id: str
    caption: str
    alt: str
    svg: bytes
    png: bytes
    width_mm: float
    height_mm: float


Block = Paragraph | Bullets | Table | Figure


@dataclass(frozen=True, slots=True)
class Section:
    """A numbered section (7.3.2 a) ... f)) or, where ``annex``, a lettered annex.

    ``answers`` are the items of a standard that the section states (``iso.a``).
    """

    title: str
    blocks: tuple[Block, ...] = ()
    sections: tuple[Section, ...] = ()
    annex: bool = False
    answers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Cover:
    """What the cover shows; ``rank`` is the level's id (its colour), ``mark`` says that a park is made up."""

    kicker: str
    title: str
    subtitle: str
    level: str
    rank: str
    score: str
    facts: tuple[tuple[str, str], ...]
    mark: str


@dataclass(frozen=True, slots=True)
class Document:
    """A report in one language; ``dated`` is the last day of its data (YYYY-MM-DD), never a clock's."""

    language: Language
    number: str
    dated: str
    cover: Cover
    sections: tuple[Section, ...]


@dataclass(frozen=True, slots=True)
class Labelled:
    """A block with its number as printed (``Table 3``), empty for running text."""

    label: str
    block: Block


@dataclass(frozen=True, slots=True)
class Numbered:
    """A section with its number as printed (``2.1``, ``Annex A``), depth from 1."""

    number: str
    title: str
    depth: int
    blocks: tuple[Labelled, ...]
    sections: tuple[Numbered, ...]
    answers: tuple[str, ...] = ()

    @property
    def anchor(self) -> str:
        """A name to link to, the same in every language."""
        return "s" + self.number.split()[-1].replace(".", "-")


def numbered(document: Document) -> tuple[Numbered, ...]:
    """All sections with their numbers and those of their tables and figures, the same in every form."""
    counter = _Counter(document.language)
    result, chapters, annexes = [], 0, 0
    for section in document.sections:
        if section.annex:
            letter = chr(ord("A") + annexes)
            annexes += 1
            counter.restart(f"{letter}.")
            number, prefix = text("report.annex", document.language, letter=letter), letter
        else:
            chapters += 1
            number = prefix = str(chapters)
        result.append(_number(section, number, prefix, 1, counter))
    return tuple(result)


class _Counter:
    """Numbers tables and figures as they come: through the chapters, and anew in each annex."""

    def __init__(self, language: Language) -> None:
        self._language = language
        self.restart("")

    def restart(self, prefix: str) -> None:
        self._prefix = prefix
        self._last = {"table": 0, "figure": 0}

    def label(self, block: Block) -> str:
        if isinstance(block, Paragraph | Bullets):
            return ""
        kind = "table" if isinstance(block, Table) else "figure"
        self._last[kind] += 1
        return text(f"report.{kind}", self._language, no=f"{self._prefix}{self._last[kind]}")


def _number(section: Section, number: str, prefix: str, depth: int, counter: _Counter) -> Numbered:
    blocks = tuple(Labelled(counter.label(block), block) for block in section.blocks)
    inner = tuple(
        _number(sub, f"{prefix}.{place}", f"{prefix}.{place}", depth + 1, counter)
        for place, sub in enumerate(section.sections, start=1)
    )
    return Numbered(number, section.title, depth, blocks, inner, section.answers)


def walk(sections: tuple[Numbered, ...]) -> Iterator[Numbered]:
    """All sections and subsections in reading order."""
    for section in sections:
        yield section
        yield from walk(section.sections)
