"""The distinct kinds of activities: what must be looked up once, however many rows there are."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pyarrow as pa

from lingtan.carbon.inventory.applied import ActivityKey

_TEXTS = ("method", "item", "unit", "factor_unit", "factor_source", "parameters")


def activity_keys(found: pa.Table) -> tuple[tuple[ActivityKey, Fraction], ...]:
    """Keys in the order of their first row, each with the largest size of its quantities.

    ``found`` is an engine's answer, a row a key and file; the file where a key comes first is the one it remembers.
    """
    keys: dict[tuple[Any, ...], ActivityKey] = {}
    largest: dict[tuple[Any, ...], Fraction] = {}
    for row in sorted(found.to_pylist(), key=lambda row: (row["position"], row["file"], row["row"])):
        place = _place(row)
        keys.setdefault(place, _key(row))
        size = max(-Fraction(row["low"]), Fraction(row["high"]))
        largest[place] = max(size, largest.get(place, Fraction(0)))
    return tuple((key, largest[place]) for place, key in keys.items())


def _place(row: Mapping[str, Any]) -> tuple[Any, ...]:
    return tuple(row[name] for name in (*_TEXTS, "factor", "own_gas", "year", "sent_out", "share"))


def _key(row: Mapping[str, Any]) -> ActivityKey:
    factor: Decimal = row["factor"]
    return ActivityKey(
        **{name: row[name] for name in _TEXTS},
        factor=None if factor < 0 else factor,
        gas=row["own_gas"],
        year=row["year"],
        sent_out=row["sent_out"],
        share=row["share"],
        file=row["file"],
        row=row["row"],
    )
