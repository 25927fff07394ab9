"""What the factor library holds: fuels, grid factors, heat, factors per unit, parameters, gases, and the methods."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import Literal

from lingtan.knowledge.standard.models import Text

FuelSet = Literal["A", "B"]
GwpSet = Literal["AR4", "AR5", "AR6"]
GridTable = Literal["national", "national_without_traded_non_fossil", "fossil", "region", "province", "provincial"]

GASES = ("CO2", "CH4", "N2O", "HFCs", "PFCs", "SF6", "NF3")
"""The seven greenhouse gases of GB/T 32150 and ISO 14064-1, HFCs and PFCs as families."""

NAMED_RULES = ("fuel", "conversion", "electricity", "heat", "steam", "refrigerant", "sf6", "factor", "own")
"""Rules with a way of their own to a factor; every other rule is a formula of ``carbon.inventory.methods``."""

_NEVER_MEASURED = ("fuel", "conversion", "electricity", "heat", "steam")


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong with an activity or a factor: column, code of the wording (``fault.<code>``), its parts."""

    column: str
    code: str
    details: Mapping[str, str] = field(default_factory=dict)


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
class Fuel:
    """A fuel of a set: NCV in GJ per unit, carbon content in tC/TJ, oxidation as a share.

    ``set`` ``any`` is a fuel of every set (biomass and wastes of IPCC 2006); ``group`` picks its CH4 and N2O;
    ``biogenic_share`` is the share of its CO2 that is biogenic; the ranges are those of plausible measured values.
    """

    set: Literal["A", "B", "any"]
    id: str
    name: Text
    aliases: tuple[str, ...]
    unit: str
    ncv_gj_per_unit: Fraction
    carbon_tc_per_tj: Fraction
    oxidation: Fraction
    group: str
    biogenic_share: Fraction
    ncv_range: tuple[Fraction, Fraction]
    carbon_range: tuple[Fraction, Fraction]
    uncertainty_pct: Fraction
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
    uncertainty_pct: Fraction
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
    uncertainty_pct: Fraction
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
class Factor:
    """A factor per unit of activity, of the library or of a park's own ``factors.csv``.

    ``kg_per_unit``: species (``CO2``, ``CH4``, ``CH4_fossil``, ``N2O``, ``HFC-32`` ..., ``CO2e`` where the split is not
    known, ``CO2_biogenic``) to kg per ``unit``; ``uncertainty_pct``: species to half of the 95 % range in % of the
    value. ``preferred`` is the one taken of several versions for one item and region. Without ``valid_from`` and
    ``valid_to`` it holds for every year. ``evidence`` is that of a park's own factor.
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
class ParameterValue:
    """The default of a parameter of a method, in ``unit``; outside ``low`` .. ``high`` a stated value is flagged.

    ``conditions`` are item ids and choices (``sector=commercial``) that must all hold; the default with the most of
    them is taken.
    """

    method: str
    conditions: frozenset[str]
    parameter: str
    value: Fraction
    unit: str
    low: Fraction | None
    high: Fraction | None
    uncertainty_pct: Fraction | None
    provenance: Provenance


@dataclass(frozen=True, slots=True)
class ParameterSpec:
    """A parameter that a row may state: the units it is read in (the first that fits), or its choices.

    Beyond ``low`` .. ``high`` a value can't be true. ``items`` are those it belongs to; empty is every item.
    """

    name: str
    aliases: tuple[str, ...]
    units: tuple[str, ...]
    choices: tuple[str, ...]
    low: Fraction | None
    high: Fraction | None
    items: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Item:
    """An item of a method whose factor is a formula: a carbonate, a kind of waste."""

    method: str
    id: str
    name: Text
    aliases: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Species:
    """A gas as factors name it; ``gas`` is its family of ``GASES``, empty where it is outside every total."""

    id: str
    gas: str
    name: Text
    aliases: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Gwp:
    """A global warming potential over 100 years; ``preferred`` is the one of two printed values that is taken."""

    species: str
    set: GwpSet
    value: Fraction
    preferred: bool
    provenance: Provenance


@dataclass(frozen=True, slots=True)
class Blend:
    """A refrigerant blend: its components' shares by mass, which sum to 1."""

    id: str
    aliases: tuple[str, ...]
    shares: Mapping[str, Fraction]
    provenance: Provenance


@dataclass(frozen=True, slots=True)
class Method:
    """A method of ``activities.csv``; ``category`` 0 is a removal; ``rule`` says where its factor comes from.

    ``units`` are the base units of a formula: its function gives kg per one of them.
    """

    id: str
    name: Text
    category: int
    gas: str
    rule: str
    item: Text
    units: tuple[str, ...] = ()
    parameters: Mapping[str, ParameterSpec] = field(default_factory=dict)

    @property
    def measured(self) -> bool:
        """Whether a quantity may be the emission itself, in tCO2(e) or a mass of a gas."""
        return self.rule not in _NEVER_MEASURED


@dataclass(frozen=True, slots=True)
class Library:
    """All the factors, validated."""

    fuels: tuple[Fuel, ...]
    grid: tuple[GridFactor, ...]
    grid_regions: Mapping[str, str]
    heat: tuple[HeatFactor, ...]
    heat_items: tuple[HeatItem, ...]
    electricity_items: tuple[ElectricityItem, ...]
    coal: tuple[CoalEquivalent, ...]
    methods: tuple[Method, ...]
    factors: tuple[Factor, ...]
    parameters: tuple[ParameterValue, ...]
    items: tuple[Item, ...]
    species: tuple[Species, ...]
    gwp: tuple[Gwp, ...]
    blends: tuple[Blend, ...]


class FactorMissing(Exception):
    """A factor can't be had: ``code`` is worded by ``fault.<code>`` with ``details``.

    ``column`` is the column of the activity at fault; empty where the park's profile (its region) is.
    """

    def __init__(self, code: str, column: str = "", **details: str) -> None:
        self.code = code
        self.column = column
        self.details = details
        super().__init__(f"{code}: {details}")
