"""Activity data: fuels with their parameters, electricity and heat one by one, energy in standard coal (GB/T 32150)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from fractions import Fraction

from lingtan.carbon import AppliedFactor
from lingtan.knowledge import text
from lingtan.park import DerivedQuantity
from lingtan.reports.chapters.case import table
from lingtan.reports.chapters.emissions import factor_source
from lingtan.reports.chapters.ghg_case import GhgGround, gap, limited, with_place, worded
from lingtan.reports.chapters.ghg_electricity import COMMON_UNITS, in_unit, quantity_cells
from lingtan.reports.chapters.ghg_sums import Kind
from lingtan.reports.document import Block, Bullets, Cell, Paragraph, Section, Table
from lingtan.reports.wording import Words, plain, words_cell

_PRINTED = 200
_ENERGY_TOTALS = ("energy_consumption_total", "energy_consumption_equivalent", "renewable_energy_used")
_SILENT_STEPS = ("unit_conversion", "co2_per_carbon", "gwp")
_NOT_COUNTED = "not_counted:"
_LONG = 10


def energy_chapter(ground: GhgGround) -> Section:
    """The activity data behind the emissions, and the energy in it."""
    words = ground.words
    return Section(
        words("chapter.ghg_energy"),
        (),
        (
            Section(words("section.ghg_activity"), _activity(ground), answers=("gbt.activity",)),
            Section(words("section.ghg_parameters"), _parameters(ground), answers=("gbt.parameters",)),
            Section(
                words("section.ghg_energy_lines"),
                _energy_lines(ground),
                answers=("gbt.energy", "gbt.zero_evidence"),
            ),
            Section(words("section.ghg_energy_table"), _energy_table(ground)),
        ),
    )


def _activity(ground: GhgGround) -> tuple[Block, ...]:
    """Quantities by category, method, item and unit; electricity and heat stand in their own table."""
    words = ground.words
    found: dict[tuple[int, str, str, str], list[Kind]] = defaultdict(list)
    for kind in ground.sums.kinds:
        if kind.method not in COMMON_UNITS:
            found[kind.category, kind.method, kind.item, kind.unit].append(kind)
    if not found:
        return (Paragraph(words("text.no_activity")),)
    rows = [
        (
            words_cell(str(category or "–")),
            words_cell(ground.activity_name(method, item)),
            words.exact_amount(sum((kind.quantity for kind in kinds), Fraction(0))),
            words_cell(words.unit(unit)),
            words.number(Fraction(sum(kind.rows for kind in kinds)), 0),
            words.number(sum((kind.co2e_t for kind in kinds), Fraction(0)), 3),
        )
        for (category, method, item, unit), kinds in sorted(found.items())
    ]
    headings = "category_no:c:0.6 activity:l:3.6 quantity_shown:r:1.6 unit:l:1.1 activity_rows:r:1 emissions:r:1.5"
    made = with_place(table(words, "activity", headings, rows), words("sheet.activity"))
    return Paragraph(words("text.activity")), limited(words, made, _PRINTED)


def _parameters(ground: GhgGround) -> tuple[Block, ...]:
    """Every parameter that entered a factor of the year, with its sources; one row for factors made of the same."""
    words = ground.words
    seen: dict[tuple[str, str, str], str] = {}
    for factor in _of_year(ground):
        spelled = "\n".join(_step(words, *step) for step in factor.steps if step[0] not in _SILENT_STEPS)
        if spelled:
            source = factor_source(factor.source, factor.region, factor.factor_year) or "–"
            seen.setdefault((factor.method, factor.item, spelled), source)
    rows = [
        (words_cell(ground.activity_name(method, item)), words_cell(spelled), words_cell(source))
        for (method, item, spelled), source in seen.items()
    ]
    made = table(words, "parameters", "activity:l:2.4 parameters:l:3 factor_source:l:4", rows)
    placed = with_place(made, words("sheet.parameters"))
    return Paragraph(words("text.parameters")), limited(words, placed, _PRINTED)


def _step(words: Words, name: str, value: str, unit: str) -> str:
    """A step of a factor's arithmetic: ``net calorific value 389.31 GJ/10^4Nm3``; long decimals shortened."""
    number = _as_number(value)
    shown = f"{number:.6g}" if number is not None and len(value) > _LONG else value
    parts = (worded(words, f"step.{name}", name), shown, "" if unit == "1" else words.unit(unit))
    return " ".join(part for part in parts if part)


def _of_year(ground: GhgGround) -> Iterable[AppliedFactor]:
    chosen = (factor for factor in ground.inventory.factors if factor.year == ground.year)
    return sorted(chosen, key=lambda factor: (factor.method, factor.item, factor.id))


def _as_number(value: str) -> float | None:
    try:
        return float(Fraction(value))
    except ValueError:
        return None


def _energy_lines(ground: GhgGround) -> tuple[Block, ...]:
    """Electricity and heat by direction, attribute and factor, each with its evidence."""
    words = ground.words
    kinds = [kind for kind in ground.sums.kinds if kind.method in COMMON_UNITS]
    if not kinds:
        return (Paragraph(words("text.no_energy_lines")),)
    factors = {factor.id: factor for factor in ground.inventory.factors}
    grouped: dict[tuple[str, str, bool, bool, Fraction], list[Kind]] = defaultdict(list)
    for kind in kinds:
        grouped[kind.method, kind.item, kind.internal, kind.sent_out, _per_common(kind, factors)].append(kind)
    rows = [_energy_row(ground, key, same) for key, same in sorted(grouped.items())]
    headings = (
        "imported_energy:l:2.6 direction:l:1.3 quantity_shown:r:1.3 unit:l:0.7 factor:r:1.1 emissions:r:1.4 "
        "activity_rows:r:0.9 evidenced:r:0.9"
    )
    made = with_place(table(words, "energy_lines", headings, rows), words("sheet.energy_lines"))
    noted = with_place(made, words("sheet.energy_lines"), words("note.energy_lines"))
    return Paragraph(words("text.energy_lines")), limited(words, noted, _PRINTED), *_zero_evidence(ground, kinds)


def _per_common(kind: Kind, factors: dict[str, AppliedFactor]) -> Fraction:
    """The factor per common unit (MWh, GJ), so that one factor in several units is one row."""
    factor, size = factors.get(kind.factor_id), in_unit(kind, COMMON_UNITS[kind.method])
    if factor is None or not size:
        return Fraction(0)
    return factor.tco2e_per_unit * kind.quantity / size


def _energy_row(ground: GhgGround, key: tuple[str, str, bool, bool, Fraction], same: list[Kind]) -> tuple[Cell, ...]:
    words = ground.words
    method, item, internal, sent_out, rate = key
    direction = "internal" if internal else "covered" if item == "certificates" else "out" if sent_out else "in"
    return (
        words_cell(ground.activity_name(method, item)),
        words_cell(words(f"direction.{direction}")),
        *quantity_cells(ground, method, same),
        Cell(plain(rate, 6), float(rate)),
        words.number(sum((kind.co2e_t for kind in same), Fraction(0)), 3),
        words.number(Fraction(sum(kind.rows for kind in same)), 0),
        words.number(Fraction(sum(kind.rows for kind in same if kind.evidenced)), 0),
    )


def _zero_evidence(ground: GhgGround, kinds: list[Kind]) -> tuple[Block, ...]:
    """Electricity at a factor of 0 needs contract and settlement, certificates, or records of generation."""
    words = ground.words
    bare: dict[tuple[str, str], int] = defaultdict(int)
    for kind in kinds:
        zero = not kind.co2e_t and not kind.internal and not kind.sent_out and kind.quantity
        if zero and not kind.evidenced:
            bare[kind.method, kind.item] += kind.rows
    if not bare:
        return (Paragraph(words("text.zero_evidenced")),)
    items = tuple(
        words("item_rows", name=ground.item_name(method, item), count=count)
        for (method, item), count in sorted(bare.items())
    )
    return gap(words, "zero_evidence"), Bullets(items)


def _energy_table(ground: GhgGround) -> tuple[Block, ...]:
    words = ground.words
    found = {entry.quantity: entry for entry in ground.given.energy if entry.year == ground.year}
    chosen = [found[name] for name in _ENERGY_TOTALS if name in found]
    if not chosen:
        return (gap(words, "energy"),)
    totals = [
        (words_cell(words(f"energy.{entry.quantity}")), words.number(entry.value, 3), words_cell(entry.unit or "tce"))
        for entry in chosen
    ]
    made = table(words, "energy_totals", "item:l:5 amount:r:1.5 unit:l:0.8", totals)
    ways = (f"{words(f'energy.{entry.quantity}')}: {text(entry.method, words.language)}" for entry in chosen)
    return with_place(made, words("sheet.energy"), *ways), _parts_table(ground, chosen[0])


def _parts_table(ground: GhgGround, total: DerivedQuantity) -> Table:
    """What the total consists of; energy without a known calorific value stands there as not counted."""
    words = ground.words
    rows = []
    for name, value, unit in total.inputs:
        counted = not name.startswith(_NOT_COUNTED)
        group, _, item = name.removeprefix(_NOT_COUNTED).partition(":")
        method = "combustion" if group == "fuel" else group
        share = words.percent(value / total.value) if counted and total.value else words_cell("–")
        rows.append(
            (
                words_cell(ground.item_name(method, item)),
                words_cell(worded(words, f"report.energy_group.{group}", group) if counted else words("not_counted")),
                words.number(value, 3),
                words_cell(words.unit(unit)),
                share,
            )
        )
    made = table(words, "energy_parts", "item:l:3 kind:l:2 amount:r:1.5 unit:l:1 share:r:1", rows)
    return with_place(made, words("sheet.energy"), words("note.energy_parts"))
