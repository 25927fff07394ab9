"""Which factor is taken of several: the park's own, the nearest region, the year, the preferred version."""

from datetime import date
from fractions import Fraction

import pytest
from tests.knowledge.own_factors import own

from lingtan.knowledge import (
    FactorMissing,
    check_activity,
    choose_factor,
    text,
)


def taken(item, unit="t", **given):
    found = choose_factor("process", item, unit, **{"region": "CN-SH", "year": 2024, **given})
    assert found is not None
    return found


def refused(item, unit="t", **given):
    with pytest.raises(FactorMissing) as missing:
        taken(item, unit, **given)
    for language in ("zh", "en"):
        assert text(f"fault.{missing.value.code}", language, **missing.value.details)
    return missing.value


@pytest.mark.parametrize("name", ["水泥熟料", "clinker", "Cement clinker", "熟料"])
def test_a_park_in_china_takes_the_national_clinker_factor_of_0_538(name) -> None:
    found = taken(name)
    assert (found.factor.kg_per_unit, found.own, found.flag) == ({"CO2": Fraction(538)}, False, "")


def test_abroad_the_factor_of_the_whole_world_is_taken() -> None:
    assert taken("clinker", region="KR-47").factor.kg_per_unit == {"CO2": Fraction(520)}


def test_versions_stand_side_by_side_and_one_can_be_picked_by_its_id() -> None:
    assert taken("clinker", factor_id="clinker-cn-ets").factor.kg_per_unit == {"CO2": Fraction(535)}


def test_an_id_that_is_not_there_is_answered_with_the_nearest() -> None:
    found = refused("clinker", factor_id="clinker-cn-est")
    assert (found.code, found.column) == ("factor_id_unknown", "parameters")
    assert found.details["nearest"].startswith("clinker-cn-ets")


@pytest.mark.parametrize("item", ["合成氨", "甲醇", "粗钢", "硅铁", "硝酸"])
def test_a_product_that_hangs_on_its_route_is_refused_with_the_candidates(item) -> None:
    found = refused(item)
    assert (found.code, found.column) == ("factor_ambiguous", "item")
    candidates = found.details["candidates"].split("; ")
    assert len(candidates) >= 2
    picked = candidates[0].split(" (")[0]
    assert taken(item, factor_id=picked).factor.id == picked


def test_two_versions_of_which_none_is_preferred_are_refused() -> None:
    pair = (own(id="one"), own(id="two", co2="200"))
    assert "one" in refused("胶粘剂", own=pair).details["candidates"]
    assert taken("胶粘剂", own=(pair[0], own(id="two", preferred=True))).factor.id == "two"


def test_a_parks_own_factor_comes_first_and_carries_its_evidence() -> None:
    found = taken("熟料", own=(own("水泥熟料", co2="520"),))
    assert (found.own, found.factor.kg_per_unit["CO2"], found.factor.evidence) == (True, 520, "EV-1")


@pytest.mark.parametrize(
    ("method", "unit", "item", "asked"),
    [
        ("combustion", "t", "natural_gas", "天然气"),
        ("combustion", "t", "车用柴油", "diesel"),
        ("electricity", "MWh", "市电", "grid"),
        ("carbonate", "t", "石灰石", "CaCO3"),
    ],
)
def test_the_park_and_its_rows_need_not_call_an_item_the_same(method, unit, item, asked) -> None:
    found = choose_factor(method, asked, unit, own=(own(item, method=method, unit=unit),))
    assert found is not None
    assert found.own


def test_the_most_specific_region_that_has_one_comes_first() -> None:
    regions = (own(id="world"), own(id="china", region="CN"), own(id="jiangsu", region="CN-JS"))
    assert taken("胶粘剂", own=regions).factor.id == "china"
    assert taken("胶粘剂", own=regions, region="CN-JS").factor.id == "jiangsu"
    assert taken("胶粘剂", own=regions, region="KR-47").factor.id == "world"
    assert refused("胶粘剂", own=regions[2:]).code == "factor_other_region"


@pytest.mark.parametrize(
    ("year", "id_", "flag"),
    [(2023, "of-2023", ""), (2025, "of-2023", "factor_earlier_year"), (2021, "of-2022", "factor_later_year")],
)
def test_a_year_without_a_valid_factor_takes_the_latest_earlier_one_else_the_earliest_and_says_so(
    year, id_, flag
) -> None:
    dated = tuple(
        own(id=f"of-{each}", valid_from=date(each, 1, 1), valid_to=date(each, 12, 31)) for each in (2022, 2023)
    )
    found = taken("胶粘剂", own=dated, year=year)
    assert (found.factor.id, found.flag) == (id_, flag)


def test_a_row_whose_unit_does_not_meet_the_factors_is_told_their_units() -> None:
    found = refused("水泥熟料", "km")
    assert (found.code, found.column, found.details["allowed"]) == ("factor_units_differ", "unit", "t")


def test_an_item_nobody_knows_has_no_factor() -> None:
    assert choose_factor("process", "玻璃", "t", region="CN-SH", year=2024) is None


def test_own_factors_make_computable_what_the_library_does_not_know() -> None:
    mine = (own("涂料", method="purchased_goods", co2="2100"),)
    assert check_activity("purchased_goods", "涂料", "kg", False, "", "A", own=mine) == ()
    (problem,) = check_activity("purchased_goods", "涂料", "kg", False, "", "A")
    assert problem.code == "item_without_factor"
