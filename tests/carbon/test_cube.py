"""The full cube: the same lines by year, month, category, scope, enterprise and gas."""

from datetime import date
from fractions import Fraction

import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.carbon.carbon_parks import SHANGHAI_2023, inventory

from lingtan.carbon import CUBE_SCHEMA, full_cube


def cells(found):
    return full_cube(found.cube).to_pylist()


def test_a_month_a_category_an_enterprise_and_a_gas_make_a_cell() -> None:
    boiler = {"method": "combustion", "item": "柴油", "unit": "t", "enterprise": "E2"}
    found = inventory({"quantity": "10"}, {"quantity": "20"}, boiler)
    assert full_cube(found.cube).schema == CUBE_SCHEMA
    electricity = [cell for cell in cells(found) if cell["category"] == 2]
    assert [(cell["month"], cell["scope"], cell["enterprise"], cell["gas"]) for cell in electricity] == [
        (1, 2, "E1", "CO2")
    ]
    assert Fraction(electricity[0]["co2e_t"]) == 30 * SHANGHAI_2023
    assert {cell["scope"] for cell in cells(found) if cell["category"] == 1} == {1}


starts = st.dates(date(2024, 1, 1), date(2024, 12, 30))


@settings(max_examples=25, deadline=None)
@given(st.lists(st.tuples(starts, st.integers(1, 366), st.integers(1, 10**12)), min_size=1, max_size=8))
def test_every_view_of_the_cube_sums_to_the_same_total(spans) -> None:
    rows = []
    for start, length, nano in spans:
        end = min(date.fromordinal(start.toordinal() + length), date(2025, 1, 1))
        rows.append({"start": start, "end": end, "quantity": f"{nano}E-9"})
    found = inventory(*rows)
    months: dict[int, Fraction] = {}
    for cell in cells(found):
        months[cell["month"]] = months.get(cell["month"], Fraction(0)) + Fraction(cell["co2e_t"])
    assert {month: amount for month, amount in found.total.by_month.items() if amount} == months
    assert sum(months.values()) == found.total.gross


def test_a_park_without_activities_has_an_empty_cube() -> None:
    assert full_cube(inventory().cube).equals(pa.table(CUBE_SCHEMA.empty_table()))
