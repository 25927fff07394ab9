"""E_fuel by fuel and use, and E_conversion as a carbon balance (annex 4)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction

from lingtan.carbon.national.records import FUEL_KINDS, ConversionBalance, ConversionFlow, Direction, FuelUse
from lingtan.carbon.national.terms import Term
from lingtan.knowledge import FactorMissing, Text, fuel, fuel_group, read_parameters
from lingtan.park import Profile

FINAL = "final"


def fuel_uses(terms: Iterable[Term], profile: Profile) -> tuple[FuelUse, ...]:
    """Fuels by group, kind, use and unit; a row that names no use is final consumption."""
    groups: dict[tuple[str, str, str], list[Term]] = {}
    for term in terms:
        fuel_id, _ = _named(term.factor.item, profile)
        groups.setdefault((fuel_id, _use(term), term.factor.unit), []).append(term)
    found = [_fuel_use(place, members, profile) for place, members in sorted(groups.items())]
    return tuple(sorted(found, key=lambda use: FUEL_KINDS.index(use.group)))


def conversion_balances(terms: Iterable[Term], profile: Profile) -> tuple[ConversionBalance, ...]:
    """One balance a source: ``E = sum(input x factor) - sum(output x factor)``, oxidation 100 %.

    Outputs are rows with a negative quantity.
    """
    sources: dict[tuple[str, str], list[Term]] = {}
    for term in terms:
        sources.setdefault((term.source, term.enterprise), []).append(term)
    return tuple(
        ConversionBalance(source, enterprise, _flows(members, profile))
        for (source, enterprise), members in sorted(sources.items())
    )


def _fuel_use(place: tuple[str, str, str], members: Sequence[Term], profile: Profile) -> FuelUse:
    fuel_id, use, unit = place
    group = fuel_group(fuel_id)
    return FuelUse(
        fuel=fuel_id,
        name=_named(fuel_id, profile)[1],
        group=group.group,
        raw_coal=group.raw_coal,
        use=use,
        rows=sum(term.rows for term in members),
        quantity=sum((term.quantity for term in members), Fraction(0)),
        unit=unit,
        co2_t=sum((term.co2_t for term in members), Fraction(0)),
    )


def _flows(members: Sequence[Term], profile: Profile) -> tuple[ConversionFlow, ...]:
    groups: dict[tuple[Direction, str, str], list[Term]] = {}
    for term in members:
        direction: Direction = "out" if term.sent_out else "in"
        groups.setdefault((direction, _named(term.factor.item, profile)[0], term.factor.unit), []).append(term)
    return tuple(
        ConversionFlow(
            item=item,
            name=_named(item, profile)[1],
            group=fuel_group(item).group,
            direction=direction,
            rows=sum(term.rows for term in found),
            quantity=sum((term.quantity for term in found), Fraction(0)),
            unit=unit,
            co2_t=sum((term.co2_t for term in found), Fraction(0)),
        )
        for (direction, item, unit), found in sorted(groups.items())
    )


def _use(term: Term) -> str:
    stated, _ = read_parameters(term.factor.method, term.parameters)
    return stated.choices.get("use") or FINAL


def _named(item: str, profile: Profile) -> tuple[str, Text]:
    """A fuel's id and name; one that only its row knows (with a factor of its own) goes by its name there."""
    try:
        known = fuel(item, profile.fuel_set)
    except FactorMissing:
        return item, Text(zh=item, en=item)
    return known.id, known.name
