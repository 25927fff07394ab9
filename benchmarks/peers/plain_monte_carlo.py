"""A script's way to an inventory's uncertainty: every line of every draw in NumPy arrays, groups by masks."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Codes = NDArray[np.int64]


def relative(generator: np.random.Generator, percents: Floats, draws: int) -> Floats:
    """Relative values [draws, values]: normal up to 60 %, else lognormal of the same mean and sd."""
    sd = percents / 196
    sigma = np.sqrt(np.log1p(sd * sd))
    normal = np.maximum(generator.normal(1, sd, (draws, len(sd))), 0)
    return np.where(percents > 60, np.exp(generator.normal(-sigma * sigma / 2, sigma, normal.shape)), normal)


def ranges(
    lines: Mapping[str, Codes],
    co2e_t: Floats,
    activity_pct: Floats,
    factor_pct: Floats,
    draws: int,
    chunk: int = 1000,
) -> dict[str, dict[int, tuple[float, float]]]:
    """The 95 % range of each group of each level but ``activity`` and ``factor``, which index the values."""
    generator = np.random.default_rng(1)
    levels = {"park": np.zeros(len(co2e_t), dtype=np.int64)} | {
        name: codes for name, codes in lines.items() if name not in ("activity", "factor")
    }
    sums: dict[tuple[str, int], list[Floats]] = {
        (name, int(code)): [] for name, codes in levels.items() for code in np.unique(codes)
    }
    for _ in range(draws // chunk):
        drawn = co2e_t * relative(generator, activity_pct, chunk)[:, lines["activity"]]
        drawn *= relative(generator, factor_pct, chunk)[:, lines["factor"]]
        for name, code in sums:
            sums[name, code].append(drawn[:, levels[name] == code].sum(axis=1))
    found: dict[str, dict[int, tuple[float, float]]] = {name: {} for name in levels}
    for (name, code), parts in sums.items():
        low, high = np.quantile(np.concatenate(parts), [0.025, 0.975])
        found[name][code] = (float(low), float(high))
    return found
