"""Fuels burnt or converted: carbon balance, CH4 and N2O, biogenic CO2 apart."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from lingtan.carbon.inventory.applied.key import ActivityKey, Step, Worked, exact_text
from lingtan.carbon.inventory.methods import carbon_co2_t, combustion_gas_kg
from lingtan.knowledge import (
    BIOGENIC,
    Fuel,
    FuelBasis,
    FuelValues,
    Settled,
    fuel,
    fuel_basis,
    fuel_values,
    read_parameters,
    settle,
)
from lingtan.park import Profile

FEEDSTOCK = "feedstock"
"""The use of a fuel that is not burnt."""

# AR6's potential of fossil methane holds the CO2 it becomes, which the carbon balance of the fuel counts already.
_FLAME_METHANE = "CH4_nonfossil"
_CO2_PER_CARBON: Step = ("co2_per_carbon", "44/12", "tCO2/tC")


def fuel_worked(key: ActivityKey, profile: Profile, *, burnt: bool) -> Worked:
    """A fuel per unit of the row: burnt with CH4 and N2O, or converted (carbon at oxidation 100 %, CO2 only).

    One used as feedstock is not burnt: what of its carbon is emitted belongs to the process.
    """
    found = fuel(key.item, profile.fuel_set)
    stated, _ = read_parameters(key.method, key.parameters)
    values, _ = fuel_values(found, stated)
    basis = fuel_basis(found, key.unit, stated)
    if basis is None:
        raise ValueError(f"unit {key.unit} of {found.id} was not checked")
    by_amount = basis.unit != "GJ" or found.unit == "GJ"
    amount = basis.per_unit if by_amount else basis.per_unit / values.ncv_gj
    feedstock = stated.choices.get("use") == FEEDSTOCK
    burnt = burnt and not feedstock
    oxidation = Fraction(0) if feedstock else values.oxidation if burnt else Fraction(1)
    co2_kg = carbon_co2_t(amount * values.carbon_tc, oxidation) * 1000
    settled, _ = settle(key.method, found.id, stated, profile.region, key.year, found.group)
    gases = _flame_gases(amount * values.ncv_gj / 1000, settled) if burnt else {}
    biogenic = values.biogenic_share
    flags = [*values.flags, *settled.flags]
    if burnt and not gases:
        flags.append("no_ch4_n2o")
    if feedstock:
        flags.append("feedstock_not_burnt")
    origin = found.provenance
    return Worked(
        value_id=found.set if by_amount else f"{found.set}-energy",
        item=found.id,
        kg={"CO2": co2_kg * (1 - biogenic), **gases, BIOGENIC: co2_kg * biogenic},
        source=_source(origin.source, settled),
        steps=_steps(key, found, basis, values, oxidation, settled, burnt=burnt),
        shared_id=f"fuel:{found.set}:{found.id}" + (f":{key.parameters}" if values.stated else ""),
        factor_year=origin.year,
        region=origin.region,
        review_by=origin.review_by,
        quality="measured" if values.stated else origin.quality,
        flags=tuple(flags),
        uncertainty_pct=_uncertainties(found, settled),
    )


def _flame_gases(energy_tj: Fraction, settled: Settled) -> dict[str, Fraction]:
    names = (("ch4", _FLAME_METHANE), ("n2o", "N2O"))
    return {
        species: combustion_gas_kg(energy_tj, settled.values[name]) for name, species in names if name in settled.values
    }


def _steps(
    key: ActivityKey,
    found: Fuel,
    basis: FuelBasis,
    values: FuelValues,
    oxidation: Fraction,
    settled: Settled,
    *,
    burnt: bool,
) -> tuple[Step, ...]:
    steps: list[Step] = [("unit_conversion", exact_text(basis.per_unit), f"{basis.unit}/{key.unit}")]
    if basis.unit != "GJ" or "carbon_share" in values.stated:
        steps.append(("ncv", exact_text(values.ncv_gj), f"GJ/{found.unit}"))
    if "carbon_share" in values.stated:
        steps.append(("carbon_share", exact_text(values.carbon_tc), f"tC/{found.unit}"))
    else:
        steps.append(("carbon_content", exact_text(values.carbon_tc_per_tj), "tC/TJ"))
    steps += [("oxidation", exact_text(oxidation), "1"), _CO2_PER_CARBON]
    if values.biogenic_share:
        steps.append(("biogenic_share", exact_text(values.biogenic_share), "1"))
    if burnt:
        steps += [(n, exact_text(settled.values[n]), settled.units[n]) for n in ("ch4", "n2o") if n in settled.values]
    stated = [name for name in settled.stated if name in values.stated or name in ("ch4", "n2o", "density")]
    if stated:
        steps.append(("stated_in_row", ", ".join(stated), ""))
    return tuple(steps)


def _source(source: str, settled: Settled) -> str:
    further = sorted({entry.provenance.source for entry in settled.defaults.values()})
    return "；".join((source, *further))


def _uncertainties(found: Fuel, settled: Settled) -> Mapping[str, Fraction]:
    pct = {"CO2": found.uncertainty_pct}
    for name, species in (("ch4", _FLAME_METHANE), ("n2o", "N2O")):
        default = settled.defaults.get(name)
        if default is not None and default.uncertainty_pct is not None:
            pct[species] = default.uncertainty_pct
    return pct
