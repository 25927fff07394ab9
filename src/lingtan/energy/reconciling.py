"""Readings of one meter from all its files: put in order, duplicates dropped or refused, oddities noted."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from lingtan.base import Fault
from lingtan.energy.placing import utc_text
from lingtan.energy.series import EXCHANGE, MeterRows, ReadingFlag, concatenated

IMPLAUSIBLE_TIMES_P99 = 10
"""A value is flagged where it is larger than ten times the 99th percentile of the meter's values, signs aside."""


def reconciled(parts: Sequence[MeterRows], files: Sequence[str]) -> tuple[MeterRows, list[Fault], list[ReadingFlag]]:
    """The rows of one meter in the order of time, one for each interval, with their faults and flags.

    Two readings of an interval with one value are one (counted in the flag ``readings_duplicates_dropped``), and a
    missing one gives way to one with a value; two values are a fault, and so are intervals that overlap.
    """
    rows = concatenated(parts)
    exchange = rows.quality == EXCHANGE
    order = np.lexsort((rows.row, rows.file, rows.quality, ~rows.present, exchange, rows.start))
    rows = rows.take(order)
    rows, faults, dropped = _without_duplicates(rows, files)
    flags = []
    if dropped:
        details = (("count", str(dropped)),)
        flags.append(ReadingFlag("readings_duplicates_dropped", rows.meter.meter, details))
    if rows.meter.reading == "interval":
        faults += _overlaps(rows, files)
        flags += _implausible(rows)
    return rows, faults, flags


def _without_duplicates(rows: MeterRows, files: Sequence[str]) -> tuple[MeterRows, list[Fault], int]:
    exchange = rows.quality == EXCHANGE
    same = np.concatenate(
        (
            np.zeros(min(rows.start.size, 1), dtype=bool),
            (rows.start[1:] == rows.start[:-1]) & (rows.end[1:] == rows.end[:-1]) & (exchange[1:] == exchange[:-1]),
        )
    )
    again = np.flatnonzero(same)
    if not again.size:
        return rows, [], 0
    firsts = np.maximum.accumulate(np.where(same, 0, np.arange(same.size)))[again]
    values, first_values = (rows.value.take(pa.array(index)) for index in (again, firsts))
    equal = np.asarray(pc.fill_null(pc.equal(values, first_values), True))
    equal &= (rows.scale[again] == rows.scale[firsts]) | ~rows.present[again]
    faults = [_contradiction(rows, int(again[at]), int(firsts[at]), files) for at in np.flatnonzero(~equal)]
    return rows.take(np.flatnonzero(~same)), faults, int(equal.sum())


def _contradiction(rows: MeterRows, again: int, first: int, files: Sequence[str]) -> Fault:
    return Fault.at(
        files[rows.file[again]],
        int(rows.row[again]),
        "value",
        "readings_duplicate",
        meter=rows.meter.meter,
        time=utc_text(rows.start[again]),
        value=_plain(rows.value[again]),
        other=_plain(rows.value[first]),
        other_place=f"{files[rows.file[first]]}:{rows.row[first]}",
    )


def _plain(value: pa.Decimal128Scalar) -> str:
    return f"{value.as_py().normalize():f}"


def _overlaps(rows: MeterRows, files: Sequence[str]) -> list[Fault]:
    starts_early = np.flatnonzero(rows.start[1:] < rows.end[:-1]) + 1
    return [
        Fault.at(
            files[rows.file[index]],
            int(rows.row[index]),
            "time",
            "readings_overlap",
            meter=rows.meter.meter,
            time=utc_text(rows.start[index]),
            other_place=f"{files[rows.file[index - 1]]}:{rows.row[index - 1]}",
        )
        for index in starts_early
    ]


def _implausible(rows: MeterRows) -> list[ReadingFlag]:
    present = np.flatnonzero(rows.present)
    if not present.size:
        return []
    sizes: NDArray[np.float64] = np.abs(rows.value.take(pa.array(present)).cast(pa.float64()).to_numpy())
    usual = float(np.percentile(sizes, 99, method="lower"))
    odd = np.flatnonzero(sizes > IMPLAUSIBLE_TIMES_P99 * usual)
    if usual == 0 or not odd.size:
        return []
    largest = present[odd[np.argmax(sizes[odd])]]
    details = (
        ("count", str(odd.size)),
        ("value", _plain(rows.value[int(largest)])),
        ("time", utc_text(rows.start[largest])),
        ("usual", f"{usual:g}"),
    )
    return [ReadingFlag("readings_implausible", rows.meter.meter, details)]
