"""Every item of every method that has a factor of its own can be computed, in every unit of its kind."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.carbon.applied_keys import applied

from lingtan.knowledge import GASES, fuels, method_items

UNITS = {
    "combustion": ("GJ", "MWh"),
    "mobile_combustion": ("GJ", "MJ"),
    "conversion": ("GJ", "TJ"),
    "electricity": ("MWh", "10^4 kWh"),
    "heat": ("GJ", "百万千焦"),
    "steam": ("GJ", "kWh"),
    "process": ("t", "kg"),
    "carbonate": ("t", "万吨"),
    "refrigerant_top_up": ("kg", "g"),
    "sf6_mass_balance": ("kg", "t"),
}
RATIOS = {
    "combustion": "3.6",
    "mobile_combustion": "0.001",
    "conversion": "1000",
    "electricity": "10",
    "heat": "1",
    "steam": "0.0036",
    "process": "0.001",
    "carbonate": "10000",
    "refrigerant_top_up": "0.001",
    "sf6_mass_balance": "1000",
}
ITEMS = [(method, item.id) for method in UNITS for item in method_items(method)]


@pytest.mark.parametrize(("method", "item"), ITEMS, ids=lambda part: part)
def test_an_item_has_a_factor_with_its_source_and_its_gases(method, item) -> None:
    one, other = (applied(method=method, item=item, unit=unit) for unit in UNITS[method])
    assert one.source
    assert one.shared_id
    assert set(one.rates) <= set(GASES)
    assert all(rate >= 0 for rate in one.rates.values())
    assert set(one.uncertainty_pct) <= set(one.rates)
    ratio = Fraction(RATIOS[method])
    assert {gas: rate * ratio for gas, rate in one.rates.items()} == other.rates
    assert one.biogenic * ratio == other.biogenic


@pytest.mark.parametrize("item", [item.id for item in method_items("process")])
def test_every_product_has_a_factor_for_the_national_accounting_or_emits_no_co2(item) -> None:
    everywhere = applied(method="process", item=item, unit="t").rates
    assert applied(method="process", item=item, unit="t", accounting="ndrc_910").rates == {
        gas: rate for gas, rate in everywhere.items() if gas == "CO2"
    }


@given(
    fuel=st.sampled_from(fuels("A")),
    ncv=st.fractions(0, 1),
    oxidation=st.decimals("0.8", "1", places=3),
)
def test_co2_is_the_product_of_what_the_row_states(fuel, ncv, oxidation) -> None:
    """Whatever lies in the plausible range: amount x NCV x carbon content x oxidation x 44/12."""
    low, high = fuel.ncv_range
    stated = f"{float(low + (high - low) * ncv):.4f}"
    parameters = f"ncv={stated} GJ/{fuel.unit}; oxidation={oxidation}"
    found = applied(method="combustion", item=fuel.id, unit=fuel.unit, parameters=parameters)
    carbon_t = Fraction(stated) * fuel.carbon_tc_per_tj / 1000
    co2 = carbon_t * Fraction(oxidation) * 44 / 12
    assert found.rates["CO2"] + found.biogenic == co2
    assert "parameter_out_of_range" not in found.flags
