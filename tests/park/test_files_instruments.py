"""Lots of credits and certificates: generated, valid and claimed for a year of the data.

国能发新能规〔2024〕67号: a green certificate is valid for two years from its month of generation on; one of electricity
generated before 2024 until the end of 2025.
"""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.park.park_folders import PARK, faults, folder

from lingtan.base import InputFaults
from lingtan.park import read_park
from lingtan.park.files.instruments import validities

HEADER = "kind,quantity,unit,vintage_start,vintage_end,status,retired_on,claim_year\n"
GOOD_LOT = "ccer,5,tCO2e,2021-01-01,2021-12-31,retired,2025-03-01,2024\n"


def found(directory: Path, row: str, year: int = 2024) -> list[tuple[int, str, str]]:
    profile = PARK.replace("reporting_year: 2024", f"reporting_year: {year}")
    park = folder(
        directory / "p",
        {
            **dict.fromkeys(("activities.csv", "sources.csv", "discharges.csv")),
            "park.yaml": profile,
            "quantities.csv": "quantity,year,value,unit,source,evidence,note\n",
            "instruments.csv": HEADER + GOOD_LOT + row + "\n",
        },
    )
    try:
        read_park(park)
    except InputFaults as caught:
        return [(fault.row, fault.column, fault.code) for fault in caught.faults]
    return []


@pytest.mark.parametrize(
    ("row", "year"),
    [
        ("gec,5,MWh,2024-03-01,2024-03-31,retired,2026-02-28,2024", 2024),
        ("gec,5,MWh,2021-01-01,2023-12-31,retired,2025-12-31,2024", 2024),
        ("gec,5,MWh,2024-06-01,2025-01-31,retired,,2025", 2025),
        ("gec,5,MWh,,,retired,,2024", 2024),
        ("gec,5,MWh,2020-01-01,2020-12-31,expired,,", 2024),
        ("gec,5,MWh,2020-01-01,2020-12-31,held,,", 2024),
        ("cer,5,tCO2e,2013-01-01,2013-12-31,retired,2025-03-01,2024", 2024),
        ("own_project,5,tCO2e,2022-01-01,2025-06-30,retired,2025-07-01,2024", 2024),
    ],
)
def test_lots_that_hold(tmp_path: Path, row: str, year: int) -> None:
    assert found(tmp_path, row, year) == []


@pytest.mark.parametrize(
    ("row", "year", "column", "code"),
    [
        ("gec,5,MWh,2024-03-01,2024-03-31,retired,2026-03-01,2025", 2025, "retired_on", "certificate_expired"),
        ("gec,5,MWh,2024-03-01,2024-12-31,retired,2026-03-01,2025", 2025, "retired_on", "certificate_expired"),
        ("gec,5,MWh,2023-12-01,2023-12-31,retired,2026-01-01,2025", 2025, "retired_on", "certificate_expired"),
        ("gec,5,MWh,2023-12-01,2023-12-31,retired,,2026", 2026, "claim_year", "certificate_expired"),
        ("gec,5,MWh,2024-03-01,2025-01-31,retired,2025-03-01,2024", 2024, "claim_year", "vintage_after_claim"),
        ("green_power,5,MWh,2025-01-01,2025-01-31,retired,2025-03-01,2024", 2024, "claim_year", "vintage_after_claim"),
        ("ccer,5,tCO2e,2025-01-01,2025-02-01,retired,2025-03-01,2024", 2024, "claim_year", "vintage_after_claim"),
        ("ccer,5,tCO2e,2024-01-01,2024-12-31,retired,2024-06-01,2024", 2024, "retired_on", "retired_before_vintage"),
        ("ccer,5,tCO2e,2020-01-01,2020-12-31,retired,,2020", 2024, "claim_year", "year_outside"),
        ("ccer,5,tCO2e,2020-01-01,2020-12-31,retired,,2025", 2024, "claim_year", "year_outside"),
    ],
)
def test_lots_that_dont(tmp_path: Path, row: str, year: int, column: str, code: str) -> None:
    assert found(tmp_path, row, year) == [(3, column, code)]


def test_an_expired_certificate_is_worded_with_its_rule(tmp_path: Path) -> None:
    rows = HEADER + "gec,5,MWh,2021-01-01,2021-03-31,retired,2026-02-01,2024\n"
    (wording,) = faults(folder(tmp_path / "p", {"instruments.csv": rows}))
    assert wording.startswith("instruments.csv:2:retired_on: used on 2026-02-01, but certificates of 2021-01 were")
    assert "valid until 2025-12-31" in wording
    assert "国能发新能规〔2024〕67号" in wording


@given(st.dates(date(2024, 1, 1), date(2060, 12, 31)))
def test_a_certificate_is_valid_for_24_months_with_that_of_its_generation(generated: date) -> None:
    last = validities()["gec"].last_day(generated)
    after = last + timedelta(days=1)
    assert after.day == 1
    assert (after.year - generated.year) * 12 + after.month - generated.month == 24


@given(st.dates(date(2000, 1, 1), date(2023, 12, 31)))
def test_electricity_before_2024_is_valid_until_the_end_of_2025(generated: date) -> None:
    assert validities()["gec"].last_day(generated) == date(2025, 12, 31)
