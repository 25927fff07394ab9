"""Registers that count up: their differences are the energy of the time between two readings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from lingtan.base import Fault, decimal_text, exact
from lingtan.energy.cells import VALUE
from lingtan.energy.placing import utc_text
from lingtan.energy.series import (
    ESTIMATED,
    EXCHANGE,
    MeterRows,
    ReadingFlag,
    ReadingSeries,
    reading_table,
    rows_by_meter,
)
from lingtan.park import Meter

SMALLEST_CAPACITY = 1000
ROLLOVER_RATE_TIMES_LARGEST = 2
_COUNT = pa.decimal128(30, 9)


def register_energy(series: ReadingSeries, meters: Sequence[Meter]) -> tuple[ReadingSeries, list[Fault]]:
    """Readings of registers (``Meter.reading == "register"``) turned into intervals; other meters stay as they are.

    A register that falls has rolled over if the smallest power of ten above all of its readings is a plausible
    capacity: at least 1000, and counted up to it and on from zero the rate is at most twice the largest rate seen
    otherwise (with no other rate to compare: it fell from above 90 % of the capacity to below 10 %). Such a rollover
    is counted and flagged. Any other fall is a fault; a new register is told by the quality ``exchange`` on its
    first reading, and what passed between the two registers' readings is not counted.
    """
    parts, files = rows_by_meter(series.table, meters)
    faults: list[Fault] = []
    flags = list(series.flags)
    kept: list[MeterRows] = []
    for rows in parts:
        if rows.meter.reading == "interval":
            kept.append(rows)
            continue
        intervals, meter_faults, meter_flags = _differences(rows, files)
        kept.append(intervals)
        faults += meter_faults
        flags += meter_flags
    return ReadingSeries(reading_table(kept, files), series.scales, tuple(flags)), faults


def _differences(rows: MeterRows, files: Sequence[str]) -> tuple[MeterRows, list[Fault], list[ReadingFlag]]:
    rows = rows.take(np.flatnonzero(rows.present))
    after = np.arange(1, rows.start.size, dtype=np.int64)
    after = after[rows.quality[after] != EXCHANGE]
    count = rows.value.cast(_COUNT)
    energy = pc.subtract(count.take(pa.array(after)), count.take(pa.array(after - 1))).cast(VALUE)
    quality = np.where(rows.quality == EXCHANGE, 0, rows.quality)
    intervals = MeterRows(
        rows.meter,
        rows.start[after - 1],
        rows.start[after],
        energy,
        rows.scale[after],
        np.maximum(quality[after], np.minimum(quality[after - 1], ESTIMATED)).astype(np.int8),
        rows.file[after],
        rows.row[after],
    )
    falls = np.flatnonzero(np.asarray(pc.less(energy, pa.scalar(0, VALUE))))
    return _with_rollovers(rows, intervals, after, falls, files) if falls.size else (intervals, [], [])


def _with_rollovers(
    rows: MeterRows,
    intervals: MeterRows,
    after: NDArray[np.int64],
    falls: NDArray[np.int64],
    files: Sequence[str],
) -> tuple[MeterRows, list[Fault], list[ReadingFlag]]:
    capacity = _capacity(exact(pc.max(rows.value).as_py()))
    largest_rate = _largest_rate(intervals)
    rolled: dict[int, Fraction] = {}
    faults: list[Fault] = []
    flags: list[ReadingFlag] = []
    for fall in falls:
        last, first = (exact(rows.value[int(after[fall] + step)].as_py()) for step in (-1, 0))
        length = Fraction(int((intervals.end[fall] - intervals.start[fall]).astype(np.int64)))
        if _rolled_over(last, first, capacity, length, largest_rate):
            rolled[int(fall)] = capacity - last + first
            details = (("time", utc_text(intervals.end[fall])), ("capacity", str(capacity)))
            flags.append(ReadingFlag("register_rollover", rows.meter.meter, details))
        else:
            faults.append(_fall(intervals, int(fall), last, first, files))
    energy = intervals.value.to_pylist() if rolled else []
    for index, passed in rolled.items():
        energy[index] = Decimal(decimal_text(passed, 9))
    value = pa.array(energy, VALUE) if rolled else intervals.value
    return replace(intervals, value=value), faults, flags


def _capacity(largest: Fraction) -> int:
    capacity = SMALLEST_CAPACITY
    while capacity <= largest:
        capacity *= 10
    return capacity


def _largest_rate(intervals: MeterRows) -> float:
    """The largest rate of the differences that don't fall, per microsecond; 0 where nothing rose."""
    lengths = (intervals.end - intervals.start).astype(np.float64)
    rates = intervals.value.cast(pa.float64()).to_numpy() / np.maximum(lengths, 1)
    return float(rates.max(initial=0.0))


def _rolled_over(last: Fraction, first: Fraction, capacity: int, length_us: Fraction, largest_rate: float) -> bool:
    if largest_rate > 0:
        rate = (capacity - last + first) / length_us
        return rate <= ROLLOVER_RATE_TIMES_LARGEST * Fraction(largest_rate)
    return 10 * last >= 9 * capacity and 10 * first <= capacity


def _fall(intervals: MeterRows, index: int, last: Fraction, first: Fraction, files: Sequence[str]) -> Fault:
    return Fault.at(
        files[intervals.file[index]],
        int(intervals.row[index]),
        "value",
        "register_falls",
        meter=intervals.meter.meter,
        value=decimal_text(first, 3),
        previous=decimal_text(last, 3),
        time=utc_text(intervals.end[index]),
    )
