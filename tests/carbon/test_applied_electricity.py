"""Electricity: location-based by the province, market-based by the park's choice; the national accounting."""

from fractions import Fraction

import pytest
from tests.carbon.applied_keys import applied, step
from tests.carbon.carbon_parks import profile
from tests.knowledge.own_factors import own

from lingtan.knowledge import FactorMissing
from lingtan.park import GridFactorChoice

SHANGHAI = Fraction("0.5737")


@pytest.mark.parametrize(
    ("choice", "market"),
    [
        (GridFactorChoice("national"), "0.5306"),
        (GridFactorChoice("fossil"), "0.8273"),
        (GridFactorChoice("stated", Fraction("0.42"), "沪环气〔2022〕34号"), "0.42"),
    ],
    ids=lambda part: getattr(part, "table", part),
)
def test_the_choice_of_park_yaml_is_market_based_and_the_location_keeps_the_province(choice, market) -> None:
    """ISO 14064-1:2018 annex E: the location-based figure is the average of the place."""
    found = applied(park=profile(grid_factor=choice), year=2023)
    assert (found.rates, found.location) == ({"CO2": Fraction(market)}, SHANGHAI)
    assert step(found, "location_factor") == "0.5737"


def test_where_both_are_one_there_is_no_second_figure() -> None:
    found = applied(year=2023)
    assert (found.rates, found.location) == ({"CO2": SHANGHAI}, None)
    assert found.shared_id == "grid:CN-SH:2023"
    assert found.uncertainty_pct == {"CO2": 10}


def test_a_row_may_take_the_national_factor_without_traded_non_fossil_electricity() -> None:
    """0.6096 kgCO2/kWh of 2023 (生态环境部、国家统计局公告2025年第47号), for what is left after green power."""
    found = applied(parameters="residual=yes", year=2023)
    assert (found.rates, found.location) == ({"CO2": Fraction("0.6096")}, SHANGHAI)


@pytest.mark.parametrize(
    ("item", "location"), [("green_power", SHANGHAI), ("direct_renewable", None), ("onsite_pv", None)]
)
def test_green_power_is_zero_market_based_and_direct_supply_in_both(item, location) -> None:
    found = applied(item=item, year=2023)
    assert (found.rates, found.location) == ({"CO2": 0}, location)


def test_green_power_does_not_need_the_market_choice() -> None:
    found = applied(item="green_power", year=2023, park=profile(grid_factor=GridFactorChoice("fossil")))
    assert (found.rates, found.location) == ({"CO2": 0}, SHANGHAI)


def test_a_province_without_a_factor_takes_its_regional_grid_location_based() -> None:
    """Tibet has no provincial value; its grid is the southwest's (0.2472 in 2023)."""
    tibet = profile(region="CN-XZ", grid_factor=GridFactorChoice("national"))
    found = applied(park=tibet, year=2023)
    assert (found.rates, found.location) == ({"CO2": Fraction("0.5306")}, Fraction("0.2472"))
    assert found.flags == ("location_factor_regional",)


def test_outside_china_the_number_stated_is_both() -> None:
    abroad = profile(region="KR-47", grid_factor=GridFactorChoice("stated", Fraction("0.4173"), "KR"))
    found = applied(park=abroad)
    assert (found.rates, found.location) == ({"CO2": Fraction("0.4173")}, None)


def test_a_province_without_a_factor_has_no_provincial_market_based_one() -> None:
    with pytest.raises(FactorMissing) as missing:
        applied(park=profile(region="CN-XZ"))
    assert (missing.value.code, missing.value.column) == ("grid_factor_missing", "")


def test_a_suppliers_factor_of_the_row_or_of_the_park_is_market_based() -> None:
    row = applied(factor="0.3", factor_unit="kgCO2/kWh", factor_source="供应商", year=2023)
    supplier = own("grid", method="electricity", unit="MWh", co2="300")
    park = applied(own=(supplier,), year=2023)
    for found in (row, park):
        assert (found.rates, found.location) == ({"CO2": Fraction("0.3")}, SHANGHAI)
    assert row.id == "own:activities.csv:2"


def test_the_national_accounting_takes_one_fossil_factor_whatever_the_row_says() -> None:
    """Annex 4 prints 0.8325 for every year; green power and direct supply are 0."""
    fossil = Fraction("0.8325")
    assert applied(accounting="ndrc_910").rates == {"CO2": fossil}
    assert applied(accounting="ndrc_910", parameters="residual=yes").rates == {"CO2": fossil}
    assert applied(accounting="ndrc_910", item="green_power").rates == {"CO2": 0}
    assert applied(accounting="ndrc_910", item="onsite_pv").rates == {"CO2": 0}
    supplier = own("grid", method="electricity", unit="MWh", co2="300")
    found = applied(accounting="ndrc_910", own=(supplier,))
    assert (found.rates, found.flags) == ({"CO2": fossil}, ("own_electricity_factor_not_used",))
