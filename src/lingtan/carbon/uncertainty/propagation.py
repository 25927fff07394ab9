"""Approach 1: error propagation, with values that are shared added up before they are squared.

The two equations hold for independent values. Lines that share a value move together in it, so a group's variance is

    U^2 = sum over activities a of (sum of x_i U_a)^2 + sum over factors f of (sum of x_i U_f)^2

with the inner sums over the group's lines that take the value; without sharing it is equation 3.2 over equation 3.1.
Source: IPCC 2006 Guidelines volume 1 chapter 3, 3.2.3.1, equations 3.1 and 3.2.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from lingtan.carbon.uncertainty.distributions import WIDE_PCT
from lingtan.carbon.uncertainty.ranges import Ranges
from lingtan.carbon.uncertainty.terms import (
    PARK,
    FloatArray,
    IntArray,
    Origin,
    SharedValues,
    Terms,
    group_sums,
    sum_by,
)

SideName = Literal["activity", "factor"]
_SIDES: tuple[SideName, SideName] = ("activity", "factor")


@dataclass(frozen=True, slots=True)
class Propagation:
    """Approach 1's ranges of every level (``park`` among them), symmetric about the inventory's figures.

    ``wide_share``: the share of the park's variance from values of more than 60 %, for which the equations are an
    approximation only (sd above 30 % of the mean, IPCC 2006 V1 3.2.3.1); NaN where there is no variance.
    """

    levels: Mapping[str, Ranges]
    wide_share: float


@dataclass(frozen=True, slots=True)
class Contribution:
    """What one uncertain value adds to a group's variance; ``half_range_t`` is half of the 95 % range it causes alone.

    ``code`` is the caller's index of the value; ``co2e_t`` the sum of the group's lines that take it.
    """

    side: SideName
    code: int
    co2e_t: float
    pct: float
    origin: Origin
    half_range_t: float
    variance_share: float


def combine_product(percents: Sequence[float]) -> float:
    """Uncertainty of a product of independent values: ``sqrt(sum U_i^2)``, in the unit of ``percents``.

    Source: IPCC 2006 V1 equation 3.1.
    """
    return math.hypot(*percents)


def combine_sum(values: Sequence[float], percents: Sequence[float]) -> float:
    """Uncertainty of a sum of independent values: ``sqrt(sum (U_i x_i)^2) / |sum x_i|``, in the unit of ``percents``.

    Raises ``ValueError`` where the values sum to zero or the two sequences differ in length.
    Source: IPCC 2006 V1 equation 3.2.
    """
    total = math.fsum(values)
    if total == 0:
        raise ValueError("the values sum to zero: a percentage of zero has no meaning")
    return math.hypot(*(value * pct for value, pct in zip(values, percents, strict=True))) / abs(total)


def propagate(terms: Terms) -> Propagation:
    """Approach 1 at every level."""
    everything = np.arange(len(terms.co2e_t))
    variances = [_halves(terms, side, everything) ** 2 for side in (terms.activity, terms.factor)]
    whole = sum(float(variance.sum()) for variance in variances)
    wide = sum(
        float(variance[side.pct > WIDE_PCT].sum())
        for variance, side in zip(variances, (terms.activity, terms.factor), strict=True)
    )
    levels = {level: _of_level(terms, level) for level in terms.levels}
    return Propagation(levels, wide / whole if whole > 0 else math.nan)


def line_ranges(terms: Terms) -> Ranges:
    """Approach 1 of each line by equation 3.1, in the order of the input; ``codes`` are the lines' places there."""
    half = np.abs(terms.co2e_t) * np.hypot(_pct(terms.activity), _pct(terms.factor)) / 100
    amounts, halves = np.empty_like(half), np.empty_like(half)
    amounts[terms.position], halves[terms.position] = terms.co2e_t, half
    return _symmetric(np.arange(len(amounts)), amounts, halves)


def contributions(terms: Terms, level: str = PARK, code: int = 0, top: int | None = None) -> tuple[Contribution, ...]:
    """The values behind a group's uncertainty, the largest share of its variance first; ``top`` = how many.

    Raises ``KeyError`` for a group that is not there.
    """
    place = np.flatnonzero(terms.levels[level].codes == code)
    if not place.size:
        raise KeyError(code)
    lines = np.flatnonzero(terms.group_of_line(level) == place[0])
    halves = [_halves(terms, side, lines) for side in (terms.activity, terms.factor)]
    variance = float(sum((half * half).sum() for half in halves))
    found = [
        made
        for name, side, half in zip(_SIDES, (terms.activity, terms.factor), halves, strict=True)
        for made in _largest(terms, name, side, half, lines, variance, top)
    ]
    return tuple(sorted(found, key=lambda value: (-value.half_range_t, value.side, value.code))[:top])


def _largest(
    terms: Terms,
    name: SideName,
    side: SharedValues,
    half: FloatArray,
    lines: IntArray,
    variance: float,
    top: int | None,
) -> list[Contribution]:
    taken = np.bincount(side.of_line[lines], minlength=len(side.codes)) > 0
    amounts = sum_by(side.of_line[lines], terms.co2e_t[lines], len(side.codes))
    ranked = [place for place in np.argsort(-half, kind="stable") if taken[place]][:top]
    return [
        Contribution(
            side=name,
            code=int(side.codes[place]),
            co2e_t=float(amounts[place]),
            pct=float(side.pct[place]),
            origin=Origin(int(side.origin[place])),
            half_range_t=float(half[place]),
            variance_share=float(half[place] ** 2 / variance) if variance > 0 else 0.0,
        )
        for place in ranked
    ]


def _halves(terms: Terms, side: SharedValues, lines: IntArray) -> FloatArray:
    """Half of the 95 % range, in t, that each value of a side causes alone in the sum of some lines."""
    return np.abs(sum_by(side.of_line[lines], terms.co2e_t[lines], len(side.codes))) * side.pct / 100


def _of_level(terms: Terms, level: str) -> Ranges:
    groups = terms.group_of_line(level)
    codes = terms.levels[level].codes
    variance = np.zeros(len(codes))
    for side in (terms.activity, terms.factor):
        keys, place = np.unique(groups * len(side.codes) + side.of_line, return_inverse=True)
        moved = sum_by(place.reshape(-1), terms.co2e_t, len(keys))
        value = keys % max(len(side.codes), 1)
        half = moved * side.pct[value] / 100
        variance += sum_by(keys // max(len(side.codes), 1), half * half, len(codes))
    return _symmetric(codes, group_sums(terms, level), np.sqrt(variance))


def _symmetric(codes: IntArray, amounts: FloatArray, halves: FloatArray) -> Ranges:
    return Ranges(codes, amounts, amounts, amounts - halves, amounts + halves)


def _pct(side: SharedValues) -> FloatArray:
    return side.pct[side.of_line]
