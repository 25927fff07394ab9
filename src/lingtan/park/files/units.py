"""Which units a column takes: the listed ones and every other spelling of the same unit."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from lingtan.base import UnitMismatch, unit_factor


@cache
def same_unit(unit: str, listed: tuple[str, ...]) -> str | None:
    """The listed unit that a spelling means (``吨标准煤`` is ``tce``); None where it is none of them."""
    if unit in listed:
        return unit
    return next((known for known in listed if _ratio(unit, known) == 1), None)


def comparable(unit: str, others: Iterable[str]) -> bool:
    """Whether a unit measures the same kind as all the others."""
    return all(_ratio(unit, other) is not None for other in others)


def _ratio(unit: str, to: str) -> object:
    try:
        return unit_factor(unit, to)
    except UnitMismatch:
        return None
