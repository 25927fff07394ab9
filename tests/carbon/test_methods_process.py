"""Process equations on exact fractions and arrays, against worked numbers of their sources."""

from fractions import Fraction

import numpy as np

from lingtan.carbon.inventory.methods import (
    FORMULAS,
    blend_gwp,
    carbon_co2_t,
    carbonate_co2_t,
    clinker_co2_t,
    combustion_gas_kg,
    leaked_kg,
    sf6_balance_kg,
)
from lingtan.knowledge import NAMED_RULES, methods


def test_desulphurisation_with_limestone_of_90_per_cent_carbonate() -> None:
    """GB/T 32151.34-2024: 100 t of limestone x 90 % x 0.440 x 100 % = 39.6 tCO2."""
    assert carbonate_co2_t(Fraction(100), Fraction("0.9"), Fraction("0.44"), Fraction(1)) == Fraction("39.6")


def test_clinker_of_65_per_cent_cao_and_1_5_per_cent_mgo_is_near_the_default() -> None:
    """IPCC 2006 volume 3, 2.2.1.2: 65 % CaO from carbonates alone is 0.51 tCO2/t."""
    zero = Fraction(0)
    assert round(clinker_co2_t(Fraction(1), Fraction("0.65"), zero, zero, zero), 2) == Fraction("0.51")
    with_magnesia = clinker_co2_t(Fraction(1), Fraction("0.65"), zero, Fraction("0.015"), zero)
    assert with_magnesia == Fraction("0.65") * 44 / 56 + Fraction("0.015") * 44 / 40


def test_oxides_that_do_not_come_from_carbonates_release_nothing() -> None:
    share = Fraction("0.65")
    assert clinker_co2_t(Fraction(1000), share, share, Fraction("0.02"), Fraction("0.02")) == 0


def test_the_mass_balance_of_sf6() -> None:
    """IPCC 2006 volume 3, equation 8.4: 20 at the start + 50 bought - 5 sold - 15 at the end - 40 into equipment."""
    assert sf6_balance_kg(*(Fraction(x) for x in (20, 50, 5, 15, 40))) == 10


def test_equations_take_arrays_as_well() -> None:
    mass = np.array([1.0, 2.0])
    assert np.allclose(carbonate_co2_t(mass, np.full(2, 0.9), np.full(2, 0.44), np.ones(2)), [0.396, 0.792])
    assert np.allclose(carbon_co2_t(mass * 12, np.ones(2)), [44, 88])
    assert np.allclose(combustion_gas_kg(mass, np.full(2, 3.0)), [3, 6])
    assert np.allclose(leaked_kg(mass, np.full(2, 0.1)), [0.1, 0.2])


def test_a_blend_weighs_its_components_by_mass() -> None:
    half = Fraction(1, 2)
    assert blend_gwp({"a": half, "b": half}, {"a": Fraction(675), "b": Fraction(3500)}) == Fraction("2087.5")


def test_every_rule_of_the_methods_is_one_of_the_named_ones_or_has_a_formula() -> None:
    rules = {entry.rule for entry in methods()}
    formulas = {rule.split("/")[0] for rule in FORMULAS}
    assert rules <= {*NAMED_RULES, *formulas}
