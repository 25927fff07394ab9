"""What a row states in its column ``parameters``, and the values a method then works with."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from functools import cache

from lingtan.base import UnitMismatch, unit_factor
from lingtan.knowledge.factors.loading import library
from lingtan.knowledge.factors.naming import nearest_words, spelled
from lingtan.knowledge.factors.records import FactorMissing, ParameterSpec, ParameterValue, Problem

FACTOR = "factor"
"""The parameter of every method that picks one of several factors by its id."""

_NUMBER = re.compile(r"([+-]?\d{1,30}(?:\.\d{1,30})?(?:[eE][+-]?\d{1,2})?)\s*(.*)", re.DOTALL)
SLIP = 10
"""A stated value this many times off its default and outside its plausible range is a slip of the unit or the point."""


@dataclass(frozen=True, slots=True)
class Stated:
    """The parameters of a row: numbers with the unit they are read in, choices, and the factor picked by its id."""

    numbers: Mapping[str, tuple[Fraction, str]]
    choices: Mapping[str, str]
    factor_id: str = ""

    def number(self, name: str, unit: str) -> Fraction | None:
        """A stated number in another unit; None where it is not stated. Raises ``UnitMismatch``."""
        found = self.numbers.get(name)
        return None if found is None else found[0] * unit_factor(found[1], unit)


@dataclass(frozen=True, slots=True)
class Settled:
    """The values a formula works with, in ``units``: of the row (``stated``), else ``defaults`` of the library."""

    values: Mapping[str, Fraction]
    units: Mapping[str, str]
    stated: tuple[str, ...]
    defaults: Mapping[str, ParameterValue]
    flags: tuple[str, ...]


@cache
def parameter_specs(method_id: str) -> Mapping[str, ParameterSpec]:
    """All parameters a row of a method may state: those of ``methods.yaml`` and those that have a default value."""
    declared = {entry.id: entry.parameters for entry in library().methods}.get(method_id, {})
    specs = dict(declared)
    for entry in library().parameters:
        if entry.method == method_id and entry.parameter not in specs:
            specs[entry.parameter] = ParameterSpec(entry.parameter, (), (entry.unit,), (), None, None, ())
        elif entry.method == method_id and not specs[entry.parameter].units:
            specs[entry.parameter] = replace(specs[entry.parameter], units=(entry.unit,))
    return specs


@cache
def read_parameters(method_id: str, text: str) -> tuple[Stated, tuple[Problem, ...]]:
    """The parameters of a row (``ncv=20.9 GJ/t; oxidation=0.94``) and everything wrong with them."""
    numbers: dict[str, tuple[Fraction, str]] = {}
    choices: dict[str, str] = {}
    problems: list[Problem] = []
    factor_id = ""
    specs = parameter_specs(method_id)
    for part in _normal(text).split(";"):
        if not part.strip():
            continue
        written, equals, value = (side.strip() for side in part.partition("="))
        if not equals or not value:
            problems.append(_problem("parameter_unreadable", value=part.strip()))
        elif written == FACTOR:
            factor_id = value
        elif (name := _named(written, specs)) is None:
            known = nearest_words(written, (*specs, FACTOR))
            problems.append(_problem("parameter_unknown", value=written, nearest=known))
        elif name in numbers or name in choices:
            problems.append(_problem("parameter_twice", value=name))
        elif specs[name].choices:
            problems.extend(_read_choice(specs[name], value, choices))
        else:
            problems.extend(_read_number(specs[name], value, numbers))
    return Stated(numbers, choices, factor_id), tuple(problems)


def settle(
    method_id: str, item: str, stated: Stated, region: str, year: int | None, group: str = ""
) -> tuple[Settled, tuple[Problem, ...]]:
    """The values of all parameters of an item, and the problems of stated ones.

    A stated value outside the plausible range is flagged (``parameter_out_of_range``); ten times off the default and
    outside that range it is a problem that names both.
    """
    values: dict[str, Fraction] = {}
    units: dict[str, str] = {}
    defaults: dict[str, ParameterValue] = {}
    problems: list[Problem] = []
    flags: list[str] = []
    for name, spec in parameter_specs(method_id).items():
        if spec.choices:
            continue
        default = _default(method_id, name, item, _active(method_id, item, stated, group), region, year)
        unit = default.unit if default is not None else spec.units[0]
        units[name] = unit
        own = stated.number(name, unit) if name in stated.numbers and _meets(stated.numbers[name][1], unit) else None
        if own is not None:
            values[name] = own
            if default is not None:
                found, flag = beyond(name, own, unit, default.value, default.low, default.high)
                problems.extend(found)
                flags.extend(flag)
        elif default is not None:
            values[name], defaults[name] = default.value, default
    return Settled(values, units, tuple(stated.numbers), defaults, tuple(dict.fromkeys(flags))), tuple(problems)


def beyond(
    name: str,
    value: Fraction,
    unit: str,
    default: Fraction,
    low: Fraction | None,
    high: Fraction | None,
    slip: int = SLIP,
) -> tuple[tuple[Problem, ...], tuple[str, ...]]:
    """What is wrong with a stated value (far off its default), or its flag (outside the plausible range)."""
    inside = (low is None or value >= low) and (high is None or value <= high)
    if inside or (low is None and high is None):
        return (), ()
    if default > 0 and (value >= default * slip or value * slip <= default):
        shown = {"name": name, "value": _shown(value), "default": _shown(default), "unit": unit}
        return (_problem("parameter_ten_times", **shown),), ()
    return (), ("parameter_out_of_range",)


def required(settled: Settled, *names: str) -> None:
    """Raise ``FactorMissing`` (``parameter_missing``) where a value has no default and the row states none."""
    missing = [name for name in names if name not in settled.values]
    if missing:
        raise FactorMissing("parameter_missing", "parameters", value=", ".join(missing))


def region_chain(region: str) -> tuple[str, ...]:
    """A region, what it lies in, and the world: ``CN-SH``, ``CN``, ````."""
    parts = region.split("-")
    return (*("-".join(parts[:size]) for size in range(len(parts), 0, -1) if region), "")


def _active(method_id: str, item: str, stated: Stated, group: str) -> frozenset[str]:
    found = {item, f"group={group}"}
    for name, spec in parameter_specs(method_id).items():
        if spec.choices:
            found.add(f"{name}={stated.choices.get(name, spec.choices[0])}")
    return frozenset(found)


def _default(
    method_id: str, name: str, item: str, active: frozenset[str], region: str, year: int | None
) -> ParameterValue | None:
    regions = region_chain(region)
    found = [
        entry for entry in _values(method_id, name) if entry.conditions <= active and entry.provenance.region in regions
    ]
    if not found:
        return None

    def rank(entry: ParameterValue) -> tuple[int, int, bool, int]:
        later = year is not None and entry.provenance.year > year
        age = -entry.provenance.year if later else entry.provenance.year
        return len(entry.conditions), -regions.index(entry.provenance.region), not later, age

    return max(found, key=rank)


@cache
def _values(method_id: str, name: str) -> tuple[ParameterValue, ...]:
    return tuple(entry for entry in library().parameters if (entry.method, entry.parameter) == (method_id, name))


def _normal(text: str) -> str:
    return unicodedata.normalize("NFKC", text)


def _named(written: str, specs: Mapping[str, ParameterSpec]) -> str | None:
    for name, spec in specs.items():
        if spelled(written) in (spelled(name), *(spelled(alias) for alias in spec.aliases)):
            return name
    return None


def _read_choice(spec: ParameterSpec, value: str, choices: dict[str, str]) -> Iterable[Problem]:
    wanted = spelled(value)
    for choice in spec.choices:
        if choice and spelled(choice) == wanted:
            choices[spec.name] = choice
            return ()
    allowed = ", ".join(choice for choice in spec.choices if choice)
    return (_problem("parameter_choice", name=spec.name, value=value, allowed=allowed),)


def _read_number(spec: ParameterSpec, value: str, numbers: dict[str, tuple[Fraction, str]]) -> Iterable[Problem]:
    match = _NUMBER.fullmatch(value)
    if match is None:
        return (_problem("parameter_number", name=spec.name, value=value),)
    number, unit = Fraction(Decimal(match[1])), match[2].strip()
    fitting = next((known for known in spec.units if _meets(unit, known)), None)
    if fitting is None:
        allowed = ", ".join(known for known in spec.units if known != "1") or "1"
        return (_problem("parameter_unit", name=spec.name, value=unit or value, allowed=allowed),)
    amount = number * unit_factor(unit, fitting)
    if (spec.low is not None and amount < spec.low) or (spec.high is not None and amount > spec.high):
        low = "" if spec.low is None else _shown(spec.low)
        high = "" if spec.high is None else _shown(spec.high)
        return (_problem("parameter_beyond", name=spec.name, value=value, low=low, high=high),)
    numbers[spec.name] = (amount, fitting)
    return ()


def _meets(unit: str, to: str) -> bool:
    try:
        unit_factor(unit, to)
    except UnitMismatch:
        return False
    return True


def _problem(code: str, **details: str) -> Problem:
    return Problem("parameters", code, details)


def _shown(value: Fraction) -> str:
    return f"{float(value):.6g}"
