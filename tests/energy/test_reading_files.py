"""Readings files as loggers write them: every trap is read right or refused with its place."""

# ruff: noqa: DTZ001 - the times of a clock on the wall carry no zone

from __future__ import annotations

import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import yaml

from lingtan.base import InputFaults
from lingtan.knowledge import fault_text

LOS_ANGELES = "America/Los_Angeles"


def entry(**fields):
    given = {"file": "*", "time": "DateTime", "time_format": "%m/%d/%Y %H:%M", "quantity": "power_kw"}
    merged = given | {"columns": {"kW": "M1"}} | fields
    return yaml.safe_dump({"formats": [{key: value for key, value in merged.items() if value is not None}]})


def faults_of(folder, *meters):
    with pytest.raises(InputFaults) as raised:
        folder.series(*meters)
    for fault in raised.value.faults:
        assert fault_text(fault, "zh")
        assert fault_text(fault, "en")
    return [(fault.file, fault.row, fault.column, fault.code) for fault in raised.value.faults]


def wall_clock(start, count, zone_hours):
    """Local labels of quarter hours by a list of (hour of UTC offset) runs."""
    labels, moment = [], start
    for offset, runs in zone_hours:
        for _ in range(runs):
            labels.append(moment + timedelta(hours=offset))
            moment += timedelta(minutes=15)
    assert len(labels) == count
    return labels


def export(labels, descending=False):
    rows = [f"{label.month}/{label.day}/{label.year} {label.hour}:{label.minute:02d},4" for label in labels]
    return "DateTime,kW\r\n" + "\r\n".join(rows[::-1] if descending else rows) + "\r\n"


@pytest.mark.parametrize("descending", [False, True])
@pytest.mark.parametrize(
    ("start", "runs", "count"),
    [
        (datetime(2018, 3, 11, 8), ((-8, 8), (-7, 84)), 92),
        (datetime(2018, 11, 4, 7), ((-7, 8), (-8, 92)), 100),
    ],
)
def test_days_of_daylight_saving_have_92_and_100_intervals(folder, meter, rows, descending, start, runs, count) -> None:
    folder.write("formats.yaml", entry(timezone=LOS_ANGELES))
    folder.write("a.csv", export(wall_clock(start, count, runs), descending))
    series = folder.series(meter("M1", timezone=LOS_ANGELES))
    found = rows(series)
    assert [row.start_utc.replace(tzinfo=UTC) for row in found] == [
        start.replace(tzinfo=UTC) + timedelta(minutes=15 * step) for step in range(count)
    ]
    assert sum(row.quantity for row in found) == count
    assert series.flags == ()


def test_a_time_that_the_clock_skipped_is_a_fault(folder, meter) -> None:
    folder.write("formats.yaml", entry(timezone=LOS_ANGELES))
    folder.write(
        "a.csv", export([datetime(2018, 3, 11, 1, 45), datetime(2018, 3, 11, 2, 0), datetime(2018, 3, 11, 3, 0)])
    )
    assert faults_of(folder, meter("M1")) == [("readings/a.csv", 3, "DateTime", "readings_time_nonexistent")]


def test_thousands_in_quotes_missing_tokens_and_a_byte_order_mark(folder, meter, rows) -> None:
    folder.write("formats.yaml", entry(thousands=","))
    text = (
        "DateTime,kW\r\n"
        '1/1/2025 0:45,"-1,008.85"\r\n1/1/2025 0:30,-\r\n1/1/2025 0:15,NA\r\n1/1/2025 0:00,"1,009.06"\r\n'
    )
    folder.write("a.csv.gz", text, encoding="utf-8-sig")
    found = rows(folder.series(meter("M1")))
    assert [row.quantity for row in found] == [Fraction("252.265"), None, None, Fraction("-252.2125")]
    assert [row.quality for row in found] == ["good", "missing", "missing", "good"]
    assert [row.row for row in found] == [5, 4, 3, 2]


@pytest.mark.parametrize("cell", ["1,5", "12abc", "1_000", "1.2.3", "inf", "--3", "0x1F"])
def test_what_is_no_number_is_a_fault(folder, meter, cell) -> None:
    folder.write("formats.yaml", entry(thousands=","))
    folder.write("a.csv", f'DateTime,kW\n1/1/2025 0:00,1\n1/1/2025 0:15,"{cell}"\n')
    assert faults_of(folder, meter("M1")) == [("readings/a.csv", 3, "kW", "readings_number")]


def test_european_numbers_and_semicolons(folder, meter, rows) -> None:
    folder.write("formats.yaml", entry(thousands=".", decimal=","))
    folder.write("a.csv", "DateTime;kW\n1/1/2025 0:00;1.009,06\n1/1/2025 0:15;4,0\n")
    assert [row.quantity for row in rows(folder.series(meter("M1")))] == [Fraction("252.265"), 1]


def test_labels_at_the_end_of_the_interval(folder, meter, rows) -> None:
    folder.write("formats.yaml", entry(label="end", quantity="energy_kwh"))
    folder.write("a.csv", "DateTime,kW\n1/1/2025 0:15,1\n1/1/2025 0:30,2\n")
    found = rows(folder.series(meter("M1")))
    assert found[0].start_utc.replace(tzinfo=UTC) == datetime(2024, 12, 31, 16, tzinfo=UTC)
    assert found[1].end_utc.replace(tzinfo=UTC) == datetime(2024, 12, 31, 16, 30, tzinfo=UTC)
    assert [row.quantity for row in found] == [1, 2]


def day_with_the_midnight_trap(day):
    labels = [f"{day:02d}/01/2025 {minute // 60:02d}:{minute % 60:02d}" for minute in range(15, 24 * 60, 15)]
    return "".join(f"{label},1\n" for label in [*labels, f"{day:02d}/01/2025 00:00"])


def test_a_day_that_ends_at_midnight_of_its_own_date(folder, meter, rows) -> None:
    trap = {"time_format": "%d/%m/%Y %H:%M", "label": "end", "quantity": "energy_kwh"}
    folder.write("formats.yaml", entry(midnight="same_date", **trap))
    folder.write("a.csv", "DateTime,kW\n" + day_with_the_midnight_trap(1) + day_with_the_midnight_trap(2))
    found = rows(folder.series(meter("M1")))
    assert len(found) == 192
    assert all(before.end_utc == after.start_utc for before, after in pairwise(found))
    assert found[-1].end_utc.replace(tzinfo=UTC) == datetime(2025, 1, 2, 16, tzinfo=UTC)


def test_the_midnight_trap_without_its_key_is_caught_by_the_order(folder, meter) -> None:
    folder.write("formats.yaml", entry(time_format="%d/%m/%Y %H:%M", label="end", quantity="energy_kwh"))
    folder.write("a.csv", "DateTime,kW\n" + day_with_the_midnight_trap(1) + day_with_the_midnight_trap(2))
    assert ("readings/a.csv", 97, "DateTime", "readings_out_of_order") in faults_of(folder, meter("M1"))


def test_twenty_four_o_clock_is_the_start_of_the_next_day(folder, meter, rows) -> None:
    folder.write("formats.yaml", entry(time_format="%Y/%m/%d %H:%M", label="end"))
    folder.write("a.csv", "DateTime,kW\n2025/1/1 23:30,4\n2025/1/1 23:45,4\n2025/1/1 24:00,4\n")
    found = rows(folder.series(meter("M1")))
    assert found[-1].end_utc.replace(tzinfo=UTC) == datetime(2025, 1, 1, 16, tzinfo=UTC)


def test_the_standard_shape_with_and_without_offset_and_in_chinese(folder, meter, rows) -> None:
    folder.write("a.csv", "meter,time,value,quality\nM1,2025-01-01T00:15+08:00,2,估算\nM1,2024-12-31T16:00Z,1,good\n")
    folder.write("b.csv", "meter,time,value,quality\n总表,2025/1/1 0:00,3,实测\n总表,2025/1/1 1:00,4,人工\n", "gb18030")
    found = rows(folder.series(meter("M1"), meter("总表")))
    assert [(row.meter, row.quantity, row.quality) for row in found] == [
        ("M1", 1, "good"),
        ("M1", 2, "estimated"),
        ("总表", 3, "good"),
        ("总表", 4, "manual"),
    ]
    assert found[0].start_utc == found[2].start_utc


@pytest.mark.parametrize("with_zone", [True, False])
def test_parquet_in_the_standard_shape(folder, meter, rows, with_zone) -> None:
    hours = [datetime(2025, 1, 1, hour, tzinfo=UTC if with_zone else None) for hour in range(3)]
    kind = pa.timestamp("us", "UTC" if with_zone else None)
    table = pa.table({"meter": ["M1"] * 3, "time": pa.array(hours, kind), "value": [1.5, None, 2.25]})
    pq.write_table(table, folder.readings / "a.parquet")
    found = rows(folder.series(meter("M1")))
    assert [row.quantity for row in found] == [Fraction(3, 2), None, Fraction(9, 4)]
    expected = datetime(2025, 1, 1, tzinfo=UTC) - timedelta(hours=0 if with_zone else 8)
    assert found[0].start_utc.replace(tzinfo=UTC) == expected


def test_whole_days_and_months_of_local_time_are_intervals(folder, meter, rows) -> None:
    folder.write("days.csv", "meter,time,value\n" + "".join(f"D,2018-11-{day:02d},24\n" for day in (3, 4, 5)))
    folder.write("months.csv", "meter,time,value\n" + "".join(f"M,2018-{month:02d}-01,1\n" for month in (1, 2, 4)))
    found = rows(folder.series(meter("D", timezone=LOS_ANGELES), meter("M", timezone=LOS_ANGELES)))
    hours = [(row.end_utc - row.start_utc) / timedelta(hours=1) for row in found]
    assert hours == [24, 25, 24, 31 * 24, 28 * 24, 30 * 24]


def test_power_of_five_minutes_is_exact(folder, meter, rows) -> None:
    folder.write("formats.yaml", entry())
    folder.write("a.csv", "DateTime,kW\n1/1/2025 0:00,1\n1/1/2025 0:05,1\n1/1/2025 0:10,1\n")
    assert [row.quantity for row in rows(folder.series(meter("M1")))] == [Fraction(1, 12)] * 3


def test_signs_multipliers_and_units(folder, meter, rows) -> None:
    columns = {
        "kW": {"meter": "M1", "sign": -1, "multiplier": 40},
        "kvar": {"meter": "R1", "unit": "kvar"},
        "MW": {"meter": "M2", "unit": "MW"},
    }
    folder.write("formats.yaml", entry(columns=columns, interval_minutes=15))
    folder.write("a.csv", "DateTime,kW,kvar,MW\n1/1/2025 0:00,1,8,0.5\n")
    found = rows(folder.series(meter("M1"), meter("M2"), meter("R1", unit="kvarh")))
    assert {row.meter: row.quantity for row in found} == {"M1": -10, "M2": 125, "R1": 2}


def test_a_repetition_is_counted_once_and_a_contradiction_refused(folder, meter, rows) -> None:
    folder.write("a.csv", "meter,time,value\nM1,2025-01-01 00:00,1\nM1,2025-01-01 01:00,2\nM1,2025-01-01 02:00,\n")
    folder.write("b.csv", "meter,time,value\nM1,2025-01-01 01:00,2.0\nM1,2025-01-01 02:00,3\nM1,2025-01-01 03:00,4\n")
    series = folder.series(meter("M1"))
    assert [row.quantity for row in rows(series)] == [1, 2, 3, 4]
    assert [(flag.code, flag.details) for flag in series.flags] == [("readings_duplicates_dropped", (("count", "2"),))]
    folder.write("c.csv", "meter,time,value\nM1,2025-01-01 00:00,1\nM1,2025-01-01 01:00,2.5\n")
    assert faults_of(folder, meter("M1")) == [("readings/c.csv", 3, "value", "readings_duplicate")]


def test_intervals_that_overlap_are_a_fault(folder, meter) -> None:
    folder.write("a.csv", "meter,time,value\nM1,2025-01-01 00:00,1\nM1,2025-01-01 01:00,2\n")
    folder.write("b.csv", "meter,time,value\nM1,2025-01-01 01:30,1\nM1,2025-01-01 02:30,2\n")
    assert faults_of(folder, meter("M1")) == [("readings/b.csv", 2, "time", "readings_overlap")]


def test_mixed_interval_lengths_are_a_fault_and_gaps_are_not(folder, meter) -> None:
    hourly = "".join(f"M1,2025-01-0{day} {hour:02d}:00,1\n" for day in (1, 2) for hour in range(24))
    quarters = "".join(f"M1,2025-01-03 {minute // 60:02d}:{minute % 60:02d},1\n" for minute in range(0, 1440, 15))
    folder.write("a.csv", "meter,time,value\n" + hourly + quarters)
    assert [fault[3] for fault in faults_of(folder, meter("M1"))] == ["readings_interval_mixed"]
    folder.write("a.csv", "meter,time,value\nM1,2025-01-01 00:00,1\nM1,2025-01-01 00:15,1\nM1,2025-01-01 00:35,1\n")
    assert faults_of(folder, meter("M1")) == [("readings/a.csv", 4, "time", "readings_interval_mixed")]
    folder.write("a.csv", "meter,time,value\nM1,2025-01-01 00:00,1\nM1,2025-01-01 00:15,1\nM1,2025-01-01 04:00,1\n")
    assert folder.series(meter("M1")).table.num_rows == 3


def test_an_implausible_reading_is_flagged_and_kept(folder, meter, rows) -> None:
    lines = "".join(f"M1,2025-01-{day:02d} {hour:02d}:00,{1 + hour}\n" for day in range(1, 11) for hour in range(24))
    folder.write("a.csv", "meter,time,value\n" + lines + "M1,2025-01-11 00:00,99999\n")
    series = folder.series(meter("M1"))
    assert [(flag.code, dict(flag.details)["count"]) for flag in series.flags] == [("readings_implausible", "1")]
    assert max(row.quantity for row in rows(series)) == 99_999


def test_empty_lines_and_other_files_are_left_alone(folder, meter) -> None:
    folder.write("a.csv", "meter,time,value\nM1,2025-01-01 00:00,1\n\nM1,2025-01-01 01:00,1\n\n\n")
    folder.write("notes.txt", "nothing")
    assert folder.series(meter("M1")).table.column("row").to_pylist() == [2, 4]


def test_all_faults_of_all_files_at_once(folder, meter) -> None:
    folder.write(
        "a.csv", "meter,time,value,quality\nM1,yesterday,1,\nM9,2025-01-01 00:00,x,guess\nM1,2025-01-01 00:00\n"
    )
    folder.write("b.csv", "time,value\n2025-01-01,1\n")
    folder.write("c.csv", "")
    folder.write("d.csv", "meter,time,value\nM1,2025-01-01T00:00Z,1\nM1,2025-01-01 01:00,1\n")
    (folder.readings / "e.csv.gz").write_bytes(b"no gzip")
    (folder.readings / "f.parquet").write_bytes(b"no parquet")
    found = faults_of(folder, meter("M1"))
    assert found == sorted(found)
    assert set(found) == {
        ("readings/a.csv", 2, "time", "readings_time"),
        ("readings/a.csv", 3, "meter", "readings_unknown_meter"),
        ("readings/a.csv", 3, "value", "readings_number"),
        ("readings/a.csv", 3, "quality", "readings_quality"),
        ("readings/a.csv", 4, "-", "readings_row_width"),
        ("readings/b.csv", 1, "meter", "readings_column_missing"),
        ("readings/c.csv", 1, "-", "readings_no_header"),
        ("readings/d.csv", 3, "time", "readings_mixed_offsets"),
        ("readings/e.csv.gz", 1, "-", "readings_unreadable"),
        ("readings/f.parquet", 1, "-", "readings_unreadable"),
    }


def test_a_thousand_faults_of_one_kind_are_a_hundred_and_a_count(folder, meter) -> None:
    folder.write("a.csv", "meter,time,value\n" + "".join(f"M1,2025-01-01 00:00,x{n}\n" for n in range(1000)))
    with pytest.raises(InputFaults) as raised:
        folder.series(meter("M1"))
    numbers = [fault for fault in raised.value.faults if fault.column == "value"]
    assert len(numbers) == 101
    assert [dict(fault.details)["count"] for fault in numbers if fault.code == "readings_more"] == ["900"]


def test_a_unit_that_does_not_convert_and_a_meter_that_is_not_there(folder, meter) -> None:
    folder.write("formats.yaml", entry(columns={"kW": "M1", "kvar": "M2"}))
    folder.write("a.csv", "DateTime,kW,kvar\n1/1/2025 0:00,1,1\n1/1/2025 0:15,1,1\n")
    assert faults_of(folder, meter("M1", unit="m3")) == [
        ("readings/formats.yaml", 2, "columns", "readings_unknown_meter"),
        ("readings/formats.yaml", 2, "unit", "readings_unit"),
    ]


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"label": "middle"}, "formats_value"),
        ({"timezone": "Mars/Base"}, "formats_value"),
        ({"time_format": "%Y %z"}, "formats_value"),
        ({"interval_minutes": 0}, "formats_value"),
        ({"columns": {"kW": {"meter": "M1", "sign": 2}}}, "formats_value"),
        ({"midnight": "same_date"}, "formats_midnight_needs_end"),
        ({"thousands": "."}, "formats_thousands_is_decimal"),
        ({"quantity": "power"}, "formats_key_missing"),
        ({"columns": None}, "formats_columns_or_meter"),
        ({"time": None}, "formats_key_missing"),
        ({"time_zone": "UTC"}, "formats_key_unknown"),
    ],
)
def test_a_format_is_checked_key_by_key(folder, meter, fields, code) -> None:
    folder.write("formats.yaml", entry(**fields))
    assert [(fault[1], fault[3]) for fault in faults_of(folder, meter("M1"))] == [(2, code)]


@pytest.mark.parametrize(
    ("text", "code"), [("formats: [", "formats_yaml"), ("a: 1", "formats_list"), ("- x", "formats_entry")]
)
def test_a_formats_file_that_is_none(folder, meter, text, code) -> None:
    folder.write("formats.yaml", text)
    assert [fault[3] for fault in faults_of(folder, meter("M1"))] == [code]


def test_a_time_format_that_is_none_is_a_fault_of_the_formats(folder, meter) -> None:
    folder.write("formats.yaml", entry(time_format="%Q"))
    folder.write("a.csv", "DateTime,kW\n1/1/2025 0:00,1\n")
    assert faults_of(folder, meter("M1")) == [("readings/formats.yaml", 2, "time_format", "formats_value")]


def test_the_zone_and_locale_of_the_machine_change_nothing(folder, meter, tmp_path) -> None:
    folder.write("formats.yaml", entry(timezone=LOS_ANGELES))
    folder.write("a.csv", export(wall_clock(datetime(2018, 11, 4, 7), 100, ((-7, 8), (-8, 92)))))
    script = tmp_path / "read.py"
    script.write_text(
        "import sys; sys.path.insert(0, sys.argv[2])\n"
        "from pathlib import Path\n"
        "from conftest import Folder, make_meter\n"
        "print(Folder(Path(sys.argv[1])).series(make_meter('M1')).table.to_pylist())\n",
        encoding="utf-8",
    )
    results = set()
    for zone_name, locale in (("America/New_York", "de_DE.UTF-8"), ("Asia/Shanghai", "C")):
        environment = os.environ | {"TZ": zone_name, "LC_ALL": locale, "PYTHONPATH": os.pathsep.join(sys.path)}
        command = [sys.executable, str(script), str(folder.root), str(Path(__file__).parent)]
        results.add(subprocess.run(command, env=environment, capture_output=True, check=True).stdout)
    assert len(results) == 1


def test_rows_keep_their_numbers_in_a_large_file(folder, meter) -> None:
    """A short row far behind the first blocks of the file is placed, and so is what stands after it."""
    start = datetime(2020, 1, 1)
    quarters = [(start + timedelta(minutes=15 * step)).isoformat() for step in range(30_000)]
    lines = [f'M{number},{time},1,good,"{"x" * 40}"' for number in range(8) for time in quarters]
    lines[239_000] = "M7"
    lines[239_500] = lines[239_500].replace(",1,", ",one,")
    folder.write("a.csv", "meter,time,value,quality,note\n" + "\n".join(lines) + "\n")
    assert faults_of(folder, *(meter(f"M{number}") for number in range(8))) == [
        ("readings/a.csv", 239_002, "-", "readings_row_width"),
        ("readings/a.csv", 239_502, "value", "readings_number"),
    ]
