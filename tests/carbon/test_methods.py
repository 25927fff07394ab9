"""The equations, on exact fractions and on arrays."""

from fractions import Fraction

import numpy as np

from lingtan.carbon import combustion_co2_t, combustion_factor_kg_per_tj, electricity_co2_t, generated_mwh, heat_co2_t


def test_the_carbon_balance_of_natural_gas() -> None:
    exact = combustion_co2_t(Fraction(1), Fraction("389.31"), Fraction("15.3"), Fraction("0.99"))
    assert exact == Fraction("21.62188809")


def test_arrays_give_the_same() -> None:
    amounts = np.array([1.0, 2.0])
    found = combustion_co2_t(amounts, np.full(2, 389.31), np.full(2, 15.3), np.full(2, 0.99))
    assert np.allclose(found, [21.62188809, 43.24377618], rtol=1e-12)


def test_carbon_content_to_co2_per_energy() -> None:
    assert combustion_factor_kg_per_tj(Fraction("15.3"), Fraction(1)) == 56_100


def test_electricity_and_heat_are_signed() -> None:
    assert electricity_co2_t(Fraction(-10), Fraction("0.5737")) == Fraction("-5.737")
    assert heat_co2_t(Fraction(100), Fraction("0.11")) == 11


def test_losses_are_a_share_of_generation() -> None:
    assert generated_mwh(Fraction(90), Fraction("0.1")) == 100
