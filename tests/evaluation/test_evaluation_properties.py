"""What must hold for any park: bounds, monotony, j, either-or, weights, and the engine for many parks."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.evaluation.evaluated_parks import GATE, LEADING, SEESA, evaluated, park

from lingtan.base import InputFaults
from lingtan.evaluation import Evaluation, evaluate
from lingtan.evaluation.many import columns_of, evaluate_many
from lingtan.knowledge import load_rulebook

RULEBOOK = load_rulebook(SEESA)
YEARLY = ("gross_emissions", "output_value_comparable")
quick = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])

SHARES = [
    tuple(way.inputs.values())
    for indicator in RULEBOOK.indicators
    for way in indicator.alternatives
    if way.formula == "share" and "gross_emissions" not in way.inputs.values()
]


def answers(kind: str) -> st.SearchStrategy[Any]:
    numbers = {
        "status": st.sampled_from([0, 0.25, 1]),
        "gate": st.sampled_from([0, 1, 1, 1]),
        "count": st.integers(0, 40),
    }.get(kind, st.integers(0, 4000).map(lambda n: n / 8))
    if kind == "gate":
        return st.one_of(st.none(), numbers)
    return st.one_of(numbers, numbers, numbers, st.none(), st.just("na"))


@st.composite
def any_park(draw: st.DrawFn) -> dict[str, Any]:
    """Any answers at all; wholes of shares and yearly figures are drawn above 0 half of the time."""
    stated: dict[str, Any] = {}
    for name, quantity in RULEBOOK.quantities.items():
        if name in YEARLY:
            stated[name] = draw(st.lists(answers("amount"), min_size=4, max_size=4))
        else:
            stated[name] = draw(answers(quantity.kind))
    return stated


@st.composite
def valid_park(draw: st.DrawFn) -> dict[str, Any]:
    """Answers without a positive part of nothing."""
    stated = draw(any_park())
    for _, whole in SHARES:
        if stated[whole] == 0:
            stated[whole] = 7
    for name in (*YEARLY,):
        stated[name] = [13 if value == 0 else value for value in stated[name]]
    if stated["industrial_land"] == 0:
        stated["industrial_land"] = 7
    return stated


def known(stated: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in stated.items() if value is not None}


def ratios(result: Evaluation) -> dict[int, object]:
    return {one.no: one.ratio for one in result.indicators}


@quick
@given(valid_park())
def test_the_score_lies_between_0_and_110(stated: dict[str, Any]) -> None:
    result = evaluated(known(stated))
    assert result.score is not None
    assert result.score_without_bonus is not None
    assert result.score.compare(Fraction(0)) >= 0
    assert result.score.compare(Fraction(110)) <= 0
    assert result.score_without_bonus.compare(Fraction(100)) <= 0
    assert result.score_if_complete is not None
    assert (result.score_if_complete - result.score).compare(Fraction(0)) >= 0
    assert result.band[0].score.compare(Fraction(0)) >= 0
    for point in result.band:
        assert (point.score - result.band[0].score).compare(Fraction(0)) >= 0
    assert any(point.score == result.score for point in result.band)


@quick
@given(valid_park())
def test_weights_sum_to_1_and_points_to_the_score(stated: dict[str, Any]) -> None:
    result = evaluated(known(stated))
    if any(category.applicable for category in result.categories):
        assert sum(category.weight for category in result.categories) == 1
    points = sum(
        (category.points for category in result.categories), start=result.categories[0].points.times(Fraction(0))
    )
    assert result.score_without_bonus is not None
    assert (points - result.score_without_bonus).compare(Fraction(0)) == 0
    most = sum(one.most_points for one in result.indicators if one.category != "bonus")
    assert most in (0, 100)


@quick
@given(valid_park(), st.sampled_from(SHARES), st.integers(0, 10), st.integers(0, 10))
def test_the_score_rises_with_every_ratio(stated: dict[str, Any], pair: tuple[str, str], one: int, other: int) -> None:
    part, whole = pair
    low, high = sorted((one, other))
    if stated[whole] in (None, "na"):
        stated[whole] = 10
    scores = [evaluated(known(stated | {part: value})).score for value in (low, high)]
    assert scores[0] is not None
    assert scores[1] is not None
    assert (scores[1] - scores[0]).compare(Fraction(0)) >= 0


@quick
@given(valid_park(), st.sampled_from([i for i in RULEBOOK.indicators if i.category != "credits_performance"]))
def test_a_not_applicable_indicator_changes_no_other_ratio(stated: dict[str, Any], indicator: Any) -> None:
    own = {name for way in indicator.alternatives for name in way.inputs.values()}
    shared = {
        name
        for other in RULEBOOK.indicators
        if other.no != indicator.no
        for way in other.alternatives
        for name in way.inputs.values()
    }
    left_out = known(stated | dict.fromkeys(own - shared, "na"))
    before, after = evaluated(known(stated)), evaluated(left_out)
    assert {one.no: one.status for one in after.indicators}[indicator.no] == "not_applicable"
    expected = {no: ratio for no, ratio in ratios(before).items() if no != indicator.no}
    assert {no: ratio for no, ratio in ratios(after).items() if no != indicator.no} == expected


@pytest.mark.parametrize("no", [one.no for one in RULEBOOK.indicators if len(one.alternatives) > 1])
def test_either_or_counts_once(no: int) -> None:
    indicator = next(one for one in RULEBOOK.indicators if one.no == no)
    both = {name: LEADING.get(name, 1) for way in indicator.alternatives for name in way.inputs.values()}
    one_way = {name: LEADING.get(name, 1) for name in indicator.alternatives[0].inputs.values()}
    first = {one.no: one.points for one in evaluated(one_way).indicators}[no]
    second = {one.no: one.points for one in evaluated(both).indicators}[no]
    assert first == second


def test_improvements_are_ranked_and_reach_what_they_promise() -> None:
    stated = GATE | LEADING | {"people_low_carbon_travel": 40, "zero_carbon_office": 0, "own_project_offsets": 0}
    result = evaluated(stated)
    assert [one.no for one in result.improvements] == [18, 23, 3]
    then = evaluated(stated | {"zero_carbon_office": 1})
    assert then.score == result.improvements[0].score_then


def columns(parks: list[dict[str, Any]]) -> pa.Table:
    found: dict[str, list[float | None]] = {name: [] for name in columns_of(RULEBOOK)}
    for stated in parks:
        for name in found:
            quantity, _, year = name.partition(".")
            value = stated.get(quantity)
            value = value[int(year)] if year and value is not None else value
            found[name].append(None if value is None else float("nan") if value == "na" else float(value))
    return pa.table({name: pa.array(values, pa.float64()) for name, values in found.items()})


def check_equal(parks: list[dict[str, Any]]) -> None:
    rows = evaluate_many(RULEBOOK, columns(parks), ratios=True).to_pylist()
    for stated, row in zip(parks, rows, strict=True):
        given_park = park(known(stated))
        try:
            one = evaluate(RULEBOOK, given_park, None, ())
        except InputFaults:
            assert row["fault"]
            assert row["score"] is None
            assert row["level"] is None
            continue
        assert not row["fault"]
        assert one.score is not None
        assert one.score_without_bonus is not None
        assert abs(row["score"] - float(one.score)) < 1e-9
        assert abs(row["score_without_bonus"] - float(one.score_without_bonus)) < 1e-9
        assert row["level"] == one.level
        assert row["level_of_score"] == one.level_of_score
        worst = [entry.status for entry in one.gate]
        assert row["gate"] == next((s for s in ("not_met", "not_shown") if s in worst), "met")
        for indicator in one.indicators:
            ratio = row[f"ratio_{indicator.no}"]
            assert (ratio != ratio) == (indicator.status == "not_applicable")
            assert ratio != ratio or abs(ratio - float(indicator.ratio)) < 1e-12


@quick
@given(st.lists(any_park(), min_size=1, max_size=4))
def test_many_parks_at_once_get_what_each_gets_alone(parks: list[dict[str, Any]]) -> None:
    check_equal(parks)


def test_many_parks_at_the_bounds_are_decided_exactly() -> None:
    base = GATE | LEADING | {"microgrid_control_system": 0, "energy_carbon_platform": 0}
    ninety = base | {"zero_carbon_office": 0, "dedicated_funds_or_policy": 0, "enterprises_with_ghg_inventory": 15}
    seventy_five = ninety | {"enterprises_with_ghg_inventory": 0, "ccus": 0, "green_area": 0, "credits_retired": 0}
    seventy_five |= {"own_project_offsets": 25, "dedicated_funds_or_policy": 0, "distributed_energy_system": 1}
    parks: list[dict[str, Any]] = [
        base,
        ninety,
        ninety | {"zero_carbon_office": 2**-60},
        ninety | {"enterprises_with_ghg_inventory": 15 - 2**-45},
        seventy_five,
        GATE | LEADING,
        GATE,
        {},
    ]
    check_equal(parks)
    assert evaluate_many(RULEBOOK, columns(parks))["level"].to_pylist()[:4] == [
        "leading",
        "leading",
        "leading",
        "creation",
    ]


def test_many_parks_take_slices_and_missing_columns() -> None:
    parks = [GATE | LEADING, GATE | LEADING | {"green_area": None}, GATE | LEADING | {"green_area": "na"}] * 7
    whole = evaluate_many(RULEBOOK, columns(parks))
    part = evaluate_many(RULEBOOK, columns(parks).slice(5, 9))
    assert part.to_pylist() == whole.slice(5, 9).to_pylist()
    without = evaluate_many(RULEBOOK, columns(parks).drop_columns(["green_area"]))
    assert without["score"].to_pylist()[0] == whole["score"].to_pylist()[1]


def test_many_parks_refuse_a_column_that_is_no_quantity() -> None:
    with pytest.raises(ValueError, match="gren_area"):
        evaluate_many(RULEBOOK, pa.table({"gren_area": [1.0]}))
