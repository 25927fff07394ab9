"""Approach 1 (IPCC 2006 V1 3.2.3.1): equations 3.1 and 3.2, shared values, coverage, contributions."""

import math

import numpy as np
import pytest

from lingtan.carbon.uncertainty import (
    Distribution,
    Origin,
    Propagation,
    Side,
    build_terms,
    combine_product,
    combine_sum,
    contributions,
    coverage,
    line_ranges,
    propagate,
    reported,
    simulate,
)

NAN = math.nan


def park_pct(found: Propagation) -> float | None:
    return found.levels["park"].of(0).pct


def test_five_and_ten_percent_make_eleven() -> None:
    """Equation 3.1: an activity known to 5 % times a factor known to 10 %."""
    assert combine_product([5, 10]) == pytest.approx(11.18, abs=0.005)


def test_a_sum_weighs_each_uncertainty_with_its_amount() -> None:
    """Equation 3.2, with a removal among the amounts."""
    assert combine_sum([56.1, 20.0, -5.0], [11.18033989, 30, 50]) == pytest.approx(12.70425489, rel=1e-8)


def test_a_sum_of_zero_has_no_percentage() -> None:
    with pytest.raises(ValueError, match="sum to zero"):
        combine_sum([5.0, -5.0], [1.0, 1.0])


# New Zealand's inventory of 2002, tier 1 as printed (national inventory report of April 2004, annex 7, table 6.1 of
# the good practice guidance): Gg CO2e, activity %, factor %, combined %, and its share in the national total, %.
NEW_ZEALAND = (
    (30_815.77, 5, 0, 5, 2.06),
    (2_954.03, 5, 0, 5, 0.20),
    (987.54, 5, 50, 50, 0.66),
    (97.09, 45, 120, 128, 0.17),
    (23_584.68, 1, 46, 46, 14.48),
    (548.00, 1, 90, 90, 0.66),
    (0.84, 20, 50, 54, 0.00),
    (22.49, 50, 40, 64, 0.02),
    (86.14, 100, 100, 141, 0.16),
)
NEW_ZEALAND_TOTAL = 74_942  # from the printed share of enteric fermentation, 14.48 %


def test_a_printed_national_table_is_met_to_its_last_digit() -> None:
    rest = NEW_ZEALAND_TOTAL - sum(row[0] for row in NEW_ZEALAND)
    amounts = [*(row[0] for row in NEW_ZEALAND), rest]
    codes = np.arange(len(amounts))
    activity = Side(codes, [*(row[1] for row in NEW_ZEALAND), 0])
    factor = Side(codes, [*(row[2] for row in NEW_ZEALAND), 0])
    terms = build_terms(amounts, activity, factor, {})
    lines = line_ranges(terms)
    for place, (_, _, _, combined, share) in enumerate(NEW_ZEALAND):
        assert round(lines.pct[place]) == combined
        half = (lines.high_t[place] - lines.low_t[place]) / 2
        assert half / NEW_ZEALAND_TOTAL * 100 == pytest.approx(share, abs=0.0051)
    printed = combine_product([row[4] for row in NEW_ZEALAND])
    assert park_pct(propagate(terms)) == pytest.approx(printed, abs=0.01)


def test_without_shared_values_the_park_is_equation_3_2_over_equation_3_1() -> None:
    amounts, activity, factor = [100.0, 40.0, -15.0], [5.0, 2.0, 1.0], [10.0, 150.0, 7.0]
    terms = build_terms(amounts, Side([0, 1, 2], activity), Side([0, 1, 2], factor), {})
    lines = [combine_product(pair) for pair in zip(activity, factor, strict=True)]
    assert park_pct(propagate(terms)) == pytest.approx(combine_sum(amounts, lines), rel=1e-12)


def test_two_lines_with_one_factor_add_up_in_it() -> None:
    """One grid factor known to 10 % leaves the sum of two meters known to 10 %, not to 7 %."""
    shared = build_terms([50.0, 50.0], Side([0, 1], [0, 0]), Side([7, 7], [10, 10]), {})
    apart = build_terms([50.0, 50.0], Side([0, 1], [0, 0]), Side([7, 8], [10, 10]), {})
    assert park_pct(propagate(shared)) == pytest.approx(10)
    assert park_pct(propagate(apart)) == pytest.approx(10 / math.sqrt(2))


def test_electricity_sent_out_takes_its_part_of_the_factor_back() -> None:
    """1000 t bought, 400 t sent out at one factor of 10 %: 60 t; two meters of 1 % and 2 %: 10 t and 8 t."""
    terms = build_terms([1000.0, -400.0], Side([0, 1], [1, 2]), Side([0, 0], [10, 10]), {})
    park = propagate(terms).levels["park"].of(0)
    assert (park.high_t - park.low_t) / 2 == pytest.approx(math.sqrt(60**2 + 10**2 + 8**2))
    assert park.pct == pytest.approx(100 * math.sqrt(60**2 + 10**2 + 8**2) / 600)
    assert (park.co2e_t, park.mean_t) == (600, 600)


def test_each_level_adds_within_its_own_groups() -> None:
    groups = {"source": [11, 12, 12], "gas": [0, 0, 1]}
    terms = build_terms([30.0, 40.0, 10.0], Side([0, 1, 1], [3, 4, 4]), Side([0, 0, 1], [5, 5, 100]), groups)
    found = propagate(terms).levels
    assert list(found) == ["park", "source", "gas"]
    twelve = math.sqrt((50 * 0.04) ** 2 + (40 * 0.05) ** 2 + (10 * 1.0) ** 2)
    carbon_dioxide = math.sqrt((30 * 0.03) ** 2 + (40 * 0.04) ** 2 + (70 * 0.05) ** 2)
    assert found["source"].of(12).pct == pytest.approx(100 * twelve / 50)
    assert found["source"].of(11).pct == pytest.approx(combine_product([3, 5]))
    assert found["gas"].of(0).pct == pytest.approx(100 * carbon_dioxide / 70)
    with pytest.raises(KeyError):
        found["gas"].of(5)


def test_what_is_not_stated_takes_the_default_and_the_level_says_so() -> None:
    activity = Side([0, 1, 2], [2, NAN, NAN], default_pct=[9, 5, NAN])
    factor = Side([0, 1, 2], [10, 10, 10])
    terms = build_terms([60.0, 30.0, 10.0], activity, factor, {"source": [1, 2, 3]})
    whole = coverage(terms)
    assert (whole.stated[0], whole.default[0], whole.unknown[0]) == pytest.approx((0.6, 0.3, 0.1))
    assert (whole.activity_stated[0], whole.factor_stated[0]) == pytest.approx((0.6, 1.0))
    assert coverage(terms, "source").default.tolist() == [0, 1, 0]
    assert propagate(terms).levels["source"].pct == pytest.approx(
        [combine_product([2, 10]), combine_product([5, 10]), 10]
    )


def test_lines_that_disagree_about_a_shared_value_take_the_largest_that_is_stated() -> None:
    terms = build_terms(
        [1.0, 1.0, 1.0], Side([4, 4, 4], [2, NAN, 3], default_pct=[50, 50, 50]), Side([0, 0, 0], [0] * 3), {}
    )
    assert terms.activity.pct.tolist() == [3]
    assert terms.activity.origin.tolist() == [Origin.STATED]


def test_a_group_without_emissions_says_so_and_one_that_cancels_keeps_its_tonnes() -> None:
    """0.1 + 0.2 - 0.3 is zero, though not in floats."""
    activity, factor = Side([0, 1, 2, 3], [5, 5, 0, 0]), Side([0, 1, 1, 1], [9, 9, 9, 9])
    terms = build_terms([0.0, 0.1, 0.2, -0.3], activity, factor, {"source": [0, 1, 1, 1]})
    for found in (propagate(terms), simulate(terms, seed=1)):
        nothing, zero = found.levels["source"].all()
        assert (nothing.state, nothing.pct, nothing.low_t, nothing.high_t) == ("no_emissions", None, 0, 0)
        assert (zero.state, zero.pct, zero.co2e_t) == ("net_zero", None, 0)
        assert zero.high_t == pytest.approx(0.1 * 0.05, rel=0.1)
    assert math.isnan(coverage(terms, "source").stated[0])


def test_an_inventory_without_lines_has_no_emissions() -> None:
    terms = build_terms([], Side([], []), Side([], []), {"source": []})
    assert propagate(terms).levels["park"].of(0).state == "no_emissions"
    assert simulate(terms, seed=1).levels["park"].of(0).state == "no_emissions"
    assert math.isnan(propagate(terms).wide_share)
    assert contributions(terms) == ()


def test_contributions_are_ranked_by_their_share_of_the_variance() -> None:
    terms = build_terms(
        [100.0, 50.0, 3.0], Side([1, 2, 2], [1, 4, 4]), Side([10, 10, 11], [6, 6, 150]), {"source": [1, 2, 2]}
    )
    first, second, third, fourth = contributions(terms)
    assert (first.side, first.code, first.half_range_t, first.co2e_t) == ("factor", 10, pytest.approx(9), 150)
    assert (second.side, second.code, second.half_range_t) == ("factor", 11, pytest.approx(4.5))
    assert (third.side, third.code, third.half_range_t) == ("activity", 2, pytest.approx(2.12))
    assert (fourth.side, fourth.code, fourth.half_range_t) == ("activity", 1, pytest.approx(1))
    assert sum(value.variance_share for value in (first, second, third, fourth)) == pytest.approx(1)
    assert first.variance_share == pytest.approx(81 / (81 + 4.5**2 + 2.12**2 + 1))
    assert propagate(terms).wide_share == pytest.approx(second.variance_share)
    assert contributions(terms, "source", 2, top=1)[0].code == 11
    assert [value.code for value in contributions(terms, "source", 1)] == [10, 1]
    with pytest.raises(KeyError):
        contributions(terms, "source", 9)


def test_lines_stay_in_the_order_they_came_in() -> None:
    terms = build_terms([5.0, -1.0, 3.0], Side([9, 8, 7], [3, 4, 5]), Side([1, 1, 1], [4, 4, 4]), {"source": [2, 1, 0]})
    found = line_ranges(terms)
    assert found.co2e_t.tolist() == [5, -1, 3]
    assert found.pct == pytest.approx([5, combine_product([4, 4]), combine_product([5, 4])])
    assert found.of(1).low_t < found.of(1).high_t < 0


def test_approach_2_is_reported_where_it_was_used_with_approach_1_beside_it() -> None:
    """IPCC 2006 V1 3.2.3."""
    terms = build_terms([10.0, 20.0], Side([0, 1], [3, 3]), Side([0, 0], [100, 100]), {"gas": [0, 1]})
    first, second = propagate(terms).levels["park"], simulate(terms, seed=5).levels["park"]
    (alone,) = reported(first)
    assert (alone.approach, alone.range, alone.beside) == (1, first.of(0), None)
    (both,) = reported(first, second)
    assert (both.approach, both.range, both.beside) == (2, second.of(0), first.of(0))


@pytest.mark.parametrize(
    ("amounts", "activity", "factor", "groups", "said"),
    [
        ([1.0, NAN], Side([0, 1], [1, 1]), Side([0, 0], [1, 1]), {}, "line 1: co2e_t nan"),
        ([1.0, 2.0], Side([0, 1], [1, -1]), Side([0, 0], [1, 1]), {}, "line 1: activity pct -1"),
        ([1.0, 2.0], Side([0, 1], [1, 1]), Side([0, 0], [math.inf, 1]), {}, "line 0: factor pct inf"),
        ([1.0, 2.0], Side([0, 1], [1]), Side([0, 0], [1, 1]), {}, "activity pct: 2 entries"),
        ([1.0, 2.0], Side([0.5, 1], [1, 1]), Side([0, 0], [1, 1]), {}, "activity index: integer codes"),
        ([1.0, 2.0], Side([0, 1], [1, 1]), Side([0, 0], [1, 1]), {"park": [0, 0]}, "added by itself"),
        (
            [1.0],
            Side([3], [61], distribution=[Distribution.NORMAL]),
            Side([0], [1]),
            {},
            "activity 3: 61 %, but normal",
        ),
        ([1.0], Side([0], [1]), Side([3], [96], distribution=[Distribution.UNIFORM]), {}, "at most 95 %"),
        (
            [1.0, 2.0],
            Side([3, 3], [5, 5], distribution=[Distribution.NORMAL, Distribution.UNIFORM]),
            Side([0, 0], [1, 1]),
            {},
            "activity 3 is given two distributions",
        ),
    ],
)
def test_a_line_that_cannot_be_used_is_named(amounts, activity, factor, groups, said) -> None:
    with pytest.raises(ValueError, match=said):
        build_terms(amounts, activity, factor, groups)
