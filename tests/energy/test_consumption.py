"""Energy use in standard coal (GB/T 2589-2020) and its renewable share (annex B 10), from activities."""

from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pyarrow as pa
import pytest

from lingtan.energy import derive_energy_use
from lingtan.knowledge import text
from lingtan.park import ACTIVITY_SCHEMA, GridFactorChoice, Instrument, Origin, Park, Profile

CALORIFIC, EQUIVALENT = Fraction("0.1229"), Fraction("0.3")
TEXTS = ("factor_unit", "factor_source", "parameters", "gas", "counterparty", "data_quality", "evidence", "note")

PROFILE = Profile(
    id="park",
    name="园区",
    name_en="park",
    region="CN-SH",
    reporting_year=2024,
    rulebook="t_seesa_010_2025",
    weights={},
    leading_values={},
    interpretations={},
    grid_factor=GridFactorChoice("provincial"),
    gwp="AR6",
    fuel_set="A",
    timezone="Asia/Shanghai",
)


def activity(method, item, quantity, unit, **given):
    return {
        "file": "activities.csv",
        "row": 2,
        "enterprise": "E1",
        "source": "S1",
        "method": method,
        "item": item,
        "quantity": Decimal(quantity),
        "unit": unit,
        "start": date(2024, 1, 1),
        "end": date(2024, 2, 1),
        **dict.fromkeys(TEXTS, ""),
        **given,
    }


def electricity(item, mwh, **given):
    return activity("electricity", item, mwh, "MWh", **given)


def energy(*rows, value="calorific", green_power_counts=False, instruments=()):
    table = pa.Table.from_pylist(list(rows), ACTIVITY_SCHEMA)
    park = Park(Path(), PROFILE, (), table, instruments=tuple(instruments))
    return {entry.quantity: entry for entry in derive_energy_use(park, table, value, green_power_counts)}


def total(*rows, **given):
    return energy(*rows, **given)["energy_consumption_total"].value


@pytest.mark.parametrize(
    ("row", "tce"),
    [
        (electricity("grid", 1000), "122.9"),
        (activity("electricity", "grid", 10, "万kWh"), "12.29"),
        (activity("heat", "bought", 1000, "GJ"), "34.12"),
        (activity("combustion", "天然气", 1, "tce"), "1"),
        (activity("combustion", "天然气", 293076, "MJ"), "10"),
    ],
    ids=lambda part: str(part) if isinstance(part, str) else part["unit"],
)
def test_energy_in_standard_coal(row, tce) -> None:
    assert total(row) == Fraction(tce)


def test_fuels_count_by_their_net_calorific_value() -> None:
    assert total(activity("combustion", "柴油", 10, "t")) == 10 * Fraction("42.652") / Fraction("29.3076")
    assert total(activity("mobile_combustion", "diesel", 10000, "kg")) == total(activity("combustion", "柴油", 10, "t"))


@pytest.mark.parametrize(
    ("row", "gj"),
    [
        (activity("combustion", "烟煤", 10, "t", parameters="ncv=20.9 GJ/t"), 209),
        (activity("combustion", "天然气", 10000, "m3", parameters="state=0C"), Fraction("389.31")),
        (
            activity("combustion", "柴油", 1000, "L", parameters="density=840 kg/m3"),
            Fraction("0.84") * Fraction("42.652"),
        ),
        (activity("combustion", "天然气", 1, "10^4Nm3", parameters="use=feedstock"), Fraction("389.31")),
    ],
    ids=["measured NCV", "volume with its state", "liquid with its density", "feedstock"],
)
def test_fuels_count_as_their_row_measures_them_and_feedstock_with_them(row, gj) -> None:
    assert total(row) == gj / Fraction("29.3076")


def test_conversion_counts_by_what_goes_in_less_what_comes_out() -> None:
    coal, coke = activity("conversion", "炼焦煤", 100, "t"), activity("conversion", "焦炭", -70, "t")
    lost = (100 * Fraction("28.2") - 70 * Fraction("28.435")) / Fraction("29.3076")
    assert total(coal, coke) == lost
    burnt = activity("combustion", "焦炭", 70, "t")
    assert total(coal, coke, burnt) == total(coal)


def test_steam_counts_by_its_heat_whether_measured_in_energy_or_in_mass() -> None:
    by_mass = activity("steam", "bought", 100, "t", parameters="enthalpy=2800 kJ/kg")
    assert total(by_mass) == total(activity("steam", "bought", 280, "GJ")) == 280 * Fraction("0.03412")
    unknown = activity("steam", "bought", 100, "t", factor=Decimal("0.3"), factor_unit="tCO2/t")
    assert ("not_counted:heat:bought", Fraction(100), "t") in energy(unknown)["energy_consumption_total"].inputs


def test_electricity_by_equivalent_value_is_the_option_and_the_national_scheme_always_takes_it() -> None:
    rows = (electricity("grid", 1000), electricity("onsite_pv", 100))
    assert total(*rows, value="equivalent") == 1100 * EQUIVALENT
    assert energy(*rows)["energy_consumption_equivalent"].value == 1100 * EQUIVALENT


def test_what_is_sent_out_is_taken_off() -> None:
    heat = activity("heat", "bought", -100, "GJ")
    assert total(electricity("grid", 100), electricity("grid", -20), heat) == 80 * CALORIFIC - Fraction("3.412")


def test_own_power_from_fuel_counts_as_its_fuel_and_its_surplus_leaves_the_park() -> None:
    gas = activity("combustion", "天然气", 1, "10^4Nm3")
    plant = electricity("onsite_fossil", 40)
    assert total(gas, plant) == total(gas)
    assert total(gas, plant, electricity("onsite_fossil", -10)) == total(gas) - 10 * CALORIFIC


def test_recovered_heat_and_transfers_inside_the_park_are_not_counted_again() -> None:
    bought = activity("heat", "bought", 100, "GJ")
    assert total(bought, activity("heat", "recovered", 50, "GJ")) == total(bought)
    assert total(bought, {**bought, "counterparty": "E2"}) == total(bought)


def test_only_the_reporting_year_counts() -> None:
    earlier = electricity("grid", 100, start=date(2023, 1, 1), end=date(2023, 2, 1))
    assert total(electricity("grid", 10), earlier) == 10 * CALORIFIC


def test_renewable_is_what_the_park_makes_or_gets_by_a_direct_line_not_the_public_grids() -> None:
    rows = (
        electricity("grid", 1000),
        electricity("green_power", 100),
        electricity("onsite_pv", 10),
        electricity("onsite_pv", -4),
        electricity("direct_renewable", 5),
        electricity("direct_non_fossil", 50),
    )
    assert energy(*rows)["renewable_energy_used"].value == 11 * CALORIFIC
    assert energy(*rows, green_power_counts=True)["renewable_energy_used"].value == 111 * CALORIFIC


def certificate(kind, mwh):
    origin = Origin("instruments.csv", 2)
    return Instrument(
        kind, "registry", "", "", "", Fraction(mwh), "MWh", None, None, "retired", None, 2024, False, "", origin
    )


def test_with_the_option_certificates_count_up_to_the_grid_electricity() -> None:
    rows = (electricity("grid", 100), electricity("green_power", 30))
    lots = (certificate("gec", 90), certificate("green_power", 50))
    found = energy(*rows, green_power_counts=True, instruments=lots)["renewable_energy_used"]
    assert found.value == (30 + 100) * CALORIFIC
    assert energy(*rows, instruments=lots)["renewable_energy_used"].value == 0


def test_electricity_of_the_national_scheme() -> None:
    found = energy(
        electricity("grid", 100),
        electricity("onsite_pv", 20),
        electricity("onsite_fossil", 30),
        electricity("grid", -5),
    )
    assert found["electricity_total"].value == 145
    assert found["direct_green_electricity"].value == 20


def test_a_fuel_the_library_does_not_know_is_listed_as_not_counted() -> None:
    pellets = activity("combustion", "废轮胎", 12, "t", factor=Decimal(0), factor_unit="tCO2/t")
    found = energy(electricity("grid", 1), pellets)["energy_consumption_total"]
    assert ("not_counted:fuel:废轮胎", Fraction(12), "t") in found.inputs
    assert found.value == CALORIFIC


def test_the_inputs_of_every_quantity_sum_to_it_and_its_method_is_worded() -> None:
    found = energy(electricity("grid", 100), electricity("onsite_pv", 20), activity("combustion", "柴油", 1, "t"))
    for entry in found.values():
        assert sum(value for _, value, _ in entry.inputs) == entry.value
        assert entry.basis
        assert text(entry.method, "zh") != text(entry.method, "en")


def test_a_park_without_energy_activities_derives_nothing() -> None:
    assert energy() == {}
    assert energy(activity("process", "熟料", 1, "tCO2")) == {}
