"""The formulas a rulebook may name: the roles of their quantities and what those must be.

The functions stand in ``lingtan.evaluation``; a new one is named here so that a rulebook's spelling can be checked.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Formula:
    """The roles of a formula, the ``kinds`` and ``periods`` of its quantities, whether they share ``one_unit``."""

    roles: tuple[str, ...]
    kinds: tuple[str, ...] = ("count", "amount", "area")
    periods: tuple[str, ...] = ("year", "year_end", "three_year_total", "each_of_4_years")
    one_unit: bool = False
    pairs: bool = False


SCORED: Mapping[str, Formula] = {
    "share": Formula(("part", "whole"), one_unit=True),
    "status": Formula(("status",), kinds=("status",)),
    "count": Formula(("count",), kinds=("count",)),
    "yearly_fall": Formula(("emissions", "output"), periods=("each_of_4_years",)),
    "output_per_emission": Formula(("emissions", "output"), periods=("each_of_4_years",)),
}
"""Formulas of indicators that score."""

TARGETS: Mapping[str, Formula] = {
    "share": Formula(("part", "whole"), one_unit=True),
    "weighted_share": Formula((), one_unit=True, pairs=True),
    "intensity": Formula(("emissions", "energy")),
}
"""Formulas of indicators judged against a target."""

GATE = Formula((), kinds=("gate",))
GATE_SHARE = Formula(("part", "whole"), one_unit=True)
"""What the quantities of a requirement must be: ticked ones, and the two of a computed share."""

ZERO_CONDITION_ROLES = ("gross", "removals", "own_outside", "purchased")
