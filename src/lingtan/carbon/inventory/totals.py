"""Totals of the lines by year, category, gas, enterprise, month and source; every breakdown sums to the last digit."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction

import duckdb

from lingtan.carbon.inventory.lines import NANO
from lingtan.carbon.inventory.records import GASES, SourceTotal, YearTotal

_GROUPS_SQL = """
SELECT year, category, gas, enterprise, sum(co2e_t), sum(location_co2e_t), count(*) FROM lines
GROUP BY year, category, gas, enterprise ORDER BY year, category, gas, enterprise
"""
_PERIODS_SQL = """
SELECT year, start, "end", sum(co2e_t) FROM lines WHERE category IN (1, 2)
GROUP BY year, start, "end" ORDER BY year, start, "end"
"""
_SOURCES_SQL = """
SELECT source, enterprise, method, item, category, count(*), sum(co2e_t) FROM lines
WHERE year = $year AND category > 0 GROUP BY source, enterprise, method, item, category
ORDER BY category, source, enterprise, method, item
"""
_REMOVALS_SQL = "SELECT coalesce(sum(co2e_t), 0) FROM lines WHERE year = $year AND category = 0"
_GROSS = (1, 2)
Group = tuple[int, int, str, str, Decimal, Decimal, int]
Period = tuple[int, date, date, Decimal]


def year_totals(engine: duckdb.DuckDBPyConnection, reporting_year: int) -> Mapping[int, YearTotal]:
    """Totals of every year that has lines, and of the reporting year; reads the registered ``lines``."""
    groups: list[Group] = engine.execute(_GROUPS_SQL).fetchall()
    periods: list[Period] = engine.execute(_PERIODS_SQL).fetchall()
    years = sorted({reporting_year, *(group[0] for group in groups)})
    return {
        year: _year_total(year, [g for g in groups if g[0] == year], [p for p in periods if p[0] == year])
        for year in years
    }


def source_totals(engine: duckdb.DuckDBPyConnection, year: int) -> tuple[SourceTotal, ...]:
    """Emissions of the year by source, method and item; removals are not emissions and stand apart."""
    rows = engine.execute(_SOURCES_SQL, {"year": year}).fetchall()
    return tuple(
        SourceTotal(source, enterprise, method, item, category, count, Fraction(amount))
        for source, enterprise, method, item, category, count, amount in rows
    )


def removals_t(engine: duckdb.DuckDBPyConnection, year: int) -> Fraction:
    """tCO2e removed in the year (category 0)."""
    ((total,),) = engine.execute(_REMOVALS_SQL, {"year": year}).fetchall()
    return Fraction(total)


def by_month(periods: Iterable[tuple[date, date, Fraction]]) -> dict[int, Fraction]:
    """Emissions by month of one year: each period's sum is spread over its days.

    The cumulative amount at every month's end is rounded half-even to 1e-9 t, so the months of a period sum exactly
    to it. ``end`` is exclusive; a period without a day is taken as its first day.
    """
    months = dict.fromkeys(range(1, 13), 0)
    for start, end, amount in periods:
        days = max((end - start).days, 1)
        so_far = 0
        for month in range(start.month, 13):
            month_end = date(start.year + month // 12, month % 12 + 1, 1)
            passed = min((month_end - start).days, days) if month < 12 else days
            reached = round(amount * NANO * passed / days)
            months[month] += reached - so_far
            so_far = reached
            if passed == days:
                break
    return {month: Fraction(amount, NANO) for month, amount in months.items()}


def _year_total(year: int, groups: list[Group], periods: list[Period]) -> YearTotal:
    by_category: dict[int, Fraction] = {category: Fraction(0) for category in range(1, 7)}
    by_gas: dict[str, Fraction] = {gas: Fraction(0) for gas in GASES}
    by_enterprise: dict[str, Fraction] = {}
    location, rows = Fraction(0), 0
    for _, category, gas, enterprise, market_sum, location_sum, count in groups:
        rows += count
        if category == 0:
            continue
        by_category[category] += Fraction(market_sum)
        if category not in _GROSS:
            continue
        by_gas[gas] += Fraction(market_sum)
        by_enterprise[enterprise] = by_enterprise.get(enterprise, Fraction(0)) + Fraction(market_sum)
        location += Fraction(location_sum)
    gross = by_category[1] + by_category[2]
    return YearTotal(
        year=year,
        gross=gross,
        location_based=location,
        market_based=gross,
        other_indirect=sum((by_category[category] for category in range(3, 7)), Fraction(0)),
        by_category=by_category,
        by_gas=by_gas,
        by_enterprise=by_enterprise,
        by_month=by_month((start, end, Fraction(amount)) for _, start, end, amount in periods),
        rows=rows,
    )
