"""What the national account is: E_park = E_energy + E_process, every part with what it is made of (annex 4).

Amounts are tCO2 as exact fractions of whole nanotonnes; each part sums to the whole to the last digit.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal, TypeAlias

from lingtan.knowledge import ElectricityOriginKind, FuelKind, RawCoal, Text

FUEL_KINDS: tuple[FuelKind, ...] = ("coal", "oil", "gas", "other")
BUNKER_USES = ("international_aviation", "international_shipping")
ZERO_REASONS = ("direct_non_fossil", "green_power", "certificates", "fuel_counted")
HEAT_BASES = ("default", "measured", "zero")
PROCESS_BASES = ("product_factor", "row_factor", "stated_emission", "mass_balance")
ProcessKind: TypeAlias = Literal["listed", "other_product", "other_activity"]
Direction: TypeAlias = Literal["in", "out", "covered"]
Status: TypeAlias = Literal["met", "not_met", "no_target"]
Flag: TypeAlias = tuple[str, tuple[tuple[str, str], ...]]


def total_of(amounts: Mapping[str, Fraction] | tuple[Fraction, ...]) -> Fraction:
    """An exact sum."""
    return sum(amounts.values() if isinstance(amounts, Mapping) else amounts, Fraction(0))


@dataclass(frozen=True, slots=True)
class FuelUse:
    """A fuel in one use and unit: ``use`` is final, power, heat, feedstock (not burnt) or an international bunker."""

    fuel: str
    name: Text
    group: FuelKind
    raw_coal: RawCoal
    use: str
    rows: int
    quantity: Fraction
    unit: str
    co2_t: Fraction


@dataclass(frozen=True, slots=True)
class ConversionFlow:
    """An energy put into a conversion (``in``) or out of it (``out``, quantity and carbon negative)."""

    item: str
    name: Text
    group: FuelKind
    direction: Direction
    rows: int
    quantity: Fraction
    unit: str
    co2_t: Fraction


@dataclass(frozen=True, slots=True)
class ConversionBalance:
    """The carbon of one conversion, at oxidation 100 %: what goes in less what comes out as products."""

    source: str
    enterprise: str
    flows: tuple[ConversionFlow, ...]

    @property
    def input_t(self) -> Fraction:
        """tCO2 of what goes in."""
        return total_of(tuple(flow.co2_t for flow in self.flows if flow.direction == "in"))

    @property
    def output_t(self) -> Fraction:
        """tCO2 of the products, positive."""
        return -total_of(tuple(flow.co2_t for flow in self.flows if flow.direction == "out"))

    @property
    def co2_t(self) -> Fraction:
        """Input less output."""
        return self.input_t - self.output_t


@dataclass(frozen=True, slots=True)
class ElectricityPart:
    """Electricity of one item and direction with its factor in tCO2/MWh.

    MWh are negative where sent out, and where certificates cover grid electricity (``covered``).
    ``zero_reason`` says why the factor is 0, and is ``certificates`` for what they cover.
    """

    item: str
    origin: ElectricityOriginKind
    direction: Direction
    rows: int
    mwh: Fraction
    factor_tco2_per_mwh: Fraction
    zero_reason: str
    own_factor_not_used: bool
    co2_t: Fraction


@dataclass(frozen=True, slots=True)
class ElectricityAccount:
    """E_electricity: inflow less outflow, the fossil-power factor for all that is not proven non-fossil."""

    fossil_factor_tco2_per_mwh: Fraction
    parts: tuple[ElectricityPart, ...]

    @property
    def co2_t(self) -> Fraction:
        """tCO2 of all parts."""
        return total_of(tuple(part.co2_t for part in self.parts))

    @property
    def inflow_mwh(self) -> Fraction:
        """MWh that enter the park, over the public grid or by a direct line."""
        return total_of(tuple(p.mwh for p in self.parts if p.direction == "in" and p.origin != "in_park"))

    @property
    def generated_mwh(self) -> Fraction:
        """MWh made in the park."""
        return total_of(tuple(p.mwh for p in self.parts if p.direction == "in" and p.origin == "in_park"))

    @property
    def outflow_mwh(self) -> Fraction:
        """MWh that leave the park, positive."""
        return -total_of(tuple(part.mwh for part in self.parts if part.direction == "out"))

    @property
    def fossil_mwh(self) -> Fraction:
        """Net MWh that took the fossil-power factor, without what certificates cover."""
        return total_of(tuple(p.mwh for p in self.parts if not p.zero_reason or p.direction == "covered"))

    @property
    def zero_mwh(self) -> Mapping[str, Fraction]:
        """Net MWh at factor 0 by reason; with ``fossil_mwh`` they make up all electricity of the park."""
        found = dict.fromkeys(ZERO_REASONS, Fraction(0))
        for part in self.parts:
            if part.zero_reason:
                found[part.zero_reason] += -part.mwh if part.direction == "covered" else part.mwh
        return found


@dataclass(frozen=True, slots=True)
class HeatPart:
    """Heat or steam of one item and direction; ``gj`` is None where the rows do not say their energy."""

    item: str
    fossil: bool
    direction: Direction
    basis: str
    rows: int
    gj: Fraction | None
    co2_t: Fraction


@dataclass(frozen=True, slots=True)
class ProcessEntry:
    """An activity of a product (a route, an input): output x factor, with the basis of the factor."""

    method: str
    item: str
    name: Text
    rows: int
    quantity: Fraction
    unit: str
    factor_tco2_per_unit: Fraction
    basis: str
    source: str
    co2_t: Fraction


@dataclass(frozen=True, slots=True)
class ProductEmission:
    """A product of E_process: one that annex 4 lists at least, another, or an activity that is no process."""

    product: str
    name: Text
    kind: ProcessKind
    entries: tuple[ProcessEntry, ...]

    @property
    def co2_t(self) -> Fraction:
        """tCO2 of all its entries."""
        return total_of(tuple(entry.co2_t for entry in self.entries))


@dataclass(frozen=True, slots=True)
class NationalEnergy:
    """Total energy consumption of the year in tce, electricity by equivalent value; the stated figure counts.

    ``inputs`` are the parts of the derived one (name, tce); ``not_counted`` (name, quantity, unit) has no known energy.
    """

    tce: Fraction | None
    stated_tce: Fraction | None
    derived_tce: Fraction | None
    inputs: tuple[tuple[str, Fraction], ...]
    not_counted: tuple[tuple[str, Fraction, str], ...]


@dataclass(frozen=True, slots=True)
class CoreIndicator:
    """单位能耗碳排放, tCO2/tce, against the target for the park's size; without its figures it is not met."""

    value: Fraction | None
    target: Fraction | None
    status: Status
    clause: str


@dataclass(frozen=True, slots=True)
class DirectSupply:
    """Green electricity supplied directly over all electricity; asked for in principle, not judged."""

    share: Fraction | None
    at_least: Fraction | None
    clause: str


@dataclass(frozen=True, slots=True)
class NationalAccount:
    """The account of one year by annex 4 of 发改环资〔2025〕910号: CO2 only, no offsets, nothing of other methods.

    ``consolidation`` is the approach of the park's other inventory; this one always takes the physical boundary.
    ``inventory_hash`` is that of the inventory whose lines are counted here.
    """

    year: int
    fuels: tuple[FuelUse, ...]
    conversions: tuple[ConversionBalance, ...]
    electricity: ElectricityAccount
    heat: tuple[HeatPart, ...]
    process: tuple[ProductEmission, ...]
    energy: NationalEnergy
    core: CoreIndicator
    direct_supply: DirectSupply
    consolidation: str
    flags: tuple[Flag, ...]
    inventory_hash: str

    @property
    def fuel_by_group(self) -> Mapping[FuelKind, Fraction]:
        """E_fuel by the three groups, and what is none of them."""
        return {group: total_of(tuple(use.co2_t for use in self.fuels if use.group == group)) for group in FUEL_KINDS}

    @property
    def fuel_t(self) -> Fraction:
        """E_fuel: final consumption, power and heat, international bunkers not deducted."""
        return total_of(tuple(self.fuel_by_group.values()))

    @property
    def bunkers(self) -> tuple[FuelUse, ...]:
        """Fuels for international aviation and shipping, listed apart; they are part of E_fuel."""
        return tuple(use for use in self.fuels if use.use in BUNKER_USES)

    @property
    def conversion_t(self) -> Fraction:
        """E_conversion."""
        return total_of(tuple(balance.co2_t for balance in self.conversions))

    @property
    def heat_t(self) -> Fraction:
        """E_heat: inflow less outflow."""
        return total_of(tuple(part.co2_t for part in self.heat))

    @property
    def indirect_t(self) -> Fraction:
        """E_indirect = E_electricity + E_heat."""
        return self.electricity.co2_t + self.heat_t

    @property
    def energy_t(self) -> Fraction:
        """E_energy = E_fuel + E_conversion + E_indirect."""
        return self.fuel_t + self.conversion_t + self.indirect_t

    @property
    def process_t(self) -> Fraction:
        """E_process."""
        return total_of(tuple(product.co2_t for product in self.process))

    @property
    def total_t(self) -> Fraction:
        """E_park = E_energy + E_process."""
        return self.energy_t + self.process_t


@dataclass(frozen=True, slots=True)
class ComparedRow:
    """One heading by both methods, side by side and never added: tCO2e of all gases, and tCO2 by annex 4.

    ``t_seesa_tco2e`` is market-based, ``t_seesa_location_tco2e`` location-based; ``national_tco2`` None where annex 4
    does not account the heading. ``reasons`` are codes of the texts ``national.reason.<code>``.
    """

    heading: str
    t_seesa_tco2e: Fraction
    t_seesa_location_tco2e: Fraction
    national_tco2: Fraction | None
    reasons: tuple[str, ...]
