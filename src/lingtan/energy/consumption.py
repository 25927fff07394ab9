"""Energy use of the park from its activities: in standard coal by GB/T 2589, and what of it is renewable."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Literal

import duckdb
import pyarrow as pa

from lingtan.base import UnitMismatch, unit_factor
from lingtan.energy.steam import heat_gj_per_unit
from lingtan.knowledge import (
    ElectricityItem,
    FactorMissing,
    HeatItem,
    coal_equivalent,
    electricity_item,
    fuel,
    fuel_basis,
    fuel_values,
    heat_item,
    method,
    read_parameters,
)
from lingtan.park import DerivedQuantity, Instrument, Origin, Park, Profile

_BATCH_ROWS = 65_536
ElectricityValue = Literal["calorific", "equivalent"]

_Sum = tuple[str, str, str, str, bool, Decimal, dict[str, str | int]]
"""Method, item, unit, parameters, whether sent out, quantity, and the first row of a kind of energy use."""

_USE_SQL = """
SELECT method, item, unit, parameters, quantity < 0 AS sent_out, sum(quantity) AS quantity,
  min({file: file, row: row}) AS first
FROM activities
WHERE year(start) = $year AND counterparty = ''
  AND method IN ('combustion', 'mobile_combustion', 'conversion', 'electricity', 'heat', 'steam')
GROUP BY ALL ORDER BY method, item, unit, parameters, sent_out
"""
_COLUMNS = ("file", "row", "method", "item", "unit", "parameters", "start", "quantity", "counterparty")


@dataclass(frozen=True, slots=True)
class CoveredLot:
    """What of an instrument covers grid electricity, or is claimed above it, MWh."""

    instrument: Instrument
    mwh: Fraction


@dataclass(frozen=True, slots=True)
class CoveredElectricity:
    """The lots that cover grid electricity of a year, and what of which lots was claimed above it."""

    lots: tuple[CoveredLot, ...]
    above: tuple[CoveredLot, ...]

    @property
    def above_mwh(self) -> Fraction:
        """What was claimed above the grid electricity, MWh."""
        return sum((lot.mwh for lot in self.above), Fraction(0))


@dataclass(frozen=True, slots=True)
class _Use:
    """A kind of energy use: ``tce`` is None where the unit says nothing about its energy."""

    name: str
    tce: Fraction | None
    quantity: Fraction
    unit: str
    mwh: Fraction
    electricity: ElectricityItem | None
    heat: HeatItem | None
    origin: Origin


def cover_grid_electricity(
    instruments: Sequence[Instrument], year: int, grid_mwh: Fraction, green_power_mwh: Fraction
) -> CoveredElectricity:
    """Retired green certificates and green power claimed for a year, over its net grid electricity.

    Green-power lots are first the proof of the green power bought as such (``green_power_mwh``) and cover grid
    electricity only in excess of it; nothing covers more than ``grid_mwh``. Lots are taken in file order,
    certificates first.
    """
    room = max(grid_mwh, Fraction(0))
    proof = max(green_power_mwh, Fraction(0))
    lots: list[CoveredLot] = []
    above: list[CoveredLot] = []
    for instrument in sorted(_claimed(instruments, year), key=lambda lot: (lot.kind != "gec", lot.origin.row)):
        claimed = instrument.quantity
        if instrument.kind == "green_power":
            proven = min(claimed, proof)
            proof, claimed = proof - proven, claimed - proven
        covered = min(claimed, room)
        room = room - covered
        if claimed > covered:
            above.append(CoveredLot(instrument, claimed - covered))
        if covered > 0:
            lots.append(CoveredLot(instrument, covered))
    return CoveredElectricity(tuple(lots), tuple(above))


def _claimed(instruments: Iterable[Instrument], year: int) -> list[Instrument]:
    return [
        lot
        for lot in instruments
        if lot.kind in ("gec", "green_power") and lot.status == "retired" and lot.claim_year == year
    ]


def derive_energy_use(
    park: Park, activities: pa.Table, electricity: ElectricityValue, green_power_counts: bool
) -> tuple[DerivedQuantity, ...]:
    """Energy quantities of the reporting year.

    ``energy_consumption_total`` and ``renewable_energy_used`` in tce, electricity by its calorific value (当量值) or
    its equivalent value (等价值); for the national scheme ``energy_consumption_equivalent`` in tce,
    ``electricity_total`` and ``direct_green_electricity`` in MWh.
    Fuels by net calorific value, the row's own where it states one, those used as feedstock with them; conversion by
    what goes in less what comes out; electricity and heat net of what was sent out. Transfers inside the park and
    energy whose fuel is counted already are left out. A PV or wind meter counts once its energy is an activity
    (``electricity:onsite_pv``), not by its kind. Source: GB/T 2589-2020; annex B 10; annex 3 of
    发改环资〔2025〕910号 (all energy consumed in the park in the year).
    """
    year = park.profile.reporting_year
    sums = _sums(activities, year)
    if not sums:
        return ()
    uses = [_use(row, park.profile, electricity) for row in sums]
    by_equivalent = [_use(row, park.profile, "equivalent") for row in sums]
    renewable = [use for use in uses if use.electricity is not None and use.electricity.renewable_in_park]
    derived = [
        _derived("energy_consumption_total", year, f"energy_{electricity}", uses, _tce),
        _derived("energy_consumption_equivalent", year, "energy_equivalent", by_equivalent, _tce),
        _with_green_power(park, uses, renewable, electricity, green_power_counts),
    ]
    electric = [use for use in uses if use.electricity is not None]
    if electric:
        direct = [use for use in electric if use.electricity is not None and use.electricity.direct_green]
        derived.append(_derived("electricity_total", year, "electricity_net", electric, _mwh))
        derived.append(_derived("direct_green_electricity", year, "electricity_direct_green", direct, _mwh))
    return tuple(derived)


def _sums(activities: pa.Table, year: int) -> list[_Sum]:
    wanted = activities.select([*_COLUMNS])
    batches = pa.Table.from_batches(wanted.to_batches(max_chunksize=_BATCH_ROWS), wanted.schema)
    with duckdb.connect(config={"threads": 1}) as engine:
        engine.register("activities", batches)
        rows: list[_Sum] = engine.execute(_USE_SQL, {"year": year}).fetchall()
    return rows


def _use(row: _Sum, profile: Profile, value: ElectricityValue) -> _Use:
    method_id, item, unit, parameters, sent_out, amount, first = row
    rule, quantity = method(method_id).rule, Fraction(amount)
    origin = Origin(str(first["file"]), int(first["row"]))
    if rule == "electricity":
        electric = electricity_item(item)
        mwh = quantity * unit_factor(unit, "MWh")
        counted = electric.energy == "counted" or sent_out
        tce = mwh * coal_equivalent(f"electricity_{value}") if counted else Fraction(0)
        return _Use(f"electricity:{electric.id}", tce, quantity, unit, mwh, electric, None, origin)
    if rule in ("heat", "steam"):
        heat = heat_item(item)
        counted = heat.energy == "counted" or sent_out
        per_unit = _heat_tce(method_id, unit, parameters) if counted else Fraction(0)
        return _Use(f"heat:{heat.id}", _times(quantity, per_unit), quantity, unit, Fraction(0), None, heat, origin)
    name, per_unit = _fuel_tce(method_id, item, unit, parameters, profile)
    kind = "conversion" if rule == "conversion" else "fuel"
    return _Use(f"{kind}:{name}", _times(quantity, per_unit), quantity, unit, Fraction(0), None, None, origin)


def _times(quantity: Fraction, per_unit: Fraction | None) -> Fraction | None:
    return None if per_unit is None else quantity * per_unit


def _heat_tce(method_id: str, unit: str, parameters: str) -> Fraction | None:
    # kgce/MJ is tce/GJ.
    return _times(coal_equivalent("heat"), heat_gj_per_unit(method_id, unit, parameters))


def _fuel_tce(method_id: str, item: str, unit: str, parameters: str, profile: Profile) -> tuple[str, Fraction | None]:
    """A fuel's name and its standard coal per unit, by its own energy or its NCV at 29.3076 GJ/tce."""
    try:
        known = fuel(item, profile.fuel_set)
    except FactorMissing:
        return item, unit_factor(unit, "tce") if _is(unit, "tce") else None
    stated, _ = read_parameters(method_id, parameters)
    basis = fuel_basis(known, unit, stated)
    if basis is None:
        return known.id, None
    ncv_gj = Fraction(1) if basis.unit == "GJ" else fuel_values(known, stated)[0].ncv_gj
    return known.id, basis.per_unit * ncv_gj / (coal_equivalent("standard_coal") / 1000)


def _is(unit: str, to: str) -> bool:
    try:
        unit_factor(unit, to)
    except UnitMismatch:
        return False
    return True


def _tce(use: _Use) -> tuple[Fraction, str] | None:
    return None if use.tce is None else (use.tce, "tce")


def _mwh(use: _Use) -> tuple[Fraction, str] | None:
    return use.mwh, "MWh"


def _derived(
    quantity: str, year: int, basis: str, uses: Sequence[_Use], size: Callable[[_Use], tuple[Fraction, str] | None]
) -> DerivedQuantity:
    """A sum over uses; a use whose energy is unknown is listed in its own unit as ``not_counted:<name>``."""
    inputs: dict[tuple[str, str], Fraction] = {}
    total = Fraction(0)
    for use in uses:
        sized = size(use)
        if sized is None:
            key, value = (f"not_counted:{use.name}", use.unit), use.quantity
        else:
            key, value = (use.name, sized[1]), sized[0]
            total += value
        inputs[key] = inputs.get(key, Fraction(0)) + value
    return DerivedQuantity(
        quantity,
        year,
        total,
        f"derived.{basis}",
        tuple(use.origin for use in uses),
        tuple((name, value, unit) for (name, unit), value in inputs.items() if value),
    )


def _with_green_power(
    park: Park, uses: Sequence[_Use], renewable: Sequence[_Use], value: ElectricityValue, green_power_counts: bool
) -> DerivedQuantity:
    """Renewable energy used; with the option also green power bought and certificates over grid electricity."""
    year = park.profile.reporting_year
    if not green_power_counts:
        return _derived("renewable_energy_used", year, "renewable_in_park", renewable, _tce)
    green = [use for use in uses if use.electricity is not None and use.electricity.id == "green_power"]
    grid_mwh = sum(
        (use.mwh for use in uses if use.electricity is not None and use.electricity.id == "grid"), Fraction(0)
    )
    green_mwh = sum((use.mwh for use in green), Fraction(0))
    base = _derived("renewable_energy_used", year, "renewable_with_green_power", [*renewable, *green], _tce)
    covered = cover_grid_electricity(park.instruments, year, grid_mwh, green_mwh).lots
    per_mwh = coal_equivalent(f"electricity_{value}")
    certified = sum((lot.mwh for lot in covered), Fraction(0)) * per_mwh
    if not certified:
        return base
    return DerivedQuantity(
        base.quantity,
        year,
        base.value + certified,
        base.method,
        (*base.basis, *(lot.instrument.origin for lot in covered)),
        (*base.inputs, ("electricity:certificates", certified, "tce")),
    )
