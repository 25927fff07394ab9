"""Look a factor up by its Chinese or English name; a name that is not there is answered with the nearest ones."""

from __future__ import annotations

import difflib
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import replace
from fractions import Fraction
from functools import cache
from typing import Protocol, TypeVar

from lingtan.knowledge.factors.loading import factors_hash, library
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
from lingtan.knowledge.standard.models import Text

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
]

_NATIONAL = ("national", "national_without_traded_non_fossil", "fossil")


class _Named(Protocol):
    @property
    def id(self) -> str: ...
    @property
    def name(self) -> Text: ...


Entry = TypeVar("Entry", bound=_Named)


def fuels(fuel_set: FuelSet) -> tuple[Fuel, ...]:
    """All fuels of a set (A: GB/T 32151.34-2024 table C.1; B: the guideline for other industrial enterprises)."""
    return tuple(entry for entry in library().fuels if entry.set == fuel_set)


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
    found = {entry.id: entry for entry in methods()}.get(name)
    if found is None:
        raise FactorMissing("method_unknown", value=name, nearest=nearest(name, methods()))
    return found


def spelled(name: str) -> str:
    """A name as it is compared: one width, lower case, words joined by underscores."""
    return "_".join(unicodedata.normalize("NFKC", name).casefold().replace("-", "_").split())


def nearest(name: str, entries: Iterable[_Named], count: int = 3) -> str:
    """The entries whose names are nearest to one that was not found, as ``中文 (id)``, the nearest first."""
    wanted = spelled(name)
    ranked: list[tuple[float, str]] = []
    for entry in entries:
        names = (entry.id, entry.name.zh, *getattr(entry, "aliases", ()))
        likeness = max(difflib.SequenceMatcher(None, wanted, spelled(known)).ratio() for known in names)
        ranked.append((-likeness, f"{entry.name.zh} ({entry.id})"))
    return ", ".join(shown for _, shown in sorted(ranked)[:count])


@cache
def _by_name(kind: str) -> Mapping[str, _Named]:
    if kind == "electricity":
        return _names(electricity_items())
    if kind == "heat":
        return _names(heat_items())
    return _names(fuels("A" if kind == "A" else "B"))


def _names(entries: Iterable[Fuel | ElectricityItem | HeatItem]) -> Mapping[str, _Named]:
    known: dict[str, _Named] = {}
    for entry in entries:
        for name in (entry.id, entry.name.zh, entry.name.en, *entry.aliases):
            known.setdefault(spelled(name), entry)
    return known
