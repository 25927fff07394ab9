"""How a row measures a fuel, and the fuel's values: those of the set, or those the row states as measured."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from lingtan.base import UnitMismatch, unit_factor
from lingtan.knowledge.factors.parameters import Stated, beyond
from lingtan.knowledge.factors.records import Fuel, Problem

# Gas is billed at 20 °C and 101.325 kPa (GB/T 17291), the factors are for 0 °C: volumes are as absolute temperatures.
_NORMAL_PER_BILLED = Fraction("273.15") / Fraction("293.15")
_ONE = Fraction(1)
# A measured value is up to twice its default, so one with its point slipped is five to twenty times it.
_SLIP = 5


@dataclass(frozen=True, slots=True)
class FuelBasis:
    """How much of a fuel one unit of the row is: ``per_unit`` of ``unit`` (the fuel's unit, or GJ of its NCV)."""

    per_unit: Fraction
    unit: str


@dataclass(frozen=True, slots=True)
class FuelValues:
    """NCV in GJ and carbon in tC per unit of fuel, oxidation and biogenic share; ``stated`` are those of the row."""

    ncv_gj: Fraction
    carbon_tc: Fraction
    oxidation: Fraction
    biogenic_share: Fraction
    stated: frozenset[str]
    flags: tuple[str, ...]

    @property
    def carbon_tc_per_tj(self) -> Fraction:
        """tC per TJ of NCV."""
        return self.carbon_tc / self.ncv_gj * 1000


def fuel_basis(fuel: Fuel, unit: str, stated: Stated) -> FuelBasis | None:
    """What a unit of the row is of a fuel; None where the unit does not say.

    Beside the fuel's own kind of unit and its energy: a gas volume whose ``state`` is given, a liquid volume whose
    ``density`` is.
    """
    if converts(unit, fuel.unit):
        return FuelBasis(unit_factor(unit, fuel.unit), fuel.unit)
    if converts(unit, "GJ"):
        return FuelBasis(unit_factor(unit, "GJ"), "GJ")
    if not converts(unit, "m3"):
        return None
    volume_m3 = unit_factor(unit, "m3")
    state, density = stated.choices.get("state"), stated.number("density", "kg/m3")
    if converts(fuel.unit, "Nm3") and state is not None:
        normal = _NORMAL_PER_BILLED if state == "20C" else _ONE
        return FuelBasis(volume_m3 * normal * unit_factor("Nm3", fuel.unit), fuel.unit)
    if converts(fuel.unit, "t") and density is not None:
        return FuelBasis(volume_m3 * density * unit_factor("kg", fuel.unit), fuel.unit)
    return None


def fuel_values(fuel: Fuel, stated: Stated) -> tuple[FuelValues, tuple[Problem, ...]]:
    """The values of a fuel with what the row states of them, and the problems of that.

    A stated NCV or carbon content five times off the default and outside the plausible range is a problem that names
    both values; outside the range alone it is flagged.
    """
    problems: list[Problem] = []
    flags: list[str] = []
    ncv, carbon, share = (
        _stated(stated, "ncv", f"GJ/{fuel.unit}", problems),
        _stated(stated, "carbon_content", "tC/TJ", problems),
        _stated(stated, "carbon_share", f"tC/{fuel.unit}", problems),
    )
    if carbon is not None and share is not None:
        problems.append(Problem("parameters", "parameters_exclude", {"value": "carbon_content, carbon_share"}))
    default_share = fuel.ncv_gj_per_unit * fuel.carbon_tc_per_tj / 1000
    shares = tuple(ncv * tc / 1000 for ncv, tc in zip(fuel.ncv_range, fuel.carbon_range, strict=True))
    for name, value, unit, default, (low, high) in (
        ("ncv", ncv, f"GJ/{fuel.unit}", fuel.ncv_gj_per_unit, fuel.ncv_range),
        ("carbon_content", carbon, "tC/TJ", fuel.carbon_tc_per_tj, fuel.carbon_range),
        ("carbon_share", share, f"tC/{fuel.unit}", default_share, shares),
    ):
        if value is not None:
            found, flag = beyond(name, value, unit, default, low, high, _SLIP)
            problems.extend(found or _zero(name, value))
            flags.extend(flag)
    made = _values(fuel, stated, (ncv, carbon, share), flags)
    return made, tuple(problems)


def converts(unit: str, to: str) -> bool:
    """Whether a unit measures the same kind as another."""
    try:
        unit_factor(unit, to)
    except UnitMismatch:
        return False
    return True


def _values(
    fuel: Fuel, stated: Stated, read: tuple[Fraction | None, Fraction | None, Fraction | None], flags: list[str]
) -> FuelValues:
    ncv, carbon, share = read
    ncv_gj = ncv or fuel.ncv_gj_per_unit
    carbon_tc = share if share is not None else ncv_gj * (carbon or fuel.carbon_tc_per_tj) / 1000
    oxidation, biogenic = stated.number("oxidation", "1"), stated.number("biogenic_share", "1")
    names = ("ncv", "carbon_content", "carbon_share", "oxidation", "biogenic_share")
    return FuelValues(
        ncv_gj=ncv_gj,
        carbon_tc=carbon_tc,
        oxidation=fuel.oxidation if oxidation is None else oxidation,
        biogenic_share=fuel.biogenic_share if biogenic is None else biogenic,
        stated=frozenset(name for name in names if name in stated.numbers),
        flags=tuple(dict.fromkeys(flags)),
    )


def _stated(stated: Stated, name: str, unit: str, problems: list[Problem]) -> Fraction | None:
    """A stated number per unit of the fuel; a bare share of carbon is tC per t."""
    if name not in stated.numbers:
        return None
    value, given = stated.numbers[name]
    if given == "1" and name == "carbon_share":
        given = "tC/t"
    if not converts(given, unit):
        problems.append(Problem("parameters", "parameter_unit", {"name": name, "value": given, "allowed": unit}))
        return None
    return value * unit_factor(given, unit)


def _zero(name: str, value: Fraction) -> tuple[Problem, ...]:
    if value > 0:
        return ()
    return (Problem("parameters", "parameter_beyond", {"name": name, "value": "0", "low": "> 0", "high": ""}),)
