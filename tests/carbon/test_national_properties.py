"""What holds of the national account whatever the activities: sums, signs, and a second method that stays apart."""

from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.carbon.carbon_parks import activities, instrument, park, profile
from tests.carbon.national_parks import FOSSIL, account, own

from lingtan.carbon import build_inventory, national_account, side_by_side
from lingtan.park import GridFactorChoice

KINDS: tuple[dict[str, str], ...] = (
    {},
    {"item": "green_power"},
    {"item": "onsite_fossil"},
    {"item": "onsite_pv", "unit": "kWh"},
    {"item": "direct_non_fossil"},
    own("0.42", "tCO2/MWh"),
    {"method": "heat", "item": "bought", "unit": "GJ"},
    {"method": "heat", "item": "non_fossil", "unit": "MWh"},
    {"method": "steam", "item": "bought", "unit": "t", "parameters": "enthalpy=2777.1 kJ/kg"},
    {"method": "combustion", "item": "烟煤", "unit": "t", "parameters": "use=power"},
    {"method": "combustion", "item": "天然气", "unit": "10^4Nm3"},
    {"method": "combustion", "item": "木片", "unit": "t"},
    {"method": "mobile_combustion", "item": "柴油", "unit": "t", "parameters": "use=international_shipping"},
    {"method": "conversion", "item": "炼焦煤", "unit": "t"},
    {"method": "conversion", "item": "焦炭", "unit": "kg", "source": "S2"},
    {"method": "process", "item": "水泥熟料", "unit": "t"},
    {"method": "process", "item": "nitric_acid_low", "unit": "t"},
    {"method": "carbonate", "item": "CaCO3", "unit": "t"},
    {"method": "waste_incineration", "item": "垃圾", "unit": "tCO2"},
    {"method": "refrigerant_top_up", "item": "R-410A", "unit": "kg"},
    {"method": "commuting", "item": "bus", "unit": "tCO2"},
)
QUANTITIES = st.decimals(min_value=-10_000, max_value=10_000, places=6, allow_nan=False)
ROWS = st.lists(st.tuples(st.sampled_from(KINDS), QUANTITIES), max_size=12).map(
    lambda found: [{**kind, "quantity": str(quantity)} for kind, quantity in found]
)


@settings(max_examples=40, deadline=None)
@given(rows=ROWS, certificates=st.integers(0, 9000))
def test_every_part_sums_to_the_lines_to_the_last_digit(rows, certificates) -> None:
    table = activities(*rows)
    of = park(table, instruments=(instrument("gec", certificates),) if certificates else ())
    inventory = build_inventory(of, table, "ndrc_910")
    found = national_account(of, table, inventory)
    co2 = sum(
        (Fraction(line["co2e_t"]) for line in inventory.lines.to_pylist() if line["category"] in (1, 2)), Fraction(0)
    )
    assert found.total_t == co2 == inventory.total.gross
    assert found.energy_t == found.fuel_t + found.conversion_t + found.electricity.co2_t + found.heat_t
    assert sum(found.fuel_by_group.values()) == sum(use.co2_t for use in found.fuels)
    assert found.electricity.fossil_mwh + sum(found.electricity.zero_mwh.values()) == (
        found.electricity.inflow_mwh + found.electricity.generated_mwh - found.electricity.outflow_mwh
    )
    rows_beside = side_by_side(build_inventory(of, table), found)
    total = next(row for row in rows_beside if row.heading == "total")
    headings = [row for row in rows_beside if row.heading not in ("total", "other_indirect")]
    assert sum(row.t_seesa_tco2e or 0 for row in headings) == total.t_seesa_tco2e
    assert sum(row.t_seesa_location_tco2e or 0 for row in headings) == total.t_seesa_location_tco2e
    assert sum(row.national_tco2 or 0 for row in headings) == total.national_tco2 == found.total_t


@settings(max_examples=15, deadline=None)
@given(mwh=st.integers(1, 10**6), item=st.sampled_from(["grid", "onsite_fossil"]))
def test_what_is_sent_out_is_taken_off_at_what_is_added_when_it_is_bought(mwh, item) -> None:
    assert (
        account({"item": item, "quantity": f"-{mwh}"}).total_t
        == -account({"quantity": f"{mwh}"}).total_t
        == -mwh * FOSSIL
    )


@settings(max_examples=15, deadline=None)
@given(factor=st.fractions(0, 2, max_denominator=1000), rows=ROWS)
def test_nothing_of_it_hangs_on_the_parks_grid_factor_or_potentials(factor, rows) -> None:
    other = profile(grid_factor=GridFactorChoice("stated", factor, "x"), gwp="AR4")
    assert account(*rows, profile=other).total_t == account(*rows).total_t
