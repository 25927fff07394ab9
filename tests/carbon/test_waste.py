"""Waste (IPCC 2006 volume 5): incineration (chapter 5), landfill by first-order decay (3), composting (4)."""

from __future__ import annotations

import math
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.carbon.library_values import defaults, factor

from lingtan.carbon.inventory.methods.waste import (
    decay_left,
    decayed_share,
    incineration,
    incineration_co2,
    landfill,
    landfill_ch4,
    landfill_flags,
    landfill_history_ch4_kg,
    methane_potential,
)
from lingtan.knowledge import FactorMissing

CLIMATES = ("temperate_wet", "temperate_dry", "tropical_wet", "tropical_dry")


def burnt(item: str, *choices: str, regions: tuple[str, ...] = ("CN", "")) -> dict[str, Fraction]:
    return dict(
        incineration(
            defaults("waste", "waste_incineration", item, *(choices or ("furnace=continuous_stoker",)), regions=regions)
        )
    )


def buried(item: str, *choices: str, **stated: int | Fraction) -> dict[str, Fraction]:
    chosen = choices or ("climate=temperate_wet", "site=managed_anaerobic", "cover=bare")
    return {**defaults("waste", "landfill", item, *chosen), **{name: Fraction(value) for name, value in stated.items()}}


# Incineration


@pytest.mark.parametrize(
    ("item", "fossil_kg_per_t"),
    [("municipal", "271.7"), ("hazardous", "32.01"), ("sewage_sludge", "0")],
)
def test_the_provincial_defaults_burn_to_the_fossil_co2_of_the_guideline(item: str, fossil_kg_per_t: str) -> None:
    """省级温室气体清单编制指南 chapter 5: CCF 20/1/30 %, FCF 39/90/0 %, EF 95/97/95 %, times 44/12."""
    assert burnt(item)["CO2"] == Fraction(fossil_kg_per_t)


def test_sludge_burns_to_biogenic_co2_only() -> None:
    found = burnt("sewage_sludge")
    assert found["CO2"] == 0
    assert found["CO2_biogenic"] == Fraction("0.30") * Fraction("0.95") * 1000 * 44 / 12
    assert found["N2O"] == Fraction("0.9")


def test_outside_china_municipal_waste_takes_the_values_of_the_good_practice_guidance() -> None:
    """IPCC GPG 2000 table 5.6: 40 % carbon, 40 % of it fossil, 95 % burnt."""
    assert burnt("municipal", regions=("",))["CO2"] == Fraction("0.4") ** 2 * Fraction("0.95") * 1000 * 44 / 12


@pytest.mark.parametrize(
    ("furnace", "kg_per_gg"),
    [
        ("continuous_stoker", "0.2"),
        ("continuous_fluidised", "0"),
        ("semi_stoker", "6"),
        ("semi_fluidised", "188"),
        ("batch_stoker", "60"),
        ("batch_fluidised", "237"),
    ],
)
def test_methane_follows_the_furnace_as_table_5_3(furnace: str, kg_per_gg: str) -> None:
    assert burnt("municipal", f"furnace={furnace}")["CH4_nonfossil"] == Fraction(kg_per_gg) / 1000


@pytest.mark.parametrize(
    ("item", "furnace", "g_per_t"),
    [
        ("municipal", "continuous_stoker", 50),
        ("municipal", "semi_fluidised", 50),
        ("municipal", "batch_stoker", 60),
        ("plastics", "batch_fluidised", 60),
        ("industrial", "continuous_stoker", 100),
        ("hazardous", "batch_stoker", 100),
        ("sewage_sludge", "batch_stoker", 900),
    ],
)
def test_nitrous_oxide_follows_waste_and_furnace_as_table_5_6(item: str, furnace: str, g_per_t: int) -> None:
    assert burnt(item, f"furnace={furnace}")["N2O"] == Fraction(g_per_t, 1000)


def test_plastics_are_fossil_and_wood_is_not() -> None:
    """Table 2.4: plastics 75 % carbon of dry matter, all fossil; wood 85 % dry, 50 % carbon, none fossil."""
    assert burnt("plastics")["CO2"] == 2750
    assert burnt("plastics")["CO2_biogenic"] == 0
    assert burnt("wood")["CO2"] == 0
    assert burnt("wood")["CO2_biogenic"] == Fraction("0.85") * Fraction("0.5") * 1000 * 44 / 12


def test_a_waste_without_known_carbon_asks_for_it() -> None:
    with pytest.raises(KeyError, match="carbon"):
        burnt("industrial_sludge")


@given(*[st.fractions(0, 1, max_denominator=100)] * 4)
def test_fossil_and_biogenic_co2_are_all_the_carbon_burnt(
    dry_matter: Fraction, carbon: Fraction, fossil: Fraction, oxidation: Fraction
) -> None:
    shares = {"dry_matter": dry_matter, "carbon": carbon, "fossil_share": fossil, "oxidation": oxidation}
    found = incineration({**shares, "ch4": Fraction(0), "n2o": Fraction(0)})
    assert found["CO2"] + found["CO2_biogenic"] == 1000 * dry_matter * carbon * oxidation * 44 / 12


def test_arrays_burn_like_fractions() -> None:
    tonnes = np.array([1.0, 1000.0])
    shares = [np.full(2, value) for value in (1.0, 0.20, 0.39, 0.95)]
    assert np.allclose(incineration_co2(tonnes, *shares), [0.2717, 271.7], rtol=1e-12)


# Landfill


def test_the_methane_potential_of_food_waste() -> None:
    """Equations 3.2 and 3.3 with DOC 0.15 (table 2.4), DOCf 0.5, MCF 1, F 0.5: 50 kg of CH4 per t."""
    assert methane_potential(Fraction("0.15"), Fraction("0.5"), Fraction(1), Fraction("0.5")) == Fraction("0.05")


@pytest.mark.parametrize(
    ("item", "climate", "half_life_years"),
    [
        ("paper", "temperate_dry", 17),
        ("wood", "temperate_dry", 35),
        ("garden", "temperate_dry", 14),
        ("food", "temperate_dry", 12),
        ("municipal", "temperate_dry", 14),
        ("paper", "temperate_wet", 12),
        ("wood", "temperate_wet", 23),
        ("garden", "temperate_wet", 7),
        ("food", "temperate_wet", 4),
        ("paper", "tropical_dry", 15),
        ("wood", "tropical_dry", 28),
        ("garden", "tropical_dry", 11),
        ("food", "tropical_dry", 8),
        ("municipal", "tropical_dry", 11),
        ("paper", "tropical_wet", 10),
        ("wood", "tropical_wet", 20),
        ("garden", "tropical_wet", 4),
        ("food", "tropical_wet", 2),
        ("municipal", "tropical_wet", 4),
    ],
)
def test_the_decay_rates_have_the_half_lives_of_table_3_4(item: str, climate: str, half_life_years: int) -> None:
    k = defaults("waste", "landfill", item, f"climate={climate}")["k"]
    assert round(math.log(2) / float(k)) == pytest.approx(half_life_years, abs=1)
    assert float(decay_left(k, Fraction(half_life_years))) == pytest.approx(0.5, abs=0.07)


def test_what_is_left_is_the_exponential_to_eighteen_decimals() -> None:
    assert abs(decay_left(Fraction("0.185"), Fraction(1)) - Fraction(math.exp(-0.185))) < Fraction(1, 10**15)
    assert decay_left(Fraction("0.6931471805599453094"), Fraction(1)) == Fraction(1, 2)
    assert decay_left(Fraction(1), Fraction(1)) == Fraction("0.367879441171442322")
    assert decay_left(Fraction("0.05"), Fraction(0)) == 1


@pytest.mark.parametrize(("age", "kg"), [(0, 0), (1, 8.444786), (2, 7.018498), (3, 5.833104), (10, 1.597675)])
def test_a_tonne_of_food_waste_gives_its_methane_year_by_year(age: int, kg: float) -> None:
    """50 kg x (e^(-0.185 (n-1)) - e^(-0.185 n)); nothing in the year of deposit: decay begins on 1 January after."""
    rate = landfill(buried("food", year=2020 + age, deposited=2020))
    assert float(rate["CH4_nonfossil"]) == pytest.approx(kg, abs=1e-6)


def test_a_row_without_a_year_of_deposit_counts_all_its_methane_at_once_and_says_so() -> None:
    """Mass balance of 省级温室气体清单编制指南 chapter 5: (MSW x L0 - R) x (1 - OX)."""
    stated = buried("food", year=2024)
    assert landfill(stated) == {"CH4_nonfossil": 50}
    assert landfill_flags(stated) == ("landfill_committed",)
    assert landfill_flags(buried("food", year=2024, deposited=2020)) == ()


def test_waste_is_not_deposited_after_the_year_accounted() -> None:
    with pytest.raises(FactorMissing) as refused:
        landfill(buried("food", year=2024, deposited=2025))
    assert refused.value.code == "landfill_deposited_later"


def test_recovery_comes_off_before_the_cover_oxidises() -> None:
    """Equation 3.1: (generated - R) x (1 - OX)."""
    assert landfill_ch4(Fraction(100), Fraction(40), Fraction("0.1")) == 54
    covered = buried("food", "climate=temperate_wet", "site=managed_anaerobic", "cover=oxidising", year=2024)
    assert landfill({**covered, "recovered": Fraction("0.4")}) == {
        "CH4_nonfossil": 50 * Fraction("0.6") * Fraction("0.9")
    }


def test_a_shallow_tip_gives_two_fifths_of_a_managed_landfill() -> None:
    shallow = buried("food", "climate=temperate_wet", "site=unmanaged_shallow", "cover=bare", year=2024)
    assert landfill(shallow) == {"CH4_nonfossil": 20}


def test_the_2019_refinement_lets_wood_decay_less_and_food_more() -> None:
    """2019 Refinement volume 5 table 3.0: DOCf 0.1 for wood, 0.7 for food."""
    chosen = ("guideline=ipcc_2019", "climate=temperate_wet", "site=managed_anaerobic", "cover=bare")
    assert landfill(buried("food", *chosen, year=2024)) == {"CH4_nonfossil": 70}
    wood = landfill(buried("wood", *chosen, year=2024))["CH4_nonfossil"]
    assert abs(wood - landfill(buried("wood", year=2024))["CH4_nonfossil"] / 5) < Fraction(1, 10**13)


def test_without_delay_half_a_year_of_decay_falls_in_the_year_of_deposit() -> None:
    """Annex 3A.1: deposits arrive in the middle of the year on average."""
    k = Fraction("0.185")
    assert decayed_share(k, 0, Fraction(0)) == 1 - decay_left(k, Fraction(1, 2))
    assert decayed_share(k, 0, Fraction(6)) == 0
    assert decayed_share(k, -1, Fraction(0)) == 0


@given(st.fractions(Fraction("0.001"), 2, max_denominator=1000), st.integers(0, 60), st.integers(0, 6))
def test_methane_comes_every_year_and_never_more_than_there_is(k: Fraction, age: int, delay: int) -> None:
    before, after = (decayed_share(k, year, Fraction(delay)) for year in (age - 1, age))
    assert 0 <= before <= after <= 1


@pytest.mark.parametrize("climate", CLIMATES)
@pytest.mark.parametrize("item", ["food", "municipal", "garden"])
def test_over_all_years_the_waste_gives_its_whole_potential(item: str, climate: str) -> None:
    """The sum over all years is L0 x W x (1 - OX), to the last digit once nothing is left."""
    chosen = (f"climate={climate}", "site=managed_anaerobic", "cover=oxidising")
    stated = buried(item, *chosen, deposited=2000)
    emitted = (landfill({**stated, "year": Fraction(2000 + age)})["CH4_nonfossil"] for age in range(900))
    potential = methane_potential(stated["doc"], stated["docf"], stated["mcf"], stated["methane_share"])
    assert sum(emitted, Fraction(0)) == potential * 1000 * (1 - stated["cover_oxidation"])


amounts = st.lists(st.fractions(0, 10**6, max_denominator=1000), min_size=1, max_size=8)
shares = st.fractions(0, 1, max_denominator=20)


@given(amounts, shares, shares)
def test_rows_of_single_deposits_add_up_exactly_to_the_history(
    deposits: list[Fraction], recovered: Fraction, oxidation: Fraction
) -> None:
    stated = {**buried("municipal"), "recovered": recovered, "cover_oxidation": oxidation}
    history = landfill_history_ch4_kg(np.array(deposits, dtype=object), 10, stated)
    for year in range(10):
        years = ({**stated, "year": Fraction(year), "deposited": Fraction(deposited)} for deposited in range(year + 1))
        rows = (amount * landfill(row)["CH4_nonfossil"] for amount, row in zip(deposits, years, strict=False))
        assert history[year] == sum(rows, Fraction(0))


def test_a_history_is_the_recursion_of_the_guidelines() -> None:
    """Equations 3.4-3.6: DDOCma(T) = DDOCmd(T) + DDOCma(T-1) x e^-k; decomposed = DDOCma(T-1) x (1 - e^-k)."""
    deposits = np.array([1000.0, 1200.0, 900.0, 0.0, 1500.0, 300.0])
    kg_per_t, k = 50, 0.185
    accumulated, expected = 0.0, []
    for year in range(40):
        expected.append(accumulated * (1 - math.exp(-k)) * kg_per_t)
        accumulated = accumulated * math.exp(-k) + (deposits[year] if year < len(deposits) else 0)
    found = landfill_history_ch4_kg(deposits, 40, buried("food"))
    assert found.dtype == np.float64
    assert np.allclose(found, expected, rtol=1e-10, atol=1e-9)


@given(st.fractions(0, 1000), st.fractions(0, 5000), st.fractions(0, 1))
def test_recovery_never_makes_a_landfill_a_sink(generated: Fraction, recovered: Fraction, oxidation: Fraction) -> None:
    found = landfill_ch4(generated, recovered, oxidation)
    assert 0 <= found <= generated


def test_a_rate_of_many_stated_digits_fits_a_line_of_a_million_tonnes() -> None:
    """Every share to four decimals, the row in kg: numerator and denominator times the quantity stay below 1e28."""
    shares = {"doc": "0.1377", "docf": "0.5123", "methane_share": "0.5011", "recovered": "0.3521"}
    for years in ({"year": 2024}, {"year": 2024, "deposited": 2003}):
        stated = {**buried("municipal", **years), **{name: Fraction(value) for name, value in shares.items()}}
        tco2e_per_kg = landfill(stated)["CH4_nonfossil"] / 1000 * Fraction("27.9") / 1000
        assert tco2e_per_kg.numerator * 10**9 < 10**28
        assert tco2e_per_kg.denominator < 10**28


# Composting and anaerobic digestion


@pytest.mark.parametrize(
    ("factor_id", "ch4", "n2o"),
    [
        ("composting_wet_ipcc2006", "4", "0.24"),
        ("composting_dry_ipcc2006", "10", "0.6"),
        ("anaerobic_digestion_wet_ipcc2006", "0.8", None),
        ("anaerobic_digestion_dry_ipcc2006", "2", None),
    ],
)
def test_biological_treatment_takes_table_4_1(factor_id: str, ch4: str, n2o: str | None) -> None:
    """kg per t of waste; nitrous oxide of digestion is taken as negligible."""
    expected = {"CH4_nonfossil": Fraction(ch4)} | ({"N2O": Fraction(n2o)} if n2o else {})
    assert factor("composting", factor_id) == expected


def test_wet_waste_is_forty_per_cent_dry_matter() -> None:
    """Table 4.1, note: the dry-weight factors assume a moisture of 60 % in wet waste."""
    for treatment in ("composting", "anaerobic_digestion"):
        dry = factor("composting", f"{treatment}_dry_ipcc2006")
        wet = factor("composting", f"{treatment}_wet_ipcc2006")
        assert {gas: kg * Fraction("0.4") for gas, kg in dry.items()} == wet
