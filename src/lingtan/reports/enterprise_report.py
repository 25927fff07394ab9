"""The greenhouse-gas report of one enterprise of the park, standing alone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction
from typing import Any, TypeAlias

import pyarrow as pa
import pyarrow.compute as pc

from lingtan.carbon import Inventory
from lingtan.knowledge import Language
from lingtan.reports.chapters.case import table
from lingtan.reports.chapters.ghg_case import GhgCase, GhgGround, ground_of, limited, with_place
from lingtan.reports.document import Block, Bullets, Cell, Document, Paragraph, Section, Table
from lingtan.reports.inventory_report import full_report
from lingtan.reports.wording import words_cell

_PRINTED = 200
_TRANSFER = ("enterprise", "counterparty", "method", "item", "unit")
Transfer: TypeAlias = tuple[bool, str, str, str, str]
"""Whether the enterprise itself tells of it, the other side, method, item, unit."""


def enterprise_report(given: GhgCase, enterprise: str, of_park: Inventory, language: Language) -> Document:
    """The report of an enterprise: the chapters of a park's report where they apply.

    ``given.inventory`` is the enterprise's own (``carbon.enterprise_inventory``), in which a transfer inside the park
    is energy imported or exported; ``given.activities`` are those of the whole park. ``of_park`` is the park's
    inventory, whose line for the enterprise is set beside it. The same input gives the same document.
    """
    everything = given.park.activities if given.activities is None else given.activities
    own = everything.filter(pc.equal(_plain(everything["enterprise"]), enterprise))
    sources = tuple(source for source in given.park.sources if source.enterprise == enterprise)
    alone = replace(given, activities=own, park=replace(given.park, sources=sources))
    ground = ground_of(alone, language, enterprise)
    blocks = (_reconciliation(ground, of_park), *_transfers(ground, everything))
    section = Section(ground.words("section.ghg_transfers"), blocks)
    return full_report(ground, "G", transfers=section, beside=of_park.content_hash)


def _reconciliation(ground: GhgGround, of_park: Inventory) -> Table:
    """The enterprise in the park's inventory and standing alone: transfers are the difference."""
    words = ground.words
    in_park = of_park.total.by_enterprise.get(ground.enterprise, Fraction(0))
    alone = ground.inventory.total.gross
    entries = (("in_park", in_park), ("transfers", alone - in_park), ("alone", alone))
    rows: list[tuple[Cell, ...]] = [
        (words_cell(words(f"row.{name}")), words.number(value, 3), words_cell(words(f"basis.{name}")))
        for name, value in entries
    ]
    rows[-1] = tuple(Cell(cell.text, cell.number, "emphasis") for cell in rows[-1])
    made = table(words, "reconciliation", "item:l:2.6 emissions:r:1.4 basis:l:4", rows, year=ground.year)
    return with_place(made, words("sheet.transfers"))


def _transfers(ground: GhgGround, activities: pa.Table) -> tuple[Block, ...]:
    words, names = ground.words, ground.enterprise_names()
    rows = _transfer_sums(ground, activities)
    if not rows:
        return (Paragraph(words("text.no_transfers")),)
    shown = [
        (
            words_cell(words("transfer.told_here" if own else "transfer.told_there")),
            words_cell(names.get(other, other)),
            words_cell(ground.activity_name(method, item)),
            words.number(quantity, 3),
            words_cell(words.unit(unit)),
            words.number(emitted, 3) if own else words_cell("–"),
        )
        for (own, other, method, item, unit), (quantity, emitted) in sorted(rows.items(), reverse=True)
    ]
    headings = "told_by:l:1.6 counterparty:l:2.4 activity:l:2.4 quantity_shown:r:1.4 unit:l:0.8 emissions:r:1.4"
    made = with_place(table(words, "transfers", headings, shown), words("sheet.transfers"), words("note.transfers"))
    return limited(words, made, _PRINTED), *_reservations(ground, rows)


def _reservations(ground: GhgGround, rows: Mapping[Transfer, tuple[Fraction, Fraction]]) -> tuple[Block, ...]:
    """What the enterprise's figure leaves out: energy taken over at 0, and transfers only the neighbour tells of."""
    words, names = ground.words, ground.enterprise_names()

    def named(key: Transfer) -> str:
        return f"{names.get(key[1], key[1])} · {ground.activity_name(key[2], key[3])}"

    own = {key: amounts for key, amounts in sorted(rows.items()) if key[0]}
    at_zero = [named(key) for key, (taken, emitted) in own.items() if taken > 0 and not emitted]
    told = {key[1:4] for key in own}
    one_sided = [named(key) for key in sorted(rows) if not key[0] and key[1:4] not in told]
    found = (("text.transfers_zero", at_zero), ("text.transfers_one_sided", one_sided))
    return tuple(
        block
        for key, entries in found
        if entries
        for block in (Paragraph(words(key), "warning"), Bullets(tuple(dict.fromkeys(entries))))
    )


def _transfer_sums(ground: GhgGround, activities: pa.Table) -> Mapping[Transfer, tuple[Fraction, Fraction]]:
    """Quantities passed on by who tells of them: the enterprise itself (with its tCO2e), or its neighbour."""
    year = pc.equal(pc.year(activities["start"]), ground.year)
    passed = pc.not_equal(_plain(activities["counterparty"]), "")
    found = activities.filter(pc.and_(year, passed))
    plain = pa.table({**{name: _plain(found[name]) for name in _TRANSFER}, **_kept(found)})
    here = plain.filter(pc.equal(plain["enterprise"], ground.enterprise))
    there = plain.filter(pc.equal(plain["counterparty"], ground.enterprise))
    emitted = _emitted(ground.inventory)
    sums: dict[Transfer, tuple[Fraction, Fraction]] = defaultdict(lambda: (Fraction(0),) * 2)
    for own, rows in ((True, here.to_pylist()), (False, there.to_pylist())):
        for row in rows:
            other = row["counterparty"] if own else row["enterprise"]
            key = (own, other, row["method"], row["item"], row["unit"])
            of_row = emitted.get((row["file"], row["row"], row["source"]), Fraction(0)) if own else Fraction(0)
            quantity, so_far = sums[key]
            sums[key] = (quantity + Fraction(row["quantity"]), so_far + of_row)
    return dict(sums)


def _kept(found: pa.Table) -> dict[str, Any]:
    return {
        "file": _plain(found["file"]),
        "source": _plain(found["source"]),
        "row": found["row"],
        "quantity": found["quantity"],
    }


def _emitted(inventory: Inventory) -> Mapping[tuple[str, int, str], Fraction]:
    lines = inventory.lines
    plain = pa.table(
        {
            "file": _plain(lines["file"]),
            "source": _plain(lines["source"]),
            "row": lines["row"],
            "co2e_t": lines["co2e_t"],
        }
    )
    summed = plain.group_by(["file", "row", "source"], use_threads=False).aggregate([("co2e_t", "sum")])
    return {(row["file"], row["row"], row["source"]): Fraction(row["co2e_t_sum"]) for row in summed.to_pylist()}


def _plain(column: pa.ChunkedArray) -> pa.ChunkedArray:
    return column.cast(pa.string())
