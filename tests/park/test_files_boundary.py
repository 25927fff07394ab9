"""Boundary and responsibility: membership, control, base year, the register of sources (ISO 14064-1:2018, 5.1, 6.4)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest
from tests.park.park_folders import GOOD, PARK, folder, workbook_of

from lingtan.base import InputFaults
from lingtan.park import read_park

MEMBERS = (
    "enterprise,joined_on,left_on,operational_control,financial_control,equity_share\n"
    "E01,2022-07-01,2024-04-01,是,0,60%\nE02,,,no,1,0.25\n"
)


def refused(directory: Path, changes: Mapping[str, str | bytes | None]) -> list[tuple[str, int, str, str]]:
    with pytest.raises(InputFaults) as caught:
        read_park(folder(directory / "p", changes))
    return [(fault.file, fault.row, fault.column, fault.code) for fault in caught.value.faults]


def test_membership_and_control_of_enterprises(tmp_path: Path) -> None:
    one, two = read_park(folder(tmp_path / "p", {"enterprises.csv": MEMBERS})).enterprises
    assert (one.joined_on, one.left_on) == (date(2022, 7, 1), date(2024, 4, 1))
    assert (one.operational_control, one.financial_control, one.equity_share) == (True, False, Fraction(3, 5))
    assert (two.joined_on, two.operational_control, two.equity_share) == (None, False, Fraction(1, 4))


def test_what_is_not_stated_of_control_is_not_no(tmp_path: Path) -> None:
    one, _ = read_park(folder(tmp_path / "p")).enterprises
    assert (one.operational_control, one.financial_control, one.equity_share) == (None, None, None)


@pytest.mark.parametrize(
    ("row", "column", "code"),
    [
        ("E01,2024-04-01,2024-04-01,,,", "left_on", "left_before_joined"),
        ("E01,,,,,60", "equity_share", "out_of_bounds"),
        ("E01,,,,,-1%", "equity_share", "negative"),
        ("E01,,,maybe,,", "operational_control", "not_a_bool"),
        ("E01,2024-13-01,,,,", "joined_on", "no_such_date"),
    ],
)
def test_faults_of_membership_and_control(tmp_path: Path, row: str, column: str, code: str) -> None:
    header = MEMBERS.splitlines()[0]
    changes = {"enterprises.csv": f"{header}\nE02,,,,,\n{row}\n"}
    assert refused(tmp_path, dict(changes)) == [("enterprises.csv", 3, column, code)]


def test_the_profile_says_how_and_for_whom_the_inventory_is_made(tmp_path: Path) -> None:
    keys = (
        "consolidation: equity_share\nbase_year: 2021\nrecalculation_threshold_pct: 7.5%\nresponsible: 张三\n"
        "verification: 未核查\nintended_use: 零碳园区评价\n"
    )
    given = {"park.yaml": PARK + keys, "enterprises.csv": MEMBERS}
    profile = read_park(folder(tmp_path / "p", given)).profile
    assert (profile.consolidation, profile.base_year) == ("equity_share", 2021)
    assert profile.recalculation_threshold_pct == Fraction(15, 2)
    assert (profile.responsible, profile.verification, profile.intended_use) == ("张三", "未核查", "零碳园区评价")


def test_the_park_is_consolidated_whole_by_default(tmp_path: Path) -> None:
    profile = read_park(folder(tmp_path / "p")).profile
    assert (profile.consolidation, profile.base_year, profile.recalculation_threshold_pct) == ("park", None, 5)


@pytest.mark.parametrize(
    ("key", "code"),
    [
        ("consolidation: control", "not_a_choice"),
        ("base_year: 2025", "base_year_after"),
        ("base_year: last", "not_a_number"),
        ("recalculation_threshold_pct: 101", "out_of_bounds"),
        ("base_yaer: 2021", "unknown_key"),
    ],
)
def test_faults_of_the_profile(tmp_path: Path, key: str, code: str) -> None:
    name = key.partition(":")[0]
    assert refused(tmp_path, {"park.yaml": f"{PARK}{key}\n"}) == [("park.yaml", 5, name, code)]


@pytest.mark.parametrize("consolidation", ["operational_control", "financial_control", "equity_share"])
def test_consolidating_by_control_or_share_needs_it_of_every_enterprise(tmp_path: Path, consolidation: str) -> None:
    """No enterprise is taken in or left out for want of a word."""
    profile = f"{PARK}consolidation: {consolidation}\n"
    assert refused(tmp_path / "rows", {"park.yaml": profile}) == [
        ("enterprises.csv", row, consolidation, "consolidation_missing") for row in (2, 3)
    ]
    none = {"park.yaml": profile, "enterprises.csv": None, "activities.csv": None}
    assert refused(tmp_path / "none", none) == [("park.yaml", 5, "consolidation", "consolidation_without_enterprises")]


def test_the_register_of_sources_names_facility_and_meter(tmp_path: Path) -> None:
    table = (
        "source,enterprise,category,gases,status,name,facility,meter,significant,note\n"
        "S1,E01,1,CO2,quantified,锅炉,动力车间,M1,,年检\nS2,E01,2,CO2,excluded,,,,1,\n"
    )
    one, two = read_park(folder(tmp_path / "p", {"sources.csv": table})).sources
    assert (one.name, one.facility, one.meter, one.significant, one.note) == ("锅炉", "动力车间", "M1", None, "年检")
    assert (two.meter, two.significant) == ("", True)


def test_the_meter_of_a_source_is_one_of_the_meters(tmp_path: Path) -> None:
    table = "source,enterprise,category,gases,status,meter\nS1,E01,1,CO2,quantified,M1\nS2,E01,2,CO2,excluded,M3\n"
    assert refused(tmp_path, {"sources.csv": table}) == [("sources.csv", 3, "meter", "unknown_meter")]


def test_a_workbook_says_the_same(tmp_path: Path) -> None:
    content = {**GOOD, "enterprises.csv": MEMBERS, "park.yaml": PARK + "base_year: 2022\nconsolidation: park\n"}
    path = tmp_path / "park.xlsx"
    workbook_of(content).save(path)
    park = read_park(path)
    assert park.profile.base_year == 2022
    assert [enterprise.equity_share for enterprise in park.enterprises] == [Fraction(3, 5), Fraction(1, 4)]
