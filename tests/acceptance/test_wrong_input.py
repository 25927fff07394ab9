"""Wrong input through the whole program: what can't be is refused, what must be looked at is flagged, with its row.

Each case writes a park folder that is right but for one thing, and reads what a user is told in both languages.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from tests.park.park_folders import PARK, QUANTITIES, folder

from lingtan.app.carbon import take_inventory
from lingtan.base import Fault, InputFaults
from lingtan.knowledge import fault_text, text

COLUMNS = (
    "enterprise",
    "source",
    "method",
    "item",
    "quantity",
    "unit",
    "start",
    "end",
    "factor",
    "factor_unit",
    "factor_source",
    "parameters",
    "counterparty",
    "evidence",
)
ENTERPRISES = "enterprise,name\nE1,甲\nE2,乙\n"
FACTORS = "id,method,item,unit,CO2,source,year,evidence\nF1,process,coating,t,12,检测,2024,EV-1\n"
LOTS = "kind,registry,serial_from,quantity,unit,vintage_start,vintage_end,status,retired_on,claim_year\n"
METERED = "source,enterprise,category,gases,status,meter\nS1,E1,2,CO2,quantified,M1\nS2,E1,2,CO2,quantified,M1\n"
METERS = "meter,name,kind,unit\nM1,总表,electricity,kWh\n"


def activity(**changes: str) -> dict[str, str]:
    """A year of grid electricity of an enterprise, but for what is changed."""
    row = {
        "enterprise": "E1",
        "source": "S1",
        "method": "electricity",
        "item": "grid",
        "quantity": "100",
        "unit": "MWh",
        "start": "2024-01-01",
        "end": "2025-01-01",
        **changes,
    }
    return {name: row.get(name, "") for name in COLUMNS}


def month(number: int, **changes: str) -> dict[str, str]:
    after = date(2024 + number // 12, number % 12 + 1, 1)
    return activity(start=f"2024-{number:02d}-01", end=str(after), **changes)


def park_of(directory: Path, *rows: dict[str, str], **files: str) -> Path:
    table = "\n".join([",".join(COLUMNS), *(",".join(row.values()) for row in rows)]) + "\n"
    unused = ("sources", "exclusions", "buildings", "discharges", "instruments", "measures", "meters")
    changes: dict[str, str | bytes | None] = {f"{name}.csv": None for name in unused}
    changes |= {
        "park.yaml": PARK,
        "quantities.csv": QUANTITIES,
        "enterprises.csv": ENTERPRISES,
        "activities.csv": table,
        **{f"{name}.csv": content for name, content in files.items()},
    }
    return folder(directory, changes)


def refused(directory: Path, *rows: dict[str, str], **files: str) -> list[Fault]:
    with pytest.raises(InputFaults) as caught:
        take_inventory(park_of(directory, *rows, **files))
    for fault in caught.value.faults:
        said = {language: fault_text(fault, language) for language in ("zh", "en")}
        assert said["zh"] != said["en"]
        assert all(fault.file in words and str(fault.row) in words for words in said.values())
    return list(caught.value.faults)


def flagged(directory: Path, code: str, *rows: dict[str, str], **files: str) -> dict[str, str]:
    """The parts of the one flag of a code, worded in both languages with every place it names."""
    found = take_inventory(park_of(directory, *rows, **files)).inventory
    (parts,) = [dict(parts) for known, parts in found.flags if known == code]
    for language in ("zh", "en"):
        words = text(f"flag.{code}", language, **parts)
        assert all(value in words for name, value in parts.items() if ".csv:" in value)
    return parts


def test_the_park_of_these_tests_is_right_as_it_stands(tmp_path: Path) -> None:
    found = take_inventory(park_of(tmp_path, activity())).inventory
    assert {code for code, _ in found.flags} == {"grid_factor_earlier_year"}
    assert found.total.gross > 0


OWN = {"factor": "0.5", "factor_source": "供应商"}


@pytest.mark.parametrize(
    ("row", "files", "place"),
    [
        (activity(factor_unit="tCO2/t", **OWN), {}, ("activities.csv", 2, "factor_unit", "factor_unit_wrong")),
        (activity(factor_unit="tCO2/朵", **OWN), {}, ("activities.csv", 2, "factor_unit", "factor_unit_wrong")),
        (activity(factor_unit="", **OWN), {}, ("activities.csv", 2, "factor_unit", "factor_unit_missing")),
        (activity(unit="t"), {}, ("activities.csv", 2, "unit", "unit_of_electricity")),
        (
            activity(method="combustion", item="天然气", unit="MW"),
            {},
            ("activities.csv", 2, "unit", "unit_of_fuel"),
        ),
        (
            activity(method="process", item="coating", unit="m3"),
            {"factors": FACTORS},
            ("activities.csv", 2, "unit", "factor_units_differ"),
        ),
    ],
    ids=["another kind", "unknown", "none", "of electricity", "of a fuel", "of an own factor"],
)
def test_units_of_a_factor_and_its_activity_that_do_not_meet_are_refused(tmp_path, row, files, place) -> None:
    (fault,) = refused(tmp_path, row, **files)
    assert (fault.file, fault.row, fault.column, fault.code) == place


def test_a_row_given_twice_is_refused_with_the_first_of_them(tmp_path: Path) -> None:
    (fault,) = refused(tmp_path, activity(), activity(source="S2"), activity())
    assert (fault.file, fault.row, fault.code, dict(fault.details)["first"]) == ("activities.csv", 4, "row_twice", "2")


def test_one_bill_with_two_amounts_of_a_period_is_refused(tmp_path: Path) -> None:
    (fault,) = refused(tmp_path, activity(evidence="B-1"), activity(evidence="B-1", quantity="101"))
    assert (fault.row, fault.column, fault.code) == (3, "quantity", "period_twice")


@pytest.mark.parametrize(
    "row",
    [
        activity(method="combustion", item="天然气", unit="GJ", quantity="-1"),
        activity(method="refrigerant_top_up", item="R-410A", unit="kg", quantity="-1"),
        activity(method="waste_incineration", item="municipal", unit="t", quantity="-1"),
        activity(method="purchased_goods", item="cement", unit="t", quantity="-1"),
    ],
    ids=lambda row: row["method"],
)
def test_a_negative_consumption_is_refused_where_nothing_can_be_sent_out(tmp_path, row) -> None:
    (fault,) = refused(tmp_path, activity(), row)
    assert (fault.file, fault.row, fault.column, fault.code) == ("activities.csv", 3, "quantity", "negative_quantity")


def test_energy_sent_out_that_was_never_there_is_flagged_with_its_row(tmp_path: Path) -> None:
    """A negative row of electricity or heat says sent out; more than came in is the sign of a slip."""
    parts = flagged(tmp_path, "sent_out_without_supply", activity(), activity(quantity="-130", source="S2"))
    assert (parts["enterprise"], parts["method"], parts["amount"], parts["first"]) == (
        "E1",
        "electricity",
        "130.000 MWh",
        "activities.csv:3",
    )


def test_overlapping_periods_of_one_meter_are_flagged_with_both_rows(tmp_path: Path) -> None:
    half = activity(source="S2", start="2024-06-01", quantity="50")
    parts = flagged(tmp_path, "meter_periods_overlap", activity(), half, sources=METERED, meters=METERS)
    assert (parts["sources"], parts["first"], parts["second"]) == ("S1, S2", "activities.csv:2", "activities.csv:3")


def test_overlapping_periods_of_one_source_are_flagged_with_both_rows(tmp_path: Path) -> None:
    rows = (activity(end="2024-08-01"), activity(start="2024-07-01", quantity="50"))
    parts = flagged(tmp_path, "periods_overlap", *rows)
    assert (parts["source"], parts["first"], parts["second"]) == ("S1", "activities.csv:2", "activities.csv:3")


def test_one_meter_with_two_readings_of_a_period_is_refused(tmp_path: Path) -> None:
    rows = (activity(), activity(source="S2", quantity="50"))
    (fault,) = refused(tmp_path, *rows, sources=METERED, meters=METERS)
    assert (fault.row, fault.column, fault.code) == (3, "quantity", "period_twice")


def test_a_transfer_told_differently_by_its_sides_is_flagged_with_the_rows_of_both(tmp_path: Path) -> None:
    sold = activity(quantity="-40", source="OUT", counterparty="E2")
    bought = activity(quantity="50", source="IN", enterprise="E2", counterparty="E1")
    parts = flagged(tmp_path, "transfer_differs", activity(), sold, bought)
    assert (parts["seller"], parts["sold"], parts["seller_rows"]) == ("E1", "40.000 MWh", "activities.csv:3")
    assert (parts["buyer"], parts["bought"], parts["buyer_rows"]) == ("E2", "50.000 MWh", "activities.csv:4")


def test_certificates_above_the_electricity_bought_are_flagged_with_their_rows_and_count_no_more(tmp_path) -> None:
    lots = (
        LOTS
        + "gec,平台,A1,90,MWh,2024-01-01,2024-12-31,retired,2025-03-01,2024\n"
        + "gec,平台,B1,90,MWh,2024-01-01,2024-12-31,retired,2025-03-01,2024\n"
    )
    parts = flagged(tmp_path, "instruments_above_grid", activity(), instruments=lots)
    assert (parts["above_mwh"], parts["grid_mwh"], parts["places"]) == ("80.000", "100.000", "instruments.csv:3")
    assert take_inventory(tmp_path).inventory.total.market_based == 0


def test_certificates_older_than_valid_are_refused_with_their_last_day(tmp_path: Path) -> None:
    """国能发新能规〔2024〕67号: two years from the month of generation; of before 2024, until 2025-12-31."""
    old = LOTS + "gec,平台,A1,10,MWh,2022-01-01,2022-06-30,retired,2026-01-15,2024\n"
    (fault,) = refused(tmp_path, activity(), instruments=old)
    assert (fault.file, fault.row, fault.code) == ("instruments.csv", 2, "certificate_expired")
    assert dict(fault.details)["last"] == "2025-12-31"


@pytest.mark.parametrize(
    ("item", "unit", "stated"),
    [("烟煤", "t", "209 GJ/t"), ("烟煤", "t", "2.09 GJ/t"), ("天然气", "Nm3", "0.389 GJ/Nm3")],
    ids=["ten times", "a tenth", "gas ten times"],
)
def test_a_measured_heat_value_ten_times_off_the_default_is_refused(tmp_path, item, unit, stated) -> None:
    row = activity(method="combustion", item=item, unit=unit, parameters=f"ncv={stated}")
    (fault,) = refused(tmp_path, activity(source="S2"), row)
    assert (fault.file, fault.row, fault.column, fault.code) == (
        "activities.csv",
        3,
        "parameters",
        "parameter_ten_times",
    )


def test_months_left_out_are_flagged_by_name_with_the_first_row(tmp_path: Path) -> None:
    parts = flagged(tmp_path, "months_missing", *(month(number) for number in (1, 2, 4, 5, 6, 7, 8, 9, 10, 12)))
    assert (parts["months"], parts["first"]) == ("2024-03, 2024-11", "activities.csv:2")


def test_all_that_is_wrong_is_told_at_once(tmp_path: Path) -> None:
    wrong = (
        activity(unit="t"),
        activity(method="combustion", item="天然气", unit="GJ", quantity="-1"),
        activity(enterprise="E9"),
    )
    old = LOTS + "gec,平台,A1,10,MWh,2022-01-01,2022-06-30,retired,2026-01-15,2024\n"
    found = refused(tmp_path, *wrong, instruments=old)
    assert {(fault.file, fault.row) for fault in found} == {
        ("activities.csv", 2),
        ("activities.csv", 3),
        ("activities.csv", 4),
        ("instruments.csv", 2),
    }
