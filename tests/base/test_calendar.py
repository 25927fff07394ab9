"""Park time: what a wall clock shows and when that is, on ordinary days and on those of daylight saving."""

# ruff: noqa: DTZ001 - the times of a clock on the wall carry no zone

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from lingtan.base import (
    UnknownZone,
    day_bounds_utc,
    local_to_utc,
    month_bounds_utc,
    utc_to_local,
    year_bounds_utc,
)

ZONES = (
    "Asia/Shanghai",
    "America/Los_Angeles",
    "Europe/Berlin",
    "Australia/Lord_Howe",
    "America/Sao_Paulo",
    "Asia/Kathmandu",
    "Africa/Casablanca",
    "UTC",
)
LOS_ANGELES = "America/Los_Angeles"


def quarters(first: str, last: str):
    return np.arange(np.datetime64(first, "us"), np.datetime64(last, "us"), np.timedelta64(15, "m"))


@given(
    zone_name=st.sampled_from(ZONES),
    start=st.datetimes(datetime(1985, 1, 1), datetime(2035, 1, 1)),
    count=st.integers(1, 300),
    minutes=st.sampled_from([5, 15, 30, 60]),
    descending=st.booleans(),
)
@example("Africa/Casablanca", datetime(2025, 2, 23), 200, 15, True)
def test_a_whole_series_comes_back_from_local_time(zone_name, start, count, minutes, descending) -> None:
    """Written in order and without holes, every local time has one instant, the repeated hour included."""
    first = np.datetime64(start.replace(minute=0, second=0, microsecond=0), "us")
    utc = first + np.arange(count) * np.timedelta64(minutes, "m")
    written = utc[::-1] if descending else utc
    local = utc_to_local(written, zone_name)
    hours_around = day_shift(local, zone_name)
    if hours_around:
        return
    placed = local_to_utc(local, zone_name, descending=descending)
    assert not placed.nonexistent.any()
    assert (placed.utc == written).all()


def day_shift(local, zone_name) -> bool:
    """Whether the series begins or ends inside a repeated hour, where its pass can't be known."""
    zone = ZoneInfo(zone_name)
    ends = [value.item().replace(tzinfo=zone) for value in (local[0], local[-1])]
    return any(end.replace(fold=0).utcoffset() != end.replace(fold=1).utcoffset() for end in ends)


@given(zone_name=st.sampled_from(ZONES), moment=st.datetimes(datetime(1985, 1, 1), datetime(2035, 1, 1)))
def test_the_wall_clock_is_that_of_the_time_zone_database(zone_name, moment) -> None:
    local = utc_to_local(np.array([moment], dtype="M8[us]"), zone_name)[0].item()
    assert local == moment.replace(tzinfo=UTC).astimezone(ZoneInfo(zone_name)).replace(tzinfo=None)


def test_the_repeated_hour_is_resolved_by_order_of_appearance() -> None:
    written = ["00:45", "01:00", "01:15", "01:30", "01:45", "01:00", "01:15", "01:30", "01:45", "02:00"]
    local = np.array([f"2018-11-04T{time}" for time in written], dtype="M8[us]")
    placed = local_to_utc(local, LOS_ANGELES)
    assert (placed.utc == quarters("2018-11-04T07:45", "2018-11-04T10:15")).all()
    assert placed.repeated.sum() == 8
    backwards = local_to_utc(local[::-1], LOS_ANGELES, descending=True)
    assert (backwards.utc[::-1] == placed.utc).all()


def test_a_repeated_hour_written_in_pairs_is_resolved_too() -> None:
    local = np.array([f"2018-11-04T{time}" for time in ("01:00", "01:00", "01:30", "01:30")], dtype="M8[us]")
    hours = local_to_utc(local, LOS_ANGELES).utc.astype("M8[m]")
    expected = ["2018-11-04T08:00", "2018-11-04T09:00", "2018-11-04T08:30", "2018-11-04T09:30"]
    assert (hours == np.array(expected, dtype="M8[m]")).all()


@pytest.mark.parametrize(
    ("written", "first_instant"),
    [
        (["00:45", "01:00", "01:15", "01:30", "01:45", "02:00"], "2018-11-04T08:00"),
        (["00:00", "01:15", "01:30", "01:45", "02:00"], "2018-11-04T09:15"),
        (["00:45", "01:00", "01:15", "03:00"], "2018-11-04T08:00"),
    ],
)
def test_a_repeated_hour_written_once_joins_its_neighbours(written, first_instant) -> None:
    local = np.array([f"2018-11-04T{time}" for time in written], dtype="M8[us]")
    assert local_to_utc(local, LOS_ANGELES).utc[1] == np.datetime64(first_instant, "us")


def test_the_skipped_hour_does_not_exist() -> None:
    local = quarters("2018-03-11T01:30", "2018-03-11T03:30")
    placed = local_to_utc(local, LOS_ANGELES)
    assert placed.nonexistent.tolist() == [False, False, True, True, True, True, False, False]
    assert placed.utc[-1] == np.datetime64("2018-03-11T10:15", "us")


@pytest.mark.parametrize(("day", "hours"), [(date(2018, 3, 11), 23), (date(2018, 11, 4), 25), (date(2018, 7, 1), 24)])
def test_a_day_has_23_24_or_25_hours(day, hours) -> None:
    start, end = day_bounds_utc(day, LOS_ANGELES)
    assert end - start == timedelta(hours=hours)


def test_a_day_whose_midnight_is_skipped_begins_an_hour_later() -> None:
    start, end = day_bounds_utc(date(2017, 10, 15), "America/Sao_Paulo")
    assert start == datetime(2017, 10, 15, 3, tzinfo=UTC)
    assert end - start == timedelta(hours=23)


def test_months_and_years_begin_at_local_midnight() -> None:
    assert month_bounds_utc(2025, 12, "Asia/Shanghai") == (
        datetime(2025, 11, 30, 16, tzinfo=UTC),
        datetime(2025, 12, 31, 16, tzinfo=UTC),
    )
    assert year_bounds_utc(2025, "Asia/Shanghai") == (
        datetime(2024, 12, 31, 16, tzinfo=UTC),
        datetime(2025, 12, 31, 16, tzinfo=UTC),
    )


@given(zone_name=st.sampled_from(ZONES), year=st.integers(1990, 2035))
def test_twelve_months_make_a_year_without_hole(zone_name, year) -> None:
    months = [month_bounds_utc(year, month, zone_name) for month in range(1, 13)]
    assert all(before[1] == after[0] for before, after in pairwise(months))
    assert (months[0][0], months[-1][1]) == year_bounds_utc(year, zone_name)


@pytest.mark.parametrize("name", ["Asia/Shangha", "", "../etc", "CST8"])
def test_an_unknown_zone_is_refused(name) -> None:
    with pytest.raises(UnknownZone):
        local_to_utc(quarters("2025-01-01", "2025-01-02"), name)


def test_nothing_is_nothing() -> None:
    empty = np.array([], dtype="M8[us]")
    assert local_to_utc(empty, "UTC").utc.size == 0
    assert utc_to_local(empty, "UTC").size == 0
