"""The base year and its inventory, the recalculation policy and where it stands (9.3.1 k), l))."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from lingtan.carbon import GASES, YearTotal
from lingtan.reports.chapters.case import table
from lingtan.reports.chapters.ghg_case import GhgGround, amount, gap, limited, said, with_place, worded
from lingtan.reports.document import Block, Cell, Paragraph, Section, Table
from lingtan.reports.wording import words_cell

_PRINTED_PARTS = 30


def base_year_chapter(ground: GhgGround) -> Section:
    """The base year beside the reporting year, and whether it has to be recalculated."""
    words = ground.words
    return Section(
        words("chapter.ghg_base_year"),
        (),
        (
            Section(words("section.ghg_base_inventory"), _inventory(ground), answers=("iso.k",)),
            Section(words("section.ghg_recalculation"), _recalculation(ground), answers=("iso.l",)),
        ),
    )


def base_year_of(ground: GhgGround) -> int | None:
    """The base year as stated, else that of the closed one."""
    if ground.given.facts.base_year is not None:
        return ground.given.facts.base_year
    closed = amount(ground.given.base_year, "base_year")
    return None if closed is None else int(closed)


def _inventory(ground: GhgGround) -> tuple[Block, ...]:
    words, year = ground.words, base_year_of(ground)
    if year is None:
        return (gap(words, "base_year"),)
    reason = words("text.base_year", year=year)
    total = ground.inventory.years.get(year)
    if total is not None and total.rows:
        return Paragraph(reason), _comparison_table(ground, total)
    closed = amount(ground.given.base_year, "closed_tco2e")
    if closed is None:
        return Paragraph(reason), gap(words, "base_year_inventory", year=year)
    return Paragraph(reason), Paragraph(words("text.base_year_closed", year=year, amount=words.number(closed).text))


def _comparison_table(ground: GhgGround, base: YearTotal) -> Table:
    words, now = ground.words, ground.inventory.total
    rows = [_change_row(ground, words("row.gross"), base.gross, now.gross, emphasis=True)]
    rows.append(_change_row(ground, words("row.location_based"), base.location_based, now.location_based))
    rows += [
        _change_row(ground, words(f"ghg_category.{number}"), base.by_category[number], now.by_category[number])
        for number in range(1, 7)
        if number <= 2 or base.by_category[number] or now.by_category[number]
    ]
    rows += [
        _change_row(
            ground, words("row.direct_gas", gas=words.gas(gas)), base.direct_by_gas[gas], now.direct_by_gas[gas]
        )
        for gas in GASES
        if base.direct_by_gas[gas] or now.direct_by_gas[gas]
    ]
    apart = (
        ("row.other_indirect", base.other_indirect, now.other_indirect),
        ("row.removals", base.removals_t, now.removals_t),
        ("row.biogenic", base.biogenic_co2_t, now.biogenic_co2_t),
    )
    rows += [_change_row(ground, words(key), before, after) for key, before, after in apart if before or after]
    headings = "item:l:3.4 base_t:r:1.4 now_t:r:1.4 change_t:r:1.3 change_pct:r:1"
    made = table(words, "base_year", headings, rows, base=base.year, year=ground.year)
    return with_place(made, words("sheet.base_year"), words("note.base_year"))


def _change_row(
    ground: GhgGround, name: str, base: Fraction, now: Fraction, *, emphasis: bool = False
) -> tuple[Cell, ...]:
    words = ground.words
    share = words.percent((now - base) / base) if base else words_cell("–")
    cells = (words_cell(name), words.number(base), words.number(now), words.number(now - base), share)
    return tuple(Cell(cell.text, cell.number, "emphasis") for cell in cells) if emphasis else cells


def _recalculation(ground: GhgGround) -> tuple[Block, ...]:
    words, status = ground.words, ground.given.base_year
    threshold = ground.given.facts.recalculation_threshold_pct
    if threshold is None:
        threshold = amount(status, "threshold_pct")
    shown = words("unknown") if threshold is None else f"{words.exact_amount(threshold).text} %"
    blocks: list[Block] = [Paragraph(words("text.recalculation_policy", threshold=shown))]
    if status is None:
        blocks.append(gap(words, "recalculation"))
        return tuple(blocks)
    due = bool(status.get("recalculation_due"))
    share = amount(status, "cumulative_pct")
    parts = {
        "closed": words.number(amount(status, "closed_tco2e")).text,
        "today": words.number(amount(status, "recalculated_tco2e")).text,
        "change": words.number(amount(status, "cumulative_tco2e")).text,
        "share": "–" if share is None else words.percent(share / 100, 2).text,
        "threshold": shown,
    }
    key = "text.recalculation_due" if due else "text.recalculation_not_due"
    blocks.append(Paragraph(words(key, **parts), "warning" if due else "finding"))
    triggers: Sequence[Mapping[str, Any]] = status.get("triggers", ())
    if triggers:
        blocks.append(_triggers_table(ground, triggers))
    return tuple(blocks)


def _triggers_table(ground: GhgGround, triggers: Sequence[Mapping[str, Any]]) -> Table:
    words = ground.words
    rows: list[tuple[Cell, ...]] = []
    for trigger in triggers:
        name = said(trigger, "trigger")
        shown = words.number(amount(trigger, "change_tco2e"), 3)
        label = worded(words, f"report.trigger.{name}", name)
        rows.append((Cell(label, status="emphasis"), words_cell(""), Cell(shown.text, shown.number, "emphasis")))
        rows += [
            (words_cell(""), words_cell(said(part, "name") or "–"), words.number(amount(part, "change_tco2e"), 3))
            for part in trigger.get("parts", ())
        ]
    made = table(words, "triggers", "trigger:l:2.4 part:l:3.4 change_t:r:1.5", rows)
    return limited(words, with_place(made, words("sheet.base_year"), words("note.triggers")), _PRINTED_PARTS)
