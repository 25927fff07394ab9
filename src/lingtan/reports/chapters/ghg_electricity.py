"""Imported energy twice: location-based and market-based side by side, and the instruments behind the difference.

ISO 14064-1:2018 annex E; the two totals of GB/T 32150, without and with purchased and sold electricity and heat.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from lingtan.base import UnitMismatch, unit_factor
from lingtan.carbon import COVERING_ITEM, double_claims
from lingtan.park import Instrument, Origin
from lingtan.reports.chapters.case import place, table
from lingtan.reports.chapters.ghg_case import GhgGround, limited, with_place
from lingtan.reports.chapters.ghg_sums import Kind
from lingtan.reports.document import Block, Bullets, Cell, Paragraph, Section, Table
from lingtan.reports.wording import words_cell

HEAT_METHODS = ("heat", "steam")
COMMON_UNITS = {"electricity": "MWh", "heat": "GJ", "steam": "GJ"}
_ENERGY_KINDS = ("gec", "green_power")
_CRITERIA = ("conveys", "unique", "retired", "period", "market")
_PRINTED_LOTS = 100


def two_bases_section(ground: GhgGround) -> Section:
    """Location-based and market-based side by side, with the instruments and their quality criteria."""
    words, total = ground.words, ground.inventory.total
    parts = {
        "location": words.number(total.location_based - total.by_category[1]).text,
        "market": words.number(total.by_category[2]).text,
        "difference": words.number(total.location_based - total.market_based).text,
    }
    blocks: list[Block] = [Paragraph(words("text.two_bases", **parts)), two_bases_table(ground)]
    lots = [lot for lot in ground.park.instruments if lot.kind in _ENERGY_KINDS and lot.claim_year == ground.year]
    if ground.enterprise:
        blocks.append(Paragraph(words("text.instruments_of_park"), "note"))
    elif lots:
        criteria = tuple(words(f"criterion.{name}") for name in _CRITERIA)
        blocks += [Paragraph(words("text.criteria")), Bullets(criteria), _lots_table(ground, lots)]
    else:
        blocks.append(Paragraph(words("text.no_energy_instruments", year=ground.year)))
    blocks.append(_offsets(ground))
    return Section(words("section.ghg_two_bases"), tuple(blocks))


def two_bases_table(ground: GhgGround) -> Table:
    """Imported and exported energy by kind and direction, both ways, transfers inside the park left out."""
    words = ground.words
    found: dict[tuple[str, str, bool], list[Kind]] = {}
    for kind in ground.sums.of_category(2):
        if not kind.internal:
            found.setdefault((kind.method, kind.item, kind.sent_out), []).append(kind)
    rows: list[tuple[Cell, ...]] = []
    for (method, item, sent_out), kinds in sorted(found.items()):
        direction = "covered" if item == COVERING_ITEM else "out" if sent_out else "in"
        rows.append(
            (
                words_cell(ground.activity_name(method, item)),
                words_cell(words(f"direction.{direction}")),
                *quantity_cells(ground, method, kinds),
                words.number(sum((kind.location_t for kind in kinds), Fraction(0))),
                words.number(sum((kind.co2e_t for kind in kinds), Fraction(0))),
            )
        )
    total = ground.inventory.total
    sums = (words.number(total.location_based - total.by_category[1]), words.number(total.by_category[2]))
    emphasised = (Cell(cell.text, cell.number, "emphasis") for cell in sums)
    blank = (words_cell(""), words_cell(""), words_cell(""))
    rows.append((Cell(words("row.sum"), status="emphasis"), *blank, *emphasised))
    headings = "imported_energy:l:3 direction:l:1 quantity_shown:r:1.4 unit:l:0.8 location_t:r:1.6 market_t:r:1.6"
    made = table(words, "two_bases", headings, rows)
    return with_place(made, words("sheet.two_bases"), words("note.two_bases"))


def quantity_cells(ground: GhgGround, method: str, kinds: list[Kind]) -> tuple[Cell, Cell]:
    """The quantity of kinds in the method's common unit, else in the one unit they have, and that unit."""
    words, unit = ground.words, COMMON_UNITS.get(method, "")
    sizes = [in_unit(kind, unit) for kind in kinds]
    if any(size is None for size in sizes):
        units = {kind.unit for kind in kinds}
        if len(units) > 1:
            return Cell(words("several_units"), status="not_shown"), words_cell("")
        sizes, unit = [kind.quantity for kind in kinds], units.pop()
    return words.number(sum((size or Fraction(0) for size in sizes), Fraction(0))), words_cell(words.unit(unit))


def in_unit(kind: Kind, unit: str) -> Fraction | None:
    """A kind's quantity in another unit; None where it has none there."""
    try:
        return kind.quantity * unit_factor(kind.unit, unit) if unit else None
    except (UnitMismatch, ValueError):
        return None


def _lots_table(ground: GhgGround, lots: list[Instrument]) -> Table:
    words = ground.words
    claimed_twice = {origin for claim in double_claims(ground.park) for origin in (claim.first, claim.second)}
    rows = [
        (
            words_cell(f"{words(f'instrument.{lot.kind}')}\n{lot.project}".strip()),
            words_cell(f"{lot.registry}\n{lot.serial_from}–{lot.serial_to}".strip()),
            words.number(lot.quantity, 1),
            *(words.status("met" if met else "not_met") for met in _checks(ground, lot, claimed_twice)),
            words_cell(lot.evidence or place(lot.origin)),
        )
        for lot in lots
    ]
    headings = (
        "instrument:l:1.9 registry:l:2.2 mwh:r:0.9 tracked:l:0.9 unique:l:0.9 retired:l:0.9 in_period:l:0.9 "
        "evidence:l:1.5"
    )
    made = with_place(table(words, "energy_instruments", headings, rows), words("sheet.energy_instruments"))
    return limited(words, made, _PRINTED_LOTS)


def _checks(ground: GhgGround, lot: Instrument, claimed_twice: set[Origin]) -> tuple[bool, ...]:
    """Tracked, unique, retired, generated in the reporting year: the criteria the register can show."""
    start, end = lot.vintage_start, lot.vintage_end
    in_period = start is not None and end is not None and start.year <= ground.year <= end.year
    tracked = bool(lot.registry and lot.serial_from)
    return tracked, lot.origin not in claimed_twice, lot.status == "retired", in_period


def _offsets(ground: GhgGround) -> Block:
    """Offsets stand apart: a sum of what was retired for the year, deducted from nothing."""
    words = ground.words
    lots = [lot for lot in ground.park.instruments if lot.kind not in _ENERGY_KINDS and lot.claim_year == ground.year]
    if ground.enterprise or not lots:
        return Paragraph(words("text.no_offsets"))
    kinds = sorted({lot.kind for lot in lots})
    rows = [
        (
            words_cell(words(f"instrument.{kind}")),
            words.number(_of_status(lots, kind, lambda status: status == "retired")),
            words.number(_of_status(lots, kind, lambda status: status != "retired")),
        )
        for kind in kinds
    ]
    made = table(words, "offsets_apart", "instrument:l:4 retired_t:r:1.6 not_retired_t:r:1.6", rows, year=ground.year)
    return with_place(made, words("sheet.offsets_apart"), words("note.offsets_apart"))


def _of_status(lots: list[Instrument], kind: str, has: Callable[[str], bool]) -> Fraction:
    return sum((lot.quantity for lot in lots if lot.kind == kind and has(lot.status)), Fraction(0))


def energy_totals_section(ground: GhgGround) -> Section:
    """The two totals of GB/T 32150: without and with purchased and sold electricity and heat."""
    words, total = ground.words, ground.inventory.total
    kinds = ground.sums.of_category(2)

    def both(chosen: Callable[[Kind], bool]) -> tuple[Fraction, Fraction]:
        picked = [kind for kind in kinds if chosen(kind)]
        return sum((kind.location_t for kind in picked), Fraction(0)), sum(
            (kind.co2e_t for kind in picked), Fraction(0)
        )

    electricity = [kind for kind in kinds if kind.method == "electricity"]
    parts = (
        ("direct", (total.by_category[1], total.by_category[1])),
        ("electricity_in", both(lambda kind: kind in electricity and not kind.sent_out)),
        ("electricity_covered", both(lambda kind: kind.item == COVERING_ITEM)),
        ("electricity_out", both(lambda kind: kind in electricity and kind.sent_out and kind.item != COVERING_ITEM)),
        ("heat_in", both(lambda kind: kind.method in HEAT_METHODS and not kind.sent_out)),
        ("heat_out", both(lambda kind: kind.method in HEAT_METHODS and kind.sent_out)),
        ("other_energy", both(lambda kind: kind not in electricity and kind.method not in HEAT_METHODS)),
    )
    rows = [_two(ground, name, values) for name, values in parts if any(values) or name != "other_energy"]
    sums = (
        ("without_energy", (total.by_category[1], total.by_category[1])),
        ("with_energy", (total.location_based, total.gross)),
    )
    rows += [tuple(Cell(cell.text, cell.number, "emphasis") for cell in _two(ground, *entry)) for entry in sums]
    made = table(words, "gbt_totals", "item:l:4 location_t:r:1.7 market_t:r:1.7", rows)
    placed = with_place(made, words("sheet.gbt_totals"), words("note.gbt_totals"))
    blocks = (Paragraph(words("text.gbt_totals")), placed)
    return Section(words("section.ghg_gbt_totals"), blocks, answers=("gbt.totals",))


def _two(ground: GhgGround, name: str, values: tuple[Fraction, Fraction]) -> tuple[Cell, ...]:
    return words_cell(ground.words(f"row.gbt_{name}")), *(ground.words.number(value) for value in values)
