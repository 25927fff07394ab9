"""Energy in tce, the core indicator with its target, and the share of direct supply (annexes 3 and 4)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from lingtan.base import UnitMismatch, unit_factor
from lingtan.carbon.national.records import CoreIndicator, DirectSupply, NationalEnergy, Status
from lingtan.knowledge import Rulebook, TargetIndicator, load_rulebook
from lingtan.park import DerivedQuantity, Park

RULEBOOK = "ndrc_2025_910"
CORE = "core"
NOT_COUNTED = "not_counted:"


@dataclass(frozen=True, slots=True)
class Figure:
    """A quantity of the scheme in its canonical unit: the stated one counts, ``na`` is none at all."""

    stated: Fraction | None
    derived: Fraction | None
    not_applicable: bool = False

    @property
    def value(self) -> Fraction | None:
        """The figure that counts."""
        if self.not_applicable:
            return None
        return self.derived if self.stated is None else self.stated


def figures(park: Park, derived: Sequence[DerivedQuantity]) -> Mapping[str, Figure]:
    """The scheme's quantities of the reporting year, stated and derived, as its evaluation takes them."""
    year = park.profile.reporting_year
    by_derived = {entry.quantity: entry.value for entry in derived if entry.year == year}
    stated = {row.quantity: row for row in park.quantities if row.year == year}
    found: dict[str, Figure] = {}
    for name, quantity in load_rulebook(RULEBOOK).quantities.items():
        row = stated.get(name)
        value = None if row is None or row.value is None else _converted(row.value, row.unit, quantity.unit)
        found[name] = Figure(value, by_derived.get(name), row is not None and row.value is None)
    return found


def national_energy(figure: Figure, derived: Sequence[DerivedQuantity]) -> NationalEnergy:
    """Total energy consumption: all energy consumed in the park in the year, electricity by equivalent value."""
    inputs = [part for entry in derived if entry.quantity == "energy_consumption_equivalent" for part in entry.inputs]
    return NationalEnergy(
        tce=figure.value,
        stated_tce=figure.stated,
        derived_tce=figure.derived,
        inputs=tuple((name, value) for name, value, _ in inputs if not name.startswith(NOT_COUNTED)),
        not_counted=tuple(
            (name.removeprefix(NOT_COUNTED), value, unit)
            for name, value, unit in inputs
            if name.startswith(NOT_COUNTED)
        ),
    )


def core_indicator(co2_t: Fraction, energy_tce: Fraction | None) -> CoreIndicator:
    """CO2 over energy (annex 3), with the target that the rulebook has for this size; below its classes there is none.

    Without a figure of energy it is not met, as a missing figure never is.
    """
    indicator = _core(load_rulebook(RULEBOOK))
    if not energy_tce:
        return CoreIndicator(None, None, "not_met", indicator.clause)
    value = co2_t / energy_tce
    for target in indicator.targets:
        low, high = target.from_size, target.to_size
        if (low is None or energy_tce >= low) and (high is None or energy_tce < high):
            reached = value <= target.value if target.comparison == "at_most" else value >= target.value
            status: Status = "met" if reached else "not_met"
            return CoreIndicator(value, target.value, status, indicator.clause)
    return CoreIndicator(value, None, "no_target", indicator.clause)


def direct_supply(found: Mapping[str, Figure]) -> DirectSupply:
    """Green electricity by direct lines and made in the park, over all electricity of the park."""
    note = next(note for note in load_rulebook(RULEBOOK).notes if note.id == "direct_green_supply")
    part, whole = found[note.inputs["part"]].value, found[note.inputs["whole"]].value
    share = None if part is None or not whole else part / whole
    return DirectSupply(share, note.at_least, note.clause)


def _core(rulebook: Rulebook) -> TargetIndicator:
    return next(indicator for indicator in rulebook.target_indicators if indicator.id == CORE)


def _converted(value: Fraction, unit: str, to: str) -> Fraction | None:
    """A stated value in the canonical unit; one in a unit that does not fit is a fault of the evaluation, not ours."""
    try:
        return value * unit_factor(unit, to)
    except UnitMismatch:
        return None
