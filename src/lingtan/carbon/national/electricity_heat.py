"""E_electricity and E_heat: inflow less outflow, which part took which factor (annex 4)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction

from lingtan.base import unit_factor
from lingtan.carbon.inventory.applied.electricity import NDRC_FOSSIL_YEAR
from lingtan.carbon.inventory.records import COVERING_ITEM
from lingtan.carbon.national.records import Direction, ElectricityAccount, ElectricityPart, HeatPart
from lingtan.carbon.national.terms import Term
from lingtan.energy import heat_gj_per_unit
from lingtan.knowledge import electricity_item, electricity_origin, grid_factor, heat_item

OWN_NOT_USED = "own_electricity_factor_not_used"


def electricity_account(terms: Iterable[Term]) -> ElectricityAccount:
    """Electricity by item, direction and factor; certificates stand as a part of their own."""
    groups: dict[tuple[str, Direction, Fraction], list[Term]] = {}
    for term in terms:
        per_mwh = term.factor.tco2e_per_unit / unit_factor(term.factor.unit, "MWh")
        item = term.factor.item
        direction: Direction = "covered" if item == COVERING_ITEM else "out" if term.sent_out else "in"
        groups.setdefault((item, direction, per_mwh), []).append(term)
    fossil = grid_factor("CN", NDRC_FOSSIL_YEAR, "fossil")
    parts = tuple(_electricity_part(place, found) for place, found in sorted(groups.items()))
    return ElectricityAccount(fossil.tco2_per_mwh, parts)


def heat_parts(terms: Iterable[Term]) -> tuple[HeatPart, ...]:
    """Heat and steam by item, direction and basis of the factor: the default, one of the rows, or 0."""
    groups: dict[tuple[str, Direction, str], list[Term]] = {}
    for term in terms:
        direction: Direction = "out" if term.sent_out else "in"
        groups.setdefault((heat_item(term.factor.item).id, direction, _basis(term)), []).append(term)
    return tuple(_heat_part(place, found) for place, found in sorted(groups.items()))


def _electricity_part(place: tuple[str, Direction, Fraction], members: Sequence[Term]) -> ElectricityPart:
    item, direction, per_mwh = place
    return ElectricityPart(
        item=item,
        origin="over_grid" if item == COVERING_ITEM else electricity_origin(item),
        direction=direction,
        rows=sum(term.rows for term in members),
        mwh=sum((term.quantity * unit_factor(term.factor.unit, "MWh") for term in members), Fraction(0)),
        factor_tco2_per_mwh=per_mwh,
        zero_reason=_zero_reason(item, per_mwh),
        own_factor_not_used=any(OWN_NOT_USED in term.factor.flags for term in members),
        co2_t=sum((term.co2_t for term in members), Fraction(0)),
    )


def _zero_reason(item: str, per_mwh: Fraction) -> str:
    if item == COVERING_ITEM:
        return "certificates"
    if per_mwh:
        return ""
    known = electricity_item(item)
    if known.energy == "fuel_counted":
        return "fuel_counted"
    return "green_power" if known.public_grid else "direct_non_fossil"


def _basis(term: Term) -> str:
    if term.factor.tco2e_per_unit == 0:
        return "zero"
    return "default" if term.factor.shared_id.startswith("heat:") else "measured"


def _heat_part(place: tuple[str, Direction, str], members: Sequence[Term]) -> HeatPart:
    item, direction, basis = place
    energies = [_gj(term) for term in members]
    known = [energy for energy in energies if energy is not None]
    return HeatPart(
        item=item,
        fossil=not heat_item(item).zero,
        direction=direction,
        basis=basis,
        rows=sum(term.rows for term in members),
        gj=sum(known, Fraction(0)) if len(known) == len(energies) else None,
        co2_t=sum((term.co2_t for term in members), Fraction(0)),
    )


def _gj(term: Term) -> Fraction | None:
    per_unit = heat_gj_per_unit(term.factor.method, term.factor.unit, term.parameters)
    return None if per_unit is None else term.quantity * per_unit
