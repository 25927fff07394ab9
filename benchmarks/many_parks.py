"""Formula (1) for many parks on one core: ``evaluate_many`` beside pandas columns."""

from __future__ import annotations

import time
from collections.abc import Callable

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from benchmarks import measure
from benchmarks.peers import pandas_scores
from lingtan.evaluation import evaluate_many
from lingtan.evaluation.many import columns_of
from lingtan.knowledge import Rulebook, load_rulebook

SEED = 20250410


def random_parks(rulebook: Rulebook, count: int) -> pa.Table:
    """Plausible parks: all figures reported, shares between 0 and 1, statuses and gates 0, 1 or between."""
    generator = np.random.default_rng(SEED)
    columns: dict[str, np.ndarray] = {}
    wholes = {
        alternative.inputs["whole"]: alternative.inputs["part"]
        for indicator in rulebook.indicators
        for alternative in indicator.alternatives
        if alternative.formula == "share"
    }
    for name in columns_of(rulebook):
        quantity = rulebook.quantities[name.partition(".")[0]]
        if quantity.kind == "gate":
            columns[name] = np.ones(count)
        elif quantity.kind == "status":
            columns[name] = generator.integers(0, 3, count) / 2
        elif name.startswith(("gross_emissions", "output_value")):
            columns[name] = generator.uniform(1e5, 2e5, count) * (3 if name.startswith("output") else 1)
        elif quantity.id in wholes:
            columns[name] = generator.uniform(1e3, 2e3, count)
        else:
            columns[name] = generator.uniform(0, 1e3, count)
    return pa.table(columns)


def timed(job: Callable[[], object]) -> float:
    """Seconds of the fastest of three runs."""
    times = []
    for _ in range(3):
        start = time.perf_counter()
        job()
        times.append(time.perf_counter() - start)
    return min(times)


def main() -> None:
    """Print parks a second at two sizes, and that both give the same scores."""
    rulebook = load_rulebook("t_seesa_010_2025")
    for count in (500_000, 1_000_000):
        table = random_parks(rulebook, count)
        frame = table.to_pandas()
        ours = timed(lambda table=table: evaluate_many(rulebook, table))  # type: ignore[misc]
        peer = timed(lambda frame=frame: pandas_scores.scores(rulebook, frame))  # type: ignore[misc]
        expected = pandas_scores.scores(rulebook, frame).to_numpy()
        found = pc.fill_null(evaluate_many(rulebook, table)["score"], float("nan")).to_numpy()
        print(f"largest difference of scores: {np.nanmax(np.abs(found - expected)):.1e}")
        measure.line(f"{count:,} parks", ours, "pandas", peer, "s")
        print(f"{count / ours:,.0f} parks/s on one core")


if __name__ == "__main__":
    main()
