"""Refrigerants: what is topped up has leaked, by the gases of a blend."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from lingtan.carbon.inventory.methods.numbers import Kilograms, Number


def blend_gwp(shares: Mapping[str, Fraction], gwp: Mapping[str, Fraction]) -> Fraction:
    """GWP of a blend from its components: ``sum of share by mass x GWP``; kgCO2e/kg."""
    return sum((share * gwp[gas] for gas, share in shares.items()), Fraction(0))


def leaked_kg(mass_kg: Number, leak_rate: Number) -> Number:
    """Gas leaked: ``m x rate``; rate 1 for what is topped up, a yearly rate for the charge of equipment; kg.

    Source: IPCC 2006 volume 3, 7.5.2 and table 7.9.
    """
    return mass_kg * leak_rate


def refrigerant(shares: Mapping[str, Fraction], given: Mapping[str, Fraction]) -> Kilograms:
    """kg of each component per kg of refrigerant: its share times ``leak_rate``."""
    return {gas: leaked_kg(share, given["leak_rate"]) for gas, share in shares.items()}
