"""The inventory by ISO 14064-1 / GB/T 32150: what each activity emits, where it counts, and where it came from."""

from datetime import date
from fractions import Fraction

import pytest
from tests.carbon.carbon_parks import SHANGHAI_2023, activities, exclusion, inventory, lines, park, profile, source

from lingtan.base import InputFaults
from lingtan.carbon import build_inventory, derive_from_inventory
from lingtan.knowledge import text
from lingtan.park import GridFactorChoice

CLINKER = {
    "method": "process",
    "item": "水泥熟料",
    "unit": "t",
    "factor": "0.538",
    "factor_unit": "tCO2/t",
    "factor_source": "省级清单指南",
}


@pytest.mark.parametrize(
    ("row", "tco2e"),
    [
        ({"quantity": "1000"}, "573.7"),
        ({"quantity": "10", "unit": "万kWh"}, "57.37"),
        ({"method": "combustion", "item": "天然气", "quantity": "1", "unit": "10^4Nm3"}, "21.643027623"),
        ({"method": "combustion", "item": "natural_gas", "quantity": "389.31", "unit": "GJ"}, "21.643027623"),
        ({"method": "mobile_combustion", "item": "柴油", "quantity": "1000", "unit": "kg"}, "3.145812477"),
        ({"method": "heat", "item": "bought", "quantity": "100", "unit": "GJ"}, "11"),
        ({"method": "heat", "item": "non_fossil", "quantity": "100", "unit": "GJ"}, "0"),
        ({**CLINKER, "quantity": "1000"}, "538"),
        ({**CLINKER, "quantity": "1", "factor": "538", "factor_unit": "kgCO2/t"}, "0.538"),
        ({"method": "composting", "item": "污泥", "quantity": "7.25", "unit": "tCO2e"}, "7.25"),
    ],
    ids=lambda part: str(part),
)
def test_an_activity_times_its_factor_is_its_line(row, tco2e) -> None:
    found = inventory(row)
    assert found.total.gross == Fraction(tco2e)
    assert sum(Fraction(line["co2e_t"]) for line in lines(found)) == Fraction(tco2e)


def test_every_line_leads_to_its_file_and_row_and_to_a_factor_with_source_and_steps() -> None:
    found = inventory({}, {"method": "combustion", "item": "柴油", "unit": "t"}, {**CLINKER})
    factors = {factor.id: factor for factor in found.factors}
    assert [(line["row"], line["gas"]) for line in lines(found)] == [
        (2, "CO2"),
        (3, "CO2"),
        (3, "CH4"),
        (3, "N2O"),
        (4, "CO2"),
    ]
    for line in lines(found):
        assert line["file"] == "activities.csv"
        factor = factors[line["factor_id"]]
        assert factor.source
        assert factor.steps
        assert round(factor.rates[line["gas"]] * 10**9) == Fraction(line["co2e_t"]) * 10**9
        assert all(text(f"step.{name}", language) for name, _, _ in factor.steps for language in ("zh", "en"))


def test_a_factor_of_the_row_overrides_the_library() -> None:
    own = {"method": "combustion", "item": "天然气", "unit": "10^4Nm3", "factor": "20", "factor_unit": "tCO2/10^4Nm3"}
    found = inventory(own)
    assert found.total.gross == 20
    assert [factor.id for factor in found.factors] == ["own:activities.csv:2"]


def test_fuel_set_b_is_taken_where_the_park_says_so() -> None:
    coal = {"method": "combustion", "item": "烟煤", "unit": "t"}
    assert round(inventory(coal).total.by_gas["CO2"], 4) == Fraction("1.7417")
    assert round(inventory(coal, profile=profile(fuel_set="B")).total.by_gas["CO2"], 4) == Fraction("2.0715")


@pytest.mark.parametrize(
    ("choice", "per_mwh"),
    [
        (GridFactorChoice("provincial"), "0.5737"),
        (GridFactorChoice("national"), "0.5306"),
        (GridFactorChoice("fossil"), "0.8273"),
        (GridFactorChoice("stated", Fraction("0.42"), "沪环气〔2022〕34号"), "0.42"),
    ],
    ids=lambda part: getattr(part, "table", part),
)
def test_grid_electricity_takes_the_choice_of_park_yaml(choice, per_mwh) -> None:
    assert inventory({}, profile=profile(grid_factor=choice)).total.gross == Fraction(per_mwh)


def test_a_grid_factor_of_another_year_is_flagged_for_each_year_it_stands_in_for() -> None:
    found = inventory({}, {"start": date(2023, 1, 1), "end": date(2023, 2, 1)})
    assert [(code, dict(parts)["year"], dict(parts)["factor_year"]) for code, parts in found.flags] == [
        ("grid_factor_earlier_year", "2024", "2023")
    ]


def test_green_power_is_zero_market_based_and_grid_location_based() -> None:
    found = inventory({"quantity": "100"}, {"item": "green_power", "quantity": "50"})
    assert found.total.market_based == 100 * SHANGHAI_2023
    assert found.total.location_based == 150 * SHANGHAI_2023


@pytest.mark.parametrize("item", ["direct_non_fossil", "direct_renewable", "onsite_pv", "onsite_wind", "onsite_fossil"])
def test_electricity_off_the_public_grid_has_no_emissions_of_its_own(item) -> None:
    found = inventory({"item": item, "quantity": "100"})
    assert (found.total.market_based, found.total.location_based) == (0, 0)


def test_electricity_sent_out_over_the_grid_is_taken_off() -> None:
    assert inventory({"quantity": "100"}, {"quantity": "-40"}).total.gross == 60 * SHANGHAI_2023


def test_a_suppliers_factor_is_market_based_and_the_location_keeps_the_grids() -> None:
    found = inventory({"quantity": "100", "factor": "0.42", "factor_unit": "tCO2/MWh", "factor_source": "供应商"})
    assert (found.total.market_based, found.total.location_based) == (42, 100 * SHANGHAI_2023)


def test_a_transfer_inside_the_park_is_listed_and_counts_once() -> None:
    boiler = {"method": "combustion", "item": "天然气", "unit": "10^4Nm3", "enterprise": "E1", "source": "boiler"}
    steam = {"method": "heat", "item": "bought", "unit": "GJ", "quantity": "300", "enterprise": "E2", "source": "pipe"}
    found = inventory(boiler, {**steam, "counterparty": "E1"})
    assert found.total.gross == inventory(boiler).total.gross
    assert {line["enterprise"]: line["internal"] for line in lines(found)} == {"E1": False, "E2": True}
    assert sum(Fraction(line["co2e_t"]) for line in lines(found)) == found.total.gross


def test_the_register_of_sources_sets_the_category_and_the_method_is_the_default() -> None:
    contracted = {**CLINKER, "source": "contractor", "quantity": "10"}
    assert inventory(contracted).total.by_category[1] == Fraction("5.38")
    found = inventory(contracted, sources=(source("contractor", category=3),))
    assert found.total.by_category[3] == found.total.other_indirect == Fraction("5.38")
    assert found.total.gross == 0


def test_the_register_names_the_gas_of_a_process_with_its_own_factor() -> None:
    found = inventory({**CLINKER, "source": "nitric"}, sources=(source("nitric", gases=("N2O",)),))
    assert found.total.by_gas["N2O"] == Fraction("0.538")


def test_every_breakdown_sums_to_the_total_and_the_lines_sum_to_it_too() -> None:
    found = inventory(
        {"quantity": "1234.567890123", "enterprise": "E2", "end": date(2024, 12, 31)},
        {**CLINKER, "quantity": "3.000000001", "start": date(2024, 2, 27), "end": date(2024, 3, 3)},
        {"method": "refrigerant_top_up", "item": "R-410A", "quantity": "2", "unit": "tCO2e", "enterprise": ""},
        {"method": "transport", "item": "truck", "quantity": "5", "unit": "tCO2e"},
    )
    total = found.total
    for breakdown in (total.by_gas, total.by_enterprise, total.by_month):
        assert sum(breakdown.values()) == total.gross
    assert total.by_category[1] + total.by_category[2] == total.gross
    assert total.other_indirect == 5
    assert sum(Fraction(line["co2e_t"]) for line in lines(found)) == total.gross + total.other_indirect


def test_a_line_over_several_months_is_spread_by_days() -> None:
    found = inventory({"quantity": "366", "end": date(2025, 1, 1)})
    days = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
    assert list(found.total.by_month.values()) == [day * SHANGHAI_2023 for day in days]


def test_all_years_with_activities_are_accounted_and_become_gross_emissions() -> None:
    rows = [{"start": date(year, 3, 1), "end": date(year, 4, 1)} for year in (2021, 2022, 2023, 2024)]
    found = inventory(*rows)
    derived = {(entry.quantity, entry.year): entry.value for entry in derive_from_inventory(found)}
    published = {2021: "0.5834", 2022: "0.5849", 2023: "0.5737", 2024: "0.5737"}
    assert derived == {("gross_emissions", year): Fraction(factor) for year, factor in published.items()}


def test_removals_stand_apart_from_emissions() -> None:
    found = inventory({}, {"method": "removal", "item": "CCUS", "quantity": "5", "unit": "tCO2"})
    assert (found.total.gross, found.removals_t) == (SHANGHAI_2023, 5)
    assert {entry.quantity: entry.value for entry in derive_from_inventory(found)}["removals_inside"] == 5


def test_a_park_without_activities_has_an_empty_inventory() -> None:
    found = inventory()
    assert (found.total.gross, found.total.rows, found.lines.num_rows) == (0, 0, 0)
    assert derive_from_inventory(found) == ()


def test_completeness_4_1_2_names_every_source_without_figures_or_reason() -> None:
    found = inventory(
        {"source": "meter"},
        {"source": "unknown"},
        {"source": "dropped"},
        sources=(
            source("meter", row=2),
            source("silent", row=3),
            source("dropped", status="excluded", row=4),
            source("small", status="excluded", row=5),
            source("unexplained", status="excluded", row=6),
        ),
        exclusions=(
            exclusion("small", "占比低于 0.1 %", "3"),
            exclusion("dropped", "已停用"),
            exclusion("unexplained", " "),
        ),
    )
    assert found.unexplained_sources == ("silent", "unexplained")
    assert found.unregistered_sources == ("unknown",)
    assert ("excluded_source_has_activities", (("source", "dropped"),)) in found.flags
    assert found.exclusions[0][:3] == ("small", "占比低于 0.1 %", 3)


def test_all_faults_of_all_activities_are_raised_at_once() -> None:
    wrong = activities(
        {"method": "combustion", "item": "天燃气", "unit": "10^4Nm3"},
        {"item": "gridd"},
        {"method": "landfill", "item": "垃圾", "unit": "t"},
        {"quantity": "99999999999999999999999999999"},
    )
    with pytest.raises(InputFaults) as faults:
        build_inventory(park(wrong), wrong)
    assert [(fault.row, fault.column, fault.code) for fault in faults.value.faults] == [
        (2, "item", "fuel_unknown"),
        (3, "item", "electricity_item_unknown"),
        (4, "item", "item_unknown"),
    ]


def test_a_quantity_beyond_any_park_is_a_fault() -> None:
    wrong = activities({"quantity": "99999999999999999999999999999"})
    with pytest.raises(InputFaults) as faults:
        build_inventory(park(wrong), wrong)
    assert [fault.code for fault in faults.value.faults] == ["quantity_out_of_range"]


@pytest.mark.parametrize(("region", "code"), [("CN-XZ", "grid_factor_missing"), ("KR-47", "grid_factor_outside_china")])
def test_a_region_without_a_grid_factor_is_a_fault_of_park_yaml(region, code) -> None:
    table = activities({})
    with pytest.raises(InputFaults) as faults:
        build_inventory(park(table, profile=profile(region=region)), table)
    assert [(fault.file, fault.column, fault.code) for fault in faults.value.faults] == [("park.yaml", "region", code)]


def test_every_flag_is_worded_in_both_languages() -> None:
    found = inventory({"method": "combustion", "item": "柴油", "unit": "t"}, {})
    assert {code for code, _ in found.flags} == {"grid_factor_earlier_year"}
    for code, parts in found.flags:
        assert text(f"flag.{code}", "zh", **dict(parts)) != text(f"flag.{code}", "en", **dict(parts))
