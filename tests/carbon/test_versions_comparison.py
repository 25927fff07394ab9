"""A correction says what changed and by how much, and its differences add up to the difference of the totals."""

from collections import defaultdict
from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.carbon.frozen_inventories import factor, frozen, line

from lingtan.carbon import Adjustment, compare, comparison_json, totals_json
from lingtan.carbon.versions.comparison import LISTED_LINES

KEY = ("enterprise", "source", "method", "item", "unit", "start", "end", "gas")
amounts = st.integers(-(10**21), 10**21).map(lambda nano: Decimal(f"{nano}E-9"))
some_lines = st.lists(
    st.builds(
        lambda enterprise, source, gas, category, quantity, market, location, biogenic, kind: line(
            enterprise=enterprise,
            source=source,
            gas=gas,
            category=category,
            quantity=quantity,
            co2e_t=market,
            location_co2e_t=location,
            biogenic_co2_t=biogenic,
            factor_id=kind,
        ),
        st.sampled_from(["E1", "E2", ""]),
        st.sampled_from(["S1", "S2"]),
        st.sampled_from(["CO2", "CH4"]),
        st.integers(0, 6),
        amounts,
        amounts,
        amounts,
        amounts,
        st.sampled_from(["a", "b"]),
    ),
    max_size=12,
)
FACTORS = [factor("a", "3"), factor("b", "4")]


def changes_of(old, new):
    return compare(old, new).lines.to_pylist()


@given(some_lines, some_lines)
@settings(max_examples=30, deadline=None)
def test_lines_added_removed_and_changed_sum_exactly_to_the_difference_of_every_total(before, after) -> None:
    found = compare(frozen(*before, factors=FACTORS), frozen(*after, factors=FACTORS))
    by, sums = found.difference, found.line_sums.values()
    assert sum(part.gross_t for part in sums) == by.gross == sum(by.by_gas.values()) == sum(by.by_enterprise.values())
    assert sum(part.location_t for part in sums) == by.location_based
    assert sum(part.other_indirect_t for part in sums) == by.other_indirect
    assert sum(part.removals_t for part in sums) == by.removals
    assert sum(part.biogenic_t for part in sums) == by.biogenic
    assert by.by_category[1] + by.by_category[2] == by.gross


@given(some_lines, some_lines)
@settings(max_examples=25, deadline=None)
def test_a_key_is_listed_just_where_what_its_lines_say_differs(before, after) -> None:
    def said(rows):
        sums: dict[tuple, list[Fraction]] = defaultdict(lambda: [Fraction(0)] * 6)
        kinds: dict[tuple, set] = defaultdict(set)
        for row in rows:
            key = tuple(row[name] for name in KEY)
            gross = row["category"] in (1, 2)
            place = 1 if gross else 2 if row["category"] else 3
            sums[key][0] += Fraction(row["quantity"])
            sums[key][place] += Fraction(row["co2e_t"])
            sums[key][5] += Fraction(row["biogenic_co2_t"])
            sums[key][4] += Fraction(row["location_co2e_t"]) if gross else 0
            kinds[key].add((row["category"], row["factor_id"]))
        ends = {key: (min(c for c, _ in of), max(c for c, _ in of), {f for _, f in of}) for key, of in kinds.items()}
        return {key: (*sums[key], *ends[key]) for key in sums}

    old, new = said(before), said(after)
    found = changes_of(frozen(*before, factors=FACTORS), frozen(*after, factors=FACTORS))
    assert {tuple(row[name] for name in KEY): row["change"] for row in found} == {
        key: "added" if key not in old else "removed" if key not in new else "changed"
        for key in {*old, *new}
        if old.get(key) != new.get(key)
    }


@given(some_lines, st.randoms(use_true_random=False))
@settings(max_examples=10, deadline=None)
def test_the_same_lines_in_other_rows_and_files_are_no_change(rows, random) -> None:
    shuffled = [{**row, "row": 7, "file": "park.xlsx!activities"} for row in random.sample(rows, len(rows))]
    found = compare(frozen(*rows, factors=FACTORS), frozen(*shuffled, factors=FACTORS))
    assert found.is_empty
    assert found.difference.gross == 0


def test_each_kind_of_change_is_named_with_its_old_and_new_figures() -> None:
    old = frozen(line(source="S1"), line(source="S2"), line(source="S3"))
    new = frozen(line(source="S1", quantity="12", co2e_t="36"), line(source="S3"), line(source="S4", co2e_t="1"))
    found = [(row["source"], row["change"], row["old_gross_t"], row["new_gross_t"]) for row in changes_of(old, new)]
    assert found == [("S1", "changed", 30, 36), ("S2", "removed", 30, 0), ("S4", "added", 0, 1)]


def test_two_deliveries_under_one_key_are_one_line_with_their_sum() -> None:
    old = frozen(line(quantity="4", co2e_t="12"), line(quantity="6", co2e_t="18"))
    assert changes_of(old, frozen(line())) == []


def test_a_factor_is_named_with_its_old_and_new_value_and_source_and_what_it_alone_changes() -> None:
    old = frozen(line())
    better = factor(rate="3.1", source="实测")
    new = frozen(line(quantity="20", co2e_t="62"), factors=[better])
    (change,) = compare(old, new).factors
    assert (change.change, change.lines) == ("changed", 1)
    assert ("source", "GB/T 32151", "实测") in change.entries
    assert ("tco2e_per_unit_exact", "3", "3.1") in change.entries
    # 20 t at 3.1 instead of 3; the ten tonnes more at the old factor are the quantity's part.
    assert change.effect_t == Fraction(2)


def test_another_id_of_the_same_factor_is_no_change() -> None:
    moved = factor("own:activities.csv:9")
    found = compare(frozen(line()), frozen(line(factor_id=moved["id"]), factors=[moved]))
    assert found.factors == ()
    assert found.is_empty


def test_a_factor_that_came_or_went_with_its_lines_is_named_too() -> None:
    gas = factor("gas", "2", item="natural_gas")
    extra = line(item="natural_gas", factor_id="gas")
    (came,) = compare(frozen(line()), frozen(line(), extra, factors=[factor(), gas])).factors
    (went,) = compare(frozen(line(), extra, factors=[factor(), gas]), frozen(line())).factors
    assert (came.change, came.new["item"], came.old) == ("added", "natural_gas", {})
    assert (went.change, went.old["item"], went.new) == ("removed", "natural_gas", {})


def test_the_mean_factor_of_certificates_follows_from_what_they_cover_and_is_no_change_of_factor() -> None:
    def covered(rate):
        mean = factor("certificates", rate, item="certificates")
        row = line(item="certificates", factor_id="certificates", quantity="-10", co2e_t=f"-{rate}0", category=2)
        return frozen(row, factors=[mean])

    found = compare(covered("1"), covered("2"))
    assert found.factors == ()
    assert found.line_sums["changed"].gross_t == -10


def test_exclusions_that_came_went_or_say_something_else_are_named() -> None:
    def excluded(**estimates):
        entries = [{"source": name, "reason": "无计量", "estimate_tco2e": size} for name, size in estimates.items()]
        return frozen(line(), exclusions=entries)

    found = compare(excluded(S7=1.0, S8=2.0), excluded(S8=3.0, S9=4.0)).exclusions
    assert [(entry.source, entry.change) for entry in found] == [("S7", "removed"), ("S8", "changed"), ("S9", "added")]
    assert found[1].old["estimate_tco2e"] == 2.0


def test_a_verified_version_differs_from_the_park_s_by_its_adjustments() -> None:
    own = frozen(line())
    entry = Adjustment(2, "E1", "S1", 1, "CO2", Fraction("-1.5"), Fraction("-1.5"), "仪表", "")
    found = compare(own, replace(own, adjustments=(entry,)))
    assert found.difference.gross == Fraction("-1.5")
    assert found.adjustments["added"] == (entry,)
    assert found.lines.num_rows == 0


def test_the_json_keeps_every_digit_and_lists_the_largest_lines_with_the_number_of_all() -> None:
    many = [line(source=f"S{number}", co2e_t=f"{number}.000000001") for number in range(LISTED_LINES + 5)]
    found = comparison_json(compare(frozen(line(source="S0", co2e_t="0.000000001")), frozen(*many)))
    added = found["lines"]["added"]
    assert added["count"] == LISTED_LINES + 4
    assert len(added["listed"]) == LISTED_LINES
    assert added["listed"][0]["new_gross_t"] == "1004.000000001"
    assert found["totals"]["total_tco2e"]["difference"] == added["total_tco2e"] == "504510.000001004"


def test_amounts_nobody_answers_for_are_the_park_s_in_the_json_as_in_the_inventory() -> None:
    found = totals_json(compare(frozen(line(enterprise="")), frozen()).old)
    assert found["by_enterprise"] == {"park": "30.000000000"}


def test_periods_tell_lines_apart() -> None:
    halves = [
        line(end=date(2021, 7, 1), quantity="5", co2e_t="15"),
        line(start=date(2021, 7, 1), quantity="5", co2e_t="15"),
    ]
    found = compare(frozen(line()), frozen(*halves))
    assert [row["change"] for row in found.lines.to_pylist()] == ["added", "removed", "added"]
    assert found.difference.gross == 0
