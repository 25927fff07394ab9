"""Worked examples of published sources, run through the product's own functions within each case's tolerance."""

import json
from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any

import pytest
from tests.acceptance.measured import DATA

from lingtan.carbon import (
    blend_gwp,
    combustion_co2_t,
    combustion_factor_kg_per_tj,
    electricity_co2_t,
    energy_based_co2_kg,
    generated_mwh,
)
from lingtan.carbon.inventory.methods.travel import driven_co2e_t
from lingtan.carbon.uncertainty import combine_sum
from lingtan.knowledge import grid_factor, gwp, refrigerant_shares

CASES = DATA / "cases_carbon" / "cases.json"
LB_PER_T = Fraction("2204.6")

pytestmark = [
    pytest.mark.acceptance,
    pytest.mark.skipif(not CASES.exists(), reason=f"the measured data is not here: {CASES} is missing"),
]

Inputs = Mapping[str, Any]
Outputs = Mapping[str, Fraction]


def therm(given: Inputs) -> Outputs:
    one = Fraction(1)
    return {"tCO2": combustion_co2_t(Fraction(given["therm"]), given["mmBtu_per_therm"], given["kgC_per_mmBtu"], one)}


def barrel(given: Inputs) -> Outputs:
    one = Fraction(1)
    return {"tCO2": combustion_co2_t(Fraction(given["barrel"]), given["mmBtu_per_barrel"], given["kgC_per_mmBtu"], one)}


def railcar(given: Inputs) -> Outputs:
    one = Fraction(1)
    return {"tCO2": combustion_co2_t(given["t_per_railcar"], given["mmBtu_per_t"], given["kgC_per_mmBtu"], one)}


def pound(given: Inputs) -> Outputs:
    one = Fraction(1)
    return {"tCO2": combustion_co2_t(1 / LB_PER_T, given["mmBtu_per_t"], given["kgC_per_mmBtu"], one)}


def home(given: Inputs) -> Outputs:
    generated = generated_mwh(Fraction(given["kWh"]) / 1000, given["loss"])
    return {"tCO2": electricity_co2_t(generated, given["lb_per_MWh"] / LB_PER_T)}


def mile(given: Inputs) -> Outputs:
    found = driven_co2e_t(Fraction(1), given["mpg"], given["tCO2_per_gal"], given["co2_share"])
    return {"tCO2e_per_mile": found}


def hub(given: Inputs) -> Outputs:
    found = energy_based_co2_kg(Fraction(1), Fraction(given["heat_content_mmBtu"]), given["kgCO2_per_mmBtu"])
    return {"kgCO2_per_unit": found}


def ipcc(given: Inputs) -> Outputs:
    found = combustion_factor_kg_per_tj(Fraction(given["kgC_per_GJ"]), Fraction(given["oxidation"]))
    return {"kgCO2_per_TJ": found}


def china(given: Inputs) -> Outputs:
    """The library's own factors, which must be those of the case."""
    year = given["year"]
    national = grid_factor("CN-SH", year, "national").tco2_per_mwh
    residual = grid_factor("CN-SH", year, "national_without_traded_non_fossil").tco2_per_mwh
    fossil = grid_factor("CN-SH", year, "fossil").tco2_per_mwh
    stated = (given["national"], given["national_excl_market_traded_nonfossil"], given["fossil"])
    assert (national, residual, fossil) == stated
    energy = Fraction(given["MWh"])
    return {"t_location": electricity_co2_t(energy, national), "t_residual": electricity_co2_t(energy, residual)}


def offgrid(given: Inputs) -> Outputs:
    return {
        "t_office": electricity_co2_t(Fraction(given["office_kWh"]) / 1000, given["f1"]),
        "t_cloud": electricity_co2_t(Fraction(given["cloud_kWh"]) / 1000, given["f2"]),
    }


def uncertain_sum(given: Inputs) -> Outputs:
    """Equation 3.2 of IPCC 2006 V1; a root is a float, so it comes back as the fraction the float is."""
    found = combine_sum([float(amount) for amount in given["E"]], [float(share) for share in given["U"]])
    return {"U_total": Fraction(found)}


def blend(given: Inputs) -> Outputs:
    shares = {name: share for name, (share, _) in given["components"].items()}
    potentials = {name: Fraction(potential) for name, (_, potential) in given["components"].items()}
    return {"gwp": blend_gwp(shares, potentials)}


BUILT: Mapping[str, Callable[[Inputs], Outputs]] = {
    "EPA-THERM": therm,
    "EPA-BARREL": barrel,
    "EPA-RAILCAR": railcar,
    "EPA-POUND-COAL": pound,
    "EPA-HOME": home,
    "EPA-MILE": mile,
    "EPA-HUB": hub,
    "IPCC-EF": ipcc,
    "CN-S2-2022": china,
    "OFFGRID": offgrid,
    "UNC-SUM": uncertain_sum,
    "BLEND": blend,
}

LATER = {
    "VERRA-SERIAL": "foreign registries' serial numbers belong to the ledger",
    "CAR-SERIAL": "foreign registries' serial numbers belong to the ledger",
    "UNDP-SERIAL": "foreign registries' serial numbers belong to the ledger",
}


def cases() -> list[dict[str, Any]]:
    if not CASES.exists():
        return []
    found: list[dict[str, Any]] = json.loads(CASES.read_text(encoding="utf-8"), parse_float=Fraction)
    return found


def kind_of(case: Mapping[str, Any]) -> str:
    kinds = [kind for kind in (*BUILT, *LATER) if case["id"].startswith(kind)]
    return kinds[0] if len(kinds) == 1 else ""


def built_cases() -> list[dict[str, Any]]:
    return [case for case in cases() if kind_of(case) in BUILT]


def test_the_blends_of_the_library_are_those_of_the_cases() -> None:
    """R-404A, R-407C, R-410A and R-507A of the EPA's table of blends, by AR4."""
    known = [case for case in cases() if case["id"].startswith("BLEND-")]
    assert known
    for case in known:
        shares = refrigerant_shares(case["id"].removeprefix("BLEND-"))
        potentials = {gas: found.value for gas in shares if (found := gwp(gas, "AR4")) is not None}
        assert abs(blend_gwp(shares, potentials) - case["expected"]["gwp"]) <= case["tolerance"]


@pytest.mark.parametrize("case", built_cases(), ids=lambda case: case["id"])
def test_a_published_case_is_met_within_its_tolerance(case) -> None:
    found = BUILT[kind_of(case)](case["inputs"])
    assert found.keys() == case["expected"].keys()
    for name, expected in case["expected"].items():
        assert abs(found[name] - expected) <= case["tolerance"], name


def test_every_case_is_either_run_or_left_to_a_later_method_with_its_reason() -> None:
    assert [case["id"] for case in cases() if not kind_of(case)] == []
    present = {kind_of(case) for case in cases()}
    assert present == {*BUILT, *LATER}
