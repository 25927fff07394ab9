"""Facts: every quantity as the evaluation takes it: the verified figure, else the stated one, else the derived one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction

from lingtan.base import Fault, InputFaults, UnitMismatch, unit_factor
from lingtan.evaluation.records import Fact, VerifiedQuantity
from lingtan.knowledge import Quantity, Rulebook, coal_equivalent
from lingtan.park import DerivedQuantity, Park, StatedQuantity

Facts = Mapping[tuple[str, int], Fact]


def collect_facts(
    rulebook: Rulebook,
    park: Park,
    derived: Sequence[DerivedQuantity],
    options: Mapping[str, str],
    verified: Sequence[VerifiedQuantity] = (),
) -> dict[tuple[str, int], Fact]:
    """One fact a quantity and year, in the order of the rulebook; the years are those of the quantity's period.

    A verified value counts before what the park says itself (4.2.2, 7.3.1); the others are kept beside it.
    Stated values are converted exactly to the canonical unit. Raises ``InputFaults`` for units that don't fit.
    """
    stated_by = {(row.quantity, row.year): row for row in park.quantities}
    derived_by = {(entry.quantity, entry.year): entry for entry in derived}
    faults: list[Fault] = []
    facts: dict[tuple[str, int], Fact] = {}
    for quantity in rulebook.quantities.values():
        for year in _years(quantity, park):
            key = (quantity.id, year)
            try:
                facts[key] = _fact(quantity, year, stated_by.get(key), derived_by.get(key), options)
            except InputFaults as error:
                faults.extend(error.faults)
    if faults:
        raise InputFaults(faults)
    for entry in verified:
        key = (entry.quantity, entry.year)
        if key in facts:
            facts[key] = replace(facts[key], value=entry.value, applicable=True, verified=entry)
    return facts


def _years(quantity: Quantity, park: Park) -> Iterable[int]:
    return park.profile.years if quantity.period == "each_of_4_years" else (park.profile.reporting_year,)


def _fact(
    quantity: Quantity,
    year: int,
    stated: StatedQuantity | None,
    derived: DerivedQuantity | None,
    options: Mapping[str, str],
) -> Fact:
    unit = derived.unit or quantity.unit if derived is not None else quantity.unit
    stated_value = None
    if stated is not None and stated.value is not None:
        size, unit = _size(quantity, stated, options)
        stated_value = stated.value * size
    derived_value = _in_unit(derived, quantity, unit)
    value = stated_value if stated is not None else derived_value
    applicable = stated is None or stated.value is not None
    return Fact(quantity.id, year, unit, value, applicable, stated, derived, stated_value, derived_value)


def _in_unit(derived: DerivedQuantity | None, quantity: Quantity, unit: str) -> Fraction | None:
    if derived is None:
        return None
    try:
        return derived.value * unit_factor(derived.unit or quantity.unit, unit)
    except UnitMismatch:
        return None


def _size(quantity: Quantity, stated: StatedQuantity, options: Mapping[str, str]) -> tuple[Fraction, str]:
    """How many of which unit one stated unit is.

    A MWh stated for a quantity in tce is electricity: GB/T 2589 gives its coal equivalent, not the unit's definition.
    """
    if quantity.unit == "tce" and _is_electricity(stated.unit):
        option = options.get("indicator_10_electricity_tce", "calorific")
        per_kwh = coal_equivalent(f"electricity_{option}")
        return unit_factor(stated.unit, "kWh") * per_kwh / 1000, quantity.unit
    for unit in (quantity.unit, *quantity.also_units):
        try:
            return unit_factor(stated.unit, unit), unit
        except UnitMismatch:
            continue
    expected = "; ".join((quantity.unit, *quantity.also_units))
    origin = stated.origin
    fault = Fault.at(origin.file, origin.row, "unit", "evaluation_unit", value=stated.unit, expected=expected)
    raise InputFaults([fault])


def _is_electricity(unit: str) -> bool:
    """Whether a unit is a kilowatt-hour or a power of ten of it: heat and fuels are stated in joules or coal."""
    try:
        size = unit_factor(unit, "kWh")
    except UnitMismatch:
        return False
    return all(str(part).strip("0") == "1" for part in (size.numerator, size.denominator))
