"""Electricity: market-based by the park's choice, location-based by the province, and the national accounting."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Final

from lingtan.base import unit_factor
from lingtan.carbon.inventory.applied.key import Accounting, ActivityKey, Step, Worked, exact_text
from lingtan.carbon.inventory.applied.rows import per_unit, row_factor
from lingtan.carbon.inventory.methods import electricity_co2_t
from lingtan.knowledge import (
    Chosen,
    ElectricityItem,
    FactorMissing,
    GridFactor,
    electricity_item,
    grid_factor,
    read_parameters,
    regional_factor,
)
from lingtan.park import Profile

# Annex 4 of 发改环资〔2025〕910号 prints the fossil-power factor of 2022 for every year.
NDRC_FOSSIL_YEAR = 2022
_RESIDUAL: Final = "national_without_traded_non_fossil"
_NO_EMISSIONS: tuple[Step, ...] = (("no_emissions", "0", "tCO2/MWh"),)
_ZERO_SOURCE = "ISO 14064-1:2018 附录E"
_ZERO_SOURCE_910 = "发改环资〔2025〕910号 附件4"


@dataclass(frozen=True, slots=True)
class Grid:
    """A grid factor as taken, tCO2/MWh."""

    id: str
    tco2_per_mwh: Fraction
    source: str
    factor_year: int | None = None
    region: str = ""
    review_by: str = ""
    quality: str = ""
    flags: tuple[str, ...] = ()
    uncertainty_pct: Fraction | None = None


def electricity_worked(key: ActivityKey, profile: Profile, accounting: Accounting, chosen: Chosen | None) -> Worked:
    """Electricity per unit of the row; raises ``FactorMissing`` where the grid factor of its region is not known.

    ``chosen`` is the park's own factor for the item: like a factor of the row it is market-based.
    """
    item = electricity_item(key.item)
    if accounting == "ndrc_910":
        return _national(key, item, own=chosen is not None or key.factor is not None)
    size = unit_factor(key.unit, "MWh")
    location = _location(profile, key.year) if item.public_grid else None
    at_location = None if location is None else size * location.tco2_per_mwh
    if key.factor is not None:
        return row_factor(key, item.id, at_location)
    if chosen is not None:
        return replace(per_unit(key, chosen, item.id), location=at_location)
    if item.market == "zero" and item.location == "zero":
        return _zero(item.id, _ZERO_SOURCE)
    return _from_grid(key, item, size, profile, location)


def park_grid(profile: Profile, year: int) -> Grid:
    """The grid factor of a park and year by the choice of ``park.yaml``; raises ``FactorMissing``."""
    choice = profile.grid_factor
    if choice.table == "stated":
        if choice.tco2_per_mwh is None:
            raise FactorMissing("grid_factor_missing", region=profile.region)
        return Grid("stated", choice.tco2_per_mwh, choice.source)
    found = grid_factor(profile.region, year, choice.table)
    return _from_library(found)


def _from_grid(
    key: ActivityKey, item: ElectricityItem, size: Fraction, profile: Profile, location: Grid | None
) -> Worked:
    stated, _ = read_parameters(key.method, key.parameters)
    residual = stated.choices.get("residual") == "yes"
    if residual:
        grid = _from_library(grid_factor(profile.region, key.year, _RESIDUAL))
    elif item.market == "zero" and location is not None:
        grid = location
    else:
        grid = park_grid(profile, key.year)
    place = location or grid
    market = Fraction(0) if item.market == "zero" else grid.tco2_per_mwh
    steps: list[Step] = [
        ("unit_conversion", exact_text(size), f"MWh/{key.unit}"),
        ("grid_factor", exact_text(grid.tco2_per_mwh), "tCO2/MWh"),
    ]
    if item.market == "zero":
        steps.append(("market_factor", "0", "tCO2/MWh"))
    elif place.tco2_per_mwh != grid.tco2_per_mwh:
        steps.append(
            ("location_factor", exact_text(place.tco2_per_mwh), f"tCO2/MWh, {place.region} {place.factor_year}")
        )
    if place.region not in (profile.region, grid.region):
        grid = replace(grid, flags=(*grid.flags, "location_factor_regional"))
    return _worked(item.id, grid, electricity_co2_t(size, market), size * place.tco2_per_mwh, tuple(steps))


def _worked(item: str, grid: Grid, co2_t: Fraction, location: Fraction | None, steps: tuple[Step, ...]) -> Worked:
    return Worked(
        value_id=grid.id,
        item=item,
        kg={"CO2": co2_t * 1000},
        source=grid.source,
        steps=steps,
        shared_id=f"grid:{grid.region}:{grid.factor_year}" if grid.region else f"grid:{grid.id}",
        location=location,
        factor_year=grid.factor_year,
        region=grid.region,
        review_by=grid.review_by,
        quality=grid.quality,
        flags=grid.flags,
        uncertainty_pct={} if grid.uncertainty_pct is None else {"CO2": grid.uncertainty_pct},
    )


def _location(profile: Profile, year: int) -> Grid | None:
    """The average of the province or its regional grid, whatever the market-based choice; None where there is none."""
    try:
        return _from_library(regional_factor(profile.region, year))
    except FactorMissing:
        return None


def _national(key: ActivityKey, item: ElectricityItem, *, own: bool) -> Worked:
    """Annex 4: fossil-power factor; direct, traded and certified non-fossil power 0; no other electricity factor."""
    size = unit_factor(key.unit, "MWh")
    fossil = item.ndrc == "fossil" or (item.ndrc == "fossil_when_sent_out" and key.sent_out)
    if not fossil and not item.public_grid:
        return _zero(item.id, _ZERO_SOURCE_910)
    grid = replace(_from_library(grid_factor("CN", NDRC_FOSSIL_YEAR, "fossil")), flags=())
    if own:
        grid = replace(grid, id=f"{grid.id}-for-own", flags=("own_electricity_factor_not_used",))
    co2_t = electricity_co2_t(size, grid.tco2_per_mwh)
    steps: tuple[Step, ...] = (
        ("unit_conversion", exact_text(size), f"MWh/{key.unit}"),
        ("grid_factor", exact_text(grid.tco2_per_mwh), "tCO2/MWh"),
    )
    return _worked(item.id, grid, co2_t if fossil else Fraction(0), co2_t, steps)


def _zero(item: str, source: str) -> Worked:
    return Worked("zero", item, {"CO2": Fraction(0)}, source, _NO_EMISSIONS, "zero")


def _from_library(found: GridFactor) -> Grid:
    origin = found.provenance
    return Grid(
        id=f"{found.code}-{found.table}-{found.year}",
        tco2_per_mwh=found.tco2_per_mwh,
        source=origin.source,
        factor_year=found.year,
        region=found.code,
        review_by=origin.review_by,
        quality=origin.quality,
        flags=(found.flag,) if found.flag else (),
        uncertainty_pct=found.uncertainty_pct,
    )
