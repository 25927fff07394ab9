"""What an inventory's uncertainty is made of: lines, the values they share, and the groups they are summed into.

A line is activity x factor. Its two uncertain values may be shared with other lines (the gas lines of one activity
row, the rows of one meter, all rows that take one grid factor); a shared value is one and the same wherever it appears.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum
from typing import TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lingtan.carbon.uncertainty.distributions import LARGEST_PCT, Distribution, chosen

FloatArray: TypeAlias = NDArray[np.float64]
IntArray: TypeAlias = NDArray[np.int64]
SmallArray: TypeAlias = NDArray[np.int8]

PARK = "park"
"""The level of all lines together: one group, code 0."""


_CANCELLED = 1e-12


class Origin(IntEnum):
    """Where an uncertainty comes from; an unknown one counts as 0, so that the result is a lower bound."""

    UNKNOWN = 0
    DEFAULT = 1
    STATED = 2


@dataclass(frozen=True, slots=True)
class SharedValues:
    """The uncertain values of one side: ``codes`` as the caller numbers them, ascending, and which each line takes.

    ``pct``, ``origin`` and ``distribution`` go with ``codes``; ``of_line`` points into them. Lines that say different
    things of one value: the largest stated percentage counts, else the largest default.
    """

    codes: IntArray
    of_line: IntArray
    pct: FloatArray
    origin: SmallArray
    distribution: SmallArray


@dataclass(frozen=True, slots=True)
class Level:
    """Groups of a level (``codes`` ascending, the caller's) and the group of each cell of the finest division."""

    codes: IntArray
    of_cell: IntArray


@dataclass(frozen=True, slots=True)
class Terms:
    """Lines in an order that depends on their content alone; ``position`` is where each stood in the input.

    ``co2e_t`` in tCO2e, negative where energy is sent out or covered by certificates; ``cell`` is the line's place
    in the finest division of all levels.
    """

    co2e_t: FloatArray
    position: IntArray
    cell: IntArray
    activity: SharedValues
    factor: SharedValues
    levels: Mapping[str, Level]

    def group_of_line(self, level: str) -> IntArray:
        """The position of each line's group among the codes of a level."""
        return self.levels[level].of_cell[self.cell]


@dataclass(frozen=True, slots=True)
class Side:
    """What the caller says of one side of its lines, an entry a line.

    ``index``: lines with one index share one value. ``pct``: half of the 95 % range in % of the value, NaN = not
    stated; ``default_pct`` then counts, NaN = unknown. ``distribution``: ``Distribution``, None = by the percentage.
    """

    index: ArrayLike
    pct: ArrayLike
    default_pct: ArrayLike | None = None
    distribution: ArrayLike | None = None


@dataclass(frozen=True, slots=True)
class Coverage:
    """Of each group of a level: the shares of its emissions whose uncertainty is stated, default or unknown.

    Emissions are weighed by their size without sign. ``stated``: both sides stated; ``unknown``: one of them unknown;
    ``default``: the rest. NaN in a group without emissions.
    """

    codes: IntArray
    stated: FloatArray
    default: FloatArray
    unknown: FloatArray
    activity_stated: FloatArray
    factor_stated: FloatArray


def build_terms(co2e_t: ArrayLike, activity: Side, factor: Side, groups: Mapping[str, ArrayLike]) -> Terms:
    """Arrange lines for propagation and simulation.

    ``co2e_t`` in tCO2e and each array of ``groups`` (level name -> integer code) have one entry a line; the level
    ``park`` is added. Codes should not depend on the order of the lines (number sorted ids), then nothing does.
    Raises ``ValueError`` naming the first line that can't be used.
    """
    amounts = np.asarray(co2e_t, dtype=np.float64)
    if PARK in groups:
        raise ValueError(f"the level {PARK!r} is added by itself")
    if (wrong := _first(~np.isfinite(amounts))) is not None:
        raise ValueError(f"line {wrong}: co2e_t {amounts[wrong]} is not a number of tonnes")
    sides = [_checked(side, name, len(amounts)) for side, name in ((activity, "activity"), (factor, "factor"))]
    codes = {level: _as_codes(values, level, len(amounts)) for level, values in groups.items()}
    order = np.lexsort((amounts, sides[1].index, sides[0].index, *codes.values()))
    cells, levels = _cells({level: values[order] for level, values in codes.items()}, len(amounts))
    return Terms(
        co2e_t=amounts[order],
        position=order,
        cell=cells,
        activity=_shared(sides[0], order, "activity"),
        factor=_shared(sides[1], order, "factor"),
        levels=levels,
    )


def coverage(terms: Terms, level: str = PARK) -> Coverage:
    """How much of each group's emissions has stated, default and unknown uncertainties."""
    groups = terms.group_of_line(level)
    sizes = np.abs(terms.co2e_t)
    activity, factor = (side.origin[side.of_line] for side in (terms.activity, terms.factor))
    worst = np.minimum(activity, factor)
    count = len(terms.levels[level].codes)
    whole = sum_by(groups, sizes, count)

    def share(counted: NDArray[np.bool_]) -> FloatArray:
        found: FloatArray = np.divide(
            sum_by(groups, sizes * counted, count), whole, out=np.full(count, np.nan), where=whole > 0
        )
        return found

    return Coverage(
        codes=terms.levels[level].codes,
        stated=share(worst == Origin.STATED),
        default=share(worst == Origin.DEFAULT),
        unknown=share(worst == Origin.UNKNOWN),
        activity_stated=share(activity == Origin.STATED),
        factor_stated=share(factor == Origin.STATED),
    )


def sum_by(places: IntArray, amounts: FloatArray, count: int) -> FloatArray:
    """Sums of ``amounts`` by place, an array of ``count``; added in the order given."""
    found: FloatArray = np.bincount(places, weights=amounts, minlength=count).astype(np.float64, copy=False)
    return found


def group_sums(terms: Terms, level: str) -> FloatArray:
    """The tCO2e of each group of a level; amounts that cancel but for the error of floats are exactly 0."""
    groups = terms.group_of_line(level)
    count = len(terms.levels[level].codes)
    net, size = sum_by(groups, terms.co2e_t, count), sum_by(groups, np.abs(terms.co2e_t), count)
    return np.where(np.abs(net) <= _CANCELLED * size, 0.0, net)


@dataclass(frozen=True, slots=True)
class _Checked:
    index: IntArray
    pct: FloatArray
    origin: SmallArray
    distribution: SmallArray


def _checked(side: Side, name: str, count: int) -> _Checked:
    stated = _as_percents(side.pct, f"{name} pct", count)
    missing = np.full(count, np.nan) if side.default_pct is None else side.default_pct
    default = _as_percents(missing, f"{name} default_pct", count)
    pct = np.where(np.isnan(stated), default, stated)
    known = np.where(np.isnan(pct), Origin.UNKNOWN, Origin.DEFAULT)
    origin = np.where(np.isnan(stated), known, Origin.STATED).astype(np.int8)
    pct = np.nan_to_num(pct, nan=0.0)
    shapes = np.full(count, -1) if side.distribution is None else np.asarray(side.distribution)
    index = _as_codes(side.index, f"{name} index", count)
    return _Checked(index, pct, origin, _as_codes(shapes, f"{name} distribution", count).astype(np.int8))


def _shared(side: _Checked, order: IntArray, name: str) -> SharedValues:
    codes, of_line = np.unique(side.index[order], return_inverse=True)
    origin = np.zeros(len(codes), dtype=np.int8)
    np.maximum.at(origin, of_line, side.origin[order])
    pct = np.zeros(len(codes))
    np.maximum.at(pct, of_line, np.where(side.origin[order] == origin[of_line], side.pct[order], 0.0))
    asked = np.full(len(codes), -1, dtype=np.int8)
    np.maximum.at(asked, of_line, side.distribution[order])
    if (wrong := _first(asked[of_line] != side.distribution[order])) is not None:
        raise ValueError(f"line {order[wrong]}: {name} {codes[of_line[wrong]]} is given two distributions")
    distribution = np.where(asked < 0, chosen(pct), asked).astype(np.int8)
    for shape, largest in LARGEST_PCT.items():
        if (wrong := _first((distribution == shape) & (pct > largest + 1e-9))) is not None:
            most = f"{Distribution(shape).name.lower()} takes at most {largest:.4g} % without negative values"
            raise ValueError(f"{name} {codes[wrong]}: {pct[wrong]:g} %, but {most}")
    return SharedValues(codes, of_line.reshape(-1), pct, origin, distribution)


def _cells(codes: Mapping[str, IntArray], count: int) -> tuple[IntArray, Mapping[str, Level]]:
    cell = np.zeros(count, dtype=np.int64)
    places = {level: np.unique(values, return_inverse=True) for level, values in codes.items()}
    for found, place in places.values():
        _, cell = np.unique(cell * len(found) + place.reshape(-1), return_inverse=True)
        cell = cell.reshape(-1)
    size = int(cell.max(initial=-1)) + 1
    levels = {PARK: Level(np.zeros(1, dtype=np.int64), np.zeros(size, dtype=np.int64))}
    for level, (found, place) in places.items():
        of_cell = np.zeros(size, dtype=np.int64)
        of_cell[cell] = place.reshape(-1)
        levels[level] = Level(found, of_cell)
    return cell, levels


def _as_percents(values: ArrayLike, name: str, count: int) -> FloatArray:
    found = np.asarray(values, dtype=np.float64)
    _expect_length(found, name, count)
    if (wrong := _first(np.isinf(found) | (found < 0))) is not None:
        raise ValueError(f"line {wrong}: {name} {found[wrong]} is not a percentage of 0 or more")
    return found


def _as_codes(values: ArrayLike, name: str, count: int) -> IntArray:
    found = np.asarray(values)
    _expect_length(found, name, count)
    if count and not np.issubdtype(found.dtype, np.integer):
        raise ValueError(f"{name}: integer codes are expected, found {found.dtype}")
    return found.astype(np.int64)


def _expect_length(found: NDArray[np.generic], name: str, count: int) -> None:
    if found.shape != (count,):
        raise ValueError(f"{name}: {count} entries are expected, found {found.shape}")


def _first(wrong: NDArray[np.bool_]) -> int | None:
    places = np.flatnonzero(wrong)
    return int(places[0]) if places.size else None
