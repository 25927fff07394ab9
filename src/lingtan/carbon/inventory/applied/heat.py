"""Heat and steam bought: energy times factor, steam by mass through its enthalpy."""

from __future__ import annotations

from fractions import Fraction

from lingtan.base import UnitMismatch, unit_factor
from lingtan.carbon.inventory.applied.key import ActivityKey, Step, Worked, exact_text
from lingtan.carbon.inventory.methods import heat_co2_t
from lingtan.energy import SteamStateImpossible, stated_enthalpies, steam_heat_gj
from lingtan.knowledge import FactorMissing, heat_factor, heat_item, read_parameters


def heat_worked(key: ActivityKey) -> Worked:
    """Heat per unit of energy, steam per unit of energy or mass; raises ``FactorMissing`` for an impossible state."""
    item = heat_item(key.item)
    factor = heat_factor()
    size, steps, stated = _energy(key)
    per_gj = Fraction(0) if item.zero else factor.tco2_per_gj
    steps.append(("heat_factor", exact_text(per_gj), "tCO2/GJ"))
    if stated:
        steps.append(("stated_in_row", stated, ""))
    origin = factor.provenance
    return Worked(
        value_id="zero" if item.zero else factor.id,
        item=item.id,
        kg={"CO2": heat_co2_t(size, per_gj) * 1000},
        source=origin.source,
        steps=tuple(steps),
        shared_id=f"heat:{'zero' if item.zero else factor.id}",
        factor_year=origin.year,
        region=origin.region,
        review_by=origin.review_by,
        quality=origin.quality,
        uncertainty_pct={} if item.zero else {"CO2": factor.uncertainty_pct},
    )


def _energy(key: ActivityKey) -> tuple[Fraction, list[Step], str]:
    """GJ per unit of the row, how, and what the row states for it."""
    try:
        size = unit_factor(key.unit, "GJ")
    except UnitMismatch:
        mass_t = unit_factor(key.unit, "t")
    else:
        return size, [("unit_conversion", exact_text(size), f"GJ/{key.unit}")], ""
    stated, _ = read_parameters(key.method, key.parameters)
    try:
        enthalpy, returned = stated_enthalpies(stated)
    except SteamStateImpossible as impossible:
        raise FactorMissing(impossible.code, "parameters", **impossible.details) from impossible
    steps: list[Step] = [
        ("unit_conversion", exact_text(mass_t), f"t/{key.unit}"),
        ("enthalpy", exact_text(enthalpy), "kJ/kg"),
    ]
    if returned is not None:
        steps.append(("condensate_enthalpy", exact_text(returned), "kJ/kg"))
    return steam_heat_gj(mass_t, enthalpy, returned or Fraction(0)), steps, ", ".join(stated.numbers)
