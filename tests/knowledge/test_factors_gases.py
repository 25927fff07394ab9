"""Gases and their potentials by IPCC report, and the blends of refrigerants."""

from fractions import Fraction

import pytest

from lingtan.knowledge import FactorMissing, gas_of, gas_stated, gwp, refrigerant_shares

# GWP100 of AR4, AR5 and AR6: IPCC AR4 WG1 table 2.14, AR5 WG1 table 8.A.1, AR6 WG1 tables 7.15 and 7.SM.7.
PUBLISHED = """
    CO2 1 1 1
    CH4 25 28 27.9
    CH4_fossil 25 30 29.8
    CH4_nonfossil 25 28 27.0
    N2O 298 265 273
    NF3 17200 16100 17400
    HFC-23 14800 12400 14600
    HFC-32 675 677 771
    HFC-125 3500 3170 3740
    HFC-134a 1430 1300 1530
    HFC-143a 4470 4800 5810
    HFC-152a 124 138 164
    HFC-227ea 3220 3350 3600
    HFC-236fa 9810 8060 8690
    HFC-245fa 1030 858 962
    PFC-14 7390 6630 7380
    PFC-116 12200 11100 12400
    PFC-218 8830 8900 9290
"""

# Potentials of blends, computed from their components: AR4, AR5, AR6.
BLENDS = """
    R-410A 2087.5 1923.5 2255.5
    R-407C 1773.85 1624.21 1907.93
    R-404A 3921.6 3942.8 4728.0
    R-507A 3985 3985 4775
    R-407A 2107 1923.4 2262.2
"""
REPORTS = ("AR4", "AR5", "AR6")


def value(species, report):
    found = gwp(species, report)
    assert found is not None
    return found.value


@pytest.mark.parametrize("row", PUBLISHED.strip().splitlines(), ids=lambda row: row.split()[0])
def test_every_potential_is_the_published_one(row) -> None:
    species, *values = row.split()
    assert [value(species, report) for report in REPORTS] == [Fraction(number) for number in values]


@pytest.mark.parametrize("row", BLENDS.strip().splitlines(), ids=lambda row: row.split()[0])
def test_a_blend_is_the_sum_of_its_components(row) -> None:
    name, *values = row.split()
    shares = refrigerant_shares(name)
    for report, expected in zip(REPORTS, values, strict=True):
        assert sum(share * value(gas, report) for gas, share in shares.items()) == Fraction(expected)


def test_sf6_of_ar6_is_24300_as_corrected_and_the_first_print_is_kept() -> None:
    """AR6 table 7.SM.7 first printed 25,200; the corrected list of 2024 has 24,300."""
    assert [value("SF6", report) for report in REPORTS] == [22_800, 23_500, 24_300]


def test_a_report_that_does_not_list_a_gas_gives_way_to_the_next_one() -> None:
    found = gwp("HFO-1234yf", "AR4")
    assert found is not None
    assert (found.set, found.value) == ("AR5", 1)


@pytest.mark.parametrize(
    ("name", "shares"),
    [
        ("R-448A", {"HFC-32": 26, "HFC-125": 26, "HFO-1234yf": 20, "HFC-134a": 21, "HFO-1234ze(E)": 7}),
        ("R-449A", {"HFC-32": "24.3", "HFC-125": "24.7", "HFO-1234yf": "25.3", "HFC-134a": "25.7"}),
        ("R-452A", {"HFC-32": 11, "HFC-125": 59, "HFO-1234yf": 30}),
        ("R-513A", {"HFO-1234yf": 56, "HFC-134a": 44}),
    ],
)
def test_a_blend_has_the_composition_of_ashrae_34(name, shares) -> None:
    assert refrigerant_shares(name) == {gas: Fraction(share) / 100 for gas, share in shares.items()}


@pytest.mark.parametrize("name", ["R-410A", "R410A", "r410a", "R 410a"])
def test_a_refrigerant_is_found_however_it_is_written(name) -> None:
    assert refrigerant_shares(name) == {"HFC-32": Fraction(1, 2), "HFC-125": Fraction(1, 2)}


@pytest.mark.parametrize("name", ["R-134a", "R134a", "HFC-134a", "hfc134a", "四氟乙烷"])
def test_a_single_gas_is_a_refrigerant_too(name) -> None:
    assert refrigerant_shares(name) == {"HFC-134a": 1}


def test_an_unknown_refrigerant_is_answered_with_the_nearest() -> None:
    with pytest.raises(FactorMissing) as missing:
        refrigerant_shares("R-411A")
    assert "R-410A" in missing.value.details["nearest"] or "R-401A" in missing.value.details["nearest"]


def test_gases_of_the_montreal_protocol_count_in_no_total() -> None:
    assert (gas_of("HCFC-22", "HFCs"), gas_of("CFC-12", "HFCs"), gas_of("HFC-32", "HFCs")) == ("", "", "HFCs")


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("HFCs", ("CO2e", "HFCs")),
        ("CF4", ("PFC-14", "PFCs")),
        ("CH4_fossil", ("CH4_fossil", "CH4")),
        ("甲烷", ("CH4", "CH4")),
        ("HCFC-22", None),
        ("air", None),
    ],
)
def test_the_gas_of_a_row_is_one_of_the_seven_or_a_known_one(name, found) -> None:
    assert gas_stated(name) == found
