"""The base year: ISO 14064-1:2018, 6.4, and the GHG Protocol Corporate Standard (revised edition), chapter 5.

Recalculated: enterprises that came or left, changes of method, factor or GWP, discovered errors, where their cumulative
effect is significant. Never: growth or decline, and what did not exist in the base year.
"""

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.carbon.frozen_inventories import factor, frozen, line

from lingtan.carbon import TRIGGERS, Membership, base_year_json, compare_base_year

AS_OF = date(2025, 1, 1)


def status(closed, today, threshold="5", **members):
    at = {name: Membership(*when) for name, when in members.items()}
    return compare_base_year(closed, today, at, AS_OF, Fraction(threshold))


def amounts(found):
    return {entry.trigger: entry.change_t for entry in found.triggers if entry.change_t}


def test_nothing_changed_nothing_due() -> None:
    found = status(frozen(line()), frozen(line()))
    assert (found.closed_t, found.recalculated_t, found.due) == (30, 30, False)
    assert amounts(found) == {}


def test_an_enterprise_that_joined_and_existed_in_the_base_year_triggers_by_its_emissions_of_that_year() -> None:
    found = status(frozen(line()), frozen(line(), line(enterprise="E2")), E2=(date(2023, 7, 1), None))
    assert amounts(found) == {"structure": 30}
    assert found.triggers[0].parts == (("E2", Fraction(30)),)
    assert (found.recalculated_t, found.cumulative_pct, found.due) == (60, 100, True)


def test_an_enterprise_founded_after_the_base_year_triggers_nothing() -> None:
    later = line(enterprise="E2", year=2023, start=date(2023, 7, 1), end=date(2024, 1, 1))
    found = status(frozen(line()), frozen(line(), later), E2=(date(2023, 7, 1), None))
    assert (amounts(found), found.due) == ({}, False)


def test_growth_and_decline_after_the_base_year_trigger_nothing() -> None:
    grown = line(year=2024, start=date(2024, 1, 1), end=date(2025, 1, 1), quantity="900", co2e_t="2700")
    shrunk = line(enterprise="E2", year=2024, start=date(2024, 1, 1), end=date(2025, 1, 1), quantity="0", co2e_t="0")
    own = [line(), line(enterprise="E2")]
    assert not status(frozen(*own), frozen(*own, grown, shrunk)).due


def test_an_enterprise_that_left_is_taken_out_of_the_base_year_though_its_figures_are_still_there() -> None:
    both = frozen(line(), line(enterprise="E2"))
    found = status(both, both, E2=(None, date(2024, 4, 1)))
    assert amounts(found) == {"structure": -30}
    assert (found.recalculated_t, found.cumulative_pct, found.due) == (30, 50, True)


@pytest.mark.parametrize(
    "when",
    [
        (None, date(2025, 1, 1)),  # in the park until the last day of the reporting year
        (date(2019, 1, 1), None),  # was there before the base year began
    ],
)
def test_who_was_there_all_the_time_is_no_change_of_structure(when) -> None:
    both = frozen(line(), line(enterprise="E2"))
    assert amounts(status(both, both, E2=when)) == {}
    assert amounts(status(frozen(line()), both, E2=when)) == {"error": 30}


def test_who_joins_after_the_reporting_year_is_not_yet_in_it() -> None:
    found = status(frozen(line()), frozen(line(), line(enterprise="E2")), E2=(date(2025, 1, 1), None))
    assert (amounts(found), found.recalculated_t) == ({}, 30)


def test_a_member_that_was_in_the_closed_base_year_already_is_no_new_structure() -> None:
    own = frozen(line(), line(enterprise="E2"))
    corrected = frozen(line(), line(enterprise="E2", quantity="11", co2e_t="33"))
    assert amounts(status(own, corrected, E2=(date(2023, 7, 1), None))) == {"error": 3}


def test_another_factor_for_the_same_quantity_is_a_change_of_factor() -> None:
    found = status(frozen(line()), frozen(line(co2e_t="33"), factors=[factor(rate="3.3")]))
    assert amounts(found) == {"factor": 3}
    assert found.triggers[TRIGGERS.index("factor")].parts == ((factor()["id"], Fraction(3)),)


def test_another_quantity_is_a_discovered_error_and_the_factor_s_part_is_told_apart() -> None:
    assert amounts(status(frozen(line()), frozen(line(quantity="11", co2e_t="33")))) == {"error": 3}
    both = frozen(line(quantity="11", co2e_t="36.3"), factors=[factor(rate="3.3")])
    assert amounts(status(frozen(line()), both)) == {"error": 3, "factor": Fraction("3.3")}


def test_an_amount_that_differs_though_quantity_and_factor_don_t_is_the_boundary_s() -> None:
    # A share of equity of 60 %, or a purchase from a neighbour who now stands outside the park.
    assert amounts(status(frozen(line()), frozen(line(co2e_t="18")))) == {"structure": -12}
    assert amounts(status(frozen(line(internal=True, co2e_t="0")), frozen(line()))) == {"structure": 30}


def test_a_source_put_into_another_category_is_a_discovered_error() -> None:
    assert amounts(status(frozen(line()), frozen(line(category=3)))) == {"error": -30}


def test_a_source_left_out_by_mistake_is_a_discovered_error() -> None:
    found = status(frozen(line()), frozen(line(), line(source="S2")))
    assert amounts(found) == {"error": 30}
    assert found.triggers[TRIGGERS.index("error")].parts == (("E1/S2", Fraction(30)),)


def test_other_factors_under_another_set_of_gwps_are_its_change_but_for_carbon_dioxide() -> None:
    leak = {"source": "CHILLER", "gas": "HFCs", "factor_id": "r134a"}
    closed = frozen(line(), line(**leak), factors=[factor(), factor("r134a", "3")], gwp="AR5")
    today = frozen(line(co2e_t="31"), line(**leak, co2e_t="40"), factors=[factor(rate="3.1"), factor("r134a", "4")])
    assert amounts(status(closed, today)) == {"factor": 1, "gwp": 10}


def test_a_source_whose_method_gave_way_to_another_is_a_change_of_method() -> None:
    measured = line(method="process", item="balance", unit="tCO2e", quantity="28", co2e_t="28")
    assert amounts(status(frozen(line()), frozen(measured))) == {"method": -2}


def test_other_gases_of_the_same_activity_come_from_the_factors() -> None:
    methane = line(gas="CH4", co2e_t="2", factor_id=factor()["id"])
    assert amounts(status(frozen(line()), frozen(line(), methane))) == {"factor": 2}


@pytest.mark.parametrize(("co2e_t", "due"), [("31.499999999", False), ("31.5", True), ("28.5", True), ("28.6", False)])
def test_recalculation_is_due_from_the_threshold_on_up_or_down(co2e_t, due) -> None:
    found = status(frozen(line()), frozen(line(co2e_t=co2e_t), factors=[factor(rate="9")]))
    assert found.due is due


def test_small_changes_add_up_and_opposite_ones_don_t_hide_each_other() -> None:
    closed = frozen(line(quantity="1000", co2e_t="3000"), line(source="S2"))
    today = frozen(
        line(quantity="970", co2e_t="2910"), line(enterprise="E2", quantity="30", co2e_t="90"), line(source="S2")
    )
    found = status(closed, today, E2=(date(2023, 1, 1), None))
    assert amounts(found) == {"structure": 90, "error": -90}
    assert found.recalculated_t == found.closed_t
    assert (found.cumulative_t, found.due) == (180, True)


def test_a_base_year_without_emissions_is_due_as_soon_as_it_has_some() -> None:
    found = status(frozen(line(co2e_t="0")), frozen(line(co2e_t="0.1", quantity="11")))
    assert (found.cumulative_pct, found.due) == (None, True)


def test_categories_3_to_6_are_compared_but_don_t_decide() -> None:
    assert not status(frozen(line(), line(category=3)), frozen(line(), line(category=3, co2e_t="90"))).due


def test_inventories_of_two_methods_or_years_are_never_compared() -> None:
    with pytest.raises(ValueError, match="ndrc_910"):
        status(frozen(line()), frozen(line(), method="ndrc_910"))


def test_the_json_gives_amounts_by_trigger_and_whether_recalculation_is_due() -> None:
    found = base_year_json(status(frozen(line()), frozen(line(co2e_t="33"), factors=[factor(rate="3.3")])))
    by_trigger = {entry["trigger"]: entry["change_tco2e"] for entry in found["triggers"]}
    assert list(by_trigger) == list(TRIGGERS)
    assert by_trigger["factor"] == "3.000000000"
    assert found["recalculation_due"] is True


some_lines = st.lists(
    st.builds(
        lambda enterprise, source, gas, category, quantity, co2e, kind, method: line(
            enterprise=enterprise,
            source=source,
            gas=gas,
            category=category,
            quantity=f"{quantity}E-3",
            co2e_t=f"{co2e}E-9",
            factor_id=kind,
            method=method,
        ),
        st.sampled_from(["E1", "E2", "E3"]),
        st.sampled_from(["S1", "S2"]),
        st.sampled_from(["CO2", "CH4"]),
        st.integers(0, 6),
        st.integers(-(10**9), 10**9),
        st.integers(-(10**18), 10**18),
        st.sampled_from(["a", "b"]),
        st.sampled_from(["combustion", "process"]),
    ),
    max_size=10,
)


@given(some_lines, some_lines, st.sampled_from(["AR5", "AR6"]))
@settings(max_examples=25, deadline=None)
def test_the_triggers_add_up_exactly_to_the_change_of_the_base_year(before, after, gwp) -> None:
    old, new = [factor("a", "3"), factor("b", "4")], [factor("a", "5"), factor("b", "4")]
    closed, today = frozen(*before, factors=old, gwp=gwp), frozen(*after, factors=new)
    found = status(closed, today, E2=(date(2023, 1, 1), None), E3=(None, date(2024, 1, 1)))
    assert found.closed_t + sum(entry.change_t for entry in found.triggers) == found.recalculated_t
    for entry in found.triggers:
        assert sum(amount for _, amount in entry.parts) == entry.change_t
