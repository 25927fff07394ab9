"""Wastewater: methane and nitrous oxide (IPCC 2006 volume 5 chapter 6, 2019 Refinement)."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.carbon.library_values import defaults

from lingtan.carbon.inventory.methods.wastewater import (
    organics_removed_kg,
    wastewater_ch4,
    wastewater_ch4_by_volume,
    wastewater_ch4_kg,
    wastewater_n2o,
    wastewater_n2o_by_volume,
    wastewater_n2o_kg,
)
from lingtan.knowledge import FactorMissing


def treated(item: str, *choices: str, **stated: str) -> dict[str, Fraction]:
    found = defaults("waste", "wastewater_ch4", item, *choices)
    return {**found, **{name: Fraction(value) for name, value in stated.items()}}


@pytest.mark.parametrize(
    ("item", "per_cod", "per_bod"),
    [
        ("aerobic_well_managed", "0.0075", "0.018"),
        ("anaerobic_reactor", "0.2", "0.48"),
        ("anaerobic_lagoon_shallow", "0.05", "0.12"),
        ("anaerobic_lagoon_deep", "0.2", "0.48"),
    ],
)
def test_the_factors_of_the_2019_refinement_come_out(item: str, per_cod: str, per_bod: str) -> None:
    """2019 Refinement volume 5 table 6.3 prints EF = Bo x MCF in kgCH4 per kg of COD and of BOD."""
    stated = treated(item, "guideline=ipcc_2019")
    assert wastewater_ch4(stated) == {"CH4_nonfossil": Fraction(per_cod)}
    assert wastewater_ch4({**stated, "bo": stated["bo_bod"]}) == {"CH4_nonfossil": Fraction(per_bod)}


@pytest.mark.parametrize(
    ("item", "mcf"),
    [
        ("discharge", "0.1"),
        ("aerobic_well_managed", "0"),
        ("aerobic_overloaded", "0.3"),
        ("anaerobic_digester_sludge", "0.8"),
        ("anaerobic_reactor", "0.8"),
        ("anaerobic_lagoon_shallow", "0.2"),
        ("anaerobic_lagoon_deep", "0.8"),
    ],
)
def test_the_correction_factors_are_those_of_table_6_8(item: str, mcf: str) -> None:
    assert treated(item)["mcf"] == Fraction(mcf)


def test_a_reactor_that_takes_out_a_hundred_tonnes_of_cod() -> None:
    """(100 000 - 10 000) x 0.25 x 0.8 - 5 000 = 13 000 kg."""
    found = wastewater_ch4_kg(Fraction(100_000), Fraction(10_000), Fraction("0.25"), Fraction("0.8"), Fraction(5_000))
    assert found == 13_000
    assert (
        100_000
        * wastewater_ch4(treated("anaerobic_reactor", sludge_share="0.1", recovered_ch4="0.05"))["CH4_nonfossil"]
        == 13_000
    )


def test_a_cubic_metre_carries_its_concentration() -> None:
    """3 000 mg/L in, 500 mg/L out: 2.5 kg of COD a m3, of which a reactor makes 0.5 kg of CH4."""
    assert organics_removed_kg(Fraction(1), Fraction(3_000), Fraction(500)) == Fraction("2.5")
    assert wastewater_ch4_by_volume(treated("anaerobic_reactor", cod_in="3000", cod_out="500")) == {
        "CH4_nonfossil": Fraction("0.5")
    }


def test_bod_takes_its_own_capacity() -> None:
    stated = treated("anaerobic_reactor", bod_in="1000", bod_out="0")
    assert wastewater_ch4_by_volume(stated) == {"CH4_nonfossil": Fraction("0.6") * Fraction("0.8")}


def test_concentrations_that_are_missing_or_swapped_are_refused() -> None:
    with pytest.raises(KeyError, match="cod_out"):
        wastewater_ch4_by_volume(treated("anaerobic_reactor", cod_in="3000"))
    with pytest.raises(KeyError, match="cod_in"):
        wastewater_ch4_by_volume(treated("anaerobic_reactor"))
    with pytest.raises(FactorMissing) as refused:
        wastewater_ch4_by_volume(treated("anaerobic_reactor", cod_in="500", cod_out="3000"))
    assert refused.value.code == "wastewater_outflow_above_inflow"


shares = st.fractions(0, 1, max_denominator=100)


@given(st.fractions(0, 10**6), shares, shares, st.fractions(0, 10**7))
def test_recovery_never_makes_a_treatment_a_sink(
    organics: Fraction, sludge: Fraction, mcf: Fraction, recovered: Fraction
) -> None:
    found = wastewater_ch4_kg(organics, organics * sludge, Fraction("0.25"), mcf, recovered)
    assert 0 <= found <= organics * Fraction("0.25")


@given(st.fractions(0, 10**4), st.fractions(0, 10**4), shares, shares)
def test_a_volume_is_its_load(inflow: Fraction, removed: Fraction, sludge: Fraction, recovered: Fraction) -> None:
    stated = {**treated("aerobic_overloaded"), "sludge_share": sludge, "recovered": recovered}
    by_volume = wastewater_ch4_by_volume({**stated, "cod_in": inflow + removed, "cod_out": inflow})
    assert by_volume["CH4_nonfossil"] == removed / 1000 * wastewater_ch4(stated)["CH4_nonfossil"]


def test_arrays_give_the_same_methane() -> None:
    found = wastewater_ch4_kg(
        *[np.array(pair) for pair in ([1e5, 10.0], [1e4, 0.0], [0.25, 0.25], [0.8, 0.8], [5e3, 9e9])]
    )
    assert found.tolist() == [13_000, 0]


@pytest.mark.parametrize(
    ("item", "choices", "kg_per_kg_n"),
    [
        ("plant", (), "0.02514"),
        ("effluent", (), "0.00786"),
        ("effluent", ("guideline=ipcc_2019",), "0.00786"),
        ("effluent_hypoxic", (), "0.02986"),
    ],
)
def test_nitrogen_leaves_as_nitrous_oxide(item: str, choices: tuple[str, ...], kg_per_kg_n: str) -> None:
    """0.016, 0.005 and 0.019 kgN2O-N/kgN (2006 table 6.11, 2019 table 6.8A), times 44/28."""
    rate = wastewater_n2o(defaults("waste", "wastewater_n2o", item, *choices))["N2O"]
    assert abs(rate - Fraction(kg_per_kg_n)) < Fraction(1, 10**5)


def test_nitrogen_by_volume_is_its_load() -> None:
    """40 mg/L are 0.04 kg of N a m3."""
    stated = defaults("waste", "wastewater_n2o", "plant")
    found = wastewater_n2o_by_volume({**stated, "tn_in": Fraction(40)})
    assert found["N2O"] == wastewater_n2o(stated)["N2O"] / 25
    with pytest.raises(KeyError, match="tn_in"):
        wastewater_n2o_by_volume(stated)


def test_nitrous_oxide_of_arrays() -> None:
    assert np.allclose(wastewater_n2o_kg(np.array([0.0, 2800.0]), np.full(2, 0.005)), [0.0, 22.0], rtol=1e-12)
