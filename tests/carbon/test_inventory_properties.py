"""What must hold of every inventory, whatever the park: sums in all views, order, splits, transfers, rounding.

ISO 14064-1:2018: every activity is counted once (5.2), biogenic CO2 and removals stand apart (6.3, 6.5), indirect
emissions are shown by location and by market (annex E). Hypothesis makes parks that mix all methods of the library.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from decimal import Decimal
from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.carbon.carbon_parks import inventory, lines, park, source
from tests.carbon.mixed_parks import (
    BIOGENIC,
    KINDS,
    NANO,
    PLAIN,
    REMOVED,
    certificates,
    decimal,
    mixed,
    rows,
    table_of,
    transfer,
)

from lingtan.carbon import (
    COVERING_ITEM,
    GASES,
    build_inventory,
    enterprise_inventory,
    full_cube,
    totals_of,
)
from lingtan.carbon.versions.records import FrozenInventory
from lingtan.knowledge import methods

few = settings(max_examples=12, deadline=None)
GROSS = (1, 2)


def tonnes(of_lines, wanted, column="co2e_t"):
    return sum((Fraction(line[column]) for line in of_lines if wanted(line)), Fraction(0))


def test_the_parks_of_these_properties_mix_every_method_of_the_library() -> None:
    assert {given["method"] for given in KINDS} == {method.id for method in methods()}
    for given_kind in KINDS:
        assert lines(inventory({**given_kind, "quantity": Decimal(given_kind.get("sign", 1))} | {"sign": None}))


@few
@given(mixed(), certificates, st.booleans())
def test_the_lines_sum_to_the_total_in_every_view_to_the_last_digit(given_rows, lots, registered) -> None:
    sources = (source("S1", category=4), source("S2", category=1, enterprise="E2")) if registered else ()
    found = inventory(*given_rows, instruments=lots, sources=sources)
    of_lines, total = lines(found), found.total
    gross = tonnes(of_lines, lambda line: line["category"] in GROSS)
    assert total.gross == total.market_based == gross
    assert total.location_based == tonnes(of_lines, lambda line: line["category"] in GROSS, "location_co2e_t")
    assert total.other_indirect == tonnes(of_lines, lambda line: line["category"] > 2)
    assert total.removals_t == tonnes(of_lines, lambda line: line["category"] == 0)
    assert total.biogenic_co2_t == tonnes(of_lines, lambda line: True, "biogenic_co2_t")
    for category in range(1, 7):
        assert total.by_category[category] == tonnes(of_lines, lambda line, of=category: line["category"] == of)
    assert total.by_scope == {1: total.by_category[1], 2: total.by_category[2], 3: total.other_indirect}
    for gas in GASES:
        of_gas = [line for line in of_lines if line["gas"] == gas]
        assert total.by_gas[gas] == tonnes(of_gas, lambda line: line["category"] in GROSS)
        assert total.direct_by_gas[gas] == tonnes(of_gas, lambda line: line["category"] == 1)
    for enterprise in {line["enterprise"] for line in of_lines}:
        of_enterprise = tonnes(
            of_lines, lambda line, of=enterprise: line["enterprise"] == of and line["category"] in GROSS
        )
        assert total.by_enterprise.get(enterprise, 0) == of_enterprise
    assert sum(total.by_enterprise.values()) == sum(total.by_month.values()) == gross


@few
@given(mixed(), certificates)
def test_sources_and_the_full_cube_are_the_same_lines(given_rows, lots) -> None:
    """Sources leave the certificates out: they are of no source of the park."""
    found = inventory(*given_rows, instruments=lots)
    own = [line for line in lines(found) if line["item"] != COVERING_ITEM and line["category"] != 0]
    for entry in found.sources:
        place = (entry.source, entry.enterprise, entry.method, entry.item, entry.category)
        of_source = [
            line
            for line in own
            if (line["source"], line["enterprise"], line["method"], line["item"], line["category"]) == place
        ]
        assert entry.co2e_t == tonnes(of_source, lambda line: True) == sum(entry.by_gas.values())
    assert sum(entry.co2e_t for entry in found.sources) == tonnes(own, lambda line: True)
    cells = full_cube(found.cube).to_pylist()
    by_cell: dict[tuple[int, str, str], Fraction] = defaultdict(Fraction)
    for cell in cells:
        by_cell[cell["category"], cell["enterprise"], cell["gas"]] += Fraction(cell["co2e_t"])
    by_line: dict[tuple[int, str, str], Fraction] = defaultdict(Fraction)
    for line in lines(found):
        by_line[line["category"], line["enterprise"], line["gas"]] += Fraction(line["co2e_t"])
    assert {place: amount for place, amount in by_line.items() if amount} == {
        place: amount for place, amount in by_cell.items() if amount
    }
    months: dict[int, Fraction] = defaultdict(Fraction)
    for cell in cells:
        if cell["scope"] in GROSS:
            months[cell["month"]] += Fraction(cell["co2e_t"])
    assert {month: amount for month, amount in found.total.by_month.items() if amount} == {
        month: amount for month, amount in months.items() if amount
    }


@few
@given(mixed(), certificates)
def test_a_closed_inventory_has_the_same_totals(given_rows, lots) -> None:
    found = inventory(*given_rows, instruments=lots)
    kept = totals_of(FrozenInventory(2024, "t_seesa", "AR6", {}, found.lines, ()))
    total = found.total
    assert (kept.gross, kept.location_based, kept.other_indirect) == (
        total.gross,
        total.location_based,
        total.other_indirect,
    )
    assert (kept.removals, kept.biogenic) == (total.removals_t, total.biogenic_co2_t)


@few
@given(mixed(), certificates, st.data())
def test_the_order_of_rows_does_not_matter(given_rows, lots, data) -> None:
    """Totals, sources, factors, flags and every line are the same; only the place of a line in the table is not."""
    table = table_of(given_rows)
    order = data.draw(st.permutations(range(len(given_rows))))
    one, other = (build_inventory(park(table, instruments=lots), rows_) for rows_ in (table, table.take(order)))
    assert one.years == other.years
    assert one.sources == other.sources
    assert one.factors == other.factors
    assert (one.flags, one.covered_mwh) == (other.flags, other.covered_mwh)
    assert Counter(map(repr, lines(one))) == Counter(map(repr, lines(other)))
    assert full_cube(one.cube).equals(full_cube(other.cube))


@few
@given(rows(most=6), st.data())
def test_a_row_split_in_two_changes_each_of_its_lines_by_at_most_a_unit(given_rows, data) -> None:
    """Two half-even roundings of the parts against one of the whole: at most 1e-9 t, whatever the factor."""
    whole = inventory(*given_rows)
    parts = []
    for number, given_row in enumerate(given_rows, start=2):
        nano = int(given_row["quantity"].scaleb(9))
        cut = data.draw(st.integers(0, abs(nano))) * (1 if nano > 0 else -1)
        parts += [given_row | {"quantity": decimal(part), "row": number} for part in (cut, nano - cut)]
    split = inventory(*parts)
    for column in ("co2e_t", "location_co2e_t", "biogenic_co2_t"):
        sums: dict[tuple[int, str], Fraction] = defaultdict(Fraction)
        for line in lines(split):
            sums[line["row"], line["gas"]] += Fraction(line[column])
        for line in lines(whole):
            assert abs(sums[line["row"], line["gas"]] - Fraction(line[column])) <= Fraction(1, NANO)
    assert abs(split.total.gross - whole.total.gross) <= Fraction(len(lines(whole)), NANO)


@few
@given(rows(), st.lists(transfer(), min_size=1, max_size=3), st.booleans())
def test_a_transfer_inside_the_park_counts_once_whoever_tells_it(given_rows, pairs, both) -> None:
    told = [part for pair in pairs for part in (pair if both else pair[:1])]
    without, found = inventory(*given_rows), inventory(*given_rows, *told)
    for name in ("gross", "location_based", "other_indirect", "by_category", "by_gas", "by_month", "removals_t"):
        assert getattr(found.total, name) == getattr(without.total, name)
    internal = [line for line in lines(found) if line["internal"]]
    assert {line["row"] for line in internal} == {len(given_rows) + 2 + number for number in range(len(told))}
    assert tonnes(internal, lambda line: True) == 0


@few
@given(rows(), st.lists(transfer(), min_size=1, max_size=3))
def test_the_enterprises_alone_are_the_park_once_both_sides_of_a_transfer_agree(given_rows, pairs) -> None:
    """What one passes on the other takes over: sold and bought cancel to the last digit."""
    named = [given_row | {"enterprise": given_row["enterprise"] or "E1"} for given_row in given_rows]
    table = table_of([*named, *(part for pair in pairs for part in pair)])
    whole = build_inventory(park(table), table)
    alone = [enterprise_inventory(park(table), table, name).total for name in ("E1", "E2", "E3")]
    assert sum(total.gross for total in alone) == whole.total.gross
    assert sum(total.location_based for total in alone) == whole.total.location_based
    assert sum(total.other_indirect for total in alone) == whole.total.other_indirect


@few
@given(rows(), rows(BIOGENIC), rows(REMOVED))
def test_biogenic_co2_and_removals_are_never_in_the_gross_emissions(given_rows, of_biomass, removed) -> None:
    without = inventory(*given_rows).total
    with_removals, alone = inventory(*given_rows, *removed).total, inventory(*removed)
    assert (with_removals.gross, with_removals.by_gas) == (without.gross, without.by_gas)
    assert (alone.total.gross, alone.total.other_indirect) == (0, 0)
    assert with_removals.removals_t - without.removals_t == tonnes(lines(alone), lambda line: True)
    burnt = inventory(*of_biomass)
    of_lines = lines(burnt)
    assert burnt.biogenic_co2_t == tonnes(of_lines, lambda line: True, "biogenic_co2_t") >= 0
    counted = inventory(*given_rows, *of_biomass).total
    assert counted.gross - without.gross == tonnes(of_lines, lambda line: True)
    assert counted.biogenic_co2_t - without.biogenic_co2_t == burnt.biogenic_co2_t


def test_wood_emits_its_co2_outside_the_total_and_its_methane_inside() -> None:
    found = inventory({"method": "combustion", "item": "木材", "unit": "t", "quantity": "100"})
    assert found.biogenic_co2_t > 100
    assert found.total.by_gas["CO2"] == 0
    assert 0 < found.total.by_gas["CH4"] < found.biogenic_co2_t / 10


@few
@given(mixed())
def test_every_line_is_the_half_even_product_of_its_row_and_its_factor(given_rows) -> None:
    """Fractions, the rates of the factor the line names, one rounding to 1e-9 t; a transfer's lines are 0."""
    found = inventory(*given_rows)
    factors = {factor.id: factor for factor in found.factors}
    first: set[int] = set()
    for line in lines(found):
        factor = factors[line["factor_id"]]
        quantity = Fraction(line["quantity"]) * (0 if line["internal"] else 1)
        is_first = line["row"] not in first
        first.add(line["row"])
        amount = round(quantity * factor.rates[line["gas"]] * NANO)
        located = amount if factor.location is None else is_first and round(quantity * factor.location * NANO)
        biogenic = is_first and round(quantity * factor.biogenic * NANO)
        assert Fraction(line["co2e_t"]) * NANO == amount
        assert Fraction(line["location_co2e_t"]) * NANO == located
        assert Fraction(line["biogenic_co2_t"]) * NANO == biogenic
    assert first == set(range(2, len(given_rows) + 2))


@few
@given(rows(PLAIN), st.lists(transfer(), max_size=2))
def test_market_and_location_are_one_where_nothing_is_market_based(given_rows, pairs) -> None:
    found = inventory(*given_rows, *(part for pair in pairs for part in pair))
    assert found.total.market_based == found.total.location_based
    assert all(line["co2e_t"] == line["location_co2e_t"] for line in lines(found))


@few
@given(rows(), certificates)
def test_certificates_change_the_market_based_figure_and_nothing_else(given_rows, lots) -> None:
    without, found = inventory(*given_rows).total, inventory(*given_rows, instruments=lots).total
    for name in ("location_based", "other_indirect", "removals_t", "biogenic_co2_t", "direct_by_gas"):
        assert getattr(found, name) == getattr(without, name)
    assert found.gross <= without.gross
    assert found.by_category[1] == without.by_category[1]
