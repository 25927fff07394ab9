"""The UK Government's conversion factors 2020: their gas splits add up, and the library's rows are theirs.

Open Government Licence v3.0. The data are outside the repository; where they are not, these tests are skipped.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from fractions import Fraction

import pytest
from tests.acceptance.measured import DATA
from tests.carbon.library_values import rows, species_of

from lingtan.knowledge.factors.gas_split import split_gap, split_sums_to_total

DEFRA = DATA / "cases_carbon" / "defra_2020_rows.csv"
PREFIX = "UK Government GHG Conversion Factors 2020: "
PARTS = ("kgCO2_as_CO2e", "kgCH4_as_CO2e", "kgN2O_as_CO2e")
TOLERANCE = Fraction("0.000021")
AR4 = {"CO2": Fraction(1), "CH4": Fraction(25), "N2O": Fraction(298), "CO2e": Fraction(1)}
COLUMNS = {"CO2": PARTS[0], "CH4": PARTS[1], "N2O": PARTS[2], "CO2e": "kgCO2e"}
UNITS = {
    "t*km": "tonne.km",
    "km": "km",
    "pkm": "passenger.km",
    "t": "tonnes",
    "m3": "cubic metres",
    "1": "Room per night",
}

pytestmark = [
    pytest.mark.acceptance,
    pytest.mark.skipif(not DEFRA.exists(), reason=f"the measured data is not here: {DEFRA} is missing"),
]


@pytest.fixture(scope="module")
def printed() -> list[dict[str, str]]:
    with DEFRA.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def total_of(row: Mapping[str, str]) -> Fraction:
    """The printed total, without the float noise of the file (0.12919999999999998)."""
    return Fraction(round(Fraction(row["kgCO2e"]) * 10**9), 10**9)


def parts_of(row: Mapping[str, str]) -> dict[str, Fraction]:
    return {name: Fraction(row[name]) for name in PARTS}


def test_every_split_adds_up_to_its_total(printed: list[dict[str, str]]) -> None:
    split = [row for row in printed if all(row[name] for name in PARTS)]
    assert len(split) == 1189
    apart = [row for row in split if not split_sums_to_total(total_of(row), parts_of(row), TOLERANCE)]
    assert apart == []


def test_the_check_sees_a_part_that_is_missing(printed: list[dict[str, str]]) -> None:
    row = next(row for row in printed if row["kgN2O_as_CO2e"] and Fraction(row["kgN2O_as_CO2e"]) > TOLERANCE * 2)
    parts = parts_of(row) | {"kgN2O_as_CO2e": Fraction(0)}
    assert not split_sums_to_total(total_of(row), parts, TOLERANCE)
    assert split_gap(total_of(row), parts) < 0


def test_the_rows_of_the_library_are_those_printed(printed: list[dict[str, str]]) -> None:
    """Every gas at the potential of AR4, which these tables use, is what is printed of it."""
    by_name = {(name_of(row), row["uom"]): row for row in printed}
    taken = [row for table in ("transport", "commuting", "goods") for row in rows("per_unit", table)]
    checked = 0
    for row in taken:
        if not row["source"].startswith(PREFIX) or "×" in row["source"]:
            continue
        origin = by_name[row["source"].removeprefix(PREFIX), UNITS[row["unit"]]]
        for species, kg in species_of(row):
            stated = Fraction(origin[COLUMNS[species]])
            assert abs(kg * AR4[species] - stated) <= stated / 10**11, (row["id"], species)
        checked += 1
    assert checked > 70


def name_of(row: Mapping[str, str]) -> str:
    parts = (row[name].strip() for name in ("level1", "level2", "level3", "level4", "column_text"))
    return " / ".join(part for part in parts if part)
