"""Boundary and scope, emissions, data and sources (7.3.1 and 7.3.2 b)): common to both reports."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction

import pyarrow as pa
import pyarrow.compute as pc

from lingtan.carbon import GASES
from lingtan.reports.chapters.case import ENERGY_COLOUR, NEUTRAL, Ground, table
from lingtan.reports.document import Block, Bullets, Cell, Figure, Paragraph, Section, Table
from lingtan.reports.figures import Bar, columns, horizontal_bars
from lingtan.reports.wording import plain, words_cell

_TOP_SOURCES = 10
_TOP_ENTERPRISES = 30
DIRECT_COLOUR = "#7a3b2e"


def boundary_section(case: Ground) -> Section:
    """Boundary, scope, period, guideline, and the kinds and number of sources."""
    words = case.words
    enterprises = len(case.inventory.total.by_enterprise)
    blocks: list[Block] = [
        Paragraph(words("text.boundary", park=case.park_name, count=enterprises)),
        Paragraph(words("text.period", year=case.year)),
        Paragraph(words(f"text.guideline.{case.inventory.method}")),
        Paragraph(assumptions(case)),
        kinds_table(case),
    ]
    return Section(words("section.boundary"), tuple(blocks))


def assumptions(case: Ground) -> str:
    """The choices every figure rests on: potentials, fuel properties, electricity factor."""
    profile = case.park.profile
    grid = case.words(f"grid.{profile.grid_factor.table}", source=profile.grid_factor.source)
    return case.words("text.assumptions", gwp=profile.gwp, fuel_set=profile.fuel_set, grid=grid)


def kinds_table(case: Ground) -> Table:
    """Kinds and number of sources (7.3.1)."""
    words, names = case.words, case.method_names()
    groups: dict[tuple[int, str], list[Fraction]] = {}
    rows_of: Counter[tuple[int, str]] = Counter()
    for source in case.inventory.sources:
        key = (source.category, source.method)
        groups.setdefault(key, []).append(source.co2e_t)
        rows_of[key] += source.rows
    rows = [
        (
            words_cell(_category(case, category)),
            words_cell(names.get(method, method)),
            words.number(Fraction(len(groups[category, method])), 0),
            words.number(Fraction(rows_of[category, method]), 0),
            words.number(sum(groups[category, method], Fraction(0))),
        )
        for category, method in sorted(groups)
    ]
    return table(words, "kinds", "ghg_category:l:3 method:l:2 sources:r:1 activity_rows:r:1.2 emissions:r:1.6", rows)


def _category(case: Ground, category: int) -> str:
    return case.words(f"ghg_category.{category}")


def totals_section(case: Ground) -> Section:
    """Totals by year, category and gas, the largest sources, months, enterprises."""
    words, total = case.words, case.inventory.total
    key = "text.total" if total.other_indirect else "text.total_direct"
    parts = {
        "year": case.year,
        "gross": words.number(total.gross).text,
        "location": words.number(total.location_based).text,
        "other": words.number(total.other_indirect).text,
    }
    blocks: list[Block] = [Paragraph(words(key, **parts), "finding"), category_table(case), _gas_table(case)]
    blocks += [years_table(case), category_figure(case), source_figure(case), _month_figure(case)]
    blocks.append(_enterprise_table(case))
    return Section(words("section.totals"), tuple(blocks))


def category_table(case: Ground) -> Table:
    """Emissions by category, gross and location-based; removals and biogenic CO2 apart."""
    words, total = case.words, case.inventory.total
    everything = sum(total.by_category.values(), Fraction(0))
    known = {source.category for source in case.inventory.sources}
    rows: list[tuple[Cell, ...]] = [
        (words_cell(_category(case, category)), words.number(value), _part(case, value, everything))
        if category in known
        else (words_cell(_category(case, category)), _no_data(case), words_cell("–"))
        for category, value in sorted(total.by_category.items())
    ]
    other = total.other_indirect if known & {3, 4, 5, 6} else None
    rows += [
        _emphasised(case, "row.gross", total.gross),
        _plain_row(case, "row.location_based", total.location_based),
        _plain_row(case, "row.other_indirect", other),
        _plain_row(case, "row.removals", case.inventory.removals_t or None),
        _plain_row(case, "row.biogenic", case.inventory.biogenic_co2_t or None),
    ]
    made = table(words, "by_category", "item:l:4 emissions:r:1.6 share:r:1", rows)
    return _with(made, words("sheet.by_category"), words("note.by_category"))


def _with(made: Table, sheet: str, *notes: str) -> Table:
    return Table(made.id, made.caption, made.columns, made.rows, notes, sheet)


def _part(case: Ground, value: Fraction, whole: Fraction) -> Cell:
    return case.words.percent(value / whole) if whole else words_cell("–")


def _emphasised(case: Ground, key: str, value: Fraction) -> tuple[Cell, ...]:
    shown = case.words.number(value)
    return (Cell(case.words(key), status="emphasis"), Cell(shown.text, shown.number, "emphasis"), words_cell(""))


def _plain_row(case: Ground, key: str, value: Fraction | None) -> tuple[Cell, ...]:
    shown = _no_data(case) if value is None else case.words.number(value)
    return words_cell(case.words(key)), shown, words_cell("")


def _no_data(case: Ground) -> Cell:
    return Cell(case.words("no_data"), status="not_shown")


def _gas_table(case: Ground) -> Table:
    words, by_gas = case.words, case.inventory.total.by_gas
    lines = case.inventory.lines
    accounted = set(lines.filter(pc.equal(lines["year"], case.year))["gas"].unique().to_pylist())
    rows = [
        (words_cell(words.gas(gas)), words.number(by_gas[gas]) if gas in accounted else _no_data(case)) for gas in GASES
    ]
    rows.append((Cell(words("row.sum"), status="emphasis"), words.number(sum(by_gas.values(), Fraction(0)))))
    made = table(words, "by_gas", "gas:l:4 emissions:r:2", rows, year=case.year)
    return _with(made, words("sheet.by_gas"), words("note.by_gas"))


def years_table(case: Ground) -> Table:
    """Totals of every year that has data."""
    words, lines = case.words, case.inventory.lines
    with_other = set(lines.filter(pc.greater(lines["category"], 2))["year"].unique().to_pylist())
    rows = [
        (
            words_cell(str(year)),
            words.number(total.gross),
            words.number(total.location_based),
            words.number(total.other_indirect) if year in with_other else _no_data(case),
            words.number(Fraction(total.rows), 0),
        )
        for year, total in sorted(case.inventory.years.items())
    ]
    headings = "year:l:1 gross:r:2 location_based:r:2 other_indirect:r:2 activity_rows:r:1.2"
    return _with(table(words, "by_year", headings, rows), words("sheet.by_year"))


def category_figure(case: Ground) -> Figure:
    """Emissions by category as bars."""
    values = {key: value for key, value in sorted(case.inventory.total.by_category.items()) if value}
    whole = float(sum(values.values(), Fraction(0))) or 1.0
    bars = [
        Bar(_category(case, category), float(value), amount_label(float(value), whole), bar_colour(category))
        for category, value in values.items()
    ]
    return _bars(case, bars or [Bar("–", 0.0, "0", NEUTRAL)], "by_category")


def source_figure(case: Ground) -> Figure:
    """The largest sources as bars, and the rest as one."""
    words, names = case.words, case.enterprise_names()
    ranked = sorted(
        case.inventory.sources, key=lambda source: (-float(source.co2e_t), source.source, source.enterprise)
    )
    whole = float(sum((source.co2e_t for source in ranked), Fraction(0))) or 1.0
    bars = [
        Bar(
            short_name(f"{source.source} · {names.get(source.enterprise, source.enterprise)}")
            + f" [{source.category}]",
            float(source.co2e_t),
            amount_label(float(source.co2e_t), whole),
            bar_colour(source.category),
        )
        for source in ranked[:_TOP_SOURCES]
    ]
    rest = float(sum((source.co2e_t for source in ranked[_TOP_SOURCES:]), Fraction(0)))
    if len(ranked) > _TOP_SOURCES:
        label = words("row.rest_sources", count=len(ranked) - _TOP_SOURCES)
        bars.append(Bar(label, rest, amount_label(rest, whole), NEUTRAL, gap_before=True))
    return _bars(case, bars or [Bar("–", 0.0, "0", NEUTRAL)], "by_source")


def _bars(case: Ground, bars: list[Bar], id: str) -> Figure:
    words = case.words
    return horizontal_bars(
        bars,
        id=id,
        caption=words(f"figure.{id}", year=case.year),
        alt=in_words(case, f"figure.{id}", [(bar.name, bar.label) for bar in bars]),
        axis="tCO₂e",
        end=max([bar.value for bar in bars] + [1e-9]),
    )


def _month_figure(case: Ground) -> Figure:
    words, by_month = case.words, case.inventory.total.by_month
    names = [words("month", no=month) for month in range(1, 13)]
    values = [float(by_month.get(month, Fraction(0))) for month in range(1, 13)]
    return columns(
        names,
        values,
        id="by_month",
        caption=words("figure.by_month", year=case.year),
        alt=in_words(case, "figure.by_month", [(n, f"{v:,.0f}") for n, v in zip(names, values, strict=True)]),
        axis="tCO₂e",
        colour=ENERGY_COLOUR,
    )


def in_words(case: Ground, key: str, parts: list[tuple[str, str]]) -> str:
    """A figure's content in words, for those who can't see it."""
    content = case.words("alt.mark").join(case.words("alt.part", name=name, value=value) for name, value in parts)
    return case.words("alt.figure", caption=case.words(key, year=case.year), content=content)


def amount_label(value: float, whole: float) -> str:
    """An amount with its share of the whole, as a bar's label."""
    return f"{value:,.0f}  ({value / whole:.1%})".replace("%)", " %)")


def bar_colour(category: int) -> str:
    """A category's one colour."""
    return {1: DIRECT_COLOUR, 2: ENERGY_COLOUR}.get(category, NEUTRAL)


def short_name(name: str, most: int = 34) -> str:
    """A name cut to what fits beside a bar."""
    return name if len(name) <= most else f"{name[: most - 1]}…"


def _enterprise_table(case: Ground) -> Table:
    words, names = case.words, case.enterprise_names()
    total = case.inventory.total
    ranked = sorted(total.by_enterprise.items(), key=lambda entry: (-entry[1], entry[0]))
    shown = len(ranked) if len(ranked) <= _TOP_ENTERPRISES + 1 else _TOP_ENTERPRISES
    industries = {entry.enterprise: entry.industry for entry in case.park.enterprises}
    rows = [
        (
            words_cell(names.get(enterprise, enterprise) or words("row.no_enterprise")),
            words_cell(industries.get(enterprise, "")),
            words.number(value),
            _part(case, value, total.gross),
        )
        for enterprise, value in ranked[:shown]
    ]
    rest = ranked[shown:]
    if rest:
        amount = sum((value for _, value in rest), Fraction(0))
        label = words("row.rest_enterprises", count=len(rest))
        rows.append((words_cell(label), words_cell(""), words.number(amount), _part(case, amount, total.gross)))
    made = table(words, "by_enterprise", "enterprise:l:3 industry:l:2 emissions:r:1.6 share:r:1", rows)
    return _with(made, words("sheet.by_enterprise"))


def data_section(case: Ground) -> Section:
    """What data the inventory stands on, what was left out and why (4.1.2, 4.1.3)."""
    words, inventory = case.words, case.inventory
    lines = inventory.lines.filter(pc.equal(inventory.lines["year"], case.year))
    shown, with_evidence = _activity_rows(lines)
    blocks: list[Block] = [
        Paragraph(words(f"text.data_rules.{case.rulebook.kind}", year=case.year)),
        Paragraph(words("text.data_rows", rows=f"{shown:,}", evidence=f"{with_evidence:,}")),
    ]
    if inventory.exclusions:
        blocks.append(_exclusions_table(case))
    else:
        blocks.append(Paragraph(words("text.no_exclusions")))
    for key, sources in (
        ("text.unexplained", inventory.unexplained_sources),
        ("text.unregistered", inventory.unregistered_sources),
    ):
        if sources:
            blocks += [Paragraph(words(key, count=len(sources)), "warning"), Bullets(sources)]
    return Section(words("section.data"), tuple(blocks))


def _activity_rows(lines: pa.Table) -> tuple[int, int]:
    """Activity rows behind lines, of which there is one a gas, and how many of the rows name evidence."""
    names = ("file", "source", "method", "item")
    plain = {name: lines[name].cast(pa.string()) for name in names} | {name: lines[name] for name in ("row", "start")}
    evidenced = pc.not_equal(lines["evidence"].cast(pa.string()), "").cast(pa.int64())
    rows = pa.table({**plain, "evidenced": evidenced}).group_by([*names, "row", "start"])
    found = rows.aggregate([("evidenced", "max")])["evidenced_max"]
    return len(found), int(pc.sum(found).as_py() or 0)


def _exclusions_table(case: Ground) -> Table:
    words = case.words
    rows = [
        (words_cell(source), words_cell(reason), words.number(estimate), words_cell(f"{origin.file}:{origin.row}"))
        for source, reason, estimate, origin in case.inventory.exclusions
    ]
    made = table(words, "exclusions", "source:l:1.5 reason:l:3 estimate:r:1.4 origin:l:1.4", rows)
    return _with(made, words("sheet.exclusions"))


def factors_annex(case: Ground) -> Section:
    """The factors applied, each with publisher, year, unit and the date by which to look it up again."""
    words = case.words
    rows = [
        (
            words_cell(f"{activity} · {item}"),
            words_cell(span(years)),
            Cell(plain(value, 9), float(value)),
            words_cell(unit),
            words_cell(source or "–"),
            words_cell(review_by or "–"),
        )
        for (activity, item, unit, value, source, review_by), years in _applied(case).items()
    ]
    headings = "activity:l:2.4 years:l:1.25 factor:r:1.5 unit:l:1.5 factor_source:l:3.6 review_by:l:1.2"
    made = table(words, "factors", headings, rows)
    blocks: tuple[Block, ...] = (
        Paragraph(words("text.factors")),
        _with(made, words("sheet.factors"), words("note.factors")),
    )
    return Section(words("annex.factors"), blocks, annex=True)


def _applied(case: Ground) -> dict[tuple[str, str, str, Fraction, str, str], list[int]]:
    """Factors that differ in nothing but the year they were applied to, with these years."""
    words, names = case.words, case.method_names()
    grouped: dict[tuple[str, str, str, Fraction, str, str], list[int]] = {}
    for factor in sorted(case.inventory.factors, key=lambda f: (f.method, f.item, f.unit, f.year, f.id)):
        unit = f"tCO₂e/{words.unit(factor.unit) or '1'}"
        source = factor_source(factor.source, factor.region, factor.factor_year)
        item = case.item_name(factor.method, factor.item)
        key = (names.get(factor.method, factor.method), item, unit, factor.tco2e_per_unit, source, factor.review_by)
        grouped.setdefault(key, []).append(factor.year)
    return grouped


def span(years: list[int]) -> str:
    """Years from the first to the last."""
    first, last = min(years), max(years)
    return str(first) if first == last else f"{first}–{last}"


def factor_source(source: str, region: str, year: int | None) -> str:
    """A factor's source with its region and year."""
    details = [part for part in (region, "" if year is None else str(year)) if part]
    return f"{source} ({', '.join(details)})" if details else source
