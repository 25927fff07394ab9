"""Whether an activity can be computed: method, item, unit, parameters and own factor, before any row is touched."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from lingtan.base import known_unit, unit_factor
from lingtan.knowledge.factors.choosing import choose_factor
from lingtan.knowledge.factors.emission_units import gas_per_unit, gas_problems, is_emission
from lingtan.knowledge.factors.fuel_values import converts, fuel_basis, fuel_values
from lingtan.knowledge.factors.gases import refrigerant_shares
from lingtan.knowledge.factors.items import method_item, nearest_items
from lingtan.knowledge.factors.library import electricity_item, fuel, method
from lingtan.knowledge.factors.parameters import Stated, parameter_specs, read_parameters, settle
from lingtan.knowledge.factors.records import Factor, FactorMissing, FuelSet, Method, Problem

_ENERGY_UNITS = "GJ, MJ, MWh, kWh, 10^4 kWh"
_BALANCE = ("stock_start", "bought", "sold", "stock_end", "capacity_change")


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
    """All problems of an activity's method, item, unit, factor and parameters; empty where it can be computed.

    ``factor_given``: the row brings its own factor, in ``factor_unit`` (tCO2(e), kgCO2(e), kgCH4 ... per a unit the
    row's unit converts to). ``parameters``: ``name=value unit; name=value``. ``gas``: that of an own factor or of a
    quantity in tCO2e. ``own``: the park's own factors. A row without a factor needs one of the park, of the library
    or of a formula; a method that has none yet is a problem, never left out in silence.
    """
    try:
        found = method(method_id)
    except FactorMissing as missing:
        return (Problem("method", missing.code, missing.details),)
    stated, problems = read_parameters(method_id, parameters)
    problems += gas_problems(gas)
    if not known_unit(unit):
        return (Problem("unit", "unit_unknown_activity", {"value": unit}), *problems)
    if factor_given:
        own_row = (*_item_problems(found.rule, item), *_factor_unit_problems(unit, factor_unit))
        energy = _energy_unit_problems(found.rule, unit) if found.rule == "electricity" else ()
        return (*own_row, *energy, *problems)
    if found.measured and is_emission(unit):
        return problems
    try:
        chosen = choose_factor(method_id, item, unit, region=region, own=own, factor_id=stated.factor_id)
    except FactorMissing as missing:
        return (*problems, Problem(missing.column, missing.code, missing.details))
    if chosen is not None:
        return problems
    further = _CHECKS.get(found.rule, _formula_problems)(found, item, unit, stated, fuel_set, region)
    # Parameters that can't be read are missing too: saying it once is enough.
    return (*problems, *(one for one in further if not (problems and one.column == "parameters")))


def is_coal_equivalent(unit: str) -> bool:
    """Whether an energy unit is standard coal: for electricity it does not say by which of the two values."""
    if not converts(unit, "tce"):
        return False
    ratio = unit_factor(unit, "tce")
    return set(str(ratio.numerator)) | set(str(ratio.denominator)) <= {"0", "1"}


def _item_problems(rule: str, item: str) -> tuple[Problem, ...]:
    if rule != "electricity":
        return ()
    try:
        electricity_item(item)
    except FactorMissing as missing:
        return (Problem("item", missing.code, missing.details),)
    return ()


def _fuel_problems(
    found: Method, item: str, unit: str, stated: Stated, fuel_set: FuelSet, region: str
) -> tuple[Problem, ...]:
    try:
        known = fuel(item, fuel_set)
    except FactorMissing as missing:
        return (Problem("item", missing.code, missing.details),)
    problems = (
        *fuel_values(known, stated)[1],
        *settle(found.id, known.id, stated, region, None, known.group)[1],
    )
    if fuel_basis(known, unit, stated) is not None:
        return problems
    code = "unit_of_fuel"
    if converts(unit, "m3"):
        code = "unit_needs_state" if converts(known.unit, "Nm3") else "unit_needs_density"
    allowed = f"{known.unit}, {'Nm3' if known.unit != 't' else 'kg'}, {_ENERGY_UNITS}"
    details = {"value": unit, "fuel": f"{known.name.zh} ({known.id})", "allowed": allowed}
    return (Problem("unit", code, details), *problems)


def _electricity_problems(
    found: Method, item: str, unit: str, stated: Stated, fuel_set: FuelSet, region: str
) -> tuple[Problem, ...]:
    problems = (*_item_problems(found.rule, item), *_energy_unit_problems(found.rule, unit))
    if problems or stated.choices.get("residual") != "yes" or electricity_item(item).market == "grid":
        return problems
    return (Problem("parameters", "residual_of_grid_only", {"value": item}),)


def _heat_problems(
    found: Method, item: str, unit: str, stated: Stated, fuel_set: FuelSet, region: str
) -> tuple[Problem, ...]:
    return _energy_unit_problems(found.rule, unit)


def _steam_problems(
    found: Method, item: str, unit: str, stated: Stated, fuel_set: FuelSet, region: str
) -> tuple[Problem, ...]:
    if converts(unit, "GJ"):
        return ()
    if not converts(unit, "t"):
        return (Problem("unit", "unit_of_steam", {"value": unit, "allowed": f"t, kg, {_ENERGY_UNITS}"}),)
    given = stated.numbers.keys()
    for one, other in (
        ("pressure", "gauge_pressure"), ("enthalpy", "pressure"), ("enthalpy", "gauge_pressure"),
        ("enthalpy", "temperature"), ("enthalpy", "dryness"),
    ):  # fmt: skip
        if {one, other} <= given:
            return (Problem("parameters", "parameters_exclude", {"value": f"{one}, {other}"}),)
    if not given & {"pressure", "gauge_pressure", "temperature", "enthalpy"}:
        return (Problem("parameters", "steam_state_missing", {"value": unit}),)
    return ()


def _own_problems(
    found: Method, item: str, unit: str, stated: Stated, fuel_set: FuelSet, region: str
) -> tuple[Problem, ...]:
    known = method_item(found.id, item, fuel_set)
    if known is not None and _has_formula(found.id, known.id, stated):
        _, problems = settle(found.id, known.id, stated, region, None)
        return problems
    if found.rule == "factor":
        details = {"value": item, "method": found.id, "unit": unit, "nearest": nearest_items(found.id, item)}
        return (Problem("item", "item_without_factor", details),)
    return (Problem("factor", "factor_needed", {"method": found.id, "unit": unit}),)


def _refrigerant_problems(
    found: Method, item: str, unit: str, stated: Stated, fuel_set: FuelSet, region: str
) -> tuple[Problem, ...]:
    try:
        refrigerant_shares(item)
    except FactorMissing as missing:
        return (Problem("item", missing.code, missing.details),)
    return (*_base_unit_problems(found, unit), *settle(found.id, item, stated, region, None)[1])


def _sf6_problems(
    found: Method, item: str, unit: str, stated: Stated, fuel_set: FuelSet, region: str
) -> tuple[Problem, ...]:
    if not stated.numbers.keys() & set(_BALANCE):
        return _base_unit_problems(found, unit)
    missing = [name for name in _BALANCE[:4] if name not in stated.numbers]
    if missing:
        return (Problem("parameters", "parameter_missing", {"value": ", ".join(missing)}),)
    if not converts(unit, "1"):
        return (Problem("unit", "unit_of_balance", {"value": unit}),)
    return ()


def _formula_problems(
    found: Method, item: str, unit: str, stated: Stated, fuel_set: FuelSet, region: str
) -> tuple[Problem, ...]:
    known = method_item(found.id, item, fuel_set)
    if known is None:
        details = {"value": item, "method": found.id, "nearest": nearest_items(found.id, item)}
        return (Problem("item", "item_unknown", details),)
    return (*_base_unit_problems(found, unit), *settle(found.id, known.id, stated, region, None)[1])


def _base_unit_problems(found: Method, unit: str) -> tuple[Problem, ...]:
    if any(converts(unit, base) for base in found.units):
        return ()
    return (Problem("unit", "unit_of_method", {"value": unit, "allowed": ", ".join(found.units)}),)


def _has_formula(method_id: str, item: str, stated: Stated) -> bool:
    """Whether the row states parameters of the item itself, which stand for a formula instead of a factor."""
    specs = parameter_specs(method_id)
    return any(item in specs[name].items for name in stated.numbers)


def _energy_unit_problems(rule: str, unit: str) -> tuple[Problem, ...]:
    if not converts(unit, "GJ"):
        code = "unit_of_heat" if rule == "heat" else "unit_of_electricity"
        return (Problem("unit", code, {"value": unit, "allowed": _ENERGY_UNITS}),)
    if rule == "electricity" and is_coal_equivalent(unit):
        return (Problem("unit", "unit_coal_equivalent_electricity", {"value": unit, "allowed": _ENERGY_UNITS}),)
    return ()


def _factor_unit_problems(unit: str, factor_unit: str) -> tuple[Problem, ...]:
    expected = f"tCO2e/{unit}"
    if not factor_unit.strip():
        return (Problem("factor_unit", "factor_unit_missing", {"expected": expected}),)
    if gas_per_unit(factor_unit, unit) is not None:
        return ()
    return (Problem("factor_unit", "factor_unit_wrong", {"value": factor_unit, "expected": expected}),)


_CHECKS: Mapping[str, Callable[[Method, str, str, Stated, FuelSet, str], tuple[Problem, ...]]] = {
    "fuel": _fuel_problems,
    "conversion": _fuel_problems,
    "electricity": _electricity_problems,
    "heat": _heat_problems,
    "steam": _steam_problems,
    "refrigerant": _refrigerant_problems,
    "sf6": _sf6_problems,
    "factor": _own_problems,
    "own": _own_problems,
}
