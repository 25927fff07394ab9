"""Fuels burnt and converted: carbon balance by the library or by measured values, CH4 and N2O, biogenic CO2 apart."""

from fractions import Fraction

import pytest
from tests.carbon.applied_keys import applied, step
from tests.carbon.carbon_parks import profile
from tests.knowledge.own_factors import own

COAL = {"method": "combustion", "item": "烟煤", "unit": "t"}
GAS = {"method": "combustion", "item": "天然气", "unit": "10^4Nm3"}
DIESEL = {"method": "mobile_combustion", "item": "柴油", "unit": "t"}


def test_natural_gas_burns_by_its_carbon_and_the_flame_adds_methane_and_nitrous_oxide() -> None:
    """389.31 GJ x 15.3 tC/TJ x 99 % x 44/12; 1 kg CH4 and 0.1 kg N2O per TJ (IPCC 2006 volume 2, table 2.3)."""
    found = applied(**GAS)
    tj = Fraction("0.38931")
    assert found.rates == {
        "CO2": Fraction("21.62188809"),
        "CH4": tj * 1 * 27 / 1000,
        "N2O": tj * Fraction("0.1") * 273 / 1000,
    }
    assert (found.location, found.biogenic, found.shared_id) == (None, 0, "fuel:A:natural_gas")
    assert (step(found, "ncv"), step(found, "oxidation")) == ("389.31", "0.99")


@pytest.mark.parametrize(
    ("item", "sector", "ch4", "n2o"),
    [
        # IPCC 2006 volume 2, tables 2.3 (industry), 2.4 (commercial) and 2.2 (energy industries), kg/TJ.
        ("无烟煤", "industry", 10, "1.5"),
        ("无烟煤", "commercial", 10, "1.5"),
        ("无烟煤", "energy", 1, "1.5"),
        ("焦炭", "industry", 10, "1.5"),
        ("柴油", "industry", 3, "0.6"),
        ("柴油", "commercial", 10, "0.6"),
        ("石油焦", "industry", 3, "0.6"),
        ("液化石油气", "industry", 1, "0.1"),
        ("液化石油气", "commercial", 5, "0.1"),
        ("焦炉煤气", "industry", 1, "0.1"),
        ("天然气", "commercial", 5, "0.1"),
        ("木材", "industry", 30, "4"),
        ("木材", "commercial", 300, "4"),
        ("沼气", "commercial", 5, "0.1"),
        ("废油", "industry", 3, "0.6"),
    ],
)
def test_methane_and_nitrous_oxide_go_by_fuel_and_sector(item, sector, ch4, n2o) -> None:
    found = applied(method="combustion", item=item, unit="TJ", parameters=f"sector={sector}")
    assert found.rates["CH4"] == Fraction(ch4) * 27 / 1000
    assert found.rates["N2O"] == Fraction(n2o) * 273 / 1000


@pytest.mark.parametrize(
    ("item", "technology", "ch4", "n2o"),
    [
        # IPCC 2006 volume 2, tables 3.2.2, 3.3.1, 3.4.1, 3.5.3 and 3.6.5, kg/TJ.
        ("汽油", "road", "3.8", "5.7"),
        ("汽油", "uncontrolled", "33", "3.2"),
        ("汽油", "oxidation_catalyst", "25", "8.0"),
        ("柴油", "road", "3.9", "3.9"),
        ("柴油", "off_road", "4.15", "28.6"),
        ("柴油", "rail", "4.15", "28.6"),
        ("柴油", "water", "7", "2"),
        ("天然气", "road", "92", "3"),
        ("液化石油气", "road", "62", "0.2"),
        ("一般煤油", "aviation", "0.5", "2"),
    ],
)
def test_vehicles_go_by_fuel_and_technology(item, technology, ch4, n2o) -> None:
    found = applied(method="mobile_combustion", item=item, unit="TJ", parameters=f"technology={technology}")
    assert found.rates["CH4"] == Fraction(ch4) * 27 / 1000
    assert found.rates["N2O"] == Fraction(n2o) * 273 / 1000


def test_a_fuel_without_factors_in_a_use_counts_its_co2_and_says_so() -> None:
    found = applied(method="mobile_combustion", item="烟煤", unit="t")
    assert (set(found.rates), found.flags) == ({"CO2"}, ("no_ch4_n2o",))


def test_measured_values_take_the_place_of_defaults_and_the_row_says_so() -> None:
    found = applied(**COAL, parameters="ncv=21.5 GJ/t; carbon_content=25.8 tC/TJ; oxidation=98 %")
    assert found.rates["CO2"] == Fraction("21.5") * Fraction("25.8") * Fraction("0.98") * 44 / 12 / 1000
    assert step(found, "stated_in_row") == "ncv, carbon_content, oxidation"
    assert found.quality == "measured"
    assert found.id != applied(**COAL).id
    assert found.shared_id != applied(**COAL).shared_id


def test_carbon_per_tonne_is_all_the_carbon_balance_needs() -> None:
    """0.52 tC/t x 93 % x 44/12; the default NCV stays for CH4 and N2O."""
    found = applied(**COAL, parameters="carbon_share=52 %")
    assert found.rates["CO2"] == Fraction("0.52") * Fraction("0.93") * 44 / 12
    assert found.rates["CH4"] == applied(**COAL).rates["CH4"]


def test_own_flame_factors_take_the_place_of_the_defaults() -> None:
    found = applied(**GAS, parameters="ch4=2 kgCH4/TJ")
    assert found.rates["CH4"] == 2 * applied(**GAS).rates["CH4"]


def test_wood_emits_biogenic_co2_apart_and_methane_and_nitrous_oxide_in_the_total() -> None:
    """15.6 GJ/t x 30.5 tC/TJ x 44/12 (IPCC 2006 volume 2, tables 1.2 and 1.3)."""
    found = applied(method="combustion", item="木材", unit="t")
    assert found.biogenic == Fraction("15.6") * Fraction("30.5") * 44 / 12 / 1000
    assert found.rates["CO2"] == 0
    assert found.rates["CH4"] == Fraction("0.0156") * 30 * 27 / 1000


@pytest.mark.parametrize("item", ["生物质颗粒", "秸秆", "沼气", "生物柴油", "木炭", "填埋气", "生活垃圾（生物质部分）"])
def test_every_biomass_fuel_has_no_co2_in_the_total(item) -> None:
    found = applied(method="combustion", item=item, unit="GJ")
    assert (found.rates["CO2"], found.biogenic > 0) == (0, True)


def test_a_mixed_fuel_is_split_by_its_biogenic_share() -> None:
    """Waste of which 40 % of the carbon is biogenic (EN 15440 report)."""
    whole = applied(method="combustion", item="工业废物", unit="GJ").rates["CO2"]
    found = applied(method="combustion", item="工业废物", unit="GJ", parameters="biogenic_share=40 %")
    assert (found.rates["CO2"], found.biogenic) == (whole * Fraction("0.6"), whole * Fraction("0.4"))


def test_litres_go_by_the_density_stated() -> None:
    litre = applied(method="mobile_combustion", item="柴油", unit="L", parameters="density=0.84 kg/L")
    assert litre.tco2e_per_unit == applied(**DIESEL).tco2e_per_unit * Fraction("0.00084")


def test_a_gas_volume_metered_at_20_degrees_is_7_per_cent_less_than_a_normal_one() -> None:
    billed = applied(method="combustion", item="天然气", unit="m3", parameters="state=20C").tco2e_per_unit
    normal = applied(method="combustion", item="天然气", unit="m3", parameters="state=0C").tco2e_per_unit
    assert normal == applied(method="combustion", item="天然气", unit="Nm3").tco2e_per_unit
    assert billed / normal == Fraction("273.15") / Fraction("293.15")


def test_a_conversion_balances_carbon_at_full_oxidation_and_knows_co2_only() -> None:
    """Annex 4 of 发改环资〔2025〕910号: input x factor - output x factor, oxidation 100 %."""
    crude = applied(method="conversion", item="原油", unit="t")
    gasoline = applied(method="conversion", item="汽油", unit="t", sent_out=True)
    assert crude.rates == {"CO2": Fraction("41.816") * Fraction("20.1") * 44 / 12 / 1000}
    assert gasoline.rates == {"CO2": Fraction("43.07") * Fraction("18.9") * 44 / 12 / 1000}


def test_a_product_of_known_carbon_balances_by_it() -> None:
    found = applied(method="conversion", item="其他石油制品", unit="t", parameters="carbon_share=0.856 tC/t")
    assert found.rates == {"CO2": Fraction("0.856") * 44 / 12}


@pytest.mark.parametrize("report", ["AR4", "AR5", "AR6"])
def test_the_potentials_are_those_of_the_report_of_park_yaml(report) -> None:
    found = applied(**GAS, park=profile(gwp=report))
    methane = {"AR4": 25, "AR5": 28, "AR6": 27}[report]
    assert found.rates["CH4"] == Fraction("0.38931") * methane / 1000


def test_the_national_accounting_counts_co2_only_and_no_biogenic_co2() -> None:
    assert set(applied(**GAS, accounting="ndrc_910").rates) == {"CO2"}
    wood = applied(method="combustion", item="木材", unit="t", accounting="ndrc_910")
    assert (wood.rates, wood.biogenic) == ({"CO2": 0}, 0)


def test_each_gas_has_the_uncertainty_of_its_factor() -> None:
    """IPCC 2006 volume 2, table 2.3: CH4 of gas 0.3 .. 3 around 1, N2O 0.03 .. 0.3 around 0.1 kg/TJ."""
    assert applied(**GAS).uncertainty_pct == {"CO2": 5, "CH4": 135, "N2O": 135}


def test_a_fuel_of_a_parks_own_factor_takes_it() -> None:
    pellets = own(
        "生物质颗粒",
        method="combustion",
        kg_per_unit={"CO2": Fraction(5), "CH4": Fraction("0.3"), "CO2_biogenic": Fraction(1500)},
    )
    found = applied(method="combustion", item="生物质颗粒", unit="kg", own=(pellets,))
    assert found.rates == {"CO2": Fraction("0.000005"), "CH4": Fraction("0.0003") * Fraction("27.9") / 1000}
    assert (found.biogenic, found.item) == (Fraction("0.0015"), "other_solid_biomass")
    assert "EV-1" in found.source
