"""The report on one page: the figures asked for first."""

from __future__ import annotations

from fractions import Fraction

from lingtan.carbon import UncertainAmount
from lingtan.reports.chapters.case import table
from lingtan.reports.chapters.ghg_base_year import base_year_of
from lingtan.reports.chapters.ghg_case import GhgGround, amount, with_place
from lingtan.reports.chapters.ghg_verification import verification_status
from lingtan.reports.document import Block, Cell, Paragraph, Section, Table
from lingtan.reports.wording import words_cell


def summary_chapter(ground: GhgGround) -> Section:
    """Totals with their limits, against the base year, and whether verified."""
    words, total = ground.words, ground.inventory.total
    parts = {
        "year": ground.year,
        "gross": words.number(total.gross).text,
        "location": words.number(total.location_based).text,
        "other": words.number(total.other_indirect).text,
    }
    key = "text.total" if total.other_indirect else "text.total_direct"
    blocks: list[Block] = [Paragraph(words(key, **parts), "finding"), _headline(ground)]
    blocks.append(Paragraph(words("text.summary_verification", status=verification_status(ground))))
    return Section(words("chapter.ghg_summary"), tuple(blocks))


def _headline(ground: GhgGround) -> Table:
    words, total, found = ground.words, ground.inventory.total, ground.given.uncertainty
    known = ground.sums.categories
    of = found.by_category if found is not None else {}
    park = found.park if found is not None else None
    rows = [
        _row(ground, words("row.gross"), total.gross, park, emphasis=True),
        *(
            _row(ground, words(f"ghg_category.{number}"), total.by_category[number], of.get(number))
            for number in range(1, 7)
            if number in known
        ),
        _row(ground, words("row.location_based"), total.location_based, None),
        _row(ground, words("row.removals"), total.removals_t or None, of.get(0)),
        _row(ground, words("row.biogenic"), total.biogenic_co2_t or None, None),
    ]
    verified = amount(ground.given.verification, "verified", "total_tco2e")
    if verified is not None:
        rows.append(_row(ground, words("row.verified"), verified, None))
    base = base_year_of(ground)
    before = None if base is None else ground.inventory.years.get(base)
    if before is not None and before.gross and base != ground.year:
        share = words.percent((total.gross - before.gross) / before.gross).text
        name = words("row.against_base", year=base)
        rows.append((words_cell(name), Cell(share if share.startswith("−") else f"+{share}"), words_cell("–")))
    made = table(words, "headline", "item:l:4 emissions:r:1.6 limits:r:2", rows, year=ground.year)
    return with_place(made, words("sheet.headline"), words("note.headline"))


def _row(
    ground: GhgGround, name: str, value: Fraction | None, level: UncertainAmount | None, *, emphasis: bool = False
) -> tuple[Cell, ...]:
    words = ground.words
    limits = words_cell("–")
    if level is not None:
        low, high = (words.number(Fraction(end), 0).text for end in (level.low_t, level.high_t))
        limits = words_cell(words("limits", low=low, high=high))
    shown = Cell(words("no_data"), status="not_shown") if value is None else words.number(value)
    cells = (words_cell(name), shown, limits)
    return tuple(Cell(cell.text, cell.number, "emphasis") for cell in cells) if emphasis else cells
