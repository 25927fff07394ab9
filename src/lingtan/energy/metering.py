"""From readings to energy: sums by meter, month and year, the energy of intervals, the balance of a meter tree.

Sums are exact: values are added as decimals and multiplied by exact factors last, so neither their order nor the
number of threads matters.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from itertools import groupby
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from lingtan.base import (
    UnitMismatch,
    exact,
    local_to_utc,
    month_bounds_utc,
    unit_factor,
    utc_to_local,
    year_bounds_utc,
)
from lingtan.base.calendar import Times
from lingtan.energy.cells import scaled, unscaled
from lingtan.energy.series import (
    ESTIMATED,
    MeterRows,
    ReadingSeries,
    Scales,
    rows_by_meter,
)
from lingtan.park import Meter

_HOUR_US = 3_600_000_000
_FITS_INT64 = 1 << 61
_TICK = np.timedelta64(1, "us")
ENERGY_SCHEMA = pa.schema(
    [
        ("meter", pa.dictionary(pa.int32(), pa.string())),
        ("start_utc", pa.timestamp("us", tz="UTC")),
        ("end_utc", pa.timestamp("us", tz="UTC")),
        ("quantity", pa.decimal128(38, 9)),
        ("quality", pa.dictionary(pa.int8(), pa.string())),
    ]
)
"""The quantity of each interval in the unit of its meter, rounded half-even to 1e-9."""


@dataclass(frozen=True, slots=True)
class MeterTotal:
    """What a meter counted in a calendar month (or in the year: ``month`` None) of its local time.

    ``quantity`` = ``drawn`` - ``sent_out``, exact, in ``unit``: intervals with a negative value are sent out.
    ``estimated`` of the ``readings`` with a value were estimated, or split at the month's end in proportion to time.
    ``file`` is the first of the ``files`` (number) the readings came from. ``covered_hours`` of ``hours`` have a value.
    """

    meter: str
    unit: str
    year: int
    month: int | None
    start: date
    end: date
    quantity: Fraction
    drawn: Fraction
    sent_out: Fraction
    readings: int
    estimated: int
    covered_hours: Fraction
    hours: Fraction
    file: str
    files: int

    @property
    def completeness(self) -> Fraction:
        """The share (0..1) of the time for which there is a value."""
        return self.covered_hours / self.hours


@dataclass(frozen=True, slots=True)
class Balance:
    """A parent meter against its children in one period, in the parent's unit.

    ``share`` = ``difference`` / parent (None where the parent counted nothing); ``left_out`` are children without a
    total in the period or in a unit of another kind.
    """

    parent: str
    year: int
    month: int | None
    unit: str
    parent_quantity: Fraction
    children_quantity: Fraction
    difference: Fraction
    share: Fraction | None
    children: tuple[str, ...]
    left_out: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Months:
    """Rows of one meter with the local month (since 1970-01) each belongs to."""

    rows: MeterRows
    month: NDArray[np.int64]


def _local_months(times: Times, zone_name: str) -> NDArray[np.int64]:
    return utc_to_local(times, zone_name).astype("M8[M]").astype(np.int64)


def _by_month(rows: MeterRows, factors: Sequence[Fraction], scales: Scales) -> _Months:
    """Assign rows to months; one that reaches over a month's end is split in proportion to time.

    The parts keep the value and share its factor, so that their sum is the value exactly.
    """
    zone_name = rows.meter.timezone
    first = _local_months(rows.start, zone_name)
    last = _local_months(rows.end - _TICK, zone_name)
    crossing = np.flatnonzero(last > first)
    if not crossing.size:
        return _Months(rows, first)
    index: list[int] = []
    months: list[int] = []
    edges: list[tuple[np.datetime64, np.datetime64]] = []
    numbers: list[int] = []
    for row in crossing.tolist():
        whole = int((rows.end[row] - rows.start[row]).astype(np.int64))
        for month in range(int(first[row]), int(last[row]) + 1):
            bounds = np.array([month, month + 1]).astype("M8[M]").astype("M8[us]")
            begin, end = local_to_utc(bounds, zone_name).utc
            begin, end = max(begin, rows.start[row]), min(end, rows.end[row])
            share = Fraction(int((end - begin).astype(np.int64)), whole)
            index.append(row)
            months.append(month)
            edges.append((begin, end))
            numbers.append(scales.number(factors[rows.scale[row]] * share))
    plain = np.flatnonzero(last <= first)
    parts = rows.take(np.concatenate((plain, np.array(index, dtype=np.int64))))
    split = slice(plain.size, None)
    parts.start[split] = [edge[0] for edge in edges]
    parts.end[split] = [edge[1] for edge in edges]
    parts.scale[split] = numbers
    parts.quality[split] = np.maximum(parts.quality[split], ESTIMATED)
    return _Months(parts, np.concatenate((first[plain], np.array(months, dtype=np.int64))))


_SUMS = """
    SELECT meter, month, scale,
        coalesce(sum(value) FILTER (value > 0), 0) AS above,
        coalesce(sum(value) FILTER (value < 0), 0) AS below,
        count(value) AS readings,
        count(value) FILTER (quality = $estimated) AS estimated,
        CAST(sum(length) FILTER (value IS NOT NULL) AS HUGEINT)::VARCHAR AS length,
        list_sort(list_distinct(list(file) FILTER (value IS NOT NULL))) AS files
    FROM months
    GROUP BY meter, month, scale
    HAVING count(value) > 0
    ORDER BY meter, month, scale"""


def _sums(months: Sequence[_Months]) -> list[dict[str, Any]]:
    """Sums of the values as written, by meter (its place in ``months``), month and scale."""
    if not months:
        return []
    meter = np.repeat(np.arange(len(months), dtype=np.int32), [part.month.size for part in months])
    table = pa.table(
        {
            "meter": meter,
            "month": np.concatenate([part.month for part in months]),
            "scale": np.concatenate([part.rows.scale for part in months]),
            "value": pa.concat_arrays([part.rows.value for part in months]),
            "quality": np.concatenate([part.rows.quality for part in months]),
            "length": np.concatenate([(part.rows.end - part.rows.start).astype(np.int64) for part in months]),
            "file": np.concatenate([part.rows.file for part in months]),
        }
    )
    with duckdb.connect() as connection:
        connection.register("months", table)
        rows: list[dict[str, Any]] = connection.execute(_SUMS, {"estimated": ESTIMATED}).to_arrow_table().to_pylist()
    return rows


def monthly_totals(series: ReadingSeries, meters: Sequence[Meter]) -> tuple[MeterTotal, ...]:
    """The totals of every meter and calendar month of its local time that has a value, ordered by both.

    Readings of registers must have become intervals before (``register_energy``).
    """
    parts, files = rows_by_meter(series.table, meters)
    scales = Scales({factor: number for number, factor in enumerate(series.scales)})
    months = [_by_month(rows, series.scales, scales) for rows in parts]
    factors = scales.factors()
    grouped = groupby(_sums(months), key=lambda row: (row["meter"], row["month"]))
    return tuple(
        _month_total(parts[meter].meter, month, list(sums), factors, files) for (meter, month), sums in grouped
    )


def _month_total(
    meter: Meter, month: int, sums: Sequence[dict[str, Any]], factors: Sequence[Fraction], files: Sequence[str]
) -> MeterTotal:
    drawn = sent_out = Fraction(0)
    for row in sums:
        parts = (exact(row["above"]) * factors[row["scale"]], exact(row["below"]) * factors[row["scale"]])
        drawn += sum((part for part in parts if part > 0), Fraction(0))
        sent_out -= sum((part for part in parts if part < 0), Fraction(0))
    year, number = 1970 + month // 12, month % 12 + 1
    begin, end = month_bounds_utc(year, number, meter.timezone)
    used = sorted({file for row in sums for file in row["files"]})
    return MeterTotal(
        meter=meter.meter,
        unit=meter.unit,
        year=year,
        month=number,
        start=date(year, number, 1),
        end=date(year + number // 12, number % 12 + 1, 1),
        quantity=drawn - sent_out,
        drawn=drawn,
        sent_out=sent_out,
        readings=sum(row["readings"] for row in sums),
        estimated=sum(row["estimated"] for row in sums),
        covered_hours=Fraction(sum(int(row["length"]) for row in sums), _HOUR_US),
        hours=Fraction(round((end - begin).total_seconds()), 3600),
        file=files[used[0]],
        files=len(used),
    )


def yearly_totals(monthly: Iterable[MeterTotal], meters: Sequence[Meter]) -> tuple[MeterTotal, ...]:
    """The monthly totals added up to calendar years; months without a value lower the completeness."""
    zones = {meter.meter: meter.timezone for meter in meters}
    ordered = sorted(monthly, key=lambda total: (total.meter, total.start))
    return tuple(
        _year_total(list(totals), zones[meter])
        for (meter, _), totals in groupby(ordered, key=lambda total: (total.meter, total.year))
    )


def _year_total(months: Sequence[MeterTotal], zone_name: str) -> MeterTotal:
    first = months[0]
    begin, end = year_bounds_utc(first.year, zone_name)
    return MeterTotal(
        meter=first.meter,
        unit=first.unit,
        year=first.year,
        month=None,
        start=date(first.year, 1, 1),
        end=date(first.year + 1, 1, 1),
        quantity=sum((total.quantity for total in months), Fraction(0)),
        drawn=sum((total.drawn for total in months), Fraction(0)),
        sent_out=sum((total.sent_out for total in months), Fraction(0)),
        readings=sum(total.readings for total in months),
        estimated=sum(total.estimated for total in months),
        covered_hours=sum((total.covered_hours for total in months), Fraction(0)),
        hours=Fraction(round((end - begin).total_seconds()), 3600),
        file=first.file,
        files=max(total.files for total in months),
    )


def interval_energy(series: ReadingSeries) -> pa.Table:
    """The quantity of every interval in the unit of its meter: a table of ``ENERGY_SCHEMA``.

    Totals don't come from here: they are exact, these values are rounded half-even to 1e-9.
    """
    table = series.table.combine_chunks()
    value, scale = table.column("value").combine_chunks(), table.column("scale").combine_chunks().to_numpy()
    counts = unscaled(value)
    numerators = np.array([factor.numerator for factor in series.scales] or [1], dtype=object)
    denominators = np.array([factor.denominator for factor in series.scales] or [1], dtype=object)
    largest_count = max(int(counts.max(initial=0)), -int(counts.min(initial=0)), 1)
    largest_numerator = max(int(abs(numerators).max()), 1)
    if max(largest_count * largest_numerator, int(denominators.max())) < _FITS_INT64:
        counts, numerators, denominators = (array.astype(np.int64) for array in (counts, numerators, denominators))
    product, denominator = counts * numerators[scale], denominators[scale]
    whole = product // denominator
    twice_rest = 2 * (product - whole * denominator)
    up = (twice_rest > denominator) | ((twice_rest == denominator) & (whole % 2 != 0))
    quantity = scaled(whole + up.astype(whole.dtype), value.is_valid())
    columns = [table.column("meter"), table.column("start_utc"), table.column("end_utc"), quantity]
    return pa.Table.from_arrays([*columns, table.column("quality")], schema=ENERGY_SCHEMA)


def balances(totals: Iterable[MeterTotal], meters: Sequence[Meter]) -> tuple[Balance, ...]:
    """Every parent meter against the sum of its children, for each period it has a total of."""
    by_period = {(total.meter, total.year, total.month): total for total in totals}
    children: dict[str, list[str]] = {}
    for meter in meters:
        if meter.parent:
            children.setdefault(meter.parent, []).append(meter.meter)
    return tuple(
        _balance(total, sorted(children[total.meter]), by_period)
        for total in by_period.values()
        if total.meter in children
    )


def _balance(
    parent: MeterTotal,
    children: Sequence[str],
    by_period: dict[tuple[str, int, int | None], MeterTotal],
) -> Balance:
    summed = Fraction(0)
    left_out: list[str] = []
    for child in children:
        total = by_period.get((child, parent.year, parent.month))
        try:
            if total is None:
                raise UnitMismatch(child)
            same = total.unit == parent.unit
            summed += total.quantity * (1 if same else unit_factor(total.unit, parent.unit))
        except UnitMismatch:
            left_out.append(child)
    difference = parent.quantity - summed
    return Balance(
        parent=parent.meter,
        year=parent.year,
        month=parent.month,
        unit=parent.unit,
        parent_quantity=parent.quantity,
        children_quantity=summed,
        difference=difference,
        share=difference / parent.quantity if parent.quantity else None,
        children=tuple(child for child in children if child not in left_out),
        left_out=tuple(left_out),
    )
