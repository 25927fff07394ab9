"""SF6 of electrical equipment: the mass balance of a year, or rates on the nameplate capacity."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from lingtan.carbon.inventory.methods.numbers import Kilograms, Number

BALANCE = ("stock_start", "bought", "sold", "stock_end", "capacity_change")


def sf6_balance_kg(
    stock_start_kg: Number, bought_kg: Number, sold_kg: Number, stock_end_kg: Number, capacity_change_kg: Number
) -> Number:
    """Mass balance of a year: ``stock at start + bought - sold - stock at end - change of nameplate capacity``; kg.

    Source: IPCC 2006 volume 3, equation 8.4 (hybrid/tier 3 at user level); GB/T 32151.2, SF6 of repair and retirement.
    """
    return stock_start_kg + bought_kg - sold_kg - stock_end_kg - capacity_change_kg


def sf6_balance(given: Mapping[str, Fraction]) -> Kilograms:
    """kg of SF6 of one balance; a capacity change that is not stated is 0."""
    start, bought, sold, end, change = (given.get(name, Fraction(0)) for name in BALANCE)
    return {"SF6": sf6_balance_kg(start, bought, sold, end, change)}


def sf6_share(given: Mapping[str, Fraction]) -> Kilograms:
    """kg of SF6 per kg: ``share_emitted`` is 1 for a balance, a yearly or filling rate for nameplate or filling.

    Source: IPCC 2006 volume 3, tables 8.2 and 8.3.
    """
    return {"SF6": given["share_emitted"]}
