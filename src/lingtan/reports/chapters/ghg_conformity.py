"""Where each mandatory item stands: read off the sections themselves, so that the table can't say more than they do."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from lingtan.reports.chapters.case import table
from lingtan.reports.chapters.ghg_case import GhgGround, with_place
from lingtan.reports.document import (
    Cell,
    Document,
    Numbered,
    Paragraph,
    Section,
    Table,
    numbered,
    walk,
)
from lingtan.reports.wording import words_cell

ISO_ITEMS = tuple(f"iso.{letter}" for letter in "abcdefghijklmnopqrst")
"""The items of ISO 14064-1:2018, 9.3.1."""

GBT_ITEMS = (
    "gbt.header", "gbt.entity", "gbt.sources", "gbt.period", "gbt.totals", "gbt.activity", "gbt.parameters",
    "gbt.energy", "gbt.zero_evidence", "gbt.plan", "gbt.other",
)  # fmt: skip
"""What a report by GB/T 32150-2025 and the series GB/T 32151 holds."""

SEESA_ITEMS = ("seesa.scope", "seesa.sources", "seesa.period", "seesa.guideline")
"""What T/SEESA 010-2025, 7.3.1, asks of a greenhouse-gas report at least."""

_NORMS = {"iso": ISO_ITEMS, "gbt": GBT_ITEMS, "seesa": SEESA_ITEMS}


@dataclass(frozen=True, slots=True)
class _Place:
    number: str
    title: str
    anchor: str
    open: bool


def open_items(sections: Sequence[Section]) -> tuple[str, ...]:
    """Items of 9.3.1 that a section answers with a gap, or that no section answers, the statement itself left out."""
    states: dict[str, bool] = {}
    for section in _all(sections):
        for item in section.answers:
            states[item] = states.get(item, False) or _has_gap(section)
    return tuple(item for item in ISO_ITEMS if item != "iso.r" and states.get(item, True))


def conformity_annex(ground: GhgGround, drafted: Document) -> Section:
    """The annex that leads from every item to its sections; ``drafted`` is the report before it."""
    words, places = ground.words, _places(drafted)
    tables = [_table(ground, norm, items, places) for norm, items in _NORMS.items()]
    missing = sum(not places.get(item) or any(place.open for place in places[item]) for item in ISO_ITEMS)
    found = Paragraph(words("text.conformity_table", stated=len(ISO_ITEMS) - missing, count=len(ISO_ITEMS)))
    return Section(words("annex.conformity"), (found, *tables), annex=True)


def _all(sections: Sequence[Section]) -> Iterator[Section]:
    for section in sections:
        yield section
        yield from _all(section.sections)


def _has_gap(section: Section) -> bool:
    return any(isinstance(block, Paragraph) and block.tone == "gap" for block in section.blocks)


def _places(drafted: Document) -> Mapping[str, list[_Place]]:
    found: dict[str, list[_Place]] = {}
    for section in walk(numbered(drafted)):
        for item in section.answers:
            place = _Place(section.number, section.title, section.anchor, _numbered_gap(section))
            found.setdefault(item, []).append(place)
    return found


def _numbered_gap(section: Numbered) -> bool:
    blocks = (entry.block for entry in section.blocks)
    return any(isinstance(block, Paragraph) and block.tone == "gap" for block in blocks)


def _table(ground: GhgGround, norm: str, items: Sequence[str], places: Mapping[str, list[_Place]]) -> Table:
    words = ground.words
    rows = []
    for item in items:
        at = places.get(item, [])
        state = "missing" if not at else "open" if any(place.open for place in at) else "stated"
        where = Cell(
            "\n".join(f"{place.number} {place.title}" for place in at) or "–",
            links=tuple(place.anchor for place in at),
        )
        letter = f"{item.removeprefix('iso.')})" if norm == "iso" else str(items.index(item) + 1)
        rows.append((words_cell(letter), words_cell(words(item)), where, words.status(state)))
    made = table(words, f"conformity_{norm}", "item_letter:l:0.5 asked_for:l:4.6 where:l:3 state:l:1", rows)
    return with_place(made, words("sheet.conformity"))
