"""From kilograms of each gas to tonnes of CO2 equivalent: the applied factor."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from lingtan.carbon.inventory.applied.key import Accounting, ActivityKey, Step, Worked, exact_text
from lingtan.carbon.inventory.records import AppliedFactor
from lingtan.knowledge import BIOGENIC, UNKNOWN_SPLIT, GwpSet, gas_of, gwp, method

_NO_POTENTIAL = (BIOGENIC, UNKNOWN_SPLIT, "CO2")


def rated(key: ActivityKey, worked: Worked, gwp_set: GwpSet, accounting: Accounting) -> AppliedFactor:
    """The applied factor of a key: gases by their potentials, summed by family.

    A gas outside the seven (HCFC-22) is spelled in the steps and counts nothing. The national accounting keeps CO2
    only, and no biogenic CO2.
    """
    family = worked.gas or method(key.method).gas
    rates, steps, flags = _rates(worked, family, gwp_set)
    national = accounting == "ndrc_910"
    if national:
        rates = {gas: rate for gas, rate in rates.items() if gas == "CO2"}
    elif not rates:
        rates = {family: Fraction(0)}
    total = sum(rates.values(), Fraction(0))
    return AppliedFactor(
        id=_id(key, worked),
        method=key.method,
        item=worked.item,
        unit=key.unit,
        year=key.year,
        rates=rates,
        location=None if worked.location == total else worked.location,
        biogenic=Fraction(0) if national else worked.kg.get(BIOGENIC, Fraction(0)) / 1000,
        source=worked.source,
        factor_year=worked.factor_year,
        region=worked.region,
        review_by=worked.review_by,
        quality=worked.quality,
        steps=(*worked.steps, *steps),
        flags=tuple(dict.fromkeys((*worked.flags, *flags))),
        uncertainty_pct=_uncertainties(worked, family, gwp_set, rates),
        shared_id=worked.shared_id,
    )


def _rates(
    worked: Worked, family: str, gwp_set: GwpSet
) -> tuple[dict[str, Fraction], tuple[Step, ...], tuple[str, ...]]:
    rates: dict[str, Fraction] = {}
    steps: list[Step] = []
    flags: list[str] = []
    for species, kg in worked.kg.items():
        gas = gas_of(species, family)
        potential, other_set = _potential(species, gwp_set)
        if other_set and gas:
            flags.append("gwp_other_report")
        if species not in _NO_POTENTIAL and kg:
            name = "gwp" if gas else "outside_total"
            steps.append((name, exact_text(potential), f"kgCO2e/kg {species}, {other_set or gwp_set}"))
        if not gas and species != BIOGENIC:
            flags.append("gas_outside_total")
        if gas:
            rates[gas] = rates.get(gas, Fraction(0)) + kg * potential / 1000
    return rates, tuple(steps), tuple(flags)


def _potential(species: str, gwp_set: GwpSet) -> tuple[Fraction, str]:
    """The potential of a gas, and the report it had to be taken from instead; 0 for a gas that has none."""
    if species in (UNKNOWN_SPLIT, BIOGENIC):
        return Fraction(1), ""
    found = gwp(species, gwp_set)
    if found is None:
        return Fraction(0), ""
    return found.value, "" if found.set == gwp_set else found.set


def _uncertainties(worked: Worked, family: str, gwp_set: GwpSet, rates: Mapping[str, Fraction]) -> dict[str, Fraction]:
    """By family: the uncertainties of its gases weighted by their share, which takes them as rising together."""
    found: dict[str, Fraction] = {}
    for gas, rate in rates.items():
        parts = [
            (kg * _potential(species, gwp_set)[0] / 1000, worked.uncertainty_pct.get(species))
            for species, kg in worked.kg.items()
            if species != BIOGENIC and gas_of(species, family) == gas
        ]
        if rate and parts and all(pct is not None for size, pct in parts if size):
            found[gas] = sum((size * pct for size, pct in parts if size and pct is not None), Fraction(0)) / rate
    return found


def _id(key: ActivityKey, worked: Worked) -> str:
    if worked.value_id.startswith("own:"):
        return worked.value_id
    parts = (key.method, worked.item, key.unit, worked.value_id, key.parameters, str(key.year))
    return ":".join(part for part in parts if part)
