"""From an activity's method, item and unit to the factor applied to it, exact and with every step spelled."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from lingtan.carbon.inventory.applied.electricity import electricity_worked, park_grid
from lingtan.carbon.inventory.applied.formulas import (
    formula_worked,
    item_formula_worked,
    refrigerant_worked,
    sf6_worked,
)
from lingtan.carbon.inventory.applied.fuels import fuel_worked
from lingtan.carbon.inventory.applied.heat import heat_worked
from lingtan.carbon.inventory.applied.key import Accounting, ActivityKey, Worked
from lingtan.carbon.inventory.applied.rating import rated
from lingtan.carbon.inventory.applied.rows import measured, per_unit, row_factor
from lingtan.carbon.inventory.records import AppliedFactor
from lingtan.knowledge import Chosen, Factor, choose_factor, is_emission, method, method_item, read_parameters
from lingtan.park import Profile

__all__ = ["Accounting", "ActivityKey", "apply_factor", "park_grid"]


def apply_factor(
    key: ActivityKey, profile: Profile, accounting: Accounting, own: Sequence[Factor] = ()
) -> AppliedFactor:
    """The factor of an activity: that of its row, of the park (``own``), of the library, or of its method's formula.

    The combination was checked before (``check_activity``). Raises ``FactorMissing`` for what only the year, the
    region or physics decide: a grid factor that is not published, an ambiguous factor, an impossible state of steam.
    """
    return rated(key, _worked(key, profile, accounting, own), profile.gwp, accounting)


def _worked(key: ActivityKey, profile: Profile, accounting: Accounting, own: Sequence[Factor]) -> Worked:
    found = method(key.method)
    if found.rule == "electricity":
        chosen = None if key.factor is not None else _chosen(key, profile, own)
        return electricity_worked(key, profile, accounting, chosen)
    if key.factor is not None:
        return row_factor(key)
    if found.measured and is_emission(key.unit):
        return measured(key)
    by_item = item_formula_worked(key, profile)
    if by_item is not None:
        return by_item
    chosen = _chosen(key, profile, own)
    if chosen is not None:
        known = method_item(key.method, key.item, profile.fuel_set) if chosen.own else None
        return per_unit(key, chosen, None if known is None else known.id)
    return _BY_RULE.get(found.rule, formula_worked)(key, profile)


def _chosen(key: ActivityKey, profile: Profile, own: Sequence[Factor]) -> Chosen | None:
    stated, _ = read_parameters(key.method, key.parameters)
    return choose_factor(
        key.method, key.item, key.unit, region=profile.region, year=key.year, own=own, factor_id=stated.factor_id
    )


_BY_RULE: Mapping[str, Callable[[ActivityKey, Profile], Worked]] = {
    "fuel": lambda key, profile: fuel_worked(key, profile, burnt=True),
    "conversion": lambda key, profile: fuel_worked(key, profile, burnt=False),
    "heat": lambda key, _: heat_worked(key),
    "steam": lambda key, _: heat_worked(key),
    "refrigerant": refrigerant_worked,
    "sf6": sf6_worked,
}
