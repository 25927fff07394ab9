"""Overlapping periods and months left out, found over all rows at once as one would by hand."""

from __future__ import annotations

from datetime import date

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from lingtan.park.periods import coverage, overlaps

EPOCH = date(1970, 1, 1).toordinal()
JANUARY = date(2024, 1, 1).toordinal() - EPOCH
YEAR_DAYS = 366

periods = st.tuples(st.integers(0, 3), st.integers(0, YEAR_DAYS - 1), st.integers(1, 120))


def vectors(rows: list[tuple[int, int, int]]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Groups, first days and days after the last, all within 2024."""
    group = np.array([row[0] for row in rows], dtype=np.int32)
    start = np.array([JANUARY + row[1] for row in rows], dtype=np.int32)
    end = np.minimum(start + np.array([row[2] for row in rows], dtype=np.int32), JANUARY + YEAR_DAYS)
    return group, start, end


@given(st.lists(periods, max_size=30))
def test_overlaps_are_the_rows_that_begin_before_an_earlier_one_of_their_group_ends(
    rows: list[tuple[int, int, int]],
) -> None:
    group, start, end = vectors(rows)
    earlier, later = overlaps(group, start, end)
    order = sorted(range(len(rows)), key=lambda place: (start[place], place))
    expected = {
        place
        for number, place in enumerate(order)
        for before in order[:number]
        if group[before] == group[place] and start[place] < end[before]
    }
    assert set(later.tolist()) == expected
    for one, other in zip(earlier.tolist(), later.tolist(), strict=True):
        assert group[one] == group[other]
        assert start[one] <= start[other] < end[one]


@given(st.lists(periods, min_size=1, max_size=30))
def test_the_months_covered_are_those_of_the_days(rows: list[tuple[int, int, int]]) -> None:
    group, start, end = vectors(rows)
    found = coverage(group, start, end)
    for series in range(int(group.max()) + 1):
        own = np.flatnonzero(group == series)
        months = {
            date.fromordinal(day + EPOCH).month for place in own for day in range(int(start[place]), int(end[place]))
        }
        assert {month for month in range(1, 13) if found.months[series] >> (month - 1) & 1} == months
        assert found.rows[series] == len(own)


def test_whole_months_are_told_from_parts_and_quarters() -> None:
    def day(month: int, of_month: int) -> int:
        return date(2024 + (month > 12), (month - 1) % 12 + 1, of_month).toordinal() - EPOCH

    start = np.array([day(1, 1), day(2, 1), day(3, 2), day(4, 1), day(12, 1)])
    end = np.array([day(2, 1), day(3, 1), day(4, 1), day(7, 1), day(13, 1)])
    found = coverage(np.zeros(5, dtype=np.int32), start, end)
    assert (found.rows.tolist(), found.whole_rows.tolist()) == ([5], [3])
    assert found.monthly.tolist() == [True]
