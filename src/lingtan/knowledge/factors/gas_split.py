"""Whether a total is what its parts by gas add up to, as tables of factors print them."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction


def split_gap(total: Fraction, parts: Mapping[str, Fraction]) -> Fraction:
    """How far the parts by gas are from the total: ``sum of parts - total``, in their common unit."""
    return sum(parts.values(), Fraction(0)) - total


def split_sums_to_total(total: Fraction, parts: Mapping[str, Fraction], tolerance: Fraction) -> bool:
    """Whether parts by gas, each in CO2e of one set of potentials, add up to the total.

    ``tolerance`` is absolute for a total up to 1 and a share of it above: a table prints every part rounded by itself,
    small values to more decimals than large ones, so its parts may miss its total by their roundings.
    """
    return abs(split_gap(total, parts)) <= tolerance * max(Fraction(1), abs(total))
