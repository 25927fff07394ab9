"""Approach 2: Monte Carlo simulation, seeded, in batches until the park's 95 % limits stand still.

Source: IPCC 2006 Guidelines volume 1 chapter 3, 3.2.3.2 (limits determined to within 1 %); shared values are drawn
once a draw.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np

from lingtan.carbon.uncertainty.distributions import (
    COVERED,
    NORMAL_QUANTILE,
    WIDEST_LOGNORMAL_PCT,
    Distribution,
)
from lingtan.carbon.uncertainty.ranges import Ranges
from lingtan.carbon.uncertainty.sampling import Model, compile_model, draw_block
from lingtan.carbon.uncertainty.terms import FloatArray, IntArray, Terms, group_sums

LEAST_DRAWS = 10_000
MOST_DRAWS = 500_000
BATCH = 5_000
STABLE_PCT = 1.0
KEPT_BYTES = 64 << 20
"""Draws of groups kept at a time; beyond it the groups are drawn again, some at a time, from the same seeds."""

COPIED_BYTES = 8 << 20

_LOW, _HIGH = (1 - COVERED) / 2, (1 + COVERED) / 2


@dataclass(frozen=True, slots=True)
class Simulation:
    """Approach 2's ranges of every level (``park`` among them).

    ``limit_error_pct``: how well the park's limits are known, as ``limits_error`` says, in % of ``scale``: the mean, or
    half of the range where that is larger. ``stable``: it is at most 1 %, and the last batch moved no limit by more.
    ``beyond_lognormal``: values whose stated range is wider than a lognormal of that mean can be (341 %).
    """

    levels: Mapping[str, Ranges]
    seed: int
    draws: int
    stable: bool
    limit_error_pct: float
    beyond_lognormal: int


def simulate(
    terms: Terms,
    *,
    seed: int,
    least_draws: int = LEAST_DRAWS,
    most_draws: int = MOST_DRAWS,
    batch: int = BATCH,
    threads: int = 2,
) -> Simulation:
    """Approach 2 at every level.

    Draws are added ``batch`` by ``batch`` from ``least_draws`` (at least 10,000) on, until the park's limits are stable
    or ``most_draws`` are made. The same terms, seed and number of draws give the same bytes, whatever ``batch`` and
    ``threads``. Raises ``ValueError`` for fewer draws than 10,000.
    """
    if not LEAST_DRAWS <= least_draws <= most_draws or batch < 1:
        raise ValueError(f"at least {LEAST_DRAWS} draws are made, in batches of 1 or more")
    model = compile_model(terms)
    with ThreadPoolExecutor(max_workers=threads) as pool:
        drawn = _draw_until_stable(_Source(model, seed, pool), least_draws, most_draws, batch)
        found = np.concatenate([_summary(rows) for rows in drawn.rows()], axis=1) if model.rows else np.empty((3, 0))
    ends = np.cumsum([len(sums.rows) for sums in model.levels.values()])
    parts = dict(zip(model.levels, np.split(found, ends[:-1], axis=1), strict=True))
    return Simulation(
        levels={level: _whole(terms, level, model.levels[level].rows, part) for level, part in parts.items()},
        seed=seed,
        draws=drawn.draws,
        stable=drawn.stable,
        limit_error_pct=drawn.error_pct,
        beyond_lognormal=sum(
            int(((side.pct > WIDEST_LOGNORMAL_PCT) & (side.distribution == Distribution.LOGNORMAL)).sum())
            for side in (terms.activity, terms.factor)
        ),
    )


def limits(ordered: FloatArray) -> tuple[FloatArray, FloatArray]:
    """The 2.5 % and 97.5 % limits of draws [..., draws] in ascending order, linear between order statistics."""
    return _quantile(ordered, _LOW), _quantile(ordered, _HIGH)


def limits_error(ordered: FloatArray) -> float:
    """Half of the 95 % confidence range of the less certain of both limits, in the unit of the draws.

    Free of any distribution: the number of draws below a quantile is binomial, so the quantile lies between the order
    statistics ``n p -/+ 1.96 sqrt(n p (1 - p))``.
    """
    count = len(ordered)
    reach = NORMAL_QUANTILE * math.sqrt(count * _LOW * (1 - _LOW))
    errors = []
    for share in (_LOW, _HIGH):
        below, above = math.floor(count * share - reach), math.ceil(count * share + reach)
        errors.append((ordered[min(above, count - 1)] - ordered[max(below, 0)]) / 2)
    return float(max(errors))


@dataclass(frozen=True, slots=True)
class _Source:
    model: Model
    seed: int
    pool: ThreadPoolExecutor

    def blocks(self, first: int, end: int) -> Iterator[FloatArray]:
        """Blocks of draws in order, computed by all threads."""
        return self.pool.map(lambda number: draw_block(self.model, self.seed, number), range(first, end))


@dataclass(frozen=True, slots=True)
class _Drawn:
    """Draws made; ``kept`` are their blocks, None where they were too large to keep."""

    source: _Source
    draws: int
    stable: bool
    error_pct: float
    kept: Sequence[FloatArray] | None

    def rows(self) -> Iterator[FloatArray]:
        """All draws of a few rows at a time: arrays [rows, draws]."""
        model = self.source.model
        most = KEPT_BYTES if self.kept is None else COPIED_BYTES
        count = max(1, most // (8 * self.draws))
        blocks = math.ceil(self.draws / model.block)
        for first in range(0, model.rows, count):
            found = np.empty((min(count, model.rows - first), blocks * model.block))
            for number, block in enumerate(self.source.blocks(0, blocks) if self.kept is None else self.kept):
                found[:, number * model.block : (number + 1) * model.block] = block[first : first + count]
            yield found[:, : self.draws]


def _draw_until_stable(source: _Source, least: int, most: int, batch: int) -> _Drawn:
    model = source.model
    park: list[FloatArray] = []
    kept: list[FloatArray] = []
    before: tuple[float, float] | None = None
    for draws in itertools.chain(range(batch, most, batch), [most]):
        for block in source.blocks(len(park), math.ceil(draws / model.block)):
            park.append(block[:1].copy() if model.rows else np.zeros((1, model.block)))
            kept.append(block)
            if len(park) * block.nbytes > KEPT_BYTES:
                kept.clear()
        if draws < least - batch:
            continue
        ordered = np.sort(np.concatenate(park, axis=1)[0, :draws])
        stable, error_pct, before = _judged(ordered, before)
        if draws >= least and (stable or draws == most):
            break
    return _Drawn(source, draws, stable, error_pct, kept if len(kept) == len(park) else None)


def _judged(ordered: FloatArray, before: tuple[float, float] | None) -> tuple[bool, float, tuple[float, float]]:
    """Whether the park's limits are stable, how well they are known in % of the scale, and the limits."""
    low, high = (float(limit) for limit in limits(ordered))
    scale = max(abs(float(ordered.mean())), (high - low) / 2)
    if scale == 0:
        return True, 0.0, (low, high)
    error_pct = 100 * limits_error(ordered) / scale
    moved = math.inf if before is None else max(abs(low - before[0]), abs(high - before[1]))
    return error_pct <= STABLE_PCT and 100 * moved <= STABLE_PCT * scale, error_pct, (low, high)


def _summary(drawn: FloatArray) -> FloatArray:
    """Mean, low and high limit of each row, an array [3, rows]; sorts the draws in place."""
    mean = drawn.mean(axis=1)
    drawn.sort(axis=1)
    return np.stack([mean, *limits(drawn)])


def _whole(terms: Terms, level: str, rows: IntArray, found: FloatArray) -> Ranges:
    """A level's ranges with the groups that have no emissions, tCO2e."""
    codes = terms.levels[level].codes
    columns = np.zeros((3, len(codes)))
    columns[:, rows] = found
    return Ranges(codes, group_sums(terms, level), *columns)


def _quantile(ordered: FloatArray, share: float) -> FloatArray:
    place = (ordered.shape[-1] - 1) * share
    below = math.floor(place)
    above = min(below + 1, ordered.shape[-1] - 1)
    found: FloatArray = ordered[..., below] + (ordered[..., above] - ordered[..., below]) * (place - below)
    return found
