"""Totals of the lines by year, category, gas, enterprise, month and source; every breakdown sums to the last digit."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from fractions import Fraction
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from lingtan.carbon.inventory.measures import GAS_MEASURES, MEASURES
from lingtan.carbon.inventory.rates import NANO, Keyed
from lingtan.carbon.inventory.records import GASES, SourceTotal, YearTotal

Row = Mapping[str, Any]
_GROSS = (1, 2)
_REMOVAL = 0


def year_totals(cube: pa.Table, reporting_year: int) -> Mapping[int, YearTotal]:
    """Totals of every year that has lines, and of the reporting year."""
    groups = list(rows_of(summed(cube, ("year", "category", "enterprise"))))
    periods = list(_periods(cube))
    years = sorted({reporting_year, *(row["year"] for row in groups)})
    return {
        year: _year_total(year, [r for r in groups if r["year"] == year], [r for r in periods if r["year"] == year])
        for year in years
    }


def _periods(cube: pa.Table) -> Iterator[Row]:
    """The cube's periods: those within a month summed, longer ones cell by cell, as the full cube spreads them."""
    start = cube["start"].to_numpy().astype("M8[D]")
    last = np.maximum(cube["end"].to_numpy().astype("M8[D]") - 1, start)
    within = pa.array(start.astype("M8[M]") == last.astype("M8[M]"))
    yield from rows_of(summed(cube.filter(within), ("year", "category", "start", "end")))
    yield from rows_of(cube.filter(pc.invert(within)))


def summed(table: pa.Table, by: Sequence[str], *others: str) -> pa.Table:
    """A result with fewer dimensions; sums of whole nanotonnes are exact."""
    amounts = [name for name in table.column_names if name in (*MEASURES, "rows", *others)]
    found = table.group_by(list(by), use_threads=False).aggregate([(name, "sum") for name in amounts])
    return found.rename_columns([*by, *amounts]).sort_by([(name, "ascending") for name in by])


def rows_of(table: pa.Table) -> Iterable[Row]:
    """The rows of a result with every gas and amount, 0 where the engine was not asked for it, as integers."""
    amounts = {
        name: [int(value) for value in table[name].to_pylist()] if name in table.column_names else [0] * len(table)
        for name in MEASURES
    }
    if "location" not in table.column_names:
        amounts["location"] = [sum(of_row) for of_row in zip(*(amounts[m] for m in GAS_MEASURES.values()), strict=True)]
    others = {name: table[name].to_pylist() for name in table.column_names if name not in MEASURES}
    columns = {**others, **amounts}
    names = list(columns)
    return (dict(zip(names, values, strict=True)) for values in zip(*columns.values(), strict=True))


def co2e_nano(row: Row) -> int:
    """All gases of a row, market-based."""
    return sum(row[measure] for measure in GAS_MEASURES.values())


def _year_total(year: int, groups: Sequence[Row], periods: Sequence[Row]) -> YearTotal:
    category: Counter[int] = Counter()
    by_gas: Counter[str] = Counter()
    direct_by_gas: Counter[str] = Counter()
    enterprises: Counter[str] = Counter()
    location = 0
    for row in groups:
        category[row["category"]] += co2e_nano(row)
        if row["category"] not in _GROSS:
            continue
        location += row["location"]
        enterprises[row["enterprise"]] += co2e_nano(row)
        for gas, measure in GAS_MEASURES.items():
            by_gas[gas] += row[measure]
            direct_by_gas[gas] += row[measure] if row["category"] == 1 else 0
    gross = Fraction(category[1] + category[2], NANO)
    counted = (row for row in periods if row["category"] in _GROSS)
    spans = ((row["start"], row["end"], row[gas]) for row in counted for gas in GAS_MEASURES.values() if row[gas])
    return YearTotal(
        year=year,
        gross=gross,
        location_based=Fraction(location, NANO),
        market_based=gross,
        other_indirect=Fraction(sum(category[number] for number in range(3, 7)), NANO),
        by_category={number: Fraction(category[number], NANO) for number in range(1, 7)},
        by_gas={gas: Fraction(by_gas[gas], NANO) for gas in GASES},
        direct_by_gas={gas: Fraction(direct_by_gas[gas], NANO) for gas in GASES},
        by_enterprise={enterprise: Fraction(amount, NANO) for enterprise, amount in sorted(enterprises.items())},
        by_month=by_month(spans),
        removals_t=Fraction(category[_REMOVAL], NANO),
        biogenic_co2_t=Fraction(sum(row["biogenic"] for row in groups), NANO),
        rows=sum(row["rows"] for row in groups),
    )


def by_month(periods: Iterable[tuple[date, date, int]]) -> dict[int, Fraction]:
    """Emissions by month of one year, from whole nanotonnes by period: each is spread over its days."""
    months = dict.fromkeys(range(1, 13), 0)
    for start, end, amount in periods:
        for month, nano in month_shares(start, end, amount):
            months[month] += nano
    return {month: Fraction(amount, NANO) for month, amount in months.items()}


def month_shares(start: date, end: date, amount: int) -> Iterator[tuple[int, int]]:
    """The months of a period with their whole nanotonnes.

    The cumulative amount at every month's end is rounded half-even, so the months of a period sum exactly to it.
    ``end`` is exclusive; a period without a day is taken as its first day.
    """
    days = max((end - start).days, 1)
    so_far = 0
    for month in range(start.month, 13):
        month_end = date(start.year + month // 12, month % 12 + 1, 1)
        passed = min((month_end - start).days, days) if month < 12 else days
        reached = round(Fraction(amount * passed, days))
        yield month, reached - so_far
        so_far = reached
        if passed == days:
            break


def source_totals(terms: pa.Table, keys: Sequence[Keyed], year: int) -> tuple[SourceTotal, ...]:
    """Emissions of the year by source, method and item; removals are not emissions and stand apart."""
    found: dict[tuple[int, str, str, str, str], list[Row]] = {}
    for row in rows_of(terms_of_year(terms, keys, year)):
        if row["category"] != _REMOVAL:
            keyed = keys[row["key_id"]]
            place = (row["category"], row["source"], row["enterprise"], keyed.key.method, keyed.factor.item)
            found.setdefault(place, []).append(row)
    return tuple(_source_total(place, rows) for place, rows in sorted(found.items()))


def terms_of_year(terms: pa.Table, keys: Sequence[Keyed], year: int) -> pa.Table:
    """The terms whose activities lie in a year."""
    in_year = np.array([keyed.key.year == year for keyed in keys], np.bool_)
    return terms.filter(pa.array(in_year[terms["key_id"].to_numpy()]))


def _source_total(place: tuple[int, str, str, str, str], rows: Sequence[Row]) -> SourceTotal:
    category, source, enterprise, method, item = place
    by_gas = {gas: sum(row[measure] for row in rows) for gas, measure in GAS_MEASURES.items()}
    return SourceTotal(
        source,
        enterprise,
        method,
        item,
        category,
        rows=sum(row["rows"] for row in rows),
        co2e_t=Fraction(sum(by_gas.values()), NANO),
        by_gas={gas: Fraction(amount, NANO) for gas, amount in by_gas.items() if amount},
    )
