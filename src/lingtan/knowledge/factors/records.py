"""What the factor library holds: fuels, grid factors, heat, coal equivalents, and the methods they serve."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Literal

from lingtan.knowledge.standard.models import Text

FuelSet = Literal["A", "B"]
GridTable = Literal["national", "national_without_traded_non_fossil", "fossil", "region", "province", "provincial"]
Rule = Literal["fuel", "electricity", "heat", "own"]


@dataclass(frozen=True, slots=True)
class Provenance:
    """Where a value comes from; ``review_by`` is the date after which it should be looked up again."""

    source: str
    publisher: str
    year: int
    region: str
    review_by: str
    quality: str


@dataclass(frozen=True, slots=True)
class Factor:
    """An emission factor of the library, or (with ``evidence``) one of a park's own ``factors.csv``.

    ``kg_per_unit``: kg of each species (CO2, CH4, CH4_fossil, N2O, SF6, HFC-32 ..., CO2e where the split is unknown,
    CO2_biogenic) per ``unit``; ``uncertainty_pct`` half of the 95 % range by species. ``preferred``: the one taken of
    several versions for an item and region. ``valid_from`` and ``valid_to`` are both included.
    """

    id: str
    method: str
    item: str
    name: Text
    aliases: tuple[str, ...]
    unit: str
    kg_per_unit: Mapping[str, Fraction]
    uncertainty_pct: Mapping[str, Fraction]
    preferred: bool
    valid_from: date | None
    valid_to: date | None
    provenance: Provenance
    evidence: str = ""


@dataclass(frozen=True, slots=True)
class Fuel:
    """A fuel of a set: NCV in GJ per unit, carbon content in tC/TJ, oxidation as a share."""

    set: FuelSet
    id: str
    name: Text
    aliases: tuple[str, ...]
    unit: str
    ncv_gj_per_unit: Fraction
    carbon_tc_per_tj: Fraction
    oxidation: Fraction
    provenance: Provenance

    @property
    def tco2_per_gj(self) -> Fraction:
        """tCO2 per GJ of net calorific value."""
        return self.carbon_tc_per_tj / 1000 * self.oxidation * 44 / 12

    @property
    def tco2_per_unit(self) -> Fraction:
        """tCO2 per unit of fuel."""
        return self.ncv_gj_per_unit * self.tco2_per_gj


@dataclass(frozen=True, slots=True)
class GridFactor:
    """A grid emission factor, tCO2/MWh (= kgCO2/kWh), of ``year``, taken for ``asked_year``.

    ``flag`` is ``grid_factor_earlier_year`` or ``grid_factor_later_year`` where the table has no value of the year
    asked for.
    """

    table: str
    code: str
    name: Text
    year: int
    asked_year: int
    tco2_per_mwh: Fraction
    provenance: Provenance

    @property
    def flag(self) -> str:
        """The code of the text that says which other year was taken, or empty."""
        if self.year == self.asked_year:
            return ""
        return "grid_factor_earlier_year" if self.year < self.asked_year else "grid_factor_later_year"


@dataclass(frozen=True, slots=True)
class HeatFactor:
    """An emission factor of heat, tCO2/GJ; exactly one is the default, the others are listed only."""

    id: str
    name: Text
    tco2_per_gj: Fraction
    default: bool
    provenance: Provenance


@dataclass(frozen=True, slots=True)
class HeatItem:
    """An item of heat or steam; ``zero`` has no emissions, ``fuel_counted`` is energy whose fuel is counted already."""

    id: str
    name: Text
    aliases: tuple[str, ...]
    zero: bool
    energy: Literal["counted", "fuel_counted"]


@dataclass(frozen=True, slots=True)
class ElectricityItem:
    """An item of electricity and how each accounting and indicator takes it (see ``electricity_items.yaml``)."""

    id: str
    name: Text
    aliases: tuple[str, ...]
    public_grid: bool
    market: Literal["grid", "zero"]
    location: Literal["grid", "zero"]
    ndrc: Literal["fossil", "zero", "fossil_when_sent_out"]
    renewable_in_park: bool
    direct_green: bool
    energy: Literal["counted", "fuel_counted"]


@dataclass(frozen=True, slots=True)
class CoalEquivalent:
    """A conversion to standard coal (GB/T 2589-2020); ``confirmed`` is False where the value is approximate."""

    id: str
    name: Text
    value: Fraction
    unit: str
    confirmed: bool
    provenance: Provenance


@dataclass(frozen=True, slots=True)
class Method:
    """A method of ``activities.csv``; ``category`` 0 is a removal; ``rule`` says where its factor comes from."""

    id: str
    name: Text
    category: int
    gas: str
    rule: Rule
    item: Text


@dataclass(frozen=True, slots=True)
class Library:
    """All the factors, validated."""

    fuels: tuple[Fuel, ...]
    grid: tuple[GridFactor, ...]
    heat: tuple[HeatFactor, ...]
    heat_items: tuple[HeatItem, ...]
    electricity_items: tuple[ElectricityItem, ...]
    coal: tuple[CoalEquivalent, ...]
    methods: tuple[Method, ...]


class FactorMissing(Exception):
    """The library has no such factor: ``code`` is worded by ``fault.<code>`` with ``details``."""

    def __init__(self, code: str, **details: str) -> None:
        self.code = code
        self.details = details
        super().__init__(f"{code}: {details}")
