"""Exact numbers and units: every conversion is a Fraction, every rounding is half-even and last."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterator
from decimal import ROUND_HALF_EVEN, Decimal
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

import yaml

_HERE = Path(__file__).parent
UNIT_TABLE = _HERE / "unit_table.csv"
_POWER_OF_TEN = re.compile(r"10\^(\d{1,2})\s*(?=[^\W\d])")
# Names with small exponents, multiplied: the library would work out 1e999999999 and 9**9**9 to the last digit.
_POWER = r"[^\W\d][^\W¹²³⁰⁴-⁹]*(?:\^[1-4])?"
_PRODUCT = re.compile(rf"{_POWER}(?:\s*\*\s*{_POWER})*")

Kind = frozenset[tuple[str, int]]
"""What a unit measures: base dimensions with their exponents."""


class UnitMismatch(ValueError):
    """A unit is unknown, or measures another kind than the one expected."""


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


def measured_spellings() -> Iterator[tuple[str, str, str]]:
    """The rows of ``unit_table.csv``: each spelling of the definitions and aliases, measured by the unit library."""
    names = [line.partition("=")[0].strip() for line in (_HERE / "units.txt").read_text(encoding="utf-8").splitlines()]
    aliases: dict[str, str] = yaml.safe_load((_HERE / "unit_aliases.yaml").read_text(encoding="utf-8"))
    spelled = {name: name for name in names if name and not name.startswith("#")} | aliases
    for spelling, expression in sorted(spelled.items()):
        size, kind = _parsed(expression)
        yield spelling, str(size), " ".join(f"{name}^{exponent}" for name, exponent in sorted(kind))


@cache
def _measure(unit: str) -> tuple[Fraction, Kind]:
    above, slash, below = unit.partition("/")
    size, kind = _part(above.strip() or "1")
    if not slash:
        return size, kind
    divisor, divided = _part(below.strip())
    exponents = Counter(dict(kind))
    exponents.subtract(dict(divided))
    return size / divisor, frozenset((name, exponent) for name, exponent in exponents.items() if exponent)


def _part(text: str) -> tuple[Fraction, Kind]:
    if text.startswith("(") and text.endswith(")"):
        return _part(text[1:-1].strip())
    known = _table().get(text)
    if known is not None:
        return known
    power = _POWER_OF_TEN.match(text)
    if power is not None:
        size, kind = _part(text[power.end() :])
        return size * 10 ** int(power[1]), kind
    if not _PRODUCT.fullmatch(text):
        raise UnitMismatch(text)
    return _parsed(text)


@cache
def _table() -> dict[str, tuple[Fraction, Kind]]:
    with UNIT_TABLE.open(encoding="utf-8", newline="") as file:
        return {
            row["spelling"]: (Fraction(row["size"]), frozenset(_dimension(part) for part in row["kind"].split()))
            for row in csv.DictReader(file)
        }


def _dimension(text: str) -> tuple[str, int]:
    name, _, exponent = text.partition("^")
    return name, int(exponent)


def _parsed(expression: str) -> tuple[Fraction, Kind]:
    try:
        base = _registry().Quantity(_registry().parse_expression(expression)).to_base_units()
        kind = frozenset((name.strip("[]"), int(exponent)) for name, exponent in base.dimensionality.items())
        return Fraction(base.magnitude), kind
    except Exception as error:  # the parser raises its tokenizer's, its own and Python's errors alike
        raise UnitMismatch(expression) from error


@cache
def _registry() -> Any:  # noqa: ANN401 naming the type would load the library
    # The library takes a quarter of a second to load; every spelling in use is measured ahead in unit_table.csv.
    import pint  # noqa: PLC0415

    return pint.UnitRegistry(_HERE / "units.txt", non_int_type=Fraction, cache_folder=None)
