"""Rows that bring their own figure: a factor in the row, or a quantity that is the emission; and factors per unit."""

from __future__ import annotations

from fractions import Fraction

from lingtan.base import unit_factor
from lingtan.carbon.inventory.applied.key import ActivityKey, Step, Worked, exact_text
from lingtan.knowledge import Chosen, emission_mass, gas_per_unit, gas_stated, method


def row_factor(key: ActivityKey, item: str | None = None, location: Fraction | None = None) -> Worked:
    """The factor a row brings itself, in tCO2(e), kgCO2(e), kgCH4 ... per unit."""
    found = gas_per_unit(key.factor_unit, key.unit)
    if found is None or key.factor is None:
        raise ValueError(f"factor unit {key.factor_unit} for {key.unit} was not checked")
    mass, species = found
    stated = Fraction(key.factor)
    size = unit_factor(key.factor_unit, f"{mass}/{key.unit}")
    # A mass of CO2e goes by tonnes, as factors are written.
    shown_mass, shown = ("tCO2e", size / 1000) if mass == "kgCO2e" else (mass, size)
    steps: tuple[Step, ...] = (
        ("own_factor", exact_text(stated), key.factor_unit),
        ("unit_conversion", exact_text(shown), f"({shown_mass}/{key.unit})/({key.factor_unit})"),
    )
    species, gas = _named_gas(key, species)
    return Worked(
        value_id=f"own:{key.file}:{key.row}",
        item=item or key.item,
        kg={species: stated * size},
        source=key.factor_source,
        steps=steps,
        shared_id=":".join(("own", key.method, key.item, str(stated), key.factor_unit, key.factor_source)),
        gas=gas,
        location=location,
    )


def measured(key: ActivityKey) -> Worked:
    """A quantity that is the emission itself, in tCO2(e) or a mass of a gas."""
    found = emission_mass(key.unit)
    if found is None:
        raise ValueError(f"unit {key.unit} was not checked")
    mass, mass_gas = found
    kg = unit_factor(key.unit, mass)
    shown_mass, shown = ("tCO2e", kg / 1000) if mass == "kgCO2e" else (mass, kg)
    species, gas = _named_gas(key, mass_gas)
    return Worked(
        value_id="measured" if not gas and species == mass_gas else f"measured-{gas or species}",
        item=key.item,
        kg={species: kg},
        source="",
        steps=(("unit_conversion", exact_text(shown), f"{shown_mass}/{key.unit}"),),
        shared_id=f"measured:{key.method}:{key.item}",
        gas=gas,
    )


def per_unit(key: ActivityKey, chosen: Chosen, item: str | None = None) -> Worked:
    """A factor of the park or of the library, per unit of activity."""
    factor = chosen.factor
    size = unit_factor(key.unit, factor.unit)
    steps: list[Step] = [("unit_conversion", exact_text(size), f"{factor.unit}/{key.unit}")]
    steps += [("factor", exact_text(kg), f"kg {species}/{factor.unit}") for species, kg in factor.kg_per_unit.items()]
    origin = factor.provenance
    evidence = f" [{factor.evidence}]" if factor.evidence else ""
    return Worked(
        value_id=f"park:{factor.id}" if chosen.own else factor.id,
        item=item or factor.item,
        kg={species: size * kg for species, kg in factor.kg_per_unit.items()},
        source=f"{origin.source}{evidence}",
        steps=tuple(steps),
        shared_id=f"factor:{factor.id}",
        factor_year=origin.year or None,
        region=origin.region,
        review_by=origin.review_by,
        quality=origin.quality,
        flags=(chosen.flag,) if chosen.flag else (),
        uncertainty_pct=factor.uncertainty_pct,
    )


def _named_gas(key: ActivityKey, species: str) -> tuple[str, str]:
    """The species and family of a figure: its unit says CH4 or CO2e; the gas of the row or its source may say more."""
    named = gas_stated(key.gas) if key.gas and method(key.method).measured else None
    if named is None:
        return species, ""
    if species == "CO2e":
        return species, named[1]
    return (named[0], "") if named[1] == species else (species, "")
