"""Periods of many activities at once: which of a group overlap, and which months of a year a series leaves out."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.integer]
Places = npt.NDArray[np.int64]

ALL_MONTHS = (1 << 12) - 1
"""The twelve months of a year as bits, January the lowest."""


def overlaps(group: Ints, start: Ints, end: Ints) -> tuple[Places, Places]:
    """Rows that begin before an earlier row of their group ends: the places of the earlier rows and of these.

    ``group`` numbers the groups from 0; ``start`` and ``end`` are days, ``end`` exclusive and after ``start``. Of
    several earlier rows it is the one that reaches furthest.
    """
    if not len(group):
        return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64)
    first, span = int(start.min()), int(end.max() - start.min()) + 1
    base = group.astype(np.int64) * span - first
    order = np.argsort(base + start, kind="stable")
    begins, ends = (base + start)[order], (base + end)[order]
    reach = np.maximum.accumulate(ends)
    # Ends of a group lie below the begins of the next: the furthest end before a row is of its own group, or no hit.
    later = np.flatnonzero(begins[1:] < reach[:-1]) + 1
    if not len(later):
        return later, later
    furthest = np.maximum.accumulate(np.where(ends == reach, np.arange(len(ends)), 0))
    return order[furthest[later - 1]], order[later]


_FEWEST_MONTHS = 3


@dataclass(frozen=True, slots=True)
class Coverage:
    """Of every series (by its number): its rows, those of a whole month, their months and all it touches, as bits."""

    rows: Ints
    whole_rows: Ints
    whole_months: Ints
    months: Ints

    @property
    def monthly(self) -> npt.NDArray[np.bool_]:
        """The series reported month by month: three whole months or more, in more of its rows than not."""
        return (np.bitwise_count(self.whole_months) >= _FEWEST_MONTHS) & (2 * self.whole_rows > self.rows)


def coverage(series: Ints, start: Ints, end: Ints) -> Coverage:
    """How series of one year each are covered; ``start`` and ``end`` are days of one year, ``end`` exclusive."""
    size = int(series.max()) + 1 if len(series) else 0
    first, last = _month(start), _month(end - 1)
    whole = (first.astype("datetime64[D]").astype(np.int64) == start) & (
        (last + 1).astype("datetime64[D]").astype(np.int64) == end
    )
    whole &= first == last
    lowest, highest = (month.astype(np.int64) % 12 for month in (first, last))
    touched = ((2 << highest) - (1 << lowest)).astype(np.int16)
    return Coverage(
        np.bincount(series, minlength=size),
        np.bincount(series[whole], minlength=size),
        _joined(series[whole], touched[whole], size),
        _joined(series, touched, size),
    )


def _joined(series: Ints, months: Ints, size: int) -> Ints:
    found = np.zeros(size, dtype=np.int16)
    np.bitwise_or.at(found, series, months)
    return found


def _month(days: Ints) -> npt.NDArray[np.datetime64]:
    return days.astype("datetime64[D]").astype("datetime64[M]")
