"""Sums of meters are exact, months make years, gaps and balances are told, registers may roll over."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lingtan.base import InputFaults
from lingtan.energy import (
    ENERGY_SCHEMA,
    ReadingSeries,
    balances,
    gaps,
    interval_energy,
    monthly_totals,
    park_readings,
    register_energy,
    yearly_totals,
)
from lingtan.knowledge import fault_text

STANDARD = "meter,time,value,quality\n"


def lines(name, readings):
    return "".join(f"{name},{time.isoformat()},{value},\n" for time, value in readings)


def hourly(start, values):
    return [(start + timedelta(hours=step), value) for step, value in enumerate(values)]


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    values=st.lists(st.decimals(-10_000, 10_000, places=3), min_size=2, max_size=60),
    step_hours=st.sampled_from([1, 12, 24, 100]),
    zone_name=st.sampled_from(["Asia/Shanghai", "America/Los_Angeles", "Asia/Kathmandu"]),
    seed=st.integers(0, 10),
)
def test_months_make_years_and_both_make_the_raw_sum(folder, meter, values, step_hours, zone_name, seed) -> None:
    """No order of rows, no zone and no interval length changes a sum, not in the last digit."""
    start = datetime(2024, 12, 31, 16, 30, tzinfo=UTC)
    readings = [(start + timedelta(hours=step_hours * step), value) for step, value in enumerate(values)]
    random.Random(seed).shuffle(readings)  # noqa: S311
    folder.write("a.csv", STANDARD + lines("M1", readings))
    meters = [meter("M1", timezone=zone_name)]
    monthly = monthly_totals(folder.series(*meters), meters)
    yearly = yearly_totals(monthly, meters)
    raw = sum((Fraction(value) for value in values), Fraction(0))
    assert sum(total.quantity for total in monthly) == raw
    assert sum(total.quantity for total in yearly) == raw
    for total in monthly:
        assert total.quantity == total.drawn - total.sent_out
        assert min(total.drawn, total.sent_out) >= 0
        assert 0 < total.completeness <= 1


def test_a_month_is_that_of_the_meters_own_clock(folder, meter) -> None:
    folder.write("a.csv", STANDARD + lines("M1", hourly(datetime(2025, 1, 31, 14, tzinfo=UTC), (1, 10, 100, 1000))))
    meters = [meter("M1")]
    monthly = monthly_totals(folder.series(*meters), meters)
    assert [(total.month, total.quantity) for total in monthly] == [(1, 11), (2, 1100)]
    assert monthly[1].completeness == Fraction(2, 28 * 24)
    assert (monthly[0].start.isoformat(), monthly[0].end.isoformat()) == ("2025-01-01", "2025-02-01")


def test_what_is_sent_out_is_told_apart(folder, meter) -> None:
    folder.write("a.csv", STANDARD + lines("M1", hourly(datetime(2025, 1, 1, tzinfo=UTC), (5, -2, 0, -1, 3))))
    total = monthly_totals(folder.series(meter("M1")), [meter("M1")])[0]
    assert (total.drawn, total.sent_out, total.quantity) == (8, 3, 5)


def test_gaps_are_reported_with_their_times_and_not_filled(folder, meter) -> None:
    day = hourly(datetime(2025, 1, 1, tzinfo=ZoneInfo("Asia/Shanghai")), [1] * 24)
    kept = [reading for hour, reading in enumerate(day) if hour not in (3, 4, 10)]
    kept[5] = (kept[5][0], "-")
    folder.write("a.csv", STANDARD + lines("M1", kept))
    meters = [meter("M1")]
    series = folder.series(*meters)
    found = [(gap.start.isoformat(), gap.end.isoformat(), gap.missing_intervals) for gap in gaps(series, meters)]
    assert found == [
        ("2025-01-01T03:00:00+08:00", "2025-01-01T05:00:00+08:00", 2),
        ("2025-01-01T07:00:00+08:00", "2025-01-01T08:00:00+08:00", 1),
        ("2025-01-01T10:00:00+08:00", "2025-01-01T11:00:00+08:00", 1),
        ("2025-01-02T00:00:00+08:00", "2026-01-01T00:00:00+08:00", 364 * 24),
    ]
    assert gaps(series, meters)[0].year_completeness == Fraction(20, 8760)
    assert monthly_totals(series, meters)[0].quantity == 20


def test_a_year_of_months_with_one_left_out(folder, meter) -> None:
    months = [(datetime(2025, month, 1, tzinfo=ZoneInfo("Asia/Shanghai")), 100) for month in range(1, 13) if month != 6]
    folder.write("a.csv", STANDARD + lines("M1", months))
    meters = [meter("M1")]
    series = folder.series(*meters)
    assert [(gap.start.month, gap.missing_intervals) for gap in gaps(series, meters)] == [(6, 1)]
    assert yearly_totals(monthly_totals(series, meters), meters)[0].quantity == 1100


def test_an_interval_over_a_months_end_is_split_by_time_and_counts_as_estimated(folder, meter) -> None:
    tuesday = datetime(2025, 1, 28, tzinfo=ZoneInfo("Asia/Shanghai"))
    weeks = [(tuesday + timedelta(hours=1, days=7 * step), 7) for step in range(2)]
    folder.write("a.csv", STANDARD + lines("M1", weeks))
    meters = [meter("M1")]
    january, february = monthly_totals(folder.series(*meters), meters)
    assert january.quantity == Fraction(95, 24)
    assert january.quantity + february.quantity == 14
    assert (january.estimated, february.estimated) == (1, 1)


def test_interval_energy_is_the_power_times_the_hours(folder, meter) -> None:
    rows = "".join(f"2025-01-01T00:{minute:02d},{value}\n" for minute, value in ((0, 1), (5, "-2.5"), (10, "-")))
    folder.write("a.csv", "t,kW\n" + rows)
    folder.write("formats.yaml", "- {file: a.csv, time: t, quantity: power_kw, columns: {kW: M1}}")
    energy = interval_energy(folder.series(meter("M1")))
    assert energy.schema == ENERGY_SCHEMA
    assert energy["quantity"].to_pylist() == [Decimal("0.083333333"), Decimal("-0.208333333"), None]


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    values=st.lists(st.decimals(-(10**12), 10**12, places=9), min_size=1, max_size=8),
    factor=st.fractions(-50, 50, max_denominator=10**6),
)
def test_interval_energy_is_rounded_half_even(folder, meter, values, factor) -> None:
    folder.write("a.csv", STANDARD + lines("M1", hourly(datetime(2025, 1, 1, tzinfo=UTC), [*values, "-"])))
    folder.write(
        "formats.yaml",
        "- {file: a.csv, time: time, meter: meter, value: value, quantity: energy_kwh, interval_minutes: 60}",
    )
    series = folder.series(meter("M1"))
    found = interval_energy(ReadingSeries(series.table, (factor,)))["quantity"].to_pylist()
    nanos = [round(Fraction(value) * factor * 10**9) for value in values]
    assert found == [*(Decimal(nano).scaleb(-9) for nano in nanos), None]


def register(folder, meter, readings, **fields):
    folder.write(
        "a.csv", "meter,time,value,quality\n" + "".join(f"M1,{time},{value},{q}\n" for time, value, q in readings)
    )
    meters = [meter("M1", reading="register", **fields)]
    return register_energy(folder.series(*meters), meters), meters


def test_the_differences_of_a_register_are_its_energy(folder, meter) -> None:
    readings = [("2025-01-01", "100.5", ""), ("2025-02-01", "350.75", "人工"), ("2025-03-01", "400", "")]
    (series, faults), meters = register(folder, meter, readings)
    assert faults == []
    totals = monthly_totals(series, meters)
    assert [total.quantity for total in totals] == [Fraction("250.25"), Fraction("49.25")]
    assert all(total.completeness == 1 for total in totals)


def test_a_register_read_on_any_day_is_split_at_the_months_end(folder, meter) -> None:
    readings = [("2025-01-22", "0", ""), ("2025-02-11", "200", "")]
    (series, _), meters = register(folder, meter, readings)
    assert [(total.quantity, total.estimated) for total in monthly_totals(series, meters)] == [(100, 1), (100, 1)]


def test_a_rollover_is_counted_on_and_flagged(folder, meter) -> None:
    readings = [
        ("2025-01-01", "99000", ""),
        ("2025-01-02", "99600", ""),
        ("2025-01-03", "150", ""),
        ("2025-01-04", "700", ""),
    ]
    (series, faults), meters = register(folder, meter, readings)
    assert faults == []
    assert [(flag.code, dict(flag.details)["capacity"]) for flag in series.flags] == [("register_rollover", "100000")]
    assert monthly_totals(series, meters)[0].quantity == 600 + 550 + 550


@pytest.mark.parametrize(
    "readings",
    [
        [("2025-01-01", "50000", ""), ("2025-01-02", "50600", ""), ("2025-01-03", "150", "")],
        [("2025-01-01", "50600", ""), ("2025-01-03", "50000", "")],
        [("2025-01-01", "7", ""), ("2025-01-02", "9", ""), ("2025-01-03", "1", "")],
    ],
)
def test_any_other_fall_is_a_fault(folder, meter, readings) -> None:
    (_, faults), _ = register(folder, meter, readings)
    assert [(fault.row, fault.code) for fault in faults] == [(len(readings) + 1, "register_falls")]
    assert fault_text(faults[0], "zh")
    assert fault_text(faults[0], "en")


def test_a_new_register_is_told_by_its_first_reading(folder, meter) -> None:
    readings = [
        ("2025-01-01T00:00", "50000", ""),
        ("2025-01-10T10:00", "50600", ""),
        ("2025-01-10T10:00", "12", "exchange"),
        ("2025-01-31T00:00", "412", ""),
    ]
    (series, faults), meters = register(folder, meter, readings)
    assert faults == []
    assert monthly_totals(series, meters)[0].quantity == 1000
    assert [gap.start.day for gap in gaps(series, meters)] == [31]


def test_faults_of_registers_and_of_files_come_together(folder, meter) -> None:
    folder.write(
        "a.csv", "meter,time,value\nM1,2025-01-01,50000\nM1,2025-01-02,40000\nM2,2025-01-01,x\nM2,2025-01-02,1\n"
    )
    with pytest.raises(InputFaults) as raised:
        park_readings(folder.park(meter("M1", reading="register"), meter("M2", reading="register")))
    assert [fault.code for fault in raised.value.faults] == ["register_falls", "readings_number"]


def test_a_parent_is_balanced_against_its_children_in_its_own_unit(folder, meter) -> None:
    january = hourly(datetime(2025, 1, 1, tzinfo=UTC), (600, 400))
    folder.write("a.csv", STANDARD + lines("P", january) + lines("A", hourly(january[0][0], ("0.3", "0.2"))))
    folder.write(
        "b.csv", STANDARD + lines("B", hourly(january[0][0], (300, 150))) + lines("G", hourly(january[0][0], (1, 1)))
    )
    meters = [
        meter("P"),
        meter("A", parent="P", unit="MWh"),
        meter("B", parent="P"),
        meter("G", parent="P", unit="m3"),
        meter("N", parent="P"),
    ]
    (balance,) = balances(monthly_totals(folder.series(*meters), meters), meters)
    assert (balance.parent_quantity, balance.children_quantity, balance.difference) == (1000, 950, 50)
    assert balance.share == Fraction(1, 20)
    assert (balance.children, balance.left_out) == (("A", "B"), ("G", "N"))
