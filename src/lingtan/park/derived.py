"""Quantities computed from the park's own files: buildings (indicators 4, 5, 13) and enterprises (4.2.6, 8, 9, 20).

A stated quantity of ``quantities.csv`` always scores before a derived one; a file without rows derives nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from fractions import Fraction

from lingtan.park.records import Building, DerivedQuantity, Enterprise, Park

_STATUS = {True: Fraction(1), False: Fraction(0)}


def derive_quantities(park: Park) -> tuple[DerivedQuantity, ...]:
    """The reporting year's quantities that ``buildings.csv`` and ``enterprises.csv`` give, in canonical units.

    The one exception is indicator 4: where a recent building lacks its floor area, both of its quantities are
    numbers of buildings, in unit "1" (annex B 4).
    """
    year = park.profile.reporting_year
    return (*_from_buildings(park.buildings, year), *_from_enterprises(park.enterprises, year))


def _from_buildings(buildings: tuple[Building, ...], year: int) -> tuple[DerivedQuantity, ...]:
    if not buildings:
        return ()
    recent = tuple(building for building in buildings if _is_recent(building, year))
    return (*_green_buildings(recent, year), *_ultra_low_energy(buildings, year), *_new_roofs(recent, year))


def _is_recent(building: Building, year: int) -> bool:
    """Completed in the three calendar years that end with ``year`` (annex B 4: 近三年); an undated one is not."""
    return building.completed_on is not None and year - 2 <= building.completed_on.year <= year


def _green_buildings(recent: tuple[Building, ...], year: int) -> tuple[DerivedQuantity, ...]:
    two_star = tuple(building for building in recent if (building.stars or 0) >= 2)
    if any(building.floor_area_m2 is None for building in recent):
        unit, method = "1", "derived.recent_buildings_count"
    else:
        unit, method = "m2", "derived.recent_buildings_area"

    def size(building: Building) -> Fraction:
        return Fraction(1) if unit == "1" else building.floor_area_m2 or Fraction(0)

    return (
        _of_buildings("recent_buildings_total", year, method, recent, size, unit),
        _of_buildings("recent_buildings_two_star", year, f"{method}_two_star", two_star, size, unit),
    )


def _ultra_low_energy(buildings: tuple[Building, ...], year: int) -> tuple[DerivedQuantity, ...]:
    """Indicator 5; where no building says yes or no, nothing is known and nothing derived."""
    answered = tuple(building for building in buildings if building.ultra_low_energy is not None)
    if not answered:
        return ()
    flagged = tuple(building for building in answered if building.ultra_low_energy)
    shown = flagged or answered
    status = _STATUS[bool(flagged)]
    return (
        DerivedQuantity(
            "ultra_low_energy_or_zero_carbon_building",
            year,
            status,
            "derived.ultra_low_energy_building",
            tuple(building.origin for building in shown),
            tuple((building.building, status, "1") for building in shown),
        ),
    )


def _new_roofs(recent: tuple[Building, ...], year: int) -> tuple[DerivedQuantity, ...]:
    """Indicator 13: buildings without a usable roof area stay out of both sums, else the share would be too high."""
    industrial = tuple(building for building in recent if building.kind == "industrial")
    measured = tuple(building for building in industrial if building.roof_usable_m2 is not None)
    if industrial and not measured:
        return ()

    def usable(building: Building) -> Fraction:
        return building.roof_usable_m2 or Fraction(0)

    def covered(building: Building) -> Fraction:
        return building.pv_area_m2 or Fraction(0)

    return (
        _of_buildings("new_industrial_roof_usable_area", year, "derived.new_roof_usable", measured, usable, "m2"),
        _of_buildings("new_industrial_roof_pv_area", year, "derived.new_roof_pv", measured, covered, "m2"),
    )


def _of_buildings(  # one sum over rows needs its quantity, year, wording, rows, size and unit
    quantity: str,
    year: int,
    method: str,
    buildings: tuple[Building, ...],
    size: Callable[[Building], Fraction],
    unit: str,
) -> DerivedQuantity:
    inputs = tuple((building.building, size(building), unit) for building in buildings)
    return DerivedQuantity(
        quantity,
        year,
        _sum(value for _, value, _ in inputs),
        method,
        tuple(building.origin for building in buildings),
        inputs,
        unit if unit == "1" else "",
    )


def _from_enterprises(enterprises: tuple[Enterprise, ...], year: int) -> tuple[DerivedQuantity, ...]:
    if not enterprises:
        return ()
    factories = tuple(enterprise for enterprise in enterprises if enterprise.is_factory)
    green = tuple(enterprise for enterprise in factories if enterprise.green_factory)
    zero_carbon = tuple(enterprise for enterprise in factories if enterprise.zero_carbon_factory)
    with_inventory = tuple(enterprise for enterprise in factories if enterprise.has_inventory)
    return (
        *_settled_land(factories, year),
        _count("factories_total", year, "derived.factories", factories),
        _count("green_factories", year, "derived.green_factories", green),
        _count("zero_carbon_factories", year, "derived.zero_carbon_factories", zero_carbon),
        _count("production_enterprises", year, "derived.factories", factories),
        _count("enterprises_with_ghg_inventory", year, "derived.factories_with_inventory", with_inventory),
    )


def _settled_land(factories: tuple[Enterprise, ...], year: int) -> tuple[DerivedQuantity, ...]:
    """Gate 4.2.6, numerator; a factory without its land counts as none, which can only understate the occupancy."""
    inputs = tuple(
        (enterprise.enterprise, enterprise.land_m2, "m2") for enterprise in factories if enterprise.land_m2 is not None
    )
    if factories and not inputs:
        return ()
    basis = tuple(enterprise.origin for enterprise in factories if enterprise.land_m2 is not None)
    total = _sum(value for _, value, _ in inputs)
    return (DerivedQuantity("settled_industrial_land", year, total, "derived.settled_land", basis, inputs),)


def _count(quantity: str, year: int, method: str, enterprises: tuple[Enterprise, ...]) -> DerivedQuantity:
    basis = tuple(enterprise.origin for enterprise in enterprises)
    inputs = tuple((enterprise.enterprise, Fraction(1), "1") for enterprise in enterprises)
    return DerivedQuantity(quantity, year, Fraction(len(enterprises)), method, basis, inputs)


def _sum(values: Iterable[Fraction]) -> Fraction:
    return sum(values, start=Fraction(0))
