"""The formulas over blocks of parks: ratios in which NaN is not applicable and 0 may be not reported.

Each mirrors a function of ``formulas``; a null is put in as the number that makes the ratio 0.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np
import pyarrow as pa

Floats = np.ndarray[tuple[int], np.dtype[np.float64]]
Bools = np.ndarray[tuple[int], np.dtype[Any]]


@dataclass(frozen=True, slots=True)
class Way:
    """An alternative: its formula, the columns of each role (oldest year first), the leading value."""

    formula: str
    columns: Mapping[str, tuple[str, ...]]
    leading: float


class Block:
    """Some rows of the table, its columns read without copying; ``fault`` marks positive parts of nothing."""

    def __init__(self, batch: pa.RecordBatch) -> None:
        self.rows: int = batch.num_rows
        self.fault: Bools = np.zeros(self.rows, np.bool_)
        self._columns = {name: batch.column(index) for index, name in enumerate(batch.schema.names)}

    def has(self, name: str) -> bool:
        """Whether the table has this column."""
        return name in self._columns

    def values(self, name: str) -> Floats:
        """The numbers of a column as they lie in memory; what stands at a null means nothing."""
        column = self._columns[name]
        return np.frombuffer(column.buffers()[1], np.float64, self.rows, column.offset * 8)

    def valid(self, name: str) -> Bools | None:
        """Where a column has a number; None where it has one everywhere."""
        column = self._columns[name]
        if column.null_count == 0:
            return None
        first, shift = divmod(column.offset, 8)
        size = (shift + self.rows + 7) // 8
        bits = np.frombuffer(column.buffers()[0], np.uint8, size, first)
        return np.unpackbits(bits, bitorder="little")[shift : shift + self.rows].view(np.bool_)

    def filled(self, name: str, number: float) -> Floats:
        """The numbers of a column with ``number`` where it is null or not there; may be the column itself."""
        if not self.has(name):
            return np.full(self.rows, number)
        valid, values = self.valid(name), self.values(name)
        return values if valid is None else np.where(valid, values, number)

    def fact(self, name: str, row: int) -> tuple[Fraction | None, bool]:
        """One value, exact, and whether it is applicable."""
        number = self._columns[name][row].as_py() if self.has(name) else None
        if number is None:
            return None, True
        return (None, False) if number != number else (Fraction(number), True)


def ratio_of(way: Way, block: Block) -> Floats | None:
    """The ratios of one alternative in a new array; None where the table has none of its columns."""
    if not any(block.has(name) for names in way.columns.values() for name in names):
        return None
    if way.formula == "share":
        return _share(way, block)
    if way.formula == "yearly_fall":
        return _yearly_fall(way, block)
    if way.formula == "output_per_emission":
        return _output_per_emission(way, block)
    ((name,),) = way.columns.values()
    return _capped(block.filled(name, 0.0) * (1 / way.leading))


def _capped(ratio: Floats) -> Floats:
    return np.minimum(ratio, 1.0, out=ratio)


def _share(way: Way, block: Block) -> Floats:
    (part_name,), (whole_name,) = way.columns["part"], way.columns["whole"]
    part, whole = block.filled(part_name, 0.0), block.filled(whole_name, np.inf)
    ratio = part / whole
    ratio *= 1 / way.leading
    if not whole.all():
        zero = np.flatnonzero(whole == 0)
        above = part[zero]
        block.fault[zero[above > 0]] = True
        ratio[zero] = np.where(np.isnan(above), np.nan, 0.0)
    return _capped(ratio)


def _yearly_fall(way: Way, block: Block) -> Floats:
    first = [block.filled(way.columns[role][0], np.nan) for role in ("emissions", "output")]
    (start_e, middle_e, end_e), (start_o, middle_o, end_o) = (
        [block.filled(name, 0.0) for name in way.columns[role][1:]] for role in ("emissions", "output")
    )
    beside = start_e + middle_e + end_e + start_o + middle_o + end_o
    missing = _any_missing([name for names in way.columns.values() for name in names[1:]], block)
    short = np.isnan(first[0] + first[1])
    start_e, start_o = (np.where(short, three, four) for three, four in ((start_e, first[0]), (start_o, first[1])))
    remaining = (end_e * start_o) / (end_o * start_e)
    root = np.cbrt(remaining)
    if short.any():
        np.sqrt(remaining, out=root, where=short)
    ratio: Floats = (1.0 - root) * (1 / way.leading)
    np.fmax(ratio, 0.0, out=ratio)
    _zeros_of_fall(ratio, (start_e, start_o, end_e, end_o), missing | np.isnan(beside), block)
    ratio[missing] = 0.0
    ratio[np.isnan(beside)] = np.nan
    return _capped(ratio)


def _zeros_of_fall(ratio: Floats, ends: tuple[Floats, Floats, Floats, Floats], open_rows: Bools, block: Block) -> None:
    start_e, start_o, end_e, end_o = ends
    if start_e.all() and start_o.all() and end_o.all():
        return
    start_zero, end_zero = start_o == 0, end_o == 0
    fault = (start_zero & (start_e > 0)) | (~start_zero & end_zero & (end_e > 0))
    block.fault |= fault & ~open_rows
    ratio[start_zero | end_zero | (start_e == 0)] = 0.0


def _output_per_emission(way: Way, block: Block) -> Floats:
    emitted, produced = (_total(way.columns[role], block) for role in ("emissions", "output"))
    missing = _any_missing([name for names in way.columns.values() for name in names], block)
    ratio = produced / emitted
    ratio *= 1 / way.leading
    nothing = (emitted == 0) & (produced == 0)
    if nothing.any():
        ratio[nothing] = 0.0
    if missing.any():
        ratio[missing & ~np.isnan(emitted + produced)] = 0.0
    return _capped(ratio)


def _total(names: tuple[str, ...], block: Block) -> Floats:
    total = np.zeros(block.rows)
    for name in names:
        total += block.filled(name, 0.0)
    return total


def _any_missing(names: list[str], block: Block) -> Bools:
    missing = np.zeros(block.rows, np.bool_)
    for name in names:
        if not block.has(name):
            missing[:] = True
            return missing
        valid = block.valid(name)
        if valid is not None:
            missing |= ~valid
    return missing
