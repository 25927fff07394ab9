"""The account by annex 4 of 发改环资〔2025〕910号: a ledger of its own, beside the ISO total and never added to it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from lingtan.knowledge import process_products
from lingtan.reports.chapters.case import table
from lingtan.reports.chapters.ghg_case import GhgGround, amount, gap, said, with_place, worded
from lingtan.reports.document import Block, Cell, Paragraph, Section, Table
from lingtan.reports.wording import Words, words_cell

_FUELS = ("coal", "oil", "gas")


def national_chapter(ground: GhgGround) -> Section:
    """The national account side by side with the inventory, its parts, and its core indicator."""
    words, national = ground.words, ground.given.national
    if national is None:
        blocks: tuple[Block, ...] = (Paragraph(words("text.national"), "note"), gap(words, "national"))
        return Section(words("chapter.ghg_national"), blocks)
    beside = (Section(words("section.ghg_side_by_side"), _side_by_side(ground, national)),) if ground.iso else ()
    return Section(
        words("chapter.ghg_national"),
        (Paragraph(words("text.national"), "note"),),
        (
            *beside,
            Section(words("section.ghg_national_parts"), (_parts_table(ground, national),)),
            Section(words("section.ghg_core"), _core(ground, national)),
        ),
    )


def _side_by_side(ground: GhgGround, national: Mapping[str, Any]) -> tuple[Block, ...]:
    words, total = ground.words, ground.inventory.total
    rules = ("gases", "electricity_factor", "green_power", "other_indirect", "offsets")
    rows: list[tuple[Cell, ...]] = [
        (
            words_cell(words(f"ledger.{name}")),
            words_cell(words(f"ledger.{name}.iso")),
            words_cell(words(f"ledger.{name}.national")),
        )
        for name in rules
    ]
    results = (words.number(total.gross), words.number(amount(national, "total_tco2")))
    rows.append((Cell(words("ledger.total"), status="emphasis"), *(_bold(shown) for shown in results)))
    made = table(words, "side_by_side", "item:l:2 ledger_iso:l:2.4 ledger_national:l:2.4", rows, year=ground.year)
    placed = with_place(made, words("sheet.national"), words("note.side_by_side"))
    headings = national.get("side_by_side")
    return (placed, _headings_table(ground, headings)) if headings else (placed,)


def _bold(shown: Cell) -> Cell:
    return Cell(shown.text, shown.number, shown.status or "emphasis")


def _headings_table(ground: GhgGround, headings: Sequence[Mapping[str, Any]]) -> Table:
    """Heading by heading: two amounts that are never added, and why they differ."""
    words = ground.words
    rows = []
    for row in headings:
        heading = said(row, "heading")
        reasons = [worded(words, f"national.reason.{reason}", str(reason)) for reason in row.get("reasons", ())]
        rows.append(
            (
                words_cell(worded(words, f"national.heading.{heading}", heading)),
                words.number(amount(row, "t_seesa_location_tco2e")),
                words.number(amount(row, "t_seesa_tco2e")),
                _not_counted(ground)
                if row.get("ndrc_910_tco2") is None
                else words.number(amount(row, "ndrc_910_tco2")),
                words_cell(words.list(reasons)),
            )
        )
    columns = "item:l:1.6 location_t:r:1.2 market_t:r:1.2 emissions_co2:r:1.2 why:l:4"
    made = table(words, "headings_side_by_side", columns, rows)
    return with_place(made, words("sheet.national"), words("note.side_by_side"))


def _not_counted(ground: GhgGround) -> Cell:
    return words_cell(ground.words("ledger.other_indirect.national"))


def _parts_table(ground: GhgGround, national: Mapping[str, Any]) -> Table:
    words = ground.words
    groups = [*_FUELS, *(group for group in sorted(_mapping(national, "fuel_tco2")) if group not in _FUELS)]
    entries: list[tuple[str, str, Fraction | None]] = [
        (_group(words, group), "", amount(national, "fuel_tco2", group)) for group in groups
    ]
    entries.append((words("national.conversion"), "", amount(national, "conversion_tco2")))
    for name, unit in (("electricity", "MWh"), ("heat", "GJ")):
        entries.append((words(f"national.{name}"), _flow(words, national, name, unit), amount(national, name, "tco2")))
    entries += [
        (words("national.process", product=_product(ground, product)), "", value)
        for product, value in _named(national, "process", "product")
        if value != 0
    ]
    rows = [(words_cell(name), words_cell(note), words.number(value)) for name, note, value in entries]
    rows.append(
        (Cell(words("row.sum"), status="emphasis"), words_cell(""), _bold(words.number(amount(national, "total_tco2"))))
    )
    apart = words_cell(words("national.apart"))
    rows += [
        (words_cell(words("national.bunkers", fuel=ground.item_name("combustion", fuel))), apart, words.number(value))
        for fuel, value in _named(national, "bunkers", "fuel")
    ]
    made = table(words, "national_parts", "item:l:3 basis:l:3 emissions_co2:r:1.5", rows)
    return with_place(made, words("sheet.national"), words("note.national_parts"))


def _group(words: Words, group: str) -> str:
    return words("national.fuel", group=worded(words, f"national.group.{group}", group))


def _product(ground: GhgGround, product: str) -> str:
    """A product of annex 4, or an activity (``method:item``) that counts as one."""
    listed = {entry.id: ground.words.of(entry.name) for entry in process_products()}
    method, _, item = product.partition(":")
    return ground.activity_name(method, item) if item else listed.get(product, product)


def _mapping(national: Mapping[str, Any], part: str) -> Mapping[str, Any]:
    found = national.get(part)
    return found if isinstance(found, Mapping) else {}


def _named(national: Mapping[str, Any], part: str, name: str) -> list[tuple[str, Fraction | None]]:
    """Amounts by name, from a list of objects (``{"product": ..., "tco2": ...}``) or a mapping of name to amount."""
    found = national.get(part)
    if isinstance(found, Mapping):
        return [(str(key), amount(found, key)) for key in sorted(found)]
    return [(said(entry, name), amount(entry, "tco2")) for entry in found or ()]


def _flow(words: Words, national: Mapping[str, Any], name: str, unit: str) -> str:
    """What came in and what was sent out, in MWh or GJ."""
    size = unit.lower()
    parts = {}
    for direction, key in (("in", "inflow"), ("out", "outflow")):
        stated = amount(national, name, f"{key}_{size}")
        parts[key] = words.number(stated if stated is not None else _summed(national, name, direction, size)).text
    return words("national.flow", unit=unit, **parts)


def _summed(national: Mapping[str, Any], name: str, direction: str, size: str) -> Fraction | None:
    """The parts of one direction; None where a part does not say its size, or there are no parts at all."""
    parts = _mapping(national, name).get("parts")
    if parts is None:
        return None
    sizes = [amount(part, size) for part in parts if said(part, "direction") == direction]
    if any(found is None for found in sizes):
        return None
    return sum((abs(found) for found in sizes if found is not None), Fraction(0))


def _core(ground: GhgGround, national: Mapping[str, Any]) -> tuple[Block, ...]:
    words = ground.words
    target = amount(national, "target")
    rows = [
        (words_cell(words("national.energy_tce")), words.number(amount(national, "energy_tce"))),
        (words_cell(words("national.core_indicator")), words.number(amount(national, "core_indicator"), 4)),
        (
            words_cell(words("national.target")),
            words_cell(words("status.no_target")) if target is None else Cell(f"≤ {words.exact_amount(target).text}"),
        ),
    ]
    status = said(national, "status")
    if status:
        label = worded(words, f"report.status.{status}", status)
        rows.append((words_cell(words("column.status")), Cell(label, status=_colour(status))))
    made = table(words, "core", "item:l:4 value_plain:r:2", rows)
    return Paragraph(words("text.core")), with_place(made, words("sheet.national"))


def _colour(status: str) -> Any:  # noqa: ANN401 - one of the few states a cell knows
    return status if status in ("met", "not_met") else ""
