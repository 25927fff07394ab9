"""Emissions: totals, direct by gas, biogenic, removals, indirect by category, scopes (9.3.1 f), g), h), j))."""

from __future__ import annotations

from fractions import Fraction

from lingtan.carbon import GASES
from lingtan.reports.chapters.case import ENERGY_COLOUR, table
from lingtan.reports.chapters.emissions import (
    DIRECT_COLOUR,
    category_figure,
    category_table,
    in_words,
    source_figure,
    years_table,
)
from lingtan.reports.chapters.ghg_case import GhgGround, limited, with_place
from lingtan.reports.chapters.ghg_electricity import energy_totals_section, two_bases_section
from lingtan.reports.document import Block, Cell, Figure, Paragraph, Section, Table
from lingtan.reports.figures import Stack, stacked_columns
from lingtan.reports.wording import words_cell

_PRINTED_ENTERPRISES = 60
_INDIRECT = (2, 3, 4, 5, 6)
_FLUORINATED = ("HFCs", "PFCs", "SF6", "NF3")


def emissions_chapter(ground: GhgGround) -> Section:
    """Every way the year's emissions and removals are looked at."""
    words = ground.words
    totals = (category_table(ground), category_figure(ground), source_figure(ground))
    by_enterprise = () if ground.enterprise else (Section(words("section.ghg_enterprises"), (enterprises(ground),)),)
    return Section(
        words("chapter.ghg_emissions"),
        (),
        (
            Section(words("section.ghg_totals"), totals),
            Section(words("section.ghg_direct"), _direct(ground), answers=("iso.f",)),
            Section(words("section.ghg_biogenic"), _biogenic(ground), answers=("iso.g",)),
            Section(words("section.ghg_removals"), _removals(ground), answers=("iso.h",)),
            Section(words("section.ghg_indirect"), _indirect(ground), answers=("iso.j",)),
            two_bases_section(ground),
            energy_totals_section(ground),
            Section(words("section.ghg_scopes"), (Paragraph(words("text.scopes")), _scopes_table(ground))),
            Section(words("section.ghg_years"), _years(ground)),
            *by_enterprise,
            Section(words("section.ghg_months"), _months(ground)),
        ),
    )


def _direct(ground: GhgGround) -> tuple[Block, ...]:
    words, by_gas = ground.words, ground.inventory.total.direct_by_gas
    whole = ground.inventory.total.by_category[1]
    rows = [_gas_row(ground, gas, by_gas[gas], whole) for gas in GASES]
    shown = words.number(whole, 3)
    rows.append(
        (
            Cell(words("row.sum"), status="emphasis"),
            Cell(shown.text, shown.number, "emphasis"),
            words_cell(""),
            words_cell(""),
        )
    )
    made = table(words, "direct_by_gas", "gas:l:1.4 emissions:r:1.5 share:r:1 state:l:3", rows, year=ground.year)
    return Paragraph(words("text.direct")), with_place(made, words("sheet.by_gas"), words("note.direct_by_gas"))


def _gas_row(ground: GhgGround, gas: str, value: Fraction, whole: Fraction) -> tuple[Cell, ...]:
    words = ground.words
    if (1, gas) in ground.sums.by_category_gas or value:
        share = words.percent(value / whole) if whole else words_cell("–")
        return words_cell(words.gas(gas)), words.number(value, 3), share, words_cell(words("state.quantified"))
    excluded = [
        source.source
        for source in ground.park.sources
        if source.status == "excluded" and source.category == 1 and gas in source.gases
    ]
    state = words("state.excluded", count=len(excluded)) if excluded else words("state.none")
    no_data = Cell(words("no_data"), status="not_shown")
    return words_cell(words.gas(gas)), no_data, words_cell("–"), words_cell(state)


def _biogenic(ground: GhgGround) -> tuple[Block, ...]:
    words = ground.words
    kinds = [kind for kind in ground.sums.kinds if kind.biogenic_t]
    if not kinds:
        return Paragraph(words("text.biogenic")), Paragraph(words("text.no_biogenic"))
    names, found = ground.method_names(), dict[tuple[str, str], Fraction]()
    for kind in kinds:
        key = (kind.method, kind.item)
        found[key] = found.get(key, Fraction(0)) + kind.biogenic_t
    rows: list[tuple[Cell, ...]] = [
        (words_cell(names.get(method, method)), words_cell(ground.item_name(method, item)), words.number(value, 3))
        for (method, item), value in sorted(found.items())
    ]
    rows.append(_sum_row(ground, 2, ground.inventory.biogenic_co2_t))
    made = table(words, "biogenic", "method:l:2 item:l:2 biogenic_co2:r:1.5", rows)
    return Paragraph(words("text.biogenic")), with_place(made, words("sheet.biogenic"))


def _sum_row(ground: GhgGround, before: int, value: Fraction, places: int = 3) -> tuple[Cell, ...]:
    shown = ground.words.number(value, places)
    name = Cell(ground.words("row.sum"), status="emphasis")
    return name, *(words_cell("") for _ in range(before - 1)), Cell(shown.text, shown.number, "emphasis")


def _removals(ground: GhgGround) -> tuple[Block, ...]:
    words = ground.words
    kinds = ground.sums.of_category(0)
    if not kinds:
        return Paragraph(words("text.removals")), Paragraph(words("text.no_removals"))
    names = ground.method_names()
    rows: list[tuple[Cell, ...]] = [
        (
            words_cell(names.get(kind.method, kind.method)),
            words_cell(ground.item_name(kind.method, kind.item)),
            words.number(kind.co2e_t, 3),
        )
        for kind in kinds
    ]
    rows.append(_sum_row(ground, 2, ground.inventory.removals_t))
    made = table(words, "removals", "method:l:2 item:l:2 removed:r:1.5", rows)
    return Paragraph(words("text.removals")), with_place(made, words("sheet.removals"))


def _indirect(ground: GhgGround) -> tuple[Block, ...]:
    words, total = ground.words, ground.inventory.total
    known = ground.sums.categories
    rows = [_indirect_row(ground, category, category in known) for category in _INDIRECT]
    headings = "ghg_category:l:3 co2:r:1.3 ch4:r:1.1 n2o:r:1.1 fluorinated:r:1.2 emissions:r:1.5"
    made = with_place(table(words, "indirect", headings, rows), words("sheet.indirect"), words("note.indirect"))
    blocks: list[Block] = [Paragraph(words("text.indirect")), made]
    if known & set(_INDIRECT):
        blocks.append(_indirect_by_method(ground))
    if not known & {3, 4, 5, 6}:
        blocks.append(Paragraph(words("text.no_other_indirect"), "note"))
    elif total.other_indirect:
        share = words.percent(total.other_indirect / (total.gross + total.other_indirect)).text
        blocks.append(Paragraph(words("text.other_indirect", share=share)))
    return tuple(blocks)


def _indirect_row(ground: GhgGround, category: int, known: bool) -> tuple[Cell, ...]:
    words, cells = ground.words, ground.sums.by_category_gas
    name = words_cell(words(f"ghg_category.{category}"))
    if not known:
        return name, *(words_cell("–") for _ in range(4)), Cell(words("no_data"), status="not_shown")
    of_gas = [cells.get((category, gas), Fraction(0)) for gas in ("CO2", "CH4", "N2O")]
    fluorinated = sum((cells.get((category, gas), Fraction(0)) for gas in _FLUORINATED), Fraction(0))
    amounts = (*of_gas, fluorinated, ground.inventory.total.by_category[category])
    return name, *(words.number(value) for value in amounts)


def _indirect_by_method(ground: GhgGround) -> Table:
    words, names = ground.words, ground.method_names()
    found: dict[tuple[int, str, str], Fraction] = {}
    for kind in ground.sums.kinds:
        if kind.category in _INDIRECT:
            key = (kind.category, kind.method, kind.item)
            found[key] = found.get(key, Fraction(0)) + kind.co2e_t
    rows = [
        (
            words_cell(str(category)),
            words_cell(names.get(method, method)),
            words_cell(ground.item_name(method, item)),
            words.number(value),
        )
        for (category, method, item), value in sorted(found.items())
    ]
    made = table(words, "indirect_kinds", "category_no:c:0.6 method:l:2 item:l:3 emissions:r:1.5", rows)
    return with_place(made, words("sheet.indirect"))


def _scopes_table(ground: GhgGround) -> Table:
    words, total = ground.words, ground.inventory.total
    market = total.by_scope
    location = {1: market[1], 2: total.location_based - total.by_category[1], 3: market[3]}
    known = ground.sums.categories
    rows = [
        (
            words_cell(words(f"scope.{scope}")),
            words_cell(words(f"scope.{scope}.categories")),
            words.number(location[scope]),
            words.number(market[scope]),
        )
        if scope < 3 or known & {3, 4, 5, 6}
        else (
            words_cell(words(f"scope.{scope}")),
            words_cell(words(f"scope.{scope}.categories")),
            *(Cell(words("no_data"), status="not_shown") for _ in range(2)),
        )
        for scope in (1, 2, 3)
    ]
    made = table(words, "scopes", "scope:l:2 categories:l:2.4 location_t:r:1.5 market_t:r:1.5", rows)
    return with_place(made, words("sheet.scopes"), words("note.scopes"))


def _years(ground: GhgGround) -> tuple[Block, ...]:
    shown = years_table(ground)
    years = sorted(ground.inventory.years.items())
    if len(years) < 2:
        return (shown,)
    names = [str(year) for year, _ in years]
    of = {category: [float(total.by_category[category]) for _, total in years] for category in (1, 2)}
    return shown, _stacked(ground, "by_year", names, of[1], of[2])


def _months(ground: GhgGround) -> tuple[Block, ...]:
    """Monthly figures are for inside use: a report by GB/T 32150 is of the year."""
    words, cells = ground.words, ground.sums.by_month_category
    rows, names = [], []
    by_month = ground.inventory.total.by_month
    for month in range(1, 13):
        of = {category: cells.get((month, category), Fraction(0)) for category in range(1, 7)}
        other = sum((of[category] for category in range(3, 7)), Fraction(0))
        amounts = (of[1], of[2], by_month[month])
        shown = (*(words.number(value) for value in amounts), _if_known(ground, other))
        rows.append((words_cell(f"{ground.year}-{month:02d}"), *shown))
        names.append(words("month", no=month))
    headings = "month:l:1.2 direct_t:r:1.4 energy_t:r:1.4 gross:r:1.6 other_indirect:r:1.5"
    made = with_place(table(words, "by_month", headings, rows), words("sheet.by_month"), words("note.by_month"))
    direct = [float(cells.get((month, 1), Fraction(0))) for month in range(1, 13)]
    energy = [float(cells.get((month, 2), Fraction(0))) for month in range(1, 13)]
    return made, _stacked(ground, "by_month_stacked", names, direct, energy)


def _if_known(ground: GhgGround, other: Fraction) -> Cell:
    """Emissions of categories 3-6, where the inventory has any data of them."""
    known = ground.sums.categories & {3, 4, 5, 6}
    return ground.words.number(other) if known else Cell(ground.words("no_data"), status="not_shown")


def _stacked(ground: GhgGround, id: str, names: list[str], direct: list[float], energy: list[float]) -> Figure:
    words = ground.words
    parts = [(name, f"{one + two:,.0f}") for name, one, two in zip(names, direct, energy, strict=True)]
    return stacked_columns(
        names,
        (
            Stack(words("ghg_category.1"), direct, DIRECT_COLOUR),
            Stack(words("ghg_category.2"), energy, ENERGY_COLOUR),
        ),
        id=id,
        caption=words(f"figure.{id}", year=ground.year),
        alt=in_words(ground, f"figure.{id}", parts),
        axis="tCO₂e",
    )


def enterprises(ground: GhgGround) -> Table:
    """Every enterprise with its emissions by category; the largest first."""
    words, names, cells = ground.words, ground.enterprise_names(), ground.sums.by_enterprise_category
    total = ground.inventory.total
    industries = {entry.enterprise: entry.industry for entry in ground.park.enterprises}
    of_all = {enterprise for enterprise, _ in cells} | set(total.by_enterprise)

    def amounts(enterprise: str) -> tuple[Fraction, ...]:
        by = [cells.get((enterprise, category), Fraction(0)) for category in range(1, 7)]
        return by[0], by[1], by[0] + by[1], sum(by[2:], Fraction(0))

    ranked = sorted(((name, amounts(name)) for name in of_all), key=lambda entry: (-float(entry[1][2]), entry[0]))

    def row(name: str, industry: str, of: tuple[Fraction, ...], *, other: bool = True) -> tuple[Cell, ...]:
        share = words.percent(of[2] / total.gross) if total.gross else words_cell("–")
        shown = [words.number(value) for value in of]
        return (
            words_cell(name),
            words_cell(industry),
            *shown[:3],
            share,
            _if_known(ground, of[3]) if other else words_cell("–"),
        )

    rows = [
        row(
            names.get(enterprise, enterprise) or words("row.no_enterprise"),
            industries.get(enterprise, ""),
            of,
            other=any((enterprise, category) in cells for category in range(3, 7)),
        )
        for enterprise, of in ranked
    ]
    others = [of for _, of in ranked[_PRINTED_ENTERPRISES:]]
    sums = tuple(sum((of[place] for of in others), Fraction(0)) for place in range(4))
    headings = (
        "enterprise:l:2.6 industry:l:1.7 direct_t:r:1.1 energy_t:r:1.1 gross:r:1.2 share:r:0.8 other_indirect:r:1.1"
    )
    made = with_place(table(words, "by_enterprise_all", headings, rows), words("sheet.by_enterprise"))
    return limited(words, made, _PRINTED_ENTERPRISES, row(words("row.rest_enterprises", count=len(others)), "", sums))
