"""The account by annex 4 of 发改环资〔2025〕910号: a ledger of its own, beside the ISO total and never added to it."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

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
    return Section(
        words("chapter.ghg_national"),
        (Paragraph(words("text.national"), "note"),),
        (
            Section(words("section.ghg_side_by_side"), (_side_by_side(ground, national),)),
            Section(words("section.ghg_national_parts"), (_parts_table(ground, national),)),
            Section(words("section.ghg_core"), _core(ground, national)),
        ),
    )


def _side_by_side(ground: GhgGround, national: Mapping[str, Any]) -> Table:
    words, total = ground.words, ground.inventory.total
    figures = ("gases", "electricity_factor", "green_power", "other_indirect", "offsets")
    rows = [
        (
            words_cell(words(f"ledger.{name}")),
            words_cell(words(f"ledger.{name}.iso")),
            words_cell(words(f"ledger.{name}.national")),
        )
        for name in figures
    ]
    ours, theirs = words.number(total.gross), words.number(amount(national, "total_tco2"))
    rows.append(
        (
            Cell(words("ledger.total"), status="emphasis"),
            Cell(ours.text, ours.number, "emphasis"),
            Cell(theirs.text, theirs.number, theirs.status or "emphasis"),
        )
    )
    made = table(words, "side_by_side", "item:l:2 ledger_iso:r:2.4 ledger_national:r:2.4", rows, year=ground.year)
    return with_place(made, words("sheet.national"), words("note.side_by_side"))


def _parts_table(ground: GhgGround, national: Mapping[str, Any]) -> Table:
    words = ground.words
    entries: list[tuple[str, str, Fraction | None]] = [
        (words(f"national.fuel.{group}"), "", amount(national, "fuel_tco2", group)) for group in _FUELS
    ]
    entries.append((words("national.conversion"), "", amount(national, "conversion_tco2")))
    for name, unit in (("electricity", "MWh"), ("heat", "GJ")):
        flow = _flow(words, national, name, unit)
        entries.append((words(f"national.{name}"), flow, amount(national, name, "tco2")))
    entries += [
        (words("national.process", product=product), "", amount(national, "process", product))
        for product in sorted(_named(national, "process"))
    ]
    rows = [(words_cell(name), words_cell(note), words.number(value)) for name, note, value in entries]
    shown = words.number(amount(national, "total_tco2"))
    rows.append((Cell(words("row.sum"), status="emphasis"), words_cell(""), Cell(shown.text, shown.number, "emphasis")))
    rows += [
        (words_cell(words("national.bunkers", fuel=fuel)), words_cell(words("national.apart")), words.number(value))
        for fuel, value in ((fuel, amount(national, "bunkers", fuel)) for fuel in sorted(_named(national, "bunkers")))
    ]
    made = table(words, "national_parts", "item:l:3 basis:l:3 emissions_co2:r:1.5", rows)
    return with_place(made, words("sheet.national"), words("note.national_parts"))


def _named(national: Mapping[str, Any], part: str) -> Mapping[str, Any]:
    found = national.get(part)
    return found if isinstance(found, Mapping) else {}


def _flow(words: Words, national: Mapping[str, Any], name: str, unit: str) -> str:
    """What came in and what was sent out, in MWh or GJ."""
    size = unit.lower()
    parts = {
        "inflow": words.number(amount(national, name, f"inflow_{size}")).text,
        "outflow": words.number(amount(national, name, f"outflow_{size}")).text,
    }
    return words("national.flow", unit=unit, **parts)


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
