"""The national accounting (发改环资〔2025〕910号, annex 4): CO2 only, fossil-power factor, no offsets."""

from fractions import Fraction

import pytest
from tests.carbon.carbon_parks import instrument, inventory, lines, profile

from lingtan.carbon import derive_from_inventory
from lingtan.knowledge import text
from lingtan.park import GridFactorChoice


def national(*rows, **given):
    return inventory(*rows, accounting="ndrc_910", **given)


@pytest.mark.parametrize("table", ["provincial", "national", "fossil"])
def test_grid_electricity_takes_0_8325_whatever_the_park_chose(table) -> None:
    assert national({"quantity": "1000"}, profile=profile(grid_factor=GridFactorChoice(table))).total.gross == Fraction(
        "832.5"
    )


@pytest.mark.parametrize("item", ["green_power", "direct_non_fossil", "direct_renewable", "onsite_pv", "onsite_wind"])
def test_direct_and_green_electricity_takes_0(item) -> None:
    assert national({"item": item, "quantity": "1000"}).total.gross == 0


def test_electricity_with_certificates_takes_0() -> None:
    assert national({"quantity": "100"}, instruments=(instrument("gec", 40),)).total.gross == 60 * Fraction("0.8325")


def test_electricity_flows_in_minus_out() -> None:
    assert national({"quantity": "100"}, {"quantity": "-10"}).total.gross == 90 * Fraction("0.8325")
    own_plant = {"item": "onsite_fossil", "quantity": "50"}
    assert national(own_plant, {**own_plant, "quantity": "-20"}).total.gross == -20 * Fraction("0.8325")


def test_a_factor_of_the_row_is_not_taken_for_electricity_and_that_is_flagged() -> None:
    found = national({"factor": "0.42", "factor_unit": "tCO2/MWh", "factor_source": "沪环气〔2022〕34号"}, {})
    assert found.total.gross == 2 * Fraction("0.8325")
    ((code, parts),) = found.flags
    assert text(f"flag.{code}", "zh", **dict(parts))


def test_heat_takes_0_11_or_the_measured_factor_and_fuels_their_carbon_balance() -> None:
    heat = {"method": "heat", "item": "bought", "unit": "GJ", "quantity": "100"}
    assert national(heat).total.gross == 11
    assert national({**heat, "factor": "0.1", "factor_unit": "tCO2/GJ"}).total.gross == 10
    gas = {"method": "combustion", "item": "天然气", "unit": "10^4Nm3"}
    assert national(gas).total.gross == inventory(gas).total.by_gas["CO2"]


def test_other_gases_leave_the_accounting_and_are_counted_out_loud() -> None:
    refrigerant = {"method": "refrigerant_top_up", "item": "R-410A", "unit": "tCO2e", "quantity": "9"}
    found = national({}, refrigerant)
    assert [line["gas"] for line in lines(found)] == ["CO2"]
    assert ("other_gases_left_out", (("rows", "1"),)) in found.flags
    assert inventory({}, refrigerant).total.by_gas["HFCs"] == 9


def test_it_becomes_the_quantity_of_the_national_scheme_and_never_gross_emissions() -> None:
    assert [entry.quantity for entry in derive_from_inventory(national({}))] == ["co2_emissions_910"]
