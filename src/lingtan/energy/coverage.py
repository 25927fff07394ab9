"""What readings leave open: gaps, reported and never filled."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from fractions import Fraction

import numpy as np

from lingtan.base import utc_to_local, year_bounds_utc, zone
from lingtan.base.calendar import Times
from lingtan.energy.series import MeterRows, ReadingSeries, rows_by_meter
from lingtan.park import Meter

_MEAN_MONTH_US = 2_629_746_000_000
_DAY_US = 86_400_000_000


@dataclass(frozen=True, slots=True)
class Gap:
    """Time of a calendar year for which a meter has no value.

    ``start`` and ``end`` (exclusive) in the meter's zone; ``missing_intervals`` in the usual interval of its readings
    (0 where it has none at all); ``year_completeness`` is the share (0..1) of the whole year it has values for.
    """

    meter: str
    year: int
    start: datetime
    end: datetime
    missing_intervals: int
    year_completeness: Fraction


def gaps(series: ReadingSeries, meters: Sequence[Meter]) -> tuple[Gap, ...]:
    """The gaps of every calendar year (local time of the meter) in which a meter has a value, its ends included.

    Readings of registers must have become intervals before.
    """
    rows, _ = rows_by_meter(series.table, meters)
    return tuple(gap for part in rows for gap in gaps_of(part))


def whole_year_gap(meter: Meter, year: int) -> Gap:
    """The gap of a meter without any value in a year."""
    start, end = (edge.astimezone(zone(meter.timezone)) for edge in year_bounds_utc(year, meter.timezone))
    return Gap(meter.meter, year, start, end, 0, Fraction(0))


def years_with_values(rows: MeterRows) -> tuple[int, ...]:
    """The local calendar years in which intervals with a value begin."""
    local = utc_to_local(rows.start[rows.present], rows.meter.timezone)
    return tuple(int(year) + 1970 for year in np.unique(local.astype("M8[Y]").astype(np.int64)))


def gaps_of(rows: MeterRows) -> Iterator[Gap]:
    """The gaps of one meter in the years it has values in."""
    for year in years_with_values(rows):
        edges = year_bounds_utc(year, rows.meter.timezone)
        yield from _gaps_of_year(rows, year, _instant(edges[0]), _instant(edges[1]))


def _instant(moment: datetime) -> np.datetime64:
    return np.datetime64(moment.replace(tzinfo=None), "us")


def _gaps_of_year(rows: MeterRows, year: int, first: np.datetime64, last: np.datetime64) -> Iterator[Gap]:
    inside = rows.present & (rows.end > first) & (rows.start < last)
    begins, ends = np.maximum(rows.start[inside], first), np.minimum(rows.end[inside], last)
    hole_start = np.concatenate(([first], ends))
    hole_end = np.concatenate((begins, [last]))
    holes = np.flatnonzero(hole_end > hole_start)
    if not holes.size:
        return
    covered = int((ends - begins).astype(np.int64).sum())
    completeness = Fraction(covered, int((last - first).astype(np.int64)))
    usual = _usual_interval(ends - begins)
    local_zone = zone(rows.meter.timezone)
    for hole in holes:
        start, end = (_aware(edge[hole]).astimezone(local_zone) for edge in (hole_start, hole_end))
        length = int((hole_end[hole] - hole_start[hole]).astype(np.int64))
        missing = max(1, round(Fraction(length, usual)))
        yield Gap(rows.meter.meter, year, start, end, missing, completeness)


def _usual_interval(lengths: Times) -> int:
    """The most frequent interval, microseconds; a calendar month counts with its mean length."""
    sizes, counts = np.unique(lengths.astype(np.int64), return_counts=True)
    usual = int(sizes[int(np.argmax(counts))])
    return _MEAN_MONTH_US if 27.9 * _DAY_US < usual < 31.1 * _DAY_US else usual


def _aware(instant: np.datetime64) -> datetime:
    plain: datetime = instant.astype("M8[us]").item()
    return plain.replace(tzinfo=UTC)
