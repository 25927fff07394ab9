"""Distributions of a relative value: mean 1, and the stated half of the 95 % range as far as its shape allows.

A value of the inventory is its stated figure times a relative value A. ``spread`` turns a percentage into the one
parameter of each shape, ``deviations`` draws A - 1.
"""

from __future__ import annotations

import math
from enum import IntEnum
from functools import cache
from statistics import NormalDist
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from numpy.typing import NDArray

    FloatArray = NDArray[np.float64]

_STANDARD = NormalDist()
COVERED = 0.95
NORMAL_QUANTILE = _STANDARD.inv_cdf((1 + COVERED) / 2)
"""1.96: half of the 95 % range of a normal distribution, in standard deviations."""

WIDE_PCT = 60.0
"""Above it the sd passes 30 % of the value and a normal distribution reaches below zero (IPCC 2006 V1 3.2.2.4)."""

SIX_SIGMA = 6.0
"""A normal distribution that far above zero needs no truncation: one draw in a thousand million lies below."""


class Distribution(IntEnum):
    """The shape of an uncertain value; all are symmetric about it but the lognormal, whose mean it is."""

    NORMAL = 0
    LOGNORMAL = 1
    TRIANGULAR = 2
    UNIFORM = 3


_TRIANGULAR_HALF = 1 - math.sqrt(1 - COVERED)
LARGEST_PCT: Mapping[Distribution, float] = {
    Distribution.NORMAL: WIDE_PCT,
    Distribution.LOGNORMAL: math.inf,
    Distribution.TRIANGULAR: 100 * _TRIANGULAR_HALF,
    Distribution.UNIFORM: 100 * COVERED,
}
"""The largest percentage each shape takes without negative values."""


def chosen(pct: FloatArray) -> NDArray[np.int8]:
    """The shape for each percentage: normal up to 60 %, lognormal above (IPCC 2006 V1 3.2.2.4)."""
    return np.where(pct > WIDE_PCT, Distribution.LOGNORMAL, Distribution.NORMAL).astype(np.int8)


def spreads(distribution: NDArray[np.int8], pct: FloatArray) -> FloatArray:
    """``spread`` of each value; both arrays of one length."""
    pairs, place = np.unique(np.column_stack([distribution, pct]), axis=0, return_inverse=True)
    found = [spread(Distribution(int(shape)), half) for shape, half in pairs.tolist()]
    return np.array(found, dtype=np.float64)[place.reshape(-1)]


@cache
def spread(distribution: Distribution, pct: float) -> float:
    """The parameter of a shape whose 95 % range has the half width ``pct`` (% of the mean).

    Normal: the sd over the mean, of the normal before its truncation to 0..2 of the value; symmetric, so that the mean
    stays the value, and widened so that the truncated one has the stated range. Lognormal: the sd of the logarithm;
    ``exp(-s^2/2) sinh(1.96 s)`` is the half range of a lognormal of mean 1 and never passes 341 %, so a larger
    percentage takes the widest there is. Triangular and uniform: half of the base.
    """
    half = pct / 100
    if distribution is Distribution.LOGNORMAL:
        return _lognormal_sigma(half)
    if distribution is Distribution.TRIANGULAR:
        return half / _TRIANGULAR_HALF
    if distribution is Distribution.UNIFORM:
        return half / COVERED
    return _normal_sigma(half)


def half_range(sigma: float) -> float:
    """Half of the 95 % range of a lognormal of mean 1 whose logarithm has the sd ``sigma``."""
    return math.exp(-sigma * sigma / 2) * math.sinh(NORMAL_QUANTILE * sigma)


def _normal_sigma(half: float) -> float:
    sigma = half / NORMAL_QUANTILE
    if sigma * SIX_SIGMA <= 1:
        return sigma
    for _ in range(60):
        kept = 2 * _STANDARD.cdf(1 / sigma) - 1
        sigma = half / _STANDARD.inv_cdf((1 + COVERED * kept) / 2)
    return sigma


def _lognormal_sigma(half: float) -> float:
    if half >= half_range(WIDEST_SIGMA):
        return WIDEST_SIGMA
    return _root(lambda sigma: half_range(sigma) - half, 0.0, WIDEST_SIGMA)


def _root(rising: Callable[[float], float], low: float, high: float) -> float:
    for _ in range(100):
        middle = (low + high) / 2
        low, high = (low, middle) if rising(middle) > 0 else (middle, high)
    return (low + high) / 2


WIDEST_SIGMA = _root(lambda sigma: sigma * math.tanh(NORMAL_QUANTILE * sigma) - NORMAL_QUANTILE, 1.0, 3.0)
WIDEST_LOGNORMAL_PCT = 100 * half_range(WIDEST_SIGMA)
"""About 341 %: the largest half of a 95 % range that a lognormal can have about its mean."""


def deviations(
    generator: np.random.Generator, distribution: Distribution, spread_of: FloatArray, draws: int
) -> FloatArray:
    """Draw A - 1 for values of one shape: an array [values, draws], each row independent, with mean 0."""
    size = (len(spread_of), draws)
    scale = spread_of[:, None]
    if distribution is Distribution.TRIANGULAR:
        return (generator.random(size) - generator.random(size)) * scale
    if distribution is Distribution.UNIFORM:
        return (2 * generator.random(size) - 1) * scale
    drawn = generator.standard_normal(size)
    if distribution is Distribution.NORMAL:
        _truncate(generator, drawn, spread_of)
        drawn *= scale
        return drawn
    drawn *= scale
    drawn -= scale * scale / 2
    np.exp(drawn, out=drawn)
    drawn -= 1
    return drawn


def _truncate(generator: np.random.Generator, drawn: FloatArray, spread_of: FloatArray) -> None:
    """Draw again what lies outside 0..2 of the value."""
    if spread_of.max(initial=0.0) * SIX_SIGMA <= 1 + 1e-12:
        return
    limit = 1 / spread_of
    row, column = np.nonzero(np.abs(drawn) > limit[:, None])
    while row.size:
        again = generator.standard_normal(row.size)
        drawn[row, column] = again
        outside = np.abs(again) > limit[row]
        row, column = row[outside], column[outside]
