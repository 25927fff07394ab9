"""Meters with an activity become rows of the inventory's activities."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from lingtan.base import InputFaults
from lingtan.energy import completeness_text, meter_activities, metering_flags
from lingtan.knowledge import fault_text, text
from lingtan.park import ACTIVITY_SCHEMA


def days(name, year, month, count, value):
    return "".join(f"{name},{year}-{month:02d}-{day:02d},{value}\n" for day in range(1, count + 1))


def test_one_row_a_meter_and_month(folder, meter) -> None:
    text = days("M1", 2025, 1, 31, "10.5") + days("M1", 2025, 2, 14, "10")
    folder.write("grid.csv", "meter,time,value\n" + text)
    found = meter_activities(folder.park(meter("M1", activity="electricity:grid")))
    assert found.activities.schema == ACTIVITY_SCHEMA
    first, second = found.activities.to_pylist()
    assert first == {
        "file": "readings/grid.csv",
        "row": 0,
        "enterprise": "E01",
        "source": "M1",
        "method": "electricity",
        "item": "grid",
        "quantity": Decimal("325.5"),
        "unit": "kWh",
        "start": date(2025, 1, 1),
        "end": date(2025, 2, 1),
        "factor": None,
        "factor_unit": "",
        "factor_source": "",
        "parameters": "",
        "gas": "",
        "counterparty": "",
        "uncertainty_pct": None,
        "data_quality": "100.00%",
        "evidence": "readings/grid.csv",
        "note": "",
    }
    assert (second["quantity"], second["data_quality"]) == (Decimal(140), "50.00%")
    assert [gap.missing_intervals for gap in found.gaps] == [365 - 31 - 14]


def test_gas_of_a_generator_from_its_electricity(folder, meter) -> None:
    """10^4 Nm3 of gas for a kWh generated, as the meter's row states."""
    folder.write("a.csv", "meter,time,value\n" + days("CHP", 2025, 3, 31, "1000"))
    generator = meter(
        "CHP",
        activity="combustion：天然气",
        activity_unit="10^4 Nm3",
        activity_per_unit=Fraction("0.000021"),
    )
    (row,) = meter_activities(folder.park(generator)).activities.to_pylist()
    assert (row["method"], row["item"], row["quantity"], row["unit"]) == (
        "combustion",
        "天然气",
        Decimal("0.651"),
        "10^4 Nm3",
    )


def test_a_unit_of_the_same_kind_is_converted(folder, meter) -> None:
    folder.write("a.csv", "meter,time,value\n" + days("M1", 2025, 4, 30, "100"))
    park = folder.park(meter("M1", activity="electricity:grid", activity_unit="MWh"))
    assert meter_activities(park).activities["quantity"].to_pylist() == [Decimal(3)]


def test_meters_without_activity_and_years_outside_the_data_give_no_rows(folder, meter) -> None:
    folder.write(
        "a.csv",
        "meter,time,value\n" + days("M1", 2025, 1, 31, 1) + days("M2", 2021, 1, 31, 1) + days("M2", 2022, 1, 31, 1),
    )
    found = meter_activities(folder.park(meter("M1"), meter("M2", activity="electricity:grid")))
    assert [row["start"].year for row in found.activities.to_pylist()] == [2022]
    assert [(total.meter, total.year) for total in found.yearly] == [("M1", 2025), ("M2", 2021), ("M2", 2022)]


def test_a_silent_meter_is_a_gap_of_the_whole_year(folder, meter) -> None:
    found = meter_activities(folder.park(meter("M1", activity="electricity:grid"), meter("M2")))
    assert found.activities.num_rows == 0
    (gap,) = found.gaps
    assert (gap.meter, gap.start.isoformat(), gap.end.isoformat()) == (
        "M1",
        "2025-01-01T00:00:00+08:00",
        "2026-01-01T00:00:00+08:00",
    )
    assert gap.year_completeness == 0


def test_a_park_without_meters_has_nothing_metered(folder) -> None:
    found = meter_activities(folder.park())
    assert found.activities.schema == ACTIVITY_SCHEMA
    assert (found.activities.num_rows, found.monthly, found.gaps, found.balances) == (0, (), (), ())


def test_readings_without_meters_are_not_passed_over(folder) -> None:
    folder.write("a.csv", "meter,time,value\n" + days("M1", 2025, 1, 2, 1))
    with pytest.raises(InputFaults) as raised:
        meter_activities(folder.park())
    assert [fault.code for fault in raised.value.faults] == ["readings_unknown_meter"]


@pytest.mark.parametrize(
    ("fields", "column", "code"),
    [
        ({"activity": "electricity"}, "activity", "meter_activity"),
        ({"activity": ":grid"}, "activity", "meter_activity"),
        ({"timezone": "Asia/Shangha"}, "timezone", "meter_timezone"),
        ({"activity": "combustion:天然气", "activity_unit": "m3"}, "activity_unit", "meter_activity_unit"),
    ],
)
def test_an_activity_that_can_not_be_read_is_a_fault_of_the_meter(folder, meter, fields, column, code) -> None:
    with pytest.raises(InputFaults) as raised:
        meter_activities(folder.park(meter("M1", **fields)))
    (fault,) = raised.value.faults
    assert (fault.file, fault.row, fault.column, fault.code) == ("meters.csv", 2, column, code)
    assert fault_text(fault, "zh")
    assert fault_text(fault, "en")


@pytest.mark.parametrize(
    ("share", "text"), [(Fraction(1), "100.00%"), (Fraction(99_999, 100_000), "99.99%"), (Fraction(0), "0.00%")]
)
def test_completeness_is_never_rounded_up(share, text) -> None:
    assert completeness_text(share) == text


def test_an_activity_that_is_not_complete_is_said(folder, meter) -> None:
    """4.1.2: what is not measured is said, and never filled."""
    folder.write("a.csv", "meter,time,value\n" + days("M1", 2025, 1, 31, 1) + days("M2", 2025, 1, 31, 1))
    park = folder.park(meter("M1", activity="electricity:grid"), meter("M2"))
    ((code, details),) = metering_flags(park, meter_activities(park))
    assert code == "readings_incomplete"
    assert dict(details) == {"meter": "M1", "year": "2025", "share": "8.49%", "count": "334"}
    for language in ("zh", "en"):
        assert "M1" in text(f"flag.{code}", language, **dict(details))


def test_an_activity_both_metered_and_returned_is_said(folder, meter) -> None:
    folder.write(
        "a.csv", "meter,time,value\n" + "".join(days("M1", 2025, m, monthrange(2025, m)[1], 1) for m in range(1, 13))
    )
    park = folder.park(meter("M1", activity="electricity:grid"))
    metered = meter_activities(park)
    assert metering_flags(park, metered) == ()
    returned = replace(park, activities=metered.activities.slice(0, 1))
    ((code, details),) = metering_flags(returned, metered)
    assert (code, dict(details)["item"], dict(details)["year"]) == ("metered_and_returned", "grid", "2025")
    for language in ("zh", "en"):
        assert "activities.csv" in text(f"flag.{code}", language, **dict(details))
