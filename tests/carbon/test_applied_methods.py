"""Heat and steam, carbonates, products, refrigerants, SF6, own factors and measured emissions, as rows bring them."""

from fractions import Fraction
from typing import Any

import pytest
from tests.carbon.applied_keys import applied, step, worded
from tests.carbon.carbon_parks import profile
from tests.knowledge.own_factors import own

from lingtan.knowledge import FactorMissing

STEAM = {"method": "steam", "item": "grid", "unit": "t"}


def test_heat_takes_0_11_tco2_per_gj() -> None:
    assert applied(method="heat", item="bought", unit="GJ").rates == {"CO2": Fraction("0.11")}
    assert applied(method="steam", item="grid", unit="GJ").rates == {"CO2": Fraction("0.11")}


@pytest.mark.parametrize(
    ("parameters", "enthalpy"),
    [
        ("pressure=0.8 MPa; temperature=200 °C", "2839.77"),
        ("pressure=0.8 MPa", "2768.30"),
        ("pressure=8 bar", "2768.30"),
        ("gauge_pressure=0.698675 MPa", "2768.30"),
        ("temperature=180 °C", "2777.22"),
        ("temperature=453.15 K", "2777.22"),
        ("enthalpy=2777 kJ/kg", "2777"),
    ],
)
def test_steam_by_mass_is_mass_times_enthalpy_times_0_11(parameters, enthalpy) -> None:
    """GB/T 32151.34-2024: mass x enthalpy x 10^-6 x 0.11; enthalpy by IAPWS-IF97."""
    found = applied(**STEAM, parameters=parameters)
    expected = Fraction(enthalpy) / 1000 * Fraction("0.11")
    assert abs(found.rates["CO2"] - expected) < Fraction("0.00001")
    assert abs(Fraction(step(found, "enthalpy")) - Fraction(enthalpy)) <= Fraction("0.01")


def test_condensate_that_goes_back_takes_its_heat_off() -> None:
    without = applied(**STEAM, parameters="pressure=0.8 MPa").tco2e_per_unit
    found = applied(**STEAM, parameters="pressure=0.8 MPa; condensate_temperature=60 °C")
    returned = Fraction(step(found, "condensate_enthalpy"))
    assert abs(returned - Fraction("251.15")) < Fraction("0.02")
    assert without - found.tco2e_per_unit == returned / 1000 * Fraction("0.11")


@pytest.mark.parametrize("item", ["non_fossil", "recovered"])
def test_non_fossil_and_recovered_steam_has_no_emissions(item) -> None:
    assert applied(method="steam", item=item, unit="t", parameters="pressure=0.8 MPa").rates == {"CO2": 0}


def test_an_impossible_state_is_a_fault_of_the_row_that_says_what_is_wrong() -> None:
    with pytest.raises(FactorMissing) as missing:
        applied(**STEAM, parameters="pressure=0.8 MPa; temperature=120 °C")
    assert (missing.value.code, missing.value.column) == ("steam_is_water", "parameters")
    assert "170.4 °C" in worded(missing.value)


@pytest.mark.parametrize(
    ("item", "factor"),
    [
        # GB/T 32151.34-2024, table C.2, tCO2/t.
        ("CaCO3", "0.440"),
        ("MgCO3", "0.522"),
        ("Na2CO3", "0.415"),
        ("NaHCO3", "0.524"),
        ("FeCO3", "0.380"),
        ("MnCO3", "0.383"),
        ("BaCO3", "0.223"),
        ("Li2CO3", "0.595"),
        ("K2CO3", "0.318"),
        ("SrCO3", "0.298"),
        ("CaMg(CO3)2", "0.477"),
    ],
)
def test_each_carbonate_has_its_factor(item, factor) -> None:
    found = applied(method="carbonate", item=item, unit="t")
    assert found.rates == {"CO2": Fraction(factor)}
    assert found.source.startswith("GB/T 32151.34-2024 表 C.2")


def test_a_carbonate_may_be_impure_partly_calcined_or_a_sorbent() -> None:
    limestone = {"method": "carbonate", "item": "石灰石", "unit": "t"}
    partly = applied(**limestone, parameters="carbonate_share=95 %; calcination=0.98")
    assert partly.rates == {"CO2": Fraction("0.44") * Fraction("0.95") * Fraction("0.98")}
    assert applied(**limestone, parameters="use=desulphurisation").rates == {"CO2": Fraction("0.396")}
    assert applied(method="carbonate", item="石灰石", unit="kg").rates == {"CO2": Fraction("0.00044")}


PRODUCTS = [
    ("水泥熟料", "CO2", "0.538"),
    ("石灰", "CO2", "0.683"),
    ("电石", "CO2", "1.154"),
    ("炼钢用石灰石", "CO2", "0.440"),
    ("炼钢用白云石", "CO2", "0.471"),
    ("电极消耗", "CO2", "3.663"),
    ("外购生铁", "CO2", "0.172"),
    ("外购直接还原铁", "CO2", "0.073"),
    ("ammonia_natural_gas", "CO2", "2.104"),
    ("methanol_gas", "CO2", "0.670"),
    ("methanol_coal", "CO2", "5.285"),
    ("steel_bof", "CO2", "1.46"),
    ("steel_eaf", "CO2", "0.08"),
    ("industrial_silicon", "CO2", "5.0"),
    ("ferrosilicon_75", "CO2", "4.0"),
    ("silicomanganese", "CO2", "1.4"),
]


@pytest.mark.parametrize(("item", "gas", "tonnes"), PRODUCTS, ids=lambda part: str(part))
def test_each_product_has_its_default(item, gas, tonnes) -> None:
    """省级温室气体清单编制指南; 钢铁生产企业核算指南; IPCC 2006 volume 3, tables 3.1, 3.12, 4.1, 4.5."""
    assert applied(method="process", item=item, unit="t").rates[gas] == Fraction(tonnes)


def test_aluminium_emits_perfluorocarbons_too() -> None:
    """IPCC 2006 volume 3, tables 4.10 and 4.15: 1.6 tCO2, 0.4 kg CF4 and 0.04 kg C2F6 per t of CWPB aluminium."""
    found = applied(method="process", item="原铝", unit="t", parameters="factor=aluminium-cwpb-ipcc")
    pfcs = (Fraction("0.4") * 7380 + Fraction("0.04") * 12400) / 1000
    assert found.rates == {"CO2": Fraction("1.6"), "PFCs": pfcs}
    assert found.uncertainty_pct == {"CO2": 10, "PFCs": 200}
    assert set(applied(method="process", item="原铝", unit="t", accounting="ndrc_910").rates) == {"CO2"}


def test_nitrous_oxide_and_fossil_methane_of_processes_go_by_their_potentials() -> None:
    acid = applied(method="process", item="nitric_acid_medium", unit="t")
    assert acid.rates == {"N2O": Fraction("7") * 273 / 1000}
    methanol = applied(method="process", item="methanol_gas", unit="t")
    assert methanol.rates["CH4"] == Fraction("2.3") * Fraction("29.8") / 1000


def test_clinker_of_measured_oxides_takes_the_formula_in_the_place_of_the_factor() -> None:
    found = applied(method="process", item="熟料", unit="t", parameters="cao=65 %; mgo=1.5 %")
    assert found.rates == {"CO2": Fraction("0.65") * 44 / 56 + Fraction("0.015") * 44 / 40}
    assert (found.item, step(found, "stated_in_row")) == ("clinker", "cao, mgo")


@pytest.mark.parametrize(
    ("item", "report", "kgco2e"),
    [("R-410A", "AR6", "2255.5"), ("R-410A", "AR5", "1923.5"), ("R-410A", "AR4", "2087.5"), ("R-134a", "AR6", "1530")],
)
def test_a_kilogram_topped_up_is_its_potential(item, report, kgco2e) -> None:
    found = applied(method="refrigerant_top_up", item=item, unit="kg", park=profile(gwp=report))
    assert found.rates == {"HFCs": Fraction(kgco2e) / 1000}


def test_a_blend_spells_its_components_with_their_source() -> None:
    found = applied(method="refrigerant_top_up", item="R-404A", unit="kg")
    parts = [(value, unit) for name, value, unit in found.steps if name == "component"]
    assert parts == [("0.44", "kg HFC-125/kg"), ("0.52", "kg HFC-143a/kg"), ("0.04", "kg HFC-134a/kg")]
    assert "ASHRAE 34" in found.source


def test_the_charge_of_equipment_leaks_by_its_kind() -> None:
    """IPCC 2006 volume 3, table 7.9: chillers 2-15 % a year, 8.5 % in the middle."""
    topped_up = applied(method="refrigerant_top_up", item="R-134a", unit="kg").tco2e_per_unit
    charge = applied(method="refrigerant_top_up", item="R-134a", unit="kg", parameters="equipment=chiller")
    assert charge.tco2e_per_unit == topped_up * Fraction("0.085")


def test_hcfc_22_is_recorded_outside_the_total_and_that_is_said() -> None:
    found = applied(method="refrigerant_top_up", item="R-22", unit="kg")
    assert (found.rates, found.flags) == ({"HFCs": 0}, ("gas_outside_total",))
    assert step(found, "outside_total") == "1960"


def test_a_blend_with_a_gas_outside_counts_the_rest() -> None:
    found = applied(method="refrigerant_top_up", item="R-408A", unit="kg")
    assert found.rates == {"HFCs": (Fraction("0.07") * 3740 + Fraction("0.46") * 5810) / 1000}
    assert "gas_outside_total" in found.flags


def test_a_kilogram_of_sf6_is_24300_kilograms_of_co2() -> None:
    assert applied(method="sf6_mass_balance", item="110kV GIS", unit="kg").rates == {"SF6": Fraction("24.3")}


def test_the_mass_balance_may_stand_in_the_parameters() -> None:
    """20 + 50 - 5 - 15 - 40 = 10 kg (IPCC 2006 volume 3, equation 8.4)."""
    balance = "stock_start=20 kg; bought=50 kg; sold=5 kg; stock_end=15 kg; capacity_change=40 kg"
    found = applied(method="sf6_mass_balance", item="GIS", unit="1", parameters=balance)
    assert found.rates == {"SF6": 10 * Fraction("24.3")}


@pytest.mark.parametrize(
    ("item", "rate"), [("密封设备", "0.002"), ("closed_in_use", "0.026"), ("sealed_manufacture", "0.07")]
)
def test_the_nameplate_leaks_by_ipcc_rates(item, rate) -> None:
    found = applied(method="sf6_mass_balance", item=item, unit="kg")
    assert found.rates == {"SF6": Fraction("24.3") * Fraction(rate)}


@pytest.mark.parametrize(
    ("factor", "unit", "gas", "rates"),
    [
        ("2", "tCO2e/t", "", {"CO2": "2"}),
        ("2000", "kgCO2e/t", "", {"CO2": "2"}),
        ("2", "tCO2e/t", "PFCs", {"PFCs": "2"}),
        ("7", "kgN2O/t", "", {"N2O": "1.911"}),
        ("1", "kgCH4/t", "", {"CH4": "0.0279"}),
        ("1", "kgCH4/t", "CH4_fossil", {"CH4": "0.0298"}),
        ("1", "gSF6/kg", "", {"SF6": "24.3"}),
        ("1", "kgNF3/t", "", {"NF3": "17.4"}),
    ],
    ids=lambda part: str(part),
)
def test_a_factor_of_the_row_may_be_co2e_or_a_mass_of_a_gas(factor, unit, gas, rates) -> None:
    found = applied(
        method="process", item="酸", unit="t", factor=factor, factor_unit=unit, factor_source="检测报告", gas=gas
    )
    assert found.rates == {name: Fraction(rate) for name, rate in rates.items()}


@pytest.mark.parametrize(
    ("method", "unit", "gas", "rates"),
    [
        ("composting", "tCO2e", "", {"CH4": "1"}),
        ("process", "kgCO2e", "HFCs", {"HFCs": "0.001"}),
        ("landfill", "tCH4", "", {"CH4": "27.9"}),
        ("landfill", "tCH4", "CH4_nonfossil", {"CH4": "27"}),
        ("carbonate", "tCO2", "", {"CO2": "1"}),
        ("refrigerant_top_up", "tCO2e", "", {"HFCs": "1"}),
        ("removal", "tCO2", "", {"CO2": "1"}),
    ],
)
def test_a_quantity_may_be_the_emission_itself(method, unit, gas, rates) -> None:
    found = applied(method=method, item="x", unit=unit, gas=gas)
    assert found.rates == {name: Fraction(rate) for name, rate in rates.items()}


def test_a_parks_own_factor_serves_any_method() -> None:
    mine = own(
        "钢材", method="purchased_goods", kg_per_unit={"CO2e": Fraction(2100)}, uncertainty_pct={"CO2e": Fraction(20)}
    )
    found = applied(method="purchased_goods", item="钢材", unit="kg", own=(mine,))
    assert found.rates == {"CO2": Fraction("2.1") / 1000}
    assert found.uncertainty_pct == {"CO2": 20}


def test_the_national_accounting_leaves_other_gases_out() -> None:
    assert applied(method="refrigerant_top_up", item="R-32", unit="kg", accounting="ndrc_910").rates == {}
    assert applied(method="sf6_mass_balance", item="GIS", unit="kg", accounting="ndrc_910").rates == {}


def test_keys_that_differ_in_their_factor_have_factors_of_different_ids() -> None:
    steam = {"method": "steam", "item": "grid", "unit": "t"}
    asked: list[dict[str, Any]] = [
        {**steam, "parameters": "pressure=0.8 MPa"},
        {**steam, "parameters": "pressure=1 MPa"},
        {"method": "landfill", "item": "x", "unit": "tCH4"},
        {"method": "landfill", "item": "x", "unit": "tCH4", "gas": "CH4_nonfossil"},
        {"method": "process", "item": "x", "unit": "tCO2e"},
        {"method": "process", "item": "x", "unit": "tCO2e", "gas": "PFCs"},
        {"method": "process", "item": "clinker", "unit": "t"},
        {"method": "process", "item": "clinker", "unit": "t", "parameters": "factor=clinker-cn-ets"},
        {"method": "carbonate", "item": "dolomite", "unit": "t"},
        {"method": "carbonate", "item": "dolomite", "unit": "t", "year": 2023},
    ]
    assert len({applied(**one).id for one in asked}) == len(asked)
