"""Methods that are formulas: parameters of the row or of the library, through the function of the rule."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import replace
from fractions import Fraction

from lingtan.base import UnitMismatch, unit_factor
from lingtan.carbon.inventory.applied.key import ActivityKey, Step, Worked, exact_text
from lingtan.carbon.inventory.methods import FORMULAS, Formula, Kilograms, landfill_flags, refrigerant, sf6_balance
from lingtan.carbon.inventory.methods.sf6 import BALANCE
from lingtan.knowledge import (
    FactorMissing,
    Settled,
    method,
    method_item,
    parameter_specs,
    read_parameters,
    refrigerant_blend,
    refrigerant_shares,
    settle,
)
from lingtan.park import Profile

_NUDGE = Fraction(1, 1000)


def formula_worked(key: ActivityKey, profile: Profile) -> Worked:
    """A formula per unit of the row; raises ``FactorMissing`` (``parameter_missing``) where a value has no default."""
    found = method(key.method)
    known = method_item(key.method, key.item, profile.fuel_set)
    item = known.id if known is not None else key.item
    base, size = _base(found.units, key.unit)
    formula = FORMULAS.get(f"{found.rule}/{base}") or FORMULAS[found.rule]
    return _worked(key, profile, item, formula, base, size)


def item_formula_worked(key: ActivityKey, profile: Profile) -> Worked | None:
    """The formula of an item whose parameters the row states, in the place of its factor; None where it states none."""
    stated, _ = read_parameters(key.method, key.parameters)
    known = method_item(key.method, key.item, profile.fuel_set)
    formula = FORMULAS.get(f"{key.method}:{known.id}") if known is not None else None
    if known is None or formula is None:
        return None
    specs = parameter_specs(key.method)
    if not any(known.id in specs[name].items for name in stated.numbers):
        return None
    return _worked(key, profile, known.id, formula, "t", unit_factor(key.unit, "t"))


def refrigerant_worked(key: ActivityKey, profile: Profile) -> Worked:
    """A refrigerant per unit of mass, by the gases of its blend."""
    shares = refrigerant_shares(key.item)
    known = method_item(key.method, key.item)
    item = known.id if known is not None else key.item
    base, size = _base(method(key.method).units, key.unit)

    def formula(given: Mapping[str, Fraction]) -> Kilograms:
        return refrigerant(shares, given)

    worked = _worked(key, profile, item, formula, base, size)
    mixed = refrigerant_blend(key.item)
    if mixed is None:
        return worked
    steps = tuple(("component", exact_text(share), f"kg {gas}/kg") for gas, share in shares.items())
    source = f"{worked.source}；{mixed.provenance.source}"
    return replace(worked, source=source, steps=(*worked.steps, *steps))


def sf6_worked(key: ActivityKey, profile: Profile) -> Worked:
    """SF6 per kg, or of one stated balance; an item the library does not know is equipment with its balance."""
    stated, _ = read_parameters(key.method, key.parameters)
    if any(name in stated.numbers for name in BALANCE):
        return _worked(key, profile, "balance", sf6_balance, "1", unit_factor(key.unit, "1"))
    known = method_item(key.method, key.item)
    base, size = _base(method(key.method).units, key.unit)
    return _worked(key, profile, known.id if known is not None else "balance", FORMULAS["sf6"], base, size)


def _base(units: tuple[str, ...], unit: str) -> tuple[str, Fraction]:
    for base in units:
        try:
            return base, unit_factor(unit, base)
        except UnitMismatch:
            continue
    raise ValueError(f"unit {unit} was not checked")


def _worked(key: ActivityKey, profile: Profile, item: str, formula: Formula, base: str, size: Fraction) -> Worked:
    stated, _ = read_parameters(key.method, key.parameters)
    settled, _ = settle(key.method, item, stated, profile.region, key.year)
    given = {**settled.values, "year": Fraction(key.year)}
    try:
        per_base = formula(given)
    except KeyError as missing:
        raise FactorMissing("parameter_missing", "parameters", value=str(missing.args[0])) from missing
    newest = max(settled.defaults.values(), key=lambda entry: entry.provenance.year, default=None)
    steps: list[Step] = [("unit_conversion", exact_text(size), f"{base}/{key.unit}")]
    steps += [(name, exact_text(value), settled.units[name]) for name, value in settled.values.items()]
    if settled.stated:
        steps.append(("stated_in_row", ", ".join(settled.stated), ""))
    sources = dict.fromkeys(entry.provenance.source for entry in settled.defaults.values())
    return Worked(
        value_id="formula",
        item=item,
        kg={species: kg * size for species, kg in per_base.items()},
        source="；".join(sources),
        steps=tuple(steps),
        shared_id=":".join(("formula", key.method, item, key.parameters)),
        factor_year=None if newest is None else newest.provenance.year,
        region="" if newest is None else newest.provenance.region,
        review_by=min((entry.provenance.review_by for entry in settled.defaults.values()), default=""),
        quality="measured" if settled.stated or newest is None else newest.provenance.quality,
        flags=(*settled.flags, *(landfill_flags(given) if key.method == "landfill" else ())),
        uncertainty_pct=_uncertainties(settled, given, formula, per_base),
    )


def _uncertainties(
    settled: Settled,
    given: Mapping[str, Fraction],
    formula: Callable[[Mapping[str, Fraction]], Kilograms],
    per_base: Kilograms,
) -> dict[str, Fraction]:
    """By species: the defaults' uncertainties through the formula, as independent (IPCC 2006 volume 1, equation 3.1).

    How much a value moves the result is found by moving it by 0.1 %.
    """
    squares: dict[str, Fraction] = {}
    for name, default in settled.defaults.items():
        if default.uncertainty_pct is None or not default.value:
            continue
        moved = formula({**given, name: settled.values[name] * (1 + _NUDGE)})
        for species, kg in per_base.items():
            if kg:
                weight = (moved.get(species, Fraction(0)) - kg) / kg / _NUDGE
                squares[species] = squares.get(species, Fraction(0)) + (weight * default.uncertainty_pct) ** 2
    return {species: _root(square) for species, square in squares.items() if square}


def _root(square: Fraction) -> Fraction:
    """A square root to 1e-4, by integers."""
    return Fraction(math.isqrt(square.numerator * 10**8 // square.denominator), 10**4)
