"""What activities must share to share a factor, and what a method works out of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from typing import Literal, TypeAlias

Accounting: TypeAlias = Literal["t_seesa", "ndrc_910"]
Step: TypeAlias = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class ActivityKey:
    """What activities must share to share a factor; ``file`` and ``row`` are where it occurs first."""

    method: str
    item: str
    unit: str
    factor: Decimal | None
    factor_unit: str
    factor_source: str
    parameters: str
    gas: str
    year: int
    sent_out: bool
    share: Decimal
    file: str
    row: int


@dataclass(frozen=True, slots=True)
class Worked:
    """What a method works out of a key: ``kg`` of each species per unit of the row, and where it comes from.

    ``gas`` is the family of species ``CO2e``; empty is the method's. ``uncertainty_pct`` is by species. ``location`` is
    tCO2 per unit where the location-based figure differs.
    """

    value_id: str
    item: str
    kg: Mapping[str, Fraction]
    source: str
    steps: tuple[Step, ...]
    shared_id: str
    gas: str = ""
    location: Fraction | None = None
    factor_year: int | None = None
    region: str = ""
    review_by: str = ""
    quality: str = ""
    flags: tuple[str, ...] = ()
    uncertainty_pct: Mapping[str, Fraction] = field(default_factory=dict)


def exact_text(value: Fraction) -> str:
    """An exact number as a decimal where it ends, else as a fraction."""
    twos_and_fives = value.denominator
    for prime in (2, 5):
        while twos_and_fives % prime == 0:
            twos_and_fives //= prime
    if twos_and_fives != 1:
        return str(value)
    return format(Decimal(value.numerator) / Decimal(value.denominator), "f")
