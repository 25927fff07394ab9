"""Look a factor up by its Chinese or English name; a name that is not there is answered with the nearest ones."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from fractions import Fraction
from functools import cache

from lingtan.knowledge.factors.loading import factors_hash, library
from lingtan.knowledge.factors.naming import Named, nearest, spelled
from lingtan.knowledge.factors.records import (
    CoalEquivalent,
    ElectricityItem,
    FactorMissing,
    Fuel,
    FuelSet,
    GridFactor,
    GridTable,
    HeatFactor,
    HeatItem,
    Method,
)

__all__ = [
    "CoalEquivalent",
    "ElectricityItem",
    "FactorMissing",
    "Fuel",
    "GridFactor",
    "HeatFactor",
    "HeatItem",
    "Method",
    "coal_equivalent",
    "coal_equivalents",
    "electricity_item",
    "electricity_items",
    "factors_hash",
    "fuel",
    "fuels",
    "grid_factor",
    "heat_factor",
    "heat_item",
    "heat_items",
    "method",
    "methods",
    "nearest",
    "regional_factor",
]

_NATIONAL = ("national", "national_without_traded_non_fossil", "fossil")


def fuels(fuel_set: FuelSet) -> tuple[Fuel, ...]:
    """All fuels of a set (A: GB/T 32151.34-2024 table C.1; B: the guideline for other industrial enterprises).

    Biomass and wastes (IPCC 2006 volume 2, tables 1.2-1.4) belong to either.
    """
    return tuple(entry for entry in library().fuels if entry.set in (fuel_set, "any"))


def fuel(name: str, fuel_set: FuelSet) -> Fuel:
    """A fuel by Chinese name or English id; raises ``FactorMissing`` (``fuel_unknown``) with the nearest names."""
    found = _by_name(fuel_set).get(spelled(name))
    if isinstance(found, Fuel):
        return found
    other: FuelSet = "B" if fuel_set == "A" else "A"
    if spelled(name) in _by_name(other):
        raise FactorMissing("fuel_other_set", value=name, fuel_set=fuel_set, other=other)
    raise FactorMissing("fuel_unknown", value=name, nearest=nearest(name, fuels(fuel_set)))


def grid_factor(region: str, year: int, table: GridTable = "province") -> GridFactor:
    """The grid factor of a region (``CN-SH``) and year, tCO2/MWh.

    A year off the table takes the latest earlier one, else the earliest, and its ``flag`` says so. For the national
    tables the region only has to lie in China. Raises ``FactorMissing`` where there is no value.
    """
    kind = "province" if table == "provincial" else table
    if kind in _NATIONAL and not (region == "CN" or region.startswith("CN-")):
        raise FactorMissing("grid_factor_outside_china", region=region)
    code = "CN" if kind in _NATIONAL else region
    values = sorted(
        (entry for entry in library().grid if entry.table == kind and entry.code == code), key=lambda entry: entry.year
    )
    if not values:
        outside = kind == "province" and not (region == "CN" or region.startswith("CN-"))
        raise FactorMissing("grid_factor_outside_china" if outside else "grid_factor_missing", region=region)
    earlier = [entry for entry in values if entry.year <= year]
    return replace(earlier[-1] if earlier else values[0], asked_year=year)


def regional_factor(region: str, year: int) -> GridFactor:
    """The location-based grid factor: of the province, else of its regional grid; raises ``FactorMissing``."""
    try:
        return grid_factor(region, year)
    except FactorMissing:
        code = library().grid_regions.get(region)
        if code is None:
            raise
    return grid_factor(code, year, "region")


def heat_factor(name: str | None = None) -> HeatFactor:
    """The default factor of heat (0.11 tCO2/GJ), or a listed one by its id; raises ``FactorMissing``."""
    for value in library().heat:
        if value.id == name or (name is None and value.default):
            return value
    raise FactorMissing("heat_factor_unknown", value=str(name), nearest=nearest(str(name), library().heat))


def electricity_items() -> tuple[ElectricityItem, ...]:
    """The items of the method ``electricity``."""
    return library().electricity_items


def electricity_item(name: str) -> ElectricityItem:
    """An electricity item by id, Chinese name or alias; raises ``FactorMissing`` with the nearest names."""
    found = _by_name("electricity").get(spelled(name))
    if isinstance(found, ElectricityItem):
        return found
    raise FactorMissing("electricity_item_unknown", value=name, nearest=nearest(name, electricity_items()))


def heat_items() -> tuple[HeatItem, ...]:
    """The items of the methods ``heat`` and ``steam``."""
    return library().heat_items


def heat_item(name: str) -> HeatItem:
    """A heat item; a name that is none of them (a supplier, a medium) is heat bought, which can only over-state."""
    found = _by_name("heat").get(spelled(name))
    return found if isinstance(found, HeatItem) else heat_items()[0]


def coal_equivalents() -> tuple[CoalEquivalent, ...]:
    """The conversions to standard coal with their sources, and whether each is confirmed."""
    return library().coal


def coal_equivalent(name: str) -> Fraction:
    """A conversion to standard coal (GB/T 2589-2020); raises ``KeyError``.

    ``electricity_calorific`` and ``electricity_equivalent`` in kgce/kWh, ``heat`` in kgce/MJ, ``standard_coal`` in
    kJ/kgce.
    """
    return {entry.id: entry.value for entry in coal_equivalents()}[name]


def methods() -> tuple[Method, ...]:
    """All methods of ``activities.csv``."""
    return library().methods


def method(name: str) -> Method:
    """A method by id; raises ``FactorMissing`` (``method_unknown``) with the nearest ids."""
    found = _methods_by_id().get(name)
    if found is None:
        raise FactorMissing("method_unknown", value=name, nearest=nearest(name, methods()))
    return found


@cache
def _methods_by_id() -> Mapping[str, Method]:
    return {entry.id: entry for entry in methods()}


@cache
def _by_name(kind: str) -> Mapping[str, Named]:
    if kind == "electricity":
        return _names(electricity_items())
    if kind == "heat":
        return _names(heat_items())
    return _names(fuels("A" if kind == "A" else "B"))


def _names(entries: Iterable[Fuel | ElectricityItem | HeatItem]) -> Mapping[str, Named]:
    known: dict[str, Named] = {}
    for entry in entries:
        for name in (entry.id, entry.name.zh, entry.name.en, *entry.aliases):
            known.setdefault(spelled(name), entry)
    return known
