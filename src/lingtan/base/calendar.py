"""Park time: local wall clocks to UTC and back, with the repeated and the missing hour of daylight saving.

Times are NumPy ``datetime64[us]``: naive local ones as a clock on the wall shows them, UTC ones without a mark.
The rules come from the IANA time zone database; neither the machine's zone nor its clock takes part.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

Times = NDArray[np.datetime64]
Flags = NDArray[np.bool_]

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_FIRST_YEAR, _LAST_YEAR = 1900, 2200


class UnknownZone(ValueError):
    """No such time zone in the IANA database."""


@dataclass(frozen=True, slots=True)
class PlacedTimes:
    """Local times on the UTC axis; ``nonexistent`` ones fell into the skipped hour, ``repeated`` ones occur twice."""

    utc: Times
    nonexistent: Flags
    repeated: Flags


@dataclass(frozen=True, slots=True)
class _Changes:
    """Changes of the offset, microseconds: at ``at`` (UTC) it goes from ``before`` to ``after``."""

    at: NDArray[np.int64]
    before: NDArray[np.int64]
    after: NDArray[np.int64]


@cache
def zone(name: str) -> ZoneInfo:
    """The time zone of an IANA name (``Asia/Shanghai``); raises ``UnknownZone``."""
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError) as error:
        raise UnknownZone(name) from error


def _offset_seconds(name: str, utc_seconds: int) -> int:
    offset = (_EPOCH + timedelta(seconds=utc_seconds)).astimezone(zone(name)).utcoffset()
    return round(offset.total_seconds()) if offset is not None else 0


def _change_between(name: str, low: int, high: int) -> int:
    """The first second of the new offset, given that the offsets of ``low`` and ``high`` differ."""
    old = _offset_seconds(name, low)
    while high - low > 1:
        middle = (low + high) // 2
        if _offset_seconds(name, middle) == old:
            low = middle
        else:
            high = middle
    return high


@cache
def _changes_of_year(name: str, year: int) -> tuple[tuple[int, int, int], ...]:
    """Changes from the year's start to its end in UTC, preceded by one that changes nothing and sets the offset."""
    day = 86_400
    start = round((datetime(year, 1, 1, tzinfo=UTC) - _EPOCH).total_seconds())
    end = round((datetime(year + 1, 1, 1, tzinfo=UTC) - _EPOCH).total_seconds())
    offset = _offset_seconds(name, start)
    changes = [(start, offset, offset)]
    for midnight in range(start, end, day):
        following = _offset_seconds(name, midnight + day)
        if following != offset:
            changes.append((_change_between(name, midnight, midnight + day), offset, following))
            offset = following
    return tuple(changes)


@cache
def _changes(name: str, years: tuple[int, ...]) -> _Changes:
    around = sorted({year + step for year in years for step in (-1, 0, 1)})
    rows = [change for year in around for change in _changes_of_year(name, year)]
    table = np.array(rows, dtype=np.int64).reshape(-1, 3) * 1_000_000
    return _Changes(table[:, 0], table[:, 1], table[:, 2])


def _changes_around(name: str, times: Times) -> _Changes:
    years = np.unique(times.astype("M8[Y]").astype(np.int64)) + 1970
    if years.size and (years[0] < _FIRST_YEAR or years[-1] > _LAST_YEAR):
        raise ValueError(f"years {years[0]}..{years[-1]} lie outside {_FIRST_YEAR}..{_LAST_YEAR}")
    return _changes(name, tuple(int(year) for year in years))


def utc_to_local(utc: Times, zone_name: str) -> Times:
    """The wall clock of a zone at UTC times; raises ``UnknownZone``."""
    zone(zone_name)
    if not utc.size:
        return utc.astype("M8[us]")
    instants = utc.astype("M8[us]").astype(np.int64)
    changes = _changes_around(zone_name, utc)
    segment = np.searchsorted(changes.at, instants, side="right") - 1
    return (instants + changes.after[segment]).astype("M8[us]")


def local_to_utc(local: Times, zone_name: str, *, descending: bool = False) -> PlacedTimes:
    """Place the naive local times of one clock, in the order they were written, on the UTC axis.

    In the hour that occurs twice the order of appearance decides: the times before the clock jumps back are the
    first pass, those after it the second (``descending``: newest first, read from the end). Where the hour is
    written only once it is the pass that joins the neighbouring times without a hole, the first if both do.
    A time of the skipped hour does not exist; it is marked, and placed as if the clock had not yet been changed.
    Raises ``UnknownZone``.
    """
    zone(zone_name)
    clock = local.astype("M8[us]").astype(np.int64)
    if not clock.size:
        none = np.zeros(0, dtype=bool)
        return PlacedTimes(clock.astype("M8[us]"), none, none)
    changes = _changes_around(zone_name, local)
    upper = changes.at + np.maximum(changes.before, changes.after)
    lower = changes.at + np.minimum(changes.before, changes.after)
    following = np.searchsorted(upper, clock, side="right")
    last = len(upper) - 1
    at_change = (following <= last) & (clock >= lower[np.minimum(following, last)])
    change = np.minimum(following, last)
    falls_back = changes.after[change] < changes.before[change]
    repeated, nonexistent = at_change & falls_back, at_change & ~falls_back
    offset = np.where(following == 0, changes.before[0], changes.after[np.maximum(following - 1, 0)])
    offset = np.where(at_change, changes.before[change], offset)
    second = _second_pass(clock, np.where(repeated, change, -1), descending)
    offset = np.where(second, changes.after[change], offset)
    return PlacedTimes((clock - offset).astype("M8[us]"), nonexistent, repeated)


def _second_pass(clock: NDArray[np.int64], change: NDArray[np.int64], descending: bool) -> Flags:
    """Which times of repeated hours (``change`` >= 0) belong to the pass after the clock went back."""
    second = np.zeros(clock.size, dtype=bool)
    for repeated_hour in np.unique(change[change >= 0]):
        rows = np.flatnonzero(change == repeated_hour)
        around = (rows[0] - 1, rows[-1] + 1)
        if descending:
            rows, around = rows[::-1], (around[1], around[0])
        second[rows] = _second_of_hour(clock, rows, around)
    return second


def _second_of_hour(clock: NDArray[np.int64], rows: NDArray[np.int64], around: tuple[int, int]) -> Flags:
    times = clock[rows]
    steps = np.diff(times)
    if (steps < 0).any():
        return np.concatenate(([False], np.cumsum(steps <= 0) > 0))
    repeats = np.concatenate(([False], steps == 0))
    if repeats.any():
        return repeats
    before, after = around
    if not (0 <= before < clock.size and 0 <= after < clock.size):
        return repeats
    joins_later_only = clock[after] - times[-1] < times[0] - clock[before]
    return np.full(times.size, joins_later_only)


def _midnight_utc(day: date, zone_name: str) -> datetime:
    """The first instant of a local day (01:00 on the wall where midnight is skipped)."""
    local = datetime(day.year, day.month, day.day, tzinfo=zone(zone_name))
    placed = local.astimezone(UTC)
    if placed.astimezone(zone(zone_name)).replace(tzinfo=None) == local.replace(tzinfo=None):
        return placed
    seconds = round((placed - _EPOCH).total_seconds())
    first = _change_between(zone_name, seconds - 86_400, seconds)
    return _EPOCH + timedelta(seconds=first)


def day_bounds_utc(day: date, zone_name: str) -> tuple[datetime, datetime]:
    """Start and end (exclusive) of a local day in UTC: 23, 24 or 25 hours apart; raises ``UnknownZone``."""
    return _midnight_utc(day, zone_name), _midnight_utc(day + timedelta(days=1), zone_name)


def month_bounds_utc(year: int, month: int, zone_name: str) -> tuple[datetime, datetime]:
    """Start and end (exclusive) of a local calendar month in UTC; raises ``UnknownZone``."""
    following = date(year + month // 12, month % 12 + 1, 1)
    return _midnight_utc(date(year, month, 1), zone_name), _midnight_utc(following, zone_name)


def year_bounds_utc(year: int, zone_name: str) -> tuple[datetime, datetime]:
    """Start and end (exclusive) of a local calendar year in UTC; raises ``UnknownZone``."""
    return _midnight_utc(date(year, 1, 1), zone_name), _midnight_utc(date(year + 1, 1, 1), zone_name)
