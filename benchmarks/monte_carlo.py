"""Uncertainty of 5,000 lines: 10,000 draws with all groups beside a plain NumPy script, and error propagation."""

from __future__ import annotations

import time
import tracemalloc
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from benchmarks import measure
from benchmarks.peers import plain_monte_carlo, uncertain_floats
from lingtan.carbon.uncertainty import Side, Simulation, Terms, build_terms, propagate, simulate

SEED = 20250410
LINES = 5_000
DRAWS = 10_000
LEVELS = ("source", "enterprise", "category", "gas")


@dataclass(frozen=True, slots=True)
class Sample:
    """Lines of a park: 60 sources of 40 enterprises, monthly rows, three gases a fuel row, shared factors."""

    lines: dict[str, NDArray[np.int64]]
    co2e_t: NDArray[np.float64]
    activity_pct: NDArray[np.float64]
    factor_pct: NDArray[np.float64]

    def terms(self) -> Terms:
        """The lines as Lingtan takes them."""
        activity, factor = self.lines["activity"], self.lines["factor"]
        return build_terms(
            self.co2e_t,
            Side(activity, self.activity_pct[activity]),
            Side(factor, self.factor_pct[factor]),
            {level: self.lines[level] for level in LEVELS},
        )


def sample(choices: tuple[float, ...]) -> Sample:
    """A park whose activities have the given percentages, in equal parts."""
    generator = np.random.default_rng(SEED)
    rows = LINES // 3 + 1
    activity = np.repeat(np.arange(rows), 3)[:LINES]
    gas = np.tile([0, 1, 2], rows)[:LINES]
    source = np.sort(generator.integers(0, 60, rows))[activity]
    amounts = generator.lognormal(3, 1, rows)[activity] * np.array([1.0, 0.01, 0.02])[gas]
    lines = {"activity": activity, "factor": source % 20 * 3 + gas, "source": source, "gas": gas}
    lines |= {"enterprise": source % 40, "category": source % 6}
    factor_pct = np.tile([7.0, 150.0, 250.0], 20)
    return Sample(lines, amounts, generator.choice(np.array(choices), rows), factor_pct)


def timed(job: Callable[[], object]) -> float:
    """Seconds of the fastest of three runs."""
    times = []
    for _ in range(3):
        start = time.perf_counter()
        job()
        times.append(time.perf_counter() - start)
    return min(times)


def draw(terms: Terms) -> Simulation:
    """Exactly 10,000 draws."""
    return simulate(terms, seed=SEED, least_draws=DRAWS, most_draws=DRAWS)


def peak_mib(job: Callable[[], object]) -> float:
    """Memory taken at most while a job runs, arrays included."""
    tracemalloc.start()
    job()
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return peak / 2**20


def compare(name: str, park: Sample) -> None:
    """Print the time of 10,000 draws beside the plain script's, and both ranges of the park."""

    def plain() -> dict[str, dict[int, tuple[float, float]]]:
        return plain_monte_carlo.ranges(park.lines, park.co2e_t, park.activity_pct, park.factor_pct, DRAWS)

    ours = timed(lambda: draw(park.terms()))
    measure.line(f"{LINES:,} lines x {DRAWS:,} draws, {name}", ours, "plain NumPy", timed(plain), "s")
    found, (low, high) = draw(park.terms()).levels["park"].of(0), plain()["park"][0]
    print(f"park: {found.low_t:,.0f} .. {found.high_t:,.0f} t")
    print(f"park of plain NumPy, whose lognormals have the same sd, not range: {low:,.0f} .. {high:,.0f} t")


def main() -> None:
    """Print times of both approaches beside their peers, memory, and the ranges of both."""
    usual, wide = sample((0.5, 1.0, 2.5, 5.0)), sample((80.0, 120.0))
    compare("normal rows", usual)
    compare("every row wide", wide)
    print(f"memory at the peak: {peak_mib(lambda: draw(wide.terms())):.0f} MiB")
    ours = timed(lambda: propagate(usual.terms()))
    start = time.perf_counter()
    theirs = uncertain_floats.percents(usual.lines, usual.co2e_t, usual.activity_pct, usual.factor_pct)
    measure.line(f"error propagation, {LINES:,} lines", ours, "uncertainties", time.perf_counter() - start, "s")
    print(f"park: {propagate(usual.terms()).levels['park'].of(0).pct:.4f} %; uncertainties: {theirs['park'][0]:.4f} %")


if __name__ == "__main__":
    main()
