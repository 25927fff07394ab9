"""The model that is drawn from: independent deviations, and how they enter the sums.

    park = sum over lines of x_i A_a(i) F_f(i)

Lines of one cell (the finest group) and one factor are a *pair*: within it the factor is common, so the lines' activity
terms are added first and multiplied once. Activities with narrow normal distributions that feed the same pairs are
drawn together: a sum of independent normals is normal, so their joint draw is as many normals as there are pairs, with
the Cholesky root of their covariance. This is exact, and a year of monthly rows costs as much as one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lingtan.carbon.uncertainty.distributions import SIX_SIGMA, Distribution, deviations, spreads
from lingtan.carbon.uncertainty.terms import FloatArray, IntArray, SharedValues, SmallArray, Terms, sum_by

SLAB = 256
"""Values drawn at a time: small enough for the processor's cache."""

_LARGEST_BLOCK = 512
_SMALLEST_BLOCK = 16
_BLOCK_CELLS = 1 << 20
_MOST_JOINED = 8
_NO_COVARIANCE = 1e-14


@dataclass(frozen=True, slots=True)
class Drivers:
    """Independent deviations: ``joined`` standard normals, then A - 1 of single values, sorted by shape.

    ``distribution`` and ``spread`` (as ``distributions.spreads`` gives it) are those of the single values.
    """

    joined: int
    distribution: SmallArray
    spread: FloatArray

    def runs(self) -> Iterator[Run]:
        """All drivers in runs of one shape, of at most ``SLAB``."""
        for start in range(0, self.joined, SLAB):
            yield Run(None, start, np.ones(min(SLAB, self.joined - start)))
        for shape in Distribution:
            first, end = np.searchsorted(self.distribution, [shape, shape + 1])
            for start in range(int(first), int(end), SLAB):
                yield Run(shape, self.joined + start, self.spread[start : min(start + SLAB, int(end))])


@dataclass(frozen=True, slots=True)
class Run:
    """Drivers of one shape (None = standard normal), numbered from ``first``."""

    shape: Distribution | None
    first: int
    spread: FloatArray

    def draw(self, generator: np.random.Generator, draws: int) -> FloatArray:
        """Deviations [drivers, draws]."""
        if self.shape is None:
            return generator.standard_normal((len(self.spread), draws))
        return deviations(generator, self.shape, self.spread, draws)


@dataclass(frozen=True, slots=True)
class Entries:
    """How deviations enter the pairs: ``weight_t`` tonnes each, sorted by driver."""

    driver: IntArray
    pair: IntArray
    weight_t: FloatArray


@dataclass(frozen=True, slots=True)
class Slab:
    """A run of drivers with its entries sorted by pair: ``driver`` within the run, ``starts`` of each of ``pairs``."""

    run: Run
    driver: IntArray
    weight_t: FloatArray
    pairs: IntArray
    starts: IntArray


@dataclass(frozen=True, slots=True)
class Sums:
    """Rows summed from finer rows: the finer rows in order, and where each sum starts; ``rows`` names the sums."""

    order: IntArray
    starts: IntArray
    rows: IntArray

    def of(self, finer: FloatArray) -> FloatArray:
        """Sum ``finer`` [finer rows, draws] to [rows, draws]."""
        return _added(finer[self.order], self.starts)


@dataclass(frozen=True, slots=True)
class Model:
    """A compiled inventory; ``block`` draws are made at a time, a number that depends on the inventory alone.

    ``levels``: of each level the groups that have emissions, among all its groups (``Sums.rows``).
    """

    base_t: FloatArray
    activity: tuple[Slab, ...]
    factor: Drivers
    factor_of_pair: IntArray
    cells: Sums
    levels: Mapping[str, Sums]
    block: int

    @property
    def rows(self) -> int:
        """The groups of all levels that have emissions."""
        return sum(len(sums.rows) for sums in self.levels.values())


def compile_model(terms: Terms) -> Model:
    """Bring lines into the form that is drawn from; lines of 0 t and certain values take no draws."""
    lines = np.flatnonzero(terms.co2e_t)
    amounts = terms.co2e_t[lines]
    factors = max(len(terms.factor.codes), 1)
    keys, pair = np.unique(terms.cell[lines] * factors + terms.factor.of_line[lines], return_inverse=True)
    pair = pair.reshape(-1)
    base = sum_by(pair, amounts, len(keys))
    drivers, entries = _activity_drivers(terms.activity, terms.activity.of_line[lines], pair, amounts)
    factor, factor_of_pair = _factor_drivers(terms.factor, keys % factors)
    cells = _summed(keys // factors)
    levels = {name: _summed(level.of_cell[cells.rows]) for name, level in terms.levels.items()}
    block = _LARGEST_BLOCK
    while block > _SMALLEST_BLOCK and block * len(keys) > _BLOCK_CELLS:
        block //= 2
    return Model(base, _slabs(drivers, entries), factor, factor_of_pair, cells, levels, block)


def draw_block(model: Model, seed: int, number: int) -> FloatArray:
    """Block ``number`` of the draws: an array [rows, block] in tCO2e, the levels' rows one after another.

    Each block has a generator of its own (PCG64, seeded by ``SeedSequence(seed, spawn_key=(number,))``), so blocks may
    be drawn in any order and by any number of threads.
    """
    generator = np.random.Generator(np.random.PCG64(np.random.SeedSequence(seed, spawn_key=(number,))))
    amounts = np.repeat(model.base_t[:, None], model.block, axis=1)
    for slab in model.activity:
        weighed = slab.run.draw(generator, model.block)[slab.driver]
        weighed *= slab.weight_t[:, None]
        amounts[slab.pairs] += _added(weighed, slab.starts)
    factors = np.ones((len(model.factor.spread) + 1, model.block))
    for run in model.factor.runs():
        factors[run.first : run.first + len(run.spread)] += run.draw(generator, model.block)
    amounts *= factors[model.factor_of_pair]
    cells = model.cells.of(amounts)
    return np.concatenate([sums.of(cells) for sums in model.levels.values()])


def _added(rows: FloatArray, starts: IntArray) -> FloatArray:
    """Sums of runs of rows, each from one of ``starts`` to the next.

    Each run by itself: ``reduceat`` adds along the first axis many times slower.
    """
    if len(starts) == len(rows):
        return rows
    found = np.empty((len(starts), rows.shape[1]))
    ends = [*starts[1:].tolist(), len(rows)]
    for place, (start, end) in enumerate(zip(starts.tolist(), ends, strict=True)):
        np.add.reduce(rows[start:end], axis=0, out=found[place])
    return found


def _slabs(drivers: Drivers, entries: Entries) -> tuple[Slab, ...]:
    found = []
    for run in drivers.runs():
        first, end = np.searchsorted(entries.driver, [run.first, run.first + len(run.spread)])
        order = first + np.argsort(entries.pair[first:end], kind="stable")
        pairs, starts = np.unique(entries.pair[order], return_index=True)
        found.append(Slab(run, entries.driver[order] - run.first, entries.weight_t[order], pairs, starts))
    return tuple(found)


def _activity_drivers(
    values: SharedValues, value: IntArray, pair: IntArray, amounts: FloatArray
) -> tuple[Drivers, Entries]:
    """Activities as drivers: the narrow normal ones joined where they feed the same pairs, the others one by one."""
    pairs = int(pair.max(initial=-1)) + 1
    keys, place = np.unique(value * max(pairs, 1) + pair, return_inverse=True)
    weight = sum_by(place.reshape(-1), amounts, len(keys))
    feeds = Entries(keys // max(pairs, 1), keys % max(pairs, 1), weight)
    spread = spreads(values.distribution, values.pct)
    normal = values.distribution == Distribution.NORMAL
    narrow = normal & (spread * SIX_SIGMA <= 1 + 1e-12)
    fed = np.bincount(feeds.driver, minlength=len(values.codes))
    joined = narrow & (fed <= _MOST_JOINED) & (spread > 0)
    drivers, entries = _joined(feeds, joined, fed, spread)
    alone = np.flatnonzero(~joined & (spread > 0) & (fed > 0))
    number = np.full(len(values.codes), -1, dtype=np.int64)
    shape = values.distribution[alone]
    by_shape = np.argsort(shape, kind="stable")
    number[alone[by_shape]] = drivers + np.arange(len(alone))
    kept = number[feeds.driver] >= 0
    others = Entries(number[feeds.driver[kept]], feeds.pair[kept], feeds.weight_t[kept])
    return Drivers(drivers, shape[by_shape], spread[alone[by_shape]]), _by_driver(entries, others)


def _joined(feeds: Entries, joined: NDArray[np.bool_], fed: IntArray, spread: FloatArray) -> tuple[int, Entries]:
    """Standard normals in place of activities that feed the same pairs: their number, and their entries in tonnes.

    Activities with k pairs have sd vectors v (tonnes, one entry a pair); those with the same pairs together have the
    covariance C = sum of v v', drawn as L z with L L' = C.
    """
    drivers = 0
    none = np.empty(0, dtype=np.int64)
    found = [Entries(none, none, np.empty(0))]
    size = fed[feeds.driver] * joined[feeds.driver]
    for count in np.unique(size[size > 0]).tolist():
        taken = size == count
        pairs = feeds.pair[taken].reshape(-1, count)
        deviation = (feeds.weight_t[taken] * spread[feeds.driver[taken]]).reshape(-1, count)
        same, place = np.unique(pairs, axis=0, return_inverse=True)
        root = _cholesky(_covariances(deviation, place.reshape(-1), len(same)))
        used = (root != 0).any(axis=1)
        number = np.zeros(used.shape, dtype=np.int64)
        number[used] = drivers + np.arange(int(used.sum()))
        drivers += int(used.sum())
        entered = root != 0
        of_driver = np.broadcast_to(number[:, None, :], root.shape)
        of_pair = np.broadcast_to(same[:, :, None], root.shape)
        found.append(Entries(of_driver[entered], of_pair[entered], root[entered]))
    return drivers, _by_driver(*found)


def _covariances(deviation: FloatArray, place: IntArray, groups: int) -> FloatArray:
    count = deviation.shape[1]
    found = np.empty((groups, count, count))
    for row in range(count):
        for column in range(row + 1):
            product = deviation[:, row] * deviation[:, column]
            found[:, row, column] = sum_by(place, product, groups)
    return found


def _cholesky(covariance: FloatArray) -> FloatArray:
    """Lower roots of covariances [groups, k, k] (lower half given); a row that depends on earlier ones takes 0.

    Written out, not taken from a linear-algebra library, so that the result does not depend on its threads.
    """
    root = np.zeros_like(covariance)
    for column in range(covariance.shape[1]):
        known = root[:, column:, :column] * root[:, column, None, :column]
        below = covariance[:, column:, column] - known.sum(axis=2)
        own = covariance[:, column, column]
        pivot = np.where(below[:, 0] > _NO_COVARIANCE * own, below[:, 0], 0.0)
        scale = np.divide(1.0, np.sqrt(pivot), out=np.zeros_like(pivot), where=pivot > 0)
        root[:, column:, column] = below * scale[:, None]
    return root


def _factor_drivers(values: SharedValues, factor: IntArray) -> tuple[Drivers, IntArray]:
    """Factors that are used and uncertain, and the driver of each pair; a certain one takes the last row, of ones."""
    spread = spreads(values.distribution, values.pct)
    used = np.zeros(len(values.codes), dtype=np.bool_)
    used[factor] = True
    uncertain = np.flatnonzero(used & (spread > 0))
    by_shape = uncertain[np.argsort(values.distribution[uncertain], kind="stable")]
    number = np.full(len(values.codes), len(by_shape), dtype=np.int64)
    number[by_shape] = np.arange(len(by_shape))
    return Drivers(0, values.distribution[by_shape], spread[by_shape]), number[factor]


def _summed(of_finer: IntArray) -> Sums:
    order = np.argsort(of_finer, kind="stable")
    rows, starts = np.unique(of_finer[order], return_index=True)
    return Sums(order, starts, rows)


def _by_driver(*parts: Entries) -> Entries:
    driver = np.concatenate([part.driver for part in parts])
    pair = np.concatenate([part.pair for part in parts])
    weight = np.concatenate([part.weight_t for part in parts])
    order = np.argsort(driver, kind="stable")
    return Entries(driver[order], pair[order], weight[order])
