"""Removals: growing biomass (IPCC 2006 volume 4 chapters 2 and 8) and CO2 captured (volume 2 chapter 5)."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.carbon.library_values import defaults

from lingtan.carbon.inventory.methods.sinks import (
    biomass_carbon_t,
    carbon_removed_co2_t,
    ccus,
    growing_biomass,
    stored_co2_t,
    urban_trees,
)


def of(item: str, **stated: str) -> dict[str, Fraction]:
    return {**defaults("removal", "removal", item), **{name: Fraction(value) for name, value in stated.items()}}


def test_an_acre_of_forest_in_the_us() -> None:
    """EPA equivalencies: 0.23 t of carbon per acre and year x 44/12 = 0.84 tCO2."""
    assert abs(carbon_removed_co2_t(Fraction("0.23")) - Fraction("0.84")) < Fraction(1, 200)


@pytest.mark.parametrize(
    ("item", "kg"),
    [
        ("forest_subtropical_humid_planted", "20680"),
        ("forest_subtropical_humid_natural", "10340"),
        ("forest_temperate_continental", "8478.8"),
        ("forest_temperate_mountain", "6359.1"),
    ],
)
def test_a_hectare_of_forest_by_the_defaults(item: str, kg: str) -> None:
    """G x (1 + R) x 0.47 x 44/12: G of table 4.12, R of table 4.4, CF of table 4.3."""
    assert growing_biomass(of(item)) == {"CO2": Fraction(kg)}


def test_a_forest_of_its_own_states_its_growth() -> None:
    with pytest.raises(KeyError, match="growth"):
        growing_biomass(of("forest"))
    assert growing_biomass(of("forest", growth="5", root_ratio="0.25", carbon_fraction="0.5")) == {
        "CO2": Fraction("3.125") * 1000 * 44 / 12
    }


def test_urban_trees_by_crown_and_by_number() -> None:
    """Volume 4 chapter 8: 2.9 tC/(hm2 of crown cover a), table 8.1; 0.0100 tC/(tree a) of mixed hardwood, table 8.2."""
    assert growing_biomass(of("urban_tree_cover")) == {"CO2": Fraction(2900) * 44 / 12}
    assert urban_trees(of("urban_tree")) == {"CO2": Fraction(10) * 44 / 12}


def test_capture_is_net_of_leaks_and_of_energy_from_outside() -> None:
    """1 t less 2 % leaked, less 0.3 MWh at 0.5306 t/MWh, less 2 GJ at 0.11 t/GJ."""
    found = ccus(of("ccus", leaked="0.02", electricity="0.3", heat="2"))
    assert found == {"CO2": 1000 * (Fraction("0.98") - Fraction("0.15918") - Fraction("0.22"))}


def test_energy_that_the_inventory_counts_is_not_taken_off_twice() -> None:
    assert ccus(of("ccus")) == {"CO2": 1000}


def test_a_capture_that_costs_more_than_it_stores_removes_less_than_nothing() -> None:
    assert stored_co2_t(Fraction(100), Fraction("0.1"), Fraction(120)) == -30


@given(st.fractions(0, 10**4), st.fractions(0, 30), st.fractions(0, 1))
def test_removal_is_linear_in_the_area(area: Fraction, growth: Fraction, root_ratio: Fraction) -> None:
    fraction = Fraction("0.47")
    whole = biomass_carbon_t(area, growth, root_ratio, fraction)
    assert biomass_carbon_t(2 * area, growth, root_ratio, fraction) == 2 * whole
    assert whole == area * biomass_carbon_t(Fraction(1), growth, root_ratio, fraction)


def test_arrays_grow_like_fractions() -> None:
    found = biomass_carbon_t(*[np.array(pair) for pair in ([1.0, 2.0], [10.0, 5.0], [0.2, 0.2], [0.47, 0.47])])
    assert np.allclose(found, [5.64, 5.64], rtol=1e-12)
