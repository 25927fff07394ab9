"""Lines are exact: the column engine equals rational arithmetic, half-even to 1e-9 t, in any order and any chunks."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.carbon.carbon_parks import activities, inventory, lines, park

from lingtan.carbon import build_inventory
from lingtan.carbon.inventory.totals import by_month

NANO = 10**9
quantities = st.one_of(
    st.integers(-(10**15), 10**15), st.integers(-(10**17), 10**17), st.sampled_from([5, -5, 15, 25, 5 * 10**8])
)
factors = st.one_of(st.integers(0, 10**13), st.sampled_from([500_000_000_000, 1_500_000_000_000, 1, 333_333_333_333]))


def own(quantity_nano, factor_pico):
    return {
        "method": "process",
        "item": "product",
        "unit": "t",
        "quantity": Decimal(f"{quantity_nano}E-9"),
        "factor": Decimal(f"{factor_pico}E-12"),
        "factor_unit": "tCO2/t",
    }


@settings(max_examples=10, deadline=None)
@given(st.lists(st.tuples(quantities, factors), min_size=1, max_size=40))
def test_every_line_is_the_half_even_product(pairs) -> None:
    found = inventory(*(own(quantity, factor) for quantity, factor in pairs))
    expected = [round(Fraction(quantity * factor, 10**12)) for quantity, factor in pairs]
    assert [int(Fraction(line["co2e_t"]) * NANO) for line in lines(found)] == expected
    assert found.total.gross == Fraction(sum(expected), NANO)


@settings(max_examples=10, deadline=None)
@given(st.lists(quantities, min_size=1, max_size=40))
def test_units_and_the_carbon_balance_stay_exact(amounts) -> None:
    rows = [{"method": "combustion", "item": "柴油", "unit": "kg", "quantity": Decimal(f"{n}E-9")} for n in amounts]
    rate = Fraction("42.652") * Fraction("20.2") / 1000 * Fraction("0.98") * Fraction(44, 12) / 1000
    found = [line for line in lines(inventory(*rows)) if line["gas"] == "CO2"]
    assert [int(Fraction(line["co2e_t"]) * NANO) for line in found] == [round(n * rate) for n in amounts]


def test_ties_go_to_the_even_neighbour() -> None:
    amounts = [1, 3, 5, -1, -3, -5]
    found = inventory(*(own(n, 500_000_000_000) for n in amounts))
    assert [int(Fraction(line["co2e_t"]) * NANO) for line in lines(found)] == [0, 2, 2, 0, -2, -2]


@settings(max_examples=8, deadline=None)
@given(st.permutations(list(range(6))), st.integers(1, 6), st.booleans())
def test_totals_do_not_depend_on_row_order_chunks_or_dictionaries(order, chunk, encoded) -> None:
    rows = [own(7 * 10**9 + n, 333_333_333_333) for n in range(3)] + [
        {"quantity": "0.1"},
        {"item": "绿电"},
        {"unit": "kWh"},
    ]
    table = activities(*rows)
    shuffled = table.take(order)
    if encoded:
        texts = [name for name in table.column_names if pa.types.is_string(table.schema.field(name).type)]
        for name in texts:
            place = shuffled.column_names.index(name)
            shuffled = shuffled.set_column(place, name, shuffled[name].dictionary_encode())
    shuffled = pa.Table.from_batches(shuffled.to_batches(max_chunksize=chunk))
    assert build_inventory(park(table), shuffled).total == build_inventory(park(table), table).total


def test_the_content_hash_depends_on_what_is_said_not_on_how_it_is_stored() -> None:
    table = activities({}, {"item": "green_power"}, own(10**9, 10**12))
    stored = pa.Table.from_batches(table.to_batches(max_chunksize=1))
    stored = stored.set_column(5, "item", stored["item"].dictionary_encode())
    first, second = build_inventory(park(table), table), build_inventory(park(table), stored)
    assert first.content_hash == second.content_hash
    changed = activities({}, {"item": "green_power"}, own(10**9 + 1, 10**12))
    assert build_inventory(park(changed), changed).content_hash != first.content_hash


dates = st.dates(date(2024, 1, 1), date(2024, 12, 31))


@given(st.lists(st.tuples(dates, dates, st.integers(-(10**20), 10**20)), min_size=1, max_size=10))
def test_months_sum_exactly_to_what_was_spread(spans) -> None:
    periods = [(min(a, b), max(a, b), amount) for a, b, amount in spans]
    assert sum(by_month(periods).values()) == Fraction(sum(amount for _, _, amount in spans), NANO)
