"""The two accountings side by side: one set of activities, two amounts a heading, never mixed."""

from fractions import Fraction

import pytest
from tests.carbon.carbon_parks import SHANGHAI_2023, activities, instrument, park, profile
from tests.carbon.national_parks import FOSSIL, WHOLE, fuel, own

from lingtan.carbon import build_inventory, national_account, national_json, side_by_side, side_by_side_json
from lingtan.energy import derive_energy_use
from lingtan.knowledge import text
from lingtan.park import Enterprise, Origin


def compared(*rows, **given):
    table = activities(*rows)
    of = park(table, **given)
    account = national_account(of, table, build_inventory(of, table, "ndrc_910"))
    return {row.heading: row for row in side_by_side(build_inventory(of, table), account)}


def test_electricity_differs_by_the_factor_and_the_total_follows() -> None:
    found = compared({"quantity": "1000"})
    row = found["electricity"]
    assert (row.t_seesa_tco2e, row.national_tco2, row.reasons) == (
        1000 * SHANGHAI_2023,
        1000 * FOSSIL,
        ("fossil_factor",),
    )
    assert list(found) == ["electricity", "total"]
    assert (found["total"].t_seesa_tco2e, found["total"].national_tco2) == (row.t_seesa_tco2e, row.national_tco2)


def test_green_power_is_zero_in_both_but_not_where_the_park_lies() -> None:
    row = compared({"quantity": "100", "item": "green_power"})["electricity"]
    assert (row.t_seesa_tco2e, row.t_seesa_location_tco2e, row.national_tco2) == (0, 100 * SHANGHAI_2023, 0)
    assert row.reasons == ("green_power_zero",)


def test_certificates_cover_each_methods_own_factor() -> None:
    row = compared({"quantity": "100"}, instruments=(instrument("gec", 40),))["electricity"]
    assert (row.t_seesa_tco2e, row.national_tco2) == (60 * SHANGHAI_2023, 60 * FOSSIL)
    assert row.reasons == ("fossil_factor", "green_power_zero")


def test_fuels_differ_by_methane_and_nitrous_oxide_only() -> None:
    row = compared(fuel("天然气", "10", "10^4Nm3"))["fuel"]
    assert row.t_seesa_tco2e > row.national_tco2 > 0
    assert row.reasons == ("other_gases_left_out",)


def test_refrigerants_are_no_part_of_the_national_account() -> None:
    row = compared({}, {"method": "refrigerant_top_up", "item": "R-410A", "unit": "tCO2e", "quantity": "9"})["other"]
    assert (row.t_seesa_tco2e, row.national_tco2, row.reasons) == (9, 0, ("other_gases_left_out",))


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ({"quantity": "-20", "item": "onsite_fossil"}, "own_power_sent_out_netted"),
        ({"quantity": "20", **own("0.42", "tCO2/MWh")}, "own_factor_not_used"),
    ],
)
def test_why_electricity_differs_otherwise(row, reason) -> None:
    assert compared(row)["electricity"].reasons == (reason,)


def test_heat_is_the_same_and_says_so() -> None:
    row = compared({"method": "heat", "item": "bought", "unit": "GJ", "quantity": "100"})["heat"]
    assert (row.t_seesa_tco2e, row.national_tco2, row.reasons) == (11, 11, ("same",))


def test_indirect_emissions_of_other_categories_stand_outside_the_totals() -> None:
    commuting = {"method": "commuting", "item": "bus", "quantity": "97", "unit": "tCO2"}
    found = compared({}, commuting)
    row = found["other_indirect"]
    assert (row.t_seesa_tco2e, row.national_tco2, row.reasons) == (97, None, ("outside_annex_4",))
    assert found["total"].t_seesa_tco2e == SHANGHAI_2023


def test_shares_consolidated_are_a_reason_of_their_own() -> None:
    enterprise = Enterprise(
        "E1", "甲", "", None, True, False, False, True, Origin("enterprises.csv", 2), equity_share=Fraction(1, 2)
    )
    given = {"profile": profile(consolidation="equity_share"), "enterprises": (enterprise,)}
    row = compared({"method": "heat", "item": "bought", "unit": "GJ", "quantity": "100"}, **given)["heat"]
    assert (row.t_seesa_tco2e, row.national_tco2, row.reasons) == (Fraction("5.5"), 11, ("consolidated_shares",))


def test_each_column_sums_to_its_own_total() -> None:
    rows = list(compared(*WHOLE, instruments=(instrument("gec", 150),)).values())
    headings, total = [row for row in rows if row.heading != "total"], rows[-1]
    assert total.heading == "total"
    for column in ("t_seesa_tco2e", "t_seesa_location_tco2e", "national_tco2"):
        assert sum(getattr(row, column) for row in headings) == getattr(total, column)


def test_the_second_method_changes_no_figure_of_the_first() -> None:
    table = activities(*WHOLE)
    of = park(table, instruments=(instrument("gec", 150),))
    before, energy = build_inventory(of, table), derive_energy_use(of, table, "calorific", green_power_counts=False)
    national_json(national_account(of, table, build_inventory(of, table, "ndrc_910")))
    after = build_inventory(of, table)
    assert (after.content_hash, after.total, after.lines) == (before.content_hash, before.total, before.lines)
    assert derive_energy_use(of, table, "calorific", green_power_counts=False) == energy


def test_only_inventories_of_the_first_method_and_year_are_set_beside_it() -> None:
    table = activities({})
    national = build_inventory(park(table), table, "ndrc_910")
    account = national_account(park(table), table, national)
    with pytest.raises(ValueError, match="t_seesa of 2024"):
        side_by_side(national, account)


def test_scripts_get_two_keys_and_no_sum_of_them() -> None:
    table = activities({"quantity": "10"})
    account = national_account(park(table), table, build_inventory(park(table), table, "ndrc_910"))
    row, _ = side_by_side_json(side_by_side(build_inventory(park(table), table), account))
    assert row == {
        "heading": "electricity",
        "t_seesa_tco2e": 5.737,
        "t_seesa_location_tco2e": 5.737,
        "ndrc_910_tco2": 8.325,
        "reasons": ["fossil_factor"],
    }


@pytest.mark.parametrize("language", ["zh", "en"])
def test_headings_and_reasons_have_their_words(language) -> None:
    commuting = {"method": "commuting", "item": "bus", "quantity": "97", "unit": "tCO2"}
    for row in compared(*WHOLE, commuting, instruments=(instrument("gec", 150),)).values():
        assert text(f"national.heading.{row.heading}", language)
        assert all(text(f"national.reason.{reason}", language) for reason in row.reasons)
