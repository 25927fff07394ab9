"""Units and exact numbers: a unit is what its definition says, a conversion is a fraction, rounding is half-even."""

from __future__ import annotations

import csv
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lingtan.base import UnitMismatch, convert, decimal_text, known_unit, unit_factor
from lingtan.base.quantities import UNIT_TABLE, measured_spellings


@pytest.mark.parametrize(
    ("unit", "to", "factor"),
    [
        ("10^4 Nm3", "Nm3", 10_000),
        ("10^4Nm3", "Nm3", 10_000),
        ("万Nm³", "Nm3", 10_000),
        ("kgCO2/kWh", "tCO2e/MWh", 1),
        ("tCO2/万kWh", "tCO2/MWh", Fraction(1, 10)),
        ("tCO2/10^4 Nm3", "tCO2e/Nm3", Fraction(1, 10_000)),
        ("tce", "GJ", Fraction("29.3076")),
        ("吨标准煤", "kgce", 1_000),
        ("MWh", "GJ", Fraction("3.6")),
        ("10^8 CNY", "10^4 CNY", 10_000),
        ("公顷", "m2", 10_000),
        ("km2", "hm2", 100),
        ("%", "1", Fraction(1, 100)),
        ("t·km", "t*km", 1),
        ("kWh/h", "kW", 1),
        ("kgCO2e/(t*km)", "tCO2e/(吨公里)", Fraction(1, 1000)),
    ],
)
def test_a_unit_is_exactly_what_its_definition_says(unit: str, to: str, factor: int | Fraction) -> None:
    assert unit_factor(unit, to) == factor


@pytest.mark.parametrize(
    "unit", ["kWH", "mWh", "foo", "t/", "10^4", "kWh; 1", "1e999999999", "9**9**9", "10^999 t", "二吨", "m³³", "t/d/d"]
)
def test_what_is_no_unit_is_refused(unit: str) -> None:
    assert not known_unit(unit)


def test_no_unit_is_a_number_of_things() -> None:
    assert unit_factor("", "1") == 1


@pytest.mark.parametrize(("unit", "to"), [("m3", "Nm3"), ("t", "tCO2e"), ("kWh", "kW"), ("m2", "m3"), ("t", "1")])
def test_units_of_different_kinds_do_not_convert(unit: str, to: str) -> None:
    with pytest.raises(UnitMismatch):
        unit_factor(unit, to)


@given(st.fractions(), st.sampled_from([("MWh", "tce"), ("10^4 kWh", "GJ"), ("hm2", "km2"), ("t", "kg")]))
def test_a_conversion_there_and_back_is_exact(value: Fraction, units: tuple[str, str]) -> None:
    unit, to = units
    assert convert(convert(value, unit, to), to, unit) == value


@given(st.text(max_size=12))
def test_any_text_is_a_unit_or_refused(text: str) -> None:
    assert known_unit(text) in (True, False)


def test_the_table_of_measured_spellings_is_what_the_unit_library_measures() -> None:
    with UNIT_TABLE.open(encoding="utf-8", newline="") as file:
        assert [tuple(row) for row in csv.reader(file)][1:] == list(measured_spellings())


@pytest.mark.parametrize(
    ("value", "shown"),
    [("75", "75.0000"), ("-1/3", "-0.3333"), ("1/20000", "0.0000"), ("3/20000", "0.0002"), ("0", "0.0000")],
)
def test_results_print_four_decimals_half_even(value: str, shown: str) -> None:
    assert decimal_text(Fraction(value), 4) == shown
