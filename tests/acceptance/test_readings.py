"""Measured readings through the product's readers: UCSD microgrid 2018 (kW) and DAEWOO steel 2018 (kWh).

The data are outside the repository; where they are not, these tests say so and are skipped.
"""

from __future__ import annotations

import json
import shutil
from fractions import Fraction

import pyarrow as pa
import pyarrow.compute as pc
import pytest
import yaml
from tests.acceptance.measured import STEEL, STEEL_FILE, STEEL_KWH, UCSD, steel_format, ucsd_format

from lingtan.energy import meter_activities, park_readings
from lingtan.park import ACTIVITY_SCHEMA, GridFactorChoice, Meter, Origin, Park, Profile

pytestmark = pytest.mark.acceptance

HUNDREDTH_KWH = Fraction(1, 100)


def meter(name, unit, timezone, activity=""):
    origin = Origin("meters.csv", 2)
    kind = "electricity"
    return Meter(name, name, kind, unit, "", "E01", "", "interval", timezone, activity, "", None, origin)


def park_of(root, meters):
    choice = GridFactorChoice("stated", Fraction(1, 4), "test")
    profile = Profile("p", "p", "p", "US-CA", 2018, "t", {}, {}, {}, choice, "AR6", "A", "UTC")
    readings = tuple(path for path in sorted((root / "readings").rglob("*")) if path.is_file())
    return Park(root, profile, (), ACTIVITY_SCHEMA.empty_table(), meters=tuple(meters), readings=readings)


def columns_of(facts):
    return [
        (name, column, values)
        for name, entry in facts.items()
        for column, values in entry.items()
        if isinstance(values, dict)
    ]


def energy_unit(column) -> str:
    return "kvarh" if column == "ReactivePower" else "kWh"


def target(name, column):
    meter_id = f"{name}:{column}"
    return {"meter": meter_id, "unit": "kvar"} if column == "ReactivePower" else meter_id


@pytest.fixture(scope="module")
def facts():
    if not UCSD.is_dir():
        pytest.skip(f"the measured data are not here: {UCSD}")
    return json.loads((UCSD / "FACTS_2018.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def ucsd(facts, tmp_path_factory):
    """The campus as a park: every measured column a meter, the import an activity."""
    root = tmp_path_factory.mktemp("ucsd")
    formats = []
    for name in facts:
        packed = name.replace(" ", "_") + ".gz"
        copied = root / "readings" / "ucsd" / packed
        copied.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(UCSD / packed, copied)
        columns = {column: target(name, column) for file, column, _ in columns_of(facts) if file == name}
        formats.append(ucsd_format(f"ucsd/{packed}", columns))
    (root / "readings" / "formats.yaml").write_text(yaml.safe_dump({"formats": formats}), encoding="utf-8")
    meters = [
        meter(
            f"{name}:{column}",
            energy_unit(column),
            "America/Los_Angeles",
            "electricity:grid" if column == "SDG&E Import" else "",
        )
        for name, column, _ in columns_of(facts)
    ]
    return park_of(root, meters)


@pytest.fixture(scope="module")
def ucsd_metered(ucsd):
    return meter_activities(ucsd)


def test_every_measured_column_has_its_energy_of_2018(facts, ucsd_metered) -> None:
    yearly = {total.meter: total for total in ucsd_metered.yearly}
    compared = 0
    for name, column, values in columns_of(facts):
        total = yearly[f"{name}:{column}"]
        stated = Fraction(str(values["sum_kW_x_0.25h_kWh"]))
        assert abs(total.quantity - stated) <= HUNDREDTH_KWH, (name, column)
        assert (total.year, total.unit) == (2018, energy_unit(column))
        compared += 1
    assert compared == len(yearly) >= 23


def test_every_row_is_read_and_none_is_read_twice(facts, ucsd_metered) -> None:
    yearly = {total.meter: total for total in ucsd_metered.yearly}
    for name, column, values in columns_of(facts):
        assert yearly[f"{name}:{column}"].readings == facts[name]["rows"] - values["non_numeric_rows"]
    assert not [flag for flag in ucsd_metered.flags if flag.code == "readings_duplicates_dropped"]


def test_the_days_of_daylight_saving_have_92_and_100_intervals(ucsd) -> None:
    table = park_readings(ucsd).table
    load = table.filter(pc.equal(table["meter"].cast(pa.string()), "DemandCharge.csv:TotalCampusLoad"))
    starts = pc.strftime(pc.assume_timezone(load["start_utc"].cast(pa.timestamp("us")), "UTC"), "%Y-%m-%dT%H:%M")
    days = {
        "2018-03-11": ("2018-03-11T08:00", "2018-03-12T07:00", 92),
        "2018-11-04": ("2018-11-04T07:00", "2018-11-05T08:00", 100),
    }
    for begin, end, count in days.values():
        inside = pc.and_(pc.greater_equal(starts, begin), pc.less(starts, end))
        assert pc.sum(inside).as_py() == count
    spring = pc.and_(pc.greater_equal(starts, "2018-03-11T08:00"), pc.less(starts, "2018-03-12T07:00"))
    assert load.filter(spring).num_rows == 92


def test_the_gaps_of_the_files_are_reported_and_not_filled(facts, ucsd_metered) -> None:
    missing: dict[str, int] = {}
    for gap in ucsd_metered.gaps:
        missing[gap.meter] = missing.get(gap.meter, 0) + gap.missing_intervals
    for name, column, values in columns_of(facts):
        present = facts[name]["rows"] - values["non_numeric_rows"]
        assert missing.get(f"{name}:{column}", 0) == 35_040 - present, (name, column)


def test_the_import_becomes_twelve_activities(facts, ucsd_metered) -> None:
    activities = ucsd_metered.activities
    assert activities.schema == ACTIVITY_SCHEMA
    assert activities.num_rows == 12
    assert set(activities["item"].to_pylist()) == {"grid"}
    assert set(activities["evidence"].to_pylist()) == {"readings/ucsd/DemandCharge.csv.gz"}
    stated = Fraction(str(facts["DemandCharge.csv"]["SDG&E Import"]["sum_kW_x_0.25h_kWh"]))
    assert abs(Fraction(pc.sum(activities["quantity"]).as_py()) - stated) <= HUNDREDTH_KWH


def test_the_steel_factory_has_the_kilowatt_hours_of_its_months(tmp_path) -> None:
    """The last interval of a day is labelled 00:00 of the same date: it stays in its day and month."""
    if not STEEL.is_dir():
        pytest.skip(f"the measured data are not here: {STEEL}")
    (tmp_path / "readings").mkdir()
    shutil.copyfile(STEEL / STEEL_FILE, tmp_path / "readings" / STEEL_FILE)
    (tmp_path / "readings" / "formats.yaml").write_text(yaml.safe_dump([steel_format("STEEL")]), encoding="utf-8")
    metered = meter_activities(park_of(tmp_path, [meter("STEEL", "kWh", "Asia/Seoul", "electricity:grid")]))
    found = [total.quantity for total in metered.monthly]
    assert len(found) == len(STEEL_KWH)
    for quantity, stated in zip(found, STEEL_KWH, strict=True):
        assert abs(quantity - Fraction(stated)) <= HUNDREDTH_KWH
    assert all(total.completeness == 1 for total in metered.monthly)
    assert [(gap.start.month, gap.missing_intervals) for gap in metered.gaps] == [(10, 92 * 96)]
