"""Whether an activity can be computed: its method, item, unit and own factor, before any row is touched."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from lingtan.base import UnitMismatch, known_unit, unit_factor
from lingtan.knowledge.factors.library import electricity_item, fuel, method
from lingtan.knowledge.factors.records import Factor, FactorMissing, Fuel, FuelSet

_ENERGY_UNITS = "GJ, MJ, MWh, kWh, 10^4 kWh"


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong with an activity: its column, the code of its wording (``fault.<code>``) and the parts."""

    column: str
    code: str
    details: Mapping[str, str] = field(default_factory=dict)


def check_activity(
    method_id: str,
    item: str,
    unit: str,
    factor_given: bool,
    factor_unit: str,
    fuel_set: FuelSet,
    parameters: str = "",
    gas: str = "",
    region: str = "",
    own: Sequence[Factor] = (),
) -> tuple[Problem, ...]:
    """All problems of a (method, item, unit, factor) combination; empty where it can be computed.

    ``factor_given``: the row brings its own factor, in ``factor_unit`` (tCO2(e), kgCO2(e) ... per a unit the row's
    unit converts to). A row without one needs a factor of the library; a method that has none yet is a problem,
    never left out in silence.
    """
    try:
        found = method(method_id)
    except FactorMissing as missing:
        return (Problem("method", missing.code, missing.details),)
    if not known_unit(unit):
        return (Problem("unit", "unit_unknown_activity", {"value": unit}),)
    if factor_given:
        problems = (*_item_problems(found.rule, item), *_factor_unit_problems(unit, factor_unit))
        return (*problems, *_energy_unit_problems(found.rule, unit)) if found.rule == "electricity" else problems
    if found.rule == "fuel":
        return _fuel_problems(item, unit, fuel_set)
    if found.rule == "own":
        if is_co2_mass(unit):
            return ()
        return (Problem("factor", "factor_needed", {"method": method_id, "unit": unit}),)
    return (*_item_problems(found.rule, item), *_energy_unit_problems(found.rule, unit))


def is_co2_mass(unit: str) -> bool:
    """Whether a unit is a mass of CO2 or CO2e: the quantity is then the emission itself."""
    return _converts(unit, "tCO2")


def is_coal_equivalent(unit: str) -> bool:
    """Whether an energy unit is standard coal: for electricity it does not say by which of the two values."""
    if not _converts(unit, "tce"):
        return False
    ratio = unit_factor(unit, "tce")
    return set(str(ratio.numerator)) | set(str(ratio.denominator)) <= {"0", "1"}


def fuel_unit_rate(fuel: Fuel, unit: str) -> Fraction | None:
    """tCO2 per ``unit`` of a fuel, by its amount or by its energy (NCV); None where the unit is neither."""
    if _converts(unit, fuel.unit):
        return fuel.tco2_per_unit * unit_factor(unit, fuel.unit)
    if _converts(unit, "GJ"):
        return fuel.tco2_per_gj * unit_factor(unit, "GJ")
    return None


def _converts(unit: str, to: str) -> bool:
    try:
        unit_factor(unit, to)
    except UnitMismatch:
        return False
    return True


def _item_problems(rule: str, item: str) -> tuple[Problem, ...]:
    if rule != "electricity":
        return ()
    try:
        electricity_item(item)
    except FactorMissing as missing:
        return (Problem("item", missing.code, missing.details),)
    return ()


def _fuel_problems(item: str, unit: str, fuel_set: FuelSet) -> tuple[Problem, ...]:
    try:
        found = fuel(item, fuel_set)
    except FactorMissing as missing:
        return (Problem("item", missing.code, missing.details),)
    if fuel_unit_rate(found, unit) is not None:
        return ()
    code = "unit_needs_state" if _converts(unit, "m3") and _converts(found.unit, "Nm3") else "unit_of_fuel"
    allowed = f"{found.unit}, {'Nm3' if found.unit != 't' else 'kg'}, {_ENERGY_UNITS}"
    return (Problem("unit", code, {"value": unit, "fuel": f"{found.name.zh} ({found.id})", "allowed": allowed}),)


def _energy_unit_problems(rule: str, unit: str) -> tuple[Problem, ...]:
    if not _converts(unit, "GJ"):
        code = "unit_of_heat" if rule == "heat" else "unit_of_electricity"
        return (Problem("unit", code, {"value": unit, "allowed": _ENERGY_UNITS}),)
    if rule == "electricity" and is_coal_equivalent(unit):
        return (Problem("unit", "unit_coal_equivalent_electricity", {"value": unit, "allowed": _ENERGY_UNITS}),)
    return ()


def _factor_unit_problems(unit: str, factor_unit: str) -> tuple[Problem, ...]:
    expected = f"tCO2e/{unit}"
    if not factor_unit.strip():
        return (Problem("factor_unit", "factor_unit_missing", {"expected": expected}),)
    if _converts(factor_unit, expected):
        return ()
    return (Problem("factor_unit", "factor_unit_wrong", {"value": factor_unit, "expected": expected}),)
