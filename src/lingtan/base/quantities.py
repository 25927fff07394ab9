"""Exact numbers and units: every conversion is a Fraction, every rounding is half-even and last."""

from __future__ import annotations

import re
from decimal import ROUND_HALF_EVEN, Decimal
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

import pint
import yaml

_HERE = Path(__file__).parent
_POWER_OF_TEN = re.compile(r"10\^(\d+)\s*(?=[^\W\d])")


class UnitMismatch(ValueError):
    """A unit is unknown, or measures another kind than the one expected."""


@cache
def _registry() -> pint.UnitRegistry[Any]:
    return pint.UnitRegistry(_HERE / "units.txt", non_int_type=Fraction, cache_folder=None)


@cache
def _aliases() -> dict[str, str]:
    aliases: dict[str, str] = yaml.safe_load((_HERE / "unit_aliases.yaml").read_text(encoding="utf-8"))
    return aliases


def _spelled(unit: str) -> str:
    text = unit.strip()
    whole = _aliases().get(text)
    if whole is not None:
        return whole
    parts = [_aliases().get(part.strip(), part.strip()) for part in text.split("/")]
    joined = "/".join(f"({part})" if len(parts) > 1 and part != "1" else part for part in parts)
    return _POWER_OF_TEN.sub(r"10**\1 * ", joined.replace("²", "2").replace("³", "3"))


@cache
def _measure(unit: str) -> tuple[Fraction, object]:
    try:
        measured = _registry().parse_expression(_spelled(unit) or "1")
        base = _registry().Quantity(measured).to_base_units()
        return Fraction(base.magnitude), base.dimensionality
    except Exception as error:  # the parser raises its tokenizer's, its own and Python's errors alike
        raise UnitMismatch(unit) from error


def known_unit(unit: str) -> bool:
    """Whether the unit can be read at all."""
    try:
        _measure(unit)
    except UnitMismatch:
        return False
    return True


@cache
def unit_factor(unit: str, to: str) -> Fraction:
    """How many ``to`` one ``unit`` is, exactly; raises ``UnitMismatch`` for unknown units or other kinds."""
    size, kind = _measure(unit)
    target_size, target_kind = _measure(to)
    if kind != target_kind:
        raise UnitMismatch(f"{unit} -> {to}")
    return size / target_size


def convert(value: Fraction, unit: str, to: str) -> Fraction:
    """Convert a value exactly between two units of one kind."""
    return value * unit_factor(unit, to)


def exact(value: str | int | Decimal | Fraction) -> Fraction:
    """The exact value of a decimal text or number; floats are refused by type."""
    return Fraction(value)


def decimal_text(value: Fraction, places: int) -> str:
    """Round half-even to ``places`` decimals and print plainly, zeros kept: ``75.0000``."""
    scaled = round(value * 10**places)
    return f"{Decimal(scaled).scaleb(-places).quantize(Decimal(1).scaleb(-places), ROUND_HALF_EVEN):f}"
