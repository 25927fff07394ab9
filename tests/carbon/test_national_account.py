"""The national account of a park by annex 4 of 发改环资〔2025〕910号, part by part, and its indicators by annex 3."""

import json
from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest
from tests.carbon.carbon_parks import activities, inventory, park, profile
from tests.carbon.national_parks import (
    CONVERSION,
    ELECTRICITY,
    FOSSIL,
    WHOLE,
    account,
    carbon_t,
    converted,
    fuel,
    heat,
    line_t,
    own,
    product,
    stated,
    whole_park,
)

from lingtan.carbon import build_inventory, derive_from_inventory, national_account, national_json
from lingtan.energy import derive_energy_use
from lingtan.evaluation import evaluate
from lingtan.knowledge import load_rulebook, text
from lingtan.park import Enterprise, GridFactorChoice, Origin

COAL_TCE = Fraction("29.3076")


# The park is energy and processes; energy is fuels burnt, conversion, and electricity and heat bought


def test_a_park_with_every_kind_of_emission_worked_by_hand() -> None:
    found = whole_park()
    coal = line_t(100, carbon_t("26.7", "27.4", "0.94")) + line_t(1000, carbon_t("19.57", "26.1", "0.93"))
    oil = line_t(20, carbon_t("42.652", "20.2", "0.98")) + line_t(10, carbon_t("43.07", "19.6", "0.98"))
    gas = line_t(50, carbon_t("389.31", "15.3", "0.99"))
    assert found.fuel_by_group == {"coal": coal, "oil": oil, "gas": gas, "other": 10}
    put_in = line_t(1000, carbon_t("28.2", "25.8"))
    put_out = line_t(700, carbon_t("28.435", "29.5")) + line_t(20, carbon_t("179.81", "13.58"))
    assert found.conversion_t == put_in - put_out
    assert found.electricity.co2_t == (2000 - 50 - 150) * FOSSIL
    assert found.heat_t == 110 + 10 - 11
    assert found.process_t == 538 + Fraction("6.83") + 210 + 20 + 7
    assert found.indirect_t == found.electricity.co2_t + found.heat_t
    assert found.energy_t == coal + oil + gas + 10 + found.conversion_t + found.indirect_t
    assert found.total_t == found.energy_t + found.process_t


def test_only_an_inventory_of_this_method_is_taken() -> None:
    table = activities({})
    with pytest.raises(ValueError, match="ndrc_910"):
        national_account(park(table), table, build_inventory(park(table), table, "t_seesa"))


def test_other_years_transfers_and_other_indirect_emissions_stay_out() -> None:
    earlier = {"quantity": "99", "start": date(2023, 1, 1), "end": date(2023, 2, 1)}
    passed_on = {"quantity": "98", "counterparty": "E2"}
    commuting = {"method": "commuting", "item": "bus", "quantity": "97", "unit": "tCO2"}
    assert account({"quantity": "1"}, earlier, passed_on, commuting).total_t == FOSSIL


# E_fuel: three groups, raw coal split in four, uses


@pytest.mark.parametrize(
    ("item", "group", "raw_coal"),
    [
        ("无烟煤", "coal", "anthracite"),
        ("炼焦煤", "coal", "coking_bituminous"),
        ("烟煤", "coal", "general_bituminous"),
        ("褐煤", "coal", "lignite"),
        ("洗精煤", "coal", ""),
        ("焦炭", "coal", ""),
        ("汽油", "oil", ""),
        ("液化石油气", "oil", ""),
        ("液化天然气", "gas", ""),
        ("生物柴油", "other", ""),
    ],
)
def test_fuels_are_recorded_in_three_groups_and_raw_coal_by_kind(item, group, raw_coal) -> None:
    (use,) = account(fuel(item, "1")).fuels
    assert (use.group, use.raw_coal, use.use) == (group, raw_coal, "final")


def test_uses_are_told_apart_where_the_row_names_them() -> None:
    found = account(
        fuel("烟煤", "1"), fuel("烟煤", "2", parameters="用途=power"), fuel("烟煤", "3", parameters="use=heat")
    )
    assert {use.use: use.quantity for use in found.fuels} == {"final": 1, "power": 2, "heat": 3}


def test_final_consumption_is_without_feedstock_whose_energy_still_counts() -> None:
    burnt, raw = fuel("天然气", "1", "10^4Nm3"), fuel("天然气", "1", "10^4Nm3", parameters="use=feedstock")
    found = account(raw)
    assert found.total_t == 0
    assert found.energy.tce == account(burnt).energy.tce == Fraction("389.31") / COAL_TCE
    assert "national_feedstock_without_process" in [code for code, _ in found.flags]
    with_product = account(raw, product("合成氨", "1", **own("2.1", "tCO2/t")))
    assert "national_feedstock_without_process" not in [code for code, _ in with_product.flags]


def test_what_is_feedstock_is_not_burnt_in_the_other_inventory_either_and_that_is_said() -> None:
    found = inventory(fuel("天然气", "1", "10^4Nm3", parameters="use=feedstock"))
    assert found.total.gross == 0
    assert "feedstock_not_burnt" in [code for code, _ in found.flags]


@pytest.mark.parametrize("use", ["international_aviation", "international_shipping"])
def test_international_bunkers_are_listed_apart_and_not_deducted(use) -> None:
    row = {"method": "mobile_combustion", "item": "煤油", "quantity": "10", "unit": "t"}
    found = account({**row, "parameters": f"use={use}"})
    assert found.total_t == account(row).total_t > 0
    assert [(bunker.use, bunker.co2_t) for bunker in found.bunkers] == [(use, found.total_t)]
    assert account(row).bunkers == ()


# E_conversion = sum(input x factor) - sum(output x factor), oxidation 100 %


def test_conversion_is_a_carbon_balance_at_full_oxidation_for_each_source() -> None:
    found = account(*CONVERSION, converted("crude_oil", "10", source="炼油"))
    balances = {balance.source: balance for balance in found.conversions}
    assert balances["焦化"].input_t == line_t(1000, carbon_t("28.2", "25.8"))
    assert balances["焦化"].output_t == sum(-flow.co2_t for flow in balances["焦化"].flows if flow.quantity < 0)
    assert balances["炼油"].co2_t == line_t(10, carbon_t("41.816", "20.1"))
    assert found.conversion_t == balances["焦化"].co2_t + balances["炼油"].co2_t == found.total_t


def test_more_carbon_out_than_in_is_flagged() -> None:
    found = account(converted("原油", "10"), converted("柴油", "-11"))
    assert found.conversion_t < 0
    assert "national_conversion_gains_carbon" in [code for code, _ in found.flags]


# E_electricity: direct non-fossil, green power and certificates 0, everything else 0.8325; inflow minus outflow


def test_electricity_by_what_took_which_factor() -> None:
    found = whole_park().electricity
    assert found.fossil_factor_tco2_per_mwh == FOSSIL
    assert found.fossil_mwh == 2000 - 150 - 50
    assert found.zero_mwh == {
        "direct_non_fossil": 400,
        "green_power": 400,
        "certificates": 150,
        "fuel_counted": 500,
    }
    assert (found.inflow_mwh, found.generated_mwh, found.outflow_mwh) == (2700, 600, 50)
    assert found.fossil_mwh + sum(found.zero_mwh.values()) == 2700 + 600 - 50


@pytest.mark.parametrize(
    "choice",
    [
        GridFactorChoice("provincial"),
        GridFactorChoice("national"),
        GridFactorChoice("fossil"),
        GridFactorChoice("stated", Fraction(9), "x"),
    ],
)
@pytest.mark.parametrize("given", [{}, {"factor": "0.42", "factor_unit": "tCO2/MWh", "factor_source": "x"}])
def test_green_power_is_zero_whatever_park_yaml_or_the_row_says(choice, given) -> None:
    found = account({"item": "green_power", "quantity": "1000", **given}, profile=profile(grid_factor=choice))
    assert found.total_t == 0
    assert found.electricity.zero_mwh["green_power"] == 1000
    assert [part.own_factor_not_used for part in found.electricity.parts] == [bool(given)]


@pytest.mark.parametrize("item", ["grid", "onsite_fossil"])
def test_sending_out_is_buying_with_the_sign_swapped(item) -> None:
    before, sent = account(*ELECTRICITY), account(*ELECTRICITY, {"item": item, "quantity": "-7"})
    assert sent.electricity.co2_t == before.electricity.co2_t - 7 * FOSSIL
    bought = account(*ELECTRICITY, {"quantity": "7"})
    assert bought.electricity.co2_t - before.electricity.co2_t == before.electricity.co2_t - sent.electricity.co2_t


# E_heat: fossil heat by measured factor or 0.11 tCO2/GJ; non-fossil heat 0; inflow minus outflow


def test_heat_by_kind_direction_and_basis_of_its_factor() -> None:
    found = whole_park().heat
    assert {(part.item, part.direction, part.basis): (part.gj, part.co2_t) for part in found} == {
        ("bought", "in", "default"): (1000, 110),
        ("bought", "in", "measured"): (200, 10),
        ("bought", "out", "default"): (-100, -11),
        ("non_fossil", "in", "zero"): (300, 0),
    }
    assert [part.item for part in found if not part.fossil] == ["non_fossil"]


def test_steam_by_mass_has_its_heat_in_emissions_and_in_energy() -> None:
    row = {"method": "steam", "item": "bought", "quantity": "1000", "unit": "t", "parameters": "enthalpy=2800 kJ/kg"}
    found = account(row)
    assert found.heat[0].gj == 2800
    assert found.heat_t == 308
    assert found.energy.tce == 2800 * Fraction("0.03412")


# E_process = sum(product output x factor)


def test_the_products_of_the_annex_stand_in_its_order_whether_they_emit_or_not() -> None:
    listed = [entry for entry in whole_park().process if entry.kind == "listed"]
    assert [entry.product for entry in listed] == [
        "cement_clinker",
        "lime",
        "ammonia",
        "methanol",
        "primary_aluminium",
        "crude_steel",
        "ferro_alloys",
        "industrial_silicon",
        "calcium_carbide",
    ]
    amounts = {entry.product: entry.co2_t for entry in listed if entry.co2_t}
    assert amounts == {"cement_clinker": 538, "lime": Fraction("6.83"), "ammonia": 210}


def test_other_products_come_with_the_basis_of_their_factor_and_what_is_no_process_is_marked() -> None:
    found = whole_park()
    other = {entry.product: entry for entry in found.process if entry.kind != "listed"}
    assert {name: (entry.kind, entry.co2_t) for name, entry in other.items()} == {
        "process:玻璃": ("other_product", 20),
        "waste_incineration:生活垃圾": ("other_activity", 7),
    }
    assert (other["process:玻璃"].entries[0].basis, other["process:玻璃"].entries[0].source) == (
        "row_factor",
        "检测报告 2024-07",
    )
    assert "national_other_activity" in [code for code, _ in found.flags]


@pytest.mark.parametrize(
    ("item", "name", "tco2_per_t"),
    [
        ("ammonia_natural_gas", "ammonia", "2.104"),
        ("methanol_coal", "methanol", "5.285"),
        ("aluminium_cwpb", "primary_aluminium", "1.503"),
        ("steel_eaf", "crude_steel", "0.08"),
        ("electrode", "crude_steel", "3.663"),
        ("ferrosilicon_75", "ferro_alloys", "4"),
        ("industrial_silicon", "industrial_silicon", "5"),
        ("电石", "calcium_carbide", "1.154"),
    ],
)
def test_routes_and_inputs_come_under_their_product_co2_only(item, name, tco2_per_t) -> None:
    found = account(product(item, "1000"))
    (entry,) = [entry for one in found.process if one.product == name for entry in one.entries]
    assert entry.co2_t == found.total_t == 1000 * Fraction(tco2_per_t)
    assert entry.source


# Annex 3: CO2 over all energy consumed, electricity by equivalent value; targets by size


def test_energy_is_all_energy_consumed_with_electricity_by_equivalent_value() -> None:
    fuels_gj = (
        100 * Fraction("26.7")
        + 1000 * Fraction("19.57")
        + 58 * Fraction("389.31")
        + 20 * Fraction("42.652")
        + 10 * Fraction("43.07")
    )
    lost_gj = 1000 * Fraction("28.2") - 700 * Fraction("28.435") - 20 * Fraction("179.81")
    electricity = (2000 - 50 + 300 + 400 + 100) * Fraction("0.3")
    heat_tce = (1000 + 200 + 300 - 100) * Fraction("0.03412")
    found = whole_park()
    assert found.energy.tce == (fuels_gj + lost_gj) / COAL_TCE + electricity + heat_tce
    assert found.energy.not_counted == (("fuel:废轮胎", 5, "t"),)
    assert found.core.value == found.total_t / found.energy.tce


@pytest.mark.parametrize(
    ("tce", "co2_t", "target", "status"),
    [
        ("199999.99", "1", None, "no_target"),
        ("200000", "40000", "0.2", "met"),
        ("200000", "40000.1", "0.2", "not_met"),
        ("999999", "250000", "0.2", "not_met"),
        ("1000000", "250000", "0.3", "met"),
        ("1000000", "300001", "0.3", "not_met"),
    ],
)
def test_the_target_is_0_2_from_200000_tce_and_0_3_from_1000000_and_none_below(tce, co2_t, target, status) -> None:
    quantities = (stated("energy_consumption_equivalent", tce, "tce"),)
    table = activities(product("水泥熟料", co2_t, "tCO2"))
    of = replace(park(table), quantities=quantities)
    found = national_account(of, table, build_inventory(of, table, "ndrc_910"))
    assert found.core.value == Fraction(co2_t) / Fraction(tce)
    assert (found.core.target, found.core.status) == (None if target is None else Fraction(target), status)


def test_the_evaluation_of_the_scheme_finds_the_same_indicator_and_share() -> None:
    table, rulebook = activities(*WHOLE), load_rulebook("ndrc_2025_910")
    of = park(table, profile=profile(rulebook=rulebook.id))
    made = build_inventory(of, table, "ndrc_910")
    derived = (*derive_from_inventory(made), *derive_energy_use(of, table, "equivalent", green_power_counts=False))
    judged = evaluate(rulebook, of, made, derived)
    found = national_account(of, table, made)
    assert [target.value for target in judged.targets if target.id == "core"] == [found.core.value]
    assert [note.value for note in judged.notes] == [found.direct_supply.share] == [Fraction(400, 3250)]
    assert found.direct_supply.at_least == Fraction("0.5")


def test_a_park_without_a_figure_of_energy_does_not_meet_the_core_indicator() -> None:
    found = account(product("水泥熟料", "1"))
    assert (found.core.value, found.core.status, found.energy.tce, found.direct_supply.share) == (
        None,
        "not_met",
        None,
        None,
    )


def test_the_stated_energy_counts_and_a_difference_is_said() -> None:
    table = activities({"quantity": "1000"})
    energy = (stated("energy_consumption_equivalent", "0.04", "10^4 tce"), stated("co2_emissions_910", "900", "tCO2"))
    of = replace(park(table), quantities=energy)
    found = national_account(of, table, build_inventory(of, table, "ndrc_910"))
    assert (found.energy.tce, found.energy.derived_tce) == (400, 300)
    assert found.core.value == Fraction("832.5") / 400
    said = [dict(parts)["quantity"] for code, parts in found.flags if code == "national_stated_differs"]
    assert said == ["energy_consumption_equivalent", "co2_emissions_910"]


# The boundary is the park: no shares, no offsets


def test_the_physical_boundary_counts_whole_whatever_is_consolidated() -> None:
    enterprise = Enterprise(
        "E1", "甲", "", None, True, False, False, True, Origin("enterprises.csv", 2), equity_share=Fraction(1, 2)
    )
    given = {"profile": profile(consolidation="equity_share"), "enterprises": (enterprise,)}
    assert account({"quantity": "10"}, **given).total_t == 10 * FOSSIL
    assert inventory({"quantity": "10"}, **given).total.gross == 5 * Fraction("0.5737")


# What scripts read, and what people read


def test_the_answer_for_scripts_holds_every_part() -> None:
    found = whole_park()
    answer = json.loads(json.dumps(national_json(found), ensure_ascii=False))
    assert answer["total_tco2"] == pytest.approx(float(found.total_t))
    assert sum(answer["fuel_tco2"].values()) == pytest.approx(sum(use["tco2"] for use in answer["fuels"]))
    parts = (sum(answer["fuel_tco2"].values()), answer["conversion_tco2"], answer["electricity"]["tco2"])
    assert answer["total_tco2"] == pytest.approx(
        sum(parts) + answer["heat"]["tco2"] + sum(product["tco2"] for product in answer["process"])
    )
    assert [bunker["use"] for bunker in answer["bunkers"]] == ["international_aviation"]
    assert answer["energy_tce"] == pytest.approx(float(found.energy.tce))
    assert (answer["target"], answer["status"]) == (None, "no_target")
    assert answer["core_indicator"] == pytest.approx(float(found.core.value))
    assert answer["direct_supply_share"] == pytest.approx(400 / 3250)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_flag_has_its_words(language) -> None:
    found = account(
        *WHOLE,
        converted("柴油", "-2000"),
        heat("bought", "1"),
        fuel("天然气", "1", "10^4Nm3", parameters="use=feedstock"),
    )
    assert {code for code, _ in found.flags} >= {
        "national_conversion_gains_carbon",
        "national_fuel_in_no_group",
        "national_other_activity",
        "national_energy_not_counted",
        "national_equivalent_value_unconfirmed",
    }
    assert all(text(f"flag.{code}", language, **dict(parts)) for code, parts in found.flags)
