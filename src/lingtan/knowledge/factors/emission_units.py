"""Units that are emissions: a mass of CO2(e) or of a gas, alone or per unit of activity."""

from __future__ import annotations

from collections.abc import Mapping

from lingtan.knowledge.factors.fuel_values import converts
from lingtan.knowledge.factors.gases import UNKNOWN_SPLIT, gas_stated
from lingtan.knowledge.factors.naming import nearest_words
from lingtan.knowledge.factors.records import GASES, Problem

_MASSES: Mapping[str, str] = {
    "kgCO2e": UNKNOWN_SPLIT, "kgCH4": "CH4", "kgN2O": "N2O", "kgSF6": "SF6", "kgNF3": "NF3",
}  # fmt: skip


def emission_mass(unit: str) -> tuple[str, str] | None:
    """The mass unit (kgCO2e, kgCH4 ...) and species that a unit is a mass of; None where it is none."""
    return next(((mass, gas) for mass, gas in _MASSES.items() if converts(unit, mass)), None)


def is_emission(unit: str) -> bool:
    """Whether a quantity in this unit is the emission itself."""
    return emission_mass(unit) is not None


def gas_per_unit(factor_unit: str, unit: str) -> tuple[str, str] | None:
    """The mass unit and species of a factor per unit of activity; None where it is none or the units don't meet."""
    return next(((mass, gas) for mass, gas in _MASSES.items() if converts(factor_unit, f"{mass}/{unit}")), None)


def gas_problems(gas: str) -> tuple[Problem, ...]:
    """What is wrong with column ``gas``: it is empty, one of the seven gases, or a gas of the library."""
    if not gas or gas_stated(gas) is not None:
        return ()
    return (Problem("gas", "gas_unknown", {"value": gas, "nearest": nearest_words(gas, GASES)}),)
