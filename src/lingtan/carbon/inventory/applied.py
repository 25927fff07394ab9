"""From an activity's method, item and unit to the factor applied to it, exact and with every step spelled."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from typing import Literal

from lingtan.base import unit_factor
from lingtan.carbon.inventory.records import AppliedFactor
from lingtan.knowledge import (
    ElectricityItem,
    FactorMissing,
    GridFactor,
    electricity_item,
    fuel,
    fuel_unit_rate,
    grid_factor,
    heat_factor,
    heat_item,
    method,
)
from lingtan.park import Profile

Accounting = Literal["t_seesa", "ndrc_910"]
Step = tuple[str, str, str]

# Annex 4 of 发改环资〔2025〕910号 prints the fossil-power factor of 2022 for every year.
NDRC_FOSSIL_YEAR = 2022
_CO2_PER_CARBON: Step = ("co2_per_carbon", "44/12", "tCO2/tC")
_NO_EMISSIONS: tuple[Step, ...] = (("no_emissions", "0", "tCO2/MWh"),)
_ZERO_SOURCE = "ISO 14064-1:2018 附录E"
_ZERO_SOURCE_910 = "发改环资〔2025〕910号 附件4"


@dataclass(frozen=True, slots=True)
class ActivityKey:
    """What activities must share to share a factor; ``file`` and ``row`` are where it occurs first."""

    method: str
    item: str
    unit: str
    factor: Decimal | None
    factor_unit: str
    factor_source: str
    parameters: str
    gas: str
    year: int
    sent_out: bool
    share: Decimal
    file: str
    row: int


@dataclass(frozen=True, slots=True)
class _Grid:
    id: str
    tco2_per_mwh: Fraction
    source: str
    factor_year: int | None
    region: str
    review_by: str
    flag: str


def apply_factor(key: ActivityKey, profile: Profile, accounting: Accounting) -> AppliedFactor:
    """The factor of an activity; raises ``FactorMissing`` where the grid factor of its region is not known.

    The combination was checked before (``check_activity``): method, item and units are right.
    """
    rule = method(key.method).rule
    if rule == "electricity":
        return _electricity(key, profile, accounting)
    if key.factor is not None:
        return _own(key)
    if rule == "fuel":
        return _fuel(key, profile)
    if rule == "heat":
        return _heat(key)
    return _measured(key)


def _applied(
    key: ActivityKey,
    item: str,
    value_id: str,
    rate: Fraction,
    source: str,
    steps: tuple[Step, ...],
    *,
    location: Fraction | None = None,
    factor_year: int | None = None,
    region: str = "",
    review_by: str = "",
    flag: str = "",
) -> AppliedFactor:
    own = value_id.startswith("own:")
    gas = (key.gas if method(key.method).rule == "own" else "") or method(key.method).gas
    return AppliedFactor(
        id=value_id if own else ":".join((key.method, item, key.unit, value_id, str(key.year))),
        method=key.method,
        item=item,
        unit=key.unit,
        year=key.year,
        rates={gas: rate},
        location=None if location == rate else location,
        biogenic=Fraction(0),
        source=source,
        factor_year=factor_year,
        region=region,
        review_by=review_by,
        quality="",
        steps=steps,
        flags=(flag,) if flag else (),
        uncertainty_pct={},
        shared_id=value_id,
    )


def _fuel(key: ActivityKey, profile: Profile) -> AppliedFactor:
    found = fuel(key.item, profile.fuel_set)
    rate = fuel_unit_rate(found, key.unit)
    if rate is None:
        raise ValueError(f"unit {key.unit} of {found.id} was not checked")
    energy_gj = _per_unit(key.unit, "GJ")
    by_amount = energy_gj == 0
    size = _per_unit(key.unit, found.unit) if by_amount else energy_gj
    steps: list[Step] = [("unit_conversion", _text(size), f"{found.unit if by_amount else 'GJ'}/{key.unit}")]
    if by_amount:
        steps.append(("ncv", _text(found.ncv_gj_per_unit), f"GJ/{found.unit}"))
    steps.append(("carbon_content", _text(found.carbon_tc_per_tj), "tC/TJ"))
    steps.append(("oxidation", _text(found.oxidation), "1"))
    steps.append(_CO2_PER_CARBON)
    origin = found.provenance
    value_id = found.set if by_amount else f"{found.set}-energy"
    return _applied(
        key, found.id, value_id, rate, origin.source, tuple(steps),
        factor_year=origin.year, region=origin.region, review_by=origin.review_by,
    )  # fmt: skip


def _heat(key: ActivityKey) -> AppliedFactor:
    item = heat_item(key.item)
    factor = heat_factor()
    size = _per_unit(key.unit, "GJ")
    per_gj = Fraction(0) if item.zero else factor.tco2_per_gj
    steps: tuple[Step, ...] = (
        ("unit_conversion", _text(size), f"GJ/{key.unit}"),
        ("heat_factor", _text(per_gj), "tCO2/GJ"),
    )
    origin = factor.provenance
    return _applied(
        key, item.id, "zero" if item.zero else factor.id, size * per_gj, origin.source, steps,
        factor_year=origin.year, region=origin.region, review_by=origin.review_by,
    )  # fmt: skip


def _measured(key: ActivityKey) -> AppliedFactor:
    rate = _per_unit(key.unit, "tCO2e")
    return _applied(key, key.item, "measured", rate, "", (("unit_conversion", _text(rate), f"tCO2e/{key.unit}"),))


def _own(key: ActivityKey, item: str | None = None, location: Fraction | None = None) -> AppliedFactor:
    rate, steps = _own_rate(key)
    value_id = f"own:{key.file}:{key.row}"
    return _applied(key, item or key.item, value_id, rate, key.factor_source, steps, location=location)


def _own_rate(key: ActivityKey) -> tuple[Fraction, tuple[Step, ...]]:
    stated = Fraction(key.factor or 0)
    size = unit_factor(key.factor_unit, f"tCO2e/{key.unit}")
    steps: tuple[Step, ...] = (
        ("own_factor", _text(stated), key.factor_unit),
        ("unit_conversion", _text(size), f"(tCO2e/{key.unit})/({key.factor_unit})"),
    )
    return stated * size, steps


def _electricity(key: ActivityKey, profile: Profile, accounting: Accounting) -> AppliedFactor:
    item = electricity_item(key.item)
    size = _per_unit(key.unit, "MWh")
    if accounting == "ndrc_910":
        return _electricity_910(key, item, size)
    if key.factor is not None:
        return _own(key, item.id, _location_of_own(key, item, size, profile))
    if item.market == "zero" and item.location == "zero":
        return _applied(key, item.id, "zero", Fraction(0), _ZERO_SOURCE, _NO_EMISSIONS)
    grid = park_grid(profile, key.year)
    market = Fraction(0) if item.market == "zero" else grid.tco2_per_mwh
    return _by_grid(key, item, size, market, grid)


def _by_grid(key: ActivityKey, item: ElectricityItem, size: Fraction, market: Fraction, grid: _Grid) -> AppliedFactor:
    steps: tuple[Step, ...] = (
        ("unit_conversion", _text(size), f"MWh/{key.unit}"),
        ("grid_factor", _text(grid.tco2_per_mwh), "tCO2/MWh"),
    )
    return _applied(
        key, item.id, grid.id, size * market, grid.source, steps,
        location=size * grid.tco2_per_mwh, factor_year=grid.factor_year, region=grid.region,
        review_by=grid.review_by, flag=grid.flag,
    )  # fmt: skip


def _location_of_own(key: ActivityKey, item: ElectricityItem, size: Fraction, profile: Profile) -> Fraction | None:
    """A supplier's factor is a market-based one; the location keeps the grid's, where the library has it."""
    if not item.public_grid:
        return None
    try:
        return size * park_grid(profile, key.year).tco2_per_mwh
    except FactorMissing:
        return None


def _electricity_910(key: ActivityKey, item: ElectricityItem, size: Fraction) -> AppliedFactor:
    fossil = item.ndrc == "fossil" or (item.ndrc == "fossil_when_sent_out" and key.sent_out)
    if not fossil and not item.public_grid:
        return _applied(key, item.id, "zero", Fraction(0), _ZERO_SOURCE_910, _NO_EMISSIONS)
    found = grid_factor("CN", NDRC_FOSSIL_YEAR, "fossil")
    grid = _from_library(found, flag="")
    if key.factor is not None:
        grid = replace(grid, id=f"{grid.id}-for-own", flag="own_electricity_factor_not_used")
    return _by_grid(key, item, size, grid.tco2_per_mwh if fossil else Fraction(0), grid)


def park_grid(profile: Profile, year: int) -> _Grid:
    """The grid factor of a park and year by the choice of ``park.yaml``; raises ``FactorMissing``."""
    choice = profile.grid_factor
    if choice.table == "stated":
        if choice.tco2_per_mwh is None:
            raise FactorMissing("grid_factor_missing", region=profile.region)
        return _Grid("stated", choice.tco2_per_mwh, choice.source, None, profile.region, "", "")
    found = grid_factor(profile.region, year, choice.table)
    return _from_library(found, flag=found.flag)


def _from_library(found: GridFactor, flag: str) -> _Grid:
    origin = found.provenance
    value_id = f"{found.code}-{found.table}-{found.year}"
    return _Grid(value_id, found.tco2_per_mwh, origin.source, found.year, found.code, origin.review_by, flag)


def _per_unit(unit: str, to: str) -> Fraction:
    try:
        return unit_factor(unit, to)
    except ValueError:
        return Fraction(0)


def _text(value: Fraction) -> str:
    """An exact number as a decimal where it ends, else as a fraction."""
    twos_and_fives = value.denominator
    for prime in (2, 5):
        while twos_and_fives % prime == 0:
            twos_and_fives //= prime
    if twos_and_fives != 1:
        return str(value)
    return format(Decimal(value.numerator) / Decimal(value.denominator), "f")
